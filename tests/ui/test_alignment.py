"""What stands beside or below each other is in line: base lines, edges, the middle of a button. Nothing is cut without need."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage, QTextCursor, QTextLayout
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLabel,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop_login.app.window_config import demo_window_config
from desktop_login.domain.browser import BrowserStage, ContinueInBrowser
from desktop_login.domain.browser_offer import BrowserSignInMode
from desktop_login.domain.claims import Difference
from desktop_login.domain.history import Event, HistoryEntry, begun, renewed
from desktop_login.domain.secret import Secret
from desktop_login.messages.dashboard import ONLY_IN_MEMORY
from desktop_login.messages.translate import tr
from desktop_login.ui.bar_words import PoolMenu, ProfileEntry
from desktop_login.ui.claim_view import view_of
from desktop_login.ui.clipboard import SecretClipboard
from desktop_login.ui.main_window import MainWindow
from desktop_login.ui.pages.security_key import SecurityKeyPage
from desktop_login.ui.pages.shortcuts import ShortcutsPage
from desktop_login.ui.pages.waiting_for_browser import WaitingForBrowserPage
from desktop_login.ui.reply_text import reply_text
from desktop_login.ui.theme import GRID, LIGHT, theme_of
from desktop_login.ui.translation import install_language
from desktop_login.ui.widgets.avatar import AvatarButton
from desktop_login.ui.widgets.bar_menus import pool_menu
from desktop_login.ui.widgets.basics import button
from desktop_login.ui.widgets.busy_button import BusyButton
from desktop_login.ui.widgets.chip import Chip
from desktop_login.ui.widgets.filter_box import FilterBox
from desktop_login.ui.widgets.fitted_text import FittedText
from desktop_login.ui.widgets.fitting import breakable
from desktop_login.ui.widgets.head_card import HeadCard
from desktop_login.ui.widgets.history_view import HistoryView, _Time
from desktop_login.ui.widgets.live_text import LiveText
from desktop_login.ui.widgets.placing import centred
from desktop_login.ui.widgets.reply_card import ReplyCard
from desktop_login.ui.widgets.row import WrappingRow
from desktop_login.ui.widgets.scrolled import Scrolled
from desktop_login.ui.widgets.segments import Segments
from desktop_login.ui.widgets.status_card import KeyInUse, StatusCard
from desktop_login.ui.widgets.token_view import TokenFacts, TokenView
from desktop_login.ui.widgets.top_bar import TopBar
from desktop_login.ui.widgets.user_corner import UserCorner
from desktop_login.ui.widgets.value_row import ValueRow, wrappable
from tests.fakes.keys_in_hand import KeyInHand
from tests.gallery.screens import SCREENS, Screen
from tests.ui.at_rest import at_rest
from tests.ui.sessions import NOW, ORDINARY, signed_in, token_of


@pytest.fixture(params=["en", "ja"], autouse=True)
def language(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[str]:
    theme = theme_of(qapp)
    before = theme.colours
    theme.dress()
    theme.pin(LIGHT)
    install_language(qapp, request.param)
    yield request.param
    install_language(qapp, "en")
    theme.pin(before)
    theme.choose("system")


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    made.setObjectName("desktopLogin")
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    qtbot.addWidget(made)
    return made


def put(window: QWidget, widget: QWidget, width: int) -> None:
    layout = window.layout()
    assert layout is not None
    layout.addWidget(widget)
    widget.setFixedWidth(width)
    window.show()
    QTest.qWait(20)


def ink(widget: QWidget, within: QRect) -> QRect:
    """Where there is anything but the ground, which is what the upper left corner of `within` shows."""
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    assert image.devicePixelRatio() == 1
    ground = QColor(image.pixel(within.topLeft())).lightness()
    found = QRect()
    for y in range(within.top(), within.bottom() + 1):
        for x in range(within.left(), within.right() + 1):
            if abs(QColor(image.pixel(x, y)).lightness() - ground) > 40:
                found = found.united(QRect(x, y, 1, 1))
    return found


def left_of(widget: QWidget, card: QWidget) -> int:
    return widget.mapTo(card, QPoint(0, 0)).x()


@pytest.mark.parametrize("spare", [0, 80])
def test_spinner_and_words_of_a_busy_button_are_in_its_middle(
    spare: int, window: QWidget, language: str
) -> None:
    words = ("Refresh now", "Renewing…") if language == "en" else ("今すぐ更新", "更新しています…")
    button = BusyButton(*words)
    button.set_busy(True)
    put(window, button, 200)
    button.setFixedWidth(button.sizeHint().width() + spare)
    QTest.qWait(20)
    seen = ink(button, button.rect().adjusted(4, GRID, -4, -GRID))
    left, right = seen.left(), button.width() - 1 - seen.right()
    assert abs(left - right) <= 3, "the last dot may stand a little before its end"
    assert left >= GRID


def test_chip_that_shows_its_short_words_is_no_wider_than_these(window: QWidget) -> None:
    chip = Chip()
    chip.set_words(["Signature not checked (offline)", "Not checked"], "warning")
    put(window, chip, 300)
    chip.setFixedWidth(chip.sizeHint().width())
    assert chip.ground().width() == chip.width()
    chip.setFixedWidth(chip.sizeHint().width() - 20)
    assert chip.ground().width() == chip.minimumSizeHint().width() < chip.width()


@pytest.mark.parametrize("value", ["mono", "words", "chips"])
def test_meaning_and_value_of_a_claim_stand_on_one_base_line(value: str, window: QWidget) -> None:
    name = {"mono": "sub", "words": "email", "chips": "cognito:groups"}[value]
    row = ValueRow(name)
    given = "E" if name != "cognito:groups" else ["E"]
    row.show_view(view_of(name, {name: given}, NOW, checked=True))
    row.meaning.setText(f"{row.meaning.text()}E")
    row._level()
    put(window, row, 600)
    beside: QLabel = row.value if row.chips is None else row.chips
    assert _foot_of_last_letter(row, row.meaning) == pytest.approx(
        _foot_of_last_letter(row, beside), abs=1
    )


def _foot_of_last_letter(row: ValueRow, label: QLabel) -> int:
    place = _words(row, label)
    if row.chips is label:
        place.adjust(9, 3, 20 - place.width(), -3)
    whole = ink(row, place)
    last = QRect(whole.right() - 3, place.top(), 4, place.height())
    return ink(row, last).bottom()


def _words(row: ValueRow, label: QLabel) -> QRect:
    """Where they stand, without the end of the line, over which the button and the mark may lie."""
    place = QRect(label.mapTo(row, QPoint(0, 0)), label.size())
    over = [row.copy.x(), *([row.changed.x()] if row.changed is not None else [])]
    if label is not row.changed:
        place.setRight(min(place.right(), *(left - 1 for left in over)))
    return place


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("word", ["E", "コピー"])
def test_button_and_mark_of_a_claim_stand_on_its_base_line(
    word: str, narrow: bool, window: QWidget
) -> None:
    row = ValueRow("sub")
    row.show_view(view_of("sub", ORDINARY, NOW, checked=True))
    row.copy.setText(word)
    row.meaning.setText(word)
    row.mark_changed("1")
    assert row.changed is not None
    row.changed.setText(word)
    row.set_narrow(narrow)
    put(window, row, 700)
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    row.copy.setFocus()
    feet = []
    ring = row.copy.geometry().adjusted(3, 3, -3, -3)
    for place in (_words(row, row.meaning), _words(row, row.changed), ring):
        feet.append(ink(row, place).bottom())
    assert max(feet) - min(feet) <= 1


@pytest.mark.parametrize("value", ["words", "mono"])
def test_name_of_a_claim_and_note_below_its_value_stand_on_one_base_line(
    value: str, window: QWidget
) -> None:
    name = {"mono": "iss", "words": "email"}[value]
    row = ValueRow(name)
    claims = {"iss": "https://x", "email": "a@b", "email_verified": True}
    row.show_view(view_of(name, claims, NOW, checked=True)._replace(note="E"))
    row.claim.setText("E")
    put(window, row, 600)
    assert _foot_of_last_letter(row, row.claim) == pytest.approx(
        _foot_of_last_letter(row, row.note), abs=1
    )


def test_what_is_marked_and_copied_takes_no_width_from_the_rest_of_a_row(window: QWidget) -> None:
    """A user ID stands on one line in the window of the demo; the note below is never cut."""
    row = ValueRow("auth_time")
    row.show_view(view_of("auth_time", ORDINARY, NOW, checked=True))
    row.set_left(100)
    put(window, row, 400)
    before = row.note.width()
    assert row.value.width() == before == 400 - 100 - 2 * GRID
    assert row.copy.geometry().right() == 399
    row.mark_changed("1")
    QTest.qWait(20)
    assert row.changed is not None
    assert row.note.width() == before
    assert row.value.geometry().right() < row.changed.x() < row.copy.x() - GRID
    row.unmark()
    QTest.qWait(20)
    assert row.value.width() == before


@pytest.mark.parametrize("width", range(250, 620, 30))
@pytest.mark.parametrize("name", ["email", "sub", "cognito:groups", "iss", "auth_time"])
def test_mark_of_what_has_changed_makes_no_row_higher(
    name: str, width: int, window: QWidget
) -> None:
    """And it lies on nothing but the end of a value that has no line with room for it."""
    row = ValueRow(name)
    claims = {**ORDINARY, "email": "unverified@example.com", "email_verified": True}
    claims |= {"iss": "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_DemoPool1"}
    row.show_view(view_of(name, claims, NOW, checked=True))
    row.set_left(100)
    put(window, row, width)
    before = row.heightForWidth(width)
    row.mark_changed("1")
    QTest.qWait(1)
    assert row.heightForWidth(width) == before
    mark = row.changed
    assert mark is not None and row.rect().contains(mark.geometry())
    words = QRect(row.note.pos(), row.note.sizeHint()) if row.note.text() else QRect()
    assert not words.intersects(mark.geometry().adjusted(-1, 3, 1, -3))
    if not mark.covers:
        shown = row.chips or row.value
        assert not shown.geometry().intersects(mark.geometry().adjusted(0, 4, 0, -3))


def test_mark_beside_an_address_that_fills_its_line_stands_behind_the_note(window: QWidget) -> None:
    row = ValueRow("email")
    claims = {"email": "unverified@example.com", "email_verified": True}
    row.show_view(view_of("email", claims, NOW, checked=True))
    row.set_left(100)
    needed = row.value.fontMetrics().horizontalAdvance("unverified@example.com")
    put(window, row, 100 + 2 * GRID + needed + 30)
    row.mark_changed("1")
    QTest.qWait(20)
    mark = row.changed
    assert mark is not None
    assert mark.x() >= row.note.x() + row.note.sizeHint().width() + GRID
    assert _foot_of_last_letter(row, row.note) == pytest.approx(
        ink(row, mark.geometry()).bottom(), abs=3
    )


def test_labels_above_values_have_no_gap(window: QWidget) -> None:
    row = ValueRow("sub")
    row.show_view(view_of("sub", ORDINARY, NOW, checked=True))
    row.set_narrow(True)
    put(window, row, 340)
    assert row.meaning.mapTo(row, QPoint(0, 0)).y() == GRID


def test_text_of_a_card_begins_where_its_title_does(window: QWidget) -> None:
    card = TokenView(SecretClipboard(window))
    card.show_token(token_of(ORDINARY), TokenFacts("RS256", "k", 14, verified=True, checked_at=NOW))
    put(window, card, 600)
    title = card.findChildren(QLabel)[0]
    edge = left_of(title, card)
    assert edge == 1 + 2 * GRID
    assert _begin(card.text, card) == edge
    assert left_of(card.legend[0], card) == edge + 16, "behind its square"


def test_parts_of_a_token_and_its_length_stand_in_one_line(window: QWidget) -> None:
    card = TokenView(SecretClipboard(window))
    card.show_token(token_of(ORDINARY), TokenFacts("RS256", "k", 14, verified=True, checked_at=NOW))
    put(window, card, 900)
    tops = {one.mapTo(card, QPoint(0, 0)).y() for one in (*card.legend, card.size_words)}
    assert len(tops) == 1


def test_a_card_with_a_text_ends_as_far_below_it_as_it_begins_beside_it(window: QWidget) -> None:
    card, text = HeadCard("JSON"), FittedText()
    text.setPlainText("x")
    card.add_text(text)
    put(window, card, 400)
    around = text.document().documentMargin() + 2
    assert card.height() - 1 - text.geometry().bottom() - 1 + around == 2 * GRID


def test_reply_begins_where_its_status_does(window: QWidget) -> None:
    card = ReplyCard()
    card.show_status("200 OK", "", bad=False)
    card.show_text(reply_text(b"x"), "a: b")
    put(window, card, 600)
    edge = left_of(card.status, card)
    assert edge == 1 + 2 * GRID
    assert _begin(card.body, card) == edge
    assert left_of(card.segments, card) == left_of(card.copy_reply, card) == edge


def _begin(text: FittedText, card: QWidget) -> int:
    at = text.viewport().mapTo(card, QPoint(0, 0)).x()
    return at + round(text.document().documentMargin())


def test_titles_of_cards_stand_equally_far_below_their_edge(window: QWidget) -> None:
    plain, link, choice = (HeadCard(name) for name in ("When", "JSON", "Claims"))
    link.add_link(button("Copy", "link"))
    link.add_text(FittedText())
    values = Segments("Values as", ["Human", "Raw"])
    values.set_low()
    choice.add_choice(values)
    choice.add_text(FittedText())
    for card in (plain, link, choice, HistoryView(lambda: NOW)):
        put(window, card, 400)
    at_rest(window)
    middles = {
        card.findChildren(QLabel)[0].geometry().center().y()
        for card in window.findChildren(HeadCard)
    }
    assert len(middles) == 1, middles
    assert values.height() == 4 * GRID


def test_cards_of_the_dashboard_begin_their_titles_in_one_line(window: QWidget) -> None:
    status, other = StatusCard(), HeadCard("Who you are")
    put(window, status, 500)
    put(window, other, 500)
    assert left_of(status.title, status) == left_of(other.findChildren(QLabel)[0], other)


@pytest.mark.parametrize("width", [500, 460, 372, 340])
@pytest.mark.parametrize(
    "state", ["fresh", "renewing", "offline", "busy", "expired", "unchecked", "elsewhere"]
)
def test_status_card_finds_words_that_fit(state: str, width: int, window: QWidget) -> None:
    card = StatusCard()
    card.set_narrow(buttons_below=True, lines_below=width < 440)
    signed = signed_in(state, keys_of="keys.example.com" if state == "elsewhere" else "")
    card.show_identity(signed.session.identity, KeyInUse("RS256", "k"), NOW)
    card.show_state(signed, NOW, good=state != "expired")
    put(window, card, width)
    for line in card.findChildren(LiveText):
        assert not (line.isVisible() and line.cut), line.text()
    if state == "busy":
        assert any(character.isdigit() for character in card.renews.shown), "the next try"


def test_buttons_of_the_status_card_stand_beside_its_title_however_long_the_chip_is(
    window: QWidget,
) -> None:
    card = StatusCard()
    card.set_narrow(buttons_below=False, lines_below=False)
    signed = signed_in("fresh", keys_of="cognito.internal.example.co.jp:8443")
    card.show_identity(signed.session.identity, KeyInUse("RS256", "k"), NOW)
    card.show_state(signed, NOW, good=True)
    put(window, card, 860)
    middle = card.title.geometry().center().y()
    assert abs(card.refresh_now.geometry().center().y() - middle) <= GRID


def test_name_and_address_stand_together_in_the_middle_of_the_bar(window: QWidget) -> None:
    bar = TopBar(PoolMenu("production"))
    bar.finish()
    bar.show_user("Alex Demo", "alex@example.com")
    bar.fit(600)
    put(window, bar, 600)
    assert bar.corner is not None
    name, address = (QRect(one.mapTo(bar, QPoint(0, 0)), one.size()) for one in _lines(bar.corner))
    assert 0 <= address.top() - name.bottom() <= 2
    assert name.united(address).center().y() == pytest.approx(bar.height() // 2, abs=1)


def _lines(corner: UserCorner) -> tuple[QWidget, QWidget]:
    return corner.name, corner.address


def test_menu_of_the_bar_ends_where_its_buttons_do(window: QWidget) -> None:
    bar = TopBar(PoolMenu("production"))
    bar.finish()
    put(window, bar, 560)
    at_rest(window)
    assert bar.corner is not None
    menu = bar.corner.menu
    inside = menu.rect().adjusted(4, 4, -4, -4)  # within its ring
    lines = ink(bar, QRect(menu.mapTo(bar, inside.topLeft()), inside.size()))
    assert lines.right() == pytest.approx(560 - 2 * GRID - 1, abs=1)
    bar.show_user("Alex Demo", "alex@example.com")
    at_rest(window)
    leave = bar.corner.leave
    assert left_of(leave, bar) + leave.width() == 560 - 2 * GRID


def test_avatar_and_its_arrow_are_equally_far_from_both_ends(window: QWidget) -> None:
    button = AvatarButton()
    button.initials = "AD"
    put(window, button, button.width())
    button.clearFocus()
    QTest.qWait(20)
    seen = ink(button, button.rect())
    assert abs(seen.left() - (button.width() - 1 - seen.right())) <= 2


def test_key_of_the_filter_stands_at_its_end_until_something_is_typed(window: QWidget) -> None:
    box = FilterBox()
    put(window, box, 220)
    (beside,) = box.findChildren(QLabel)
    assert beside.text() == "Ctrl+F"
    assert beside.geometry().right() == box.width() - 13
    box.setText("a")
    box.show_count(3, 14)
    assert "14" in beside.text()
    box.clear()
    box.show_count(14, 14)
    assert beside.text() == "Ctrl+F"


def test_length_of_a_token_stands_apart_from_its_signature(window: QWidget) -> None:
    card = TokenView(SecretClipboard(window))
    card.show_token(token_of(ORDINARY), TokenFacts("RS256", "k", 14, verified=True, checked_at=NOW))
    put(window, card, 900)
    at_rest(window)
    end = left_of(card.size_words, card) + card.size_words.width()
    assert end == card.width() - 1 - 2 * GRID
    card.setFixedWidth(card.legend[-1].sizeHint().width() + 4 * GRID + 60)
    at_rest(window)
    assert left_of(card.size_words, card) == 1 + 2 * GRID, "alone on its line"


def test_dot_and_name_of_a_profile_are_beside_each_other(window: QWidget) -> None:
    pools = PoolMenu("one", lambda: (ProfileEntry("one", signed_in=True),))
    host = button("Menu")
    put(window, host, 100)
    menu = pool_menu(host, pools, lambda _: None, lambda _: None)
    menu.open()
    QTest.qWait(20)
    row = menu.actionGeometry(menu.actions()[0])
    dot = ink(menu, row.adjusted(1, 4, 24 - row.width(), -4))
    words = ink(menu, row.adjusted(26, 4, 0, -4))
    menu.close()
    assert dot.left() - row.left() >= GRID
    assert words.left() - dot.right() <= 20


@pytest.mark.parametrize("role", ["", "key"])
def test_a_short_text_to_read_leaves_nothing_empty_below_it(role: str, window: QWidget) -> None:
    text = FittedText()
    text.setProperty("loginRole", role)
    text.setProperty("kind", "" if role else "source")
    text.setPlainText("one\ntwo")
    put(window, text, 300)
    last = text.cursorRect(_last(text))
    first = text.cursorRect(QTextCursor(text.document()))
    below = text.viewport().height() - 1 - last.bottom()
    assert below - first.top() in (0, 1, 2), "as much as above it, but for what is rounded"
    assert text.verticalScrollBar().maximum() == 0


def _last(text: FittedText) -> QTextCursor:
    cursor = text.textCursor()
    cursor.movePosition(QTextCursor.MoveOperation.End)
    return cursor


@pytest.mark.parametrize("spare", [60, -1])
def test_a_link_at_an_end_of_a_row_is_in_line_with_it(spare: int, window: QWidget) -> None:
    first, link = QLabel("Secret key"), button("Copy it", "link")
    row = WrappingRow(first, link)
    wide = first.sizeHint().width() + 8 + link.sizeHint().width() + spare
    put(window, row, wide)
    link.clearFocus()
    QTest.qWait(20)
    words = ink(link, link.rect())
    at = link.mapTo(row, words.topLeft()).x()
    away = wide - at - words.width() if spare > 0 else at
    assert 0 <= away <= 1


def test_the_ring_of_a_link_in_the_middle_keeps_away_from_its_words(window: QWidget) -> None:
    page = QWidget()
    link = button("Cancel", "link")
    page.setLayout(centred(link))
    put(window, page, 300)
    words = ink(link, link.rect())
    assert words.left() >= 2 + 4
    assert link.width() - 1 - words.right() >= 2 + 4


@pytest.mark.medium
@pytest.mark.parametrize("name", ["key-touch", "browser-waiting", "passkey-key"])
def test_links_in_the_middle_of_a_page_have_room_for_their_ring(name: str, qtbot: QtBot) -> None:
    screen = Screen()
    qtbot.addWidget(screen.window)
    screen.window.show()
    SCREENS[name](screen)
    at_rest(screen.window)
    page = screen.window.page
    links = [
        one
        for one in page.findChildren(QPushButton)
        if one.property("kind") == "link" and one.isVisible()
    ]
    assert links
    for link in links:
        words = link.fontMetrics().horizontalAdvance(link.text())
        assert link.width() - words >= 12, link.text()


def test_no_hairline_parts_a_section_from_what_could_be_added_to_it(qtbot: QtBot) -> None:
    screen = Screen()
    qtbot.addWidget(screen.window)
    screen.window.show()
    SCREENS["account-none"](screen)
    at_rest(screen.window)
    page = screen.window.page
    assert any(one.accessibleName() for one in page.findChildren(QPushButton))
    assert [one for one in page.findChildren(QFrame, "line") if one.isVisible()] == []


@pytest.mark.parametrize("width", [400, 560])
def test_the_way_back_is_in_line_with_the_heading_and_apart_from_its_ring(
    width: int, window: QWidget
) -> None:
    page = ShortcutsPage()
    put(window, page, width)
    words = ink(page.leave, page.leave.rect().adjusted(4, 4, -4, -4))
    begin = left_of(page.leave, page) + words.left()
    assert 0 <= begin - left_of(page.heading, page) <= 2
    assert words.left() >= 2 + 4


def test_marks_of_the_history_begin_where_its_title_does(window: QWidget) -> None:
    card = HistoryView(lambda: NOW)
    changed = Difference(added=("email",))
    card.show_history((HistoryEntry(Event.RENEWED_BY_HAND, NOW, None, changed),))
    put(window, card, 600)
    (mark,) = card.stops
    labels = card.findChildren(QLabel)
    title, note = labels[0], next(one for one in labels if one.text() == tr(ONLY_IN_MEMORY))
    inside = mark.rect().adjusted(4, 4, -4, -4)
    shown = ink(card, QRect(mark.mapTo(card, inside.topLeft()), inside.size()))
    assert 0 <= shown.left() - left_of(title, card) <= 4
    assert left_of(title, card) == 1 + 2 * GRID
    assert left_of(note, card) + note.contentsMargins().left() == 1 + 2 * GRID


def test_times_and_events_of_the_history_stand_in_columns(window: QWidget) -> None:
    """Whether a line can be opened or not, and whichever digits its time has."""
    card = HistoryView(lambda: NOW)
    history = begun(Event.RESTORED, NOW - 3 * 86400)  # told with its date
    for at in (NOW - 71, NOW - 40):
        history = renewed(history, at, by_hand=True, before={"iat": at}, after={})
    card.show_history(history)
    put(window, card, 600)
    at_rest(window)
    places = []
    for line in card._entries:
        place = QRect(line.mapTo(card, QPoint(0, 0)), line.size())
        found = _groups_of_ink(card, place.adjusted(4, 4, -4, -4), gap=9)
        places.append(found)
    events = {next(left for left, _ in found if left > 80) for found in places}
    assert max(events) - min(events) <= 2, places
    times = {next(left for left, _ in found if left > 30) for found in places}
    assert max(times) - min(times) <= 2, places
    first_time, other_time = (_Time(text) for text in ("11:11:11", "20:50:48"))
    for one in (first_time, other_time):
        put(window, one, 100)
    assert first_time.needed() == other_time.needed()


def _groups_of_ink(widget: QWidget, within: QRect, gap: int) -> list[tuple[int, int]]:
    """From left to right, each with where it begins and ends."""
    groups: list[tuple[int, int]] = []
    for x in range(within.left(), within.right() + 1):
        if ink(widget, QRect(x, within.top(), 1, within.height())).isEmpty():
            continue
        if groups and x - groups[-1][1] < gap:
            groups[-1] = groups[-1][0], x
        else:
            groups.append((x, x))
    return groups


def test_a_link_of_a_card_ends_where_its_text_does(window: QWidget) -> None:
    card = TokenView(SecretClipboard(window))
    card.show_token(token_of(ORDINARY), TokenFacts("RS256", "k", 14, verified=True, checked_at=NOW))
    put(window, card, 600)
    card.hide_token.clearFocus()
    QTest.qWait(20)
    words = ink(card.hide_token, card.hide_token.rect())
    end = left_of(card.hide_token, card) + words.right()
    assert 0 <= card.width() - 1 - 2 * GRID - 1 - end <= 2
    assert card.hide_token.width() - 1 - words.right() >= 2 + 4


def test_buttons_for_the_browser_alone_are_equally_far_apart(qtbot: QtBot) -> None:
    screen = Screen(BrowserSignInMode.ONLY)
    qtbot.addWidget(screen.window)
    screen.window.show()
    at_rest(screen.window)
    page = screen.window.sign_in
    assert page.offer is not None
    card = page.card
    places = [
        QRect(one.mapTo(card, QPoint(0, 0)), one.size())
        for one in (page.remember, *page.offer.buttons, page.primary)
    ]
    gaps = [lower.top() - upper.bottom() - 1 for upper, lower in pairwise(places)]
    assert gaps[1:] == [GRID] * (len(places) - 2)
    assert gaps[0] >= 2 * GRID


def test_the_sentence_about_a_new_pin_is_apart_from_the_field_below_it(qtbot: QtBot) -> None:
    screen = Screen()
    qtbot.addWidget(screen.window)
    screen.window.show()
    SCREENS["key-new_pin"](screen)
    at_rest(screen.window)
    page = screen.window.page
    assert isinstance(page, SecurityKeyPage)
    words = page.stage_words
    text = QLabel.text(words)
    wrapped = int(Qt.TextFlag.TextWordWrap)
    high = words.fontMetrics().boundingRect(words.rect(), wrapped, text).height()
    below = words.mapTo(page, QPoint(0, (words.height() + high) // 2)).y()
    assert page.new_pin.mapTo(page, QPoint(0, 0)).y() - below >= 2 * GRID


class Inspector:
    """Of a demo with a message, an authenticator and a key."""

    def messages(self) -> Sequence[tuple[str, str]]:
        return [("a@example.com", "123456")]

    def authenticators(self) -> Sequence[tuple[str, str, str]]:
        return [("b@example.com", "ABCDEFGH", "123456")]

    def on_message(self, listener: Callable[[], None]) -> None:
        """Nothing else arrives."""

    def key(self) -> KeyInHand:
        return KeyInHand()


def test_everything_in_the_boxes_of_the_demo_begins_in_one_line(qtbot: QtBot) -> None:
    window = MainWindow(demo_window_config())
    qtbot.addWidget(window)
    panel = window.demo_panel
    assert panel is not None
    panel.attach(Inspector())
    window.show()
    at_rest(window)
    boxes = [*panel.findChildren(QFrame, "message")]
    stories = [one for one in panel.findChildren(QPushButton) if one.property("kind") == "story"]
    assert len(boxes) >= 3 and stories
    labels = [
        (id(box), label.mapTo(box, label.rect().center()).y(), left_of(label, panel))
        for box in (*boxes, *stories)
        for label in box.findChildren(QLabel)
        if label.isVisible()
    ]
    begins: dict[tuple[int, int], int] = {}
    for box, line, left in labels:  # a time may stand at the end of a line
        begins[box, line] = min(left, begins.get((box, line), left))
    assert len(set(begins.values())) == 1


FIT = [
    name
    for name in SCREENS
    if name.startswith(("passkey", "key", "browser")) and "paste" not in name
]


def test_button_stands_apart_from_the_addresses_that_it_copies(window: QWidget) -> None:
    urls = ("http://127.0.0.1:8917/callback", "http://127.0.0.1:18917/callback")
    stage = BrowserStage.NOT_REGISTERED
    page = WaitingForBrowserPage(ContinueInBrowser("a.example.com", Secret("x"), stage, urls))
    put(window, page, 520)
    at_rest(page)
    end = page.urls.mapTo(page, page.urls.rect().bottomLeft()).y() + 1
    assert page.primary.mapTo(page, QPoint(0, 0)).y() - end == 2 * GRID


@pytest.mark.medium
@pytest.mark.parametrize("name", FIT)
def test_page_of_a_browser_or_a_key_needs_no_scroll_bar_in_a_new_window(
    name: str, qtbot: QtBot
) -> None:
    screen = Screen()
    qtbot.addWidget(screen.window)
    screen.window.resize(560, 680)
    screen.window.show()
    qtbot.waitExposed(screen.window)
    SCREENS[name](screen)
    at_rest(screen.window)
    place = next(one for one in screen.window.findChildren(Scrolled) if one.isVisible())
    assert place.area.verticalScrollBar().maximum() == 0


def test_chosen_radio_button_is_round(window: QWidget) -> None:
    """A thick border is drawn with flat sides: its left edge was six rows of the full colour."""
    choice = QRadioButton("x")
    choice.setChecked(True)
    put(window, choice, 100)
    image = choice.grab().toImage()
    edge = [QColor(image.pixel(0, y)).name() for y in range(image.height())]
    assert len(set(edge)) >= 5, "it is there"
    assert edge.count(LIGHT["accent_edge"]) <= 2


def test_an_address_is_parted_behind_a_slash_or_a_dot_and_never_within_a_region() -> None:
    issuer = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_DemoPool1"
    shown = wrappable(issuer)
    assert shown.replace("\u200b", "").replace("\u2060", "") == issuer
    pieces = shown.replace("\u2060", "").split("\u200b")
    assert pieces == [
        "https://cognito-idp.",
        "us-east-1.",
        "amazonaws.com/",
        "us-east-1_DemoPool1",
    ]
    layout = QTextLayout(shown)
    ends = _ends_of_lines(layout, 130)
    assert all(end[-1] in "./" for end in ends[:-1]), ends


def test_a_uuid_is_parted_in_its_middle_and_nowhere_else() -> None:
    for uuid in ("0fc40208-e192-460a-9d62-960a067f51b2", "544a6c26-f90f-441c-8c16-24da21df36b7"):
        shown = wrappable(uuid)
        assert shown.replace("\u200b", "").replace("\u2060", "") == uuid
        lines = _ends_of_lines(QTextLayout(shown), 180)
        assert lines == [uuid[:19], uuid[19:]]


def _ends_of_lines(layout: QTextLayout, width: int) -> list[str]:
    layout.beginLayout()
    lines = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        part = layout.text()[line.textStart() : line.textStart() + line.textLength()]
        lines.append(part.replace("\u200b", "").replace("\u2060", ""))
    layout.endLayout()
    return lines


def test_the_end_of_a_host_is_not_left_alone_on_a_line() -> None:
    host = "acme.auth.eu-west-1.amazoncognito.com"
    for shown in (breakable(host), wrappable(host)):
        assert shown.replace("\u200b", "") == host
        assert shown.split("\u200b")[-1] == "amazoncognito.com"
