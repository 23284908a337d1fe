"""The demo's side panel: users to click, and the mailbox with what is sent to them. Knows no demo server."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal
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
    DEMO_TRY_ANOTHER,
    DEMO_USER_COUNT,
)
from desktop_login.messages.look import DEMO_NEW_CODE, DEMO_PANEL
from desktop_login.messages.message import Message
from desktop_login.messages.pages import (
    DEMO_CHOOSE_USER,
    DEMO_IS_LOCAL,
    DEMO_MODE,
    DEMO_PASSWORD,
    DEMO_USERS,
)
from desktop_login.messages.translate import tr
from desktop_login.ui.qt_constants import UNLIMITED
from desktop_login.ui.theme import GRID
from desktop_login.ui.widgets.basics import button, label, sentence
from desktop_login.ui.widgets.demo_mail import DemoMail, bring_into_view
from desktop_login.ui.widgets.fitting import FittingLabel, in_phrases
from desktop_login.ui.widgets.plain_tip import set_tip
from desktop_login.ui.widgets.scrolled import BAR, Scrolled

WIDTH = 320
# Shares of the height; the mailbox takes less of it where it needs less.
_USERS, _MAIL = 5, 4
_EDGE = 1  # towards the page
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


class DemoPanel(QFrame):
    """Emits `chosen(email, password)`, and `code_wanted(code)` to fill it in where one is asked for."""

    chosen = Signal(str, str)
    code_wanted = Signal(str)

    def __init__(self, demo_users: DemoUsers) -> None:
        super().__init__()
        self.setObjectName("side")
        self._demo_users = demo_users
        self._buttons: dict[str, _UserButton] = {}
        self._seen = 0  # messages, when the panel was last open
        self._folded = False
        self._below = False
        self.signed_in = False
        self._users, people = self._list_users(demo_users)
        self.mail = DemoMail()
        self.mail.code_wanted.connect(self.code_wanted)
        self.fold = button("", "event")
        self.fold.clicked.connect(lambda: self._set_folded(not self._folded))
        self.fold.hide()
        self._highest = UNLIMITED
        self._attached = False
        self._mail_height = 0  # the most that it has needed
        self._inside = QWidget()
        self._halves = QVBoxLayout(self._inside)
        self._halves.setContentsMargins(0, 0, 0, 0)
        self._halves.setSpacing(0)
        self._edge = QFrame()  # where the users end who are seen without scrolling
        self._edge.setObjectName("line")
        self._halves.addWidget(people, _USERS)
        self._halves.addWidget(self._edge)
        self._halves.addWidget(self.mail, _MAIL)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.fold)
        column.addWidget(self._inside, 1)
        self._title_fold()
        self.mail.arrived.connect(self._title_fold)

    def _list_users(self, demo_users: DemoUsers) -> tuple[QVBoxLayout, Scrolled]:
        content = QWidget()
        content.setObjectName("side-content")
        users = QVBoxLayout(content)
        users.setSpacing(GRID)
        half = Scrolled(content)
        users.addWidget(sentence(tr(DEMO_USER_COUNT, n=len(demo_users.users)), "title"))
        self._use = sentence(tr(DEMO_CHOOSE_USER), "muted")
        users.addWidget(self._use)
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
        return users, half

    def attach(self, inspector: DemoInspector) -> None:
        """The demo is running: show what arrives."""
        self.mail.attach(inspector)
        self._attached = True
        self.mail.content.installEventFilter(self)
        self._share_height()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._share_height()
        return super().eventFilter(watched, event)

    def _share_height(self) -> None:
        """The mailbox takes what it needs, up to its share, and the users the rest. What it has taken it
        keeps: the line between them does not go up and down with the messages."""
        most = UNLIMITED
        if self._attached and not self._below:
            # not at its width of now, which may still be that below the page
            needed = self.mail.column.totalHeightForWidth(WIDTH - _EDGE)
            most = self._mail_height = max(self._mail_height, needed)
        if most != self.mail.maximumHeight():
            self.mail.setMaximumHeight(most)

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
        self._halves.setStretch(0, 4 if below else _USERS)
        self._halves.setStretch(2, 5 if below else _MAIL)
        self._share_height()
        self._edge.setVisible(not below)
        around = GRID if below else 2 * GRID
        for column in (self._users, self.mail.column):
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
        folded = self._folded and self._below
        mark = "▸" if folded else "▾"
        unread = folded and self.mail.count > self._seen
        self._seen = self._seen if folded else self.mail.count
        words = tr(DEMO_NEW_CODE if unread else DEMO_PANEL)
        self.fold.setText(f"{mark} {words}")
        self.fold.setAccessibleName(words)

    def show_signed_in(self, signed_in: bool) -> None:
        """While somebody is signed in, another user means to sign out first."""
        if signed_in != self.signed_in:
            self.signed_in = signed_in
            self._use.setText(tr(DEMO_TRY_ANOTHER if signed_in else DEMO_CHOOSE_USER))
            for choose in self._buttons.values():
                choose.show_signed_in(signed_in)

    def mark(self, email: str) -> None:
        """The user whose name is in the form, or who is signed in."""
        self.mail.show_user(email)
        for name, choose in self._buttons.items():
            if choose.mark(name == email) and name == email:
                bring_into_view(choose)

    def _user_button(self, user: DemoUser) -> QWidget:
        choose = self._buttons[user.email] = _UserButton(user.email, tr(DEMO_USERS[user.story]))
        choose.clicked.connect(lambda: self._choose(user.email))
        return choose

    def _choose(self, email: str) -> None:
        self.mark(email)
        self.chosen.emit(email, self._demo_users.password)


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

    def mark(self, chosen: bool) -> bool:
        """Return whether that is another state than before."""
        changed = bool(self.property("chosen")) != chosen
        if changed:
            self.setProperty("chosen", chosen)
            self.style().polish(self)
            self._describe()
        return changed

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
