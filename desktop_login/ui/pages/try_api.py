"""Trying out an API: a request to write, what it means that it was refused, and the reply. Sends nothing: it emits what is wanted."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut

from desktop_login.domain.api_refusals import SentToken
from desktop_login.domain.api_request import HttpReply
from desktop_login.flow.api_calls import ApiRequest
from desktop_login.messages import try_api as words
from desktop_login.messages.message import FormattedMessage
from desktop_login.messages.pages import ONE_SECOND, SECONDS
from desktop_login.messages.translate import tr, translate
from desktop_login.ui.qt_constants import NEXT_TURN_MS
from desktop_login.ui.reply_text import ReplyText, headers_text
from desktop_login.ui.theme import DASHBOARD_WIDTH
from desktop_login.ui.widgets.advice_bar import AdviceBar
from desktop_login.ui.widgets.reply_card import ReplyCard
from desktop_login.ui.widgets.request_form import RequestForm
from desktop_login.ui.widgets.scrolled import scroll_to
from desktop_login.ui.widgets.sheet import Sheet

_SEND_KEYS = ("Ctrl+Return", "Ctrl+Enter")


class TryApiPage(Sheet):
    """Emits `send_wanted(ApiRequest)`, or `line_refused(str)` for a line that is no header;
    `cancel_wanted()`, `curl_wanted(ApiRequest)`, `saved_wanted()`, `copy_wanted()` and
    `save_wanted()`."""

    send_wanted = Signal(object)
    line_refused = Signal(str)
    cancel_wanted = Signal()
    curl_wanted = Signal(object)
    saved_wanted = Signal()
    copy_wanted = Signal()
    save_wanted = Signal()

    def __init__(self, api_url: str) -> None:
        super().__init__(words.TRY_API, wide=DASHBOARD_WIDTH)
        self._take: Callable[[], object] | None = None
        self.form = RequestForm(tuple(SentToken), api_url)
        self.form.sent.connect(self._send)
        self.form.cancelled.connect(self.cancel_wanted)
        self.form.curl_wanted.connect(self._copy_curl)
        self.form.saved_wanted.connect(self.saved_wanted)
        self.advice = AdviceBar()
        self.advice.taken.connect(self._taken)
        self.reply = ReplyCard()
        self.reply.copy_wanted.connect(self.copy_wanted)
        self.reply.save_wanted.connect(self.save_wanted)
        self.reply.hide()
        for part in (self.form, self.advice, self.reply):
            self._column.addWidget(part)
        self.finish()
        for keys in _SEND_KEYS:
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self._send)

    def start(self) -> None:
        self.form.address.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def busy(self) -> bool:
        return self.form.send.busy

    def set_busy(self, busy: bool) -> None:
        self.form.set_busy(busy)
        if busy:
            self.advice.clear()
            self._take = None

    def advise(
        self,
        text: FormattedMessage,
        remedy: str = "",
        take: Callable[[], object] | None = None,
        *,
        tone: str = "",
    ) -> None:
        """What something means; the button does `take`."""
        self._take = take
        self.advice.say(translate(text), remedy if take is not None else "", tone=tone)
        # once it is laid out: it is why nothing was sent, and may be out of sight
        QTimer.singleShot(NEXT_TURN_MS, self.advice, lambda: scroll_to(self.advice))

    def show_reply(self, reply: HttpReply, text: ReplyText, note: str) -> None:
        name = f"{reply.status} {reply.reason}".rstrip()
        line = tr(words.STATUS_LINE, name=name, t=_span(reply.seconds), size=_size(len(reply.body)))
        self.reply.show_status(line, note, bad=reply.status >= 400)
        self.reply.show()
        self.reply.show_text(text, headers_text(reply.headers))
        # once it is laid out
        QTimer.singleShot(NEXT_TURN_MS, self.reply, lambda: scroll_to(self.reply))

    def forget(self) -> None:
        """Nothing of the session and of a reply stays in the widgets."""
        self._take = None
        self.advice.clear()
        self.reply.forget()
        self.reply.hide()
        self.form.forget()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.form.set_width(event.size().width())

    def send_again(self, token: SentToken) -> None:
        """With another token; what stands in the form says so."""
        self.form.choose(token)
        self._send()

    def _send(self) -> None:
        if not self.busy:
            self._emit(self.send_wanted.emit)

    def _copy_curl(self) -> None:
        self._emit(self.curl_wanted.emit)

    def _emit(self, emit: Callable[[ApiRequest], object]) -> None:
        request = self.form.request()
        if isinstance(request, str):
            self.form.headers.setFocus()
            self.line_refused.emit(request)
        else:
            emit(request)

    def _taken(self) -> None:
        take, self._take = self._take, None
        if take is not None:
            take()


def _span(seconds: float) -> str:
    if seconds < 1:
        return tr(words.MILLISECONDS, n=max(1, round(seconds * 1000)))
    whole = round(seconds)
    return tr(ONE_SECOND) if whole == 1 else tr(SECONDS, n=whole)


def _size(count: int) -> str:
    if count < 10_000:
        return tr(words.BYTES, n=f"{count:,}")
    return tr(words.KILOBYTES, n=f"{round(count / 1000):,}")
