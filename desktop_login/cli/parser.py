"""The parser of one command, with one sentence for a wrong use. Knows no command."""

from __future__ import annotations

import re
import sys
from argparse import SUPPRESS, ArgumentParser, HelpFormatter
from functools import partial
from typing import TYPE_CHECKING, NoReturn

from desktop_login.cli.arguments import WrongUse
from desktop_login.cli.help_text import PROGRAM, usage

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_login.cli.arguments import Option
    from desktop_login.cli.command import CommandModule, Speak
    from desktop_login.cli.commands import Row
    from desktop_login.messages.message import FormattedMessage


class Parser(ArgumentParser):
    """`old` says that the command was asked for by its flag, as in version 0.1.0."""

    def __init__(
        self, row: Row, module: CommandModule, translate: Speak, *, old: bool = False
    ) -> None:
        super().__init__(
            prog=PROGRAM,
            usage=SUPPRESS,
            add_help=False,
            allow_abbrev=False,
            # asked for by every `add_argument`; without a width it would load `shutil` for one
            formatter_class=partial(HelpFormatter, width=80),
        )
        self.row = row
        self._translate = translate
        self.set_defaults(demo=row.demo, scripted=row.scripted)
        for option in module.OPTIONS:
            self._add(option, old=old)
        if old and not row.target:
            self.add_argument(row.flag, action="store_true")
        if old and row.demo and row.target:
            self.add_argument("--demo", action="store_true")  # `--demo --tour DIR`

    def _add(self, option: Option, *, old: bool) -> None:
        more = dict(option.more)
        if "type" in more and option.name.startswith("-"):
            more["type"] = partial(_read, more["type"], option.name)
        if old and not option.name.startswith("-"):
            self.add_argument(self.row.flag, dest=option.name, required=True, **more)
        else:
            self.add_argument(option.name, **more)

    def refuse(self, sentence: FormattedMessage) -> NoReturn:
        """One sentence below the usage, and status 2."""
        self._end(self._translate(sentence))

    def error(self, message: str) -> NoReturn:
        """What argparse has to say, in our words. A sentence that is new in it stays its own."""
        sentence = _in_our_words(message)
        self._end(message if sentence is None else self._translate(sentence))

    def _end(self, text: str) -> NoReturn:
        if sys.stderr is not None:  # a program without a console has none
            sys.stderr.write(f"{usage(self.row)}{PROGRAM}: error: {text}\n")
        raise SystemExit(2)


def _read(convert: Callable[[str], object], option: str, text: str) -> object:
    """The value of an option. Raises `WrongUse` with the option's name before the sentence."""
    try:
        return convert(text)
    except WrongUse as error:
        from desktop_login.messages.message import message
        from desktop_login.messages.wrong_use import OF_OPTION

        raise WrongUse(message(OF_OPTION, option=option, text=error.sentence)) from None


def _in_our_words(text: str) -> FormattedMessage | None:
    """argparse gives its refusals as English text only; these are all that our options can cause.
    See `argparse.py`, whose sentences have not changed from Python 3.11 to 3.13 but for quotes."""
    from desktop_login.messages import wrong_use as words
    from desktop_login.messages.message import message

    if found := re.fullmatch(r"the following arguments are required: (.+)", text, re.DOTALL):
        return message(words.MISSING, names=found[1])
    of_option = re.fullmatch(r"argument (\S+): (.+)", text, re.DOTALL)
    if of_option is None:
        return None
    option, what = of_option.groups()
    if re.fullmatch(r"expected .*arguments?", what):
        return message(words.VALUE_MISSING, option=option)
    if what.startswith("ignored explicit argument "):
        return message(words.NO_VALUE, option=option)
    found = re.fullmatch(r"invalid choice: (.+) \(choose from (.+?)\)", what, re.DOTALL)
    if found is None:
        return None
    value, choices = found.groups()
    sentence = message(words.NO_CHOICE, text=value.strip("'\""), names=choices.replace("'", ""))
    return message(words.OF_OPTION, option=option, text=sentence) if option[0] == "-" else sentence
