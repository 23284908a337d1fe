"""The vault's contract on the keychain of the tests."""

from __future__ import annotations

import pytest

from desktop_login.adapters.token_store.keychain import OsKeychain
from desktop_login.domain.errors import ErrorCode
from tests.contracts.token_store_contract import KeychainContract, TokenStoreContract, problem
from tests.fakes.keychains import MemoryKeychain
from tests.patience import STEP_S, within


class TestMemoryKeychain(KeychainContract, TokenStoreContract):
    @pytest.fixture
    def keychain(self) -> MemoryKeychain:
        return MemoryKeychain()


class Backend:
    """keyring's three calls, failing in one of the ways that real backends fail."""

    def __init__(self, error: BaseException | None = None, *, forgets: bool = False) -> None:
        self._error, self._forgets = error, forgets
        self._kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, account: str) -> str | None:
        if self._error:
            raise self._error
        return self._kept.get((service, account))

    def set_password(self, service: str, account: str, secret: str) -> None:
        if self._error:
            raise self._error
        if not self._forgets:
            self._kept[service, account] = secret

    def delete_password(self, service: str, account: str) -> None:
        if self._error:
            raise self._error


@pytest.mark.parametrize(
    "error", [FileNotFoundError("bus"), AssertionError(), RuntimeError("1783"), KeyError("x")]
)
def test_every_error_of_a_backend_is_one_problem(error: Exception) -> None:
    keychain = OsKeychain(lambda: Backend(error))
    for call in (
        lambda: keychain.get("s"),
        lambda: keychain.set("s", "x"),
        lambda: keychain.delete("s"),
    ):
        assert problem(call) is ErrorCode.KEYCHAIN


def test_a_store_that_reports_success_and_holds_nothing() -> None:
    keychain = OsKeychain(lambda: Backend(forgets=True))
    assert problem(lambda: keychain.set("s", "x")) is ErrorCode.KEYCHAIN


def test_a_store_that_does_not_delete() -> None:
    keychain = OsKeychain(Backend)
    keychain.set("s", "x")
    assert problem(lambda: keychain.delete("s")) is ErrorCode.KEYCHAIN


def test_a_keychain_that_never_answers_costs_only_our_patience() -> None:
    import threading
    import time

    release = threading.Event()

    class Silent(Backend):
        def get_password(self, service: str, account: str) -> str | None:
            release.wait(STEP_S)  # without the deadline the answer of then would count
            return None

    keychain = OsKeychain(Silent, patience_s=0.2)
    begun = time.monotonic()
    assert problem(lambda: keychain.get("s")) is ErrorCode.KEYCHAIN
    assert time.monotonic() - begun < within(2)
    release.set()


def test_no_bus_is_no_keychain(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    if sys.platform != "linux":
        pytest.skip("the Secret Service is Linux's")
    for address in ("", "unix:path=/nowhere/at/all"):
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        assert problem(lambda: OsKeychain(patience_s=5).get("s")) is ErrorCode.KEYCHAIN


def test_keyrings_own_choice_of_backend_has_no_say(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    from desktop_login.adapters.token_store.keychain import system_backend

    if sys.platform != "linux":
        pytest.skip("the name of the class differs")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    assert type(system_backend()).__module__ == "keyring.backends.SecretService"
