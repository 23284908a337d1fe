"""Where the demo was once more forgiving than the service: names, aliases, proofs, refreshing, one's own data."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Iterator
from typing import Any

import pytest

from desktop_login.demo.pool import DemoPoolConfig, Factor, Status, Tracking
from desktop_login.demo.server import DemoCognito
from tests.demo import raw
from tests.demo.test_conformance import ServiceException, refresh, refused, session_of, tokens_of
from tests.fakes.clocks import HandClock

ADDRESS = "Alice.Doe@Example.com"
SECRET = "s" * 40


@pytest.fixture
def demo(request: pytest.FixtureRequest) -> Iterator[DemoCognito]:
    config = getattr(request, "param", DemoPoolConfig())
    with DemoCognito(config, now=HandClock().epoch) as demo:
        yield demo


def begin(
    demo: DemoCognito, name: str, flow: str = "USER_PASSWORD_AUTH", **more: str
) -> ServiceException:
    parameters = {"USERNAME": name, "PASSWORD": raw.PASSWORD, **more}
    body = {"AuthFlow": flow, "ClientId": demo.config.client_id, "AuthParameters": parameters}
    return raw.send(demo, "InitiateAuth", body)


def as_client(demo: DemoCognito, operation: str, username: str, **body: Any) -> ServiceException:
    given = {"ClientId": demo.config.client_id, "Username": username, **body}
    return raw.send(demo, operation, given)


def sign_up(demo: DemoCognito, username: str, email: str = ADDRESS) -> ServiceException:
    attributes = [{"Name": "email", "Value": email}]
    return as_client(demo, "SignUp", username, Password=raw.PASSWORD, UserAttributes=attributes)


def as_user(demo: DemoCognito, operation: str, token: str, **body: Any) -> ServiceException:
    return raw.send(demo, operation, {"AccessToken": token, **body})


def latest(demo: DemoCognito) -> str:
    return demo.pool.mailbox.messages[-1].code


def done(reply: ServiceException) -> dict[str, Any]:
    status, body = reply
    assert status == 200, body
    return body


def attributes_of(demo: DemoCognito, token: str) -> dict[str, str]:
    listed = done(as_user(demo, "GetUser", token))["UserAttributes"]
    return {one["Name"]: one["Value"] for one in listed}


def claims_of(token: str) -> dict[str, Any]:
    body = token.split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return claims


def hash_over(name: str, client_id: str) -> str:
    digest = hmac.digest(SECRET.encode(), (name + client_id).encode(), "sha256")
    return base64.b64encode(digest).decode()


FOLDED = DemoPoolConfig(case_sensitive=False)


class TestLetterCase:
    @pytest.mark.parametrize("name", [ADDRESS.lower(), ADDRESS.upper(), "ALICE"])
    def test_another_spelling_is_another_name(self, demo: DemoCognito, name: str) -> None:
        demo.pool.add(ADDRESS, raw.PASSWORD, username="alice")
        done(begin(demo, ADDRESS))
        done(begin(demo, "alice"))
        refused(begin(demo, name), "NotAuthorizedException", "Incorrect username or password.")
        done(sign_up(demo, "Alice", "second@example.com"))

    @pytest.mark.parametrize("demo", [FOLDED], indirect=True)
    @pytest.mark.parametrize("name", [ADDRESS, ADDRESS.lower(), ADDRESS.upper(), "alice", "ALICE"])
    def test_a_pool_may_ignore_it(self, demo: DemoCognito, name: str) -> None:
        user = demo.pool.add(ADDRESS, raw.PASSWORD, username="Alice")
        tokens = done(begin(demo, name))["AuthenticationResult"]
        assert claims_of(tokens["IdToken"])["cognito:username"] == "Alice"
        refused(sign_up(demo, "aLICE", "second@example.com"), "UsernameExistsException")
        demo.pool.remove(user)
        refused(begin(demo, name), "NotAuthorizedException")

    @pytest.mark.parametrize("demo", [DemoPoolConfig(), FOLDED], indirect=True)
    def test_somebody_elses_address_in_another_spelling(self, demo: DemoCognito) -> None:
        demo.pool.add(ADDRESS, raw.PASSWORD, username="alice")
        done(sign_up(demo, "second", ADDRESS.lower()))
        reply = as_client(demo, "ConfirmSignUp", "second", ConfirmationCode=latest(demo))
        if demo.config.case_sensitive:
            done(reply)
        else:
            refused(reply, "AliasExistsException", "An account with the email already exists.")

    @pytest.mark.parametrize(
        "demo",
        [DemoPoolConfig(email_is_username=True, case_sensitive=case) for case in (True, False)],
        indirect=True,
    )
    def test_where_the_address_is_the_user_name(self, demo: DemoCognito) -> None:
        done(sign_up(demo, ADDRESS))
        refused(begin(demo, ADDRESS), "UserNotConfirmedException")
        again = sign_up(demo, ADDRESS.lower(), ADDRESS.lower())
        if demo.config.case_sensitive:
            done(again)
        else:
            refused(again, "UsernameExistsException")
        refused(sign_up(demo, "alice"), "InvalidParameterException", "Username should be an email.")


class TestAliases:
    def test_an_address_is_a_name_once_it_is_verified(self, demo: DemoCognito) -> None:
        done(sign_up(demo, "alice"))
        refused(begin(demo, "alice"), "UserNotConfirmedException")
        refused(begin(demo, ADDRESS), "NotAuthorizedException", "Incorrect username or password.")
        before = len(demo.pool.mailbox.messages)
        for operation in ("ForgotPassword", "ResendConfirmationCode"):
            done(as_client(demo, operation, ADDRESS))  # says nothing, and sends nothing
        assert len(demo.pool.mailbox.messages) == before
        done(as_client(demo, "ConfirmSignUp", "alice", ConfirmationCode=latest(demo)))
        done(begin(demo, ADDRESS))
        done(as_client(demo, "ForgotPassword", ADDRESS))
        assert len(demo.pool.mailbox.messages) == before + 1

    def test_an_unverified_address_shadows_nobody(self, demo: DemoCognito) -> None:
        mine = demo.pool.add(ADDRESS, raw.PASSWORD)
        done(sign_up(demo, "thief"))
        tokens = done(begin(demo, ADDRESS))["AuthenticationResult"]
        assert claims_of(tokens["IdToken"])["sub"] == mine.sub

    def test_an_alias_answers_no_proof(self, demo: DemoCognito) -> None:
        right = raw.prove(demo, "confirmed@example.com", raw.PASSWORD)
        by_alias = right | {"USERNAME": "confirmed@example.com"}
        reply = raw.answer(demo, "PASSWORD_VERIFIER", by_alias)
        refused(reply, "NotAuthorizedException", "Incorrect username or password.")
        right = raw.prove(demo, "confirmed@example.com", raw.PASSWORD)
        done(raw.answer(demo, "PASSWORD_VERIFIER", right))

    def test_a_second_factor_may_be_answered_by_alias(self, demo: DemoCognito) -> None:
        """As AWS's JavaScript client does after USER_PASSWORD_AUTH."""
        session, _ = session_of(demo, "sms-code")
        responses = {"USERNAME": "sms-code@example.com", "SMS_MFA_CODE": latest(demo)}
        done(raw.answer(demo, "SMS_MFA", responses, session))


