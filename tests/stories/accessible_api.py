"""Tries out an API through AT-SPI alone: what is sent, what a refusal means, its remedy, the reply.

Not a test itself; `test_accessibility.py` runs it beside a real window, on the system's Python, which has gi.
"""

from __future__ import annotations

from accessible_walk import BUTTON, FIELD, TAB, Atspi, named, press, sign_in, starting, write
from accessible_window import HEADING, ME, select

TEXT = ("text", "entry")


def reply() -> str:
    return str(Atspi.Text.get_text(named("Reply", *TEXT), 0, -1))


def main() -> None:
    named("Welcome back!", *HEADING)
    sign_in("confirmed")
    named(f"Signed in as {ME}", *BUTTON)
    press("Try an API…")
    named("Try an API", *HEADING)
    write("Address", "/v1/user", *FIELD)
    select("Token", "Access token")
    press("Send")
    starting("Status: 401 Unauthorized, ")
    named("Most likely this API wants the ID token.", "label")
    press("Send with the ID token")
    starting("Status: 200 OK, ")
    assert f'"email": "{ME}"' in reply()
    named("Reply headers", *TAB).do_action(0)
    shown = named("Reply headers", *TEXT)
    assert "content-type: application/json" in Atspi.Text.get_text(shown, 0, -1)
    write("Headers", "no header", *TEXT)
    press("Send")
    starting("A header cannot be sent.")
    press("Copy as curl")
    write("Headers", "", *TEXT)
    press("Copy as curl")
    starting("Copied. No token is in it.")
    press("Back")
    named("Overview", *TAB)
    print("walked")


if __name__ == "__main__":
    main()
