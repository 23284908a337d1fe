"""The identity pool's contract against the demo, and every refusal of the service as its error."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from desktop_login.adapters.clock import SystemClock
from desktop_login.adapters.cognito.identity_pool import CognitoIdentityPool
from desktop_login.demo.client import Reply, Request
from desktop_login.demo.interception import Operation
from desktop_login.demo.server import DemoCognito
from desktop_login.demo.service_exception import ServiceException
from desktop_login.domain.aws_credentials import AwsCredentials
from desktop_login.domain.errors import AuthError, ErrorCode
from desktop_login.domain.pool import PoolClient
from desktop_login.domain.secret import Secret
from tests.contracts.identity_pool_contract import UNKNOWN, IdentityPoolContract
from tests.demo.test_identity_pool import tokens

IDENTITY = "us-east-1:11111111-0000-4000-8000-000000000000"
POOL = PoolClient("eu-west-1", "eu-west-1_AbCdEfGhI", "abc")


@dataclass
class Demo:
    demo: DemoCognito

    def __post_init__(self) -> None:
        config = self.demo.config
        self.identity_pool_id = config.identity_pool_id
        self.pool = PoolClient(
            config.region, config.pool_id, config.client_id, endpoint_url=self.demo.url
        )

    def id_token(self) -> Secret:
        return Secret(tokens(self.demo)["IdToken"])

    def access_token(self) -> Secret:
        return Secret(tokens(self.demo)["AccessToken"])


@pytest.fixture
def server() -> Iterator[Demo]:
    with DemoCognito() as demo:
        yield Demo(demo)


class TestDemo(IdentityPoolContract):
    def test_an_access_token_is_refused_and_what_is_missing_is_named(self, server: Demo) -> None:
        found = self.refused(self.adapter(server), server.access_token())
        assert found.code is ErrorCode.IDENTITY_POOL_REFUSES
        assert found.name == server.pool.client_id
        assert found.destination == f"cognito-idp.us-east-1.amazonaws.com/{server.pool.pool_id}"

    def test_an_unknown_identity_is_gone(self, server: Demo) -> None:
        with pytest.raises(AuthError) as error:
            self.adapter(server).credentials(UNKNOWN, server.id_token(), "")
        assert error.value.error_info.code is ErrorCode.IDENTITY_GONE

    def test_the_identity_of_somebody_else_is_anothers(self, server: Demo) -> None:
        adapter = self.adapter(server)
        theirs = adapter.identity(Secret(tokens(server.demo, "custom@example.com")["IdToken"]))
        with pytest.raises(AuthError) as error:
            adapter.credentials(theirs, server.id_token(), "")
        assert error.value.error_info.code is ErrorCode.IDENTITY_OF_ANOTHER

    def test_a_role_that_is_not_the_users_is_refused(self, server: Demo) -> None:
        adapter, token = self.adapter(server), server.id_token()
        with pytest.raises(AuthError) as error:
            adapter.credentials(adapter.identity(token), token, "arn:aws:iam::1:role/any")
        assert error.value.error_info.code is ErrorCode.ROLE_NOT_YOURS

    @pytest.mark.parametrize(
        ("code", "text", "expected"),
        [
            ("InvalidIdentityPoolConfigurationException", "", ErrorCode.NO_AWS_ROLE),
            ("ExternalServiceException", "", ErrorCode.AWS_TOKEN_NOT_CHECKED),
            ("InvalidParameterException", "", ErrorCode.AWS_TOKEN_NOT_CHECKED),
            (
                "NotAuthorizedException",
                "Invalid login token. Token expired: 2 >= 1",
                ErrorCode.AWS_TOKEN_NOT_CHECKED,
            ),
            ("TooManyRequestsException", "", ErrorCode.BUSY),
            ("ResourceConflictException", "", ErrorCode.BUSY),
            ("LimitExceededException", "", ErrorCode.BUSY),
            ("InternalErrorException", "", ErrorCode.SERVICE_PROBLEM),
            (
                "ResourceNotFoundException",
                "IdentityPool 'x' not found.",
                ErrorCode.IDENTITY_POOL_NOT_FOUND,
            ),
        ],
    )
    def test_a_refusal_of_the_service_is_an_error_of_its_own(
        self, server: Demo, code: str, text: str, expected: ErrorCode
    ) -> None:
        def refuse(request: Request, answer: Operation) -> Reply:
            raise ServiceException(code, text)

        with (
            server.demo.intercept("GetCredentialsForIdentity", refuse),
            pytest.raises(AuthError) as error,
        ):
            self.adapter(server).credentials(IDENTITY, server.id_token(), "")
        assert error.value.error_info.code is expected

    @pytest.mark.parametrize(
        "change",
        [
            {"AccessKeyId": "short"},
            {"AccessKeyId": 7},
            {"SecretKey": "line\nbreak"},
            {"SecretKey": ""},
            {"SessionToken": "quote'"},
            {"SessionToken": None},
            {"Expiration": None},
        ],
    )
    def test_credentials_that_are_none_are_refused(
        self, server: Demo, change: dict[str, object]
    ) -> None:
        def changed(request: Request, answer: Operation) -> Reply:
            reply = answer(request)
            credentials = {**reply["Credentials"], **change}
            return reply | {"Credentials": {k: v for k, v in credentials.items() if v is not None}}

        adapter, token = self.adapter(server), server.id_token()
        identity = adapter.identity(token)
        with (
            server.demo.intercept("GetCredentialsForIdentity", changed),
            pytest.raises(AuthError) as error,
        ):
            adapter.credentials(identity, token, "")
        assert error.value.error_info.code in (ErrorCode.NOT_UNDERSTOOD, ErrorCode.SERVICE_PROBLEM)

    @pytest.mark.parametrize("identity", ["", "us-east-1:x y", "\n", None])
    def test_an_identity_that_is_none_is_refused(self, server: Demo, identity: object) -> None:
        reply = {} if identity is None else {"IdentityId": identity}
        with (
            server.demo.intercept("GetId", lambda request, answer: reply),
            pytest.raises(AuthError) as error,
        ):
            self.adapter(server).identity(server.id_token())
        assert error.value.error_info.code is ErrorCode.NOT_UNDERSTOOD


def adapter_of(pool: PoolClient, identity_pool_id: str) -> CognitoIdentityPool:
    return CognitoIdentityPool(pool, identity_pool_id, SystemClock())


def test_the_region_of_the_request_is_the_identity_pools_and_that_of_the_login_the_user_pools() -> (
    None
):
    adapter = adapter_of(POOL, IDENTITY)
    assert adapter.service_url == "https://cognito-identity.us-east-1.amazonaws.com"
    assert adapter.login == "cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI"


def test_china_has_a_suffix_of_its_own() -> None:
    pool = PoolClient("cn-north-1", "cn-north-1_AbCdEfGhI", "abc")
    adapter = adapter_of(pool, IDENTITY.replace("us-east-1", "cn-north-1"))
    assert adapter.service_url == "https://cognito-identity.cn-north-1.amazonaws.com.cn"
    assert adapter.login.startswith("cognito-idp.cn-north-1.amazonaws.com.cn/")


def test_a_token_goes_to_the_endpoint_that_it_comes_from_or_to_amazon() -> None:
    fips = POOL._replace(endpoint_url="https://cognito-idp-fips.eu-west-1.amazonaws.com")
    assert adapter_of(fips, IDENTITY).service_url.startswith("https://cognito-identity.us-east-1.")
    elsewhere = POOL._replace(endpoint_url="http://127.0.0.1:4566/")
    assert adapter_of(elsewhere, IDENTITY).service_url == "http://127.0.0.1:4566"


def test_credentials_have_no_secret_in_their_repr() -> None:
    given = AwsCredentials("ASIA", Secret("one"), Secret("two"), 0.0)
    assert "one" not in repr(given)
