"""Which tokens are accepted. Signed here with keys of the test; the key set is served by a real HTTP server."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import cache
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from jwt.algorithms import RSAAlgorithm

from desktop_login.adapters.jwks import Keys, signing_keys
from desktop_login.adapters.token_verifier import JwtVerifier
from desktop_login.demo.issuer import SigningKey
from desktop_login.domain.errors import AuthError, ErrorCode
from desktop_login.domain.pool import PoolClient
from desktop_login.domain.secret import Secret
from desktop_login.domain.tokens import Signature, Tokens
from tests.fakes.clocks import HandClock
from tests.patience import PROCESS_S

POOL = PoolClient("us-east-1", "us-east-1_AbCdEfGhI", "abc123")
NOW = 1_800_000_000.0


@cache
def private_keys() -> dict[str, RSAPrivateKey]:
    """The pool's, and another. Not made where the file is only collected."""
    return {whose: SigningKey.fresh().private for whose in ("ours", "another")}


def public_key() -> RSAPublicKey:
    return private_keys()["ours"].public_key()


class KeyServer:
    def __init__(self) -> None:
        jwk = json.loads(RSAAlgorithm.to_jwk(public_key()))
        self.body = json.dumps(
            {"keys": [jwk | {"kid": "k1", "use": "sig", "alg": "RS256"}]}
        ).encode()
        self.status = 200
        self.headers: dict[str, str] = {}
        self.fetches = 0
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.fetches += 1
                self.send_response(outer.status)
                for name, value in outer.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(outer.body)))
                self.end_headers()
                self.wfile.write(outer.body)

            def log_message(self, *args: Any) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,))
        self.thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/jwks.json"

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def keys() -> Iterator[KeyServer]:
    server = KeyServer()
    yield server
    server.stop()


@pytest.fixture
def clock() -> HandClock:
    return HandClock(NOW)


@pytest.fixture
def token_verifier(keys: KeyServer, clock: HandClock) -> JwtVerifier:
    return JwtVerifier(POOL, clock, Keys(keys.url, clock))


def token(
    use: str, *, key: str | None = "ours", alg: str = "RS256", kid: str = "k1", **changes: Any
) -> Secret:
    claims: dict[str, Any] = {
        "sub": "s1",
        "iss": POOL.issuers[0],
        "token_use": use,
        "iat": int(NOW),
        "exp": int(NOW) + 3600,
    }
    claims |= (
        {"aud": POOL.client_id, "email": "a@b.c"} if use == "id" else {"client_id": POOL.client_id}
    )
    claims |= changes
    claims = {name: value for name, value in claims.items() if value is not None}
    signing: Any = private_keys().get(key or "", key)
    return Secret(jwt.encode(claims, signing, algorithm=alg, headers={"kid": kid}))


def tokens(clock_skew: float = 0.0, **id_changes: Any) -> Tokens:
    return Tokens(token("id", **id_changes), token("access"), Secret("refresh"), clock_skew)


def refused(token_verifier: JwtVerifier, given: Tokens, **how: Any) -> ErrorCode:
    with pytest.raises(AuthError) as error:
        token_verifier.read(given, **how)
    return error.value.error_info.code


def test_good_tokens(token_verifier: JwtVerifier) -> None:
    session = token_verifier.read(tokens())
    assert session.identity.signature is Signature.VERIFIED
    assert session.identity.subject == "s1"
    assert session.lifetime.seconds == 3600


