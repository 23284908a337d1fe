"""Requests and answers on a connection, for both servers of the demo. Knows no operation and no page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from email.utils import formatdate
from http import HTTPStatus
from typing import NamedTuple, Protocol

from desktop_login.demo import request_head
from desktop_login.demo.connections import Connection
from desktop_login.demo.pool import Now
from desktop_login.demo.request_head import BadRequest, Head


class Answer(NamedTuple):
    """`fields` beside those that every answer has; one Set-Cookie for each of `cookies`."""

    status: int
    body: bytes = b""
    kind: str = "text/html; charset=utf-8"
    fields: Mapping[str, str] = {}
    cookies: tuple[str, ...] = ()


class Site(Protocol):
    """What a server answers."""

    def admit(self, head: Head) -> None:
        """Let the request in. Raises `BadRequest` for a stranger."""

    def answer(self, head: Head, body: bytes) -> Answer:
        """Raises nothing but `BadRequest`."""

    def refused(self, bad: BadRequest) -> Answer: ...

    def fields(self, head: Head | None, /) -> Mapping[str, str]:
        """What every answer has; `head` is None if there was none that could be read."""


def serve(
    connection: Connection,
    site: Site,
    busy: Callable[[Connection], AbstractContextManager[None]],
    now: Now,
) -> None:
    """Answer the requests of a connection until it ends. Raises `OSError` when it breaks."""
    while True:
        keep, head = False, None
        try:
            raw = connection.read_head()
            if raw is None:
                return
            head = request_head.parse(raw)
            site.admit(head)
            if head.fields.get("expect", "").lower() == "100-continue":
                connection.send(b"HTTP/1.1 100 Continue\r\n\r\n")
            body = connection.read_body(head.length)
            with busy(connection):
                answer = site.answer(head, body)
            keep = head.keeps_connection
        except BadRequest as bad:
            answer = site.refused(bad)
        connection.send(_bytes(answer, head, site.fields(head), now(), keep))
        if not keep:
            connection.linger()
            return


def _bytes(
    answer: Answer, head: Head | None, common: Mapping[str, str], now: float, keep: bool
) -> bytes:
    """The Date header follows the pool's clock, as the real service's follows its own."""
    fields = {"Server": "DemoCognito", "Date": formatdate(int(now), usegmt=True), **common}
    if answer.status != 204:
        fields |= {"Content-Type": answer.kind, "Content-Length": str(len(answer.body))}
    fields |= answer.fields
    if not keep:
        fields["Connection"] = "close"
    first = f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}\r\n"
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    lines += "".join(f"Set-Cookie: {cookie}\r\n" for cookie in answer.cookies)
    without_body = head is not None and head.method == "HEAD"
    return f"{first}{lines}\r\n".encode("ascii") + (b"" if without_body else answer.body)
