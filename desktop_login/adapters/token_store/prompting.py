"""A keychain that reads without a prompt, except while somebody is there to answer it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_login.adapters.token_store.keychain import Keychain, OsKeychain

if TYPE_CHECKING:
    from collections.abc import Callable


class PromptsOnRequest:
    """For a program that is built on this library: a token that it asks for in the background must not
    bring up a dialog. Writing may: that is part of a sign-in.

    Attributes:
        may_ask: Whether a prompt may come up, because a window is open.
    """

    def __init__(
        self,
        asking: Callable[[], Keychain] = OsKeychain,
        quiet: Callable[[], Keychain] | None = None,
    ) -> None:
        self.may_ask = False
        self._make_asking = asking
        self._make_quiet = quiet
        self._asking: Keychain | None = None
        self._quiet: Keychain | None = None

    def get(self, service: str) -> str | None:
        return (self._loud() if self.may_ask else self._silent()).get(service)

    def set(self, service: str, secret: str) -> None:
        self._loud().set(service, secret)

    def delete(self, service: str) -> None:
        self._loud().delete(service)

    def _loud(self) -> Keychain:
        if self._asking is None:
            self._asking = self._make_asking()
        return self._asking

    def _silent(self) -> Keychain:
        if self._quiet is None:
            from desktop_login.adapters.token_store.sealed_reading import usual_keychain

            self._quiet = (self._make_quiet or usual_keychain)()
        return self._quiet
