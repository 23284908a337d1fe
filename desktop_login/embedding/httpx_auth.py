"""The auth object for `httpx`, for both of its clients. The only module that imports it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from typing import TYPE_CHECKING, Any

import httpx

from desktop_login.embedding.bearer import REDIRECTS

if TYPE_CHECKING:
    from desktop_login.embedding.bearer import Bearer

# What httpcore says of an event: names and values of any kind.
Info = dict[str, Any]
_HEAD_CAME = "receive_response_headers.complete"


class HttpxAuth(httpx.Auth):  # type: ignore[misc,unused-ignore] # typed where it is installed
    """Made by `desktop_login.http.httpx_auth`. May be shared between clients, threads and loops."""

    def __init__(self, bearer: Bearer) -> None:
        self._bearer = bearer

    def sync_auth_flow(
        self, request: httpx.Request
    ) -> Generator[httpx.Request, httpx.Response, None]:
        bearer = self._bearer
        if not bearer.may_go(str(request.url)):
            yield request
            return
        value = request.headers[bearer.header] = bearer.value()
        self._watch(request)
        response = yield request
        if self._may_repeat(request, response):
            other = bearer.other_value(value)
            if other is not None:
                request.headers[bearer.header] = other
                yield request

    async def async_auth_flow(
        self, request: httpx.Request
    ) -> AsyncGenerator[httpx.Request, httpx.Response]:
        bearer = self._bearer
        if not bearer.may_go(str(request.url)):
            yield request
            return
        value = request.headers[bearer.header] = await bearer.value_async()
        self._watch_async(request)
        response = yield request
        if self._may_repeat(request, response):
            other = await bearer.other_value_async(value)
            if other is not None:
                request.headers[bearer.header] = other
                yield request

    def _may_repeat(self, request: httpx.Request, response: httpx.Response) -> bool:
        """A 401 of where the token went, to a request whose body is still there."""
        if response.status_code != 401 or not self._bearer.may_go(str(response.url)):
            return False
        try:
            request.content  # noqa: B018 - raises if it was a stream
        except httpx.RequestNotRead:
            return False
        return True

    def _watch(self, request: httpx.Request) -> None:
        """Look at each answer before httpx follows it: it would carry a header of ours anywhere.

        https://www.encode.io/httpcore/extensions/#trace
        """
        before: Callable[[str, Info], object] | None = request.extensions.get("trace")
        last = [str(request.url)]

        def trace(event: str, info: Info) -> None:
            if before is not None:
                before(event, info)
            self._look(event, info, last)

        request.extensions = {**request.extensions, "trace": trace}

    def _watch_async(self, request: httpx.Request) -> None:
        before: Callable[[str, Info], Awaitable[object]] | None
        before = request.extensions.get("trace")
        last = [str(request.url)]

        async def trace(event: str, info: Info) -> None:
            if before is not None:
                await before(event, info)
            self._look(event, info, last)

        request.extensions = {**request.extensions, "trace": trace}

    def _look(self, event: str, info: Info, last: list[str]) -> None:
        """`last` is where the present request of a row of redirects went."""
        if not event.endswith(_HEAD_CAME):
            return
        status, headers = _head_of(info["return_value"])
        if status not in REDIRECTS:
            return
        location = next((v for name, v in headers if name.lower() == b"location"), b"")
        target = location.decode("latin-1")
        self._bearer.check_redirect(last[0], target)
        last[0] = str(httpx.URL(last[0]).join(target)) if target else last[0]


# httpcore gives no types for what it tells
def _head_of(answer: Any) -> tuple[int, list[tuple[bytes, bytes]]]:
    """HTTP/1.1 tells version, status, reason, headers and more; HTTP/2 status and headers."""
    status, headers = (answer[1], answer[3]) if len(answer) > 2 else answer
    return int(status), list(headers)
