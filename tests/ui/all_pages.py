"""Every page of the window, each with the longest values that may stand on it: made from values, without a service.

Whatever has to hold on every page is tested over `ALL`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import mkdtemp
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop_login.app.window_config import demo_window_config, memory_of
from desktop_login.domain.account import AccountDetails, AccountHolder, Contact, KnownDevice
from desktop_login.domain.api_refusals import Explanation, Meaning, Remedy, SentToken
from desktop_login.domain.api_request import HttpReply
from desktop_login.domain.browser import BrowserStage, ContinueInBrowser
from desktop_login.domain.browser_offer import BrowserSignInMode, IdentityProvider
from desktop_login.domain.challenges import (
    AddressRequired,
    AuthenticatorSetUp,
    ChallengeContext,
    Channel,
    CodeRequired,
    CustomQuestion,
    Method,
    MethodRequired,
    NewPasswordRequired,
    Option,
    PasskeyRequired,
    PasswordRequired,
    Purpose,
)
from desktop_login.domain.errors import AuthErrorInfo, ErrorCode
from desktop_login.domain.local_prompts import (
    AccountOverview,
    ChangePassword,
    ConfirmAccount,
    ConfirmContact,
    CreateAccount,
    ForgotPassword,
    RememberDevice,
    ResetPassword,
    VerifyContact,
)
from desktop_login.domain.passkeys import (
    KeyStage,
    Passkey,
    PasskeyAction,
    PasskeyOffers,
    PasskeyRequest,
    SecurityKeyStep,
)
from desktop_login.domain.pool_report import Finding, Report, Verdict
from desktop_login.domain.secret import Secret
from desktop_login.domain.states import Question
from desktop_login.embedding.extensions import BEFORE_SIGN_IN, Context
from desktop_login.embedding.host_page import HostPage
from desktop_login.messages.account import DELETE_ACCOUNT, TYPE_TO_DELETE
from desktop_login.messages.api import BUTTONS, message_of
from desktop_login.messages.message import message
from desktop_login.messages.pages import (
    ASK_SIGN_OUT_EVERYWHERE,
    CANCEL,
    POOL_FROM,
    SIGN_OUT_EVERYWHERE,
    SIGNING_IN,
)
from desktop_login.messages.passkey_pages import INVITATION
from desktop_login.messages.passkeys import ACTIONS
from desktop_login.messages.translate import tr
from desktop_login.messages.try_api import LARGER
from desktop_login.settings.brand import BrandLinks
from desktop_login.settings.imports import PoolConfig
from desktop_login.settings.schema import WindowChoices
from desktop_login.ui import bar_words
from desktop_login.ui.bar_words import PoolMenu, ProfileEntry
from desktop_login.ui.clipboard import SecretClipboard
from desktop_login.ui.error_view import error_view
from desktop_login.ui.folder_question import FolderQuestion, FolderSettings
from desktop_login.ui.known_accounts import KnownAccounts
from desktop_login.ui.main_window import MainWindow, Tools, WindowConfig
from desktop_login.ui.page_registry import PAGES, page_for
from desktop_login.ui.pages.account_chooser import AccountChooser
from desktop_login.ui.pages.connect_pool import ConnectPoolPage
from desktop_login.ui.pages.dashboard import PREPARATIONS, Dashboard, View
from desktop_login.ui.pages.pool_connection import Connection
from desktop_login.ui.pages.pool_file import PoolFile
from desktop_login.ui.pages.sign_in import UiConfig
from desktop_login.ui.pages.try_api import TryApiPage
from desktop_login.ui.pages.waiting_for_browser import WaitingForBrowserPage
from desktop_login.ui.reply_text import reply_text
from desktop_login.ui.widgets.dialogs import ConfirmDialog
from desktop_login.ui.widgets.invitation_bar import InvitationBar, around
from desktop_login.ui.widgets.page import Page
from tests.fakes.keys_in_hand import KeyInHand
from tests.ui.sessions import ADDRESS, LONG, NOW, signed_in

LOGO = Path(__file__).parent.parent.parent / "examples" / "brand" / "acme.svg"
NAME = "Maximiliane-Alexandra Wolfeschlegelsteinhausenbergerdorff the Younger"
PROFILE = "production of the department for long names in eu-central-1, two"  # 64 characters
POOL, CLIENT = "us-east-1_AbCdEfGhI", "1example23456789abcdefghijk"
HOST = "a-rather-long-name.of-some-subdomain.emulator.example:8443"
BROWSER_HOST = "department-of-long-names-in-production.auth.ap-northeast-1.amazoncognito.com"
MASKED = "a***@m***.department.example.com"
SITE = "a-long-prefix-of-the-company.auth.ap-northeast-1.amazoncognito.com"
EVERY_OFFER = PasskeyOffers(key=True, system=True, browser=True, host=SITE)
CONTEXT = ChallengeContext("alex", Secret("session"), ADDRESS)


class _Setup:
    """Answers every question of the page without asking anybody."""

    def check(self, wanted: PoolConfig) -> Report:
        del wanted
        return ()

    def foreign_issuer(self, wanted: PoolConfig) -> str:
        del wanted
        return ""

    def save(
        self, wanted: PoolConfig, *, accept_issuer: bool = False, without_secret: bool = False
    ) -> None:
        raise AssertionError("nothing is saved here")

    def named(self, profile: str) -> _Setup:
        del profile
        return self


class _Inspector:
    """A demo in which codes have been sent and an app has been set up."""

    def key(self) -> KeyInHand:
        return KeyInHand(inserted=True, waits=True)

    def messages(self) -> Sequence[tuple[str, str]]:
        return ((ADDRESS, "123456"), ("+15555550123", "654321"))

    def authenticators(self) -> Sequence[tuple[str, str, str]]:
        return ((ADDRESS, "ABCD" * 13, "123456"),)

    def on_message(self, listener: Callable[[], None]) -> None:
        del listener


def _profiles() -> Sequence[ProfileEntry]:
    return (
        ProfileEntry(PROFILE, chosen=True, signed_in=True, user=ADDRESS),
        ProfileEntry("staging", signed_in=True),
        ProfileEntry("x" * 64),
    )


POOLS = PoolMenu(
    PROFILE,
    _profiles,
    frozenset({bar_words.ADD, bar_words.EDIT, bar_words.CHECK, bar_words.REMOVE, "try demo"}),
)
UI = UiConfig(
    pool=tuple(message(POOL_FROM, text=text, names="settings.toml") for text in (POOL, "us-e…")),
    support="https://support.department.example.com/how-to-sign-in-to-everything",
)
CONFIG = WindowConfig(
    ui_config=UI,
    pools=POOLS,
    tools=Tools(WindowChoices, lambda: "", Path("log")),
    now=lambda: NOW,
)


class Shown(NamedTuple):
    """`top` is what is looked at: the window, or a dialog above it, which lays itself out."""

    window: MainWindow
    top: QWidget

    def close(self) -> None:
        for widget in (self.top, self.window):
            widget.close()
        self.window.deleteLater()  # with what belongs to it


Make = Callable[[], Shown]


def _finished(window: MainWindow) -> Shown:
    window.finish()
    return Shown(window, window)


def _window(
    config: WindowConfig = CONFIG, then: Callable[[MainWindow], object] | None = None
) -> Make:
    def make() -> Shown:
        window = MainWindow(config)
        if then is not None:
            then(window)
        return _finished(window)

    return make


class Asked(NamedTuple):
    """A question, whether somebody is signed in below it, and a problem that is told on its page."""

    question: Question
    user: bool = False
    code: ErrorCode | None = None


def _asked(asked: Asked) -> Make:
    question, user, code = asked

    def make() -> Shown:
        window = MainWindow(CONFIG)
        page = page_for(question, UI, AccountHolder(ADDRESS))
        window.add(page)
        if user:
            window.top_bar.show_user(NAME, ADDRESS)
        window.open(page)
        page.start()
        if code is not None:
            page.show_error(error_view(AuthErrorInfo(code, seconds=754)))
        return _finished(window)

    return make


def _board(view: View, state: str = "fresh") -> Make:
    def make() -> Shown:
        window = MainWindow(CONFIG)
        board = Dashboard(SecretClipboard(window), lambda: NOW)
        window.add(board)
        for place in range(PREPARATIONS):
            board.prepare(place)
        window.top_bar.show_user(NAME, ADDRESS, offline=state == "offline")
        board.show_state(signed_in(state, LONG, HOST if state == "elsewhere" else ""))
        window.open(board)
        board.open(view)
        board.start()
        return _finished(window)

    return make


def _invited() -> Shown:
    shown = _board(View.OVERVIEW)()
    board = shown.window.page
    place = around(board)
    assert place is not None
    InvitationBar(place, INVITATION, ACTIONS[PasskeyAction.ADD]).open()
    return shown


def _in_demo(view: View, *, invited: bool = False) -> Make:
    """As in a run: the board comes after the first paint, and a renewal while the view is open."""

    def make() -> Shown:
        window = MainWindow(demo_window_config()._replace(now=lambda: NOW))
        shown = _finished(window)
        window.page_painted()
        board = Dashboard(SecretClipboard(window), lambda: NOW, demo=True)
        window.add(board)
        window.top_bar.show_user(NAME, ADDRESS)
        before = signed_in("demo", LONG)
        board.show_state(replace(before, history=before.history[:2]))
        window.open(board)
        board.open(view)
        board.start()
        board.show_state(before)
        place = around(board) if invited else None
        if place is not None:
            InvitationBar(place, INVITATION, ACTIONS[PasskeyAction.ADD]).open()
        return shown

    return make


def _failed(window: MainWindow) -> None:
    """Everything on the first page that can be told at once."""
    page = window.sign_in
    page.username.set_text("nobody")
    page.submit()
    page.show_error(error_view(AuthErrorInfo(ErrorCode.LOCKED_OUT, seconds=754)))


def _providers(mode: BrowserSignInMode) -> Make:
    providers = (
        IdentityProvider("acme", "the single sign-on of the department for long names & co."),
        IdentityProvider("Google"),
        IdentityProvider("SignInWithApple"),
    )
    ui_config = UI._replace(
        browser_sign_in=mode, identity_providers=providers, domain_host=BROWSER_HOST
    )
    return _window(CONFIG._replace(ui_config=ui_config))


def _pasting(window: MainWindow) -> None:
    """The field for the address is open, and what is in it was refused."""
    page = page_for(_in_browser(), UI, AccountHolder())
    assert isinstance(page, WaitingForBrowserPage)
    window.add(page)
    window.open(page)
    page.lost.click()
    page.address.set_text("https://somewhere.else.example.com/?code=1")
    page.show_error(error_view(AuthErrorInfo(ErrorCode.BROWSER_OTHER_ADDRESS)))


def _in_browser(stage: BrowserStage = BrowserStage.WAITING) -> ContinueInBrowser:
    ports = (8917, 18917, 28917)
    urls = tuple(f"http://127.0.0.1:{port}/callback" for port in ports)
    link = Secret(f"https://{BROWSER_HOST}/oauth2/authorize?state={'s' * 43}")
    return ContinueInBrowser(BROWSER_HOST, link, stage, urls)


def _locked(window: MainWindow) -> None:
    window.sign_in.lock(SIGNING_IN)
    window.sign_in._offer_cancel()


FOUND = (
    Finding(Verdict.POOL_FOUND),
    Finding(Verdict.CLOCK_OFF, {"seconds": 720}),
    Finding(Verdict.CLIENT_UNKNOWN),
    Finding(Verdict.UNREACHED, {"host": HOST}, AuthErrorInfo(ErrorCode.NO_CONNECTION)),
)


def _connect(connection: Connection, *, form: bool = False, report: Report = ()) -> Make:
    def make() -> Shown:
        config = CONFIG._replace(configured=connection.with_back, connection=lambda: connection)
        window = MainWindow(config)
        if connection.with_back:
            window.show_connect(connection)
        page = window.page
        assert isinstance(page, ConnectPoolPage)
        if form:
            page.show_form()
        if report:
            page.report.show_report(report)
        return _finished(window)

    return make


def _several_pools(window: MainWindow) -> None:
    """A file names two pools, and one of them has to be chosen."""
    page = window.page
    assert isinstance(page, ConnectPoolPage)
    page.show_form()
    pools = (WANTED, WANTED._replace(user_pool_id="eu-west-1_" + "x" * 40))
    page._read_done(PoolFile("a-rather-long-name-of-a-file.json", pools))


def _chooser(*, removed: bool = False) -> Make:
    def make() -> Shown:
        memory = memory_of(Path(mkdtemp()))
        known = KnownAccounts(memory, PROFILE)
        for name, address in (
            ("", "alex@example.com"),
            (NAME, ADDRESS),
            ("Robin", "r@example.com"),
        ):
            known.remember(address, name)
        window = MainWindow(CONFIG._replace(memory=memory, profile=PROFILE))
        page = window.page
        assert isinstance(page, AccountChooser)
        if removed:
            page._turn()
            page._remove(page.rows[1][0])
        return _finished(window)

    return make


def _sheet(what: str) -> Make:
    return _window(then=lambda window: window.top_bar.wanted.emit(what))


def _trying_api(*, refused: bool) -> Make:
    def open_page(window: MainWindow) -> None:
        page = TryApiPage(f"https://{HOST}/prod")
        page.form.fill("DELETE", f"https://{HOST}/{'x' * 200}", SentToken.SIGNATURE, "X-Id: 1")
        window.lay_over(page)
        page.start()
        if refused:
            body = b'{"message": "' + b"x" * 300 + b'", "list": [1, 2, 3]}'
            reply = HttpReply(403, {"x-long": "y" * 300}, body, False, 0.084)
            page.show_reply(reply, reply_text(body), tr(LARGER))
            why = Explanation(Meaning.ROLE, True, names=("staff", "x" * 60), role="r" * 60)
            page.advise(message_of(why), tr(BUTTONS[Remedy.SEND_ACCESS_TOKEN]), page.start)

    return _window(then=open_page)


def _furnish(page: Page | Dashboard) -> None:
    """As a host does, whose words know nothing of our widths."""
    for place in ("header", "below_form", "footer"):
        box = QWidget()
        column = QVBoxLayout(box)
        words = QLabel(f"{place}: {'a sentence of the host that goes on and on ' * 3}")
        words.setWordWrap(True)
        inside = QPushButton(f"Ask {place}")
        inside.setAccessibleName(inside.text())
        for part in (words, inside):
            column.addWidget(part)
        page.put_in(place, box)


GUEST = CONFIG._replace(pools=PoolMenu(PROFILE, is_guest=True), tools=None)


def _guest_dashboard() -> Shown:
    window = MainWindow(GUEST)
    board = Dashboard(SecretClipboard(window), lambda: NOW)
    window.add(board)
    _furnish(board)
    window.top_bar.show_user(NAME, ADDRESS)
    board.show_state(signed_in("fresh", LONG))
    window.open(board)
    board.start()
    return _finished(window)


class _HostTurn(QObject):
    finished = Signal()
    key, after = "terms", BEFORE_SIGN_IN
    title = "Terms of use of the department for long names"

    def widget(self, context: Context) -> None:
        """Made by whoever shows the page."""


def _host_page() -> Shown:
    window = MainWindow(GUEST)
    content = QWidget()
    column = QVBoxLayout(content)
    words = QLabel("The terms of the department for long names and even longer terms. " * 6)
    words.setWordWrap(True)
    agree = QCheckBox("I agree")
    go_on = QPushButton("Go on")
    go_on.setDefault(True)
    for part in (agree, go_on):
        part.setAccessibleName(part.text())
    column.addWidget(words)
    column.addWidget(agree)
    column.addWidget(go_on)
    turn = _HostTurn(window)
    page = HostPage(turn, content, CANCEL)
    window.add(page)
    window.open(page)
    page.start()
    return _finished(window)


def _branded() -> Make:
    site = "https://brand.example"
    ui_config = UI._replace(
        logo=str(LOGO),
        heading="Welcome to the department for long names & co.",
        links=BrandLinks(f"{site}/terms", f"{site}/privacy", f"{site}/help"),
    )
    return _window(CONFIG._replace(ui_config=ui_config))


def _demo(*, codes: bool = False) -> Make:
    def make() -> Shown:
        window = MainWindow(demo_window_config()._replace(now=lambda: NOW))
        assert window.demo_panel is not None
        if codes:
            window.demo_panel.attach(_Inspector())
        return _finished(window)

    return make


def _dialog(made: Callable[[QWidget], QDialog]) -> Make:
    def make() -> Shown:
        window = _window()().window
        window.resize(360, 600)
        return Shown(window, made(window))

    return make


def _folder(parent: QWidget) -> QDialog:
    values = (("user_pool_id", POOL), ("endpoint_url", f"https://{HOST}/{'x' * 60}"))
    place = "/home/somebody/projects/a-folder-with-a-rather-long-name/and-one-below-it/.env.local"
    return FolderQuestion(parent, [FolderSettings(place, values)])


def _everywhere(parent: QWidget) -> QDialog:
    return ConfirmDialog(
        parent, ASK_SIGN_OUT_EVERYWHERE, yes=SIGN_OUT_EVERYWHERE, no=CANCEL, destroys=True
    )


def _delete(parent: QWidget) -> QDialog:
    box = ConfirmDialog(parent, TYPE_TO_DELETE, yes=DELETE_ACCOUNT, no=CANCEL, destroys=True)
    box.demand(ADDRESS)
    return box


CONTACTS = (
    Contact("email", MASKED, verified=False),
    Contact("phone_number", "+*******0123", False),
)
DETAILS = AccountDetails(
    (Method.AUTHENTICATOR, Method.TEXT_MESSAGE, Method.EMAIL),
    Method.AUTHENTICATOR,
    CONTACTS,
    (
        KnownDevice("1", "a-computer-with-a-very-long-name.department.example.com", NOW, True),
        KnownDevice("2", ""),
    ),
    passkeys=(
        Passkey("1", "The security key of somebody with a long name", SITE, "cross-platform", NOW),
        Passkey("2", "", SITE, "platform", NOW),
        Passkey("3", "x" * 80),
    ),
    passkey_offers=EVERY_OFFER,
)
OPTIONS = tuple(
    Option(method, method.name)
    for method in (Method.TEXT_MESSAGE, Method.EMAIL, Method.AUTHENTICATOR, Method.PASSWORD)
)
TEXT_MESSAGE, APP = Channel.TEXT_MESSAGE, Channel.AUTHENTICATOR
UNCHECKED = AccountDetails(
    devices_error=AuthErrorInfo(ErrorCode.NO_CONNECTION),
    passkeys_error=AuthErrorInfo(ErrorCode.PASSKEYS_NOT_SET_UP),
)
NO_PASSKEYS = AccountDetails(passkey_offers=EVERY_OFFER)
REQUIRED = ("given_name", "birthdate", "phone_number", "custom:department_of_the_company")
WANTED = PoolConfig(POOL, CLIENT)
QUESTIONS: Mapping[str, Asked] = {
    "new password": Asked(NewPasswordRequired(CONTEXT, REQUIRED)),
    "code": Asked(CodeRequired(CONTEXT, TEXT_MESSAGE, MASKED), code=ErrorCode.WRONG_CODE),
    "app code": Asked(CodeRequired(CONTEXT, APP, device="The phone of somebody " * 3)),
    "method": Asked(
        MethodRequired(CONTEXT, Purpose.SECOND_FACTOR, OPTIONS, (Method.PASSKEY, "ANOTHER_ONE"))
    ),
    "set-up choice": Asked(MethodRequired(CONTEXT, Purpose.SET_UP, OPTIONS)),
    "authenticator": Asked(AuthenticatorSetUp(CONTEXT, Secret("ABCD" * 13), ADDRESS)),
    "authenticator, from the account": Asked(
        AuthenticatorSetUp(None, Secret("ABCD" * 13), ADDRESS), user=True
    ),
    "address": Asked(AddressRequired(CONTEXT)),
    "password": Asked(PasswordRequired(CONTEXT, "PASSWORD_SRP")),
    "custom": Asked(CustomQuestion(CONTEXT, (("question", "1 + 2? " * 40), ("x" * 60, "y" * 90)))),
    "passkey": Asked(PasskeyRequired(CONTEXT, PasskeyRequest(SITE, {}), EVERY_OFFER)),
    "passkey here": Asked(
        PasskeyRequired(CONTEXT, PasskeyRequest(SITE, {}), PasskeyOffers(key=True, browser=True)),
        code=ErrorCode.PASSKEY_NOT_ON_KEY,
    ),
    "passkey elsewhere": Asked(
        PasskeyRequired(
            CONTEXT,
            PasskeyRequest(SITE, {}, reachable=False),
            PasskeyOffers(key=True, browser=True),
        )
    ),
    "passkey nowhere": Asked(PasskeyRequired(CONTEXT, PasskeyRequest(SITE, {}))),
    **{
        f"security key: {stage.value}": Asked(SecurityKeyStep(stage, SITE, 8, pin_optional=True))
        for stage in KeyStage
    },
    "security key: wrong PIN": Asked(SecurityKeyStep(KeyStage.PIN, SITE, 1, wrong_pin=True)),
    "security key: a PIN is demanded": Asked(SecurityKeyStep(KeyStage.NO_PIN, SITE)),
    "security key: to add": Asked(
        SecurityKeyStep(KeyStage.TOUCH, SITE, registering=True), user=True
    ),
    "create account": Asked(CreateAccount(ADDRESS)),
    "confirm account": Asked(ConfirmAccount("alex", ADDRESS, MASKED)),
    "forgot password": Asked(ForgotPassword(ADDRESS)),
    "reset password": Asked(ResetPassword(ADDRESS, MASKED), code=ErrorCode.WRONG_CODE),
    "account": Asked(AccountOverview(DETAILS), user=True),
    "account loading": Asked(AccountOverview(), user=True),
    "account without passkeys": Asked(AccountOverview(NO_PASSKEYS), user=True),
    "account without devices": Asked(AccountOverview(UNCHECKED), user=True),
    "change password": Asked(ChangePassword(), user=True),
    "verify contact": Asked(VerifyContact(CONTACTS), user=True),
    "confirm contact": Asked(ConfirmContact(CONTACTS[0], MASKED), user=True),
    "remember device": Asked(RememberDevice(), user=True),
    "browser": Asked(_in_browser()),
    "browser not opened": Asked(_in_browser(BrowserStage.NOT_OPENED)),
    "browser not registered": Asked(_in_browser(BrowserStage.NOT_REGISTERED)),
    "browser timed out": Asked(_in_browser(BrowserStage.TIMED_OUT)),
}
assert {type(one.question) for one in QUESTIONS.values()} == set(PAGES)
ALL: Mapping[str, Make] = {
    **{name: _asked(one) for name, one in QUESTIONS.items()},
    "sign in": _window(),
    "sign in refused": _window(then=_failed),
    "sign in under way": _window(then=_locked),
    "sign in elsewhere": _window(CONFIG._replace(foreign_host=HOST, profile=PROFILE)),
    **{f"sign in, browser {mode.value}": _providers(mode) for mode in BrowserSignInMode},
    "browser, pasting": _window(then=_pasting),
    "welcome": _connect(Connection(_Setup())),
    "ids": _connect(Connection(_Setup()), form=True),
    "ids, which pool": _window(
        CONFIG._replace(configured=False, connection=lambda: Connection(_Setup())), _several_pools
    ),
    "ids checked": _connect(Connection(_Setup()), form=True, report=FOUND),
    "edit pool": _connect(
        Connection(_Setup(), WANTED, with_back=True, profile=PROFILE), report=FOUND
    ),
    "add pool": _connect(
        Connection(_Setup(), with_back=True, with_demo=False, taken=("x",), adding=_Setup())
    ),
    "accounts": _chooser(),
    "accounts, one removed": _chooser(removed=True),
    "settings": _sheet(bar_words.SETTINGS),
    "shortcuts": _sheet(bar_words.SHORTCUTS),
    "about": _sheet(bar_words.ABOUT),
    "try an API": _trying_api(refused=False),
    "try an API, refused": _trying_api(refused=True),
    "restoring": _window(CONFIG._replace(restoring=True)),
    "guest": _window(GUEST, then=lambda window: _furnish(window.sign_in)),
    "guest dashboard": _guest_dashboard,
    "page of a host": _host_page,
    "branded": _branded(),
    "demo": _demo(),
    "demo with codes": _demo(codes=True),
    "folder question": _dialog(_folder),
    "sign out everywhere": _dialog(_everywhere),
    "delete account": _dialog(_delete),
    **{f"dashboard {view.name.lower()}": _board(view) for view in View},
    "dashboard with an invitation": _invited,
    "demo dashboard claims": _in_demo(View.CLAIMS),
    "demo dashboard history": _in_demo(View.HISTORY),
    "demo dashboard with an invitation": _in_demo(View.OVERVIEW, invited=True),
    "dashboard offline": _board(View.OVERVIEW, "offline"),
    "dashboard elsewhere": _board(View.OVERVIEW, "elsewhere"),
}
