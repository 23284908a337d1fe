"""The sign-in with the browser as a screen reader meets it: through AT-SPI alone. Runs on the system's Python, which has gi.

Not a test itself; `test_accessibility.py` runs it beside a real window. The desktop's browser is a
script that writes each link into the file that is named first. Ends with 0 at the end of the walk.
"""

from __future__ import annotations

import sys
from pathlib import Path

from accessible_walk import BUTTON, FIELD, named, press, starting, wait, write

from desktop_login.tour.visitor import Visitor

WHO = "confirmed@example.com"
PASSWORD = "Demo-Passw0rd!"
OTHER = "This address doesn’t belong to this sign-in."


def opened(visitor: Visitor, file: Path) -> Visitor:
    """Wait for a link; the visitor has it next."""
    wait("a link", lambda: file if file.exists() else None)
    visitor.link = file.read_text("ascii")
    file.unlink()
    return visitor


def main() -> None:
    link, visitor = Path(sys.argv[1]), Visitor()
    named("Demo mode", "panel", "label")
    press("Sign in with browser")
    named("Continue in your browser", "heading")
    starting("Sign in on localhost:")
    for name in ("Open the browser again", "Copy link", "Use another account", "Cancel"):
        named(name, *BUTTON)
    opened(visitor, link)
    press("Did the browser not come back?")
    write("Address from the browser", "http://127.0.0.1:8917/callback?code=1&state=2", *FIELD)
    press("Continue")
    named(f"{OTHER} Copy the whole address from the browser.", "label")
    visitor.fill_in(username=WHO, password=PASSWORD)
    named(f"Signed in as {WHO}", "heading", "label")
    press("Sign out")
    opened(visitor, link).visit()
    named("Welcome back!", "heading", "label")
    press("Sign in with Demo Company")
    named("Continue in your browser", "heading")
    opened(visitor, link).fill_in(do="cancel")
    named("The sign-in was canceled in the browser.", "label")
    named("Welcome back!", "heading", "label")
    press("Sign in with Demo Company")
    opened(visitor, link).fill_in(name="Ann Lee")
    named("Signed in as ann.lee@company.example.com", "heading", "label")
    press("Sign out")
    opened(visitor, link).visit()
    named(
        "You may still be signed in at Demo Company. Sign out there too on a shared computer.",
        "label",
    )
    print("walked")


if __name__ == "__main__":
    main()
