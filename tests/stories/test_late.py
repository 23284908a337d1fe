"""What comes late is told to nobody: the person has left, or is signed out, before the service answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from desktop_login.demo import totp
from desktop_login.demo.client import Reply, Request
from desktop_login.demo.interception import Operation
from desktop_login.demo.pool import Factor, Tracking
from desktop_login.demo.service_exception import ServiceException
from desktop_login.domain.answers import (
    AccountAction,
    Answer,
    Code,
    ForgetDevice,
    NewAccount,
    PasswordChange,
    Prefer,
    Recovery,
    Reset,
    Verify,
)
from desktop_login.domain.challenges import AuthenticatorSetUp, Method
from desktop_login.domain.errors import ErrorCode, failed
from desktop_login.domain.local_prompts import AccountOverview, VerifyContact
from desktop_login.domain.secret import Secret
from desktop_login.domain.states import Asked, Notice, SignedIn, SignedOut
from tests.fakes.world import PASSWORD, World, run

pytestmark = pytest.mark.medium

NEW = Secret("My-0wn-Passw0rd")
ROBIN = "robin@example.com"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path / "data") as world:
        pool = world.demo.pool
        secret = totp.new_secret()
        pool.add(ROBIN, PASSWORD, factors=(Factor.TOTP,), totp_secret=secret, tracking=Tracking.ASK)
        yield world


def meanwhile(world: World, operation: str, do: Callable[[], object], code: str = "") -> None:
    """While the service works on this operation, something else happens; then it answers, or
    refuses with `code`."""

    def slow(request: Request, answer: Operation) -> Reply:
        reply = None if code else answer(request)
        interception.undo()
        do()
        if reply is None:
            raise ServiceException(code, "late")
        return reply

    interception = world.demo.intercept(operation, slow)


def answer(world: World, given: Answer) -> None:
    run(world.flow.answer(given))


def app_code(world: World) -> Secret:
    question = world.asked.question
    if isinstance(question, AuthenticatorSetUp):
        step = totp.step_at(world.clock.epoch())
        return Secret(totp.code_at_step(question.secret.reveal(), step))
    return world.totp("robin")


def at_reset_page(world: World) -> None:
    world.flow.forgot_password("", True)
    answer(world, Recovery("confirmed@example.com"))


def at_confirmation(world: World) -> None:
    world.flow.create_account("", True)
    answer(world, NewAccount("fresh@example.com", NEW))


def at_code(world: World) -> None:
    world.sign_in("sms-code")


def signed_in(world: World) -> None:
    world.sign_in("robin")
    answer(world, Code(app_code(world)))
    if isinstance(world.state, Asked):
        answer(world, AccountAction.REMEMBER_DEVICE)


def asked_to_remember(world: World) -> None:
    world.sign_in("robin")
    answer(world, Code(app_code(world)))


def at_overview(world: World) -> None:
    signed_in(world)
    run(world.flow.open_account())
    assert isinstance(world.asked.question, AccountOverview)


def at_change(world: World) -> None:
    at_overview(world)
    answer(world, AccountAction.CHANGE_PASSWORD)


def at_set_up(world: World) -> None:
    at_overview(world)
    answer(world, AccountAction.SET_UP_AUTHENTICATOR)


def at_contact(world: World) -> None:
    world.sign_in("unverified")
    assert isinstance(world.asked.question, VerifyContact)


def at_contact_code(world: World) -> None:
    at_contact(world)
    answer(world, contact_of(world))


def contact_of(world: World) -> Verify:
    question = world.asked.question
    assert isinstance(question, VerifyContact)
    return Verify(question.contacts[0])


def device_of(world: World) -> ForgetDevice:
    question = world.asked.question
    assert isinstance(question, AccountOverview)
    assert question.details is not None
    return ForgetDevice(question.details.devices[0].key)


class Row(NamedTuple):
    arrange: Callable[[World], None]
    act: Callable[[World], object]
    operation: str


def nothing(world: World) -> None:
    """Begins at the sign-in page."""


OUTSIDE = {
    "detour to reset": Row(nothing, lambda w: w.sign_in("reset"), "ForgotPassword"),
    "detour to confirm": Row(nothing, lambda w: w.sign_in("unconfirmed"), "ResendConfirmationCode"),
    "forgotten": Row(
        lambda w: w.flow.forgot_password("", True),
        lambda w: answer(w, Recovery("confirmed@example.com")),
        "ForgotPassword",
    ),
    "another reset code": Row(at_reset_page, lambda w: run(w.flow.resend()), "ForgotPassword"),
    "reset": Row(
        at_reset_page, lambda w: answer(w, Reset(w.latest_code(), NEW)), "ConfirmForgotPassword"
    ),
    "sign-up": Row(
        lambda w: w.flow.create_account("", True),
        lambda w: answer(w, NewAccount("fresh@example.com", NEW)),
        "SignUp",
    ),
    "confirmation": Row(
        at_confirmation, lambda w: answer(w, Code(w.latest_code())), "ConfirmSignUp"
    ),
    "another confirmation code": Row(
        at_confirmation, lambda w: run(w.flow.resend()), "ResendConfirmationCode"
    ),
    "sign-in": Row(nothing, lambda w: w.sign_in("confirmed"), "InitiateAuth"),
    "tokens": Row(nothing, lambda w: w.sign_in("confirmed"), "RespondToAuthChallenge"),
    "code": Row(at_code, lambda w: answer(w, Code(w.latest_code())), "RespondToAuthChallenge"),
    "another code": Row(at_code, lambda w: run(w.flow.resend()), "InitiateAuth"),
}
INSIDE = {
    "overview": Row(signed_in, lambda w: run(w.flow.open_account()), "GetUser"),
    "change password": Row(
        at_change, lambda w: answer(w, PasswordChange(Secret(PASSWORD), NEW)), "ChangePassword"
    ),
    "new authenticator": Row(
        at_overview,
        lambda w: answer(w, AccountAction.SET_UP_AUTHENTICATOR),
        "AssociateSoftwareToken",
    ),
    "authenticator's code": Row(
        at_set_up, lambda w: answer(w, Code(app_code(w))), "VerifySoftwareToken"
    ),
    "preference": Row(
        at_overview, lambda w: answer(w, Prefer(Method.AUTHENTICATOR)), "SetUserMFAPreference"
    ),
    "forget device": Row(at_overview, lambda w: answer(w, device_of(w)), "ForgetDevice"),
    "remember device": Row(
        asked_to_remember, lambda w: answer(w, AccountAction.REMEMBER_DEVICE), "UpdateDeviceStatus"
    ),
    "code to a contact": Row(
        at_contact, lambda w: answer(w, contact_of(w)), "GetUserAttributeVerificationCode"
    ),
    "another code to a contact": Row(
        at_contact_code, lambda w: run(w.flow.resend()), "GetUserAttributeVerificationCode"
    ),
    "contact": Row(
        at_contact_code, lambda w: answer(w, Code(w.latest_code())), "VerifyUserAttribute"
    ),
    "delete": Row(at_overview, lambda w: answer(w, AccountAction.DELETE_ACCOUNT), "DeleteUser"),
}


@pytest.mark.parametrize("code", ["", "InternalErrorException", "NotAuthorizedException"])
@pytest.mark.parametrize("name", [*OUTSIDE, *INSIDE])
def test_left_before_the_answer(world: World, name: str, code: str) -> None:
    row = (OUTSIDE | INSIDE)[name]
    row.arrange(world)
    left_at: list[int] = []

    def leave() -> None:
        world.flow.leave() if name in INSIDE else world.flow.cancel()
        left_at.append(len(world.states))

    meanwhile(world, row.operation, leave, code)
    row.act(world)
    assert left_at, "the operation was not called"
    later = world.states[left_at[0] :]
    if name == "delete" and not code:
        assert later[-1] == SignedOut(notice=Notice.ACCOUNT_DELETED), "it is gone all the same"
        return
    assert all(isinstance(state, SignedIn) for state in later), later
    if name in OUTSIDE:
        assert isinstance(world.state, SignedOut)
        assert world.files() == []


@pytest.mark.parametrize("code", ["", "InternalErrorException", "NotAuthorizedException"])
@pytest.mark.parametrize("name", INSIDE)
def test_signed_out_before_the_answer(world: World, name: str, code: str) -> None:
    row = INSIDE[name]
    row.arrange(world)
    out_at: list[int] = []

    def sign_out() -> None:
        run(world.session_manager.sign_out())
        out_at.append(len(world.states))

    meanwhile(world, row.operation, sign_out, code)
    row.act(world)
    assert out_at, "the operation was not called"
    assert all(isinstance(state, SignedOut) for state in world.states[out_at[0] :])
    assert isinstance(world.state, SignedOut)
    assert [file.name for file in world.files() if file.name == "session.bin"] == []


def test_nothing_is_asked_and_something_is_answered(world: World) -> None:
    def signed_out() -> bool:
        return isinstance(world.state, SignedOut)

    world.flow.forgot_password("", True)
    answer(world, Code(Secret("123456")))
    assert signed_out()
    world.flow.forgot_password("", True)
    run(world.flow.resend())
    assert signed_out()
    at_overview(world)
    answer(world, Code(Secret("123456")))
    assert not signed_out()
    run(world.flow.resend())


def test_given_up_by_a_window_whoever_is_signed_in_stays_so(world: World) -> None:
    at_overview(world)
    before = world.state
    world.flow.give_up()
    assert world.state is before
    assert world.session_manager.session is not None


def test_what_is_not_late(world: World) -> None:
    """The same steps where the person waits."""
    at_reset_page(world)
    run(world.flow.resend())
    assert world.asked.notice is Notice.CODE_SENT
    world.flow.leave()
    meanwhile(world, "ForgotPassword", lambda: None, "LimitExceededException")
    world.sign_in("reset")
    assert isinstance(world.state, SignedOut)
    assert world.state.error_info is not None
    assert world.state.error_info.code is ErrorCode.TOO_MANY_ATTEMPTS


def test_a_contact_verified_from_the_overview_leads_back_there(world: World) -> None:
    world.sign_in("unverified")
    world.flow.leave()
    run(world.flow.open_account())
    overview = world.asked.question
    assert isinstance(overview, AccountOverview)
    assert overview.details is not None
    answer(world, Verify(overview.details.contacts[0]))
    answer(world, Code(world.latest_code()))
    assert isinstance(world.asked.question, AccountOverview)
    assert world.asked.notice is Notice.EMAIL_VERIFIED


def test_left_while_the_session_is_refreshed_after_a_contact(world: World) -> None:
    at_contact_code(world)
    left_at: list[int] = []

    def leave() -> None:
        world.flow.leave()
        left_at.append(len(world.states))

    meanwhile(world, "GetTokensFromRefreshToken", leave)
    answer(world, Code(world.latest_code()))
    assert all(isinstance(state, SignedIn) for state in world.states[left_at[0] :])


def test_a_device_that_the_keychain_does_not_let_go_is_forgotten_by_the_service(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_overview(world)
    key = device_of(world)

    def locked(*_: object) -> None:
        raise failed(ErrorCode.KEYCHAIN, "Locked")

    monkeypatch.setattr(world.devices, "forget", locked)
    answer(world, key)
    assert world.asked.notice is Notice.DEVICE_FORGOTTEN
