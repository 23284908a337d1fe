"""The demo's side panel: users to click, and the codes that a real pool would send. Knows no demo server."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from desktop_login.flow.services import DemoInspector
from desktop_login.messages.pages import (
    AUTHENTICATOR_FOR,
    COPY_CODE,
    CURRENT_CODE,
    DEMO_CHOOSE_USER,
    DEMO_CODE_FOR,
    DEMO_IS_LOCAL,
    DEMO_MAILBOX,
    DEMO_MODE,
    DEMO_PASSWORD,
    DEMO_USERS,
    NO_MESSAGES,
    SECRET_KEY,
)
from desktop_login.messages.translate import tr
from desktop_login.ui.theme import GRID
from desktop_login.ui.widgets.basics import button, label, sentence
from desktop_login.ui.widgets.scrolled import Scrolled

WIDTH = 320
_SHOWN_MESSAGES = 5
_UNLIMITED = 16777215  # QWIDGETSIZE_MAX


@dataclass(frozen=True)
class DemoUser:
    """`story` is a key of `messages.pages.DEMO_USERS`."""

    story: str
    email: str


@dataclass(frozen=True)
class DemoUsers:
    """Who there is to try, known before anything runs."""

    users: tuple[DemoUser, ...]
    password: str


class DemoBanner(QFrame):
    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("banner")
        self.setAccessibleName(tr(DEMO_MODE))
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        row.addWidget(label(tr(DEMO_MODE), "label"))
        row.addWidget(sentence(tr(DEMO_IS_LOCAL), "muted"), 1)


class DemoPanel(QFrame):
    """Emits `chosen(email, password)`."""

    chosen = Signal(str, str)

    def __init__(self, demo_users: DemoUsers) -> None:
        super().__init__()
        self.setObjectName("side")
        self._inspector: DemoInspector | None = None
        self._demo_users = demo_users
        users, people = _section("")
        users.addWidget(sentence(tr(DEMO_CHOOSE_USER), "label"))
        password = label(tr(DEMO_PASSWORD, text=demo_users.password), "small", wrap=True)
        password.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        users.addWidget(password)
        for user in demo_users.users:
            users.addWidget(self._user_button(user))
        users.addStretch(1)
        letters, mailbox = _section(tr(DEMO_MAILBOX))
        self._mail, self._keys = QVBoxLayout(), QVBoxLayout()
        letters.addWidget(label(tr(DEMO_MAILBOX), "title"))
        for part in (self._mail, self._keys):
            part.setSpacing(GRID)
            letters.addLayout(part)
        letters.addStretch(1)
        self._halves = QVBoxLayout(self)
        self._halves.setContentsMargins(0, 0, 0, 0)
        self._halves.setSpacing(0)
        self._halves.addWidget(people, 5)
        self._halves.addWidget(mailbox, 4)
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._show_authenticators)
        self._shown_keys: object = None
        self._show_messages()

    def attach(self, inspector: DemoInspector) -> None:
        """The demo is running: show what arrives."""
        from desktop_login.ui.background_call import SignalBridge

        self._inspector = inspector
        bridge = SignalBridge()
        bridge.delivered.connect(self._show_messages)
        inspector.on_message(bridge.deliver)
        self._show_messages()
        self._show_authenticators()

    def stand_below(self, below: bool, height: int) -> None:
        """Below the page in a narrow window, at most `height` high; beside it otherwise."""
        self.setMaximumHeight(height)
        self.setMinimumWidth(0 if below else WIDTH)
        self.setMaximumWidth(_UNLIMITED if below else WIDTH)
        self._halves.setDirection(
            QBoxLayout.Direction.LeftToRight if below else QBoxLayout.Direction.TopToBottom
        )
        if bool(self.property("below")) != below:
            self.setProperty("below", below)
            self.style().polish(self)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def _user_button(self, user: DemoUser) -> QWidget:
        choose = button(user.email, "story")
        words = tr(DEMO_USERS[user.story])
        choose.setText("")
        choose.setAccessibleDescription(words)
        lines = QVBoxLayout(choose)
        lines.setContentsMargins(12, 6, 12, 6)
        lines.setSpacing(0)
        for line in (label(user.email), label(words, "small")):
            line.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            lines.addWidget(line)
        choose.clicked.connect(lambda: self.chosen.emit(user.email, self._demo_users.password))
        return choose

    def _show_messages(self) -> None:
        _clear(self._mail)
        messages = self._inspector.messages() if self._inspector else ()
        if not messages:
            self._mail.addWidget(label(tr(NO_MESSAGES), "small"))
        for to, code in list(reversed(messages))[:_SHOWN_MESSAGES]:
            self._mail.addWidget(_slip(tr(DEMO_CODE_FOR, dest=to, code=code), code))

    def _show_authenticators(self) -> None:
        keys = self._inspector.authenticators() if self._inspector else ()
        if keys == self._shown_keys:
            return
        self._shown_keys = keys
        _clear(self._keys)
        for email, secret, code in keys:
            title = tr(AUTHENTICATOR_FOR, email=email)
            spaced = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
            lines = [f"{tr(SECRET_KEY)}: {spaced}", f"{tr(CURRENT_CODE)}: {code}"]
            self._keys.addWidget(_slip(title, code, lines))


def _section(name: str) -> tuple[QVBoxLayout, Scrolled]:
    """A scrolling half of the panel and the column that fills it."""
    content = QWidget()
    content.setObjectName("side-content")
    column = QVBoxLayout(content)
    column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
    column.setSpacing(GRID)
    half = Scrolled(content)
    half.area.setAccessibleName(name)
    return column, half


def _slip(title: str, code: str, lines: Sequence[str] = ()) -> QFrame:
    """One message with its code to copy."""
    frame = QFrame()
    frame.setObjectName("message")
    column = QVBoxLayout(frame)
    column.setContentsMargins(12, 8, 12, 8)
    column.setSpacing(4)
    words = label(title, "small" if lines else "", wrap=True)
    words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    column.addWidget(words)
    for line in lines:
        shown = label(line, "small", wrap=True)
        shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(shown)
    copy = button(tr(COPY_CODE), "link")
    copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(code))
    row = QHBoxLayout()
    row.addWidget(copy)
    row.addStretch(1)
    column.addLayout(row)
    return frame


def _clear(layout: QVBoxLayout) -> None:
    while layout.count():
        item = layout.takeAt(0)
        widget = item.widget() if item else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()
