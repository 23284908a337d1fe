"""The vault where files, keys and keychains are not what they should be."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desktop_login.adapters.vault import keychain as keychain_module
from desktop_login.adapters.vault.device_book import SealedDevices
from desktop_login.adapters.vault.keychain import OsKeychain, system_backend, trial
from desktop_login.adapters.vault.record import Owner, seal_body, subject_of, unseal
from desktop_login.adapters.vault.record_file import RecordFile
from desktop_login.adapters.vault.sealed import MemoryVault, SealedVault, decoded_key
from desktop_login.domain.devices import Device
from desktop_login.domain.errors import LoginError, Problem
from desktop_login.domain.secret import Secret
from desktop_login.domain.tokens import Tokens
from tests.fakes.keychains import LockedKeychain, MemoryBackend, MemoryKeychain
from tests.fakes.platform_keychains import macos, windows
from tests.patience import STEP_S, within

OWNER = Owner("us-east-1_Edges0001", "client")
KEY = bytes(32)
TOKENS = Tokens(Secret("i"), Secret("a"), Secret("r"), 1.5)
OTHERS = Tokens(Secret("i2"), Secret("a2"), Secret("r2"))
DEVICE = Device("key", "group", Secret("word"))


def refused(call: Callable[[], object]) -> Problem:
    with pytest.raises(LoginError) as error:
        call()
    return error.value.fault.problem


@pytest.fixture
def vault(tmp_path: Path) -> SealedVault:
    return SealedVault(MemoryKeychain(), tmp_path, OWNER)


def record_of(folder: Path) -> Path:
    (record,) = folder.rglob("session.bin")
    return record


class TestRecord:
    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"id_token": "", "access_token": "a", "refresh_token": "r", "drift": 0},
            {"id_token": "i", "access_token": "a", "refresh_token": "r", "drift": "0"},
            {"id_token": "i", "access_token": "a", "refresh_token": "r", "drift": True},
            {"id_token": "i", "access_token": "a", "refresh_token": "r", "drift": 1e12},
            {
                "id_token": "i",
                "access_token": "a",
                "refresh_token": "r",
                "drift": 0,
                "device_key": 7,
            },
        ],
    )
    def test_anything_else_inside(self, body: dict[str, Any]) -> None:
        record = seal_body(KEY, OWNER, "s", body)
        assert refused(lambda: unseal(KEY, OWNER, record)) is Problem.RECORD_UNREADABLE

    def test_no_object_inside(self) -> None:
        record = seal_body(KEY, OWNER, "s", ["a"])  # type: ignore[arg-type]
        assert refused(lambda: unseal(KEY, OWNER, record)) is Problem.RECORD_UNREADABLE

    def test_a_clock_that_is_decades_off_is_no_damage(self) -> None:
        body = {
            "id_token": "i",
            "access_token": "a",
            "refresh_token": "r",
            "drift": 56 * 365 * 86400,
        }
        assert unseal(KEY, OWNER, seal_body(KEY, OWNER, "s", body)).drift > 0

    @pytest.mark.parametrize(
        "record", [b"", b"no line", b"[]\n", b"{}\n", b'{"subject": 7}\n', b"[" * 4000 + b"\n"]
    )
    def test_whose_it_is_where_it_does_not_say(self, record: bytes) -> None:
        assert subject_of(record) is None


class TestFile:
    def test_drafts_of_the_dead_are_swept(self, tmp_path: Path) -> None:
        file = RecordFile(tmp_path)
        old, fresh = tmp_path / ".session-old", tmp_path / ".session-fresh"
        for draft in (old, fresh):
            draft.write_bytes(b"half")
        os.utime(old, (1, 1))
        file.write(b"whole")
        assert not old.exists()
        assert fresh.exists(), "somebody may be writing it at this moment"
        file.remove()
        assert not fresh.exists()

    def test_a_draft_that_somebody_else_swept(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / ".session-gone").write_bytes(b"half")
        real = Path.stat

        def gone(self: Path, **how: Any) -> Any:
            if self.name == ".session-gone":
                raise FileNotFoundError
            return real(self, **how)

        monkeypatch.setattr(Path, "stat", gone)
        RecordFile(tmp_path).write(b"whole")

    def test_windows_has_no_folders_to_sync(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("desktop_login.adapters.vault.record_file.sys.platform", "win32")
        RecordFile(tmp_path).write(b"whole")
        assert (tmp_path / "session.bin").read_bytes() == b"whole"


class TestSealedVault:
    def test_a_folder_in_place_of_the_record(self, vault: SealedVault, tmp_path: Path) -> None:
        vault.save(TOKENS, "s")
        record = record_of(tmp_path)
        record.unlink()
        record.mkdir()
        assert refused(vault.load) is Problem.KEYCHAIN
        assert refused(lambda: vault.save(TOKENS, "s")) is Problem.NOT_SAVED
        assert vault.keeps("s"), "saving tells what is wrong, not this"
        assert refused(lambda: vault.forget("s")) is Problem.NOT_SAVED

    def test_written_and_something_else_read(
        self, vault: SealedVault, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(RecordFile, "write", lambda self, content: None)
        assert refused(lambda: vault.save(TOKENS, "s")) is Problem.NOT_SAVED

    def test_who_is_kept(self, vault: SealedVault, tmp_path: Path) -> None:
        assert not vault.keeps("s")
        vault.save(TOKENS, "s")
        assert vault.keeps("s")
        assert not vault.keeps("somebody else")
        record_of(tmp_path).unlink()
        assert vault.keeps("s"), "the file got lost, nobody signed out"
        vault.forget("s")
        assert not vault.keeps("s")
        locked = SealedVault(LockedKeychain(), tmp_path, OWNER)
        assert locked.keeps("s"), "saving tells what is wrong"

    def test_only_what_is_theirs_is_forgotten(self, vault: SealedVault) -> None:
        vault.save(TOKENS, "s")
        vault.forget("somebody else")
        assert vault.load() == TOKENS
        vault.forget("s", OTHERS)
        assert vault.load() == TOKENS, "signed in again since those died"
        vault.forget("s", TOKENS)
        assert vault.load() is None

    def test_what_nobody_can_open_goes(self, vault: SealedVault, tmp_path: Path) -> None:
        vault.save(TOKENS, "s")
        record = record_of(tmp_path)
        record.write_bytes(record.read_bytes()[:-3])
        vault.forget("s", TOKENS)
        assert not record.exists()

    def test_a_record_that_cannot_be_set_aside(
        self, vault: SealedVault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        vault.save(TOKENS, "s")
        record_of(tmp_path).write_bytes(b"damaged")

        def stuck(self: RecordFile) -> None:
            raise PermissionError

        monkeypatch.setattr(RecordFile, "set_aside", stuck)
        assert refused(vault.load) is Problem.RECORD_UNREADABLE

    def test_a_newer_record_under_the_key_at_hand(self, vault: SealedVault, tmp_path: Path) -> None:
        vault.save(TOKENS, "s")
        record = record_of(tmp_path)
        record.write_bytes(record.read_bytes().replace(b'"schema": 1', b'"schema": 2'))
        assert refused(vault.load) is Problem.RECORD_NEWER

    def test_another_window_has_signed_out_and_in(self, tmp_path: Path) -> None:
        keychain = MemoryKeychain()
        first, second = (SealedVault(keychain, tmp_path, OWNER) for _ in range(2))
        first.save(TOKENS, "s")
        second.forget("s")
        second.save(OTHERS, "s")
        assert first.load() == OTHERS
        first.save(TOKENS, "s")
        second.forget("s")
        second.save(OTHERS, "s")
        first.save(TOKENS, "s")
        assert second.load() == TOKENS

    def test_a_lock_that_is_held_delays_and_stops_nobody(
        self, vault: SealedVault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("desktop_login.adapters.vault.sealed._LOCK_S", 0.1)
        with SealedVault(MemoryKeychain(), tmp_path, OWNER).exclusive(), vault.exclusive():
            vault.save(TOKENS, "s")
        assert vault.load() == TOKENS

    def test_a_key_that_is_none(self) -> None:
        assert decoded_key(None) is None
        assert decoded_key("not base64!") is None
        assert decoded_key("AAAA") is None

    def test_memory_keeps_nothing(self) -> None:
        memory = MemoryVault()
        with memory.exclusive():
            memory.save(TOKENS, "s")
        memory.forget("s")
        assert memory.load() is None
        assert not memory.keeps("s")


class TestDeviceBook:
    @pytest.fixture
    def book(self, tmp_path: Path) -> SealedDevices:
        book = SealedDevices(MemoryKeychain(), tmp_path, OWNER)
        book.remember(DEVICE, "s", ("name",))
        return book

    def file(self, folder: Path) -> Path:
        (file,) = folder.rglob("devices.bin")
        return file

    def test_a_folder_in_its_place(
        self, book: SealedDevices, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(self: RecordFile, limit: int) -> bytes:
            raise OSError

        monkeypatch.setattr(RecordFile, "read", broken)
        assert refused(lambda: book.find("name")) is Problem.KEYCHAIN

    def test_it_cannot_be_written(
        self, book: SealedDevices, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(self: RecordFile, content: bytes) -> None:
            raise OSError

        monkeypatch.setattr(RecordFile, "write", full)
        assert refused(lambda: book.remember(DEVICE, "s", ("name",))) is Problem.NOT_SAVED

    def test_without_its_key_it_is_written_anew(self, book: SealedDevices) -> None:
        book._keychain.entries.clear()  # type: ignore[attr-defined]
        assert book.find("name") is None
        book.remember(DEVICE, "s", ("name",))
        assert book.find("NAME") == DEVICE

    def test_damaged_is_as_good_as_none_and_newer_is_left_alone(
        self, book: SealedDevices, tmp_path: Path
    ) -> None:
        file = self.file(tmp_path)
        good = file.read_bytes()
        file.write_bytes(good[:-4])
        assert book.find("name") is None
        file.write_bytes(good.replace(b'"schema": 1', b'"schema": 2'))
        assert refused(lambda: book.find("name")) is Problem.RECORD_NEWER

    def test_who_was_not_known_is_forgotten_silently(self, book: SealedDevices) -> None:
        book.forget("another")
        assert book.find("name") == DEVICE


class TestSystemKeychain:
    def test_windows(self, monkeypatch: pytest.MonkeyPatch) -> None:
        windows(monkeypatch)
        monkeypatch.setattr(keychain_module.sys, "platform", "win32")
        backend = system_backend()
        assert type(backend).__name__ == "WinVaultKeyring"
        assert backend.persist == 2, "of this machine only"

    def test_macos(self, monkeypatch: pytest.MonkeyPatch) -> None:
        macos(monkeypatch)
        monkeypatch.setattr(keychain_module.sys, "platform", "darwin")
        assert type(system_backend()).__module__ == "keyring.backends.macOS"

    def test_deleting_nothing(self) -> None:
        OsKeychain(MemoryBackend).delete("nothing")

    def test_a_trial_that_reads_something_else(self) -> None:
        class Deaf(MemoryKeychain):
            def get(self, service: str) -> str | None:
                return "something else"

        assert refused(lambda: trial(Deaf(), "trial")) is Problem.KEYCHAIN

    def test_out_of_patience(self) -> None:
        release = threading.Event()

        class Slow(MemoryBackend):
            def get_password(self, service: str, account: str) -> str | None:
                release.wait(STEP_S)
                return None

        begun = time.monotonic()
        assert refused(lambda: OsKeychain(Slow, patience_s=0.1).get("s")) is Problem.KEYCHAIN
        assert time.monotonic() - begun < within(2)
        release.set()
