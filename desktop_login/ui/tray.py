"""The icon in the system's tray: who is signed in and until when, with the window open or closed. Refreshes nothing itself.

Linux: StatusNotifierItem over D-Bus, which Qt speaks; where no desktop shows such icons,
`Tray.available()` is False.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum
from functools import cache

from PySide6.QtCore import QObject, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup, QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from desktop_login.domain.errors import ENDS_SESSION, NOT_REACHED
from desktop_login.domain.states import (
    ENDS_SOON_S,
    Fresh,
    RefreshFailed,
    Refreshing,
    SignedIn,
    SignedOut,
    State,
    ends_soon,
    usable,
)
from desktop_login.messages.connect import PROFILE_OF_SETTINGS
from desktop_login.messages.look import SESSION_ENDS_SOON_BODY, SESSION_ENDS_SOON_TITLE
from desktop_login.messages.message import FormattedMessage, message
from desktop_login.messages.pages import APP_NAME, REFRESH_NOW
from desktop_login.messages.sanitize import defused
from desktop_login.messages.translate import tr, translate
from desktop_login.messages.tray import (
    SESSION_ENDED_BODY,
    SESSION_ENDED_TITLE,
    TRAY_COPY,
    TRAY_EXPIRED,
    TRAY_OFFLINE,
    TRAY_OPEN,
    TRAY_QUIT,
    TRAY_REFRESHING,
    TRAY_SIGNED_IN,
    TRAY_SIGNED_OUT,
    TRAY_VALID,
)
from desktop_login.system.resources import resource
from desktop_login.ui.clipboard import SecretClipboard
from desktop_login.ui.live_session import LiveSession
from desktop_login.ui.moments import clock_time

LONGEST_NAME = 48
_SAME_END_S = 3600.0  # two ends of one session differ by what the clocks were set
_LONGEST_TIMER_S = 86400  # then it looks again; Qt counts the milliseconds in 32 bits
_SIZES = (22, 44, 64)  # of trays at 100 and 200 %, and of what scales down itself


class Tone(Enum):
    """The colour of the dot. It is read on light and dark panels alike, with a ring around it."""

    GOOD = "#1f9d4d"
    WARNING = "#e08a00"
    BAD = "#d13b32"
    OFF = "#8b93a0"


def summary(state: SignedIn | None, now: float) -> tuple[Tone, FormattedMessage]:
    """What the tray says of a session at `now` (epoch s)."""
    if state is None:
        return Tone.OFF, message(TRAY_SIGNED_OUT)
    time = clock_time(state.expires_at, now)
    if not usable(state) or now >= state.expires_at:
        if isinstance(state.freshness, Refreshing):
            return Tone.WARNING, message(TRAY_REFRESHING)
        return Tone.BAD, message(TRAY_EXPIRED)
    match state.freshness:
        case RefreshFailed(error_info=error_info) if error_info.code in NOT_REACHED:
            return Tone.WARNING, message(TRAY_OFFLINE, time=time)
        case RefreshFailed():
            return Tone.WARNING, message(TRAY_VALID, time=time)
        case Fresh() | Refreshing():
            return Tone.GOOD, message(TRAY_VALID, time=time)


class Tray(QObject):
    """Uses the session of one window after another, so that it is refreshed while none is open.

    Emits `open_wanted()`, `quit_wanted()` and `profile_chosen(str)`.

    Args:
        parent: The application, which it outlives no longer than.
        now: The wall clock (epoch s).
        window_is_open: Asked before a notification: an open window tells it already.
    """

    open_wanted = Signal()
    quit_wanted = Signal()
    profile_chosen = Signal(str)

    def __init__(
        self, parent: QObject, now: Callable[[], float], window_is_open: Callable[[], bool]
    ) -> None:
        super().__init__(parent)
        self._now = now
        self._window_is_open = window_is_open
        self._session: LiveSession | None = None
        self._warned_of = 0.0  # the end of the session of which a day's warning was given
        self._state: SignedIn | None = None
        self._icon = QSystemTrayIcon(self)
        self._icon.activated.connect(self._activated)
        self._icon.messageClicked.connect(self.open_wanted)
        self._clipboard = SecretClipboard(self)
        self._expiry = QTimer(self)
        self._expiry.setSingleShot(True)
        self._expiry.timeout.connect(self._show)
        self._menu = QMenu()
        self._who = self._menu.addAction("")
        self._until = self._menu.addAction("")
        for line in (self._who, self._until):
            line.setEnabled(False)
        self._menu.addSeparator()
        self._copy = self._add(self._copy_token)
        self._refresh = self._add(self._refresh_now)
        self._menu.addSeparator()
        self._profiles = QMenu(self._menu)
        self._profile_group = QActionGroup(self._profiles)
        self._profiles_entry = self._menu.addMenu(self._profiles)
        self._profiles_entry.setVisible(False)
        self._open = self._add(self.open_wanted.emit)
        self._quit = self._add(self.quit_wanted.emit)
        self._icon.setContextMenu(self._menu)
        self.retitle()

    @staticmethod
    def available() -> bool:
        """Whether this desktop shows such icons now."""
        return QSystemTrayIcon.isSystemTrayAvailable()

    @property
    def is_signed_in(self) -> bool:
        return self._state is not None

    def show(self) -> None:
        self._icon.show()

    def close(self) -> None:
        """The icon goes, the clipboard is cleared if it is ours, and the session is left."""
        self.use(None)
        self._clipboard.clear_if_ours()
        self._icon.hide()
        self._menu.deleteLater()
        self.deleteLater()

    def use(self, session: LiveSession | None) -> None:
        """Show and keep this session from now on, in place of the one before."""
        before, self._session = self._session, session
        if session is before:
            return
        if session is not None:
            session.enter(self)
            session.states.add(self._hear)
        if before is not None:
            before.states.remove(self._hear)
            before.leave(self)
            self._clipboard.clear_if_ours()  # its sign-out is heard here no more
        self._state = session.states.latest if session is not None else None
        self._show()

    def set_profiles(self, names: Sequence[str], current: str) -> None:
        """The profiles to choose from; none of them is named where there is only one."""
        self._profiles.clear()
        for name in names:
            entry = self._profiles.addAction(_as_menu_text(name))
            entry.setCheckable(True)
            entry.setChecked(name == current)
            self._profile_group.addAction(entry)
            if name == current:  # to show it anew would end what is being asked there
                entry.triggered.connect(lambda _=False: self.open_wanted.emit())
            else:
                entry.triggered.connect(lambda _=False, name=name: self.profile_chosen.emit(name))
        self._profiles_entry.setVisible(len(names) > 1)

    def retitle(self) -> None:
        """In the language of now."""
        for entry, words in (
            (self._copy, TRAY_COPY),
            (self._refresh, REFRESH_NOW),
            (self._open, TRAY_OPEN),
            (self._quit, TRAY_QUIT),
        ):
            entry.setText(tr(words))
        self._profiles.setTitle(tr(PROFILE_OF_SETTINGS))
        self._show()

    def _add(self, call: Callable[[], object]) -> QAction:
        entry = self._menu.addAction("")
        entry.triggered.connect(lambda _=False: call())
        return entry

    def _hear(self, state: State) -> None:
        if isinstance(state, SignedIn):
            self._state = state
        elif isinstance(state, SignedOut) and not state.late:  # not of who was here before
            was_signed_in, self._state = self._state is not None, None
            ended = state.error_info is not None and state.error_info.code in ENDS_SESSION
            if was_signed_in and ended and not self._window_is_open():
                self._notify_of_end()
            self._clipboard.clear_if_ours()
        else:
            return
        self._show()

    def _notify_of_end(self) -> None:
        """Without the account's name: what shows notifications may read markup in them."""
        self._icon.showMessage(tr(SESSION_ENDED_TITLE), tr(SESSION_ENDED_BODY), picture(Tone.OFF))

    def offer_copy(self, offered: bool) -> None:
        """Whether a brand leaves copying in the menu."""
        self._copy.setVisible(offered)

    def _warn_of_end(self, state: SignedIn, now: float) -> None:
        """Once a session, a day before its end; an open window has it on its card."""
        if state.ends_at is None or not ends_soon(state, now):
            return
        if abs(state.ends_at - self._warned_of) < _SAME_END_S:
            return
        self._warned_of = state.ends_at
        if not self._window_is_open():
            body = tr(SESSION_ENDS_SOON_BODY, time=clock_time(state.ends_at, now))
            self._icon.showMessage(tr(SESSION_ENDS_SOON_TITLE), body, picture(Tone.WARNING))

    def _show(self) -> None:
        state, now = self._state, self._now()
        tone, words = summary(state, now)
        who = tr(APP_NAME)
        if state is not None:
            identity = state.session.identity
            who = tr(TRAY_SIGNED_IN, email=_short(identity.email or identity.username))
        until = translate(words)
        self._icon.setIcon(picture(tone))
        self._icon.setToolTip(_as_tip(f"{who}\n{until}"))
        self._who.setText(_as_menu_text(who))
        self._until.setText(until)
        self._copy.setEnabled(self._may_copy())
        self._refresh.setEnabled(state is not None and not isinstance(state.freshness, Refreshing))
        self._expiry.stop()
        if state is None:
            return
        self._warn_of_end(state, now)
        times = [state.expires_at]
        if state.ends_at is not None:
            times.append(state.ends_at - ENDS_SOON_S)
        ahead = [time - now for time in times if time > now]
        if ahead:
            self._expiry.start(int(min([*ahead, _LONGEST_TIMER_S]) * 1000) + 1)

    def _may_copy(self) -> bool:
        state = self._state
        return state is not None and usable(state) and self._now() < state.expires_at

    def _copy_token(self) -> None:
        if self._state is not None and self._may_copy():
            self._clipboard.copy(self._state.session.tokens.id_token.reveal())

    def _refresh_now(self) -> None:
        if self._session is not None:
            self._session.refresh_now()

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason in (
            QSystemTrayIcon.ActivationReason.Trigger,
            QSystemTrayIcon.ActivationReason.DoubleClick,
        ):
            self.open_wanted.emit()


@cache
def picture(tone: Tone) -> QIcon:
    """The program's icon with a dot of the state, drawn once for each size."""
    whole = QPixmap(str(resource("icons", "desktop-login.png")))
    icon = QIcon()
    for size in _SIZES:
        drawn = whole.scaled(
            size,
            size,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        side = size * 0.42
        ring = QRectF(size - side, size - side, side, side)
        painter = QPainter(drawn)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor("#ffffff"))
        painter.drawEllipse(ring)
        inset = side * 0.14
        painter.setBrush(QColor(tone.value))
        painter.drawEllipse(ring.adjusted(inset, inset, -inset, -inset))
        painter.end()
        icon.addPixmap(drawn)
    return icon


def _short(name: str) -> str:
    shown = defused(name)
    return shown if len(shown) <= LONGEST_NAME else f"{shown[: LONGEST_NAME - 1]}…"


def _as_tip(text: str) -> str:
    """Some desktops read markup in it, others show it as it is: so nothing looks like a tag."""
    return text.replace("<", r"\u003c")


def _as_menu_text(text: str) -> str:
    """An ampersand would underline the letter after it."""
    return _short(text).replace("&", "&&")
