"""The errors that a host sees, and which of them an `AuthErrorInfo` is. Words no sentence itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_login.agent.exit_codes import KEYCHAIN, LATER, NOBODY, OUR_MISTAKE, REFUSED, WRONG_USE

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_login.domain.errors import AuthErrorInfo
    from desktop_login.messages.message import FormattedMessage


_OURS = "IN_THE_APP"  # of `ErrorCode`, which a host need not load for an error


class LoginError(Exception):
    """Why there is no token, or why a sign-in did not succeed. `str()` is the sentence, and holds no secret.

    Attributes:
        code: Stable, in upper case, for programs.
        message: One sentence for a person, in the session's language.
        retry_after: Seconds after which it is worth trying again; None if nobody knows.
        request_id: Of the request to AWS, for support; empty without one.
        exit_code: What the commands of Desktop Login end with, for the same reason.
    """

    exit_code = WRONG_USE

    def __init__(
        self, code: str, message: str, *, retry_after: float | None = None, request_id: str = ""
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.retry_after = retry_after
        self.request_id = request_id

    def __reduce__(self) -> tuple[object, ...]:
        """Errors travel between processes; the keywords travel with them."""
        return (_again, (type(self), self.code, self.message, self.retry_after, self.request_id))


class SignInRequired(LoginError):
    """Nobody is signed in (NOBODY), or the session has ended (SESSION_ENDED): show the window."""

    exit_code = NOBODY


class KeychainLocked(LoginError):
    """The keychain is locked, missing or silent. The stored session is kept."""

    exit_code = KEYCHAIN


class Offline(LoginError):
    """Try again later: the pool cannot be reached, or is in trouble. The session is kept."""

    exit_code = LATER


class Refused(LoginError):
    """The service or this installation says no. Do not repeat it as it is."""

    exit_code = REFUSED


class LoginFailed(LoginError):
    """The settings do not fit; or, with the code IN_THE_APP, a mistake of this library."""

    def __init__(
        self, code: str, message: str, *, retry_after: float | None = None, request_id: str = ""
    ) -> None:
        super().__init__(code, message, retry_after=retry_after, request_id=request_id)
        if code == _OURS:
            self.exit_code = OUR_MISTAKE


def _again(
    kind: type[LoginError], code: str, message: str, retry_after: float | None, request_id: str
) -> LoginError:
    return kind(code, message, retry_after=retry_after, request_id=request_id)


def error_of(error_info: AuthErrorInfo, translate: Callable[[FormattedMessage], str]) -> LoginError:
    """Return the public error of an error of the use cases.

    Args:
        error_info: The error.
        translate: Translates into the session's language.
    """
    from desktop_login.domain.errors import (
        ENDS_SESSION,
        POINTS_AT_SETTINGS,
        TRANSIENT,
        ErrorCode,
    )
    from desktop_login.messages.select import message_of_error
    from desktop_login.services.keychain_words import about_keychain

    code, request = error_info.code, error_info.request
    if code is ErrorCode.KEYCHAIN:
        return KeychainLocked(code.name, translate(about_keychain(request.code)))
    sentence = translate(message_of_error(error_info))
    wait, number = error_info.seconds, request.request_id
    if code in ENDS_SESSION:
        return SignInRequired("SESSION_ENDED", sentence, retry_after=wait, request_id=number)
    if code in (ErrorCode.KEY_MISSING, ErrorCode.RECORD_UNREADABLE):
        return SignInRequired("NOBODY", sentence, retry_after=wait, request_id=number)
    if code in (ErrorCode.KEYCHAIN_SLOW, ErrorCode.NOT_FORGOTTEN):
        return KeychainLocked(code.name, sentence, retry_after=wait, request_id=number)
    ours = (ErrorCode.IN_THE_APP, ErrorCode.RECORD_NEWER, ErrorCode.MISCONFIGURED)
    if code in ours or (code in POINTS_AT_SETTINGS and code not in TRANSIENT):
        return LoginFailed(code.name, sentence, retry_after=wait, request_id=number)
    kind = Offline if code in TRANSIENT else Refused
    return kind(code.name, sentence, retry_after=wait, request_id=number)
