"""Every exception of every operation: which sentence it becomes, and which screen comes next.

The rows are written down here and nowhere in the program; that none is missing is checked
against the description of the service that comes with botocore.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from pathlib import Path
from typing import Any, NamedTuple

import botocore.session
import pytest

from desktop_login.adapters.passkeys.keys import SecurityKeys
from desktop_login.demo import server
from desktop_login.demo.pool import DemoPoolConfig, Status, Tracking
from desktop_login.demo.service_exception import ServiceException
from desktop_login.domain.answers import (
    AccountAction,
    Chosen,
    Code,
    ForgetDevice,
    NewAccount,
    PasswordChange,
    Prefer,
    Recovery,
    Reset,
    Verify,
)
from desktop_login.domain.challenges import Method, MethodRequired
from desktop_login.domain.errors import AuthErrorInfo, ErrorCode
from desktop_login.domain.local_prompts import (
    AccountOverview,
    ConfirmAccount,
    ResetPassword,
    VerifyContact,
)
from desktop_login.domain.passkeys import ForgetPasskey, Passkey, PasskeyAction
from desktop_login.domain.secret import Secret
from desktop_login.domain.states import Asked, RefreshFailed, SignedIn, SignedOut
from desktop_login.messages.message import in_english
from desktop_login.messages.select import message_of_error
from tests.fakes.passkey_client import touching
from tests.fakes.world import World, run

pytestmark = pytest.mark.medium

P = ErrorCode
SENTENCES = {
    line.split("\t")[0]
    for line in (Path(__file__).parent.parent / "data" / "sentences.tsv")
    .read_text("utf-8")
    .splitlines()
}


class Next(Enum):
    SAME = "the same page"
    SIGN_IN = "the sign-in page"
    CONFIRM = "confirm the account"
    RESET = "reset the password"
    KEPT = "signed in, with a notice"
    OVER = "signed out, with the reason"
    GOES_ON = "as if nothing had happened"


SAME, SIGN_IN, CONFIRM, RESET = Next.SAME, Next.SIGN_IN, Next.CONFIRM, Next.RESET
KEPT, OVER, GOES_ON = Next.KEPT, Next.OVER, Next.GOES_ON


class Row(NamedTuple):
    problem: ErrorCode | None
    next: Next


# What a code means wherever it can come, unless an operation has a row of its own.
ANYWHERE: Mapping[str, ErrorCode] = {
    "InvalidParameter": P.INPUT_NOT_VALID,
    "InternalError": P.SERVICE_PROBLEM,
    "Forbidden": P.FIREWALL,
    "OperationNotEnabled": P.NOT_IN_THIS_REGION,
    "TooManyRequests": P.BUSY,
    "ConcurrentModification": P.BUSY,
    "UserLambdaValidation": P.RULE_OF_SERVICE_SILENT,
    "UnexpectedLambda": P.MISCONFIGURED,
    "InvalidLambdaResponse": P.MISCONFIGURED,
    "InvalidSmsRoleAccessPolicy": P.MISCONFIGURED,
    "InvalidSmsRoleTrustRelationship": P.MISCONFIGURED,
    "InvalidEmailRoleAccessPolicy": P.MISCONFIGURED,
    "InvalidUserPoolConfiguration": P.MISCONFIGURED,
    "LimitExceeded": P.TOO_MANY_ATTEMPTS,
    "TooManyFailedAttempts": P.TOO_MANY_ATTEMPTS,
    "CodeDeliveryFailure": P.CODE_NOT_DELIVERED,
    "CodeMismatch": P.WRONG_CODE,
    "EnableSoftwareTokenMFA": P.WRONG_CODE,
    "ExpiredCode": P.CODE_EXPIRED,
    "InvalidPassword": P.PASSWORD_POLICY,
    "PasswordHistoryPolicyViolation": P.PASSWORD_USED_BEFORE,
    "AliasExists": P.ALIAS_TAKEN,
    "UsernameExists": P.USERNAME_TAKEN,
    # only this row falls through to the general sentence: a code that nobody has seen
    "NeverHeardOf": P.UNKNOWN_CODE,
}
NOT_FOUND = {"ResourceNotFound": Row(P.POOL_NOT_FOUND, SIGN_IN)}
NO_FACTOR = {
    "MFAMethodNotFound": Row(P.NO_SECOND_FACTOR, SIGN_IN),
    "SoftwareTokenMFANotFound": Row(P.NO_SECOND_FACTOR, SIGN_IN),
}
DETOURS = {
    "UserNotConfirmed": Row(P.NOT_CONFIRMED, CONFIRM),
    "PasswordResetRequired": Row(P.RESET_REQUIRED, RESET),
}
# Signed in, a refusing may be the access token's fault: one renewal is tried, and the page stays.
OWN = {
    "NotAuthorized": Row(P.ACCESS_TOKEN_DEAD, SAME),
    "ResourceNotFound": Row(P.POOL_NOT_FOUND, SAME),
    "UserNotFound": Row(P.ACCOUNT_GONE, SAME),
    "UserNotConfirmed": Row(P.ACCOUNT_NEEDS_ATTENTION, SAME),
    "PasswordResetRequired": Row(P.ACCOUNT_NEEDS_ATTENTION, SAME),
}
NAMED = ("ConfirmSignUp", "ForgotPassword", "ConfirmForgotPassword", "ResendConfirmationCode")

OF: Mapping[str, Mapping[str, Row]] = {
    "InitiateAuth": {
        **{code: Row(problem, SIGN_IN) for code, problem in ANYWHERE.items()},
        **NOT_FOUND,
        **DETOURS,
        "NotAuthorized": Row(P.SIGN_IN_REFUSED, SIGN_IN),
        "UserNotFound": Row(P.WRONG_CREDENTIALS, SIGN_IN),
        "InvalidPassword": Row(P.WRONG_CREDENTIALS, SIGN_IN),
        "UnsupportedOperation": Row(P.FLOW_TURNED_OFF, SIGN_IN),
        "FeatureUnavailableInTier": Row(P.FLOW_TURNED_OFF, SIGN_IN),
    },
    "RespondToAuthChallenge": {
        **NOT_FOUND,
        **DETOURS,
        **NO_FACTOR,
        "NotAuthorized": Row(P.SIGN_IN_REFUSED, SIGN_IN),
        "UserNotFound": Row(P.WRONG_CREDENTIALS, SIGN_IN),
    },
    "AssociateSoftwareToken": {
        **NOT_FOUND,
        **NO_FACTOR,
        "NotAuthorized": Row(P.SIGN_IN_REFUSED, SIGN_IN),
    },
    "VerifySoftwareToken": {
        **NOT_FOUND,
        **NO_FACTOR,
        **DETOURS,
        "NotAuthorized": Row(P.SIGN_IN_REFUSED, SIGN_IN),
        "UserNotFound": Row(P.WRONG_CREDENTIALS, SIGN_IN),
    },
    "SignUp": {**NOT_FOUND, "NotAuthorized": Row(P.SIGN_UP_CLOSED, SIGN_IN)},
    "ConfirmSignUp": {
        **NOT_FOUND,
        "NotAuthorized": Row(P.REQUEST_REFUSED, SAME),
        "UserNotFound": Row(P.WRONG_CODE, SAME),
    },
    "ResendConfirmationCode": {
        **NOT_FOUND,
        "NotAuthorized": Row(P.REQUEST_REFUSED, SAME),
        "UserNotFound": Row(None, SAME),  # a code has been sent, if the account exists
    },
    "ForgotPassword": {
        **NOT_FOUND,
        "NotAuthorized": Row(P.REQUEST_REFUSED, SAME),
        "UserNotFound": Row(None, RESET),  # the same
    },
    "ConfirmForgotPassword": {
        **NOT_FOUND,
        "NotAuthorized": Row(P.REQUEST_REFUSED, SAME),
        "UserNotFound": Row(P.WRONG_CODE, SAME),
        "UserNotConfirmed": Row(P.NOT_CONFIRMED, CONFIRM),
    },
    "GetTokensFromRefreshToken": {
        **{code: Row(P.NOT_REFRESHED, KEPT) for code in ANYWHERE},
        "InternalError": Row(P.SERVICE_PROBLEM, KEPT),
        "TooManyRequests": Row(P.BUSY, KEPT),
        "ConcurrentModification": Row(P.BUSY, KEPT),
        "ResourceNotFound": Row(P.NOT_REFRESHED, KEPT),
        "NotAuthorized": Row(P.NOT_REFRESHED, KEPT),
        "RefreshTokenReuse": Row(P.SIGNED_OUT_ELSEWHERE, OVER),
        "UserNotFound": Row(P.ACCOUNT_GONE, OVER),
    },
    "RevokeToken": {
        **{code: Row(P.SERVER_NOT_TOLD, OVER) for code in ANYWHERE},
        "Unauthorized": Row(P.SERVER_NOT_TOLD, OVER),
        "UnsupportedTokenType": Row(P.SERVER_NOT_TOLD, OVER),
        "UnsupportedOperation": Row(P.REVOCATION_OFF, OVER),
    },
    "GlobalSignOut": {
        **{code: Row(P.NOT_EVERYWHERE, OVER) for code in (*ANYWHERE, *OWN)},
    },
    "GetUser": OWN,
    "ChangePassword": {**OWN, "NotAuthorized": Row(P.CURRENT_PASSWORD_WRONG, SAME)},
    "GetUserAttributeVerificationCode": OWN,
    "VerifyUserAttribute": OWN,
    "SetUserMFAPreference": OWN,
    "DeleteUser": OWN,
    "ForgetDevice": OWN,
    "UpdateDeviceStatus": OWN,
    "StartWebAuthnRegistration": {
        **OWN,
        "LimitExceeded": Row(P.TOO_MANY_PASSKEYS, SAME),
        "WebAuthnNotEnabled": Row(P.PASSKEYS_NOT_SET_UP, SAME),
        "WebAuthnConfigurationMissing": Row(P.PASSKEYS_NOT_SET_UP, SAME),
        "FeatureUnavailableInTier": Row(P.PASSKEYS_NOT_SET_UP, SAME),
    },
    "CompleteWebAuthnRegistration": {
        **OWN,
        "LimitExceeded": Row(P.TOO_MANY_PASSKEYS, SAME),
        "WebAuthnNotEnabled": Row(P.PASSKEYS_NOT_SET_UP, SAME),
        "WebAuthnChallengeNotFound": Row(P.PASSKEY_TOOK_TOO_LONG, SAME),
        "WebAuthnClientMismatch": Row(P.PASSKEY_TOOK_TOO_LONG, SAME),
        "WebAuthnRelyingPartyMismatch": Row(P.PASSKEY_SETTINGS_UNFIT, SAME),
        "WebAuthnOriginNotAllowed": Row(P.PASSKEY_SETTINGS_UNFIT, SAME),
        "WebAuthnCredentialNotSupported": Row(P.KEY_NOT_SUPPORTED, SAME),
    },
    "DeleteWebAuthnCredential": {**OWN, "ResourceNotFound": Row(None, GOES_ON)},
    "ListWebAuthnCredentials": {code: Row(None, GOES_ON) for code in (*ANYWHERE, *OWN)},
    # asked for by nobody: whatever it says, the session goes on
    "ConfirmDevice": {
        code: Row(P.DEVICE_NOT_REMEMBERED, KEPT) for code in (*ANYWHERE, *OWN, "DeviceKeyExists")
    },
    "ListDevices": {code: Row(None, GOES_ON) for code in (*ANYWHERE, *OWN)},
}
# Where the code alone does not say it, the text does: (operation, code, text) → row
TEXTS: Mapping[tuple[str, str, str], Row] = {
    ("InitiateAuth", "NotAuthorized", "Incorrect username or password."): Row(
        P.WRONG_CREDENTIALS, SIGN_IN
    ),
    ("InitiateAuth", "NotAuthorized", "Password attempts exceeded"): Row(P.LOCKED_OUT, SIGN_IN),
    ("InitiateAuth", "NotAuthorized", "User is disabled."): Row(P.USER_DISABLED, SIGN_IN),
    (
        "InitiateAuth",
        "NotAuthorized",
        "Temporary password has expired and must be reset by an administrator.",
    ): Row(P.TEMPORARY_PASSWORD_EXPIRED, SIGN_IN),
    (
        "InitiateAuth",
        "NotAuthorized",
        "Request not allowed because of security reasons.",
    ): Row(P.BLOCKED_AS_UNUSUAL, SIGN_IN),
    ("InitiateAuth", "NotAuthorized", "Unable to verify secret hash for client x"): Row(
        P.SECRET_WRONG, SIGN_IN
    ),
    (
        "InitiateAuth",
        "NotAuthorized",
        "Client x is configured with secret but SECRET_HASH was not received",
    ): Row(P.SECRET_MISSING, SIGN_IN),
    (
        "InitiateAuth",
        "NotAuthorized",
        "Client x is not configured for secret but secret hash was received",
    ): Row(P.SECRET_UNWANTED, SIGN_IN),
    ("InitiateAuth", "InvalidParameter", "USER_SRP_AUTH flow not enabled for this client"): Row(
        P.FLOW_TURNED_OFF, SIGN_IN
    ),
    (
        "InitiateAuth",
        "UserLambdaValidation",
        "PreAuthentication failed with error Only from the office.",
    ): Row(P.RULE_OF_SERVICE, SIGN_IN),
    (
        "RespondToAuthChallenge",
        "NotAuthorized",
        "Invalid session for the user, session can only be used once.",
    ): Row(P.STEP_ALREADY_USED, SIGN_IN),
    ("RespondToAuthChallenge", "NotAuthorized", "Invalid session for the user."): Row(
        P.STEP_ALREADY_USED, SIGN_IN
    ),
    (
        "RespondToAuthChallenge",
        "NotAuthorized",
        "Invalid session for the user, session is expired.",
    ): Row(P.STEP_RESTARTED, SAME),
    (
        "RespondToAuthChallenge",
        "ExpiredCode",
        "Your software token has already been used once.",
    ): Row(P.CODE_ALREADY_USED, SAME),
    (
        "RespondToAuthChallenge",
        "InvalidParameter",
        "Attributes did not conform to the schema: name: The attribute is required",
    ): Row(P.ATTRIBUTE_WRONG, SAME),
    (
        "RespondToAuthChallenge",
        "InvalidParameter",
        "Cannot modify an already provided attribute: email",
    ): Row(P.ATTRIBUTE_FIXED, SAME),
    ("SignUp", "InvalidParameter", "Password does not conform to policy: not long enough"): Row(
        P.PASSWORD_POLICY, SAME
    ),
    ("SignUp", "LimitExceeded", "Exceeded daily email limit for the operation"): Row(
        P.DAILY_EMAIL_LIMIT, SAME
    ),
    (
        "ConfirmSignUp",
        "NotAuthorized",
        "User cannot be confirmed. Current status is CONFIRMED",
    ): Row(None, GOES_ON),
    ("ResendConfirmationCode", "InvalidParameter", "User is already confirmed."): Row(
        None, GOES_ON
    ),
    (
        "ForgotPassword",
        "NotAuthorized",
        "User password cannot be reset in the current state.",
    ): Row(P.NOT_ACTIVATED, SIGN_IN),
    ("ForgotPassword", "NotAuthorized", "User is disabled."): Row(P.USER_DISABLED, SIGN_IN),
    (
        "ForgotPassword",
        "InvalidParameter",
        "Cannot reset password for the user as there is no registered/verified email or phone_number",
    ): Row(P.NO_CONTACT, SAME),
    ("GetTokensFromRefreshToken", "NotAuthorized", "Refresh Token has expired"): Row(
        P.SESSION_ENDED, OVER
    ),
    ("GetTokensFromRefreshToken", "NotAuthorized", "Invalid Refresh Token."): Row(
        P.SESSION_ENDED, OVER
    ),
    ("GetTokensFromRefreshToken", "NotAuthorized", "Refresh Token has been revoked"): Row(
        P.SIGNED_OUT_ELSEWHERE, OVER
    ),
    ("GetTokensFromRefreshToken", "NotAuthorized", "User is disabled."): Row(P.USER_DISABLED, OVER),
    ("GetTokensFromRefreshToken", "NotAuthorized", "Incorrect username or password."): Row(
        P.NOT_REFRESHED, KEPT
    ),
    ("ForgetDevice", "ResourceNotFound", "Device does not exist."): Row(None, GOES_ON),
    ("ChangePassword", "NotAuthorized", "Incorrect username or password."): Row(
        P.CURRENT_PASSWORD_WRONG, SAME
    ),
    ("ChangePassword", "NotAuthorized", "Access Token has expired"): Row(P.ACCESS_TOKEN_DEAD, SAME),
}

Drive = Callable[[World], None]


class Way(NamedTuple):
    """How to reach the operation, and the step that becomes it."""

    reach: Drive
    step: Drive


NEW = Secret("My-0wn-Passw0rd")
CODE = Code(Secret("000000"))


def signs_in(story: str) -> Drive:
    return lambda world: world.sign_in(story)


def answers(make: Callable[[World], Any]) -> Drive:
    return lambda world: run(world.flow.answer(make(world)))


def nothing(world: World) -> None:
    """The operation is the first step."""


def choose_app(world: World) -> Chosen:
    question = world.asked.question
    assert isinstance(question, MethodRequired)
    return Chosen(next(o for o in question.options if o.method is Method.AUTHENTICATOR))


def recovers(world: World) -> None:
    world.flow.forgot_password("confirmed@example.com", True)
    run(world.flow.answer(Recovery("confirmed@example.com")))


def opens_account(story: str) -> Drive:
    def drive(world: World) -> None:
        world.sign_in(story)
        run(world.flow.open_account())
        assert isinstance(world.asked.question, AccountOverview)

    return drive


def wants_to_change(world: World) -> None:
    opens_account("confirmed")(world)
    run(world.flow.answer(AccountAction.CHANGE_PASSWORD))


def contact_of(world: World) -> Verify:
    question = world.asked.question
    assert isinstance(question, VerifyContact)
    return Verify(question.contacts[0])


def sent_to_contact(world: World) -> None:
    world.sign_in("unverified")
    run(world.flow.answer(contact_of(world)))


def on_device(world: World) -> None:
    world.sign_in("device")
    run(world.flow.answer(Code(world.latest_code())))


def forgets(world: World) -> ForgetDevice:
    question = world.asked.question
    assert isinstance(question, AccountOverview)
    assert question.details is not None
    return ForgetDevice(question.details.devices[0].key)


def account_on_device(world: World) -> None:
    on_device(world)
    run(world.flow.answer(AccountAction.REMEMBER_DEVICE))
    run(world.flow.open_account())


ACCOUNT = NewAccount("someone@example.com", NEW)
WAYS: Mapping[str, Way] = {
    "InitiateAuth": Way(nothing, signs_in("confirmed")),
    "RespondToAuthChallenge": Way(signs_in("sms-code"), answers(lambda _: CODE)),
    "AssociateSoftwareToken": Way(signs_in("setup-choice"), answers(choose_app)),
    "VerifySoftwareToken": Way(signs_in("setup-mfa"), answers(lambda _: CODE)),
    "SignUp": Way(lambda w: w.flow.create_account("", True), answers(lambda _: ACCOUNT)),
    "ConfirmSignUp": Way(signs_in("unconfirmed"), answers(lambda _: CODE)),
    "ResendConfirmationCode": Way(signs_in("unconfirmed"), lambda w: run(w.flow.resend())),
    "ForgotPassword": Way(
        lambda w: w.flow.forgot_password("", True),
        answers(lambda _: Recovery("confirmed@example.com")),
    ),
    "ConfirmForgotPassword": Way(recovers, answers(lambda _: Reset(CODE.code, NEW))),
    "GetTokensFromRefreshToken": Way(
        signs_in("confirmed"), lambda w: run(w.session_manager.refresh_now())
    ),
    "RevokeToken": Way(signs_in("confirmed"), lambda w: run(w.session_manager.sign_out())),
    "GlobalSignOut": Way(
        signs_in("confirmed"), lambda w: run(w.session_manager.sign_out(everywhere=True))
    ),
    "GetUser": Way(signs_in("confirmed"), lambda w: run(w.flow.open_account())),
    "ListDevices": Way(signs_in("confirmed"), lambda w: run(w.flow.open_account())),
    "ChangePassword": Way(wants_to_change, answers(lambda _: PasswordChange(NEW, NEW))),
    "GetUserAttributeVerificationCode": Way(signs_in("unverified"), answers(contact_of)),
    "VerifyUserAttribute": Way(sent_to_contact, answers(lambda _: CODE)),
    "SetUserMFAPreference": Way(
        opens_account("confirmed"), answers(lambda _: Prefer(Method.EMAIL))
    ),
    "DeleteUser": Way(opens_account("confirmed"), answers(lambda _: AccountAction.DELETE_ACCOUNT)),
    "ForgetDevice": Way(account_on_device, answers(forgets)),
    "UpdateDeviceStatus": Way(on_device, answers(lambda _: AccountAction.REMEMBER_DEVICE)),
    "StartWebAuthnRegistration": Way(
        opens_account("passkey"), answers(lambda _: PasskeyAction.ADD)
    ),
    "CompleteWebAuthnRegistration": Way(
        opens_account("passkey"), answers(lambda _: PasskeyAction.ADD)
    ),
    "ListWebAuthnCredentials": Way(signs_in("passkey"), lambda w: run(w.flow.open_account())),
    "DeleteWebAuthnCredential": Way(
        opens_account("passkey"), answers(lambda _: ForgetPasskey(Passkey("AQID", "A key")))
    ),
    "ConfirmDevice": Way(lambda w: w.sign_in("device"), answers(lambda w: Code(w.latest_code()))),
}


def exceptions(operation: str) -> set[str]:
    model = botocore.session.Session().get_service_model("cognito-idp")
    shapes = model.operation_model(operation).error_shapes
    return {shape.name.removesuffix("Exception") for shape in shapes}


def row_of(operation: str, code: str) -> Row:
    own = OF[operation].get(code)
    return own if own is not None else Row(ANYWHERE[code], SAME)


def rows_of(operation: str) -> Iterator[tuple[str, str, Row]]:
    """(code, text, what follows)"""
    for code in sorted({*exceptions(operation), *OF[operation], "NeverHeardOf"}):
        yield code, "Something that nobody has seen.", row_of(operation, code)
    for (of, code, text), row in TEXTS.items():
        if of == operation:
            yield code, text, row


@pytest.mark.parametrize("operation", WAYS)
def test_every_answer_of(tmp_path: Path, operation: str) -> None:
    """Each row is a fresh start of the program on fresh users."""
    wrong = []
    config = DemoPoolConfig(tracking=Tracking.OFF, user_verification="discouraged")
    with World(tmp_path, config) as world:
        world.keys = SecurityKeys(touching("", room=1000).devices)
        for code, text, row in rows_of(operation):
            try:
                refuse_and_check(world, operation, code, text, row)
            except AssertionError as error:
                wrong.append(f"{code} {text!r}: expected {row}, seen {world.state}: {error}")
    assert not wrong, "\n".join(wrong)


def refuse_and_check(world: World, operation: str, code: str, text: str, row: Row) -> None:
    way = WAYS[operation]
    for user in world.demo.pool.users:
        world.demo.pool.remove(user)
    # by way of the module: `ready_made` puts a quicker one there
    server.seed(world.demo.pool)  # type: ignore[attr-defined]
    run(world.session_manager.sign_out())
    world.clock.pass_time(3700)  # limits of the hour are over
    world.start()
    way.reach(world)
    before = world.states[-1] if world.states else None

    def refuse(request: Any, _: object) -> Any:
        for user in world.demo.pool.users:  # what it says is so
            if code == "UserNotConfirmed":
                user.status = Status.UNCONFIRMED
            elif row.next is GOES_ON and "confirmed" in text.lower():
                user.status = Status.CONFIRMED
        if row.problem is P.STEP_RESTARTED:  # and the next one is not
            refusing.undo()
        raise ServiceException(f"{code}Exception", text)

    with world.demo.intercept(operation, refuse) as refusing:
        way.step(world)
    check(world, before, row)


def check(world: World, before: object, row: Row) -> None:
    state = world.state
    match row.next:
        case Next.SAME:
            assert isinstance(state, Asked)
            if isinstance(before, Asked):
                assert type(state.question) is type(before.question)
        case Next.CONFIRM:
            assert isinstance(state, Asked)
            assert isinstance(state.question, ConfirmAccount)
        case Next.RESET:
            assert isinstance(state, Asked)
            assert isinstance(state.question, ResetPassword)
        case Next.SIGN_IN | Next.OVER:
            assert isinstance(state, SignedOut)
        case Next.KEPT:
            kept = [s for s in world.states if isinstance(s, SignedIn)][-1]
            error_info = (
                kept.freshness.error_info
                if isinstance(kept.freshness, RefreshFailed)
                else kept.warning
            )
            assert error_info is not None
            assert error_info.code is row.problem
            says_something(error_info)
            return
        case Next.GOES_ON:
            assert getattr(state, "error_info", None) is None
            assert not isinstance(state, SignedOut)
            return
    error_info = state.error_info
    if row.problem is None:
        assert error_info is None
        return
    assert error_info is not None
    assert error_info.code is row.problem
    says_something(error_info)


def says_something(error_info: AuthErrorInfo) -> None:
    """One whole sentence that was agreed on, and something for support to find the event by."""
    message = message_of_error(error_info)
    assert error_info.request.operation
    assert error_info.request.code
    assert "{" not in in_english(message)
    if error_info.code not in OURS:
        assert message.text.source in SENTENCES | {"{text}"}


# Sentences of our own: for what was not foreseen.
OURS = frozenset({P.REQUEST_REFUSED, P.ACCESS_TOKEN_DEAD})


@pytest.mark.parametrize("operation", WAYS)
def test_no_exception_of_an_operation_is_without_a_row(operation: str) -> None:
    assert exceptions(operation) <= {*OF[operation], *ANYWHERE}


def test_no_operation_is_without_a_way() -> None:
    """What the program sends, by its own sources."""
    import re

    sources = Path(__file__).parent.parent.parent / "desktop_login" / "adapters" / "cognito"
    model = botocore.session.Session().get_service_model("cognito-idp")
    sent = {
        name
        for path in sources.glob("*.py")
        if path.name != "faults.py"
        for name in re.findall(r'"([A-Z][A-Za-z]+)"', path.read_text("utf-8"))
        if name in model.operation_names and not name.startswith("Admin")
    }
    assert sent == set(WAYS)