class TestRefreshing:
    @pytest.mark.parametrize("flow", ["REFRESH_TOKEN_AUTH", "REFRESH_TOKEN"])
    @pytest.mark.parametrize("demo", [DemoPoolConfig(rotation=False)], indirect=True)
    def test_the_older_way_refreshes_again_and_again(self, demo: DemoCognito, flow: str) -> None:
        tokens = tokens_of(demo)
        for _ in range(3):
            result = done(self.refresh(demo, tokens["RefreshToken"], flow))["AuthenticationResult"]
            assert set(result) == {"AccessToken", "IdToken", "ExpiresIn", "TokenType"}
        done(refresh(demo, tokens["RefreshToken"]))
        refused(self.refresh(demo, "x" * 50), "NotAuthorizedException", "Invalid Refresh Token")
        done(as_user(demo, "GlobalSignOut", result["AccessToken"]))
        dead = self.refresh(demo, tokens["RefreshToken"])
        refused(dead, "NotAuthorizedException", "Refresh Token has been revoked")

    def test_it_is_refused_with_rotation_and_the_token_lives_on(self, demo: DemoCognito) -> None:
        token = tokens_of(demo)["RefreshToken"]
        words = "REFRESH_TOKEN_AUTH flow not enabled for this client"
        refused(self.refresh(demo, token), "InvalidParameterException", words)
        done(refresh(demo, token))

    @pytest.mark.parametrize(
        "demo", [DemoPoolConfig(rotation=False, client_secret=SECRET)], indirect=True
    )
    def test_its_hash_is_made_over_the_user_name(self, demo: DemoCognito) -> None:
        user = demo.pool.add(ADDRESS, raw.PASSWORD, username="alice")
        client_id = demo.config.client_id
        reply = begin(demo, ADDRESS, SECRET_HASH=hash_over(ADDRESS, client_id))
        token = done(reply)["AuthenticationResult"]["RefreshToken"]
        by_alias = self.refresh(demo, token, SECRET_HASH=hash_over(ADDRESS, client_id))
        words = f"Unable to verify secret hash for client {client_id}"
        refused(by_alias, "NotAuthorizedException", words)
        refused(self.refresh(demo, token), "NotAuthorizedException", "SECRET_HASH was not received")
        done(self.refresh(demo, token, SECRET_HASH=hash_over(user.username, client_id)))

    @pytest.mark.parametrize(
        "demo", [DemoPoolConfig(rotation=False, tracking=Tracking.ALWAYS)], indirect=True
    )
    def test_it_names_the_device(self, demo: DemoCognito) -> None:
        tokens = tokens_of(demo)
        key = tokens["NewDeviceMetadata"]["DeviceKey"]
        unconfirmed = self.refresh(demo, tokens["RefreshToken"], DEVICE_KEY=key)
        refused(unconfirmed, "NotAuthorizedException", "Invalid Refresh Token")
        confirm_device(demo, tokens["AccessToken"], key)
        without = self.refresh(demo, tokens["RefreshToken"])
        refused(without, "NotAuthorizedException", "Invalid Refresh Token")
        done(self.refresh(demo, tokens["RefreshToken"], DEVICE_KEY=key))

    @pytest.mark.parametrize("demo", [DemoPoolConfig(rotation=False)], indirect=True)
    def test_a_disabled_user_is_told_so(self, demo: DemoCognito) -> None:
        token = tokens_of(demo)["RefreshToken"]
        user = demo.pool.find("confirmed@example.com")
        assert user is not None
        user.enabled = False
        refused(self.refresh(demo, token), "NotAuthorizedException", "User is disabled.")

    def test_a_refusal_spends_no_token(self) -> None:
        with DemoCognito(DemoPoolConfig(tracking=Tracking.ALWAYS, grace_s=0)) as demo:
            tokens = tokens_of(demo)
            key = tokens["NewDeviceMetadata"]["DeviceKey"]
            confirm_device(demo, tokens["AccessToken"], key)
            refused(refresh(demo, tokens["RefreshToken"]), "NotAuthorizedException", "Invalid")
            body = {
                "RefreshToken": tokens["RefreshToken"],
                "ClientId": demo.config.client_id,
                "DeviceKey": key,
            }
            done(raw.send(demo, "GetTokensFromRefreshToken", body))

    @staticmethod
    def refresh(
        demo: DemoCognito, token: str, flow: str = "REFRESH_TOKEN_AUTH", **more: str
    ) -> ServiceException:
        parameters = {"REFRESH_TOKEN": token, **more}
        body = {"AuthFlow": flow, "ClientId": demo.config.client_id, "AuthParameters": parameters}
        return raw.send(demo, "InitiateAuth", body)


