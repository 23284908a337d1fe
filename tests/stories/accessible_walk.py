"""Uses the running program as a screen reader does: through AT-SPI alone. Runs on the system's Python, which has gi.

Not a test itself; `test_accessibility.py` runs it beside a real window. Ends with 0 at the end of the walk.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
import sys
import time
from collections.abc import Callable
from typing import Any

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib


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


def still_there(look: Callable[[], Any]) -> Any:
    """What it gives, or None if something that it asked had just gone: a closed menu, a former page."""
    try:
        return look()
    except GLib.GError as error:
        if "No such object path" in error.message:
            return None
        raise


def wait(what: str, look: Callable[[], Any]) -> Any:
    end = time.time() + 120
    while time.time() < end:
        found = still_there(look)
        if found is not None:
            return found
        time.sleep(0.1)
    there = still_there(lambda: [described(node) for node in walk(program) if showing(node)])
    sys.exit(f"waited in vain for {what}; there was\n" + "\n".join(there or ["what kept going"]))


def described(node: Any) -> str:
    return f"{node.get_role_name()} {node.get_name()!r}"


def named(name: str, *roles: str) -> Any:
    return wait(name, lambda: find(name, *roles))


def starting(words: str) -> Any:
    """A label that begins with these words."""

    def look() -> Any:
        for node in walk(program):
            if (node.get_name() or "").startswith(words) and showing(node):
                return node
        return None

    return wait(words, look)


def reading(what: str, fits: Callable[[str], bool], *roles: str) -> None:
    """Waits until a field's text is as it should be: it may be shown before it has its text."""

    def look() -> Any:
        field = find(what, *roles)
        return True if field is not None and fits(Atspi.Text.get_text(field, 0, -1)) else None

    wait(f"the text of {what}", look)


def described_as(what: str, fits: Callable[[str], bool], *roles: str) -> None:
    """Waits until a control's description is as it should be."""

    def look() -> Any:
        control = find(what, *roles)
        return True if control is not None and fits(control.get_description() or "") else None

    wait(f"the description of {what}", look)


def running() -> Any:
    desktop = Atspi.get_desktop(0)
    for index in range(desktop.get_child_count()):
        child = desktop.get_child_at_index(index)
        if child is not None and "desktop-login" in (child.get_name() or ""):
            return child
    return None


BUTTON = ("push button", "button")
FIELD = ("text", "entry")
TAB = ("page tab",)
SECRET_FIELD = "password text"


def write(name: str, text: str, *roles: str) -> None:
    Atspi.EditableText.set_text_contents(named(name, *roles), text)


def press(name: str) -> None:
    named(name, *BUTTON).do_action(0)


def connect(pool_id: str, client_id: str) -> None:
    """From nothing configured: the ids, what the check says, and on."""
    named("Sign in to an Amazon Cognito user pool.", "label")
    press("Type the IDs")
    write("User pool ID", pool_id, *FIELD)
    write("App client ID", "nosuchclient", *FIELD)
    press("Check connection")
    starting("There’s no app client with this ID at ")
    write("App client ID", client_id, *FIELD)
    press("Continue")


def label_that(starts: str) -> str:
    """The text of the first label that begins so: in the mailbox that is the newest."""

    def look() -> Any:
        for node in walk(program):
            name = node.get_name() or ""
            if name.startswith(starts) and node.get_role_name() == "label" and showing(node):
                return name
        return None

    return str(wait(starts, look))


def mailed(to: str) -> str:
    """The panel may scroll, but what it says is all there."""
    return label_that(f"Code for {to}: ").rpartition(" ")[2]


def confirm(code: str) -> None:
    """A whole code at once is sent by itself, as if it were pasted."""
    write("Confirmation code", code, *FIELD)


def choose(name: str) -> None:
    named(name, "radio button").do_action(0)
    press("Continue")


def new_password(button: str) -> None:
    write("New password", NEW, SECRET_FIELD)
    write("Confirm password", NEW, SECRET_FIELD)
    press(button)


