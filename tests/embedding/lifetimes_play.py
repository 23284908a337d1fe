"""A host that forks, and one that closes nothing. Programs, because both are about the end of a process. Print JSON."""

from __future__ import annotations

import atexit
import gc
import json
import os
import sys
import threading
import time
import warnings
from collections.abc import Callable
from typing import Any


def left_open() -> None:
    """What is registered first is called last: after the end of the session's thread, if that has one."""
    found: dict[str, Any] = {}

    def tell() -> None:
        names = [thread.name for thread in threading.enumerate()]
        found["threads"] = [name for name in names if name.startswith("desktop-login")]
        json.dump(found, sys.stdout)

    atexit.register(tell)
    from desktop_login import Session
    from desktop_login.testing import DemoCognito
    from tests.embedding.examples_play import Person

    demo = DemoCognito()
    demo.start()
    atexit.register(demo.stop)
    session = globals()["session"] = Session.open(settings=demo.session_settings, vault="memory")
    found["user"] = session.sign_in(Person()).email
    names = [thread.name for thread in threading.enumerate()]
    found["before"] = [name for name in names if name.startswith("desktop-login")]


def ends_at_once() -> None:
    """A window whose warm-up takes longer than the program."""
    found: dict[str, Any] = {}
    atexit.register(lambda: json.dump(found, sys.stdout))
    from PySide6.QtWidgets import QApplication

    from desktop_login import Session
    from desktop_login.qt import SignInWindow
    from desktop_login.ui import warm_up

    warm, begun = warm_up.build, threading.Event()

    def slowly(*given: Any) -> Any:
        begun.set()
        time.sleep(0.5)
        try:
            return warm(*given)
        finally:
            found["ended"] = True

    warm_up.build = slowly  # type: ignore[assignment] # takes and gives what the real one does
    app = globals()["app"] = QApplication([])
    given = {"user_pool_id": "us-east-1_Abcdefghi", "client_id": "abc123"}
    with Session.open(settings=given, vault="memory") as session:
        window = globals()["window"] = SignInWindow(session)
        window.show()
        while not begun.is_set():
            app.processEvents()
    found["ended before"] = "ended" in found


def forks() -> None:
    """After threads that asked until then: what they held would stay locked in the child."""
    from desktop_login import Session
    from desktop_login.testing import DemoCognito
    from tests.embedding.examples_play import Person

    with DemoCognito() as demo:
        given = demo.session_settings
        session = Session.open(settings=given, vault="memory")
        session.sign_in(Person())
        stop = threading.Event()

        def ask() -> None:
            while not stop.is_set():
                session.token()

        threads = [threading.Thread(target=ask) for _ in range(4)]
        for thread in threads:
            thread.start()
        session.token()
        stop.set()
        for thread in threads:
            thread.join()
        reading, writing = os.pipe()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of fork() beside threads, itself
            child = os.fork()
        if child == 0:
            try:
                os.write(writing, json.dumps(in_child(session, given)).encode())
            finally:
                os._exit(0)
        os.close(writing)
        with os.fdopen(reading, "rb") as pipe:
            seen = json.loads(pipe.read())
        os.waitpid(child, 0)
        seen["parent"] = session.token() == session.token()
        seen["parent's end"] = session.sign_out().told_server
        session.close()
    json.dump(seen, sys.stdout)


def in_child(session: Any, given: Any) -> dict[str, Any]:
    from desktop_login import Session
    from tests.embedding.examples_play import Person

    calls: dict[str, Callable[[], object]] = {
        "token": session.token,
        "claims": session.claims,
        "user": lambda: session.user,
        "sign_in": lambda: session.sign_in(Person()),
        "sign_out": session.sign_out,
        "on_change": lambda: session.on_change(print),
        "with": session.__enter__,
    }
    outcomes = {name: outcome(call) for name, call in calls.items()}
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        again = Session(session._handle)  # what somebody lets go of in the child
        del again
        gc.collect()
    session.close()
    with Session.open(settings=given, vault="memory") as own:
        user = own.sign_in(Person()).email
        token = len(own.token()) > 100
        out = own.sign_out().told_server
    return {
        "outcomes": outcomes,
        "warned": [str(one.message) for one in warned],
        "own": [user, token, out],
    }


def outcome(call: Callable[[], object]) -> str:
    try:
        return f"returned {call()!r}"
    except RuntimeError as error:
        return str(error)


if __name__ == "__main__":
    {"left open": left_open, "ends at once": ends_at_once, "forks": forks}[sys.argv[1]]()
