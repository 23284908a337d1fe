"""Writes each state to the log: its kind, error code and request ids, never a value of a person."""

from __future__ import annotations

from collections.abc import Callable

from desktop_login.domain.errors import AuthErrorInfo
from desktop_login.domain.states import State
from desktop_login.system.log import logger


def logged(listener: Callable[[State], None]) -> Callable[[State], None]:
    """The same listener, with a line in the log for every state."""

    def listen(state: State) -> None:
        error_info = getattr(state, "error_info", None) or getattr(state, "warning", None)
        detail = ""
        if isinstance(error_info, AuthErrorInfo):
            detail = f" {error_info.code.name} {error_info.request.code}"
        freshness = getattr(state, "freshness", None)
        if freshness is not None:
            detail += f" {type(freshness).__name__}"
        logger.info("state %s%s", type(state).__name__, detail)
        listener(state)

    return listen