PHONE, NEW = "+15555550123", "My-0wn-Passw0rd"
# demo user → what is answered on the way to the dashboard, page by page
STORIES: dict[str, list[Callable[[], object]]] = {
    "new-password": [lambda: new_password("Change password")],
    "sms-code": [lambda: confirm(mailed(PHONE))],
    "email-code": [lambda: confirm(mailed("email-code@example.com"))],
    "totp": [lambda: write("Confirmation code", authenticator("totp"), *FIELD)],
    "choose-mfa": [lambda: choose("Text message"), lambda: confirm(mailed(PHONE))],
    "setup-mfa": [lambda: write("Confirmation code", code_by_hand(), *FIELD)],
    "setup-choice": [
        lambda: choose("Email"),
        lambda: press("Continue"),
        lambda: confirm(mailed("setup-choice@example.com")),
    ],
    "device": [lambda: confirm(mailed("device@example.com")), lambda: press("Remember")],
    "unverified": [
        lambda: press("Send code"),
        lambda: confirm(mailed("unverified@example.com")),
    ],
    "unconfirmed": [lambda: confirm(mailed("unconfirmed@example.com"))],
    "reset": [
        lambda: write("Confirmation code", mailed("reset@example.com"), *FIELD),
        lambda: new_password("Reset password"),
    ],
}
HEADINGS = {
    "new-password": ["Choose a new password"],
    "choose-mfa": ["Choose how to sign in", "Enter your code"],
    "setup-mfa": ["Set up an authenticator app"],
    "setup-choice": ["Choose a second step", "Set up codes by email", "Enter your code"],
    "device": ["Enter your code", "Remember this computer?"],
    "unverified": ["Verify your email address", "Confirmation code"],
    "unconfirmed": ["Confirm your account"],
    "reset": ["Choose a new password", "Choose a new password"],
}


def authenticator(story: str) -> str:
    """The code that stands in the same slip as the user's address."""
    title = f"Authenticator for {story}@example.com"

    def look() -> Any:
        slip = next((node for node in walk(program) if node.get_name() == title), None)
        inside = [node.get_name() or "" for node in walk(slip.get_parent())] if slip else []
        return next((name for name in inside if "Current code: " in name), None)

    return str(wait(title, look)).rpartition(" ")[2]


def code_by_hand() -> str:
    """Enrols as somebody does who cannot scan a picture: reads the key and computes with it."""
    named("QR code", "image", "icon", "graphic")
    spaced = Atspi.Text.get_text(named("Secret key", "text", "entry"), 0, -1)
    key = base64.b32decode(spaced.replace(" ", ""))
    counter = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.new(key, counter, hashlib.sha1).digest()
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def sign_in(story: str) -> None:
    write("Email", f"{story}@example.com", *FIELD)
    write("Password", "Demo-Passw0rd!", SECRET_FIELD)
    press("Sign in")


def to_the_dashboard(story: str) -> None:
    sign_in(story)
    headings = HEADINGS.get(story, ["Enter your code"])
    for heading, answer in zip(headings, STORIES[story], strict=True):
        named(heading, "heading", "label")
        answer()
    named(f"Signed in as {story}@example.com", "heading", "label")
    press("Sign out")
    named("Welcome back!", "heading", "label")


def main() -> None:
    if len(sys.argv) > 1:
        connect(*sys.argv[1:])
    else:
        named("Demo mode", "panel", "label")
    named("Welcome back!", "heading")  # though the walk begins before the first paint
    write("Email", "confirmed@example.com", *FIELD)
    write("Password", "Wrong-Passw0rd!", SECRET_FIELD)
    press("Sign in")
    named("The email address or password is incorrect.", "label")
    write("Password", "Demo-Passw0rd!", SECRET_FIELD)
    press("Sign in")
    named("Signed in as confirmed@example.com", "heading", "label")
    named("Token", *TAB).do_action(0)
    reading("ID token", lambda text: text.count(".") == 2, *FIELD)
    named("Claims", *TAB).do_action(0)
    named("Claims", "table")
    if len(sys.argv) > 1:  # connected to an endpoint of this computer
        starting("Signature verified with keys of 127.0.0.1:")
        starting("Not Amazon Cognito: 127.0.0.1:")
    else:
        named("Signature verified", *BUTTON)
    press("Sign out")
    named("Welcome back!", "heading")
    if len(sys.argv) > 1:
        named(f"{sys.argv[1]} · from settings.toml", "label")
    else:
        for story in STORIES:
            to_the_dashboard(story)
    print("walked")


# A busy computer may take longer than the 0.8 s after which the library gives up.
Atspi.set_timeout(60_000, 60_000)
program = wait("the program", running)
if __name__ == "__main__":
    main()
