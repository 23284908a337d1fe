"""What a client may not write about a user, and how often a code may be guessed. Raw HTTP throughout."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from desktop_login.demo.guesses import AN_HOUR, Guesses
from desktop_login.demo.pool import DemoPoolConfig, Factor
from desktop_login.demo.server import DemoCognito
from tests.demo import raw
from tests.demo.test_conformance import ServiceException, refused, session_of, tokens_of
from tests.fakes.clocks import HandClock

NEW = "An0ther-Passw0rd"
EMAIL = "someone@example.com"
A_SESSION = 5


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def demo(request: pytest.FixtureRequest, clock: HandClock) -> Iterator[DemoCognito]:
    with DemoCognito(getattr(request, "param", DemoPoolConfig()), now=clock.epoch) as demo:
        yield demo


def as_client(demo: DemoCognito, operation: str, username: str, **body: Any) -> ServiceException:
    given = {"ClientId": demo.config.client_id, "Username": username, **body}
    return raw.send(demo, operation, given)


def sign_up(demo: DemoCognito, username: str = "someone", **attributes: object) -> ServiceException:
    given = [{"Name": name, "Value": value} for name, value in attributes.items()]
    return as_client(demo, "SignUp", username, Password=NEW, UserAttributes=given)


def latest(demo: DemoCognito) -> str:
    return demo.pool.mailbox.messages[-1].code


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10 ** len(code):0{len(code)}}"


UNAUTHORIZED = (
    "email_verified",
    "phone_number_verified",
    "sub",
    "identities",
    "cognito:user_status",
    "cognito:groups",
)


class TestAttributes:
    @pytest.mark.parametrize("name", UNAUTHORIZED)
    def test_nobody_writes_what_only_the_service_says(self, demo: DemoCognito, name: str) -> None:
        reply = sign_up(demo, email=EMAIL, **{name: "true"})
        refused(reply, "NotAuthorizedException", "attempted to write unauthorized attribute")
        assert demo.pool.find("someone") is None
        session, user = session_of(demo, "new-password")
        responses = {"USERNAME": user, "NEW_PASSWORD": NEW, f"userAttributes.{name}": "true"}
        reply = raw.answer(demo, "NEW_PASSWORD_REQUIRED", responses, session)
        refused(reply, "NotAuthorizedException", "attempted to write unauthorized attribute")

    @pytest.mark.parametrize("name", ["vendor", "custom:vendor", "Email", "email "])
    def test_undeclared_attributes_are_refused(self, demo: DemoCognito, name: str) -> None:
        words = f"schema: {name}: Attribute does not exist in the schema."
        refused(sign_up(demo, email=EMAIL, **{name: "x"}), "InvalidParameterException", words)
        session, user = session_of(demo, "new-password")
        responses = {"USERNAME": user, "NEW_PASSWORD": NEW, f"userAttributes.{name}": "x"}
        reply = raw.answer(demo, "NEW_PASSWORD_REQUIRED", responses, session)
        refused(reply, "InvalidParameterException", words)

    @pytest.mark.parametrize(
        "demo", [DemoPoolConfig(custom_attributes=("custom:vendor",))], indirect=True
    )
    def test_declared_ones_are_kept_and_a_number_is_not_verified(self, demo: DemoCognito) -> None:
        given = {"email": EMAIL, "custom:vendor": "x", "phone_number": "+15555550199"}
        assert sign_up(demo, **given)[0] == 200
        user = demo.pool.find("someone")
        assert user is not None
        assert user.attributes["custom:vendor"] == "x"
        assert not user.verified("email")
        assert user.attributes["phone_number_verified"] == "false"

    @pytest.mark.parametrize(
        ("attributes", "words"),
        [
            ({"email": "no address"}, "Invalid email address format."),
            ({"email": "a" * 3000}, "less than or equal to 2048"),
            ({"email": EMAIL, "n" * 33: "x"}, "less than or equal to 32"),
            ({"email": EMAIL, "phone_number": "555"}, "Invalid phone number format."),
            ({"email": EMAIL, "name": 5}, "userAttributes"),
            ({"email": EMAIL, "name": {"a": []}}, "userAttributes"),
        ],
    )
    def test_malformed_ones_are_refused(
        self, demo: DemoCognito, attributes: dict[str, object], words: str
    ) -> None:
        refused(sign_up(demo, "someone", **attributes), "InvalidParameterException", words)

    @pytest.mark.parametrize("given", [{}, "x", 5, [5], [None], ["Name"], [{"Name": "email"}]])
    def test_attributes_of_another_shape_are_refused(self, demo: DemoCognito, given: Any) -> None:
        reply = as_client(demo, "SignUp", "someone", Password=NEW, UserAttributes=given)
        refused(reply, "InvalidParameterException")

    @pytest.mark.parametrize("name", ["a b", "a\nb", "a\0b", "\u202e"])
    def test_user_names_without_blanks_and_controls(self, demo: DemoCognito, name: str) -> None:
        refused(sign_up(demo, name, email=EMAIL), "InvalidParameterException", "pattern")


class TestGuesses:
    """Counted for each user and purpose, over every code and Session."""

    FACTORS = (("sms-code", "SMS_MFA"), ("email-code", "EMAIL_OTP"), ("totp", "SOFTWARE_TOKEN_MFA"))

    def code_of(self, demo: DemoCognito, challenge: str) -> str:
        if challenge != "SOFTWARE_TOKEN_MFA":
            return latest(demo)
        return next(code for email, _, code in demo.authenticators() if email.startswith("totp"))

    @pytest.mark.parametrize(("story", "challenge"), FACTORS)
    def test_a_new_session_is_no_way_to_guess_on(
        self, demo: DemoCognito, clock: HandClock, story: str, challenge: str
    ) -> None:
        for number in range(AN_HOUR):
            if number % A_SESSION == 0:
                session, user = session_of(demo, story)
            code = wrong(self.code_of(demo, challenge))
            responses = {"USERNAME": user, f"{challenge}_CODE": code}
            reply = raw.answer(demo, challenge, responses, session)
            refused(reply, "CodeMismatchException")
        refused(raw.answer(demo, challenge, responses, session), "NotAuthorizedException")
        if challenge == "SOFTWARE_TOKEN_MFA":
            session, user = session_of(demo, story)
            right = {"USERNAME": user, f"{challenge}_CODE": self.code_of(demo, challenge)}
            reply = raw.answer(demo, challenge, right, session)
            refused(reply, "NotAuthorizedException", "attempts exceeded")
        else:  # nor is another code sent
            sent = len(demo.pool.mailbox.messages)
            refused(raw.sign_in(demo, story), "NotAuthorizedException", "attempts exceeded")
            assert len(demo.pool.mailbox.messages) == sent
        clock.pass_time(3601)
        responses = raw.prove(demo, f"{story}@example.com", raw.PASSWORD, epoch=clock.wall)
        status, begun = raw.answer(demo, "PASSWORD_VERIFIER", responses)
        assert status == 200, begun
        right = {"USERNAME": user, f"{challenge}_CODE": self.code_of(demo, challenge)}
        assert raw.answer(demo, challenge, right, begun["Session"])[0] == 200

    def test_a_right_code_begins_the_count_anew(self, demo: DemoCognito) -> None:
        for _ in range(AN_HOUR // (A_SESSION - 1) + 1):
            session, user = session_of(demo, "sms-code")
            code = latest(demo)
            for one in (*[wrong(code)] * (A_SESSION - 1), code):
                responses = {"USERNAME": user, "SMS_MFA_CODE": one}
                status, _ = raw.answer(demo, "SMS_MFA", responses, session)
            assert status == 200

    def test_a_first_factor_is_guessed_no_more_often(self, demo: DemoCognito) -> None:
        user = demo.pool.find("passwordless@example.com")
        assert user is not None
        begin = {
            "AuthFlow": "USER_AUTH",
            "ClientId": demo.config.client_id,
            "AuthParameters": {
                "USERNAME": "passwordless@example.com",
                "PREFERRED_CHALLENGE": "EMAIL_OTP",
            },
        }
        for _ in range(AN_HOUR // A_SESSION):
            status, reply = raw.send(demo, "InitiateAuth", begin)
            assert status == 200
            responses = {"USERNAME": user.username, "EMAIL_OTP_CODE": wrong(latest(demo))}
            for _ in range(A_SESSION):
                answer = raw.answer(demo, "EMAIL_OTP", responses, reply["Session"])
                refused(answer, "CodeMismatchException")
        refused(raw.send(demo, "InitiateAuth", begin), "NotAuthorizedException", "exceeded")

    @pytest.mark.parametrize(
        ("ask", "answer"),
        [
            ("ForgotPassword", "ConfirmForgotPassword"),
            ("ResendConfirmationCode", "ConfirmSignUp"),
        ],
    )
    def test_a_new_code_gives_some_tries_and_not_all(
        self, demo: DemoCognito, clock: HandClock, ask: str, answer: str
    ) -> None:
        name = "confirmed@example.com"
        if answer == "ConfirmSignUp":
            name = "someone"
            assert sign_up(demo, email=EMAIL)[0] == 200

        def guess(code: str) -> ServiceException:
            return as_client(demo, answer, name, ConfirmationCode=code, Password=NEW)

        for number in range(AN_HOUR):
            if number % A_SESSION == 0:
                assert as_client(demo, ask, name)[0] == 200
            refused(guess(wrong(latest(demo))), "CodeMismatchException")
        assert as_client(demo, ask, name)[0] == 200
        refused(guess(latest(demo)), "LimitExceededException", "Attempt limit exceeded")
        clock.pass_time(3601)
        assert as_client(demo, ask, name)[0] == 200
        assert guess(latest(demo))[0] == 200

    def test_a_contact_is_guessed_no_more_often(self, demo: DemoCognito) -> None:
        token = {"AccessToken": tokens_of(demo, "unverified")["AccessToken"]}
        name = {"AttributeName": "email"}
        for number in range(AN_HOUR + 1):
            if number % A_SESSION == 0:
                raw.send(demo, "GetUserAttributeVerificationCode", token | name)
            code = {"Code": wrong(latest(demo))}
            reply = raw.send(demo, "VerifyUserAttribute", token | name | code)
        refused(reply, "LimitExceededException")

    def test_one_user_or_purpose_does_not_cost_another(self, demo: DemoCognito) -> None:
        guesses = Guesses(demo.pool.now)
        one, other = (demo.pool.find(f"{n}@example.com") for n in ("confirmed", "totp"))
        assert one is not None
        assert other is not None
        assert all(guesses.take(one, "reset") for _ in range(AN_HOUR))
        assert not guesses.take(one, "reset")
        assert guesses.take(one, "sign up")
        assert guesses.take(other, "reset")

    def test_guesses_at_the_same_time_gain_nothing(self, demo: DemoCognito) -> None:
        session, user = session_of(demo, "sms-code")
        responses = {"USERNAME": user, "SMS_MFA_CODE": wrong(latest(demo))}
        seen: list[str] = []

        def guess() -> None:
            reply = raw.answer(demo, "SMS_MFA", responses, session)
            seen.append(reply[1]["__type"])

        threads = [threading.Thread(target=guess) for _ in range(24)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert seen.count("CodeMismatchException") == A_SESSION
        assert seen.count("NotAuthorizedException") == 24 - A_SESSION

    def test_factors_are_counted_apart(self, demo: DemoCognito) -> None:
        user = demo.pool.find("choose-mfa@example.com")
        assert user is not None
        user.factors, user.preferred = (Factor.SMS,), Factor.SMS
        for _ in range(AN_HOUR // A_SESSION):
            session, name = session_of(demo, "choose-mfa")
            responses = {"USERNAME": name, "SMS_MFA_CODE": wrong(latest(demo))}
            for _ in range(A_SESSION):
                raw.answer(demo, "SMS_MFA", responses, session)
        user.factors, user.preferred = (Factor.TOTP,), Factor.TOTP
        session, name = session_of(demo, "choose-mfa")
        code = next(c for email, _, c in demo.authenticators() if email.startswith("choose-mfa"))
        responses = {"USERNAME": name, "SOFTWARE_TOKEN_MFA_CODE": code}
        assert raw.answer(demo, "SOFTWARE_TOKEN_MFA", responses, session)[0] == 200


def test_a_device_key_of_another_type_is_refused(demo: DemoCognito) -> None:
    token = tokens_of(demo)["RefreshToken"]
    body = {"ClientId": demo.config.client_id, "RefreshToken": token}
    keys: tuple[object, ...] = ([], {}, 5)
    for key in keys:
        reply = raw.send(demo, "GetTokensFromRefreshToken", body | {"DeviceKey": key})
        refused(reply, "ResourceNotFoundException", "Device does not exist")
