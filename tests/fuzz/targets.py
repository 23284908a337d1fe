"""What comes from outside, made up: each function raises nothing and ends in time, whatever it is given.

Run by `test_fuzz` and `python -m tests.fuzz`. Beside small inputs each target gets some of up to
1 MB, and some that are nested up to 10,000 deep: one unit, repeated.
"""

from __future__ import annotations

import atexit
import base64
import functools
import json
import math
import shutil
import tempfile
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import botocore.parsers
import botocore.session
from botocore.exceptions import ClientError
from hypothesis import example, given
from hypothesis import strategies as st

from desktop_login.adapters.cognito import challenge_wire, wire
from desktop_login.adapters.cognito.client import _check_body
from desktop_login.adapters.cognito.errors import translated_errors
from desktop_login.adapters.jwks import signing_keys
from desktop_login.adapters.token_store import device_store
from desktop_login.adapters.token_store.encrypted_record import (
    StoreKey,
    seal,
    seal_body,
    unseal,
    unseal_body,
)
from desktop_login.adapters.token_verifier import JwtVerifier
from desktop_login.demo import request_body, request_head
from desktop_login.demo.interception import Interceptions
from desktop_login.demo.issuer import Issuer, SigningKey
from desktop_login.demo.managed_login import ManagedLogin
from desktop_login.demo.operations import Operations
from desktop_login.demo.pool import DemoPoolConfig, Pool
from desktop_login.demo.service_exception import ServiceException
from desktop_login.domain.answers import typed_code
from desktop_login.domain.challenges import ChallengeContext
from desktop_login.domain.errors import AuthError, ErrorCode
from desktop_login.domain.password_policy import is_email
from desktop_login.domain.pool import PoolClient, is_client_id, is_pool_id, is_region
from desktop_login.domain.secret import Secret
from desktop_login.domain.tokens import Tokens
from desktop_login.messages.message import in_english
from desktop_login.messages.sanitize import MAX_SHOWN, defused
from desktop_login.messages.translate import tr
from desktop_login.settings import SettingsError, brand_file, load
from desktop_login.settings.brand_pictures import PictureRefused, looked_at
from desktop_login.settings.imports import from_address, read_text
from desktop_login.settings.schema import BY_ENVIRONMENT_NAME, is_client_secret
from desktop_login.system.log import blotted
from desktop_login.ui.widgets.claims_model import as_text
from tests.fakes.clocks import HandClock

POOL = PoolClient("us-east-1", "us-east-1_AbCdEfGhI", "abc123")
OWNER = StoreKey(POOL.pool_id, POOL.client_id)
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

# One input may take this much of a processor: what is linear takes milliseconds for 1 MB.
LIMIT_S = 5.0
_MOST, _DEEPEST = 1_000_000, 10_000

_Target = Callable[..., None]


def timed(target: _Target) -> _Target:
    """Time as a criterion: an input that takes too long is a failure like an uncaught error."""

    @functools.wraps(target)
    def run(*inputs: Any, **named: Any) -> None:
        begun = time.process_time()
        target(*inputs, **named)
        took = time.process_time() - begun
        assert took < LIMIT_S, f"took {took:.1f} s"

    return run


def _rarely(large: st.SearchStrategy[Any], small: st.SearchStrategy[Any]) -> Any:
    """One input in twenty: the large ones take most of the time."""
    return st.integers(0, 19).flatmap(lambda number: large if number == 7 else small)


