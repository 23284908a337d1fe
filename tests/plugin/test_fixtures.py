"""What a project gets that tests its Cognito code against the demo. boto3 is the client, as it would be there."""

from __future__ import annotations

import base64
import hmac
import json
import os
import time
import urllib.request
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import jwt
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from desktop_login import Question, Session, testing
from desktop_login.settings.schema import SCHEMA
from desktop_login.system.threads import within
from desktop_login.testing import ClientSettings, DemoCognito, DemoUser, PoolSettings
from tests.patience import STEP_S


def signed_in(cognito: Any, demo: DemoCognito, user: DemoUser, password: str = "") -> Any:
    return cognito.initiate_auth(
        AuthFlow="USER_PASSWORD_AUTH",
        ClientId=demo.settings.client_id,
        AuthParameters={"USERNAME": user.username, "PASSWORD": password or user.password},
    )


def answered(
    cognito: Any, demo: DemoCognito, user: DemoUser, asked: Any, name: str, code: str
) -> Any:
    return cognito.respond_to_auth_challenge(
        ClientId=demo.settings.client_id,
        ChallengeName=asked["ChallengeName"],
        Session=asked["Session"],
        ChallengeResponses={"USERNAME": user.username, name: code},
    )


def claims_of(demo: DemoCognito, token: str) -> dict[str, Any]:
    """As an API does it: with the keys of the pool, and whose token it is."""
    with urllib.request.urlopen(demo.settings.jwks_url, timeout=STEP_S) as answer:
        keys = jwt.PyJWKSet.from_dict(json.load(answer))
    key = keys[jwt.get_unverified_header(token)["kid"]]
    claims: dict[str, Any] = jwt.decode(
        token,
        key,
        algorithms=["RS256"],
        audience=demo.settings.client_id,
        issuer=demo.settings.issuer,
    )
    return claims


def code_of(caught: pytest.ExceptionInfo[ClientError]) -> str:
    code: str = caught.value.response["Error"]["Code"]
    return code


# --- settings


def test_environment_leads_a_plain_boto3_client_to_the_demo(
    demo_cognito: DemoCognito, demo_cognito_environment: Mapping[str, str]
) -> None:
    kim = demo_cognito.users.add("kim@example.com")
    signed = signed_in(boto3.client("cognito-idp"), demo_cognito, kim)
    assert signed["AuthenticationResult"]["IdToken"]
    assert os.environ["COGNITO_USER_POOL_ID"] == demo_cognito.settings.user_pool_id
    assert "127.0.0.1" in os.environ["NO_PROXY"]


