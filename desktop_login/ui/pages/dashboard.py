"""The ID token: whether it is good and how long, what it says, what it looks like. Shows a session; refreshes and ends none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import IntEnum
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import (
    QGuiApplication,
    QHideEvent,
    QKeySequence,
    QResizeEvent,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop_login.domain.claims import NO_DIFFERENCE, Difference, difference
from desktop_login.domain.history import Event, History
from desktop_login.domain.states import Notice, RefreshFailed, Refreshing, SignedIn, usable
from desktop_login.domain.token_parts import header_of, short_key
from desktop_login.domain.tokens import Session, Signature
from desktop_login.messages.dashboard import (
    CLAIM_COPIED,
    CLAIMS_VIEW,
    CLEAR_NOW,
    COPIED,
    COPY,
    CURL_COPIED,
    FOOTER_KEPT,
    FOOTER_NOT_KEPT,
    FOOTER_RENEWED,
    HISTORY_VIEW,
    HUMAN,
    JSON_COPIED,
    JSON_OF_HEADER,
    JSON_OF_PAYLOAD,
    JSON_VIEW,
    OVERVIEW,
    RAW,
    RENEWED_MANY,
    RENEWED_NOTHING,
    RENEWED_ONE,
    TOKEN_VIEW,
    VALUES_AS,
    VIEWS,
)
from desktop_login.messages.message import FormattedMessage, message
from desktop_login.messages.pages import CLAIMS
from desktop_login.messages.sanitize import defused, defused_lines
from desktop_login.messages.scripts import LAST_USED
from desktop_login.messages.select import duration
from desktop_login.messages.translate import tr, translate
from desktop_login.ui.claim_view import as_json, for_copy, meaning_of
from desktop_login.ui.clipboard import SecretClipboard
from desktop_login.ui.error_view import dashboard_view, notice_view
from desktop_login.ui.moments import span, time_of_day
from desktop_login.ui.theme import DASHBOARD_WIDTH, GRID
from desktop_login.ui.widgets.basics import accelerate, button, label
from desktop_login.ui.widgets.claims_table import ClaimsTable
from desktop_login.ui.widgets.copy_menu import CopyMenu, text_of
from desktop_login.ui.widgets.filter_box import FilterBox
from desktop_login.ui.widgets.history_view import HistoryView
from desktop_login.ui.widgets.json_view import JsonView
from desktop_login.ui.widgets.live_text import LiveText
from desktop_login.ui.widgets.overview import USUAL, Overview
from desktop_login.ui.widgets.problem_bar import ProblemBar
from desktop_login.ui.widgets.scrolled import Scrolled
from desktop_login.ui.widgets.segments import Segments
from desktop_login.ui.widgets.status_card import KeyInUse, StatusCard
from desktop_login.ui.widgets.toast import NEWS_S, WITH_ACTION_S, Action, toast_of
from desktop_login.ui.widgets.token_view import TokenFacts, TokenText, TokenView

_PARTS = 4
PREPARATIONS = _PARTS + len(USUAL) + 2
# widths of the window, in which the page turns rows into columns
_MARGINS_SMALL = 560
_BUTTONS_BELOW = 700
_FILTER_BELOW = 600
_LINES_BELOW = 440


class View(IntEnum):
    """The segments, in the order of Ctrl+1 to Ctrl+5."""

    OVERVIEW = 0
    CLAIMS = 1
    TOKEN = 2
    JSON = 3
    HISTORY = 4


class Dashboard(QWidget):
    """Emits `refresh()` and `save_again()`.

    `now` is the wall clock (epoch s). In a `demo` the window says already that nothing here is
    Amazon's.
    """

    refresh = Signal()
    save_again = Signal()

    def __init__(
        self, clipboard: SecretClipboard, now: Callable[[], float], *, demo: bool = False
    ) -> None:
        super().__init__()
        self.setObjectName("page")
        # The width is what there is: a layout's own minimum never decides it.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._demo = demo
        self._clipboard = clipboard
        self._now = now
        self._state: SignedIn | None = None
        self._checked_at = 0.0
        self._history: History = ()
        self._fitted = -1
        self._good = False
        self._copied_words = ""
        self._has_shortcuts = False
        self.bar = ProblemBar()
        self.bar.try_again.connect(self._try_again)
        self.status = StatusCard(demo=demo)
        self.status.refresh.connect(self.refresh)
        self.status.copy_wanted.connect(lambda: self._copy("token"))
        self.status.ways_to_copy.connect(self._open_copy_menu)
        self.signature, self.keys_of_demo = self.status.signature, self.status.keys_of_demo
        self.refresh_now, self.refreshes_text = self.status.refresh_now, self.status.renews
        self.copy_token = self.status.copy_token
        titles = [tr(t) for t in (OVERVIEW, CLAIMS_VIEW, TOKEN_VIEW, JSON_VIEW, HISTORY_VIEW)]
        self.segments = Segments(tr(VIEWS), titles, numbered=True)
        self.segments.chosen.connect(self._open_view)
        self.filter = FilterBox()
        self.filter.textChanged.connect(self._filter)
        self.overview = Overview(now)
        self.overview.copy_wanted.connect(self._copy_claim)
        self.overview.counted.connect(self.filter.show_count)
        self._claims: ClaimsTable | None = None
        self._token_view: TokenView | None = None
        self._json: tuple[JsonView, JsonView] | None = None
        self._history_view: HistoryView | None = None
        self.footer = LiveText("small")
        self._seconds = QTimer(self)
        self._seconds.setInterval(1000)
        self._seconds.timeout.connect(self._tick)
        self._clipboard.cleared.connect(self._clipboard_cleared)
        self._arrange()
        self._open_view(View.OVERVIEW)
        # Hidden until they are prepared or needed: a layout asks each part that is not for its size,
        # and all of them at once would be styled in one turn that is longer than a frame.
        self._to_lay_out: list[QWidget] = [self.status, self.segments, self.overview, self.footer]
        for part in self._to_lay_out:
            part.hide()

    @property
    def claims(self) -> ClaimsTable:
        self._view(View.CLAIMS)
        assert self._claims is not None  # noqa: S101 - the line above makes it
        return self._claims

    @property
    def token_view(self) -> TokenView:
        self._view(View.TOKEN)
        assert self._token_view is not None  # noqa: S101 - the same
        return self._token_view

    @property
    def token(self) -> TokenText:
        return self.token_view.text

    @property
    def hide_token(self) -> QPushButton:
        return self.token_view.hide_token

    @property
    def history(self) -> HistoryView:
        self._view(View.HISTORY)
        assert self._history_view is not None  # noqa: S101 - the same
        return self._history_view

    def prepare(self, place: int) -> None:
        """One of `PREPARATIONS` steps, short enough to fit between two frames: what the first
        token would otherwise wait for."""
        if place < _PARTS:
            if self._to_lay_out:
                self._lay_out(self._to_lay_out.pop(0))
        elif place - _PARTS < len(USUAL):
            self.overview.prepare(list(USUAL)[place - _PARTS])
        elif place - _PARTS == len(USUAL):
            self._add_shortcuts()
        else:
            self._fit()
            for part in self.status.findChildren(QWidget):
                part.ensurePolished()

    def _lay_out(self, part: QWidget) -> None:
        for inner in (part, *part.findChildren(QWidget)):
            inner.ensurePolished()
        part.setVisible(part is not self.overview or self.segments.current == View.OVERVIEW)

    def _lay_out_rest(self) -> None:
        while self._to_lay_out:
            self._lay_out(self._to_lay_out.pop(0))

    def show_state(self, state: SignedIn) -> None:
        self._lay_out_rest()
        before, self._state = self._state, state
        identity = state.session.identity
        found = NO_DIFFERENCE
        if before is None or before.session is not state.session:
            if before is not None:
                found = difference(before.session.identity.claims, identity.claims)
            self._show_session(state)
            if found.count:
                self.overview.mark(found)
        self._history = state.history
        if self._history_view is not None:
            self._history_view.show_history(state.history)
        self._show_usable(state)
        self._show_bar(state)
        self._tell_notice(state, found)
        self._tick()

    def forget(self) -> None:
        """Nothing of the session stays in the widgets, nor on the window."""
        if self._state is None:  # before the first sign-in there is nothing, and rows to make
            self._clipboard.clear_if_ours()
            return
        toast_of(self).clear()  # news of a session that is over
        self._state = None
        self._history = ()
        self.bar.clear()
        self.filter.clear()
        self.overview.forget()
        if self._token_view is not None:
            self._token_view.forget()
        if self._claims is not None:
            self._claims.show_claims({})
        for text in self._json or ():
            text.forget()
        if self._history_view is not None:
            self._history_view.show_history(())
        self.footer.set_words("")
        self.status.how_checked.setText("")
        self.segments.open(View.OVERVIEW)
        self._clipboard.clear_if_ours()

    def start(self) -> None:
        self.segments.bar.setFocus(Qt.FocusReason.OtherFocusReason)

    def say(self, words: FormattedMessage, seconds: float = NEWS_S) -> None:
        """News: it moves nothing and goes by itself."""
        toast_of(self).show(translate(words), seconds)

    def open(self, view: View) -> None:
        self.segments.open(view)

    def hide_token_now(self) -> None:
        if self._state is not None and self.token_view.shown:
            self.token_view.toggle()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._lay_out_rest()
        self._add_shortcuts()
        self._fit()
        self._tick()
        self._seconds.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._seconds.stop()  # a hidden label costs no wake-up

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """By the width of the place, with its scroll bar: that does not depend on what is shown."""
        wide = self._place_width()
        if wide == self._fitted:
            return
        self._fitted = wide
        side = 12 if wide < _MARGINS_SMALL else 3 * GRID
        side = max(side, (self.width() - DASHBOARD_WIDTH) // 2)
        self._column.setContentsMargins(side, 2 * GRID, side, 2 * GRID)
        self.status.set_narrow(buttons_below=wide < _BUTTONS_BELOW, lines_below=wide < _LINES_BELOW)
        below = wide < _FILTER_BELOW
        way = QBoxLayout.Direction.TopToBottom if below else QBoxLayout.Direction.LeftToRight
        self._choice.setDirection(way)
        self.filter.setMaximumWidth(DASHBOARD_WIDTH if below else 220)
        self.overview.set_width(wide)

    def _place_width(self) -> int:
        place = self.parentWidget()
        while place is not None and not isinstance(place, Scrolled):
            place = place.parentWidget()
        return place.width() if place is not None else self.width()

    def _show_session(self, state: SignedIn) -> None:
        session = state.session
        identity = session.identity
        verified = identity.signature is Signature.VERIFIED
        self._checked_at = self._now()
        self.status.show_identity(identity, _key_of(session), self._checked_at)
        if self._token_view is not None:
            self._show_token(session)
        if self._claims is not None:
            self._claims.show_claims(identity.claims)
        ways = state.history[0].ways if state.history else ()
        self.overview.show_claims(identity.claims, checked=verified, ways=ways)
        if self.segments.current == View.JSON:
            self._show_json()

    def _show_token(self, session: Session) -> None:
        if self._token_view is None:
            return
        identity, key = session.identity, _key_of(session)
        token = session.tokens.id_token.reveal()
        facts = TokenFacts(
            key.algorithm,
            key.key,
            len(identity.claims),
            identity.signature is Signature.VERIFIED,
            self._checked_at,
            lambda part: defused_lines(_pretty(identity.claims if part else header_of(token))),
        )
        self._token_view.show_token(token, facts)

    def _show_json(self) -> None:
        if self._state is None or self._json is None:
            return
        session, (header, payload) = self._state.session, self._json
        header.show_value(dict(header_of(session.tokens.id_token.reveal())))
        payload.show_value(dict(session.identity.claims))

    def _usable(self, state: SignedIn) -> bool:
        """Look at the clock now: the token expires at its second, not at a tick."""
        return usable(state) and self._now() < state.expires_at

    def _show_usable(self, state: SignedIn) -> None:
        good = self._good = self._usable(state)
        if self._token_view is not None:
            self._token_view.text.setEnabled(good)
        if not good:
            self._clipboard.clear_if_ours()

    def _show_bar(self, state: SignedIn) -> None:
        """Only what needs a person; that there is no connection is said by the card, which goes on trying."""
        view = dashboard_view(state, usable=self._usable(state))
        if view is not None:
            self.bar.show_view(view)
        elif not isinstance(state.freshness, Refreshing):
            self.bar.clear()

    def _tell_notice(self, state: SignedIn, found: Difference) -> None:
        if state.notice is Notice.REFRESHED:
            count = found.count
            many = message(RENEWED_MANY, n=count) if count > 1 else message(RENEWED_ONE)
            self.say(many if count else message(RENEWED_NOTHING))
        elif state.notice is not None:
            self.say(notice_view(state.notice).message, WITH_ACTION_S)

    def _try_again(self) -> None:
        if self._state is not None and isinstance(self._state.freshness, RefreshFailed):
            self.refresh.emit()
        else:
            self.save_again.emit()

    def _tick(self) -> None:
        state = self._state
        if state is None:
            return
        now, good = self._now(), self._usable(state)
        if self._good and not good:
            self._show_usable(state)
            self._show_bar(state)
        self.status.show_state(state, now, good=good)
        if self.segments.current == View.OVERVIEW:
            self.overview.tick(now)
        self._show_footer(state, now)

    def _show_footer(self, state: SignedIn, now: float) -> None:
        parts = [tr(FOOTER_KEPT if state.kept and not self._demo else FOOTER_NOT_KEPT)]
        pool = str(state.session.identity.claims.get("iss", "")).rpartition("/")[2]
        if pool:
            parts.append(defused(pool, 60))
        renewals = [
            entry.at
            for entry in state.history[-8:]
            if entry.event in (Event.RENEWED, Event.RENEWED_BY_HAND)
        ]
        if renewals:
            parts.append(tr(FOOTER_RENEWED, t=span(max(1.0, now - renewals[-1]))))
        use = state.last_use
        if use is not None and use.program:
            when = time_of_day(use.at, seconds=False)
            parts.insert(1, tr(LAST_USED, name=defused(use.program, 32), time=when))
        self.footer.set_words("  ·  ".join(parts), shorter=parts[0])

    def _open_view(self, view: int) -> None:
        shown = self._view(View(view))
        for part in self._views.values():
            part.setVisible(part is shown)
        self.filter.setVisible(view in (View.OVERVIEW, View.CLAIMS))
        if view == View.JSON:
            self._show_json()
        elif view == View.OVERVIEW and self._state is not None:
            self.overview.tick(self._now())

    def _filter(self, wanted: str) -> None:
        if self._claims is not None:
            self._claims.set_filter(wanted)
        self.overview.set_filter(wanted)

    def _find(self) -> None:
        if self.segments.current not in (View.OVERVIEW, View.CLAIMS):
            self.open(View.OVERVIEW)
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    def _open_copy_menu(self) -> None:
        menu = CopyMenu(self, self._copy)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.open_below(self.status.more_ways)

    def _copy(self, way: str) -> None:
        state = self._state
        if state is None or not self._usable(state):
            return
        token = state.session.tokens.id_token.reveal()
        claims = _pretty(state.session.identity.claims) if way == "json" else ""
        text = text_of(way, token, claims)
        if way in ("curl", "json"):  # neither holds the token
            QGuiApplication.clipboard().setText(text)
            self.say(message(CURL_COPIED if way == "curl" else JSON_COPIED), WITH_ACTION_S)
            return
        self._clipboard.copy(text)
        toast_of(self).show(
            tr(COPIED, t=translate(duration(self._clipboard.clear_after_s))),
            self._clipboard.clear_after_s,
            Action(tr(CLEAR_NOW), self._clipboard.clear_if_ours),
        )
        self._copied_words = toast_of(self).text

    def _clipboard_cleared(self) -> None:
        """The sentence goes when it stops being true."""
        toast = toast_of(self)
        if self._copied_words and toast.text == self._copied_words:
            toast.clear()
        self._copied_words = ""

    def _copy_claim(self, name: str) -> None:
        if self._state is not None and name in self._state.session.identity.claims:
            value = self._state.session.identity.claims[name]
            QGuiApplication.clipboard().setText(for_copy(value))
            self.say(message(CLAIM_COPIED, name=meaning_of(name)))

    def _copy_json(self, *, head: bool) -> None:
        if self._state is None:
            return
        session = self._state.session
        value = header_of(session.tokens.id_token.reveal()) if head else session.identity.claims
        QGuiApplication.clipboard().setText(_pretty(value))
        self.say(message(JSON_COPIED))

    def _add_shortcuts(self) -> None:
        if self._has_shortcuts:
            return
        self._has_shortcuts = True
        wanted: list[tuple[str, Callable[[], object]]] = [
            ("Ctrl+F", self._find),
            ("Ctrl+R", self.refresh_now.click),
            ("Ctrl+Shift+C", lambda: self._copy("token")),
        ]
        wanted += [(f"Ctrl+{view + 1}", partial(self.open, view)) for view in View]
        for keys, take in wanted:
            QShortcut(QKeySequence(keys), self).activated.connect(take)

    def _arrange(self) -> None:
        self._views: dict[View, QWidget] = {View.OVERVIEW: self.overview}
        self._choice = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._choice.setSpacing(GRID)
        line = QHBoxLayout()
        line.addWidget(self.segments, 1)
        line.addStretch(0)
        self._choice.addLayout(line, 1)
        self._choice.addWidget(self.filter)
        self._place = QVBoxLayout()
        self._place.addWidget(self.overview)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(2 * GRID)
        self._column.addWidget(self.bar)
        self._column.addWidget(self.status)
        self._column.addLayout(self._choice)
        self._column.addLayout(self._place)
        self._column.addStretch(1)
        self._column.addWidget(self.footer)

    def _view(self, view: View) -> QWidget:
        """A view is made when it is first opened: most people never leave the first one."""
        if view not in self._views:
            makers = {
                View.CLAIMS: self._make_claims,
                View.TOKEN: self._make_token,
                View.JSON: self._make_json,
                View.HISTORY: self._make_history,
            }
            made = self._views[view] = makers[view]()
            made.hide()
            self._place.addWidget(made)
            accelerate(made)
            if self._state is not None:
                self._show_usable(self._state)
        return self._views[view]

    def _make_claims(self) -> QWidget:
        card = _Card(tr(CLAIMS))
        self._claims = ClaimsTable()
        self._claims.copied.connect(lambda _: self.say(message(CLAIM_COPIED, name=tr(CLAIMS_VIEW))))
        values = Segments(tr(VALUES_AS), [tr(HUMAN), tr(RAW)])
        values.chosen.connect(lambda place: self.claims.show_raw(place == 1))
        card.head.addWidget(values)
        card.body.addWidget(self._claims)
        self._claims.set_filter(self.filter.text())
        if self._state is not None:
            self._claims.show_claims(self._state.session.identity.claims)
        return card

    def _make_token(self) -> QWidget:
        self._token_view = TokenView(self._clipboard)
        if self._state is not None:
            self._show_token(self._state.session)
        return self._token_view

    def _make_json(self) -> QWidget:
        parts = QWidget()
        both = QVBoxLayout(parts)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(2 * GRID)
        self._json = JsonView(tr(JSON_OF_HEADER)), JsonView(tr(JSON_OF_PAYLOAD))
        for name, text, head in (
            (JSON_OF_HEADER, self._json[0], True),
            (JSON_OF_PAYLOAD, self._json[1], False),
        ):
            part = _Card(tr(name))
            copy = button(tr(COPY), "link")
            copy.setAccessibleName(f"{tr(COPY)}: {tr(name)}")
            copy.clicked.connect(lambda _=False, head=head: self._copy_json(head=head))
            part.head.addWidget(copy)
            part.body.addWidget(text)
            both.addWidget(part)
        return parts

    def _make_history(self) -> QWidget:
        self._history_view = HistoryView(self._now)
        self._history_view.show_history(self._history)
        return self._history_view


class _Card(QFrame):
    """A sheet with a head of small letters; `head` takes what stands at its right."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setObjectName("card")
        words = label(title.upper(), "group")
        words.setAccessibleName(title)
        self.head = QHBoxLayout()
        self.head.addWidget(words)
        self.head.addStretch(1)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(2 * GRID, 12, 2 * GRID, 2 * GRID)
        self.body.setSpacing(GRID)
        self.body.addLayout(self.head)


def _key_of(session: Session) -> KeyInUse:
    head = header_of(session.tokens.id_token.reveal())
    return KeyInUse(defused(str(head.get("alg", "–")), 12), defused(short_key(head.get("kid"))))


def _pretty(claims: Mapping[str, object]) -> str:
    return as_json(dict(claims), indent=2)