def _repeated(units: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """A beginning, one unit up to 1 MB, an end."""
    sizes = st.sampled_from([1_000, 4_096, 64 * 1024, 300_000, _MOST])
    return st.builds(
        lambda head, unit, size, tail: head + unit * (size // len(unit)) + tail,
        units,
        units,
        sizes,
        units,
    )


_PAIRS = st.sampled_from([("[", "]"), ('{"a":', "}"), ("{a=", "}"), ('[{"a":', "}]"), ("[\n", "]")])
_nested = st.builds(
    lambda pair, depth, inner, closed: pair[0] * depth + inner + pair[1] * (depth * closed),
    _PAIRS,
    st.sampled_from([50, 400, 990, 1_100, _DEEPEST]),
    st.sampled_from(["", "1", '"x"', "1" * 5_000, '"\\ud800"']),
    st.booleans(),
)
_long_text = _repeated(st.text(min_size=1, max_size=6)) | _nested
_long_bytes = _long_text.map(lambda text: text.encode("utf-8", "surrogatepass"))
_with_lone = st.text(st.characters(categories=["Cs", "L", "N"]), max_size=40)
_text = st.text(max_size=40)
_number = st.integers() | st.floats() | st.sampled_from([10**400, -1, NOW, NOW * 1000])
_leaf = st.none() | st.booleans() | _number | _text
_json = st.recursive(
    _leaf, lambda x: st.lists(x, max_size=4) | st.dictionaries(_text, x, max_size=4), max_leaves=12
)


class _KeysAtHand:
    """A key set without a network: one key of the test's own."""

    clock_skew = None

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
_READER = JwtVerifier(POOL, HandClock(float(NOW)), _KEYS)  # type: ignore[arg-type]


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


def _b64(text: str) -> str:
    raw = text.encode("utf-8", "surrogatepass")
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


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


_large_token = _long_text.map(
    lambda text: ".".join([_b64(text), _b64('{"alg":"RS256","kid":"x"}'), _b64(text), "AAAA"])[
        : 2 * _MOST
    ]
)


@example({"exp": [1]}, False)
@given(
    _rarely(
        _large_token | _long_text.map(lambda text: {"x": text[: 60 * 1024]}),
        _nonsense_token | st.dictionaries(_CLAIM, _json, max_size=3),
    ),
    st.booleans(),
)
@timed
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
    except AuthError as error:
        assert error.error_info.code is ErrorCode.TOKEN_REFUSED
        return
    assert math.isfinite(session.lifetime.seconds)
    for name, value in session.identity.claims.items():
        assert len(as_text(name, value)) <= len("\\u10ffff") * MAX_SHOWN + 1


_GOOD = seal(KEY, OWNER, "subject", Tokens(Secret("i"), Secret("a"), Secret("r"), 1.5))


_record = (
    st.binary(max_size=400)
    | st.builds(
        lambda at, byte: _GOOD[: at % len(_GOOD)] + byte + _GOOD[at % len(_GOOD) + 1 :],
        st.integers(0, 4000),
        st.binary(max_size=3),
    )
    | st.builds(lambda header, rest: json.dumps(header).encode() + b"\n" + rest, _json, st.binary())
)


@given(
    _rarely(_long_bytes | _long_bytes.map(lambda body: b"{}\n" + body), _record),
    st.dictionaries(
        st.sampled_from(
            ["id_token", "access_token", "refresh_token", "drift", "device_key", "devices"]
        ),
        _rarely(_long_text.map(lambda text: text[: 200 * 1024]), _json),
        max_size=6,
    ),
)
@timed
def record(damaged: bytes, body: dict[str, Any]) -> None:
    """Bytes instead of a record, and records of ours with anything inside."""
    allowed = {ErrorCode.RECORD_UNREADABLE, ErrorCode.RECORD_NEWER, ErrorCode.POOL_CHANGED}
    for content in (damaged, seal_body(KEY, OWNER, "subject", body)):
        try:
            opened = unseal(KEY, OWNER, content)
            assert opened.refresh_token
        except AuthError as error:
            assert error.error_info.code in allowed
        try:
            device_store._entries(unseal_body(KEY, OWNER, content))
        except AuthError as error:
            assert error.error_info.code in allowed


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


_IN_BRAND = (
    "name id accent radius font logo links.terms words.en.welcome words.ja.contact show.claims"
)
_BRAND = st.sampled_from([*(f"brand.{name}" for name in _IN_BRAND.split()), "x"])
_brands = st.lists(
    st.builds(
        lambda name, value: f"{name} = {value}", _BRAND, _json.map(lambda v: json.dumps(v)[:90])
    ),
    max_size=6,
).map("\n".join)


@given(_rarely(_long_text | _nested.map("brand={}".format), _brands | _toml))
@timed
def brand(toml: str) -> None:
    """A brand file with anything in it."""
    try:
        _, flaws = brand_file.of_text(toml, _folder / "brand.toml")
    except SettingsError as error:
        assert error.message
        return
    assert all(in_english(flaw.words) for flaw in flaws)


_svg = st.text(alphabet="<>/='\"& abcdefghrstuvwxGPU#(){}:;@\\0123456789-.", max_size=160).map(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{}</svg>'.format
)


@given(
    _rarely(_long_bytes | _nested.map(lambda text: f"<svg>{text}".encode()), st.binary())
    | _svg.map(str.encode)
    | st.binary(max_size=80).map(lambda rest: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + rest)
)
@timed
def brand_picture(raw: bytes) -> None:
    """A picture of a brand with anything in it."""
    try:
        found = looked_at(raw)
    except PictureRefused as error:
        assert in_english(error.words)
        return
    assert min(found.width, found.height) > 0


@given(_rarely(_long_text | _nested.map("a={}".format), _toml), _rarely(_long_text, _toml))
@timed
def settings(toml: str, dotenv: str) -> None:
    """settings.toml and .env with anything in them."""
    (_folder / "settings.toml").write_bytes(toml.encode("utf-8", "surrogatepass"))
    (_folder / ".env").write_bytes(dotenv.encode("utf-8", "surrogatepass"))
    try:
        load(environment={}, working_folder=_folder, config_folder=_folder)
    except SettingsError as error:
        assert error.message


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
    _rarely(_long_text | _long_text.map(lambda text: json.dumps({"UserPoolId": text})), _text)
    | st.text(max_size=200)
    | _imported.map(json.dumps)
    | _imported.map(lambda v: f"const x = {json.dumps(v)};")
)
@timed
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
        _rarely(_long_text, _leaf | _json.map(json.dumps)),
        max_size=5,
    ),
    _json,
    _json,
)
@timed
def challenge(name: str, parameters: dict[str, Any], available: Any, session: Any) -> None:
    """Challenge parameters of any shape: a question, or one clear error."""
    reply = {
        "ChallengeName": name,
        "ChallengeParameters": parameters,
        "AvailableChallenges": available,
        "Session": session,
    }
    try:
        challenge_wire.decode(reply, lambda given: ChallengeContext("u", given), "InitiateAuth")
    except AuthError as error:
        assert error.error_info.code in (
            ErrorCode.INCOMPLETE_ANSWER,
            ErrorCode.STEP_NOT_SUPPORTED,
            ErrorCode.CANNOT_SET_UP,
            ErrorCode.PASSKEY_REQUEST_UNFIT,
            ErrorCode.NOT_UNDERSTOOD,  # a question that is too long
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
    _rarely(_long_bytes, _body),
    st.dictionaries(
        st.sampled_from(["date", "retry-after", "x-amzn-requestid"]), st.text(max_size=20)
    ),
)
@timed
def reply(operation: str, status: int, body: bytes, headers: dict[str, str]) -> None:
    """Bodies of answers and errors, through botocore's own parser and the wall behind it."""
    model = _model().operation_model(operation)
    raw = {"status_code": status, "body": body, "headers": headers, "context": {}}
    parser = botocore.parsers.create_parser("json")
    try:
        with translated_errors(operation):
            _check_body(model, raw)
            parsed = parser.parse(raw, model.output_shape)
            if status >= 300:
                raise ClientError(parsed, operation)
            wire.decode_tokens_of(parsed, operation, 0.0)
            wire.attributes_of(parsed)
            wire.delivery_of(parsed)
    except AuthError as error:
        assert error.error_info.code.name.isupper()


