"""Tries out an API through AT-SPI alone: what is sent, what a refusal means, its remedy, the reply.

Not a test itself; `test_accessibility.py` runs it beside a real window, on the system's Python, which has gi.
"""

from __future__ import annotations

from accessible_walk import BUTTON, FIELD, TAB, named, press, reading, sign_in, starting, write
from accessible_window import HEADING, ME, select


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
    reading("Reply", lambda text: f'"email": "{ME}"' in text, *FIELD)
    named("Reply headers", *TAB).do_action(0)
    reading("Reply headers", lambda text: "content-type: application/json" in text, *FIELD)
    write("Headers", "no header", *FIELD)
    press("Send")
    starting("A header cannot be sent.")
    press("Copy as curl")
    write("Headers", "", *FIELD)
    press("Copy as curl")
    starting("Copied. No token is in it.")
    press("Back")
    named("Overview", *TAB)
    print("walked")


if __name__ == "__main__":
    main()
