"""The port `Keys` over fido2, which is imported when the first passkey is asked for. Decides no page.

On Windows programs may not open a key; there the system's dialog is used (`windows`).
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_login.adapters.passkeys import wire
from desktop_login.adapters.passkeys.talk import Talk
from desktop_login.domain.errors import AuthError, ErrorCode, failed
from desktop_login.domain.passkey_rules import KeyJob
from desktop_login.domain.passkeys import PasskeyOffers

if TYPE_CHECKING:
    from desktop_login.adapters.passkeys.usb import Devices

_LIBRARY = "fido2"
logger = logging.getLogger(__name__)


class SecurityKeys:
    """The port `Keys`.

    Args:
        devices: What is plugged in, each as a `CtapDevice`; None for the USB ports of this computer.
        platform: As `sys.platform`.
        sysfs: Where Linux describes what is plugged in, `/sys/class/hidraw`.
        dev: Where the device files are.
        window: Returns the handle of the window on Windows, over which the system shows its dialog.
    """

    def __init__(
        self,
        devices: Devices | None = None,
        *,
        platform: str = sys.platform,
        sysfs: Path = Path("/sys/class/hidraw"),
        dev: Path = Path("/dev"),
        window: Callable[[], int] = lambda: 0,
    ) -> None:
        self._devices = devices
        self._windows = platform == "win32" and devices is None
        self._sysfs = sysfs if platform.startswith("linux") and devices is None else None
        self._dev = dev
        self._window = window
        self._broken = False

    def offers(self) -> PasskeyOffers:
        """Return what this computer can do about passkeys. Imports nothing."""
        if self._broken or not _is_installed():
            return PasskeyOffers()
        return PasskeyOffers(key=not self._windows, system=self._windows)

    def is_public_suffix(self, host: str) -> bool:
        with _Library(self):
            return wire.is_public_suffix(host)

    def begin(self, job: KeyJob) -> Talk:
        """Begin to ask for a passkey. Raises `AuthError(PASSKEY_ELSEWHERE)` without a usable fido2."""
        with _Library(self):
            if job.system:
                from desktop_login.adapters.passkeys.windows import SystemDialog

                return Talk(job, SystemDialog(self._window())).start()
            import fido2.client
            import fido2.hid  # noqa: F401 - here, where a broken library becomes a sentence

            from desktop_login.adapters.passkeys import usb

            devices = self._devices or usb.plugged_in
            return Talk(job, usb.KeyDialog(devices, self._is_forbidden)).start()

    def library_failed(self) -> None:
        self._broken = True

    def _is_forbidden(self) -> bool:
        from desktop_login.adapters.passkeys.usb import is_forbidden

        return self._sysfs is not None and is_forbidden(self._sysfs, self._dev)


def _is_installed() -> bool:
    try:
        return find_spec(_LIBRARY) is not None
    except ValueError:
        return False  # half of it is there


class _Library:
    """Whatever a broken or missing library raises becomes P1, and is not tried again."""

    def __init__(self, keys: SecurityKeys) -> None:
        self._keys = keys

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: object) -> None:
        if kind is not None and issubclass(kind, Exception) and not issubclass(kind, AuthError):
            logger.warning("fido2 cannot be used: %s", kind.__name__)
            self._keys.library_failed()
            raise failed(ErrorCode.PASSKEY_ELSEWHERE, kind.__name__) from None
