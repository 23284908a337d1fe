"""No password, token, code or secret appears in a log, repr, traceback, file, argument or environment."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.patience import PROCESS_S

pytestmark = pytest.mark.medium

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.skipif(sys.platform == "win32", reason="hands a pipe to the child the POSIX way")
def test_no_secret_appears_anywhere(tmp_path: Path) -> None:
    places, leaks = look_everywhere(tmp_path)
    assert places > 3
    assert leaks == []


def look_everywhere(folder: Path) -> tuple[int, list[str]]:
    """Plays the whole story at debug level in a process of its own. Returns how many places it
    wrote to, and what of its secrets is in them."""
    reading, writing = os.pipe()
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONFAULTHANDLER": "1"}
    with open(reading) as pipe:
        done = subprocess.run(
            [
                sys.executable,
                "-X",
                "dev",
                "-m",
                "tests.stories.canary_story",
                str(folder),
                str(writing),
            ],
            cwd=folder,
            env=environment,
            pass_fds=(writing,),
            capture_output=True,
            timeout=PROCESS_S,
            check=False,
        )
        os.close(writing)
        assert done.returncode == 0, (
            "the story failed (its output is not shown: it may hold secrets)"
        )
        secrets: list[str] = json.load(pipe)
    assert len(secrets) >= 20
    places = {"stdout": done.stdout, "stderr": done.stderr}
    places |= {str(p): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    assert any("canary.log" in name for name in places), "nothing was logged"
    assert any(len(content) > 1000 and "canary.log" in name for name, content in places.items())
    assert any(name.endswith("session.bin") for name in places)
    assert "subprocess.Popen" in (folder / "handed-on").read_text("utf-8"), "nothing was heard"
    shown = {path.name: path.read_bytes() for path in (folder / "shown").iterdir()}
    assert "environment" in shown
    if sys.platform == "linux":
        assert b"tests.stories.canary_story" in shown["self-cmdline"]
        assert b"PYTHONFAULTHANDLER=1" in shown["self-environ"]
        assert b"PYTHONFAULTHANDLER=1" in shown["child-environ"]
    leaks = []
    for number, secret in enumerate(secrets):
        encodings = [
            secret.encode(),
            base64.b64encode(secret.encode()),
            repr(secret)[1:-1].encode(),
        ]
        for name, content in places.items():
            if any(encoding in content for encoding in encodings):
                leaks.append(f"secret {number} in {name}")
    return len(places), leaks
