"""What people are spared: steps that time out, codes that get lost, devices and tokens that went stale."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop_login.demo import totp
from desktop_login.demo.client import Reply, Request
from desktop_login.demo.interception import Interception, Operation
from desktop_login.demo.pool import DemoPoolConfig, Factor, Status, Tracking
from desktop_login.demo.service_exception import ServiceException
from desktop_login.domain.answers import (
    AccountAction,
    Chosen,
    Code,
    Credentials,
    CustomAnswer,
    ForgetDevice,
    NewAccount,
    NewPassword,
    Password,
    PasswordChange,
    Recovery,
    Reset,
    Verify,
)
from desktop_login.domain.challenges import (
    AuthenticatorSetUp,
    CodeRequired,
    CustomQuestion,
    Method,
    MethodRequired,
    PasswordRequired,
)
from desktop_login.domain.errors import ErrorCode
from desktop_login.domain.local_prompts import (
    AccountOverview,
    ChangePassword,
    ConfirmAccount,
    RememberDevice,
    VerifyContact,
)
from desktop_login.domain.pool import AuthFlow
from desktop_login.domain.secret import Secret
from desktop_login.domain.states import (
    Asked,
    DashboardState,
    Fresh,
    Notice,
    SignedIn,
    SignedOut,
    Working,
)
from tests.fakes.keychains import LockedKeychain
from tests.fakes.world import PASSWORD, World, run

NEW = Secret("My-0wn-Passw0rd")
EXPIRED = 181


@pytest.fixture
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    with World(tmp_path / "data", getattr(request, "param", None)) as world:
        yield world


def with_flow(world: World, flow: AuthFlow) -> None:
    world.flow_kind = flow
    world.start()


def choose(world: World, method: Method) -> Chosen:
    question = world.asked.question
    assert isinstance(question, MethodRequired)
    chosen = Chosen(next(o for o in question.options if o.method is method))
    run(world.flow.answer(chosen))
    return chosen


def codes(world: World) -> list[str]:
    return [message.code for message in world.demo.pool.mailbox.messages]


def problem(world: World) -> ErrorCode:
    error_info = world.state.error_info  # type: ignore[union-attr]
    assert error_info is not None, world.state
    return error_info.code


class TestAnotherCode:
    def test_after_a_choice_nobody_chooses_twice(self, world: World) -> None:
        world.sign_in("choose-mfa")
        choose(world, Method.TEXT_MESSAGE)
        run(world.flow.resend())
        assert isinstance(world.asked.question, CodeRequired)
        assert world.asked.notice is Notice.CODE_SENT
        old, new = codes(world)
        if old != new:
            run(world.flow.answer(Code(Secret(old))))
            assert problem(world) is ErrorCode.WRONG_CODE
        run(world.flow.answer(Code(Secret(new))))
        assert world.signed_in

    def test_after_a_new_password_it_is_the_new_one_that_is_repeated(self, world: World) -> None:
        user = world.demo.pool.find("new-password@example.com")
        assert user is not None
        user.factors = (Factor.EMAIL,)
        world.sign_in("new-password")
        run(world.flow.answer(NewPassword(NEW)))
        run(world.flow.resend())
        assert len(codes(world)) == 2
        run(world.flow.answer(Code(world.latest_code())))
        assert world.signed_in

    def test_without_a_password(self, world: World) -> None:
        with_flow(world, AuthFlow.CHOICE)
        world.sign_in("passwordless", "")
        choose(world, Method.EMAIL)
        run(world.flow.resend())
        assert len(codes(world)) == 2
        run(world.flow.answer(Code(world.latest_code())))
        assert world.signed_in

    def test_not_more_often_than_every_half_minute(self, world: World) -> None:
        world.sign_in("sms-code")
        run(world.flow.resend())
        run(world.flow.resend())
        assert problem(world) is ErrorCode.TOO_MANY_ATTEMPTS
        assert len(codes(world)) == 2
        world.clock.pass_time(30)
        run(world.flow.resend())
        assert len(codes(world)) == 3


class TestTimedOut:
    def test_a_code_after_a_choice(self, world: World) -> None:
        world.sign_in("choose-mfa")
        choose(world, Method.TEXT_MESSAGE)
        world.clock.pass_time(EXPIRED)
        run(world.flow.answer(Code(world.latest_code())))
        assert problem(world) is ErrorCode.STEP_RESTARTED
        assert isinstance(world.asked.question, CodeRequired)
        run(world.flow.answer(Code(world.latest_code())))
        assert world.signed_in

    def test_the_choice_itself_is_sent_again(self, world: World) -> None:
        world.sign_in("choose-mfa")
        world.clock.pass_time(EXPIRED)
        choose(world, Method.TEXT_MESSAGE)
        assert isinstance(world.asked.question, CodeRequired)
        assert world.asked.error_info is None
        run(world.flow.answer(Code(world.latest_code())))
        assert world.signed_in

    def test_an_authenticator_gets_a_new_secret(self, world: World) -> None:
        world.sign_in("setup-mfa")
        before = world.asked.question
        assert isinstance(before, AuthenticatorSetUp)
        world.clock.pass_time(EXPIRED)
        step = totp.step_at(world.clock.epoch())
        run(world.flow.answer(Code(Secret(totp.code_at_step(before.secret.reveal(), step)))))
        after = world.asked.question
        assert problem(world) is ErrorCode.STEP_RESTARTED
        assert isinstance(after, AuthenticatorSetUp)
        assert after.secret != before.secret
        run(world.flow.answer(Code(Secret(totp.code_at_step(after.secret.reveal(), step)))))
        assert world.signed_in

    def test_a_question(self, world: World) -> None:
        with_flow(world, AuthFlow.CUSTOM)
        world.sign_in("custom")
        first = world.asked.question
        world.clock.pass_time(EXPIRED)
        run(world.flow.answer(CustomAnswer(Secret("1"))))
        assert problem(world) is ErrorCode.QUESTION_RESTARTED
        assert isinstance(world.asked.question, CustomQuestion)
        assert world.asked.question != first

    def test_twice_in_a_row_is_told(self, world: World) -> None:
        world.sign_in("sms-code")
        world.clock.pass_time(EXPIRED)
        run(world.flow.answer(Code(world.latest_code())))
        assert problem(world) is ErrorCode.STEP_RESTARTED

        def expire(request: Any) -> Any:
            raise ServiceException(
                "NotAuthorizedException", "Invalid session for the user, session is expired."
            )

        override(world, "RespondToAuthChallenge", expire)
        run(world.flow.answer(Code(world.latest_code())))
        assert isinstance(world.state, SignedOut)
        assert problem(world) is ErrorCode.STEP_TOOK_TOO_LONG
        assert world.state.account == "sms-code@example.com"

    def test_locked_out_meanwhile(self, world: World) -> None:
        world.sign_in("sms-code")
        user = world.demo.pool.find("sms-code@example.com")
        assert user is not None
        world.clock.pass_time(EXPIRED)
        user.locked_until = world.clock.epoch() + 60
        run(world.flow.answer(Code(world.latest_code())))
        assert isinstance(world.state, SignedOut)
        assert world.state.error_info is not None
        assert world.state.error_info.code is ErrorCode.LOCKED_OUT
        assert world.state.error_info.seconds


def override(world: World, operation: str, answer: Operation) -> Interception:
    return world.demo.intercept(operation, lambda request, _: answer(request))


class TestPassword:
    @pytest.mark.parametrize(
        "password", ["Trailing-Space1 ", "Cafe\u0301-Passw0rd", "１２３-Abcdef"]
    )
    def test_is_sent_byte_for_byte(self, world: World, password: str) -> None:
        world.demo.pool.add("exact@example.com", password)
        world.sign_in("exact", password)
        assert world.signed_in
        run(world.session_manager.sign_out())
        world.sign_in("exact", password.strip() + "x")
        assert isinstance(world.state, SignedOut)

    @pytest.mark.parametrize("name", ["PASSWORD", "PASSWORD_SRP"])
    def test_chosen_after_all(self, world: World, name: str) -> None:
        world.changes = {"allow_plain_password": name == "PASSWORD"}
        with_flow(world, AuthFlow.CHOICE)
        world.sign_in("passwordless", "")
        question = world.asked.question
        assert isinstance(question, MethodRequired)
        assert [o.name for o in question.options] == ["PASSWORD_SRP", "EMAIL_OTP", "SMS_OTP"]
        assert question.others == (Method.PASSKEY,)
        asked = PasswordRequired(
            question.challenge_context, name, selecting=True, plain=name == "PASSWORD"
        )
        assert world.flow._sign_in._context is not None
        world.flow._sign_in._context.challenge = asked
        run(world.flow.answer(Password(Secret("Wrong-Passw0rd!"))))
        assert isinstance(world.state, SignedOut)
        assert problem(world) is ErrorCode.WRONG_CREDENTIALS
        world.sign_in("passwordless", "")
        choose(world, Method.PASSWORD)
        assert isinstance(world.asked.question, PasswordRequired)
        run(world.flow.answer(Password(Secret(PASSWORD))))
        assert world.signed_in


@pytest.mark.parametrize("world", [DemoPoolConfig(tracking=Tracking.ALWAYS)], indirect=True)
class TestDevice:
    def remembered(self, world: World) -> None:
        world.sign_in("totp")
        run(world.flow.answer(Code(world.totp())))
        assert world.signed_in.warning is None
        assert world.signed_in.session.tokens.device_key
        assert world.signed_in.session.tokens.new_device is None

    def test_refreshed_with_its_key_and_after_a_restart(self, world: World) -> None:
        self.remembered(world)
        key = world.signed_in.session.tokens.device_key
        world.start()
        assert run(world.session_manager.restore())
        run(world.session_manager.refresh_now())
        assert isinstance(world.signed_in.freshness, Fresh)
        assert world.signed_in.session.tokens.device_key == key

    def test_survives_a_sign_out_and_not_the_users_of_other_names(self, world: World) -> None:
        self.remembered(world)
        run(world.session_manager.sign_out())
        world.start()
        world.sign_in("totp")
        assert world.signed_in
        run(world.session_manager.sign_out())
        world.sign_in("sms-code")
        assert isinstance(world.asked.question, CodeRequired)

    def test_not_remembered_where_the_person_is_not(self, world: World) -> None:
        world.sign_in("email-code", remember=False)
        run(world.flow.answer(Code(world.latest_code())))
        assert world.signed_in.session.tokens.device_key
        assert not list(world.folder.rglob("devices.bin"))
        run(world.session_manager.refresh_now())
        assert isinstance(world.signed_in.freshness, Fresh)

    def test_forgotten_by_the_service_is_forgotten_here_silently(self, world: World) -> None:
        self.remembered(world)
        user = world.demo.pool.find("totp@example.com")
        assert user is not None
        user.devices.clear()
        run(world.session_manager.refresh_now())
        assert isinstance(world.signed_in.freshness, Fresh)
        assert world.signed_in.session.tokens.device_key == ""
        assert world.devices.find("totp@example.com") is None

    def test_forgotten_before_a_sign_in_a_code_is_asked_for_again(self, world: World) -> None:
        self.remembered(world)
        run(world.session_manager.sign_out())
        user = world.demo.pool.find("totp@example.com")
        assert user is not None
        user.devices.clear()
        world.sign_in("totp")
        assert isinstance(world.asked.question, CodeRequired)
        assert world.asked.error_info is None
        assert world.devices.find("totp@example.com") is None

    def test_a_secret_that_does_not_fit_is_not_called_a_wrong_password(self, world: World) -> None:
        self.remembered(world)
        run(world.session_manager.sign_out())
        user = world.demo.pool.find("totp@example.com")
        assert user is not None
        for device in user.devices.values():
            device.verifier += 1
        world.sign_in("totp")
        assert isinstance(world.asked.question, CodeRequired)
        assert world.asked.error_info is None

    def spoil_the_device(self, world: World, story: str) -> None:
        user = world.demo.pool.find(f"{story}@example.com")
        assert user is not None
        assert user.devices
        for device in user.devices.values():
            device.verifier += 1

    def test_refused_behind_a_password_that_was_chosen(self, world: World) -> None:
        with_flow(world, AuthFlow.CHOICE)
        world.sign_in("passwordless")
        run(world.session_manager.sign_out())
        self.spoil_the_device(world, "passwordless")
        world.sign_in("passwordless", "")
        choose(world, Method.PASSWORD)
        run(world.flow.answer(Password(Secret(PASSWORD))))
        assert world.signed_in

    def test_refused_behind_a_new_password(self, world: World) -> None:
        world.sign_in("confirmed")
        run(world.session_manager.sign_out())
        self.spoil_the_device(world, "confirmed")
        user = world.demo.pool.find("confirmed@example.com")
        assert user is not None
        user.status = Status.FORCE_CHANGE_PASSWORD
        world.sign_in("confirmed", remember=False)
        run(world.flow.answer(NewPassword(NEW)))
        assert world.signed_in
        assert world.devices.find("confirmed@example.com") is None, "it is of no use any more"
        run(world.session_manager.sign_out())
        world.sign_in("confirmed", NEW.reveal())
        assert world.signed_in

    def test_could_not_be_confirmed(self, world: World) -> None:
        def refuse(request: Any) -> Any:
            raise ServiceException("InternalErrorException", "")

        override(world, "ConfirmDevice", refuse)
        world.sign_in("confirmed")
        assert world.signed_in.warning is not None
        assert world.signed_in.warning.code is ErrorCode.DEVICE_NOT_REMEMBERED
        assert world.signed_in.session.tokens.device_key == ""

    def test_a_locked_keychain_costs_the_memory_only(self, world: World) -> None:
        world.devices._keychain = LockedKeychain()
        world.sign_in("confirmed")
        assert world.signed_in.session.tokens.device_key
        run(world.session_manager.refresh_now())
        assert isinstance(world.signed_in.freshness, Fresh)

    def test_forgotten_by_the_person(self, world: World) -> None:
        self.remembered(world)
        run(world.flow.open_account())
        question = world.asked.question
        assert isinstance(question, AccountOverview)
        assert question.details is not None
        (device,) = question.details.devices
        assert device.this_one
        assert device.name == "test computer"
        run(world.flow.answer(ForgetDevice(device.key)))
        assert world.asked.notice is Notice.DEVICE_FORGOTTEN
        assert world.devices.find("totp@example.com") is None
        run(world.session_manager.refresh_now())
        assert isinstance(world.signed_in.freshness, Fresh)


class TestDetours:
    def test_confirmed_first_and_then_the_password_was_wrong(self, world: World) -> None:
        world.sign_in("unconfirmed", "Wrong-Passw0rd!")
        assert isinstance(world.asked.question, ConfirmAccount)
        run(world.flow.answer(Code(world.latest_code())))
        assert isinstance(world.state, SignedOut)
        assert problem(world) is ErrorCode.WRONG_CREDENTIALS
        world.sign_in("unconfirmed")
        assert world.signed_in

    def test_no_code_could_be_sent(self, world: World) -> None:
        def refuse(request: Any) -> Any:
            raise ServiceException("LimitExceededException", "Attempt limit exceeded")

        override(world, "ResendConfirmationCode", refuse)
        world.sign_in("unconfirmed")
        assert isinstance(world.state, SignedOut)
        assert problem(world) is ErrorCode.TOO_MANY_ATTEMPTS
        assert world.state.account == "unconfirmed@example.com"

    def test_a_reset_for_an_account_that_is_not_confirmed(self, world: World) -> None:
        world.flow.forgot_password("", True)
        run(world.flow.answer(Recovery("confirmed@example.com")))
        user = world.demo.pool.find("confirmed@example.com")
        assert user is not None

        def refuse(request: Any) -> Any:
            user.status = Status.UNCONFIRMED
            raise ServiceException("UserNotConfirmedException", "User is not confirmed.")

        override(world, "ConfirmForgotPassword", refuse)
        run(world.flow.answer(Reset(world.latest_code(), NEW)))
        assert isinstance(world.asked.question, ConfirmAccount)
        run(world.flow.answer(Code(world.latest_code())))
        assert isinstance(world.state, SignedOut)
        assert world.state.notice is Notice.CONFIRMED

    def test_the_news_is_told_while_signing_in(self, world: World) -> None:
        world.sign_in("unconfirmed")
        run(world.flow.answer(Code(world.latest_code())))
        notified = [state.notice for state in world.states if isinstance(state, Working)]
        assert Notice.CONFIRMED_SIGNING_IN in notified

    def test_what_is_done_is_told_where_the_sign_in_after_it_fails_for_now(
        self, world: World
    ) -> None:
        def down(request: Any) -> Any:
            raise ServiceException("InternalErrorException", "")

        world.flow.forgot_password("", True)
        run(world.flow.answer(Recovery("confirmed@example.com")))
        broken = override(world, "InitiateAuth", down)
        run(world.flow.answer(Reset(world.latest_code(), NEW)))
        assert isinstance(world.state, SignedOut)
        assert (world.state.error_info, world.state.notice) == (None, Notice.PASSWORD_RESET)
        assert world.state.account == "confirmed@example.com"
        broken.undo()
        world.sign_in("unconfirmed")
        override(world, "InitiateAuth", down)
        run(world.flow.answer(Code(world.latest_code())))
        assert isinstance(world.state, SignedOut)
        assert (world.state.error_info, world.state.notice) == (None, Notice.CONFIRMED)

    def test_cancelled_while_the_account_is_made(self, world: World) -> None:
        def slow(request: Request, answer: Operation) -> Reply:
            reply = answer(request)
            world.flow.cancel()
            return reply

        world.flow.create_account("", True)
        world.demo.intercept("SignUp", slow)
        run(world.flow.answer(NewAccount("new@example.com", NEW, "newcomer")))
        assert isinstance(world.state, SignedOut)
        assert problem(world) is ErrorCode.CANCELLED
        newcomer = Credentials(
            "newcomer", NEW, True
        )  # the address is no name before it is verified
        run(world.flow.sign_in(newcomer))  # and signing in leads on from there
        assert isinstance(world.asked.question, ConfirmAccount)


class TestOwnAccount:
    def test_a_dead_access_token_is_refreshed_once(self, world: World) -> None:
        world.sign_in("confirmed")
        before = world.signed_in.session.tokens.access_token
        asked: list[Any] = []

        def once(request: Request, answer: Operation) -> Reply:
            asked.append(request)
            if len(asked) == 1:
                raise ServiceException("NotAuthorizedException", "Access Token has expired")
            return answer(request)

        world.demo.intercept("GetUser", once)
        run(world.flow.open_account())
        question = world.asked.question
        assert isinstance(question, AccountOverview)
        assert question.details is not None
        assert asked[0] != asked[1]
        assert world.session_manager.session is not None
        assert world.session_manager.session.tokens.access_token != before

    def test_signed_out_elsewhere_there_is_nothing_more_to_ask(self, world: World) -> None:
        world.sign_in("confirmed")
        tokens = world.signed_in.session.tokens
        run(world.flow.open_account())
        run(world.flow.answer(AccountAction.CHANGE_PASSWORD))
        assert isinstance(world.asked.question, ChangePassword)
        world.provider.sign_out_everywhere(tokens.access_token)
        run(world.flow.answer(PasswordChange(Secret(PASSWORD), NEW)))
        assert isinstance(world.state, SignedOut)
        assert problem(world) is ErrorCode.SIGNED_OUT_ELSEWHERE

    def test_expired_while_the_page_was_open(self, world: World) -> None:
        world.sign_in("confirmed")
        run(world.flow.open_account())
        world.clock.sleep(4000)
        run(world.flow.answer(AccountAction.CHANGE_PASSWORD))
        run(world.flow.answer(PasswordChange(Secret(PASSWORD), NEW)))
        assert world.asked.notice is Notice.PASSWORD_CHANGED

    def test_back_goes_one_step(self, world: World) -> None:
        world.sign_in("confirmed")
        run(world.flow.open_account())
        run(world.flow.answer(AccountAction.CHANGE_PASSWORD))
        world.flow.leave()
        assert isinstance(world.asked.question, AccountOverview)
        world.flow.leave()
        assert isinstance(world.state, DashboardState)

    def test_deleted(self, world: World) -> None:
        world.sign_in("confirmed")
        assert world.files()
        run(world.flow.open_account())
        run(world.flow.answer(AccountAction.DELETE_ACCOUNT))
        assert isinstance(world.state, SignedOut)
        assert world.state.notice is Notice.ACCOUNT_DELETED
        assert world.files() == []
        assert world.keychain.entries == {}
        world.sign_in("confirmed")
        assert problem(world) is ErrorCode.WRONG_CREDENTIALS

    def test_a_contact_is_verified_or_skipped_and_the_token_says_so(self, world: World) -> None:
        world.sign_in("unverified")
        question = world.asked.question
        assert isinstance(question, VerifyContact)
        world.flow.leave()
        assert isinstance(world.state, DashboardState)
        run(world.session_manager.sign_out())
        world.sign_in("unverified")
        run(world.flow.answer(Verify(question.contacts[0])))
        run(world.flow.resend())
        assert world.asked.notice is Notice.CODE_SENT
        run(world.flow.answer(Code(world.latest_code())))
        assert isinstance(world.state, DashboardState)
        assert world.session_manager.session is not None
        assert world.session_manager.session.identity.claims["email_verified"] is True

    def test_the_person_decides_whether_the_computer_is_remembered(self, world: World) -> None:
        world.sign_in("device")
        run(world.flow.answer(Code(world.latest_code())))
        assert isinstance(world.asked.question, RememberDevice)
        world.flow.leave()
        assert isinstance(world.state, DashboardState)
        run(world.session_manager.sign_out())
        world.sign_in("device")
        assert isinstance(world.asked.question, CodeRequired)
        run(world.flow.answer(Code(world.latest_code())))
        # known, but not remembered: it is not asked about again
        assert isinstance(world.state, SignedIn)


def test_a_sign_in_is_shown_while_the_keychain_thinks(world: World) -> None:
    real, shown = world.token_store.save, []

    def slow(tokens: Any, subject: str) -> None:
        shown.append(world.state)
        real(tokens, subject)

    world.token_store.save = slow  # type: ignore[method-assign]
    world.sign_in("confirmed")
    (state,) = shown
    assert isinstance(state, SignedIn)
    assert world.state is state, "a save that succeeds is no news"


def test_the_answer_to_nothing_is_told_so(world: World) -> None:
    beginnings: tuple[Callable[[], None], ...] = (
        lambda: None,
        lambda: world.flow.create_account("", True),
        lambda: world.flow.forgot_password("", True),
    )
    for begin in beginnings:
        begin()
        run(world.flow.answer(Code(Secret("123456"))))
        assert isinstance(world.state, SignedOut)
        assert problem(world) is ErrorCode.STEP_TOOK_TOO_LONG
        begin()
        run(world.flow.resend())
        assert isinstance(world.state, SignedOut)
    credentials = Credentials("confirmed@example.com", Secret(PASSWORD))
    run(world.flow.sign_in(credentials))
    assert isinstance(world.state, SignedIn)
    assert not isinstance(world.state, Asked)
