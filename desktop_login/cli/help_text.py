"""What `--help` prints of a command. Without argparse, whose formatter costs more than the rest of the answer."""

from __future__ import annotations

import os

from desktop_login.cli.arguments import HELP

TYPE_CHECKING = False  # the module `typing` costs a tenth of what --help may cost
if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop_login.cli.command import CommandModule
    from desktop_login.cli.commands import Row

PROGRAM = "desktop-login"
_USUAL_WIDTH, _LEAST_WIDTH, _MOST_WIDTH = 80, 40, 100
_FIRST_COLUMN = 24


def usage(row: Row) -> str:
    """One line: all options would bury the sentence of a refusal that follows it."""
    if not row.name:
        return f"usage: {PROGRAM} [COMMAND] [OPTIONS]\n"
    return f"usage: {PROGRAM} {row.name} {row.form}\n"


def help_text(row: Row, module: CommandModule) -> str:
    width = _width()
    arguments = [option for option in module.OPTIONS if not option.name.startswith("-")]
    options = [HELP, *(option for option in module.OPTIONS if option not in arguments)]
    blocks = [usage(row), module.DESCRIPTION + "\n"]
    for title, group in (("argument", arguments), ("options", options)):
        if group:
            rows = [line for one in group for line in _lines(one.shown, one.explanation, width)]
            blocks.append("\n".join([f"{title}:", *rows, ""]))
    blocks.append(f"example:\n  {module.EXAMPLE}\n")
    return "\n".join(blocks)


def _lines(shown: str, explanation: str, width: int) -> Iterator[str]:
    """An option on the left and what it does on the right, on as many lines as that takes."""
    line = f"  {shown:{_FIRST_COLUMN}}"
    if len(shown) >= _FIRST_COLUMN:
        yield line.rstrip()
        line = " " * (_FIRST_COLUMN + 2)
    begun = len(line)
    for word in explanation.split():
        if len(line) + len(word) + 1 > width and len(line) > begun:
            yield line.rstrip()
            line = " " * begun
        line += word if len(line) == begun else f" {word}"
    yield line


def _width() -> int:
    text = os.environ.get("COLUMNS", "")
    columns = int(text) if text.isdecimal() and len(text) < 5 else 0
    if not columns:
        try:
            columns = os.get_terminal_size(1).columns
        except (OSError, ValueError):  # no terminal
            columns = 0
    return min(max(columns or _USUAL_WIDTH, _LEAST_WIDTH), _MOST_WIDTH)
