"""The parser of one command, with one sentence for a wrong use. Knows no command."""

from __future__ import annotations

import sys
from argparse import SUPPRESS, ArgumentParser, HelpFormatter
from functools import partial
from typing import TYPE_CHECKING, NoReturn

from desktop_login.cli.help_text import PROGRAM, usage

if TYPE_CHECKING:
    from desktop_login.cli.arguments import Option
    from desktop_login.cli.command import CommandModule
    from desktop_login.cli.commands import Row


class Parser(ArgumentParser):
    """`old` says that the command was asked for by its flag, as in version 0.1.0."""

    def __init__(self, row: Row, module: CommandModule, *, old: bool = False) -> None:
        super().__init__(
            prog=PROGRAM,
            usage=SUPPRESS,
            add_help=False,
            allow_abbrev=False,
            # asked for by every `add_argument`; without a width it would load `shutil` for one
            formatter_class=partial(HelpFormatter, width=80),
        )
        self.row = row
        self.set_defaults(demo=row.demo, scripted=row.scripted)
        for option in module.OPTIONS:
            self._add(option, old=old)
        if old and not row.target:
            self.add_argument(row.flag, action="store_true")
        if old and row.demo and row.target:
            self.add_argument("--demo", action="store_true")  # `--demo --tour DIR`

    def _add(self, option: Option, *, old: bool) -> None:
        if old and not option.name.startswith("-"):
            self.add_argument(self.row.flag, dest=option.name, required=True, **option.more)
        else:
            self.add_argument(option.name, **option.more)

    def error(self, message: str) -> NoReturn:
        """One sentence below the usage, and status 2."""
        if sys.stderr is not None:  # a program without a console has none
            sys.stderr.write(f"{usage(self.row)}{PROGRAM}: error: {message}\n")
        raise SystemExit(2)
