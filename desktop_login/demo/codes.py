"""Codes that are sent: how long they are valid, how often one may be requested and guessed. Knows no challenge."""

from __future__ import annotations

import hmac
import secrets
import threading
from dataclasses import dataclass, field
from enum import Enum

from desktop_login.demo.client import Reply
from desktop_login.demo.guesses import Guesses
from desktop_login.demo.mailbox import Mail
from desktop_login.demo.pool import Pool, User
from desktop_login.demo.service_exception import ServiceException

_WRONG_TRIES = 5
_HOUR_S = 3600.0


class CodePurpose(Enum):
    SIGN_UP = "sign up"
    RESET = "reset"
    EMAIL = "email"
    PHONE = "phone_number"


@dataclass
class _Sent:
    code: str = field(repr=False)
    expires_at: float
    wrong: int = 0


class Codes:
    def __init__(self, pool: Pool, guesses: Guesses) -> None:
        self._pool = pool
        self._guesses = guesses
        self._lock = threading.Lock()
        self._sent: dict[tuple[str, CodePurpose], _Sent] = {}
        self._times: dict[tuple[str, CodePurpose], list[float]] = {}

    def send(self, user: User, purpose: CodePurpose, *, sms: bool = False) -> Reply:
        """Send a new code, which replaces the last one; return CodeDeliveryDetails."""
        now, key = self._pool.now(), (user.sub, purpose)
        config = self._pool.config
        with self._lock:
            times = [at for at in self._times.get(key, []) if at > now - _HOUR_S]
            if len(times) >= config.codes_per_hour:
                raise _limit_exceeded()
            self._times[key] = [*times, now]
            code = new_code(6)
            lives = config.sign_up_code_s if purpose is CodePurpose.SIGN_UP else config.reset_code_s
            self._sent[key] = _Sent(code, now + lives)
        self.deliver(user, code, sms=sms)
        return {
            "Destination": masked(user, sms=sms),
            "DeliveryMedium": "SMS" if sms else "EMAIL",
            "AttributeName": "phone_number" if sms else "email",
        }

    def deliver(self, user: User, code: str, *, sms: bool) -> None:
        to = user.phone if sms else user.email
        self._pool.mailbox.deliver(Mail("SMS" if sms else "MAIL", to, code))

    def check(self, user: User, purpose: CodePurpose, code: str) -> None:
        """Check a guess; the code stays valid until `spend` or `forget`.

        A guess counts against the user's limit for the last hour before it is compared, whether it
        is right or not and whichever code it is for. The limit of a single code counts wrong
        guesses only, and a wrong guess at an expired code is answered as wrong, not as expired.

        Raises:
            ServiceException: No code was sent, a limit is reached, or the code is wrong or expired.
        """
        key = (user.sub, purpose)
        with self._lock:
            sent = self._sent.get(key)
            if sent is None:
                raise ServiceException(
                    "ExpiredCodeException", "Invalid code provided, please request a code again."
                )
            if not self._guesses.take(user, purpose.value):
                raise _limit_exceeded()
            if sent.wrong >= _WRONG_TRIES:
                raise ServiceException(
                    "TooManyFailedAttemptsException", "Too many failed attempts were made."
                )
            if not hmac.compare_digest(sent.code.encode(), code.encode()):
                sent.wrong += 1
                raise ServiceException(
                    "CodeMismatchException",
                    "Invalid verification code provided, please try again.",
                )
            if sent.expires_at <= self._pool.now():
                raise ServiceException(
                    "ExpiredCodeException", "Invalid code provided, please request a code again."
                )

    def forget(self, user: User, purpose: CodePurpose) -> None:
        """Invalidate the code; guesses at it still count."""
        with self._lock:
            self._sent.pop((user.sub, purpose), None)

    def spend(self, user: User, purpose: CodePurpose) -> None:
        """Invalidate the code after it was used, and reset the user's count of guesses."""
        self.forget(user, purpose)
        self._guesses.right(user, purpose.value)


def _limit_exceeded() -> ServiceException:
    return ServiceException(
        "LimitExceededException", "Attempt limit exceeded, please try after some time."
    )


def new_code(digits: int) -> str:
    return f"{secrets.randbelow(10**digits):0{digits}}"


def masked(user: User, *, sms: bool) -> str:
    if sms:
        return f"+{'*' * max(0, len(user.phone) - 5)}{user.phone[-4:]}"
    name, _, domain = user.email.partition("@")
    return f"{name[:1]}***@{domain[:1]}***"
