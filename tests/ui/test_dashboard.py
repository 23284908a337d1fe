"""The dashboard by itself: what each state says, what is copied, found and changed, and what hostile claims do to it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication, QTextLayout
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop_login.domain.states import LastUse, Notice, SignedIn
from desktop_login.messages.dashboard import RENEWED_ONE
from desktop_login.messages.message import message
from desktop_login.ui.claim_view import view_of
from desktop_login.ui.clipboard import SecretClipboard
from desktop_login.ui.main_window import MainWindow, WindowConfig
from desktop_login.ui.moments import time_of_day
from desktop_login.ui.pages.dashboard import PREPARATIONS, Dashboard, View
from desktop_login.ui.pages.shortcuts import ShortcutsPage
from desktop_login.ui.theme import theme_of
from desktop_login.ui.translation import install_language
from desktop_login.ui.widgets.chips import Chips
from desktop_login.ui.widgets.copy_menu import WAYS, CopyMenu, text_of
from desktop_login.ui.widgets.invitation_bar import around
from desktop_login.ui.widgets.live_text import LiveText
from desktop_login.ui.widgets.toast import toast_of
from desktop_login.ui.widgets.value_row import RowCopy, ValueRow
from tests.patience import STEP_MS, within
from tests.ui.at_rest import at_rest
from tests.ui.sessions import HOSTILE, LONG, NOW, ORDINARY, session, signed_in, token_of

pytestmark = pytest.mark.medium  # each has a window of its own

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class Scene(NamedTuple):
    window: MainWindow
    board: Dashboard
    clipboard: SecretClipboard
    bot: QtBot

    @property
    def toast(self) -> str:
        return toast_of(self.window).text

    def until(self, holds: Callable[[], bool]) -> None:
        self.bot.waitUntil(holds, timeout=STEP_MS)

    def row(self, name: str) -> ValueRow:
        row = self.board.overview.row(name)
        assert row is not None
        return row

    def press_keys(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = CTRL) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifiers)


@pytest.fixture
def scene(qapp: QApplication, qtbot: QtBot) -> Iterator[Scene]:
    window = MainWindow(WindowConfig(now=lambda: NOW))
    clipboard = SecretClipboard(window)
    board = Dashboard(clipboard, lambda: NOW)
    window.add(board)
    for place in range(PREPARATIONS):
        board.prepare(place)
    window.open(board)
    window.resize(920, 760)
    window.show()
    window.activateWindow()
    qtbot.waitExposed(window)
    board.show_state(signed_in())
    board.start()
    qapp.processEvents()
    yield Scene(window, board, clipboard, qtbot)
    clipboard.clear_if_ours()
    window.close()
    window.deleteLater()


@pytest.mark.parametrize(
    ("state", "title", "next_step", "bar"),
    [
        ("fresh", "Token is valid", "Renews in 55:20", ""),
        ("renewing", "Token is valid", "Renewing…", ""),
        ("offline", "Token is valid", "Offline · next try in 21 seconds", ""),
        ("busy", "Token is valid", "Not renewed · next try in 21 seconds", "problem"),
        ("expired", "Token expired", "Offline · next try in 21 seconds", "problem"),
    ],
)
def test_each_state_says_how_good_the_token_is_and_what_comes_next(
    scene: Scene, state: str, title: str, next_step: str, bar: str
) -> None:
    scene.board.show_state(signed_in(state))
    assert scene.board.status.title.text() == title
    assert scene.board.status.renews.text() == next_step
    assert bool(scene.board.bar.text) is bool(bar)
    assert scene.board.copy_token.isEnabled() is (state != "expired")


def test_offline_offers_to_try_now_and_says_that_the_user_is_signed_in(scene: Scene) -> None:
    scene.board.show_state(signed_in("offline"))
    assert "You’re still signed in." in scene.board.status.remark.text()
    with scene.bot.waitSignal(scene.board.refresh, timeout=STEP_MS):
        scene.board.status.try_now.click()
    scene.board.show_state(signed_in())
    assert not scene.board.status.try_now.isVisible()
    assert "still signed in" not in scene.board.status.remark.text()


def test_refreshing_keeps_the_focus_and_asks_once(scene: Scene) -> None:
    asked: list[None] = []
    scene.board.refresh.connect(lambda: asked.append(None))
    scene.board.refresh_now.setFocus()
    scene.press_keys(Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier)
    scene.board.show_state(signed_in("renewing"))
    assert scene.board.refresh_now.busy
    scene.press_keys(Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier)
    QTest.mouseClick(scene.board.refresh_now, Qt.MouseButton.LeftButton)
    assert len(asked) == 1
    scene.board.show_state(signed_in())
    assert scene.board.refresh_now.hasFocus()
    assert scene.board.refresh_now.text() == "Refresh now"


def test_the_program_that_was_handed_a_token_last_stands_at_the_foot(scene: Scene) -> None:
    when = time_of_day(NOW, seconds=False)
    scene.board.show_state(replace(signed_in(), last_use=LastUse("curl", NOW)))
    assert f"Last used by curl at {when}" in scene.board.footer.text()
    scene.board.show_state(replace(signed_in(), last_use=LastUse("cu\u202erl", NOW)))
    assert "\u202e" not in scene.board.footer.text(), "a program calls itself what it wants"
    scene.board.show_state(signed_in())
    assert "Last used" not in scene.board.footer.text()


def test_a_chip_tells_how_the_signature_was_checked(scene: Scene) -> None:
    scene.board.signature.click()
    detail = scene.board.status.how_checked
    assert detail.isVisible()
    assert detail.text().startswith("RS256 · key lrQM…9aA== · checked at ")
    scene.board.signature.click()
    assert not detail.isVisible()


def test_the_overview_says_meanings_before_names_and_nothing_is_cut(scene: Scene) -> None:
    email = scene.row("email")
    assert (email.meaning.text(), email.claim.text()) == ("Email address", "email")
    assert email.value.accessibleName() == "confirmed@example.com"
    assert email.note.text() == "✓ verified"
    assert scene.row("sub").value.accessibleName() == ORDINARY["sub"]
    chips = scene.row("cognito:groups").chips
    assert isinstance(chips, Chips)
    assert chips.accessibleName() == "Administrators, billing-readers-eu-central-1, engineering"
    assert scene.row("iss").note.text() == "✓ this is your pool"
    assert scene.row("auth_time").note.text() == ("1 minute ago · password + code")
    assert str(ORDINARY["iat"]) in scene.row("iat").value.toolTip()


def test_an_unchecked_token_is_not_called_this_pool(scene: Scene) -> None:
    scene.board.show_state(signed_in("unchecked"))
    assert scene.row("iss").note.text() == ""
    assert scene.board.signature.tone == "warning"


def test_technical_claims_are_folded_until_wanted(scene: Scene) -> None:
    assert not scene.row("jti").isVisible()
    scene.board.overview.technical.click()
    assert scene.row("jti").isVisible()


def test_the_filter_matches_meaning_name_and_value_and_counts(scene: Scene) -> None:
    scene.press_keys(Qt.Key.Key_F)
    assert scene.board.filter.hasFocus()
    for wanted, names in (
        ("permanent nothing", set()),
        ("billing", {"cognito:groups"}),
        ("EMAIL ADDRESS", {"email"}),
        ("jti", {"jti", "origin_jti"}),
    ):
        scene.board.filter.setText(wanted)
        shown = {row.name for row in scene.board.findChildren(ValueRow) if row.isVisible()}
        assert shown == names
        assert scene.board.filter.accessibleDescription() == f"{len(names)} of 14"
    assert scene.board.claims.model().rowCount() == 2
    scene.press_keys(Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    assert scene.board.filter.text() == ""
    assert scene.row("email").isVisible()


def test_keys_open_the_views_in_order(scene: Scene) -> None:
    for key, view in zip(range(int(Qt.Key.Key_1), int(Qt.Key.Key_6)), View, strict=True):
        scene.press_keys(Qt.Key(key))
        assert scene.board.segments.current == view
    scene.press_keys(Qt.Key.Key_F)
    assert scene.board.segments.current == View.OVERVIEW


def test_link_beside_the_filter_stays_where_it_is_in_every_view(scene: Scene) -> None:
    places = set()
    for view in View:
        scene.board.open(view)
        at_rest(scene.window)
        places.add(scene.board.try_api.geometry().left())
    assert len(places) == 1


def test_end_of_the_session_is_said_while_the_service_refuses(scene: Scene) -> None:
    scene.board.show_state(signed_in())
    ends = scene.board.status.remark.text()
    assert ends.startswith("session ends")
    scene.board.show_state(signed_in("busy"))
    assert scene.board.status.remark.text() == ends


def test_ctrl_r_refreshes(scene: Scene) -> None:
    with scene.bot.waitSignal(scene.board.refresh, timeout=STEP_MS):
        scene.press_keys(Qt.Key.Key_R)


def test_tab_goes_through_the_page_in_reading_order(scene: Scene) -> None:
    """From left to right in a line, and lines from top to bottom."""
    places = []
    first: QWidget = scene.board.signature
    current = first
    first.setFocus()
    for _ in range(60):
        where = current.mapTo(scene.board, QPoint(0, current.height() // 2))
        places.append((where.y(), where.x()))
        QTest.keyClick(current, Qt.Key.Key_Tab)
        following = QApplication.focusWidget()
        if following is None or not scene.board.isAncestorOf(following) or following is first:
            break
        current = following
    assert len(places) > 12
    lines = [places[0][0]]
    for (above, left), (below, right) in pairwise(places):
        if below - above > 12:
            lines.append(below)
        else:
            same_line = abs(below - above) <= 12 and right > left
            next_column = right > left + 100  # cards beside each other are read one by one
            assert same_line or next_column, (above, left, below, right)


@pytest.mark.parametrize(("way", "words"), WAYS)
def test_each_way_to_copy_gives_what_it_says(scene: Scene, way: str, words: object) -> None:
    token = token_of(ORDINARY)
    scene.board._copy(way)
    text = QGuiApplication.clipboard().text()
    kinds = QGuiApplication.clipboard().mimeData().formats()
    match way:
        case "token":
            assert text == token
        case "header":
            assert text == f"Authorization: Bearer {token}"
        case "variable":
            assert text == f" export ID_TOKEN={token}"
        case "json":
            assert '"email": "confirmed@example.com"' in text
        case _:
            assert "curl -H @-" in text
    holds = token in text
    assert holds is (way in ("token", "header", "variable"))
    assert ("x-kde-passwordManagerHint" in kinds) is holds


def test_a_curl_command_has_no_token_in_any_argument() -> None:
    assert "secret.token.value" not in text_of("curl", "secret.token.value", "{}")


def test_the_menu_offers_every_way(scene: Scene) -> None:
    chosen: list[str] = []
    menu = CopyMenu(scene.board, chosen.append)
    for action in menu.actions():
        action.trigger()
    assert chosen == [way for way, _ in WAYS]
    menu.deleteLater()


def test_what_is_said_of_a_copy_goes_when_it_is_cleared(scene: Scene) -> None:
    scene.press_keys(Qt.Key.Key_C, CTRL | SHIFT)
    assert scene.toast == "Copied. Cleared in 30 seconds."
    scene.clipboard.clear_if_ours()
    assert scene.toast == ""
    scene.board.copy_token.click()
    sheet = scene.window.findChildren(QWidget, "toast")[-1]
    clear = sheet.findChildren(QWidget)
    button = next(w for w in clear if w.accessibleName() == "Clear now")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == ""
    assert scene.toast == ""


def test_one_claim_is_copied_as_it_is(scene: Scene) -> None:
    copy = scene.row("cognito:groups").copy
    assert isinstance(copy, RowCopy)
    assert copy.accessibleName() == "Copy Groups"
    copy.click()
    assert QGuiApplication.clipboard().text().startswith('["Administrators", ')
    assert scene.toast == "Copied: Groups."


def test_after_a_renewal_what_changed_says_so_for_a_while(scene: Scene) -> None:
    after = {**ORDINARY, "iat": int(NOW), "cognito:groups": ["engineering"], "tier": "gold"}
    state = signed_in()
    renewed = SignedIn(session(after), state.freshness, state.expires_at, notice=Notice.REFRESHED)
    scene.board.show_state(renewed)
    assert scene.toast == "Renewed. 3 claims changed."

    def marked() -> dict[str, str]:
        rows = scene.board.findChildren(ValueRow)
        return {r.name: r.changed.toolTip() for r in rows if r.changed and r.changed.isVisible()}

    assert set(marked()) == {"iat", "cognito:groups", "tier"}
    assert "Administrators" in marked()["cognito:groups"]
    scene.board.overview._marked.timeout.emit()
    assert marked() == {}


@pytest.mark.parametrize("other", [False, True], ids=["same address", "other address"])
def test_an_address_that_is_verified_now_is_marked(scene: Scene, other: bool) -> None:
    """Whether it is verified is said beside it, and has no row."""
    before = {**ORDINARY, "email_verified": "false"}
    if other:
        before["email"] = "old@example.com"
    scene.board.show_state(signed_in("fresh", before))
    scene.board.show_state(signed_in("fresh", ORDINARY))
    mark = scene.row("email").changed
    assert mark is not None and mark.isVisible()
    was = "old@example.com" if other else "not verified"
    assert was in mark.toolTip()


def test_time_of_the_sign_in_says_how_it_was_done_and_goes_on_saying_it(scene: Scene) -> None:
    scene.board.overview.tick(NOW + 510)
    assert scene.row("auth_time").note.text() == "10 minutes ago · password + code"
    assert scene.row("iat").note.text() == "9 minutes ago"


def test_the_history_is_told_newest_first_with_what_changed(scene: Scene) -> None:
    scene.board.open(View.HISTORY)
    lines = scene.board.history.lines
    begun = "Signed in with a password (SRP) and a code from an authenticator app"
    until = time_of_day(NOW - 10)
    endings = (
        "Renewed by itself · no claim changed",
        f"Offline until {until}",
        "Renewed by hand",
        begun,
    )
    assert len(lines) == 4
    for line, ending in zip(lines, endings, strict=True):
        assert line.endswith(ending)
    entry = scene.board.history._entries[2]
    assert entry.button is not None
    assert entry.details is not None
    entry.button.click()
    assert entry.details.accessibleName().splitlines() == [
        "Removed: tier",
        "cognito:groups: + Administrators  + billing-readers-eu-central-1",
        "Changed: exp, iat",
    ]


def test_thousands_of_claims_are_not_thousands_of_rows(scene: Scene) -> None:
    many = {f"claim {n}": n for n in range(300)}
    scene.board.show_state(signed_in("fresh", {**ORDINARY, **many}))
    rows = [row for row in scene.board.overview.findChildren(ValueRow) if row.isVisible()]
    assert len(rows) < 100
    assert scene.row("claim 59").isVisible()
    assert scene.board.overview.left_out.isVisible()
    assert scene.board.overview.left_out.text().startswith("240 more claims")
    assert scene.board.claims.model().rowCount() == len(ORDINARY) + 300
    scene.board.show_state(signed_in())
    assert not scene.board.overview.left_out.isVisible()


def test_lines_of_json_are_copied_as_lines_and_nothing_replaces_nothing(scene: Scene) -> None:
    scene.board.open(View.JSON)
    payload = scene.board.views.json[1]
    clipboard = QGuiApplication.clipboard()
    clipboard.setText("before")
    payload.setFocus()
    scene.press_keys(Qt.Key.Key_C)
    assert clipboard.text() == "before"
    payload.selectAll()
    scene.press_keys(Qt.Key.Key_C)
    assert clipboard.text().splitlines() == payload.toPlainText().splitlines()


def test_hidden_stays_hidden_when_the_token_is_renewed(scene: Scene) -> None:
    scene.board.open(View.TOKEN)
    scene.board.hide_token.click()
    state = signed_in()
    scene.board.show_state(
        SignedIn(session({**ORDINARY, "iat": 1}), state.freshness, state.expires_at)
    )
    assert set(scene.board.token.toPlainText()) == {"•"}
    assert scene.board.hide_token.accessibleName() == "Show ID token"


@pytest.mark.medium
def test_nothing_of_the_session_stays_after_it(scene: Scene) -> None:
    for view in View:
        scene.board.open(view)
    scene.board.forget()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    texts = [label.text() for label in scene.board.findChildren(QLabel)]
    everything = [*scene.board.findChildren(QWidget), *scene.board.foot.findChildren(QWidget)]
    texts += [scene.board.footer.text()]
    texts += [label.accessibleName() for label in everything]
    texts += [label.toolTip() for label in everything]
    texts += [edit.toPlainText() for edit in scene.board.findChildren(QPlainTextEdit)]
    held = "\n".join(texts)
    for value in (
        "confirmed@example.com",
        str(ORDINARY["sub"]),
        "engineering",
        "lrQM",
        "DemoPool1",
    ):
        assert value not in held
    assert scene.board.claims.model().rowCount() == 0


@pytest.mark.medium
@pytest.mark.parametrize("view", View)
def test_hostile_claims_are_plain_text_and_freeze_nothing(scene: Scene, view: View) -> None:
    scene.board.open(view)
    began = time.perf_counter()
    scene.board.show_state(signed_in("fresh", HOSTILE))
    QApplication.processEvents()
    assert time.perf_counter() - began < within(1.5)
    for label in scene.board.findChildren(QLabel):
        assert label.textFormat() == Qt.TextFormat.PlainText
    for widget in scene.board.findChildren(QWidget):
        assert "<img" not in widget.toolTip()
        assert "<script" not in widget.toolTip()
    model, tip = scene.board.claims.model(), Qt.ItemDataRole.ToolTipRole
    tips = [model.index(row, 1).data(tip) for row in range(model.rowCount())]
    assert not any("<img" in tip for tip in tips)
    assert any("&lt;img" in tip for tip in tips)
    if view is View.OVERVIEW:
        assert scene.row("given_name").value.accessibleName() == "safe\\u202eexe.txt\\u0000\\u200b"
        assert "+ 9988 more" in [
            row.more.text() for row in scene.board.findChildren(ValueRow) if row.more is not None
        ]


@pytest.mark.medium
def test_ten_thousand_groups_are_painted_within_a_frame_or_two(scene: Scene) -> None:
    chips = Chips()
    scene.bot.addWidget(chips)
    chips.set_items([f"group-{n}" for n in range(10_000)])
    chips.resize(500, 600)
    chips.grab()
    chips.update()
    began = time.perf_counter()
    chips.grab()
    assert time.perf_counter() - began < within(0.03)
    scene.board.show_state(signed_in("fresh", HOSTILE))
    scene.board.open(View.CLAIMS)
    scene.board.grab()
    began = time.perf_counter()
    scene.board.claims.viewport().grab()
    assert time.perf_counter() - began < within(0.03)


class LayoutCounter(QObject):
    """Counts what a second at rest costs."""

    def __init__(self) -> None:
        super().__init__()
        self.layouts = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.layouts += event.type() == QEvent.Type.LayoutRequest
        return False


def test_a_second_at_rest_lays_nothing_out_and_costs_little(
    qapp: QApplication, qtbot: QtBot
) -> None:
    now = [NOW]
    window = MainWindow(WindowConfig(now=lambda: now[0]))
    board = Dashboard(SecretClipboard(window), lambda: now[0])
    window.add(board)
    window.open(board)
    qtbot.addWidget(window)
    window.resize(920, 760)
    window.show()
    board.show_state(signed_in("fresh", LONG))
    qapp.processEvents()
    counter = LayoutCounter()
    qapp.installEventFilter(counter)
    began = time.process_time()
    seconds = 100
    for _ in range(seconds):
        now[0] += 0.2  # the countdown goes on, a minute does not pass
        board._tick()
        qapp.processEvents()
    spent = (time.process_time() - began) / seconds
    qapp.removeEventFilter(counter)
    assert (
        counter.layouts < seconds / 2
    )  # once a text may need more room: "9 seconds", "10 seconds"
    assert spent < within(0.01)
    assert isinstance(board.status.renews, LiveText)


def test_news_of_a_session_goes_with_it_and_other_news_stays(scene: Scene) -> None:
    scene.board.say(message(RENEWED_ONE))
    assert scene.toast
    scene.board.forget()
    assert scene.toast == ""
    toast_of(scene.window).show("removed from the list")  # of the account chooser
    scene.board.forget()  # nobody was signed in
    assert scene.toast == "removed from the list"


@pytest.mark.parametrize("width", [360, 560, 1000])
def test_news_stands_in_the_strip_at_the_foot_and_lies_on_no_value(
    qapp: QApplication, scene: Scene, width: int
) -> None:
    """The last line of the dashboard steps aside for it. Over another page it stands as far from the end."""
    theme_of(qapp).dress()
    scene.window.resize(width, 600)
    at_rest(scene.window)
    foot, footer = scene.board.foot, scene.board.footer
    strip = QRect(foot.mapTo(scene.window, QPoint(0, 0)), foot.size())
    assert strip.bottom() == scene.window.rect().bottom()
    above = scene.board.mapTo(scene.window, QPoint(0, 0)).y()
    assert above < strip.top(), "what scrolls ends above it"
    words = ink_of(footer)
    assert words
    for copies in (False, True):
        if copies:
            scene.board.copy_token.click()
        else:
            scene.board.say(message(RENEWED_ONE))
        toast = scene.window.findChild(QWidget, "toast")
        assert toast is not None
        assert strip.contains(toast.geometry()), toast.geometry()
        assert not ink_of(footer)
        assert footer.accessibleName() == footer.text() != ""
        toast_of(scene.window).clear()
        toast.setParent(None)
        toast.deleteLater()
        assert ink_of(footer) == words
    scene.board.say(message(RENEWED_ONE))
    toast = scene.window.findChild(QWidget, "toast")
    assert toast is not None
    sheet = ShortcutsPage()
    scene.window.lay_over(sheet)
    at_rest(scene.window)
    place = around(sheet)
    assert place is not None
    assert place.area.mapTo(scene.window, place.area.rect().bottomLeft()).y() < toast.y()
    assert strip.contains(toast.geometry())
    scene.window.lift()
    at_rest(scene.window)
    assert strip.contains(toast.geometry())


def ink_of(line: LiveText) -> int:
    """How many pixels are not of the ground."""
    image = line.grab().toImage()
    ground = image.pixel(0, 0)
    places = ((x, y) for x in range(image.width()) for y in range(image.height()))
    return sum(image.pixel(x, y) != ground for x, y in places)


@pytest.fixture
def fresh_board(qapp: QApplication) -> Iterator[tuple[MainWindow, Dashboard]]:
    """In a window, and not prepared at all."""
    window = MainWindow(WindowConfig(now=lambda: NOW))
    board = Dashboard(SecretClipboard(window), lambda: NOW)
    window.add(board)
    yield window, board
    window.close()
    window.deleteLater()


def test_a_board_that_is_forgotten_before_its_first_session_makes_no_rows(
    fresh_board: tuple[MainWindow, Dashboard],
) -> None:
    """Every start without a session begins with a sign-out, while the window is to answer."""
    _, board = fresh_board
    board.forget()
    assert board.findChildren(ValueRow) == []


def test_parts_of_a_board_are_laid_out_one_a_step(
    fresh_board: tuple[MainWindow, Dashboard],
) -> None:
    _, board = fresh_board
    parts = [board.status, board.segments, board.overview, board.footer]
    shown = []
    for place in range(len(parts) + 1):
        shown.append([part.isHidden() for part in parts].count(False))
        board.prepare(place)
    assert shown == [0, 1, 2, 3, 4]


def test_a_board_that_nobody_prepared_is_whole_once_it_is_shown(
    fresh_board: tuple[MainWindow, Dashboard], qtbot: QtBot
) -> None:
    window, board = fresh_board
    window.open(board)
    window.show()
    qtbot.waitExposed(window)
    parts = [board.status, board.segments, board.overview, board.footer, board.filter]
    assert all(part.isVisible() for part in parts)


def test_the_rows_of_the_next_user_are_made_again_after_a_sign_out(scene: Scene) -> None:
    scene.board.forget()
    scene.until(lambda: scene.board.overview.row("token_use") is not None)
    assert not scene.row("token_use").isVisible()


@pytest.mark.parametrize("language", ["en", "ja"])
def test_small_print_that_fits_a_window_fits_every_wider_one(
    qapp: QApplication, qtbot: QtBot, language: str
) -> None:
    install_language(qapp, language)
    window = MainWindow(WindowConfig(now=lambda: NOW))
    board = Dashboard(SecretClipboard(window), lambda: NOW, demo=True)
    try:
        window.add(board)
        window.open(board)
        window.show()
        qtbot.waitExposed(window)
        board.show_state(signed_in())
        seen: list[tuple[bool, bool]] = []
        for width in range(400, 960, 20):
            window.resize(width, 600)
            qtbot.wait(2)
            seen.append((board.keys_of_demo.isVisible(), board.try_api.isVisible()))
        for one in zip(*seen, strict=True):
            assert list(one) == sorted(one)
        assert seen[4] == (True, language == "ja"), "in 480"
    finally:
        window.close()
        window.deleteLater()
        install_language(qapp, "en")


@pytest.mark.parametrize("language", ["en", "ja"])
def test_meaning_and_value_of_a_row_begin_on_one_base_line(
    qapp: QApplication, language: str
) -> None:
    install_language(qapp, language)
    try:
        for name in ("name", "email", "sub", "iat"):
            row = ValueRow(name)
            row.show_view(view_of(name, ORDINARY, NOW, checked=True))
            row.resize(800, 60)
            row.show()
            QTest.qWait(10)
            lines = {base_line(row, shown) for shown in (row.meaning, row.value)}
            row.close()
            row.deleteLater()
            assert max(lines) - min(lines) <= 1, name
    finally:
        install_language(qapp, "en")


def base_line(row: ValueRow, shown: QLabel) -> float:
    layout = QTextLayout(shown.text(), shown.font())
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(400)
    layout.endLayout()
    return shown.mapTo(row, shown.contentsRect().topLeft()).y() + line.ascent()


def test_groups_keep_no_room_for_a_width_that_they_no_longer_have(qtbot: QtBot) -> None:
    """A page is at least as high as the hints of its parts say, so theirs must not be of another width."""
    chips = Chips()
    qtbot.addWidget(chips)
    chips.set_items([f"group-number-{number}" for number in range(12)])
    for width in (120, 920):
        chips.resize(width, 30)
        assert chips.sizeHint().height() <= chips.heightForWidth(2000)
    assert chips.heightForWidth(120) > chips.heightForWidth(920)
