"""The one way out, against servers that misbehave: sizes, times, and what a lost connection is called."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from desktop_login.adapters.certificates import new_context
from desktop_login.adapters.transport import Transport, only
from desktop_login.domain.errors import AuthError, ErrorCode
from desktop_login.services.diagnostics import SelfCheck
from desktop_login.services.trial_server import TrialServer

LIMIT = 10_000
Talk = Callable[[socket.socket], object]


class Rude:
    """Says to the first who connects what it is told to say."""

    def __init__(self, talk: Talk) -> None:
        self.sent = 0
        self._talk = talk
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/"
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        connection, _ = self._socket.accept()
        with connection:
            connection.recv(65536)
            try:
                self._talk(connection)
            except OSError:
                pass

    def stop(self) -> None:
        self._socket.close()
        self._thread.join()


@pytest.fixture
def rude() -> Iterator[Callable[[Talk], Rude]]:
    servers: list[Rude] = []

    def make(talk: Talk) -> Rude:
        servers.append(Rude(talk))
        return servers[-1]

    yield make
    for server in servers:
        server.stop()


def problem(server: Rude, **how: float) -> ErrorCode:
    transport = Transport(only(server.url), limit=LIMIT, context=None, **how)
    with pytest.raises(AuthError) as refused:
        transport.send("POST", server.url, {}, b"{}")
    return refused.value.error_info.code


def test_an_endless_answer_is_read_up_to_the_limit(rude: Callable[[Talk], Rude]) -> None:
    sent: list[int] = []

    def talk(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in range(100_000):
            connection.sendall(b"1000\r\n" + b"x" * 0x1000 + b"\r\n")
            sent.append(0x1000)

    server = rude(talk)
    answer = Transport(only(server.url), limit=LIMIT).send("GET", server.url)
    assert len(answer.body) == LIMIT + 1
    assert sum(sent) < 50_000_000  # the connection was closed instead of emptied


@pytest.mark.medium
def test_an_answer_that_comes_byte_by_byte_is_given_up(rude: Callable[[Talk], Rude]) -> None:
    def talk(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n")
        for _ in range(3000):
            connection.sendall(b"x")
            time.sleep(0.02)

    begun = time.monotonic()
    assert problem(rude(talk), read_s=0.2) is ErrorCode.CONNECTION_LOST
    assert time.monotonic() - begun < 30


_BEGUN = b"HTTP/1.1 200 OK\r\n"
_CHUNKED = _BEGUN + b"Transfer-Encoding: chunked\r\n\r\n"
_NEVER_COMPLETE = {
    "a status line": (b"HTTP/1.1 2", b"0"),
    "a header": (_BEGUN + b"X-Name: ", b"x"),
    "one header after the other": (_BEGUN, b"X: x\r\n"),
    "one more 100 Continue": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "the length of a chunk": (_CHUNKED, b"0"),
    "trailers": (_CHUNKED + b"0\r\n", b"X: x\r\n"),
}


def _dripping(first: bytes, again: bytes) -> Talk:
    def talk(connection: socket.socket) -> None:
        connection.sendall(first)
        for _ in range(2000):
            connection.sendall(again)
            time.sleep(0.05)

    return talk


@pytest.mark.medium
@pytest.mark.parametrize("what", _NEVER_COMPLETE)
def test_an_answer_that_is_never_complete_is_given_up(
    rude: Callable[[Talk], Rude], what: str
) -> None:
    begun = time.monotonic()
    server = rude(_dripping(*_NEVER_COMPLETE[what]))
    assert problem(server, read_s=0.2) is ErrorCode.CONNECTION_LOST
    assert time.monotonic() - begun < 30


@pytest.mark.medium
def test_a_proxy_that_never_agrees_is_given_up(
    rude: Callable[[Talk], Rude], monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = rude(_dripping(b"HTTP/1.1 200 OK\r\nX-Name: ", b"x"))
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("https_proxy", proxy.url)
    begun = time.monotonic()
    transport = Transport(only("https://pool.test"), limit=LIMIT, connect_s=0.2)
    with pytest.raises(AuthError) as refused:
        transport.send("GET", "https://pool.test/")
    assert refused.value.error_info.code is ErrorCode.CONNECTION_LOST
    assert time.monotonic() - begun < 30


class SlowServer(TrialServer):
    """Over TLS, a head that never ends."""

    def _answer(self, connection: socket.socket) -> None:
        with self._context.wrap_socket(connection, server_side=True) as secured:
            secured.recv(8192)
            secured.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
            for _ in range(3000):
                secured.sendall(b"x")
                time.sleep(0.02)


@pytest.mark.medium
def test_below_tls_too() -> None:
    begun = time.monotonic()
    with SlowServer() as server, pytest.raises(AuthError) as refused:
        trusting = new_context()
        trusting.load_verify_locations(cadata=server.certificate)
        slow = Transport(only(server.url), limit=LIMIT, read_s=0.2, context=trusting)
        slow.send("GET", server.url)
    assert refused.value.error_info.code is ErrorCode.CONNECTION_LOST
    assert time.monotonic() - begun < 30


def test_a_connection_that_ends_without_an_answer_was_lost(rude: Callable[[Talk], Rude]) -> None:
    assert problem(rude(lambda _: None)) is ErrorCode.CONNECTION_LOST


def test_an_answer_that_never_comes_was_lost(rude: Callable[[Talk], Rude]) -> None:
    server = rude(lambda connection: connection.recv(1))  # until the client has given up
    assert problem(server, read_s=0.2) is ErrorCode.CONNECTION_LOST


def test_what_is_no_http_was_lost(rude: Callable[[Talk], Rude]) -> None:
    server = rude(lambda connection: connection.sendall(b"SSH-2.0-OpenSSH\r\n"))
    assert problem(server) is ErrorCode.CONNECTION_LOST


def test_a_redirect_is_an_answer_and_not_followed(rude: Callable[[Talk], Rude]) -> None:
    server = rude(
        lambda connection: connection.sendall(
            b"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n"
        )
    )
    assert Transport(only(server.url), limit=LIMIT).send("GET", server.url).status == 302


def test_nobody_listens() -> None:
    url = "http://127.0.0.1:9/"
    with pytest.raises(AuthError) as refused:
        Transport(only(url), limit=LIMIT).send("GET", url)
    assert refused.value.error_info.code is ErrorCode.NO_CONNECTION


def test_the_self_check_refuses_a_certificate_that_only_it_knows() -> None:
    with TrialServer() as server, pytest.raises(AuthError) as refused:
        Transport(only(server.url), limit=LIMIT).send("GET", server.url)
    assert refused.value.error_info.code is ErrorCode.CERTIFICATE
    assert SelfCheck().results()["certificates"] == (True, "TLS 1.3")


@pytest.mark.filterwarnings("ignore::urllib3.exceptions.InsecureRequestWarning")
def test_the_self_check_notices_a_system_that_trusts_everybody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import ssl

    from desktop_login.adapters import transport

    careless = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    careless.check_hostname = False
    careless.verify_mode = ssl.CERT_NONE
    monkeypatch.setattr(transport, "system_context", lambda: careless)
    assert SelfCheck().results()["certificates"] == (False, "UnknownAuthorityAccepted")


def test_the_self_check_notices_a_computer_that_cannot_connect(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(TrialServer, "_answer", lambda *_: None)
    works, code = SelfCheck().results()["certificates"]
    assert not works
    assert code
