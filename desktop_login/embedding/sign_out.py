"""Signing out for a host: waits for what the window shows later, and says what has come of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from desktop_login.domain.errors import AuthErrorInfo, ErrorCode
from desktop_login.domain.states import SignedOut, State
from desktop_login.embedding.engine import SIGN_OUT_S
from desktop_login.embedding.errors import error_of
from desktop_login.embedding.values import Receipt

if TYPE_CHECKING:
    from desktop_login.embedding.engine import Engine
    from desktop_login.flow.services import AuthServices
    from desktop_login.messages.message import FormattedMessage

_NOT_TOLD = frozenset(
    {ErrorCode.SERVER_NOT_TOLD, ErrorCode.NOT_EVERYWHERE, ErrorCode.REVOCATION_OFF}
)


async def sign_out(
    engine: Engine,
    services: AuthServices,
    everywhere: bool,
    translate: Callable[[FormattedMessage], str],
) -> Receipt:
    """End the session on the engine's loop, and wait for what follows. Raises `KeychainLocked`."""
    from desktop_login.adapters.threads import off_thread
    from desktop_login.system.threads import wait_for_calls

    failures: list[AuthErrorInfo] = []
    ends: list[float] = []

    def heard(state: State) -> None:
        if isinstance(state, SignedOut):
            if state.until is not None:
                ends.append(state.until)
            if state.error_info is not None:
                failures.append(state.error_info)

    if services.session_manager.session is None:
        return Receipt(told_server=False, id_token_valid_until=None)
    stop = engine.listen(heard)
    try:
        await services.session_manager.sign_out(everywhere)
        # the stored session is removed behind this; what it says comes over the same loop
        await off_thread(wait_for_calls, SIGN_OUT_S)
    finally:
        stop()
    for failure in failures:
        if failure.code is ErrorCode.NOT_FORGOTTEN:
            raise error_of(failure, translate)
    revoked = not any(failure.code in _NOT_TOLD for failure in failures)
    until = datetime.fromtimestamp(ends[-1], UTC) if ends else None
    return Receipt(revoked, until)
