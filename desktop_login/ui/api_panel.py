"""Between the page that tries out an API and the desk that sends: one request at a time, and nothing of it after a sign-out. Shows nothing itself."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from desktop_login.domain.api_history import SavedRequest
from desktop_login.domain.api_refusals import Explanation, Meaning, Remedy, SentToken
from desktop_login.domain.api_request import MAX_SAVED, RequestError, followed, shown_origin
from desktop_login.domain.errors import AuthError
from desktop_login.domain.states import SignedOut, State
from desktop_login.flow.api_calls import ApiAnswer, ApiRequest
from desktop_login.messages import try_api as words
from desktop_login.messages.api import (
    BUTTONS,
    FAULTS,
    REDIRECTED,
    message_of,
    message_of_failure,
    message_of_fault,
)
from desktop_login.messages.message import message
from desktop_login.messages.scripts import OUTPUT_FAILED
from desktop_login.messages.translate import tr
from desktop_login.system.files import save_for_person
from desktop_login.system.log import blotted
from desktop_login.ui.moments import clock_time
from desktop_login.ui.pages.try_api import TryApiPage
from desktop_login.ui.reply_text import reply_text
from desktop_login.ui.single_task import SingleTask, Spawn
from desktop_login.ui.widgets.menu import Menu
from desktop_login.ui.widgets.toast import toast_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_login.flow.api_desk import ApiDesk
    from desktop_login.ui.clipboard import SecretClipboard
    from desktop_login.ui.main_window import MainWindow
    from desktop_login.ui.state_hub import StateHub

_TOKEN_OF = {
    Remedy.SEND_ID_TOKEN: SentToken.ID,
    Remedy.SEND_ACCESS_TOKEN: SentToken.ACCESS,
    Remedy.SIGN: SentToken.SIGNATURE,
}

_BEGINS_TOKEN = "eyJ"  # noqa: S105 - `{"` in base64, as each JWT begins


class ApiPanel(QObject):
    """Args:
    window: Shows the page over the dashboard.
    api_desk: Sends with the session.
    states: Says when the session ends.
    """

    def __init__(
        self,
        window: MainWindow,
        api_desk: ApiDesk,
        states: StateHub,
        spawn: Spawn,
        clipboard: SecretClipboard,
        now: Callable[[], float],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._desk = api_desk
        self._states = states
        self._clipboard = clipboard
        self._now = now
        self._call = SingleTask(spawn)
        self._beside = SingleTask(spawn)
        self._number = 0
        self._page: TryApiPage | None = None
        self._body = b""
        states.add(self._heard)

    def open(self) -> None:
        """Or away from it, where it is open already."""
        if self._page is not None and self._window.page is self._page:
            self._window.lift()
            return
        page = self._page = TryApiPage(self._desk.facts.api_url)
        page.back.connect(self._window.lift)
        page.send_wanted.connect(self._send)
        page.line_refused.connect(self._refuse_line)
        page.cancel_wanted.connect(self._cancel)
        page.curl_wanted.connect(self._copy_curl)
        page.saved_wanted.connect(self._open_saved)
        page.copy_wanted.connect(self._copy_reply)
        page.save_wanted.connect(self._save_reply)
        page.destroyed.connect(self._gone)
        offered = self._desk.presets()
        if offered:
            first = offered[0]
            page.form.fill("GET", first.address, first.token, first.headers)
        self._window.lay_over(page)
        page.start()

    def close(self) -> None:
        """The window shows another pool."""
        self._states.remove(self._heard)
        self._end()
        self.deleteLater()

    def _heard(self, state: State) -> None:
        if isinstance(state, SignedOut) and not state.late:
            self._end()

    def _end(self) -> None:
        """A request that is under way has no page any more."""
        self._number += 1
        self._call.let_go()
        page, self._page, self._body = self._page, None, b""
        if page is not None:
            page.forget()
            if self._window.page is page:
                self._window.lift(quiet=True)

    def _gone(self) -> None:
        """It was left. A page that was opened since is another one."""
        if self._page is not None and self._page is not self._window.page:
            self._page = None
            self._body = b""
            self._number += 1

    def _send(self, request: ApiRequest, *, new: bool = False, elsewhere: bool = False) -> None:
        page = self._page
        if page is None:
            return
        request = self._desk.meant(request)
        request_error = self._desk.request_error(request, elsewhere=elsewhere)
        if request_error is not None:
            self._say_fault(page, request, request_error, new=new)
            return
        self._number += 1
        self._call.let_go()
        page.set_busy(True)
        self._call.start(self._sent(page, self._number, request, new))

    def _say_fault(
        self,
        page: TryApiPage,
        request: ApiRequest,
        request_error: RequestError,
        *,
        new: bool = False,
    ) -> None:
        api_url = shown_origin(self._desk.facts.api_url)
        origin = shown_origin(request.url)
        text = message_of_fault(
            request_error, url=request.url, origin=origin, method=request.method, api_url=api_url
        )
        if request_error is RequestError.ELSEWHERE:
            again = partial(self._send, request, new=new, elsewhere=True)
            page.advise(text, tr(words.SEND_THERE), again)
        else:
            page.advise(text, tone="error")

    async def _sent(self, page: TryApiPage, number: int, request: ApiRequest, new: bool) -> None:
        try:
            answer = await self._desk.call(request, new=new)
        except AuthError as error:
            if number == self._number:
                page.set_busy(False)
                why = message_of_failure(error.error_info, shown_origin(request.url))
                page.advise(why, tone="error")
            return
        text = await self._desk.off_thread(reply_text, answer.reply.body)
        if number != self._number:
            return
        page.set_busy(False)
        self._body = answer.reply.body
        page.show_reply(answer.reply, text, _note(answer, larger=text.larger))
        self._explain(page, request, answer)
        if self._desk.facts.remembers:
            await self._desk.remember(request)

    def _explain(self, page: TryApiPage, request: ApiRequest, answer: ApiAnswer) -> None:
        if answer.redirect:
            self._say_redirect(page, request, answer.redirect)
            return
        explanation = answer.explanation
        if explanation is None:
            return
        date = ""
        if explanation.meaning is Meaning.EXPIRED:
            date = clock_time(explanation.seconds, self._now(), seconds=True)
        remedy, take = self._remedy(page, request, explanation)
        page.advise(message_of(explanation, date=date), remedy, take)

    def _remedy(
        self, page: TryApiPage, request: ApiRequest, explanation: Explanation
    ) -> tuple[str, Callable[[], object] | None]:
        remedy = explanation.remedy
        if remedy is None or (remedy is Remedy.SIGN and not self._desk.facts.has_identity_pool):
            return "", None
        if remedy is Remedy.RENEW:
            return tr(BUTTONS[remedy]), partial(self._send, request, new=True)
        return tr(BUTTONS[remedy]), partial(page.send_again, _TOKEN_OF[remedy])

    def _say_redirect(self, page: TryApiPage, request: ApiRequest, location: str) -> None:
        """Within the origin the same request goes on; anywhere else it is a new one, which the
        person sends."""
        target = followed(request.url, location)
        text = message(REDIRECTED, url=location)
        if target is not None and request.method == "GET":
            form = page.form
            names = "\n".join(f"{name}: {value}" for name, value in request.headers.items())

            def go_on() -> None:
                form.fill("GET", target, request.token, names)
                page.send_again(request.token)

            page.advise(text, tr(words.FOLLOW), go_on)
        elif location.startswith(("https://", "http://")):
            page.advise(
                text,
                tr(words.FOLLOW_WITHOUT),
                partial(self._prepare, "GET", location, SentToken.NONE, ""),
            )
        else:
            page.advise(text)

    def _prepare(self, method: str, address: str, token: SentToken, headers: str) -> None:
        if self._page is not None:
            self._page.form.fill(method, address, token, headers)
            self._page.form.send.setFocus()

    def _refuse_line(self, _line: str) -> None:
        if self._page is not None:
            self._page.advise(message(FAULTS[RequestError.HEADER]), tone="error")

    def _cancel(self) -> None:
        self._number += 1
        self._call.let_go()
        if self._page is not None:
            self._page.set_busy(False)
            self._page.advise(message(words.CANCELLED))

    def _copy_curl(self, request: ApiRequest, *, elsewhere: bool = False) -> None:
        """A line for a shell; no token is in it. But whoever runs it sends one, so another origin
        needs the same clear yes as sending does."""
        page = self._page
        if page is None:
            return
        request = self._desk.meant(request)
        request_error = self._desk.request_error(request, elsewhere=elsewhere)
        if request_error is RequestError.ELSEWHERE:
            origin, api_url = shown_origin(request.url), shown_origin(self._desk.facts.api_url)
            text = message(words.CURL_ELSEWHERE, url=origin, text=api_url)
            again = partial(self._copy_curl, request, elsewhere=True)
            page.advise(text, tr(words.COPY_ANYWAY), again)
            return
        if request_error is not None:
            self._say_fault(page, request, request_error)
            return
        if elsewhere:
            page.advice.clear()
        QGuiApplication.clipboard().setText(self._desk.curl(request))
        toast_of(self._window).show(tr(words.CURL_COPIED))

    def _copy_reply(self) -> None:
        """What looks like a token is copied as one."""
        text = self._body.decode("utf-8", "replace")
        begun = text[: 64 * 1024]  # to look through all of a large reply takes the window's time
        if _BEGINS_TOKEN in text or blotted(begun) != begun:
            self._clipboard.copy(text)
        else:
            QGuiApplication.clipboard().setText(text)
        toast_of(self._window).show(tr(words.REPLY_COPIED))

    def _save_reply(self) -> None:
        page, body = self._page, self._body
        if page is None:
            return
        chosen, _ = QFileDialog.getSaveFileName(page, tr(words.SAVE_REPLY), "reply.json")
        if chosen:
            self._beside.start(self._saved(page, Path(chosen), body))

    async def _saved(self, page: TryApiPage, file: Path, body: bytes) -> None:
        try:
            await self._desk.off_thread(save_for_person, file, body)
        except OSError as error:
            if page is self._page:
                why = str(error.strerror or error)
                page.advise(message(OUTPUT_FAILED, text=why), tone="error")
        else:
            toast_of(self._window).show(tr(words.REPLY_SAVED))

    def _open_saved(self) -> None:
        self._beside.start(self._show_saved())

    async def _show_saved(self) -> None:
        kept = await self._desk.history()
        if self._page is not None:
            self._saved_menu(self._page, kept).open()

    def _saved_menu(self, page: TryApiPage, kept: Sequence[SavedRequest]) -> Menu:
        menu = Menu(page.form.saved, tr(words.SAVED_REQUESTS))
        offered = self._desk.presets()
        for one in offered:
            fill = partial(self._prepare, "GET", one.address, one.token, one.headers)
            menu.add(tr(words.PRESETS[one.name]), fill)
        if offered:
            menu.addSeparator()
        for saved in kept:
            names = "\n".join(f"{name}: " for name in saved.header_names)
            fill = partial(self._prepare, saved.method, saved.address, saved.token, names)
            menu.add(f"{saved.method} {saved.address}", fill)
        if kept:
            menu.addSeparator()
            menu.add(tr(words.CLEAR_HISTORY), self._clear_history)
        else:
            menu.add(tr(words.NONE_SAVED), lambda: None, enabled=False)
        return menu

    def _clear_history(self) -> None:
        self._beside.start(self._desk.forget())


def _note(answer: ApiAnswer, *, larger: bool) -> str:
    notes = []
    if answer.renewed:
        notes.append(tr(words.RENEWED))
    if answer.reply.cut:
        notes.append(tr(words.CUT, n=MAX_SAVED // (1024 * 1024)))
    elif larger:
        notes.append(tr(words.LARGER))
    return " ".join(notes)
