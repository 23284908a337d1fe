"""What a device store must do: one suite for memory, for a sealed book, and for the real keychain."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from desktop_login.adapters.token_store.device_store import EncryptedDeviceStore
from desktop_login.adapters.token_store.encrypted_record import StoreKey
from desktop_login.adapters.token_store.keychain import Keychain
from desktop_login.domain.devices import Device
from desktop_login.domain.secret import Secret
from desktop_login.flow.ports import DeviceStore

OWNER = StoreKey("us-east-1_Contract1", "contractclient")
MINE = Device("us-east-1_a", "-group", Secret("first secret"))
NEXT = Device("us-east-1_b", "-group", Secret("second secret"))
NAMES = ("Robin@Example.com", "robin@example.com", "1234-5678", "")

Make = Callable[[], DeviceStore]


class DeviceContract:
    def test_nothing_there(self, make: Make) -> None:
        assert make().find("robin@example.com") is None
        make().forget("us-east-1_never")

    def test_found_by_every_name(self, make: Make) -> None:
        make().remember(MINE, "sub-1", NAMES)
        for name in ("robin@example.com", "ROBIN@example.com", "1234-5678"):
            assert make().find(name) == MINE
        assert make().find("") is None
        assert make().find("somebody@example.com") is None

    def test_one_device_a_user(self, make: Make) -> None:
        make().remember(MINE, "sub-1", ("robin",))
        make().remember(NEXT, "sub-1", ("robin@example.com",))
        assert make().find("robin") is None
        assert make().find("robin@example.com") == NEXT

    def test_users_do_not_disturb_one_another(self, make: Make) -> None:
        make().remember(MINE, "sub-1", ("robin",))
        make().remember(NEXT, "sub-2", ("alex",))
        make().forget(MINE.key)
        assert make().find("robin") is None
        assert make().find("alex") == NEXT
        make().forget(NEXT.key)
        assert make().find("alex") is None


class SealedDeviceContract(DeviceContract):
    @pytest.fixture
    def make(self, keychain: Keychain, tmp_path: Path) -> Make:
        """As a fresh process would make it."""
        return lambda: EncryptedDeviceStore(keychain, tmp_path / "data", OWNER)

    def files(self, tmp_path: Path) -> list[Path]:
        return [path for path in (tmp_path / "data").rglob("*") if path.is_file()]

    def test_the_last_one_leaves_nothing(self, make: Make, tmp_path: Path) -> None:
        make().remember(MINE, "sub-1", NAMES)
        (book,) = self.files(tmp_path)
        assert b"secret" not in book.read_bytes()
        assert b"robin" not in book.read_bytes().lower()
        make().forget(MINE.key)
        assert self.files(tmp_path) == []

    def test_a_damaged_book_is_as_good_as_none_and_is_written_anew(
        self, make: Make, tmp_path: Path
    ) -> None:
        make().remember(MINE, "sub-1", NAMES)
        (book,) = self.files(tmp_path)
        content = book.read_bytes()
        for damaged in (b"", b"x", content[:-1], content[:40] + b"\0" + content[41:]):
            book.write_bytes(damaged)
            assert make().find("robin@example.com") is None
        make().remember(NEXT, "sub-1", NAMES)
        assert make().find("robin@example.com") == NEXT
