"""The demo's identity pool and bucket, asked by botocore's own client and by hand: strict where AWS is."""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from botocore import UNSIGNED
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

from desktop_login.demo.pool import DemoPoolConfig
from desktop_login.demo.request_head import Head
from desktop_login.demo.server import DemoCognito
from desktop_login.demo.signatures import NotSigned
from tests.demo.raw import PASSWORD, send
from tests.fakes.clocks import HandClock
from tests.patience import STEP_S

REGION = "us-east-1"
PLAIN = DemoPoolConfig()
ADMIN_ROLE = PLAIN.group_roles[0][1]


def tokens(demo: DemoCognito, name: str = "confirmed@example.com") -> dict[str, str]:
    status, reply = send(
        demo,
        "InitiateAuth",
        {
            "AuthFlow": "USER_PASSWORD_AUTH",
            "ClientId": demo.config.client_id,
            "AuthParameters": {"USERNAME": name, "PASSWORD": PASSWORD},
        },
    )
    assert status == 200, reply
    found: dict[str, str] = reply["AuthenticationResult"]
    return found


def client(demo: DemoCognito) -> Any:
    config = Config(signature_version=UNSIGNED, retries={"total_max_attempts": 1})
    return boto3.client(
        "cognito-identity", region_name=REGION, endpoint_url=demo.url, config=config
    )


def logins(demo: DemoCognito, token: str) -> dict[str, str]:
    return {f"cognito-idp.us-east-1.amazonaws.com/{demo.config.pool_id}": token}


def identity(demo: DemoCognito, token: str) -> str:
    found = client(demo).get_id(
        IdentityPoolId=demo.config.identity_pool_id, Logins=logins(demo, token)
    )
    return str(found["IdentityId"])


def credentials(demo: DemoCognito, token: str, **more: str) -> dict[str, Any]:
    found = client(demo).get_credentials_for_identity(
        IdentityId=identity(demo, token), Logins=logins(demo, token), **more
    )
    given: dict[str, Any] = found["Credentials"]
    return given


def refused(call: Any, **parameters: object) -> tuple[str, str]:
    with pytest.raises(ClientError) as error:
        call(**parameters)
    found = error.value.response["Error"]
    return found["Code"], found["Message"]


def s3(demo: DemoCognito, given: Mapping[str, Any]) -> Any:
    return boto3.client(
        "s3",
        region_name=REGION,
        endpoint_url=demo.url,
        aws_access_key_id=given["AccessKeyId"],
        aws_secret_access_key=given["SecretKey"],
        aws_session_token=given["SessionToken"],
        config=Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 1}),
    )


def test_an_id_token_becomes_credentials_for_an_hour_by_the_demos_clock(
    demo: DemoCognito, clock: HandClock
) -> None:
    given = credentials(demo, tokens(demo)["IdToken"])
    assert given["AccessKeyId"].startswith("ASIA")
    assert given["Expiration"].timestamp() == clock.wall + 3600


def test_a_user_has_one_identity_and_another_user_another(demo: DemoCognito) -> None:
    first = identity(demo, tokens(demo)["IdToken"])
    assert identity(demo, tokens(demo)["IdToken"]) == first
    assert identity(demo, tokens(demo, "custom@example.com")["IdToken"]) != first
    assert first.startswith(f"{REGION}:")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("cognito-idp.eu-west-1.amazonaws.com/us-east-1_DemoPool1", "not from a supported"),
        ("cognito-idp.us-east-1.amazonaws.com/us-east-1_Other", "not from a supported"),
        ("accounts.google.com", "not from a supported"),
    ],
)
def test_a_login_under_another_name_is_refused(demo: DemoCognito, name: str, text: str) -> None:
    pool_id = demo.config.identity_pool_id
    token = tokens(demo)["IdToken"]
    code, words = refused(client(demo).get_id, IdentityPoolId=pool_id, Logins={name: token})
    assert code == "NotAuthorizedException"
    assert text in words