@given(
    st.dictionaries(
        st.sampled_from(sorted(BY_ENVIRONMENT_NAME)), _rarely(_long_text, _text | _with_lone)
    )
)
@timed
def environment(given: dict[str, str]) -> None:
    """Variables with anything in them, also what is no text."""
    try:
        load(environment=given, working_folder=_folder / "none", config_folder=_folder / "none")
    except SettingsError as error:
        assert len(tr(error.message.text, **error.message.values)) < 4096


_address = st.builds(
    lambda begin, rest: begin + rest,
    st.sampled_from(["", "https://", "http://[", "arn:", "https://x/?client_id=", "us-east-1_"]),
    _rarely(_long_text, _text | _with_lone),
)


@given(_address)
@timed
def address(text: str) -> None:
    """What is typed or pasted into a field: looked at again at each edit."""
    found = from_address(text)
    assert not found.user_pool_id or is_pool_id(found.user_pool_id)
    assert not found.client_id or is_client_id(found.client_id)
    for judge in (is_pool_id, is_client_id, is_region, is_client_secret, is_email, typed_code):
        judge(text)
    assert len(defused(text)) <= len("\\u10ffff") * MAX_SHOWN + 1


_line = st.builds(
    lambda before, name, between, value: before + name + between + value,
    _text,
    st.sampled_from(["password", "access_token", "SECRET_HASH", "x", "eyJ", "a@b."]),
    st.sampled_from(["=", ": ", '": "', " = '", "", "@", "."]),
    _text,
)


