"""A name on one line is cut in its middle and never by the edge of its place."""

from __future__ import annotations

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_login.ui.widgets.elided import Elided

NAME = "Maximiliane-Alexandra Wolfeschlegelsteinhausenbergerdorff the Younger"


def test_a_font_that_comes_later_cuts_the_line_anew(qapp: QApplication, qtbot: QtBot) -> None:
    line = Elided("small")
    qtbot.addWidget(line)
    line.show_text(NAME, NAME)
    line.resize(200, 20)
    line.show()
    font = QFont(line.font())
    font.setPointSize(2 * font.pointSize() if font.pointSize() > 0 else 24)
    font.setWeight(QFont.Weight.Bold)
    line.setFont(font)
    assert "…" in line.text()
    assert line.fontMetrics().horizontalAdvance(line.text()) <= line.width()
    assert line.accessibleName() == NAME