def test_both_issuers_are_right(token_verifier: JwtVerifier) -> None:
    for issuer in POOL.issuers:
        given = Tokens(token("id", iss=issuer), token("access", iss=issuer), Secret("r"))
        assert token_verifier.read(given).identity.subject == "s1"


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://evil.example"},
        {"iss": POOL.issuers[0] + "/"},
        {"aud": "another"},
        {"aud": ["abc123"]},
        {"aud": None},
        {"token_use": "access"},
        {"sub": None},
        {"sub": "another"},
        {"exp": None},
        {"exp": "soon"},
        {"exp": int(NOW) * 1000},
        {"exp": 10**400},
        {"exp": int(NOW) - 10, "iat": int(NOW)},
        {"exp": int(NOW) - 400, "iat": int(NOW) - 4000},
        {"iat": int(NOW) + 400, "exp": int(NOW) + 4000},
        {"iat": True},
        {"key": "another"},
        {"kid": "unknown"},
        {"key": "x" * 64, "alg": "HS256"},
        {"key": None, "alg": "none"},
    ],
    ids=lambda changes: str(changes)[:60],
)
def test_wrong_tokens_are_refused(token_verifier: JwtVerifier, changes: dict[str, Any]) -> None:
    assert refused(token_verifier, tokens(**changes)) is ErrorCode.TOKEN_REFUSED


def test_swapped_tokens_are_refused(token_verifier: JwtVerifier) -> None:
    assert (
        refused(token_verifier, Tokens(token("access"), token("id"), Secret("r")))
        is ErrorCode.TOKEN_REFUSED
    )


@pytest.mark.parametrize("client", ["another", None])
def test_an_access_token_of_another_client_is_refused(
    token_verifier: JwtVerifier, client: str | None
) -> None:
    given = Tokens(token("id"), token("access", client_id=client), Secret("r"))
    assert refused(token_verifier, given) is ErrorCode.TOKEN_REFUSED


@pytest.mark.parametrize("text", ["", "x", "a.b.c", "é" * 10, "eyJ" * 30_000])
def test_nonsense_is_refused(token_verifier: JwtVerifier, text: str) -> None:
    given = Tokens(Secret(text), token("access"), Secret("r"))
    assert refused(token_verifier, given) is ErrorCode.TOKEN_REFUSED


def test_another_subject_at_refresh(token_verifier: JwtVerifier) -> None:
    assert refused(token_verifier, tokens(), subject="s2") is ErrorCode.OTHER_USER


@pytest.mark.parametrize("off", [-86400, -600, 600, 86400, 40 * 365 * 86400])
def test_a_wrong_local_clock_is_made_good_by_the_servers(
    token_verifier: JwtVerifier, clock: HandClock, off: float
) -> None:
    clock.wall = NOW + off
    assert token_verifier.read(tokens(clock_skew=-off)).identity.subject == "s1"


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, b""),
        (200, b"<html>log in first</html>"),
        (200, b"\xff\xfe"),
        (200, b"[]"),
        (200, b"null"),
        (200, b'{"keys": []}'),
        (200, b'{"keys": [{"kty": "oct", "k": "AAAA", "kid": "k1"}]}'),
        (200, b"x" * (70 * 1024)),
        (302, b""),
    ],
)
def test_unreachable_keys_leave_the_signature_unchecked(
    token_verifier: JwtVerifier, keys: KeyServer, status: int, body: bytes
) -> None:
    keys.status, keys.body = status, body
    if status == 302:
        keys.headers["Location"] = "http://127.0.0.1:9/"
    assert token_verifier.read(tokens()).identity.signature is Signature.UNCHECKED
    assert refused(token_verifier, tokens(aud="another")) is ErrorCode.TOKEN_REFUSED
    assert refused(token_verifier, tokens(key="x" * 64, alg="HS256")) is ErrorCode.TOKEN_REFUSED


def test_unknown_keys_are_fetched_at_most_every_30_seconds(
    token_verifier: JwtVerifier, keys: KeyServer, clock: HandClock
) -> None:
    token_verifier.read(tokens())
    for _ in range(5):
        refused(token_verifier, tokens(kid="unknown"))
    assert keys.fetches == 1
    clock.pass_time(31)
    refused(token_verifier, tokens(kid="unknown"))
    assert keys.fetches == 2


def test_last_good_keys_are_kept_for_a_day(
    token_verifier: JwtVerifier, keys: KeyServer, clock: HandClock
) -> None:
    token_verifier.read(tokens())
    keys.status = 500
    clock.pass_time(3000)
    assert token_verifier.read(tokens()).identity.signature is Signature.VERIFIED


