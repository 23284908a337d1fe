"""What a keychain must do, and what a vault on top of it must do: two suites that every keychain passes."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop_login.adapters.token_store.encrypted_record import StoreKey
from desktop_login.adapters.token_store.keychain import Keychain, trial
from desktop_login.adapters.token_store.session_store import EncryptedTokenStore
from desktop_login.domain.errors import AuthError, ErrorCode
from desktop_login.domain.secret import Secret
from desktop_login.domain.tokens import Tokens
from desktop_login.system.paths import LOCK
from tests.patience import STEP_S

OWNER = StoreKey("us-east-1_Contract1", "contractclient")
TOKENS = Tokens(Secret("id." * 500), Secret("access." * 200), Secret("r" * 1800), 1.5)
OTHER = Tokens(Secret("id2"), Secret("access2"), Secret("r2"))
SERVICE = "desktop-login/contract"

Make = Callable[[], EncryptedTokenStore]


def problem(call: Callable[[], object]) -> ErrorCode:
    with pytest.raises(AuthError) as refused:
        call()
    return refused.value.error_info.code


class KeychainContract:
    def test_round_trip(self, keychain: Keychain) -> None:
        keychain.set(SERVICE, "word")
        assert keychain.get(SERVICE) == "word"
        keychain.set(SERVICE, "another")
        assert keychain.get(SERVICE) == "another"
        keychain.delete(SERVICE)
        assert keychain.get(SERVICE) is None

    def test_nothing_there(self, keychain: Keychain) -> None:
        assert keychain.get("desktop-login/never") is None
        keychain.delete("desktop-login/never")

    def test_trial(self, keychain: Keychain) -> None:
        trial(keychain, "desktop-login/trial")
        assert keychain.get("desktop-login/trial") is None


class TokenStoreContract:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        return tmp_path / "data"

    @pytest.fixture
    def make(self, keychain: Keychain, folder: Path) -> Make:
        """A vault as a fresh process would make it."""
        return lambda: EncryptedTokenStore(keychain, folder, OWNER)

    @pytest.fixture(autouse=True)
    def _clean(self, keychain: Keychain, make: Make) -> None:
        keychain.delete(make().service)

    def test_save_and_load_in_another_process(self, make: Make) -> None:
        assert make().load() is None
        make().save(TOKENS, "sub")
        assert make().load() == TOKENS

    def test_refresh_writes_nothing_to_the_keychain(self, make: Make, keychain: Keychain) -> None:
        token_store = make()
        token_store.save(TOKENS, "sub")
        key = keychain.get(token_store.service)
        token_store.save(OTHER, "sub")
        assert keychain.get(token_store.service) == key
        assert make().load() == OTHER

    def test_the_key_is_short_enough_for_every_keychain(
        self, make: Make, keychain: Keychain
    ) -> None:
        token_store = make()
        token_store.save(TOKENS, "sub")
        assert len(keychain.get(token_store.service) or "") == 44

    def test_forget_leaves_nothing(self, make: Make, keychain: Keychain, folder: Path) -> None:
        token_store = make()
        token_store.save(TOKENS, "sub")
        token_store.forget("sub")
        assert keychain.get(token_store.service) is None
        assert not list(folder.rglob("*session*.bin"))
        assert make().load() is None
        token_store.forget("sub")

    def test_nothing_readable_on_disk_and_nobody_else_may_look(
        self, make: Make, folder: Path
    ) -> None:
        make().save(TOKENS, "sub")
        (record,) = folder.rglob("session.bin")
        content = record.read_bytes()
        for token in (TOKENS.id_token, TOKENS.access_token, TOKENS.refresh_token):
            assert token.reveal()[:40].encode() not in content
        if sys.platform != "win32":
            assert stat.S_IMODE(record.stat().st_mode) == 0o600
            assert stat.S_IMODE(record.parent.stat().st_mode) == 0o700

    @pytest.mark.skipif(sys.platform == "win32", reason="Windows inherits access lists")
    def test_nothing_is_open_to_others_under_any_umask(
        self, keychain: Keychain, tmp_path: Path
    ) -> None:
        folder = tmp_path / "desktop-login"
        before = os.umask(0)
        try:
            folder.mkdir()
            token_store = EncryptedTokenStore(keychain, folder, OWNER)
            with token_store.exclusive():
                token_store.save(TOKENS, "sub")
            (lock,) = folder.rglob(LOCK)
            lock.chmod(0o644)  # as an earlier version has made it
            with token_store.exclusive():
                token_store.save(TOKENS, "sub")
        finally:
            os.umask(before)
        files = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*")}
        assert files == {token_store._name: 0o700, "session.bin": 0o600, LOCK: 0o600}
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        token_store.forget("sub")

    def test_damaged_records_are_set_aside(self, make: Make, folder: Path) -> None:
        for damage in (
            lambda b: b[:-1],
            lambda b: b[: len(b) // 2],
            lambda b: b"",
            lambda b: b[:-10] + bytes([b[-10] ^ 1]) + b[-9:],
            lambda b: b"not a record at all",
            lambda b: b.replace(b'"sub"', b'"bus"'),
            lambda b: b.replace(b'"schema": 2', b'"schema": 1'),
        ):
            make().save(TOKENS, "sub")
            (record,) = folder.rglob("session.bin")
            record.write_bytes(damage(record.read_bytes()))
            assert problem(make().load) is ErrorCode.RECORD_UNREADABLE
            assert not record.exists()
            assert record.with_suffix(".unreadable").exists()
            assert make().load() is None
        make().forget("sub")
        assert list(folder.rglob("session*")) == list(folder.rglob(LOCK))

    def test_a_newer_record_is_left_alone(self, make: Make, folder: Path) -> None:
        make().save(TOKENS, "sub")
        (record,) = folder.rglob("session.bin")
        newer = record.read_bytes().replace(b'"schema": 2', b'"schema": 3')
        record.write_bytes(newer)
        assert problem(make().load) is ErrorCode.RECORD_NEWER
        assert record.read_bytes() == newer

    def test_a_record_of_another_pool_is_not_used(
        self, make: Make, keychain: Keychain, folder: Path
    ) -> None:
        make().save(TOKENS, "sub")
        (record,) = folder.rglob("session.bin")
        record.write_bytes(record.read_bytes().replace(b"Contract1", b"Contract2"))
        assert problem(make().load) is ErrorCode.POOL_CHANGED

    def test_a_key_that_is_not_there_keeps_the_record(
        self, make: Make, keychain: Keychain, folder: Path
    ) -> None:
        token_store = make()
        token_store.save(TOKENS, "sub")
        key = keychain.get(token_store.service)
        assert key is not None
        keychain.delete(token_store.service)
        (record,) = folder.rglob("session.bin")
        before = record.read_bytes()
        for _ in range(2):
            assert problem(make().load) is ErrorCode.KEY_MISSING
            assert record.read_bytes() == before
        keychain.set(token_store.service, key)
        assert make().load() == TOKENS
        keychain.delete(token_store.service)
        make().save(OTHER, "sub")  # signed in again: it was gone for good
        assert make().load() == OTHER

    def test_exclusive_is_exclusive(self, make: Make) -> None:
        import threading

        inside: list[str] = []

        def enter() -> None:
            make().exclusive().__enter__()
            inside.append("other")

        with make().exclusive():
            other = threading.Thread(target=enter)
            other.start()
            other.join(0.3)
            assert inside == []
        other.join(STEP_S)
        assert inside == ["other"]
