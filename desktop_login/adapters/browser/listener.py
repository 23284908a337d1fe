"""The `BrowserListener` port: the addresses to which the browser returns. Decides which return is let in; redeems nothing."""

from __future__ import annotations

import queue
import socket
import threading
import time
import weakref
from collections.abc import Sequence

from desktop_login.adapters.browser.loopback import Loopback, Pages
from desktop_login.adapters.browser.loopback_http import Refused, Request, redirect_to, send
from desktop_login.adapters.browser.loopback_sockets import bound
from desktop_login.adapters.browser.tab_pages import Look, Outcome
from desktop_login.domain.browser_rounds import (
    Malformed,
    NotOurs,
    Redirect,
    Returned,
    read_return,
)
from desktop_login.domain.errors import AuthError
from desktop_login.domain.secret import Secret
from desktop_login.messages.translate import language_in_use
from desktop_login.system.log import logger

HELD_S = 8.0
# How long the landing stays open for the last page, and after a code at the most.
AFTER_PAGE_S = 3.0
AFTER_CODE_S = 15.0
# No landing lives longer, also one that its caller has lost. Above the patience of the use cases.
LIFE_S = 900.0
SIGN_OUT_LIFE_S = 60.0
# Anybody can send an error without a state, and each one is told.
MAX_STRANGERS = 8


class LoopbackListener:
    """Opens landings. `look` is what the deployer chose for the tab's pages."""

    def __init__(self, look: Look | None = None) -> None:
        self._look = look or Look()
        self._landings: weakref.WeakSet[LoopbackLanding] = weakref.WeakSet()
        self._sign_outs: weakref.WeakSet[LoopbackSignOutLanding] = weakref.WeakSet()

    def listen(self, redirects: Sequence[Redirect], language: str) -> LoopbackLanding:
        redirect, sockets = self._bound(redirects)
        landing = LoopbackLanding(redirect, sockets, language, self._look)
        self._landings.add(landing)
        return landing

    def listen_for_sign_out(self, redirects: Sequence[Redirect]) -> LoopbackSignOutLanding:
        redirect, sockets = self._bound(redirects)
        landing = LoopbackSignOutLanding(redirect, sockets, language_in_use(), self._look)
        self._sign_outs.add(landing)
        return landing

    def _bound(self, redirects: Sequence[Redirect]) -> tuple[Redirect, list[socket.socket]]:
        """Own landings make room: those whose last page was seen at once, those that still have to
        show it, or wait for the end of a sign-out, if no other port is free."""
        for landing in list(self._landings):
            if landing.is_seen:
                landing.close()
        try:
            return bound(redirects)
        except AuthError:
            over: list[Loopback] = [one for one in self._landings if one.is_over]
            over += [one for one in self._sign_outs if not one.closed]
            if not over:
                raise
        for one in over:
            one.close()
        return bound(redirects)


class _Held:
    """The browser's request with the code, which waits for its answer."""

    def __init__(self) -> None:
        self.decided = threading.Event()
        self.link: Secret | None = None
        self.outcome = Outcome.NOT_SIGNED_IN


