"""What an installation must bring, tried part by part. Belongs to bootstrap: it knows the adapters, and no pool."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from desktop_login.domain.errors import AuthError, ErrorCode, failed
from desktop_login.domain.pool import PoolClient
from desktop_login.messages.message import FormattedMessage, message

_REFUSED = frozenset({ErrorCode.CERTIFICATE, ErrorCode.CERTIFICATES_MISSING})


class SelfCheck:
    """Tries what an installation must bring, each part by itself."""

    def results(self) -> Mapping[str, tuple[bool, str]]:
        """Return for each part whether it works, and a detail for the terminal."""
        parts: dict[str, Callable[[], str]] = {
            "keychain": _keychain,
            "certificates": _certificates,
            "service": _service,
            "proof": _proof,
            "files": _files,
            "browser": _browser,
            "passkeys": _passkeys,
        }
        return {part: _tried(attempt) for part, attempt in parts.items()}

    def remedy(self, part: str) -> FormattedMessage | None:
        """Return what the user can do about a part that does not work; None if unknown."""
        return without_bus() if part == "keychain" else None


def without_bus() -> FormattedMessage | None:
    """How to get a session bus, on which Linux' password stores are; None if there is one.

    https://dbus.freedesktop.org/doc/dbus-specification.html (well-known message bus instances)
    """
    if not sys.platform.startswith("linux"):
        return None
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    if os.environ.get("DBUS_SESSION_BUS_ADDRESS") or (runtime and Path(runtime, "bus").exists()):
        return None
    from desktop_login.messages.settings import NO_BUS, NO_BUS_PROGRAM
    from desktop_login.system.libraries import BUS, install_line, manager, named

    tool = manager()
    if shutil.which("dbus-run-session") or tool is None:
        return message(NO_BUS)
    return message(NO_BUS_PROGRAM, text=install_line(named([BUS], tool), tool))


def _tried(attempt: Callable[[], str]) -> tuple[bool, str]:
    try:
        return True, attempt()
    except Exception as error:  # noqa: BLE001 - that it does not work is what was asked
        code = error.error_info.request.code if isinstance(error, AuthError) else ""
        return False, code or type(error).__name__


def _keychain() -> str:
    from desktop_login.adapters.token_store.keychain import (
        TRIAL_S,
        OsKeychain,
        system_backend,
        trial,
    )
    from desktop_login.system.paths import keychain_trial

    trial(OsKeychain(patience_s=TRIAL_S), keychain_trial())
    return type(system_backend()).__module__.rpartition(".")[2]


def _certificates() -> str:
    """A connection where the certificate is trusted, and none where the system must decide."""
    from desktop_login.adapters.certificates import new_context
    from desktop_login.adapters.transport import Transport, only
    from desktop_login.services.trial_server import TrialServer

    with TrialServer() as server:
        trusting = new_context()
        trusting.load_verify_locations(cadata=server.certificate)
        Transport(only(server.url), limit=1024, context=trusting).send("GET", server.url)
        try:
            Transport(only(server.url), limit=1024).send("GET", server.url)
        except AuthError as error:
            if error.error_info.code not in _REFUSED:
                raise
            return f"TLS {server.version}"
    raise failed(ErrorCode.CERTIFICATE, "UnknownAuthorityAccepted")


def _service() -> str:
    from desktop_login.adapters.cognito.client import unsigned_client

    pool = PoolClient("us-east-1", "us-east-1_SelfCheck", "selfcheck")
    return str(unsigned_client(pool).meta.endpoint_url)


def _proof() -> str:
    from desktop_login.adapters.cognito import srp

    srp.ephemeral(srp.powmod_gmp)
    return "gmpy2"


def _files() -> str:
    from desktop_login.system.resources import resource

    wanted = (
        ("styles", "window.qss"),
        ("translations", "ja.first.mo"),
        ("translations", "ja.mo"),
        ("icons", "desktop-login.png"),
    )
    return str(sum(resource(*parts).is_file() for parts in wanted))


def _browser() -> str:
    """The first of the usual ports that is free."""
    from desktop_login.adapters.browser.loopback_sockets import bound
    from desktop_login.domain.browser_rounds import redirect_of
    from desktop_login.domain.pool import REDIRECTS

    places = [place for place in map(redirect_of, REDIRECTS) if place is not None]
    place, sockets = bound(places)
    for one in sockets:
        one.close()
    return place.netloc


def _passkeys() -> str:
    """The library, and the list of names under which no site of one owner stands."""
    from desktop_login.adapters.passkeys.keys import SecurityKeys

    if not SecurityKeys().is_public_suffix("co.uk"):
        raise failed(ErrorCode.PASSKEY_SETTINGS_UNFIT, "NoPublicSuffixes")
    return "fido2"
