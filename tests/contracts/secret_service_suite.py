"""The same contracts on the real Secret Service. Run by `test_secret_service.py` on a private bus."""

from __future__ import annotations

import pytest

from desktop_login.adapters.vault.keychain import OsKeychain
from tests.contracts.vault_contract import KeychainContract, VaultContract


class TestSecretService(KeychainContract, VaultContract):
    @pytest.fixture
    def keychain(self) -> OsKeychain:
        return OsKeychain(patience_s=10)
