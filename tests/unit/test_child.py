"""A program in the foreground: its exit code, its signals, and what is said when it cannot be started."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from desktop_login.system import child as module
from desktop_login.system import job
from desktop_login.system.child import (
    NOT_FOUND,
    NOT_STARTED,
    NotStarted,
    ReadAsCommands,
    is_misread,
    run_child,
)
from desktop_login.system.environment import environment_for_others, harden
from tests.patience import PROCESS_S

PATH = {"PATH": os.environ.get("PATH", os.defpath)}
posix = pytest.mark.skipif(os.name != "posix", reason="there is no sh")


@posix
@pytest.mark.medium
@pytest.mark.parametrize(
    ("script", "status"), [("exit 0", 0), ("exit 42", 42), ("kill -9 $$", 137), ("kill $$", 143)]
)
def test_the_exit_code_is_that_of_the_program(script: str, status: int) -> None:
    assert run_child(["sh", "-c", script], PATH) == status


@posix
@pytest.mark.medium
def test_the_handlers_of_before_are_back_and_the_child_ignores_no_signal() -> None:
    before = signal.getsignal(signal.SIGTERM)
    script = "import signal, sys; sys.exit(signal.getsignal(signal.SIGTERM) != signal.SIG_DFL)"
    assert run_child([sys.executable, "-c", script], dict(os.environ)) == 0
    assert signal.getsignal(signal.SIGTERM) is before


@posix
@pytest.mark.medium
def test_a_signal_that_came_before_the_program_reaches_it() -> None:
    signals = module._Signals()
    with signals:
        os.kill(os.getpid(), signal.SIGUSR1)
        with subprocess.Popen(["sleep", "60"]) as process:
            signals.reach(process)
            assert process.wait() == -signal.SIGUSR1


@posix
def test_what_a_terminal_sends_to_both_is_not_sent_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_has_terminal", lambda: True)
    signals = module._Signals()
    with signals:
        os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGHUP)
    assert signals._early == [signal.SIGHUP]


@pytest.mark.parametrize("name", ["no-such-program", "./no-such-program", "/no/such/program"])
def test_a_program_that_is_not_there_is_127(name: str) -> None:
    with pytest.raises(NotStarted) as error:
        run_child([name], PATH)
    assert error.value.status == NOT_FOUND


@posix
def test_a_file_that_may_not_be_run_is_126(tmp_path: Path) -> None:
    file = tmp_path / "program"
    file.write_text("#!/bin/sh\n", "utf-8")
    for name, path in ((str(file), os.defpath), ("program", str(tmp_path))):
        with pytest.raises(NotStarted) as error:
            run_child([name], {"PATH": path})
        assert error.value.status == NOT_STARTED


@posix
@pytest.mark.medium
@pytest.mark.parametrize(
    ("content", "status"), [(b"\x7fELFnothing", NOT_STARTED), (b"#!/no/such/shell\n", NOT_FOUND)]
)
def test_a_file_that_is_no_program_is_told_apart(
    tmp_path: Path, content: bytes, status: int
) -> None:
    file = tmp_path / "program"
    file.write_bytes(content)
    file.chmod(0o755)
    with pytest.raises(NotStarted) as error:
        run_child([str(file)], PATH)
    assert error.value.status == status


@pytest.mark.parametrize("argument", ['a"b', "a&b", "%PATH%", "a|b", "a>b", "a<b", "a^b", "a\nb"])
def test_a_batch_file_gets_no_argument_that_windows_would_run(
    argument: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = r"C:\tools\cdk.CMD"
    monkeypatch.setattr("desktop_login.system.child.shutil.which", lambda *_, **__: place)
    with monkeypatch.context() as playing:
        playing.setattr("desktop_login.system.child.sys.platform", "win32")
        with pytest.raises(ReadAsCommands) as error:
            run_child(["cdk", "deploy", argument], {})
    assert error.value.status == NOT_STARTED


def test_other_programs_and_other_arguments_are_not_misread() -> None:
    assert not is_misread(r"C:\tools\aws.exe", ["a&b", '"'])
    assert not is_misread(r"C:\tools\cdk.cmd", ["deploy", "-c", "name=a b", "(x)"])
    assert is_misread("build.bat", ["100%"])


def test_a_program_of_the_user_gets_what_was_dropped_for_ours(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AWS_CA_BUNDLE", "/corporate.pem")
    harden()
    assert "AWS_CA_BUNDLE" not in os.environ
    assert environment_for_others()["AWS_CA_BUNDLE"] == "/corporate.pem"
    assert "AWS_CA_BUNDLE" not in os.environ


class Kernel:
    """kernel32 as its documentation has it."""

    def __init__(self, job: int = 7, *, sets: int = 1, assigns: int = 1) -> None:
        self.job, self.sets, self.assigns = job, sets, assigns
        self.flags = 0
        self.assigned: tuple[int, int] | None = None

    def CreateJobObjectW(self, security: object, name: object) -> int:
        assert security is None
        assert name is None
        return self.job

    def SetInformationJobObject(self, handle: int, kind: int, limits: Any, size: int) -> int:
        assert (handle, kind) == (self.job, 9)
        found = limits._obj
        assert size == ctypes.sizeof(found)
        self.flags = found.BasicLimitInformation.LimitFlags
        return self.sets

    def AssignProcessToJobObject(self, handle: int, process: int) -> int:
        self.assigned = handle, process
        return self.assigns


class Child:
    _handle = 11


def test_a_child_belongs_to_a_job_that_ends_with_us() -> None:
    kernel, child = Kernel(), Child()
    assert job.end_with_this_process(child, kernel)  # type: ignore[arg-type] # all that is used
    assert (kernel.flags, kernel.assigned) == (0x2000, (7, 11))
    assert 7 in job._kept


@pytest.mark.parametrize("kernel", [Kernel(job=0), Kernel(sets=0), Kernel(assigns=0)])
def test_a_job_that_windows_refuses_is_no_reason_to_fail(kernel: Kernel) -> None:
    child = Child()
    assert not job.end_with_this_process(child, kernel)  # type: ignore[arg-type] # the same


SEEN = "from desktop_login.system.child import _has_terminal; print(_has_terminal())"


@posix
@pytest.mark.medium
@pytest.mark.parametrize(
    ("program", "seen"),
    [
        (["import pty, sys; pty.spawn([sys.executable, '-c', sys.argv[1]])", SEEN], "True"),
        ([SEEN], "False"),
    ],
)
def test_a_terminal_is_seen_only_by_who_stands_in_its_foreground(
    program: list[str], seen: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", *program],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PROCESS_S,
        check=True,
        start_new_session=True,
    )
    assert done.stdout.split() == [seen]
