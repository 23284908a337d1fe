"""Rows 56 to 60: what people type, what files and the environment say, what the log shows."""

from __future__ import annotations

import os
import subprocess
import sys
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLineEdit

from desktop_login.adapters.clock import SystemClock
from desktop_login.adapters.cognito.api import CognitoApi
from desktop_login.adapters.cognito.client import unsigned_client
from desktop_login.adapters.cognito.probe import PoolProbe
from desktop_login.adapters.cognito.provider import CognitoProvider
from desktop_login.demo.client import Reply, Request
from desktop_login.demo.interception import Operation
from desktop_login.domain.answers import Credentials, NewAccount, typed_username
from desktop_login.domain.errors import AuthError
from desktop_login.domain.pool import AuthFlow, PoolClient
from desktop_login.domain.secret import Secret
from desktop_login.flow.pool_check import examine
from desktop_login.messages.checks import line_of
from desktop_login.messages.message import in_english
from desktop_login.settings import SettingsError, load
from desktop_login.ui.pages.dashboard import Dashboard
from tests.fakes.runs import a_run
from tests.fakes.session_bus import ROOT
from tests.fakes.world import World, run
from tests.faults.table import Enter
from tests.faults.telling import notified
from tests.stories.test_canary import look_everywhere
from tests.ui.conftest import Open
from tests.unit.test_tls import Https

LONG = 252 * "x"
PASSWORDS = {
    "outer spaces": "  Passw0rd!  ",
    "é as NFC": "Passw0rd!\u00e9",
    "é as NFD": "Passw0rd!e\u0301",
    "emoji": "Passw0rd!🔑👩‍👩‍👧",
    "256 characters": f"Aa1!{LONG}",
    "tab": "Passw0rd!\tx",
    "quotes and percent": '"\\%Passw0rd{}',
    "spaces only": " " * 12,
}


@pytest.mark.parametrize("name", PASSWORDS)
def test_row_56_passwords(enter: Enter, world: World, name: str) -> None:
    password = PASSWORDS[name]
    world.demo.pool.add("byte@example.com", password)
    world.sign_in("byte", password)
    enter(f"{name}, SRP", "signed in", notified(world))
    world.flow_kind = AuthFlow.PASSWORD
    world.start()
    world.sign_in("byte", password)
    enter(f"{name}, password flow", "signed in", notified(world))
    other = unicodedata.normalize("NFD" if "NFC" in name else "NFC", password)
    if other != password:
        world.sign_in("byte", other)
        enter(f"{name}, the other form", "sign-in page: WRONG_CREDENTIALS", notified(world))


def test_row_56_length(enter: Enter, opened: Open, world: World) -> None:
    hand = opened(world.demo, endpoint_url=world.faults.url)
    world.faults.seen.clear()
    hand.sign_in("confirmed", f"Aa1!{LONG}x")
    field = hand.named("Password", QLineEdit)
    seen = f"{'said' if field.accessibleDescription() else 'not said'}; {world.faults.count('InitiateAuth')} requests"
    enter("257 characters", "said; 0 requests", seen)
    enter("257 characters: nothing cut off", "257", str(len(field.text())))


def test_row_57_addresses(enter: Enter, world: World) -> None:
    sent: list[str] = []

    def seen_by_the_service(request: Request, answer: Operation) -> Reply:
        attributes = {a["Name"]: a["Value"] for a in request.get("UserAttributes", [])}
        sent.append(attributes.get("email") or request["AuthParameters"]["USERNAME"])
        return answer(request)

    for operation in ("InitiateAuth", "SignUp"):
        world.demo.intercept(operation, seen_by_the_service)
    cases = {
        " outer@example.com\t": "outer@example.com",
        "ü@bücher.example": "ü@bücher.example",
        "u\u0308@example.com": "ü@example.com",
        "a@xn--bcher-kva.example": "a@xn--bcher-kva.example",
        "plus+tag@example.com": "plus+tag@example.com",
        "Upper@Example.com": "Upper@Example.com",
    }
    for typed, expected in cases.items():
        run(world.flow.sign_in(Credentials(typed, Secret("Passw0rd!"))))
        enter(f"sign-in: {typed!r}", expected, sent[-1])
    world.flow.create_account("", True)
    run(world.flow.answer(NewAccount("Upper@Example.com", Secret("My-0wn-Passw0rd"))))
    # the spelling that will be typed at sign-in: a pool may tell the two apart
    enter("sign-up: 'Upper@Example.com'", "Upper@Example.com", sent[-1])
    enter("CR/LF", "a@b.example", typed_username("a@b.example\r\n"))


