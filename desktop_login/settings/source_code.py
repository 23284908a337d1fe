"""Reads the assignments of source code into entries, whatever the language. Executes nothing."""

from __future__ import annotations

import re
from typing import NamedTuple

from desktop_login.settings.documents import from_json
from desktop_login.settings.entry import (
    GENERIC_NAMES,
    MAX_CODE,
    MAX_DEPTH,
    MAX_DOCUMENT,
    MAX_ENTRIES,
    MAX_VALUE,
    Entry,
)

_NAME = re.compile(r"[A-Za-z_$@][\w$.\-]*")
_QUOTES = ('"""', "'''", "`", '"', "'")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_MAX_WORD = 128


def from_code(text: str) -> list[Entry]:
    """Return the assignments in source code: `name: "text"`, `name = "text"`, in any braces.

    Only the first half megabyte is read: larger files are data.
    """
    return _Code(text[:MAX_CODE]).read()


class _Assignment(NamedTuple):
    """A name whose value is being read; `valued` says whether a text was found."""

    name: str = ""
    line: int = 0
    valued: bool = False


class _Code:
    """Scans the text in one pass."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._line = 1
        self._entries: list[Entry] = []
        self._path: list[str] = []
        self._scope: list[int] = [0]
        # brackets that are open, what they interrupted, and whether they made a scope
        self._open: list[tuple[str, _Assignment, bool]] = []
        self._endless: dict[str, int] = {}  # where a quote of this kind is known not to end
        self._scopes = 0
        self._word = ""  # the last name or text: the next name to be assigned, perhaps
        self._word_line = 0
        self._assignment = _Assignment()

    def read(self) -> list[Entry]:
        text, size = self._text, len(self._text)
        while self._at < size and len(self._entries) < MAX_ENTRIES:
            character = text[self._at]
            if character == "\n":
                self._line += 1
                self._at += 1
            elif character.isspace():
                self._at += 1
            elif text.startswith(("//", "#"), self._at):
                self._skip_past("\n", 0)
            elif text.startswith("/*", self._at):
                self._skip_past("*/", 2)
            elif character in "\"'`":
                self._quoted()
            else:
                self._plain(character)
        return self._entries

    def _skip_past(self, end: str, begin: int) -> None:
        found = self._text.find(end, self._at + begin)
        stop = len(self._text) if found < 0 else found + len(end)
        self._line += self._text.count("\n", self._at, stop)
        self._at = stop

    def _quoted(self) -> None:
        quote = next(q for q in _QUOTES if self._text.startswith(q, self._at))
        begin = self._at + len(quote)
        end = self._end_of_quote(begin, quote)
        if end < 0:  # an apostrophe in prose, not a quote
            self._at += 1
            return
        line, raw = self._line, self._text[begin : min(end, begin + MAX_DOCUMENT)]
        self._line += self._text.count("\n", begin, end)
        self._at = end + len(quote)
        self._text_found(_ESCAPE.sub(r"\1", raw) if len(quote) == 1 else raw, line)

    def _end_of_quote(self, begin: int, quote: str) -> int:
        """Return where a quotation ends, or -1; except for back ticks it must end on its line."""
        if begin <= self._endless.get(quote, 0):
            return -1
        limit = len(self._text)
        if quote in ("'", '"'):
            line_end = self._text.find("\n", begin)
            limit = limit if line_end < 0 else line_end
        at = self._text.find(quote, begin, limit)
        while at > begin and len(quote) == 1 and self._escaped(begin, at):
            at = self._text.find(quote, at + 1, limit)
        if at < 0:
            self._endless[quote] = limit
        return at

    def _escaped(self, begin: int, at: int) -> bool:
        """Return whether an odd number of backslashes precedes this position."""
        before = at
        while before > begin and self._text[before - 1] == "\\" and at - before < _MAX_WORD:
            before -= 1
        return (at - before) % 2 == 1

    def _text_found(self, value: str, line: int) -> None:
        name = self._assignment.name
        if not name and self._path and self._open[-1][0] == "[":
            name = self._path[-1]  # a member of a list
        if name:
            place = tuple(self._path), tuple(self._scope)
            self._entries.append(Entry(*place, name, value.strip()[:MAX_VALUE], line))
            self._assignment = self._assignment._replace(valued=True)
            if value.lstrip()[:1] == "{":
                self._document(value, name, line)
        self._word, self._word_line = value[:_MAX_WORD], self._line

    def _document(self, value: str, name: str, line: int) -> None:
        """JSON inside of a text, as Amplify writes it for Dart."""
        self._scopes += 1
        for entry in from_json(value):
            path = (*self._path, name, *entry.path)
            scope = (*self._scope, -self._scopes, *entry.scope)
            self._entries.append(Entry(path, scope, entry.name, entry.value, line))

    def _plain(self, character: str) -> None:
        self._at += 1
        match character:
            case ":" | "=":
                self._assigned()
            case "," | ";":
                in_call = bool(self._open) and self._open[-1][0] == "("
                self._assignment = self._open[-1][1] if in_call else _Assignment()
                self._word = ""
            case "{" | "[" | "(":
                self._opened(character)
            case "}" | "]" | ")":
                self._closed()
            case _:
                found = _NAME.match(self._text, self._at - 1)
                if found is not None:
                    self._at = found.end()
                    self._word, self._word_line = found.group()[:_MAX_WORD], self._line

    def _assigned(self) -> None:
        """Begin an assignment to the word before the sign.

        Not if an assignment of this line is open: `const id: string = "x"` assigns to `id`.
        """
        now = self._assignment
        still_open = now.name and not now.valued and now.line == self._word_line
        fall_back = now.name and self._word.lower() in GENERIC_NAMES
        if self._word and not still_open and not fall_back:
            self._assignment = _Assignment(self._word, self._word_line)
        self._word = ""

    def _opened(self, bracket: str) -> None:
        scoped = bracket != "(" and len(self._path) < MAX_DEPTH
        self._open.append((bracket, self._assignment, scoped))
        if scoped:
            self._scopes += 1
            self._path.append(self._assignment.name or self._word)
            self._scope.append(self._scopes)
            self._assignment = _Assignment()
        self._word = ""

    def _closed(self) -> None:
        if not self._open:
            return
        bracket, interrupted, scoped = self._open.pop()
        if scoped:
            self._path.pop()
            self._scope.pop()
        # an index or a call belongs to the value; after an object comes something else
        self._assignment = _Assignment() if bracket == "{" else interrupted
        self._word = ""
