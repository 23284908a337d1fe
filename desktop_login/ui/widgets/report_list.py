"""What an examination of the settings found, line by line: mark, sentence, what to change. Decides no verdict."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_login.domain.pool_report import Report
from desktop_login.messages.checks import Line, line_of
from desktop_login.messages.connect import CDK_LINE
from desktop_login.messages.translate import tr, translate
from desktop_login.ui.announce import announce
from desktop_login.ui.widgets.base_line import base_line
from desktop_login.ui.widgets.basics import beside_name, label, sentence
from desktop_login.ui.widgets.painted import Cross, Tick

_LONG_NAME = 16


class ReportList(QWidget):
    """Empty and hidden until there is a report."""

    def __init__(self) -> None:
        super().__init__()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 8, 0, 0)
        self._layout.setSpacing(8)
        self.hide()

    @property
    def sentences(self) -> list[str]:
        return [row.accessibleName() for row in self.findChildren(_Row)]

    def clear(self) -> None:
        while (item := self._layout.takeAt(0)) is not None:
            row = item.widget()
            if row is not None:
                row.setParent(None)
                row.deleteLater()
        self.hide()

    def show_report(self, report: Report) -> None:
        self.clear()
        for finding in report:
            self._layout.addWidget(_Row(line_of(finding)))
        self.setAccessibleName(" ".join(self.sentences))
        self.setVisible(bool(report))
        announce(self, self.accessibleName())


class _Row(QWidget):
    def __init__(self, line: Line) -> None:
        super().__init__()
        words = translate(line.sentence)
        self.setAccessibleName(words)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        mark = Tick() if line.good else Cross()
        if isinstance(mark, Tick):
            mark.set_met(True)
        self._mark = QVBoxLayout()
        self._mark.addWidget(mark)
        self._mark.addStretch(1)
        row.addLayout(self._mark)
        column = QVBoxLayout()
        column.setSpacing(2)
        named = any(word.isascii() and len(word) > _LONG_NAME for word in words.split())
        role = "finding" if line.good else "wrong"
        self._words = beside_name(words, role) if named else sentence(words, role)
        column.addWidget(self._words)
        if line.remedy is not None:
            remedy = translate(line.remedy)
            # what names something is there to be copied; a plain sentence ends its lines with phrases
            named = any(str(value) in remedy for value in line.remedy.values.values())
            column.addWidget(_selectable(remedy) if named else sentence(remedy, "small"))
        if line.cdk:
            column.addSpacing(4)  # another way to do the same
            column.addWidget(_selectable(tr(CDK_LINE, text=line.cdk)))
        row.addLayout(column, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The mark stands beside the first line, whose base line is lower in Japanese."""
        super().resizeEvent(event)
        lower = base_line(self._words) - self._words.fontMetrics().ascent()
        self._mark.setContentsMargins(0, max(0, lower), 0, 0)


def _selectable(words: str) -> QLabel:
    made = label(words, "small", wrap=True)
    made.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse
        | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return made
