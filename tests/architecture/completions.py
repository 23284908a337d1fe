"""Writes resources/completions from the table of commands: `python -m tests.architecture.completions`.

By shtab, which knows all five shells. It is no part of the program: to import it takes longer than a
token. The files are committed, so that to build a package needs nothing more, and a test compares
them. Profiles are not completed by name: that would start the program at each press of a key.
"""

from __future__ import annotations

from argparse import SUPPRESS, ArgumentParser
from collections.abc import Mapping
from pathlib import Path

import shtab

from desktop_login.cli.arguments import Option
from desktop_login.cli.commands import COMMANDS, WINDOW, Row
from desktop_login.cli.completion import SHELLS
from desktop_login.cli.help_text import PROGRAM

FOLDER = Path(__file__).parent.parent.parent / "resources" / "completions"
_A_FILE = ("FILE", "DIR")


def parser() -> ArgumentParser:
    """All commands in one, with their explanations: some shells leave out what has none."""
    whole = ArgumentParser(prog=PROGRAM)
    _fill(whole, WINDOW)
    commands = whole.add_subparsers()
    for row in COMMANDS:
        _fill(commands.add_parser(row.name, help=row.summary, description=row.summary), row)
    return whole


def written() -> Mapping[str, str]:
    """The name of each file and its text."""
    return {
        f"{PROGRAM}.{shell}": f"{shtab.complete(parser(), shell).rstrip()}\n" for shell in SHELLS
    }


def _fill(inner: ArgumentParser, row: Row) -> None:
    for option in row.load().OPTIONS:
        action = inner.add_argument(option.name, help=_explained(option), **option.more)
        if option.more.get("metavar") in _A_FILE:
            action.complete = shtab.DIRECTORY if option.more["metavar"] == "DIR" else shtab.FILE  # type: ignore[attr-defined]


def _explained(option: Option) -> str:
    return option.explanation.replace("%", "%%") or SUPPRESS


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, text in written().items():
        (FOLDER / name).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
