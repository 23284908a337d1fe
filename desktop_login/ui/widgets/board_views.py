"""The five views of a token: overview, claims, token, JSON, history. Made one a turn, or when one is opened; copies nothing itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import IntEnum
from typing import TypeVar

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_login.domain.claims import Difference
from desktop_login.domain.history import History
from desktop_login.domain.states import SignedIn
from desktop_login.domain.token_parts import header_of, short_key
from desktop_login.domain.tokens import Session, Signature
from desktop_login.messages.dashboard import (
    COPY,
    HUMAN,
    JSON_OF_HEADER,
    JSON_OF_PAYLOAD,
    RAW,
    VALUES_AS,
)
from desktop_login.messages.pages import CLAIMS
from desktop_login.messages.sanitize import defused, defused_lines
from desktop_login.messages.translate import tr
from desktop_login.ui.claim_view import as_json
from desktop_login.ui.clipboard import SecretClipboard
from desktop_login.ui.qt_constants import NEXT_TURN_MS
from desktop_login.ui.theme import GRID
from desktop_login.ui.widgets.basics import accelerate, button
from desktop_login.ui.widgets.claims_table import ClaimsTable
from desktop_login.ui.widgets.head_card import HeadCard
from desktop_login.ui.widgets.history_view import HistoryView
from desktop_login.ui.widgets.json_view import JsonView
from desktop_login.ui.widgets.overview import Overview
from desktop_login.ui.widgets.segments import Segments
from desktop_login.ui.widgets.status_card import KeyInUse
from desktop_login.ui.widgets.tab_order import reached_by_tab
from desktop_login.ui.widgets.token_view import TokenFacts, TokenView


class View(IntEnum):
    """The segments, in the order of Ctrl+1 to Ctrl+5."""

    OVERVIEW = 0
    CLAIMS = 1
    TOKEN = 2
    JSON = 3
    HISTORY = 4


_AHEAD_MS = 20
Made = TypeVar("Made", bound=QWidget)


class BoardViews(QObject):
    """Emits `rows_copied()` when rows of the table were copied, and `json_wanted(head)` for the JSON of
    the header or of the claims; `arranged()` when the view that is open has other parts, `token_shown(bool)` when
    a person hides the token or shows it, and
    `counted(shown, all)` for what the filter leaves of it. They stand in `place`, and one is seen at a
    time."""

    arranged = Signal()
    token_shown = Signal(bool)
    counted = Signal(int, int)
    rows_copied = Signal()
    json_wanted = Signal(bool)

    def __init__(
        self, clipboard: SecretClipboard, now: Callable[[], float], *, shows_token: bool = True
    ) -> None:
        super().__init__()
        self._shows_token = shows_token
        self._clipboard = clipboard
        self._now = now
        self._session: Session | None = None
        self._state: SignedIn | None = None
        self._is_late = False
        self._checked_at = 0.0
        self._history: History = ()
        self._good = False
        self._filter = ""
        self._current = View.OVERVIEW
        self.overview = Overview(now)
        self._claims: ClaimsTable | None = None
        self._token_view: TokenView | None = None
        self._json: tuple[JsonView, JsonView] | None = None
        self._history_view: HistoryView | None = None
        self._views: dict[View, QWidget] = {View.OVERVIEW: self.overview}
        self._stale: set[View] = set()
        self._left_out: set[View] = set()
        self.place = QVBoxLayout()
        self.place.addWidget(self.overview)

    @property
    def claims(self) -> ClaimsTable:
        self._made(View.CLAIMS)
        assert self._claims is not None  # noqa: S101 - the line above makes it
        return self._claims

    @property
    def token_view(self) -> TokenView:
        self._made(View.TOKEN)
        assert self._token_view is not None  # noqa: S101 - the same
        return self._token_view

    @property
    def json(self) -> tuple[JsonView, JsonView]:
        """Of the header and of the claims."""
        self._made(View.JSON)
        assert self._json is not None  # noqa: S101 - the same
        return self._json

    @property
    def history(self) -> HistoryView:
        self._made(View.HISTORY)
        assert self._history_view is not None  # noqa: S101 - the same
        return self._history_view

    def open(self, view: View) -> None:
        self._current = view
        shown = self._made(view)
        for part in self._views.values():
            part.setVisible(part is shown)
        if view == View.JSON:
            self._show_json()
        elif view == View.OVERVIEW and self._session is not None:
            self.overview.tick(self._now())
        self._tell_count()
        self.arranged.emit()

    @property
    def stops(self) -> list[QWidget]:
        """What Tab comes to in the view that is open, in the order in which it is read."""
        shown = self._views[self._current]
        if isinstance(shown, Overview | HistoryView):
            return shown.stops
        return reached_by_tab(shown)

    @property
    def whole(self) -> bool:
        """Whether the view that is open is seen: not yet for a moment after the dashboard has come."""
        return not self._is_late and not self.overview.held

    def show_session(self, state: SignedIn, checked_at: float, *, arriving: bool = False) -> None:
        """`arriving`: the dashboard is about to be opened. The overview then comes in turns of its
        own, because a page and its claims in one would take longer than a frame."""
        self._session, self._checked_at, self._state = state.session, checked_at, state
        self._changed(View.CLAIMS)
        self._changed(View.TOKEN)
        if arriving:
            self._is_late = True
            self.overview.hide()
            QTimer.singleShot(NEXT_TURN_MS, self, self._fill_late)
        elif not self._is_late:
            self._fill()
        if self._current == View.JSON:
            self._show_json()

    def _fill(self) -> None:
        if self._state is None:
            return
        identity, history = self._state.session.identity, self._state.history
        ways = history[0].ways if history else ()
        verified = identity.signature is Signature.VERIFIED
        self.overview.show_claims(identity.claims, checked=verified, ways=ways)
        self._tell_count()
        self.arranged.emit()

    def _fill_late(self) -> None:
        """Filled while nothing of it is seen, and then shown card by card."""
        if self._is_late:
            self._is_late = False
            self.overview.hold()
            self._fill()
            self._show_overview()
            QTimer.singleShot(NEXT_TURN_MS, self, self._release)

    def _release(self) -> None:
        if self.overview.held:
            self.overview.release()
            QTimer.singleShot(NEXT_TURN_MS, self, self._release)
        else:
            QTimer.singleShot(_AHEAD_MS, self, self._make_ahead)

    def _make_ahead(self) -> None:
        """While a person looks at the first one: to make a view and to show it together would take
        longer than a frame."""
        missing = [view for view in View if view not in self._views and view not in self._left_out]
        if missing and self._session is not None:
            self._made(missing[0])
            QTimer.singleShot(_AHEAD_MS, self, self._make_ahead)

    def leave_out(self, view: View) -> None:
        """Nobody can open it."""
        self._left_out.add(view)

    def _show_overview(self) -> None:
        self.overview.setVisible(self._current == View.OVERVIEW)

    def mark(self, found: Difference) -> None:
        """What a renewal has changed."""
        if found.count:
            self.overview.mark(found)
            if self._claims is not None:
                self._claims.mark(found)

    def show_history(self, history: History) -> None:
        self._history = history
        self._changed(View.HISTORY)

    def _changed(self, view: View) -> None:
        """What nobody sees is written in turns of its own: all views in one take longer than a frame."""
        if view not in self._views:
            return
        if view == self._current:
            self._write(view)
            return
        if not self._stale:
            QTimer.singleShot(NEXT_TURN_MS, self, self._catch_up)
        self._stale.add(view)

    def _catch_up(self) -> None:
        if self._stale:
            self._bring(min(self._stale))
        if self._stale:
            QTimer.singleShot(NEXT_TURN_MS, self, self._catch_up)

    def _bring(self, view: View) -> None:
        """Up to date, before anybody sees it."""
        if view in self._stale:
            self._stale.discard(view)
            self._write(view)

    def _write(self, view: View) -> None:
        if view == View.TOKEN:
            self._show_token()
        elif view == View.HISTORY and self._history_view is not None:
            self._history_view.show_history(self._history)
            if view == self._current:
                self.arranged.emit()
        elif view == View.CLAIMS and self._claims is not None and self._session is not None:
            self._claims.show_claims(self._session.identity.claims)

    def set_good(self, good: bool) -> None:
        """Whether the token is valid; a dead one is not offered for selecting."""
        self._good = good
        if self._token_view is not None:
            self._token_view.text.setEnabled(good)

    def set_filter(self, wanted: str) -> None:
        self._filter = wanted
        if self._claims is not None:
            self._claims.set_filter(wanted)
        self.overview.set_filter(wanted)
        self._tell_count()

    def _tell_count(self) -> None:
        """Of the view that is seen: the table has a row of its own for what the overview says beside
        another claim, and for those that it leaves out."""
        if self._current == View.OVERVIEW:
            self.counted.emit(*self.overview.count)
        elif self._current == View.CLAIMS:
            self.counted.emit(*self.claims.count)

    def tick(self, now: float) -> None:
        if self._current == View.OVERVIEW:
            self.overview.tick(now)

    def forget(self, *, for_good: bool = False) -> None:
        """Nothing of the session stays in the widgets. `for_good`: no other one comes."""
        self._session, self._state, self._history = None, None, ()
        self._is_late = False
        self._stale.clear()
        self.overview.forget(for_good=for_good)
        self._show_overview()
        if self._token_view is not None:
            self._token_view.forget()
        if self._claims is not None:
            self._claims.forget()
        for text in self._json or ():
            text.forget()
        if self._history_view is not None:
            self._history_view.show_history(())

    def _show_token(self) -> None:
        if self._token_view is None or self._session is None:
            return
        identity, key = self._session.identity, key_of(self._session)
        token = self._session.tokens.id_token.reveal()
        facts = TokenFacts(
            key.algorithm,
            key.key,
            len(identity.claims),
            identity.signature is Signature.VERIFIED,
            self._checked_at,
            lambda part: defused_lines(pretty(identity.claims if part else header_of(token))),
        )
        self._token_view.show_token(token, facts)

    def _show_json(self) -> None:
        if self._session is None or self._json is None:
            return
        header, payload = self._json
        header.show_value(dict(header_of(self._session.tokens.id_token.reveal())))
        payload.show_value(dict(self._session.identity.claims))

    def _made(self, view: View) -> QWidget:
        if view not in self._views:
            makers = {
                View.CLAIMS: self._make_claims,
                View.TOKEN: self._make_token,
                View.JSON: self._make_json,
                View.HISTORY: self._make_history,
            }
            made = self._views[view] = makers[view]()
            accelerate(made)
            if self._session is not None:
                self.set_good(self._good)
        self._bring(view)
        return self._views[view]

    def _placed(self, made: Made) -> Made:
        """Hidden in its place, before it is filled: moved later, all that it holds would be styled anew."""
        made.hide()
        self.place.addWidget(made)
        return made

    def _make_claims(self) -> QWidget:
        card = self._placed(HeadCard(tr(CLAIMS)))
        self._claims = ClaimsTable()
        self._claims.copied.connect(lambda _: self.rows_copied.emit())
        values = Segments(tr(VALUES_AS), [tr(HUMAN), tr(RAW)])
        values.chosen.connect(lambda place: self.claims.show_raw(place == 1))
        values.set_low()
        card.add_choice(values)
        card.add_text(self._claims)
        self._claims.set_filter(self._filter)
        if self._session is not None:
            self._claims.show_claims(self._session.identity.claims)
        return card

    def _make_token(self) -> QWidget:
        self._token_view = self._placed(TokenView(self._clipboard, shown=self._shows_token))
        self._token_view.chosen.connect(self.token_shown)
        self._show_token()
        return self._token_view

    def _make_json(self) -> QWidget:
        parts = self._placed(QWidget())
        both = QVBoxLayout(parts)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(2 * GRID)
        self._json = JsonView(tr(JSON_OF_HEADER)), JsonView(tr(JSON_OF_PAYLOAD))
        for name, text, head in (
            (JSON_OF_HEADER, self._json[0], True),
            (JSON_OF_PAYLOAD, self._json[1], False),
        ):
            part = HeadCard(tr(name))
            copy = button(tr(COPY), "link")
            copy.setAccessibleName(f"{tr(COPY)}: {tr(name)}")
            copy.clicked.connect(lambda _=False, head=head: self.json_wanted.emit(head))
            part.add_link(copy)
            part.add_text(text)
            both.addWidget(part)
        return parts

    def _make_history(self) -> QWidget:
        self._history_view = self._placed(HistoryView(self._now))
        self._history_view.show_history(self._history)
        return self._history_view


def key_of(session: Session) -> KeyInUse:
    head = header_of(session.tokens.id_token.reveal())
    return KeyInUse(defused(str(head.get("alg", "–")), 12), defused(short_key(head.get("kid"))))


def pretty(claims: Mapping[str, object]) -> str:
    return as_json(dict(claims), indent=2)
