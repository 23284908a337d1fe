"""Sentences on a terminal that lacks their characters."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable

import pytest

from desktop_login.cli.terminal import print_anything
from tests.unit.test_messages import catalogue


def printed(lines: Iterable[str], *, encoding: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return what arrives at a terminal of this encoding."""
    raw = io.BytesIO()
    with monkeypatch.context() as changed:
        changed.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding=encoding, newline="\n"))
        changed.setattr(sys, "stderr", None)
        print_anything()
        for line in lines:
            print(line)
        sys.stdout.flush()
        return raw.getvalue().decode(encoding)


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp437", "cp1252", "cp932", "utf-8"])
def test_an_english_sentence_never_loses_a_character_to_a_question_mark(
    encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sentences = sorted(message.source for message in catalogue())
    arrived = printed(sentences, encoding=encoding, monkeypatch=monkeypatch)
    assert arrived.count("?") == sum(sentence.count("?") for sentence in sentences)
    assert arrived.count("\n") >= len(sentences)


def test_typographic_characters_become_those_of_a_typewriter(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    line = "“It’s {a} – b · c…” 認証 \U0001f512"
    arrived = printed([line], encoding="ascii", monkeypatch=monkeypatch)
    assert arrived == '"It\'s {a} - b - c..." ?? ?\n'


def test_a_terminal_that_has_the_characters_gets_them(monkeypatch: pytest.MonkeyPatch) -> None:
    assert printed(["“It’s…”"], encoding="cp1252", monkeypatch=monkeypatch) == "“It’s…”\n"
