"""What a problem bar shows: the sentence, its details, its tone, and whether "Try again" is offered.

Every one of these decisions is made here. The presenter and the dashboard ask for a view; pages
and bars show the view that they are given.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from PySide6.QtCore import QDateTime, Qt

from desktop_login.domain.errors import NOT_REACHED, TRANSIENT, AuthErrorInfo, ErrorCode
from desktop_login.domain.states import Notice, RefreshFailed, SignedIn
from desktop_login.messages.durations import duration
from desktop_login.messages.message import FormattedMessage, message
from desktop_login.messages.pages import TOKEN_EXPIRED
from desktop_login.messages.problems import CLOCK_IS_OFF
from desktop_login.messages.select import (
    message_of_error,
    message_of_failed_refresh,
    message_of_notice,
    with_seconds,
)
from desktop_login.ui.translation import local_time

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_login.domain.challenges import Method

Tone = Literal["error", "good", ""]

# What the user wanted, or should know: nobody could do anything about it with its details.
_NEWS = frozenset(
    {
        ErrorCode.CANCELLED,
        ErrorCode.BROWSER_CANCELLED,
        ErrorCode.BROWSER_STAYS_SIGNED_IN,
        ErrorCode.PROVIDER_STAYS_SIGNED_IN,
    }
)
# The user did nothing wrong, and nothing is broken that they could mend on this page.
_CALM = _NEWS | {ErrorCode.KEYCHAIN, ErrorCode.KEY_MISSING, ErrorCode.KEYCHAIN_SLOW}
# The session is still stored: "Try again" reads it again.
_RESTORED_AGAIN = frozenset({ErrorCode.KEYCHAIN, ErrorCode.KEY_MISSING})
_NOT_DONE_YET = frozenset({Notice.WAITING_FOR_KEYCHAIN})
_CLOCK_OFF_S = 300.0


class ErrorView(NamedTuple):
    """One sentence for a problem bar. A success is shown in the same bar, in another tone.

    Attributes:
        message: The sentence.
        details: What "Copy details" copies; it is not offered if this is empty.
        retry: Whether "Try again" is offered.
        tone: The look of the bar; empty for a remark that is neither an error nor a success.
        error_info: The error, so that a page can point at the field that it is about.
    """

    message: FormattedMessage
    details: str = ""
    retry: bool = False
    tone: Tone = "error"
    error_info: AuthErrorInfo | None = None

    @property
    def code(self) -> ErrorCode | None:
        return self.error_info.code if self.error_info is not None else None

    @property
    def name(self) -> str:
        """What the error is about, such as an attribute or a rule; as in `AuthErrorInfo`."""
        return self.error_info.name if self.error_info is not None else ""

    @property
    def names(self) -> tuple[str, ...]:
        """All attributes that are wrong."""
        return self.error_info.names if self.error_info is not None else ()

    def with_seconds(self, seconds: float) -> ErrorView:
        """Return the same view with the time that is left; for a countdown in the sentence."""
        return self._replace(message=with_seconds(self.message, seconds))


def error_view(
    error_info: AuthErrorInfo, *, username_label: bool = False, restoring: bool = False
) -> ErrorView:
    """Return the view of an error on a page where the user can act.

    Args:
        error_info: The error.
        username_label: Whether people sign in with a user name, not with an e-mail address.
        restoring: Whether a stored session can be read again.
    """
    code = error_info.code
    asked_again = code is ErrorCode.BUSY  # by the page itself, after a countdown
    return ErrorView(
        message_of_error(error_info, username_label=username_label),
        "" if code in _NEWS else _details(error_info),
        (code in TRANSIENT and not asked_again) or reads_session_again(error_info, restoring),
        "" if code in _CALM else "error",
        error_info,
    )


def reads_session_again(error_info: AuthErrorInfo, restoring: bool) -> bool:
    """Return whether "Try again" after this error reads the stored session once more."""
    return restoring and error_info.code in _RESTORED_AGAIN


def late_error_view(error_info: AuthErrorInfo) -> ErrorView:
    """Return the view of an error of something that is over, such as a sign-out: only told."""
    return error_view(error_info)._replace(retry=False, tone="")


def notice_view(
    notice: Notice, *, dest: str = "", method: Method | None = None, until: float | None = None
) -> ErrorView:
    """Return the view of a success that a state carries.

    Args:
        notice: What succeeded.
        dest: Where a code was sent, masked.
        method: The method that is now the default.
        until: Until when a copied ID token is valid (local time, epoch s).
    """
    date = local_time(until) if until is not None else ""
    words = message_of_notice(notice, dest=dest, date=date, method=method)
    return remark(words) if notice in _NOT_DONE_YET else success(words)


def success(words: FormattedMessage) -> ErrorView:
    """Return the view of something that the user asked for and that is done."""
    return ErrorView(words, tone="good")


def remark(words: FormattedMessage) -> ErrorView:
    """Return the view of something that the user should know and need not mend here."""
    return ErrorView(words, tone="")


def dashboard_view(state: SignedIn, *, usable: bool) -> ErrorView | None:
    """Return what the dashboard's bar shows of a session; None if nothing needs the user.

    While the token is valid and the service cannot be reached, the card of the token says so,
    and the program goes on trying. A success is told as news, not in the bar.

    Args:
        state: The session, and the state of its refresh.
        usable: Whether the ID token is valid now, by the clock of the window.
    """
    freshness = state.freshness
    failed = freshness.error_info if isinstance(freshness, RefreshFailed) else None
    clock_skew = abs(state.session.tokens.clock_skew)
    if not usable and failed is None:
        return remark(message(TOKEN_EXPIRED))
    if failed is not None and not (usable and failed.code in NOT_REACHED):
        words = (
            message_of_failed_refresh(failed, local_time(state.expires_at))
            if usable
            else message(TOKEN_EXPIRED)
        )
        return ErrorView(words, _details(failed), True, "error", failed)
    if state.warning is not None:
        retry = state.warning.code is ErrorCode.KEYCHAIN  # saves the session again
        return error_view(state.warning)._replace(retry=retry)
    if clock_skew > _CLOCK_OFF_S:
        return remark(message(CLOCK_IS_OFF, m=duration(clock_skew)))
    return None


def _details(error_info: AuthErrorInfo) -> str:
    """For support: codes, ids and the time. No secret, and nothing of the service's own text."""
    lines: Mapping[str, str] = {
        "problem": error_info.code.name,
        "operation": error_info.request.operation,
        "code": error_info.request.code,
        "name": error_info.name,
        "request id": error_info.request.request_id,
        "time": QDateTime.currentDateTimeUtc().toString(Qt.DateFormat.ISODate),
    }
    return "\n".join(f"{key}: {value}" for key, value in lines.items() if value)
