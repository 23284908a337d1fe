"""The token as it is sent: each of its parts tells what is in it, to a hand and to a screen reader, and what is copied is plain."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop_login.ui.pages.dashboard import View
from desktop_login.ui.widgets.invitation_bar import around
from desktop_login.ui.widgets.token_view import TokenText
from tests.ui.at_rest import at_rest
from tests.ui.sessions import ORDINARY, token_of
from tests.ui.test_dashboard import Scene, scene

__all__ = ["scene"]
TOKEN = token_of(ORDINARY)
HEAD, PAYLOAD, SIGNATURE = range(3)


@pytest.fixture
def token(scene: Scene) -> TokenText:
    scene.board.open(View.TOKEN)
    QApplication.processEvents()
    return scene.board.token


def middle_of(part: int) -> int:
    parts = TOKEN.split(".")
    return sum(len(before) + 1 for before in parts[:part]) + len(parts[part]) // 2


def point_at(token: TokenText, part: int) -> None:
    cursor = token.textCursor()
    cursor.setPosition(middle_of(part))
    place = QPointF(token.cursorRect(cursor).center())
    move = QMouseEvent(
        QEvent.Type.MouseMove,
        place,
        QPointF(token.viewport().mapToGlobal(place.toPoint())),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(token.viewport(), move)


def underlined(scene: Scene) -> list[bool]:
    return [words.font().underline() for words in scene.board.token_view.legend]


def test_part_below_the_pointer_is_marked_and_tells_its_json(
    scene: Scene, token: TokenText
) -> None:
    point_at(token, PAYLOAD)
    assert '"email": "confirmed@example.com"' in token.toolTip()
    assert token.accessibleDescription() == token.toolTip()
    assert underlined(scene) == [False, True, False]
    assert [one.format.fontUnderline() for one in token.extraSelections()] == [False, True, False]
    point_at(token, HEAD)
    assert '"alg": "RS256"' in token.toolTip()
    assert underlined(scene) == [True, False, False]
    point_at(token, SIGNATURE)
    assert token.toolTip() == "", "a signature is not JSON"
    QApplication.sendEvent(token, QEvent(QEvent.Type.Leave))
    assert underlined(scene) == [False, False, False]


def test_part_of_the_cursor_is_told_to_whoever_goes_there_by_key(
    scene: Scene, token: TokenText
) -> None:
    token.setFocus()
    token.moveCursor(QTextCursor.MoveOperation.Start)
    QTest.keyClick(token, Qt.Key.Key_Right)
    assert '"alg": "RS256"' in token.accessibleDescription()
    token.moveCursor(QTextCursor.MoveOperation.End)
    assert token.accessibleDescription() == ""
    assert underlined(scene) == [False, False, True]


def test_hidden_token_tells_nothing_of_its_parts(scene: Scene, token: TokenText) -> None:
    place = token.cursorRect().center() + QPoint(20, 0)
    scene.board.hide_token.click()
    move = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(place),
        QPointF(token.viewport().mapToGlobal(place)),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(token.viewport(), move)
    assert token.toolTip() == token.accessibleDescription() == ""


def test_what_is_selected_is_copied_as_plain_text_whatever_is_marked(
    scene: Scene, token: TokenText
) -> None:
    point_at(token, PAYLOAD)
    token.selectAll()
    token.copy()
    copied = QGuiApplication.clipboard().mimeData()
    assert copied.text() == TOKEN
    assert not copied.hasHtml()
    scene.clipboard.clear_if_ours()


def test_legend_says_in_words_what_the_colours_are(scene: Scene, token: TokenText) -> None:
    head, payload, signature = (words.text() for words in scene.board.token_view.legend)
    assert head == "Header  RS256, key lrQM…9aA=="
    assert payload == f"Payload  {len(ORDINARY)} claims"
    assert signature.startswith("Signature  ✓ verified with the pool’s keys at ")
    assert scene.board.token_view.size_words.text() == f"{len(TOKEN):,} characters"
    colours = {one.format.foreground().color().name() for one in token.extraSelections()}
    assert len(colours) == 3
    assert token.verticalScrollBar().maximum() == 0, "whole, without a scroll bar of its own"


def test_part_of_the_token_is_selected_by_key(scene: Scene, token: TokenText) -> None:
    token.setFocus()
    token.moveCursor(QTextCursor.MoveOperation.Start)
    for _ in range(5):
        QTest.keyClick(token, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(token, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == TOKEN[:5]
    assert "x-kde-passwordManagerHint" in QGuiApplication.clipboard().mimeData().formats()
    scene.clipboard.clear_if_ours()


def test_page_goes_along_with_whoever_reads_by_key(scene: Scene, token: TokenText) -> None:
    scene.window.resize(400, 480)
    at_rest(scene.window)
    place = around(scene.board)
    assert place is not None
    at = place.area.verticalScrollBar()
    token.setFocus()
    token.moveCursor(QTextCursor.MoveOperation.Start)
    above = at.value()
    QTest.keyClick(token, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert at.value() > above
    cursor = token.viewport().mapTo(place, token.cursorRect().center())
    assert 0 < cursor.y() < place.height()


@pytest.mark.parametrize("width", [360, 560, 1000])
def test_token_of_up_to_four_kilobytes_is_seen_whole(
    scene: Scene, token: TokenText, width: int
) -> None:
    scene.window.resize(width, 600)
    at_rest(scene.window)
    token.show_token("x" * 4096)
    at_rest(scene.window)
    assert token.verticalScrollBar().maximum() == 0
    token.show_token("x" * 20_000)
    at_rest(scene.window)
    assert token.height() < 700
    assert token.verticalScrollBar().maximum() > 0