@given(_rarely(_long_text, _line | _with_lone))
@timed
def log_line(text: str) -> None:
    """Whatever is logged: blotted, and what stands behind a secret's name never shows."""
    blotted(text)
    assert "hunter2" not in blotted(f"{text[:100]} password=hunter2")


_field = st.builds(
    lambda name, value: name + b": " + value,
    st.sampled_from([b"Host", b"Content-Length", b"Transfer-Encoding", b"X-Amz-Target", b"x", b""]),
    st.binary(max_size=20) | st.sampled_from([b"2", b"02", b"+2", b"9" * 5_000, b"chunked"]),
)
_head = st.builds(
    lambda first, fields: b"\r\n".join([first, *fields]),
    st.sampled_from([b"POST / HTTP/1.1", b"GET /x HTTP/1.0", b"POST / HTTP/1.1 "]) | st.binary(),
    st.lists(_field, max_size=6),
)


@given(_rarely(_long_bytes, _head | st.binary(max_size=100)), _rarely(_long_bytes, _body))
@timed
def demo_http(head: bytes, body: bytes) -> None:
    """What comes to the demo's port: understood in one way, or refused."""
    try:
        parsed = request_head.parse(head)
    except request_head.BadRequest as bad:
        assert 400 <= bad.status < 600
    else:
        assert parsed.length is None or 0 <= parsed.length <= request_head.MAX_BODY
    try:
        assert 0 <= request_head.chunk_length(body) <= request_head.MAX_BODY
    except request_head.BadRequest as bad:
        assert bad.status in (400, 413)
    try:
        json.dumps(request_body.parse(body), allow_nan=False).encode()
    except ServiceException as service_exception:
        assert service_exception.code == "SerializationException"


@cache
def _operations() -> Operations:
    config = DemoPoolConfig(auto_confirm=True)
    pool = Pool(config, lambda: float(NOW))
    pool.add("a@b.example", "Demo-Passw0rd!", username="robin")
    return Operations(pool, Issuer(config))


_PARAMETERS = (
    "AccessToken", "AuthFlow", "AuthParameters", "ChallengeName", "ChallengeResponses", "ClientId",
    "ClientSecret", "ConfirmationCode", "DeviceKey", "Password", "RefreshToken", "SecretHash",
    "Session", "Token", "UserAttributeNames", "UserAttributes", "UserCode", "Username",
)  # fmt: skip
_INNER = (
    "USERNAME", "PASSWORD", "SRP_A", "SECRET_HASH", "DEVICE_KEY", "REFRESH_TOKEN", "Name", "Value",
    "ANSWER",
)  # fmt: skip
_likely = st.sampled_from(
    ["robin", "a@b.example", "USER_AUTH", "USER_SRP_AUTH", "REFRESH_TOKEN_AUTH", "SMS_MFA", "5"]
)
_inner = st.dictionaries(st.sampled_from(_INNER), _likely | _leaf, max_size=4)


@given(
    st.sampled_from(sorted(_operations().table)),
    st.dictionaries(
        st.sampled_from(_PARAMETERS),
        _likely | _leaf | _inner | st.lists(_inner, max_size=2) | _rarely(_long_text, _text),
        max_size=6,
    ),
)
@timed
def demo_operation(name: str, given: dict[str, Any]) -> None:
    """Parameters of every shape: an answer or a refusal, and nothing that a client may not set."""
    try:
        request = request_body.parse(
            json.dumps({"ClientId": DemoPoolConfig().client_id} | given).encode()
        )
        json.dumps(_operations().table[name](request)).encode()
    except ServiceException as service_exception:
        assert service_exception.code.endswith("Exception")


