"""The last steps of a sign-in: confirm a new device, then hand the session to the session manager."""

from __future__ import annotations

import contextlib
from dataclasses import replace

from desktop_login.domain.answers import SignInOptions
from desktop_login.domain.devices import Device, NewDevice
from desktop_login.domain.errors import AuthError, AuthErrorInfo, ErrorCode
from desktop_login.domain.tokens import Session
from desktop_login.domain.ways import Ways
from desktop_login.flow.attempts import Attempt
from desktop_login.flow.ports import Ports
from desktop_login.flow.session_manager import SessionManager


class SignInCompletion:
    """Turns verified tokens into the active session; `device_name` names this computer in the pool."""

    def __init__(self, ports: Ports, session_manager: SessionManager, device_name: str) -> None:
        self._own = ports.own_account
        self._devices = ports.devices
        self._off_thread = ports.off_thread
        self._session_manager = session_manager
        self._device_name = device_name

    async def __call__(
        self, session: Session, options: SignInOptions, ways: Ways, attempt: Attempt
    ) -> bool:
        """Return whether the user has to be asked to remember this computer."""
        asks, notice, device, new = False, None, None, session.tokens.new_device
        if new is not None:
            session, device, asks, notice = await self._enrol(session, new)

        def remember() -> None:
            if device is not None:
                self._keep(device, session, options)

        await self._session_manager.adopt(
            session, options.remember, notice, attempt.is_latest, remember, ways
        )
        return asks and options.remember

    async def _enrol(
        self, session: Session, new: NewDevice
    ) -> tuple[Session, Device | None, bool, AuthErrorInfo | None]:
        """Confirm the new device: otherwise the session ends after about an hour."""
        try:
            device, asks = await self._off_thread(
                self._own.confirm_device, session.tokens.access_token, new, self._device_name
            )
        except AuthError as error:
            error_info = replace(error.error_info, code=ErrorCode.DEVICE_NOT_REMEMBERED)
            return _on_device(session, ""), None, False, error_info
        return _on_device(session, new.key), device, asks, None

    def _keep(self, device: Device, session: Session, options: SignInOptions) -> None:
        """Store the device; errors are ignored.

        A refusing keychain was already reported when the session was saved. Refreshing needs
        only the device key, which the session carries.
        """
        identity = session.identity
        names = (options.username, options.account, identity.username, identity.email)
        with contextlib.suppress(AuthError):
            self._devices.remember(device, identity.subject, names)


def _on_device(session: Session, key: str) -> Session:
    return replace(session, tokens=replace(session.tokens, device_key=key, new_device=None))
