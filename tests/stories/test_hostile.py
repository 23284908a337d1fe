"""A server that turns against the person who signs in: what it asks for, and every byte that it gets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop_login.adapters.cognito import steps
from desktop_login.demo.service_exception import ServiceException
from desktop_login.domain.answers import Chosen, Code, Credentials, Password
from desktop_login.domain.challenges import (
    ChallengeContext,
    CodeRequired,
    Method,
    MethodRequired,
    NewPasswordRequired,
    PasswordRequired,
)
from desktop_login.domain.devices import Device
from desktop_login.domain.errors import ErrorCode
from desktop_login.domain.pool import AuthFlow
from desktop_login.domain.secret import Secret
from desktop_login.domain.states import Asked, SignedOut, Working
from desktop_login.flow.initiate_auth import InitiateAuth
from desktop_login.flow.request_budget import Run
from desktop_login.flow.sign_in_context import SignInContext
from tests.fakes.hostile import (
    SESSION,
    TOKENS,
    Hostile,
    Script,
    anything,
    ask,
    choice,
    hostile_server,
    verifier,
)
from tests.fakes.world import World, run
from tests.unit.test_steps import NAMES

INITIATE, RESPOND = "InitiateAuth", "RespondToAuthChallenge"
TYPED = "Typed-Passw0rd-0nce"
NEVER_IN_CLEAR = (AuthFlow.SRP, AuthFlow.CHOICE, AuthFlow.CUSTOM)
PROVING = (AuthFlow.SRP, AuthFlow.CUSTOM)


@pytest.fixture
def server() -> Iterator[Hostile]:
    with hostile_server() as server:
        yield server


@pytest.fixture
def world(tmp_path: Path, server: Hostile) -> Iterator[World]:
    with World(tmp_path / "data") as world:
        world.changes = {"endpoint_url": server.url}
        world.start()
        yield world


def begin(world: World, flow: AuthFlow = AuthFlow.SRP, **changes: Any) -> None:
    world.flow_kind = flow
    world.changes |= changes
    world.start()


def in_order(*replies: dict[str, Any] | ServiceException) -> Script:
    """One reply after the other; the last one for ever."""
    left = list(replies)

    def script(operation: str, body: dict[str, Any]) -> dict[str, Any]:
        reply = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(reply, ServiceException):
            raise reply
        return reply

    return script


def attack(world: World, server: Hostile, script: Script, password: str = TYPED) -> None:
    server.forget()
    server.script = script
    world.sign_in("victim", password)


def problem(world: World) -> ErrorCode | None:
    error_info = getattr(world.state, "error_info", None)
    return None if error_info is None else error_info.code


def refused(world: World) -> None:
    """The attempt is over, and the person reads why."""
    assert isinstance(world.state, SignedOut), world.state
    assert problem(world) is ErrorCode.STEP_NOT_ALLOWED
    assert world.flow._sign_in._context is None


def silent(server: Hostile) -> None:
    assert server.raw
    assert TYPED.encode() not in server.raw


def remembered(world: World) -> None:
    device = Device("us-east-1_key", "group", Secret("device-secret"))
    world.devices.remember(device, "subject", ("victim@example.com",))


class TestAWeakerProof:
    @pytest.mark.parametrize("flow", NEVER_IN_CLEAR)
    def test_whatever_follows_the_first_request_the_password_stays(
        self, world: World, server: Hostile, flow: AuthFlow
    ) -> None:
        begin(world, flow)
        for name in NAMES:
            attack(world, server, in_order(anything(name)))
            silent(server)
            assert len(server.operations) <= 3, (name, server.operations)
            if isinstance(world.state, Asked):  # and whatever is chosen now, it stays too
                question = world.state.question
                if isinstance(question, MethodRequired):
                    run(world.flow.answer(Chosen(question.options[0])))
            silent(server)

    @pytest.mark.parametrize("flow", NEVER_IN_CLEAR)
    def test_whatever_follows_the_proof_the_password_stays(
        self, world: World, server: Hostile, flow: AuthFlow
    ) -> None:
        begin(world, flow)
        for name in NAMES:
            attack(world, server, in_order(verifier(), anything(name)))
            silent(server)
            assert len(server.operations) <= 3, (name, server.operations)

    @pytest.mark.parametrize(
        "name",
        [
            "PASSWORD",
            "PASSWORD_SRP",
            "SELECT_CHALLENGE",
            "CUSTOM_CHALLENGE",
            "NEW_PASSWORD_REQUIRED",
            "MFA_SETUP",
            "SMS_MFA",
            "DEVICE_SRP_AUTH",
            "",
        ],
    )
    def test_after_the_first_half_of_a_proof_there_is_only_the_second(
        self, world: World, server: Hostile, name: str
    ) -> None:
        attack(world, server, in_order(anything(name)))
        refused(world)
        assert server.operations == [INITIATE]
        silent(server)

    @pytest.mark.parametrize("flow", [AuthFlow.CHOICE, AuthFlow.CUSTOM])
    @pytest.mark.parametrize("name", ["PASSWORD", "PASSWORD_SRP", "NEW_PASSWORD_REQUIRED"])
    def test_the_same_in_the_flows_with_other_ways(
        self, world: World, server: Hostile, flow: AuthFlow, name: str
    ) -> None:
        begin(world, flow)
        attack(world, server, in_order(anything(name)))
        refused(world)
        assert server.operations == [INITIATE]
        silent(server)

    @pytest.mark.parametrize("flow", [AuthFlow.PASSWORD, AuthFlow.SRP, AuthFlow.CUSTOM])
    def test_a_choice_of_first_factors_belongs_to_one_flow(
        self, world: World, server: Hostile, flow: AuthFlow
    ) -> None:
        begin(world, flow, allow_plain_password=True)
        attack(world, server, in_order(choice("PASSWORD", "EMAIL_OTP")))
        refused(world)
        assert server.operations == [INITIATE]

    def test_a_new_password_is_asked_for_after_the_proof_only(
        self, world: World, server: Hostile
    ) -> None:
        attack(world, server, in_order(verifier(), ask("NEW_PASSWORD_REQUIRED")))
        assert isinstance(world.asked.question, NewPasswordRequired)
        attack(world, server, in_order(verifier(), ask("SMS_MFA"), ask("NEW_PASSWORD_REQUIRED")))
        assert isinstance(world.asked.question, CodeRequired)
        run(world.flow.answer(Code(Secret("123456"))))
        refused(world)


class TestThePasswordItself:
    """SELECT_CHALLENGE ["PASSWORD"] in the flow that has a choice."""

    @pytest.mark.parametrize("password", [TYPED, ""])
    def test_off_a_passkey_is_the_only_thing_to_choose(
        self, world: World, server: Hostile, password: str
    ) -> None:
        begin(world, AuthFlow.CHOICE)
        attack(world, server, in_order(choice("PASSWORD", "WEB_AUTHN")), password)
        question = world.asked.question
        assert isinstance(question, MethodRequired)
        assert [one.method for one in question.options] == [Method.PASSKEY]
        assert question.others == (Method.PLAIN_PASSWORD,)
        silent(server)

    @pytest.mark.parametrize("password", [TYPED, ""])
    @pytest.mark.parametrize("reply", [choice("PASSWORD")])
    def test_off_by_default(
        self, world: World, server: Hostile, password: str, reply: dict[str, Any]
    ) -> None:
        begin(world, AuthFlow.CHOICE)
        attack(world, server, in_order(reply), password)
        assert isinstance(world.state, SignedOut)
        assert problem(world) is ErrorCode.PLAIN_PASSWORD_OFF
        assert server.operations == [INITIATE]

    def test_off_by_default_as_a_challenge_of_its_own(self, world: World, server: Hostile) -> None:
        begin(world, AuthFlow.CHOICE)
        attack(world, server, in_order(ask("PASSWORD")), "")
        assert problem(world) is ErrorCode.PLAIN_PASSWORD_OFF
        assert server.operations == [INITIATE]

    def test_off_it_is_not_among_the_options(self, world: World, server: Hostile) -> None:
        begin(world, AuthFlow.CHOICE)
        attack(world, server, in_order(choice("PASSWORD", "EMAIL_OTP")))
        question = world.asked.question
        assert isinstance(question, MethodRequired)
        assert [one.method for one in question.options] == [Method.EMAIL]
        assert question.others == (Method.PLAIN_PASSWORD,)

    @pytest.mark.parametrize("plain", [True, False])
    def test_the_proof_is_preferred(self, world: World, server: Hostile, plain: bool) -> None:
        begin(world, AuthFlow.CHOICE, allow_plain_password=plain)
        attack(world, server, in_order(choice("PASSWORD", "PASSWORD_SRP"), verifier(), {}))
        question = world.asked.question
        assert isinstance(question, MethodRequired)
        run(world.flow.answer(Chosen(question.options[0])))
        assert server.sent("ANSWER") == ["PASSWORD_SRP"]
        silent(server)

    def test_allowed_it_is_what_is_entered_on_the_page_that_says_so(
        self, world: World, server: Hostile
    ) -> None:
        begin(world, AuthFlow.CHOICE, allow_plain_password=True)
        attack(world, server, in_order(choice("PASSWORD"), ask("SMS_MFA")))
        question = world.asked.question
        assert isinstance(question, MethodRequired)
        run(world.flow.answer(Chosen(question.options[0])))
        question = world.asked.question
        assert isinstance(question, PasswordRequired)
        assert question.plain
        assert server.operations == [INITIATE]
        silent(server)
        run(world.flow.answer(Password(Secret("entered-there"))))
        assert server.sent("PASSWORD") == ["entered-there"]
        silent(server)

    def test_allowed_it_is_not_repeated_by_itself(self, world: World, server: Hostile) -> None:
        begin(world, AuthFlow.CHOICE, allow_plain_password=True)
        expired = ServiceException("NotAuthorizedException", "Session is expired.")
        replies = (choice("PASSWORD"), ask("SMS_MFA"), expired, choice("PASSWORD"))
        attack(world, server, in_order(*replies), "")
        question = world.asked.question
        assert isinstance(question, MethodRequired)
        run(world.flow.answer(Chosen(question.options[0])))
        run(world.flow.answer(Password(Secret("entered-there"))))
        run(world.flow.answer(Code(Secret("123456"))))
        assert isinstance(world.asked.question, MethodRequired)
        assert server.sent("PASSWORD") == ["entered-there"]

    @pytest.mark.parametrize("flow", [AuthFlow.CHOICE, AuthFlow.SRP, AuthFlow.PASSWORD])
    def test_a_page_that_should_not_be_there_sends_nothing(
        self, world: World, server: Hostile, flow: AuthFlow
    ) -> None:
        """The last wall, behind the table and the choice."""
        begin(world, flow, allow_plain_password=flow is not AuthFlow.CHOICE)
        challenge_context = ChallengeContext("victim", Secret(SESSION))
        credentials = Credentials("victim@example.com", Secret(""))
        page = PasswordRequired(challenge_context, "PASSWORD", selecting=True, plain=True)
        initiate_auth = InitiateAuth(world.ports.provider, world.ports.devices, credentials)
        context = SignInContext(credentials.options, initiate_auth, page)
        world.flow._sign_in._context = context
        run(world.flow.answer(Password(Secret(TYPED))))
        assert isinstance(world.state, SignedOut)
        assert problem(world) is ErrorCode.PLAIN_PASSWORD_OFF
        assert server.operations == []


class TestGuesses:
    """Each proof lets the server test one guess of the password."""

    @pytest.mark.parametrize("flow", PROVING)
    def test_one_proof_and_no_second(self, world: World, server: Hostile, flow: AuthFlow) -> None:
        begin(world, flow)
        attack(world, server, in_order(verifier()))
        refused(world)
        assert server.operations == [INITIATE, RESPOND]
        silent(server)

    def test_one_proof_of_the_device_and_no_second(self, world: World, server: Hostile) -> None:
        remembered(world)
        replies = verifier(), ask("DEVICE_SRP_AUTH"), verifier("DEVICE_PASSWORD_VERIFIER")
        attack(world, server, in_order(*replies))
        refused(world)
        assert server.operations == [INITIATE, RESPOND, RESPOND, RESPOND]
        assert len(server.sent("PASSWORD_CLAIM_SIGNATURE")) == 2

    def test_the_device_is_not_begun_twice(self, world: World, server: Hostile) -> None:
        remembered(world)
        attack(world, server, in_order(verifier(), ask("DEVICE_SRP_AUTH")))
        refused(world)
        assert server.operations == [INITIATE, RESPOND, RESPOND]

    def test_alternating_steps(self, world: World, server: Hostile) -> None:
        remembered(world)
        both = [verifier(), ask("DEVICE_SRP_AUTH")] * 50
        attack(world, server, in_order(*both))
        refused(world)
        assert len(server.sent("PASSWORD_CLAIM_SIGNATURE")) == 1

    def test_without_the_table_the_run_still_counts(
        self, world: World, server: Hostile, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(steps, "check", lambda *_: None)
        remembered(world)
        attack(world, server, in_order(*[verifier(), ask("DEVICE_SRP_AUTH")] * 50))
        refused(world)
        assert len(server.sent("PASSWORD_CLAIM_SIGNATURE")) == 1

    def test_without_the_table_six_requests_are_the_end(
        self, world: World, server: Hostile, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(steps, "check", lambda *_: None)
        remembered(world)
        attack(world, server, in_order(ask("DEVICE_SRP_AUTH")))
        refused(world)
        assert len(server.operations) == 6

    def test_a_pair_serves_one_proof(
        self, world: World, server: Hostile, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(steps, "check", lambda *_: None)
        monkeypatch.setattr(Run, "before_proof", lambda *_: None)
        attack(world, server, in_order(verifier()))
        assert len(server.sent("PASSWORD_CLAIM_SIGNATURE")) == 1

    def test_a_device_that_is_refused_costs_one_more_proof_with_a_fresh_pair(
        self, world: World, server: Hostile
    ) -> None:
        remembered(world)
        no = ServiceException("NotAuthorizedException", "Incorrect username or password.")
        replies: list[dict[str, Any] | ServiceException] = [
            verifier(),
            ask("DEVICE_SRP_AUTH"),
            no,
        ]
        attack(world, server, in_order(*replies * 50))
        assert isinstance(world.state, SignedOut)
        assert server.operations.count(INITIATE) == 2
        assert len(server.sent("PASSWORD_CLAIM_SIGNATURE")) == 2
        pairs = server.sent("SRP_A")
        assert len(set(pairs)) == len(pairs) == 3

    def test_a_device_that_does_not_exist_again_and_again(
        self, world: World, server: Hostile
    ) -> None:
        remembered(world)
        attack(
            world,
            server,
            in_order(ServiceException("ResourceNotFoundException", "Device does not exist.")),
        )
        assert isinstance(world.state, SignedOut)
        assert server.operations == [INITIATE, INITIATE]

    def test_steps_that_time_out_again_and_again(self, world: World, server: Hostile) -> None:
        """A choice is sent again by itself after a restart, and may not lead to the next one."""

        def script(operation: str, body: dict[str, Any]) -> dict[str, Any]:
            if operation == INITIATE:
                return verifier()
            if body["ChallengeName"] == "PASSWORD_VERIFIER":
                return anything("SELECT_MFA_TYPE")
            world.clock.pass_time(31 if restarts() else 20)
            raise ServiceException("NotAuthorizedException", "Session is expired.")

        def restarts() -> int:
            return server.operations.count(INITIATE) - 1

        attack(world, server, script)
        question = world.asked.question
        assert isinstance(question, MethodRequired)
        run(world.flow.answer(Chosen(question.options[0])))
        assert isinstance(world.state, SignedOut)
        assert problem(world) is ErrorCode.STEP_TOOK_TOO_LONG
        assert restarts() == 1
        assert len(server.sent("PASSWORD_CLAIM_SIGNATURE")) == 2


class TestTime:
    def test_slow_answers_end_the_sign_in(self, world: World, server: Hostile) -> None:
        remembered(world)
        replies = in_order(verifier(), ask("DEVICE_SRP_AUTH"), ask("DEVICE_SRP_AUTH"))

        def slow(operation: str, body: dict[str, Any]) -> dict[str, Any]:
            world.clock.pass_time(35)
            return replies(operation, body)

        attack(world, server, slow)
        assert isinstance(world.state, SignedOut)
        assert problem(world) is ErrorCode.SIGN_IN_TOO_LONG
        assert server.operations == [INITIATE, RESPOND]


class TestCancel:
    """The person cancels while the server thinks; it is told nothing more."""

    def cancelled_at(self, world: World, server: Hostile, number: int, *replies: Any) -> None:
        script = in_order(*replies)

        def cancelling(operation: str, body: dict[str, Any]) -> dict[str, Any]:
            if len(server.operations) == number:
                world.flow.cancel()
            return script(operation, body)

        attack(world, server, cancelling)
        assert isinstance(world.state, SignedOut)
        assert problem(world) is ErrorCode.CANCELLED
        assert len(server.operations) == number

    @pytest.mark.parametrize("number", [1, 2, 3])
    def test_no_request_follows(self, world: World, server: Hostile, number: int) -> None:
        remembered(world)
        replies = verifier(), ask("DEVICE_SRP_AUTH"), verifier("DEVICE_PASSWORD_VERIFIER")
        self.cancelled_at(world, server, number, *replies)

    def test_nor_one_without_the_device(self, world: World, server: Hostile) -> None:
        remembered(world)
        gone = ServiceException("ResourceNotFoundException", "Device does not exist.")
        self.cancelled_at(world, server, 1, gone)

    def test_nor_the_secret_of_an_authenticator(self, world: World, server: Hostile) -> None:
        self.cancelled_at(world, server, 2, verifier(), ask("MFA_SETUP"))

    def test_nor_a_word_while_an_unknown_device_is_forgotten(
        self, world: World, server: Hostile, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        remembered(world)
        attack(world, server, in_order(verifier(), ask("SMS_MFA")))
        server.forget()
        server.script = in_order(
            ServiceException("ResourceNotFoundException", "Device does not exist.")
        )
        monkeypatch.setattr(world.ports.devices, "forget", lambda key: world.flow.cancel())
        run(world.flow.answer(Code(Secret("123456"))))
        assert [type(state) for state in world.states[-2:]] == [Working, SignedOut]
        assert problem(world) is ErrorCode.CANCELLED
        assert server.operations == [RESPOND]

    def test_nor_the_restart_of_a_step(self, world: World, server: Hostile) -> None:
        attack(world, server, in_order(verifier(), ask("SMS_MFA")))
        server.forget()

        def cancelling(operation: str, body: dict[str, Any]) -> dict[str, Any]:
            if operation == INITIATE:
                world.flow.cancel()
                return verifier()
            raise ServiceException("NotAuthorizedException", "Session is expired.")

        server.script = cancelling
        run(world.flow.answer(Code(Secret("123456"))))
        assert problem(world) is ErrorCode.CANCELLED
        assert server.operations == [RESPOND, INITIATE]

    def test_tokens_that_come_late_are_revoked(self, world: World, server: Hostile) -> None:
        remembered(world)

        def cancelling(operation: str, body: dict[str, Any]) -> dict[str, Any]:
            if operation == INITIATE:
                return verifier()
            world.flow.cancel()
            return TOKENS

        attack(world, server, cancelling)
        assert problem(world) is ErrorCode.CANCELLED
        assert server.operations == [INITIATE, RESPOND, "RevokeToken"]
