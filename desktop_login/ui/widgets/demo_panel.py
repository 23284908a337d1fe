"""The demo's side panel: users to click, and the codes that a real pool would send. Knows no demo server."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, QTime, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop_login.flow.services import DemoInspector
from desktop_login.messages.inputs import (
    DEMO_CHOSEN,
    DEMO_ORDINARY,
    DEMO_SECOND_STEP,
    DEMO_SIGN_OUT_FIRST,
    DEMO_SIGNED_IN,
    DEMO_TROUBLE,
    DEMO_USER_COUNT,
    USE_CODE,
)
from desktop_login.messages.look import DEMO_NEW_CODE, DEMO_PANEL
from desktop_login.messages.message import Message
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
from desktop_login.ui.qt_constants import UNLIMITED
from desktop_login.ui.theme import GRID
from desktop_login.ui.widgets.basics import EachSecond, accelerate, button, label, sentence
from desktop_login.ui.widgets.fitting import FittingLabel, breakable, in_phrases
from desktop_login.ui.widgets.plain_tip import set_tip
from desktop_login.ui.widgets.row import WrappingRow
from desktop_login.ui.widgets.scrolled import BAR, Scrolled

WIDTH = 320
_SHOWN_MESSAGES = 5
# Which users stand together; who is in none is among the first.
_GROUPS: Sequence[tuple[Message, frozenset[str]]] = (
    (DEMO_ORDINARY, frozenset({"confirmed", "new-password", "passwordless", "custom"})),
    (
        DEMO_SECOND_STEP,
        frozenset(
            {"totp", "sms-code", "email-code", "choose-mfa", "setup-mfa", "setup-choice", "device"}
        ),
    ),
    (DEMO_TROUBLE, frozenset({"unverified", "unconfirmed", "reset", "disabled"})),
)


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
        row.addWidget(label(tr(DEMO_MODE), "label"), 0, Qt.AlignmentFlag.AlignTop)  # of two lines
        row.addWidget(sentence(tr(DEMO_IS_LOCAL), "muted"), 1)


class DemoPanel(EachSecond, QFrame):
    """Emits `chosen(email, password)`, and `code_wanted(code)` to fill it in where one is asked for."""

    chosen = Signal(str, str)
    code_wanted = Signal(str)

    def __init__(self, demo_users: DemoUsers) -> None:
        super().__init__()
        self.setObjectName("side")
        self._inspector: DemoInspector | None = None
        self._demo_users = demo_users
        self._buttons: dict[str, _UserButton] = {}
        self._arrivals: list[str] = []
        self._seen = 0  # of them, when the panel was last open
        self._folded = False
        self._below = False
        self.signed_in = False
        users, people = _section("")
        users.addWidget(sentence(tr(DEMO_USER_COUNT, n=len(demo_users.users)), "title"))
        users.addWidget(sentence(tr(DEMO_CHOOSE_USER), "muted"))
        words = tr(DEMO_PASSWORD, text=demo_users.password)
        # in phrases by itself: a label whose text can be selected does not see to it
        self.password = label(in_phrases(words), "small", wrap=True)
        self.password.setAccessibleName(words)
        self.password.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        users.addWidget(self.password)
        for title, members in _grouped(demo_users.users):
            users.addSpacing(GRID)
            users.addWidget(sentence(tr(title), "section"))
            for user in members:
                users.addWidget(self._user_button(user))
        users.addStretch(1)
        letters, mailbox = _section(tr(DEMO_MAILBOX))
        self._mail, self._keys = QVBoxLayout(), QVBoxLayout()
        letters.addWidget(sentence(tr(DEMO_MAILBOX), "title"))
        for part in (self._mail, self._keys):
            part.setSpacing(GRID)
            letters.addLayout(part)
        letters.addStretch(1)
        self.fold = button("", "event")
        self.fold.clicked.connect(lambda: self._set_folded(not self._folded))
        self.fold.hide()
        self._highest = UNLIMITED
        self._inside = QWidget()
        self._halves = QVBoxLayout(self._inside)
        self._halves.setContentsMargins(0, 0, 0, 0)
        self._halves.setSpacing(0)
        self._edge = QFrame()  # where the users end who are seen without scrolling
        self._edge.setObjectName("line")
        self._halves.addWidget(people, 5)
        self._halves.addWidget(self._edge)
        self._halves.addWidget(mailbox, 4)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.fold)
        column.addWidget(self._inside, 1)
        self._columns = (users, letters)
        self.count_seconds(self._show_authenticators)
        self._shown_keys: object = None
        self._show_messages()

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

            self._columns[1].insertWidget(0, DemoKeyBox(key))
            self._columns[1].insertSpacing(1, GRID)
        self._show_messages()
        self._show_authenticators()

    def stand_below(self, below: bool, height: int) -> None:
        """Below the page in a narrow window, at most `height` high; beside it otherwise. There it can be
        folded to one line, so that a low window has room for the form."""
        self._below, self._highest = below, height
        self._set_folded(self._folded)
        self.setMinimumWidth(0 if below else WIDTH)
        self.setMaximumWidth(UNLIMITED if below else WIDTH)
        self._halves.setDirection(
            QBoxLayout.Direction.LeftToRight if below else QBoxLayout.Direction.TopToBottom
        )
        # beside each other the codes need more room than the names, which are cut where they must
        self._halves.setStretch(0, 4 if below else 5)
        self._halves.setStretch(2, 5 if below else 4)
        self._edge.setVisible(not below)
        around = GRID if below else 2 * GRID
        for column in self._columns:
            top = GRID // 2 if below else 2 * GRID
            column.setContentsMargins(around, top, max(around, BAR + 2), 2 * GRID)
        # on a line of its own it is not parted at its hyphen, where the column is narrow
        password = self._demo_users.password
        words = in_phrases(tr(DEMO_PASSWORD, text=password))
        self.password.setText(words.replace(password, f"\n{password}") if below else words)
        if bool(self.property("below")) != below:
            self.setProperty("below", below)
            self.style().polish(self)

    def _set_folded(self, folded: bool) -> None:
        """What is folded beside the page is open as well: it is in nobody's way there."""
        self._folded = folded
        folded = folded and self._below
        self.fold.setVisible(self._below)
        self._inside.setVisible(not folded)
        self.setMaximumHeight(self.fold.sizeHint().height() if folded else self._highest)
        self._title_fold()

    def _title_fold(self) -> None:
        mark = "▸" if self._folded else "▾"
        unread = self._folded and len(self._arrivals) > self._seen
        self._seen = self._seen if self._folded else len(self._arrivals)
        words = tr(DEMO_NEW_CODE if unread else DEMO_PANEL)
        self.fold.setText(f"{mark} {words}")
        self.fold.setAccessibleName(words)

    def show_signed_in(self, signed_in: bool) -> None:
        """While somebody is signed in, another user means to sign out first."""
        if signed_in != self.signed_in:
            self.signed_in = signed_in
            for choose in self._buttons.values():
                choose.show_signed_in(signed_in)

    def mark(self, email: str) -> None:
        """The user whose name is in the form."""
        for name, choose in self._buttons.items():
            choose.mark(name == email)

    def _user_button(self, user: DemoUser) -> QWidget:
        choose = self._buttons[user.email] = _UserButton(user.email, tr(DEMO_USERS[user.story]))
        choose.clicked.connect(lambda: self._choose(user.email))
        return choose

    def _choose(self, email: str) -> None:
        self.mark(email)
        self.chosen.emit(email, self._demo_users.password)

    def _show_messages(self) -> None:
        _clear(self._mail)
        messages = self._inspector.messages() if self._inspector else ()
        if not messages:
            self._mail.addWidget(sentence(tr(NO_MESSAGES), "small"))
        while len(self._arrivals) < len(messages):
            self._arrivals.append(QTime.currentTime().toString("HH:mm:ss"))
        newest = len(messages) - 1
        for number in range(newest, max(-1, newest - _SHOWN_MESSAGES), -1):
            to, code = messages[number]
            slip = self._slip(tr(DEMO_CODE_FOR, dest=to, code=code), code, [self._arrivals[number]])
            slip.setProperty("newest", number == newest)
            self._mail.addWidget(slip)
        self._title_fold()

    def _slip(self, title: str, code: str, lines: Sequence[str]) -> QFrame:
        """One message with its code to use or to copy."""
        frame = QFrame()
        frame.setObjectName("message")
        column = QVBoxLayout(frame)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(4)
        for role, words in (("", title), *(("small", line) for line in lines)):
            phrases = breakable(in_phrases(words)).replace("@", "\u200b@")
            shown = label(phrases, role, wrap=True)
            if shown.text() != words:
                shown.setAccessibleName(words)
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(shown)
        use, copy = button(tr(USE_CODE), "link"), button(tr(COPY_CODE), "link")
        use.clicked.connect(lambda: self.code_wanted.emit(code))
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(code))
        column.addWidget(WrappingRow(use, copy))
        accelerate(frame)
        return frame

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
            self._keys.addWidget(self._slip(title, code, lines))


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


