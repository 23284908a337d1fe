"""What the network and the service can answer, and which problem it becomes. Over real sockets where a socket matters."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator

import pytest
from botocore.exceptions import ClientError
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_login.adapters.clock import SystemClock
from desktop_login.adapters.cognito.api import CognitoApi
from desktop_login.adapters.cognito.client import SlimLoader, unsigned_client
from desktop_login.adapters.cognito.error_codes import CODES
from desktop_login.adapters.cognito.errors import of_client_error
from desktop_login.adapters.cognito.provider import CognitoProvider
from desktop_login.domain.answers import Credentials
from desktop_login.domain.errors import AuthError, ErrorCode
from desktop_login.domain.pool import AuthFlow, PoolClient
from desktop_login.domain.secret import Secret
from desktop_login.domain.tokens import Tokens
from tests.fakes.runs import a_run

P = ErrorCode
GIVEN = Credentials("a@b.c", Secret("Passw0rd!"))
TOKENS = Tokens(Secret("i"), Secret("a"), Secret("r"))


class Canned:
    """Answers every request with the same bytes, or hangs up without a word."""

    def __init__(self) -> None:
        self.answer = b""
        self.requests = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def http(self, status: str, body: bytes, headers: str = "") -> None:
        self.answer = (
            f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n{headers}\r\n"
        ).encode() + body

    def error(self, code: str, text: str = "", status: str = "400 Bad Request") -> None:
        self.http(status, json.dumps({"__type": code, "message": text}).encode())

    def stop(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection:
                self.requests += 1
                connection.recv(65536)
                connection.sendall(self.answer)


@pytest.fixture
def server() -> Iterator[Canned]:
    server = Canned()
    yield server
    server.stop()


@pytest.fixture
def provider(server: Canned) -> CognitoProvider:
    pool = PoolClient(
        "us-east-1", "us-east-1_Abc", "abc", auth_flow=AuthFlow.PASSWORD, endpoint_url=server.url
    )
    return CognitoProvider(CognitoApi(pool, SystemClock()))


def problem(provider: CognitoProvider) -> ErrorCode:
    with pytest.raises(AuthError) as refused:
        provider.sign_in(GIVEN, a_run())
    return refused.value.error_info.code


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        ("200 OK", b"<html>Please log in</html>", P.CAPTIVE_PORTAL),
        ("200 OK", b"", P.NOT_UNDERSTOOD),
        ("200 OK", b'{"Authent', P.NOT_UNDERSTOOD),
        ("200 OK", b"null", P.NOT_UNDERSTOOD),
        ("200 OK", b"[]", P.NOT_UNDERSTOOD),
        ("200 OK", b"\xff\xfe\x00", P.NOT_UNDERSTOOD),
        ("200 OK", b"[" * 5000, P.NOT_UNDERSTOOD),
        ("200 OK", b"{}", P.INCOMPLETE_ANSWER),
        ("200 OK", b'{"AuthenticationResult": {}}', P.INCOMPLETE_ANSWER),
        ("200 OK", b'{"AuthenticationResult": {"AccessToken": "a"}}', P.INCOMPLETE_ANSWER),
        ("200 OK", b'{"AuthenticationResult": 7}', P.NOT_UNDERSTOOD),
        ("200 OK", b'{"ChallengeName": "SMS_MFA"}', P.INCOMPLETE_ANSWER),
        ("200 OK", b'{"ChallengeName": "ADMIN_NO_SRP_AUTH"}', P.STEP_NOT_ALLOWED),
        ("200 OK", b'{"ChallengeName": "WEB_AUTHN", "Session": "x"}', P.STEP_NOT_ALLOWED),
        ("200 OK", b'{"ChallengeName": "SOMETHING_NEW"}', P.STEP_NOT_SUPPORTED),
        ("302 Found", b"", P.CAPTIVE_PORTAL),
        ("403 Forbidden", b"<html>WAF</html>", P.FIREWALL),
        ("407 Proxy Authentication Required", b"", P.PROXY),
        ("429 Too Many", b"", P.BUSY),
        ("500 Oops", b"<html>oops</html>", P.SERVICE_PROBLEM),
        ("502 Bad Gateway", b"", P.SERVICE_PROBLEM),
        ("503 Unavailable", b'{"__type": "ServiceUnavailable"}', P.SERVICE_PROBLEM),
        ("504 Timeout", b"<html>", P.SERVICE_PROBLEM),
    ],
)
def test_replies(
    server: Canned, provider: CognitoProvider, status: str, body: bytes, expected: ErrorCode
) -> None:
    server.http(status, body)
    assert problem(provider) is expected
    assert server.requests == 1, "nothing is repeated behind our back"


def test_hang_up_before_an_answer(server: Canned, provider: CognitoProvider) -> None:
    server.answer = b""
    assert problem(provider) is P.NO_CONNECTION
    assert server.requests == 1


def test_nobody_listens() -> None:
    pool = PoolClient("us-east-1", "us-east-1_Abc", "abc", endpoint_url="http://127.0.0.1:9")
    assert problem(CognitoProvider(CognitoApi(pool, SystemClock()))) is P.NO_CONNECTION


def test_no_tls_where_tls_was_promised(server: Canned) -> None:
    url = server.url.replace("http:", "https:")
    pool = PoolClient("us-east-1", "us-east-1_Abc", "abc", endpoint_url=url)
    assert problem(CognitoProvider(CognitoApi(pool, SystemClock()))) is P.CERTIFICATE


@pytest.mark.parametrize(("code", "expected"), sorted(CODES.items()))
def test_codes_without_a_known_text(
    server: Canned, provider: CognitoProvider, code: str, expected: ErrorCode
) -> None:
    server.error(code, "Something that nobody has seen.")
    if code == "NotAuthorizedException":
        expected = P.SIGN_IN_REFUSED  # what it is refused for is known by the operation
    if code == "InvalidPasswordException":
        expected = P.WRONG_CREDENTIALS  # cognito-local: nothing was to be set
    if code == "Unsupported":
        expected = P.FLOW_TURNED_OFF
    assert problem(provider) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Incorrect username or password.", P.WRONG_CREDENTIALS),
        ("Password attempts exceeded", P.LOCKED_OUT),
        ("User is disabled.", P.USER_DISABLED),
        (
            "Temporary password has expired and must be reset by an administrator.",
            P.TEMPORARY_PASSWORD_EXPIRED,
        ),
        ("Invalid session for the user, session is expired.", P.STEP_TOOK_TOO_LONG),
        ("Invalid session for the user, session can only be used once.", P.STEP_ALREADY_USED),
        ("Invalid session for the user.", P.STEP_ALREADY_USED),
        ("Unable to verify secret hash for client abc", P.SECRET_WRONG),
        ("SecretHash does not match for the client: abc", P.SECRET_WRONG),
        ("Client abc is configured with secret but SECRET_HASH was not received", P.SECRET_MISSING),
        ("Client abc is not configured for secret but secret hash was received", P.SECRET_UNWANTED),
        ("Request not allowed because of security reasons.", P.BLOCKED_AS_UNUSUAL),
        ("anything else", P.SIGN_IN_REFUSED),
    ],
)
def test_the_many_meanings_of_not_authorized(
    server: Canned, provider: CognitoProvider, text: str, expected: ErrorCode
) -> None:
    server.error("NotAuthorizedException", text)
    assert problem(provider) is expected


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        ("NotAuthorizedException", "Refresh Token has been revoked", P.SIGNED_OUT_ELSEWHERE),
        ("NotAuthorizedException", "Refresh Token has expired", P.SESSION_ENDED),
        ("NotAuthorizedException", "Invalid Refresh Token", P.SESSION_ENDED),
        ("RefreshTokenReuseException", "", P.SIGNED_OUT_ELSEWHERE),
        ("NotAuthorizedException", "User is disabled.", P.USER_DISABLED),
        ("NotAuthorizedException", "Incorrect username or password.", P.NOT_REFRESHED),
        ("NotAuthorizedException", "something", P.NOT_REFRESHED),
        ("UserNotFoundException", "", P.ACCOUNT_GONE),
        ("PasswordResetRequiredException", "", P.ACCOUNT_NEEDS_ATTENTION),
    ],
)
def test_refusals_of_a_refresh(
    server: Canned, provider: CognitoProvider, code: str, text: str, expected: ErrorCode
) -> None:
    server.error(code, text)
    with pytest.raises(AuthError) as refused:
        provider.refresh(TOKENS)
    assert refused.value.error_info.code is expected


def test_a_lambdas_words_are_shown_and_shortened(server: Canned, provider: CognitoProvider) -> None:
    for text, expected in (
        ("PreAuthentication failed with error Only from the office.", "Only from the office"),
        (f"PreSignUp failed with error {'x' * 2000}.", "x" * 512),
    ):
        server.error("UserLambdaValidationException", text)
        with pytest.raises(AuthError) as refused:
            provider.sign_in(GIVEN, a_run())
        assert refused.value.error_info.code is P.RULE_OF_SERVICE
        assert refused.value.error_info.text == expected


def test_an_empty_reply_to_an_operation_without_output_is_success(
    server: Canned, provider: CognitoProvider
) -> None:
    server.http("200 OK", b"")
    provider.revoke(Secret("r"))
    server.http("200 OK", b"<html>hotel</html>")
    with pytest.raises(AuthError) as refused:
        provider.revoke(Secret("r"))
    assert refused.value.error_info.code is P.CAPTIVE_PORTAL


def test_retry_after_is_a_waiting_time(server: Canned, provider: CognitoProvider) -> None:
    body = b'{"__type": "TooManyRequestsException"}'
    server.http("400 Bad Request", body, "Retry-After: 7\r\n")
    with pytest.raises(AuthError) as refused:
        provider.sign_in(GIVEN, a_run())
    assert refused.value.error_info.seconds == 7.0


@pytest.mark.medium
@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(["InitiateAuth", "RespondToAuthChallenge", "GetTokensFromRefreshToken"]),
    st.one_of(st.text(max_size=40), st.sampled_from(sorted(CODES))),
    st.text(max_size=200),
    st.integers(-1, 999),
)
def test_no_error_is_unknown_to_the_wall(operation: str, code: str, text: str, status: int) -> None:
    response = {
        "Error": {"Code": code, "Message": text},
        "ResponseMetadata": {"HTTPStatusCode": status, "RequestId": code, "HTTPHeaders": {}},
    }
    error_info = of_client_error(operation, ClientError(response, operation))
    assert isinstance(error_info.code, ErrorCode)
    assert len(error_info.request.code) <= 128
    assert error_info.request.code.isprintable()


def test_the_persons_aws_setup_is_ignored(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "missing")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://evil.example")
    monkeypatch.setenv("AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER", "http://evil.example")
    monkeypatch.setenv("AWS_USE_FIPS_ENDPOINT", "true")
    monkeypatch.setenv("AWS_USE_DUALSTACK_ENDPOINT", "true")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE")
    client = unsigned_client(PoolClient("eu-west-1", "eu-west-1_Abc", "abc"))
    assert client.meta.endpoint_url == "https://cognito-idp.eu-west-1.amazonaws.com"


def test_the_slim_loader_names_the_same_hosts_as_the_real_one() -> None:
    import botocore.session
    from botocore.regions import EndpointResolver

    core = botocore.session.Session()
    stock = core.get_component("data_loader")
    real = EndpointResolver(stock.load_data("endpoints"))
    slim = EndpointResolver(SlimLoader(stock.search_paths).load_data_with_path("endpoints")[0])
    regions = [
        region
        for partition in real.get_available_partitions()
        for region in real.get_available_endpoints("cognito-idp", partition)
        if not region.startswith("fips-")
    ]
    assert len(regions) > 25
    for region in [*regions, "us-east-9", "eusc-de-east-1", "cn-north-1"]:
        ours, theirs = (r.construct_endpoint("cognito-idp", region) for r in (slim, real))
        assert (ours["hostname"], ours["partition"]) == (theirs["hostname"], theirs["partition"])
