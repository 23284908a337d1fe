"""Words that wrap are never cut off: the bar's sentence has room for all of its lines, whatever its width."""

from __future__ import annotations

import re

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop_login.domain.errors import ErrorCode
from desktop_login.messages.message import FormattedMessage
from desktop_login.messages.problems import PROBLEMS
from desktop_login.ui.error_view import remark
from desktop_login.ui.main_window import MainWindow, WindowConfig
from desktop_login.ui.translation import install_language
from tests.patience import STEP_MS

pytestmark = pytest.mark.slow


def cut_off(window: MainWindow) -> list[str]:
    """The texts that have less height than their lines. The layout settles in a few rounds of the
    loop, because a scroll bar that comes makes the lines shorter. In whose place the bar stands is not
    meant to be seen."""
    return [
        label.text()
        for label in window.sign_in.findChildren(QLabel)
        if label.isVisible()
        and label.wordWrap()
        and label.maximumHeight() > 0
        and label.heightForWidth(label.width()) > label.height()
    ]


@pytest.mark.parametrize("width", [360, 420, 560])
@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_problem_is_shown_whole(
    language: str, width: int, qtbot: QtBot, qapp: QApplication
) -> None:
    install_language(qapp, language)
    try:
        window = MainWindow(WindowConfig())
        qtbot.addWidget(window)
        window.resize(width, 680)
        window.show()
        qtbot.waitExposed(window)
        bar = window.sign_in.bar
        for problem in ErrorCode:
            text = PROBLEMS[problem]
            values = {name: "12 minutes" for name in re.findall(r"\{(\w+)\}", text.source)}
            bar.show_view(remark(FormattedMessage(text, values)))
            for _ in range(5):
                qapp.processEvents()
            qtbot.waitUntil(lambda: not cut_off(window), timeout=STEP_MS)
    finally:
        install_language(qapp, "en")
