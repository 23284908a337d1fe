"""The demo's mailbox: the codes that a real pool would send, those of authenticator apps, and the key. Knows no demo server."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum, auto
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_login.flow.services import DemoInspector
from desktop_login.messages.inputs import USE_CODE
from desktop_login.messages.pages import (
    AUTHENTICATOR_FOR,
    COPY_CODE,
    CURRENT_CODE,
    DEMO_CODE_FOR,
    DEMO_CODE_TO,
    DEMO_MAILBOX,
    NO_MESSAGES,
    SECRET_KEY,
)
from desktop_login.messages.translate import tr
from desktop_login.ui.qt_constants import NEXT_TURN_MS
from desktop_login.ui.theme import GRID
from desktop_login.ui.widgets.basics import EachSecond, accelerate, button, label, sentence
from desktop_login.ui.widgets.fitting import breakable, in_phrases
from desktop_login.ui.widgets.row import WrappingRow
from desktop_login.ui.widgets.scrolled import Scrolled, scroll_to

if TYPE_CHECKING:
    from desktop_login.domain.secret import Secret

_SHOWN_MESSAGES = 5


class Asked(Enum):
    """Which code the open page asks for: one that was sent, or that of an authenticator app."""

    SENT = auto()
    AUTHENTICATOR = auto()


class DemoMail(EachSecond, Scrolled):
    """Emits `code_wanted(code)` to fill it in where one is asked for, and `arrived()`."""

    code_wanted = Signal(str)
    arrived = Signal()

    def __init__(self) -> None:
        content = QWidget()
        content.setObjectName("side-content")
        self.column = QVBoxLayout(content)
        self.column.setSpacing(GRID)
        super().__init__(content)
        self.area.setAccessibleName(tr(DEMO_MAILBOX))
        self._inspector: DemoInspector | None = None
        self._asked: Asked | None = None
        self._user = ""
        self._secret: Secret | None = None  # that of the authenticator which is being set up
        self._sent = ""  # the code that was answered with last
        # the last message of those that nobody waits for any more
        self._done: tuple[str, str] | None = None
        self._arrivals: list[str] = []
        self._slips: list[tuple[tuple[str, str], QFrame]] = []
        self._key_slips: list[tuple[str, str, QFrame]] = []
        self._shown_keys: object = None
        # the authenticator whose code is asked for, the messages, the other authenticators
        self._first, self._mail, self._keys = QVBoxLayout(), QVBoxLayout(), QVBoxLayout()
        self.column.addWidget(sentence(tr(DEMO_MAILBOX), "title"))
        for part in (self._first, self._mail, self._keys):
            part.setSpacing(GRID)
            self.column.addLayout(part)
        self.column.addStretch(1)
        self.count_seconds(self._show_authenticators)
        self._show_messages()

    @property
    def count(self) -> int:
        """How many messages have arrived."""
        return len(self._arrivals)

    def attach(self, inspector: DemoInspector) -> None:
        """The demo is running: show what arrives."""
        from desktop_login.ui.background_call import SignalBridge

        self._inspector = inspector
        bridge = SignalBridge()
        bridge.delivered.connect(self._show_messages)
        inspector.on_message(bridge.deliver)
        key = inspector.key()
        if key is not None:
            from desktop_login.ui.widgets.demo_key import DemoKeyBox

            self.column.insertWidget(0, DemoKeyBox(key))
            self.column.insertSpacing(1, GRID)
        self._show_messages()
        self._show_authenticators()

    def ask(self, asked: Asked | None, secret: Secret | None = None) -> None:
        """Another page is open: what it asks for is marked and brought into view, and what an earlier
        one has asked for is not any more. `secret` is what an authenticator takes over on that page."""
        before, self._asked, self._secret = self._asked, asked, secret
        if before is Asked.SENT:
            messages = self._messages()
            used = [one for one in messages if one[1] == self._sent]
            self._done = used[-1] if used else messages[-1] if messages else None
        self._mark_messages()
        self._place_authenticators()

    def answered(self, code: str) -> None:
        """The open page was answered with this code."""
        self._sent = code

    def show_user(self, email: str) -> None:
        """Who signs in, or is signed in."""
        if email != self._user:
            self._user = email
            self._place_authenticators()

    def _messages(self) -> Sequence[tuple[str, str]]:
        return self._inspector.messages() if self._inspector else ()

    def _show_messages(self) -> None:
        _clear(self._mail)
        messages = self._messages()
        if not messages:
            self._mail.addWidget(sentence(tr(NO_MESSAGES), "small"))
        while len(self._arrivals) < len(messages):
            self._arrivals.append(_now())
        self._slips = []
        recent = list(zip(messages, self._arrivals, strict=False))[-_SHOWN_MESSAGES:]
        for (to, code), came_at in reversed(recent):
            spoken = tr(DEMO_CODE_FOR, dest=to, code=code)
            slip = self._slip(tr(DEMO_CODE_TO, dest=to), code, spoken, beside=came_at)
            self._slips.append(((to, code), slip))
            self._mail.addWidget(slip)
        self._mark_messages()
        self._reach_in_order()
        self.arrived.emit()

    def _mark_messages(self) -> None:
        """The newest, where a page waits for it."""
        for number, (one, slip) in enumerate(self._slips):
            waited_for = self._asked is Asked.SENT and one != self._done
            self._mark(slip, not number and waited_for)

    def _show_authenticators(self) -> None:
        keys = self._inspector.authenticators() if self._inspector else ()
        if keys == self._shown_keys:
            return
        self._shown_keys = keys
        for part in (self._first, self._keys):
            _clear(part)
        self._key_slips = []
        for email, secret, code in keys:
            spaced = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
            spoken = f"{tr(CURRENT_CODE)}: {code}"
            below = f"{tr(SECRET_KEY)}: {spaced}"
            title = tr(AUTHENTICATOR_FOR, email=email)
            slip = self._slip(title, code, spoken, below=below)
            self._key_slips.append((email, secret, slip))
        self._place_authenticators()

    def _place_authenticators(self) -> None:
        """The one whose code is asked for comes first: that which is being set up, else that of the user."""
        new, found = self._secret, False
        for email, secret, slip in self._key_slips:
            wanted = email == self._user if new is None else secret == new.reveal()
            asked = self._asked is Asked.AUTHENTICATOR and wanted and not found
            found = found or asked
            (self._first if asked else self._keys).addWidget(slip)
            self._mark(slip, asked)
        self._reach_in_order()

    def _mark(self, slip: QFrame, marked: bool) -> None:
        if bool(slip.property("newest")) != marked:
            slip.setProperty("newest", marked)
            slip.style().polish(slip)
            if marked:
                bring_into_view(slip)

    def _slip(
        self, title: str, code: str, spoken: str, *, beside: str = "", below: str = ""
    ) -> QFrame:
        """A code to use or to copy. `title` says whose it is, `spoken` the same with the code."""
        frame = QFrame()
        frame.setObjectName("message")
        column = QVBoxLayout(frame)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(4)
        column.addWidget(_to_copy(title, "small"))
        line = QHBoxLayout()
        shown = _to_copy(code, "code")
        shown.setAccessibleName(spoken)
        line.addWidget(shown, 1)
        if beside:
            line.addWidget(label(beside, "small"))
        column.addLayout(line)
        if below:
            column.addWidget(_to_copy(below, "small"))
        use, copy = button(tr(USE_CODE), "link"), button(tr(COPY_CODE), "link")
        use.clicked.connect(lambda: self.code_wanted.emit(code))
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(code))
        column.addWidget(WrappingRow(use, copy))
        accelerate(frame)
        return frame

    def _reach_in_order(self) -> None:
        """Tab goes as one reads, whatever was made last."""
        if self._inspector is None:
            return
        from desktop_login.ui.widgets.tab_order import reach_in_turn, reached_by_tab

        parts = (self._first, self._mail, self._keys)
        reach_in_turn(
            *(stop for part in parts for one in _in(part) for stop in reached_by_tab(one))
        )


def bring_into_view(widget: QWidget) -> None:
    """A turn later: what has just come has no place yet."""
    QTimer.singleShot(NEXT_TURN_MS, widget, lambda: _scroll_to_whole(widget))


def _scroll_to_whole(widget: QWidget) -> None:
    """So that nothing is cut at the upper edge."""
    scroll_to(widget)
    half = widget.parentWidget()
    while half is not None and not isinstance(half, Scrolled):
        half = half.parentWidget()
    if half is None or not half.area.verticalScrollBar().value():
        return
    bar = half.area.verticalScrollBar()
    tops = sorted(one.y() - GRID for one in half.content.children() if isinstance(one, QWidget))
    whole = next((top for top in tops if top >= bar.value()), bar.value())
    bar.setValue(min(whole, widget.y() - GRID))


def _to_copy(words: str, role: str) -> QLabel:
    """A line whose text can be selected; an address breaks before its domain."""
    shown = label(breakable(in_phrases(words)).replace("@", "\u200b@"), role, wrap=True)
    if shown.text() != words:
        shown.setAccessibleName(words)
    shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return shown


def _now() -> str:
    """As every time of day is written."""
    from time import time

    from desktop_login.ui.moments import time_of_day  # nothing arrives before the first paint

    return time_of_day(time())


def _in(layout: QVBoxLayout) -> Iterator[QWidget]:
    for at in range(layout.count()):
        item = layout.itemAt(at)
        widget = item.widget() if item is not None else None
        if widget is not None:
            yield widget


def _clear(layout: QVBoxLayout) -> None:
    while layout.count():
        item = layout.takeAt(0)
        widget = item.widget() if item else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()
