"""Passkeys through the window, with the demo's key: added, used, refused, removed, by mouse and by keys alone."""

from __future__ import annotations

import time
from functools import partial

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QRadioButton, QWidget

from desktop_login.app.window_config import demo_window_config
from desktop_login.demo.server import DemoCognito
from desktop_login.domain.passkeys import KeyStage
from desktop_login.domain.pool import AuthFlow
from desktop_login.ui.pages.account import AccountPage
from desktop_login.ui.pages.choose_method import ChooseMethodPage
from desktop_login.ui.pages.dashboard import Dashboard
from desktop_login.ui.pages.passkey import PasskeyPage
from desktop_login.ui.pages.security_key import SecurityKeyPage
from desktop_login.ui.pages.sign_in import SignInPage
from desktop_login.ui.widgets.demo_panel import DemoPanel
from desktop_login.ui.widgets.dialogs import ConfirmDialog
from desktop_login.ui.widgets.invitation_bar import InvitationBar
from desktop_login.ui.widgets.menu import Menu
from tests.patience import within
from tests.ui.conftest import Hand, Open

pytestmark = pytest.mark.slow


class Person:
    """Somebody with the demo's key in the hand."""

    def __init__(self, hand: Hand) -> None:
        self.hand = hand

    @property
    def panel(self) -> DemoPanel:
        panel = self.hand.app_window.window.demo_panel
        assert panel is not None
        return panel

    @property
    def bar(self) -> InvitationBar | None:
        found = self.hand.app_window.window.findChildren(InvitationBar)
        return next((one for one in found if one.isVisible()), None)

    def at(self, stage: KeyStage) -> SecurityKeyPage:
        page = self.hand.arrive(SecurityKeyPage)
        self.hand.until(lambda: page.stage is stage)
        return page

    def press_in_panel(self, name: str) -> None:
        self.hand.until(lambda: self.hand.named(name, parent=self.panel).isEnabled())
        self.hand.press(name, self.panel)

    def enter_pin(self, pin: str = "1234") -> None:
        self.at(KeyStage.PIN)
        self.hand.type("Security key PIN", pin)
        self.hand.press("Continue")

    def touch(self) -> None:
        self.at(KeyStage.TOUCH)
        self.press_in_panel("Touch demo key")

    def add(self) -> AccountPage:
        """From the dashboard, with the key that is in the hand."""
        self.hand.choose("Account")
        page = self.hand.arrive(AccountPage)
        self.hand.until(lambda: not page.locked)
        self.hand.press("Add a passkey")
        if not self.hand.demo.key.is_inserted:
            self.at(KeyStage.INSERT)
            self.press_in_panel("Insert demo key")
        self.enter_pin()
        self.touch()
        self.hand.message("Passkey added.")
        return self.hand.arrive(AccountPage)

    def sign_out(self) -> None:
        self.hand.press("Sign out", self.hand.bar)
        self.hand.arrive(SignInPage)

    def ask_for_passkey(self) -> PasskeyPage:
        """A name alone, and the first of the ways that are offered."""
        self.hand.type("Email", "passkey@example.com")
        self.hand.press("Sign in")
        choice = self.hand.arrive(ChooseMethodPage)
        first = choice.findChildren(QRadioButton)[0]
        assert (first.accessibleName(), first.isChecked()) == ("Passkey", True)
        self.hand.press("Continue")
        return self.hand.arrive(PasskeyPage)


@pytest.fixture
def person(opened: Open, demo: DemoCognito) -> Person:
    flow = AuthFlow.CHOICE
    return Person(opened(demo, config=demo_window_config(flow), auth_flow=flow))


@pytest.fixture
def with_passkey(person: Person) -> Person:
    """Signed out again, with a passkey on the key."""
    person.hand.sign_in("passkey")
    person.hand.arrive(Dashboard)
    person.add()
    person.hand.press("Back")
    person.hand.arrive(Dashboard)
    person.sign_out()
    return person


