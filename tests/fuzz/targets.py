"""What comes from outside, made up: each function raises nothing, whatever it is given. Run by `test_fuzz` and `python -m tests.fuzz`."""

from __future__ import annotations

import atexit
import base64
import json
import math
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import botocore.parsers
import botocore.session
from botocore.exceptions import ClientError
from hypothesis import given
from hypothesis import strategies as st

from desktop_login.adapters.cognito import challenge_wire, wire
from desktop_login.adapters.cognito.client import _check_body
from desktop_login.adapters.cognito.faults import translated_faults
from desktop_login.adapters.jwks import signing_keys
from desktop_login.adapters.jwt_reader import JwtReader
from desktop_login.adapters.vault import device_book
from desktop_login.adapters.vault.record import Owner, seal, seal_body, unseal, unseal_body
from desktop_login.demo.issuer import SigningKey
from desktop_login.domain.challenges import Ticket
from desktop_login.domain.errors import LoginError, Problem
from desktop_login.domain.pool import PoolClient
from desktop_login.domain.secret import Secret
from desktop_login.domain.tokens import Tokens
from desktop_login.settings import SettingsError, load
from desktop_login.settings.imports import read_text
from desktop_login.ui.widgets.claims_table import as_text
from tests.fakes.clocks import HandClock

POOL = PoolClient("us-east-1", "us-east-1_AbCdEfGhI", "abc123")
OWNER = Owner(POOL.pool_id, POOL.client_id)
NOW = 1_800_000_000
KEY = bytes(range(32))
OPERATIONS = (
    "InitiateAuth",
    "RespondToAuthChallenge",
    "GetTokensFromRefreshToken",
    "SignUp",
    "GetUser",
    "ListDevices",
    "ConfirmForgotPassword",
)

_text = st.text(max_size=40)
_number = st.integers() | st.floats() | st.sampled_from([10**400, -1, NOW, NOW * 1000])
_leaf = st.none() | st.booleans() | _number | _text
_json = st.recursive(
    _leaf, lambda x: st.lists(x, max_size=4) | st.dictionaries(_text, x, max_size=4), max_leaves=12
)


class _KeysAtHand:
    """A key set without a network: one key of the test's own."""

    drift = None

    @cache
    def _key(self) -> tuple[SigningKey, Any]:
        pair = SigningKey.fresh()
        return pair, signing_keys(json.dumps({"keys": [pair.jwk]}).encode())[pair.kid]

    def get(self, kid: str) -> Any:
        pair, key = self._key()
        return key if kid == pair.kid else None

    at_hand = get

    def sign(self, claims: dict[str, Any]) -> str:
        pair, _ = self._key()
        return pair.sign(claims)

    @property
    def kid(self) -> str:
        return self._key()[0].kid


_KEYS = _KeysAtHand()
_READER = JwtReader(POOL, HandClock(float(NOW)), _KEYS)  # type: ignore[arg-type]


def _claims(use: str) -> dict[str, Any]:
    owner = {"aud": POOL.client_id} if use == "id" else {"client_id": POOL.client_id}
    return {
        "sub": "s",
        "iss": POOL.issuers[0],
        "token_use": use,
        "iat": NOW,
        "exp": NOW + 3600,
        **owner,
    }


_CLAIM = st.sampled_from(["exp", "iat", "iss", "aud", "sub", "token_use", "email", "x"])
_segment = st.binary(max_size=60).map(lambda b: base64.urlsafe_b64encode(b).rstrip(b"=").decode())
_nonsense_token = (
    st.text(max_size=80)
    | st.builds(lambda *parts: ".".join(parts), _segment, _segment, _segment)
    | st.builds(
        lambda head, body: (
            ".".join(
                base64.urlsafe_b64encode(json.dumps(p).encode()).rstrip(b"=").decode()
                for p in (head, body)
            )
            + ".AAAA"
        ),
        st.fixed_dictionaries({"alg": st.just("RS256") | _leaf, "kid": _leaf}) | _json,
        _json,
    )
)


@given(_nonsense_token | st.dictionaries(_CLAIM, _json, max_size=3), st.booleans())
def token_view(given_token: str | dict[str, Any], stored: bool) -> None:
    """Tokens of any shape, and well signed ones with any claims: accepted and shown, or refused."""
    access = Secret(_KEYS.sign(_claims("access")))
    if isinstance(given_token, dict):
        id_token = _KEYS.sign(_claims("id") | given_token)
    else:
        id_token = given_token
    tokens = Tokens(Secret(id_token), access, Secret("r"))
    try:
        session = _READER.read(tokens, stored=stored)
    except LoginError as error:
        assert error.fault.problem is Problem.TOKEN_REFUSED
        return
    assert math.isfinite(session.lifetime.seconds)
    for name, value in session.identity.claims.items():
        assert len(as_text(name, value)) <= 6 * 512 + 1


_GOOD = seal(KEY, OWNER, "subject", Tokens(Secret("i"), Secret("a"), Secret("r"), 1.5))


