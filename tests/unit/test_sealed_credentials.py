"""AWS credentials beside the session: sealed with its key, gone with it, and never a reason to fail."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop_login.adapters.token_store.encrypted_record import StoreKey, seal_body
from desktop_login.adapters.token_store.record_parts import decoded_key
from desktop_login.adapters.token_store.sealed_credentials import SealedCredentials
from desktop_login.adapters.token_store.session_store import EncryptedTokenStore
from desktop_login.domain.aws_credentials import AwsCredentials, Grounds, KeptAccess
from desktop_login.domain.secret import Secret
from desktop_login.domain.tokens import Tokens
from desktop_login.system.paths import folder_name, session_key
from tests.fakes.keychains import LockedKeychain, MemoryKeychain

OWNER = StoreKey("us-east-1_Edges0001", "client")
TOKENS = Tokens(Secret("i"), Secret("a"), Secret("r"))
GROUNDS = Grounds("us-east-1:pool", "alice", "arn:role", ("staff",), ("arn:role",), "arn:role")
GIVEN = AwsCredentials("ASIA1", Secret("topsecret"), Secret("session-word"), 1_800_000_000.5, -3.25)
KEPT = KeptAccess(GROUNDS, "us-east-1:alice", GIVEN)


class World:
    """A session, perhaps stored, with its keychain and folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.keychain = MemoryKeychain()
        self.session = EncryptedTokenStore(self.keychain, folder, OWNER)
        self.sealed = SealedCredentials(self.keychain, folder, OWNER)
        self.place = folder / folder_name(OWNER.pool_id, OWNER.client_id)
        self.file = self.place / "aws.bin"

    def keep(self) -> None:
        with self.sealed.exclusive():
            self.sealed.save(KEPT)

    def load(self) -> KeptAccess | None:
        with self.sealed.exclusive():
            return self.sealed.load()


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path)
    world.session.save(TOKENS, "alice")
    return world


def test_what_was_kept_is_read_again_by_another_process(world: World) -> None:
    world.keep()
    another = SealedCredentials(world.keychain, world.folder, OWNER)
    assert another.load() == KEPT


def test_keychain_is_read_once_while_the_lock_is_held_and_anew_after_it(world: World) -> None:
    world.keep()
    with world.sealed.exclusive():
        assert world.sealed.load() == KEPT
        world.keychain.entries.clear()
        assert world.sealed.load() == KEPT
    assert world.load() is None


def test_nothing_secret_can_be_read_in_the_file(world: World) -> None:
    world.keep()
    content = world.file.read_bytes()
    for word in (b"topsecret", b"session-word", b"ASIA1"):
        assert word not in content


def test_a_session_that_is_not_stored_leaves_nothing_on_the_disk(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.keep()
    assert not world.file.exists()
    assert world.load() is None


@pytest.mark.parametrize(
    "leave",
    [
        lambda session: session.forget("alice"),
        lambda session: session.forget_everybody(),
    ],
)
def test_they_go_with_the_session(
    world: World, leave: Callable[[EncryptedTokenStore], None]
) -> None:
    world.keep()
    leave(world.session)
    assert not world.file.exists()


def test_after_signing_in_again_with_another_key_they_are_fetched_anew(world: World) -> None:
    world.keep()
    before = world.file.read_bytes()
    world.session.forget("alice")
    world.session.save(TOKENS, "alice")
    world.file.write_bytes(before)  # a file that could not be removed
    assert world.load() is None
    world.keep()
    assert world.load() == KEPT


def test_those_of_another_profile_cannot_be_read(world: World) -> None:
    world.keep()
    other = StoreKey(OWNER.pool_id, OWNER.client_id, "staging")
    place = world.folder / folder_name(OWNER.pool_id, OWNER.client_id, "staging")
    place.mkdir()
    (place / "aws.bin").write_bytes(world.file.read_bytes())
    key = world.keychain.get(session_key(world.place.name))
    assert key is not None
    world.keychain.set(session_key(place.name), key)
    assert SealedCredentials(world.keychain, world.folder, other).load() is None


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"identity_pool": "p", "identity": "i", "role": "", "groups": "staff"},
        {
            "identity_pool": "p",
            "identity": "i",
            "role": "",
            "groups": [],
            "roles": [],
            "preferred": "",
            "key_id": "ASIA1",
            "secret": "s",
            "session": "t",
            "expiration": "soon",
            "drift": 0,
        },
    ],
)
def test_what_another_version_wrote_is_fetched_anew(world: World, body: dict[str, object]) -> None:
    key = decoded_key(world.keychain.get(session_key(world.place.name)))
    assert key is not None
    world.file.write_bytes(seal_body(key, OWNER, "alice", body))
    assert world.load() is None


@pytest.mark.parametrize("content", [b"", b"{}\n", json.dumps({"schema": 9}).encode() + b"\nx"])
def test_a_damaged_file_is_fetched_anew(world: World, content: bytes) -> None:
    world.file.write_bytes(content)
    assert world.load() is None


def test_a_locked_keychain_is_no_reason_to_fail(world: World) -> None:
    world.keep()
    locked = SealedCredentials(LockedKeychain(), world.folder, OWNER)
    assert locked.load() is None
    locked.save(KEPT)


def test_a_folder_that_cannot_be_written_is_no_reason_to_fail(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    sealed = SealedCredentials(MemoryKeychain(), tmp_path / "file", OWNER)
    with sealed.exclusive():
        assert sealed.load() is None
        sealed.save(KEPT)
