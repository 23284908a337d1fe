"""The pages about passkeys by themselves: what they offer, say and emit, and that a key page keeps its shape."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop_login.domain.account import AccountDetails
from desktop_login.domain.challenges import ChallengeContext, PasskeyRequired
from desktop_login.domain.errors import AuthErrorInfo, ErrorCode
from desktop_login.domain.local_prompts import AccountOverview
from desktop_login.domain.passkeys import (
    ForgetPasskey,
    KeyStage,
    Passkey,
    PasskeyAction,
    PasskeyOffers,
    PasskeyRequest,
    Pin,
    SecurityKeyStep,
)
from desktop_login.domain.secret import Secret
from desktop_login.domain.states import Asked
from desktop_login.ui import motion
from desktop_login.ui.main_window import MainWindow, WindowConfig
from desktop_login.ui.pages.account import AccountPage
from desktop_login.ui.pages.passkey import PasskeyPage, explained, ways_of
from desktop_login.ui.pages.security_key import SecurityKeyPage
from desktop_login.ui.presenter import Presenter
from desktop_login.ui.theme import theme_of
from desktop_login.ui.translation import install_language
from desktop_login.ui.widgets.dialogs import ConfirmDialog
from desktop_login.ui.widgets.key_picture import KeyPicture
from desktop_login.ui.widgets.passkey_list import ways_to_add
from tests.ui.at_rest import at_rest

pytestmark = pytest.mark.medium  # each has a window of its own

SITE = "acme.auth.eu-west-1.amazoncognito.com"
CONTEXT = ChallengeContext("alex", Secret("session"), "alex@example.com")
WAITING = (
    KeyStage.INSERT,
    KeyStage.CHOOSE,
    KeyStage.TOUCH,
    KeyStage.NO_PERMISSION,
    KeyStage.SYSTEM,
)
A = PasskeyAction


class Shown:
    """A window in which the presenter shows states, and what a person makes of them."""

    def __init__(self, app: QApplication) -> None:
        self.window = MainWindow(WindowConfig())
        theme_of(app).dress()
        self.window.finish()
        self.presenter = Presenter(self.window)
        self.answers: list[object] = []
        self.left = 0
        self.window.answered.connect(self.answers.append)
        self.window.back.connect(self._leave)
        self.window.resize(560, 680)
        self.window.show()
        QTest.qWaitForWindowActive(self.window)

    def _leave(self) -> None:
        self.left += 1

    def key(self, at: KeyStage, **more: object) -> SecurityKeyPage:
        return self.step(SecurityKeyStep(at, SITE, **more))  # type: ignore[arg-type]

    def step(self, step: SecurityKeyStep, error: ErrorCode | None = None) -> SecurityKeyPage:
        self.presenter.show(Asked(step, AuthErrorInfo(error) if error else None))
        at_rest(self.window)
        page = self.window.page
        assert isinstance(page, SecurityKeyPage)
        return page

    def passkey(self, offers: PasskeyOffers, *, reachable: bool = True) -> PasskeyPage:
        request = PasskeyRequest(SITE, {}, reachable)
        self.presenter.show(Asked(PasskeyRequired(CONTEXT, request, offers)))
        at_rest(self.window)
        page = self.window.page
        assert isinstance(page, PasskeyPage)
        return page


@pytest.fixture
def shown(qapp: QApplication) -> Iterator[Shown]:
    made = Shown(qapp)
    yield made
    made.window.close()
    made.window.deleteLater()


def named(page: QWidget, name: str) -> QAbstractButton:
    found = [
        one
        for one in page.findChildren(QAbstractButton)
        if one.accessibleName() == name and one.isVisible()
    ]
    assert found, name
    return found[0]


def press(page: QWidget, name: str) -> None:
    QTest.mouseClick(named(page, name), Qt.MouseButton.LeftButton)


# --- use your passkey -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("offers", "reachable", "expected"),
    [
        (PasskeyOffers(key=True), True, (A.USE_KEY,)),
        (PasskeyOffers(key=True, browser=True), True, (A.USE_KEY, A.IN_BROWSER)),
        (PasskeyOffers(key=True, browser=True), False, (A.IN_BROWSER, A.USE_KEY)),
        (PasskeyOffers(system=True, browser=True), True, (A.USE_SYSTEM, A.IN_BROWSER)),
        (PasskeyOffers(browser=True), False, (A.IN_BROWSER,)),
        (PasskeyOffers(), True, ()),
    ],
)
def test_ways_stand_in_the_order_in_which_they_are_likely_to_work(
    offers: PasskeyOffers, reachable: bool, expected: tuple[PasskeyAction, ...]
) -> None:
    found = ways_of(PasskeyRequest(SITE, {}, reachable), offers)
    assert found == (*expected, A.ANOTHER_WAY)


@pytest.mark.parametrize(
    ("offers", "reachable", "key"),
    [
        (PasskeyOffers(system=True, key=True, browser=True), True, "passkey_page.with_system"),
        (PasskeyOffers(key=True, browser=True), True, "passkey_page.with_key"),
        (PasskeyOffers(key=True, browser=True), False, "problem.passkey_elsewhere"),
        (PasskeyOffers(browser=True), True, "problem.passkey_elsewhere"),
        (PasskeyOffers(), True, "problem.passkey_elsewhere"),
    ],
)
def test_page_says_which_passkeys_work_on_this_computer(
    offers: PasskeyOffers, reachable: bool, key: str
) -> None:
    assert explained(PasskeyRequest(SITE, {}, reachable), offers)[0].text.key == key


@pytest.mark.parametrize(
    ("button", "action"),
    [
        ("Use a security key", A.USE_KEY),
        ("Continue in the browser", A.IN_BROWSER),
        ("Choose another way", A.ANOTHER_WAY),
    ],
)
def test_each_button_of_the_passkey_page_is_sent_once(
    shown: Shown, button: str, action: PasskeyAction
) -> None:
    page = shown.passkey(PasskeyOffers(key=True, browser=True, host=SITE))
    assert page.heading.text() == "Use your passkey"
    assert page.lead is not None and SITE in page.lead.text()
    made = named(page, button)
    QTest.mouseClick(made, Qt.MouseButton.LeftButton)
    QTest.mouseDClick(made, Qt.MouseButton.LeftButton)
    QTest.keyClick(page, Qt.Key.Key_Return)
    assert shown.answers == [action]
    assert page.locked


def test_try_again_on_the_passkey_page_means_what_was_chosen_last(shown: Shown) -> None:
    page = shown.passkey(PasskeyOffers(key=True, browser=True))
    press(page, "Choose another way")
    page.unlock()
    page.try_again()
    page.unlock()
    page.primary.click()
    assert shown.answers == [A.ANOTHER_WAY, A.ANOTHER_WAY, A.USE_KEY]


def test_passkey_page_is_made_anew_when_the_offers_change(shown: Shown) -> None:
    page = shown.passkey(PasskeyOffers(key=True))
    assert shown.passkey(PasskeyOffers(key=True)) is page
    assert shown.passkey(PasskeyOffers(key=True, browser=True)) is not page


# --- security key -----------------------------------------------------------------------------


def places(page: SecurityKeyPage) -> dict[str, tuple[QPoint, int]]:
    assert page.back_link is not None
    parts = {"heading": page.heading, "card": page.card, "cancel": page.back_link}
    parts["sentence"] = page.stage_words
    return {
        name: (part.mapTo(page.window(), QPoint(0, 0)), part.height())
        for name, part in parts.items()
    }


@pytest.mark.parametrize("size", [(560, 680), (400, 600), (920, 760)])
@pytest.mark.parametrize("language", ["en", "ja"])
def test_nothing_on_the_key_page_moves_from_one_state_to_the_next(
    shown: Shown, qapp: QApplication, language: str, size: tuple[int, int]
) -> None:
    install_language(qapp, language)
    try:
        shown.window.resize(*size)
        first = shown.key(KeyStage.INSERT)
        expected = places(first)
        for each in KeyStage:
            page = shown.key(each, tries_left=8, pin_optional=True)
            assert page is first
            assert places(page) == expected, each
        assert places(shown.key(KeyStage.PIN, tries_left=1, wrong_pin=True)) == expected
    finally:
        install_language(qapp, "en")


@pytest.mark.parametrize("each", KeyStage)
def test_every_state_names_the_site_and_can_be_cancelled(shown: Shown, each: KeyStage) -> None:
    page = shown.key(each)
    assert page.lead is not None and SITE in page.lead.text()
    press(page, "Cancel")
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert shown.left == 2
    assert shown.answers == []


def test_pin_is_sent_once_and_cancel_stays_while_it_is_checked(shown: Shown) -> None:
    page = shown.key(KeyStage.PIN, tries_left=8)
    pin = QApplication.focusWidget()
    assert isinstance(pin, QLineEdit) and pin.accessibleName() == "Security key PIN"
    assert pin.echoMode() is QLineEdit.EchoMode.Password
    QTest.keyClicks(pin, "1234")
    QTest.keyClick(pin, Qt.Key.Key_Return)
    QTest.keyClick(pin, Qt.Key.Key_Return)
    (sent,) = shown.answers
    assert isinstance(sent, Pin) and sent.pin.reveal() == "1234"
    assert "1234" not in repr(sent)
    page._offer_cancel()  # what comes after two seconds elsewhere
    press(page, "Cancel")
    assert shown.left == 1


def test_wrong_pin_empties_the_field_says_the_tries_and_has_the_focus(shown: Shown) -> None:
    page = shown.key(KeyStage.PIN, tries_left=8)
    assert page.pin.input.accessibleDescription() == "8 tries left"
    page.pin.input.setText("9999")
    page.submit()
    shown.key(KeyStage.PIN, tries_left=7, wrong_pin=True)
    assert page.pin.text() == ""
    assert page.pin.input.accessibleDescription() == "That PIN is incorrect. 7 tries left."
    assert QApplication.focusWidget() is page.pin.input
    page.pin.input.setText("8888")
    page.submit()
    shown.key(KeyStage.PIN, tries_left=1, wrong_pin=True)
    assert page.pin.input.accessibleDescription() == "That PIN is incorrect. 1 try left."
    page.submit()  # nothing is typed
    assert len(shown.answers) == 2


def test_show_pin_shows_and_hides_it(shown: Shown) -> None:
    page = shown.key(KeyStage.PIN)
    page.pin.input.setText("1234")
    press(page, "Show PIN")
    assert page.pin.input.echoMode() is QLineEdit.EchoMode.Normal
    press(page, "Hide PIN")
    assert page.pin.input.echoMode() is QLineEdit.EchoMode.Password


def test_no_pin_outlives_its_state(shown: Shown) -> None:
    page = shown.key(KeyStage.PIN)
    page.pin.input.setText("1234")
    page.submit()
    shown.key(KeyStage.TOUCH)
    assert all(not one.text() for one in page.findChildren(QLineEdit))
    shown.key(KeyStage.NEW_PIN)
    page.new_pin.input.setText("5678")
    page.confirm.input.setText("5678")
    page.forget()
    assert all(not one.text() for one in page.findChildren(QLineEdit))


def test_key_without_a_pin_offers_both_ways_only_where_the_pool_accepts_it(shown: Shown) -> None:
    page = shown.key(KeyStage.NO_PIN)
    assert QApplication.focusWidget() is page.set_pin
    assert not page.without_pin.isVisible()
    QTest.keyClick(page, Qt.Key.Key_Return)
    shown.key(KeyStage.NO_PIN, pin_optional=True)
    press(page, "Go on without a PIN")
    assert shown.answers == [A.SET_PIN, A.WITHOUT_PIN]


@pytest.mark.parametrize(
    ("pin", "again", "complaint"),
    [
        ("123", "123", "Use 4 to 63 characters."),
        ("あ" * 22, "あ" * 22, "Use 4 to 63 characters."),  # 66 bytes
        ("1234", "1235", "The PINs don’t match."),
        ("1234", "", "This field is required."),
    ],
)
def test_new_pin_that_no_key_takes_is_not_sent(
    shown: Shown, pin: str, again: str, complaint: str
) -> None:
    page = shown.key(KeyStage.NEW_PIN)
    page.new_pin.input.setText(pin)
    page.confirm.input.setText(again)
    press(page, "Set a PIN")
    assert shown.answers == []
    complaints = [field.input.accessibleDescription() for field in page.fields]
    assert complaint in complaints


def test_new_pin_is_sent_when_both_are_equal(shown: Shown) -> None:
    page = shown.key(KeyStage.NEW_PIN, registering=True)
    page.new_pin.input.setText("あいうえ")
    page.confirm.input.setText("あいうえ")
    QTest.keyClick(page.confirm.input, Qt.Key.Key_Return)
    (sent,) = shown.answers
    assert isinstance(sent, Pin) and sent.pin.reveal() == "あいうえ"


@pytest.mark.parametrize("each", WAITING)
def test_enter_sends_nothing_while_the_key_is_awaited(shown: Shown, each: KeyStage) -> None:
    page = shown.key(each)
    page.submit()
    assert shown.answers == []
    assert QApplication.focusWidget() is page.back_link
    assert page.back_link is not None
    assert page.back_link.accessibleDescription() == page.stage_words.text()


def test_adding_says_so_before_the_touch(shown: Shown) -> None:
    page = shown.key(KeyStage.TOUCH, registering=True)
    assert page.lead is not None
    assert page.lead.text() == f"You’re adding a passkey for {SITE}."
    assert page.stage_words.text() == "Touch your security key."
    assert shown.key(KeyStage.TOUCH) is not page


@pytest.mark.parametrize(
    ("optional", "words"),
    [
        (False, "This security key has no PIN yet. Set one to use it here."),
        (True, "This security key has no PIN yet. You can set one now."),
    ],
    ids=["needed", "as one likes"],
)
def test_pin_is_demanded_only_where_there_is_no_way_without(
    shown: Shown, optional: bool, words: str
) -> None:
    page = shown.step(SecurityKeyStep(KeyStage.NO_PIN, SITE, pin_optional=optional))
    assert page.stage_words.text() == words
    assert page.without_pin.isVisible() is optional


@pytest.mark.parametrize(
    ("registering", "heading"), [(False, "Use your passkey"), (True, "Add a passkey")]
)
def test_window_of_the_system_asks_for_more_than_a_security_key(
    shown: Shown, registering: bool, heading: str
) -> None:
    page = shown.step(SecurityKeyStep(KeyStage.SYSTEM, SITE, registering=registering))
    assert page.heading.text() == heading
    page = shown.step(SecurityKeyStep(KeyStage.INSERT, SITE, registering=registering))
    assert page.heading.text() == "Security key"


def test_key_page_tells_an_error_in_its_bar_and_keeps_the_state(shown: Shown) -> None:
    page = shown.step(SecurityKeyStep(KeyStage.INSERT, SITE), ErrorCode.KEY_PIN_PAUSED)
    assert page.bar.text == "Too many wrong PINs. Remove the key and insert it again."
    assert page.stage_words.text() == "Insert your security key."


def test_site_is_shown_as_plain_text(shown: Shown) -> None:
    page = shown.step(SecurityKeyStep(KeyStage.TOUCH, "<b>evil</b>\u202e.example"))
    assert page.lead is not None
    assert "<b>evil</b>\\u202e.example" in page.lead.text()


@pytest.mark.parametrize("stage", [*KeyStage, None])
def test_drawing_ends_within_its_picture(
    stage: KeyStage | None, qapp: QApplication, qtbot: QtBot
) -> None:
    theme_of(qapp).dress()
    drawing = KeyPicture(stage)
    qtbot.addWidget(drawing)
    drawing.show()
    image = drawing.grab().toImage()
    ground = image.pixelColor(0, 0)
    ends = [image.pixelColor(x, y) for x in (0, image.width() - 1) for y in range(image.height())]
    assert all(colour == ground for colour in ends)


def moves(picture: KeyPicture) -> bool:
    return picture.moves


def test_picture_moves_only_while_a_touch_is_awaited_and_seen(
    shown: Shown, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    page = shown.key(KeyStage.INSERT)
    picture = page.picture
    assert not moves(picture)
    shown.key(KeyStage.TOUCH)
    assert moves(picture)
    before = picture.grab().toImage()
    qtbot.waitUntil(lambda: picture.grab().toImage() != before)
    shown.window.hide()
    assert not moves(picture)
    shown.window.show()
    assert moves(picture)
    monkeypatch.setattr(motion._Known, "less", True)
    shown.key(KeyStage.PIN)
    shown.key(KeyStage.TOUCH)
    assert not moves(picture)


def test_every_state_has_a_picture_of_its_own(qtbot: QtBot) -> None:
    seen = []
    for each in (None, *(one for one in KeyStage if one is not KeyStage.NEW_PIN)):
        picture = KeyPicture(each)
        qtbot.addWidget(picture)
        picture.resize(picture.sizeHint())
        seen.append(picture.grab().toImage())
    assert all(one != other for at, one in enumerate(seen) for other in seen[:at])


@pytest.mark.parametrize("stage", [KeyStage.INSERT, KeyStage.TOUCH, KeyStage.PIN, KeyStage.NO_PIN])
def test_key_is_drawn_in_the_middle_of_its_place(stage: KeyStage, qtbot: QtBot) -> None:
    picture = KeyPicture(stage)
    qtbot.addWidget(picture)
    picture.resize(400, 80)
    image = picture.grab().toImage()
    ground = image.pixel(0, 0)
    drawn = [
        x
        for x in range(image.width())
        if any(image.pixel(x, y) != ground for y in range(image.height()))
    ]
    left, right = drawn[0], image.width() - 1 - drawn[-1]
    assert abs(left - right) <= 1


def test_key_is_drawn_in_one_place_at_every_stage(shown: Shown) -> None:
    places = set()
    for stage in KeyStage:
        page = shown.key(stage)
        at_rest(shown.window)
        if stage is not KeyStage.NEW_PIN:  # its two fields take the place of the picture
            assert page.picture.isVisible()
            where = page.picture.mapTo(shown.window, QPoint(0, 0))
            places.add((*where.toTuple(), *page.picture.size().toTuple()))
    assert len(places) == 1


# --- the account ------------------------------------------------------------------------------

KEY = Passkey("id-1", "Blue key", SITE, "cross-platform", 1_790_000_000.0)
LAPTOP = Passkey("id-2", "", SITE, "platform")
EVERYTHING = PasskeyOffers(key=True, system=True, browser=True, host=SITE)


def account(shown: Shown, details: AccountDetails) -> AccountPage:
    shown.presenter.show(Asked(AccountOverview(details)))
    at_rest(shown.window)
    page = shown.window.page
    assert isinstance(page, AccountPage)
    return page


def words_on(page: QWidget) -> list[str]:
    return [one.text() for one in page.findChildren(QLabel) if one.isVisible()]


def answer_dialog(button: str, seen: list[str]) -> None:
    """Presses a button of the question that is about to come up."""

    def press_it() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, ConfirmDialog)
        seen.append(box.words)
        press(box, button)

    QTimer.singleShot(0, press_it)


def test_each_passkey_says_what_it_is_where_it_works_and_since_when(shown: Shown) -> None:
    page = account(shown, AccountDetails(passkeys=(KEY, LAPTOP), passkey_offers=EVERYTHING))
    words = words_on(page)
    assert "Passkeys" in words
    assert "Blue key" in words and "Unnamed passkey" in words
    assert "Security key or phone" in words and "This or another device" in words
    assert words.count(f"For {SITE}") == 2
    assert any(one.startswith("Added ") for one in words)


def test_removal_asks_names_the_passkey_and_can_be_refused(shown: Shown) -> None:
    page = account(shown, AccountDetails(passkeys=(KEY,)))
    remove = named(page, "Remove passkey")
    assert remove.accessibleDescription() == "Blue key"
    seen: list[str] = []
    answer_dialog("Cancel", seen)
    QTest.mouseClick(remove, Qt.MouseButton.LeftButton)
    assert shown.answers == []
    answer_dialog("Remove passkey", seen)
    QTest.mouseClick(remove, Qt.MouseButton.LeftButton)
    assert shown.answers == [ForgetPasskey(KEY)]
    assert page.locked
    assert all("Blue key" in words for words in seen) and len(seen) == 2


@pytest.mark.parametrize(
    ("button", "action"), [("Add a passkey", A.ADD), ("Add in the browser", A.ADD_IN_BROWSER)]
)
def test_account_without_passkeys_says_what_one_is_and_how_to_add_it(
    shown: Shown, button: str, action: PasskeyAction
) -> None:
    page = account(shown, AccountDetails(passkey_offers=EVERYTHING))
    assert any(
        one.startswith("A passkey signs you in without a password") for one in words_on(page)
    )
    press(page, button)
    assert shown.answers == [action]
    assert page.locked


@pytest.mark.parametrize(
    ("error", "offers", "expected"),
    [
        (ErrorCode.PASSKEYS_NOT_SET_UP, EVERYTHING, ()),
        (ErrorCode.SCOPE_MISSING, EVERYTHING, ()),
        (ErrorCode.PASSKEY_SETTINGS_UNFIT, EVERYTHING, (A.ADD_IN_BROWSER,)),
        (ErrorCode.NO_CONNECTION, EVERYTHING, (A.ADD, A.ADD_IN_BROWSER)),
        (None, PasskeyOffers(system=True), (A.ADD,)),
        (None, PasskeyOffers(browser=True), (A.ADD_IN_BROWSER,)),
        (None, PasskeyOffers(), ()),
    ],
)
def test_only_what_can_work_is_offered_to_add(
    error: ErrorCode | None, offers: PasskeyOffers, expected: tuple[PasskeyAction, ...]
) -> None:
    problem = AuthErrorInfo(error) if error else None
    assert ways_to_add(AccountDetails(passkeys_error=problem, passkey_offers=offers)) == expected


def test_reason_stands_where_the_passkeys_would(shown: Shown) -> None:
    problem = AuthErrorInfo(ErrorCode.PASSKEYS_NOT_SET_UP)
    page = account(shown, AccountDetails(passkeys_error=problem, passkey_offers=EVERYTHING))
    assert "Passkeys aren’t set up for this user pool." in words_on(page)
    assert not [one for one in words_on(page) if one.startswith("A passkey signs")]


def test_no_section_where_nothing_is_offered_known_or_wrong(shown: Shown) -> None:
    assert "Passkeys" not in words_on(account(shown, AccountDetails()))


def test_name_of_a_passkey_is_shown_as_plain_text(shown: Shown) -> None:
    page = account(shown, AccountDetails(passkeys=(Passkey("id", "<i>a</i>\u202eb"),)))
    assert "<i>a</i>\\u202eb" in words_on(page)
