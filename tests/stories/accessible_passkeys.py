"""A passkey added, used, refused and removed as a screen reader does it: through AT-SPI alone. Runs on the system's Python, which has gi.

Not a test itself; `test_accessibility.py` runs it beside a real window. Ends with 0 at the end of the walk.
"""

from __future__ import annotations

from typing import Any

from accessible_walk import (
    BUTTON,
    FIELD,
    SECRET_FIELD,
    Atspi,
    described_as,
    find,
    named,
    press,
    program,
    sign_in,
    starting,
    wait,
    walk,
    write,
)
from accessible_window import choose as choose_in_menu

DIALOG = ("dialog", "alert")
WHO = "passkey@example.com"


def press_when_it_can(name: str) -> None:
    def ready() -> Any:
        node = find(name, *BUTTON)
        usable = node is not None and node.get_state_set().contains(Atspi.StateType.SENSITIVE)
        return node if usable else None

    wait(name, ready).do_action(0)


def agree(question: str, answer: str) -> None:
    """In the dialog, whose button is called like the one that has opened it."""

    def look() -> Any:
        for node in walk(program):
            if (node.get_name() or "").startswith(question) and node.get_role_name() in DIALOG:
                inside = [one for one in walk(node) if one.get_role_name() in BUTTON]
                return next((one for one in inside if one.get_name() == answer), None)
        return None

    def gone() -> Any:
        return True if look() is None else None

    wait(question, look).do_action(0)
    wait(f"the end of {question}", gone)


def enter_pin(pin: str) -> None:
    write("Security key PIN", pin, SECRET_FIELD)
    press("Continue")


def main() -> None:
    named("Demo mode", "panel", "label")
    sign_in("passkey")
    named(f"Signed in as {WHO}", "heading", "label")
    press("Add a passkey")
    named("Security key", "heading")
    starting("You’re adding a passkey for localhost.")
    starting("Insert your security key.")
    described_as("Cancel", lambda text: text == "Insert your security key.", *BUTTON)
    press("Insert demo key")
    enter_pin("1234")
    starting("Touch your security key.")
    press_when_it_can("Touch demo key")
    named("Passkey added.", "label")
    described_as("Remove passkey", bool, *BUTTON)  # it says which passkey
    press("Back")
    press("Sign out")
    named("Welcome back!", "heading", "label")
    write("Email", WHO, *FIELD)
    press("Sign in")
    named("Passkey", "radio button")
    press("Continue")
    named("Use your passkey", "heading")
    press("Use a security key")
    enter_pin("9999")

    def refused() -> Any:
        field = find("Security key PIN", SECRET_FIELD)
        shown = (
            field is not None and field.get_description() == "That PIN is incorrect. 7 tries left."
        )
        return field if shown else None

    wait("what is wrong", refused)
    enter_pin("1234")
    starting("Touch your security key.")
    press_when_it_can("Touch demo key")
    named(f"Signed in as {WHO}", "heading", "label")
    choose_in_menu(f"Signed in as {WHO}", "Account")
    press("Remove passkey")
    agree("Remove the passkey “", "Cancel")
    press("Remove passkey")
    agree("Remove the passkey “", "Remove passkey")
    named("Passkey removed. It’s still on your device: delete it there too.", "label")
    starting("A passkey signs you in without a password:")
    print("walked")


if __name__ == "__main__":
    main()
