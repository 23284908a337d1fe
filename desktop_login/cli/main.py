"""The command line: which command was asked for, with which options. Starts nothing.

Only the module of that command is loaded. A sentence of refusal loads what it needs.
"""

from __future__ import annotations

import sys

from desktop_login.cli.arguments import BEFORE_COMMAND, WrongUse
from desktop_login.cli.commands import COMMANDS, WINDOW

TYPE_CHECKING = False  # the module `typing` costs a tenth of what --help may cost
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn

    from desktop_login.cli.command import Speak
    from desktop_login.cli.commands import Row
    from desktop_login.cli.options import Start
    from desktop_login.cli.parser import Parser
    from desktop_login.messages.message import FormattedMessage, Message


def parse(arguments: Sequence[str]) -> Start:
    """Raises SystemExit: 0 after --help and --version, 2 for a wrong use."""
    row, rest, old = _asked_for(arguments)
    module = row.load()
    if {"-h", "--help"} & set(_before_dashes(rest)):
        from desktop_login.cli.help_text import help_text

        if sys.stdout is not None:  # a program without a console has none
            sys.stdout.write(help_text(row, module))
        raise SystemExit(0)
    from desktop_login.cli.options import Options, Start
    from desktop_login.cli.parser import Parser

    parser = Parser(row, module, _translator(arguments), old=old)
    try:
        given, unknown = parser.parse_known_args(rest)
        if unknown:
            _refuse_unknown(arguments, parser, unknown)
        action = module.command(given)
    except WrongUse as error:
        parser.refuse(error.sentence)
    shared = {name: value for name, value in vars(given).items() if name in Options._fields}
    options = Options(**shared)
    if options.trust_folder and options.settings is not None:
        from desktop_login.messages.command_line import FOLDER_NOT_LOOKED_AT

        _refuse(arguments, row, FOLDER_NOT_LOOKED_AT)
    return Start(options, action)


def _asked_for(arguments: Sequence[str]) -> tuple[Row, list[str], bool]:
    """The command, the arguments without its name, and whether it was asked for by its old flag."""
    ours = _before_dashes(arguments)
    flagged = [row for row in COMMANDS if row.flag and _holds(ours, row.flag)]
    place = _place_of_command(ours)
    if place is not None:
        row = _named(arguments, arguments[place])
        if flagged:
            from desktop_login.messages.command_line import FLAG_WITH_COMMAND

            _refuse(arguments, row, FLAG_WITH_COMMAND, option=flagged[0].flag, name=row.name)
        return row, [*arguments[:place], *arguments[place + 1 :]], False
    if not flagged:
        return WINDOW, list(arguments), False
    return _of_flags(arguments, flagged), list(arguments), True


def _before_dashes(arguments: Sequence[str]) -> Sequence[str]:
    """What stands behind `--` is meant for others."""
    return arguments[: arguments.index("--")] if "--" in arguments else arguments


def _of_flags(arguments: Sequence[str], flagged: Sequence[Row]) -> Row:
    """`--demo --tour DIR` is the tour; any other two exclude one another."""
    names = {row.name for row in flagged}
    if names == {"demo", "tour"}:
        return next(row for row in flagged if row.name == "tour")
    if names == {"tour"}:
        from desktop_login.messages.command_line import TOUR_NEEDS_DEMO

        _refuse(arguments, WINDOW, TOUR_NEEDS_DEMO)
    if len(names) > 1:
        from desktop_login.messages.command_line import FLAGS_EXCLUDE

        _refuse(arguments, WINDOW, FLAGS_EXCLUDE, options=", ".join(row.flag for row in flagged))
    return flagged[0]


def _place_of_command(arguments: Sequence[str]) -> int | None:
    """Only what every command may have stands before its name; what follows another option is
    the value of that option."""
    place = 0
    while place < len(arguments):
        option, equals, _ = arguments[place].partition("=")
        if not option.startswith("-"):
            return place
        if option not in BEFORE_COMMAND:
            return None
        place += 2 if BEFORE_COMMAND[option] and not equals else 1
    return None


def _named(arguments: Sequence[str], name: str) -> Row:
    found = next((row for row in COMMANDS if row.name == name), None)
    if found is None:
        from desktop_login.messages.command_line import COMMAND_UNKNOWN

        names = ", ".join(row.name for row in COMMANDS)
        _refuse(arguments, WINDOW, COMMAND_UNKNOWN, name=name, names=names)
    return found


def _holds(arguments: Sequence[str], flag: str) -> bool:
    return any(one == flag or one.startswith(f"{flag}=") for one in arguments)


def _refuse_unknown(arguments: Sequence[str], parser: Parser, unknown: Sequence[str]) -> NoReturn:
    """An option of another command is named with the command that it belongs to."""
    from desktop_login.cli.help_text import PROGRAM
    from desktop_login.messages.command_line import OPTION_ELSEWHERE, OPTION_NEEDS_COMMAND

    row = parser.row
    for option in (one.partition("=")[0] for one in unknown if one.startswith("--")):
        rows = [other for other in (WINDOW, *COMMANDS) if _has(other, option)]
        if rows:
            names = ", ".join(f"{PROGRAM} {other.name}".strip() for other in rows)
            if not row.name:
                _refuse(arguments, row, OPTION_NEEDS_COMMAND, option=option, names=names)
            _refuse(arguments, row, OPTION_ELSEWHERE, option=option, name=row.name, names=names)
    from desktop_login.messages.message import message
    from desktop_login.messages.wrong_use import NOT_UNDERSTOOD

    parser.refuse(message(NOT_UNDERSTOOD, text=" ".join(unknown)))


def _has(row: Row, option: str) -> bool:
    return any(one.name == option for one in row.load().OPTIONS)


def _refuse(arguments: Sequence[str], row: Row, sentence: Message, **values: str) -> NoReturn:
    from desktop_login.cli.parser import Parser
    from desktop_login.messages.message import message

    Parser(row, row.load(), _translator(arguments)).refuse(message(sentence, **values))


def _translator(arguments: Sequence[str]) -> Speak:
    """Speaks the language that is asked for, if it can be read from the arguments. Loads the
    catalogue when there is something to say."""

    def translate(text: FormattedMessage) -> str:
        from desktop_login.messages.translate import translator

        return translator(_language(arguments))(text)

    return translate


def _language(arguments: Sequence[str]) -> str | None:
    from desktop_login.messages.translate import LANGUAGES

    stated = None
    for one, following in zip(arguments, [*arguments[1:], ""], strict=True):
        value = following if one == "--lang" else one.removeprefix("--lang=")
        if value != one and value in LANGUAGES:
            stated = value
    return stated
