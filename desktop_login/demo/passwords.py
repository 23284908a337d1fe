"""The pool's password policy, in the words of the service."""

from __future__ import annotations

import string

from desktop_login.demo.pool import Pool, User
from desktop_login.demo.service_exception import ServiceException, too_long

_MAX = 256
_SYMBOLS = set("^$*.[]{}()?\"!@#%&/\\,><':;|_~`=+-")


def check(password: str) -> None:
    """Raises `ServiceException` with the first rule that is broken."""
    if len(password) > _MAX:
        raise too_long("password", _MAX)
    if password != password.strip(" "):
        raise _broken("Password must not have leading or trailing spaces")
    checks = (
        (len(password) >= 8, "Password not long enough"),
        (any(c in string.digits for c in password), "Password must have numeric characters"),
        (
            any(c in string.ascii_lowercase for c in password),
            "Password must have lowercase characters",
        ),
        (
            any(c in string.ascii_uppercase for c in password),
            "Password must have uppercase characters",
        ),
        (
            any(c in _SYMBOLS or c == " " for c in password),
            "Password must have symbol characters",
        ),
    )
    for holds, text in checks:
        if not holds:
            raise _broken(text)


def check_history(pool: Pool, user: User, password: str) -> None:
    """Raises `ServiceException` for one of the last passwords that the pool remembers."""
    if pool.was_used_before(user, password):
        raise ServiceException(
            "PasswordHistoryPolicyViolationException",
            "Password has previously been used. Please select a different password.",
        )


def _broken(text: str) -> ServiceException:
    return ServiceException(
        "InvalidPasswordException", f"Password did not conform with policy: {text}"
    )
