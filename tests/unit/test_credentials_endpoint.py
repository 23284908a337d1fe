"""The endpoint of `exec`: AWS credentials for the one program that was given the word, and for nobody else."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from collections.abc import Iterator, Mapping

import pytest

from desktop_login.adapters.credentials_endpoint import Answer, CredentialsEndpoint
from tests.patience import STEP_S

GIVEN: Mapping[str, object] = {"AccessKeyId": "ASIA1", "Token": "t"}


class World:
    """An endpoint that answers, and how often it was asked."""

    def __init__(self, answer: Answer | None = None) -> None:
        self.answer: tuple[int, Mapping[str, object]] = (200, GIVEN)
        self.asked = 0
        self.endpoint = CredentialsEndpoint(answer or self._answer)

    def _answer(self) -> tuple[int, Mapping[str, object]]:
        self.asked += 1
        return self.answer

    @property
    def host(self) -> str:
        return self.endpoint.url.removeprefix("http://").partition("/")[0]

    def get(
        self,
        path: str = "/credentials",
        method: str = "GET",
        fields: Mapping[str, str] | None = None,
        **more: str,
    ) -> tuple[int, str]:
        connection = http.client.HTTPConnection(self.host, timeout=STEP_S)
        given = {"Authorization": self.endpoint.word, **(fields or {}), **more}
        connection.request(method, path, headers={k: v for k, v in given.items() if v})
        reply = connection.getresponse()
        body = reply.read().decode()
        connection.close()
        return reply.status, body


@pytest.fixture
def world() -> Iterator[World]:
    world = World()
    with world.endpoint:
        yield world


def test_the_program_with_the_word_gets_the_credentials(world: World) -> None:
    status, body = world.get()
    assert (status, json.loads(body)) == (200, GIVEN)


def test_the_word_has_256_bits_and_is_another_each_time() -> None:
    words = set()
    for _ in range(5):
        with CredentialsEndpoint(lambda: (200, {})) as endpoint:
            words.add(endpoint.word)
    assert len(words) == 5
    assert {len(word) for word in words} == {43}


@pytest.mark.parametrize("word", ["", "x", "Bearer x", "é"])
def test_without_the_word_nothing_is_given(world: World, word: str) -> None:
    status, body = world.get(Authorization=word)
    assert (status, "ASIA1" in body, world.asked) == (403, False, 0)


def test_the_word_with_something_around_it_is_another(world: World) -> None:
    for word in (world.endpoint.word[:-1], world.endpoint.word + "x"):
        assert world.get(Authorization=word)[0] == 403


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "[::1]:80", "0"])
def test_a_rebound_name_gets_nothing(world: World, host: str) -> None:
    status, body = world.get(Host=host)
    assert (status, "ASIA1" in body, world.asked) == (403, False, 0)


def test_localhost_is_this_computer(world: World) -> None:
    assert world.get(Host=world.host.replace("127.0.0.1", "localhost"))[0] == 200


@pytest.mark.parametrize("name", ["Origin", "Referer", "Sec-Fetch-Site", "Sec-Fetch-Mode"])
def test_a_page_gets_nothing(world: World, name: str) -> None:
    status, body = world.get(fields={name: "http://127.0.0.1"})
    assert (status, "ASIA1" in body, world.asked) == (403, False, 0)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_nothing_but_get_is_understood(world: World, method: str) -> None:
    status, _ = world.get(method=method)
    assert (status, world.asked) == (405, 0)


@pytest.mark.parametrize("path", ["/", "/credentials/", "/credentials?x=1", "/Credentials"])
def test_another_path_has_nothing(world: World, path: str) -> None:
    assert world.get(path)[0] == 403


def test_what_is_no_http_gets_no_credentials(world: World) -> None:
    name, _, port = world.host.partition(":")
    with socket.create_connection((name, int(port)), timeout=STEP_S) as wire:
        wire.sendall(b"hello\r\n\r\n")
        assert b"ASIA1" not in wire.recv(4096)


def test_two_words_are_none(world: World) -> None:
    name, _, port = world.host.partition(":")
    line = f"Authorization: {world.endpoint.word}\r\n"
    with socket.create_connection((name, int(port)), timeout=STEP_S) as wire:
        head = f"GET /credentials HTTP/1.1\r\nHost: {world.host}\r\n{line}{line}\r\n"
        wire.sendall(head.encode())
        assert wire.recv(4096).startswith(b"HTTP/1.1 403 ")


def test_a_failure_is_told_with_its_status(world: World) -> None:
    world.answer = 403, {"code": "CredentialsError", "message": "Nobody is signed in."}
    status, body = world.get()
    assert (status, json.loads(body)["message"]) == (403, "Nobody is signed in.")


def test_one_answer_at_a_time_for_many_that_ask() -> None:
    most = [0, 0]

    def answer() -> tuple[int, Mapping[str, object]]:
        most[0] += 1
        most[1] = max(most)
        most[0] -= 1
        return 200, GIVEN

    world = World(answer)
    found: list[int] = []
    with world.endpoint:
        threads = [threading.Thread(target=lambda: found.append(world.get()[0])) for _ in range(8)]
        for one in threads:
            one.start()
        for one in threads:
            one.join(STEP_S)
    assert (found, most[1]) == ([200] * 8, 1)


@pytest.mark.medium
def test_connections_that_say_nothing_keep_nobody_out(world: World) -> None:
    name, _, port = world.host.partition(":")
    silent = [socket.create_connection((name, int(port)), timeout=STEP_S) for _ in range(40)]
    try:
        assert world.get()[0] == 200
        assert silent[0].recv(1) == b"", "the first one has made room"
    finally:
        for one in silent:
            one.close()


def test_after_the_command_nobody_listens() -> None:
    world = World()
    with world.endpoint:
        assert world.get()[0] == 200
    name, _, port = world.host.partition(":")
    with pytest.raises(OSError, match="refused"):
        socket.create_connection((name, int(port)), timeout=STEP_S)


def test_the_end_waits_for_an_answer_that_may_be_renewing_the_session() -> None:
    begun, may_end, ended = threading.Event(), threading.Event(), threading.Event()

    def answer() -> tuple[int, Mapping[str, object]]:
        begun.set()
        may_end.wait(STEP_S)
        ended.set()
        return 200, GIVEN

    world = World(answer)
    asking = threading.Thread(target=world.endpoint.answered)
    with world.endpoint:
        asking.start()
        assert begun.wait(STEP_S)
        threading.Timer(0.2, may_end.set).start()
    assert ended.is_set()
    asking.join(STEP_S)


def test_after_the_command_no_answer_is_begun() -> None:
    world = World()
    with world.endpoint:
        pass
    status, _ = world.endpoint.answered()
    assert (status, world.asked) == (503, 0)
