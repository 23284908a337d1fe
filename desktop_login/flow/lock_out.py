"""How long a locked account stays locked: an estimate, because the service does not say."""

from __future__ import annotations

from dataclasses import replace

from desktop_login.domain.errors import AuthErrorInfo, ErrorCode

_FIRST_S = 1.0
_LONGEST_S = 900.0


class LockOut:
    """Counts the refusals of an account; the waiting time starts at 1 s and doubles per refusal."""

    def __init__(self) -> None:
        self._refusals = 0

    def with_wait(self, error_info: AuthErrorInfo) -> AuthErrorInfo:
        if error_info.code is not ErrorCode.LOCKED_OUT:
            return error_info
        wait = min(_LONGEST_S, _FIRST_S * 2.0 ** min(self._refusals, 12))
        self._refusals += 1
        return replace(error_info, seconds=wait)

    def over(self) -> None:
        self._refusals = 0
