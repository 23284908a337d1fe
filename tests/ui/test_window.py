"""The window by real clicks and keys, over the demo Cognito."""

from __future__ import annotations

import logging
import sys
import threading
import time
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFrame,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop_login.adapters.token_store.encrypted_record import StoreKey
from desktop_login.adapters.token_store.session_store import EncryptedTokenStore
from desktop_login.app.gui import Program
from desktop_login.cli.options import Options
from desktop_login.demo.client import Reply, Request
from desktop_login.demo.interception import Operation
from desktop_login.demo.mailbox import Mail
from desktop_login.demo.pool import DemoPoolConfig
from desktop_login.demo.server import DemoCognito
from desktop_login.demo.service_exception import ServiceException
from desktop_login.domain.states import SignedOut
from desktop_login.settings import Settings
from desktop_login.system.paths import log_file
from desktop_login.system.threads import wait_for_calls
from desktop_login.ui.application import LoopHolder
from desktop_login.ui.background_call import BackgroundCall
from desktop_login.ui.main_window import WindowConfig
from desktop_login.ui.pages.code import CodePage
from desktop_login.ui.pages.connect_pool import ConnectPoolPage
from desktop_login.ui.pages.dashboard import Dashboard, View
from desktop_login.ui.pages.new_password import NewPasswordPage
from desktop_login.ui.pages.sign_in import SignInPage, UiConfig
from desktop_login.ui.widgets.scrolled import Scrolled
from tests.fakes.keychains import LockedKeychain, MemoryKeychain
from tests.fakes.world import PASSWORD
from tests.patience import STEP_MS, STEP_S, within
from tests.ui.conftest import Hand, Open

WRONG = "The email address or password is incorrect."


def shown(hand: Hand, words: str) -> bool:
    labels = [label for label in hand.page.findChildren(QLabel) if label.isVisible()]
    return any(words in (label.text(), label.accessibleName()) for label in labels)


@pytest.mark.quick
def test_straight_to_the_dashboard_and_out_again(hand: Hand) -> None:
    hand.sign_in("confirmed")
    board = hand.arrive(Dashboard)
    assert hand.who == "Signed in as confirmed@example.com"
    assert board.signature.accessibleName() == "Signature verified"
    assert shown(hand, "Keys of this demo")
    token = hand.token()
    assert token.count(".") == 2
    assert board.refreshes_text.accessibleName().startswith("Renews in 5")
    assert board.refreshes_text.text().startswith("Renews in 5")
    hand.press("Hide ID token")
    assert token not in hand.token()
    hand.press("Show ID token")
    assert hand.token() == token
    hand.press("Copy ID token")
    assert QGuiApplication.clipboard().text() == token
    hand.renew()
    assert hand.token() != token
    hand.press("Sign out")
    page = hand.arrive(SignInPage)
    hand.until(lambda: page.bar.text.startswith("You’re signed out."))
    assert QGuiApplication.clipboard().text() == ""
    assert board.token.toPlainText() == ""
    assert page.password.text() == ""
    assert page.username.text() == "confirmed@example.com"


@pytest.mark.quick
def test_new_password(hand: Hand) -> None:
    hand.sign_in("new-password")
    page = hand.arrive(NewPasswordPage)
    hand.type("New password", "short")
    hand.type("Confirm password", "different")
    hand.press("Change password")
    assert isinstance(hand.page, NewPasswordPage)
    assert not page.locked
    assert shown(hand, "Not all password rules are met.")
    rows = [one for one in page.new.password.rules.findChildren(QLabel) if one.isVisible()]
    marked = [one.text() for one in rows if one.property("loginRole") == "error"]
    assert marked == [one.text() for one in rows if one.accessibleName().endswith(" not met")]
    assert len(marked) == 4
    spoken = page.new.password.input.accessibleDescription()
    assert spoken == " ".join(["Not all password rules are met.", *marked])
    hand.type("New password", "My-0wn-Passw0rd")
    assert not [one for one in rows if one.property("loginRole") == "error"]
    assert shown(hand, "Passwords must match.")
    hand.type("Confirm password", "My-0wn-Passw0rd")
    assert not shown(hand, "Passwords must match.")
    hand.press("Change password")
    hand.arrive(Dashboard)


