"""Edges of the flows that a person hardly reaches: what arrives when nobody waits for it any more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop_login.adapters.token_store.earlier import Earlier
from desktop_login.adapters.token_store.encrypted_record import StoreKey
from desktop_login.domain.amazon import same_addresses
from desktop_login.domain.answers import Chosen, Credentials
from desktop_login.domain.challenges import (
    Challenge,
    ChallengeContext,
    Method,
    MethodRequired,
    Option,
    Purpose,
)
from desktop_login.domain.devices import Device
from desktop_login.domain.errors import AuthError, AuthErrorInfo, ErrorCode
from desktop_login.domain.local_prompts import ConfirmAccount
from desktop_login.domain.secret import Secret
from desktop_login.domain.states import SignedOut, Working
from desktop_login.domain.tokens import Identity
from desktop_login.flow.initiate_auth import InitiateAuth
from desktop_login.flow.ports import OpenGate
from desktop_login.flow.sign_in_context import SignInContext
from desktop_login.flow.sign_out import Leaving
from desktop_login.system.paths import RECORD
from tests.fakes.fault_proxy import answered
from tests.fakes.runs import a_run
from tests.fakes.world import World, run

WHO = Credentials("confirmed@example.com", Secret("Demo-Passw0rd!"))
TICKET = ChallengeContext("u", Secret("a session of twenty and more"))


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path, faulty=True) as made:
        yield made


class Pool:
    """A provider that knows no device, or asks for a choice."""

    def __init__(self, asks: Challenge | None = None) -> None:
        self.asks = asks
        self.begun = 0

    def sign_in(self, *_: Any) -> Challenge:
        self.begun += 1
        if self.asks is None:
            raise AuthError(AuthErrorInfo(ErrorCode.DEVICE_UNKNOWN))
        return self.asks


class Devices:
    """One device, which cannot be forgotten."""

    def find(self, _: str) -> Device:
        return Device("key", "group", Secret("password"))

    def forget(self, _: str) -> None:
        raise AuthError(AuthErrorInfo(ErrorCode.KEYCHAIN))


def test_a_pool_that_never_knows_the_device_is_asked_twice_and_no_more() -> None:
    pool, once = Pool(), a_run()
    assert once.begin_again()
    with pytest.raises(AuthError) as refused:
        InitiateAuth(pool, Devices(), WHO)(once)  # type: ignore[arg-type]
    assert refused.value.error_info.code is ErrorCode.DEVICE_UNKNOWN
    assert pool.begun == 1


def test_a_choice_to_send_the_password_itself_is_not_repeated() -> None:
    plain = Option(Method.PLAIN_PASSWORD, "PASSWORD")
    asks = MethodRequired(TICKET, Purpose.FIRST_FACTOR, (plain,))
    pool = Pool(asks)
    assert InitiateAuth(pool, Devices(), WHO)(a_run(), [Chosen(plain)]) is asks  # type: ignore[arg-type]


def test_an_arrival_that_was_cancelled_opens_no_account(world: World) -> None:
    world.sign_in("confirmed")
    session = world.signed_in.session
    attempt = world.flow._attempts.begin()
    world.flow._attempts.begin()
    message = len(world.states)
    run(world.flow._arrive(session, WHO.options, (), attempt))
    assert world.states[message:] == []


def test_a_reply_that_was_cancelled_while_a_name_was_forgotten_is_revoked(world: World) -> None:
    world.sign_in("confirmed")
    tokens = world.signed_in.session.tokens
    attempt = world.flow._attempts.begin()
    world.flow._attempts.begin()
    shown = len(world.states)
    run(
        world.flow._sign_in._arrived(
            attempt,
            tokens,
            SignInContext(WHO.options, InitiateAuth(Pool(), Devices(), WHO)),  # type: ignore[arg-type]
        )
    )
    assert world.states[shown:] == []
    assert all(grant.revoked for grant in world.demo.grants)


def test_a_keychain_that_was_quick_after_all_is_not_called_slow(world: World) -> None:
    leaving = Leaving(0.0, OpenGate(), ended=True)
    world.session_manager._sign_out.is_slow(leaving)
    assert (world.states, leaving.slow_reported) == ([], False)


def test_where_nobody_has_signed_out_nobody_waits(world: World) -> None:
    world.sign_in("confirmed")
    run(world.session_manager.forgotten())
    assert world.session_manager.session is not None


@pytest.mark.parametrize(
    ("why", "kept"), [(ErrorCode.IN_THE_APP, True), (ErrorCode.RULE_OF_SERVICE, False)]
)
def test_stored_session_that_is_not_admitted_is_kept_only_where_nothing_was_decided(
    why: ErrorCode, kept: bool, world: World
) -> None:
    async def admit(identity: Identity) -> AuthErrorInfo | None:
        return AuthErrorInfo(why)

    world.sign_in("confirmed")
    world.start()
    world.session_manager.admit = admit
    assert run(world.session_manager.restore()) is False
    ended = world.state
    assert isinstance(ended, SignedOut)
    assert ended.error_info == AuthErrorInfo(why)
    assert [path.name for path in world.files()] == ([RECORD] if kept else [])
    assert world.demo.grants[-1].revoked is not kept


def test_a_token_store_that_is_broken_keeps_nobody_waiting(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Counted(OpenGate):
        def open(self, failure: AuthErrorInfo | None) -> None:
            opened.append(failure)

    def broken(subject: str) -> None:
        raise RuntimeError("a mistake of ours")

    opened: list[AuthErrorInfo | None] = []
    world.sign_in("confirmed")
    sign_out = world.session_manager._sign_out
    monkeypatch.setattr(sign_out, "_make_gate", Counted)
    monkeypatch.setattr(world.token_store, "forget", broken)
    with pytest.raises(RuntimeError, match="mistake"):
        run(world.session_manager.sign_out())
    assert opened == [None]


def test_a_session_that_is_over_is_not_shown(world: World) -> None:
    world.sign_in("confirmed")
    held = world.session_manager._active
    assert held is not None
    run(world.session_manager.sign_out())
    assert isinstance(world.state, SignedOut)
    message = len(world.states)
    world.session_manager._publish(held)
    assert world.states[message:] == []


def test_late_tokens_that_cannot_be_revoked_are_dropped(world: World) -> None:
    world.sign_in("confirmed")
    world.faults.always("RevokeToken", answered(500))
    message = len(world.states)
    run(world.flow._sign_in._discard(world.signed_in.session.tokens))
    assert world.states[message:] == []


def test_a_confirmation_that_comes_late_signs_nobody_in(world: World) -> None:
    world.flow.create_account("", True)
    question = ConfirmAccount("confirmed@example.com", "confirmed@example.com")
    flow = world.flow._sign_up

    class Accounts:
        def confirm(self, *_: Any) -> None:
            world.flow._attempts.begin()
            raise AuthError(AuthErrorInfo(ErrorCode.ALREADY_CONFIRMED))

    flow._accounts = Accounts()  # type: ignore[assignment]
    run(flow._confirm(question, Secret("123456")))
    assert isinstance(world.state, Working)


def test_nothing_earlier_is_found_where_there_was_nothing(world: World) -> None:
    assert world.token_store._earlier.find() is None  # type: ignore[attr-defined]
    assert world.token_store._taken_over() is None  # type: ignore[attr-defined]
    owner = world.owner
    named = StoreKey(owner.pool_id, owner.client_id, profile="dev")
    assert Earlier(world.keychain, world.folder, named, RECORD).find() is None


def test_an_address_elsewhere_has_no_other_names() -> None:
    assert same_addresses("https://pool.example/x") == ("https://pool.example/x",)
