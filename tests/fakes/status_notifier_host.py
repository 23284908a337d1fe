"""A desktop's tray as a program on the session bus: registers the items that come, and does what it is told by lines on stdin.

Prints one JSON line for each answer. Commands: `item` (what the icon says), `menu` (the rows of
its menu), `click ROW` (by the words of the row), `activate` (a click on the icon), `notified` (waits
for a notification). Started with `silent`, it is a desktop on which nothing shows notifications.
https://www.freedesktop.org/wiki/Specifications/StatusNotifierItem/ and
https://github.com/AyatanaIndicators/libdbusmenu/blob/main/libdbusmenu-glib/dbus-menu.xml
"""

from __future__ import annotations

import json
import queue
import re
import sys
import threading
from collections.abc import Iterator
from typing import Any

from jeepney import DBusAddress, HeaderFields, MessageType, new_method_call, new_method_return
from jeepney.io.blocking import open_dbus_connection

WATCHER = "org.kde.StatusNotifierWatcher"
ITEM = "org.kde.StatusNotifierItem"
MENU = "com.canonical.dbusmenu"
NOTIFICATIONS = "org.freedesktop.Notifications"
PROPERTIES = "org.freedesktop.DBus.Properties"
BUS = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")
REGISTERED: dict[str, tuple[str, object]] = {
    "IsStatusNotifierHostRegistered": ("b", True),
    "ProtocolVersion": ("i", 0),
    "RegisteredStatusNotifierItems": ("as", []),
}


class Host:
    """Two connections: one answers as the watcher, the other asks the item."""

    def __init__(self, *, silent: bool = False) -> None:
        self._served = open_dbus_connection("SESSION")
        self._asking = open_dbus_connection("SESSION")
        self._items: queue.Queue[str] = queue.Queue()
        self.notified: queue.Queue[tuple[str, str]] = queue.Queue()
        self._item = ""
        for name in (WATCHER,) if silent else (WATCHER, NOTIFICATIONS):
            request = new_method_call(BUS, "RequestName", "su", (name, 0))
            self._served.send_and_get_reply(request)

    def serve(self) -> None:
        while True:
            message = self._served.receive()
            if message.header.message_type is MessageType.method_call:
                self._answer(message)

    def _answer(self, message: Any) -> None:  # jeepney has no types
        member = message.header.fields.get(HeaderFields.member)
        if member == "RegisterStatusNotifierItem":
            self._items.put(message.header.fields[HeaderFields.sender])
            self._served.send(new_method_return(message))
        elif member == "Get":
            self._served.send(new_method_return(message, "v", (REGISTERED[message.body[1]],)))
        elif member == "GetAll":
            self._served.send(new_method_return(message, "a{sv}", (REGISTERED,)))
        elif member == "GetCapabilities":
            self._served.send(new_method_return(message, "as", (["body"],)))
        elif member == "Notify":
            self.notified.put((message.body[3], message.body[4]))
            self._served.send(new_method_return(message, "u", (1,)))
        else:
            self._served.send(new_method_return(message))

    def wait_for_item(self) -> None:
        if not self._item:
            self._item = self._items.get()

    def _ask(self, path: str, interface: str, method: str, signature: str, body: Any) -> Any:
        where = DBusAddress(path, self._item, interface)
        reply = self._asking.send_and_get_reply(new_method_call(where, method, signature, body))
        if reply.header.message_type is MessageType.error:
            raise RuntimeError(f"{method}: {reply.body}")
        return reply.body

    def item(self) -> dict[str, object]:
        asked = self._ask("/StatusNotifierItem", PROPERTIES, "GetAll", "s", (ITEM,))[0]
        shown = {name: asked[name][1] for name in ("Title", "Status", "Id") if name in asked}
        return {**shown, "tooltip": asked["ToolTip"][1][2], "pictures": len(asked["IconPixmap"][1])}

    def menu(self) -> list[tuple[int, str, bool]]:
        """Number, words and whether it can be chosen, row by row, what opens below a row too."""
        self._ask("/MenuBar", MENU, "AboutToShow", "i", (0,))
        layout = self._ask("/MenuBar", MENU, "GetLayout", "iias", (0, -1, []))
        return list(_rows(layout[1]))

    def click(self, words: str) -> None:
        for number, row, _ in self.menu():
            if row == words:
                event = (number, "clicked", ("s", ""), 0)
                self._ask("/MenuBar", MENU, "Event", "isvu", event)
                return
        raise RuntimeError(f"no row {words!r} in {self.menu()}")

    def activate(self) -> None:
        self._ask("/StatusNotifierItem", ITEM, "Activate", "ii", (0, 0))


def _rows(node: Any) -> Iterator[tuple[int, str, bool]]:
    number, properties, children = node
    if not properties.get("visible", ("b", True))[1]:
        return
    if "label" in properties:
        # one underscore marks the letter of a shortcut, two are one that is shown
        words = re.sub("_(.)", r"\1", properties["label"][1])
        yield number, words, properties.get("enabled", ("b", True))[1]
    for _, child in children:
        yield from _rows(child)


def main() -> None:
    host = Host(silent="silent" in sys.argv[1:])
    threading.Thread(target=host.serve, daemon=True).start()
    print(json.dumps("here"), flush=True)
    for line in sys.stdin:
        command, _, rest = line.strip().partition(" ")
        host.wait_for_item()
        answer: object = "done"
        try:
            if command == "item":
                answer = host.item()
            elif command == "menu":
                answer = [(words, enabled) for _, words, enabled in host.menu()]
            elif command == "click":
                host.click(rest)
            elif command == "activate":
                host.activate()
            elif command == "notified":
                answer = host.notified.get()
        except RuntimeError as error:
            answer = f"failed: {error}"
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
