"""The words of a brand: which sentences may be reworded, and how. Shows none.

`resources/translations/keys.txt` lists every sentence by its key with its placeholders and a mark.
The list is a contract with the brand files that people have: a key leaves it only with a line in
CHANGELOG. It is read in place of the modules of messages, which a first paint need not wait for.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from desktop_login.domain.named_tuple import NamedTuple
from desktop_login.messages.message import FormattedMessage, Listed, message
from desktop_login.system.resources import resource

MAX_WORDS = 300
MAX_NAME = 60  # of a control: it has one line
KEPT = "kept"  # protects people, so it stays as it is
NAME = "name"  # a screen reader knows a control by it
_BLANKS = "\u00a0\u3000"  # a line may hold them although they are not printable


class Sentence(NamedTuple):
    """What the list says about one sentence."""

    placeholders: frozenset[str]
    mark: str = ""


def sentences() -> Mapping[str, Sentence]:
    """Every sentence by its key."""
    rows = (line.partition("\t") for line in _listed().splitlines())
    return {key: _sentence(rest) for key, _, rest in rows}


@cache
def _listed() -> str:
    return resource("translations", "keys.txt").read_text("utf-8")


def _found(key: str) -> Sentence | None:
    """Looked up in the text: a first paint needs a few of a thousand."""
    listed, row = _listed(), f"{key}\t"
    at = 0 if listed.startswith(row) else listed.find(f"\n{row}") + 1
    if "\n" in key or "\t" in key or not (at or listed.startswith(row)):
        return None
    start = at + len(row)
    return _sentence(listed[start : listed.find("\n", start)])


def _sentence(rest: str) -> Sentence:
    placeholders, _, mark = rest.partition("\t")
    return Sentence(frozenset(placeholders.split()), mark)


def flaw_of(
    key: str, text: object, languages: frozenset[str], all_languages: tuple[str, ...]
) -> FormattedMessage | None:
    """Return why a sentence cannot be `text`; None if it can.

    Args:
        key: Of the sentence.
        text: What the brand says.
        languages: In which the brand says anything for this key.
        all_languages: That the program speaks.
    """
    from desktop_login.messages import brand as words

    sentence = _found(key)
    if sentence is None:
        return message(words.WORDS_UNKNOWN)
    if sentence.mark == KEPT:
        return message(words.WORDS_KEPT)
    if not isinstance(text, str):
        return message(words.WORDS_PLAIN)
    most = MAX_NAME if sentence.mark == NAME else MAX_WORDS
    if len(text) > most:
        return message(words.WORDS_LENGTH, n=most)
    if not text.strip():
        return message(words.WORDS_EMPTY)
    seen = text.translate(dict.fromkeys(map(ord, _BLANKS), " "))
    if not seen.isprintable() or "<" in text or ">" in text:
        return message(words.WORDS_PLAIN)
    found = _placeholders(text)
    if found != sentence.placeholders:
        return _which_placeholders(sentence)
    if not found and not any(map(str.isalnum, text)):
        return message(words.WORDS_EMPTY)  # a full stop says no more than nothing
    if sentence.mark == NAME and languages != set(all_languages):
        return message(words.WORDS_BOTH, names=Listed(all_languages))
    return None


def _which_placeholders(sentence: Sentence) -> FormattedMessage:
    from desktop_login.messages import brand as words

    if not sentence.placeholders:
        return message(words.WORDS_NO_PLACEHOLDERS)
    names = Listed(tuple(f"{{{name}}}" for name in sorted(sentence.placeholders)))
    return message(words.WORDS_PLACEHOLDERS, names=names)


def _placeholders(text: str) -> frozenset[str] | None:
    """The names in curly brackets; None where these are anything but plain names."""
    if "{" not in text and "}" not in text:
        return frozenset()
    if "{{" in text or "}}" in text:
        return None
    from string import Formatter  # most words have none, and a first paint waits for them

    try:
        fields = list(Formatter().parse(text))
    except ValueError:
        return None
    names = set()
    for _, name, spec, conversion in fields:
        if name is None:
            continue
        if spec or conversion or not name.isidentifier():
            return None
        names.add(name)
    return frozenset(names)
