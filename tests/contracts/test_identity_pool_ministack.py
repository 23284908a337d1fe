"""The identity pool's contract against ministack, and what its credentials open in an S3 that nobody here wrote.

ministack knows no `${cognito-identity.amazonaws.com:sub}` in a policy, ignores `CustomRoleArn` and
gives credentials for an identity that it does not know: so neither the folder of a person nor a chosen
role can be shown here.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from desktop_login.domain.aws_credentials import AwsCredentials
from desktop_login.domain.errors import ErrorCode
from desktop_login.domain.pool import PoolClient
from desktop_login.domain.secret import Secret
from tests.contracts.identity_pool_contract import IdentityPoolContract
from tests.contracts.provider_contract import PASSWORD
from tests.fakes.ministack import REGION, Ministack

pytestmark = pytest.mark.medium

BUCKET, KEY = "orders-data", "cognito-test/data.txt"


class World:
    """A user pool with one user, an identity pool that accepts it, a role, and a bucket."""

    def __init__(self, server: Ministack) -> None:
        self._url = server.url
        idp, identity = server.admin(), self.client("cognito-identity")
        user_pool_id = idp.create_user_pool(PoolName="aws")["UserPool"]["Id"]
        made = idp.create_user_pool_client(
            UserPoolId=user_pool_id,
            ClientName="desktop",
            ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        )
        client_id = made["UserPoolClient"]["ClientId"]
        name = f"user-{uuid.uuid4()}"
        idp.admin_create_user(UserPoolId=user_pool_id, Username=name, MessageAction="SUPPRESS")
        idp.admin_set_user_password(
            UserPoolId=user_pool_id, Username=name, Password=PASSWORD, Permanent=True
        )
        self.tokens: dict[str, str] = idp.initiate_auth(
            AuthFlow="USER_PASSWORD_AUTH",
            ClientId=client_id,
            AuthParameters={"USERNAME": name, "PASSWORD": PASSWORD},
        )["AuthenticationResult"]
        self.pool = PoolClient(REGION, user_pool_id, client_id, endpoint_url=server.url)
        self.identity_pool_id: str = identity.create_identity_pool(
            IdentityPoolName="people",
            AllowUnauthenticatedIdentities=False,
            CognitoIdentityProviders=[
                {
                    "ProviderName": f"cognito-idp.{REGION}.amazonaws.com/{user_pool_id}",
                    "ClientId": client_id,
                }
            ],
        )["IdentityPoolId"]
        identity.set_identity_pool_roles(
            IdentityPoolId=self.identity_pool_id, Roles={"authenticated": self._role()}
        )
        s3 = self.client("s3")
        s3.create_bucket(Bucket=BUCKET)
        for key in (KEY, "other.txt"):
            s3.put_object(Bucket=BUCKET, Key=key, Body=b"the file")

    def client(self, service: str, given: AwsCredentials | None = None) -> Any:
        return boto3.client(
            service,
            region_name=REGION,
            endpoint_url=self._url,
            aws_access_key_id=given.access_key_id if given else "test",
            aws_secret_access_key=given.secret_access_key.reveal() if given else "test",
            aws_session_token=given.session_token.reveal() if given else None,
        )

    def _role(self) -> str:
        iam = self.client("iam")
        trust = {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"Federated": "cognito-identity.amazonaws.com"},
                    "Action": "sts:AssumeRoleWithWebIdentity",
                }
            ],
        }
        policy = {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Action": "s3:GetObject",
                    "Resource": f"arn:aws:s3:::{BUCKET}/cognito-test/*",
                }
            ],
        }
        role = iam.create_role(RoleName="orders", AssumeRolePolicyDocument=json.dumps(trust))
        iam.put_role_policy(RoleName="orders", PolicyName="read", PolicyDocument=json.dumps(policy))
        arn: str = role["Role"]["Arn"]
        return arn

    def id_token(self) -> Secret:
        return Secret(self.tokens["IdToken"])

    def access_token(self) -> Secret:
        return Secret(self.tokens["AccessToken"])


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    ministack = Ministack(tmp_path_factory.mktemp("ministack"))
    try:
        ministack.wait()
        yield World(ministack)
    finally:
        ministack.stop()


class TestMinistack(IdentityPoolContract):
    def test_the_credentials_are_those_of_the_role(self, server: World) -> None:
        found = self.credentials(server)
        arn = server.client("sts", found).get_caller_identity()["Arn"]
        assert arn.endswith(":assumed-role/orders/CognitoIdentityCredentials")

    def test_they_open_what_the_role_may_read_and_nothing_else(self, server: World) -> None:
        s3 = server.client("s3", self.credentials(server))
        assert s3.get_object(Bucket=BUCKET, Key=KEY)["Body"].read() == b"the file"
        with pytest.raises(ClientError, match="AccessDenied"):
            s3.get_object(Bucket=BUCKET, Key="other.txt")

    def test_a_token_of_another_pool_is_refused(self, server: World) -> None:
        found = self.refused(self.adapter(server), Secret("e30.e30.e30"))
        assert found.code in (
            ErrorCode.IDENTITY_POOL_REFUSES,
            ErrorCode.AWS_TOKEN_NOT_CHECKED,
        )

    def credentials(self, server: World) -> AwsCredentials:
        adapter, token = self.adapter(server), server.id_token()
        return adapter.credentials(adapter.identity(token), token, "")
