"""`--demo-server` for other tools: its options, what it prints, and that it can be started again at once."""

from __future__ import annotations

import base64
import contextlib
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

from desktop_login.cli.demo_options import DemoServerOptions, ServedUser
from desktop_login.cli.main import parse
from desktop_login.demo.stories import PASSWORD
from tests.patience import PROCESS_S, STEP_S

ORIGIN = "http://localhost:5173"

pytestmark = [
    pytest.mark.medium,
    pytest.mark.skipif(
        sys.platform == "win32", reason="Ctrl+C cannot be sent to one process there"
    ),
]


@contextlib.contextmanager
def served(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], dict[str, str]]]:
    """The process, and the settings that it printed as JSON."""
    process = subprocess.Popen(
        [sys.executable, "-m", "desktop_login", "--demo-server", "--json", *arguments],
        env=os.environ | {"LC_ALL": "C"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        yield process, json.loads(process.stdout.readline())
    finally:
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=PROCESS_S)
    assert (process.returncode, errors) == (0, "")


def send(
    settings: dict[str, str], operation: str, body: dict[str, Any], **fields: str
) -> tuple[int, dict[str, Any]]:
    host = settings["COGNITO_ENDPOINT_URL"].removeprefix("http://")
    connection = http.client.HTTPConnection(host, timeout=STEP_S)
    try:
        target = f"AWSCognitoIdentityProviderService.{operation}"
        connection.request("POST", "/", json.dumps(body), {"X-Amz-Target": target, **fields})
        reply = connection.getresponse()
        return reply.status, json.loads(reply.read())
    finally:
        connection.close()


def sign_in(settings: dict[str, str], name: str, **fields: str) -> dict[str, Any]:
    body = {
        "AuthFlow": "USER_PASSWORD_AUTH",
        "ClientId": settings["COGNITO_CLIENT_ID"],
        "AuthParameters": {"USERNAME": name, "PASSWORD": settings["DEMO_PASSWORD"]},
    }
    status, reply = send(settings, "InitiateAuth", body, **fields)
    assert status == 200, reply
    return reply


def claims_of(token: str) -> dict[str, Any]:
    body = token.split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return claims


def test_users_groups_origins_and_json() -> None:
    users = ("--user", "ann@corp.example", "--group", "admins", "--group", "staff", "--user", "bob")
    with served(*users, "--allow-origin", ORIGIN) as (process, settings):
        assert settings["DEMO_PASSWORD"] == PASSWORD
        tokens = sign_in(settings, "ann@corp.example", Origin=ORIGIN)["AuthenticationResult"]
        claims = claims_of(tokens["IdToken"])
        assert claims["cognito:groups"] == ["admins", "staff"]
        assert (claims["email"], claims["email_verified"]) == ("ann@corp.example", True)
        tokens = sign_in(settings, "bob")["AuthenticationResult"]
        claims = claims_of(tokens["IdToken"])
        assert (claims["cognito:username"], "cognito:groups" in claims) == ("bob", False)
        assert send(settings, "GetUser", {}, Origin="http://localhost:5174")[0] == 403
        sign_in(settings, "sms-code@example.com")
        assert process.stdout is not None
        message = json.loads(process.stdout.readline())
        assert re.fullmatch(r"[0-9]{6}", message.pop("code"))
        assert message == {"medium": "SMS", "to": "+15555550123"}


@pytest.mark.parametrize("rotation", [True, False])
def test_the_older_refresh_works_without_rotation(rotation: bool) -> None:
    with served(*[] if rotation else ["--no-rotation"]) as (_, settings):
        token = sign_in(settings, "confirmed@example.com")["AuthenticationResult"]["RefreshToken"]
        body = {
            "AuthFlow": "REFRESH_TOKEN_AUTH",
            "ClientId": settings["COGNITO_CLIENT_ID"],
            "AuthParameters": {"REFRESH_TOKEN": token},
        }
        assert send(settings, "InitiateAuth", body)[0] == (400 if rotation else 200)


def test_the_same_port_at_once_again() -> None:
    """With a client that stays connected until the server ends."""
    port = 0
    for _ in range(2):
        with contextlib.ExitStack() as stack:
            _, settings = stack.enter_context(served("--port", str(port)))
            port = int(settings["COGNITO_ENDPOINT_URL"].rpartition(":")[2])
            wire = socket.create_connection(("127.0.0.1", port), timeout=STEP_S)
            wire.sendall(f"HEAD / HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n".encode())
            assert wire.recv(100).startswith(b"HTTP/1.1 200 ")
        assert wire.recv(65536) is not None
        wire.close()


def test_sign_in_pages_have_the_port_and_the_addresses_that_were_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    more = ("--domain-port", str(port), "--redirect-uri", f"{ORIGIN}/")
    with served(*more) as (_, settings):
        assert settings["COGNITO_DOMAIN"] == f"http://localhost:{port}"
        assert settings["COGNITO_REDIRECT_URIS"].split(",")[-1] == f"{ORIGIN}/"
        assert settings["DEMO_IDENTITY_PROVIDER"] == "DemoCompany"
        out = f"/logout?client_id={settings['COGNITO_CLIENT_ID']}&logout_uri={ORIGIN}/"
        connection = http.client.HTTPConnection("localhost", port, timeout=STEP_S)
        connection.request("GET", out)
        reply = connection.getresponse()
        connection.close()
        assert (reply.status, reply.headers["Location"]) == (302, f"{ORIGIN}/")


def test_port_of_the_sign_in_pages_that_is_taken_is_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        words = f"Port {port} cannot be used. Choose another with --domain-port."
        test_what_cannot_be_served_is_one_sentence(("--domain-port", str(port)), words)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--allow-origin", "*"), "“*” is not the origin of a page."),
        (("--allow-origin", f"{ORIGIN}/"), f"“{ORIGIN}/” is not the origin of a page."),
        (("--redirect-uri", "http://app.example/"), "“http://app.example/” is no address"),
        (("--redirect-uri", f"{ORIGIN}/#x"), f"“{ORIGIN}/#x” is no address to which"),
        (("--user", "a", "--user", "a"), "The demo already has a user named “a”."),
        (("--user", "totp@example.com"), "already has a user named “totp@example.com”."),
    ],
)
def test_what_cannot_be_served_is_one_sentence(arguments: tuple[str, ...], words: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "desktop_login", "--demo-server", "--lang", "en", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONIOENCODING": "utf-8"},
        timeout=PROCESS_S,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert words in done.stderr


def parsed(*arguments: str) -> DemoServerOptions:
    command = parse(arguments).action
    assert isinstance(command, partial)
    options: DemoServerOptions = command.keywords["options"]
    return options


def test_a_group_belongs_to_the_user_before_it() -> None:
    given = parsed(
        "--demo-server", "--user", "a", "--group", "g", "--group", "h", "--user", "b",
        "--allow-origin", "http://x", "--allow-origin", "http://y",
    )  # fmt: skip
    assert given.user == (ServedUser("a", ("g", "h")), ServedUser("b"))
    assert given.allow_origin == ("http://x", "http://y")
    plain = parsed("--demo-server")
    assert (plain.user, plain.allow_origin, plain.rotation, plain.json) == ((), (), True, False)


@pytest.mark.parametrize(
    "arguments",
    [
        ("--user", "a"),
        ("--json",),
        ("--no-rotation",),
        ("--allow-origin", ORIGIN),
        ("--demo", "--json"),
        ("--demo-server", "--group", "g"),
        ("--demo-server", "--group", "g", "--user", "a"),
        ("--demo-server", "--user", "a b"),
        ("--demo-server", "--user", ""),
        ("--demo-server", "--user", "x" * 129),
        ("--demo-server", "--user", "a\u202eb"),
        ("--demo-server", "--user", "a", "--group", "g\n"),
    ],
)
def test_wrong_use(arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parsed(*arguments)
    assert ended.value.code == 2
    assert "error:" in capsys.readouterr().err
