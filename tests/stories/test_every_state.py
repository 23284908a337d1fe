"""Creating, confirming and recovering an account, state by state: exactly what is told, in which order, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from desktop_login.demo import totp
from desktop_login.demo.pool import DemoPoolConfig, Status, Tracking
from desktop_login.domain.account import Contact
from desktop_login.domain.answers import (
    AccountAction,
    Chosen,
    Code,
    ForgetDevice,
    NewAccount,
    NewPassword,
    Password,
    PasswordChange,
    Prefer,
    Recovery,
    Reset,
    Verify,
)
from desktop_login.domain.challenges import (
    AuthenticatorSetUp,
    CodeRequired,
    Method,
    MethodRequired,
)
from desktop_login.domain.errors import AuthErrorInfo, ErrorCode
from desktop_login.domain.local_prompts import (
    AccountOverview,
    ConfirmAccount,
    ConfirmContact,
    CreateAccount,
    ForgotPassword,
    RememberDevice,
    ResetPassword,
    VerifyContact,
)
from desktop_login.domain.pool import AuthFlow
from desktop_login.domain.secret import Secret
from desktop_login.domain.states import (
    Activity,
    Asked,
    DashboardState,
    Notice,
    SignedIn,
    SignedOut,
    State,
    Working,
)
from tests.fakes.fault_proxy import edited, refused
from tests.fakes.world import PASSWORD, World, run

NEW = Secret("My-0wn-Passw0rd")
FRESH, KNOWN, HALF = "fresh@example.com", "confirmed@example.com", "unconfirmed@example.com"
MASKED = "f***@e***"


USERNAME = pytest.param({"email_is_username": True}, id="username", marks=pytest.mark.medium)


@pytest.fixture(params=[pytest.param({}, id="alias"), USERNAME])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    with World(tmp_path / "data", DemoPoolConfig(**request.param), faulty=True) as world:
        yield world


def since(world: World, before: int) -> list[State]:
    """What was told since, without ids that differ from run to run."""
    return world.states[before:]


def problems(states: list[State]) -> list[Any]:
    found: list[Any] = []
    for state in states:
        match state:
            case Working(activity=step, notice=notice):
                found.append(step if notice is None else (step, notice))
            case Asked(question=question, error_info=error_info, notice=notice):
                what = error_info.code if error_info else notice
                found.append((type(question), what))
            case SignedOut(error_info=error_info, notice=notice, account=account):
                found.append((SignedOut, error_info.code if error_info else notice, account))
            case _:
                found.append(type(state))
    return found


def act(world: World, *answers: Any) -> list[Any]:
    before = len(world.states)
    for given in answers:
        run(world.flow.answer(given))
    return problems(since(world, before))


class TestCreating:
    def made(self, world: World) -> ConfirmAccount:
        world.flow.create_account("typed@example.com", True)
        assert world.asked == Asked(CreateAccount("typed@example.com"))
        notified = act(world, NewAccount(FRESH, NEW))
        assert notified == [Activity.CREATING, (ConfirmAccount, None)]
        question = world.asked.question
        assert isinstance(question, ConfirmAccount)
        assert question.account == FRESH
        assert question.destination == MASKED
        return question

    def test_the_code_signs_in_with_the_password_at_hand(self, world: World) -> None:
        self.made(world)
        notified = act(world, Code(world.latest_code()))
        assert notified == [
            Activity.CONFIRMING,
            (Activity.SIGNING_IN, Notice.CONFIRMED_SIGNING_IN),
            SignedIn,
        ]
        assert world.signed_in.session.identity.email == FRESH
        assert world.files(), "remembered, as was wanted"

    def test_not_remembered_where_that_was_wanted(self, world: World) -> None:
        world.flow.create_account("", False)
        act(
            world,
            NewAccount(FRESH, NEW),
        )
        act(world, Code(world.latest_code()))
        assert world.signed_in
        assert world.files() == []

    def test_a_wrong_code_stays_on_the_page(self, world: World) -> None:
        question = self.made(world)
        code = world.latest_code().reveal()
        wrong = "000000" if code != "000000" else "111111"
        assert act(world, Code(Secret(wrong))) == [
            Activity.CONFIRMING,
            (ConfirmAccount, ErrorCode.WRONG_CODE),
        ]
        assert world.asked.question == question

    def test_another_code(self, world: World) -> None:
        question = self.made(world)
        before = len(world.states)
        run(world.flow.resend())
        assert problems(since(world, before)) == [
            Activity.SENDING,
            (ConfirmAccount, Notice.CODE_SENT),
        ]
        assert world.asked.question == question
        assert len(world.demo.pool.mailbox.messages) == 2
        assert act(world, Code(world.latest_code()))[-1] is SignedIn

    def test_refused_for_now_or_for_good(self, world: World) -> None:
        self.made(world)
        world.faults.on("ResendConfirmationCode", refused("LimitExceededException", "slow"))
        before = len(world.states)
        run(world.flow.resend())
        assert problems(since(world, before)) == [
            Activity.SENDING,
            (ConfirmAccount, ErrorCode.TOO_MANY_ATTEMPTS),
        ]
        world.faults.on("ResendConfirmationCode", refused("ResourceNotFoundException", "pool"))
        before = len(world.states)
        run(world.flow.resend())
        notified = problems(since(world, before))
        assert notified == [Activity.SENDING, (SignedOut, ErrorCode.POOL_NOT_FOUND, FRESH)]
        assert act(world, Code(Secret("123456"))) == [(SignedOut, ErrorCode.STEP_TOOK_TOO_LONG, "")]

    def test_the_address_is_the_label_after_the_sign_in_fails(self, world: World) -> None:
        self.made(world)
        world.faults.on("InitiateAuth", refused("NotAuthorizedException", "User is disabled."))
        notified = act(world, Code(world.latest_code()))
        assert notified[-1] == (SignedOut, ErrorCode.USER_DISABLED, FRESH)

    def test_where_a_code_that_is_sent_again_goes(self, world: World) -> None:
        question = self.made(world)
        for sent, shown in (("n***@e***", "n***@e***"), ("", "n***@e***")):
            world.faults.on("ResendConfirmationCode", sent_to(sent))
            run(world.flow.resend())
            assert world.asked.question == replace(question, destination=shown)

    def test_confirmed_elsewhere_meanwhile(self, world: World) -> None:
        question = self.made(world)
        confirmed = refused(
            "NotAuthorizedException", "User cannot be confirmed. Current status is CONFIRMED"
        )
        user = world.demo.pool.find(question.username)
        assert user is not None
        user.status = Status.CONFIRMED
        world.faults.on("ConfirmSignUp", confirmed)
        assert act(world, Code(Secret("123456")))[:3] == [
            Activity.CONFIRMING,
            (Activity.SIGNING_IN, Notice.ALREADY_CONFIRMED),
            SignedIn,
        ]

    def test_confirmed_elsewhere_before_another_code(self, world: World) -> None:
        question = self.made(world)
        user = world.demo.pool.find(question.username)
        assert user is not None
        user.status = Status.CONFIRMED
        already = refused("InvalidParameterException", "User is already confirmed.")
        world.faults.on("ResendConfirmationCode", already)
        before = len(world.states)
        run(world.flow.resend())
        assert problems(since(world, before))[:3] == [
            Activity.SENDING,
            (Activity.SIGNING_IN, Notice.ALREADY_CONFIRMED),
            SignedIn,
        ]

    def test_a_name_that_is_taken_and_a_pool_that_is_closed(self, world: World) -> None:
        world.flow.create_account("", True)
        world.faults.on("SignUp", refused("NotAuthorizedException", "SignUp is not permitted"))
        assert act(world, NewAccount(FRESH, NEW)) == [
            Activity.CREATING,
            (SignedOut, ErrorCode.SIGN_UP_CLOSED, FRESH),
        ]
        world.flow.create_account("", True)
        assert act(world, NewAccount(FRESH, Secret("short"))) == [
            Activity.CREATING,
            (CreateAccount, ErrorCode.PASSWORD_POLICY),
        ]
        assert act(world, NewAccount(FRESH, NEW))[-1] == (ConfirmAccount, None)


def sent_to(where: str) -> Any:
    details = {"Destination": where, "DeliveryMedium": "EMAIL", "AttributeName": "email"}
    return edited(lambda reply: reply | {"CodeDeliveryDetails": details})


def test_confirmed_by_the_pool_itself(tmp_path: Path) -> None:
    """A pool whose trigger confirms at once: nothing is asked, and the sign-in says why it runs."""
    with World(tmp_path / "data", DemoPoolConfig(auto_confirm=True), faulty=True) as world:
        world.flow.create_account("", True)
        assert act(world, NewAccount(FRESH, NEW, "robin")) == [
            Activity.CREATING,
            (Activity.SIGNING_IN, Notice.CONFIRMED_SIGNING_IN),
            SignedIn,
        ]


class TestNames:
    """A pool with user names beside addresses: what the person calls the account is what is shown."""

    @pytest.fixture
    def named(self, tmp_path: Path) -> Iterator[World]:
        with World(tmp_path / "named", DemoPoolConfig(), faulty=True) as world:
            world.flow.create_account("", True)
            act(world, NewAccount(FRESH, NEW, "robin"))
            yield world

    def test_the_name_is_the_label_after_the_sign_in_fails(self, named: World) -> None:
        named.faults.on("InitiateAuth", refused("NotAuthorizedException", "User is disabled."))
        notified = act(named, Code(named.latest_code()))
        assert notified[-1] == (SignedOut, ErrorCode.USER_DISABLED, "robin")

    def test_without_a_password_somebody_has_to_sign_in(self, named: World) -> None:
        named.flow._sign_up._credentials = None
        notified = act(named, Code(named.latest_code()))
        assert notified == [Activity.CONFIRMING, (SignedOut, Notice.CONFIRMED, "robin")]

    def test_a_code_that_is_refused_for_good(self, named: World) -> None:
        named.faults.on("ConfirmSignUp", refused("ResourceNotFoundException", "pool"))
        notified = act(named, Code(named.latest_code()))
        assert notified == [Activity.CONFIRMING, (SignedOut, ErrorCode.POOL_NOT_FOUND, "robin")]


class TestConfirming:
    def test_the_sign_in_of_an_unconfirmed_account_leads_there(self, world: World) -> None:
        before = len(world.states)
        world.sign_in("unconfirmed")
        assert problems(since(world, before)) == [
            Activity.SIGNING_IN,
            Activity.SENDING,
            (ConfirmAccount, ErrorCode.NOT_CONFIRMED),
        ]
        question = world.asked.question
        assert question == ConfirmAccount(HALF, HALF, "u***@e***")
        error_info = world.asked.error_info
        assert error_info is not None
        assert error_info == AuthErrorInfo(
            ErrorCode.NOT_CONFIRMED, error_info.request, destination="u***@e***"
        )
        assert act(world, Code(world.latest_code())) == [
            Activity.CONFIRMING,
            (Activity.SIGNING_IN, Notice.CONFIRMED_SIGNING_IN),
            SignedIn,
        ]

    @pytest.mark.parametrize(
        ("code", "text", "expected"),
        [
            ("InvalidParameterException", "User is already confirmed.", Notice.CONFIRMED),
            ("LimitExceededException", "slow down", ErrorCode.TOO_MANY_ATTEMPTS),
        ],
    )
    def test_the_code_cannot_be_sent(
        self, world: World, code: str, text: str, expected: object
    ) -> None:
        world.faults.on("ResendConfirmationCode", refused(code, text))
        before = len(world.states)
        world.sign_in("unconfirmed")
        assert problems(since(world, before)) == [
            Activity.SIGNING_IN,
            Activity.SENDING,
            (SignedOut, expected, HALF),
        ]


class TestRecovering:
    def at_reset(self, world: World, account: str = KNOWN) -> None:
        world.flow.forgot_password("typed", True)
        assert world.asked == Asked(ForgotPassword("typed"))
        notified = act(world, Recovery(account))
        assert notified == [Activity.SENDING, (ResetPassword, None)]
        assert world.asked.question == ResetPassword(account, "c***@e***")

    def test_the_new_password_signs_in(self, world: World) -> None:
        self.at_reset(world)
        notified = act(world, Reset(world.latest_code(), NEW))
        assert notified == [
            Activity.CHANGING,
            (Activity.SIGNING_IN, Notice.PASSWORD_RESET_SIGNING_IN),
            SignedIn,
        ]
        assert world.signed_in.session.identity.email == KNOWN
        assert world.files()

    def test_a_wrong_code_and_a_weak_password_stay_on_the_page(self, world: World) -> None:
        self.at_reset(world)
        code = world.latest_code()
        wrong = "000000" if code.reveal() != "000000" else "111111"
        stays = [Activity.CHANGING, (ResetPassword, ErrorCode.WRONG_CODE)]
        assert act(world, Reset(Secret(wrong), NEW)) == stays
        weak = act(world, Reset(code, Secret("short")))
        assert weak == [Activity.CHANGING, (ResetPassword, ErrorCode.PASSWORD_POLICY)]
        assert world.asked.question == ResetPassword(KNOWN, "c***@e***")

    def test_another_code(self, world: World) -> None:
        self.at_reset(world)
        before = len(world.states)
        run(world.flow.resend())
        notified = problems(since(world, before))
        assert notified == [Activity.SENDING, (ResetPassword, Notice.CODE_SENT)]
        assert world.asked.question == ResetPassword(KNOWN, "c***@e***")
        assert act(world, Reset(world.latest_code(), NEW))[-1] is SignedIn

    def test_refused_for_now_or_for_good(self, world: World) -> None:
        world.flow.forgot_password("", True)
        world.faults.on("ForgotPassword", refused("LimitExceededException", "slow"))
        assert act(world, Recovery(KNOWN)) == [
            Activity.SENDING,
            (ForgotPassword, ErrorCode.TOO_MANY_ATTEMPTS),
        ]
        assert world.asked.question == ForgotPassword(KNOWN)
        world.faults.on("ForgotPassword", refused("NotAuthorizedException", "User is disabled."))
        assert act(world, Recovery(KNOWN)) == [
            Activity.SENDING,
            (SignedOut, ErrorCode.USER_DISABLED, KNOWN),
        ]

    def test_an_account_that_must_be_confirmed_first(self, world: World) -> None:
        self.at_reset(world)
        world.faults.on("ConfirmForgotPassword", refused("UserNotConfirmedException", ""))
        notified = act(world, Reset(world.latest_code(), NEW))
        assert notified[:2] == [Activity.CHANGING, Activity.SENDING]

    def test_a_new_password_that_is_refused_for_good(self, world: World) -> None:
        self.at_reset(world)
        world.faults.on("ConfirmForgotPassword", refused("ResourceNotFoundException", "pool"))
        notified = act(world, Reset(world.latest_code(), NEW))
        assert notified == [Activity.CHANGING, (SignedOut, ErrorCode.POOL_NOT_FOUND, KNOWN)]

    def test_another_code_that_is_refused_for_now(self, world: World) -> None:
        self.at_reset(world)
        world.faults.on("ForgotPassword", refused("LimitExceededException", "slow"))
        run(world.flow.resend())
        assert world.asked.question == ResetPassword(KNOWN, "c***@e***")
        assert world.asked.error_info is not None
        assert world.asked.error_info.code is ErrorCode.TOO_MANY_ATTEMPTS

    def test_remembered_after_a_reset_where_that_was_wanted(self, world: World) -> None:
        world.sign_in("reset")
        assert act(world, Reset(world.latest_code(), NEW))[-1] is SignedIn
        assert world.files()

    def test_the_sign_in_of_an_account_that_must_be_reset_leads_there(self, world: World) -> None:
        before = len(world.states)
        world.sign_in("reset", PASSWORD, remember=False)
        assert problems(since(world, before)) == [
            Activity.SIGNING_IN,
            Activity.SENDING,
            (ResetPassword, ErrorCode.RESET_REQUIRED),
        ]
        assert world.asked.question == ResetPassword("reset@example.com", "r***@e***")
        assert world.asked.error_info is not None
        assert world.asked.error_info.destination == "r***@e***"
        assert act(world, Reset(world.latest_code(), NEW))[-1] is SignedIn
        assert world.files() == [], "not remembered, as was wanted"

    def test_no_code_for_it(self, world: World) -> None:
        world.faults.on("ForgotPassword", refused("LimitExceededException", "slow"))
        before = len(world.states)
        world.sign_in("reset")
        notified = problems(since(world, before))
        assert notified[-1] == (SignedOut, ErrorCode.TOO_MANY_ATTEMPTS, "reset@example.com")


class TestSigningIn:
    def test_the_words_on_the_button(self, world: World) -> None:
        """What runs is named after the answer that started it."""
        world.sign_in("new-password")
        assert act(world, NewPassword(NEW))[0] is Activity.CHANGING
        run(world.session_manager.sign_out())
        for method, step in (
            (Method.TEXT_MESSAGE, Activity.SENDING),
            (Method.AUTHENTICATOR, Activity.CHECKING),
        ):
            world.sign_in("choose-mfa")
            question = world.asked.question
            assert isinstance(question, MethodRequired)
            option = next(o for o in question.options if o.method is method)
            assert act(world, Chosen(option))[0] is step
            world.flow.cancel()
        world.sign_in("sms-code")
        assert act(world, Code(world.latest_code()))[0] is Activity.CONFIRMING
        run(world.session_manager.sign_out())
        world.flow_kind = AuthFlow.CHOICE
        world.start()
        world.sign_in("passwordless", "")
        question = world.asked.question
        assert isinstance(question, MethodRequired)
        option = next(o for o in question.options if o.method is Method.PASSWORD)
        act(world, Chosen(option))
        assert act(world, Password(Secret(PASSWORD)))[0] is Activity.SIGNING_IN

    def test_another_code_and_not_too_often(self, world: World) -> None:
        world.sign_in("sms-code")
        question = world.asked.question
        before = len(world.states)
        run(world.flow.resend())
        assert since(world, before)[0] == Working(Activity.SENDING)
        assert problems(since(world, before))[-1] == (CodeRequired, Notice.CODE_SENT)
        newest = world.asked.question
        assert newest != question
        before = len(world.states)
        run(world.flow.resend())
        assert since(world, before)[0] == Working(Activity.SENDING)
        assert world.state == Asked(newest, AuthErrorInfo(ErrorCode.TOO_MANY_ATTEMPTS))
        world.clock.pass_time(31)
        world.faults.on("InitiateAuth", refused("TooManyRequestsException", "slow"))
        run(world.flow.resend())
        assert world.asked.question == newest
        assert world.asked.error_info is not None
        assert world.asked.error_info.code is ErrorCode.BUSY

    def test_a_step_that_died_and_a_service_that_is_busy(self, world: World) -> None:
        world.sign_in("sms-code")
        question, code = world.asked.question, world.latest_code()
        world.clock.pass_time(240)
        world.faults.on("InitiateAuth", refused("TooManyRequestsException", "slow"))
        notified = act(world, Code(code))
        assert notified == [Activity.CONFIRMING, (CodeRequired, ErrorCode.BUSY)]
        assert world.asked.question == question

    def test_nothing_was_asked(self, world: World) -> None:
        too_late = [(SignedOut, ErrorCode.STEP_TOOK_TOO_LONG, "")]
        assert act(world, Code(Secret("123456"))) == too_late
        for begin in (world.flow.forgot_password, world.flow.create_account):
            begin("", True)
            assert act(world, Code(Secret("123456"))) == too_late
            begin("", True)
            before = len(world.states)
            run(world.flow.resend())
            assert problems(since(world, before)) == too_late
        world.sign_in("nobody")
        before = len(world.states)
        run(world.flow.resend())
        assert problems(since(world, before)) == too_late


CHANGE = PasswordChange(Secret(PASSWORD), NEW)
ANY_CODE = Code(Secret("123456"))
MAIL = Verify(Contact("email", "t***@e***"))


class TestTheAccount:
    def test_opened_at_once_and_filled_in_when_it_is_known(self, world: World) -> None:
        world.sign_in("confirmed")
        before = len(world.states)
        run(world.flow.open_account())
        overview = world.asked.question
        assert isinstance(overview, AccountOverview)
        assert overview.details is not None
        assert overview.details.contacts
        opened = [Asked(AccountOverview()), Working(Activity.CHECKING), Asked(overview)]
        assert since(world, before) == opened
        before = len(world.states)
        run(world.flow.answer(AccountAction.LOOK_AGAIN))
        assert since(world, before) == [Working(Activity.CHECKING), Asked(overview)]

    @pytest.mark.parametrize("again", [False, True])
    def test_what_it_shows_cannot_be_had(self, world: World, again: bool) -> None:
        world.sign_in("confirmed")
        if again:
            run(world.flow.open_account())
        known = world.asked.question if again else AccountOverview()
        world.faults.on("GetUser", refused("TooManyRequestsException", "slow", 429))
        run(world.flow.answer(AccountAction.LOOK_AGAIN) if again else world.flow.open_account())
        assert world.asked.question == known
        assert world.asked.error_info is not None
        assert world.asked.error_info.code is ErrorCode.BUSY

    @pytest.mark.parametrize(
        ("open_it", "answer", "operation", "step"),
        [
            ((), AccountAction.LOOK_AGAIN, "GetUser", Activity.CHECKING),
            ((), AccountAction.SET_UP_AUTHENTICATOR, "AssociateSoftwareToken", Activity.CHECKING),
            ((), Prefer(Method.AUTHENTICATOR), "SetUserMFAPreference", Activity.CHANGING),
            ((), ForgetDevice("us-east-1_key"), "ForgetDevice", Activity.CHANGING),
            ((), AccountAction.DELETE_ACCOUNT, "DeleteUser", Activity.DELETING),
            ((AccountAction.CHANGE_PASSWORD,), CHANGE, "ChangePassword", Activity.CHANGING),
            (
                (AccountAction.SET_UP_AUTHENTICATOR,),
                ANY_CODE,
                "VerifySoftwareToken",
                Activity.CONFIRMING,
            ),
            ((), MAIL, "GetUserAttributeVerificationCode", Activity.SENDING),
            ((MAIL,), ANY_CODE, "VerifyUserAttribute", Activity.CONFIRMING),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_refused_for_now_it_stays_where_it_was(
        self, world: World, open_it: tuple[Any, ...], answer: Any, operation: str, step: Activity
    ) -> None:
        world.sign_in("totp")
        run(world.flow.answer(Code(world.totp())))
        run(world.flow.open_account())
        act(world, *open_it)
        question = world.asked.question
        world.faults.on(operation, refused("TooManyRequestsException", "slow", 429))
        assert act(world, answer) == [step, (type(question), ErrorCode.BUSY)]
        assert world.asked.question == question

    def test_the_device_cannot_be_remembered_for_now(self, world: World) -> None:
        world.demo.pool.add("one@example.com", PASSWORD, tracking=Tracking.ASK)
        world.sign_in("one")
        world.faults.on("UpdateDeviceStatus", refused("TooManyRequestsException", "slow", 429))
        notified = act(world, AccountAction.REMEMBER_DEVICE)
        assert notified == [Activity.CHANGING, (RememberDevice, ErrorCode.BUSY)]

    def test_a_dead_access_token_is_refreshed_and_the_same_asked_again(self, world: World) -> None:
        world.sign_in("confirmed")
        run(world.flow.open_account())
        act(world, AccountAction.CHANGE_PASSWORD)
        dead = refused("NotAuthorizedException", "Access Token has expired")
        world.faults.on("ChangePassword", dead)
        assert act(world, CHANGE)[-1] == (AccountOverview, Notice.PASSWORD_CHANGED)
        assert world.faults.count("ChangePassword") == 2
        assert world.faults.count("GetTokensFromRefreshToken") == 1

    def test_tokens_that_are_known_to_be_dead_are_refreshed_first(self, tmp_path: Path) -> None:
        config = DemoPoolConfig(id_token_s=600, access_token_s=300)
        with World(tmp_path / "short", config, faulty=True) as world:
            world.sign_in("confirmed")
            world.clock.pass_time(400)
            run(world.flow.open_account())
            assert isinstance(world.asked.question, AccountOverview)
            assert world.faults.count("GetTokensFromRefreshToken") == 1
            assert world.faults.count("GetUser") == 1, "never with a dead one"

    def test_until_when_a_copied_token_lives_after_signing_out(self, tmp_path: Path) -> None:
        config = DemoPoolConfig(id_token_s=600, access_token_s=300)
        with World(tmp_path / "short", config, faulty=True) as world:
            world.sign_in("confirmed")
            expiry = world.signed_in.session.identity.claims["exp"]
            run(world.session_manager.sign_out())
            assert isinstance(world.state, SignedOut)
            assert world.state.until == pytest.approx(expiry, abs=2)

    def test_two_questions_after_signing_in(self, world: World) -> None:
        world.demo.pool.add(
            "both@example.com",
            PASSWORD,
            signs_in_unverified=True,
            tracking=Tracking.ASK,
            attributes={"email_verified": "false"},
        )
        world.sign_in("both")
        assert world.asked.question == RememberDevice()
        assert act(world, AccountAction.REMEMBER_DEVICE) == [
            Activity.CHANGING,
            (VerifyContact, Notice.DEVICE_REMEMBERED),
        ]
        world.flow.leave()
        assert world.state == DashboardState()

    def test_one_question_after_signing_in(self, world: World) -> None:
        world.demo.pool.add("one@example.com", PASSWORD, tracking=Tracking.ASK)
        world.sign_in("one")
        act(world, AccountAction.REMEMBER_DEVICE)
        assert world.state == DashboardState(Notice.DEVICE_REMEMBERED)

    def test_an_answer_to_something_else_goes_on(self, world: World) -> None:
        world.sign_in("unverified")
        assert isinstance(world.asked.question, VerifyContact)
        run(world.flow.answer(AccountAction.REMEMBER_DEVICE))
        assert world.state == DashboardState()

    def test_what_was_done_is_said(self, world: World) -> None:
        world.sign_in("totp")
        run(world.flow.answer(Code(world.totp())))
        run(world.flow.open_account())
        assert act(world, Prefer(Method.AUTHENTICATOR))[-1] == (
            AccountOverview,
            Notice.METHOD_PREFERRED,
        )
        overview = world.asked.question
        act(world, AccountAction.SET_UP_AUTHENTICATOR)
        world.flow.leave()
        assert world.state == Asked(overview)
        act(world, AccountAction.SET_UP_AUTHENTICATOR)
        question = world.asked.question
        assert isinstance(question, AuthenticatorSetUp)
        assert question.account == "totp@example.com"
        code = totp.code_at_step(question.secret.reveal(), totp.step_at(world.clock.epoch()))
        notified = act(world, Code(Secret(code)))
        assert notified == [Activity.CONFIRMING, (AccountOverview, Notice.AUTHENTICATOR_READY)]

    def test_a_contact_after_signing_in(self, world: World) -> None:
        world.sign_in("unverified")
        question = world.asked.question
        assert isinstance(question, VerifyContact)
        notified = act(world, Verify(question.contacts[0]))
        assert notified == [Activity.SENDING, (ConfirmContact, None)]
        page = world.asked.question
        assert page == ConfirmContact(question.contacts[0], "u***@e***", skippable=True)
        world.faults.on("GetUserAttributeVerificationCode", sent_to("n***@e***"))
        run(world.flow.resend())
        assert world.asked.question == replace(page, destination="n***@e***")
        world.faults.on("GetUserAttributeVerificationCode", sent_to(""))
        run(world.flow.resend())
        assert world.asked.question == replace(page, destination=question.contacts[0].masked)
        world.faults.on("GetUserAttributeVerificationCode", refused("LimitExceededException", ""))
        before = len(world.states)
        run(world.flow.resend())
        assert problems(since(world, before)) == [
            Activity.SENDING,
            (ConfirmContact, ErrorCode.TOO_MANY_ATTEMPTS),
        ]
        assert world.asked.question == page
        run(world.flow.resend())
        assert world.asked.notice is Notice.CODE_SENT
        act(world, Code(world.latest_code()))
        assert world.state == DashboardState(Notice.EMAIL_VERIFIED)

    def test_signing_out_everywhere_that_is_refused(self, world: World) -> None:
        world.sign_in("confirmed")
        world.faults.on("GlobalSignOut", refused("TooManyRequestsException", "", 429))
        before = len(world.states)
        run(world.session_manager.sign_out(everywhere=True))
        assert problems(since(world, before)) == [
            (SignedOut, Notice.SIGNED_OUT, ""),
            (SignedOut, ErrorCode.NOT_EVERYWHERE, ""),
        ]
        first, state = world.states[-2:]
        assert isinstance(first, SignedOut)
        assert isinstance(state, SignedOut)
        assert state.late
        assert state.until == first.until
        assert first.until is not None
        assert state.error_info is not None
        assert state.error_info.code is ErrorCode.NOT_EVERYWHERE
        assert state.error_info.request.operation == "GlobalSignOut"
