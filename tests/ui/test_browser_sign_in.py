"""Whole sign-ins through the browser, from a button of the window to the dashboard. The browser is played."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from PySide6.QtCore import QAbstractAnimation, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton

from desktop_login.adapters.browser import listener
from desktop_login.app.window_config import demo_window_config
from desktop_login.demo.pool import DemoPoolConfig
from desktop_login.demo.server import DemoCognito
from desktop_login.domain.browser import BrowserStage
from desktop_login.domain.secret import Secret
from desktop_login.flow import browser_sign_in
from desktop_login.ui.main_window import MainWindow, WindowConfig
from desktop_login.ui.pages.account import AccountPage
from desktop_login.ui.pages.dashboard import Dashboard
from desktop_login.ui.pages.sign_in import SignInPage
from desktop_login.ui.pages.waiting_for_browser import WaitingForBrowserPage
from desktop_login.ui.widgets.calm_line import CalmLine
from desktop_login.ui.widgets.tab_order import reached_by_tab
from tests.demo.browser import PASSWORD, Browser, Page
from tests.fakes.browsing import browse, free_ports, landings
from tests.fakes.passkey_client import made, touching
from tests.patience import STEP_S
from tests.ui.conftest import Hand, Open
from tests.ui.test_nothing_moves import places
from tests.ui.test_passkey_pages import words_on

pytestmark = pytest.mark.slow
Play = Callable[[Browser, str], Page]


def by_password(browser: Browser, target: str) -> Page:
    page = browser.open(target)
    if page.status == 302:  # it is signed in already
        return page
    return browser.submit(page, username="confirmed@example.com", password=PASSWORD)


def by_company(browser: Browser, target: str) -> Page:
    return browser.submit(browser.open(target), name="Alex Example")


def cancels(browser: Browser, target: str) -> Page:
    return browser.submit(browser.open(target), do=("do", "cancel"))


class Person:
    """Who sits before the browser: does `play` with each link that is opened, if `visits`."""

    def __init__(self, demo: DemoCognito) -> None:
        self.browser = Browser(demo)
        self.play: Play = by_password
        self.opens = True
        self.visits = True
        self.links: list[str] = []
        self.last = ""
        self._threads: list[threading.Thread] = []

    async def __call__(self, link: Secret) -> bool:
        self.links.append(link.reveal())
        if self.opens and self.visits:
            self.visit(link.reveal())
        return self.opens

    def visit(self, link: str) -> None:
        """Not on the window's thread: the last page is held until the window has answered."""
        thread = threading.Thread(target=lambda: browse(self.address(link)), daemon=True)
        self._threads.append(thread)
        thread.start()

    def address(self, link: str) -> str:
        """Where the browser would end, with the code."""
        there = urlsplit(link)
        self.last = self.play(self.browser, f"{there.path}?{there.query}").location
        return self.last

    def close(self) -> None:
        for thread in self._threads:
            thread.join(STEP_S)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Torn down last: the window's end closes a landing, and its thread needs a moment for that."""
    monkeypatch.setattr(listener, "AFTER_PAGE_S", 0.05)
    monkeypatch.setattr(listener, "AFTER_CODE_S", 0.5)
    yield
    for thread in landings():
        thread.join(STEP_S)


@pytest.fixture
def uris() -> tuple[str, ...]:
    return tuple(f"http://127.0.0.1:{port}/callback" for port in free_ports(2))


@pytest.fixture
def demo(uris: tuple[str, ...]) -> object:
    signed_out = tuple(one.replace("/callback", "/signed-out") for one in uris)
    with DemoCognito(DemoPoolConfig(redirect_uris=uris, sign_out_uris=signed_out)) as demo:
        yield demo


@pytest.fixture
def person(demo: DemoCognito) -> object:
    made = Person(demo)
    yield made
    made.close()


@pytest.fixture
def hand(opened: Open, demo: DemoCognito, person: Person, uris: tuple[str, ...]) -> Hand:
    hand = opened(demo, opener=person, redirect_uris=uris)
    hand.until(lambda: offer_of(hand) is not None)
    return hand


def offer_of(hand: Hand) -> object:
    return hand.app_window.window.sign_in.offer