class LoopbackLanding(Loopback):
    """The `Landing` port."""

    def __init__(
        self, redirect: Redirect, sockets: list[socket.socket], language: str, look: Look
    ) -> None:
        # without a limit, so that nobody waits who puts something into it
        self._queue: queue.SimpleQueue[Returned | None] = queue.SimpleQueue()
        self._state: Secret | None = None
        self._taken = False
        self._strangers = 0
        self._held: _Held | None = None
        self._outcome: Outcome | None = None
        self._seen = False
        super().__init__(redirect, sockets, Pages(language, look), LIFE_S)

    @property
    def is_over(self) -> bool:
        """Whether it only stays for the tab's last page."""
        return self._outcome is not None

    @property
    def has_returned(self) -> bool:
        return self._taken

    @property
    def is_seen(self) -> bool:
        """Whether the tab has got that page too."""
        return self._seen

    def expect(self, state: Secret) -> None:
        with self._lock:
            self._state = state
            self._taken = False
            self._strangers = 0

    def wait(self, seconds: float) -> Returned | None:
        if self._closed and self._queue.empty():
            return None
        try:
            return self._queue.get(timeout=seconds)
        except queue.Empty:
            return None

    def take(self, back: Returned) -> bool:
        with self._lock:
            if self._taken or self._closed or self._state is None:
                return False
            self._taken = True
        self._queue.put(back)
        return True

    def send_on(self, link: Secret) -> None:
        with self._lock:
            held, self._held = self._held, None
        if held is not None:
            held.link = link
            held.decided.set()

    def finish(self, *, signed_in: bool) -> None:
        outcome = Outcome.SIGNED_IN if signed_in else Outcome.NOT_SIGNED_IN
        with self._lock:
            held, self._held = self._held, None
            self._outcome, self._state = outcome, None
        if held is None:
            self.close()
            return
        self._close_after(AFTER_CODE_S)
        held.outcome = outcome
        held.decided.set()

    def close(self) -> None:
        with self._lock:
            held, self._held = self._held, None
            self._state = None
        if held is not None:
            held.decided.set()
        self._queue.put(None)
        super().close()

    def _respond(self, connection: socket.socket, request: Request) -> None:
        if request.path == self.redirect.finished and self._outcome is not None:
            send(connection, 200, self._pages.of(self._outcome))
            self._seen = True
            self._close_after(AFTER_PAGE_S)
            return
        if request.path != (self.redirect.path or "/"):
            raise Refused(404)
        with self._lock:
            state = self._state
        try:
            if state is None:
                raise NotOurs
            back = read_return(request.query, state)
        except Malformed:
            raise Refused(400) from None
        except NotOurs:
            self._refuse(connection)
            return
        if not back.ours:
            self._tell_of(back)
            send(connection, 200, self._pages.of(Outcome.NOT_SIGNED_IN))
            return
        self._let_in(connection, back, state)

    def _tell_of(self, stranger: Returned) -> None:
        with self._lock:
            self._strangers += 1
            if self._strangers > MAX_STRANGERS:
                return
        logger.info("browser: came back without a state: %s", stranger.error)
        self._queue.put(stranger)

    def _refuse(self, connection: socket.socket) -> None:
        logger.info("browser: came back from an earlier attempt")
        send(connection, 400, self._pages.of(Outcome.EARLIER))

    def _let_in(self, connection: socket.socket, back: Returned, state: Secret) -> None:
        held = _Held()
        with self._lock:
            first = not self._taken and self._state is state
            if first:
                self._taken, self._held = True, held
        if not first:
            self._refuse(connection)
            return
        logger.info("browser: came back (%s)", back.error or "granted")
        self._leave_out(connection)
        self._queue.put(back)
        held.decided.wait(HELD_S)
        with self._lock:
            if self._held is held:  # it takes too long: whoever is slower finds nobody waiting
                self._held = None
                self._outcome = self._outcome or Outcome.NOT_SIGNED_IN
                self._closes_at = time.monotonic() + AFTER_CODE_S
            closed = self._closed
        self._wake_up()
        if held.link is not None:
            send(connection, 303, redirect_to(held.link.reveal()))
        elif closed:
            send(connection, 200, self._pages.of(held.outcome))
        else:
            word = f"{self.redirect.finished}?{held.outcome.value}"
            send(connection, 303, redirect_to(f"http://{self.redirect.netloc}{word}"))


class LoopbackSignOutLanding(Loopback):
    """The `SignOutLanding` port."""

    def __init__(
        self, redirect: Redirect, sockets: list[socket.socket], language: str, look: Look
    ) -> None:
        self._back = threading.Event()
        self._came = False
        super().__init__(redirect, sockets, Pages(language, look), SIGN_OUT_LIFE_S)

    def wait(self, seconds: float) -> bool:
        self._back.wait(seconds)
        return self._came

    def close(self) -> None:
        self._back.set()
        super().close()

    def _respond(self, connection: socket.socket, request: Request) -> None:
        if request.path != self.redirect.path:
            raise Refused(404)
        send(connection, 200, self._pages.of(Outcome.SIGNED_OUT))
        self._came = True
        self._back.set()
