"""What a screen reader hears on the accessibility bus: an error at once, news and toasts in their turn, the end of a pause."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.patience import PROCESS_S
from tests.stories.announcements_play import ANYBODY
from tests.stories.test_accessibility import HERE, LAUNCHER, ROOT, SYSTEM_PYTHON, missing

pytestmark = [
    pytest.mark.real_window,
    pytest.mark.skipif(
        sys.platform != "linux" or bool(missing()),
        reason="needs Xvfb, dbus-run-session, at-spi2-core and gir1.2-atspi-2.0",
    ),
]


def test_error_news_toast_and_end_of_a_pause_are_announced_in_their_urgency(
    tmp_path: Path, sockets: Path
) -> None:
    script = tmp_path / "hear.sh"
    script.write_text(
        f"""
        set -u
        exec 9> display
        Xvfb -displayfd 9 -screen 0 1280x960x24 -nolisten tcp > xvfb.log 2>&1 &
        server=$!
        for _ in $(seq 1200); do [ -s display ] && break; sleep 0.1; done
        export DISPLAY=":$(cat display)"
        "{LAUNCHER}" --launch-immediately > bus.log 2>&1 &
        bus=$!
        sleep 0.5
        "{SYSTEM_PYTHON}" "{HERE / "announcements_heard.py"}" > heard 2> heard.log &
        ear=$!
        for _ in $(seq 600); do grep -q listening heard && break; sleep 0.1; done
        "{sys.executable}" -m tests.stories.announcements_play "$PWD/heard"
        result=$?
        kill "$ear" "$bus" "$server"
        wait
        exit "$result"
        """,
        "utf-8",
    )
    done = subprocess.run(
        ["dbus-run-session", "--", "bash", str(script)],
        cwd=tmp_path,
        env=os.environ
        | {
            "PYTHONPATH": str(ROOT),
            "QT_QPA_PLATFORM": "xcb",
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
            "HOME": str(tmp_path),
            "XDG_RUNTIME_DIR": str(sockets),
        },
        capture_output=True,
        text=True,
        timeout=PROCESS_S,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    heard = (tmp_path / "heard").read_text("utf-8").splitlines()
    assert [line for line in heard if ANYBODY not in line] == [
        "listening",
        "assertive\tThe email address or password is incorrect.",
        "polite\tYour password has been changed.",
        "polite\tRenewed. Nothing has changed.",
        "assertive\tToo many failed attempts. You can try again in 1 second.",
        "polite\tYou can try again now.",
    ]
