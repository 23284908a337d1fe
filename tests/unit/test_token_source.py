"""A token out of the stored session while another program holds the lock of its renewal."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from desktop_login.adapters.token_store.encrypted_record import StoreKey
from desktop_login.adapters.token_store.session_store import EncryptedTokenStore
from desktop_login.agent.words import Question
from desktop_login.domain.secret import Secret
from desktop_login.domain.tokens import Tokens
from desktop_login.flow.ports import StillLocked
from desktop_login.services import refresh_once
from desktop_login.services.token_source import NoTokenFor, TokenSource, Why
from desktop_login.settings import Settings
from desktop_login.system.paths import folder_name
from tests.fakes.keychains import MemoryKeychain
from tests.unit.test_sealed_reading import token

OWNER = StoreKey("us-east-1_Reading01", "client")
PLACE = folder_name("us-east-1_Reading01", "client")


def tokens(name: str, left_s: float) -> Tokens:
    now = time.time()
    claims = {"iat": now + left_s - 3600, "exp": now + left_s, "jti": name}
    return Tokens(Secret(token(**claims)), Secret(token(**claims, use=1)), Secret("refresh"))


@pytest.mark.parametrize(
    ("renewed", "question", "good"),
    [
        (tokens("new", 3600), Question("token"), True),
        (tokens("new", 3600), Question("token", "access", now=True), True),
        (tokens("new", 60), Question("token"), False),
        (None, Question("token"), False),
        (None, Question("token", now=True), False),
    ],
)
def test_what_another_program_has_stored_is_taken_though_its_lock_was_not_to_be_had(
    renewed: Tokens | None,
    question: Question,
    good: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    keychain = MemoryKeychain()
    store = EncryptedTokenStore(keychain, tmp_path, OWNER)
    store.save(tokens("old", 60), "subject")

    def held_by_others(*_: object) -> None:
        """They finish, one after another, and the lock is never free."""
        if renewed is not None:
            store.save(renewed, "subject")
        raise StillLocked

    monkeypatch.setattr(refresh_once, "renewed_once", held_by_others)
    source = TokenSource(PLACE, tmp_path, Settings, keychain=keychain)
    if good:
        assert renewed is not None
        wanted = renewed.access_token if question.use == "access" else renewed.id_token
        assert source.token(question) == wanted.reveal()
    else:
        with pytest.raises(NoTokenFor) as raised:
            source.token(question)
        assert raised.value.why == Why(still_locked=True)
