"""The ID token: whether it is good and how long, what it says, what it looks like. Shows a session; refreshes and ends none."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop_login.domain.claims import NO_DIFFERENCE, Difference, difference
from desktop_login.domain.states import Notice, RefreshFailed, Refreshing, SignedIn, usable
from desktop_login.messages.dashboard import (
    CLAIMS_VIEW,
    HISTORY_VIEW,
    JSON_VIEW,
    OVERVIEW,
    RENEWED_MANY,
    RENEWED_NOTHING,
    RENEWED_ONE,
    TOKEN_VIEW,
    VIEWS,
)
from desktop_login.messages.frame import TRY_API_MENU
from desktop_login.messages.message import FormattedMessage, message
from desktop_login.messages.translate import tr, translate
from desktop_login.settings.brand import ALL_SHOWN, BrandShow
from desktop_login.ui.clipboard import SecretClipboard
from desktop_login.ui.error_view import dashboard_view, notice_view
from desktop_login.ui.theme import DASHBOARD_WIDTH, GRID
from desktop_login.ui.widgets.basics import button
from desktop_login.ui.widgets.board_copies import BoardCopies
from desktop_login.ui.widgets.board_footer import BoardFooter
from desktop_login.ui.widgets.board_views import BoardViews, View, key_of
from desktop_login.ui.widgets.claims_table import ClaimsTable
from desktop_login.ui.widgets.copy_menu import CopyMenu
from desktop_login.ui.widgets.filter_box import FilterBox
from desktop_login.ui.widgets.history_view import HistoryView
from desktop_login.ui.widgets.overview import USUAL
from desktop_login.ui.widgets.problem_bar import ProblemBar
from desktop_login.ui.widgets.scrolled import Scrolled
from desktop_login.ui.widgets.segments import Segments
from desktop_login.ui.widgets.status_card import StatusCard
from desktop_login.ui.widgets.tab_order import reach_in_turn, reached_by_tab
from desktop_login.ui.widgets.toast import NEWS_S, WITH_ACTION_S, NewsRoom, toast_of
from desktop_login.ui.widgets.token_view import TokenText, TokenView

__all__ = ["PREPARATIONS", "Dashboard", "View"]

_PARTS = 4
PREPARATIONS = _PARTS + len(USUAL) + 2
# widths of the window, in which the page turns rows into columns
_BUTTONS_BELOW = 740
_FILTER_BELOW = 720
_LINES_BELOW = 440


def _hidden_views(show: BrandShow) -> frozenset[View]:
    """Who is signed in is always said, and what has happened."""
    claims = () if show.claims else (View.CLAIMS, View.JSON)
    token = () if show.id_token else (View.TOKEN,)
    return frozenset((*claims, *token))


class Dashboard(QWidget):
    """Emits `refresh()`, `save_again()` and `api_wanted()`.

    `now` is the wall clock (epoch s). In a `demo` the window says already that nothing here is
    Amazon's. `show` is what a brand leaves of the views and of copying. `status` and `views` may have
    been made before, since all in one turn of the event loop would take longer than a frame.
    """

    refresh = Signal()
    save_again = Signal()
    api_wanted = Signal()

    def __init__(
        self,
        clipboard: SecretClipboard,
        now: Callable[[], float],
        *,
        demo: bool = False,
        show: BrandShow = ALL_SHOWN,
        status: StatusCard | None = None,
        views: BoardViews | None = None,
    ) -> None:
        super().__init__()
        self.setObjectName("page")
        # The width is what there is: a layout's own minimum never decides it.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._clipboard = clipboard
        self._now = now
        self._state: SignedIn | None = None
        self._fitted = -1
        self._good = False
        self._has_shortcuts = False
        self.bar = ProblemBar()
        self.bar.try_again.connect(self._try_again)
        self.status = status or StatusCard(demo=demo)
        self.status.refresh.connect(self.refresh)
        self.status.copy_wanted.connect(lambda: self._copy("token"))
        self.status.ways_to_copy.connect(self._open_copy_menu)
        self.signature, self.keys_of_demo = self.status.signature, self.status.keys_of_demo
        self.refresh_now, self.refreshes_text = self.status.refresh_now, self.status.renews
        self.copy_token = self.status.copy_token
        titles = [tr(t) for t in (OVERVIEW, CLAIMS_VIEW, TOKEN_VIEW, JSON_VIEW, HISTORY_VIEW)]
        self.segments = Segments(tr(VIEWS), titles, numbered=True)
        self._show = show
        for view in _hidden_views(show):
            self.segments.hide_place(view)
        self.status.offer_copy(show.id_token)
        self.segments.chosen.connect(self._open_view)
        self.try_api = button(tr(TRY_API_MENU), "link")
        self.try_api.setProperty("part", "right")
        self.try_api.setToolTip("Ctrl+T")
        self.try_api.clicked.connect(self.api_wanted)
        if not show.api_tryout:
            self.try_api.hide()
        self.filter = FilterBox()
        self._copies = BoardCopies(self, clipboard)
        self.views = views or BoardViews(clipboard, now)
        self.views.setParent(self)
        for view in _hidden_views(show):
            self.views.leave_out(view)
        self.views.rows_copied.connect(self._copies.tell_rows)
        self.views.arranged.connect(self._order)
        self.filter.textChanged.connect(self.views.set_filter)
        self.views.json_wanted.connect(self._copy_json)
        self.overview = self.views.overview
        self.overview.copy_wanted.connect(self._copy_claim)
        self.views.counted.connect(self.filter.show_count)
        self.footer = BoardFooter(demo=demo)
        self._seconds = QTimer(self)
        self._seconds.setInterval(1000)
        self._seconds.timeout.connect(self._tick)
        self._arrange()
        self._open_view(View.OVERVIEW)
        # Hidden until they are prepared or needed: a layout asks each part that is not for its size,
        # and all of them at once would be styled in one turn that is longer than a frame.
        self._to_lay_out: list[QWidget] = [self.status, self.segments, self.overview, self.footer]
        for part in self._to_lay_out:
            part.hide()

    @property
    def claims(self) -> ClaimsTable:
        return self.views.claims

    @property
    def token_view(self) -> TokenView:
        return self.views.token_view

    @property
    def token(self) -> TokenText:
        return self.token_view.text

    @property
    def hide_token(self) -> QPushButton:
        return self.token_view.hide_token

    @property
    def history(self) -> HistoryView:
        return self.views.history

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

    def show_state(self, state: SignedIn, *, arriving: bool = False) -> None:
        """`arriving`: the dashboard is opened for it, and need not be whole at once."""
        self._lay_out_rest()
        before, self._state = self._state, state
        identity = state.session.identity
        found = NO_DIFFERENCE
        if before is None or before.session is not state.session:
            if before is not None:
                found = difference(before.session.identity.claims, identity.claims)
            self._show_session(state, arriving=arriving)
            self.views.mark(found)
        self.views.show_history(state.history)
        self._show_usable(state)
        self._show_bar(state)
        self._tell_notice(state, found)
        self._tick()

    def forget(self, *, for_good: bool = False) -> None:
        """Nothing of the session stays in the widgets, nor on the window. `for_good`: the dashboard
        is not opened again."""
        if self._state is None:  # before the first sign-in there is nothing, and rows to make
            self._clipboard.clear_if_ours()
            return
        toast_of(self).clear()  # news of a session that is over
        self._state = None
        self.bar.clear()
        self.filter.clear()
        self.views.forget(for_good=for_good)
        self.footer.set_words("")
        self.status.how_checked.setText("")
        self.segments.open(View.OVERVIEW)
        self._clipboard.clear_if_ours()

    def start(self) -> None:
        self.segments.bar.setFocus(Qt.FocusReason.OtherFocusReason)

    def say(self, words: FormattedMessage, seconds: float = NEWS_S) -> None:
        """News: it moves nothing and goes by itself."""
        toast_of(self).show(translate(words), seconds)

    def has(self, view: View) -> bool:
        """Whether a brand has left it."""
        return view not in _hidden_views(self._show)

    def open(self, view: View) -> None:
        if self.has(view):
            self.segments.open(view)

    def put_in(self, place: str, widget: QWidget) -> None:
        """Something of another program: below the bar, below the view, or at the end of the page."""
        from desktop_login.ui.widgets.room_for_guests import reach_after

        if place == "header":
            self._column.insertWidget(self._column.indexOf(self.bar) + 1, widget)
            reach_after([self.bar.buttons[-1]], widget)
        elif place == "below_form":
            last = self._column.count() - 1
            while (item := self._column.itemAt(last)) is not None and item.spacerItem() is None:
                last -= 1  # to the room that keeps the end of the page at the bottom
            below = [self._column.itemAt(at) for at in range(last + 1, self._column.count())]
            ends = [item.widget() for item in below if item is not None]
            later = [one for end in ends if end is not None for one in reached_by_tab(end)]
            self._column.insertWidget(last, widget)
            reach_after([one for one in reached_by_tab(self) if one not in later], widget)
        else:
            self._column.addWidget(widget)
            reach_after(reached_by_tab(self), widget)

    def take_out(self, widget: QWidget) -> None:
        """Take what was put in from its place; it has no parent then."""
        from desktop_login.ui.widgets.room_for_guests import take_off

        take_off(self._column, widget)

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
        side = max(2 * GRID, (self.width() - DASHBOARD_WIDTH) // 2)  # in line with the bar
        self._column.setContentsMargins(side, 2 * GRID, side, 2 * GRID)
        self.foot.set_side(side)
        self.status.set_narrow(buttons_below=wide < _BUTTONS_BELOW, lines_below=wide < _LINES_BELOW)
        self.segments.set_tight(wide < _LINES_BELOW)
        below = wide < _FILTER_BELOW
        way = QBoxLayout.Direction.TopToBottom if below else QBoxLayout.Direction.LeftToRight
        self._choice.setDirection(way)
        self.filter.setMaximumWidth(DASHBOARD_WIDTH if below else 220)
        policy = self.filter.sizePolicy()
        policy.setRetainSizeWhenHidden(not below)  # the link beside it stays where it is
        self.filter.setSizePolicy(policy)
        beside = self.segments.sizeHint().width() + GRID + self.try_api.sizeHint().width()
        self.try_api.setVisible(self._show.api_tryout and beside <= wide - 2 * side)
        self.overview.set_width(wide)

    def _place_width(self) -> int:
        place = self.parentWidget()
        while place is not None and not isinstance(place, Scrolled):
            place = place.parentWidget()
        return place.width() if place is not None else self.width()

    def _show_session(self, state: SignedIn, *, arriving: bool) -> None:
        checked_at = self._now()
        self.status.show_identity(state.session.identity, key_of(state.session), checked_at)
        self.views.show_session(state, checked_at, arriving=arriving)

    def _usable(self, state: SignedIn) -> bool:
        """Look at the clock now: the token expires at its second, not at a tick."""
        return usable(state) and self._now() < state.expires_at

    def _show_usable(self, state: SignedIn) -> None:
        good = self._good = self._usable(state)
        self.views.set_good(good)
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
        self.views.tick(now)
        self.footer.tell(state, now)

    def _open_view(self, view: int) -> None:
        focused = self.window().focusWidget()
        was_seen = focused is not None and self.isAncestorOf(focused) and focused.isVisible()
        self.filter.setVisible(view in (View.OVERVIEW, View.CLAIMS))
        self.views.open(View(view))
        if was_seen and focused is not None and not focused.isVisible():
            self.segments.bar.setFocus()  # what had it has gone with its view

    def _order(self) -> None:
        """For Tab: rows and views are made late, and would come after everything else."""
        reach_in_turn(self.filter, *self.views.stops)

    def _find(self) -> None:
        if self.segments.current not in (View.OVERVIEW, View.CLAIMS):
            self.open(View.OVERVIEW)
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    def _open_copy_menu(self) -> None:
        menu = CopyMenu(self, self._copy, claims=self._show.claims)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.open_below(self.status.more_ways)

    def _copy(self, way: str) -> None:
        if self._show.id_token and self._state is not None and self._usable(self._state):
            self._copies.token(self._state.session, way)

    def _copy_claim(self, name: str) -> None:
        if self._state is not None:
            self._copies.claim(self._state.session, name)

    def _copy_json(self, head: bool) -> None:
        if self._state is not None:
            self._copies.json(self._state.session, head=head)

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
        self._choice = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._choice.setSpacing(GRID)
        line = QHBoxLayout()
        line.addWidget(self.segments, 1)
        line.addStretch(0)
        line.addWidget(self.try_api)
        self._choice.addLayout(line, 1)
        self._choice.addWidget(self.filter)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(2 * GRID)
        self._column.addWidget(self.bar)
        self._column.addWidget(self.status)
        self._column.addLayout(self._choice)
        self._column.addLayout(self.views.place)
        self._column.addStretch(1)
        self.foot = NewsRoom(self.footer, self)  # its place takes it, see `Footed`
