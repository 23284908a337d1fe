"""The demo Cognito refuses what the real one refuses, around and after the password. Raw HTTP throughout."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterator
from typing import Any

import pytest

from desktop_login.demo import totp
from desktop_login.demo.pool import DemoPoolConfig, Factor, Status, Tracking
from desktop_login.demo.server import DemoCognito
from tests.demo import raw
from tests.demo.test_conformance import ServiceException, refresh, refused, session_of, tokens_of
from tests.fakes.clocks import HandClock

NEW = "An0ther-Passw0rd"
EMAIL = "someone@example.com"
PHONE = "+819012345678"
SMS = {"Destination": "+********5678", "DeliveryMedium": "SMS", "AttributeName": "phone_number"}
BOTH = DemoPoolConfig(phone_is_username=True, email_is_username=True)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def demo(request: pytest.FixtureRequest, clock: HandClock) -> Iterator[DemoCognito]:
    config = getattr(request, "param", DemoPoolConfig(id_token_s=300, access_token_s=300))
    with DemoCognito(config, now=clock.epoch) as demo:
        yield demo


def send(demo: DemoCognito, operation: str, **body: Any) -> ServiceException:
    return raw.send(demo, operation, body)


def as_client(demo: DemoCognito, operation: str, username: str, **body: Any) -> ServiceException:
    return send(demo, operation, ClientId=demo.config.client_id, Username=username, **body)


def sign_up(demo: DemoCognito, username: str = "someone", **body: Any) -> ServiceException:
    attributes = [{"Name": "email", "Value": EMAIL}]
    given = {"Password": NEW, "UserAttributes": attributes, **body}
    return as_client(demo, "SignUp", username, **given)


def latest(demo: DemoCognito) -> str:
    return demo.pool.mailbox.messages[-1].code


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10 ** len(code):0{len(code)}}"


class TestSignUp:
    def test_an_address_is_no_user_name_where_it_is_an_alias(self, demo: DemoCognito) -> None:
        refused(sign_up(demo, EMAIL), "InvalidParameterException", "email format")

    def test_weak_password_known_name_and_missing_attribute(self, demo: DemoCognito) -> None:
        refused(sign_up(demo, Password="short"), "InvalidPasswordException", "not long enough")
        refused(sign_up(demo, UserAttributes=[]), "InvalidParameterException", "schema: email")
        assert sign_up(demo)[0] == 200
        refused(sign_up(demo), "UsernameExistsException")

    @pytest.mark.parametrize("demo", [DemoPoolConfig(self_sign_up=False)], indirect=True)
    def test_where_only_administrators_create_users(self, demo: DemoCognito) -> None:
        refused(sign_up(demo), "NotAuthorizedException", "SignUp is not permitted")

    @pytest.mark.parametrize("demo", [DemoPoolConfig(client_secret="s" * 40)], indirect=True)
    def test_secret_hash(self, demo: DemoCognito) -> None:
        refused(sign_up(demo), "NotAuthorizedException", "SECRET_HASH was not received")
        refused(sign_up(demo, SecretHash="x"), "NotAuthorizedException", "verify secret hash")

    def test_codes_are_checked_counted_and_spent(self, demo: DemoCognito, clock: HandClock) -> None:
        assert sign_up(demo)[0] == 200
        code = latest(demo)

        def confirm(code: str) -> ServiceException:
            return as_client(demo, "ConfirmSignUp", "someone", ConfirmationCode=code)

        for _ in range(5):
            refused(confirm(wrong(code)), "CodeMismatchException")
        refused(confirm(code), "TooManyFailedAttemptsException")
        assert as_client(demo, "ResendConfirmationCode", "someone")[0] == 200
        refused(confirm(code if code != latest(demo) else wrong(code)), "CodeMismatchException")
        clock.pass_time(86401)
        refused(confirm(latest(demo)), "ExpiredCodeException")
        assert as_client(demo, "ResendConfirmationCode", "someone")[0] == 200
        assert confirm(latest(demo))[0] == 200
        refused(confirm(latest(demo)), "NotAuthorizedException", "Current status is CONFIRMED")
        refused(
            as_client(demo, "ResendConfirmationCode", "someone"),
            "InvalidParameterException",
            "already confirmed",
        )

    @pytest.mark.parametrize(
        ("demo", "username", "words"),
        [
            (DemoPoolConfig(phone_is_username=True), EMAIL, "Username should be a phone number."),
            (DemoPoolConfig(phone_is_username=True), "090-1234-5678", "should be a phone number."),
            (
                DemoPoolConfig(phone_is_username=True),
                "+81 90-1234-5678",
                "should be a phone number.",
            ),
            (DemoPoolConfig(email_is_username=True), PHONE, "Username should be an email."),
            (BOTH, "someone", "Username should be either an email or a phone number."),
        ],
        indirect=["demo"],
    )
    def test_a_name_of_another_form_than_the_pools(
        self, demo: DemoCognito, username: str, words: str
    ) -> None:
        refused(sign_up(demo, username), "InvalidParameterException", words)

    @pytest.mark.parametrize("demo", [DemoPoolConfig(phone_is_username=True), BOTH], indirect=True)
    def test_a_phone_number_is_confirmed_by_text_message_and_is_the_name(
        self, demo: DemoCognito
    ) -> None:
        status, body = sign_up(demo, PHONE, UserAttributes=[])
        assert status == 200
        assert body["CodeDeliveryDetails"] == SMS
        user = demo.pool.find(PHONE)
        assert user is not None
        assert user.username == user.sub == body["UserSub"]
        assert "email" not in user.attributes
        assert not user.verified("phone_number")
        refused(sign_up(demo, PHONE, UserAttributes=[]), "UsernameExistsException")
        assert as_client(demo, "ResendConfirmationCode", PHONE)[1]["CodeDeliveryDetails"] == SMS
        code = latest(demo)
        assert as_client(demo, "ConfirmSignUp", PHONE, ConfirmationCode=code)[0] == 200
        assert user.verified("phone_number")
        assert as_client(demo, "ForgotPassword", PHONE)[1]["CodeDeliveryDetails"] == SMS
        nobody = as_client(demo, "ForgotPassword", PHONE.replace("9", "8"))
        details = nobody[1]["CodeDeliveryDetails"]
        assert (details["DeliveryMedium"], details["AttributeName"]) == ("SMS", "phone_number")

    @pytest.mark.parametrize("demo", [DemoPoolConfig(phone_is_username=True)], indirect=True)
    def test_an_address_beside_the_number_is_no_name(self, demo: DemoCognito) -> None:
        assert sign_up(demo, PHONE)[0] == 200  # with an address among the attributes
        assert as_client(demo, "ConfirmSignUp", PHONE, ConfirmationCode=latest(demo))[0] == 200
        user = demo.pool.find(PHONE)
        assert user is not None
        assert (user.email, user.verified("email")) == (EMAIL, False)
        assert demo.pool.find(EMAIL) is None

    def test_an_address_that_is_somebody_elses(self, demo: DemoCognito) -> None:
        attributes = [{"Name": "email", "Value": "confirmed@example.com"}]
        assert sign_up(demo, UserAttributes=attributes)[0] == 200
        reply = as_client(demo, "ConfirmSignUp", "someone", ConfirmationCode=latest(demo))
        refused(reply, "AliasExistsException")
        found = demo.pool.find("confirmed@example.com")
        assert found is not None
        assert found.username != "someone"

    def test_how_often_a_code_is_sent(self, demo: DemoCognito, clock: HandClock) -> None:
        assert sign_up(demo)[0] == 200
        for _ in range(demo.config.codes_per_hour - 1):
            assert as_client(demo, "ResendConfirmationCode", "someone")[0] == 200
        reply = as_client(demo, "ResendConfirmationCode", "someone")
        refused(reply, "LimitExceededException", "Attempt limit exceeded")
        clock.pass_time(3601)
        assert as_client(demo, "ResendConfirmationCode", "someone")[0] == 200


class TestRecovery:
    def test_nobody_learns_who_exists(self, demo: DemoCognito) -> None:
        for operation in ("ForgotPassword", "ResendConfirmationCode"):
            status, reply = as_client(demo, operation, "nobody@example.com")
            assert status == 200
            assert reply["CodeDeliveryDetails"]["Destination"] == "n***@e***"
        assert demo.pool.mailbox.messages == ()

    @pytest.mark.parametrize("demo", [DemoPoolConfig(hide_existence=False)], indirect=True)
    def test_where_existence_is_not_hidden(self, demo: DemoCognito) -> None:
        for operation in ("ForgotPassword", "ResendConfirmationCode"):
            refused(as_client(demo, operation, "nobody"), "UserNotFoundException")

    def test_states_in_which_nothing_can_be_reset(self, demo: DemoCognito) -> None:
        for story, code, text in (
            ("new-password", "NotAuthorizedException", "current state"),
            ("unverified", "InvalidParameterException", "no registered/verified email"),
            ("disabled", "NotAuthorizedException", "disabled"),
        ):
            refused(as_client(demo, "ForgotPassword", f"{story}@example.com"), code, text)

    def test_a_code_is_good_for_its_user_and_once(
        self, demo: DemoCognito, clock: HandClock
    ) -> None:
        def reset(story: str, code: str, password: str = NEW) -> ServiceException:
            return as_client(
                demo,
                "ConfirmForgotPassword",
                f"{story}@example.com",
                ConfirmationCode=code,
                Password=password,
            )

        as_client(demo, "ForgotPassword", "confirmed@example.com")
        code = latest(demo)
        refused(reset("totp", code), "ExpiredCodeException")
        refused(reset("confirmed", wrong(code)), "CodeMismatchException")
        refused(reset("confirmed", code, "short"), "InvalidPasswordException")
        assert reset("confirmed", code)[0] == 200
        refused(reset("confirmed", code), "ExpiredCodeException")
        assert raw.sign_in(demo, "confirmed", NEW)[0] == 200
        refused(raw.sign_in(demo, "confirmed"), "NotAuthorizedException")
        as_client(demo, "ForgotPassword", "confirmed@example.com")
        clock.pass_time(3601)
        refused(reset("confirmed", latest(demo)), "ExpiredCodeException")

    @pytest.mark.parametrize("demo", [DemoPoolConfig(passwords_remembered=2)], indirect=True)
    def test_old_passwords(self, demo: DemoCognito) -> None:
        token = tokens_of(demo)["AccessToken"]

        def change(old: str, new: str) -> ServiceException:
            return send(
                demo,
                "ChangePassword",
                AccessToken=token,
                PreviousPassword=old,
                ProposedPassword=new,
            )

        refused(change(raw.PASSWORD, raw.PASSWORD), "PasswordHistoryPolicyViolationException")
        assert change(raw.PASSWORD, NEW)[0] == 200
        refused(change(NEW, raw.PASSWORD), "PasswordHistoryPolicyViolationException")
        assert change(NEW, "Th1rd-Password")[0] == 200
        assert change("Th1rd-Password", raw.PASSWORD)[0] == 200


class TestSettingUp:
    def associate(self, demo: DemoCognito, session: str) -> tuple[str, str]:
        status, reply = send(demo, "AssociateSoftwareToken", Session=session)
        assert status == 200, reply
        return reply["SecretCode"], reply["Session"]

    def test_only_a_set_up_session_will_do(self, demo: DemoCognito) -> None:
        session, _ = session_of(demo, "sms-code")
        refused(send(demo, "AssociateSoftwareToken", Session=session), "NotAuthorizedException")
        refused(send(demo, "AssociateSoftwareToken"), "InvalidParameterException")
        refused(send(demo, "AssociateSoftwareToken", AccessToken="x"), "NotAuthorizedException")

    def test_nothing_is_set_up_without_the_code(self, demo: DemoCognito) -> None:
        session, user = session_of(demo, "setup-mfa")
        secret, session = self.associate(demo, session)
        reply = raw.answer(demo, "MFA_SETUP", {"USERNAME": user}, session)
        refused(reply, "InvalidParameterException", "No MFA method was set up")
        code = totp.code_at_step(secret, totp.step_at(demo.pool.now()))
        reply = send(demo, "VerifySoftwareToken", Session=session, UserCode=wrong(code))
        refused(reply, "EnableSoftwareTokenMFAException", "Code mismatch")
        status, verified = send(demo, "VerifySoftwareToken", Session=session, UserCode=code)
        assert (status, verified["Status"]) == (200, "SUCCESS")
        other, someone = session_of(demo, "sms-code")
        refused(
            raw.answer(demo, "MFA_SETUP", {"USERNAME": someone}, verified["Session"]),
            "NotAuthorizedException",
        )
        assert other
        done = raw.answer(demo, "MFA_SETUP", {"USERNAME": user}, verified["Session"])
        assert "AuthenticationResult" in done[1]
        refused(
            raw.answer(demo, "MFA_SETUP", {"USERNAME": user}, verified["Session"]),
            "NotAuthorizedException",
            "only be used once",
        )

    def test_codes_by_email_only_to_the_users_own_address(self, demo: DemoCognito) -> None:
        session, user = session_of(demo, "setup-choice")
        for address in ("other@example.com", ""):
            reply = raw.answer(demo, "MFA_SETUP", {"USERNAME": user, "EMAIL": address}, session)
            refused(reply, "InvalidParameterException")
        only_app, user = session_of(demo, "setup-mfa")
        responses = {"USERNAME": user, "EMAIL": "setup-mfa@example.com"}
        refused(raw.answer(demo, "MFA_SETUP", responses, only_app), "InvalidParameterException")

    def test_only_what_was_offered_can_be_chosen(self, demo: DemoCognito) -> None:
        session, user = session_of(demo, "choose-mfa")
        for name in ("EMAIL_OTP", "SMS_OTP", "", "sms_mfa"):
            reply = raw.answer(demo, "SELECT_MFA_TYPE", {"USERNAME": user, "ANSWER": name}, session)
            refused(reply, "InvalidParameterException")

    def test_no_preference_for_what_is_not_there(self, demo: DemoCognito) -> None:
        token = tokens_of(demo)["AccessToken"]
        for name in ("SoftwareTokenMfaSettings", "SMSMfaSettings"):
            reply = send(
                demo,
                "SetUserMFAPreference",
                AccessToken=token,
                **{name: {"Enabled": True, "PreferredMfa": True}},
            )
            refused(reply, "InvalidParameterException")


class TestChoice:
    def begin(self, demo: DemoCognito, story: str, **parameters: str) -> dict[str, Any]:
        given = {"USERNAME": f"{story}@example.com", **parameters}
        status, reply = send(
            demo,
            "InitiateAuth",
            AuthFlow="USER_AUTH",
            ClientId=demo.config.client_id,
            AuthParameters=given,
        )
        assert status == 200, reply
        return reply

    def select(
        self, demo: DemoCognito, reply: dict[str, Any], **responses: str
    ) -> ServiceException:
        user = demo.pool.find("passwordless@example.com")
        assert user is not None
        given = {"USERNAME": user.username, **responses}
        return raw.answer(demo, "SELECT_CHALLENGE", given, reply["Session"])

    def test_offers(self, demo: DemoCognito) -> None:
        assert self.begin(demo, "passwordless")["AvailableChallenges"] == [
            "PASSWORD",
            "PASSWORD_SRP",
            "EMAIL_OTP",
            "SMS_OTP",
            "WEB_AUTHN",
        ]

    def test_who_does_not_exist_is_offered_a_choice_that_stays_the_same(
        self, demo: DemoCognito
    ) -> None:
        """Neither what is offered nor what is refused says who exists, however often it is asked."""
        seen = set()
        for number in range(60):
            offered = self.begin(demo, f"nobody{number}")["AvailableChallenges"]
            assert offered == self.begin(demo, f"nobody{number}")["AvailableChallenges"]
            assert offered[:2] == ["PASSWORD", "PASSWORD_SRP"]
            seen.add(tuple(offered[2:]))
        assert len(seen) == 8  # every choice of codes and passkey, as users have them

    @pytest.mark.parametrize("preferred", ["EMAIL_OTP", "SMS_OTP", "WEB_AUTHN", "PASSWORD_SRP"])
    def test_what_nobody_prefers_is_begun_as_if_it_were_somebody(
        self, demo: DemoCognito, preferred: str
    ) -> None:
        there = self.begin(demo, "passwordless", PREFERRED_CHALLENGE=preferred, SRP_A="a" * 64)
        sent = len(demo.pool.mailbox.messages)
        begun = set()
        for number in range(60):
            reply = self.begin(
                demo, f"nobody{number}", PREFERRED_CHALLENGE=preferred, SRP_A="a" * 64
            )
            begun.add(reply["ChallengeName"])
            if reply["ChallengeName"] in ("EMAIL_OTP", "SMS_OTP"):
                assert set(reply["ChallengeParameters"]) == set(there["ChallengeParameters"])
                given = {"USERNAME": f"nobody{number}@example.com", f"{preferred}_CODE": "1" * 8}
                answer = raw.answer(demo, preferred, given, reply["Session"])
                refused(answer, "CodeMismatchException")
        named = "PASSWORD_VERIFIER" if preferred == "PASSWORD_SRP" else preferred
        choice = set() if preferred == "PASSWORD_SRP" else {"SELECT_CHALLENGE"}
        assert begun == {named, *choice}
        assert len(demo.pool.mailbox.messages) == sent, "nothing is sent to nobody"

    def test_only_what_is_offered(self, demo: DemoCognito) -> None:
        reply = self.begin(demo, "passwordless")
        refused(self.select(demo, reply, ANSWER="SMS_MFA"), "InvalidParameterException")
        nobody = self.begin(demo, "confirmed")
        refused(self.select(demo, nobody, ANSWER="WEB_AUTHN"), "NotAuthorizedException")
        refused(
            self.select(demo, self.begin(demo, "passwordless"), ANSWER="PASSWORD", PASSWORD="x"),
            "NotAuthorizedException",
        )

    def test_a_first_code_has_eight_digits_and_asks_for_nothing_more(
        self, demo: DemoCognito
    ) -> None:
        user = demo.pool.find("passwordless@example.com")
        assert user is not None
        user.factors = (Factor.SMS,)
        _, reply = self.select(demo, self.begin(demo, "passwordless"), ANSWER="SMS_OTP")
        assert reply["ChallengeName"] == "SMS_OTP"
        code = latest(demo)
        assert len(code) == 8
        given = {"USERNAME": user.username, "SMS_OTP_CODE": wrong(code)}
        refused(raw.answer(demo, "SMS_OTP", given, reply["Session"]), "CodeMismatchException")
        given["SMS_OTP_CODE"] = code
        _, done = raw.answer(demo, "SMS_OTP", given, reply["Session"])
        assert "AuthenticationResult" in done

    @pytest.mark.parametrize(
        "demo", [DemoPoolConfig(flows=frozenset({"USER_SRP_AUTH"}))], indirect=True
    )
    def test_flows_that_are_off(self, demo: DemoCognito) -> None:
        for flow in ("USER_AUTH", "CUSTOM_AUTH", "USER_PASSWORD_AUTH"):
            reply = send(
                demo,
                "InitiateAuth",
                AuthFlow=flow,
                ClientId=demo.config.client_id,
                AuthParameters={"USERNAME": "x"},
            )
            refused(reply, "InvalidParameterException", "flow not enabled")

    def test_a_wrong_answer_to_a_question_ends_it(self, demo: DemoCognito) -> None:
        _, reply = send(
            demo,
            "InitiateAuth",
            AuthFlow="CUSTOM_AUTH",
            ClientId=demo.config.client_id,
            AuthParameters={"USERNAME": "custom@example.com"},
        )
        user = reply["ChallengeParameters"]["USERNAME"]
        given = {"USERNAME": user, "ANSWER": "99"}
        for text in ("Incorrect username or password", "only be used once"):
            refused(
                raw.answer(demo, "CUSTOM_CHALLENGE", given, reply["Session"]),
                "NotAuthorizedException",
                text,
            )


@pytest.mark.parametrize(
    "demo", [DemoPoolConfig(tracking=Tracking.ALWAYS, access_token_s=300)], indirect=True
)
class TestDevices:
    def confirm(self, demo: DemoCognito, tokens: dict[str, Any]) -> ServiceException:
        number = base64.b64encode(secrets.token_bytes(16)).decode()
        return send(
            demo,
            "ConfirmDevice",
            AccessToken=tokens["AccessToken"],
            DeviceKey=tokens["NewDeviceMetadata"]["DeviceKey"],
            DeviceName="test",
            DeviceSecretVerifierConfig={"Salt": number, "PasswordVerifier": number},
        )

    def test_an_unconfirmed_device_cannot_refresh(self, demo: DemoCognito) -> None:
        tokens = tokens_of(demo)
        key = tokens["NewDeviceMetadata"]["DeviceKey"]
        refused(refresh(demo, tokens["RefreshToken"]), "NotAuthorizedException", "Invalid Refresh")
        assert self.confirm(demo, tokens) == (200, {"UserConfirmationNecessary": False})
        refused(self.confirm(demo, tokens), "DeviceKeyExistsException")
        refused(refresh(demo, tokens["RefreshToken"]), "NotAuthorizedException", "Invalid Refresh")

        def renew(device: str) -> ServiceException:
            client = demo.config.client_id
            return send(
                demo,
                "GetTokensFromRefreshToken",
                RefreshToken=tokens["RefreshToken"],
                ClientId=client,
                DeviceKey=device,
            )

        assert renew(key)[0] == 200
        refused(renew("us-east-1_other"), "ResourceNotFoundException", "Device does not exist")

    def test_a_device_is_proved_and_belongs_to_one_user(self, demo: DemoCognito) -> None:
        tokens = tokens_of(demo)
        self.confirm(demo, tokens)
        key = tokens["NewDeviceMetadata"]["DeviceKey"]
        responses = raw.prove(demo, "confirmed@example.com", raw.PASSWORD)
        _, asked = raw.answer(demo, "PASSWORD_VERIFIER", {**responses, "DEVICE_KEY": key})
        assert asked["ChallengeName"] == "DEVICE_SRP_AUTH"
        user = responses["USERNAME"]
        given = {"USERNAME": user, "DEVICE_KEY": key, "SRP_A": "5"}
        _, proof = raw.answer(demo, "DEVICE_SRP_AUTH", given, asked["Session"])
        assert proof["ChallengeName"] == "DEVICE_PASSWORD_VERIFIER"
        forged = {
            "USERNAME": user,
            "DEVICE_KEY": key,
            "PASSWORD_CLAIM_SIGNATURE": base64.b64encode(b"\0" * 32).decode(),
            "PASSWORD_CLAIM_SECRET_BLOCK": proof["ChallengeParameters"]["SECRET_BLOCK"],
            "TIMESTAMP": raw.stamp(demo.pool.now()),
        }
        refused(
            raw.answer(demo, "DEVICE_PASSWORD_VERIFIER", forged, proof["Session"]),
            "NotAuthorizedException",
        )
        other = raw.prove(demo, "totp@example.com", raw.PASSWORD)
        refused(
            raw.answer(demo, "PASSWORD_VERIFIER", {**other, "DEVICE_KEY": key}),
            "ResourceNotFoundException",
            "Device does not exist",
        )

    def test_listed_and_forgotten(self, demo: DemoCognito) -> None:
        tokens = tokens_of(demo)
        token, key = tokens["AccessToken"], tokens["NewDeviceMetadata"]["DeviceKey"]
        assert send(demo, "ListDevices", AccessToken=token)[1] == {"Devices": []}
        self.confirm(demo, tokens)
        _, listed = send(demo, "ListDevices", AccessToken=token)
        assert [device["DeviceKey"] for device in listed["Devices"]] == [key]
        other = tokens_of(demo, "unverified")["AccessToken"]
        refused(
            send(demo, "ForgetDevice", AccessToken=other, DeviceKey=key),
            "ResourceNotFoundException",
        )
        assert send(demo, "ForgetDevice", AccessToken=token, DeviceKey=key)[0] == 200
        assert send(demo, "ListDevices", AccessToken=token)[1] == {"Devices": []}


class TestOwnAccount:
    OPERATIONS = (
        "GetUser",
        "ChangePassword",
        "GetUserAttributeVerificationCode",
        "VerifyUserAttribute",
        "SetUserMFAPreference",
        "ListDevices",
        "DeleteUser",
    )

    @pytest.mark.parametrize("operation", OPERATIONS)
    def test_only_a_live_access_token_will_do(
        self, demo: DemoCognito, clock: HandClock, operation: str
    ) -> None:
        body = {
            "PreviousPassword": "x",
            "ProposedPassword": "y",
            "AttributeName": "email",
            "Code": "1",
        }
        tokens = tokens_of(demo)
        for bad in ("x", tokens["IdToken"]):
            reply = send(demo, operation, AccessToken=bad, **body)
            refused(reply, "NotAuthorizedException", "Invalid Access Token")
        send(demo, "GlobalSignOut", AccessToken=tokens["AccessToken"])
        reply = send(demo, operation, AccessToken=tokens["AccessToken"], **body)
        refused(reply, "NotAuthorizedException", "revoked")
        late = tokens_of(demo)["AccessToken"]
        clock.pass_time(301)
        reply = send(demo, operation, AccessToken=late, **body)
        refused(reply, "NotAuthorizedException", "expired")

    def test_the_present_password_is_asked_for_and_guessing_is_limited(
        self, demo: DemoCognito
    ) -> None:
        token = tokens_of(demo)["AccessToken"]

        def change(old: str) -> ServiceException:
            return send(
                demo,
                "ChangePassword",
                AccessToken=token,
                PreviousPassword=old,
                ProposedPassword=NEW,
            )

        for _ in range(5):
            refused(change("Wrong-Passw0rd!"), "NotAuthorizedException")
        refused(change(raw.PASSWORD), "LimitExceededException")

    def test_a_contact_is_verified_by_its_own_code(self, demo: DemoCognito) -> None:
        token = tokens_of(demo, "unverified")["AccessToken"]

        def verify(code: str, name: str = "email") -> ServiceException:
            return send(
                demo, "VerifyUserAttribute", AccessToken=token, AttributeName=name, Code=code
            )

        refused(verify("123456"), "ExpiredCodeException")
        ask = {"AccessToken": token, "AttributeName": "email"}
        assert send(demo, "GetUserAttributeVerificationCode", **ask)[0] == 200
        code = latest(demo)
        refused(verify(wrong(code)), "CodeMismatchException")
        refused(verify(code, "name"), "InvalidParameterException")
        assert verify(code)[0] == 200
        refused(verify(code), "ExpiredCodeException")

    def test_a_deleted_user_is_gone(self, demo: DemoCognito) -> None:
        tokens = tokens_of(demo)
        assert send(demo, "DeleteUser", AccessToken=tokens["AccessToken"])[0] == 200
        refused(refresh(demo, tokens["RefreshToken"]), "NotAuthorizedException", "revoked")
        refused(raw.sign_in(demo, "confirmed"), "NotAuthorizedException")


def test_reset_required_and_confirmed_users_are_as_they_say(demo: DemoCognito) -> None:
    refused(raw.sign_in(demo, "reset"), "PasswordResetRequiredException")
    user = demo.pool.find("reset@example.com")
    assert user is not None
    assert user.status is Status.RESET_REQUIRED