def test_passkey_is_added_used_and_removed(with_passkey: Person) -> None:
    person, hand = with_passkey, with_passkey.hand
    page = person.ask_for_passkey()
    assert page.lead is not None and "localhost" in page.lead.text()
    hand.press("Use a security key")
    person.enter_pin()
    person.touch()
    hand.arrive(Dashboard)
    assert hand.who == "Signed in as passkey@example.com"
    hand.choose("Account")
    account = hand.arrive(AccountPage)
    hand.until(lambda: not account.locked)
    seen: list[str] = []

    def agree() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, ConfirmDialog)
        seen.append(box.words)
        QTest.mouseClick(box.agree, Qt.MouseButton.LeftButton)

    QTimer.singleShot(0, agree)
    hand.press("Remove passkey")
    hand.message("Passkey removed. It’s still on your device: delete it there too.")
    assert seen and seen[0].startswith("Remove the passkey “")
    account = hand.arrive(AccountPage)
    hand.until(lambda: not account.locked)
    assert not [one for one in account.findChildren(QRadioButton)]
    hand.named("Add a passkey")


def test_wrong_pins_are_counted_and_the_third_pauses_the_key(with_passkey: Person) -> None:
    person, hand = with_passkey, with_passkey.hand
    person.ask_for_passkey()
    hand.press("Use a security key")
    for left in (7, 6):
        person.enter_pin("9999")
        page = person.at(KeyStage.PIN)
        hand.until(partial(describes, page.pin.input, f"That PIN is incorrect. {left} tries left."))
        assert page.pin.text() == ""
        assert QApplication.focusWidget() is page.pin.input
    person.enter_pin("9999")
    hand.message("Too many wrong PINs. Remove the key and insert it again.")


@pytest.mark.parametrize("stage", [KeyStage.PIN, KeyStage.TOUCH])
def test_key_that_is_pulled_out_is_asked_for_again_and_can_be_cancelled(
    with_passkey: Person, stage: KeyStage
) -> None:
    person, hand = with_passkey, with_passkey.hand
    person.ask_for_passkey()
    hand.press("Use a security key")
    if stage is KeyStage.TOUCH:
        person.enter_pin()
    person.at(stage)
    person.press_in_panel("Remove demo key")
    if stage is KeyStage.PIN:
        person.enter_pin()
    hand.until(lambda: told_or_asked_again(hand))
    if isinstance(hand.page, SecurityKeyPage):
        hand.press("Cancel")
    hand.arrive(PasskeyPage)


def describes(widget: QWidget, words: str) -> bool:
    return widget.accessibleDescription() == words


def told_or_asked_again(hand: Hand) -> bool:
    page = hand.page
    if isinstance(page, SecurityKeyPage):
        return page.stage is KeyStage.INSERT
    return isinstance(page, PasskeyPage) and bool(page.bar.text)


def test_closed_window_leaves_the_key_alone(with_passkey: Person) -> None:
    person, hand = with_passkey, with_passkey.hand
    person.ask_for_passkey()
    hand.press("Use a security key")
    person.enter_pin()
    person.at(KeyStage.TOUCH)
    assert hand.demo.key.waits_for_touch
    hand.app_window.close()
    hand.until(lambda: not hand.demo.key.waits_for_touch)


@pytest.mark.parametrize("stage", [KeyStage.INSERT, KeyStage.PIN, KeyStage.TOUCH])
def test_cancel_leads_back_to_the_choices_within_half_a_second(
    with_passkey: Person, stage: KeyStage
) -> None:
    person, hand = with_passkey, with_passkey.hand
    if stage is KeyStage.INSERT:
        hand.demo.key.remove()
    person.ask_for_passkey()
    hand.press("Use a security key")
    if stage is KeyStage.TOUCH:
        person.enter_pin()
    page = person.at(stage)
    began = time.monotonic()
    QTest.keyClick(page, Qt.Key.Key_Escape)
    back = hand.arrive(PasskeyPage)
    assert time.monotonic() - began < within(0.5)
    hand.until(lambda: not back.locked)
    hand.press("Use a security key")  # nothing of the first try is in the way
    person.at(KeyStage.INSERT if stage is KeyStage.INSERT else KeyStage.PIN)


