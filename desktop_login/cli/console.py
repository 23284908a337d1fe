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
        with _without_echo(self._heard.fileno()) if hidden else contextlib.nullcontext():
            self.say(prompt, end="")  # from here on it may be typed, so the echo is off already
            try:
                _wait_for(self._heard.fileno())
                line = self._heard.readline(_MOST)
            except KeyboardInterrupt:
                self.say()
                raise
            if hidden or not line:
                self.say()  # the line break has not been shown either
        if not line:
            raise NoMoreInput
        return line.rstrip("\r\n")

    def close(self) -> None:
        """Leave it to others."""
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


def _wait_for(descriptor: int) -> None:
    """Until a line can be read, or a signal has come.

    Between Python's last look for signals and the system's call lie some microseconds. A signal that
    comes just then does not end the call: the person would have to press Ctrl+C twice. What it
    writes to the pipe does. Windows ends the reading of a console by itself.
    """
    if sys.platform == "win32":
        return
    import select

    woken, wake = os.pipe()
    os.set_blocking(wake, False)
    before = signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    try:
        select.select([descriptor, woken], [], [])
    finally:
        signal.set_wakeup_fd(before)
        os.close(wake)
        os.close(woken)


@contextlib.contextmanager
def _without_echo(descriptor: int) -> Iterator[None]:
    """What is typed is not shown; what was typed before is dropped, because it was meant for others."""
    if sys.platform != "win32":
        import termios

        before, silent = termios.tcgetattr(descriptor), termios.tcgetattr(descriptor)
        silent[3] &= ~termios.ECHO
        termios.tcsetattr(descriptor, termios.TCSAFLUSH, silent)
        try:
            yield
        finally:
            termios.tcsetattr(descriptor, termios.TCSANOW, before)
    else:
        import ctypes
        import msvcrt

        kernel = ctypes.windll.kernel32
        handle, mode = msvcrt.get_osfhandle(descriptor), ctypes.c_uint32()
        kernel.GetConsoleMode(handle, ctypes.byref(mode))
        kernel.SetConsoleMode(handle, mode.value & ~_ENABLE_ECHO_INPUT)
        try:
            yield
        finally:
            kernel.SetConsoleMode(handle, mode.value)