def lead_of(page: WaitingForBrowserPage) -> str:
    """The sentence below the heading, as a person reads it."""
    assert page.lead is not None
    return page.lead.text().replace("\u2060", "")


def test_the_browser_leads_to_the_dashboard_and_back_to_the_window(
    hand: Hand, person: Person
) -> None:
    called: list[bool] = []
    window = hand.app_window.window
    window.call_back = lambda: called.append(True)  # type: ignore[method-assign]
    hand.press("Sign in with browser")
    hand.arrive(Dashboard)
    assert hand.who == "Signed in as confirmed@example.com"
    assert called
    assert window.sign_in.username.text() == "confirmed@example.com"
    assert "login_hint" not in person.links[0]
    hand.until(lambda: not landings())


def test_what_stands_in_the_form_goes_along_as_a_hint(hand: Hand, person: Person) -> None:
    hand.type("Email", "confirmed@example.com")
    hand.type("Password", "not for the browser")
    hand.press("Sign in with browser")
    hand.arrive(Dashboard)
    assert "login_hint=confirmed%40example.com" in person.links[0]
    assert "lang=en" in person.links[0]
    assert hand.app_window.window.sign_in.password.text() == ""


def test_what_is_no_address_is_no_hint(hand: Hand, person: Person) -> None:
    hand.type("Email", "confirmed@")
    hand.press("Sign in with browser")
    hand.arrive(Dashboard)
    assert "login_hint" not in person.links[0]


def test_button_of_a_provider_goes_straight_there(hand: Hand, person: Person) -> None:
    person.play = by_company
    hand.press("Sign in with Demo Company")
    hand.arrive(Dashboard)
    assert "identity_provider=DemoCompany" in person.links[0]
    assert hand.who == "Signed in as alex.example@company.example.com"


def test_cancelled_in_the_browser_is_told_on_the_sign_in_page(hand: Hand, person: Person) -> None:
    person.play = cancels
    hand.press("Sign in with Demo Company")
    hand.message("The sign-in was canceled in the browser.")
    hand.arrive(SignInPage)
    person.play = by_password
    hand.press("Sign in with browser")
    hand.arrive(Dashboard)


def test_who_comes_through_a_company_is_led_to_its_button(hand: Hand, person: Person) -> None:
    """There is no password for the field that would have the focus else."""
    person.play = cancels
    hand.type("Email", "alex.example@company.example.com")
    hand.press("Sign in with Demo Company")
    hand.message("The sign-in was canceled in the browser.")
    hand.arrive(SignInPage)
    company = hand.named("Sign in with Demo Company")
    assert company.hasFocus()
    assert hand.page.bar.property("tone") == ""
    person.play = by_company
    hand.press("Sign in with Demo Company")
    hand.arrive(Dashboard)
    person.play = lambda browser, target: browser.send("GET", target)
    hand.press("Sign out")
    hand.message(
        "You may still be signed in at Demo Company. Sign out there too on a shared computer."
    )
    assert company.hasFocus()
    hand.sign_in("confirmed")
    hand.arrive(Dashboard)
    hand.press("Sign out")
    hand.arrive(SignInPage)
    assert hand.named("Password").hasFocus()


def test_no_browser_gives_the_link_to_copy(hand: Hand, person: Person) -> None:
    person.opens = False
    hand.press("Sign in with browser")
    page = hand.arrive(WaitingForBrowserPage)
    hand.until(lambda: page._question.stage is BrowserStage.NOT_OPENED)
    assert lead_of(page) == "No browser could be opened. Copy the link and open it yourself."
    assert page.copy.hasFocus()
    assert page.copy.property("kind") == "primary"
    ways = [one for one in (page.copy, page.open_again) if one.isVisible()]
    assert [one.accessibleName() for one in ways] == ["Copy link", "Try again"]
    assert page.copy.y() < page.open_again.y()
    assert not any(one.isVisible() for one in page.findChildren(CalmLine))
    hand.press("Copy link")
    clipboard = QGuiApplication.clipboard()
    assert clipboard.text() == person.links[0]
    assert clipboard.mimeData().data("x-kde-passwordManagerHint") == b"secret"
    assert hand.toast == "Link copied."
    person.visit(clipboard.text())
    hand.arrive(Dashboard)