def test_another_way_and_back_lead_to_the_other_ways_and_to_sign_in(with_passkey: Person) -> None:
    person, hand = with_passkey, with_passkey.hand
    person.ask_for_passkey()
    hand.press("Choose another way")
    hand.arrive(ChooseMethodPage)
    hand.press("Back to sign in")
    hand.arrive(SignInPage)


def test_foreign_key_is_told_and_another_try_is_possible(opened: Open, demo: DemoCognito) -> None:
    """A passkey of the account that is not on this key."""
    from desktop_login.demo.demo_key import DemoKey

    flow = AuthFlow.CHOICE
    person = Person(opened(demo, config=demo_window_config(flow), auth_flow=flow))
    hand = person.hand
    hand.sign_in("passkey")
    hand.arrive(Dashboard)
    person.add()
    hand.press("Back")
    hand.arrive(Dashboard)
    person.sign_out()
    empty = DemoKey()
    demo.key._held = empty._held  # as if it were another key
    person.ask_for_passkey()
    hand.press("Use a security key")
    person.enter_pin()
    hand.until(lambda: demo.key.waits_for_touch or isinstance(hand.page, PasskeyPage))
    demo.key.touch()
    hand.message("There’s no passkey for this account on this key. Try another key or another way.")
    assert isinstance(hand.page, PasskeyPage)


def test_offer_on_the_dashboard_leads_to_the_key_and_comes_no_more(person: Person) -> None:
    hand = person.hand
    hand.sign_in("passkey")
    hand.arrive(Dashboard)
    hand.until(lambda: person.bar is not None)
    bar = person.bar
    assert bar is not None
    QTest.mouseClick(bar.agree, Qt.MouseButton.LeftButton)
    person.at(KeyStage.INSERT)
    person.press_in_panel("Insert demo key")
    person.enter_pin()
    person.touch()
    hand.message("Passkey added.")
    hand.press("Back")
    hand.arrive(Dashboard)
    person.sign_out()
    hand.sign_in("passkey")
    hand.arrive(Dashboard)
    QTest.qWait(300)
    assert person.bar is None


def test_who_has_a_passkey_is_offered_none(with_passkey: Person) -> None:
    person, hand = with_passkey, with_passkey.hand
    assert person.bar is None
    hand.sign_in("passkey")
    hand.arrive(Dashboard)
    QTest.qWait(300)
    assert person.bar is None


def test_with_proofs_of_a_password_nobody_is_offered_a_passkey(
    opened: Open, demo: DemoCognito
) -> None:
    person = Person(opened(demo))
    person.hand.sign_in("passkey")
    person.hand.arrive(Dashboard)
    QTest.qWait(300)
    assert person.bar is None