def test_environment_keeps_the_hosts_that_had_no_proxy(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setenv("NO_PROXY", "intranet.example.com")
    request.getfixturevalue("demo_cognito_environment")
    assert os.environ["NO_PROXY"] == "intranet.example.com,127.0.0.1,localhost"


def test_environment_names_only_settings_that_the_program_knows(demo_cognito: DemoCognito) -> None:
    known = {environment for environment, _ in SCHEMA.values()}
    ours = {name for name in demo_cognito.environment if name.startswith("COGNITO_")}
    assert len(ours) == 6
    assert ours <= known


class Answering:
    """Types what a user of the demo knows."""

    def __init__(self, user: DemoUser) -> None:
        self._user = user

    def answer(self, question: Question, /) -> str:
        user = self._user
        known = {
            "username": user.email,
            "password": user.password,
            "code": user.authenticator_code() if user.authenticator_secret else "",
        }
        return known[question.kind]


@pytest.mark.parametrize(
    "demo_cognito_pool", [PoolSettings(), PoolSettings(client_secret="k" * 52)]
)
def test_session_of_desktop_login_signs_in_at_the_demo(
    demo_cognito: DemoCognito,
) -> None:
    kim = demo_cognito.users.add("kim@example.com", mfa="SOFTWARE_TOKEN_MFA", groups=["staff"])

    def story() -> None:
        with Session.open(settings=demo_cognito.session_settings, vault="memory") as session:
            assert session.sign_in(Answering(kim)).groups == ("staff",)
            assert session.claims()["sub"] == kim.sub
            assert claims_of(demo_cognito, session.token())["sub"] == kim.sub

    # not on a thread with a loop: a window's test may have left its own in this worker
    within(STEP_S, story, "story")


def test_settings_show_no_client_secret(demo_cognito: DemoCognito) -> None:
    secret = "a-secret"
    with DemoCognito(PoolSettings(client_secret=secret)) as demo:
        assert demo.environment["COGNITO_CLIENT_SECRET"] == secret
        assert secret not in repr(demo.settings)
    assert "COGNITO_CLIENT_SECRET" not in demo_cognito.environment
    assert secret not in repr(PoolSettings(client_secret=secret))


def test_two_demos_share_nothing(demo_cognito: DemoCognito) -> None:
    demo_cognito.users.add("kim@example.com")
    with DemoCognito() as other:
        assert "kim@example.com" not in other.users
        assert other.settings.endpoint_url != demo_cognito.settings.endpoint_url


@pytest.mark.parametrize(
    "demo_cognito_pool",
    [PoolSettings(region="eu-west-1", user_pool_id="eu-west-1_Orders123", client_secret="top")],
)
def test_pool_is_as_the_overridden_fixture_says(demo_cognito: DemoCognito, cognito: Any) -> None:
    kim = demo_cognito.users["confirmed"]
    digest = hmac.digest(b"top", (kim.email + demo_cognito.settings.client_id).encode(), "sha256")
    signed = cognito.initiate_auth(
        AuthFlow="USER_PASSWORD_AUTH",
        ClientId=demo_cognito.settings.client_id,
        AuthParameters={
            "USERNAME": kim.email,
            "PASSWORD": kim.password,
            "SECRET_HASH": base64.b64encode(digest).decode(),
        },
    )
    claims = claims_of(demo_cognito, signed["AuthenticationResult"]["IdToken"])
    assert claims["iss"].endswith("/eu-west-1_Orders123")
    assert demo_cognito.settings.identity_pool_id.startswith("eu-west-1:")


def test_pool_without_demo_users_is_empty() -> None:
    with DemoCognito(PoolSettings(demo_users=False)) as demo:
        assert len(demo.users) == 0
        assert list(demo.users) == []


def test_pool_of_another_region_than_its_id_is_refused() -> None:
    with pytest.raises(ValueError, match="begins with eu-west-1_"):
        PoolSettings(region="eu-west-1")


def test_credentials_of_the_identity_pool_open_the_folder_of_the_user(
    demo_cognito: DemoCognito, demo_cognito_environment: Mapping[str, str]
) -> None:
    settings, kim = demo_cognito.settings, demo_cognito.users["confirmed"]
    logins = {settings.issuer.removeprefix("https://"): kim.tokens().id_token}
    identities = boto3.client("cognito-identity")
    found = identities.get_id(IdentityPoolId=settings.identity_pool_id, Logins=logins)["IdentityId"]
    with demo_cognito.faults.throttle("GetCredentialsForIdentity", times=1) as throttled:
        keys = identities.get_credentials_for_identity(IdentityId=found, Logins=logins)
    assert throttled.hits == 1
    bucket = boto3.client(
        "s3",
        aws_access_key_id=keys["Credentials"]["AccessKeyId"],
        aws_secret_access_key=keys["Credentials"]["SecretKey"],
        aws_session_token=keys["Credentials"]["SessionToken"],
    )
    read = bucket.get_object(Bucket=settings.bucket, Key=f"cognito-test/{found}/data.txt")
    assert found in read["Body"].read().decode()
    with pytest.raises(ClientError) as caught:
        bucket.get_object(Bucket=settings.bucket, Key="cognito-test/eu-west-1:other/data.txt")
    assert code_of(caught) == "AccessDenied"


# --- users


def test_user_with_groups_and_attributes_has_them_in_the_token(
    demo_cognito: DemoCognito, cognito: Any
) -> None:
    kim = demo_cognito.users.add(
        "kim", email="kim@example.com", groups=["staff"], attributes={"name": "Kim"}
    )
    kim.add_to_group("admins")
    kim.add_to_group("admins")
    kim.remove_from_group("staff")
    kim.set_attribute("custom:team", "blue")
    signed = signed_in(cognito, demo_cognito, kim)
    claims = claims_of(demo_cognito, signed["AuthenticationResult"]["IdToken"])
    assert claims["cognito:username"] == "kim"
    assert claims["cognito:groups"] == ["admins"] == list(kim.groups)
    assert claims["sub"] == kim.sub
    assert (claims["name"], claims["custom:team"]) == ("Kim", "blue")
    assert kim.attributes["email_verified"] == "true"


def test_tokens_without_a_sign_in_are_real_ones(demo_cognito: DemoCognito, cognito: Any) -> None:
    kim = demo_cognito.users.add("kim@example.com", groups=("staff",))
    tokens = kim.tokens()
    assert claims_of(demo_cognito, tokens.id_token)["email"] == "kim@example.com"
    assert cognito.get_user(AccessToken=tokens.access_token)["Username"] == kim.username
    renewed = cognito.get_tokens_from_refresh_token(
        ClientId=demo_cognito.settings.client_id, RefreshToken=tokens.refresh_token
    )
    assert renewed["AuthenticationResult"]["IdToken"]
    assert tokens.id_token not in repr(tokens)


def test_authenticator_code_signs_in_twice_and_a_third_time_half_a_minute_later(
    demo_cognito: DemoCognito, cognito: Any
) -> None:
    kim = demo_cognito.users.add("kim@example.com", mfa="SOFTWARE_TOKEN_MFA")
    assert kim.authenticator_secret

    def with_code() -> Any:
        asked = signed_in(cognito, demo_cognito, kim)
        code = kim.authenticator_code()
        return answered(cognito, demo_cognito, kim, asked, "SOFTWARE_TOKEN_MFA_CODE", code)

    demo_cognito.clock.set(30 * (time.time() // 30) + 1)  # no new half minute in between
    assert with_code()["AuthenticationResult"]
    assert with_code()["AuthenticationResult"]
    with pytest.raises(LookupError, match="advance the clock"):
        kim.authenticator_code()
    demo_cognito.clock.advance(timedelta(seconds=30))
    assert with_code()["AuthenticationResult"]


def test_user_without_an_authenticator_has_no_code(demo_cognito: DemoCognito) -> None:
    with pytest.raises(LookupError, match="no authenticator app"):
        demo_cognito.users["confirmed"].authenticator_code()


def test_several_second_factors_are_a_choice(demo_cognito: DemoCognito, cognito: Any) -> None:
    kim = demo_cognito.users.add(
        "kim@example.com", mfa=("SOFTWARE_TOKEN_MFA", "SMS_MFA"), phone="+15555550199"
    )
    assert signed_in(cognito, demo_cognito, kim)["ChallengeName"] == "SELECT_MFA_TYPE"


@pytest.mark.parametrize(
    ("name", "more", "words"),
    [
        ("confirmed@example.com", {}, "there is a user confirmed@example.com already"),
        ("kim@example.com", {"password": "short"}, "Password not long enough"),
        ("kim@example.com", {"mfa": "SMS_MFA"}, "SMS_MFA needs a contact"),
        ("kim", {"mfa": "EMAIL_OTP"}, "EMAIL_OTP needs a contact"),
        ("kim@example.com", {"mfa": "PASSKEY"}, "PASSKEY"),
        ("kim@example.com", {"status": "ASLEEP"}, "ASLEEP"),
    ],
)
def test_user_that_cannot_be_is_refused(
    demo_cognito: DemoCognito, name: str, more: dict[str, Any], words: str
) -> None:
    before = len(demo_cognito.users)
    with pytest.raises(ValueError, match=words):
        demo_cognito.users.add(name, **more)
    assert len(demo_cognito.users) == before


def test_users_are_found_by_name_address_and_case(demo_cognito: DemoCognito) -> None:
    users = demo_cognito.users
    assert users["totp"] == users["totp@example.com"]
    assert users["totp"] in list(users)
    assert len({users["totp"], users["totp@example.com"]}) == 1
    assert "totp" in users
    assert "nobody" not in users
    assert 7 not in users
    with pytest.raises(KeyError):
        users["nobody"]
    assert repr(users["totp"]) == "DemoUser('totp@example.com')"
    assert repr(users.add("kim")) == "DemoUser('kim')"


def test_user_that_is_disabled_gets_no_tokens_until_enabled(
    demo_cognito: DemoCognito, cognito: Any
) -> None:
    kim = demo_cognito.users.add("kim@example.com", enabled=False)
    with pytest.raises(ClientError) as caught:
        signed_in(cognito, demo_cognito, kim)
    assert code_of(caught) == "NotAuthorizedException"
    kim.enable()
    assert kim.enabled
    assert signed_in(cognito, demo_cognito, kim)["AuthenticationResult"]
    kim.disable()
    with pytest.raises(ClientError, match="disabled"):
        signed_in(cognito, demo_cognito, kim)


def test_user_that_was_deleted_is_gone(demo_cognito: DemoCognito) -> None:
    demo_cognito.users["confirmed"].delete()
    assert "confirmed" not in demo_cognito.users


def test_sign_out_everywhere_ends_the_renewals(demo_cognito: DemoCognito, cognito: Any) -> None:
    kim = demo_cognito.users["confirmed"]
    tokens = kim.tokens()
    kim.sign_out_everywhere()
    with pytest.raises(ClientError, match="revoked"):
        cognito.get_tokens_from_refresh_token(
            ClientId=demo_cognito.settings.client_id, RefreshToken=tokens.refresh_token
        )


def test_temporary_password_asks_for_a_new_one_which_the_demo_does_not_know(
    demo_cognito: DemoCognito, cognito: Any
) -> None:
    kim = demo_cognito.users.add("kim@example.com")
    kim.set_password("Temp-Passw0rd!", temporary=True)
    assert (kim.status, kim.password) == ("FORCE_CHANGE_PASSWORD", "Temp-Passw0rd!")
    asked = signed_in(cognito, demo_cognito, kim)
    assert asked["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
    answered(cognito, demo_cognito, kim, asked, "NEW_PASSWORD", "My-0wn-Passw0rd!")
    assert kim.status == "CONFIRMED"
    with pytest.raises(LookupError, match="a password of their own"):
        kim.password
    kim.set_password("An0ther-Passw0rd!")
    assert signed_in(cognito, demo_cognito, kim)["AuthenticationResult"]
    with pytest.raises(ValueError, match="not long enough"):
        kim.set_password("short")


# --- mailbox


def test_code_of_a_sign_up_is_in_the_mailbox(demo_cognito: DemoCognito, cognito: Any) -> None:
    client = {"ClientId": demo_cognito.settings.client_id, "Username": "newcomer"}
    with pytest.raises(LookupError, match="no message was sent"):
        demo_cognito.mailbox.latest()
    cognito.sign_up(
        **client,
        Password="My-0wn-Passw0rd!",
        UserAttributes=[{"Name": "email", "Value": "new@example.com"}],
    )
    sent = demo_cognito.mailbox.latest()
    assert (sent.medium, sent.to) == ("EMAIL", "new@example.com")
    assert sent.code not in repr(sent)
    cognito.confirm_sign_up(**client, ConfirmationCode=demo_cognito.mailbox.code("new@example.com"))
    newcomer = demo_cognito.users["newcomer"]
    assert newcomer.status == "CONFIRMED"
    with pytest.raises(LookupError, match="a password of their own"):
        newcomer.password


def test_mailbox_is_asked_by_user_also_for_text_messages(
    demo_cognito: DemoCognito, cognito: Any
) -> None:
    kim = demo_cognito.users.add("kim@example.com", phone="+15555550199", mfa="SMS_MFA")
    lee = demo_cognito.users.add("lee@example.com", mfa="EMAIL_OTP")
    asked = signed_in(cognito, demo_cognito, kim)
    signed_in(cognito, demo_cognito, lee)
    assert [one.medium for one in demo_cognito.mailbox.messages] == ["SMS", "EMAIL"]
    code = demo_cognito.mailbox.code(kim)
    assert answered(cognito, demo_cognito, kim, asked, "SMS_MFA_CODE", code)["AuthenticationResult"]
    with pytest.raises(LookupError, match=r"to DemoUser\('confirmed@example.com'\)"):
        demo_cognito.mailbox.code(demo_cognito.users["confirmed"])


# --- clock


def test_token_is_refused_when_its_time_has_passed(demo_cognito: DemoCognito, cognito: Any) -> None:
    tokens = demo_cognito.users["confirmed"].tokens()
    demo_cognito.clock.advance(3599)
    assert cognito.get_user(AccessToken=tokens.access_token)
    demo_cognito.clock.advance(2)
    with pytest.raises(ClientError, match="expired"):
        cognito.get_user(AccessToken=tokens.access_token)


def test_clock_goes_on_from_where_it_was_set(demo_cognito: DemoCognito) -> None:
    clock, noon = demo_cognito.clock, datetime(2031, 5, 1, 12, tzinfo=UTC)
    clock.set(noon)
    issued = jwt.decode(
        demo_cognito.users["confirmed"].tokens().id_token, options={"verify_signature": False}
    )["iat"]
    assert 0 <= issued - noon.timestamp() < STEP_S
    clock.advance(60)
    assert clock.now() >= noon.timestamp() + 60
    with pytest.raises(ValueError, match="time zone"):
        clock.set(datetime(2031, 5, 1, 12))


# --- faults


def test_throttled_requests_are_as_many_as_ordered(demo_cognito: DemoCognito, cognito: Any) -> None:
    kim = demo_cognito.users["confirmed"]
    throttled = demo_cognito.faults.throttle("InitiateAuth", times=2)
    for _ in range(2):
        with pytest.raises(ClientError) as caught:
            signed_in(cognito, demo_cognito, kim)
        assert code_of(caught) == "TooManyRequestsException"
    assert signed_in(cognito, demo_cognito, kim)["AuthenticationResult"]
    assert throttled.hits == 2


def test_throttled_client_of_boto3_repeats_by_itself(demo_cognito: DemoCognito) -> None:
    patient = boto3.client("cognito-idp", **demo_cognito.boto3_options)
    throttled = demo_cognito.faults.throttle(times=1)
    assert signed_in(patient, demo_cognito, demo_cognito.users["confirmed"])["AuthenticationResult"]
    assert throttled.hits == 1


def test_fault_of_every_operation_ends_with_its_block(
    demo_cognito: DemoCognito, cognito: Any
) -> None:
    kim = demo_cognito.users["confirmed"]
    with demo_cognito.faults.fail(code="UserLambdaValidationException", message="No.") as failing:
        with pytest.raises(ClientError, match=r"No\.") as caught:
            signed_in(cognito, demo_cognito, kim)
        assert code_of(caught) == "UserLambdaValidationException"
    failing.undo()
    assert signed_in(cognito, demo_cognito, kim)["AuthenticationResult"]
    assert failing.hits == 1


def test_offline_demo_refuses_connections_and_is_at_the_same_port_afterwards(
    demo_cognito: DemoCognito, cognito: Any
) -> None:
    kim, faults = demo_cognito.users["confirmed"], demo_cognito.faults
    assert signed_in(cognito, demo_cognito, kim)["AuthenticationResult"]
    with faults.offline(), faults.offline():
        with pytest.raises(EndpointConnectionError):
            signed_in(cognito, demo_cognito, kim)
        for address in (demo_cognito.settings.jwks_url, demo_cognito.settings.domain_url):
            with pytest.raises(OSError, match="refused"):
                urllib.request.urlopen(address, timeout=STEP_S)
    assert signed_in(cognito, demo_cognito, kim)["AuthenticationResult"]
    assert claims_of(demo_cognito, kim.tokens().id_token)


def test_delay_ends_when_it_is_undone(demo_cognito: DemoCognito, cognito: Any) -> None:
    began = time.monotonic()
    with demo_cognito.faults.delay(0.2, "InitiateAuth", times=1) as late:
        signed_in(cognito, demo_cognito, demo_cognito.users["confirmed"])
    assert time.monotonic() - began >= 0.2
    assert late.hits == 1


def test_demo_that_ends_while_faults_are_in_force_leaves_nothing_behind() -> None:
    with DemoCognito() as demo:
        demo.faults.offline()
        demo.faults.throttle()


def test_fault_of_an_unknown_operation_is_refused(demo_cognito: DemoCognito) -> None:
    with pytest.raises(ValueError, match="the demo has no operation AdminGetUser"):
        demo_cognito.faults.throttle("InitiateAuth", "AdminGetUser")


# --- the names


def test_every_public_name_is_there_and_no_other() -> None:
    assert {name: getattr(testing, name) for name in testing.__all__}
    assert testing.ClientSettings is ClientSettings
    with pytest.raises(AttributeError, match="has no attribute 'Unknown'"):
        testing.Unknown
