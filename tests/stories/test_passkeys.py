"""Passkeys from the first request to the session: the real client code, with the demo's key and pool."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop_login.adapters.passkeys.keys import SecurityKeys
from desktop_login.demo.demo_key import DEMO_PIN, DemoKey
from desktop_login.demo.pool import DemoPoolConfig
from desktop_login.domain.account import AccountDetails
from desktop_login.domain.answers import Chosen, Code
from desktop_login.domain.challenges import Method, MethodRequired, Option, PasskeyRequired
from desktop_login.domain.errors import ErrorCode
from desktop_login.domain.local_prompts import AccountOverview
from desktop_login.domain.passkeys import (
    ForgetPasskey,
    KeyStage,
    PasskeyAction,
    Pin,
    SecurityKeyStep,
)
from desktop_login.domain.pool import AuthFlow
from desktop_login.domain.secret import Secret
from desktop_login.domain.states import Asked, Notice, SignedIn, SignedOut, State
from desktop_login.domain.ways import Way
from tests.fakes.passkey_client import touching
from tests.fakes.world import World, run

Start = Callable[..., World]


@pytest.fixture
def worlds(tmp_path: Path) -> Iterator[Start]:
    opened: list[World] = []

    def start(
        *keys: DemoKey, config: DemoPoolConfig | None = None, flow: AuthFlow = AuthFlow.CHOICE
    ) -> World:
        world = World(tmp_path, config)
        world.flow_kind = flow
        world.keys = SecurityKeys(lambda: [device for key in keys for device in key.devices()])
        world.__enter__()
        opened.append(world)
        return world

    yield start
    for world in opened:
        world.flow.leave()
        world.__exit__()


def stages(world: World) -> list[KeyStage]:
    return [
        state.question.stage
        for state in world.states
        if isinstance(state, Asked) and isinstance(state.question, SecurityKeyStep)
    ]


def answer(world: World, given: object) -> State:
    run(world.flow.answer(given))  # type: ignore[arg-type]
    return world.state


def pin(text: str = DEMO_PIN) -> Pin:
    return Pin(Secret(text))


def details(world: World) -> AccountDetails:
    question = world.asked.question
    assert isinstance(question, AccountOverview), question
    assert question.details is not None
    return question.details


def refused(world: World) -> ErrorCode:
    assert world.asked.error_info is not None, world.asked
    return world.asked.error_info.code


def step(world: World) -> SecurityKeyStep:
    question = world.asked.question
    assert isinstance(question, SecurityKeyStep), question
    return question


def added(world: World) -> None:
    """Signs in with the password and adds a passkey of the key that is plugged in."""
    world.sign_in("passkey")
    run(world.flow.open_account())
    answer(world, PasskeyAction.ADD)
    answer(world, pin())
    assert world.asked.notice is Notice.PASSKEY_ADDED, world.asked
    run(world.session_manager.sign_out(False))


def asked_for(world: World) -> PasskeyRequired:
    """Begins a sign-in with the name only and chooses the passkey."""
    world.sign_in("passkey", "")
    question = world.asked.question
    assert isinstance(question, MethodRequired), question
    answer(world, Chosen(question.options[0]))
    challenge = world.asked.question
    assert isinstance(challenge, PasskeyRequired), challenge
    return challenge


def test_a_passkey_is_added_and_signs_in(worlds: Start) -> None:
    world = worlds(touching())
    world.sign_in("passkey")
    run(world.flow.open_account())
    assert details(world).passkeys == ()
    assert details(world).passkeys_error is None
    assert details(world).passkey_offers.key
    answer(world, PasskeyAction.ADD)
    assert step(world).registering
    assert step(world).site == "localhost"
    answer(world, pin())
    assert stages(world) == [KeyStage.PIN, KeyStage.TOUCH]
    (passkey,) = details(world).passkeys
    assert (passkey.name, passkey.site, passkey.attached) == (
        "Demo security key",
        "localhost",
        "cross-platform",
    )
    assert passkey.created == pytest.approx(world.clock.wall, abs=60)
    run(world.session_manager.sign_out(False))

    challenge = asked_for(world)
    assert challenge.request.site == "localhost"
    assert challenge.request.reachable
    assert challenge.offers.key
    assert not challenge.offers.browser
    answer(world, PasskeyAction.USE_KEY)
    assert step(world).stage is KeyStage.PIN
    answer(world, pin())
    signed_in = next(state for state in reversed(world.states) if isinstance(state, SignedIn))
    assert signed_in.session.identity.email == "passkey@example.com"
    assert signed_in.history[0].ways == (Way.PASSKEY,)


def test_the_passkey_is_offered_first(worlds: Start) -> None:
    world = worlds(touching())
    added(world)
    world.sign_in("passkey", "")
    question = world.asked.question
    assert isinstance(question, MethodRequired)
    assert question.options[0] == Option(Method.PASSKEY, "WEB_AUTHN")
    assert Method.PASSKEY not in question.others


def test_a_passkey_is_removed_from_the_account(worlds: Start) -> None:
    world = worlds(touching())
    added(world)
    world.sign_in("passkey")
    run(world.flow.open_account())
    (passkey,) = details(world).passkeys
    answer(world, ForgetPasskey(passkey))
    assert world.asked.notice is Notice.PASSKEY_REMOVED
    assert details(world).passkeys == ()
    answer(world, ForgetPasskey(passkey))  # in another window meanwhile
    assert world.asked.notice is Notice.PASSKEY_REMOVED


def test_a_wrong_pin_can_be_corrected(worlds: Start) -> None:
    world = worlds(touching())
    added(world)
    asked_for(world)
    answer(world, PasskeyAction.USE_KEY)
    answer(world, pin("0000"))
    assert (step(world).stage, step(world).wrong_pin, step(world).tries_left) == (
        KeyStage.PIN,
        True,
        7,
    )
    answer(world, pin())
    assert world.session_manager.session is not None


def test_three_wrong_pins_pause_the_key_and_eight_block_it(worlds: Start) -> None:
    key = touching()
    world = worlds(key)
    added(world)
    asked_for(world)
    seen: list[ErrorCode | None] = []
    for _ in range(3):  # 3 + 3 + 2 wrong PINs
        answer(world, PasskeyAction.USE_KEY)
        for _ in range(3):
            if isinstance(world.asked.question, SecurityKeyStep):
                answer(world, pin("0000"))
        error = world.asked.error_info
        seen.append(error.code if error else None)
        assert isinstance(world.asked.question, PasskeyRequired)
        key.remove()
        key.insert()
    assert seen == [ErrorCode.KEY_PIN_PAUSED, ErrorCode.KEY_PIN_PAUSED, ErrorCode.KEY_BLOCKED]
    answer(world, PasskeyAction.USE_KEY)
    answer(world, pin())
    assert refused(world) is ErrorCode.KEY_BLOCKED


def test_a_paused_key_says_so_until_it_is_unplugged(worlds: Start) -> None:
    key = touching()
    world = worlds(key)
    added(world)
    asked_for(world)
    answer(world, PasskeyAction.USE_KEY)
    for _ in range(3):
        answer(world, pin("0000"))
    answer(world, PasskeyAction.USE_KEY)
    answer(world, pin())
    assert refused(world) is ErrorCode.KEY_PIN_PAUSED
    key.remove()
    key.insert()
    answer(world, PasskeyAction.USE_KEY)
    answer(world, pin())
    assert world.session_manager.session is not None


def test_a_key_without_pin_gets_one(worlds: Start) -> None:
    key = touching(pin="")
    world = worlds(key)
    world.sign_in("passkey")
    run(world.flow.open_account())
    answer(world, PasskeyAction.ADD)
    assert (step(world).stage, step(world).pin_optional) == (KeyStage.NO_PIN, True)
    answer(world, PasskeyAction.SET_PIN)
    assert step(world).stage is KeyStage.NEW_PIN
    answer(world, pin("12"))
    assert (step(world).stage, step(world).wrong_pin) == (KeyStage.NEW_PIN, True)
    assert refused(world) is ErrorCode.KEY_PIN_UNFIT
    answer(world, pin("2468"))
    assert world.asked.notice is Notice.PASSKEY_ADDED
    assert key.has_pin
    run(world.session_manager.sign_out(False))
    asked_for(world)
    answer(world, PasskeyAction.USE_KEY)
    answer(world, pin("2468"))
    assert world.session_manager.session is not None


def test_a_key_without_pin_is_used_without_where_the_pool_agrees(worlds: Start) -> None:
    world = worlds(touching(pin=""))
    world.sign_in("passkey")
    run(world.flow.open_account())
    answer(world, PasskeyAction.ADD)
    answer(world, PasskeyAction.WITHOUT_PIN)
    assert world.asked.notice is Notice.PASSKEY_ADDED
    run(world.session_manager.sign_out(False))
    asked_for(world)
    answer(world, PasskeyAction.USE_KEY)
    answer(world, PasskeyAction.WITHOUT_PIN)
    assert world.session_manager.session is not None


def test_a_pool_that_demands_a_pin_gets_no_key_without(worlds: Start) -> None:
    key = touching(pin="")
    world = worlds(key, config=DemoPoolConfig(user_verification="required"))
    world.sign_in("passkey")
    run(world.flow.open_account())
    answer(world, PasskeyAction.ADD)
    assert (step(world).stage, step(world).pin_optional) == (KeyStage.NO_PIN, False)
    world.flow.leave()
    assert isinstance(world.asked.question, AccountOverview)


def test_a_full_key_and_one_that_has_it_already_say_so(worlds: Start) -> None:
    world = worlds(touching(room=1))
    added(world)
    world.sign_in("passkey")
    run(world.flow.open_account())
    answer(world, PasskeyAction.ADD)
    answer(world, pin())
    assert refused(world) is ErrorCode.PASSKEY_EXISTS
    assert isinstance(world.asked.question, AccountOverview)
    run(world.session_manager.sign_out(False))
    world.sign_in("confirmed")
    run(world.flow.open_account())
    answer(world, PasskeyAction.ADD)
    answer(world, pin())
    assert refused(world) is ErrorCode.KEY_FULL


def test_a_key_of_somebody_else_has_no_passkey(worlds: Start) -> None:
    first, other = touching(), touching()
    world = worlds(first, other)
    other.remove()
    added(world)
    first.remove()
    other.insert()
    asked_for(world)
    answer(world, PasskeyAction.USE_KEY)
    answer(world, pin())
    assert refused(world) is ErrorCode.PASSKEY_NOT_ON_KEY
    assert isinstance(world.asked.question, PasskeyRequired)


def test_of_two_keys_the_touched_one_is_used(worlds: Start) -> None:
    first, other = touching(), DemoKey()
    world = worlds(first, other)
    added(world)
    other.insert()  # nobody touches it
    asked_for(world)
    world.states.clear()
    answer(world, PasskeyAction.USE_KEY)
    answer(world, pin())
    assert stages(world) == [KeyStage.CHOOSE, KeyStage.PIN, KeyStage.TOUCH]
    assert world.session_manager.session is not None
    assert not other.waits_for_touch


def test_a_passkey_that_lies_elsewhere_is_said_to(worlds: Start) -> None:
    world = worlds()
    world.sign_in("passwordless", "")
    question = world.asked.question
    assert isinstance(question, MethodRequired)
    answer(world, Chosen(question.options[0]))
    challenge = world.asked.question
    assert isinstance(challenge, PasskeyRequired)
    assert not challenge.request.reachable


def test_another_way_begins_again_without_the_passkey(worlds: Start) -> None:
    world = worlds(touching())
    added(world)
    asked_for(world)
    answer(world, PasskeyAction.ANOTHER_WAY)
    question = world.asked.question
    assert isinstance(question, MethodRequired)
    email = next(one for one in question.options if one.method is Method.EMAIL)
    answer(world, Chosen(email))
    answer(world, Code(world.latest_code()))
    assert world.session_manager.session is not None


def test_a_refused_passkey_can_be_tried_again(worlds: Start) -> None:
    world = worlds(touching())
    added(world)
    asked_for(world)
    user = world.demo.pool.find("passkey@example.com")
    assert user is not None
    (stored,) = user.passkeys.values()
    kept, stored.counter = stored.counter, stored.counter + 1000
    answer(world, PasskeyAction.USE_KEY)
    answer(world, pin())
    assert refused(world) is ErrorCode.PASSKEY_REFUSED
    assert isinstance(world.asked.question, PasskeyRequired)
    stored.counter = kept
    answer(world, PasskeyAction.USE_KEY)
    answer(world, pin())
    assert world.session_manager.session is not None


def test_a_session_that_ends_during_the_touch_is_renewed_once(worlds: Start) -> None:
    world = worlds(touching())
    added(world)
    asked_for(world)
    answer(world, PasskeyAction.USE_KEY)
    world.clock.pass_time(181)
    answer(world, pin())
    assert step(world).stage is KeyStage.PIN  # a new round, nobody asked
    assert world.asked.error_info is None
    answer(world, pin())
    assert world.session_manager.session is not None


def test_a_session_that_ends_twice_is_given_up(worlds: Start) -> None:
    world = worlds(touching())
    added(world)
    asked_for(world)
    answer(world, PasskeyAction.USE_KEY)
    for _ in range(2):
        world.clock.pass_time(181)
        answer(world, pin())
    assert isinstance(world.state, SignedOut)
    assert world.state.error_info is not None
    assert world.state.error_info.code is ErrorCode.PASSKEY_TOOK_TOO_LONG


def test_leaving_the_key_leads_back_to_the_choice(worlds: Start) -> None:
    world = worlds(touching())
    added(world)
    challenge = asked_for(world)
    answer(world, PasskeyAction.USE_KEY)
    world.flow.leave()
    assert world.asked == Asked(challenge)
    world.flow.leave()
    assert isinstance(world.state, SignedOut)


def test_passkeys_that_are_off_or_at_their_limit_are_named(worlds: Start) -> None:
    world = worlds(touching(), config=DemoPoolConfig(passkeys=False))
    world.sign_in("passkey")
    run(world.flow.open_account())
    answer(world, PasskeyAction.ADD)
    assert refused(world) is ErrorCode.PASSKEYS_NOT_SET_UP


def test_the_limit_of_the_account_is_named(worlds: Start) -> None:
    world = worlds(touching(), config=DemoPoolConfig(passkeys_allowed=0))
    world.sign_in("passkey")
    run(world.flow.open_account())
    answer(world, PasskeyAction.ADD)
    assert refused(world) is ErrorCode.TOO_MANY_PASSKEYS


def test_a_pool_that_refuses_the_origin_is_not_asked_again(worlds: Start) -> None:
    world = worlds(touching())
    world.sign_in("passkey")
    run(world.flow.open_account())
    world.demo.passkeys.origins.clear()
    answer(world, PasskeyAction.ADD)
    answer(world, pin())
    assert refused(world) is ErrorCode.PASSKEY_SETTINGS_UNFIT
    run(world.flow.open_account())
    assert not details(world).passkey_offers.key


def test_a_foreign_site_reaches_no_key(worlds: Start) -> None:
    key = DemoKey()
    key.insert()
    world = worlds(key)
    world.sign_in("passkey")
    run(world.flow.open_account())

    def relayed(request: dict[str, object], answer_of: Callable[..., object]) -> object:
        reply = answer_of(request)
        reply["CredentialCreationOptions"]["rp"]["id"] = "bank.example"  # type: ignore[index]
        return reply

    with world.demo.intercept("StartWebAuthnRegistration", relayed):  # type: ignore[arg-type]
        answer(world, PasskeyAction.ADD)
    assert refused(world) is ErrorCode.PASSKEY_SETTINGS_UNFIT
    assert stages(world) == []
    assert not key.waits_for_touch