def test_browser_that_opens_at_the_second_try_is_waited_for(hand: Hand, person: Person) -> None:
    person.opens = person.visits = False
    hand.press("Sign in with browser")
    page = hand.arrive(WaitingForBrowserPage)
    hand.until(lambda: page._question.stage is BrowserStage.NOT_OPENED)
    person.opens = True
    hand.press("Try again")
    hand.until(lambda: page._question.stage is BrowserStage.WAITING)
    assert lead_of(page).startswith("Sign in on localhost")
    assert page.copy.property("kind") == ""
    assert page.open_again.accessibleName() == "Open the browser again"
    assert page.open_again.hasFocus()
    assert page.open_again.y() < page.copy.y()
    stops = reached_by_tab(page)
    assert stops.index(page.copy) == stops.index(page.open_again) + 1
    assert any(one.isVisible() for one in page.findChildren(CalmLine))
    hand.press("Cancel")
    hand.arrive(SignInPage)


def test_nothing_but_the_calm_line_moves_while_the_browser_is_waited_for(
    hand: Hand, person: Person
) -> None:
    """The page that was left is locked, and would draw sixty frames a second for nobody."""
    person.visits = False
    hand.press("Sign in with browser")
    hand.arrive(WaitingForBrowserPage)
    hand.until(lambda: len(person.links) == 1)

    def moving() -> list[QAbstractAnimation]:
        found = hand.app_window.window.findChildren(QAbstractAnimation)
        return [one for one in found if one.state() is QAbstractAnimation.State.Running]

    hand.until(lambda: moving() == [])
    hand.press("Cancel")
    hand.arrive(SignInPage)
    hand.until(lambda: not landings())


def test_open_again_opens_the_same_link(hand: Hand, person: Person) -> None:
    person.visits = False
    hand.press("Sign in with browser")
    hand.arrive(WaitingForBrowserPage)
    hand.until(lambda: len(person.links) == 1)
    person.visits = True
    hand.press("Open the browser again")
    hand.arrive(Dashboard)
    assert person.links[0] == person.links[1]


def test_another_account_signs_out_in_the_browser_first(hand: Hand, person: Person) -> None:
    person.visits = False
    hand.press("Sign in with browser")
    hand.arrive(WaitingForBrowserPage)
    hand.press("Use another account")
    hand.until(lambda: len(person.links) == 2)
    assert urlsplit(person.links[1]).path == "/logout"


@pytest.mark.parametrize("written", ["{}", " {}\n", '"{}"', "<{}>"])
def test_pasted_address_ends_the_waiting(hand: Hand, person: Person, written: str) -> None:
    person.visits = False
    hand.press("Sign in with browser")
    page = hand.arrive(WaitingForBrowserPage)
    hand.until(lambda: bool(person.links))
    hand.press("Did the browser not come back?")
    assert page.address.input.hasFocus()
    page.address.input.clear()
    page.address.input.insert(written.format(person.address(person.links[0])))
    QTest.keyClick(page.address.input, Qt.Key.Key_Return)
    hand.arrive(Dashboard)


@pytest.mark.parametrize(
    "address",
    [
        "https://phishing.example.com/?code=1",
        "http://127.0.0.1:1/callback?code=x&state=y",
        "nonsense",
        "x" * 1_000_000,
    ],
    ids=["elsewhere", "another state", "nonsense", "a megabyte"],
)
def test_wrong_address_is_refused_and_the_waiting_goes_on(
    hand: Hand, person: Person, address: str
) -> None:
    person.visits = False
    hand.press("Sign in with browser")
    page = hand.arrive(WaitingForBrowserPage)
    hand.until(lambda: bool(person.links))
    hand.press("Did the browser not come back?")
    page.address.input.insert(address)
    hand.press("Continue")
    wrong = "This address doesn’t belong to this sign-in. Copy the whole address from the browser."
    hand.until(lambda: page.address.input.accessibleDescription() == wrong)
    assert wrong in [one.text() for one in page.address.findChildren(QLabel) if one.isVisible()]
    assert not page.locked
    assert page.address.input.hasFocus()
    person.visit(person.links[0])
    hand.arrive(Dashboard)


