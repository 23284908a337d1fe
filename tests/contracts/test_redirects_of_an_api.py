"""A token never follows a redirect to another origin: every way to redirect, by every header that can carry it, over real sockets."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from desktop_login.adapters.aws_signature import signed
from desktop_login.adapters.http_call import send
from desktop_login.domain.api_refusals import SentToken
from desktop_login.domain.api_request import HttpCall, HttpReply
from desktop_login.domain.aws_credentials import AwsCredentials
from desktop_login.domain.secret import Secret
from desktop_login.flow.api_calls import ApiRequest, SignedCall, UsedToken, called
from tests.fakes.world import run

CANARY = "canary-of-the-session"
KEYS = AwsCredentials("ASIAEXAMPLE", Secret("secret"), Secret(CANARY), 4e9)


class _Server(ThreadingHTTPServer):
    """Answers as `replies` say, and remembers what it was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.replies: list[tuple[int, str]] = []
        self.seen: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        self.server.seen.append(f"{self.command} {self.path} {self.headers}")
        status, location = self.server.replies.pop(0) if self.server.replies else (200, "")
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_POST = do_GET

    def log_message(self, *_: object) -> None:
        """Nothing on standard error."""


@pytest.fixture
def servers() -> Iterator[tuple[_Server, _Server]]:
    """The API, and another origin on this computer."""
    pair = (_Server(), _Server())
    threads = [threading.Thread(target=one.serve_forever, args=(0.01,)) for one in pair]
    for thread in threads:
        thread.start()
    yield pair
    for one in pair:
        one.shutdown()
        one.server_close()
    for thread in threads:
        thread.join()


class _Session:
    async def token(self, kind: SentToken, *, new: bool) -> UsedToken:
        del kind, new
        return UsedToken(Secret(CANARY), {})

    async def signed(self, call: HttpCall, service: str, *, new: bool) -> SignedCall:
        del new
        return SignedCall(signed(call, KEYS, service, "eu-west-1", time.time()), {})


async def _send(call: HttpCall) -> HttpReply:
    return send(call)


CARRIERS = {
    "Authorization": ApiRequest("GET", ""),
    "a header of its own": ApiRequest("GET", "", header_name="idToken"),
    "a header that was written": ApiRequest(
        "GET", "", {"X-Token": "{access_token}"}, token=SentToken.NONE
    ),
    "X-Amz-Security-Token": ApiRequest("GET", "", token=SentToken.SIGNATURE),
    "a body": ApiRequest("POST", "", body=CANARY.encode()),
}


@pytest.mark.parametrize("follow", [False, True])
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("carrier", CARRIERS)
def test_nothing_goes_to_another_origin(
    carrier: str, status: int, follow: bool, servers: tuple[_Server, _Server]
) -> None:
    api, other = servers
    api.replies = [(status, f"{other.url}/stolen")]
    given = CARRIERS[carrier]
    request = ApiRequest(
        given.method,
        f"{api.url}/x",
        given.headers,
        given.body,
        given.token,
        given.header_name,
        follow=follow,
    )
    answer = run(called(request, _Session(), _send))
    assert (answer.reply.status, answer.redirect) == (status, f"{other.url}/stolen")
    assert len(api.seen) == 1
    assert other.seen == []
    if given.method == "GET":
        assert CANARY in api.seen[0], "it was sent at all"


def test_a_way_back_through_the_own_origin_ends_at_the_other(
    servers: tuple[_Server, _Server],
) -> None:
    api, other = servers
    api.replies = [(302, "/step"), (302, f"{other.url}/stolen")]
    request = ApiRequest("GET", f"{api.url}/x", token=SentToken.SIGNATURE, follow=True)
    answer = run(called(request, _Session(), _send))
    assert answer.redirect == f"{other.url}/stolen"
    assert [line.split()[1] for line in api.seen] == ["/x", "/step"]
    signatures = {line.partition("Signature=")[2].split()[0] for line in api.seen}
    assert len(signatures) == 2, "each step is signed for itself"
    assert other.seen == []
