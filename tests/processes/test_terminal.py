"""A sign-in on a pseudo-terminal, against a real keychain: nothing on standard output, no echo of a password, and nothing left of an interrupted one."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from desktop_login.demo.stories import STORIES
from tests.fakes.session_bus import ROOT, in_session
from tests.patience import PROCESS_S

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (shutil.which("dbus-run-session") and shutil.which("gnome-keyring-daemon")),
        reason="dbus-run-session and gnome-keyring-daemon are not installed",
    ),
]
# Every kind of question is among these.
USUAL = ("new-password", "device", "setup-choice", "unverified")
REST = tuple(one for one in STORIES if one not in (*USUAL, "disabled"))


def played(home: Path, *arguments: str) -> dict[str, Any]:
    words = " ".join(arguments)
    done = in_session(f'"{sys.executable}" -m tests.processes.terminal_play {words}', home)
    assert done.returncode == 0, done.stderr[-6000:]
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def signed_in_and_out(story: str, seen: dict[str, Any]) -> None:
    assert (seen["status"], seen["out"], seen["err"]) == (0, "", ""), seen
    assert f"Signed in as {story}@example.com. The session is kept" in seen["shown"]
    assert [one for one in seen["asked"] if "password" in one.lower()] == seen["hidden"]
    assert seen["leaks"] == []
    assert seen["open"] == 1
    status = json.loads(seen["status_json"]["out"])
    assert (status["account"], status["stored"]) == (f"{story}@example.com", True)
    out = seen["sign_out"]
    assert (out["status"], out["out"]) == (0, "")
    assert out["err"].startswith("Signed out. An ID token that was copied stays valid until ")
    assert "session.bin" not in seen["left_after"]


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return played(tmp_path_factory.mktemp("home") / "home", *USUAL)


@pytest.mark.parametrize("story", USUAL)
def test_demo_user_signs_in_and_out_on_a_terminal(story: str, usual: dict[str, Any]) -> None:
    signed_in_and_out(story, usual[story])


@pytest.mark.exhaustive
def test_each_other_demo_user_signs_in_and_out_on_a_terminal(tmp_path: Path) -> None:
    seen = played(tmp_path / "home", *REST)
    for story in REST:
        signed_in_and_out(story, seen[story])


def interrupted_everywhere(seen: dict[str, Any]) -> None:
    assert seen["status"] == 0
    assert len(seen["interrupted"]) == len(seen["asked"])
    for at, one in enumerate(seen["interrupted"]):
        assert (one["status"], one["out"], one["err"]) == (130, "", ""), one
        assert len(one["asked"]) == at
        assert (one["left"], one["open"]) == ([], 0), one["shown"]


def test_interrupt_at_each_question_leaves_nothing(tmp_path: Path) -> None:
    """The last question of this one comes when the session is stored already."""
    seen = played(tmp_path / "home", "device", "--interrupt")
    interrupted_everywhere(seen["device"])
    assert len(seen["device"]["asked"]) == 4


@pytest.mark.exhaustive
def test_interrupt_at_each_question_of_every_demo_user_leaves_nothing(tmp_path: Path) -> None:
    stories = [one for one in STORIES if one not in ("disabled", "device")]
    for at in range(0, len(stories), 4):
        some = stories[at : at + 4]
        seen = played(tmp_path / f"home-{at}", *some, "--interrupt")
        for story in some:
            interrupted_everywhere(seen[story])


@pytest.mark.exhaustive
def test_no_interrupt_is_lost_whenever_it_comes() -> None:
    """One in some ten thousand was: it came just before the system was asked for the line."""
    program = [sys.executable, "-m", "tests.processes.interrupt_play", "20000"]
    done = subprocess.run(
        program, cwd=ROOT, capture_output=True, text=True, check=False, timeout=PROCESS_S
    )
    assert done.returncode == 0, done.stderr


def test_window_in_which_nobody_is_signed_in_takes_a_sign_in_of_the_terminal_over(
    tmp_path: Path,
) -> None:
    seen = played(tmp_path / "home", "--window")
    assert seen["sign_in"]["status"] == 0, seen
    assert json.loads(seen["status"]["out"])["renewed_by"] == "window"
    assert (seen["sign_out"]["status"], seen["sign_out"]["out"]) == (0, "")
    assert (seen["left"], seen["open"], seen["window"]) == ([], 0, None)
