"""Requests made to confuse, to crash or to hold up the demo: each is answered, and others are served meanwhile."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import psutil
import pytest

from desktop_login.demo.client import Reply, Request
from desktop_login.demo.connections import MAX_CONNECTIONS, Connection, Listener
from desktop_login.demo.interception import Operation
from desktop_login.demo.request_head import MAX_BODY, MAX_HEAD, BadRequest
from desktop_login.demo.server import DemoCognito
from tests.demo import raw
from tests.patience import STEP_S

pytestmark = pytest.mark.medium

GUARD_S = 3.0
TARGET = "AWSCognitoIdentityProviderService"


@pytest.fixture
def demo() -> Iterator[DemoCognito]:
    with DemoCognito() as demo:
        yield demo


def port_of(demo: DemoCognito) -> int:
    return int(demo.url.rpartition(":")[2])


def dial(demo: DemoCognito) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port_of(demo)), timeout=STEP_S)


def notified(
    demo: DemoCognito, data: bytes, *, ends: bool = False
) -> tuple[int, dict[str, Any], bool]:
    """Status, answer, and whether the connection was kept, for these bytes."""
    with dial(demo) as wire:
        with contextlib.suppress(OSError):  # it may have been refused before all of it was sent
            wire.sendall(data)
        if ends:
            wire.shutdown(socket.SHUT_WR)
        file = wire.makefile("rb")
        status = file.readline()
        assert status, "the connection was cut"
        fields = dict(line.split(b": ", 1) for line in iter(file.readline, b"\r\n"))
        body = file.read(int(fields[b"Content-Length"]))
        return int(status.split()[1]), json.loads(body), fields.get(b"Connection") != b"close\r\n"


def post(demo: DemoCognito, *fields: str, body: bytes = b"{}", host: str = "") -> bytes:
    lines = [
        "POST / HTTP/1.1",
        f"Host: {host or f'127.0.0.1:{port_of(demo)}'}",
        f"X-Amz-Target: {TARGET}.GetUser",
        *fields,
    ]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def test_an_ordinary_request_keeps_the_connection(demo: DemoCognito) -> None:
    status, answer, kept = notified(demo, post(demo, "Content-Length: 2"))
    assert (status, answer["__type"], kept) == (400, "InvalidParameterException", True)


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ((), 411),
        (("Content-Length: 2", "Content-Length: 2"), 400),
        (("Content-Length: 2", "content-length: 20"), 400),
        (("Content-Length: 2, 2",), 400),
        (("Content-Length: +2",), 400),
        (("Content-Length: -2",), 400),
        (("Content-Length: 0x2",), 400),
        (("Content-Length: 1_0",), 400),
        (("Content-Length: 2.0",), 400),
        (("Content-Length: \xb2",), 400),
        (("Content-Length:",), 400),
        (("Content-Length: " + "9" * 5_000,), 413),
        (("Content-Length: " + "0" * 5_000 + "2",), 413),
        ((f"Content-Length: {MAX_BODY + 1}",), 413),
        (("Content-Length : 2",), 400),
        ((" Content-Length: 2",), 400),
        (("Content-Length: 2\nX: y",), 400),
        (("Content-Length: 2\rX: y",), 400),
        (("Content-Length: 2", "X: a\0b"), 400),
        (("Content-Length: 2", "X"), 400),
        (("Content-Length: 2", "Transfer-Encoding: chunked"), 400),
        (("Transfer-Encoding: gzip",), 501),
        (("Transfer-Encoding: identity",), 501),
        (("Content-Length: 2", f"X-Amz-Target: {TARGET}.SignUp"), 400),
        (("Content-Length: 2", "X: " + "x" * MAX_HEAD), 431),
        (("Content-Length: 2", *["X: y"] * 5_000), 431),
        (("Content-Length: 2", "x" * 5_000 + ": y"), 400),
        (("Content-Length: 2", "Origin: null"), 403),
    ],
)  # fmt: skip
def test_what_could_be_understood_in_two_ways_is_refused(
    demo: DemoCognito, fields: tuple[str, ...], status: int
) -> None:
    seen, answer, kept = notified(demo, post(demo, *fields))
    assert (seen, kept) == (status, False)
    assert set(answer) == {"__type", "message"}


def test_hosts(demo: DemoCognito) -> None:
    own = f"127.0.0.1:{port_of(demo)}"
    length = "Content-Length: 2"
    assert notified(demo, post(demo, length, f"Host: {own}"))[0] == 400
    assert notified(demo, post(demo, length, "Host: evil.example"))[0] == 400
    assert notified(demo, post(demo, length, host="evil.example"))[0] == 403
    assert notified(demo, post(demo, length, host=f"{own}, {own}"))[0] == 403
    assert notified(demo, post(demo, length, host=f"{own}@evil.example"))[0] == 403
    without = post(demo, length).replace(f"Host: {own}\r\n".encode(), b"")
    assert notified(demo, without)[0] == 400
    assert notified(demo, without.replace(b"HTTP/1.1", b"HTTP/1.0"))[0] == 403
    assert notified(demo, post(demo, length, host=f"localhost:{port_of(demo)}"))[2]


@pytest.mark.parametrize(
    ("line", "status"),
    [
        (b"POST / HTTP/1.1 x", 400),
        (b"POST  / HTTP/1.1", 400),
        (b"POST /\xff HTTP/1.1", 400),
        (b"post / HTTP/1.1", 400),
        (b"POST / HTTP/2.0", 505),
        (b"POST /" + b"x" * 5_000 + b" HTTP/1.1", 400),
        (b"POST / HTTP/11.1", 400),
        (b"", 400),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400),
        (b"PUT / HTTP/1.1", 405),
        (b"OPTIONS * HTTP/1.1", 405),
    ],
)
def test_request_lines(demo: DemoCognito, line: bytes, status: int) -> None:
    data = post(demo, "Content-Length: 2").replace(b"POST / HTTP/1.1", line)
    assert notified(demo, data)[0] == status


def test_bare_line_ends_are_refused_at_once(demo: DemoCognito) -> None:
    begun = time.monotonic()
    assert notified(demo, b"GET / HTTP/1.1\nHost: x\n\n")[0] == 400
    assert time.monotonic() - begun < GUARD_S


@pytest.mark.parametrize(
    "body",
    [
        b'{"AccessToken": "\\ud800"}',
        b'{"\\udfff": 1}',
        b'{"AccessToken": "\xed\xa0\x80"}',
        b'{"AccessToken": ' + b"1" * 5_000 + b"}",
        b'{"AccessToken": ' + b"[" * 60_000,
        b'{"AccessToken": ' + b"[" * 50 + b"]" * 50 + b"}",
        b'{"a":' * 20_000,
        b'{"AccessToken": NaN}',
        b'{"AccessToken": -Infinity}',
        '{"AccessToken": "x"}'.encode("utf-16"),
        b"\xef\xbb\xbf{}",
        b"\0" * 100,
    ],
)
def test_hostile_bodies_are_answered_and_the_connection_kept(
    demo: DemoCognito, body: bytes
) -> None:
    begun = time.monotonic()
    status, answer, kept = notified(demo, post(demo, f"Content-Length: {len(body)}", body=body))
    assert (status, answer["__type"], kept) == (400, "SerializationException", True)
    assert time.monotonic() - begun < GUARD_S


def test_a_token_with_a_nested_head_is_refused(demo: DemoCognito) -> None:
    import base64

    head = base64.urlsafe_b64encode(b"[" * 60_000).decode().rstrip("=")
    status, answer = raw.send(demo, "GetUser", {"AccessToken": f"{head}.e30.AAAA"})
    assert (status, answer["__type"]) == (400, "NotAuthorizedException")


@pytest.mark.medium
@pytest.mark.parametrize("value", [5, True, [], {}, ["x"], None, "x" * 100_000, ""])
def test_parameters_of_another_type_are_refused(demo: DemoCognito, value: Any) -> None:
    names = (
        "ClientId", "AuthFlow", "AuthParameters", "Session", "ChallengeName", "ChallengeResponses",
        "Username", "Password", "ConfirmationCode", "SecretHash", "UserAttributes", "RefreshToken",
        "DeviceKey", "AccessToken", "ClientSecret", "Token", "UserCode",
    )  # fmt: skip
    for operation in demo.operations:
        good = {"ClientId": demo.config.client_id, "Username": "x", "Password": raw.PASSWORD}
        for name in names:
            status, answer = raw.send(demo, operation, good | {name: value})
            assert status in (200, 400), (operation, name, answer)


def test_several_requests_at_once_are_answered_in_turn(demo: DemoCognito) -> None:
    one = post(demo, "Content-Length: 2")
    with dial(demo) as wire:
        wire.sendall(one * 50)
        seen = b""
        while seen.count(b"HTTP/1.1 400") < 50:
            data = wire.recv(65536)
            assert data
            seen += data


def test_a_request_that_ends_in_the_middle_is_answered(demo: DemoCognito) -> None:
    whole = post(demo, "Content-Length: 200")
    for cut in (1, 20, len(whole) - 3, len(whole)):
        status, _, kept = notified(demo, whole[:cut], ends=True)
        assert (status, kept) == (400, False)


def test_the_answer_to_too_large_a_body_is_not_lost(demo: DemoCognito) -> None:
    body = b"x" * 8_000_000
    with dial(demo) as wire:
        wire.sendall(post(demo, f"Content-Length: {len(body)}", body=body))  # all of it leaves
        assert wire.recv(100).startswith(b"HTTP/1.1 413 ")


def test_a_client_that_waits_for_100_is_told_to_go_on(demo: DemoCognito) -> None:
    with dial(demo) as wire:
        wire.sendall(post(demo, "Content-Length: 2", "Expect: 100-continue", body=b""))
        assert wire.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        wire.sendall(b"{}")
        assert wire.recv(100).startswith(b"HTTP/1.1 400 ")


def test_an_error_of_the_demo_itself_is_an_answer(
    demo: DemoCognito, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(request: object, answer: object) -> Any:
        raise KeyError("secret")

    demo.intercept("GetUser", broken)
    status, answer = raw.send(demo, "GetUser", {})
    assert (status, answer["__type"]) == (500, "InternalErrorException")
    assert [record.getMessage() for record in caplog.records] == ["the demo failed: KeyError"]
    assert "secret" not in caplog.text
    caplog.clear()


# --- slow and many ----------------------------------------------------------------------------


def quick(demo: DemoCognito) -> float:
    begun = time.monotonic()
    status, _ = raw.get(demo, f"/{demo.config.pool_id}/.well-known/openid-configuration")
    assert status == 200
    return time.monotonic() - begun


@pytest.mark.parametrize("start", [b"", b"P", b"POST / HTTP/1.1\r\nHost: x\r\n"])
def test_900_half_open_connections_hold_nobody_up(demo: DemoCognito, start: bytes) -> None:
    before = threading.active_count()
    with contextlib.ExitStack() as stack:
        for number in range(900):
            wire = stack.enter_context(dial(demo))
            with contextlib.suppress(OSError):
                wire.sendall(start)
            if number % 300 == 299:
                assert quick(demo) < GUARD_S
        assert quick(demo) < GUARD_S
        end = time.monotonic() + GUARD_S  # those that made room take a moment to end
        while threading.active_count() - before > MAX_CONNECTIONS + 1:
            assert time.monotonic() < end
            time.sleep(0.02)
        assert len(demo._listener._open) <= MAX_CONNECTIONS


def test_a_client_in_use_is_served_on_while_others_crowd_in(demo: DemoCognito) -> None:
    """A request that has arrived is answered, however many connections are opened meanwhile."""
    go = threading.Event()

    def slow(request: Request, answer: Operation) -> Reply:
        go.wait(STEP_S)
        return answer(request)

    demo.intercept("GetUser", slow)
    with contextlib.ExitStack() as stack, dial(demo) as wire:
        wire.sendall(post(demo, "Content-Length: 2"))
        end = time.monotonic() + STEP_S
        while not any(one.busy for one in list(demo._listener._open)) and time.monotonic() < end:
            time.sleep(0.01)
        for _ in range(3 * MAX_CONNECTIONS):
            stack.enter_context(dial(demo))
        assert quick(demo) < GUARD_S
        go.set()
        assert wire.recv(100).startswith(b"HTTP/1.1 400 ")


@pytest.fixture
def hasty() -> Iterator[tuple[int, list[str]]]:
    """A listener without patience: what its connections came to."""
    ends: list[str] = []

    def serve(connection: Connection) -> None:
        try:
            raw = connection.read_head()
            ends.append("silent" if raw is None else "served")
        except BadRequest as bad:
            ends.append(bad.code)

    listener = Listener(0, serve, limit=4, idle_s=0.2, request_s=0.3)
    listener.start()
    yield listener.port, ends
    listener.stop()


def test_a_silent_connection_ends_and_a_slow_request_too(hasty: tuple[int, list[str]]) -> None:
    port, ends = hasty
    with socket.create_connection(("127.0.0.1", port)) as silent:
        assert silent.recv(1) == b""
    with socket.create_connection(("127.0.0.1", port)) as slow:
        begun = time.monotonic()
        with contextlib.suppress(OSError):
            while time.monotonic() - begun < 20 and len(ends) < 2:  # a byte now and then
                slow.sendall(b"P")
                time.sleep(0.05)
    assert ends == ["silent", "RequestTimeout"]


def test_a_client_that_reads_nothing_is_let_go() -> None:
    ended = threading.Event()

    def serve(connection: Connection) -> None:
        try:
            connection.send(b"x" * 50_000_000)
        except OSError:
            ended.set()

    listener = Listener(0, serve, request_s=0.3)
    listener.start()
    try:
        with socket.create_connection(("127.0.0.1", listener.port)):
            assert ended.wait(STEP_S)
    finally:
        listener.stop()


def test_the_demo_listens_on_loopback_and_nowhere_else() -> None:
    """What the system says about this process, not what the code intends."""

    def listening() -> set[tuple[str, int]]:
        found = psutil.Process().net_connections(kind="inet")
        return {tuple(one.laddr) for one in found if one.status == psutil.CONN_LISTEN}

    before = listening()
    with DemoCognito() as demo:
        new = listening() - before
        domain = int(demo.domain_url.rpartition(":")[2])
        v6 = {("::1", domain)} if socket.has_ipv6 else set()
        assert new - v6 == {("127.0.0.1", port_of(demo)), ("127.0.0.1", domain)}
    assert not listening() - before


def test_operations_are_the_users_own() -> None:
    with DemoCognito() as demo:
        assert demo.operations
        assert not [name for name in demo.operations if name.startswith("Admin")]
