"""The demo's security key in the side panel: plug it in, touch it, pull it out. Knows no demo server."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QVBoxLayout

from desktop_login.flow.services import DemoSecurityKey
from desktop_login.messages.passkey_pages import (
    DEMO_KEY,
    DEMO_KEY_IN,
    DEMO_KEY_OUT,
    DEMO_KEY_WAITS,
    INSERT_DEMO_KEY,
    REMOVE_DEMO_KEY,
    TOUCH_DEMO_KEY,
)
from desktop_login.messages.translate import tr
from desktop_login.ui.background_call import SignalBridge
from desktop_login.ui.widgets.basics import accelerate, button, retitle, sentence
from desktop_login.ui.widgets.row import WrappingRow
from desktop_login.ui.widgets.scrolled import scroll_to


class DemoKeyBox(QFrame):
    """Marked, as a message that has just arrived is, while the key waits to be touched."""

    def __init__(self, key: DemoSecurityKey) -> None:
        super().__init__()
        self.setObjectName("message")
        self._key = key
        self.plug = button("", "link")
        self.plug.clicked.connect(self._plug)
        self.touch = button(tr(TOUCH_DEMO_KEY), "link")
        self.touch.clicked.connect(key.touch)
        self.state = sentence("", "small")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(4)
        column.addWidget(sentence(tr(DEMO_KEY), "label"))
        column.addWidget(self.state)
        column.addWidget(WrappingRow(self.plug, self.touch))
        accelerate(self)
        self._changes = SignalBridge()
        self._changes.delivered.connect(self._show)
        key.on_change(self._changes.deliver)
        self._show()

    def _plug(self) -> None:
        if self._key.is_inserted:
            self._key.remove()
        else:
            self._key.insert()

    def _show(self) -> None:
        inserted, waits = self._key.is_inserted, self._key.waits_for_touch
        words = DEMO_KEY_WAITS if waits else DEMO_KEY_IN if inserted else DEMO_KEY_OUT
        self.state.setText(tr(words, pin=self._key.pin))
        retitle(self.plug, tr(REMOVE_DEMO_KEY if inserted else INSERT_DEMO_KEY))
        if not waits and self.touch.hasFocus():
            self.plug.setFocus()  # or it would go to what follows, and the panel scroll there
        self.touch.setEnabled(waits)
        if bool(self.property("newest")) != waits:
            self.setProperty("newest", waits)
            self.style().polish(self)
            if waits:
                scroll_to(self)
