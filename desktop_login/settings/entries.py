"""Reads a text of unknown format into entries: a name, a value, and the objects around both. Knows no pool.

JSON and YAML have parsers. Everything else (JavaScript, TypeScript, Dart, HCL, `.env`, properties,
PowerShell …) is scanned for names that are given texts, and for the braces around them. Nothing in
a file is executed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

MAX_ENTRIES = 200_000
MAX_DEPTH = 64
MAX_VALUE = 8 * 1024
# A document inside of a text, as Amplify's file for Dart is one.
MAX_DOCUMENT = 1024 * 1024
# PyYAML reads about 100 kB a second; larger files are written by programs, as JSON.
MAX_YAML = 128 * 1024
MAX_CODE = 512 * 1024


# Names that do not describe a value; the name of the object around them does.
GENERIC_NAMES = frozenset({"value", "default", "defaultvalue", "fallback"})


class Entry(NamedTuple):
    """A named value.

    Attributes:
        path: The names of the objects around the value, outermost first; "" for one without name.
        scope: A number for each of them, which distinguishes objects with the same name.
        line: From 1; 0 if the parser does not give one.
    """

    path: tuple[str, ...]
    scope: tuple[int, ...]
    name: str
    value: str
    line: int = 0


TokenVerifier = Callable[[str], list[Entry]]


def readings(text: str) -> Iterator[list[Entry]]:
    """Yield the entries of each reader that accepts the text, the most reliable reader first."""
    for token_verifier in (from_json, from_yaml, from_code, from_lines):
        entries = token_verifier(text)
        if entries:
            yield entries


def from_json(text: str) -> list[Entry]:
    try:
        tree = json.loads(text)
    except (ValueError, RecursionError):
        return []
    return _Tree().read(tree)


def from_yaml(text: str) -> list[Entry]:
    """One or more documents. Tags (`!Ref`, `!Sub` …) are ignored, their values kept."""
    if len(text) > MAX_YAML:
        return []
    import yaml  # costs a tenth of a second, and only an import pays it

    class Loader(yaml.SafeLoader):
        """Reads every scalar as text, so that a client id of digits is not changed."""

    def untagged(loader: yaml.SafeLoader, _tag: str, node: yaml.Node) -> object:
        if isinstance(node, yaml.ScalarNode):
            return loader.construct_scalar(node)
        if isinstance(node, yaml.SequenceNode):
            return loader.construct_sequence(node, deep=True)
        assert isinstance(node, yaml.MappingNode)  # noqa: S101 - there are three kinds
        return loader.construct_mapping(node, deep=True)

    Loader.yaml_implicit_resolvers = {}
    Loader.add_multi_constructor("!", untagged)
    tree = _Tree()
    try:
        for document in yaml.load_all(text, Loader):
            if isinstance(document, dict | list):
                tree.read(document)
    except (yaml.YAMLError, RecursionError, ValueError, TypeError):
        return []
    return tree.entries


class _Tree:
    """Entries out of dictionaries and lists."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self._scopes = 0

    def read(self, tree: object) -> list[Entry]:
        # A stack instead of recursion: a file may be nested as deep as its author likes.
        waiting: list[tuple[object, tuple[str, ...], tuple[int, ...]]] = [(tree, (), ())]
        while waiting and max(len(self.entries), self._scopes) < MAX_ENTRIES:
            node, path, scope = waiting.pop()
            if len(path) > MAX_DEPTH:
                continue
            self._scopes += 1
            inside = (*scope, self._scopes)
            inner: list[tuple[object, tuple[str, ...], tuple[int, ...]]] = []
            if isinstance(node, list):
                for item in node:
                    named = _name_and_value(item)
                    if named is not None:
                        self.entries.append(Entry(path, scope, *named))
                    if isinstance(item, dict | list):
                        inner.append((item, path, inside))
            elif isinstance(node, dict):
                for key, value in node.items():
                    self._field(str(key), value, path, inside, inner)
            waiting.extend(reversed(inner))
        return self.entries

    def _field(
        self,
        key: str,
        value: object,
        path: tuple[str, ...],
        scope: tuple[int, ...],
        inner: list[tuple[object, tuple[str, ...], tuple[int, ...]]],
    ) -> None:
        if isinstance(value, dict) and isinstance(value.get("value"), str):
            value = value["value"]  # as `terraform output -json` writes an output
        if isinstance(value, str):
            self.entries.append(Entry(path, scope, key, value.strip()[:MAX_VALUE]))
            if value.lstrip()[:1] in ("{", "["):
                inner.append((_quoted_tree(value), (*path, key), scope))
        elif isinstance(value, list) and value and all(isinstance(v, str) for v in value):
            self.entries.extend(Entry(path, scope, key, text.strip()[:MAX_VALUE]) for text in value)
        elif isinstance(value, dict | list):
            inner.append((value, (*path, key), scope))
        elif isinstance(value, int) and not isinstance(value, bool):
            self.entries.append(Entry(path, scope, key, _digits(value)))


# How lists of outputs, parameters and variables name their members.
_NAMED = (
    ("OutputKey", "OutputValue"),  # describe-stacks
    ("ParameterKey", "ParameterValue"),
    ("Name", "Value"),  # Systems Manager
    ("name", "value"),  # task definitions
    ("key", "value"),
    ("Key", "Value"),
)


def _name_and_value(item: object) -> tuple[str, str] | None:
    if isinstance(item, dict):
        for name, value in _NAMED:
            if isinstance(item.get(name), str) and isinstance(item.get(value), str):
                return item[name], item[value].strip()[:MAX_VALUE]
    return None


def _quoted_tree(text: str) -> object:
    """JSON inside of a text, as parameters and constants hold it."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _digits(value: int) -> str:
    try:
        return str(value)
    except ValueError:  # longer than Python writes out
        return ""


# --- code ---------------------------------------------------------------------------------
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


# --- lines --------------------------------------------------------------------------------
_LINE = re.compile(
    r"""\s*(?:-[ ]+)?(?:(?:export|set|setx|ENV|-e|var|let|const)\s+)?  # what may stand before it
    (?:\$env:|\$)?["']?(?P<name>[A-Za-z_][\w.\-/]*)["']?
    \s*[=:]\s*(?P<value>\S.*)$""",
    re.VERBOSE,
)
_SECTION = re.compile(r"\s*\[+([^\[\]]{1,200})\]+\s*$")
MAX_LINE = 4096


def from_lines(text: str) -> list[Entry]:
    """`NAME=value`, `name: value`, `$env:NAME = "value"`, under `[sections]`."""
    entries: list[Entry] = []
    path: tuple[str, ...] = ()
    scope: tuple[int, ...] = (0,)
    for number, line in enumerate(text.splitlines(), 1):
        if (
            len(line) > MAX_LINE
            or line.lstrip()[:1] in ("#", ";", "")
            or len(entries) > MAX_ENTRIES
        ):
            continue
        heading = _SECTION.match(line)
        found = None if heading else _LINE.match(line)
        if heading is not None:
            path, scope = (heading.group(1),), (0, number)
        elif found is not None:
            entries.append(Entry(path, scope, found["name"], _unquoted(found["value"]), number))
    return entries


def _unquoted(value: str) -> str:
    """Return a value without quotes, comment and the separator at the end of a statement."""
    value = value.strip()
    quote = value[:1]
    if quote in ("'", '"', "`"):
        end = value.find(quote, 1)
        return (value[1:end] if end > 0 else value[1:]).strip()
    for mark in (" #", "\t#"):
        value = value.partition(mark)[0]
    return value.rstrip().rstrip(",;").strip()
