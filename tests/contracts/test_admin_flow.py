"""The admin flow against moto, which checks its shape: it is signed, and answered by Admin… calls."""

from __future__ import annotations

from pathlib import Path

import boto3
import pytest
from moto import mock_aws

from desktop_login.adapters.clock import SystemClock
from desktop_login.adapters.cognito.calls import Calls
from desktop_login.adapters.cognito.provider import CognitoProvider
from desktop_login.domain.answers import Credentials, NewPassword
from desktop_login.domain.challenges import NewPasswordRequired
from desktop_login.domain.errors import LoginError, Problem
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


def test_new_password_over_admin_calls(profile: str) -> None:
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
        provider = CognitoProvider(Calls(pool, SystemClock()))
        challenge = provider.sign_in(GIVEN, a_run())
        assert isinstance(challenge, NewPasswordRequired)
        assert isinstance(
            provider.answer(challenge, NewPassword(Secret("Permanent-1!")), a_run()), Tokens
        )
        wrong = Credentials("admin-made", Secret("Wrong-Passw0rd1!"))
        with pytest.raises(LoginError) as refused:
            provider.sign_in(wrong, a_run())
        # moto says it in words of its own, so the safe sentence of the code applies
        assert refused.value.fault.problem is Problem.SIGN_IN_REFUSED


@pytest.mark.parametrize("name", ["missing", None])
def test_a_profile_that_cannot_be_used_is_named(
    profile: str, name: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nowhere")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    pool = PoolClient(
        "us-east-1", "us-east-1_Abc", "abc", auth_flow=AuthFlow.ADMIN, aws_profile=name
    )
    with pytest.raises(LoginError) as refused:
        CognitoProvider(Calls(pool, SystemClock())).sign_in(GIVEN, a_run())
    assert refused.value.fault.problem is Problem.AWS_PROFILE
    assert refused.value.fault.name == (name or "default")
