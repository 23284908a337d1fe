"""A request to an API as a person writes it. Sends nothing, and knows no session."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop_login.domain.api_refusals import SentToken
from desktop_login.domain.api_request import header_of
from desktop_login.flow.api_calls import ApiRequest
from desktop_login.messages import try_api as words
from desktop_login.messages.message import Message
from desktop_login.messages.pages import CANCEL, SENDING
from desktop_login.messages.sanitize import defused
from desktop_login.messages.translate import tr
from desktop_login.ui.theme import DASHBOARD_WIDTH, GRID
from desktop_login.ui.widgets.basics import accelerate, button, label
from desktop_login.ui.widgets.busy_button import BusyButton
from desktop_login.ui.widgets.drop_down import DropDown
from desktop_login.ui.widgets.flow import Flow
from desktop_login.ui.widgets.placing import titled
from desktop_login.ui.widgets.typed_lines import TypedLines

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
# Widths of the place from which fields stand beside one another.
_LINES_BESIDE, _LINKS_BESIDE, _TOKEN_BESIDE = 480, 640, 700
_METHOD_WIDE, _TOKEN_WIDE = 15 * GRID, 23 * GRID


class RequestForm(QFrame):
    """Emits `sent()`, `cancelled()`, `curl_wanted()` and `saved_wanted()`."""

    sent = Signal()
    cancelled = Signal()
    curl_wanted = Signal()
    saved_wanted = Signal()

    def __init__(self, tokens: Sequence[SentToken], api_url: str) -> None:
        super().__init__()
        self.setObjectName("card")
        self.method = DropDown()
        self.method.addItems(METHODS)
        self.address = QLineEdit()
        self.address.setMaxLength(4096)
        below = tr(words.BELOW_API, text=defused(api_url, 80)) if api_url else ""
        self.address.setPlaceholderText(below or tr(words.ADDRESS_EXAMPLE))
        self.address.returnPressed.connect(self.sent)
        self.token = DropDown()
        for kind in tokens:
            self.token.addItem(tr(words.TOKENS[kind]), kind)
        self.headers = TypedLines(3)
        self.headers.setPlaceholderText(tr(words.HEADERS_EXAMPLE))
        self.body = TypedLines(3)
        self.send = BusyButton(tr(words.SEND), tr(SENDING), "S")
        self.send.setProperty("kind", "primary")
        self.send.setToolTip("Ctrl+Enter")
        self.send.wanted.connect(self.sent)
        self.cancel = button(tr(CANCEL), "", "C")
        self.cancel.clicked.connect(self.cancelled)
        self.cancel.hide()
        self.copy_curl = button(tr(words.COPY_AS_CURL), "link", "U")
        self.copy_curl.clicked.connect(self.curl_wanted)
        self.saved = button(tr(words.SAVED_REQUESTS), "link", "R")
        self.saved.setProperty("part", "right")
        self.saved.clicked.connect(self.saved_wanted)
        self.method.setFixedWidth(_METHOD_WIDE)
        where = QHBoxLayout()
        where.setSpacing(GRID)
        where.addLayout(self._named(words.METHOD, self.method))
        where.addLayout(self._named(words.ADDRESS, self.address), 1)
        self._first = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._first.addLayout(where, 1)
        self._first.addLayout(self._named(words.TOKEN, self.token))
        self._second = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._second.addLayout(self._named(words.HEADERS, self.headers), 1)
        self._second.addLayout(self._named(words.BODY, self.body), 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        column.setSpacing(2 * GRID)
        column.addLayout(self._first)
        column.addLayout(self._second)
        column.addLayout(self._buttons())
        accelerate(self)
        self.set_width(_TOKEN_BESIDE)

    def set_width(self, wide: int) -> None:
        """Of the place: what stands beside one another there."""
        beside = QBoxLayout.Direction.LeftToRight
        below = QBoxLayout.Direction.TopToBottom
        self._first.setDirection(beside if wide >= _TOKEN_BESIDE else below)
        self._first.setSpacing(GRID if wide >= _TOKEN_BESIDE else 2 * GRID)
        self.token.setMaximumWidth(_TOKEN_WIDE if wide >= _TOKEN_BESIDE else DASHBOARD_WIDTH)
        self.token.setMinimumWidth(_TOKEN_WIDE if wide >= _TOKEN_BESIDE else 12 * GRID)
        self._last.setDirection(beside if wide >= _LINKS_BESIDE else below)
        self._second.setDirection(beside if wide >= _LINES_BESIDE else below)
        self._second.setSpacing(GRID if wide >= _LINES_BESIDE else 2 * GRID)

    def set_busy(self, busy: bool) -> None:
        self.send.set_busy(busy)
        if not busy and self.cancel.hasFocus():
            self.send.setFocus()
        self.cancel.setVisible(busy)

    def _buttons(self) -> QBoxLayout:
        """What can be sent at the left, what else can be done at the right or below. *Cancel* has its
        place while it is hidden, so that nothing moves."""
        policy = self.cancel.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.cancel.setSizePolicy(policy)
        ways = QHBoxLayout()
        ways.setSpacing(GRID)
        ways.addWidget(self.send)
        ways.addWidget(self.cancel)
        ways.addStretch(1)
        self._last = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._last.setSpacing(GRID)
        self._last.addLayout(ways, 1)
        others = Flow(self.copy_curl, self.saved, across=3 * GRID, down=GRID)
        self._last.addWidget(others, 0, Qt.AlignmentFlag.AlignVCenter)
        return self._last

    def request(self) -> ApiRequest | str:
        """What was written, or the line that is no header."""
        headers: dict[str, str] = {}
        for line in self.headers.toPlainText().splitlines():
            read = header_of(line)
            if read is None and line.strip():
                return line
            if read is not None:
                headers[read[0]] = read[1]
        body = self.body.toPlainText()
        token = self.token.currentData()
        return ApiRequest(
            self.method.currentText(),
            self.address.text().strip(),
            headers,
            body.encode("utf-8", "replace") if body else None,
            token if isinstance(token, SentToken) else SentToken.NONE,
        )

    def fill(self, method: str, address: str, token: SentToken, headers: str) -> None:
        """Another request in place of what stands there."""
        self.method.setCurrentIndex(max(0, self.method.findText(method)))
        self.address.setText(address)
        self.address.setCursorPosition(0)
        self.choose(token)
        self.headers.setPlainText(headers)
        self.body.setPlainText("")

    def choose(self, token: SentToken) -> None:
        place = self.token.findData(token)
        if place >= 0:
            self.token.setCurrentIndex(place)

    def forget(self) -> None:
        self.fill("GET", "", SentToken.ID, "")

    @staticmethod
    def _named(name: Message, field: QWidget) -> QVBoxLayout:
        field.setAccessibleName(tr(name))
        return titled(label(tr(name), "label"), field)
