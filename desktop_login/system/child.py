"""Runs another program in the foreground, as a shell would: its signals, its exit code. Knows no credentials."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence

NOT_STARTED, NOT_FOUND, BY_SIGNAL = 126, 127, 128
# What a person or a supervisor sends to this process, and means for the program that it runs.
_PASSED_ON = ("SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGINT", "SIGBREAK")
# What a terminal sends to both of them by itself.
_OF_TERMINAL = frozenset({"SIGINT", "SIGQUIT", "SIGBREAK"})


# Windows hands the arguments of a batch file to its shell, which reads these as commands of its own,
# however Python quotes them: https://docs.python.org/3/library/subprocess.html#security-considerations
_BATCH = (".bat", ".cmd")
_READ_BY_ITS_SHELL = frozenset('"%&|<>^\r\n')


class NotStarted(Exception):
    """The program is not there (`status` 127), or cannot be run (126)."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status
        self.why = why


class ReadAsCommands(NotStarted):
    """The arguments of a batch file hold what would be run besides it."""

    def __init__(self) -> None:
        super().__init__(NOT_STARTED, "")


def is_misread(program: str, arguments: Sequence[str]) -> bool:
    """Return whether Windows would run parts of the arguments of this program."""
    return program.lower().endswith(_BATCH) and any(
        _READ_BY_ITS_SHELL.intersection(one) for one in arguments
    )


def run_child(command: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run a command to its end; return its exit code, or 128 and the number of the signal.

    Raises:
        NotStarted: It has not begun.
    """
    program = shutil.which(command[0], path=environment.get("PATH"))
    if program is None:
        raise NotStarted(*_why_not(command[0], environment.get("PATH", os.defpath)))
    if sys.platform == "win32" and is_misread(program, command[1:]):
        raise ReadAsCommands
    signals = _Signals()
    with signals:
        try:
            # `executable` names the file: the program is still told the name that was typed
            child = subprocess.Popen(  # noqa: S603 - what the user has typed
                list(command), executable=program, env=dict(environment)
            )
        except OSError as error:
            status = NOT_FOUND if isinstance(error, FileNotFoundError) else NOT_STARTED
            raise NotStarted(status, str(error.strerror or error)) from None
        if sys.platform == "win32":
            from desktop_login.system.job import end_with_this_process

            end_with_this_process(child)
        signals.reach(child)
        status = child.wait()
    return BY_SIGNAL - status if status < 0 else status


class _Signals:
    """While entered, the signals of this process are those of the child; what comes before it has
    begun reaches it as well.

    The handlers are functions and never SIG_IGN, which a child would inherit.
    """

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None
        self._early: list[int] = []
        self._before: dict[int, object] = {}

    def __enter__(self) -> None:
        for number in (getattr(signal, name) for name in _PASSED_ON if hasattr(signal, name)):
            self._before[number] = signal.signal(number, self._pass_on)

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)  # type: ignore[arg-type] # what `signal` returned

    def reach(self, child: subprocess.Popen[bytes]) -> None:
        """From now on the child is there."""
        self._child = child
        for number in self._early:
            child.send_signal(number)

    def _pass_on(self, number: int, _: object) -> None:
        if signal.Signals(number).name in _OF_TERMINAL and _has_terminal():
            return  # the terminal has sent it to the child as well
        if self._child is None:
            self._early.append(number)
        else:
            self._child.send_signal(number)  # does nothing once it has ended


def _has_terminal() -> bool:
    """Return whether this process stands in the foreground of a terminal, with its child."""
    if sys.platform == "win32":
        return True
    try:
        handle = os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY)
    except OSError:
        return False
    try:
        return os.tcgetpgrp(handle) == os.getpgrp()
    except OSError:
        return False
    finally:
        os.close(handle)


def _why_not(name: str, path: str) -> tuple[int, str]:
    """A file that is there and may not be run is told apart from none, as shells do."""
    folders = [""] if os.path.dirname(name) else path.split(os.pathsep)  # noqa: PTH120
    there = any(os.path.lexists(os.path.join(folder, name)) for folder in folders)  # noqa: PTH118
    return (NOT_STARTED, "") if there else (NOT_FOUND, "")
