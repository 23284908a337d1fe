"""The vault where files, keys and keychains are not what they should be."""

from __future__ import annotations

import base64
import json
import os
import secrets
import stat
import sys
import threading
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import astuple, replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from desktop_login.adapters.token_store import device_store
from desktop_login.adapters.token_store.device_store import EncryptedDeviceStore
from desktop_login.adapters.token_store.encrypted_record import (
    StoreKey,
    seal,
    seal_body,
    subject_of,
    unseal,
)
from desktop_login.adapters.token_store.keychain import OsKeychain, system_backend, trial
from desktop_login.adapters.token_store.record_file import RecordFile
from desktop_login.adapters.token_store.record_parts import decoded_key
from desktop_login.adapters.token_store.session_store import (
    EncryptedTokenStore,
    MemoryTokenStore,
)
from desktop_login.domain.devices import Device
from desktop_login.domain.errors import AuthError, ErrorCode
from desktop_login.domain.secret import Secret
from desktop_login.domain.tokens import Tokens
from desktop_login.flow.ports import StillLocked
from desktop_login.system.paths import earlier_folder_name, folder_name, has_record
from tests.fakes.keychains import LockedKeychain, MemoryBackend, MemoryKeychain
from tests.fakes.platform_keychains import macos, windows
from tests.patience import STEP_S, within

OWNER = StoreKey("us-east-1_Edges0001", "client")
KEY = bytes(32)
TOKENS = Tokens(Secret("i"), Secret("a"), Secret("r"), 1.5)
OTHERS = Tokens(Secret("i2"), Secret("a2"), Secret("r2"))
DEVICE = Device("key", "group", Secret("word"))


def refused(call: Callable[[], object]) -> ErrorCode:
    with pytest.raises(AuthError) as error:
        call()
    return error.value.error_info.code


@pytest.fixture
def token_store(tmp_path: Path) -> EncryptedTokenStore:
    return EncryptedTokenStore(MemoryKeychain(), tmp_path, OWNER)


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
        assert refused(lambda: unseal(KEY, OWNER, record)) is ErrorCode.RECORD_UNREADABLE

    def test_no_object_inside(self) -> None:
        record = seal_body(KEY, OWNER, "s", ["a"])  # type: ignore[arg-type]
        assert refused(lambda: unseal(KEY, OWNER, record)) is ErrorCode.RECORD_UNREADABLE

    def test_a_clock_that_is_decades_off_is_no_damage(self) -> None:
        body = {
            "id_token": "i",
            "access_token": "a",
            "refresh_token": "r",
            "drift": 56 * 365 * 86400,
        }
        assert unseal(KEY, OWNER, seal_body(KEY, OWNER, "s", body)).clock_skew > 0

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
        monkeypatch.setattr("desktop_login.system.files.sys.platform", "win32")
        RecordFile(tmp_path).write(b"whole")
        assert (tmp_path / "session.bin").read_bytes() == b"whole"


