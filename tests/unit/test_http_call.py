"""A request to an API: any status comes back, nothing is followed, and no reply is read or unpacked beyond the limit."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator

import pytest

from desktop_login.adapters.http_call import send
from desktop_login.domain.api_request import HttpCall
from desktop_login.domain.errors import AuthError, ErrorCode
from tests.fakes.web_api import Reply, WebApi, web_api

LARGE = b"0123456789" * 30_000


def _answer(path: str, sent: bytes) -> Reply:
    replies: dict[str, Reply] = {
        "/plain": (200, {}, b"hello"),
        "/echo": (200, {}, sent),
        "/denied": (403, {"X-Amzn-ErrorType": "AccessDeniedException"}, b"{}"),
        "/elsewhere": (302, {"Location": "https://evil.example/"}, b""),
        "/packed": (200, {"Content-Encoding": "gzip"}, gzip.compress(LARGE)),
        "/deflated": (200, {"Content-Encoding": "deflate"}, zlib.compress(b"deflated")),
        "/broken": (200, {"Content-Encoding": "gzip"}, b"not packed"),
        "/half": (200, {"Content-Encoding": "gzip"}, gzip.compress(b"whole" * 1000)[:-20]),
        "/large": (200, {}, LARGE),
        "/torn": (200, {"Content-Length": str(len(LARGE))}, LARGE[:-1]),
        "/head": (200, {"Content-Length": "7"}, b""),
        "/none": (304, {"Content-Length": "7"}, b""),
        "/odd": (200, {"Content-Length": "5, 5"}, b"hello"),
        "/strange": (299, {}, b""),
        "/talkative": (200, {f"X-{n}": "x" * 30_000 for n in range(3)}, b""),
    }
    return replies[path]


@pytest.fixture
def api() -> Iterator[WebApi]:
    with web_api(_answer) as server:
        yield server


def address(api: WebApi, path: str) -> str:
    return f"{api.url}{path}"


def test_the_reply_says_what_came_and_how_long_it_took(api: WebApi) -> None:
    reply = send(HttpCall("GET", address(api, "/denied"), {"Authorization": "Bearer word"}))
    assert (reply.status, reply.reason, reply.body) == (403, "Forbidden", b"{}")
    assert reply.headers["x-amzn-errortype"] == "AccessDeniedException"
    assert reply.server_time is not None
    assert 0 < reply.seconds < 60
    headers = api.seen[0].headers
    assert headers["Authorization"] == "Bearer word"


def test_a_body_is_sent_as_it_is(api: WebApi) -> None:
    reply = send(HttpCall("POST", address(api, "/echo"), body=b"\x00\xff{}"))
    assert reply.body == b"\x00\xff{}"


def test_a_redirect_is_not_followed(api: WebApi) -> None:
    reply = send(HttpCall("GET", address(api, "/elsewhere"), {"idToken": "word"}))
    assert reply.status == 302
    assert reply.headers["location"] == "https://evil.example/"
    assert len(api.seen) == 1


@pytest.mark.parametrize(
    ("path", "body"), [("/packed", LARGE), ("/deflated", b"deflated"), ("/broken", b"not packed")]
)
def test_a_packed_reply_is_unpacked(api: WebApi, path: str, body: bytes) -> None:
    reply = send(HttpCall("GET", address(api, path)))
    assert reply.body == body
    assert not reply.cut


@pytest.mark.parametrize("path", ["/large", "/packed"])
def test_a_reply_is_cut_at_the_limit_packed_or_not(api: WebApi, path: str) -> None:
    reply = send(HttpCall("GET", address(api, path)), limit=2000)
    assert reply.body == LARGE[:2000]
    assert reply.cut


def test_half_a_packed_reply_is_shown_as_far_as_it_came(api: WebApi) -> None:
    reply = send(HttpCall("GET", address(api, "/half")))
    assert reply.cut
    assert b"wholewhole".startswith(reply.body[:10])


def test_a_body_that_ends_too_early_is_no_answer(api: WebApi) -> None:
    with pytest.raises(AuthError) as error:
        send(HttpCall("GET", address(api, "/torn")))
    assert error.value.error_info.code is ErrorCode.CONNECTION_LOST
    assert send(HttpCall("GET", address(api, "/torn")), limit=1000).cut


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [("HEAD", "/head", b""), ("GET", "/none", b""), ("GET", "/odd", b"hello")],
)
def test_a_length_of_no_body_is_none(method: str, path: str, body: bytes, api: WebApi) -> None:
    assert send(HttpCall(method, address(api, path))).body == body


def test_an_unknown_status_has_no_words(api: WebApi) -> None:
    assert send(HttpCall("GET", address(api, "/strange"))).reason == ""


def test_a_reply_with_headers_without_end_is_refused(api: WebApi) -> None:
    with pytest.raises(AuthError) as raised:
        send(HttpCall("GET", address(api, "/talkative")))
    assert raised.value.error_info.code is ErrorCode.NOT_UNDERSTOOD


def test_nobody_there_is_no_connection(api: WebApi) -> None:
    del api
    with pytest.raises(AuthError) as raised:
        send(HttpCall("GET", "http://127.0.0.1:9/"))
    assert raised.value.error_info.code is ErrorCode.NO_CONNECTION


def test_a_token_is_in_no_repr() -> None:
    assert "word" not in repr(HttpCall("GET", "https://api.example.com/", {"idToken": "word"}))
