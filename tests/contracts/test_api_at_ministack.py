"""Requests to an API Gateway that nobody here wrote: 200, 401 and 403 of its authorizers, each explained rightly.

ministack sends no `WWW-Authenticate`, and takes access tokens at a user pool authorizer without
scopes; what those rest on is documented only.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from desktop_login.adapters.aws_signature import signed
from desktop_login.adapters.http_call import send
from desktop_login.domain.api_refusals import Meaning, SentToken
from desktop_login.domain.api_request import HttpCall, HttpReply
from desktop_login.domain.aws_credentials import AwsCredentials
from desktop_login.domain.secret import Secret
from desktop_login.domain.token_parts import claims_of
from desktop_login.flow.api_calls import ApiAnswer, ApiRequest, SignedCall, UsedToken, called
from tests.fakes.ministack import REGION, Ministack, python
from tests.fakes.world import run

pytestmark = pytest.mark.medium
PASSWORD = "Some-Passw0rd!"
SERVICES = "cognito-idp,iam,sts,apigateway"
ROOT = AwsCredentials("test", Secret("test"), Secret(""), 4e9)


class _Backend(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_: object) -> None:
        """Nothing on standard error."""


@dataclass
class Gateway:
    """The addresses of an API, and the session of somebody who may use it."""

    rest: str
    http: str
    tokens: dict[str, str]
    keys: AwsCredentials = ROOT

    async def token(self, kind: SentToken, *, new: bool) -> UsedToken:
        del new
        text = self.tokens["AccessToken" if kind is SentToken.ACCESS else "IdToken"]
        return UsedToken(Secret(text), claims_of(text))

    async def signed(self, call: HttpCall, service: str, *, new: bool) -> SignedCall:
        del new
        return SignedCall(
            signed(call, self.keys, service, REGION, time.time()), claims_of(self.tokens["IdToken"])
        )

    def call(self, url: str, token: SentToken = SentToken.ID, **more: Any) -> ApiAnswer:
        async def send_now(call: HttpCall) -> HttpReply:
            return send(call)

        answer: ApiAnswer = run(called(ApiRequest("GET", url, token=token, **more), self, send_now))

        return answer


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ministack]:
    python()  # skips where there is none
    server = Ministack(tmp_path_factory.mktemp("ministack"), SERVICES)
    server.wait()
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="module")
def gateway(server: Ministack) -> Iterator[Gateway]:
    pool, client, tokens = _pool(server.admin())
    backend = ThreadingHTTPServer(("127.0.0.1", 0), _Backend)
    thread = threading.Thread(target=backend.serve_forever, args=(0.01,))
    thread.start()
    rest = _rest(server.admin("apigateway"), pool)
    http = _http(server.admin("apigatewayv2"), pool, client, backend.server_address[1])
    yield Gateway(
        f"{server.url}/restapis/{rest}/prod/_user_request_",
        f"{server.url}/_aws/execute-api/{http}/$default",
        tokens,
    )
    backend.shutdown()
    backend.server_close()
    thread.join()


def _pool(cognito: Any) -> tuple[str, str, dict[str, str]]:
    pool = cognito.create_user_pool(PoolName="pool")["UserPool"]["Id"]
    client = cognito.create_user_pool_client(
        UserPoolId=pool,
        ClientName="client",
        ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    )["UserPoolClient"]["ClientId"]
    cognito.admin_create_user(UserPoolId=pool, Username="alice", MessageAction="SUPPRESS")
    cognito.admin_set_user_password(
        UserPoolId=pool, Username="alice", Password=PASSWORD, Permanent=True
    )
    cognito.create_group(UserPoolId=pool, GroupName="staff")
    cognito.admin_add_user_to_group(UserPoolId=pool, Username="alice", GroupName="staff")
    parameters = {"USERNAME": "alice", "PASSWORD": PASSWORD}
    tokens: dict[str, str] = cognito.initiate_auth(
        ClientId=client, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters
    )["AuthenticationResult"]
    return pool, client, tokens


def _rest(gateway: Any, pool: str) -> str:
    api: str = gateway.create_rest_api(name="api")["id"]
    arn = f"arn:aws:cognito-idp:{REGION}:000000000000:userpool/{pool}"
    authorizer = gateway.create_authorizer(
        restApiId=api,
        name="pool",
        type="COGNITO_USER_POOLS",
        providerARNs=[arn],
        identitySource="method.request.header.Authorization",
    )["id"]
    root = gateway.get_resources(restApiId=api)["items"][0]["id"]
    ways = {
        "user": {"authorizationType": "COGNITO_USER_POOLS", "authorizerId": authorizer},
        "admin": {"authorizationType": "AWS_IAM"},
    }
    for part, authorization in ways.items():
        place = gateway.create_resource(restApiId=api, parentId=root, pathPart=part)["id"]
        method = {"restApiId": api, "resourceId": place, "httpMethod": "GET"}
        gateway.put_method(**method, **authorization)
        gateway.put_integration(
            **method, type="MOCK", requestTemplates={"application/json": '{"statusCode": 200}'}
        )
        gateway.put_method_response(**method, statusCode="200")
        gateway.put_integration_response(**method, statusCode="200")
    gateway.create_deployment(restApiId=api, stageName="prod")
    return api


def _http(gateway: Any, pool: str, client: str, port: int) -> str:
    api: str = gateway.create_api(Name="http", ProtocolType="HTTP")["ApiId"]
    issuer = f"https://cognito-idp.{REGION}.amazonaws.com/{pool}"
    authorizer = gateway.create_authorizer(
        ApiId=api,
        Name="jwt",
        AuthorizerType="JWT",
        IdentitySource=["$request.header.Authorization"],
        JwtConfiguration={"Audience": [client], "Issuer": issuer},
    )["AuthorizerId"]
    integration = gateway.create_integration(
        ApiId=api,
        IntegrationType="HTTP_PROXY",
        IntegrationMethod="GET",
        IntegrationUri=f"http://127.0.0.1:{port}/",
        PayloadFormatVersion="1.0",
    )["IntegrationId"]
    for path, scopes in (("/user", {}), ("/orders", {"AuthorizationScopes": ["orders/read"]})):
        gateway.create_route(
            ApiId=api,
            RouteKey=f"GET {path}",
            AuthorizationType="JWT",
            AuthorizerId=authorizer,
            Target=f"integrations/{integration}",
            **scopes,
        )
    gateway.create_stage(ApiId=api, StageName="$default", AutoDeploy=True)
    return api


def meaning(answer: ApiAnswer, status: int) -> Meaning | None:
    reply = answer.reply
    assert reply.status == status, reply.body
    return answer.explanation.meaning if answer.explanation is not None else None


def test_a_user_pool_authorizer_lets_the_id_token_in_and_nothing_else(gateway: Gateway) -> None:
    url = f"{gateway.rest}/user"
    assert meaning(gateway.call(url), 200) is None
    assert meaning(gateway.call(url, SentToken.NONE), 401) is Meaning.NO_TOKEN
    assert meaning(gateway.call(url, header_name="idToken"), 401) is Meaning.NO_TOKEN
    assert meaning(gateway.call(url, SentToken.SIGNATURE), 401) is Meaning.WANTS_ID_TOKEN


def test_a_route_for_iam_wants_a_signature_of_somebody_who_may(
    gateway: Gateway, server: Ministack
) -> None:
    url = f"{gateway.rest}/admin"
    assert meaning(gateway.call(url, SentToken.SIGNATURE), 200) is None
    assert meaning(gateway.call(url, SentToken.NONE), 403) is Meaning.NO_SUCH_PLACE
    assert meaning(gateway.call(url), 403) is Meaning.WANTS_SIGNATURE
    iam = server.admin("iam")
    iam.create_user(UserName="nobody")
    key = iam.create_access_key(UserName="nobody")["AccessKey"]
    weak = AwsCredentials(key["AccessKeyId"], Secret(key["SecretAccessKey"]), Secret(""), 4e9)
    somebody = Gateway(gateway.rest, gateway.http, gateway.tokens, weak)
    answer = somebody.call(url, SentToken.SIGNATURE)
    assert meaning(answer, 403) is Meaning.ROLE
    assert answer.explanation is not None
    assert answer.explanation.names == ("staff",)
    forged = AwsCredentials(key["AccessKeyId"], Secret("x"), Secret(""), 4e9)
    somebody = Gateway(gateway.rest, gateway.http, gateway.tokens, forged)
    assert meaning(somebody.call(url, SentToken.SIGNATURE), 403) is Meaning.SIGNATURE


def test_a_path_that_is_not_there_is_told_as_such(gateway: Gateway) -> None:
    answer = gateway.call(f"{gateway.rest}/nothing")
    assert meaning(answer, 403) is Meaning.NO_SUCH_PLACE
    assert json.loads(answer.reply.body)["message"] == "Missing Authentication Token"


def test_a_jwt_authorizer_lets_both_tokens_in_and_wants_a_scope(gateway: Gateway) -> None:
    url = f"{gateway.http}/user"
    for token in (SentToken.ID, SentToken.ACCESS):
        assert meaning(gateway.call(url, token), 200) is None
    assert meaning(gateway.call(url, SentToken.NONE), 401) is Meaning.NO_TOKEN
    answer = gateway.call(f"{gateway.http}/orders", SentToken.ACCESS)
    assert meaning(answer, 403) is Meaning.SCOPE
    assert answer.explanation is not None
    assert answer.explanation.names == ("aws.cognito.signin.user.admin",)