def test_an_access_token_is_refused(demo: DemoCognito) -> None:
    given = logins(demo, tokens(demo)["AccessToken"])
    pool_id = demo.config.identity_pool_id
    code, words = refused(client(demo).get_id, IdentityPoolId=pool_id, Logins=given)
    assert (code, "supported provider" in words) == ("NotAuthorizedException", True)


def test_an_expired_token_is_refused(demo: DemoCognito, clock: HandClock) -> None:
    given = logins(demo, tokens(demo)["IdToken"])
    clock.pass_time(3600)
    pool_id = demo.config.identity_pool_id
    code, words = refused(client(demo).get_id, IdentityPoolId=pool_id, Logins=given)
    assert (code, "Token expired" in words) == ("NotAuthorizedException", True)


def test_a_token_of_another_issuer_is_refused(demo: DemoCognito) -> None:
    with DemoCognito() as other:
        given = logins(demo, tokens(other)["IdToken"])
    pool_id = demo.config.identity_pool_id
    code, words = refused(client(demo).get_id, IdentityPoolId=pool_id, Logins=given)
    assert (code, "Issuer doesn't match" in words) == ("NotAuthorizedException", True)


@pytest.mark.parametrize("token", ["x", "a.b.c", "e30.e30.e30"])
def test_what_is_no_token_is_refused(demo: DemoCognito, token: str) -> None:
    pool_id = demo.config.identity_pool_id
    code, _ = refused(client(demo).get_id, IdentityPoolId=pool_id, Logins=logins(demo, token))
    assert code == "NotAuthorizedException"


def test_a_guest_is_refused(demo: DemoCognito) -> None:
    asked = client(demo)
    code, words = refused(asked.get_id, IdentityPoolId=demo.config.identity_pool_id)
    assert (code, "Unauthenticated access" in words) == ("NotAuthorizedException", True)
    known = identity(demo, tokens(demo)["IdToken"])
    code, words = refused(asked.get_credentials_for_identity, IdentityId=known)
    assert (code, "forbidden" in words) == ("NotAuthorizedException", True)


def test_an_unknown_identity_pool_and_an_unknown_identity_are_not_found(demo: DemoCognito) -> None:
    given = logins(demo, tokens(demo)["IdToken"])
    other = "us-east-1:00000000-0000-4000-8000-000000000000"
    asked = client(demo)
    assert refused(asked.get_id, IdentityPoolId=other, Logins=given)[0] == (
        "ResourceNotFoundException"
    )
    assert refused(asked.get_credentials_for_identity, IdentityId=other, Logins=given)[0] == (
        "ResourceNotFoundException"
    )


def test_the_identity_of_somebody_else_is_refused(demo: DemoCognito) -> None:
    theirs = identity(demo, tokens(demo, "custom@example.com")["IdToken"])
    code, words = refused(
        client(demo).get_credentials_for_identity,
        IdentityId=theirs,
        Logins=logins(demo, tokens(demo)["IdToken"]),
    )
    assert (code, "Logins don't match" in words) == ("NotAuthorizedException", True)


def test_malformed_ids_are_refused(demo: DemoCognito) -> None:
    status, reply = identity_call(demo, "GetId", {"IdentityPoolId": "us-east-1_x", "Logins": {}})
    assert (status, reply["__type"]) == (400, "InvalidParameterException")
    status, reply = identity_call(demo, "GetId", {"IdentityPoolId": 7})
    assert (status, reply["__type"]) == (400, "InvalidParameterException")
    many = {"Logins": {str(n): "x" for n in range(11)}}
    body = {"IdentityPoolId": demo.config.identity_pool_id} | many
    status, reply = identity_call(demo, "GetId", body)
    assert (status, reply["__type"]) == (400, "InvalidParameterException")


def test_an_operation_of_the_other_service_is_unknown(demo: DemoCognito) -> None:
    status, reply = identity_call(demo, "InitiateAuth", {})
    assert (status, reply["__type"]) == (400, "UnknownOperationException")
    status, reply = send(demo, "GetId", {})
    assert (status, reply["__type"]) == (400, "UnknownOperationException")


