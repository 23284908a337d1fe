"""The parser that all commands share, and the options that several of them have. Loads nothing else of the program."""

from __future__ import annotations

import os
import sys
from argparse import SUPPRESS, ArgumentParser, ArgumentTypeError, RawDescriptionHelpFormatter

TYPE_CHECKING = False  # the module `typing` costs a tenth of what --help may cost
if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any, NoReturn

    from desktop_login.cli.commands import Row

PROGRAM = "desktop-login"
LEVELS = ("debug", "info", "warning")
DEMO_FLOWS = ("srp", "password", "choice", "custom")
# Options that may stand before the command, and whether a value follows.
BEFORE_COMMAND = {
    "--settings": True,
    "--profile": True,
    "--lang": True,
    "--log-level": True,
    "--trust-folder": False,
}
_USUAL_WIDTH, _LEAST_WIDTH = 80, 40


class Parser(ArgumentParser):
    """Of one command. `old` says that it was asked for by its flag, as in version 1.0."""

    def __init__(self, row: Row, *, old: bool = False, **more: Any) -> None:
        self.row = row
        self.old = old
        self.options: set[str] = set()
        self.by_itself = f"{PROGRAM} {row.name}".strip()
        super().__init__(
            prog=PROGRAM, formatter_class=_Help, allow_abbrev=False, usage=self._usage(), **more
        )
        if old and not row.target:
            self.add_argument(row.flag, action="store_true", help=SUPPRESS)

    def _usage(self) -> str:
        """All options would bury the sentence of a refusal."""
        if not self.row.name:
            return f"{PROGRAM} [COMMAND] [OPTIONS]"
        target = f" {self.row.target}" if self.row.target else ""
        return f"{self.by_itself}{target} [OPTIONS]"

    def add_argument(self, *names: Any, **more: Any) -> Any:
        self.options.update(name for name in names if name.startswith("-"))
        return super().add_argument(*names, **more)

    def add_target(self, dest: str, explanation: str) -> None:
        """The one argument that the command needs; in the old form the value of its flag."""
        if self.old:
            self.add_argument(
                self.row.flag,
                dest=dest,
                required=True,
                type=path,
                metavar=self.row.target,
                help=explanation,
            )
        else:
            self.add_argument(dest, type=path, metavar=self.row.target, help=explanation)

    def error(self, message: str) -> NoReturn:
        """One sentence below the usage, and status 2."""
        if sys.stderr is not None:  # a program without a console has none
            self.print_usage(sys.stderr)
            sys.stderr.write(f"{PROGRAM}: error: {message}\n")
        raise SystemExit(2)


class _Help(RawDescriptionHelpFormatter):
    """Knows the width itself: `shutil`, where argparse looks, would load four compressors."""

    def __init__(self, prog: str, **more: Any) -> None:
        more.setdefault("width", _width())
        super().__init__(prog, max_help_position=28, **more)


def _width() -> int:
    text = os.environ.get("COLUMNS", "")
    columns = int(text) if text.isdecimal() and len(text) < 5 else 0
    if not columns:
        try:
            columns = os.get_terminal_size(1).columns
        except (OSError, ValueError):
            columns = 0
    return max(columns or _USUAL_WIDTH, _LEAST_WIDTH) - 2


def add_settings(parser: Parser) -> None:
    parser.add_argument(
        "--settings",
        type=path,
        metavar="FILE",
        help="use this settings.toml instead of the user's own",
    )


def add_profile(parser: Parser, explanation: str = "use this profile of settings.toml") -> None:
    parser.add_argument("--profile", type=_profile, metavar="NAME", help=explanation)


def add_trust_folder(parser: Parser) -> None:
    """An executable reads no file of the working folder, so there is nothing to trust."""
    if getattr(sys, "frozen", False):
        return
    parser.add_argument(
        "--trust-folder",
        action="store_true",
        help="use the .env and .env.local of the working folder, now and as long as they do not"
        " change (user pool, app client, region, flow srp)",
    )


def add_lang(parser: Parser) -> None:
    parser.add_argument(
        "--lang", choices=("en", "ja"), help="language of what is said (default: the system's)"
    )


def add_log_level(parser: Parser) -> None:
    parser.add_argument(
        "--log-level", choices=LEVELS, default="info", help="how much is logged (default: info)"
    )


def path(text: str) -> Path:
    from pathlib import Path

    return Path(text)


def name(text: str) -> str:
    """What Cognito accepts as the name of a user or a group: no blanks, no control characters."""
    if not 0 < len(text) <= 128 or not text.isprintable() or " " in text:
        raise ArgumentTypeError(f"{text!r} is no name of a user or a group")
    return text


def port(text: str) -> int:
    if len(text) > 5 or not text.isdecimal() or int(text) > 65535:
        raise ArgumentTypeError(f"{text!r} is not a port")
    return int(text)


def _profile(text: str) -> str:
    from desktop_login.settings.sources import MAX_PROFILE_NAME

    if not text or not text.isprintable() or len(text) > MAX_PROFILE_NAME:
        raise ArgumentTypeError(f"{text!r} is no name of a profile")
    return text