class _UserButton(QPushButton):
    """Two lines: who it is, and what the user shows. Never wider than its place."""

    def __init__(self, email: str, story: str) -> None:
        super().__init__()
        self.setAccessibleName(email)
        self.setProperty("kind", "story")
        self.setAutoDefault(False)
        self._words = story
        self._story = FittingLabel("small")
        name = FittingLabel("")
        name.set_wordings([email])
        lines = QVBoxLayout(self)
        lines.setContentsMargins(13, 6, 13, 6)  # the border of a button is within its margins
        lines.setSpacing(0)
        for line in (name, self._story):
            line.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            lines.addWidget(line)
        self.show_signed_in(False)

    def show_signed_in(self, signed_in: bool) -> None:
        self._signed_in = signed_in
        self._describe()

    def mark(self, chosen: bool) -> None:
        if bool(self.property("chosen")) != chosen:
            self.setProperty("chosen", chosen)
            self.style().polish(self)
            self._describe()

    def _describe(self) -> None:
        """What the user shows stays to be read; a press would sign out first, which the tip says."""
        chosen = bool(self.property("chosen"))
        shown = self._words
        if chosen and self._signed_in:
            shown = tr(DEMO_SIGNED_IN, text=shown)
        self._story.set_wordings([shown])
        described = tr(DEMO_CHOSEN, text=shown) if chosen and not self._signed_in else shown
        if self._signed_in and not chosen:
            described = f"{shown} · {tr(DEMO_SIGN_OUT_FIRST)}"
        self.setAccessibleDescription(described)
        set_tip(self, described)


def _grouped(users: Sequence[DemoUser]) -> list[tuple[Message, list[DemoUser]]]:
    placed = frozenset().union(*(stories for _, stories in _GROUPS))
    groups = []
    for number, (title, stories) in enumerate(_GROUPS):
        members = [
            user
            for user in users
            if user.story in stories or (not number and user.story not in placed)
        ]
        if members:
            groups.append((title, members))
    return groups


def _clear(layout: QVBoxLayout) -> None:
    while layout.count():
        item = layout.takeAt(0)
        widget = item.widget() if item else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()