def test_stored_tokens_may_have_expired_and_cost_no_fetch(
    token_verifier: JwtVerifier, keys: KeyServer, clock: HandClock
) -> None:
    clock.pass_time(7200)
    assert token_verifier.read(tokens(), stored=True).identity.signature is Signature.UNCHECKED
    assert keys.fetches == 0


def test_keys_of_an_endpoint_vouch_for_the_endpoint_only(keys: KeyServer, clock: HandClock) -> None:
    """Whatever the token says about its issuer: verified, and with whose keys."""
    address = keys.url.rpartition("/")[0]
    pool = POOL._replace(endpoint_url=address)
    token_verifier = JwtVerifier(pool, clock, Keys(keys.url, clock))
    for issuer in (POOL.issuers[0], f"{address}/{POOL.pool_id}"):
        given = Tokens(token("id", iss=issuer), token("access", iss=issuer), Secret("refresh"))
        identity = token_verifier.read(given).identity
        assert identity.signature is Signature.VERIFIED
        assert identity.keys_of == address.removeprefix("http://")


def test_an_issuer_that_names_the_endpoint_is_not_right_without_one(
    token_verifier: JwtVerifier,
) -> None:
    issuer = f"http://127.0.0.1:9229/{POOL.pool_id}"
    given = Tokens(token("id", iss=issuer), token("access", iss=issuer), Secret("refresh"))
    assert refused(token_verifier, given) is ErrorCode.TOKEN_REFUSED
    assert token_verifier.read(tokens()).identity.keys_of == ""


@pytest.mark.medium
def test_a_number_that_no_key_has_is_not_read() -> None:
    """PyJWT would look for the primes of this number, for longer than any test takes."""
    odd = (1 << 160_000) - 1
    good = json.loads(RSAAlgorithm.to_jwk(public_key())) | {"kid": "k1"}
    endless = {"kty": "RSA", "kid": "p", "e": "AQAB", "n": _wire(odd), "d": _wire(odd - 2)}
    body = json.dumps({"keys": [endless, good]}).encode()
    code = (
        "import sys; from desktop_login.adapters.jwks import signing_keys\n"
        "print(*signing_keys(sys.stdin.buffer.read()))"
    )
    # a process of its own: the search cannot be interrupted
    done = subprocess.run(
        [sys.executable, "-c", code], input=body, capture_output=True, timeout=PROCESS_S, check=True
    )
    assert done.stdout.split() == [b"k1"]


@pytest.mark.parametrize("other", [{"use": "enc"}, {"alg": "RS512"}, {"alg": "none"}])
def test_a_key_for_another_purpose_is_no_signing_key(other: dict[str, str]) -> None:
    good = json.loads(RSAAlgorithm.to_jwk(public_key())) | {"kid": "k1"}
    assert not signing_keys(json.dumps({"keys": [good | other]}).encode())


def test_only_the_public_half_of_a_key_is_read() -> None:
    """With the private half, 512 bytes of a modulus already cost a second in which the window
    stands still, and 2,048 half a minute."""
    good = json.loads(RSAAlgorithm.to_jwk(public_key())) | {"kid": "k1"}
    with_private_half = good | {"d": _wire((1 << 2047) - 1)}
    [key] = signing_keys(json.dumps({"keys": [with_private_half]}).encode()).values()
    assert key.key == public_key()


@pytest.mark.parametrize("wrong", [None, 1, "x", [], {}, {"kty": ["RSA"]}, {"kty": "RSA", "n": 1}])
def test_a_damaged_key_does_not_hide_a_good_one(wrong: object) -> None:
    good = json.loads(RSAAlgorithm.to_jwk(public_key())) | {"kid": "k1"}
    assert list(signing_keys(json.dumps({"keys": [wrong, good]}).encode())) == ["k1"]


def _wire(number: int) -> str:
    raw = number.to_bytes((number.bit_length() + 7) // 8)
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
