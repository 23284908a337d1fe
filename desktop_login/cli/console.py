"""The terminal of the person who started a command, whatever its streams are attached to. Asks nothing by itself.

POSIX calls it /dev/tty, Windows CONIN$ and CONOUT$. The part for Windows is written to the
documentation and has not been run by its authors:
https://learn.microsoft.com/windows/console/console-handles and
https://learn.microsoft.com/windows/console/setconsolemode
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Iterator
from io import TextIOWrapper
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from types import FrameType

_ENABLE_ECHO_INPUT = 0x0004
_MOST = 4096  # characters of a line; a terminal takes no more


class NoMoreInput(Exception):
    """The person has closed the input: Ctrl+D, on Windows Ctrl+Z."""


class Console:
    """What can be shown to a person and read from them."""

    def __init__(self, heard: TextIOWrapper, shown: TextIOWrapper) -> None:
        self._heard = heard
        self._shown = shown
        self._waiting = _Waiting()

    @property
    def columns(self) -> int:
        """How wide it is; 80 where nobody can tell."""
        try:
            return os.get_terminal_size(self._shown.fileno()).columns or 80
        except OSError:
            return 80

    def can_show(self, text: str) -> bool:
        """Whether it has these characters, and is not a dumb one."""
        try:
            text.encode(self._shown.encoding)
        except UnicodeEncodeError:
            return False
        return os.environ.get("TERM") != "dumb"

    def say(self, text: str = "", *, end: str = "\n") -> None:
        """Show a line."""
        self._shown.write(f"{text}{end}")
        self._shown.flush()

    def read(self, prompt: str, *, hidden: bool = False) -> str:
        """Ask for a line; a hidden one is not shown while it is typed. Raises `NoMoreInput`."""
        echo = _Echo(self._heard.fileno()) if hidden else None
        try:
            if echo is not None:
                echo.hide()
            line = self._line(prompt, hidden=hidden)
        finally:  # an interrupt may come whenever something is called, so here as well
            try:
                if echo is not None:
                    echo.give_back()
            except KeyboardInterrupt:
                if echo is not None:
                    echo.give_back()
                raise
        if not line:
            raise NoMoreInput
        return line.rstrip("\r\n")

    def _line(self, prompt: str, *, hidden: bool) -> str:
        self.say(prompt, end="")  # from here on it may be typed, so the echo is off already
        try:
            self._waiting.wait(self._heard.fileno())
            line = self._heard.readline(_MOST)
        except KeyboardInterrupt:
            self.say()
            raise
        if hidden or not line:
            self.say()  # the line break has not been shown either
        return line

    def close(self) -> None:
        """Leave it to others."""
        self._waiting.close()
        self._heard.close()
        self._shown.close()


def open_console() -> Console | None:
    """None where there is no terminal, as in cron."""
    names = ("CONIN$", "CONOUT$") if sys.platform == "win32" else ("/dev/tty", "/dev/tty")
    heard = shown = -1
    try:
        heard = os.open(names[0], os.O_RDWR | getattr(os, "O_NOCTTY", 0))
        shown = os.open(names[1], os.O_RDWR | getattr(os, "O_NOCTTY", 0))
    except OSError:
        if heard >= 0:
            os.close(heard)
        return None
    encoding = "utf-8" if sys.platform == "win32" else None  # else that of the locale
    return Console(
        open(heard, encoding=encoding, errors="replace"),  # noqa: PTH123
        open(shown, "w", encoding=encoding, errors="similar"),  # noqa: PTH123
    )


@contextlib.contextmanager
def ended_like_an_interrupt() -> Iterator[None]:
    """Being told to end, or a terminal that goes away, counts as Ctrl+C: nothing is left half done,
    and the terminal shows again what is typed."""
    names = [name for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {name: signal.signal(getattr(signal, name), _interrupt) for name in names}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)


def _interrupt(number: int, frame: FrameType | None) -> NoReturn:
    del number, frame
    raise KeyboardInterrupt


class _Waiting:
    """For a line, or for a signal.

    Between Python's last look for signals and the system's call lie some microseconds. A signal that
    comes just then does not end the call: the person would have to press Ctrl+C twice. What it
    writes to the pipe does. The pipe is made once: one of each question would stay open where the
    signal comes before anything knows of it. Windows ends the reading of a console by itself.
    """

    def __init__(self) -> None:
        self._woken = self._wake = -1
        if sys.platform != "win32":
            self._woken, self._wake = os.pipe()
            os.set_blocking(self._woken, False)
            os.set_blocking(self._wake, False)

    def wait(self, descriptor: int) -> None:
        if sys.platform == "win32":
            return
        import select

        before = -1
        try:
            before = signal.set_wakeup_fd(self._wake, warn_on_full_buffer=False)
            with contextlib.suppress(BlockingIOError):
                os.read(self._woken, 4096)  # of a signal that has been heard
            select.select([descriptor, self._woken], [], [])
        finally:
            signal.set_wakeup_fd(before)

    def close(self) -> None:
        for descriptor in (self._woken, self._wake):
            if descriptor >= 0:
                os.close(descriptor)


class _Echo:
    """What is typed can be hidden. Making one changes nothing yet."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        if sys.platform != "win32":
            import termios

            self._before = termios.tcgetattr(descriptor)
        else:
            import ctypes
            import msvcrt

            self._kernel = ctypes.windll.kernel32
            self._handle, self._mode = msvcrt.get_osfhandle(descriptor), ctypes.c_uint32()
            self._kernel.GetConsoleMode(self._handle, ctypes.byref(self._mode))

    def hide(self) -> None:
        """What was typed before is dropped, because it was meant for others."""
        if sys.platform != "win32":
            import termios

            silent = [*self._before]
            silent[3] &= ~termios.ECHO
            termios.tcsetattr(self._descriptor, termios.TCSAFLUSH, silent)
        else:
            self._kernel.SetConsoleMode(self._handle, self._mode.value & ~_ENABLE_ECHO_INPUT)

    def give_back(self) -> None:
        """The terminal as it was."""
        if sys.platform != "win32":
            import termios

            termios.tcsetattr(self._descriptor, termios.TCSANOW, self._before)
        else:
            self._kernel.SetConsoleMode(self._handle, self._mode.value)