@pytest.mark.parametrize(
    ("name", "typed"),
    [("empty", ""), ("129 characters", "x" * 117 + "@example.com"), ("no address", "someone")],
)
def test_row_57_refused_locally(
    enter: Enter, opened: Open, world: World, name: str, typed: str
) -> None:
    hand = opened(world.demo, endpoint_url=world.faults.url)
    world.faults.seen.clear()
    hand.type("Email", typed)
    hand.type("Password", "Passw0rd!")
    hand.press("Sign in")
    field = hand.named("Email", QLineEdit)
    seen = f"{'said' if field.accessibleDescription() else 'not said'}; {world.faults.count('InitiateAuth')} requests"
    enter(name, "said; 0 requests", seen)


def test_row_57_as_long_as_allowed(enter: Enter, opened: Open, world: World) -> None:
    address = "x" * 116 + "@example.com"
    world.demo.pool.add(address, "Demo-Passw0rd!")
    hand = opened(world.demo, endpoint_url=world.faults.url)
    hand.type("Email", address)
    hand.type("Password", "Demo-Passw0rd!")
    hand.press("Sign in")
    hand.arrive(Dashboard)
    enter("128 characters", f"Signed in as {address}", hand.who)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("user_pool_id", "nonsense"),
        ("user_pool_id", "us-east-1_Abc\\n"),
        ("user_pool_id", "us-east-1_Abc_d"),  # the shape of an emulator's
        ("user_pool_id", "../../etc/passwd"),
        ("user_pool_id", "us-east-1_" + "x" * 500),
        ("client_id", "a b"),
        ("client_id", "x" * 500),
        ("client_id", "abc/../def"),
        ("region", "eu-west-1"),
        ("region", "mars-north-1x"),
        ("issuer", "http://evil.example/us-east-1_AbCdEfGhI"),
    ],
)
def test_row_58_identifiers(enter: Enter, tmp_path: Path, field: str, value: str) -> None:
    values = {"user_pool_id": "us-east-1_AbCdEfGhI", "client_id": "abc123"} | {field: value}
    text = "\n".join(f'{name} = "{given}"' for name, given in values.items())
    (tmp_path / "settings.toml").write_text(text, "utf-8")
    try:
        load(environment={}, working_folder=tmp_path, config_folder=tmp_path)
        seen = "accepted"
    except SettingsError as error:
        words = in_english(error.message)
        seen = "refused, field named" if field in words and value not in words else words
    enter(f"{field} = {value[:24]!r}", "refused, field named", seen)


@pytest.mark.parametrize(
    "address",
    ["http://evil.example", "http://127.0.0.1.evil.example", "http://localhost@evil.example"],
)
def test_row_58_endpoints(enter: Enter, tmp_path: Path, address: str) -> None:
    text = f'user_pool_id = "us-east-1_AbCdEfGhI"\nclient_id = "abc"\nendpoint_url = "{address}"\n'
    (tmp_path / "settings.toml").write_text(text, "utf-8")
    try:
        load(environment={}, working_folder=tmp_path, config_folder=tmp_path)
        seen = "accepted"
    except SettingsError as error:
        words = in_english(error.message)
        seen = "refused, https named" if "https" in words and address not in words else words
    enter(f"endpoint_url = {address!r}", "refused, https named", seen)


