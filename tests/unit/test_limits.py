"""How large what comes from outside may be: as large as SECURITY.md says, and not one byte more."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop_login.adapters.clock import SystemClock
from desktop_login.adapters.cognito.api import CognitoApi
from desktop_login.adapters.cognito.provider import CognitoProvider
from desktop_login.adapters.jwks import Keys
from desktop_login.adapters.token_store.encrypted_record import StoreKey, seal, unseal
from desktop_login.adapters.token_store.session_store import EncryptedTokenStore
from desktop_login.adapters.token_verifier import JwtVerifier
from desktop_login.domain.answers import Credentials
from desktop_login.domain.errors import AuthError, ErrorCode
from desktop_login.domain.pool import PoolClient
from desktop_login.domain.secret import Secret
from desktop_login.domain.tokens import Signature, Tokens
from desktop_login.settings import SettingsError, load
from tests.fakes.clocks import HandClock
from tests.fakes.fault_proxy import ANYTHING, FaultProxy, answered
from tests.fakes.keychains import MemoryKeychain
from tests.fakes.runs import a_run
from tests.unit.test_token_verifier import NOW, POOL, KeyServer, token, tokens

KIB, MIB = 1024, 1024 * 1024
REPLY, TOKEN, KEY_SET, RECORD, SETTINGS = MIB, 64 * KIB, 64 * KIB, 512 * KIB, 64 * KIB


@pytest.fixture
def keys() -> Iterator[KeyServer]:
    server = KeyServer()
    yield server
    server.stop()


@pytest.fixture
def token_verifier(keys: KeyServer) -> JwtVerifier:
    clock = HandClock(NOW)
    return JwtVerifier(POOL, clock, Keys(keys.url, clock))


def problem(call: Any) -> ErrorCode | None:
    try:
        call()
    except AuthError as error:
        return error.error_info.code
    return None


@pytest.mark.parametrize("status", [200, 400])
@pytest.mark.parametrize(("more", "understood"), [(0, True), (1, False)])
def test_a_reply(status: int, more: int, understood: bool) -> None:
    body = json.dumps({"__type": "UserNotConfirmedException"}).encode().ljust(REPLY + more)
    service = FaultProxy("http://127.0.0.1:9")
    service.always(ANYTHING, answered(status, body))
    service.start()
    pool = PoolClient("us-east-1", "us-east-1_Abc", "abc", endpoint_url=service.url)
    try:
        calls = CognitoApi(pool, SystemClock())
        found = problem(lambda: calls.send_as_client("RevokeToken", Token="t"))
    finally:
        service.stop()
    good = None if status == 200 else ErrorCode.NOT_CONFIRMED
    assert found is (good if understood else ErrorCode.NOT_UNDERSTOOD)


def of_length(length: int) -> Secret:
    """A good ID token of just this many characters; the header makes up for what base64 leaves."""
    for kid_length in range(1, 5):
        kid = "k" * kid_length
        padding = length * 3 // 4 - 700
        while len(made := token("id", kid=kid, pad="x" * padding).reveal()) < length:
            padding += max(1, (length - len(made)) * 3 // 4 - 2)
        if len(made) == length:
            return Secret(made)
    raise AssertionError("no such token")


@pytest.mark.parametrize(("more", "good"), [(0, True), (1, False)])
def test_a_token(keys: KeyServer, token_verifier: JwtVerifier, more: int, good: bool) -> None:
    given = Tokens(of_length(TOKEN + more), token("access"), Secret("r"))
    kid = json.loads(base64.urlsafe_b64decode(given.id_token.reveal().split(".")[0] + "=="))["kid"]
    (key,) = json.loads(keys.body)["keys"]
    keys.body = json.dumps({"keys": [key, key | {"kid": kid}]}).encode()
    assert problem(lambda: token_verifier.read(given)) is (
        None if good else ErrorCode.TOKEN_REFUSED
    )


@pytest.mark.parametrize(("more", "signature"), [(0, Signature.VERIFIED), (1, Signature.UNCHECKED)])
def test_a_key_set(
    keys: KeyServer, token_verifier: JwtVerifier, more: int, signature: Signature
) -> None:
    keys.body = keys.body.ljust(KEY_SET + more)
    assert token_verifier.read(tokens()).identity.signature is signature


def sealed(length: int, owner: StoreKey, key: bytes) -> bytes:
    """A good record of just this many bytes."""
    plain = Tokens(Secret("i"), Secret("a"), Secret("r"))
    short = len(seal(key, owner, "s", plain))
    padded = Tokens(Secret("i" * (1 + length - short)), Secret("a"), Secret("r"))
    record = seal(key, owner, "s", padded)
    assert len(record) == length
    return record


@pytest.mark.parametrize(("more", "good"), [(0, True), (1, False)])
def test_a_record(tmp_path: Path, more: int, good: bool) -> None:
    keychain, owner = MemoryKeychain(), StoreKey("us-east-1_Limits001", "client")
    token_store = EncryptedTokenStore(keychain, tmp_path, owner)
    token_store.save(Tokens(Secret("i"), Secret("a"), Secret("r")), "s")
    key = base64.b64decode(keychain.entries[token_store.service])
    record = sealed(RECORD + more, owner, key)
    expected = None if good else ErrorCode.RECORD_UNREADABLE
    assert problem(lambda: unseal(key, owner, record)) is expected
    (file,) = tmp_path.rglob("session.bin")
    file.write_bytes(record)
    assert problem(token_store.load) is expected


@pytest.mark.parametrize(("more", "good"), [(0, True), (1, False)])
def test_a_settings_file(tmp_path: Path, more: int, good: bool) -> None:
    file = tmp_path / "settings.toml"
    file.write_bytes(b"sign_up = false\n".ljust(SETTINGS + more, b"\n"))
    try:
        read = load(explicit=file, environment={}, working_folder=tmp_path, config_folder=tmp_path)
    except SettingsError:
        assert not good
    else:
        assert good
        assert not read.sign_up


@pytest.mark.parametrize("name", ["USER_ID_FOR_SRP", "USERNAME", "SALT"])
def test_a_reply_with_a_lone_surrogate_is_not_understood(name: str) -> None:
    """It would end in the middle of a proof, where its text is encoded."""
    known = {"SALT": "ab", "SRP_B": "12" * 300, "SECRET_BLOCK": "AAAA", "USER_ID_FOR_SRP": "u"}
    asked = {"ChallengeName": "PASSWORD_VERIFIER", "ChallengeParameters": known | {name: "\ud800"}}
    service = FaultProxy("http://127.0.0.1:9")
    service.always(ANYTHING, answered(200, json.dumps(asked).encode()))
    service.start()
    try:
        pool = POOL._replace(endpoint_url=service.url)
        provider = CognitoProvider(CognitoApi(pool, SystemClock()))
        credentials = Credentials("u", Secret("p"))
        seen = problem(lambda: provider.sign_in(credentials, a_run()))
        assert seen is ErrorCode.NOT_UNDERSTOOD
    finally:
        service.stop()