class TestEncryptedTokenStore:
    def test_a_folder_in_place_of_the_record(
        self, token_store: EncryptedTokenStore, tmp_path: Path
    ) -> None:
        token_store.save(TOKENS, "s")
        record = record_of(tmp_path)
        record.unlink()
        record.mkdir()
        assert refused(token_store.load) is ErrorCode.KEYCHAIN
        assert refused(lambda: token_store.save(TOKENS, "s")) is ErrorCode.NOT_SAVED
        assert token_store.keeps("s"), "saving tells what is wrong, not this"
        assert refused(lambda: token_store.forget("s")) is ErrorCode.NOT_SAVED
        assert refused(token_store.forget_everybody) is ErrorCode.NOT_SAVED

    def test_written_and_something_else_read(
        self, token_store: EncryptedTokenStore, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(RecordFile, "write", lambda self, content: None)
        assert refused(lambda: token_store.save(TOKENS, "s")) is ErrorCode.NOT_SAVED

    def test_who_is_kept(self, token_store: EncryptedTokenStore, tmp_path: Path) -> None:
        assert not token_store.keeps("s")
        token_store.save(TOKENS, "s")
        assert token_store.keeps("s")
        assert not token_store.keeps("somebody else")
        record_of(tmp_path).unlink()
        assert token_store.keeps("s"), "the file got lost, nobody signed out"
        token_store.forget("s")
        assert not token_store.keeps("s")
        locked = EncryptedTokenStore(LockedKeychain(), tmp_path, OWNER)
        assert locked.keeps("s"), "saving tells what is wrong"

    def test_only_what_is_theirs_is_forgotten(self, token_store: EncryptedTokenStore) -> None:
        token_store.save(TOKENS, "s")
        token_store.forget("somebody else")
        assert token_store.load() == TOKENS
        token_store.forget("s", OTHERS)
        assert token_store.load() == TOKENS, "signed in again since those died"
        token_store.forget("s", TOKENS)
        assert token_store.load() is None

    def test_what_nobody_can_open_goes(
        self, token_store: EncryptedTokenStore, tmp_path: Path
    ) -> None:
        token_store.save(TOKENS, "s")
        record = record_of(tmp_path)
        record.write_bytes(record.read_bytes()[:-3])
        token_store.forget("s", TOKENS)
        assert not record.exists()

    def test_a_record_that_cannot_be_set_aside(
        self, token_store: EncryptedTokenStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        token_store.save(TOKENS, "s")
        record_of(tmp_path).write_bytes(b"damaged")

        def stuck(self: RecordFile) -> None:
            raise PermissionError

        monkeypatch.setattr(RecordFile, "set_aside", stuck)
        assert refused(token_store.load) is ErrorCode.RECORD_UNREADABLE

    def test_a_newer_record_under_the_key_at_hand(
        self, token_store: EncryptedTokenStore, tmp_path: Path
    ) -> None:
        token_store.save(TOKENS, "s")
        record = record_of(tmp_path)
        record.write_bytes(record.read_bytes().replace(b'"schema": 2', b'"schema": 3'))
        assert refused(token_store.load) is ErrorCode.RECORD_NEWER

    def test_another_window_has_signed_out_and_in(self, tmp_path: Path) -> None:
        keychain = MemoryKeychain()
        first, second = (EncryptedTokenStore(keychain, tmp_path, OWNER) for _ in range(2))
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
        self, token_store: EncryptedTokenStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("desktop_login.adapters.token_store.session_store._LOCK_S", 0.1)
        with (
            EncryptedTokenStore(MemoryKeychain(), tmp_path, OWNER).exclusive(),
            token_store.exclusive(),
        ):
            token_store.save(TOKENS, "s")
        assert token_store.load() == TOKENS

    def test_a_store_that_insists_on_the_lock_refreshes_nothing_without_it(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("desktop_login.adapters.token_store.session_store._LOCK_S", 0.1)
        command = EncryptedTokenStore(MemoryKeychain(), tmp_path, OWNER, insists=True)
        with (
            EncryptedTokenStore(MemoryKeychain(), tmp_path, OWNER).exclusive(),
            pytest.raises(StillLocked),
            command.exclusive(),
        ):
            pytest.fail("without the lock")
        with command.exclusive():
            command.save(TOKENS, "s")

    def test_a_key_that_is_none(self) -> None:
        assert decoded_key(None) is None
        assert decoded_key("not base64!") is None
        assert decoded_key("AAAA") is None

    def test_memory_keeps_nothing(self) -> None:
        memory = MemoryTokenStore()
        with memory.exclusive():
            memory.save(TOKENS, "s")
        memory.forget("s")
        assert memory.load() is None
        assert not memory.keeps("s")


class TestDeviceBook:
    @pytest.fixture
    def book(self, tmp_path: Path) -> EncryptedDeviceStore:
        book = EncryptedDeviceStore(MemoryKeychain(), tmp_path, OWNER)
        book.remember(DEVICE, "s", ("name",))
        return book

    def file(self, folder: Path) -> Path:
        (file,) = folder.rglob("devices.bin")
        return file

    def test_a_folder_in_its_place(
        self, book: EncryptedDeviceStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(self: RecordFile, limit: int) -> bytes:
            raise OSError

        monkeypatch.setattr(RecordFile, "read", broken)
        assert refused(lambda: book.find("name")) is ErrorCode.KEYCHAIN

    def test_it_cannot_be_written(
        self, book: EncryptedDeviceStore, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(self: RecordFile, content: bytes) -> None:
            raise OSError

        monkeypatch.setattr(RecordFile, "write", full)
        assert refused(lambda: book.remember(DEVICE, "s", ("name",))) is ErrorCode.NOT_SAVED

    def test_without_its_key_it_is_written_anew(self, book: EncryptedDeviceStore) -> None:
        book._keychain.entries.clear()  # type: ignore[attr-defined]
        assert book.find("name") is None
        book.remember(DEVICE, "s", ("name",))
        assert book.find("NAME") == DEVICE

    def test_damaged_is_as_good_as_none_and_newer_is_left_alone(
        self, book: EncryptedDeviceStore, tmp_path: Path
    ) -> None:
        file = self.file(tmp_path)
        good = file.read_bytes()
        file.write_bytes(good[:-4])
        assert book.find("name") is None
        file.write_bytes(good.replace(b'"schema": 2', b'"schema": 3'))
        assert refused(lambda: book.find("name")) is ErrorCode.RECORD_NEWER

    def test_who_was_not_known_is_forgotten_silently(self, book: EncryptedDeviceStore) -> None:
        book.forget("another")
        assert book.find("name") == DEVICE


class TestSystemKeychain:
    def test_windows(self, monkeypatch: pytest.MonkeyPatch) -> None:
        windows(monkeypatch)
        monkeypatch.setattr(sys, "platform", "win32")
        backend: Any = system_backend()
        assert type(backend).__name__ == "WinVaultKeyring"
        assert backend.persist == 2, "of this machine only"

    @pytest.mark.medium
    def test_macos(self, monkeypatch: pytest.MonkeyPatch) -> None:
        macos(monkeypatch)
        monkeypatch.setattr(sys, "platform", "darwin")
        assert type(system_backend()).__module__ == "keyring.backends.macOS"

    def test_deleting_nothing(self) -> None:
        OsKeychain(MemoryBackend).delete("nothing")

    def test_a_trial_that_reads_something_else(self) -> None:
        class Deaf(MemoryKeychain):
            def get(self, service: str) -> str | None:
                return "something else"

        assert refused(lambda: trial(Deaf(), "trial")) is ErrorCode.KEYCHAIN

    def test_out_of_patience(self) -> None:
        release = threading.Event()

        class Slow(MemoryBackend):
            def get_password(self, service: str, account: str) -> str | None:
                release.wait(STEP_S)
                return None

        begun = time.monotonic()
        assert refused(lambda: OsKeychain(Slow, patience_s=0.1).get("s")) is ErrorCode.KEYCHAIN
        assert time.monotonic() - begun < within(2)
        release.set()


def earlier_record(
    keychain: MemoryKeychain, folder: Path, owner: StoreKey, tokens: Tokens, subject: str = "s"
) -> Path:
    """What the version before schema 2 has written for this owner."""
    name = earlier_folder_name(owner.pool_id, owner.client_id, owner.profile, owner.endpoint)
    name = name or folder_name(owner.pool_id, owner.client_id)
    header = {
        "schema": 1,
        "pool": owner.pool_id,
        "client": owner.client_id,
        "subject": subject,
    }
    line = json.dumps(header, sort_keys=True).encode() + b"\n"
    body = {
        "id_token": tokens.id_token.reveal(),
        "access_token": tokens.access_token.reveal(),
        "refresh_token": tokens.refresh_token.reveal(),
        "drift": tokens.clock_skew,
        "device_key": "",
    }
    key = secrets.token_bytes(32)
    keychain.set(f"desktop-login/v1/{name}", base64.b64encode(key).decode())
    record = folder / name / "session.bin"
    record.parent.mkdir(parents=True, exist_ok=True)
    nonce = secrets.token_bytes(12)
    record.write_bytes(line + nonce + AESGCM(key).encrypt(nonce, json.dumps(body).encode(), line))
    return record


WITH_PROFILE = StoreKey("us-east-1_Edges0001", "client", "dev")
WITH_ENDPOINT = StoreKey("us-east-1_Edges0001", "client", "", "http://127.0.0.1:1")


class TestWhoseItIs:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            (("p", "c", "endpoint=http://e", ""), ("p", "c", "", "http://e")),
            (("p", "c", "a|endpoint=http://e", ""), ("p", "c", "a", "http://e")),
            (("p", "c", "a|b", ""), ("p", "c|a", "b", "")),
            (("p", "c", '", "', ""), ("p", "c", "", '", "')),
            (("p", "c", "x", ""), ("p", "c", "", "x")),
        ],
    )
    def test_no_profile_can_be_named_like_an_endpoint(
        self, one: tuple[str, str, str, str], other: tuple[str, str, str, str]
    ) -> None:
        assert folder_name(*one) != folder_name(*other)

    @pytest.mark.parametrize(
        "change",
        [
            {"pool_id": "us-east-1_Other0001"},
            {"client_id": "other"},
            {"profile": "other"},
            {"endpoint": "https://evil.example"},
        ],
    )
    def test_under_the_same_key_it_opens_for_its_owner_only(self, change: dict[str, str]) -> None:
        record = seal(KEY, OWNER, "s", TOKENS)
        assert unseal(KEY, OWNER, record) == TOKENS
        other = replace(OWNER, **change)
        assert refused(lambda: unseal(KEY, other, record)) is ErrorCode.POOL_CHANGED
        line, _, rest = record.partition(b"\n")
        relabelled = json.loads(line) | {
            "pool": other.pool_id,
            "client": other.client_id,
            "profile": other.profile,
            "endpoint": other.endpoint,
        }
        forged = json.dumps(relabelled, sort_keys=True).encode() + b"\n" + rest
        assert refused(lambda: unseal(KEY, other, forged)) is ErrorCode.RECORD_UNREADABLE

    @pytest.mark.parametrize("field", ["profile", "endpoint", "subject", "schema"])
    def test_nothing_can_be_left_out_of_its_first_line(self, field: str) -> None:
        line, _, rest = seal(KEY, OWNER, "s", TOKENS).partition(b"\n")
        shorter = {name: value for name, value in json.loads(line).items() if name != field}
        record = json.dumps(shorter, sort_keys=True).encode() + b"\n" + rest
        assert refused(lambda: unseal(KEY, OWNER, record)) is ErrorCode.RECORD_UNREADABLE

    def test_a_long_endpoint_is_no_damage(self, tmp_path: Path) -> None:
        owner = replace(OWNER, endpoint="https://example.com/" + "x" * 20_000)
        EncryptedTokenStore(MemoryKeychain(), tmp_path, owner).save(TOKENS, "s")
        assert subject_of(record_of(tmp_path).read_bytes()) == "s"


class TestEarlierVersion:
    """Records of schema 1. With a profile or endpoint they lay under another name."""

    def test_without_profile_and_endpoint_nothing_moves(self, tmp_path: Path) -> None:
        keychain = MemoryKeychain()
        record = earlier_record(keychain, tmp_path, OWNER, TOKENS)
        token_store = EncryptedTokenStore(keychain, tmp_path, OWNER)
        assert token_store.load() == TOKENS
        assert record_of(tmp_path) == record
        token_store.save(OTHERS, "s")
        assert record.read_bytes().startswith(b'{"client": "client", "endpoint": ""')
        assert EncryptedTokenStore(keychain, tmp_path, OWNER).load() == OTHERS

    @pytest.mark.parametrize("locked", [True, False])
    def test_a_profiles_is_taken_over_once(self, tmp_path: Path, locked: bool) -> None:
        keychain = MemoryKeychain()
        old = earlier_record(keychain, tmp_path, WITH_PROFILE, TOKENS)
        (old.parent / "session.lock").touch()
        assert has_record(tmp_path, *astuple(WITH_PROFILE))
        token_store = EncryptedTokenStore(keychain, tmp_path, WITH_PROFILE)
        with token_store.exclusive() if locked else nullcontext():
            assert token_store.load() == TOKENS
        assert record_of(tmp_path) != old
        assert not old.parent.exists()
        assert list(keychain.entries) == [token_store.service]
        assert subject_of(record_of(tmp_path).read_bytes()) == "s"
        again = EncryptedTokenStore(keychain, tmp_path, WITH_PROFILE)
        assert again.load() == TOKENS
        assert has_record(tmp_path, *astuple(WITH_PROFILE))
        again.forget("s")
        assert not keychain.entries

    def test_two_windows_that_do_it_at_once_agree(self, tmp_path: Path) -> None:
        keychain = MemoryKeychain()
        old = earlier_record(keychain, tmp_path, WITH_PROFILE, TOKENS)
        first, second = (EncryptedTokenStore(keychain, tmp_path, WITH_PROFILE) for _ in range(2))
        found = second._earlier.find()
        assert first.load() == TOKENS
        first.save(OTHERS, "s")
        old.parent.mkdir()
        assert found is not None
        old.write_bytes(found.record)  # the second one had not seen yet that it was gone
        assert second.load() == OTHERS
        second.save(OTHERS, "s")
        assert not old.parent.exists()

    def test_one_without_its_key_stays(self, tmp_path: Path) -> None:
        keychain = MemoryKeychain()
        old = earlier_record(keychain, tmp_path, WITH_PROFILE, TOKENS)
        entries = dict(keychain.entries)
        keychain.entries.clear()
        token_store = EncryptedTokenStore(keychain, tmp_path, WITH_PROFILE)
        assert refused(token_store.load) is ErrorCode.KEY_MISSING
        assert old.exists()
        keychain.entries.update(entries)
        assert token_store.load() == TOKENS

    def test_on_a_full_disk_it_is_used_and_stays(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(self: RecordFile, content: bytes) -> None:
            raise OSError

        keychain = MemoryKeychain()
        old = earlier_record(keychain, tmp_path, WITH_PROFILE, TOKENS)
        with monkeypatch.context() as patch:
            patch.setattr(RecordFile, "write", full)
            assert EncryptedTokenStore(keychain, tmp_path, WITH_PROFILE).load() == TOKENS
        assert old.exists()
        assert EncryptedTokenStore(keychain, tmp_path, WITH_PROFILE).load() == TOKENS
        assert not old.exists()

    @pytest.mark.parametrize(
        "owner",
        [
            WITH_ENDPOINT,
            replace(WITH_ENDPOINT, profile="dev"),
            replace(WITH_PROFILE, profile="endpoint=http://127.0.0.1:1"),
            replace(WITH_PROFILE, profile="dev|endpoint=http://127.0.0.1:1"),
        ],
    )
    def test_what_may_be_anothers_is_not_taken_over_and_goes(
        self, tmp_path: Path, owner: StoreKey
    ) -> None:
        keychain = MemoryKeychain()
        old = earlier_record(keychain, tmp_path, owner, TOKENS)
        token_store = EncryptedTokenStore(keychain, tmp_path, owner)
        assert not has_record(tmp_path, *astuple(owner))
        assert token_store.load() is None
        assert old.exists()
        token_store.save(OTHERS, "s")  # signed in again
        assert not old.exists()
        assert list(keychain.entries) == [token_store.service]

    def test_signing_out_removes_it_too_unless_it_is_somebody_elses(self, tmp_path: Path) -> None:
        keychain = MemoryKeychain()
        old = earlier_record(keychain, tmp_path, WITH_PROFILE, TOKENS)
        token_store = EncryptedTokenStore(keychain, tmp_path, WITH_PROFILE)
        token_store.forget("somebody else")
        assert old.exists()
        token_store.forget("s")
        assert not old.exists()
        assert not keychain.entries

    def test_a_damaged_one_is_told(self, tmp_path: Path) -> None:
        keychain = MemoryKeychain()
        old = earlier_record(keychain, tmp_path, WITH_PROFILE, TOKENS)
        old.write_bytes(old.read_bytes()[:-1])
        token_store = EncryptedTokenStore(keychain, tmp_path, WITH_PROFILE)
        assert refused(token_store.load) is ErrorCode.RECORD_UNREADABLE
        token_store.save(OTHERS, "s")
        assert not old.exists()


class TestDevicesOfAnEarlierVersion:
    """As above: what it was told is sealed as schema 1, by hand, under the earlier name."""

    def write(self, keychain: MemoryKeychain, folder: Path, owner: StoreKey) -> Path:
        name = earlier_folder_name(*astuple(owner))
        line = {"schema": 1, "pool": owner.pool_id, "client": owner.client_id, "subject": "devices"}
        header = json.dumps(line, sort_keys=True).encode() + b"\n"
        device = {"key": "key", "group_key": "group", "password": "word"}
        body = {"devices": [device | {"subject": "s", "names": ["name"]}]}
        key, nonce = secrets.token_bytes(32), secrets.token_bytes(12)
        keychain.set(f"desktop-login/v1/{name}/devices", base64.b64encode(key).decode())
        book = folder / name / "devices.bin"
        book.parent.mkdir(parents=True, exist_ok=True)
        sealed = AESGCM(key).encrypt(nonce, json.dumps(body).encode(), header)
        book.write_bytes(header + nonce + sealed)
        return book

    def test_a_profiles_are_taken_over_beside_its_session(self, tmp_path: Path) -> None:
        keychain = MemoryKeychain()
        old = self.write(keychain, tmp_path, WITH_PROFILE)
        earlier_record(keychain, tmp_path, WITH_PROFILE, TOKENS)
        devices = EncryptedDeviceStore(keychain, tmp_path, WITH_PROFILE)
        assert devices.find("Name") == DEVICE
        token_store = EncryptedTokenStore(keychain, tmp_path, WITH_PROFILE)
        assert token_store.load() == TOKENS
        assert not old.parent.exists()
        assert sorted(keychain.entries) == [token_store.service, f"{token_store.service}/devices"]
        assert EncryptedDeviceStore(keychain, tmp_path, WITH_PROFILE).find("name") == DEVICE

    def test_an_endpoints_are_not(self, tmp_path: Path) -> None:
        keychain = MemoryKeychain()
        old = self.write(keychain, tmp_path, WITH_ENDPOINT)
        devices = EncryptedDeviceStore(keychain, tmp_path, WITH_ENDPOINT)
        assert devices.find("name") is None
        devices.remember(DEVICE, "s", ("name",))
        assert not old.exists()
        assert devices.find("name") == DEVICE

    def test_what_cannot_be_read_is_as_good_as_none(self, tmp_path: Path) -> None:
        keychain = MemoryKeychain()
        old = self.write(keychain, tmp_path, WITH_PROFILE)
        devices = EncryptedDeviceStore(keychain, tmp_path, WITH_PROFILE)
        good, entries = old.read_bytes(), dict(keychain.entries)
        old.write_bytes(good[:-1])
        assert devices.find("name") is None
        old.write_bytes(good)
        keychain.entries.clear()
        assert devices.find("name") is None
        locked = EncryptedDeviceStore(LockedKeychain(), tmp_path, WITH_PROFILE)
        assert refused(lambda: locked.find("name")) is ErrorCode.KEYCHAIN
        keychain.entries.update(entries)
        assert devices.find("name") == DEVICE

    def test_a_folder_in_its_place(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def broken(self: RecordFile, limit: int) -> bytes:
            raise OSError

        monkeypatch.setattr(RecordFile, "read", broken)
        devices = EncryptedDeviceStore(MemoryKeychain(), tmp_path, WITH_PROFILE)
        assert refused(lambda: devices.find("name")) is ErrorCode.KEYCHAIN


class TestSettingAside:
    def test_what_another_window_has_written_meanwhile_is_not_set_aside(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """It has just signed in: the new key was there before the new record."""
        keychain = MemoryKeychain()
        token_store = EncryptedTokenStore(keychain, tmp_path, OWNER)
        token_store.save(TOKENS, "s")
        record_of(tmp_path).write_bytes(b"half")
        real = EncryptedTokenStore._opened

        def slow(self: EncryptedTokenStore, record: bytes) -> Tokens:
            try:
                return real(self, record)
            finally:
                EncryptedTokenStore(keychain, tmp_path, OWNER).save(OTHERS, "s")

        with monkeypatch.context() as patch:
            patch.setattr(EncryptedTokenStore, "_opened", slow)
            assert refused(token_store.load) is ErrorCode.RECORD_UNREADABLE
        assert token_store.load() == OTHERS


class TestLinks:
    """A link in place of a file of ours is neither followed nor are its target's rights changed."""

    def test_in_place_of_the_record(self, token_store: EncryptedTokenStore, tmp_path: Path) -> None:
        token_store.save(TOKENS, "s")
        record = record_of(tmp_path)
        target = tmp_path / "target"
        record.rename(target)
        target.chmod(0o644)
        record.symlink_to(target)
        assert refused(token_store.load) is ErrorCode.KEYCHAIN
        assert stat.S_IMODE(target.stat().st_mode) == 0o644

    def test_in_place_of_the_lock(self, token_store: EncryptedTokenStore, tmp_path: Path) -> None:
        token_store.save(TOKENS, "s")
        target = tmp_path / "target"
        (record_of(tmp_path).parent / "session.lock").symlink_to(target)
        with token_store.exclusive():
            token_store.save(OTHERS, "s")
        assert not target.exists()
        assert token_store.load() == OTHERS

    def test_a_pipe_in_its_place_is_not_waited_for(
        self, token_store: EncryptedTokenStore, tmp_path: Path
    ) -> None:
        token_store.save(TOKENS, "s")
        record = record_of(tmp_path)
        record.unlink()
        os.mkfifo(record)
        assert refused(token_store.load) is ErrorCode.KEYCHAIN


def test_what_is_no_device_in_a_record_is_left_out() -> None:
    good = {"key": "k", "group_key": "g", "password": "p", "subject": "s", "names": ["n", 1]}
    listed = [None, "k", {**good, "key": 1}, {**good, "names": "n"}, good]
    (entry,) = device_store._entries({"devices": listed})
    assert (entry.device.key, entry.subject, entry.names) == ("k", "s", frozenset({"n"}))
    assert device_store._entries({"devices": "none"}) == []