def identity_call(
    demo: DemoCognito, operation: str, body: dict[str, Any]
) -> tuple[int, dict[str, Any]]:
    return send(demo, operation, body, {"X-Amz-Target": f"AWSCognitoIdentityService.{operation}"})


def with_admin(clock: HandClock) -> DemoCognito:
    return DemoCognito(now=clock.epoch, more_users=[("ann@corp.example", ["staff", "admin"])])


def test_the_role_comes_from_the_group(clock: HandClock) -> None:
    with with_admin(clock) as demo:
        admin = credentials(demo, tokens(demo, "ann@corp.example")["IdToken"])
        usual = credentials(demo, tokens(demo)["IdToken"])
        arns = [
            demo.signatures._find(one["AccessKeyId"], one["SessionToken"]).arn
            for one in (admin, usual)
        ]
    assert [arn.split("/")[1] for arn in arns] == ["demo-admin", "demo-user"]


def test_a_role_is_given_by_name_only_to_those_who_have_it(clock: HandClock) -> None:
    with with_admin(clock) as demo:
        credentials(demo, tokens(demo, "ann@corp.example")["IdToken"], CustomRoleArn=ADMIN_ROLE)
        token = tokens(demo)["IdToken"]
        code, words = refused(
            client(demo).get_credentials_for_identity,
            IdentityId=identity(demo, token),
            Logins=logins(demo, token),
            CustomRoleArn=ADMIN_ROLE,
        )
    assert (code, "Access to Role" in words) == ("NotAuthorizedException", True)


@pytest.mark.parametrize("demo", [replace(PLAIN, authenticated_role="")], indirect=True)
def test_without_a_role_for_everybody_the_configuration_is_wrong(demo: DemoCognito) -> None:
    token = tokens(demo)["IdToken"]
    code, _ = refused(
        client(demo).get_credentials_for_identity,
        IdentityId=identity(demo, token),
        Logins=logins(demo, token),
    )
    assert code == "InvalidIdentityPoolConfigurationException"


def test_an_identity_that_was_deleted_is_not_found(demo: DemoCognito) -> None:
    token = tokens(demo)["IdToken"]
    known = identity(demo, token)
    user = demo.pool.find("confirmed@example.com")
    assert user is not None
    demo.identity_pool.forget(user.sub)
    code, _ = refused(
        client(demo).get_credentials_for_identity,
        IdentityId=known,
        Logins=logins(demo, token),
    )
    assert code == "ResourceNotFoundException"


def test_an_operation_of_the_identity_pool_can_be_intercepted(demo: DemoCognito) -> None:
    with demo.intercept("GetId", lambda request, answer: {"IdentityId": "us-east-1:0"}):
        assert identity(demo, "any") == "us-east-1:0"


# The bucket, read by botocore's client for S3.


def test_a_user_reads_the_file_in_a_folder_of_their_own(demo: DemoCognito) -> None:
    token = tokens(demo)["IdToken"]
    mine = identity(demo, token)
    reply = s3(demo, credentials(demo, token)).get_object(
        Bucket="demo-bucket", Key=f"cognito-test/{mine}/data.txt"
    )
    assert reply["Body"].read() == f"The file of {mine}.\n".encode()


def test_the_folder_of_another_user_is_denied(demo: DemoCognito) -> None:
    theirs = identity(demo, tokens(demo, "custom@example.com")["IdToken"])
    asked = s3(demo, credentials(demo, tokens(demo)["IdToken"]))
    for key in (f"cognito-test/{theirs}/data.txt", "cognito-test/data.txt", "a & <b>"):
        code, words = refused(asked.get_object, Bucket="demo-bucket", Key=key)
        assert (code, "not authorized to perform: s3:GetObject" in words) == ("AccessDenied", True)


