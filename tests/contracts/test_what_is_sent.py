"""What a server, or a proxy that opens TLS, sees of a password: with a flow of proofs, nothing."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

import pytest

from desktop_login.domain.answers import NewPassword
from desktop_login.domain.pool import AuthFlow
from desktop_login.domain.secret import Secret
from desktop_login.domain.states import SignedIn, SignedOut
from desktop_login.settings import Settings, load
from tests.fakes.fault_proxy import FaultProxy, Reply
from tests.fakes.world import PASSWORD, World, run


class Listening(FaultProxy):
    """Passes everything on, and keeps what it saw."""

    def __init__(self, target: str) -> None:
        super().__init__(target)
        self.sent: list[bytes] = []

    def forward(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Reply:
        lines = "\n".join(f"{name}: {value}" for name, value in headers.items())
        self.sent.append(f"{method} {path}\n{lines}\n\n".encode() + body)
        return super().forward(method, path, headers, body)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path)
    world.network = Listening(world.demo.url)
    with world:
        yield world


def sightings(world: World, password: str) -> list[bytes]:
    """The requests that tell the password, in any of the forms that a mistake would give it."""
    assert isinstance(world.network, Listening)
    assert len(world.network.sent) > 1, "the conversation went past us"
    plain = password.encode()
    encodings = (
        plain,
        json.dumps(password)[1:-1].encode(),
        quote(password).encode(),
        base64.b64encode(plain),
        plain.hex().encode(),
        hashlib.sha256(plain).hexdigest().encode(),
    )
    return [one for one in world.network.sent if any(encoding in one for encoding in encodings)]


@pytest.mark.parametrize("flow", [AuthFlow.SRP, AuthFlow.CHOICE, AuthFlow.CUSTOM])
def test_a_proof_tells_no_password(world: World, flow: AuthFlow) -> None:
    world.flow_kind = flow
    world.start()
    story = "custom" if flow is AuthFlow.CUSTOM else "confirmed"
    world.sign_in(story)
    assert not isinstance(world.state, SignedOut)
    assert sightings(world, PASSWORD) == []
    world.sign_in(story, "Wrong-Passw0rd-1!")
    assert isinstance(world.state, SignedOut)
    assert sightings(world, "Wrong-Passw0rd-1!") == []


def test_a_new_password_tells_nothing_of_the_old_one(world: World) -> None:
    """A password that the pool has yet to learn is sent to it: there is no other way."""
    world.sign_in("new-password")
    run(world.flow.answer(NewPassword(Secret("My-0wn-Passw0rd"))))
    assert isinstance(world.state, SignedIn)
    assert sightings(world, PASSWORD) == []
    assert len(sightings(world, "My-0wn-Passw0rd")) == 1


def test_the_password_flow_is_seen_by_this_test(world: World) -> None:
    world.flow_kind = AuthFlow.PASSWORD
    world.start()
    world.sign_in("confirmed")
    assert isinstance(world.state, SignedIn)
    assert len(sightings(world, PASSWORD)) == 1


def test_without_a_setting_the_flow_is_one_of_proofs(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('user_pool_id = "us-east-1_AbCdEfGhI"\nclient_id = "abc123"\n', "utf-8")
    read = load(explicit=file, environment={}, working_folder=tmp_path, config_folder=tmp_path)
    assert read.pool is not None
    assert read.pool.auth_flow is AuthFlow.SRP
    assert Settings().auth_flow is AuthFlow.SRP
