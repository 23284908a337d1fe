"""Reads a secret of the freedesktop Secret Service without asking anybody. For commands; writes nothing.

keyring's own class would unlock a locked keychain, which opens a prompt that nobody may see, and
costs twice as much to load. The items are found by the attributes that keyring gives them.
https://specifications.freedesktop.org/secret-service/latest/
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from desktop_login.domain.errors import ErrorCode, failed
from desktop_login.system.threads import within

if TYPE_CHECKING:
    from jeepney.io.blocking import DBusConnection

# The codes that tell a person what to do; others are names of exceptions.
LOCKED, NO_SERVICE, NO_REPLY = "Locked", "NoService", "NoAnswer"
PATIENCE_S = 10.0
_ACCOUNT = "session key"
_SERVICE = "/org/freedesktop/secrets"
_NO_OBJECT = "/"


class SecretServiceReader:
    """`keychain.Keychain` for reading. A locked keychain is an error at once."""

    def __init__(self, patience_s: float = PATIENCE_S) -> None:
        self._patience_s = patience_s

    def get(self, service: str) -> str | None:
        """Raises `AuthError(KEYCHAIN)` with one of the codes above."""
        try:
            return within(self._patience_s, lambda: _read(service), "keychain")
        except TimeoutError:
            code = NO_REPLY
        except _Locked:
            code = LOCKED
        except BaseException as error:  # noqa: BLE001 - of the bus, its library, the service
            code = NO_SERVICE if _says_not_there(error) else type(error).__name__
        raise failed(ErrorCode.KEYCHAIN, code)

    def set(self, service: str, secret: str) -> None:  # noqa: ARG002 - the port's names
        """Only a sign-in writes, and asks."""
        raise failed(ErrorCode.KEYCHAIN, "ReadOnly")

    def delete(self, service: str) -> None:
        from desktop_login.adapters.token_store.keychain import OsKeychain

        OsKeychain(patience_s=self._patience_s).delete(service)


class _Locked(Exception):
    """There may be such an item, behind a password."""


def _says_not_there(error: BaseException) -> bool:
    """No bus, or nobody on it who offers the service."""
    if isinstance(error, OSError):
        return True
    return type(error).__name__ == "SecretServiceNotAvailableException"


def _read(service: str) -> str | None:
    from secretstorage.item import Item
    from secretstorage.util import DBusAddressWrapper

    with _bus() as bus:
        secrets = DBusAddressWrapper(_SERVICE, "org.freedesktop.Secret.Service", bus)
        wanted = {"service": service, "username": _ACCOUNT}
        unlocked, locked = secrets.call("SearchItems", "a{ss}", wanted)
        if unlocked:
            return str(Item(bus, unlocked[0]).get_secret().decode())
        if locked or _usual_is_locked(bus):
            raise _Locked
    return None


def _usual_is_locked(bus: DBusConnection) -> bool:
    """Some services do not find what lies in a locked collection."""
    from secretstorage.util import DBusAddressWrapper

    secrets = DBusAddressWrapper(_SERVICE, "org.freedesktop.Secret.Service", bus)
    (usual,) = secrets.call("ReadAlias", "s", "default")
    if usual == _NO_OBJECT:
        return False
    collection = DBusAddressWrapper(usual, "org.freedesktop.Secret.Collection", bus)
    return bool(collection.get_property("Locked"))


def _bus() -> DBusConnection:
    """cron and SSH have no address of the session bus, though it may be there."""
    from jeepney.io.blocking import open_dbus_connection

    address = os.environ.get("DBUS_SESSION_BUS_ADDRESS", "")
    if not address and sys.platform != "win32":
        address = f"unix:path=/run/user/{os.getuid()}/bus"
    return open_dbus_connection(bus=address)
