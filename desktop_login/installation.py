"""What an installation must bring, tried part by part. Belongs to bootstrap: it knows the adapters, and no pool."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from desktop_login.domain.errors import LoginError
from desktop_login.domain.pool import PoolClient


class SelfCheck:
    """Tries what an installation must bring, each part by itself."""

    def results(self) -> Mapping[str, tuple[bool, str]]:
        parts: dict[str, Callable[[], str]] = {
            "keychain": _keychain,
            "certificates": _certificates,
            "service": _service,
            "proof": _proof,
            "files": _files,
        }
        return {part: _tried(attempt) for part, attempt in parts.items()}


def _tried(attempt: Callable[[], str]) -> tuple[bool, str]:
    try:
        return True, attempt()
    except Exception as error:  # noqa: BLE001 - that it does not work is what was asked
        code = error.fault.trace.code if isinstance(error, LoginError) else ""
        return False, code or type(error).__name__


def _keychain() -> str:
    from desktop_login.adapters.vault.keychain import TRIAL_S, OsKeychain, system_backend, trial

    trial(OsKeychain(patience_s=TRIAL_S), "desktop-login/v1/self-check")
    return type(system_backend()).__module__.rpartition(".")[2]


def _certificates() -> str:
    import ssl

    import truststore

    truststore.inject_into_ssl()
    return type(ssl.create_default_context()).__module__.partition(".")[0]


def _service() -> str:
    from desktop_login.adapters.cognito.client import unsigned_client

    pool = PoolClient("us-east-1", "us-east-1_SelfCheck", "selfcheck")
    return str(unsigned_client(pool).meta.endpoint_url)


def _proof() -> str:
    from desktop_login.adapters.cognito import srp

    srp.ephemeral(srp.powmod_gmp)
    return "gmpy2"


def _files() -> str:
    from desktop_login.resource_files import resource

    wanted = (("styles", "window.qss"), ("translations", "ja.mo"), ("icons", "desktop-login.png"))
    return str(sum(resource(*parts).is_file() for parts in wanted))
