"""A settings portal that knows the keys it is told. Run as a program on the session bus; prints when it is there.

https://flatpak.github.io/xdg-desktop-portal/docs/doc-org.freedesktop.portal.Settings.html
"""

from __future__ import annotations

import sys

from jeepney import (
    DBusAddress,
    HeaderFields,
    MessageType,
    new_error,
    new_method_call,
    new_method_return,
)
from jeepney.io.blocking import open_dbus_connection

NAME = "org.freedesktop.portal.Desktop"
BUS = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")
NOT_FOUND = "org.freedesktop.portal.Error.NotFound"
ANSWERS: dict[str, tuple[str, object]] = {
    "reduced": ("u", 1),
    "unreduced": ("u", 0),
    "still": ("b", False),
    "animated": ("b", True),
}
KEYS = {"u": "reduced-motion", "b": "enable-animations"}


def main(*known: str) -> None:
    """`silent` never answers; any other word is the value of one key."""
    connection = open_dbus_connection("SESSION")
    connection.send_and_get_reply(new_method_call(BUS, "RequestName", "su", (NAME, 0)))
    print("here", flush=True)
    held = {KEYS[ANSWERS[word][0]]: ANSWERS[word] for word in known if word in ANSWERS}
    while True:
        message = connection.receive()
        if message.header.message_type is not MessageType.method_call or "silent" in known:
            continue
        if message.header.fields.get(HeaderFields.member) != "Read":
            continue
        value = held.get(message.body[1])
        if value is None:
            connection.send(new_error(message, NOT_FOUND, "s", ("no such key",)))
        else:
            connection.send(new_method_return(message, "v", (("v", value),)))


if __name__ == "__main__":
    main(*sys.argv[1:])
