"""What a screen reader knows a control by is marked in the list of keys: a brand says it in all languages, or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QWidget,
)

from desktop_login.messages.message import Message
from desktop_login.settings.brand_words import KEPT, NAME, sentences
from desktop_login.ui.theme import theme_of
from tests.ui.all_pages import ALL
from tests.unit.test_messages import catalogue

pytestmark = [pytest.mark.medium, pytest.mark.qt_log_ignore("propagateSizeHints")]
_CONTROLS = (QAbstractButton, QLineEdit, QComboBox, QAbstractItemView, QPlainTextEdit)
# Sentences that fit nearly everything, because most of them is a placeholder.
_MOSTLY_OPEN = 4


def names_on(top: QWidget) -> Iterator[str]:
    """The names of all controls of a window, shown or not, and the entries of its menus."""
    for widget in top.findChildren(QWidget):
        if isinstance(widget, _CONTROLS):
            yield widget.accessibleName()
        if isinstance(widget, QMenu):
            yield from (entry.text().replace("&&", "&") for entry in widget.actions())


def _shape(text: Message) -> re.Pattern[str] | None:
    literal = re.sub(r"\{\w+\}", "", text.source)
    if len(re.sub(r"\W", "", literal)) < _MOSTLY_OPEN and literal != text.source:
        return None
    parts = re.split(r"\{\w+\}", text.source)
    return re.compile(".+".join(map(re.escape, parts)), re.DOTALL)


SHAPES = [(text.key, shape) for text in catalogue() if (shape := _shape(text)) is not None]


@pytest.mark.parametrize("page", ALL)
def test_the_names_of_all_controls_of_a_page_are_marked(qapp: QApplication, page: str) -> None:
    theme_of(qapp).dress()
    shown = ALL[page]()
    names = set(names_on(shown.top))
    shown.close()
    unmarked = {
        key
        for name in names
        for key, shape in SHAPES
        if shape.fullmatch(name) and sentences()[key].mark not in (NAME, KEPT)
    }
    assert unmarked == set(), 'give these the mark "name" in resources/translations/keys.txt'