@cache
def _site() -> tuple[ManagedLogin, str, str]:
    """The pages of the demo, and the two cookies of somebody who is signed in."""
    pool = Pool(DemoPoolConfig(), lambda: float(NOW))
    pool.add("a@b.example", "Demo-Passw0rd!", username="robin")
    parts = Operations(pool, Issuer(pool.config))
    site = ManagedLogin(pool, parts, Interceptions(parts.table), "http://localhost:1")
    browsers = site._browsers
    user = pool.find("robin")
    assert user is not None
    return site, browsers.new_browser(), browsers.sign_in(user.sub, "COGNITO", "")


_asked = {
    "client_id": DemoPoolConfig().client_id,
    "redirect_uri": DemoPoolConfig().redirect_uris[0],
    "response_type": "code",
}
_in_query = st.dictionaries(
    st.sampled_from(
        ["scope", "state", "nonce", "prompt", "lang", "login_hint", "identity_provider", "step",
         "code_challenge", "code_challenge_method", "redirect_uri", "logout_uri", "error"]
    ),
    st.sampled_from(["openid", "none", "login", "ja", "DemoCompany", "COGNITO", "S256", "x" * 43])
    | _text,
    max_size=5,
)  # fmt: skip
_in_form = st.dictionaries(
    st.sampled_from(
        ["username", "password", "do", "answer", "code", "email", "name", "credential", "token",
         "grant_type", "refresh_token", "client_id", "new_password"]
    ),
    _likely
    | st.sampled_from(["way", "cancel", "resend", "Demo-Passw0rd!", "authorization_code", "{}"])
    | _rarely(_long_text, _text),
    max_size=5,
)  # fmt: skip


@given(
    st.sampled_from(
        ["/", "/oauth2/authorize", "/login", "/signup", "/forgotPassword", "/company", "/logout",
         "/passkeys/add", "/error", "/oauth2/token", "/oauth2/userInfo", "/oauth2/revoke"]
    ),
    st.booleans(),
    st.booleans(),
    _in_query,
    _in_form,
)  # fmt: skip
@timed
def demo_pages(
    path: str, posted: bool, signed_in: bool, query: dict[str, str], form: dict[str, str]
) -> None:
    """An answer to everything; a browser is led to registered addresses only, and text stays text."""
    site, browser, visit = _site()
    cookies = f"demo-browser-1={browser}" + (f"; demo-visit-1={visit}" if signed_in else "")
    fields = {
        "host": "localhost:1",
        "cookie": cookies,
        "content-type": "application/x-www-form-urlencoded",
    }
    sent = urlencode({"_csrf": site._browsers.token(browser), **form}, errors="replace").encode()
    target = f"{path}?{urlencode(_asked | query, errors='replace')}"
    head = request_head.Head("POST" if posted else "GET", target, fields, len(sent), True)
    try:
        site.admit(head)
        answer = site.answer(head, sent if posted else b"")
    except request_head.BadRequest as bad:
        assert 400 <= bad.status < 500
        return
    assert answer.status < 500
    there = answer.fields.get("Location", "/")
    known = (*DemoPoolConfig().redirect_uris, *DemoPoolConfig().sign_out_uris)
    assert there.startswith("/") or there.partition("?")[0] in known
    assert there.isascii()
    assert there.isprintable()
    scripts = answer.body.count(b"<script")
    assert scripts == (1 if b"data-ceremony" in answer.body else 0)


TARGETS: dict[str, Callable[[], None]] = {
    "token view": token_view,
    "record": record,
    "settings": settings,
    "brand": brand,
    "brand picture": brand_picture,
    "import file": import_file,
    "challenge": challenge,
    "reply": reply,
    "environment": environment,
    "address": address,
    "log line": log_line,
    "demo http": demo_http,
    "demo operation": demo_operation,
    "demo pages": demo_pages,
}
