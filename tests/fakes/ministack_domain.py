"""App clients of ministack with its own sign-in pages, and one person who can sign in there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from desktop_login.domain.browser_rounds import SCOPES
from desktop_login.domain.pool import PoolClient
from desktop_login.domain.secret import Secret
from tests.contracts.provider_contract import attribute_list
from tests.fakes.ministack import REGION, Ministack

PERSON = "somebody@example.com"
PASSWORD = "Demo-Passw0rd!"


class Clients:
    """One pool with one person in it; each test makes an app client of its own."""

    def __init__(self, server: Ministack) -> None:
        self._url, self._admin = server.url, server.admin()
        made = self._admin.create_user_pool(PoolName="browser", AliasAttributes=["email"])
        self._id = made["UserPool"]["Id"]
        self._admin.admin_create_user(
            UserPoolId=self._id,
            Username="somebody",
            TemporaryPassword=PASSWORD,
            MessageAction="SUPPRESS",
            UserAttributes=attribute_list({"email": PERSON, "email_verified": "true"}),
        )
        self._admin.admin_set_user_password(
            UserPoolId=self._id, Username="somebody", Password=PASSWORD, Permanent=True
        )

    def client(self, ports: Sequence[int], **changes: Any) -> PoolClient:
        redirects = [f"http://127.0.0.1:{port}/callback" for port in ports]
        given = {
            "CallbackURLs": redirects,
            "LogoutURLs": [f"http://127.0.0.1:{port}/signed-out" for port in ports],
            "AllowedOAuthScopes": list(SCOPES),
            "AllowedOAuthFlows": ["code"],
            "AllowedOAuthFlowsUserPoolClient": True,
            "SupportedIdentityProviders": ["COGNITO"],
            "GenerateSecret": False,
            **changes,
        }
        made = self._admin.create_user_pool_client(
            UserPoolId=self._id,
            ClientName="browser",
            ExplicitAuthFlows=["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
            **given,
        )["UserPoolClient"]
        secret = made.get("ClientSecret")
        return PoolClient(
            REGION,
            self._id,
            made["ClientId"],
            Secret(secret) if secret else None,
            endpoint_url=self._url,
            redirect_uris=tuple(redirects),
        )