def test_required_attributes_have_inputs(opened: Open) -> None:
    with DemoCognito(DemoPoolConfig(required_attributes=("name", "birthdate"))) as demo:
        hand = opened(demo)
        hand.sign_in("new-password")
        hand.arrive(NewPasswordPage)
        hand.type("New password", "My-0wn-Passw0rd")
        hand.type("Confirm password", "My-0wn-Passw0rd")
        hand.type("Name", "Robin")
        hand.type("Date of birth", "tomorrow")
        hand.press("Change password")
        assert shown(hand, "Enter a date as YYYY-MM-DD.")
        hand.type("Date of birth", "2000-01-31")
        hand.press("Change password")
        hand.arrive(Dashboard)


@pytest.mark.quick
@pytest.mark.parametrize("story", ["sms-code", "email-code"])
def test_delivered_code(hand: Hand, story: str) -> None:
    hand.sign_in(story)
    hand.arrive(CodePage)
    right = hand.demo.pool.mailbox.messages[-1].code
    hand.type("Confirmation code", f"{(int(right) + 1) % 10**6:06}")
    hand.press("Confirm")
    hand.message("That code is incorrect. Check it and try again.")
    field = hand.named("Confirmation code", QLineEdit)
    assert field.property("wrong") and field.hasFocus()
    assert field.accessibleDescription() == "That code is incorrect. Check it and try again."
    QTest.keyClicks(field, "1")
    assert not field.property("wrong")
    assert field.accessibleDescription() == ""
    full_width = "".join(chr(ord(c) + 0xFEE0) for c in right)
    hand.type("Confirmation code", f" {full_width[:3]}-{full_width[3:]} ")
    hand.press("Confirm")
    hand.arrive(Dashboard)


