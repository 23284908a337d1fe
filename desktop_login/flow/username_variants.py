"""Which other letter case of a user name to suggest after a failed sign-in. Decides by what was typed; sends no request.

User names are case-sensitive unless the pool was created otherwise, and the service answers a wrong
case the same way as a wrong password.
https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-case-sensitivity.html
"""

from __future__ import annotations

from dataclasses import replace

from desktop_login.domain.answers import typed_username
from desktop_login.domain.errors import AuthErrorInfo, ErrorCode
from desktop_login.flow.phone_numbers import is_local_phone


class UsernameVariants:
    """Remembers names for the time that the program runs, and suggests at most once per name.

    A user who only mistypes the password would otherwise read about capital letters each time.
    """

    def __init__(self) -> None:
        self._good: dict[str, str] = {}  # lower case → as it was used to sign in or sign up
        self._offered: set[str] = set()
        self._refused = ""

    def known(self, typed: str) -> None:
        """Record that an account exists under exactly this name."""
        name = typed_username(typed)
        self._good[name.lower()] = name
        self._refused = ""

    def with_suggestion(self, error_info: AuthErrorInfo, typed: str) -> AuthErrorInfo:
        """Return the error, or in its place one that suggests another letter case.

        OTHER_SPELLING carries a `name`: the one that worked before, or the lower-case one.
        MAYBE_CAPITALS has none to suggest; it is returned after the second refusal of a name.
        MAYBE_COUNTRY is for what may be a phone number without its country code.
        """
        name = typed_username(typed)
        small = name.lower()
        if error_info.code is not ErrorCode.WRONG_CREDENTIALS or not name:
            return error_info
        again, self._refused = self._refused == small, small
        if small in self._offered:
            return error_info
        if is_local_phone(name) and small not in self._good:
            self._offered.add(small)
            return replace(error_info, code=ErrorCode.MAYBE_COUNTRY)
        other = self._good.get(small, small)
        if other != name:
            self._offered.add(small)
            return replace(error_info, code=ErrorCode.OTHER_SPELLING, name=other)
        if again and "@" in name and small not in self._good:
            self._offered.add(small)
            return replace(error_info, code=ErrorCode.MAYBE_CAPITALS)
        return error_info
