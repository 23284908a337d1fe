"""A pool where the e-mail address is an alias: until it is verified, only the user name that was made up is a name."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop_login.adapters.token_store.encrypted_record import StoreKey
from desktop_login.adapters.token_store.unconfirmed import FileNames
from desktop_login.demo.service_exception import ServiceException
from desktop_login.domain.answers import Code, Credentials, NewAccount
from desktop_login.domain.errors import ErrorCode
from desktop_login.domain.local_prompts import ConfirmAccount
from desktop_login.domain.pool import AuthFlow
from desktop_login.domain.secret import Secret
from desktop_login.domain.states import Asked, SignedOut
from desktop_login.system.paths import UNCONFIRMED
from tests.fakes.hostile import TOKENS, Hostile, hostile_server
from tests.fakes.world import World, run

EMAIL, PASSWORD = "alice@example.com", Secret("Demo-Passw0rd!")
CREDENTIALS = Credentials(EMAIL, PASSWORD)


class AliasPool:
    """One account; the address is a name once it is confirmed, as at AWS."""

    def __init__(self) -> None:
        self.username = ""
        self.confirmed = False

    def __call__(self, operation: str, body: dict[str, Any]) -> dict[str, Any]:
        name = body.get("Username") or body.get("AuthParameters", {}).get("USERNAME", "")
        if operation == "SignUp":
            if "@" in name:
                raise ServiceException(
                    "InvalidParameterException",
                    "Username cannot be of email format, since user pool is configured for email"
                    " alias.",
                )
            self.username = name
            return {"UserConfirmed": False, "CodeDeliveryDetails": {"Destination": "a***@e***"}}
        if name != self.username and not (self.confirmed and name == EMAIL):
            raise ServiceException("NotAuthorizedException", "Incorrect username or password.")
        match operation:
            case "InitiateAuth" if not self.confirmed:
                raise ServiceException("UserNotConfirmedException", "User is not confirmed.")
            case "InitiateAuth":
                return TOKENS
            case "ConfirmSignUp":
                self.confirmed = True
        return {}


@pytest.fixture
def server() -> Iterator[Hostile]:
    with hostile_server() as server:
        server.script = AliasPool()
        yield server


@pytest.fixture
def world(server: Hostile, tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path)
    world.flow_kind = AuthFlow.PASSWORD
    world.changes = {"endpoint_url": server.url}
    with world:
        yield world


def kept(world: World) -> list[Path]:
    return list(world.folder.rglob(UNCONFIRMED))


def sign_up(world: World) -> None:
    world.flow.create_account("", remember=True)
    run(world.flow.answer(NewAccount(EMAIL, PASSWORD)))
    assert isinstance(world.state, Asked)
    assert isinstance(world.state.question, ConfirmAccount)


def names(server: Hostile, operation: str) -> list[str]:
    return [
        body.get("Username") or body["AuthParameters"]["USERNAME"]
        for name, body in zip(server.operations, server.bodies, strict=True)
        if name == operation
    ]


def test_after_a_restart_the_address_leads_to_the_account_until_it_is_confirmed(
    world: World, server: Hostile
) -> None:
    sign_up(world)
    pool = server.script
    assert isinstance(pool, AliasPool)
    (file,) = kept(world)
    assert EMAIL not in file.read_text("utf-8")
    if os.name == "posix":
        assert file.stat().st_mode & 0o077 == 0
    world.start()
    run(world.flow.sign_in(CREDENTIALS))
    assert isinstance(world.state, Asked), "the code is asked for again"
    question = world.state.question
    assert isinstance(question, ConfirmAccount)
    assert (question.username, question.account) == (pool.username, EMAIL)
    assert names(server, "ResendConfirmationCode") == [pool.username]
    run(world.flow.answer(Code(Secret("123456"))))
    assert names(server, "ConfirmSignUp") == [pool.username]
    assert kept(world) == []
    server.forget()
    run(world.flow.sign_in(CREDENTIALS))
    assert names(server, "InitiateAuth") == [EMAIL]


def test_confirmed_by_somebody_else_it_is_forgotten_with_the_next_sign_in(
    world: World, server: Hostile
) -> None:
    sign_up(world)
    pool = server.script
    assert isinstance(pool, AliasPool)
    pool.confirmed = True
    run(world.flow.sign_in(CREDENTIALS))
    assert names(server, "InitiateAuth") == [pool.username]
    assert kept(world) == []


def test_a_wrong_password_does_not_forget_it(world: World, server: Hostile) -> None:
    sign_up(world)

    def refuse(operation: str, body: dict[str, Any]) -> dict[str, Any]:
        raise ServiceException("NotAuthorizedException", "Incorrect username or password.")

    server.script = refuse
    run(world.flow.sign_in(CREDENTIALS))
    assert isinstance(world.state, SignedOut)
    assert world.state.error_info is not None
    assert world.state.error_info.code is ErrorCode.WRONG_CREDENTIALS
    assert world.state.account == EMAIL
    assert len(kept(world)) == 1


OWNER = StoreKey("us-east-1_Abc", "abc")


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"5", b"[" * 5000, b'{"x": 5}', b"\xff", b"{}" + b" " * 9000],
    ids=lambda content: repr(content[:12]),
)
def test_a_file_that_cannot_be_read_is_as_good_as_none(tmp_path: Path, content: bytes) -> None:
    store = FileNames(tmp_path, OWNER)
    store.keep(EMAIL, "u-1")
    (file,) = tmp_path.rglob(UNCONFIRMED)
    file.write_bytes(content)
    assert store.find(EMAIL) == ""
    store.keep(EMAIL, "u-2")
    assert FileNames(tmp_path, OWNER).find(EMAIL) == "u-2"


def test_names_are_those_of_one_profile_and_not_without_end(tmp_path: Path) -> None:
    store = FileNames(tmp_path, OWNER)
    for number in range(40):
        store.keep(f"{number}@example.com", f"u-{number}")
    assert store.find("39@example.com") == "u-39"
    assert store.find("0@example.com") == ""
    other = StoreKey(OWNER.pool_id, OWNER.client_id, endpoint="http://127.0.0.1:1")
    assert FileNames(tmp_path, other).find("39@example.com") == ""
    (file,) = tmp_path.rglob(UNCONFIRMED)
    assert len(json.loads(file.read_text("utf-8"))) == 16


def test_a_folder_that_cannot_be_written_keeps_nothing_and_says_nothing(tmp_path: Path) -> None:
    blocked = tmp_path / "a file"
    blocked.write_bytes(b"")
    store = FileNames(blocked, OWNER)
    store.keep(EMAIL, "u")
    store.forget(EMAIL)
    assert store.find(EMAIL) == ""