def test_a_file_that_is_not_there_is_not_found(demo: DemoCognito) -> None:
    token = tokens(demo)["IdToken"]
    key = f"cognito-test/{identity(demo, token)}/other.txt"
    asked = s3(demo, credentials(demo, token))
    assert refused(asked.get_object, Bucket="demo-bucket", Key=key)[0] == "NoSuchKey"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"SecretKey": "x" * 40}, "SignatureDoesNotMatch"),
        ({"AccessKeyId": "ASIA0000000000000000"}, "InvalidAccessKeyId"),
        ({"SessionToken": "another"}, "InvalidAccessKeyId"),
    ],
)
def test_other_keys_are_refused(demo: DemoCognito, change: dict[str, str], code: str) -> None:
    token = tokens(demo)["IdToken"]
    key = f"cognito-test/{identity(demo, token)}/data.txt"
    asked = s3(demo, credentials(demo, token) | change)
    assert refused(asked.get_object, Bucket="demo-bucket", Key=key)[0] == code


def test_credentials_end_after_an_hour(demo: DemoCognito, clock: HandClock) -> None:
    token = tokens(demo)["IdToken"]
    key = f"cognito-test/{identity(demo, token)}/data.txt"
    asked = s3(demo, credentials(demo, token))
    clock.pass_time(3600)
    assert refused(asked.get_object, Bucket="demo-bucket", Key=key)[0] == "ExpiredToken"


def test_a_request_without_a_signature_is_denied(demo: DemoCognito) -> None:
    connection = http.client.HTTPConnection(demo.url.removeprefix("http://"), timeout=STEP_S)
    connection.request("GET", "/demo-bucket/cognito-test/x/data.txt")
    reply = connection.getresponse()
    assert (reply.status, b"<Code>AccessDenied</Code>" in reply.read()) == (403, True)
    connection.close()


# Signatures for an API, made by botocore's signer and changed afterwards.


class Signed:
    """A request to an API that botocore has signed."""

    def __init__(
        self, demo: DemoCognito, clock: HandClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        at = datetime.fromtimestamp(clock.wall, UTC).replace(tzinfo=None)
        monkeypatch.setattr("botocore.auth.get_current_datetime", lambda: at)
        self.demo = demo
        given = credentials(demo, tokens(demo)["IdToken"])
        self.keys = Credentials(given["AccessKeyId"], given["SecretKey"], given["SessionToken"])

    def head(
        self,
        method: str = "GET",
        target: str = "/v1/a%20b/c?z=1&a=%2F&a=",
        body: bytes = b"",
        service: str = "execute-api",
        region: str = REGION,
    ) -> Head:
        request = AWSRequest(method, f"http://127.0.0.1:8000{target}", data=body)
        SigV4Auth(self.keys, service, region).add_auth(request)
        fields = {name.lower(): value for name, value in request.headers.items()}
        return Head(method, target, {"host": "127.0.0.1:8000"} | fields, len(body), True)

    def code(self, head: Head, body: bytes = b"") -> str:
        with pytest.raises(NotSigned) as error:
            self.demo.signatures.check(head, body, "execute-api", REGION)
        return error.value.code


@pytest.fixture
def signed(demo: DemoCognito, clock: HandClock, monkeypatch: pytest.MonkeyPatch) -> Signed:
    return Signed(demo, clock, monkeypatch)


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
@pytest.mark.parametrize(
    "target", ["/", "/v1/user", "/v1/a%20b/c?z=1&a=%2F&a=", "/v1/%E3%81%82?q=a%2Bb%20c"]
)
def test_a_request_that_botocore_signs_is_accepted(
    signed: Signed, method: str, target: str
) -> None:
    body = b'{"a": 1}' if method == "POST" else b""
    issued = signed.demo.signatures.check(
        signed.head(method, target, body), body, "execute-api", REGION
    )
    assert issued.arn.endswith(":assumed-role/demo-user/CognitoIdentityCredentials")
    assert issued.secret_key not in repr(issued)


def test_whatever_is_changed_after_signing_is_refused(signed: Signed) -> None:
    head = signed.head("POST", body=b"data")
    changes = {
        "method": head._replace(method="PUT"),
        "path": head._replace(target=head.target.replace("c?", "d?")),
        "query": head._replace(target=head.target.replace("z=1", "z=2")),
        "host": head._replace(fields={**head.fields, "host": "127.0.0.1:8001"}),
        "unsigned field": head._replace(fields={**head.fields, "x-amz-target": "other"}),
        "date": head._replace(fields={**head.fields, "x-amz-date": "20200101T000000Z"}),
    }
    for name, changed in changes.items():
        assert signed.code(changed, b"data") == "InvalidSignatureException", name
    assert signed.code(head, b"other") == "InvalidSignatureException"


def test_another_service_or_region_is_refused(signed: Signed) -> None:
    assert signed.code(signed.head(service="s3")) == "InvalidSignatureException"
    assert signed.code(signed.head(region="eu-west-1")) == "InvalidSignatureException"


@pytest.mark.parametrize("seconds", [-301, 301])
def test_a_signature_of_another_time_is_refused(
    signed: Signed, clock: HandClock, seconds: int
) -> None:
    head = signed.head()
    clock.sleep(seconds)
    assert signed.code(head) == "InvalidSignatureException"


def test_a_hash_of_another_body_is_refused(signed: Signed) -> None:
    head = signed.head()
    head = head._replace(fields={**head.fields, "x-amz-content-sha256": "0" * 64})
    assert signed.code(head) == "InvalidSignatureException"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "MissingAuthenticationTokenException"),
        ("Bearer eyJ", "IncompleteSignatureException"),
        ("AWS4-HMAC-SHA256 Credential=a/b", "IncompleteSignatureException"),
    ],
)
def test_another_authorization_is_no_signature(signed: Signed, text: str, code: str) -> None:
    head = signed.head()
    assert signed.code(head._replace(fields={**head.fields, "authorization": text})) == code


