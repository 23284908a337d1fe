"""The demo Cognito refuses what the real one refuses. Every test speaks raw HTTP to it."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest

from desktop_login.demo.pool import DemoPoolConfig
from desktop_login.demo.server import DemoCognito
from tests.demo import raw
from tests.fakes.clocks import HandClock

ServiceException = tuple[int, dict[str, Any]]


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def demo(clock: HandClock) -> Iterator[DemoCognito]:
    with DemoCognito(DemoPoolConfig(id_token_s=300, access_token_s=300), now=clock.epoch) as demo:
        yield demo


def refused(reply: ServiceException, code: str, text: str = "") -> None:
    status, body = reply
    assert status == 400, body
    assert body["__type"] == code
    assert text.lower() in body["message"].lower()


def session_of(demo: DemoCognito, story: str) -> tuple[str, str]:
    status, reply = raw.sign_in(demo, story)
    assert status == 200, reply
    return reply["Session"], reply["ChallengeParameters"]["USER_ID_FOR_SRP"]


def tokens_of(demo: DemoCognito, story: str = "confirmed") -> dict[str, Any]:
    status, reply = raw.sign_in(demo, story)
    assert status == 200, reply
    tokens: dict[str, Any] = reply["AuthenticationResult"]
    return tokens


def refresh(demo: DemoCognito, token: str) -> ServiceException:
    body = {"RefreshToken": token, "ClientId": demo.config.client_id}
    return raw.send(demo, "GetTokensFromRefreshToken", body)


def test_right_password_gets_tokens(demo: DemoCognito) -> None:
    tokens = tokens_of(demo)
    assert set(tokens) == {"AccessToken", "IdToken", "RefreshToken", "ExpiresIn", "TokenType"}


def test_wrong_password(demo: DemoCognito) -> None:
    refused(
        raw.sign_in(demo, "confirmed", "Demo-Passw0rd?"),
        "NotAuthorizedException",
        "Incorrect username or password",
    )


def test_forged_proof(demo: DemoCognito) -> None:
    responses = raw.prove(demo, "confirmed@example.com", raw.PASSWORD)
    responses["PASSWORD_CLAIM_SIGNATURE"] = base64.b64encode(b"\0" * 32).decode()
    refused(raw.answer(demo, "PASSWORD_VERIFIER", responses), "NotAuthorizedException")


def test_proof_is_good_once(demo: DemoCognito) -> None:
    responses = raw.prove(demo, "confirmed@example.com", raw.PASSWORD)
    assert raw.answer(demo, "PASSWORD_VERIFIER", responses)[0] == 200
    refused(raw.answer(demo, "PASSWORD_VERIFIER", responses), "NotAuthorizedException")


def test_proof_of_one_user_for_another(demo: DemoCognito) -> None:
    responses = raw.prove(demo, "confirmed@example.com", raw.PASSWORD)
    other = demo.pool.find("totp@example.com")
    assert other is not None
    responses["USERNAME"] = other.username
    refused(raw.answer(demo, "PASSWORD_VERIFIER", responses), "NotAuthorizedException")


def test_trivial_public_value(demo: DemoCognito) -> None:
    from tests.demo.group import N

    for value in (0, N, 2 * N):
        body = {
            "AuthFlow": "USER_SRP_AUTH",
            "ClientId": demo.config.client_id,
            "AuthParameters": {"USERNAME": "confirmed@example.com", "SRP_A": f"{value:x}"},
        }
        refused(raw.send(demo, "InitiateAuth", body), "InvalidParameterException")


def test_timestamp_padded_wrong_old_or_in_another_format(
    demo: DemoCognito, clock: HandClock
) -> None:
    clock.wall = 1785542400.0  # Sat Aug 1 00:00:00 UTC 2026
    good = raw.prove(demo, "confirmed@example.com", raw.PASSWORD, epoch=clock.wall)
    assert raw.answer(demo, "PASSWORD_VERIFIER", good)[0] == 200
    for text in ("Sat Aug 01 00:00:00 UTC 2026", "Sun Aug 1 00:00:00 UTC 2026"):
        padded = raw.prove(demo, "confirmed@example.com", raw.PASSWORD, text=text)
        refused(raw.answer(demo, "PASSWORD_VERIFIER", padded), "NotAuthorizedException")
    strange = raw.prove(demo, "confirmed@example.com", raw.PASSWORD, epoch=clock.wall)
    strange["TIMESTAMP"] = "2026-08-01T00:00:00Z"
    refused(
        raw.answer(demo, "PASSWORD_VERIFIER", strange), "InvalidParameterException", "TIMESTAMP"
    )
    old = raw.prove(demo, "confirmed@example.com", raw.PASSWORD, epoch=clock.wall - 301)
    refused(raw.answer(demo, "PASSWORD_VERIFIER", old), "NotAuthorizedException")


def test_unknown_user_is_indistinguishable_and_stable(demo: DemoCognito) -> None:
    first = raw.start(demo, "nobody@example.com", 5)
    again = raw.start(demo, "nobody@example.com", 5)
    assert first["SALT"] == again["SALT"]
    assert first["USER_ID_FOR_SRP"] == again["USER_ID_FOR_SRP"]
    assert set(first) == set(raw.start(demo, "confirmed@example.com", 5))
    wrong, unknown = raw.sign_in(demo, "confirmed", "x"), raw.sign_in(demo, "nobody")
    assert wrong == unknown


def test_lock_out(demo: DemoCognito, clock: HandClock) -> None:
    for _ in range(5):
        raw.sign_in(demo, "confirmed", "wrong")
    body = {
        "AuthFlow": "USER_PASSWORD_AUTH",
        "ClientId": demo.config.client_id,
        "AuthParameters": {"USERNAME": "confirmed@example.com", "PASSWORD": raw.PASSWORD},
    }
    refused(raw.send(demo, "InitiateAuth", body), "NotAuthorizedException", "attempts exceeded")
    clock.pass_time(2)
    assert raw.send(demo, "InitiateAuth", body)[0] == 200


@pytest.mark.parametrize("story", ["sms-code", "email-code", "totp"])
def test_wrong_code_then_right_code_then_spent(demo: DemoCognito, story: str) -> None:
    challenge = {"sms-code": "SMS_MFA", "email-code": "EMAIL_OTP", "totp": "SOFTWARE_TOKEN_MFA"}[
        story
    ]
    session, user = session_of(demo, story)
    codes = {email: code for email, _, code in demo.authenticators()}
    code = codes["totp@example.com"] if story == "totp" else demo.pool.mailbox.messages[-1].code
    wrong = f"{(int(code) + 1) % 10**6:06}"
    key = f"{challenge}_CODE"
    reply = raw.answer(demo, challenge, {"USERNAME": user, key: wrong}, session)
    refused(reply, "CodeMismatchException")
    right = {"USERNAME": user, key: code}
    assert raw.answer(demo, challenge, right, session)[0] == 200
    refused(
        raw.answer(demo, challenge, right, session), "NotAuthorizedException", "only be used once"
    )


def test_no_magic_code(demo: DemoCognito) -> None:
    for code in ("000000", "123456", "111111", "999999"):
        session, user = session_of(demo, "sms-code")
        if demo.pool.mailbox.messages[-1].code == code:
            continue
        reply = raw.answer(demo, "SMS_MFA", {"USERNAME": user, "SMS_MFA_CODE": code}, session)
        refused(reply, "CodeMismatchException")


def test_authenticator_code_is_good_once(demo: DemoCognito) -> None:
    code = dict((e, c) for e, _, c in demo.authenticators())["totp@example.com"]
    session, user = session_of(demo, "totp")
    responses = {"USERNAME": user, "SOFTWARE_TOKEN_MFA_CODE": code}
    assert raw.answer(demo, "SOFTWARE_TOKEN_MFA", responses, session)[0] == 200
    session, user = session_of(demo, "totp")
    refused(
        raw.answer(demo, "SOFTWARE_TOKEN_MFA", responses, session),
        "ExpiredCodeException",
        "already been used",
    )


def test_authenticator_code_one_step_off_is_good_and_two_are_not(
    demo: DemoCognito, clock: HandClock
) -> None:
    code = dict((e, c) for e, _, c in demo.authenticators())["totp@example.com"]
    clock.pass_time(60)
    session, user = session_of(demo, "totp")
    responses = {"USERNAME": user, "SOFTWARE_TOKEN_MFA_CODE": code}
    refused(raw.answer(demo, "SOFTWARE_TOKEN_MFA", responses, session), "CodeMismatchException")
    clock.pass_time(-30)
    assert raw.answer(demo, "SOFTWARE_TOKEN_MFA", responses, session)[0] == 200


def test_delivered_code_expires(clock: HandClock) -> None:
    with DemoCognito(DemoPoolConfig(code_s=60), now=clock.epoch) as demo:
        session, user = session_of(demo, "sms-code")
        code = demo.pool.mailbox.messages[-1].code
        clock.pass_time(61)
        reply = raw.answer(demo, "SMS_MFA", {"USERNAME": user, "SMS_MFA_CODE": code}, session)
        refused(reply, "ExpiredCodeException")


def test_session_of_another_user_challenge_or_age(demo: DemoCognito, clock: HandClock) -> None:
    session, user = session_of(demo, "sms-code")
    code = demo.pool.mailbox.messages[-1].code
    other = demo.pool.find("email-code@example.com")
    assert other is not None
    stolen = {"USERNAME": other.username, "SMS_MFA_CODE": code}
    refused(
        raw.answer(demo, "SMS_MFA", stolen, session), "NotAuthorizedException", "invalid session"
    )
    wrong_kind = {"USERNAME": user, "EMAIL_OTP_CODE": code}
    refused(raw.answer(demo, "EMAIL_OTP", wrong_kind, session), "NotAuthorizedException")
    made_up = {"USERNAME": user, "SMS_MFA_CODE": code}
    refused(raw.answer(demo, "SMS_MFA", made_up, "x" * 40), "NotAuthorizedException")
    clock.pass_time(181)
    refused(raw.answer(demo, "SMS_MFA", made_up, session), "NotAuthorizedException", "expired")


def test_new_password_must_meet_the_policy(demo: DemoCognito) -> None:
    session, user = session_of(demo, "new-password")
    for password, text in {
        "Sh0rt!": "not long enough",
        "no-numbers-Here": "numeric",
        "NO-LOWER-1": "lowercase",
        "no-upper-1": "uppercase",
        "NoSymbol123": "symbol",
    }.items():
        responses = {"USERNAME": user, "NEW_PASSWORD": password}
        reply = raw.answer(demo, "NEW_PASSWORD_REQUIRED", responses, session)
        refused(reply, "InvalidPasswordException", text)
    responses = {"USERNAME": user, "NEW_PASSWORD": "Good-Passw0rd"}
    assert raw.answer(demo, "NEW_PASSWORD_REQUIRED", responses, session)[0] == 200
    assert raw.sign_in(demo, "new-password")[0] == 400
    assert raw.sign_in(demo, "new-password", "Good-Passw0rd")[0] == 200


def test_temporary_password_expires(demo: DemoCognito, clock: HandClock) -> None:
    clock.pass_time(4 * 86400)
    responses = raw.prove(demo, "new-password@example.com", raw.PASSWORD, epoch=clock.wall)
    refused(
        raw.answer(demo, "PASSWORD_VERIFIER", responses),
        "NotAuthorizedException",
        "temporary password has expired",
    )


def test_users_who_may_not_sign_in(demo: DemoCognito) -> None:
    def begin(story: str) -> ServiceException:
        body = {
            "AuthFlow": "USER_SRP_AUTH",
            "ClientId": demo.config.client_id,
            "AuthParameters": {"USERNAME": f"{story}@example.com", "SRP_A": "5"},
        }
        return raw.send(demo, "InitiateAuth", body)

    refused(begin("disabled"), "NotAuthorizedException", "User is disabled")
    refused(begin("unconfirmed"), "UserNotConfirmedException")
    refused(raw.sign_in(demo, "reset"), "PasswordResetRequiredException")


def test_rotation_grace_and_reuse(demo: DemoCognito, clock: HandClock) -> None:
    old = tokens_of(demo)["RefreshToken"]
    status, reply = refresh(demo, old)
    assert status == 200
    assert reply["AuthenticationResult"]["RefreshToken"] != old
    clock.pass_time(59)
    assert refresh(demo, old)[0] == 200
    clock.pass_time(2)
    refused(refresh(demo, old), "RefreshTokenReuseException")


def test_grace_0_and_no_rotation() -> None:
    with DemoCognito(DemoPoolConfig(grace_s=0)) as demo:
        old = tokens_of(demo)["RefreshToken"]
        assert refresh(demo, old)[0] == 200
        refused(refresh(demo, old), "RefreshTokenReuseException")
    with DemoCognito(DemoPoolConfig(rotation=False)) as demo:
        old = tokens_of(demo)["RefreshToken"]
        for _ in range(3):
            status, reply = refresh(demo, old)
            assert status == 200
            assert "RefreshToken" not in reply["AuthenticationResult"]


def test_expired_revoked_and_made_up_tokens(demo: DemoCognito, clock: HandClock) -> None:
    tokens = tokens_of(demo)
    owner = {"AccessToken": tokens["AccessToken"]}
    assert raw.send(demo, "GetUser", owner)[0] == 200
    header, body, _ = tokens["AccessToken"].split(".")
    refused(
        raw.send(demo, "GetUser", {"AccessToken": f"{header}.{body}.AAAA"}),
        "NotAuthorizedException",
    )
    refused(raw.send(demo, "GetUser", {"AccessToken": tokens["IdToken"]}), "NotAuthorizedException")
    clock.pass_time(301)
    refused(raw.send(demo, "GetUser", owner), "NotAuthorizedException", "expired")
    live = refresh(demo, tokens["RefreshToken"])[1]["AuthenticationResult"]
    revoke = {"Token": live["RefreshToken"], "ClientId": demo.config.client_id}
    assert raw.send(demo, "RevokeToken", revoke) == (200, {})
    refused(refresh(demo, live["RefreshToken"]), "NotAuthorizedException", "revoked")
    reply = raw.send(demo, "GetUser", {"AccessToken": live["AccessToken"]})
    refused(reply, "NotAuthorizedException", "revoked")
    refused(refresh(demo, "made up"), "NotAuthorizedException", "Invalid Refresh Token")
    clock.pass_time(31 * 86400)
    refused(refresh(demo, tokens["RefreshToken"]), "NotAuthorizedException")


def test_refresh_token_lives_for_the_remaining_time(clock: HandClock) -> None:
    with DemoCognito(DemoPoolConfig(refresh_token_s=3600), now=clock.epoch) as demo:
        token = tokens_of(demo)["RefreshToken"]
        clock.pass_time(1800)
        token = refresh(demo, token)[1]["AuthenticationResult"]["RefreshToken"]
        clock.pass_time(1801)
        refused(refresh(demo, token), "NotAuthorizedException", "has expired")


def test_client_secret() -> None:
    with DemoCognito(DemoPoolConfig(client_secret="s" * 40)) as demo:
        parameters = {"USERNAME": "confirmed@example.com", "PASSWORD": raw.PASSWORD}
        body = {
            "AuthFlow": "USER_PASSWORD_AUTH",
            "ClientId": demo.config.client_id,
            "AuthParameters": parameters,
        }
        refused(raw.send(demo, "InitiateAuth", body), "NotAuthorizedException", "not received")
        parameters["SECRET_HASH"] = base64.b64encode(b"wrong").decode()
        refused(
            raw.send(demo, "InitiateAuth", body), "NotAuthorizedException", "verify secret hash"
        )


def test_flow_turned_off_and_unknown_client(demo: DemoCognito) -> None:
    with DemoCognito(DemoPoolConfig(flows=frozenset({"USER_SRP_AUTH"}))) as strict:
        body = {
            "AuthFlow": "USER_PASSWORD_AUTH",
            "ClientId": strict.config.client_id,
            "AuthParameters": {"USERNAME": "confirmed@example.com", "PASSWORD": raw.PASSWORD},
        }
        refused(raw.send(strict, "InitiateAuth", body), "InvalidParameterException", "not enabled")
    body["ClientId"] = "another"
    refused(raw.send(demo, "InitiateAuth", body), "ResourceNotFoundException")


@pytest.mark.parametrize(
    "operation", ["AdminInitiateAuth", "AdminCreateUser", "ListUsers", "Nonsense"]
)
def test_nothing_administrative_over_http(demo: DemoCognito, operation: str) -> None:
    refused(raw.send(demo, operation, {}), "UnknownOperationException")


def test_foreign_host_and_origin_are_refused(demo: DemoCognito) -> None:
    path = f"/{demo.config.pool_id}/.well-known/jwks.json"
    assert raw.get(demo, path)[0] == 200
    assert raw.get(demo, path, host="evil.example")[0] == 403
    assert raw.send(demo, "InitiateAuth", {}, {"Origin": "https://evil.example"})[0] == 403


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 100_000])
def test_bad_bodies(demo: DemoCognito, body: bytes) -> None:
    status, reply = raw.send(demo, "InitiateAuth", body)
    assert status == 400
    assert reply["__type"] == "SerializationException"


def test_too_large_a_body(demo: DemoCognito) -> None:
    status, _ = raw.send(demo, "InitiateAuth", b"", {"Content-Length": str(1024 * 1024)})
    assert status == 413


def test_keys_and_configuration_are_published_and_fresh(demo: DemoCognito) -> None:
    path = f"/{demo.config.pool_id}/.well-known"
    keys = raw.get(demo, f"{path}/jwks.json")[1]["keys"]
    assert {(key["kty"], key["alg"], key["use"]) for key in keys} == {("RSA", "RS256", "sig")}
    configuration = raw.get(demo, f"{path}/openid-configuration")[1]
    assert configuration["jwks_uri"].endswith("/jwks.json")
    with DemoCognito() as other:
        other_keys = raw.get(other, f"{path}/jwks.json")[1]["keys"]
    assert {key["n"] for key in keys}.isdisjoint(key["n"] for key in other_keys)
    header = tokens_of(demo)["IdToken"].split(".")[0]
    kid = json.loads(base64.urlsafe_b64decode(header + "=="))["kid"]
    assert kid in {key["kid"] for key in keys}