def test_a_pasted_code_submits_itself(hand: Hand) -> None:
    hand.sign_in("sms-code")
    page = hand.arrive(CodePage)
    QGuiApplication.clipboard().setText(hand.demo.pool.mailbox.messages[-1].code)
    page.code.input.setFocus()
    QTest.keyClick(page.code.input, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    hand.arrive(Dashboard)
    QGuiApplication.clipboard().clear()


def test_the_sixth_digit_of_an_authenticator_code_submits(hand: Hand) -> None:
    hand.sign_in("totp")
    page = hand.arrive(CodePage)
    assert page.again is None
    code = {e: c for e, _, c in hand.demo.authenticators()}["totp@example.com"]
    QTest.keyClicks(page.code.input, code)
    hand.arrive(Dashboard)


@pytest.mark.quick
def test_back_to_sign_in_leaves_no_trace(hand: Hand) -> None:
    hand.sign_in("sms-code")
    page = hand.arrive(CodePage)
    QTest.keyClicks(page.code.input, "123")
    QTest.keyClick(page.code.input, Qt.Key.Key_Escape)
    front = hand.arrive(SignInPage)
    assert front.password.text() == ""
    assert front.bar.text == ""
    assert front.username.text() == "sms-code@example.com"
    assert QApplication.focusWidget() is front.password.input
    hand.sign_in("confirmed")
    hand.arrive(Dashboard)


@pytest.mark.quick
@pytest.mark.parametrize("story", ["confirmed", "nobody"])
def test_wrong_password_and_unknown_user_look_alike(hand: Hand, story: str) -> None:
    hand.sign_in(story, "Wrong-Passw0rd!")
    hand.message(WRONG)
    page = hand.page
    assert isinstance(page, SignInPage)
    assert page.password.input.selectedText() or page.password.input.hasSelectedText()
    assert page.username.text() == f"{story}@example.com"
    hand.press("Copy details")
    details = QGuiApplication.clipboard().text()
    assert "NotAuthorizedException" in details
    assert "request id" in details
    assert "Wrong-Passw0rd!" not in details
    QGuiApplication.clipboard().clear()


@pytest.mark.parametrize(
    ("story", "words"),
    [
        ("disabled", "This account is disabled. Ask your administrator to enable it."),
    ],
)
def test_users_who_cannot_go_on_are_told_why(hand: Hand, story: str, words: str) -> None:
    hand.sign_in(story)
    hand.message(words)


def test_live_validation_waits_and_forgives_at_once(hand: Hand) -> None:
    field = hand.named("Email", QLineEdit)
    QTest.keyClicks(field, "user")
    assert not shown(hand, "Enter a valid email address.")
    hand.until(lambda: shown(hand, "Enter a valid email address."))
    assert field.accessibleDescription() == "Enter a valid email address."
    QTest.keyClicks(field, "@x")
    assert not shown(hand, "Enter a valid email address.")
    assert field.accessibleDescription() == ""


def test_leaving_a_field_complains_at_once(hand: Hand) -> None:
    hand.type("Email", "user")
    QTest.keyClick(hand.named("Email", QLineEdit), Qt.Key.Key_Tab)
    assert shown(hand, "Enter a valid email address.")


def test_password_rules_at_sign_in_are_one_quiet_line_once_the_field_is_left(hand: Hand) -> None:
    page = hand.page
    assert isinstance(page, SignInPage)
    advice = "This doesn’t meet the rules for new passwords."
    hand.type("Email", "confirmed@example.com")
    hand.type("Password", "old")
    QTest.qWait(600)  # longer than the pause after which a field complains
    assert not shown(hand, advice)
    QTest.keyClick(page.password.input, Qt.Key.Key_Tab)
    assert shown(hand, advice)
    assert page.password.input.accessibleDescription() == (
        f"{advice} Use at least 8 characters. Include a number."
        " Include an uppercase letter (A–Z). Include a symbol."
    )
    hand.press("Sign in")
    hand.message(WRONG)
    assert shown(hand, advice)


def test_third_refused_password_hints_at_the_way_to_a_new_one(hand: Hand) -> None:
    for attempt in range(3):
        hand.sign_in("confirmed", "Wrong-Passw0rd!")
        hand.until(lambda: bool(hand.page.bar.text) and not hand.form.locked)
        further = "You can choose a new password with “Forgot password?”."
        assert hand.page.bar.text.startswith(WRONG)
        assert hand.page.bar.text.endswith(further) == (attempt == 2)


def test_strict_password_check_blocks(opened: Open, demo: DemoCognito) -> None:
    config = WindowConfig(ui_config=UiConfig(strict_password_check=True))
    hand = opened(demo, config=config)
    hand.sign_in("confirmed", "Short1!")
    assert isinstance(hand.page, SignInPage)
    assert not hand.form.locked
    assert hand.page.password.input.accessibleDescription()


def test_empty_fields_block_and_the_first_wrong_one_has_the_focus(hand: Hand) -> None:
    hand.press("Sign in")
    assert shown(hand, "This field is required.")
    assert QApplication.focusWidget() is hand.named("Email", QLineEdit)


def test_a_double_click_is_one_request(hand: Hand) -> None:
    calls: list[object] = []

    def counted(request: Request, answer: Operation) -> Reply:
        calls.append(request)
        return answer(request)

    hand.demo.intercept("InitiateAuth", counted)
    hand.type("Email", "confirmed@example.com")
    hand.type("Password", PASSWORD)
    button = hand.named("Sign in")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    QTest.mouseDClick(button, Qt.MouseButton.LeftButton)
    QTest.keyClick(hand.named("Password", QLineEdit), Qt.Key.Key_Return)
    hand.arrive(Dashboard)
    assert len(calls) == 1


@pytest.mark.quick
def test_keyboard_alone(hand: Hand) -> None:
    hand.named("Email", QLineEdit).setFocus()

    def focused() -> QWidget:
        widget = QApplication.focusWidget()
        assert widget is not None
        return widget

    QTest.keyClicks(focused(), "confirmed@example.com")
    QTest.keyClick(focused(), Qt.Key.Key_Tab)
    QTest.keyClicks(focused(), PASSWORD)
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    hand.arrive(Dashboard)
    QTest.keyClick(hand.app_window.window, Qt.Key.Key_O, Qt.KeyboardModifier.AltModifier)
    hand.arrive(SignInPage)


def test_a_submit_before_the_warm_up_waits(opened: Open, demo: DemoCognito) -> None:
    """The click comes first, the use cases later."""
    from desktop_login.ui.main_window import MainWindow

    real = MainWindow.showEvent

    def submit_at_once(window: MainWindow, event: object) -> None:
        real(window, event)  # type: ignore[arg-type]
        window.fill_in("confirmed@example.com", PASSWORD)
        window.sign_in.submit()

    MainWindow.showEvent = submit_at_once  # type: ignore[method-assign,assignment]
    try:
        hand = opened(demo)
    finally:
        MainWindow.showEvent = real  # type: ignore[method-assign]
    hand.arrive(Dashboard)


def test_network_down_keeps_what_was_typed(opened: Open) -> None:
    demo = DemoCognito()
    with demo:
        hand = opened(demo)
    hand.sign_in("confirmed")
    hand.message("Can’t reach the sign-in service. Check your network and try again.")
    page = hand.page
    assert isinstance(page, SignInPage)
    assert page.password.text() == PASSWORD
    hand.press("Try again")
    hand.message("Can’t reach the sign-in service. Check your network and try again.")


def test_a_demo_user_is_tried_in_place_of_who_is_signed_in(hand: Hand) -> None:
    hand.sign_in("confirmed")
    hand.arrive(Dashboard)
    panel = hand.app_window.window.demo_panel
    other = hand.named("totp@example.com", QAbstractButton, panel)
    assert other.accessibleDescription() == "Authenticator code · Sign out and try"
    own = hand.named("confirmed@example.com", QAbstractButton, panel)
    assert own.accessibleDescription() == "Straight to the dashboard (signed in)"
    hand.press("totp@example.com", panel)
    page = hand.arrive(SignInPage)
    hand.until(lambda: page.username.text() == "totp@example.com" and page.password.text() != "")
    assert other.accessibleDescription() == "Authenticator code (chosen)"


def marked(panel: QWidget) -> list[QFrame]:
    """The codes that the open page waits for, as the panel shows it."""
    slips = panel.findChildren(QFrame, "message")
    return [slip for slip in slips if slip.property("newest") and slip.isVisible()]


def test_a_code_of_the_demo_is_used_by_one_click(hand: Hand) -> None:
    hand.sign_in("sms-code")
    hand.arrive(CodePage)
    panel = hand.app_window.window.demo_panel
    assert panel is not None
    hand.until(lambda: marked(panel) != [])
    (newest,) = marked(panel)
    hand.press("Use code", newest)
    hand.arrive(Dashboard)


def test_the_demo_panel_marks_whose_authenticator_is_asked_for_until_it_is_used(hand: Hand) -> None:
    hand.sign_in("totp")
    page = hand.arrive(CodePage)
    panel = hand.app_window.window.demo_panel
    assert panel is not None
    hand.until(lambda: len(marked(panel)) == 1)
    (slip,) = marked(panel)
    assert any(l.text() == "Authenticator for totp\u200b@example.com" for l in labels_of(slip))
    hand.press("Use code", slip)
    hand.until(lambda: hand.page is not page)
    assert marked(panel) == []


def labels_of(slip: QFrame) -> list[QLabel]:
    return slip.findChildren(QLabel)


def test_the_demo_panel_marks_a_user_whose_name_was_typed(hand: Hand) -> None:
    hand.sign_in("sms-code")
    hand.arrive(CodePage)
    panel = hand.app_window.window.demo_panel
    own = hand.named("sms-code@example.com", QAbstractButton, panel)
    assert own.accessibleDescription() == "Code by text message (chosen)"
    hand.until(lambda: own.visibleRegion().boundingRect() == own.rect())


def test_the_demo_panel_fills_the_form_and_shows_messages(hand: Hand) -> None:
    panel = hand.app_window.window.demo_panel
    assert panel is not None
    hand.press("sms-code@example.com", panel)
    page = hand.page
    assert isinstance(page, SignInPage)
    assert (page.username.text(), page.password.text()) == ("sms-code@example.com", PASSWORD)
    hand.press("Sign in")
    hand.arrive(CodePage)
    code = hand.demo.pool.mailbox.messages[-1].code
    hand.until(
        lambda: any(
            l.accessibleName() == f"Code for +15555550123: {code}" and l.text() == code
            for l in panel.findChildren(QLabel)
        )
    )


def test_a_narrow_window_folds_the_demo_to_a_line_that_says_when_a_code_arrives(
    hand: Hand,
) -> None:
    window, panel = hand.app_window.window, hand.app_window.window.demo_panel
    assert panel is not None
    assert not panel.fold.isVisible()
    window.resize(400, 600)
    hand.until(panel.fold.isVisible)
    hand.press("sms-code@example.com", panel)
    hand.press("Demo users and mailbox", panel)
    hand.until(lambda: panel.height() <= panel.fold.sizeHint().height())
    button = hand.form.primary
    hand.until(lambda: button.visibleRegion().boundingRect().height() == button.height())
    hand.press("Sign in")
    hand.arrive(CodePage)
    hand.press("Demo users and mailbox: a new code", panel)
    assert any(
        slip.property("newest") and slip.isVisible()
        for slip in panel.findChildren(QFrame, "message")
    )
    hand.press("Demo users and mailbox", panel)
    window.resize(920, 760)
    hand.until(panel.findChildren(QFrame, "message")[0].isVisible)


@pytest.mark.quick
def test_japanese(opened: Open, demo: DemoCognito) -> None:
    hand = opened(demo, language="ja")
    hand.type("メールアドレス", "confirmed@example.com")
    hand.type("パスワード", "Wrong-Passw0rd!")
    hand.press("サインイン")
    hand.message("メールアドレスまたはパスワードが正しくありません。")
    hand.type("パスワード", PASSWORD)
    hand.press("サインイン")
    hand.arrive(Dashboard)
    assert hand.who == "confirmed@example.com としてサインイン中"


def test_text_of_the_service_is_never_markup(hand: Hand) -> None:
    user = hand.demo.pool.find("confirmed@example.com")
    assert user is not None
    user.attributes["custom:evil"] = "<img src='http://x'><b>\u202eevil\0"
    hand.sign_in("confirmed")
    board = hand.arrive(Dashboard)
    model = board.claims.model()
    cells = [model.index(r, 1).data() for r in range(model.rowCount())]
    assert "<img src='http://x'><b>\\u202eevil\\u0000" in cells
    for label in hand.app_window.window.findChildren(QLabel):
        assert label.textFormat() == Qt.TextFormat.PlainText


def test_show_password_cannot_be_undone_into_view(hand: Hand) -> None:
    hand.type("Password", "secret")
    hand.press("Show password")
    hand.named("Hide password")
    page = hand.page
    assert isinstance(page, SignInPage)
    page.forget()
    page.password.input.undo()
    assert page.password.text() == ""
    assert page.password.input.echoMode() == QLineEdit.EchoMode.Password
    hand.press("Show password")  # Qt undoes only what can be read
    page.password.input.undo()
    assert page.password.text() == ""


def test_an_outer_space_is_pointed_out_and_removed_by_one_click(hand: Hand) -> None:
    hand.type("Password", f" {PASSWORD}")
    assert shown(hand, "This password begins or ends with a space. Was it copied by mistake?")
    hand.press("Remove the spaces")
    page = hand.page
    assert isinstance(page, SignInPage)
    assert page.password.text() == PASSWORD


def test_smallest_window_shows_everything(hand: Hand) -> None:
    hand.app_window.window.resize(360, 480)
    page = hand.page
    assert isinstance(page, SignInPage)
    assert hand.app_window.window.width() == 360
    assert page.primary.width() <= 360
    assert page.card.minimumSizeHint().width() <= 360


@pytest.mark.quick
def test_a_restart_shows_the_dashboard_without_a_password(
    opened: Open, demo: DemoCognito, tmp_path: Path
) -> None:
    keychain, owner = MemoryKeychain(), StoreKey(demo.config.pool_id, demo.config.client_id)
    hand = opened(demo, token_store=EncryptedTokenStore(keychain, tmp_path, owner))
    hand.sign_in("confirmed")
    hand.arrive(Dashboard)
    hand.until(lambda: any(tmp_path.rglob("session.bin")))  # it is stored behind the window
    wait_for_calls(STEP_S)
    hand.app_window.close()
    again = opened(
        demo,
        token_store=EncryptedTokenStore(keychain, tmp_path, owner),
        config=WindowConfig(restoring=True),
    )
    board = again.arrive(Dashboard)
    host = demo.url.removeprefix("http://")
    words = f"Signature verified with keys of {host} (not Amazon)"
    again.until(lambda: board.signature.accessibleName() == words)
    again.press("Sign out")
    again.arrive(SignInPage)
    again.until(lambda: keychain.entries == {})


def test_a_damaged_session_is_one_sentence_on_the_sign_in_page(
    opened: Open, demo: DemoCognito, tmp_path: Path
) -> None:
    keychain, owner = MemoryKeychain(), StoreKey(demo.config.pool_id, demo.config.client_id)
    token_store = EncryptedTokenStore(keychain, tmp_path, owner)
    hand = opened(demo, token_store=token_store)
    hand.sign_in("confirmed")
    hand.arrive(Dashboard)
    hand.until(lambda: any(tmp_path.rglob("session.bin")))  # it is stored behind the window
    wait_for_calls(STEP_S)
    hand.app_window.close()
    (record,) = tmp_path.rglob("session.bin")
    record.write_bytes(record.read_bytes()[:-5])
    again = opened(
        demo,
        token_store=EncryptedTokenStore(keychain, tmp_path, owner),
        config=WindowConfig(restoring=True),
    )
    again.arrive(SignInPage)
    again.message("The saved session couldn’t be read and was set aside. Please sign in again.")


def test_without_a_keychain_the_page_says_so(
    opened: Open, demo: DemoCognito, tmp_path: Path
) -> None:
    owner = StoreKey(demo.config.pool_id, demo.config.client_id)
    hand = opened(demo, token_store=EncryptedTokenStore(LockedKeychain(), tmp_path, owner))
    hand.sign_in("confirmed")
    hand.arrive(Dashboard)
    words = (
        "Your password store is locked or missing. You can continue, but this session won’t"
        " be remembered."
    )
    hand.message(words)
    hand.press("Try again")
    hand.message(words)


def test_a_keychain_that_never_answers_delays_nothing(opened: Open, demo: DemoCognito) -> None:
    release = threading.Event()

    def never() -> bool:
        release.wait(STEP_S)
        return False

    hand = opened(demo, try_keychain=never)
    hand.sign_in("confirmed")
    hand.arrive(Dashboard)
    release.set()


def test_an_unusable_keychain_is_told_before_anybody_signs_in(
    opened: Open, demo: DemoCognito
) -> None:
    hand = opened(demo, try_keychain=lambda: False)
    hand.message(
        "Your password store is locked or missing. You can continue, but this session won’t"
        " be remembered."
    )


def test_a_keychain_that_answers_late_hides_no_other_sentence(
    opened: Open, demo: DemoCognito
) -> None:
    release = threading.Event()
    answered: list[object] = []

    def late() -> bool:
        release.wait(STEP_S)
        return False

    hand = opened(demo, try_keychain=late)
    for background in hand.app_window.findChildren(BackgroundCall):
        background.done.connect(answered.append)
    hand.sign_in("confirmed", "Wrong-Passw0rd!")
    hand.message("The email address or password is incorrect.")
    release.set()
    hand.until(lambda: bool(answered))
    hand.message("The email address or password is incorrect.")


def test_a_scrolling_page_has_one_child_for_a_screen_reader_whatever_it_shows(hand: Hand) -> None:
    """Qt reads past the end of a scroll area's children when one has gone: so none ever goes."""
    window = hand.app_window.window
    place = next(place for place in window.findChildren(Scrolled) if place.content is hand.page)
    bar = place.findChildren(QScrollBar, options=Qt.FindChildOption.FindDirectChildrenOnly)[0]

    def children() -> int:
        return QAccessible.queryAccessibleInterface(place.area).childCount()

    window.resize(720, 1200)
    hand.until(lambda: not bar.isVisible())
    assert children() == 1
    window.resize(window.minimumSize())
    hand.until(bar.isVisible)
    assert children() == 1
    top = hand.page.mapTo(window, QPoint(0, 0)).y()
    QTest.keyClick(bar, Qt.Key.Key_End)
    assert hand.page.mapTo(window, QPoint(0, 0)).y() < top
    field = hand.page.findChildren(QLineEdit)[0]
    bar.setValue(0)
    place.area.ensureWidgetVisible(hand.page.findChildren(QPushButton)[-1])
    assert bar.value() == place.area.verticalScrollBar().value() > 0
    place.area.ensureWidgetVisible(field)
    assert bar.value() == place.area.verticalScrollBar().value()
    window.hide()
    assert children() == 1


def test_a_closed_window_is_deleted_and_what_comes_late_is_dropped(
    opened: Open, demo: DemoCognito
) -> None:
    release = threading.Event()

    def late() -> bool:
        release.wait(STEP_S)
        return False

    hand = opened(demo, try_keychain=late)
    hand.sign_in("confirmed")
    hand.arrive(Dashboard)
    app_window, controller = hand.app_window, hand.app_window.controller
    assert controller is not None
    going = [app_window, app_window.window, controller, *app_window.findChildren(QObject)]
    going += app_window.window.findChildren(QObject)
    assert app_window.session is not None
    app_window.session.tick()
    app_window.close()
    hand.until(lambda: not any(shiboken6.isValid(thing) for thing in going))
    release.set()
    demo.pool.mailbox.deliver(Mail("email", "robin@example.com", "123456"))
    app_window._show(SignedOut())
    app_window.report(RuntimeError("late"))
    QTest.qWait(300)  # the tick and the keychain answer now; Qt warnings and errors fail the test


def test_a_wrong_clock_is_told(opened: Open) -> None:
    with DemoCognito(now=lambda: time.time() + 600) as demo:
        hand = opened(demo)
        hand.sign_in("confirmed")
        hand.arrive(Dashboard)
        assert hand.page.bar.text.startswith("This computer’s clock is off by")


def test_try_the_demo_from_an_unconfigured_window(
    qapp: QApplication, loop: LoopHolder, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    program = Program(qapp, Options(), Settings(), loop)
    program.open()
    unconfigured = program._app_window
    assert unconfigured is not None
    qtbot.waitUntil(lambda: unconfigured.window._painted)
    page = unconfigured.window.page
    assert isinstance(page, ConnectPoolPage)
    frame, handle = unconfigured.window, int(unconfigured.window.winId())
    page.demo.click()
    app_window = program._app_window
    assert app_window is not None
    assert app_window is not unconfigured
    qtbot.waitUntil(lambda: app_window.demo is not None, timeout=STEP_MS)
    assert app_window.window is frame, "the window itself stays"
    assert int(frame.winId()) == handle
    app_window.window.fill_in("confirmed@example.com", PASSWORD)
    app_window.window.sign_in.submit()
    qtbot.waitUntil(lambda: isinstance(app_window.window.page, Dashboard), timeout=STEP_MS)
    program._close()
    for handler in set(root.handlers) - set(before):
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)
    text = log_file().read_text("utf-8")
    assert "state SignedIn Fresh" in text
    assert "confirmed@" not in text


def test_a_busy_service_is_asked_again_by_itself(hand: Hand) -> None:
    calls: list[object] = []

    def busy_at_first(request: Request, answer: Operation) -> Reply:
        calls.append(request)
        if len(calls) == 1:
            raise ServiceException("TooManyRequestsException", "Too many requests")
        return answer(request)

    hand.demo.intercept("InitiateAuth", busy_at_first)
    hand.sign_in("confirmed")
    page = hand.page
    assert isinstance(page, SignInPage)
    hand.until(lambda: page.bar.text.startswith("The service is busy. Retrying in "))
    hand.named("Cancel")
    hand.arrive(Dashboard)
    assert len(calls) == 2


def test_waiting_for_a_busy_service_can_be_cancelled(hand: Hand) -> None:
    calls: list[object] = []

    def busy(request: Request, _: Operation) -> Reply:
        calls.append(request)
        raise ServiceException("TooManyRequestsException", "Too many requests")

    hand.demo.intercept("InitiateAuth", busy)
    hand.sign_in("confirmed")
    page = hand.page
    assert isinstance(page, SignInPage)
    hand.until(lambda: page.bar.text.startswith("The service is busy."))
    hand.press("Cancel")
    hand.message("Sign-in was canceled.")
    assert page._patience is not None
    assert not page._patience._timer.isActive()
    assert page.password.text() == PASSWORD
    assert len(calls) == 1


def test_somebody_can_sign_in_while_the_server_is_still_being_told(hand: Hand) -> None:
    hand.sign_in("confirmed")
    hand.arrive(Dashboard)
    release = threading.Event()

    def slow(request: Request, answer: Operation) -> Reply:
        release.wait(STEP_S)
        return answer(request)

    hand.demo.intercept("RevokeToken", slow)
    hand.press("Sign out")
    hand.arrive(SignInPage)
    hand.sign_in("totp")
    hand.arrive(CodePage)
    release.set()


def test_signed_out_without_a_server_is_said_calmly(opened: Open) -> None:
    with DemoCognito() as demo:
        hand = opened(demo)
        hand.sign_in("confirmed")
        hand.arrive(Dashboard)
    hand.press("Sign out")
    hand.arrive(SignInPage)
    hand.message(
        "You’re signed out on this computer. The server couldn’t be reached, so the session may stay open there until it expires."
    )


@pytest.mark.medium
def test_cancel_comes_after_two_seconds_and_a_late_success_is_revoked(hand: Hand) -> None:
    release, granted = threading.Event(), []

    def slow(request: Request, answer: Operation) -> Reply:
        release.wait(STEP_S)
        reply = answer(request)
        granted.append(reply["AuthenticationResult"]["RefreshToken"])
        return reply

    hand.demo.intercept("RespondToAuthChallenge", slow)
    hand.sign_in("confirmed")
    page = hand.page
    assert isinstance(page, SignInPage)
    assert page.primary.text() == "Signing in…"
    assert not page.primary.isEnabled()
    begun = time.monotonic()
    hand.until(lambda: page.cancel is not None and page.cancel.isVisible())
    assert 1.5 < time.monotonic() - begun < within(2)
    hand.press("Cancel")
    hand.message("Sign-in was canceled.")
    assert page.primary.isEnabled()
    release.set()
    hand.until(lambda: bool(granted))
    hand.until(lambda: all(grant.revoked for grant in hand.demo.grants))
    assert len(hand.demo.grants) == len(granted) == 1
    assert isinstance(hand.page, SignInPage)


def test_a_narrow_window_shows_values_rather_than_meanings(hand: Hand) -> None:
    hand.sign_in("confirmed")
    board = hand.arrive(Dashboard)
    board.open(View.CLAIMS)
    hand.app_window.window.resize(1300, 700)
    hand.until(lambda: not board.claims.isColumnHidden(2))
    hand.app_window.window.resize(360, 700)
    hand.until(lambda: board.claims.isColumnHidden(2))
    hand.until(lambda: board.claims.columnWidth(1) > 100)
