"""A NetworkManager that loses the network and finds it again. Run as a program on the session bus; prints when it is there.

https://networkmanager.dev/docs/api/latest/gdbus-org.freedesktop.NetworkManager.html
"""

from __future__ import annotations

import sys
import threading
import time
from typing import Any

from jeepney import (
    DBusAddress,
    HeaderFields,
    MessageType,
    new_method_call,
    new_method_return,
    new_signal,
)
from jeepney.io.blocking import open_dbus_connection

NAME = "org.freedesktop.NetworkManager"
PLACE = DBusAddress("/org/freedesktop/NetworkManager", NAME, "org.freedesktop.DBus.Properties")
BUS = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")
DISCONNECTED, CONNECTED_GLOBAL = 20, 70


def properties(state: int) -> dict[str, tuple[str, object]]:
    return {"State": ("u", state), "Connectivity": ("u", 4 if state == CONNECTED_GLOBAL else 1)}


def main(silent: bool) -> None:
    connection = open_dbus_connection("SESSION")
    connection.send_and_get_reply(new_method_call(BUS, "RequestName", "su", (NAME, 0)))
    print("here", flush=True)
    changing = threading.Thread(target=change, args=(connection,), daemon=True)
    while True:
        message = connection.receive()
        if message.header.message_type is not MessageType.method_call or silent:
            continue
        if message.header.fields.get(HeaderFields.member) == "GetAll":
            connection.send(new_method_return(message, "a{sv}", (properties(CONNECTED_GLOBAL),)))
            changing.start()
        else:
            connection.send(new_method_return(message))


def change(connection: Any) -> None:  # jeepney has no types
    for state in (DISCONNECTED, CONNECTED_GLOBAL):
        time.sleep(0.3)
        body: tuple[object, ...] = (NAME, properties(state), [])
        connection.send(new_signal(PLACE, "PropertiesChanged", "sa{sv}as", body))


if __name__ == "__main__":
    main(silent=sys.argv[1:] == ["silent"])
