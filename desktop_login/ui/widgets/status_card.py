"""Is the token good, how long, and what happens next: the answer in one second. Shows a state and decides none."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QVBoxLayout

from desktop_login.domain.errors import NOT_REACHED
from desktop_login.domain.states import Fresh, RefreshFailed, Refreshing, SignedIn, ends_soon
from desktop_login.domain.tokens import Identity, Signature
from desktop_login.messages.dashboard import (
    CANNOT_REACH,
    COPY_TOKEN,
    EXPIRED_AGO,
    EXPIRED_SHORT,
    EXPIRES_IN,
    EXPIRES_SHORT,
    HOW_NOT_CHECKED,
    HOW_VERIFIED,
    ISSUED_AT,
    MORE_WAYS_TO_COPY,
    NEXT_TRY,
    NOT_CHECKED_SHORT,
    NOT_RENEWED,
    NOT_RENEWED_NEXT_TRY,
    OFFLINE_NEXT_TRY,
    OFFLINE_NOW,
    TOKEN_IS_OVER,
    TOKEN_IS_VALID,
    TRY_NOW,
    VERIFIED_SHORT,
)
from desktop_login.messages.durations import duration
from desktop_login.messages.look import SESSION_ENDS, STILL_SIGNED_IN
from desktop_login.messages.pages import (
    COPY_ID_TOKEN,
    KEYS_OF_DEMO,
    REFRESH_NOW,
    RENEWING,
    RENEWS_IN,
    SIGNATURE_NOT_CHECKED,
    SIGNATURE_VERIFIED,
    SIGNATURE_VERIFIED_ELSEWHERE,
)
from desktop_login.messages.translate import tr, translate
from desktop_login.ui.announce import announce
from desktop_login.ui.moments import clock_time, date_of, span, time_of_day
from desktop_login.ui.theme import GRID
from desktop_login.ui.translation import countdown
from desktop_login.ui.widgets.basics import button, label
from desktop_login.ui.widgets.busy_button import BusyButton
from desktop_login.ui.widgets.chip import Chip
from desktop_login.ui.widgets.life_bar import LifeBar
from desktop_login.ui.widgets.live_text import LiveText
from desktop_login.ui.widgets.menu_button import ArrowButton

_ROW = QBoxLayout.Direction.LeftToRight
_SPACE = 2
_BESIDE = 2 * GRID
_COLUMN = QBoxLayout.Direction.TopToBottom


class KeyInUse(NamedTuple):
    """What the head of a token says about its signature."""

    algorithm: str
    key: str


class StatusCard(QFrame):
    """Every state has the same height: only words and one colour change.

    `demo`: the window says already that the keys are not Amazon's.
    """

    refresh = Signal()
    copy_wanted = Signal()
    ways_to_copy = Signal()

    def __init__(self, *, demo: bool = False) -> None:
        super().__init__()
        self.setObjectName("card")
        self._demo = demo
        self.title = label("", "status")
        self.signature = Chip()
        self.keys_of_demo = LiveText("small")
        self.keys_of_demo.set_words(tr(KEYS_OF_DEMO))
        self.keys_of_demo.hide()
        self._keys_are_of_demo = False
        self.how_checked = label("", "small", wrap=True)
        self.how_checked.setMinimumWidth(1)
        self.how_checked.hide()
        self.signature.clicked.connect(self._tell_how)
        self.refresh_now = BusyButton(tr(REFRESH_NOW), tr(RENEWING), "R")
        self.refresh_now.wanted.connect(self.refresh)
        self.copy_token = button(tr(COPY_TOKEN), "primary", "C")
        self.copy_token.setAccessibleName(tr(COPY_ID_TOKEN))
        self.copy_token.setProperty("part", "left")
        self.copy_token.clicked.connect(self.copy_wanted)
        self.more_ways = ArrowButton(tr(MORE_WAYS_TO_COPY))
        self.more_ways.setToolTip(tr(MORE_WAYS_TO_COPY))
        self.more_ways.setProperty("part", "right")
        self.more_ways.clicked.connect(self.ways_to_copy)
        self.expires = LiveText()
        self.renews = LiveText("good-line")
        self.renews.setFixedHeight(3 * GRID)  # as high as the link that is there at times
        self.try_now = button(tr(TRY_NOW), "link")
        self.try_now.setProperty("part", "right")
        self.try_now.clicked.connect(self.refresh)
        self.life = LifeBar()
        self.issued = LiveText("small", whole=True)
        self.remark = LiveText("small")
        self.until = LiveText("small", right=True, whole=True)
        self._arrange()

    def offer_copy(self, offered: bool) -> None:
        """Whether the token can be copied here at all."""
        for one in () if offered else (self.copy_token, self.more_ways):
            one.hide()

    def set_narrow(self, *, buttons_below: bool, lines_below: bool) -> None:
        """`buttons_below` puts the two buttons into a row of their own, half of the width each."""
        self._head.setDirection(_COLUMN if buttons_below else _ROW)
        self._line.setDirection(_COLUMN if lines_below else _ROW)
        self._line.setSpacing(0 if lines_below else 2 * GRID)
        self.renews.set_right(not lines_below)
        self._next.setStretch(0, 1 if lines_below else 0)
        self._fit_keys_of_demo()

    def show_identity(self, identity: Identity, key: KeyInUse, checked_at: float) -> None:
        """Says whose keys they were, unless they were Amazon's."""
        verified = identity.signature is Signature.VERIFIED
        elsewhere = identity.keys_of if verified and not self._demo else ""
        self._keys_are_of_demo = verified and self._demo
        if elsewhere:
            whole = tr(SIGNATURE_VERIFIED_ELSEWHERE, host=elsewhere)
            self.signature.set_words([whole], "warning", wraps=True)
        elif verified:
            words = [f"✓ {tr(words)}" for words in (SIGNATURE_VERIFIED, VERIFIED_SHORT)]
            self.signature.set_words(words, "good")
            self.signature.setAccessibleName(tr(SIGNATURE_VERIFIED))
        else:
            self.signature.set_words([tr(SIGNATURE_NOT_CHECKED), tr(NOT_CHECKED_SHORT)], "warning")
        self._answer.setDirection(_COLUMN if elsewhere else _ROW)
        self._chips.setStretch(0, 1 if elsewhere else 0)
        self._chips.setStretch(_SPACE, 0 if elsewhere else 1)
        self._fit_keys_of_demo()
        how = HOW_VERIFIED if verified else HOW_NOT_CHECKED
        self.how_checked.setText(
            tr(how, algorithm=key.algorithm, key=key.key, time=time_of_day(checked_at))
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_keys_of_demo()

    def _fit_keys_of_demo(self) -> None:
        """Small print, whole or not at all: the bar says that it is a demo."""
        wanted = (self.title, self.signature, self.keys_of_demo)
        wide = sum(part.sizeHint().width() + GRID for part in wanted) - GRID
        room = self.contentsRect().width() - 2 * _BESIDE
        if self._head.direction() is _ROW:
            room -= self._buttons.sizeHint().width() + self._head.spacing()
        self.keys_of_demo.setVisible(self._keys_are_of_demo and wide <= room)

    def _tell_how(self) -> None:
        """A press shows it, another one hides it. No check box: that is what a screen reader would
        call a button that can be on, and "not checked" would be said of a verified signature."""
        self.how_checked.setVisible(self.how_checked.isHidden())
        if self.how_checked.isVisible():
            announce(self.how_checked, self.how_checked.text())

    def show_state(self, state: SignedIn, now: float, *, good: bool) -> None:
        """Called at every second while it is seen; `good`: the token is still valid."""
        title = tr(TOKEN_IS_VALID if good else TOKEN_IS_OVER)
        if title != self.title.text():
            self.title.setText(title)
            self.title.setProperty("loginRole", "status" if good else "status-over")
            self.title.style().unpolish(self.title)
            self.title.style().polish(self.title)
        for offered in (self.copy_token, self.more_ways):
            if offered.isEnabled() is not good:  # a dead token is not offered for copying
                offered.setEnabled(good)
        self.refresh_now.set_busy(isinstance(state.freshness, Refreshing))
        left = span(abs(state.expires_at - now))
        expiry = clock_time(state.expires_at, now)
        words = tr(EXPIRES_IN if good else EXPIRED_AGO, t=left, time=expiry)
        short = tr(EXPIRES_SHORT if good else EXPIRED_SHORT, t=left)
        self.expires.set_words(words, left, shorter=short, name=words)
        self._show_next(state, now)
        self._show_life(state, now, expiry, good=good)

    def _show_next(self, state: SignedIn, now: float) -> None:
        trouble = isinstance(state.freshness, RefreshFailed)
        if self.try_now.isHidden() is trouble:
            self.try_now.setVisible(trouble)
        match state.freshness:
            case Fresh(due_at=due):
                self.renews.set_role("good-line")
                left = countdown(due - now)
                self.renews.set_words(tr(RENEWS_IN, t=left))
                self._show_session_end(state, now)
            case Refreshing():
                self.renews.set_role("good-line")
                self.renews.set_words(tr(RENEWING))
            case RefreshFailed(error_info=error_info, retry_at=retry_at):
                lost = error_info.code in NOT_REACHED
                self.renews.set_role("amber")
                wait = (retry_at or now) - now
                if wait > 0:
                    when = OFFLINE_NEXT_TRY if lost else NOT_RENEWED_NEXT_TRY
                    shown = translate(duration(wait))
                    short = tr(OFFLINE_NOW) if lost else tr(NEXT_TRY, t=shown)
                    self.renews.set_words(tr(when, t=shown), shorter=short)
                else:
                    self.renews.set_words(tr(OFFLINE_NOW if lost else NOT_RENEWED))
                if lost:
                    self.remark.set_role("amber-small")
                    self.remark.set_words(tr(CANNOT_REACH), shorter=tr(STILL_SIGNED_IN))
                else:
                    self._show_session_end(state, now)

    def _show_session_end(self, state: SignedIn, now: float) -> None:
        """Only where it is known; in its last day it is coloured."""
        if state.ends_at is None:
            self.remark.set_words("")
            return
        soon = ends_soon(state, now)
        self.remark.set_role("amber-small" if soon else "small")
        when = clock_time(state.ends_at, now)
        shorter = "" if soon else tr(SESSION_ENDS, time=date_of(state.ends_at))
        self.remark.set_words(tr(SESSION_ENDS, time=when), shorter=shorter)

    def _show_life(self, state: SignedIn, now: float, expiry: str, *, good: bool) -> None:
        whole = max(1.0, state.session.lifetime.seconds)
        began = state.expires_at - whole
        renews = None
        if isinstance(state.freshness, Fresh):
            renews = (state.freshness.due_at - began) / whole
        tone = "error" if not good else "link"
        if good and isinstance(state.freshness, RefreshFailed):
            tone = "warning"
        self.life.set_life((now - began) / whole, renews, tone)
        self.issued.set_words(tr(ISSUED_AT, time=clock_time(began, now)))
        self.until.set_words(expiry)

    def _arrange(self) -> None:
        self._answer = QBoxLayout(_ROW)
        self._answer.setSpacing(GRID)
        self._answer.addWidget(self.title)
        chips = self._chips = QHBoxLayout()
        chips.setSpacing(GRID)
        chips.addWidget(self.signature, 1)
        chips.addWidget(self.keys_of_demo)
        chips.addStretch(1)
        self._answer.addLayout(chips, 1)
        buttons = self._buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        buttons.setAlignment(Qt.AlignmentFlag.AlignTop)  # beside the title, however long the chip
        buttons.addWidget(self.refresh_now, 1)
        copy = QHBoxLayout()
        copy.setSpacing(0)
        copy.addWidget(self.copy_token, 1)
        copy.addWidget(self.more_ways)
        buttons.addLayout(copy, 1)
        self._head = QBoxLayout(_ROW)
        self._head.setSpacing(2 * GRID)
        self._head.addLayout(self._answer, 1)
        self._head.addLayout(buttons)
        self._next = QHBoxLayout()
        self._next.setSpacing(GRID)
        self._next.addWidget(self.renews)
        self._next.addWidget(self.try_now)
        self._line = QBoxLayout(_ROW)
        self._line.addWidget(self.expires, 1)
        self._line.addLayout(self._next)
        foot = QHBoxLayout()
        foot.setSpacing(GRID)
        foot.addWidget(self.issued)
        foot.addStretch(1)
        foot.addWidget(self.remark)
        foot.addStretch(1)
        foot.addWidget(self.until)
        column = QVBoxLayout(self)
        column.setContentsMargins(_BESIDE, 2 * GRID, _BESIDE, 2 * GRID)
        column.setSpacing(GRID)
        column.addLayout(self._head)
        column.addWidget(self.how_checked)
        column.addLayout(self._line)
        column.addWidget(self.life)
        column.addLayout(foot)
