"""What the gallery shows: one function a component, which yields a name and a widget for each of its states."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from PySide6.QtWidgets import QVBoxLayout, QWidget

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
from desktop_login.messages.pages import REFRESH_NOW, RENEWING, SIGNATURE_NOT_CHECKED
from desktop_login.messages.translate import tr
from desktop_login.ui.claim_view import view_of
from desktop_login.ui.clipboard import SecretClipboard
from desktop_login.ui.pages.dashboard import Dashboard, View
from desktop_login.ui.widgets.busy_button import BusyButton
from desktop_login.ui.widgets.chip import Chip
from desktop_login.ui.widgets.chips import Chips
from desktop_login.ui.widgets.claims_table import ClaimsTable
from desktop_login.ui.widgets.copy_menu import CopyMenu
from desktop_login.ui.widgets.filter_box import FilterBox
from desktop_login.ui.widgets.history_view import HistoryView
from desktop_login.ui.widgets.json_view import JsonView
from desktop_login.ui.widgets.life_bar import LifeBar
from desktop_login.ui.widgets.segments import Segments
from desktop_login.ui.widgets.status_card import KeyInUse, StatusCard
from desktop_login.ui.widgets.toast import Action, Toast
from desktop_login.ui.widgets.token_view import TokenFacts, TokenView
from desktop_login.ui.widgets.value_row import ValueRow
from tests.ui.sessions import HOSTILE, LONG, NOW, ORDINARY, signed_in, token_of

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
    for tone, words in (("good", "✓ Verified"), ("warning", tr(SIGNATURE_NOT_CHECKED)), ("", "…")):
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
        window.setObjectName("window")
        window.resize(560, 120)
        Toast(window).show(tr(COPIED, t="30 s"), 30, action)
        yield name, window


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
        life_bar,
        token_view,
        json_view,
        claims_table,
        history_view,
        copy_menu,
        toast,
        dashboard,
    )
}
