"""Who holds the password: only what can begin the sign-in once more, and nothing at all once it is over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop_login.domain.answers import (
    Code,
    Credentials,
    NewAccount,
    NewPassword,
    Recovery,
    Reset,
)
from desktop_login.domain.secret import Secret
from desktop_login.domain.states import Asked, SignedIn, SignedOut
from desktop_login.flow.initiate_auth import InitiateAuth
from tests.fakes.reachable import paths_to
from tests.fakes.world import PASSWORD, World, run

pytestmark = pytest.mark.medium

NEW = Secret("My-0wn-Passw0rd")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path / "data") as world:
        yield world


def is_password(one: object) -> bool:
    text = one.reveal() if isinstance(one, Secret) else one
    return text in (PASSWORD, NEW.reveal()) or text in (PASSWORD.encode(), NEW.reveal().encode())


def holders(world: World) -> list[str]:
    return paths_to(world.flow, is_password)


def only_what_begins_anew(world: World) -> None:
    found = holders(world)
    assert found
    assert all(path.startswith("._sign_in._context.initiate_auth.") for path in found), found


def sign_in(world: World, user: str) -> None:
    # as typed: a text of its own, so that nothing else in the program is the same object
    run(world.flow.sign_in(Credentials(f"{user}@example.com", Secret("".join(PASSWORD)))))


def at_code(world: World) -> None:
    sign_in(world, "sms-code")
    assert isinstance(world.state, Asked)


def wrong(world: World) -> None:
    run(world.flow.sign_in(Credentials("nobody@example.com", Secret("".join(PASSWORD)))))
    assert isinstance(world.state, SignedOut)


def without_question(world: World) -> None:
    sign_in(world, "confirmed")
    assert isinstance(world.state, SignedIn)


def with_code(world: World) -> None:
    at_code(world)
    code = world.demo.pool.mailbox.messages[-1].code
    run(world.flow.answer(Code(Secret(code))))


def with_new_password(world: World) -> None:
    sign_in(world, "new-password")
    run(world.flow.answer(NewPassword(NEW)))


def left(world: World) -> None:
    at_code(world)
    world.flow.leave()


def cancelled(world: World) -> None:
    at_code(world)
    world.flow.cancel()


def turned_to_recovery(world: World) -> None:
    at_code(world)
    world.flow.forgot_password("", True)


def reset(world: World) -> None:
    world.flow.forgot_password("", True)
    run(world.flow.answer(Recovery("confirmed@example.com")))
    code = world.demo.pool.mailbox.messages[-1].code
    run(world.flow.answer(Reset(Secret(code), NEW)))
    assert isinstance(world.state, SignedIn)


def signed_up(world: World) -> None:
    world.flow.create_account("", True)
    run(world.flow.answer(NewAccount("fresh@example.com", NEW)))
    code = world.demo.pool.mailbox.messages[-1].code
    run(world.flow.answer(Code(Secret(code))))


@pytest.mark.parametrize(
    "way",
    [
        wrong,
        without_question,
        with_code,
        with_new_password,
        left,
        cancelled,
        turned_to_recovery,
        reset,
        signed_up,
    ],
)
def test_nothing_holds_it_once_the_sign_in_is_over(
    world: World, way: Callable[[World], None]
) -> None:
    way(world)
    assert holders(world) == []


@pytest.mark.parametrize("user", ["sms-code", "new-password"])
def test_while_a_question_is_open_only_what_begins_anew_holds_it(world: World, user: str) -> None:
    sign_in(world, user)
    assert isinstance(world.state, Asked)
    only_what_begins_anew(world)
    context = world.flow._sign_in._context
    assert context is not None
    assert isinstance(context.initiate_auth, InitiateAuth)


def test_walk_finds_what_is_held_by_a_closure_a_slot_and_a_call() -> None:
    class Slotted:
        __slots__ = ("held",)

        def __init__(self, held: object) -> None:
            self.held = held

        def call(self) -> object:
            return self.held

    secret = Secret(PASSWORD)
    for root in (lambda: secret, Slotted(secret), Slotted(secret).call, {"a": [(secret,)]}):
        assert paths_to(root, is_password)
    assert paths_to(Slotted("other"), is_password) == []
