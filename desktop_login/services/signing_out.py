"""A sign-out by a command: by the open window if it holds the session, else of the stored session."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from desktop_login.agent.client import asked
from desktop_login.agent.words import Handed, Question, left_of
from desktop_login.domain.errors import ENDS_SESSION, AuthErrorInfo, ErrorCode
from desktop_login.domain.states import SignedOut, State
from desktop_login.services.at_once import run_now
from desktop_login.services.in_foreground import of_settings
from desktop_login.services.token_source import NoTokenFor, why_not_read

if TYPE_CHECKING:
    from desktop_login.settings import Settings


class Left(NamedTuple):
    """Somebody has left.

    Attributes:
        until: When an ID token that was copied expires (local time, epoch s).
        error_info: What could not be done all the same.
    """

    until: float
    error_info: AuthErrorInfo | None = None


def sign_out(place: str, settings: Settings, folder: Path, *, everywhere: bool) -> Left | None:
    """Sign out; None if nobody is signed in. Blocks.

    Args:
        place: The name of the session's folder.
        settings: They name the pool.
        folder: The data folder.
        everywhere: Whether all tokens of the user are revoked.

    Raises:
        NoTokenFor: The stored session cannot be read now, so it is not over.
    """
    answer = asked(place, Question("sign-out", everywhere=everywhere))
    if isinstance(answer, Handed) and (left := left_of(answer)) is not None:
        until, code = left
        error_code = ErrorCode.__members__.get(code)
        return Left(until, AuthErrorInfo(error_code) if error_code is not None else None)
    return _of_record(settings, folder, everywhere=everywhere)


def _of_record(settings: Settings, folder: Path, *, everywhere: bool) -> Left | None:
    heard: list[State] = []
    manager = of_settings(settings, folder)(heard.append).session_manager
    run_now(manager.restore())
    if manager.session is None:
        for state in heard:
            failure = state.error_info if isinstance(state, SignedOut) else None
            if failure is not None and failure.code not in ENDS_SESSION:
                raise NoTokenFor(why_not_read(failure))
        return None  # it has ended meanwhile
    heard.clear()
    run_now(manager.sign_out(everywhere))
    ends = [state for state in heard if isinstance(state, SignedOut)]
    until = next(state.until for state in ends if state.until is not None)
    errors = [state.error_info for state in ends if state.error_info is not None]
    return Left(until, errors[-1] if errors else None)
