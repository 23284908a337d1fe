"""Runs the blocks of the guides that need a session, or the lack of one. A program for a bus with a keychain; prints one line of JSON.

`python -m tests.docs.blocks_play`
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.docs.pages import Block, all_blocks
from tests.fakes.session_bus import ROOT
from tests.patience import PROCESS_S
from tests.processes.scripts_play import Play

# What the guides call besides ours. Each refuses what the real one could not use.
STAND_INS = {
    "curl": '#!/bin/sh\ngrep -qE "^(Authorization: Bearer |X-Token: )eyJ"\n',
    "kubectl": '#!/bin/sh\ntest "$1 $2" = "config set-credentials"\n',
    "pip": '#!/bin/sh\ntest "$*" = "install ../desktop-login"\n',
}
OURS = f'#!/bin/sh\nexec "{sys.executable}" -m desktop_login "$@"\n'


def run(block: Block, programs: Path) -> dict[str, Any]:
    environment = os.environ | {
        "PATH": f"{programs}:{os.environ['PATH']}",
        "API": "https://api.example.com/v1",
    }
    command = (
        ["bash", "-euo", "pipefail", "-c", block.code]
        if block.language == "sh"
        else [sys.executable, "-W", "error", "-c", block.code]
    )
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            command,
            env=environment,
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=PROCESS_S,
            check=False,
        )
        left = {
            path.name: path.read_text("utf-8", "replace")[:40] for path in Path(folder).iterdir()
        }
    return {
        "page": block.page,
        "line": block.line,
        "status": done.returncode,
        "out": done.stdout,
        "err": done.stderr[-3000:],
        "files": left,
    }


def main() -> int:
    os.environ["PYTHONPATH"] = str(ROOT)
    results = []
    with Play() as play, tempfile.TemporaryDirectory() as folder:
        for name, text in {**STAND_INS, "desktop-login": OURS}.items():
            (Path(folder) / name).write_text(text, "utf-8")
            (Path(folder) / name).chmod(0o755)
        for block in all_blocks():  # nobody is signed in yet
            if block.way == "signed out":
                results.append(run(block, Path(folder)))
        play.sign_in("fresh")
        for block in all_blocks():
            if block.way == "signed in":
                results.append(run(block, Path(folder)))
    print(json.dumps(results), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
