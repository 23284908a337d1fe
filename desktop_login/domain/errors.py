"""What can go wrong, as facts. Decides where each problem leads; its words live in `wording`."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto


class ErrorCode(Enum):
    """Everything that the program can have to tell a person, one member per sentence."""

    # credentials
    WRONG_CREDENTIALS = auto()
    OTHER_SPELLING = auto()
    MAYBE_CAPITALS = auto()
    MAYBE_COUNTRY = auto()
    CLOCK_OFF = auto()
    LOCKED_OUT = auto()
    USER_DISABLED = auto()
    TEMPORARY_PASSWORD_EXPIRED = auto()
    STEP_TOOK_TOO_LONG = auto()
    STEP_RESTARTED = auto()
    QUESTION_RESTARTED = auto()
    STEP_ALREADY_USED = auto()
    BLOCKED_AS_UNUSUAL = auto()
    SIGN_IN_REFUSED = auto()
    NOT_CONFIRMED = auto()
    RESET_REQUIRED = auto()
    NO_SECOND_FACTOR = auto()
    STEP_NOT_SUPPORTED = auto()
    STEP_NOT_ALLOWED = auto()
    PLAIN_PASSWORD_OFF = auto()
    SIGN_IN_TOO_LONG = auto()
    INCOMPLETE_ANSWER = auto()
    FLOW_TURNED_OFF = auto()
    CANNOT_SET_UP = auto()
    DEVICE_UNKNOWN = auto()
    DEVICE_NOT_REMEMBERED = auto()
    # codes
    WRONG_CODE = auto()
    WRONG_CODE_AGAIN = auto()
    CODE_ALREADY_USED = auto()
    CODE_EXPIRED = auto()
    CODE_NOT_DELIVERED = auto()
    TOO_MANY_ATTEMPTS = auto()
    DAILY_EMAIL_LIMIT = auto()
    # accounts and passwords
    PASSWORD_POLICY = auto()
    PASSWORD_USED_BEFORE = auto()
    ATTRIBUTE_WRONG = auto()
    ATTRIBUTE_FIXED = auto()
    ATTRIBUTE_NOT_WRITABLE = auto()
    INPUT_NOT_VALID = auto()
    ACCOUNT_GONE = auto()
    REQUEST_REFUSED = auto()
    SIGN_UP_CLOSED = auto()
    USERNAME_TAKEN = auto()
    USERNAME_LIKE_EMAIL = auto()
    USERNAME_NO_PHONE = auto()
    USERNAME_NO_CONTACT = auto()
    ALIAS_TAKEN = auto()
    ALREADY_CONFIRMED = auto()
    NO_CONTACT = auto()
    NOT_ACTIVATED = auto()
    CURRENT_PASSWORD_WRONG = auto()
    ACCESS_TOKEN_DEAD = auto()
    SCOPE_MISSING = auto()
    # service, limits, configuration
    BUSY = auto()
    SERVICE_PROBLEM = auto()
    FIREWALL = auto()
    NOT_IN_THIS_REGION = auto()
    OPERATION_UNKNOWN = auto()
    RULE_OF_SERVICE = auto()
    RULE_OF_SERVICE_SILENT = auto()
    MISCONFIGURED = auto()
    SECRET_WRONG = auto()
    SECRET_MISSING = auto()
    SECRET_UNWANTED = auto()
    POOL_NOT_FOUND = auto()
    AWS_PROFILE = auto()
    UNKNOWN_CODE = auto()
    # network and replies
    NO_CONNECTION = auto()
    CONNECTION_LOST = auto()
    PROXY = auto()
    PROXY_UNUSABLE = auto()
    CERTIFICATE = auto()
    CERTIFICATES_MISSING = auto()
    WRONG_ADDRESS = auto()
    CAPTIVE_PORTAL = auto()
    NOT_UNDERSTOOD = auto()
    TOKEN_REFUSED = auto()
    OTHER_USER = auto()
    POOL_CHANGED = auto()
    # session and storage
    SESSION_ENDED = auto()
    SIGNED_OUT_ELSEWHERE = auto()
    ACCOUNT_NEEDS_ATTENTION = auto()
    NOT_REFRESHED = auto()
    KEYCHAIN = auto()
    KEYCHAIN_SLOW = auto()
    KEY_MISSING = auto()
    RECORD_UNREADABLE = auto()
    RECORD_NEWER = auto()
    NOT_SAVED = auto()
    NOT_FORGOTTEN = auto()
    SERVER_NOT_TOLD = auto()
    REVOCATION_OFF = auto()
    NOT_EVERYWHERE = auto()
    CANCELLED = auto()
    IN_THE_APP = auto()


@dataclass(frozen=True)
class RequestInfo:
    """What support needs to find the event: never a secret, never the service's raw text."""

    operation: str = ""
    code: str = ""
    request_id: str = ""


@dataclass(frozen=True)
class AuthErrorInfo:
    """One problem with the facts that its sentence needs.

    `seconds` is a waiting time or a clock offset, `name` a setting, attribute, profile,
    challenge, variable of the environment, proxy, address or spelling of a user's name, `names` all the attributes that
    are wrong, `text` the deployer's own words (a Lambda's message), `destination` where a code
    went on account of this (masked).
    """

    code: ErrorCode
    request: RequestInfo = RequestInfo()
    seconds: float | None = None
    name: str = ""
    names: tuple[str, ...] = ()
    text: str = field(default="", repr=False)
    destination: str = ""


