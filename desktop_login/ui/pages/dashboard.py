"""The ID token and what it means. Shows a session; refreshes and ends none."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop_login.domain.states import Fresh, RefreshFailed, Refreshing, SignedIn, usable
from desktop_login.domain.tokens import Identity, Signature
from desktop_login.messages.message import message
from desktop_login.messages.pages import (
    CLAIMS,
    COPY_ID_TOKEN,
    HIDE_ID_TOKEN,
    ID_TOKEN,
    ID_TOKEN_COPIED,
    KEYS_OF_DEMO,
    REFRESH_NOW,
    RENEWING,
    RENEWS_IN,
    SHOW_ID_TOKEN,
    SIGNATURE_NOT_CHECKED,
    SIGNATURE_VERIFIED,
    SIGNATURE_VERIFIED_ELSEWHERE,
)
from desktop_login.messages.select import duration
from desktop_login.messages.translate import tr
from desktop_login.ui.clipboard import SecretClipboard
from desktop_login.ui.error_view import dashboard_view, success
from desktop_login.ui.theme import GRID
from desktop_login.ui.translation import countdown
from desktop_login.ui.widgets.basics import button, label, retitle
from desktop_login.ui.widgets.claims_table import ClaimsTable
from desktop_login.ui.widgets.fitting import FittingLabel, breakable
from desktop_login.ui.widgets.problem_bar import ProblemBar
from desktop_login.ui.widgets.secret_text import SecretText

_NARROW = 560
_HIDDEN = "•" * 64
_TOKEN_LINES = 5
_UNLIMITED = 16777215  # QWIDGETSIZE_MAX


class Dashboard(QWidget):
    """Emits `refresh()` and `save_again()`.

    `now` is the wall clock (epoch s), for the countdown only. In a `demo` the window says already
    that nothing here is Amazon's.
    """

    refresh = Signal()
    save_again = Signal()

    def __init__(
        self, clipboard: SecretClipboard, now: Callable[[], float], *, demo: bool = False
    ) -> None:
        super().__init__()
        self.setObjectName("page")
        self._demo = demo
        self._whole_line = False
        self._clipboard = clipboard
        self._now = now
        self._state: SignedIn | None = None
        self._shown = True
        self.bar = ProblemBar()
        self.bar.try_again.connect(self._try_again)
        self.token = SecretText(clipboard)
        self.token.setAccessibleName(tr(ID_TOKEN))
        self.token.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        height = self.token.fontMetrics().lineSpacing() * _TOKEN_LINES + 2 * GRID + 8
        self.token.setFixedHeight(height)
        self.hide_token = button(tr(HIDE_ID_TOKEN), "link", "H")
        self.hide_token.clicked.connect(self._toggle_token)
        self.copy_token = button(tr(COPY_ID_TOKEN), "link", "C")
        self.copy_token.clicked.connect(self._copy_token)
        self.signature = label("", "chip")
        self.keys_of_demo = FittingLabel("small")
        self.keys_of_demo.set_wordings([tr(KEYS_OF_DEMO)])
        self.keys_of_demo.hide()
        self.signature.setFixedHeight(3 * GRID)
        self.refreshes_text = label("", "muted")
        self.refresh_now = button(tr(REFRESH_NOW), shortcut="R")
        self.refresh_now.clicked.connect(self.refresh)
        self.claims = ClaimsTable()
        self._seconds = QTimer(self)
        self._seconds.setInterval(1000)
        self._seconds.timeout.connect(self._tick)
        self._arrange()

    def show_state(self, state: SignedIn) -> None:
        before, self._state = self._state, state
        identity = state.session.identity
        self._show_freshness(state)
        if before is None or before.session is not state.session:
            self._show_token()
            self.claims.show_claims(identity.claims)
            self._show_signature(identity)
        self._show_bar(state)
        self._tick()

    def forget(self) -> None:
        """Nothing of the session stays in the widgets."""
        self._state = None
        self.bar.clear()
        self.token.setPlainText("")
        self.claims.show_claims({})
        self._shown = True
        retitle(self.hide_token, tr(HIDE_ID_TOKEN))
        self._clipboard.clear_if_ours()

    def start(self) -> None:
        self.token.setFocus(Qt.FocusReason.OtherFocusReason)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tick()
        self._seconds.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._seconds.stop()  # a hidden label costs no wake-up

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._turn_rows()

    def _turn_rows(self) -> None:
        narrow = self.width() < _NARROW
        below = narrow or self._whole_line
        way = QBoxLayout.Direction.TopToBottom if below else QBoxLayout.Direction.LeftToRight
        self._status.setDirection(way)

    def _arrange(self) -> None:
        token_row = QHBoxLayout()
        token_row.addWidget(label(tr(ID_TOKEN), "title"))
        token_row.addStretch(1)
        token_row.addWidget(self.hide_token)
        token_row.addWidget(self.copy_token)
        self._status = QHBoxLayout()
        chip = self._chip = QHBoxLayout()
        chip.addWidget(self.signature)
        chip.addWidget(self.keys_of_demo)
        chip.addStretch(1)
        self._status.addLayout(chip, 1)
        refresh_line = QHBoxLayout()
        refresh_line.addWidget(self.refreshes_text)
        refresh_line.addWidget(self.refresh_now)
        refresh_line.addStretch(0)
        self._status.addLayout(refresh_line)
        self.claims.setMinimumHeight(160)
        self.claims.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 3 * GRID)
        column.setSpacing(GRID)
        column.addWidget(self.bar)
        column.addLayout(token_row)
        column.addWidget(self.token)
        column.addLayout(self._status)
        column.addSpacing(GRID)
        column.addWidget(label(tr(CLAIMS), "title"))
        column.addWidget(self.claims, 1)

    def _show_token(self) -> None:
        if self._state is None:
            return
        token = self._state.session.tokens.id_token.reveal()
        self.token.setPlainText(token if self._shown else _HIDDEN)

    def _show_signature(self, identity: Identity) -> None:
        """Says whose keys they were, unless they were Amazon's."""
        verified = identity.signature is Signature.VERIFIED
        elsewhere = identity.keys_of if verified and not self._demo else ""
        self.keys_of_demo.setVisible(verified and self._demo)
        role = "chip"
        words = tr(SIGNATURE_VERIFIED if verified else SIGNATURE_NOT_CHECKED)
        if elsewhere:
            role, words = "chip-warning", tr(SIGNATURE_VERIFIED_ELSEWHERE, host=elsewhere)
        elif verified:
            role = "chip-good"
        self.signature.setText(breakable(words) if elsewhere else words)
        self.signature.setAccessibleName(words)
        self._give_room_to_signature(bool(elsewhere))
        self.signature.setProperty("role", role)
        self.signature.style().unpolish(self.signature)
        self.signature.style().polish(self.signature)

    def _give_room_to_signature(self, whole_line: bool) -> None:
        """A host is never cut, because its end says whose it is: it wraps on a line of its own."""
        self.signature.setWordWrap(whole_line)
        self.signature.setMaximumHeight(_UNLIMITED if whole_line else 3 * GRID)
        self._chip.setStretch(0, 1 if whole_line else 0)
        self._chip.setStretch(self._chip.count() - 1, 0 if whole_line else 1)
        self._whole_line = whole_line
        self._turn_rows()

    def _usable(self, state: SignedIn) -> bool:
        """Look at the clock now: the token expires at its second, not at a tick."""
        return usable(state) and self._now() < state.expires_at

    def _show_freshness(self, state: SignedIn) -> None:
        good = self._usable(state)
        self.refresh_now.setEnabled(not isinstance(state.freshness, Refreshing))
        self.copy_token.setEnabled(good)  # a dead token is not offered for copying
        self.token.setEnabled(good)
        if not good:
            self._clipboard.clear_if_ours()

    def _show_bar(self, state: SignedIn) -> None:
        view = dashboard_view(state, usable=self._usable(state))
        if view is not None:
            self.bar.show_view(view)
        elif not isinstance(state.freshness, Refreshing):
            self.bar.clear()

    def _try_again(self) -> None:
        if self._state is not None and isinstance(self._state.freshness, RefreshFailed):
            self.refresh.emit()
        else:
            self.save_again.emit()

    def _tick(self) -> None:
        state = self._state
        if state is None:
            return
        if self.copy_token.isEnabled() and not self._usable(state):
            self._show_freshness(state)
            self._show_bar(state)
        match state.freshness:
            case Fresh(due_at=due):
                self.refreshes_text.setText(tr(RENEWS_IN, t=countdown(due - self._now())))
            case Refreshing():
                self.refreshes_text.setText(tr(RENEWING))
            case RefreshFailed():
                self.refreshes_text.setText("")

    def hide_token_now(self) -> None:
        if self._state is not None and self._shown:
            self._toggle_token()

    def _toggle_token(self) -> None:
        self._shown = not self._shown
        retitle(self.hide_token, tr(HIDE_ID_TOKEN if self._shown else SHOW_ID_TOKEN))
        self._show_token()

    def _copy_token(self) -> None:
        if self._state is None or not self._usable(self._state):
            return
        self._clipboard.copy(self._state.session.tokens.id_token.reveal())
        self.bar.show_view(
            success(message(ID_TOKEN_COPIED, t=duration(SecretClipboard.clear_after_s)))
        )
