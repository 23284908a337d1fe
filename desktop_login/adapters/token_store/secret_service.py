"""The keychain of a command on Linux: reads without a prompt, and says at once that it is locked. Writes nothing."""

from __future__ import annotations

from desktop_login.adapters.token_store.secret_item import PATIENCE_S, NotRead, secret_of
from desktop_login.domain.errors import ErrorCode, failed


class SecretServiceReader:
    """`keychain.Keychain`, whose error says why: a code of `secret_item`."""

    def __init__(self, patience_s: float = PATIENCE_S) -> None:
        self._patience_s = patience_s

    def get(self, service: str) -> str | None:
        try:
            return secret_of(service, self._patience_s)
        except NotRead as error:
            raise failed(ErrorCode.KEYCHAIN, error.code) from None

    def set(self, service: str, secret: str) -> None:  # noqa: ARG002 - the port's names
        """Only a sign-in writes, and asks."""
        raise failed(ErrorCode.KEYCHAIN, "ReadOnly")

    def delete(self, service: str) -> None:
        from desktop_login.adapters.token_store.keychain import OsKeychain

        OsKeychain(patience_s=self._patience_s).delete(service)
