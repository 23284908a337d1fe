"""The passkey dialog of Windows 10 1903 and later (webauthn.dll), by fido2. Written to its documentation.

The system asks for face, finger, PIN, key or phone. No test here has run on Windows: docs/platforms.md.
https://learn.microsoft.com/windows/win32/api/webauthn/
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from desktop_login.adapters.passkeys import wire
from desktop_login.adapters.passkeys.talk import Talk, not_used
from desktop_login.domain.errors import AuthError, ErrorCode, failed
from desktop_login.domain.passkey_rules import KeyJob
from desktop_login.domain.passkeys import KeyStage, PasskeyProof

if TYPE_CHECKING:
    from fido2.client import ClientError, WebAuthnClient

# https://github.com/microsoft/webauthn/blob/master/webauthn.h: WebAuthNGetErrorName
# All others are P10, as 800704C7 and 80090036 (cancelled) and 800705B4 (timed out) are.
_EXISTS = 0x8009000F
_NOT_FOUND = frozenset({0x80090011, 0x80090035})
_NOT_POSSIBLE = frozenset({0x80090029, 0x80090023})

ClientFor = Callable[[KeyJob, int], Any]  # each has the shape of fido2's WebAuthnClient


def _client_for(job: KeyJob, window: int) -> WebAuthnClient:
    """Raises `AuthError(PASSKEY_ELSEWHERE)` where there is no such dialog: before Windows 10 1903, and
    where webauthn.dll or its bindings cannot be loaded, whatever that raises."""
    try:
        from fido2.client.windows import WindowsClient
    except Exception as error:  # noqa: BLE001 - ImportError, OSError, AttributeError: it depends on the place
        raise failed(ErrorCode.PASSKEY_ELSEWHERE, type(error).__name__) from None
    if not WindowsClient.is_available():
        raise failed(ErrorCode.PASSKEY_ELSEWHERE, "NoWebAuthn")
    return WindowsClient(wire.collector_for(job), handle=window or None)


class SystemDialog:
    """Shows the dialog over the window with this handle; runs on the thread of its `Talk`."""

    def __init__(self, window: int, client_for: ClientFor | None = None) -> None:
        self._window = window
        self._client_for = client_for or _client_for

    def __call__(self, talk: Talk) -> PasskeyProof:
        from fido2.client import ClientError

        job = talk.job
        client = self._client_for(job, self._window)
        talk.show(KeyStage.SYSTEM)
        try:
            if job.registering:
                wanted = wire.creation_options(job.request.options)
                made = client.make_credential(wanted, talk.stopped)
                inner = made.authenticator_attachment == "platform"
                return wire.proof_of_registration(made, ["internal"] if inner else ["usb"])
            asked = wire.request_options(job.request.options)
            return wire.proof_of_sign_in(client.get_assertion(asked, talk.stopped).get_response(0))
        except ClientError as error:
            talk.check()
            raise meaning_of(error, registering=job.registering) from None
        finally:
            # on an error fido2's thread that cancels the dialog waits for this for ever
            talk.stopped.set()


def meaning_of(error: ClientError, *, registering: bool) -> AuthError:
    """Return what a failure of the dialog means; every one is an OSError with an HRESULT."""
    number = getattr(error.cause, "winerror", None)
    if not isinstance(number, int):
        return not_used(type(error.cause).__name__)
    result = number & 0xFFFFFFFF
    code = f"{result:08X}"
    if result == _EXISTS and registering:
        return failed(ErrorCode.PASSKEY_EXISTS, code)
    if result in _NOT_FOUND:
        return failed(ErrorCode.PASSKEY_NOT_ON_KEY, code)
    if result in _NOT_POSSIBLE:
        return failed(ErrorCode.KEY_FULL if registering else ErrorCode.KEY_NOT_SUPPORTED, code)
    return not_used(code)
