"""Uses the running program as a screen reader does: through AT-SPI alone. Runs on the system's Python, which has gi.

Not a test itself; `test_accessibility.py` runs it beside a real window. Ends with 0 at the end of the walk.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi


def showing(node: Any) -> bool:
    return bool(node.get_state_set().contains(Atspi.StateType.SHOWING))


def walk(node: Any, depth: int = 0) -> Any:
    yield node
    for index in range(node.get_child_count() if depth < 30 else 0):
        child = node.get_child_at_index(index)
        if child is not None:
            yield from walk(child, depth + 1)


def find(name: str, *roles: str) -> Any:
    for node in walk(program):
        if node.get_name() == name and showing(node) and node.get_role_name() in roles:
            return node
    return None


def wait(what: str, look: Callable[[], Any]) -> Any:
    end = time.time() + 15
    while time.time() < end:
        found = look()
        if found is not None:
            return found
        time.sleep(0.1)
    sys.exit(f"waited in vain for {what}")


def named(name: str, *roles: str) -> Any:
    return wait(name, lambda: find(name, *roles))


def running() -> Any:
    desktop = Atspi.get_desktop(0)
    for index in range(desktop.get_child_count()):
        child = desktop.get_child_at_index(index)
        if child is not None and "desktop-login" in (child.get_name() or ""):
            return child
    return None


BUTTON = ("push button", "button")
FIELD = ("text", "entry")
SECRET_FIELD = "password text"


def write(name: str, text: str, *roles: str) -> None:
    Atspi.EditableText.set_text_contents(named(name, *roles), text)


def press(name: str) -> None:
    named(name, *BUTTON).do_action(0)


def connect(pool_id: str, client_id: str) -> None:
    """From nothing configured: the ids, what the check says, and on."""
    named("No user pool is configured yet.", "label")
    write("User pool ID", pool_id, *FIELD)
    write("App client ID", "nosuchclient", *FIELD)
    press("Check connection")
    named("There is no app client with this ID in the region of the pool.", "label")
    write("App client ID", client_id, *FIELD)
    press("Continue")


program = wait("the program", running)
if len(sys.argv) > 1:
    connect(*sys.argv[1:])
else:
    named("Demo mode", "panel", "label")
write("Email", "confirmed@example.com", *FIELD)
write("Password", "Wrong-Passw0rd!", SECRET_FIELD)
press("Sign in")
named("The email address or password is incorrect.", "label")
write("Password", "Demo-Passw0rd!", SECRET_FIELD)
press("Sign in")
named("Signed in as confirmed@example.com", "label")
token = named("ID token", "text", "entry")
assert Atspi.Text.get_text(token, 0, -1).count(".") == 2
named("Claims", "table")
named("Signature verified", "label")
named("Sign out", *BUTTON).do_action(0)
named("Welcome back!", "label")
print("walked")