def test_callback_urls_that_are_missing_are_listed(
    opened: Open, demo: DemoCognito, person: Person
) -> None:
    person.visits = False  # the demo would say no
    wanted = tuple(f"http://127.0.0.1:{port}/callback" for port in free_ports(3))
    hand = opened(demo, opener=person, redirect_uris=wanted)
    hand.until(lambda: offer_of(hand) is not None)
    hand.press("Sign in with browser")
    page = hand.arrive(WaitingForBrowserPage)
    hand.until(lambda: page._question.stage is BrowserStage.NOT_REGISTERED)
    assert page.heading.text() == "The browser can’t return here"
    assert person.links == []
    assert hand.named("Callback URLs").toPlainText() == "\n".join(wanted)
    hand.press("Copy callback URLs")
    assert QGuiApplication.clipboard().text() == "\n".join(wanted)
    hand.press("Open the browser anyway")
    hand.until(lambda: len(person.links) == 1)
    hand.until(lambda: page._question.stage is BrowserStage.WAITING)
    assert page.heading.text() == "Continue in your browser"
    hand.press("Cancel")
    hand.arrive(SignInPage)


def test_ten_minutes_end_the_waiting_and_it_can_begin_again(
    hand: Hand, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    person.visits = False
    monkeypatch.setattr(browser_sign_in, "PATIENCE_S", 0.2)
    hand.press("Sign in with browser")
    page = hand.arrive(WaitingForBrowserPage)
    hand.until(lambda: page._question.stage is BrowserStage.TIMED_OUT)
    assert page.heading.text() == "No answer from the browser"
    assert lead_of(page).startswith("It hasn’t come back for 10 minutes.")
    assert page.primary.hasFocus()
    monkeypatch.setattr(browser_sign_in, "PATIENCE_S", 600.0)
    person.visits = True
    hand.press("Start again")
    hand.arrive(Dashboard)


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, None], ids=["Esc", "Cancel"])
def test_cancel_frees_the_port(hand: Hand, person: Person, key: Qt.Key | None) -> None:
    person.visits = False
    hand.press("Sign in with browser")
    page = hand.arrive(WaitingForBrowserPage)
    if key is None:
        hand.press("Cancel")
    else:
        QTest.keyClick(page, key)
    hand.arrive(SignInPage)
    hand.until(lambda: not landings())
    assert hand.page.bar.text == ""


def test_closed_window_waits_for_no_browser(hand: Hand, person: Person) -> None:
    person.visits = False
    hand.press("Sign in with browser")
    hand.arrive(WaitingForBrowserPage)
    hand.app_window.window.close()
    hand.until(lambda: not landings())
    assert isinstance(hand.app_window.window.page, SignInPage)


def test_the_keyboard_alone_is_enough(hand: Hand, person: Person) -> None:
    person.opens = False
    email = hand.named("Email", QLineEdit)
    email.setFocus()
    QTest.keyClick(email, Qt.Key.Key_B, Qt.KeyboardModifier.AltModifier)
    page = hand.arrive(WaitingForBrowserPage)
    hand.until(page.copy.hasFocus)
    QTest.keyClick(page.copy, Qt.Key.Key_Return)
    assert QGuiApplication.clipboard().text() == person.links[0]
    QTest.keyClick(page.copy, Qt.Key.Key_R, Qt.KeyboardModifier.AltModifier)
    hand.until(page.address.input.hasFocus)  # a shortcut clicks a moment later
    page.address.input.insert(person.address(person.links[0]))
    QTest.keyClick(page.address.input, Qt.Key.Key_Return)
    hand.arrive(Dashboard)


@pytest.mark.parametrize(
    ("size", "company"),
    [((560, 680), False), ((560, 680), True), ((400, 600), True), ((920, 760), True)],
)
def test_nothing_moves_when_the_browser_is_offered(
    opened: Open, demo: DemoCognito, size: tuple[int, int], company: bool
) -> None:
    """Where the settings do not say where it would go, it is offered once that is found."""
    ui_config = demo_window_config().ui_config
    if not company:
        ui_config = ui_config._replace(identity_providers=())
    config = WindowConfig(ui_config=ui_config)
    window = MainWindow(config)
    window.resize(*size)
    window.show()
    window.finish()
    QTest.qWait(50)
    before = dict(places(window.sign_in).values())
    window.sign_in.offer_browser()
    QTest.qWait(50)
    after = dict(places(window.sign_in).values())
    assert set(after) - set(before) >= {"Sign in with browser"}
    assert {name: after[name] for name in before} == before
    window.close()
    window.deleteLater()


