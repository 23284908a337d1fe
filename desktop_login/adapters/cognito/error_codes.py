"""Which `ErrorCode` an error of the service is: tables by operation, code and text. Knows no botocore.

Texts are not part of the API, so they only refine the meaning of a code and never replace it.
"""

from __future__ import annotations

from collections.abc import Mapping

from desktop_login.adapters.http import error_code_of_status
from desktop_login.domain.errors import ErrorCode

P = ErrorCode
Texts = tuple[tuple[str, ErrorCode], ...]

_NOT_IMPLEMENTED = 501
REFRESH_FLOW = "InitiateAuth:REFRESH_TOKEN_AUTH"  # not an operation, but a use of one
_REFRESH = frozenset({"GetTokensFromRefreshToken", REFRESH_FLOW})
_SIGN_IN = frozenset({"InitiateAuth", "AdminInitiateAuth"})
# A request that begins something may be repeated after the connection was lost.
REPEATABLE = _SIGN_IN | _REFRESH
_CONVERSATION = _SIGN_IN | {"RespondToAuthChallenge", "AdminRespondToAuthChallenge"}
_CONFIRMATION = frozenset({"ConfirmSignUp", "ResendConfirmationCode"})
_RECOVERY = frozenset({"ForgotPassword", "ConfirmForgotPassword"})
_IDENTITY = frozenset({"GetId", "GetCredentialsForIdentity"})
_REGISTRATION = frozenset({"StartWebAuthnRegistration", "CompleteWebAuthnRegistration"})
_PASSKEYS = _REGISTRATION | {"ListWebAuthnCredentials", "DeleteWebAuthnCredential"}
# The plan of the pool has no passkeys, or an emulator does not know them.
_NOT_IN_POOL = (
    "FeatureUnavailableInTierException",
    "UnknownOperationException",
    "UnknownOperation",
    "InvalidAction",
    "NotImplemented",
    "Unsupported",
    "UnsupportedOperation",
    "UnsupportedOperationException",
)
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
    ("not from a supported provider", P.IDENTITY_POOL_REFUSES),
    ("issuer doesn't match", P.IDENTITY_POOL_REFUSES),
    ("logins don't match", P.IDENTITY_OF_ANOTHER),
    ("access to identity", P.IDENTITY_OF_ANOTHER),
    ("access to role", P.ROLE_NOT_YOURS),
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
    "WebAuthnNotEnabledException": P.PASSKEYS_NOT_SET_UP,
    "WebAuthnConfigurationMissingException": P.PASSKEYS_NOT_SET_UP,
    "WebAuthnOriginNotAllowedException": P.PASSKEY_SETTINGS_UNFIT,
    "WebAuthnRelyingPartyMismatchException": P.PASSKEY_SETTINGS_UNFIT,
    "WebAuthnCredentialNotSupportedException": P.KEY_NOT_SUPPORTED,
    "WebAuthnChallengeNotFoundException": P.PASSKEY_TOOK_TOO_LONG,
    "WebAuthnClientMismatchException": P.PASSKEY_TOOK_TOO_LONG,
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
    "ResourceNotFoundException": (
        ("device does not exist", P.DEVICE_UNKNOWN),
        ("identitypool", P.IDENTITY_POOL_NOT_FOUND),
    ),
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
    **{(name, "NotAuthorizedException"): P.AWS_TOKEN_NOT_CHECKED for name in _IDENTITY},
    **{(name, "InvalidParameterException"): P.AWS_TOKEN_NOT_CHECKED for name in _IDENTITY},
    **{(name, "ExternalServiceException"): P.AWS_TOKEN_NOT_CHECKED for name in _IDENTITY},
    **{(name, "LimitExceededException"): P.BUSY for name in _IDENTITY},
    **{(name, "ResourceConflictException"): P.BUSY for name in _IDENTITY},
    ("GetId", "ResourceNotFoundException"): P.IDENTITY_POOL_NOT_FOUND,
    ("GetCredentialsForIdentity", "ResourceNotFoundException"): P.IDENTITY_GONE,
    ("GetCredentialsForIdentity", "InvalidIdentityPoolConfigurationException"): P.NO_AWS_ROLE,
    ("RevokeToken", "UnsupportedOperationException"): P.REVOCATION_OFF,
    **{(name, "LimitExceededException"): P.TOO_MANY_PASSKEYS for name in _REGISTRATION},
    **{(name, code): P.PASSKEYS_NOT_SET_UP for name in _PASSKEYS for code in _NOT_IN_POOL},
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
    P.IDENTITY_POOL_REFUSES: _IDENTITY,
    P.IDENTITY_POOL_NOT_FOUND: _IDENTITY,
    P.IDENTITY_OF_ANOTHER: _IDENTITY,
    P.ROLE_NOT_YOURS: _IDENTITY,
    P.WRONG_CREDENTIALS: _CONVERSATION,
    P.ALREADY_CONFIRMED: _CONFIRMATION,
    P.NOT_ACTIVATED: _RECOVERY,
    P.NO_CONTACT: _RECOVERY,
    P.USERNAME_LIKE_EMAIL: frozenset({"SignUp"}),
    P.USERNAME_NO_PHONE: frozenset({"SignUp"}),
    P.USERNAME_NO_CONTACT: frozenset({"SignUp"}),
}


def error_code_of(operation: str, code: str, text: str, status: int, *, owner: bool) -> ErrorCode:
    """Return what an error of the service means: by operation, then code, then text.

    Args:
        operation: The name in the API, or of a use of it such as `REFRESH_FLOW`.
        code: The error code of the service; may be empty.
        text: The message of the service, in lower case.
        status: The HTTP status; 0 if unknown.
        owner: Whether the request has the user's access token.
    """
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
