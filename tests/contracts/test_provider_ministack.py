"""The provider's contract against ministack, whose SRP and challenges nobody here wrote."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from desktop_login.demo import totp
from desktop_login.domain.pool import PoolClient
from desktop_login.domain.secret import Secret
from tests.contracts.account_contract import AccountContract
from tests.contracts.provider_contract import PASSWORD, ProviderContract, attribute_list
from tests.fakes.ministack import REGION, Ministack

pytestmark = pytest.mark.medium

FLOWS = ["ALLOW_USER_SRP_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]


class MinistackPools:
    """One pool with a public and a confidential client."""

    def __init__(self, server: Ministack) -> None:
        self._url, self._admin = server.url, server.admin()
        made = self._admin.create_user_pool(
            PoolName="contract",
            AliasAttributes=["email"],
            MfaConfiguration="OFF",
            Policies={
                "PasswordPolicy": {
                    "MinimumLength": 8,
                    "RequireLowercase": True,
                    "RequireUppercase": True,
                    "RequireNumbers": True,
                    "RequireSymbols": True,
                }
            },
        )
        self._id = made["UserPool"]["Id"]
        self._admin.set_user_pool_mfa_config(
            UserPoolId=self._id,
            SoftwareTokenMfaConfiguration={"Enabled": True},
            MfaConfiguration="OPTIONAL",
        )
        self._clients = [self._client(generate_secret) for generate_secret in (False, True)]
        self._secrets: dict[str, str] = {}

    def pool(self, *, secret: bool) -> PoolClient:
        client = self._clients[secret]
        word = client.get("ClientSecret")
        return PoolClient(
            REGION,
            self._id,
            client["ClientId"],
            Secret(word) if word else None,
            endpoint_url=self._url,
        )

    def add(self, kind: str) -> str:
        email, name = f"{uuid.uuid4()}@example.com", f"user-{uuid.uuid4()}"
        attributes = {"email": email, "email_verified": "true"}
        if kind == "unconfirmed":
            self._admin.sign_up(
                ClientId=self._clients[0]["ClientId"],
                Username=name,
                Password=PASSWORD,
                UserAttributes=attribute_list({"email": email}),
            )
            return name
        self._admin.admin_create_user(
            UserPoolId=self._id,
            Username=name,
            TemporaryPassword=PASSWORD,
            UserAttributes=attribute_list(attributes),
            MessageAction="SUPPRESS",
        )
        user = {"UserPoolId": self._id, "Username": name}
        if kind != "temporary":
            self._admin.admin_set_user_password(**user, Password=PASSWORD, Permanent=True)
        if kind == "disabled":
            self._admin.admin_disable_user(**user)
        if kind == "reset":
            self._admin.admin_reset_user_password(**user)
        if kind == "authenticator":
            self._secrets[email] = self._set_up_totp(name, user)
        return email

    def totp_secret(self, email: str) -> str:
        return self._secrets[email]

    def code(self, email: str, kind: str) -> str:
        """ministack always sends the same."""
        del email
        return {"sign up": "123456", "reset": "654321"}[kind]

    def _set_up_totp(self, name: str, user: dict[str, str]) -> str:
        import time

        reply = self._admin.initiate_auth(
            AuthFlow="USER_PASSWORD_AUTH",
            ClientId=self._clients[0]["ClientId"],
            AuthParameters={"USERNAME": name, "PASSWORD": PASSWORD},
        )
        token = reply["AuthenticationResult"]["AccessToken"]
        secret: str = self._admin.associate_software_token(AccessToken=token)["SecretCode"]
        # the step before, so that the code of this one is still unused in the test
        code = totp.code_at_step(secret, totp.step_at(time.time()) - 1)
        self._admin.verify_software_token(AccessToken=token, UserCode=code)
        self._admin.admin_set_user_mfa_preference(
            **user, SoftwareTokenMfaSettings={"Enabled": True, "PreferredMfa": True}
        )
        return secret

    def _client(self, generate_secret: bool) -> dict[str, Any]:
        made = self._admin.create_user_pool_client(
            UserPoolId=self._id,
            ClientName=f"secret-{generate_secret}",
            GenerateSecret=generate_secret,
            ExplicitAuthFlows=FLOWS,
            PreventUserExistenceErrors="ENABLED",
            EnableTokenRevocation=True,
        )
        client: dict[str, Any] = made["UserPoolClient"]
        return client


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ministack]:
    server = Ministack(tmp_path_factory.mktemp("ministack"))
    server.wait()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def cognito(server: Ministack) -> MinistackPools:
    return MinistackPools(server)


class TestAccounts(AccountContract):
    """Nothing to add: the contract is the test."""


class TestMinistack(ProviderContract):
    """Nothing to add: the contract is the test."""