class Keys:
    """Somebody whose mouse is broken."""

    def __init__(self, person: Person) -> None:
        self.person, self.hand = person, person.hand

    @property
    def focused(self) -> str:
        widget = QApplication.focusWidget()
        return widget.accessibleName() if widget is not None else ""

    def press(self, key: Qt.Key, *, alt: bool = False) -> None:
        held = Qt.KeyboardModifier.AltModifier if alt else Qt.KeyboardModifier.NoModifier
        QTest.keyClick(QApplication.focusWidget() or self.hand.app_window.window, key, held)

    def write(self, text: str) -> None:
        QTest.keyClicks(QApplication.focusWidget() or self.hand.app_window.window, text)

    def rests_on(self, name: str) -> None:
        self.hand.until(lambda: self.focused == name)

    def tab_to(self, name: str) -> None:
        for _ in range(80):
            if self.focused == name:
                return
            self.press(Qt.Key.Key_Tab)
        raise AssertionError(f"Tab does not reach {name!r}")

    def in_panel(self, name: str) -> None:
        self.hand.until(lambda: self.hand.named(name, parent=self.person.panel).isEnabled())
        self.tab_to(name)
        self.press(Qt.Key.Key_Space)

    def enter_pin(self, pin: str) -> None:
        self.person.at(KeyStage.PIN)
        self.rests_on("Security key PIN")
        self.write(pin)
        self.press(Qt.Key.Key_Return)

    def touch(self) -> None:
        self.person.at(KeyStage.TOUCH)
        self.rests_on("Cancel")
        self.in_panel("Touch demo key")

    def open_account(self) -> AccountPage:
        self.press(Qt.Key.Key_M, alt=True)
        self.hand.until(lambda: isinstance(QApplication.activePopupWidget(), Menu))
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, Menu)
        for _ in range(20):
            row = menu.activeAction()
            if row is not None and row.text().partition("\t")[0] == "Account":
                break
            QTest.keyClick(menu, Qt.Key.Key_Down)
        QTest.keyClick(menu, Qt.Key.Key_Return)
        self.hand.give_back_window()
        page = self.hand.arrive(AccountPage)
        self.hand.until(lambda: not page.locked)
        return page

    def answer(self, name: str) -> None:
        """In the dialog that is about to open."""

        def press() -> None:
            box = QApplication.activeModalWidget()
            assert isinstance(box, ConfirmDialog)
            for _ in range(4):
                focused = box.focusWidget()
                assert focused is not None
                if focused.accessibleName() == name:
                    QTest.keyClick(focused, Qt.Key.Key_Return)
                    return
                QTest.keyClick(focused, Qt.Key.Key_Tab)
            raise AssertionError(f"Tab does not reach {name!r}")

        QTimer.singleShot(200, press)


def test_passkey_is_added_used_and_removed_by_keyboard_alone(person: Person) -> None:
    hand, keys = person.hand, Keys(person)
    keys.tab_to("Email")
    keys.write("passkey@example.com")
    keys.tab_to("Password")
    keys.write("Demo-Passw0rd!")
    keys.press(Qt.Key.Key_Return)
    hand.arrive(Dashboard)
    keys.open_account()
    keys.tab_to("Add a passkey")
    keys.press(Qt.Key.Key_Space)
    person.at(KeyStage.INSERT)
    keys.in_panel("Insert demo key")
    keys.enter_pin("1234")
    keys.touch()
    hand.message("Passkey added.")
    keys.press(Qt.Key.Key_Escape)
    hand.arrive(Dashboard)
    keys.press(Qt.Key.Key_O, alt=True)
    hand.arrive(SignInPage)

    keys.tab_to("Email")
    keys.write("passkey@example.com")
    keys.press(Qt.Key.Key_Return)
    hand.arrive(ChooseMethodPage)
    keys.rests_on("Passkey")
    keys.press(Qt.Key.Key_Return)
    hand.arrive(PasskeyPage)
    keys.rests_on("Use a security key")
    keys.press(Qt.Key.Key_Return)
    keys.enter_pin("9999")
    wrong = "That PIN is incorrect. 7 tries left."
    page = person.at(KeyStage.PIN)
    hand.until(partial(describes, page.pin.input, wrong))
    keys.enter_pin("1234")
    keys.touch()
    hand.arrive(Dashboard)

    keys.open_account()
    keys.tab_to("Remove passkey")
    keys.answer("Remove passkey")
    keys.press(Qt.Key.Key_Space)
    hand.message("Passkey removed. It’s still on your device: delete it there too.")
    hand.give_back_window()
    keys.press(Qt.Key.Key_Escape)
    hand.arrive(Dashboard)


def test_key_is_left_by_keyboard_at_every_stage(with_passkey: Person) -> None:
    person, hand, keys = with_passkey, with_passkey.hand, Keys(with_passkey)
    person.ask_for_passkey()
    for stage in (KeyStage.PIN, KeyStage.TOUCH):
        keys.rests_on("Use a security key")
        keys.press(Qt.Key.Key_Return)
        if stage is KeyStage.TOUCH:
            keys.enter_pin("1234")
        person.at(stage)
        keys.press(Qt.Key.Key_Escape)
        page = hand.arrive(PasskeyPage)
        hand.until(lambda page=page: not page.locked)  # type: ignore[misc]
