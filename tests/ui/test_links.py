"""What looks like a link feels like one, on every page: a hand over it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from desktop_login.ui.theme import theme_of
from tests.ui.all_pages import ALL

pytestmark = [pytest.mark.medium, pytest.mark.qt_log_ignore("propagateSizeHints")]
LINKS = {"link", "inline", "danger", "row-copy"}


@pytest.mark.parametrize("name", ALL)
def test_every_link_has_a_hand_over_it(qapp: QApplication, name: str) -> None:
    theme_of(qapp).dress()
    shown = ALL[name]()
    try:
        shown.window.show()
        shown.top.show()
        QApplication.processEvents()
        without = [
            one.accessibleName()
            for one in shown.top.findChildren(QPushButton)
            if one.property("kind") in LINKS
            and one.isVisible()
            and one.cursor().shape() is not Qt.CursorShape.PointingHandCursor
        ]
        assert without == []
    finally:
        shown.close()
