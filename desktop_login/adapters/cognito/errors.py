"""Translates every error of botocore into an `AuthError`: by operation, then code, then text.

Texts are not part of the API, so they only refine the meaning of a code and never replace it.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from botocore import exceptions as aws

from desktop_login.adapters.cognito.client import NotAnAnswer
from desktop_login.adapters.http import error_code_of_status
from desktop_login.domain.errors import AuthError, AuthErrorInfo, ErrorCode, RequestInfo

logger = logging.getLogger(__name__)
P = ErrorCode
Texts = tuple[tuple[str, ErrorCode], ...]
# JSON, and what botocore adds to it.
_Parsed = Mapping[str, Any]

MAX_TEXT = 512
_MOST_ATTRIBUTES = 16
_NOT_IMPLEMENTED = 501
_OWNERS_SCOPE = "aws.cognito.signin.user.admin"
REFRESH_FLOW = "InitiateAuth:REFRESH_TOKEN_AUTH"  # not an operation, but a use of one
_REFRESH = frozenset({"GetTokensFromRefreshToken", REFRESH_FLOW})
_SIGN_IN = frozenset({"InitiateAuth", "AdminInitiateAuth"})
_CONVERSATION = _SIGN_IN | {"RespondToAuthChallenge", "AdminRespondToAuthChallenge"}
_CONFIRMATION = frozenset({"ConfirmSignUp", "ResendConfirmationCode"})
_RECOVERY = frozenset({"ForgotPassword", "ConfirmForgotPassword"})
# NotAuthorizedException has more than a dozen meanings, which only its text distinguishes.
_NOT_AUTHORIZED: Texts = (
    ("verify secret hash", P.SECRET_WRONG),
    ("secrethash does not match", P.SECRET_WRONG),
    ("secret was not received", P.SECRET_MISSING),
    ("secret_hash was not received", P.SECRET_MISSING),
    ("verify secret for client", P.SECRET_WRONG),
    ("password attempts exceeded", P.LOCKED_OUT),
    ("user is disabled", P.USER_DISABLED),
    ("temporary password has expired", P.TEMPORARY_PASSWORD_EXPIRED),
    ("session is expired", P.STEP_TOOK_TOO_LONG),
    ("session can only be used once", P.STEP_ALREADY_USED),
    ("invalid session", P.STEP_ALREADY_USED),
    ("because of security reasons", P.BLOCKED_AS_UNUSUAL),
    ("refresh token has expired", P.SESSION_ENDED),
    ("invalid refresh token", P.SESSION_ENDED),
    ("has been revoked", P.SIGNED_OUT_ELSEWHERE),
    ("required scope", P.SCOPE_MISSING),
    ("unauthorized attribute", P.ATTRIBUTE_NOT_WRITABLE),
    ("access token has", P.ACCESS_TOKEN_DEAD),
    ("invalid access token", P.ACCESS_TOKEN_DEAD),
    ("cannot be reset in the current state", P.NOT_ACTIVATED),
    ("current status is confirmed", P.ALREADY_CONFIRMED),
    ("already confirmed", P.ALREADY_CONFIRMED),
    ("incorrect username or password", P.WRONG_CREDENTIALS),
)

# code → what it means where no text says more
CODES: Mapping[str, ErrorCode] = {
    "NotAuthorizedException": P.REQUEST_REFUSED,
    "UserNotFoundException": P.WRONG_CREDENTIALS,
    "UserNotConfirmedException": P.NOT_CONFIRMED,
    "PasswordResetRequiredException": P.RESET_REQUIRED,
    "MFAMethodNotFoundException": P.NO_SECOND_FACTOR,
    "SoftwareTokenMFANotFoundException": P.NO_SECOND_FACTOR,
    "CodeMismatchException": P.WRONG_CODE,
    "EnableSoftwareTokenMFAException": P.WRONG_CODE,
    "ExpiredCodeException": P.CODE_EXPIRED,
    "CodeDeliveryFailureException": P.CODE_NOT_DELIVERED,
    "LimitExceededException": P.TOO_MANY_ATTEMPTS,
    "TooManyFailedAttemptsException": P.TOO_MANY_ATTEMPTS,
    "InvalidPasswordException": P.PASSWORD_POLICY,
    "PasswordHistoryPolicyViolationException": P.PASSWORD_USED_BEFORE,
    "InvalidParameterException": P.INPUT_NOT_VALID,
    "TooManyRequestsException": P.BUSY,
    "ThrottlingException": P.BUSY,
    "ConcurrentModificationException": P.BUSY,
    "InternalErrorException": P.SERVICE_PROBLEM,
    "InternalFailure": P.SERVICE_PROBLEM,
    "ServiceUnavailable": P.SERVICE_PROBLEM,
    "ForbiddenException": P.FIREWALL,
    "OperationNotEnabledException": P.NOT_IN_THIS_REGION,
    "UserLambdaValidationException": P.RULE_OF_SERVICE_SILENT,
    "UnexpectedLambdaException": P.MISCONFIGURED,
    "InvalidLambdaResponseException": P.MISCONFIGURED,
    "InvalidUserPoolConfigurationException": P.MISCONFIGURED,
    "InvalidSmsRoleAccessPolicyException": P.MISCONFIGURED,
    "InvalidSmsRoleTrustRelationshipException": P.MISCONFIGURED,
    "InvalidEmailRoleAccessPolicyException": P.MISCONFIGURED,
    "ResourceNotFoundException": P.POOL_NOT_FOUND,
    "UnsupportedOperationException": P.FLOW_TURNED_OFF,
    "FeatureUnavailableInTierException": P.FLOW_TURNED_OFF,
    "RefreshTokenReuseException": P.SIGNED_OUT_ELSEWHERE,
    "UnsupportedTokenTypeException": P.SERVER_NOT_TOLD,
    "UnauthorizedException": P.SERVER_NOT_TOLD,
    "UsernameExistsException": P.USERNAME_TAKEN,
    "AliasExistsException": P.ALIAS_TAKEN,
    "DeviceKeyExistsException": P.DEVICE_NOT_REMEMBERED,
    # https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/CommonErrors.html
    "UnknownOperationException": P.OPERATION_UNKNOWN,
    "UnknownOperation": P.OPERATION_UNKNOWN,
    "InvalidAction": P.OPERATION_UNKNOWN,
    "NotImplemented": P.OPERATION_UNKNOWN,
    "Unsupported": P.OPERATION_UNKNOWN,  # cognito-local
    "UnsupportedOperation": P.OPERATION_UNKNOWN,
}

_TEXTS: Mapping[str, Texts] = {
    "NotAuthorizedException": _NOT_AUTHORIZED,
    "ExpiredCodeException": (("already been used", P.CODE_ALREADY_USED),),
    "LimitExceededException": (("daily email limit", P.DAILY_EMAIL_LIMIT),),
    "InvalidParameterException": (
        ("flow not enabled", P.FLOW_TURNED_OFF),
        ("is not enabled for the client", P.FLOW_TURNED_OFF),
        ("'authflow' failed to satisfy constraint", P.FLOW_TURNED_OFF),  # moto: unknown flow
        ("cannot modify an already provided", P.ATTRIBUTE_FIXED),
        ("did not conform to the schema", P.ATTRIBUTE_WRONG),
        ("did not conform with", P.PASSWORD_POLICY),
        ("does not conform to policy", P.PASSWORD_POLICY),
        ("no registered/verified email or phone", P.NO_CONTACT),
        ("already confirmed", P.ALREADY_CONFIRMED),
        ("cannot be of email format", P.USERNAME_LIKE_EMAIL),
        ("username should be a phone number", P.USERNAME_NO_PHONE),
        ("username should be either an email or a phone", P.USERNAME_NO_CONTACT),
    ),
    "ResourceNotFoundException": (("device does not exist", P.DEVICE_UNKNOWN),),
}

# (operation, code) → its meaning in this operation only
_BY_OPERATION: Mapping[tuple[str, str], ErrorCode] = {
    **{(name, "NotAuthorizedException"): P.SIGN_IN_REFUSED for name in _CONVERSATION},
    # inside MFA_SETUP, where a Session replaces the access token
    ("AssociateSoftwareToken", "NotAuthorizedException"): P.SIGN_IN_REFUSED,
    ("VerifySoftwareToken", "NotAuthorizedException"): P.SIGN_IN_REFUSED,
    ("SignUp", "NotAuthorizedException"): P.SIGN_UP_CLOSED,
    # must not reveal more than a wrong code
    ("ConfirmSignUp", "UserNotFoundException"): P.WRONG_CODE,
    ("ConfirmForgotPassword", "UserNotFoundException"): P.WRONG_CODE,
    ("ChangePassword", "NotAuthorizedException"): P.CURRENT_PASSWORD_WRONG,
    ("ConfirmDevice", "InvalidPasswordException"): P.DEVICE_NOT_REMEMBERED,
    ("ConfirmDevice", "UsernameExistsException"): P.DEVICE_NOT_REMEMBERED,
    **{(name, "NotAuthorizedException"): P.NOT_REFRESHED for name in _REFRESH},
    **{(name, "UserNotFoundException"): P.ACCOUNT_GONE for name in _REFRESH},
    **{(name, "PasswordResetRequiredException"): P.ACCOUNT_NEEDS_ATTENTION for name in _REFRESH},
    **{(name, "UserNotConfirmedException"): P.ACCOUNT_NEEDS_ATTENTION for name in _REFRESH},
    # a refresh has no flow that an administrator could turn on
    **{(name, "UnsupportedOperationException"): P.OPERATION_UNKNOWN for name in _REFRESH},
    # emulators: the password does not match (cognito-local), the flow is not there
    **{(name, "InvalidPasswordException"): P.WRONG_CREDENTIALS for name in _SIGN_IN},
    **{(name, "Unsupported"): P.FLOW_TURNED_OFF for name in _SIGN_IN},
    ("RevokeToken", "UnsupportedOperationException"): P.REVOCATION_OFF,
}
# code → its meaning in a request with the user's access token
_OF_OWNERS: Mapping[str, ErrorCode] = {
    "NotAuthorizedException": P.ACCESS_TOKEN_DEAD,
    "UserNotFoundException": P.ACCOUNT_GONE,
    "UserNotConfirmedException": P.ACCOUNT_NEEDS_ATTENTION,
    "PasswordResetRequiredException": P.ACCOUNT_NEEDS_ATTENTION,
}
# Errors that only some operations can have.
_ONLY_IN: Mapping[ErrorCode, frozenset[str]] = {
    P.SESSION_ENDED: _REFRESH,
    P.SIGNED_OUT_ELSEWHERE: _REFRESH,
    P.WRONG_CREDENTIALS: _CONVERSATION,
    P.ALREADY_CONFIRMED: _CONFIRMATION,
    P.NOT_ACTIVATED: _RECOVERY,
    P.NO_CONTACT: _RECOVERY,
    P.USERNAME_LIKE_EMAIL: frozenset({"SignUp"}),
    P.USERNAME_NO_PHONE: frozenset({"SignUp"}),
    P.USERNAME_NO_CONTACT: frozenset({"SignUp"}),
}

# botocore's own exceptions, the most specific first; the transport translates network errors
_LOCAL: tuple[tuple[type[Exception], ErrorCode], ...] = (
    (aws.ParamValidationError, P.INPUT_NOT_VALID),
    (aws.NoRegionError, P.POOL_NOT_FOUND),
    (aws.ProfileNotFound, P.AWS_PROFILE),
    (aws.NoCredentialsError, P.AWS_PROFILE),
    (aws.PartialCredentialsError, P.AWS_PROFILE),
    (aws.CredentialRetrievalError, P.AWS_PROFILE),
    (aws.ConfigParseError, P.AWS_PROFILE),
    (aws.InvalidConfigError, P.AWS_PROFILE),
    (aws.UnknownCredentialError, P.AWS_PROFILE),
    (aws.SSOError, P.AWS_PROFILE),
    (aws.TokenRetrievalError, P.AWS_PROFILE),
    (aws.BotoCoreError, P.SERVICE_PROBLEM),
)
_ACCESS_DENIED = frozenset(
    {
        "AccessDeniedException",
        "UnrecognizedClientException",
        "InvalidClientTokenId",
        "ExpiredTokenException",
        "InvalidSignatureException",
        "SignatureDoesNotMatch",
    }
)


@contextmanager
def translated_errors(operation: str, profile: str = "", *, owner: bool = False) -> Iterator[None]:
    """Translate every exception of botocore into an `AuthError`.

    Args:
        operation: The name in the API, or of a use of it such as `REFRESH_FLOW`.
        profile: The AWS profile of a signed request, for the message.
        owner: Whether the request has the user's access token.
    """
    try:
        yield
    except Exception as error:  # noqa: BLE001 - botocore's parser may raise anything
        error_info = _error_info_of(operation, error, profile, owner=owner)
        logger.info(
            "%s failed: %s %s %s",
            operation,
            error_info.code.name,
            error_info.request.code,
            error_info.request.request_id,
        )
        raise AuthError(error_info) from None
    logger.debug("%s answered", operation)


@contextmanager
def naming_attributes(sent: Iterable[str]) -> Iterator[None]:
    """Add the sent attributes to an error: the service does not say which of them is not writable."""
    try:
        yield
    except AuthError as error:
        error_info, names = error.error_info, tuple(sent)[:_MOST_ATTRIBUTES]
        if error_info.code is not P.ATTRIBUTE_NOT_WRITABLE or error_info.names or not names:
            raise
        raise AuthError(replace(error_info, name=names[0], names=names)) from None


def _error_info_of(operation: str, error: Exception, profile: str, *, owner: bool) -> AuthErrorInfo:
    match error:
        case AuthError():
            return _of_transport(operation, error.error_info)
        case NotAnAnswer():
            return error.error_info
        case aws.ClientError():
            return of_client_error(operation, error, profile, owner=owner)
        case aws.BotoCoreError():
            return _of_local_error(operation, error, profile)
        case _:
            return AuthErrorInfo(P.NOT_UNDERSTOOD, RequestInfo(operation, type(error).__name__))


def _of_transport(operation: str, error_info: AuthErrorInfo) -> AuthErrorInfo:
    error_code = error_info.code
    if error_code is P.CONNECTION_LOST and operation in _SIGN_IN | _REFRESH:
        error_code = P.NO_CONNECTION  # the first request may be repeated
    request = replace(error_info.request, operation=error_info.request.operation or operation)
    return replace(error_info, code=error_code, request=request)


def _of_local_error(operation: str, error: Exception, profile: str) -> AuthErrorInfo:
    request = RequestInfo(operation, type(error).__name__)
    for kind, error_code in _LOCAL:
        if isinstance(error, kind):
            return AuthErrorInfo(
                error_code, request, name=profile if error_code is P.AWS_PROFILE else ""
            )
    return AuthErrorInfo(P.SERVICE_PROBLEM, request)


def of_client_error(
    operation: str, error: aws.ClientError, profile: str = "", *, owner: bool = False
) -> AuthErrorInfo:
    """Translate an error of the service: by operation, then code, then text."""
    response: _Parsed = error.response
    message = response.get("Error", {})
    code, text = str(message.get("Code", "")), str(message.get("Message", ""))
    meta = response.get("ResponseMetadata", {})
    status = int(meta.get("HTTPStatusCode", 0) or 0)
    request = RequestInfo(operation, _printable(code), _printable(str(meta.get("RequestId", ""))))
    if profile and code in _ACCESS_DENIED:
        return AuthErrorInfo(P.AWS_PROFILE, request, name=profile)
    error_code = _error_code(operation, code, text.lower(), status, owner=owner)
    return _with_facts(AuthErrorInfo(error_code, request), text, meta)


def _error_code(operation: str, code: str, text: str, status: int, *, owner: bool) -> ErrorCode:
    if code == "NotAuthorizedException" and "not configured" in text and "secret" in text:
        return P.SECRET_UNWANTED
    for part, error_code in _TEXTS.get(code, ()):
        if part in text and _fits(operation, error_code):
            return error_code
    special = _BY_OPERATION.get((operation, code))
    if owner and special is not P.CURRENT_PASSWORD_WRONG:
        special = _OF_OWNERS.get(code, special)
    if special is not None:
        return special
    if code in CODES:
        return CODES[code]
    return _by_status(code, status)


def _fits(operation: str, error_code: ErrorCode) -> bool:
    """Return whether an operation can have this error; otherwise its text is ignored."""
    return operation in _ONLY_IN.get(error_code, (operation,))


def _by_status(code: str, status: int) -> ErrorCode:
    number = int(code) if code.isdecimal() and len(code) == 3 else status
    if number == _NOT_IMPLEMENTED:
        return P.OPERATION_UNKNOWN
    return error_code_of_status(number) or P.UNKNOWN_CODE


def _with_facts(error_info: AuthErrorInfo, text: str, meta: _Parsed) -> AuthErrorInfo:
    match error_info.code:
        case P.RULE_OF_SERVICE_SILENT:
            return _lambda_text(error_info, text)
        case P.ATTRIBUTE_WRONG | P.ATTRIBUTE_FIXED | P.ATTRIBUTE_NOT_WRITABLE:
            names = _attribute_names(text)
            return AuthErrorInfo(
                error_info.code, error_info.request, name=names[0] if names else "", names=names
            )
        case P.PASSWORD_POLICY:
            return AuthErrorInfo(
                error_info.code, error_info.request, name=_broken_rule(text.lower())
            )
        case P.SCOPE_MISSING:
            return AuthErrorInfo(error_info.code, error_info.request, name=_OWNERS_SCOPE)
        case P.OPERATION_UNKNOWN:
            return AuthErrorInfo(
                error_info.code, error_info.request, name=error_info.request.operation
            )
        case P.BUSY:
            return AuthErrorInfo(error_info.code, error_info.request, seconds=_retry_after(meta))
        case _:
            return error_info


def _attribute_names(text: str) -> tuple[str, ...]:
    """Return the attributes that `Attributes did not conform to the schema: name: …` names."""
    first = re.findall(r"(?:schema: |attribute:? ?)(\w+(?::\w+)?)", text)
    more = re.findall(r"^(\w+(?::\w+)?): The attribute", text, re.MULTILINE)
    return tuple(dict.fromkeys(first[:1] + more))[:_MOST_ATTRIBUTES]


def _lambda_text(error_info: AuthErrorInfo, text: str) -> AuthErrorInfo:
    """Extract a Lambda trigger's message: `PreSignUp failed with error No such domain.`"""
    _, found, words = text.partition("failed with error ")
    words = " ".join(words.split()).removesuffix(".").strip()[:MAX_TEXT]
    if not found or not words:
        return error_info
    return AuthErrorInfo(P.RULE_OF_SERVICE, error_info.request, text=words)


def _broken_rule(text: str) -> str:
    for part, rule in (
        ("not long enough", "length"),
        ("numeric", "digit"),
        ("lowercase", "lowercase"),
        ("uppercase", "uppercase"),
        ("symbol", "symbol"),
    ):
        if part in text:
            return rule
    return ""


def _retry_after(meta: _Parsed) -> float | None:
    value = str(meta.get("HTTPHeaders", {}).get("retry-after", ""))
    return min(float(value), 300.0) if value.isdecimal() and len(value) < 6 else None


def _printable(text: str) -> str:
    """Codes and request ids are shown and logged: nothing but what they may consist of."""
    return re.sub(r"[^\w.:#/-]", "", text)[:128]
