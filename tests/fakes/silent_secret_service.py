"""A Secret Service that takes its name on the bus and then never answers. Run as a program; prints when it is there."""

from __future__ import annotations

from jeepney import DBusAddress, HeaderFields, MessageType, new_method_call
from jeepney.io.blocking import open_dbus_connection

BUS = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")


def main() -> None:
    connection = open_dbus_connection("SESSION")
    taken = new_method_call(BUS, "RequestName", "su", ("org.freedesktop.secrets", 0))
    connection.send_and_get_reply(taken)
    print("here", flush=True)
    while True:
        message = connection.receive()
        if message.header.message_type is MessageType.method_call:
            print("asked", message.header.fields.get(HeaderFields.member), flush=True)


if __name__ == "__main__":
    main()
