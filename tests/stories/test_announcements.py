"""What a screen reader hears on the accessibility bus: an error at once, news and toasts in their turn, the end of a pause."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.stories.accessible_desktop import (
    REASON,
    SYSTEM_PYTHON,
    everything_said,
    missing,
    on_a_desktop,
)
from tests.stories.announcements_play import ANYBODY

pytestmark = [
    pytest.mark.real_window,
    pytest.mark.skipif(sys.platform != "linux" or bool(missing()), reason=REASON),
]
HERE = Path(__file__).parent
# Ends the registry of the accessibility bus of this test, which is the one with its sockets.
REGISTRY_DIES = """
for one in $(pgrep -f at-spi2-registryd); do
    tr '\\0' '\\n' < "/proc/$one/environ" | grep -qxF "XDG_RUNTIME_DIR=$XDG_RUNTIME_DIR" \\
        && kill -9 "$one" && echo "the registry has ended" > registry.log
done
"""


@pytest.mark.parametrize(
    "before_the_window",
    [
        pytest.param("true", id="listener first"),
        pytest.param(REGISTRY_DIES, id="registry ends once somebody listens"),
    ],
)
def test_error_news_toast_and_end_of_a_pause_are_announced_in_their_urgency(
    tmp_path: Path, sockets: Path, before_the_window: str
) -> None:
    script = f"""
        "{SYSTEM_PYTHON}" "{HERE / "announcements_heard.py"}" > heard.log 2> listener.log &
        ear=$!
        for _ in $(seq 600); do grep -q listening heard.log && break; sleep 0.1; done
        {before_the_window}
        "{sys.executable}" -m tests.stories.announcements_play "$PWD/heard.log" > play.log 2>&1
        result=$?
        kill "$ear"
        """
    done = on_a_desktop(script, tmp_path, sockets)
    assert done.returncode == 0, everything_said(done, tmp_path)
    assert (tmp_path / "registry.log").exists() == (before_the_window == REGISTRY_DIES)
    heard = (tmp_path / "heard.log").read_text("utf-8").splitlines()
    assert [line for line in heard if ANYBODY not in line] == [
        "listening",
        "assertive\tThe email address or password is incorrect.",
        "polite\tYour password has been changed.",
        "polite\tRenewed. Nothing has changed.",
        "assertive\tToo many failed attempts. You can try again in 1 second.",
        "polite\tYou can try again now.",
    ], everything_said(done, tmp_path)
