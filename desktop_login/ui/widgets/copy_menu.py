"""The ways to take a token along: what each puts on the clipboard. Puts nothing there itself."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from desktop_login.messages.dashboard import (
    AS_CURL,
    AS_HEADER,
    AS_JSON,
    AS_TOKEN,
    AS_VARIABLE,
    MORE_WAYS_TO_COPY,
)
from desktop_login.messages.message import Message
from desktop_login.messages.translate import tr
from desktop_login.ui.widgets.menu import HintedMenu, close_when_chosen

# The token is in no argument and in no history of the shell: `read -rs` asks for it without showing
# it, and curl reads the header from standard input (https://curl.se/docs/manpage.html#-H).
CURL = (
    "read -rsp 'ID token: ' ID_TOKEN && printf 'Authorization: Bearer %s\\n' \"$ID_TOKEN\" |"
    " curl -H @- https://"
)
WAYS: tuple[tuple[str, Message], ...] = (
    ("token", AS_TOKEN),
    ("header", AS_HEADER),
    ("curl", AS_CURL),
    ("variable", AS_VARIABLE),
    ("json", AS_JSON),
)
_LOOKS = {
    "token": "Ctrl+Shift+C",
    "header": "Authorization: Bearer …",
    "curl": "curl -H @- …",
    "variable": "export ID_TOKEN=…",
    "json": "{ … }",
}


def text_of(way: str, token: str, claims_as_json: str) -> str:
    """What a way of copying puts on the clipboard."""
    match way:
        case "header":
            return f"Authorization: Bearer {token}"
        case "curl":
            return CURL
        case "variable":
            # the space keeps the line out of the history of shells that are set so (Debian, Ubuntu);
            # base64url and dots need no quotation marks
            return f" export ID_TOKEN={token}"
        case "json":
            return claims_as_json
        case _:
            return token


class CopyMenu(HintedMenu):
    """Each entry says at its right how it looks; `chosen` gets the name of the way. Without `claims`
    there is none for these."""

    def __init__(
        self, parent: QWidget, chosen: Callable[[str], None], *, claims: bool = True
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr(MORE_WAYS_TO_COPY))
        for way, words in WAYS:
            if way == "json" and not claims:
                continue
            action = QAction(f"{tr(words)}\t{_LOOKS[way]}", self)
            action.setData(way)
            action.triggered.connect(lambda _=False, way=way: chosen(way))
            self.addAction(action)
        close_when_chosen(self)

    def open_below(self, button: QWidget) -> None:
        """Right edges aligned, without a wait: what goes on goes on."""
        self.keep_apart()
        left = button.width() - self.sizeHint().width()
        self.popup(button.mapToGlobal(QPoint(left, button.height() + 4)))