def test_a_signature_without_a_time_is_incomplete(signed: Signed) -> None:
    head = signed.head()
    changed = head._replace(fields={**head.fields, "x-amz-date": "yesterday"})
    assert signed.code(changed) == "IncompleteSignatureException"


def test_s3_wants_the_hash_of_the_body_or_a_word_that_it_is_not_hashed(signed: Signed) -> None:
    from botocore.auth import S3SigV4Auth

    request = AWSRequest("GET", "http://127.0.0.1:8000/demo-bucket/a", data=b"")
    request.context["payload_signing_enabled"] = False
    S3SigV4Auth(signed.keys, "s3", REGION).add_auth(request)
    fields = {name.lower(): value for name, value in request.headers.items()}
    head = Head("GET", "/demo-bucket/a", {"host": "127.0.0.1:8000"} | fields, 0, True)
    assert signed.demo.signatures.check(head, b"", "s3", REGION)
    left = {name: value for name, value in fields.items() if name != "x-amz-content-sha256"}
    names = left["authorization"].replace("x-amz-content-sha256;", "")
    bare = head._replace(fields={"host": "127.0.0.1:8000"} | left | {"authorization": names})
    with pytest.raises(NotSigned) as error:
        signed.demo.signatures.check(bare, b"", "s3", REGION)
    assert error.value.code == "MissingSecurityHeader"


def test_the_oldest_of_a_thousand_credentials_are_forgotten(demo: DemoCognito) -> None:
    first = demo.signatures.issue("sub", "us-east-1:0", ADMIN_ROLE)
    for _ in range(1000):
        demo.signatures.issue("sub", "us-east-1:0", ADMIN_ROLE)
    with pytest.raises(NotSigned):
        demo.signatures._find(first.access_key_id, first.session_token)


def test_a_reply_is_json_of_the_real_shape(demo: DemoCognito) -> None:
    token = tokens(demo)["IdToken"]
    body = {"IdentityId": identity(demo, token), "Logins": logins(demo, token)}
    status, reply = identity_call(demo, "GetCredentialsForIdentity", body)
    assert (status, set(reply)) == (200, {"IdentityId", "Credentials"})
    assert set(reply["Credentials"]) == {"AccessKeyId", "SecretKey", "SessionToken", "Expiration"}
    assert json.dumps(reply)
