"""From one question of the use cases to the answer that is sent: what no demo user is asked, and what is asked again."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from desktop_login.domain import challenges as asked
from desktop_login.domain import local_prompts as prompts
from desktop_login.domain.account import Contact
from desktop_login.domain.answers import (
    Address,
    Code,
    NewPassword,
    Password,
    Reset,
    Verify,
)
from desktop_login.domain.challenges import ChallengeContext, Method, Option, Purpose
from desktop_login.domain.errors import AuthErrorInfo, ErrorCode
from desktop_login.domain.passkeys import PasskeyAction, PasskeyRequest
from desktop_login.domain.secret import Secret
from desktop_login.domain.states import Asked, Notice, Question
from desktop_login.flow import dialogue
from desktop_login.flow.dialogue import Answer, Command, Kind, Picked, Typed
from desktop_login.messages.message import in_english
from desktop_login.services.answered import Asking, Terms
from desktop_login.services.questioner import Ending, NotSignedIn

CONTEXT = ChallengeContext("alex", Secret("session"), "alex@example.com")
GOOD, OTHER = "Another-Passw0rd!", "Third-Passw0rd!"


class Scripted:
    """Answers in this order."""

    def __init__(self, *answers: Answer) -> None:
        self._answers = list(answers)
        self.heard: list[dialogue.Question] = []

    def answer(self, question: dialogue.Question) -> Answer:
        self.heard.append(question)
        return self._answers.pop(0)

    @property
    def asked(self) -> Sequence[str]:
        return [question.name or question.kind.value for question in self.heard]


def asking(*answers: Answer) -> tuple[Asking, Scripted]:
    script = Scripted(*answers)
    return Asking(script, Terms()), script


def wrong(code: ErrorCode, **more: object) -> AuthErrorInfo:
    return AuthErrorInfo(code, **more)  # type: ignore[arg-type]


def test_address_for_codes_is_asked_for_and_judged() -> None:
    one, script = asking(Typed("alex"), Typed(" alex@example.com "))
    assert one.answer(Asked(asked.AddressRequired(CONTEXT))) == Address("alex@example.com")
    assert script.asked == ["email_address"] * 2


def test_password_that_goes_to_the_service_itself_is_announced() -> None:
    one, script = asking(Typed("secret"))
    question = asked.PasswordRequired(CONTEXT, "PASSWORD", plain=True)
    assert one.answer(Asked(question)) == Password(Secret("secret"))
    (lead,) = script.heard[0].lead
    assert "The service asks for the password itself" in in_english(lead)


def test_passkey_is_declined_once_and_then_needs_the_window() -> None:
    one, _ = asking()
    state = Asked(asked.PasskeyRequired(CONTEXT, PasskeyRequest("example.com", {})))
    assert one.answer(state) is PasskeyAction.ANOTHER_WAY
    with pytest.raises(NotSignedIn) as ended:
        one.answer(state)
    assert ended.value.ending is Ending.WINDOW_NEEDED


def of_methods(*methods: Method) -> Asked:
    options = tuple(Option(method, method.name) for method in methods)
    return Asked(asked.MethodRequired(CONTEXT, Purpose.FIRST_FACTOR, options))


def test_passkey_is_no_choice_and_alone_needs_the_window() -> None:
    one, script = asking(Picked("EMAIL"))
    one.answer(of_methods(Method.PASSKEY, Method.EMAIL))
    assert [choice.value for choice in script.heard[0].choices] == ["EMAIL"]
    assert in_english(script.heard[0].lead[-1]) == "Not available here: Passkey"
    with pytest.raises(NotSignedIn):
        asking()[0].answer(of_methods(Method.PASSKEY))


@pytest.mark.parametrize(
    "question", [prompts.CreateAccount(), prompts.ForgotPassword(), prompts.ChangePassword()]
)
def test_what_only_a_window_asks_needs_the_window(question: Question) -> None:
    with pytest.raises(NotSignedIn) as ended:
        asking()[0].answer(Asked(question))
    assert ended.value.ending is Ending.WINDOW_NEEDED


def test_of_a_new_password_and_attributes_only_what_is_wrong_is_asked_again() -> None:
    question = asked.NewPasswordRequired(CONTEXT, ("given_name", "nickname", "custom:vendor"))
    one, script = asking(
        *map(Typed, (GOOD, "Alex", "al", "x")),  # all of it
        Typed(OTHER),  # the password again
        Typed("lex"),  # the nickname again
        *map(Typed, (GOOD, "Alex", "al")),  # all of it, but what the pool fixes
    )
    one.answer(Asked(question))
    one.answer(Asked(question, wrong(ErrorCode.PASSWORD_POLICY, name="digit")))
    slip = script.heard[-1].error
    assert slip is not None
    assert in_english(slip) == "Include a number."
    assert script.heard[-1].error_code == "PASSWORD_POLICY"
    second = one.answer(Asked(question, wrong(ErrorCode.ATTRIBUTE_WRONG, name="nickname")))
    assert second == NewPassword(
        Secret(OTHER), {"given_name": "Alex", "nickname": "lex", "custom:vendor": "x"}
    )
    fixed = one.answer(Asked(question, wrong(ErrorCode.ATTRIBUTE_FIXED, name="custom:vendor")))
    assert fixed == NewPassword(Secret(OTHER), {"given_name": "Alex", "nickname": "lex"})
    one.answer(Asked(question, wrong(ErrorCode.NO_CONNECTION)))
    assert script.asked == [
        *("new_password", "given_name", "nickname", "custom:vendor"),
        *("new_password", "nickname"),
        *("new_password", "given_name", "nickname"),
    ]


def test_of_a_reset_only_what_is_wrong_is_asked_again() -> None:
    question = prompts.ResetPassword("alex@example.com")
    one, script = asking(
        *map(Typed, ("123456", GOOD, "654321", OTHER)), Command.AGAIN, *map(Typed, ("111111", GOOD))
    )
    assert one.answer(Asked(question)) == Reset(Secret("123456"), Secret(GOOD))
    again = one.answer(Asked(question, wrong(ErrorCode.WRONG_CODE)))
    assert again == Reset(Secret("654321"), Secret(GOOD))
    again = one.answer(Asked(question, wrong(ErrorCode.PASSWORD_USED_BEFORE)))
    assert again == Reset(Secret("654321"), Secret(OTHER))
    assert one.answer(Asked(question, wrong(ErrorCode.CODE_EXPIRED))) is Command.AGAIN
    sent = one.answer(Asked(question, notice=Notice.CODE_SENT))
    assert sent == Reset(Secret("111111"), Secret(GOOD)), "nothing of before is kept"
    assert script.asked == [
        *("code", "new_password", "code", "new_password"),
        *("code", "code", "new_password"),
    ]


def test_news_is_said_before_the_question_and_is_no_error() -> None:
    one, script = asking(Typed("123456"))
    question = prompts.ConfirmAccount("alex", "alex@example.com", "a***@e***")
    assert one.answer(Asked(question, wrong(ErrorCode.NOT_CONFIRMED))) == Code(Secret("123456"))
    assert script.heard[0].error is None
    assert len(script.heard[0].lead) == 2


def test_contact_is_picked_by_what_it_is() -> None:
    email = Contact("email", "a***@example.com")
    one, script = asking(Typed("email"), Typed("2"))
    assert one.answer(Asked(prompts.VerifyContact((email,)))) == Verify(email)
    assert one.answer(Asked(prompts.VerifyContact((email,)))) is Command.SKIP
    assert [choice.value for choice in script.heard[0].choices] == ["email", "skip"]


def test_wrong_answer_to_a_choice_is_a_mistake_of_the_program() -> None:
    with pytest.raises(TypeError):
        asking(Picked("nonsense"))[0].answer(of_methods(Method.EMAIL))
    with pytest.raises(NotSignedIn) as ended:
        asking(Command.STOP)[0].answer(of_methods(Method.EMAIL))
    assert ended.value.ending is Ending.STOPPED


def test_kinds_are_what_programs_rely_on() -> None:
    assert {kind.value for kind in Kind} == {
        *("username", "password", "new_password", "attribute", "code", "authenticator"),
        *("method", "email_address", "custom", "remember_device", "verify_contact"),
    }
