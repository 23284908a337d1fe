"""A sentence in a place that does not move: a long name in it begins a line, and is read as one."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop_login.ui.widgets.steady import SteadySentence

SITE = "acme.auth.eu-west-1.amazoncognito.com"


def shown(sentence: SteadySentence) -> list[str]:
    """The lines that are there whatever the width is."""
    return QLabel.text(sentence).replace("\u200b", "").replace("\u2060", "").split("\n")


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (f"Touch it to sign in to {SITE}.", ["Touch it to sign in to", f"{SITE}."]),
        (f"キーに触れて、{SITE} に", ["キーに触れて、", f"{SITE}\u00a0に"]),
        (f"{SITE} waits.", [f"{SITE} waits."]),
        ("Insert your security key.", ["Insert your security key."]),
    ],
)
def test_name_begins_a_line_and_the_sentence_stays_one(
    qtbot: QtBot, text: str, lines: list[str]
) -> None:
    sentence = SteadySentence([text], name=SITE)
    qtbot.addWidget(sentence)
    sentence.setText(text)
    assert shown(sentence) == lines
    assert sentence.text() == text
    assert sentence.accessibleName() in ("", text)
    assert "\n" not in sentence.accessibleName()
