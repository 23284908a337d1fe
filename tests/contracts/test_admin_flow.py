"""The admin flow against moto, which checks its shape: it is signed, and answered by Admin… calls."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import boto3
import pytest
from botocore.exceptions import ProfileNotFound

from desktop_login.adapters.clock import SystemClock
from desktop_login.adapters.cognito.api import CognitoApi
from desktop_login.adapters.cognito.client import signed_client
from desktop_login.adapters.cognito.provider import CognitoProvider
from desktop_login.domain.answers import Credentials, NewPassword
from desktop_login.domain.challenges import NewPasswordRequired
from desktop_login.domain.errors import AuthError, ErrorCode
from desktop_login.domain.pool import AuthFlow, PoolClient
from desktop_login.domain.secret import Secret
from desktop_login.domain.tokens import Tokens
from tests.fakes.runs import a_run

GIVEN = Credentials("admin-made", Secret("Temporary-1!"))


@pytest.fixture
def profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    file = tmp_path / "credentials"
    file.write_text("[operator]\naws_access_key_id=AKIAEXAMPLE\naws_secret_access_key=x\n", "utf-8")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(file))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    return "operator"


@pytest.mark.medium
def test_new_password_over_admin_calls(profile: str) -> None:
    from moto import mock_aws  # takes a second, so not where the file is only collected

    with mock_aws():
        admin = boto3.client("cognito-idp", region_name="us-east-1")
        pool_id = admin.create_user_pool(PoolName="p")["UserPool"]["Id"]
        client = admin.create_user_pool_client(
            UserPoolId=pool_id,
            ClientName="c",
            GenerateSecret=True,
            ExplicitAuthFlows=["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        )["UserPoolClient"]
        admin.admin_create_user(
            UserPoolId=pool_id, Username="admin-made", TemporaryPassword="Temporary-1!"
        )
        pool = PoolClient(
            "us-east-1",
            pool_id,
            client["ClientId"],
            Secret(client["ClientSecret"]),
            auth_flow=AuthFlow.ADMIN,
            aws_profile=profile,
        )
        provider = CognitoProvider(CognitoApi(pool, SystemClock()))
        challenge = provider.sign_in(GIVEN, a_run())
        assert isinstance(challenge, NewPasswordRequired)
        assert isinstance(
            provider.answer(challenge, NewPassword(Secret("Permanent-1!")), a_run()), Tokens
        )
        wrong = Credentials("admin-made", Secret("Wrong-Passw0rd1!"))
        with pytest.raises(AuthError) as refused:
            provider.sign_in(wrong, a_run())
        # moto says it in words of its own, so the safe sentence of the code applies
        assert refused.value.error_info.code is ErrorCode.SIGN_IN_REFUSED


@pytest.fixture
def rich(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which boto3 finds keys wherever it looks by itself."""
    credentials = tmp_path / "rich"
    credentials.write_text(
        "[default]\naws_access_key_id=AKIADEFAULT\naws_secret_access_key=x\n[empty]\n", "utf-8"
    )
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(credentials))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAENVIRONMENT")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x")
    monkeypatch.setenv("AWS_PROFILE", "default")


@pytest.mark.parametrize("name", [None, ""])
def test_without_a_named_profile_no_keys_are_looked_for(rich: None, name: str | None) -> None:
    pool = PoolClient("us-east-1", "us-east-1_Abc", "a", None, AuthFlow.ADMIN, aws_profile=name)
    with pytest.raises(ProfileNotFound):
        signed_client(pool)


def test_a_profile_without_keys_gets_none_of_the_machine(
    rich: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    role = {"AccessKeyId": "AKIAROLE", "SecretAccessKey": "x", "Token": "t"}
    role["Expiration"] = "2099-01-01T00:00:00Z"
    with Answering(role) as server:
        monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", server.url)
        pool = PoolClient("us-east-1", "us-east-1_Abc", "a", None, AuthFlow.ADMIN)
        provider = CognitoProvider(
            CognitoApi(pool._replace(aws_profile="empty", endpoint_url=server.url), SystemClock())
        )
        with pytest.raises(AuthError) as refused:
            provider.sign_in(GIVEN, a_run())
    assert refused.value.error_info.code is ErrorCode.AWS_PROFILE
    assert server.requests == []


class Answering:
    """A server on this computer that gives everybody the same JSON."""

    def __init__(self, answer: object) -> None:
        self.requests: list[str] = []
        outer, body = self, json.dumps(answer).encode()

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.requests.append(self.path)
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_GET

            def log_message(self, *args: object) -> None:
                pass

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Answering:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.mark.parametrize("name", ["missing", None])
def test_a_profile_that_cannot_be_used_is_named(
    profile: str, name: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nowhere")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    pool = PoolClient(
        "us-east-1", "us-east-1_Abc", "abc", auth_flow=AuthFlow.ADMIN, aws_profile=name
    )
    with pytest.raises(AuthError) as refused:
        CognitoProvider(CognitoApi(pool, SystemClock())).sign_in(GIVEN, a_run())
    assert refused.value.error_info.code is ErrorCode.AWS_PROFILE
    assert refused.value.error_info.name == (name or "default")
