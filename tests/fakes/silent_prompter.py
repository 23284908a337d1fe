"""A prompter of gnome-keyring that takes its name on the bus and never answers. Run as a program; prints when it is there.

gnome-keyring asks whoever owns the name to show a prompt, as GNOME Shell or gcr-prompter does.
"""

from __future__ import annotations

from jeepney import DBusAddress, HeaderFields, MessageType, new_method_call
from jeepney.io.blocking import open_dbus_connection

BUS = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")
NAME = "org.gnome.keyring.SystemPrompter"


def main() -> None:
    connection = open_dbus_connection("SESSION")
    connection.send_and_get_reply(new_method_call(BUS, "RequestName", "su", (NAME, 0)))
    print("here", flush=True)
    while True:
        message = connection.receive()
        if message.header.message_type is MessageType.method_call:
            print("asked", message.header.fields.get(HeaderFields.member), flush=True)


if __name__ == "__main__":
    main()
