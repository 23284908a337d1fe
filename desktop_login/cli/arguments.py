"""What an option is, and those that several commands have. Loads nothing: help is printed from it without a parser."""

from __future__ import annotations

import sys

TYPE_CHECKING = False  # the module `typing` costs a tenth of what --help may cost
if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from typing import Any

    from desktop_login.messages.message import FormattedMessage, Message

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


class WrongUse(Exception):
    """An option whose value, or whose place, means nothing; `sentence` says so."""

    def __init__(self, sentence: FormattedMessage) -> None:
        super().__init__(sentence)
        self.sentence = sentence

    @classmethod
    def together(cls, option: str, *others: str) -> WrongUse:
        """The option means nothing beside any of the others."""
        from desktop_login.messages.message import Listed, message
        from desktop_login.messages.wrong_use import NOT_TOGETHER

        return cls(message(NOT_TOGETHER, option=option, names=Listed(others)))


class Option:
    """`more` is what argparse's `add_argument` takes. A name without dashes is the one argument
    that a command needs."""

    def __init__(
        self,
        name: str,
        explanation: str,
        *,
        metavar: str = "",
        choices: Sequence[str] = (),
        **more: Any,  # of argparse.add_argument
    ) -> None:
        self.name = name
        self.explanation = explanation
        self.more = more
        if choices:
            self.more["choices"] = choices
            metavar = f"{{{','.join(choices)}}}"
        if metavar:
            self.more["metavar"] = metavar
        if metavar and name.startswith("-") and more.get("nargs") == "?":
            metavar = f"[{metavar}]"
        shown = name if name.startswith("-") else ""
        self.shown = f"{shown} {metavar}".strip()


def path(text: str) -> Path:
    from pathlib import Path

    return Path(text)


def name(text: str) -> str:
    """What Cognito accepts as the name of a user or a group: no blanks, no control characters."""
    if not 0 < len(text) <= 128 or not text.isprintable() or " " in text:
        from desktop_login.messages.wrong_use import NO_NAME

        raise _unfit(NO_NAME, text)
    return text


def port(text: str) -> int:
    if len(text) > 5 or not text.isdecimal() or int(text) > 65535:
        from desktop_login.messages.wrong_use import NO_PORT

        raise _unfit(NO_PORT, text)
    return int(text)


def seconds(text: str) -> int:
    if len(text) > 6 or not (text.isascii() and text.isdecimal()):
        from desktop_login.messages.wrong_use import NO_SECONDS

        raise _unfit(NO_SECONDS, text)
    return int(text)


def header_name(text: str) -> str:
    """https://www.rfc-editor.org/rfc/rfc9110#name-tokens: anything else could add a header."""
    if not text or not all(one.isascii() and (one.isalnum() or one in "-_") for one in text):
        from desktop_login.messages.wrong_use import NO_HEADER

        raise _unfit(NO_HEADER, text)
    return text


def aws_role(text: str) -> str:
    from desktop_login.settings.aws import is_role

    if not is_role(text):
        from desktop_login.messages.wrong_use import NO_ROLE

        raise _unfit(NO_ROLE, text)
    return text


def aws_profile(text: str) -> str:
    from desktop_login.domain.aws_config import is_profile_name

    if not is_profile_name(text):
        from desktop_login.messages.wrong_use import NO_AWS_PROFILE

        raise _unfit(NO_AWS_PROFILE, text)
    return text


def variable(text: str) -> str:
    """The name of a variable that nothing else reads."""
    good = text.isascii() and text.isidentifier() and len(text) <= 64
    upper = text.upper()  # Windows does not tell them apart
    if not good or upper.startswith(("AWS_", "LD_", "DYLD_", "PYTHON")) or upper == "PATH":
        from desktop_login.messages.wrong_use import NO_VARIABLE

        raise _unfit(NO_VARIABLE, text)
    return text


def _profile(text: str) -> str:
    from desktop_login.settings.values import MAX_PROFILE_NAME

    if not text or not text.isprintable() or len(text) > MAX_PROFILE_NAME:
        from desktop_login.messages.wrong_use import NO_PROFILE

        raise _unfit(NO_PROFILE, text)
    return text


def _unfit(sentence: Message, text: str) -> WrongUse:
    from desktop_login.messages.message import message

    return WrongUse(message(sentence, text=text))


HELP = Option("--help", "show this help, and end")
HELP.shown = "-h, --help"
SETTINGS = Option(
    "--settings", "use this settings.toml instead of the user’s own", type=path, metavar="FILE"
)
PROFILE = Option("--profile", "use this profile of settings.toml", type=_profile, metavar="NAME")
PROFILE_TO_WRITE = Option(
    "--profile",
    "write it as this profile of settings.toml ([profiles.NAME])",
    type=_profile,
    metavar="NAME",
)
ROLE = Option(
    "--role",
    "one of the roles in the token (default: that of the settings, else the identity pool decides)",
    type=aws_role,
    metavar="ARN",
)
# An executable reads no file of the working folder, so there is nothing to trust.
TRUST_FOLDER = (
    ()
    if getattr(sys, "frozen", False)
    else (
        Option(
            "--trust-folder",
            "use the .env and .env.local of the working folder, now and as long as they do not"
            " change (user pool, app client, region, flow srp)",
            action="store_true",
        ),
    )
)
LANG = Option("--lang", "language of what is said (default: the system’s)", choices=("en", "ja"))
LOG_LEVEL = Option(
    "--log-level", "how much is logged (default: info)", choices=LEVELS, default="info"
)