def test_row_59_environment(enter: Enter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    aws = tmp_path / "aws"
    aws.mkdir()
    (aws / "config").write_text("[broken\ncredential_process = touch /nowhere\n")
    trace = tmp_path / "started"
    (aws / "credentials").write_text(f"[default]\ncredential_process = touch {trace}\n")
    hostile = {
        "AWS_PROFILE": "missing",
        "AWS_CONFIG_FILE": str(aws / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(aws / "credentials"),
        "AWS_ENDPOINT_URL": "http://evil.example",
        "AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER": "http://evil.example",
        "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "false",
        "AWS_REGION": "eu-west-3",
        "AWS_DEFAULT_REGION": "eu-west-3",
        "AWS_USE_FIPS_ENDPOINT": "true",
        "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "x" * 40,
        "AWS_MAX_ATTEMPTS": "9",
        "AWS_RETRY_MODE": "adaptive",
    }
    for name, value in hostile.items():
        monkeypatch.setenv(name, value)
    client = unsigned_client(PoolClient("us-east-1", "us-east-1_Abc", "abc"))
    enter("endpoint", "https://cognito-idp.us-east-1.amazonaws.com", client.meta.endpoint_url)
    headers: list[str] = []

    def note(request: Any, **_: object) -> Any:
        headers.extend(request.headers)
        from botocore.awsrequest import AWSResponse

        class Raw:
            def stream(self, *_: object, **__: object) -> Any:
                yield b"{}"

        return AWSResponse(str(request.url), 200, {}, Raw())

    client.meta.events.register("before-send", note)
    client.global_sign_out(AccessToken="a")
    # the model has this one signed, a user's not
    client.admin_initiate_auth(UserPoolId="us-east-1_Abc", ClientId="abc", AuthFlow="USER_AUTH")
    enter(
        "signed with keys of the environment", "no", "yes" if "Authorization" in headers else "no"
    )
    enter("retries", "1 attempt", f"{client.meta.config.retries['total_max_attempts']} attempt")
    enter("credential_process started", "no", "yes" if trace.exists() else "no")


@pytest.mark.medium
def test_row_59_keys_log_and_keyring(enter: Enter, tmp_path: Path) -> None:
    """Nothing writes the keys of connections down, in the executable and from source."""
    keylog = tmp_path / "keys.log"
    script = (
        "import sys; sys.frozen = sys.argv[1] == 'frozen'\n"
        "from desktop_login.system.environment import harden\n"
        "harden()\n"
        "import ssl\n"
        "print(ssl.create_default_context().keylog_filename)\n"
    )
    environment = os.environ | {"SSLKEYLOGFILE": str(keylog), "PYTHONPATH": str(ROOT)}
    for how in ("frozen", "source"):
        done = subprocess.run(
            [sys.executable, "-c", script, how],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        enter(f"SSLKEYLOGFILE, {how}", "None", done.stdout.strip())


def test_row_59_proxy_and_bundles(
    enter: Enter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = PoolClient("us-east-1", "us-east-1_DemoPool1", "client")
    monkeypatch.setenv("HTTPS_PROXY", "http://user:word@127.0.0.1:9")
    monkeypatch.setenv("https_proxy", "http://user:word@127.0.0.1:9")
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    first = in_english(line_of(examine(pool, PoolProbe(pool), SystemClock())[0]).sentence)
    message = "Using the proxy 127.0.0.1:9 (set in the environment)."
    enter("HTTPS_PROXY, in the check", message, first)
    for name in ("HTTPS_PROXY", "https_proxy"):
        monkeypatch.delenv(name)
    server = Https(tmp_path)
    for name in ("AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.setenv(name, str(server.root))
        provider = CognitoProvider(
            CognitoApi(pool._replace(endpoint_url=server.url), SystemClock())
        )
        with pytest.raises(AuthError) as refused:
            provider.sign_in(Credentials("a@b.example", Secret("Passw0rd!")), a_run())
        enter(f"{name} with a root of its own", "CERTIFICATE", refused.value.error_info.code.name)
        monkeypatch.delenv(name)
    server.stop()


@pytest.mark.medium
def test_row_60_debug_logging(enter: Enter, tmp_path: Path) -> None:
    place = tmp_path / "canary"
    place.mkdir()
    places, leaks = look_everywhere(place)
    seen = ", ".join(leaks) or "none"
    enter("canaries in logs, reprs, tracebacks, files, argv, environment", "none", seen)
    enter("places that were looked at", "more than 3", "more than 3" if places > 3 else str(places))
