"""The demo verifies passkeys as the service does. Every passkey here is verified a second time by py_webauthn."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import webauthn
from webauthn.helpers import base64url_to_bytes

from desktop_login.demo.demo_key import DemoKey
from desktop_login.demo.pool import DemoPoolConfig
from desktop_login.demo.server import DemoCognito
from tests.demo import raw
from tests.fakes.clocks import HandClock
from tests.fakes.passkey_client import Credential, asserted, made, touching

Reply = tuple[int, dict[str, Any]]
EMAIL = "passkey@example.com"


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def demo(clock: HandClock) -> Iterator[DemoCognito]:
    with DemoCognito(now=clock.epoch) as demo:
        yield demo


@pytest.fixture
def key() -> DemoKey:
    return touching()


def origin_of(demo: DemoCognito) -> str:
    return demo.url.replace("127.0.0.1", "localhost")


def token_of(demo: DemoCognito) -> str:
    status, reply = raw.sign_in(demo, "passkey")
    assert status == 200, reply
    return str(reply["AuthenticationResult"]["AccessToken"])


def options_of(demo: DemoCognito, token: str) -> dict[str, Any]:
    status, reply = raw.send(demo, "StartWebAuthnRegistration", {"AccessToken": token})
    assert status == 200, reply
    options: dict[str, Any] = reply["CredentialCreationOptions"]
    return options


def complete(demo: DemoCognito, token: str, credential: object) -> Reply:
    body = {"AccessToken": token, "Credential": credential}
    return raw.send(demo, "CompleteWebAuthnRegistration", body)


def registered(demo: DemoCognito, key: DemoKey, token: str = "") -> Credential:
    token = token or token_of(demo)
    credential = made(key, options_of(demo, token), origin_of(demo))
    assert complete(demo, token, credential) == (200, {})
    return credential


def listed(demo: DemoCognito, token: str) -> list[dict[str, Any]]:
    status, reply = raw.send(demo, "ListWebAuthnCredentials", {"AccessToken": token})
    assert status == 200, reply
    found: list[dict[str, Any]] = reply["Credentials"]
    return found


def begun(demo: DemoCognito, email: str = EMAIL) -> dict[str, Any]:
    status, reply = raw.send(
        demo,
        "InitiateAuth",
        {
            "AuthFlow": "USER_AUTH",
            "ClientId": demo.config.client_id,
            "AuthParameters": {"USERNAME": email, "PREFERRED_CHALLENGE": "WEB_AUTHN"},
        },
    )
    assert status == 200, reply
    return reply


def request_of(challenge: dict[str, Any]) -> dict[str, Any]:
    assert challenge["ChallengeName"] == "WEB_AUTHN"
    options: dict[str, Any] = json.loads(
        challenge["ChallengeParameters"]["CREDENTIAL_REQUEST_OPTIONS"]
    )
    return options


def answered(demo: DemoCognito, challenge: dict[str, Any], credential: object) -> Reply:
    return raw.send(
        demo,
        "RespondToAuthChallenge",
        {
            "ClientId": demo.config.client_id,
            "ChallengeName": "WEB_AUTHN",
            "Session": challenge["Session"],
            "ChallengeResponses": {"USERNAME": EMAIL, "CREDENTIAL": json.dumps(credential)},
        },
    )


def refused(reply: Reply, code: str) -> None:
    status, body = reply
    assert (status, body.get("__type")) == (400, code), body


def test_a_passkey_is_added_listed_used_and_removed(demo: DemoCognito, key: DemoKey) -> None:
    registered(demo, key)
    token = token_of(demo)
    (passkey,) = listed(demo, token)
    assert passkey["RelyingPartyId"] == "localhost"
    assert passkey["FriendlyCredentialName"] == "Demo security key"
    assert passkey["AuthenticatorAttachment"] == "cross-platform"
    assert passkey["AuthenticatorTransports"] == ["usb"]
    challenge = begun(demo)
    credential = asserted(key, request_of(challenge), origin_of(demo))
    status, reply = answered(demo, challenge, credential)
    assert status == 200, reply
    assert set(reply["AuthenticationResult"]) >= {"AccessToken", "IdToken", "RefreshToken"}
    removal = {"AccessToken": token, "CredentialId": passkey["CredentialId"]}
    assert raw.send(demo, "DeleteWebAuthnCredential", removal) == (200, {})
    assert listed(demo, token) == []
    refused(raw.send(demo, "DeleteWebAuthnCredential", removal), "ResourceNotFoundException")


def test_a_second_verifier_agrees_with_both_answers(demo: DemoCognito, key: DemoKey) -> None:
    token, origin = token_of(demo), origin_of(demo)
    options = options_of(demo, token)
    credential = made(key, options, origin)
    assert complete(demo, token, credential) == (200, {})
    added = webauthn.verify_registration_response(
        credential=credential,
        expected_challenge=base64url_to_bytes(options["challenge"]),
        expected_rp_id="localhost",
        expected_origin=origin,
        require_user_verification=True,
    )
    challenge = begun(demo)
    request = request_of(challenge)
    answer = asserted(key, request, origin)
    assert answered(demo, challenge, answer)[0] == 200
    used = webauthn.verify_authentication_response(
        credential=answer,
        expected_challenge=base64url_to_bytes(request["challenge"]),
        expected_rp_id="localhost",
        expected_origin=origin,
        credential_public_key=added.credential_public_key,
        credential_current_sign_count=added.sign_count,
        require_user_verification=True,
    )
    assert used.new_sign_count > added.sign_count


def test_options_have_the_shape_of_the_service(demo: DemoCognito, key: DemoKey) -> None:
    registered(demo, key)
    options = options_of(demo, token_of(demo))
    assert set(options) == {
        "challenge",
        "rp",
        "user",
        "pubKeyCredParams",
        "timeout",
        "excludeCredentials",
        "authenticatorSelection",
    }
    assert len(base64url_to_bytes(options["challenge"])) == 32
    assert options["authenticatorSelection"] == {
        "requireResidentKey": True,
        "residentKey": "required",
        "userVerification": "preferred",
    }
    request = request_of(begun(demo))
    assert set(request) == {
        "challenge",
        "rpId",
        "timeout",
        "allowCredentials",
        "userVerification",
    }
    assert [one["id"] for one in request["allowCredentials"]] == [
        one["id"] for one in options["excludeCredentials"]
    ]


def test_a_registration_is_completed_once(demo: DemoCognito, key: DemoKey) -> None:
    token = token_of(demo)
    credential = made(key, options_of(demo, token), origin_of(demo))
    assert complete(demo, token, credential)[0] == 200
    refused(complete(demo, token, credential), "WebAuthnChallengeNotFoundException")


def test_a_registration_of_an_earlier_beginning_is_refused(demo: DemoCognito, key: DemoKey) -> None:
    token = token_of(demo)
    credential = made(key, options_of(demo, token), origin_of(demo))
    options_of(demo, token)
    refused(complete(demo, token, credential), "WebAuthnChallengeNotFoundException")


def test_a_registration_that_took_too_long_is_refused(
    demo: DemoCognito, key: DemoKey, clock: HandClock
) -> None:
    token = token_of(demo)
    credential = made(key, options_of(demo, token), origin_of(demo))
    clock.pass_time(301)
    refused(complete(demo, token, credential), "WebAuthnChallengeNotFoundException")


def test_a_registration_from_another_origin_is_refused(demo: DemoCognito, key: DemoKey) -> None:
    token = token_of(demo)
    credential = made(key, options_of(demo, token), "http://localhost:1")
    refused(complete(demo, token, credential), "WebAuthnOriginNotAllowedException")


def test_a_registration_for_another_site_is_refused(demo: DemoCognito, key: DemoKey) -> None:
    token = token_of(demo)
    options = {**options_of(demo, token), "rp": {"id": "bank.example", "name": "bank"}}
    credential = made(key, options, origin_of(demo))
    refused(complete(demo, token, credential), "WebAuthnRelyingPartyMismatchException")


def test_a_key_that_asks_for_nothing_is_refused_where_verification_is_required() -> None:
    config = DemoPoolConfig(user_verification="required")
    with DemoCognito(config) as demo:
        token = token_of(demo)
        options = options_of(demo, token)
        options["authenticatorSelection"]["userVerification"] = "discouraged"
        credential = made(touching(pin=""), options, origin_of(demo))
        refused(complete(demo, token, credential), "WebAuthnCredentialNotSupportedException")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda c: {},
        lambda c: {**c, "id": "AAAA"},
        lambda c: {**c, "rawId": 7},
        lambda c: {**c, "type": "password"},
        lambda c: {**c, "response": []},
        lambda c: {**c, "response": {**c["response"], "attestationObject": "AAAA"}},
        lambda c: {**c, "response": {**c["response"], "clientDataJSON": "AAAA"}},
        lambda c: {**c, "id": c["id"] + "!", "rawId": c["id"] + "!"},
    ],
)
def test_a_registration_that_is_garbage_is_refused(
    demo: DemoCognito, key: DemoKey, spoil: Callable[[Credential], object]
) -> None:
    token = token_of(demo)
    credential = made(key, options_of(demo, token), origin_of(demo))
    refused(complete(demo, token, spoil(credential)), "InvalidParameterException")


def test_a_passkey_of_somebody_else_cannot_be_added_again(demo: DemoCognito, key: DemoKey) -> None:
    token = token_of(demo)
    credential = made(key, options_of(demo, token), origin_of(demo))
    other = demo.pool.find("confirmed@example.com")
    assert other is not None
    credential_id = credential["id"]
    assert complete(demo, token, credential)[0] == 200
    user = demo.pool.find(EMAIL)
    assert user is not None
    other.passkeys = dict(user.passkeys)
    user.passkeys.clear()
    assert credential_id in other.passkeys
    challenge = begun(demo)
    refused(answered(demo, challenge, credential), "NotAuthorizedException")


def test_passkeys_have_a_limit_and_can_be_off(key: DemoKey) -> None:
    with DemoCognito(DemoPoolConfig(passkeys_allowed=1)) as demo:
        registered(demo, key)
        refused(
            raw.send(demo, "StartWebAuthnRegistration", {"AccessToken": token_of(demo)}),
            "LimitExceededException",
        )
    with DemoCognito(DemoPoolConfig(passkeys=False)) as demo:
        refused(
            raw.send(demo, "StartWebAuthnRegistration", {"AccessToken": token_of(demo)}),
            "WebAuthnNotEnabledException",
        )


def test_a_list_comes_in_pages(demo: DemoCognito, clock: HandClock) -> None:
    token = token_of(demo)
    for _ in range(3):
        registered(demo, touching(), token)
        clock.pass_time(1)
    body = {"AccessToken": token, "MaxResults": 2}
    _, first = raw.send(demo, "ListWebAuthnCredentials", body)
    _, last = raw.send(demo, "ListWebAuthnCredentials", {**body, "NextToken": first["NextToken"]})
    assert (len(first["Credentials"]), len(last["Credentials"])) == (2, 1)
    assert "NextToken" not in last
    for wrong in ({"MaxResults": 21}, {"MaxResults": True}, {"NextToken": "-1"}):
        refused(
            raw.send(demo, "ListWebAuthnCredentials", {"AccessToken": token, **wrong}),
            "InvalidParameterException",
        )


def test_an_answer_signs_in_once(demo: DemoCognito, key: DemoKey) -> None:
    registered(demo, key)
    challenge = begun(demo)
    credential = asserted(key, request_of(challenge), origin_of(demo))
    assert answered(demo, challenge, credential)[0] == 200
    refused(answered(demo, challenge, credential), "NotAuthorizedException")
    refused(answered(demo, begun(demo), credential), "NotAuthorizedException")


def test_a_refused_answer_ends_the_session(demo: DemoCognito, key: DemoKey) -> None:
    registered(demo, key)
    challenge = begun(demo)
    credential = asserted(key, request_of(challenge), origin_of(demo))
    refused(answered(demo, challenge, {"id": "AAAA"}), "NotAuthorizedException")
    refused(answered(demo, challenge, credential), "NotAuthorizedException")


def test_answers_from_elsewhere_are_refused(demo: DemoCognito, key: DemoKey) -> None:
    registered(demo, key)
    for origin in ("http://localhost:1", "https://localhost", demo.url):
        challenge = begun(demo)
        credential = asserted(key, request_of(challenge), origin)
        refused(answered(demo, challenge, credential), "NotAuthorizedException")


def test_a_signature_of_something_else_is_refused(demo: DemoCognito, key: DemoKey) -> None:
    registered(demo, key)
    challenge = begun(demo)
    credential = asserted(key, request_of(challenge), origin_of(demo))
    signature = bytearray(base64url_to_bytes(credential["response"]["signature"]))
    signature[-1] ^= 1
    spoilt = base64.urlsafe_b64encode(signature).rstrip(b"=").decode()
    answer = {**credential, "response": {**credential["response"], "signature": spoilt}}
    refused(answered(demo, challenge, answer), "NotAuthorizedException")


def test_a_counter_that_does_not_grow_is_that_of_a_copy(demo: DemoCognito, key: DemoKey) -> None:
    registered(demo, key)
    user = demo.pool.find(EMAIL)
    assert user is not None
    (stored,) = user.passkeys.values()
    stored.counter += 1000
    challenge = begun(demo)
    credential = asserted(key, request_of(challenge), origin_of(demo))
    refused(answered(demo, challenge, credential), "NotAuthorizedException")


def test_an_answer_without_verification_is_refused_where_it_is_required(key: DemoKey) -> None:
    with DemoCognito(DemoPoolConfig(user_verification="required")) as demo:
        registered(demo, key)
        challenge = begun(demo)
        options = {**request_of(challenge), "userVerification": "discouraged"}
        credential = asserted(key, options, origin_of(demo))
        refused(answered(demo, challenge, credential), "NotAuthorizedException")


def test_who_does_not_exist_gets_options_that_look_alike(demo: DemoCognito) -> None:
    nobody = next(
        name
        for name in (f"nobody{number}@example.com" for number in range(60))
        if begun(demo, name)["ChallengeName"] == "WEB_AUTHN"
    )
    first, again = (request_of(begun(demo, nobody)) for _ in range(2))
    there = request_of(begun(demo, "passwordless@example.com"))
    assert set(first) == set(there)
    assert first["allowCredentials"] == again["allowCredentials"]
    assert first["challenge"] != again["challenge"]
    assert [set(one) for one in first["allowCredentials"]] == [
        set(one) for one in there["allowCredentials"]
    ]
    challenge = begun(demo, nobody)
    refused(answered(demo, challenge, {"id": "AAAA"}), "NotAuthorizedException")


def test_it_is_among_the_first_factors_once_it_was_added(demo: DemoCognito, key: DemoKey) -> None:
    def offered() -> list[str]:
        _, reply = raw.send(
            demo,
            "InitiateAuth",
            {
                "AuthFlow": "USER_AUTH",
                "ClientId": demo.config.client_id,
                "AuthParameters": {"USERNAME": EMAIL},
            },
        )
        names: list[str] = reply["AvailableChallenges"]
        return names

    assert "WEB_AUTHN" not in offered()
    registered(demo, key)
    assert "WEB_AUTHN" in offered()
