"""Starts the frozen example programs one after the other as a person would, against a demo. A program, for a display
and a session bus of its own: `python -m tests.packaging.frozen_play FOLDER`. Prints as JSON what it has seen.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from desktop_login.demo.server import DemoCognito
from tests.embedding.protected import protected
from tests.fakes.world import PASSWORD
from tests.packaging.added_script import with_script
from tests.patience import PROCESS_S

WARNINGS_ARE_ERRORS = ("W error",)
# What somebody does at the two windows; said in the programs themselves, which have no tests in them.
PERSON = f"""
import json, sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit
from desktop_login.qt import SignInWindow
own, timer, seen = SignInWindow.exec, QTimer(), {{"forms": 0}}

def look():
    for one in [one for one in QApplication.topLevelWidgets() if one.isVisible()]:
        if isinstance(one, QLabel):
            timer.stop()
            print(json.dumps(seen | {{"text": one.text()}}))
            one.close()  # the last window: the program ends
        elif one.objectName() == "desktopLogin" and not seen["forms"]:
            fill_in(one)

def fill_in(window):
    seen["forms"] += 1
    seen["title"] = window.windowTitle()
    seen["words"] = [label.text() for label in window.findChildren(QLabel) if label.isVisible()]
    texts = {{"Email": "confirmed@example.com", "Password": {PASSWORD!r}}}
    for field in window.findChildren(QLineEdit):
        if field.accessibleName() in texts:
            field.setText(texts[field.accessibleName()])
    (button,) = [
        one for one in window.findChildren(QAbstractButton)
        if one.isVisible() and one.accessibleName() in ("Sign in", "Open my orders")
    ]
    button.click()

def watched(self):
    timer.start(50)
    return own(self)

SignInWindow.exec = watched
timer.timeout.connect(look)
"""
LOOKS_FOR_QT = """
import atexit, sys
atexit.register(lambda: print(sorted(name for name in sys.modules if name.startswith("PySide6"))))
"""


def main(folder: Path) -> None:
    with DemoCognito() as demo, protected() as api:
        environment = environment_for(demo)
        headless = {name: text for name, text in environment.items() if name != "DISPLAY"}
        script = prepared(folder / "orders_script", LOOKS_FOR_QT)
        bucket = prepared(folder / "orders_bucket", LOOKS_FOR_QT)
        window = prepared(folder / "orders_window", PERSON)
        acme = prepared(folder / "acme_orders", PERSON)
        seen = {
            "nobody": run(headless, script, f"{api.url}/ok"),
            "first": run(environment, window),
            "again": run(environment, window),
            "script": run(headless, script, f"{api.url}/ok"),
            "bucket": run(headless, bucket, demo.config.bucket),
            "brand": run(environment, acme),
            "brand again": run(environment, acme),
            "tokens": [one[:10] for one in api.sent("authorization")],
        }
    json.dump(seen, sys.stdout)


def prepared(program: Path, script: str) -> Path:
    copy = program.with_name(f"{program.name}-watched")
    return with_script(program, script, copy, before=program.name, interpreter=WARNINGS_ARE_ERRORS)


def environment_for(demo: DemoCognito) -> dict[str, str]:
    """What a desktop gives a program, and which pool it is."""
    kept = ("HOME", "PATH", "DISPLAY", "XAUTHORITY", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS")
    return {name: os.environ[name] for name in kept if name in os.environ} | {
        "LANG": "C.UTF-8",
        "QT_QPA_PLATFORM": "xcb",
        "COGNITO_USER_POOL_ID": demo.config.pool_id,
        "COGNITO_CLIENT_ID": demo.config.client_id,
        "COGNITO_ENDPOINT_URL": demo.url,
        "COGNITO_IDENTITY_POOL_ID": demo.config.identity_pool_id,
        "AWS_ENDPOINT_URL_S3": demo.url,
        "AWS_CONFIG_FILE": "/nowhere",
    }


def run(environment: Mapping[str, str], program: Path, *arguments: str) -> dict[str, Any]:
    done = subprocess.run(
        [str(program), *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=PROCESS_S,
        check=False,
    )
    return {"status": done.returncode, "out": done.stdout.splitlines(), "err": done.stderr}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
