"""The table of claims: its menu is for the row that is chosen, its count is its own, and what has changed says so."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QFontDatabase, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from desktop_login.domain.states import Notice, SignedIn
from desktop_login.ui.pages.dashboard import View
from desktop_login.ui.theme import GRID, theme_of
from desktop_login.ui.widgets.claims_model import VALUE_AT, ClaimsModel
from desktop_login.ui.widgets.claims_table import ClaimsTable, _in_lines
from desktop_login.ui.widgets.invitation_bar import around
from tests.ui.at_rest import at_rest
from tests.ui.sessions import NOW, ORDINARY, session, signed_in
from tests.ui.test_dashboard import Scene, scene

__all__ = ["scene"]
NAME = 0


@pytest.fixture
def table(scene: Scene) -> ClaimsTable:
    scene.board.open(View.CLAIMS)
    QApplication.processEvents()
    return scene.board.claims


def place_of(table: ClaimsTable, name: str) -> QModelIndex:
    model = table.model()
    return next(
        model.index(row, NAME)
        for row in range(model.rowCount())
        if model.index(row, NAME).data() == name
    )


def open_menu() -> QMenu:
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def copy_value(menu: QMenu) -> str:
    """By Enter alone where the menu was opened by key."""
    chosen = menu.activeAction() or menu.actions()[0]
    assert chosen.text() == "Copy value"
    chosen.trigger()
    menu.close()
    return QGuiApplication.clipboard().text()


def ask_by_key(table: ClaimsTable) -> None:
    """As a desktop does for the menu key: Qt names a place of the whole table then."""
    place = table.visualRect(table.currentIndex()).center()
    reason = QContextMenuEvent.Reason.Keyboard
    event = QContextMenuEvent(reason, place, table.mapToGlobal(place))
    QApplication.sendEvent(table, event)


@pytest.mark.parametrize("name", ["sub", "email", "token_use"])
def test_menu_by_key_is_that_of_the_chosen_row(scene: Scene, table: ClaimsTable, name: str) -> None:
    table.setCurrentIndex(place_of(table, name))
    ask_by_key(table)
    assert open_menu().activeAction() is not None
    assert copy_value(open_menu()) == ORDINARY[name]
    assert table.currentIndex().row() == place_of(table, name).row()
    assert scene.toast == "Copied: Claims."


def test_shift_f10_opens_the_menu_once(table: ClaimsTable) -> None:
    table.setCurrentIndex(place_of(table, "email"))
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
    menu = open_menu()
    ask_by_key(table)  # a desktop may send both
    assert open_menu() is menu
    assert copy_value(menu) == ORDINARY["email"]


def test_menu_by_hand_is_that_of_the_row_below_the_pointer(table: ClaimsTable) -> None:
    table.setCurrentIndex(place_of(table, "sub"))
    place = table.visualRect(place_of(table, "email")).center()
    reason = QContextMenuEvent.Reason.Mouse
    where = table.viewport().mapToGlobal(place)
    QApplication.sendEvent(table.viewport(), QContextMenuEvent(reason, place, where))
    assert copy_value(open_menu()) == ORDINARY["email"]


def test_no_menu_where_there_is_no_row(table: ClaimsTable) -> None:
    table.setCurrentIndex(QModelIndex())
    ask_by_key(table)
    assert QApplication.activePopupWidget() is None


def test_filter_counts_the_rows_of_the_view_that_is_seen(scene: Scene, table: ClaimsTable) -> None:
    """`email_verified` has a row in the table, and stands beside the address in the overview."""
    scene.board.filter.setText("email")
    assert scene.board.filter.accessibleDescription() == f"2 of {len(ORDINARY)}"
    assert table.model().rowCount() == 2
    scene.board.open(View.OVERVIEW)
    assert scene.board.filter.accessibleDescription() == "1 of 14"
    scene.board.open(View.CLAIMS)
    assert scene.board.filter.accessibleDescription() == f"2 of {len(ORDINARY)}"


def end_of_name(table: ClaimsTable, name: str) -> QImage:
    """The room before its value."""
    at = table.visualRect(place_of(table, name))
    at.setLeft(at.right() - 12)
    return table.viewport().grab(at).toImage()


def test_changed_rows_say_so_for_a_while_and_nothing_moves(
    scene: Scene, table: ClaimsTable
) -> None:
    """A dot for eyes, words for a screen reader, and the value before in the tooltip."""
    before = end_of_name(table, "iat")
    state = signed_in()
    after = {**ORDINARY, "iat": int(NOW), "cognito:groups": ["engineering"], "tier": "gold"}
    renewed = SignedIn(session(after), state.freshness, state.expires_at, notice=Notice.REFRESHED)
    scene.board.show_state(renewed)

    def read_out(name: str) -> str:
        return str(place_of(table, name).data(Qt.ItemDataRole.AccessibleTextRole))

    def tip(name: str) -> str:
        return str(place_of(table, name).data(Qt.ItemDataRole.ToolTipRole))

    assert read_out("cognito:groups") == "cognito:groups changed"
    assert tip("cognito:groups").startswith("cognito:groups\nBefore: ")
    assert "Administrators" in tip("cognito:groups")
    assert read_out("tier") == "tier changed"
    assert read_out("email") == "email"
    assert end_of_name(table, "iat") != before
    places = [table.visualRect(place_of(table, name)) for name in after]
    table._marked.timeout.emit()
    assert places == [table.visualRect(place_of(table, name)) for name in after]
    assert read_out("cognito:groups") == "cognito:groups"
    assert end_of_name(table, "iat") == before


def test_values_from_before_a_renewal_go_with_the_session(scene: Scene, table: ClaimsTable) -> None:
    state = signed_in()
    after = {**ORDINARY, "cognito:groups": ["engineering"]}
    scene.board.show_state(SignedIn(session(after), state.freshness, state.expires_at))
    assert table.model()._marks  # type: ignore[attr-defined]
    scene.board.forget()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not table.model()._marks  # type: ignore[attr-defined]


def test_a_press_on_a_head_sorts_turns_and_gives_the_order_of_the_token_back(
    table: ClaimsTable,
) -> None:
    def names() -> list[str]:
        model = table.model()
        return [str(model.index(row, NAME).data()) for row in range(model.rowCount())]

    def press() -> None:
        head = table.horizontalHeader()
        place = QPoint(head.sectionPosition(NAME) + 20, head.height() // 2)
        QTest.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=place)

    press()
    assert names() == sorted(ORDINARY, key=str.casefold)
    press()
    assert names() == sorted(ORDINARY, key=str.casefold, reverse=True)
    press()
    assert names() == list(ORDINARY)


def painted_lines(text: str, width: int, most: int = 4) -> list[str]:
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPixelSize(13)
    return _in_lines(text, font, width, most)


def test_line_of_a_value_ends_at_a_word(qapp: QApplication) -> None:
    del qapp
    words = "Engineering, Research and Long Words Department"
    assert [line.strip() for line in painted_lines(words, 320)] == [
        "Engineering, Research and Long Words",
        "Department",
    ]
    assert "".join(painted_lines("x" * 60, 320)) == "x" * 60, "or anywhere in a longer one"
    emoji = "😀" * 60
    assert "".join(painted_lines(emoji, 320, 99)) == emoji, "not in the middle of a character"
    assert painted_lines(words * 9, 320)[-1].endswith("…")
    assert len(painted_lines(words * 9, 320)) == 4


def test_ids_and_names_in_a_row_stand_on_one_base_line_and_lines_end_where_the_card_does(
    qapp: QApplication, scene: Scene, table: ClaimsTable
) -> None:
    theme_of(qapp).dress()
    scene.window.resize(560, 900)
    at_rest(scene.window)
    image = table.viewport().grab().toImage()
    row = table.visualRect(place_of(table, "sub"))
    value = table.visualRect(place_of(table, "sub").siblingAtColumn(1))
    ground = image.pixelColor(row.left(), row.top() + 2).lightness()

    def foot(left: int, right: int) -> int:
        return max(
            y
            for y in range(row.top() + 4, row.bottom())
            for x in range(left, right)
            if abs(image.pixelColor(x, y).lightness() - ground) > 60
        )

    assert foot(row.left() + 4, row.left() + 26) == foot(value.left(), value.right())
    drawn = [
        x
        for x in range(image.width())
        if abs(image.pixelColor(x, row.bottom() + 1).lightness() - ground) > 10
    ]
    edge = table.viewport().mapTo(scene.window, QPoint(0, 0)).x()
    card = scene.board.status.mapTo(scene.window, QPoint(0, 0)).x()
    assert edge + drawn[0] == card + 1 + 2 * GRID
    assert edge + drawn[-1] == card + scene.board.status.width() - 2 - 2 * GRID


def test_every_claim_of_an_ordinary_token_is_seen_without_a_scroll_bar_inside(
    scene: Scene, table: ClaimsTable
) -> None:
    for width in (360, 560, 1000):
        scene.window.resize(width, 600)
        at_rest(scene.window)
        assert table.verticalScrollBar().maximum() == 0, width


@pytest.mark.parametrize(
    ("name", "value", "human", "raw"),
    [
        ("email_verified", True, "Yes", "true"),
        ("custom:trial", False, "No", "false"),
        ("cognito:groups", ["staff", "billing"], "staff, billing", '["staff", "billing"]'),
        ("identities", [{"userId": "ann"}], '[{"userId": "ann"}]', '[{"userId": "ann"}]'),
        ("custom:none", [], "[]", "[]"),
        ("custom:names", ["Lee, Ann"], '["Lee, Ann"]', '["Lee, Ann"]'),
        ("custom:empty", [""], '[""]', '[""]'),
        ("exp", "soon", "soon", "soon"),
        ("exp", True, "Yes", "true"),
    ],
)
def test_value_in_words_and_as_it_stands_in_the_token(
    name: str, value: object, human: str, raw: str
) -> None:
    model = ClaimsModel()
    model.show_claims({name: value})
    assert model.shown(0, VALUE_AT) == human
    model.show_raw(raw=True)
    assert model.shown(0, VALUE_AT) == raw


def test_page_scrolls_to_the_row_that_somebody_goes_to_by_key(
    scene: Scene, table: ClaimsTable
) -> None:
    scene.window.resize(560, 480)
    scene.window.activateWindow()
    QTest.qWaitForWindowActive(scene.window)
    at_rest(scene.window)
    table.setFocus()
    place = around(scene.board)
    assert place is not None
    for key in (Qt.Key.Key_End, Qt.Key.Key_Home):
        QTest.keyClick(table, key, Qt.KeyboardModifier.ControlModifier)
        row = table.visualRect(table.currentIndex()).translated(table.viewport().pos())
        top = table.mapTo(place, row.topLeft()).y()
        assert 0 <= top <= place.height() - row.height(), key
