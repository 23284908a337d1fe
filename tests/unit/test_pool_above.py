"""The pool above the profiles is one pool, whether it is called "default" or has no name."""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from desktop_login.adapters.token_store.device_store import EncryptedDeviceStore
from desktop_login.adapters.token_store.encrypted_record import StoreKey
from desktop_login.adapters.token_store.session_store import EncryptedTokenStore
from desktop_login.adapters.token_store.unconfirmed import FileNames
from desktop_login.app.kept_sessions import PoolInUse
from desktop_login.domain.devices import Device
from desktop_login.domain.pool import PoolClient
from desktop_login.domain.secret import Secret
from desktop_login.domain.tokens import Tokens
from desktop_login.system import paths
from desktop_login.ui.known_accounts import Account, KnownAccounts
from tests.fakes.keychains import MemoryKeychain

POOL, CLIENT, EMULATOR = "us-east-1_Above0001", "client", "http://127.0.0.1:9229"
TOKENS = Tokens(Secret("id"), Secret("access"), Secret("refresh"))
OTHERS = Tokens(Secret("id 2"), Secret("access 2"), Secret("refresh 2"))
DEVICE = {"key": "key", "group_key": "group", "password": "word", "subject": "s", "names": ["n"]}
BODIES = {
    "session.bin": {
        "id_token": "id",
        "access_token": "access",
        "refresh_token": "refresh",
        "drift": 0.0,
        "device_key": "",
    },
    "devices.bin": {"devices": [DEVICE]},
}

pytestmark = pytest.mark.parametrize("endpoint", ["", EMULATOR])


def folder_as_default(endpoint: str) -> str:
    """As the version before wrote it: the four texts as JSON, hashed."""
    import hashlib

    text = json.dumps([POOL, CLIENT, "default", endpoint])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def written_as_default(
    keychain: MemoryKeychain, folder: Path, endpoint: str, file: str, subject: str = "s"
) -> Path:
    """What the version before has stored for a profile "default"."""
    name = folder_as_default(endpoint)
    fields = {
        "schema": 2,
        "pool": POOL,
        "client": CLIENT,
        "profile": "default",
        "endpoint": endpoint,
        "subject": subject,
    }
    line = json.dumps(fields, sort_keys=True).encode() + b"\n"
    key, nonce = secrets.token_bytes(32), secrets.token_bytes(12)
    entry = paths.session_key(name) if file == "session.bin" else paths.device_key(name)
    keychain.set(entry, base64.b64encode(key).decode())
    path = folder / name / file
    path.parent.mkdir(parents=True, exist_ok=True)
    sealed = AESGCM(key).encrypt(nonce, json.dumps(BODIES[file]).encode(), line)
    path.write_bytes(line + nonce + sealed)
    return path


@pytest.mark.parametrize(("before", "after"), [("", "default"), ("default", "")])
def test_what_was_stored_without_the_name_is_found_with_it(
    tmp_path: Path, endpoint: str, before: str, after: str
) -> None:
    keychain = MemoryKeychain()
    old, new = (StoreKey(POOL, CLIENT, profile, endpoint) for profile in (before, after))
    EncryptedTokenStore(keychain, tmp_path, old).save(TOKENS, "s")
    EncryptedDeviceStore(keychain, tmp_path, old).remember(
        Device("key", "group", Secret("word")), "s", ("n",)
    )
    FileNames(tmp_path, old).keep("a@example.com", "made-up")
    assert paths.has_record(tmp_path, POOL, CLIENT, after, endpoint)
    store = EncryptedTokenStore(keychain, tmp_path, new)
    assert store.load() == TOKENS
    assert EncryptedDeviceStore(keychain, tmp_path, new).find("n") is not None
    assert FileNames(tmp_path, new).find("a@example.com") == "made-up"
    store.forget("s")
    assert not list(tmp_path.rglob("session.bin"))


@pytest.mark.parametrize("now", ["", "default"])
def test_what_the_version_before_stored_as_default_is_taken_over_once(
    tmp_path: Path, endpoint: str, now: str
) -> None:
    keychain = MemoryKeychain()
    old = written_as_default(keychain, tmp_path, endpoint, "session.bin")
    written_as_default(keychain, tmp_path, endpoint, "devices.bin")
    (old.parent / "unconfirmed.json").write_text(
        json.dumps({_hashed("a@example.com"): "made-up"}), "utf-8"
    )
    key = StoreKey(POOL, CLIENT, now, endpoint)
    assert paths.has_record(tmp_path, POOL, CLIENT, now, endpoint)
    store = EncryptedTokenStore(keychain, tmp_path, key)
    devices = EncryptedDeviceStore(keychain, tmp_path, key)
    names = FileNames(tmp_path, key)
    assert store.load() == TOKENS
    assert devices.find("n") is not None
    assert names.find("a@example.com") == "made-up"
    names.keep("b@example.com", "made-up too")
    assert names.find("a@example.com") == "made-up"
    assert not [path for path in old.parent.glob("*")], "nothing stays under the earlier name"
    assert sorted(keychain.entries) == [store.service, f"{store.service}/devices"]