def confirm_device(demo: DemoCognito, token: str, key: str) -> None:
    numbers = {name: base64.b64encode(b"\x05").decode() for name in ("Salt", "PasswordVerifier")}
    done(
        as_user(
            demo, "ConfirmDevice", token, DeviceKey=key, DeviceName="PC",
            DeviceSecretVerifierConfig=numbers,
        )
    )  # fmt: skip


def named(**attributes: str) -> list[dict[str, str]]:
    return [{"Name": name, "Value": value} for name, value in attributes.items()]


class TestOwnData:
    def test_a_new_address_is_no_alias_until_it_is_verified(self, demo: DemoCognito) -> None:
        demo.pool.add(ADDRESS, raw.PASSWORD, username="alice")
        token = done(begin(demo, ADDRESS))["AuthenticationResult"]["AccessToken"]
        reply = done(
            as_user(
                demo, "UpdateUserAttributes", token,
                UserAttributes=named(email="new@example.com", nickname="Al"),
            )
        )  # fmt: skip
        assert reply["CodeDeliveryDetailsList"] == [
            {"Destination": "n***@e***", "DeliveryMedium": "EMAIL", "AttributeName": "email"}
        ]
        seen = attributes_of(demo, token)
        expected = {"email": "new@example.com", "email_verified": "false", "nickname": "Al"}
        assert expected.items() <= seen.items()
        for name in (ADDRESS, "new@example.com"):
            refused(begin(demo, name), "NotAuthorizedException")
        code = latest(demo)
        done(as_user(demo, "VerifyUserAttribute", token, AttributeName="email", Code=code))
        done(begin(demo, "new@example.com"))

    def test_a_code_sent_to_the_old_contact_verifies_no_new_one(self) -> None:
        with DemoCognito(DemoPoolConfig(codes_per_hour=1)) as demo:
            demo.pool.add(ADDRESS, raw.PASSWORD)
            token = done(begin(demo, ADDRESS))["AuthenticationResult"]["AccessToken"]
            done(as_user(demo, "GetUserAttributeVerificationCode", token, AttributeName="email"))
            mine = latest(demo)
            changed = as_user(
                demo, "UpdateUserAttributes", token, UserAttributes=named(email="b@example.com")
            )
            refused(changed, "LimitExceededException")
            reply = as_user(demo, "VerifyUserAttribute", token, AttributeName="email", Code=mine)
            refused(reply, "ExpiredCodeException")
            assert attributes_of(demo, token)["email_verified"] == "false"

    def test_what_stays_the_same_stays_verified(self, demo: DemoCognito) -> None:
        token = tokens_of(demo)["AccessToken"]
        same = named(email="confirmed@example.com")
        reply = done(as_user(demo, "UpdateUserAttributes", token, UserAttributes=same))
        assert reply == {"CodeDeliveryDetailsList": []}
        assert attributes_of(demo, token)["email_verified"] == "true"

    def test_somebody_elses_address(self, demo: DemoCognito) -> None:
        token = tokens_of(demo)["AccessToken"]
        words = "An account with the email already exists."
        taken = named(email="device@example.com")
        reply = as_user(demo, "UpdateUserAttributes", token, UserAttributes=taken)
        refused(reply, "AliasExistsException", words)
        done(as_user(demo, "UpdateUserAttributes", token, UserAttributes=named(email=ADDRESS)))
        code = latest(demo)
        demo.pool.add(ADDRESS, raw.PASSWORD)  # meanwhile it became another's
        reply = as_user(demo, "VerifyUserAttribute", token, AttributeName="email", Code=code)
        refused(reply, "AliasExistsException", words)

    @pytest.mark.parametrize("demo", [DemoPoolConfig(email_is_username=True)], indirect=True)
    def test_an_unverified_address_that_is_somebodys_user_name(self, demo: DemoCognito) -> None:
        done(sign_up(demo, ADDRESS))
        token = tokens_of(demo)["AccessToken"]
        reply = as_user(demo, "UpdateUserAttributes", token, UserAttributes=named(email=ADDRESS))
        refused(reply, "AliasExistsException")

    @pytest.mark.parametrize(
        ("given", "code", "words"),
        [
            ([], "InvalidParameterException", ""),
            (named(email=""), "InvalidParameterException", "email"),
            (named(email="no address"), "InvalidParameterException", "Invalid email address"),
            (named(email_verified="true"), "NotAuthorizedException", "unauthorized attribute"),
            (named(sub="x"), "NotAuthorizedException", "unauthorized attribute"),
            (named(vendor="x"), "InvalidParameterException", "does not exist in the schema"),
        ],
    )
    def test_what_cannot_be_changed(
        self, demo: DemoCognito, given: list[dict[str, str]], code: str, words: str
    ) -> None:
        token = tokens_of(demo)["AccessToken"]
        before = attributes_of(demo, token)
        refused(as_user(demo, "UpdateUserAttributes", token, UserAttributes=given), code, words)
        assert attributes_of(demo, token) == before

    def test_deleting(self, demo: DemoCognito) -> None:
        user = demo.pool.find("sms-code@example.com")
        assert user is not None
        session, name = session_of(demo, "sms-code")
        responses = {"USERNAME": name, "SMS_MFA_CODE": latest(demo)}
        reply = done(raw.answer(demo, "SMS_MFA", responses, session))
        token = reply["AuthenticationResult"]["AccessToken"]
        names = ["phone_number", "nickname"]
        done(as_user(demo, "DeleteUserAttributes", token, UserAttributeNames=names))
        assert not [n for n in attributes_of(demo, token) if n.startswith("phone")]
        assert Factor.SMS not in user.factors  # no code could reach anybody

    @pytest.mark.parametrize("demo", [DemoPoolConfig(required_attributes=("name",))], indirect=True)
    @pytest.mark.parametrize(
        ("names", "code", "words"),
        [
            (["name"], "InvalidParameterException", "cannot be deleted"),
            (["nickname", "email"], "InvalidParameterException", "cannot be deleted"),
            (["sub"], "NotAuthorizedException", "unauthorized attribute"),
            (["email_verified"], "NotAuthorizedException", "unauthorized attribute"),
            (["vendor"], "InvalidParameterException", "does not exist in the schema"),
            ([5], "InvalidParameterException", "userAttributeNames"),
            ("name", "InvalidParameterException", "userAttributeNames"),
        ],
    )
    def test_what_cannot_be_deleted(
        self, demo: DemoCognito, names: object, code: str, words: str
    ) -> None:
        token = tokens_of(demo)["AccessToken"]
        before = attributes_of(demo, token)
        reply = as_user(demo, "DeleteUserAttributes", token, UserAttributeNames=names)
        refused(reply, code, words)
        assert attributes_of(demo, token) == before

    def test_what_a_user_may_sign_in_with(self, demo: DemoCognito) -> None:
        demo.pool.add(ADDRESS, raw.PASSWORD, username="alice", phone="+15555550188", passkey=True)
        token = done(begin(demo, "alice"))["AuthenticationResult"]["AccessToken"]
        assert done(as_user(demo, "GetUserAuthFactors", token)) == {
            "Username": "alice",
            "UserMFASettingList": [],
            "ConfiguredUserAuthFactors": ["PASSWORD", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN"],
        }
        user = demo.pool.find("alice")
        assert user is not None
        user.factors, user.preferred = (Factor.SMS,), Factor.SMS
        reply = done(as_user(demo, "GetUserAuthFactors", token))
        assert reply["UserMFASettingList"] == ["SMS_MFA"]
        assert reply["PreferredMfaSetting"] == "SMS_MFA"

    def test_one_device(self) -> None:
        with DemoCognito(DemoPoolConfig(tracking=Tracking.ALWAYS)) as demo:
            tokens = tokens_of(demo)
            token, key = tokens["AccessToken"], tokens["NewDeviceMetadata"]["DeviceKey"]
            confirm_device(demo, token, key)
            device = done(as_user(demo, "GetDevice", token, DeviceKey=key))["Device"]
            assert [device] == done(as_user(demo, "ListDevices", token))["Devices"]
            other = tokens_of(demo, "custom")["AccessToken"]
            for unknown in (
                as_user(demo, "GetDevice", token, DeviceKey="us-east-1_nothing"),
                as_user(demo, "GetDevice", other, DeviceKey=key),
            ):
                refused(unknown, "ResourceNotFoundException", "Device does not exist.")

    @pytest.mark.parametrize(
        "operation",
        ["UpdateUserAttributes", "DeleteUserAttributes", "GetDevice", "GetUserAuthFactors"],
    )
    def test_only_with_a_live_access_token(self, demo: DemoCognito, operation: str) -> None:
        tokens = tokens_of(demo)
        refused(as_user(demo, operation, tokens["IdToken"]), "NotAuthorizedException")
        done(as_user(demo, "GlobalSignOut", tokens["AccessToken"]))
        refused(as_user(demo, operation, tokens["AccessToken"]), "NotAuthorizedException")


def test_what_is_null_was_not_given(demo: DemoCognito) -> None:
    """amazon-cognito-identity-js sends the key of a device that it does not have."""
    parameters = {"USERNAME": "confirmed@example.com", "PASSWORD": raw.PASSWORD}
    body = {
        "AuthFlow": "USER_PASSWORD_AUTH",
        "ClientId": demo.config.client_id,
        "AuthParameters": parameters | {"DEVICE_KEY": None},
        "ClientMetadata": None,
    }
    done(raw.send(demo, "InitiateAuth", body))
    body["AuthFlow"] = None
    missing = raw.send(demo, "InitiateAuth", body)
    refused(missing, "InvalidParameterException", "Missing required parameter AuthFlow")


def test_groups_are_in_both_tokens(demo: DemoCognito) -> None:
    demo.pool.add(ADDRESS, raw.PASSWORD, groups=("admins", "staff"))
    tokens = done(begin(demo, ADDRESS))["AuthenticationResult"]
    for name in ("IdToken", "AccessToken"):
        assert claims_of(tokens[name])["cognito:groups"] == ["admins", "staff"]
    assert "cognito:groups" not in claims_of(tokens_of(demo)["IdToken"])


def test_statuses_are_the_ones_that_the_demo_users_say(demo: DemoCognito) -> None:
    """The two who are not verified sign in by their address all the same, each as in a pool whose
    user names are addresses; nobody else does."""
    found = {user.email: user.signs_in_unverified for user in demo.pool.users}
    assert [name for name, allowed in found.items() if allowed] == [
        "unverified@example.com",
        "unconfirmed@example.com",
    ]
    unconfirmed = demo.pool.find("unconfirmed@example.com")
    assert unconfirmed is not None
    assert unconfirmed.status is Status.UNCONFIRMED
