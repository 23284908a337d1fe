"""What the gallery shows: one function a component, which yields a name and a widget for each of its states."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_login.domain.account import AccountDetails
from desktop_login.domain.api_refusals import Explanation, Meaning, Remedy, SentToken
from desktop_login.domain.browser import BrowserStage, ContinueInBrowser
from desktop_login.domain.browser_offer import IdentityProvider
from desktop_login.domain.errors import AuthErrorInfo, ErrorCode
from desktop_login.domain.passkeys import KeyStage, Passkey, PasskeyAction, PasskeyOffers
from desktop_login.domain.secret import Secret
from desktop_login.messages.api import BUTTONS, message_of
from desktop_login.messages.browser import OPENING_BROWSER
from desktop_login.messages.dashboard import (
    CLAIMS_VIEW,
    CLEAR_NOW,
    COPIED,
    HISTORY_VIEW,
    JSON_VIEW,
    OVERVIEW,
    TOKEN_VIEW,
    VIEWS,
)
from desktop_login.messages.durations import duration
from desktop_login.messages.pages import (
    REFRESH_NOW,
    RENEWING,
    SIGNATURE_NOT_CHECKED,
    SIGNATURE_VERIFIED,
)
from desktop_login.messages.passkey_pages import INVITATION
from desktop_login.messages.passkeys import ACTIONS
from desktop_login.messages.translate import tr, translate
from desktop_login.messages.try_api import STATUS_LINE
from desktop_login.settings.brand_file import read
from desktop_login.ui.claim_view import view_of
from desktop_login.ui.clipboard import SecretClipboard
from desktop_login.ui.pages.dashboard import Dashboard, View
from desktop_login.ui.pages.try_api import _size, _span
from desktop_login.ui.pages.waiting_for_browser import WaitingForBrowserPage
from desktop_login.ui.reply_text import reply_text
from desktop_login.ui.widgets.advice_bar import AdviceBar
from desktop_login.ui.widgets.brand_links import BrandLinksRow
from desktop_login.ui.widgets.browser_offer import BrowserOffer
from desktop_login.ui.widgets.busy_button import BusyButton
from desktop_login.ui.widgets.calm_line import CalmLine
from desktop_login.ui.widgets.chip import Chip
from desktop_login.ui.widgets.chips import Chips
from desktop_login.ui.widgets.claims_table import ClaimsTable
from desktop_login.ui.widgets.copy_menu import CopyMenu
from desktop_login.ui.widgets.demo_key import DemoKeyBox
from desktop_login.ui.widgets.filter_box import FilterBox
from desktop_login.ui.widgets.history_view import HistoryView
from desktop_login.ui.widgets.invitation_bar import InvitationBar
from desktop_login.ui.widgets.json_view import JsonView
from desktop_login.ui.widgets.key_picture import KeyPicture
from desktop_login.ui.widgets.life_bar import LifeBar
from desktop_login.ui.widgets.logo import Logo
from desktop_login.ui.widgets.passkey_list import PasskeyList
from desktop_login.ui.widgets.reply_card import ReplyCard
from desktop_login.ui.widgets.request_form import RequestForm
from desktop_login.ui.widgets.scrolled import Scrolled
from desktop_login.ui.widgets.segments import Segments
from desktop_login.ui.widgets.status_card import KeyInUse, StatusCard
from desktop_login.ui.widgets.toast import Action, Toast
from desktop_login.ui.widgets.token_view import TokenFacts, TokenView
from desktop_login.ui.widgets.value_row import ValueRow
from tests.fakes.keys_in_hand import KeyInHand
from tests.ui.sessions import HOSTILE, LONG, NOW, ORDINARY, signed_in, token_of

EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "brand" / "acme.toml"
Shown = Iterator[tuple[str, QWidget]]
STATES = ("fresh", "renewing", "offline", "busy", "expired", "unchecked")


def status_card() -> Shown:
    for width in (860, 500, 340):
        for state in (*STATES, "elsewhere"):
            host = "cognito.internal.example.co.jp:8443" if state == "elsewhere" else ""
            signed = signed_in(state, keys_of=host)
            card = StatusCard()
            card.set_narrow(buttons_below=width < 700, lines_below=width < 440)
            card.show_identity(signed.session.identity, KeyInUse("RS256", "lrQM…9aA=="), NOW)
            card.show_state(signed, NOW, good=state != "expired")
            card.setFixedWidth(width)
            yield f"{width}-{state}", card


def segments() -> Shown:
    titles = [tr(t) for t in (OVERVIEW, CLAIMS_VIEW, TOKEN_VIEW, JSON_VIEW, HISTORY_VIEW)]
    for width in (0, 300):
        bar = Segments(tr(VIEWS), titles, numbered=True)
        bar.open(2)
        if width:
            bar.setFixedWidth(width)
        yield "narrow" if width else "wide", bar


def filter_box() -> Shown:
    box = FilterBox()
    yield "empty", box
    typed = FilterBox()
    typed.setText("email")
    typed.show_count(3, 14)
    yield "typed", typed


def value_row() -> Shown:
    claims = {**LONG, **{name: HOSTILE[name] for name in ("given_name", "family_name", "object")}}
    for name in (
        "email",
        "sub",
        "cognito:groups",
        "iat",
        "iss",
        "custom:flags",
        "given_name",
        "family_name",
    ):
        for width in (820, 340):
            row = ValueRow(name)
            row.set_narrow(width < 380)
            row.show_view(view_of(name, claims, NOW, checked=True))
            if name == "iat":
                row.mark_changed("1")
            row.setFixedWidth(width)
            yield f"{width}-{name.replace(':', '-')}", row


def chip() -> Shown:
    for tone, words in (
        ("good", f"✓ {tr(SIGNATURE_VERIFIED)}"),
        ("warning", tr(SIGNATURE_NOT_CHECKED)),
        ("", "…"),
    ):
        made = Chip()
        made.set_words([words], tone)
        yield tone or "plain", made


def chips() -> Shown:
    made = Chips()
    made.set_items(LONG["cognito:groups"])  # type: ignore[arg-type]
    made.setFixedSize(420, made.heightForWidth(420))
    yield "twelve", made


def busy_button() -> Shown:
    for busy in (False, True):
        made = BusyButton(tr(REFRESH_NOW), tr(RENEWING))
        made.setFixedWidth(made.sizeHint().width())
        made.set_busy(busy)
        yield "busy" if busy else "idle", made


def brand() -> Shown:
    """The brand of the examples."""
    made = read(EXAMPLE)
    for scheme, file in (("for light", made.logo), ("for dark", made.logo_dark)):
        logo = Logo(file, file, made.name)
        logo.setFixedWidth(420)
        yield f"logo {scheme}", logo
    yield "links", BrandLinksRow(made.links)


def life_bar() -> Shown:
    for name, used, renews, tone in (
        ("new", 0.01, 0.92, "accent_edge"),
        ("old", 0.8, 0.92, "accent_edge"),
        ("offline", 0.95, None, "warning"),
        ("over", 1.0, None, "error"),
    ):
        bar = LifeBar()
        bar.setFixedWidth(400)
        bar.set_life(used, renews, tone)
        yield name, bar


def token_view() -> Shown:
    for width in (820, 380):
        for shown in (True, False):
            view = TokenView(SecretClipboard(view_parent()))
            view.show_token(
                token_of(ORDINARY),
                TokenFacts("RS256", "lrQM…9aA==", 14, verified=True, checked_at=NOW),
            )
            if not shown:
                view.toggle()
            view.setFixedWidth(width)
            yield f"{width}-{'shown' if shown else 'hidden'}", view


def json_view() -> Shown:
    view = JsonView("JSON")
    view.show_value(dict(LONG))
    view.setFixedWidth(600)
    yield "claims", view


def claims_table() -> Shown:
    for width in (820, 400):
        table = ClaimsTable()
        table.show_claims(LONG)
        table.setFixedWidth(width)
        yield str(width), table


def history_view() -> Shown:
    view = HistoryView(lambda: NOW)
    view.show_history(signed_in().history)
    for entry in view._entries:
        if entry.button is not None:
            entry.button.click()
    view.setFixedWidth(600)
    yield "open", view


def copy_menu() -> Shown:
    menu = CopyMenu(view_parent(), lambda _: None)
    menu.setFixedSize(menu.sizeHint())
    yield "open", menu


def toast() -> Shown:
    for name, action in (("news", None), ("action", Action(tr(CLEAR_NOW), lambda: None))):
        window = QWidget()
        window.setObjectName("desktopLogin")
        window.resize(560, 120)
        Toast(window).show(tr(COPIED, t=translate(duration(30))), 30, action)
        yield name, window


def key_picture() -> Shown:
    for each in (None, *KeyStage):
        picture = KeyPicture(each)
        picture.setFixedSize(picture.sizeHint())
        yield each.value if each else "passkey", picture


def passkey_list() -> Shown:
    site = "acme.auth.eu-west-1.amazoncognito.com"
    every = PasskeyOffers(key=True, browser=True)
    closed = AuthErrorInfo(ErrorCode.PASSKEYS_NOT_SET_UP)
    two = (
        Passkey("1", "Blue key", site, "cross-platform", NOW),
        Passkey("2", "", site, "platform"),
    )
    for name, details in (
        ("two", AccountDetails(passkeys=two, passkey_offers=every)),
        ("none", AccountDetails(passkey_offers=every)),
        ("closed", AccountDetails(passkeys_error=closed, passkey_offers=every)),
    ):
        for width in (372, 278):
            shown = PasskeyList(details)
            shown.setFixedWidth(width)
            yield f"{width}-{name}", shown


def invitation_bar() -> Shown:
    for width in (920, 400):
        place = Scrolled(QWidget())
        place.setFixedSize(width, 120)
        InvitationBar(place, INVITATION, ACTIONS[PasskeyAction.ADD]).open()
        yield str(width), place


def demo_key() -> Shown:
    for name, inserted, waits in (
        ("out", False, False),
        ("in", True, False),
        ("touch", True, True),
    ):
        box = DemoKeyBox(KeyInHand(inserted, waits))
        box.setFixedWidth(288)
        yield name, box


def browser_offer() -> Shown:
    providers = (IdentityProvider("acme", "Acme SSO"), IdentityProvider("Google"))
    for width in (372, 264):
        for name, first, line in (("below", False, "above"), ("first", True, "below")):
            made = BrowserOffer(providers, line=line, first=first)
            made.setFixedWidth(width)
            yield f"{width}-{name}", made
    opening = BrowserOffer(providers)
    opening.say_opening(providers[1], OPENING_BROWSER)
    opening.setEnabled(False)
    opening.setFixedWidth(372)
    yield "opening", opening


def calm_line() -> Shown:
    for steps in (0, 4):
        line = CalmLine("")
        line.setFixedWidth(372)
        for _ in range(steps):
            line._go_on()
        yield str(steps), line


def waiting_for_browser() -> Shown:
    host = "acme.auth.eu-west-1.amazoncognito.com"
    callbacks = ("http://127.0.0.1:8917/callback", "http://127.0.0.1:18917/callback")
    for width in (520, 400):
        for stage in BrowserStage:
            page = WaitingForBrowserPage(
                ContinueInBrowser(host, Secret(f"https://{host}/"), stage, callbacks)
            )
            page.setFixedWidth(width)
            yield f"{width}-{stage.name.lower()}", page


def dashboard() -> Shown:
    """The whole page, as wide as windows are."""
    for width in (920, 560, 400):
        for view in View:
            holder = QWidget()
            column = QVBoxLayout(holder)
            column.setContentsMargins(0, 0, 0, 0)
            board = Dashboard(SecretClipboard(holder), lambda: NOW)
            column.addWidget(board)
            board.show_state(signed_in("fresh", LONG))
            board.open(view)
            holder.setFixedWidth(width)
            yield f"{width}-{view.name.lower()}", holder


def view_parent() -> QWidget:
    """Something to belong to; the gallery keeps it until the picture is taken."""
    parent = QWidget()
    _PARENTS.append(parent)
    return parent


_PARENTS: list[QWidget] = []


def request_form() -> Shown:
    for width in (848, 520, 360):
        for busy in (False, True):
            form = RequestForm(tuple(SentToken), "https://api.example.com/prod")
            form.fill("GET", "/v1/read-file", SentToken.SIGNATURE, "idToken: {id_token}")
            form.set_width(width)
            form.set_busy(busy)
            form.setFixedWidth(width)
            yield f"{width}, {'busy' if busy else 'idle'}", form


def reply_card() -> Shown:
    for name, status, body in (
        ("good", "200 OK", b'{"email": "a@example.com", "groups": [1, true]}'),
        ("bad", "403 Forbidden", b'{"message": "Forbidden"}'),
        ("text", "200 OK", b"The file."),
    ):
        card = ReplyCard()
        card.setFixedWidth(600)
        line = tr(STATUS_LINE, name=status, t=_span(0.012), size=_size(len(body)))
        card.show_status(line, "", bad=name == "bad")
        card.show_text(reply_text(body), "content-type: application/json")
        yield name, card


def advice_bar() -> Shown:
    for tone in ("", "error"):
        for width in (600, 320):
            bar = AdviceBar()
            bar.setFixedWidth(width)
            why = Explanation(Meaning.WANTS_ID_TOKEN, False)
            bar.say(translate(message_of(why)), tr(BUTTONS[Remedy.SEND_ID_TOKEN]), tone=tone)
            yield f"{tone or 'calm'}, {width}", bar


COMPONENTS: Mapping[str, Callable[[], Shown]] = {
    made.__name__: made
    for made in (
        status_card,
        segments,
        filter_box,
        value_row,
        chip,
        chips,
        busy_button,
        brand,
        life_bar,
        token_view,
        json_view,
        claims_table,
        history_view,
        copy_menu,
        toast,
        key_picture,
        passkey_list,
        invitation_bar,
        demo_key,
        browser_offer,
        calm_line,
        waiting_for_browser,
        request_form,
        reply_card,
        advice_bar,
        dashboard,
    )
}
