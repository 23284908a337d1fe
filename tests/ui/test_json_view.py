"""The decoded parts of a token as text: folded and copied by keyboard."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFontMetricsF, QGuiApplication, QKeyEvent, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop_login.ui.reply_text import LINES_A_TURN, ReplyText
from desktop_login.ui.widgets.json_view import HangingText, JsonView
from desktop_login.ui.widgets.reply_card import ReplyCard

VALUE = {"groups": ["admin", "staff"], "sub": "1"}


@pytest.fixture
def view(qapp: QApplication) -> Iterator[JsonView]:
    view = JsonView("Payload")
    view.show_value(VALUE)
    QGuiApplication.clipboard().setText("of another program")
    yield view
    view.deleteLater()


def press(view: JsonView, key: int, text: str = "") -> None:
    QApplication.sendEvent(
        view, QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, text)
    )


def test_the_arrow_keys_fold_and_unfold_the_line_of_the_cursor(view: JsonView) -> None:
    whole = view.blockCount()
    press(view, Qt.Key.Key_Right)
    assert view.blockCount() == whole, "it is unfolded already"
    press(view, Qt.Key.Key_Left)
    assert view.blockCount() < whole
    press(view, Qt.Key.Key_Right)
    assert view.blockCount() == whole


@pytest.mark.parametrize("letter", ["a", "Ф", "あ", "א", "한"])
def test_a_letter_of_any_script_changes_nothing(view: JsonView, letter: str) -> None:
    before = view.toPlainText()
    press(view, ord(letter.upper()), letter)
    assert view.toPlainText() == before


def test_several_lines_are_copied_as_lines(view: JsonView) -> None:
    view.selectAll()
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == view.toPlainText()
    assert "\u2029" not in QGuiApplication.clipboard().text()


def test_without_a_selection_the_clipboard_stays_as_it_is(view: JsonView) -> None:
    view.moveCursor(QTextCursor.MoveOperation.Start)
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "of another program"


def test_what_goes_on_from_a_line_stands_below_its_beginning(
    qapp: QApplication, view: JsonView
) -> None:
    """Also after a fold, after another width and where a line has been coloured anew."""
    view.resize(260, 400)
    view.show()
    view.show_value({"issuer": "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_DemoPool1"})
    for width in (260, 220):
        view.resize(width, 400)
        qapp.processEvents()
        view.toggle(0)
        view.toggle(0)
        view._colours.rehighlight()
        view.grab()
        block = view.document().findBlockByNumber(1)
        lines = [block.layout().lineAt(at) for at in range(block.layout().lineCount())]
        name = block.text().index('"')
        first, *rest = lines
        assert len(rest) >= 2
        assert {line.position().x() for line in rest} == {rest[0].position().x()}
        begin = QFontMetricsF(view.font()).horizontalAdvance(block.text()[:name])
        assert rest[0].position().x() > first.position().x() + begin
        for line in rest:
            end = line.position().x() + line.naturalTextWidth()
            assert end <= view.viewport().width() - view.document().documentMargin() + 1
        bottom = view.blockBoundingRect(block).height()
        assert bottom == sum(line.height() for line in lines)


UUID = "d86e9b0c-0f6d-4b1d-9c5a-a0be9300d878"
ISSUER = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_DemoPool1"


def shown_lines(view: HangingText, number: int) -> list[str]:
    """As one block of the text is broken on screen."""
    view.grab()
    block = view.document().findBlockByNumber(number)
    view.blockBoundingRect(block)
    lines = [block.layout().lineAt(at) for at in range(block.layout().lineCount())]
    return [block.text()[line.textStart() : line.textStart() + line.textLength()] for line in lines]


def as_wide_as(view: HangingText, text: str) -> None:
    around = view.width() - view.viewport().width() + 2 * view.document().documentMargin()
    view.resize(math.ceil(QFontMetricsF(view.font()).horizontalAdvance(text) + around) + 2, 400)


@pytest.mark.parametrize(
    "value", [UUID, ISSUER, "twenty characters, or", "一行に入る二十字の値をここに置きます"]
)
def test_a_value_that_fits_a_line_of_its_own_goes_there_whole(view: JsonView, value: str) -> None:
    view.show()
    view.show_value({"a long name": value})
    as_wide_as(view, f'      "{value}"')
    assert shown_lines(view, 1) == ['    "a long name": ', f'"{value}"']
    as_wide_as(view, f'    "a long name": "{value}"')
    assert shown_lines(view, 1) == [f'    "a long name": "{value}"']


def test_an_address_and_a_uuid_are_parted_as_in_the_table_of_claims(view: JsonView) -> None:
    view.show()
    view.show_value({"iss": ISSUER, "a": UUID})
    first = '    "iss": "https://cognito-idp.us-east-1.'
    as_wide_as(view, f"{first}amazonaws.co")
    assert shown_lines(view, 1) == [first, 'amazonaws.com/us-east-1_DemoPool1",']
    first = f'    "a": "{UUID[:19]}'
    as_wide_as(view, f"{first}123")
    assert shown_lines(view, 2) == [first, f'{UUID[19:]}"']


def test_reply_of_an_api_has_the_layout_of_the_other_json(qapp: QApplication) -> None:
    """Also what is added to it when all of it is asked for."""
    card = ReplyCard()
    card.resize(400, 700)
    card.show()
    sentence = "a sentence of many words " * 6
    part = (*("{}",) * (LINES_A_TURN - 1), f'  "message": "{sentence}"')
    card.show_text(ReplyText((*part, f'  "more": "{sentence}"'), is_json=True, larger=False), "")
    card.show_all.click()
    QTest.qWait(50)
    for number in (LINES_A_TURN - 1, LINES_A_TURN):
        block = card.body.document().findBlockByNumber(number)
        card.body.blockBoundingRect(block)
        places = [block.layout().lineAt(at).x() for at in range(block.layout().lineCount())]
        assert len(places) > 2
        assert places[1] > places[0] + QFontMetricsF(card.body.font()).horizontalAdvance("xx")
    card.deleteLater()
