"""Which other spelling of a name may be meant, where letter case counts. Decides by what was typed; sends nothing.

A pool compares names letter by letter unless it was created otherwise, and says of the wrong
spelling no more than of a wrong password.
https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-case-sensitivity.html
"""

from __future__ import annotations

from dataclasses import replace

from desktop_login.domain.answers import typed_username
from desktop_login.domain.errors import AuthErrorInfo, ErrorCode
from desktop_login.flow.phone_numbers import is_local_phone


class UsernameVariants:
    """Remembers the names of one run of the program, and what was offered: once for each name,
    so that a person who only mistypes the password is not told of capitals again and again."""

    def __init__(self) -> None:
        self._good: dict[str, str] = {}  # all in small letters → as it was signed in or up with
        self._offered: set[str] = set()
        self._refused = ""

    def known(self, typed: str) -> None:
        """There is an account of this name, in this spelling."""
        name = typed_username(typed)
        self._good[name.lower()] = name
        self._refused = ""

    def notified(self, error_info: AuthErrorInfo, typed: str) -> AuthErrorInfo:
        """The same fault, or one that offers another spelling of the name.

        OTHER_SPELLING has it in `name`: the one that was good before, or all in small letters.
        MAYBE_CAPITALS can name none; it comes with the second refusal of the same name.
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