class AuthError(Exception):
    """The only exception that leaves an adapter."""

    def __init__(self, error_info: AuthErrorInfo) -> None:
        super().__init__(error_info.code.name)
        self.error_info = error_info


def failed(problem: ErrorCode, code: str = "") -> AuthError:
    """Shorthand for an error that carries no further facts."""
    return AuthError(AuthErrorInfo(problem, RequestInfo(code=code)))


P = ErrorCode

# After these the same page stays, and a challenge's Session is still good for another answer.
# Everything else leads back to the sign-in page.
STAYS_ON_PAGE = frozenset(
    {
        P.WRONG_CODE,
        P.WRONG_CODE_AGAIN,
        P.CODE_ALREADY_USED,
        P.CODE_EXPIRED,
        P.STEP_RESTARTED,
        P.QUESTION_RESTARTED,
        P.CODE_NOT_DELIVERED,
        P.TOO_MANY_ATTEMPTS,
        P.DAILY_EMAIL_LIMIT,
        P.PASSWORD_POLICY,
        P.PASSWORD_USED_BEFORE,
        P.ATTRIBUTE_WRONG,
        P.ATTRIBUTE_FIXED,
        P.ATTRIBUTE_NOT_WRITABLE,
        P.INPUT_NOT_VALID,
        P.REQUEST_REFUSED,
        P.USERNAME_TAKEN,
        P.USERNAME_LIKE_EMAIL,
        P.USERNAME_NO_PHONE,
        P.USERNAME_NO_CONTACT,
        P.ALIAS_TAKEN,
        P.NO_CONTACT,
        P.CURRENT_PASSWORD_WRONG,
        P.ACCESS_TOKEN_DEAD,
        P.SCOPE_MISSING,
        P.BUSY,
        P.SERVICE_PROBLEM,
        P.FIREWALL,
        P.NOT_IN_THIS_REGION,
        P.OPERATION_UNKNOWN,
        P.RULE_OF_SERVICE,
        P.RULE_OF_SERVICE_SILENT,
        P.MISCONFIGURED,
        P.UNKNOWN_CODE,
        P.NO_CONNECTION,
        P.PROXY,
        P.PROXY_UNUSABLE,
        P.CERTIFICATE,
        P.CERTIFICATES_MISSING,
        P.WRONG_ADDRESS,
        P.CAPTIVE_PORTAL,
        P.NOT_UNDERSTOOD,
        P.IN_THE_APP,
    }
)

# A wrong or forgotten password is the likely cause, so what was typed goes.
CLEARS_PASSWORD = frozenset(
    {
        P.WRONG_CREDENTIALS,
        P.OTHER_SPELLING,
        P.MAYBE_CAPITALS,
        P.MAYBE_COUNTRY,
        P.SIGN_IN_REFUSED,
        P.TEMPORARY_PASSWORD_EXPIRED,
        P.BLOCKED_AS_UNUSUAL,
    }
)

# The person did nothing wrong: pool, client, secret, flow or proxy do not fit. The check of the
# connection names what does not.
POINTS_AT_SETTINGS = frozenset(
    {
        P.SECRET_WRONG,
        P.SECRET_MISSING,
        P.SECRET_UNWANTED,
        P.POOL_NOT_FOUND,
        P.FLOW_TURNED_OFF,
        P.AWS_PROFILE,
        P.PROXY,
        P.PROXY_UNUSABLE,
        P.CERTIFICATES_MISSING,
    }
)

# The Session of the challenge is dead although the password was right: the flow may start
# again by itself (at most once in 30 s) and keep the person on the page.
SESSION_OF_STEP_DEAD = frozenset({P.STEP_TOOK_TOO_LONG})

# Worth another try without the person, with back-off.
TRANSIENT = frozenset(
    {
        P.BUSY,
        P.SERVICE_PROBLEM,
        P.NO_CONNECTION,
        P.CONNECTION_LOST,
        P.PROXY,
        P.PROXY_UNUSABLE,
        P.CERTIFICATE,
        P.CERTIFICATES_MISSING,
        P.CAPTIVE_PORTAL,
        P.NOT_UNDERSTOOD,
        P.INCOMPLETE_ANSWER,
    }
)

# Nothing answered. Whatever else goes wrong, somebody was there.
NOT_REACHED = frozenset({P.NO_CONNECTION, P.CONNECTION_LOST})
# The service answered, and it was its own trouble.
SERVICE_IN_TROUBLE = frozenset({P.BUSY, P.SERVICE_PROBLEM, P.NOT_UNDERSTOOD, P.INCOMPLETE_ANSWER})

# The whole list of answers to a refresh that end a session. Anything else keeps it.
ENDS_SESSION = frozenset(
    {
        P.SESSION_ENDED,
        P.SIGNED_OUT_ELSEWHERE,
        P.ACCOUNT_NEEDS_ATTENTION,
        P.ACCOUNT_GONE,
        P.USER_DISABLED,
        P.OTHER_USER,
    }
)