@given(
    st.binary(max_size=400)
    | st.builds(
        lambda at, byte: _GOOD[: at % len(_GOOD)] + byte + _GOOD[at % len(_GOOD) + 1 :],
        st.integers(0, 4000),
        st.binary(max_size=3),
    )
    | st.builds(
        lambda header, rest: json.dumps(header).encode() + b"\n" + rest, _json, st.binary()
    ),
    st.dictionaries(
        st.sampled_from(
            ["id_token", "access_token", "refresh_token", "drift", "device_key", "devices"]
        ),
        _json,
        max_size=6,
    ),
)
def record(damaged: bytes, body: dict[str, Any]) -> None:
    """Bytes instead of a record, and records of ours with anything inside."""
    allowed = {Problem.RECORD_UNREADABLE, Problem.RECORD_NEWER, Problem.POOL_CHANGED}
    for content in (damaged, seal_body(KEY, OWNER, "subject", body)):
        try:
            opened = unseal(KEY, OWNER, content)
            assert opened.refresh_token
        except LoginError as error:
            assert error.fault.problem in allowed
        try:
            device_book._entries(unseal_body(KEY, OWNER, content))
        except LoginError as error:
            assert error.fault.problem in allowed


_NAMES = st.sampled_from(
    ["user_pool_id", "client_id", "region", "auth_flow", "endpoint_url", "brand", "profiles", "x"]
)
_toml = (
    st.text(max_size=120)
    | st.text(alphabet='=[]{}."\\\n#,_abcdefuser_pool_id1 ', max_size=120)
    | st.lists(
        st.builds(
            lambda name, value: f"{name} = {value}", _NAMES, _json.map(lambda v: json.dumps(v)[:60])
        ),
        max_size=5,
    ).map("\n".join)
)
_folder = Path(tempfile.mkdtemp(prefix="desktop-login-fuzz-"))
atexit.register(shutil.rmtree, _folder, ignore_errors=True)


@given(_toml, _toml)
def settings(toml: str, dotenv: str) -> None:
    """settings.toml and .env with anything in them."""
    (_folder / "settings.toml").write_bytes(toml.encode("utf-8", "surrogatepass"))
    (_folder / ".env").write_bytes(dotenv.encode("utf-8", "surrogatepass"))
    try:
        load(environment={}, working_folder=_folder, config_folder=_folder)
    except SettingsError as error:
        assert error.words


_imported = st.recursive(
    _leaf,
    lambda x: (
        st.lists(x, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["UserPoolId", "ClientId", "aws_user_pools_id", "Outputs", "region", "x"]
            )
            | _text,
            x,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(
    st.text(max_size=200)
    | _imported.map(json.dumps)
    | _imported.map(lambda v: f"const x = {json.dumps(v)};")
)
def import_file(text: str) -> None:
    """Files of other tools, and pasted text."""
    try:
        found = read_text(text, "file")
    except SettingsError:
        return
    assert found.found


@given(
    st.sampled_from([*challenge_wire._DECODERS, "WEB_AUTHN", "X"]),
    st.dictionaries(
        st.sampled_from(
            ["MFAS_CAN_CHOOSE", "MFAS_CAN_SETUP", "requiredAttributes", "USERNAME", "q", "\0"]
        )
        | _text,
        _leaf | _json.map(json.dumps),
        max_size=5,
    ),
    _json,
    _json,
)
def challenge(name: str, parameters: dict[str, Any], available: Any, session: Any) -> None:
    """Challenge parameters of any shape: a question, or one clear error."""
    reply = {
        "ChallengeName": name,
        "ChallengeParameters": parameters,
        "AvailableChallenges": available,
        "Session": session,
    }
    try:
        challenge_wire.decode(reply, lambda given: Ticket("u", given), "InitiateAuth")
    except LoginError as error:
        assert error.fault.problem in (
            Problem.INCOMPLETE_ANSWER,
            Problem.STEP_NOT_SUPPORTED,
            Problem.CANNOT_SET_UP,
        )


@cache
def _model() -> Any:
    return botocore.session.Session().get_service_model("cognito-idp")


_body = (
    st.binary(max_size=200)
    | _json.map(lambda v: json.dumps(v).encode())
    | st.fixed_dictionaries({"__type": _leaf, "message": _leaf}).map(
        lambda v: json.dumps(v).encode()
    )
    | st.fixed_dictionaries({"AuthenticationResult": _json, "ChallengeName": _leaf}).map(
        lambda v: json.dumps(v).encode()
    )
)


@given(
    st.sampled_from(OPERATIONS),
    st.sampled_from([200, 200, 302, 400, 400, 403, 407, 429, 500, 503]),
    _body,
    st.dictionaries(
        st.sampled_from(["date", "retry-after", "x-amzn-requestid"]), st.text(max_size=20)
    ),
)
def reply(operation: str, status: int, body: bytes, headers: dict[str, str]) -> None:
    """Bodies of answers and errors, through botocore's own parser and the wall behind it."""
    model = _model().operation_model(operation)
    raw = {"status_code": status, "body": body, "headers": headers, "context": {}}
    parser = botocore.parsers.create_parser("json")
    try:
        with translated_faults(operation):
            _check_body(model, raw)
            parsed = parser.parse(raw, model.output_shape)
            if status >= 300:
                raise ClientError(parsed, operation)
            wire.decode_tokens_of(parsed, operation, 0.0)
            wire.attributes_of(parsed)
            wire.delivery_of(parsed)
    except LoginError as error:
        assert error.fault.problem.name.isupper()


TARGETS: dict[str, Callable[[], None]] = {
    "token view": token_view,
    "record": record,
    "settings": settings,
    "import file": import_file,
    "challenge": challenge,
    "reply": reply,
}