def test_sign_out_ends_the_browsers_session_as_long_as_nobody_chose_otherwise(
    hand: Hand, person: Person
) -> None:
    hand.press("Sign in with browser")
    hand.arrive(Dashboard)
    person.play = lambda browser, target: browser.send("GET", target)
    hand.press("Sign out")
    hand.arrive(SignInPage)
    hand.until(lambda: len(person.links) == 2)
    assert urlsplit(person.links[1]).path == "/logout"
    hand.until(lambda: not landings())


def test_browsers_session_may_stay(hand: Hand, person: Person) -> None:
    hand.press("Sign in with browser")
    hand.arrive(Dashboard)
    hand.choose("Also sign out in the browser")
    assert not hand.app_window.window.leaves_browser
    hand.press("Sign out")
    hand.arrive(SignInPage)
    hand.until(lambda: all(grant.revoked for grant in hand.demo.grants))
    assert len(person.links) == 1


def test_session_of_a_password_has_no_word_about_the_browser(hand: Hand, person: Person) -> None:
    hand.sign_in("confirmed")
    hand.arrive(Dashboard)
    assert hand.bar.corner is not None
    assert hand.bar.corner.leave_browser is None
    hand.press("Sign out")
    hand.arrive(SignInPage)
    hand.until(lambda: all(grant.revoked for grant in hand.demo.grants))
    assert person.links == []


def test_company_manages_the_account_of_its_people(hand: Hand, person: Person) -> None:
    person.play = by_company
    hand.press("Sign in with Demo Company")
    hand.arrive(Dashboard)
    hand.choose("Account")
    page = hand.arrive(AccountPage)
    hand.until(lambda: not page.locked)
    shown = [one.text() for one in page.findChildren(QLabel) if one.isVisible()]
    assert "Your account is managed by Demo Company." in shown
    assert not [one for one in shown if one in ("Password", "Second step")]
    names = [one.accessibleName() for one in page.findChildren(QPushButton) if one.isVisible()]
    assert "Change password" not in names
    person.play = lambda browser, target: browser.send("GET", target)
    hand.press("Sign out")
    hand.message(
        "You may still be signed in at Demo Company. Sign out there too on a shared computer."
    )


def test_passkey_that_was_added_in_the_browser_is_there_for_who_looks_again(
    hand: Hand, person: Person
) -> None:
    """The page of the pool said nothing when it was done."""
    person.visits = False
    hand.sign_in("passkey")
    hand.arrive(Dashboard)
    hand.choose("Account")
    page = hand.arrive(AccountPage)
    hand.until(lambda: not page.locked)
    hand.press("Add in the browser")
    hand.until(lambda: len(person.links) == 1)
    assert urlsplit(person.links[0]).path == "/passkeys/add"
    user = hand.demo.pool.find("passkey@example.com")
    assert user is not None
    options = hand.demo.passkeys.registration_options(user)
    origin = next(iter(hand.demo.passkeys.origins))
    hand.demo.passkeys.register(user, made(touching(), options, origin))
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    app.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)
    hand.until(lambda: "Demo security key" in words_on(hand.page))
    hand.press("Back")
    hand.arrive(Dashboard)
    hand.until(lambda: not landings())


def test_company_and_the_sign_out_in_the_browser_by_keyboard_alone(
    hand: Hand, person: Person
) -> None:
    person.play = by_company
    alt = Qt.KeyboardModifier.AltModifier
    email = hand.named("Email", QLineEdit)
    email.setFocus()
    QTest.keyClick(email, Qt.Key.Key_1, alt)
    hand.arrive(Dashboard)
    assert hand.who == "Signed in as alex.example@company.example.com"
    person.play = lambda browser, target: browser.send("GET", target)
    QTest.keyClick(QApplication.focusWidget() or hand.app_window.window, Qt.Key.Key_O, alt)
    hand.arrive(SignInPage)
    hand.until(lambda: len(person.links) == 2)
    assert urlsplit(person.links[1]).path == "/logout"
    hand.message(
        "You may still be signed in at Demo Company. Sign out there too on a shared computer."
    )
