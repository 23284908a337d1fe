"""Runs an example program as a person does, against a demo and with a real keychain. A program, for a bus of its own.

Prints as JSON what it has seen. The examples know nothing of it.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import runpy
import sys
from pathlib import Path
from typing import Any

from desktop_login import Command, Question, Session
from desktop_login.demo.server import DemoCognito
from desktop_login.system import paths
from tests.embedding.protected import protected
from tests.fakes.world import PASSWORD

EXAMPLES = Path(__file__).parent.parent.parent / "examples"


class Person:
    """Knows the password."""

    def answer(self, question: Question, /) -> str | Command:
        return {"username": "confirmed@example.com", "password": PASSWORD}[question.kind]


def main(name: str) -> None:
    with DemoCognito() as demo:
        write_settings(demo)
        plays = {"window": window, "brand": brand, "script": script, "bucket": bucket}
        json.dump(plays[name](demo), sys.stdout)


def write_settings(demo: DemoCognito) -> None:
    file, config = paths.settings_file(), demo.config
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(
        f'user_pool_id = "{config.pool_id}"\nclient_id = "{config.client_id}"\n'
        f'endpoint_url = "{demo.url}"\nidentity_pool_id = "{config.identity_pool_id}"\n'
    )


def sign_in() -> None:
    with Session.open() as session:
        session.sign_in(Person())


def run(name: str, *arguments: str) -> dict[str, Any]:
    out, err, before = io.StringIO(), io.StringIO(), sys.argv
    sys.argv = [name, *arguments]
    status: object = None
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            runpy.run_path(str(EXAMPLES / name), run_name="__main__")
        except SystemExit as ended:
            status = ended.code
    sys.argv = before
    # asyncio says in development what has taken a tenth of a second: the computer has much to do
    errors = [
        line for line in err.getvalue().splitlines(True) if not line.startswith("Executing <")
    ]
    return {"status": status, "out": out.getvalue(), "err": "".join(errors)}


def window(
    demo: DemoCognito, program: str = "orders_window.py", button: str = "Sign in"
) -> dict[str, Any]:
    """A person signs in and closes the program. A process has one QApplication, and so one start."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QLabel

    from desktop_login.qt import SignInWindow
    from tests.embedding.test_sign_in_window import fill_in

    seen: dict[str, Any] = {"texts": [], "words": [], "signed in by hand": 0}
    timer = QTimer()
    own = SignInWindow.exec

    def look() -> None:
        shown = [one for one in QApplication.topLevelWidgets() if one.isVisible()]
        for one in shown:
            if isinstance(one, QLabel):
                seen["texts"].append(one.text())
                one.close()  # the last window: the program ends
            elif one.objectName() == "desktopLogin" and not seen.get("busy"):
                seen["busy"] = True
                seen["signed in by hand"] += 1
                seen["words"] = [label.text() for label in one.findChildren(QLabel)]
                try:
                    fill_in(seen["window"], button=button)
                except BaseException:
                    seen["window"].close()  # nobody else would
                    raise

    def exec_watched(self: SignInWindow) -> Any:
        seen["window"] = self
        timer.start(50)
        return own(self)

    SignInWindow.exec = exec_watched  # type: ignore[method-assign] # a person's hands
    timer.timeout.connect(look)
    first = run(program)
    return {
        "first": first,
        "texts": seen["texts"],
        "words": seen["words"],
        "by hand": seen["signed in by hand"],
    }


def brand(demo: DemoCognito) -> dict[str, Any]:
    """Its settings lie in the folder of the brand."""
    paths.use_brand("example.acme.orders", with_settings=True)
    write_settings(demo)
    paths.use_brand("")
    return window(demo, "acme_orders.py", "Open my orders")


def script(demo: DemoCognito) -> dict[str, Any]:
    with protected() as api:
        nobody = run("orders_script.py", f"{api.url}/ok")
        sign_in()
        somebody = run("orders_script.py", f"{api.url}/ok")
        tokens = api.sent("authorization")
        return {
            "nobody": nobody,
            "somebody": somebody,
            "refused": run("orders_script.py", f"{api.url}/no"),
            "nowhere": run("orders_script.py", "http://127.0.0.1:1/"),
            "no address": run("orders_script.py"),
            "tokens": [one.startswith("Bearer eyJ") for one in tokens],
            "qt": [name for name in sys.modules if name.startswith("PySide6")],
        }


def bucket(demo: DemoCognito) -> dict[str, Any]:
    os.environ["AWS_ENDPOINT_URL_S3"] = demo.url
    nobody = run("orders_bucket.py", demo.config.bucket)
    sign_in()
    return {"nobody": nobody, "somebody": run("orders_bucket.py", demo.config.bucket)}


if __name__ == "__main__":
    main(*sys.argv[1:])
