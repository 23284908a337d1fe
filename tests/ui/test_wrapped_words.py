"""Words that wrap are never cut off: the bar's sentence has room for all of its lines, whatever its width."""

from __future__ import annotations

import re

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop_login.domain.errors import ErrorCode
from desktop_login.messages.message import FormattedMessage
from desktop_login.messages.problems import PROBLEMS
from desktop_login.ui.main_window import MainWindow, WindowConfig
from desktop_login.ui.translation import install_language
from desktop_login.ui.widgets.fitting import in_phrases

pytestmark = pytest.mark.medium


@pytest.mark.parametrize("width", [360, 420, 560])
@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_problem_is_shown_whole(
    language: str, width: int, qtbot: QtBot, qapp: QApplication
) -> None:
    install_language(qapp, language)
    try:
        window = MainWindow(WindowConfig(profiles=("default", "other"), profile="default"))
        qtbot.addWidget(window)
        window.resize(width, 680)
        window.show()
        qtbot.waitExposed(window)
        bar = window.sign_in.bar
        for problem in ErrorCode:
            text = PROBLEMS[problem]
            values = {name: "12 minutes" for name in re.findall(r"\{(\w+)\}", text.source)}
            bar.show_notice(FormattedMessage(text, values), good=False)
            for _ in range(5):
                qapp.processEvents()
            cut = [
                label.text()
                for label in window.sign_in.findChildren(QLabel)
                if label.isVisible()
                and label.wordWrap()
                and label.heightForWidth(label.width()) > label.height()
            ]
            assert cut == [], problem
    finally:
        install_language(qapp, "en")


@pytest.mark.parametrize(
    ("words", "phrases"),
    [
        ("確認コードを入力してください。", ["確認コードを", "入力してください。"]),
        ("後で選べます（任意）。", ["後で", "選べます", "（任意）。"]),
        ("a***@e*** に送信しました。", ["a***@e*** に", "送信しました。"]),
    ],
)
def test_a_japanese_lead_wraps_between_phrases_only(words: str, phrases: list[str]) -> None:
    shown = in_phrases(words)
    assert shown.replace("\u2060", "") == words
    assert re.split("(?<!\u2060)(?!\u2060|$)(?!^)", shown) == ["\u2060".join(p) for p in phrases]


def test_other_words_and_long_phrases_wrap_as_ever() -> None:
    assert in_phrases("We sent a code.") == "We sent a code."
    assert in_phrases("a.long.address@example.com として").endswith("com と\u2060し\u2060て")
    long = "ア" * 30
    assert in_phrases(long) == long
