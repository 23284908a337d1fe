"""The device stores in memory and sealed, and what the sealed one does without a keychain."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_login.adapters.token_store.device_store import EncryptedDeviceStore, MemoryDeviceStore
from desktop_login.domain.errors import ErrorCode
from tests.contracts.device_contract import (
    MINE,
    NAMES,
    OWNER,
    DeviceContract,
    Make,
    SealedDeviceContract,
)
from tests.contracts.token_store_contract import problem
from tests.fakes.keychains import LockedKeychain, MemoryKeychain


class TestMemory(DeviceContract):
    @pytest.fixture
    def make(self) -> Make:
        devices = MemoryDeviceStore()
        return lambda: devices


class TestSealed(SealedDeviceContract):
    @pytest.fixture
    def keychain(self) -> MemoryKeychain:
        return MemoryKeychain()


def test_without_a_book_the_keychain_is_left_alone(tmp_path: Path) -> None:
    devices = EncryptedDeviceStore(LockedKeychain(), tmp_path, OWNER)
    assert devices.find("robin@example.com") is None
    devices.forget(MINE.key)
    assert problem(lambda: devices.remember(MINE, "sub", NAMES)) is ErrorCode.KEYCHAIN


def test_a_locked_keychain_keeps_the_book(tmp_path: Path) -> None:
    keychain = MemoryKeychain()
    EncryptedDeviceStore(keychain, tmp_path, OWNER).remember(MINE, "sub", NAMES)
    locked = EncryptedDeviceStore(LockedKeychain(), tmp_path, OWNER)
    assert problem(lambda: locked.find("robin@example.com")) is ErrorCode.KEYCHAIN
    assert EncryptedDeviceStore(keychain, tmp_path, OWNER).find("robin@example.com") == MINE


def test_a_book_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    keychain = MemoryKeychain()
    devices = EncryptedDeviceStore(keychain, tmp_path, OWNER)
    devices.remember(MINE, "sub", NAMES)
    (book,) = [path for path in tmp_path.rglob("*") if path.is_file()]
    newer = book.read_bytes().replace(b'"schema": 2', b'"schema": 3')
    book.write_bytes(newer)
    assert problem(lambda: devices.remember(MINE, "other", NAMES)) is ErrorCode.RECORD_NEWER
    assert book.read_bytes() == newer
