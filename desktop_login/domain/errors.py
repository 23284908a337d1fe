"""Every error that a user can see, and what each one leads to. The sentences are in `messages.problems`."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto


class ErrorCode(Enum):
    """What went wrong; each member has one sentence in `messages.problems`."""

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
    # passkeys
    PASSKEY_ELSEWHERE = auto()
    KEY_PIN_PAUSED = auto()
    KEY_BLOCKED = auto()
    KEY_PIN_UNFIT = auto()
    PASSKEY_NOT_ON_KEY = auto()
    PASSKEY_EXISTS = auto()
    KEY_FULL = auto()
    PASSKEY_NOT_USED = auto()
    PASSKEYS_NOT_SET_UP = auto()
    PASSKEY_SETTINGS_UNFIT = auto()
    PASSKEY_REQUEST_UNFIT = auto()
    KEY_NOT_SUPPORTED = auto()
    PASSKEY_TOOK_TOO_LONG = auto()
    TOO_MANY_PASSKEYS = auto()
    PASSKEY_REFUSED = auto()
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
    # sign-in with the browser
    BROWSER_PORTS_BUSY = auto()
    BROWSER_OFF = auto()
    BROWSER_CANCELLED = auto()
    BROWSER_NOT_COMPLETED = auto()
    BROWSER_TOO_LATE = auto()
    BROWSER_OTHER_ADDRESS = auto()
    BROWSER_OTHER_ANSWER = auto()
    BROWSER_STAYS_SIGNED_IN = auto()
    PROVIDER_STAYS_SIGNED_IN = auto()
    PROVIDER_TROUBLE = auto()
    BROWSER_SCOPES = auto()
    BROWSER_ACCOUNT_CLOSED = auto()
    BROWSER_UNKNOWN = auto()
    # AWS credentials
    NO_IDENTITY_POOL = auto()
    IDENTITY_POOL_NOT_FOUND = auto()
    IDENTITY_POOL_REFUSES = auto()
    IDENTITY_OF_ANOTHER = auto()
    IDENTITY_GONE = auto()
    NO_AWS_ROLE = auto()
    ROLE_NOT_YOURS = auto()
    AWS_TOKEN_NOT_CHECKED = auto()
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
    """What support needs to find the request in AWS: no secret and no raw text of the service."""

    operation: str = ""
    code: str = ""
    request_id: str = ""


@dataclass(frozen=True)
class AuthErrorInfo:
    """One error with the values that its sentence needs.

    Attributes:
        seconds: A waiting time or a clock offset.
        name: The one thing that the error is about: a setting, attribute, AWS profile,
            challenge, environment variable, proxy, address, or spelling of the user name.
        names: All attributes that are wrong.
        text: The message of a Lambda trigger.
        destination: Where a code was sent because of the error, masked.
    """

    code: ErrorCode
    request: RequestInfo = RequestInfo()
    seconds: float | None = None
    name: str = ""
    names: tuple[str, ...] = ()
    text: str = field(default="", repr=False)
    destination: str = ""


class AuthError(Exception):
    """The only exception that an adapter may raise; carries an `AuthErrorInfo`."""

    def __init__(self, error_info: AuthErrorInfo) -> None:
        super().__init__(error_info.code.name)
        self.error_info = error_info


def failed(error_code: ErrorCode, code: str = "") -> AuthError:
    """Return an `AuthError` without further values; `code` is the error code of the service."""
    return AuthError(AuthErrorInfo(error_code, RequestInfo(code=code)))


P = ErrorCode

# After these errors the same page stays, and the challenge's Session accepts another answer.
# After every other error the sign-in page is shown.
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
        P.PASSKEY_ELSEWHERE,
        P.KEY_PIN_PAUSED,
        P.KEY_BLOCKED,
        P.KEY_PIN_UNFIT,
        P.PASSKEY_NOT_ON_KEY,
        P.PASSKEY_EXISTS,
        P.KEY_FULL,
        P.PASSKEY_NOT_USED,
        P.PASSKEYS_NOT_SET_UP,
        P.PASSKEY_SETTINGS_UNFIT,
        P.PASSKEY_REQUEST_UNFIT,
        P.KEY_NOT_SUPPORTED,
        P.PASSKEY_TOOK_TOO_LONG,
        P.TOO_MANY_PASSKEYS,
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

# A wrong password is the likely cause: the password field is emptied.
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

# The cause is in the settings (pool, client, secret, flow or proxy), not in what the user
# entered. "Check connection" finds out which setting it is.
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

# The challenge's Session has expired although the password was right. The flow may sign in
# again without asking the user, at most once in 30 s, and the page stays.
SESSION_OF_STEP_DEAD = frozenset({P.STEP_TOOK_TOO_LONG})

# The request may be repeated without asking the user, with back-off.
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

# No server answered at all.
NOT_REACHED = frozenset({P.NO_CONNECTION, P.CONNECTION_LOST})
# The service answered, and the error is its own.
SERVICE_IN_TROUBLE = frozenset({P.BUSY, P.SERVICE_PROBLEM, P.NOT_UNDERSTOOD, P.INCOMPLETE_ANSWER})

# Only these errors of a refresh end the session. Every other error keeps it.
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
