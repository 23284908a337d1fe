"""A real gnome-keyring that prompts on a bus of its own, and nobody answers: the person is signed in all the same."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from tests.contracts.prompt_play import PATIENCE_S
from tests.fakes.session_bus import in_session, on_a_bus

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (shutil.which("dbus-run-session") and shutil.which("gnome-keyring-daemon")),
        reason="dbus-run-session and gnome-keyring-daemon are not installed; .ci/run installs them",
    ),
]

MAKE_A_KEYRING = (
    "from desktop_login.adapters.token_store.keychain import OsKeychain; OsKeychain().set('a', 'b')"
)
PLAY = """
"{python}" -m tests.fakes.silent_prompter > "{folder}/prompter.log" 2>&1 &
prompter=$!
for _ in $(seq 600); do grep -q here "{folder}/prompter.log" && break; sleep 0.1; done
gnome-keyring-daemon --start --components=secrets > "{folder}/daemon.log" 2>&1
"{python}" -m tests.contracts.prompt_play "{folder}/data"
result=$?
kill "$prompter"
exit "$result"
"""


@pytest.mark.parametrize("keyring", ["none", "locked"])
def test_nobody_answers_the_prompt_and_the_session_is_there(tmp_path: Path, keyring: str) -> None:
    home = tmp_path / "home"
    if keyring == "locked":
        made = in_session(f'"{sys.executable}" -c "{MAKE_A_KEYRING}"', home)
        assert made.returncode == 0, made.stderr
    done = on_a_bus(PLAY.format(python=sys.executable, folder=tmp_path), home)
    assert done.returncode == 0, done.stdout + done.stderr
    notified = [line.split() for line in done.stdout.splitlines()]
    assert [(state, problem) for state, problem, *_ in notified[:-1]] == [
        ("Working", "-"),
        ("SignedIn", "-"),
        ("SignedIn", "KEYCHAIN_SLOW"),
        ("SignedIn", "KEYCHAIN"),
        ("SignedOut", "-"),
    ]
    shown, noticed, given_up = (float(seconds) for _, _, seconds in notified[1:4])
    assert noticed - shown > 2, "the notice comes after three seconds"
    assert given_up - shown > PATIENCE_S - 1, "somebody waited for the keychain after all"
    assert notified[-1] == ["files", "0"]
    assert "asked BeginPrompting" in (tmp_path / "prompter.log").read_text("utf-8")


@pytest.mark.parametrize("name", ["DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS"])
def test_the_suite_knows_no_desktop_on_which_a_prompt_could_open(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert name not in os.environ or "DESKTOP_LOGIN_TESTS_OWN_BUS" in os.environ
    monkeypatch.setenv(name, "of the developer")
    done = on_a_bus(f'echo "<${{{name}-}}>"', tmp_path)
    assert "of the developer" not in done.stdout