def _hashed(text: str) -> str:
    import hashlib

    return hashlib.sha256(text.encode()).hexdigest()


def test_session_under_the_present_name_wins_and_a_sign_out_removes_both(
    tmp_path: Path, endpoint: str
) -> None:
    keychain = MemoryKeychain()
    written_as_default(keychain, tmp_path, endpoint, "session.bin")
    store = EncryptedTokenStore(keychain, tmp_path, StoreKey(POOL, CLIENT, "default", endpoint))
    kept = keychain.entries.copy()
    store.save(OTHERS, "s")
    keychain.entries.update(kept)
    written_as_default(keychain, tmp_path, endpoint, "session.bin")
    assert store.load() == OTHERS
    store.forget("s")
    assert not list(tmp_path.rglob("session.bin"))
    assert not keychain.entries


@pytest.mark.parametrize("file", ["session.bin", "devices.bin"])
def test_pool_that_is_removed_leaves_nothing_under_the_earlier_name(
    tmp_path: Path, endpoint: str, file: str
) -> None:
    keychain = MemoryKeychain()
    old = written_as_default(keychain, tmp_path, endpoint, file)
    key = StoreKey(POOL, CLIENT, "default", endpoint)
    stores: dict[str, Callable[[], None]] = {
        "session.bin": EncryptedTokenStore(keychain, tmp_path, key).forget_everybody,
        "devices.bin": EncryptedDeviceStore(keychain, tmp_path, key).forget_everybody,
    }
    stores[file]()
    assert not old.exists()
    assert not keychain.entries


def test_another_profile_is_another_place(tmp_path: Path, endpoint: str) -> None:
    keychain = MemoryKeychain()
    written_as_default(keychain, tmp_path, endpoint, "session.bin")
    EncryptedTokenStore(keychain, tmp_path, StoreKey(POOL, CLIENT, "", endpoint)).save(OTHERS, "s")
    dev = StoreKey(POOL, CLIENT, "dev", endpoint)
    assert not paths.has_record(tmp_path, POOL, CLIENT, "dev", endpoint)
    assert EncryptedTokenStore(keychain, tmp_path, dev).load() is None


def test_session_that_goes_on_belongs_to_the_pool_under_both_names(endpoint: str) -> None:
    pool = PoolClient("us-east-1", POOL, CLIENT, endpoint_url=endpoint or None)
    assert PoolInUse(pool, "") == PoolInUse(pool, "default") != PoolInUse(pool, "dev")
    assert len({PoolInUse(pool, ""), PoolInUse(pool, "default")}) == 1


class Memory:
    """As much of QSettings as the accounts use."""

    def __init__(self, text: str) -> None:
        self.text: object = text

    def value(self, _: str) -> object:
        return self.text

    def setValue(self, _: str, text: object) -> None:
        self.text = text


@pytest.mark.parametrize("profile", ["", "default"])
def test_accounts_of_both_names_are_one_list(endpoint: str, profile: str) -> None:
    del endpoint
    held = {"default": [["b@x", "B"], ["a@x", "A"]], "": [["a@x", "A"]], "dev": [["c@x", "C"]]}
    memory = Memory(json.dumps(held))
    accounts = KnownAccounts(memory, profile)  # type: ignore[arg-type]  # stands for QSettings
    assert accounts.all() == [Account("b@x", "B"), Account("a@x", "A")]
    accounts.remove("b@x")
    assert json.loads(str(memory.text)) == {"": [["a@x", "A"]], "dev": [["c@x", "C"]]}


@pytest.mark.parametrize("odd", ['a"b', "a\\b", "ä", "a\nb", "a\x7fb", "", "a b"])
def test_name_of_a_folder_is_the_hash_of_a_json_list(endpoint: str, odd: str) -> None:
    import hashlib

    text = json.dumps([POOL, CLIENT, f"x{odd}", endpoint])
    expected = hashlib.sha256(text.encode()).hexdigest()[:16]
    assert paths.folder_name(POOL, CLIENT, f"x{odd}", endpoint) == expected
