"""The same contracts on the real Secret Service. Run by `test_secret_service.py` on a private bus."""

from __future__ import annotations

import pytest

from desktop_login.adapters.token_store.keychain import OsKeychain
from tests.contracts.device_contract import SealedDeviceContract
from tests.contracts.token_store_contract import KeychainContract, TokenStoreContract


@pytest.fixture
def keychain() -> OsKeychain:
    return OsKeychain(patience_s=10)


class TestSecretService(KeychainContract, TokenStoreContract):
    """Nothing to add: the contracts are the test."""


class TestDevices(SealedDeviceContract):
    """The same."""
