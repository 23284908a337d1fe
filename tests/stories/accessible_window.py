"""Goes through all that stands around a sign-in, through AT-SPI alone: panels, menus, account, settings, pools, the chooser.

Not a test itself; `test_accessibility.py` runs it beside a real window, on the system's Python, which has gi.
"""

from __future__ import annotations

import sys
from typing import Any

from accessible_walk import (
    BUTTON,
    FIELD,
    TAB,
    Atspi,
    connect,
    find,
    named,
    press,
    program,
    reading,
    showing,
    sign_in,
    starting,
    wait,
    walk,
    write,
)

ENTRY, MENU, BOX = ("menu item",), ("popup menu",), ("combo box",)
HEADING = ("heading",)
RETURN, UP, DOWN = 0xFF0D, 0xFF52, 0xFF54
EXPANDED = Atspi.StateType.EXPANDED
ME, OTHER = "confirmed@example.com", "passkey@example.com"


def gone(what: str, *roles: str) -> None:
    wait(f"the end of {what}", lambda: True if find(what, *roles) is None else None)


def containing(words: str) -> Any:
    def look() -> Any:
        for node in walk(program):
            if words in (node.get_name() or "") and showing(node):
                return node
        return None

    return wait(words, look)


def no_menu() -> None:
    """A menu goes with the choice; left open it would keep the keyboard."""
    wait("the end of the menu", lambda: True if showing_menu() is None else None)


def showing_menu() -> Any:
    return next((node for node in walk(program) if node.get_role_name() in MENU), None)


def choose(opener: str, entry: str) -> None:
    """An entry of a menu, by its words before any column."""
    press(opener)

    def look() -> Any:
        for node in walk(program):
            if node.get_role_name() in ENTRY and node.get_name().partition("\t")[0] == entry:
                return node
        return None

    wait(f"{entry} in the menu of {opener}", look).do_action(0)
    no_menu()


def pools() -> str:
    """The name of the button that opens the list of pools."""

    def look() -> Any:
        for node in walk(program):
            name = node.get_name() or ""
            if node.get_role_name() in BUTTON and name.startswith("User pool: "):
                return name
        return None

    return str(wait("a button for the pools", look))


def labelled(words: str) -> Any:
    """The box whose label says this: a box is named by its value."""

    def look() -> Any:
        for node in walk(program):
            if node.get_role_name() not in BOX:
                continue
            for relation in node.get_relation_set():
                if relation.get_relation_type() == Atspi.RelationType.LABELLED_BY:
                    targets = [
                        relation.get_target(at).get_name() for at in range(relation.get_n_targets())
                    ]
                    if words in targets:
                        return node
        return None

    return wait(f"a box labelled {words}", look)


def states(node: Any) -> list[Any]:
    return list(node.get_state_set().get_states())


def key(symbol: int) -> None:
    Atspi.generate_keyboard_event(symbol, None, Atspi.KeySynthType.SYM)


def select(words: str, value: str) -> None:
    """A value of the list, which need not be opened for it."""
    box = labelled(words)
    values = [node.get_name() for node in walk(box) if node.get_role_name() == "list item"]
    shown = next(node for node in walk(box) if node.get_role_name() == "list")
    assert Atspi.Selection.select_child(shown, values.index(value))
    wait(f"{words}: {value}", lambda: True if labelled(words).get_name() == value else None)


def select_by_keys(words: str, value: str) -> None:
    """Opened by the reader, and gone through with keys."""
    box = labelled(words)
    values = [node.get_name() for node in walk(box) if node.get_role_name() == "list item"]
    steps = values.index(value) - values.index(box.get_name())
    box.do_action(0)
    wait("the values", lambda: True if EXPANDED in states(box) else None)
    for _ in range(abs(steps)):
        key(DOWN if steps > 0 else UP)
    key(RETURN)
    wait(f"{words}: {value}", lambda: True if labelled(words).get_name() == value else None)


def rows_of_claims() -> int:
    table = Atspi.Accessible.get_table_iface(named("Claims", "table"))
    return int(Atspi.Table.get_n_rows(table))


def panels() -> None:
    named("Who you are", *HEADING)
    for claim in ("Name", "Email address", "User ID", "Signed in", "Token expires", "Issued by"):
        named(f"Copy {claim}", *BUTTON)
    starting("Technical claims (").do_action(0)
    named("Technical", *HEADING)
    write("Filter claims", "mail", *FIELD)
    gone("Copy User ID", *BUTTON)
    write("Filter claims", "", *FIELD)
    named("Claims", *TAB).do_action(0)
    wait("the rows of the claims", lambda: True if rows_of_claims() >= 10 else None)
    named("Token", *TAB).do_action(0)
    press("Hide ID token")
    press("Show ID token")
    reading("ID token", lambda text: text.count(".") == 2, *FIELD)
    named("JSON", *TAB).do_action(0)
    reading("Payload as JSON", lambda text: f'"email": "{ME}"' in text, *FIELD)
    named("History", *TAB).do_action(0)
    containing("Signed in with a password")
    named("Overview", *TAB).do_action(0)
    choose("More ways to copy", "As an Authorization header")
    starting("Copied. Cleared in ")
    press("Clear now")
    gone("Clear now", *BUTTON)


def menu_pages(opener: str) -> None:
    choose(opener, "Account")
    named("Account", *HEADING)
    named("Sign-in", *HEADING)
    named(f"Email: {ME}", "label")
    press("Change password")
    named("Current password", "password text")
    press("Back")
    press("Delete account")
    starting("Delete your account?")
    press("Cancel")
    press("Back")
    choose(opener, "Keyboard shortcuts")
    named("Keyboard shortcuts", *HEADING)
    named("Ctrl+R: Refresh the token now", "label")
    press("Back")
    choose(opener, "About")
    named("About", *HEADING)
    press("Back")
    choose(opener, "Settings")
    named("Settings", *HEADING)
    select("Appearance", "Dark")
    select_by_keys("Appearance", "Same as the system")
    press("Back")


def second_pool(pool_id: str, client_id: str) -> None:
    """Added, looked at, left for the first one, checked and removed."""
    choose(pools(), "Add a pool…")
    named("Add a user pool", *HEADING)
    write("Name", "second", *FIELD)
    write("User pool ID", pool_id, *FIELD)
    write("App client ID", client_id, *FIELD)
    press("Continue")
    named("User pool: second", *BUTTON)
    named("Welcome back!", *HEADING)
    choose("User pool: second", "default")
    named(f"Signed in as {ME}", *BUTTON)
    choose(pools(), "second")
    named("Welcome back!", *HEADING)
    choose(pools(), "Check connection")
    named("Check connection", *HEADING)
    starting("App client found")
    press("Back")
    choose(pools(), "Remove this pool…")
    starting("Remove second? ")
    press("Remove")
    gone("User pool: second", *BUTTON)


def chooser() -> None:
    """Two who have signed in here: the window asks which of them it is."""
    named(f"Signed in as {ME}", *BUTTON)
    press("Sign out")
    sign_in("passkey")
    named(f"Signed in as {OTHER}", *BUTTON)
    press("Sign out")
    named("Who is signing in?", *HEADING)
    press("Use another account")
    named("Welcome back!", *HEADING)


def main() -> None:
    connect(*sys.argv[1:])
    sign_in("confirmed")
    signed_in = f"Signed in as {ME}"
    named(signed_in, *BUTTON)
    panels()
    menu_pages(signed_in)
    second_pool(*sys.argv[1:])
    chooser()
    print("walked")


if __name__ == "__main__":
    main()
