"""One item of the freedesktop Secret Service, read without asking anybody. Knows no error of this program.

keyring's own class would unlock a locked keychain, which opens a prompt that nobody may see, and
costs twice as much to load. The item is found by the attributes that keyring gives it.
https://specifications.freedesktop.org/secret-service/latest/
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # the module `typing` is loaded by others, or not at all
if TYPE_CHECKING:
    from jeepney.io.blocking import DBusConnection

PATIENCE_S = 10.0
# Why there is no answer. What else goes wrong is the name of an exception.
LOCKED, NO_SERVICE, NO_REPLY = "Locked", "NoService", "NoAnswer"
_NOT_AVAILABLE = "SecretServiceNotAvailableException"  # of secretstorage
# What is said of a computer without a keychain: here, and by keyring.
MISSING = frozenset({NO_SERVICE, "NoKeyringError", _NOT_AVAILABLE})
_ACCOUNT = "session key"
_SECRETS = "/org/freedesktop/secrets"
_SERVICE = "org.freedesktop.Secret.Service"
_ITEM = "org.freedesktop.Secret.Item"
_COLLECTION = "org.freedesktop.Secret.Collection"
_NO_OBJECT = "/"
_failed: dict[str, str] = {}  # a command asks a silent keychain once, not once a step


class NotRead(Exception):
    """`code` is why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def secret_of(service: str, patience_s: float = PATIENCE_S) -> str | None:
    """The secret; None if there is none. Raises `NotRead`."""
    from desktop_login.system.threads import within

    if service in _failed:
        raise NotRead(_failed[service])
    try:
        return within(patience_s, lambda: _read(service), "keychain")
    except NotRead as error:
        code = error.code
    except TimeoutError:
        code = NO_REPLY
    except BaseException as error:  # noqa: BLE001 - of the bus, its library, the service
        code = NO_SERVICE if _says_not_there(error) else type(error).__name__
    _failed[service] = code
    raise NotRead(code)


def _says_not_there(error: BaseException) -> bool:
    """No bus, or nobody on it who offers the service."""
    return type(error).__name__ == _NOT_AVAILABLE or isinstance(error, OSError)


def _read(service: str) -> str | None:
    from secretstorage.util import DBusAddressWrapper

    with _bus() as bus:
        secrets = DBusAddressWrapper(_SECRETS, _SERVICE, bus)
        wanted = {"service": service, "username": _ACCOUNT}
        unlocked, locked = secrets.call("SearchItems", "a{ss}", wanted)
        if unlocked:
            return _secret_at(bus, unlocked[0]).decode()
        if locked or _usual_is_locked(bus):
            raise NotRead(LOCKED)
    return None


def _secret_at(bus: DBusConnection, item: str) -> bytes:
    """Over an encrypted session, so that no program that listens on the bus sees it.

    As `secretstorage.Item` does it, without the backend of `cryptography` that it names, whose import
    takes a tenth of the time of the whole command.
    """
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
    from secretstorage.util import DBusAddressWrapper, open_session

    session = open_session(bus)
    found = DBusAddressWrapper(item, _ITEM, bus)
    ((_, iv, content, _),) = found.call("GetSecret", "o", session.object_path)
    if not session.encrypted or session.aes_key is None:
        return bytes(content)
    cipher = Cipher(algorithms.AES(session.aes_key), modes.CBC(bytes(iv)))
    decryptor = cipher.decryptor()
    padded = decryptor.update(bytes(content)) + decryptor.finalize()
    return padded[: -padded[-1]]


def _usual_is_locked(bus: DBusConnection) -> bool:
    """Some services do not find what lies in a locked collection."""
    from secretstorage.util import DBusAddressWrapper

    secrets = DBusAddressWrapper(_SECRETS, _SERVICE, bus)
    (usual,) = secrets.call("ReadAlias", "s", "default")
    if usual == _NO_OBJECT:
        return False
    return bool(DBusAddressWrapper(usual, _COLLECTION, bus).get_property("Locked"))


def _bus() -> DBusConnection:
    """cron and SSH have no address of the session bus, though it may be there."""
    from jeepney.io.blocking import open_dbus_connection

    from desktop_login.system.threads import patiently

    address = os.environ.get("DBUS_SESSION_BUS_ADDRESS", "")
    if not address and sys.platform != "win32":
        address = f"unix:path=/run/user/{os.getuid()}/bus"
    # a busy bus may take longer to greet than the second that the library gives it
    return patiently(lambda: open_dbus_connection(bus=address, auth_timeout=PATIENCE_S))
