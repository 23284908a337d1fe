"""Runs the blocks of the guides that need a session, or the lack of one. A program for a bus with a keychain; prints one line of JSON.

`python -m tests.docs.blocks_play`
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from desktop_login.demo.stories import PASSWORD
from tests.docs.pages import WITH_SESSION, WITHOUT_SESSION, Block, all_blocks
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
# Takes minutes. Its tests are in `tests/brand`; here it is seen that the command is right.
WHOLE_PREVIEW = "brand preview acme.toml pictures"
# The loop of a program ends by itself, after it has had time to show what it shows.
ENDS_SOON = """\
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication


def _soon_over(*_):
    QTimer.singleShot(1000, QApplication.quit)
    return _run()


_run, QApplication.exec = QApplication.exec, _soon_over
"""
# A person of the demo at the terminal.
ANSWERS = f"""\
import builtins
import getpass

builtins.input = lambda prompt: "confirmed@example.com"
getpass.getpass = lambda prompt: {PASSWORD!r}
"""
# An address that nobody has leads to the API of the demo,
API = "https://api.example.com"
BUCKET = "acme-orders"  # and a bucket of nobody to its bucket


def run(block: Block, programs: Path, play: Play) -> dict[str, Any]:
    environment = os.environ | {
        "PATH": f"{programs}:{os.environ['PATH']}",
        "API": play.demo.url,
        "AWS_ENDPOINT_URL_S3": play.demo.url,
        "QT_QPA_PLATFORM": "offscreen",
    }
    code = block.code.replace(API, play.demo.url).replace(BUCKET, play.demo.config.bucket)
    code = code.replace(WHOLE_PREVIEW, f"{WHOLE_PREVIEW} --brief")
    code = {"window": ENDS_SOON, "answered": ANSWERS}.get(block.way, "") + code
    command = (
        ["bash", "-euo", "pipefail", "-c", code]
        if block.language == "sh"
        else [sys.executable, "-W", "error", "-c", code]
    )
    with tempfile.TemporaryDirectory() as folder:
        if block.way == "brand":
            shutil.copytree(ROOT / "examples" / "brand", folder, dirs_exist_ok=True)
        Path(folder, "password.txt").write_text(f"{PASSWORD}\n", "utf-8")
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
            path.name: path.read_text("utf-8", "replace")[:40]
            for path in Path(folder).iterdir()
            if path.is_file()
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
        programs = Path(folder)
        for name, text in {**STAND_INS, "desktop-login": OURS}.items():
            (programs / name).write_text(text, "utf-8")
            (programs / name).chmod(0o755)
        for block in all_blocks():  # nobody is signed in yet
            if block.way in WITHOUT_SESSION:
                results.append(run(block, programs, play))
        for block in all_blocks():
            if block.way in WITH_SESSION:
                play.sign_in("fresh")  # each time: the one before may have signed out
                results.append(run(block, programs, play))
    print(json.dumps(results), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
