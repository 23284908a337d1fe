"""In which order a vault does things: what a crash between two steps leaves must be harmless."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from desktop_login.adapters.token_store.encrypted_record import StoreKey
from desktop_login.adapters.token_store.record_file import RecordFile
from desktop_login.adapters.token_store.session_store import EncryptedTokenStore
from desktop_login.domain.secret import Secret
from desktop_login.domain.tokens import Tokens
from tests.fakes.keychains import MemoryKeychain

OWNER = StoreKey("us-east-1_Order0001", "client")
TOKENS = Tokens(Secret("i"), Secret("a"), Secret("r"))


def test_signing_out_removes_the_key_before_the_record(tmp_path: Path) -> None:
    """A record that is left without its key is useless; a key that is left is not."""
    there: list[bool] = []

    class Watching(MemoryKeychain):
        def delete(self, service: str) -> None:
            there.append(bool(list(tmp_path.rglob("session.bin"))))
            super().delete(service)

    token_store = EncryptedTokenStore(Watching(), tmp_path, OWNER)
    token_store.save(TOKENS, "s")
    token_store.forget("s")
    assert there == [True]
    assert not list(tmp_path.rglob("session.bin"))


@pytest.mark.skipif(os.name == "nt", reason="a folder cannot be synchronised there")
def test_a_record_is_on_the_disk_before_it_has_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A crash of the computer, which no test can make: the calls are watched instead."""
    steps: list[str] = []
    sync, replace = os.fsync, Path.replace

    def synced(handle: int) -> None:
        steps.append("folder" if os.path.isdir(f"/dev/fd/{handle}/.") else "record")
        sync(handle)

    def replaced(self: Path, target: Path) -> Path:
        steps.append("rename")
        return replace(self, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", replaced)
    RecordFile(tmp_path / "data").write(b"content")
    assert steps == ["record", "rename", "folder"]
