"""`SignInWindow`: a session in somebody's `QApplication`.

What is loaded here is what an import of `desktop_login.qt` costs; the window itself comes when it is shown.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QCoreApplication, QObject, QThread, Signal
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from desktop_login.embedding.extensions import Context, Page, Slot, checked, slot_names
from desktop_login.embedding.session import inside

if TYPE_CHECKING:
    from desktop_login.embedding.guest_window import GuestWindow
    from desktop_login.embedding.session import Session
    from desktop_login.embedding.values import User


class SignInWindow(QObject):
    """The sign-in of Desktop Login as a window of your program.

    Nothing of the application changes: not its style, palette, font, translators, hooks or log. The
    window does not count when Qt asks whether the last one was closed.

    `signed_in(User)`: somebody is signed in, also when a stored session was restored.
    `signed_out()`: nobody is any more. `cancelled()`: the window was closed before anybody was said
    to be signed in. A sign-in under way ends with the window: nothing of it stays, and tokens that
    come for it late are revoked. Another window of the session can go on with it.

    `dashboard` is what is shown to who is signed in: "ours" is that of Desktop Login, None closes the
    window, and a function makes a widget of yours from a `Context`.

    Args:
        session: Who signs in signs in to this one. If it is closed, the window closes.
        parent: The window over which this one belongs.
        agent: Let the commands of Desktop Login (`token`, `exec` and the others) for the same profile,
            and brand, ask this session, as they ask its own window: programs of this user, and no
            others. They may once the window is there, until somebody closes it, `close` is called,
            this object is deleted or the session is closed. A window that closes because somebody is
            signed in, as `exec` and `dashboard = None` do, leaves that on. Without it nobody can ask,
            and where the settings or the brand say `scripts = false` nobody can either. Of several
            sessions with the same pool, app client and profile the first one answers;
            `answers_commands` says which.

    Raises:
        RuntimeError: There is no `QApplication`, or this is not its thread.
    """

    signed_in = Signal(object)
    signed_out = Signal()
    cancelled = Signal()

    def __init__(
        self, session: Session, parent: QWidget | None = None, *, agent: bool = False
    ) -> None:
        application = QCoreApplication.instance()
        if not isinstance(application, QApplication):
            raise RuntimeError("make a QApplication before a SignInWindow")  # noqa: TRY004 - it is missing
        _check_thread(application)
        super().__init__(parent)
        self._session = session
        self._parent = parent
        self._agent = agent
        self._application = application
        self._guest: GuestWindow | None = None
        self._slots: dict[str, Slot] = {}
        self._pages: list[Page] = []
        #: What is shown to who is signed in. "ours" is the dashboard of Desktop Login; None closes
        #: the window; a function makes a widget of yours.
        self.dashboard: Literal["ours"] | Callable[[Context], QWidget] | None = "ours"

    def show(self) -> None:
        """Show the window, or bring it to the front. Returns at once; the signals say what happens."""
        self._opened().show()

    def exec(self) -> User | None:
        """Let somebody sign in, and return who it is; None if the window was closed or deleted.

        If a session is stored, it is restored and no window comes up, unless a page of yours is
        to be shown first. Runs a local event loop; `show` with the signals needs none.
        """
        user = self._opened().executed()
        if isValid(self) and self._guest is not None:  # the host may have deleted it meanwhile
            if user is None:
                self._guest.close()
            else:
                self._guest.make_way()
        return user

    def close(self) -> None:
        """Close the window, if it is open, and end `exec`. Who is signed in stays so; a sign-in under
        way is cancelled, as it is when a person closes the window. With `agent`, commands can ask no longer."""
        _check_thread(self._application)
        if self._guest is not None:
            self._guest.close()

    def slot(self, name: str) -> Slot:
        """Return a place for a widget of yours; see `Slot.set`.

        Args:
            name: A page (`sign_in`, `create_account`, `code`, `new_password`, `dashboard`), a dot,
                and `header`, `below_form` or `footer`.

        Raises:
            KeyError: There is no such slot.
            RuntimeError: This is not the thread of the `QApplication`.
        """
        _check_thread(self._application)
        if name not in slot_names():
            raise KeyError(name)
        if name not in self._slots:
            made = Slot(lambda: _check_thread(self._application), lambda: self._refill(name))
            self._slots[name] = made
        return self._slots[name]

    def add_page(self, make: Callable[[], Page]) -> None:
        """Add a page of yours, before the sign-in page or after a sign-in.

        Pages come in the order in which they were added, each once for a sign-in. A window that is
        closed at one of them was cancelled: who has just signed in there is signed out again. A
        session that was there before stays, and comes to the page again.

        Args:
            make: Makes the page, and is called now: usually its class.

        Raises:
            ValueError: It has no key or no title, the key of another page, or an unknown `after`.
            RuntimeError: This is not the thread of the `QApplication`.
        """
        _check_thread(self._application)
        self._pages.append(checked(make(), self._pages))

    @property
    def widget(self) -> QWidget | None:
        """The window on screen, to place it; None as long as it is not shown."""
        return self._guest.widget if self._guest is not None else None

    @property
    def answers_commands(self) -> bool:
        """Whether the commands come to this session now.

        A command names a user pool, an app client and a profile. If another session with these is asked
        already, in this process or in the window of Desktop Login itself, this one is not: then it is
        False, and the log says so. It becomes True when the other one has gone: at once in the same
        process, else after the next renewal.
        """
        return self._guest is not None and isValid(self._guest) and self._guest.answers_commands

    def _refill(self, name: str) -> None:
        if self._guest is not None and isValid(self._guest):
            self._guest.refill(name, self._slots[name])

    def _opened(self) -> GuestWindow:
        _check_thread(self._application)
        if self._guest is None:
            from desktop_login.embedding.guest_window import GuestWindow

            guest = self._guest = GuestWindow(
                self._application,
                inside(self._session),
                self._parent,
                self,
                self._slots,
                self._pages,
                lambda: self.dashboard,
                agent=self._agent,
            )
            guest.signed_in.connect(self.signed_in)
            guest.signed_out.connect(self.signed_out)
            guest.cancelled.connect(self.cancelled)
        return self._guest


def _check_thread(application: QApplication) -> None:
    """Qt itself would end the program, or let it go on with a broken window."""
    if QThread.currentThread() != application.thread():
        raise RuntimeError("a SignInWindow belongs to the thread of the QApplication")
