"""A whole sign-in by questions and answers: every demo user arrives, and whoever stops leaves nothing behind."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from desktop_login.adapters.cognito.own_account import CognitoOwnAccount
from desktop_login.adapters.token_store.device_store import MemoryDeviceStore
from desktop_login.adapters.token_store.encrypted_record import StoreKey
from desktop_login.adapters.token_store.session_store import EncryptedTokenStore
from desktop_login.adapters.token_store.unconfirmed import MemoryNames
from desktop_login.adapters.token_verifier import JwtVerifier
from desktop_login.demo.pool import DemoPoolConfig
from desktop_login.demo.server import DemoCognito
from desktop_login.demo.stories import PASSWORD, STORIES, address
from desktop_login.domain.errors import AuthError, AuthErrorInfo, ErrorCode
from desktop_login.domain.pool import AuthFlow
from desktop_login.domain.secret import Secret
from desktop_login.flow.ports import Listener
from desktop_login.flow.services import AuthServices, ServiceFactory
from desktop_login.messages.message import in_english
from desktop_login.services.at_once import run_now
from desktop_login.services.in_foreground import in_foreground
from desktop_login.services.questions import (
    Answer,
    Arrived,
    Command,
    Ending,
    Kind,
    NotSignedIn,
    Picked,
    Question,
    Terms,
    Typed,
    sign_in,
)
from tests.fakes.answering import OfDemo, Person
from tests.fakes.keychains import MemoryKeychain
from tests.fakes.world import pool_of


class Bench:
    """A demo, a folder for what is stored, and the program in between."""

    def __init__(self, demo: DemoCognito, folder: Path) -> None:
        self.demo = demo
        self.folder = folder
        self.keychain = MemoryKeychain()
        self.changes: dict[str, Any] = {}
        self.terms = Terms()

    @property
    def factory(self) -> ServiceFactory:
        pool = pool_of(self.demo, **self.changes)
        store = EncryptedTokenStore(
            self.keychain, self.folder, StoreKey(pool.pool_id, pool.client_id)
        )
        return in_foreground(pool, store, MemoryDeviceStore(), MemoryNames())

    def person(self, story: str, **more: Any) -> Person:
        return Person(address(story), OfDemo(self.demo), **more)

    def sign_in(self, person: Any, username: str = "") -> Arrived:
        return sign_in(self.factory, person, username, self.terms)

    def refused(self, person: Any, username: str = "") -> NotSignedIn:
        with pytest.raises(NotSignedIn) as refused:
            self.sign_in(person, username)
        self.nothing_is_left()
        return refused.value

    def nothing_is_left(self) -> None:
        assert not list(self.folder.rglob("session.bin"))
        assert not self.keychain.entries


@pytest.fixture
def config(request: pytest.FixtureRequest) -> DemoPoolConfig:
    found = getattr(request, "param", None)
    return found if isinstance(found, DemoPoolConfig) else DemoPoolConfig()


@pytest.fixture
def bench(config: DemoPoolConfig, tmp_path: Path) -> Iterator[Bench]:
    with DemoCognito(config) as demo:
        yield Bench(demo, tmp_path)


ASKED: Mapping[str, list[str]] = {
    "confirmed": [],
    "new-password": ["new_password"],
    "totp": ["code"],
    "sms-code": ["code"],
    "email-code": ["code"],
    "choose-mfa": ["method", "code"],
    "setup-mfa": ["authenticator"],
    "setup-choice": ["method", "authenticator"],
    "device": ["code", "remember_device"],
    "unverified": ["verify_contact", "code"],
    "unconfirmed": ["code"],
    "reset": ["code", "new_password"],
    "passkey": [],
}


@pytest.mark.parametrize("story", ASKED)
def test_each_demo_user_is_signed_in_by_the_questions_of_a_window(story: str, bench: Bench) -> None:
    person = bench.person(story)
    arrived = bench.sign_in(person)
    assert person.kinds == ["username", "password", *ASKED[story]]
    assert arrived.state.session.identity.email == address(story)
    assert arrived.state.kept
    assert [path.name for path in bench.folder.rglob("session.bin")] == ["session.bin"]


def test_each_demo_user_but_the_disabled_one_is_played() -> None:
    assert [*ASKED, "disabled"] == list(STORIES)


@pytest.mark.parametrize(
    ("flow", "story", "asked"),
    [
        (AuthFlow.PASSWORD, "totp", ["username", "password", "code"]),
        (AuthFlow.CHOICE, "passwordless", ["username", "method", "password"]),
        (AuthFlow.CUSTOM, "custom", ["username", "custom", "custom"]),
    ],
)
def test_other_flows_ask_for_what_they_need_and_no_more(
    flow: AuthFlow, story: str, asked: list[str], bench: Bench
) -> None:
    bench.changes = {"auth_flow": flow}
    bench.terms = Terms(password_optional=flow is not AuthFlow.PASSWORD)
    person = bench.person(story)
    assert bench.sign_in(person).state.session.identity.email == address(story)
    assert person.kinds == asked


def test_code_in_place_of_a_password_may_be_chosen(bench: Bench) -> None:
    bench.changes = {"auth_flow": AuthFlow.CHOICE}
    bench.terms = Terms(password_optional=True)
    person = bench.person("passwordless", choose=lambda question: "EMAIL_OTP")
    bench.sign_in(person)
    assert person.kinds == ["username", "method", "code"]
    method = person.heard[1]
    assert [choice.value for choice in method.choices] == ["PASSWORD_SRP", "EMAIL_OTP", "SMS_OTP"]
    assert in_english(method.lead[-1]) == "Not available here: Passkey"


def test_a_name_that_was_given_is_not_asked_for_and_is_judged_all_the_same(bench: Bench) -> None:
    person = bench.person("confirmed")
    bench.sign_in(person, "confirmed@example.com")
    assert person.kinds == ["password"]
    with pytest.raises(NotSignedIn) as refused:
        bench.sign_in(bench.person("confirmed"), "confirmed")
    assert refused.value.message is not None
    assert in_english(refused.value.message) == "Enter a valid email address."


class Interrupts:
    """Presses Ctrl+C at the question with this number."""

    def __init__(self, person: Person, at: int) -> None:
        self._person = person
        self._at = at

    def answer(self, question: Question) -> Answer:
        if len(self._person.heard) == self._at:
            raise KeyboardInterrupt
        return self._person.answer(question)


@pytest.mark.parametrize("story", ASKED)
def test_whoever_interrupts_at_any_question_leaves_nothing(story: str, bench: Bench) -> None:
    for at in range(2 + len(ASKED[story])):
        before = len(bench.demo.grants)
        with pytest.raises(KeyboardInterrupt):
            bench.sign_in(Interrupts(bench.person(story), at))
        bench.nothing_is_left()
        assert all(grant.revoked for grant in bench.demo.grants[before:])


@pytest.mark.parametrize("story", ["confirmed", "device"])
@pytest.mark.parametrize(
    "failure", [KeyboardInterrupt(), AuthError(AuthErrorInfo(ErrorCode.TOKEN_REFUSED))]
)
def test_tokens_that_no_session_has_yet_are_revoked(
    failure: BaseException, story: str, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise failure

    monkeypatch.setattr(JwtVerifier, "read", fail)
    with pytest.raises((KeyboardInterrupt, NotSignedIn)):
        bench.sign_in(bench.person(story))
    bench.nothing_is_left()
    assert bench.demo.grants
    assert all(grant.revoked for grant in bench.demo.grants)


def test_a_device_is_forgotten_whose_sign_in_is_interrupted_before_it_is_stored(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    confirm, forget = CognitoOwnAccount.confirm_device, CognitoOwnAccount.forget_device
    forgotten: list[str] = []

    def interrupted(self: CognitoOwnAccount, *given: Any) -> None:
        confirm(self, *given)
        raise KeyboardInterrupt

    def noted(self: CognitoOwnAccount, access_token: Secret, device_key: str) -> None:
        forget(self, access_token, device_key)
        forgotten.append(device_key)

    monkeypatch.setattr(CognitoOwnAccount, "confirm_device", interrupted)
    monkeypatch.setattr(CognitoOwnAccount, "forget_device", noted)
    with pytest.raises(KeyboardInterrupt):
        bench.sign_in(bench.person("device"))
    assert len(forgotten) == 1
    assert all(grant.revoked for grant in bench.demo.grants)


def test_a_second_interrupt_while_giving_up_leaves_no_session(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(CognitoOwnAccount, "forget_device", interrupted)
    with pytest.raises(KeyboardInterrupt):
        bench.sign_in(Interrupts(bench.person("device"), 3))
    bench.nothing_is_left()
    assert all(grant.revoked for grant in bench.demo.grants)


def test_wrong_password_is_asked_again_twice_and_then_refused(bench: Bench) -> None:
    wrong: Answer = Typed("Wrong-Passw0rd!")
    person = bench.person("confirmed", instead={Kind.PASSWORD: [wrong, wrong]})
    assert bench.sign_in(person).state.session.identity.email == address("confirmed")
    # after the second time the name may be what is wrong, and the sentence says why
    assert person.kinds == ["username", "password", "password", "username", "password"]
    codes = [question.error_code for question in person.heard]
    assert codes == ["", "", "WRONG_CREDENTIALS", "MAYBE_CAPITALS", ""]
    refused = Bench.refused(
        Bench(bench.demo, bench.folder / "other"),
        bench.person("confirmed", instead={Kind.PASSWORD: [wrong] * 3}),
    )
    assert refused.ending is Ending.REFUSED
    assert refused.error_info is not None
    assert refused.error_info.code is ErrorCode.WRONG_CREDENTIALS


@pytest.mark.parametrize(
    ("story", "kind", "ending", "code"),
    [
        ("confirmed", Kind.PASSWORD, Ending.REFUSED, "WRONG_CREDENTIALS"),
        ("sms-code", Kind.CODE, Ending.REFUSED, "WRONG_CODE"),
        ("setup-mfa", Kind.AUTHENTICATOR, Ending.REFUSED, "WRONG_CODE"),
        ("reset", Kind.CODE, Ending.REFUSED, "WRONG_CODE"),
    ],
)
def test_who_has_no_better_answer_is_told_what_was_wrong(
    story: str, kind: Kind, ending: Ending, code: str, bench: Bench
) -> None:
    wrong = Typed("Wrong-Passw0rd!" if kind is Kind.PASSWORD else "000000")
    refused = bench.refused(bench.person(story, instead={kind: [wrong, Command.STOP]}))
    assert refused.ending is ending
    assert refused.message is not None
    assert refused.error_info is not None
    assert refused.error_info.code.name == code


@pytest.mark.medium
def test_who_stops_without_an_error_has_stopped(bench: Bench) -> None:
    refused = bench.refused(bench.person("totp", instead={Kind.CODE: [Command.STOP]}))
    assert (refused.ending, refused.message) == (Ending.STOPPED, None)


def test_disabled_user_is_told_so(bench: Bench) -> None:
    refused = bench.refused(bench.person("disabled"))
    assert refused.error_info is not None
    assert refused.error_info.code is ErrorCode.USER_DISABLED


def test_code_is_sent_again_and_it_is_said(bench: Bench) -> None:
    person = bench.person("email-code", instead={Kind.CODE: [Command.AGAIN]})
    bench.sign_in(person)
    assert person.kinds == ["username", "password", "code", "code"]
    assert len(bench.demo.pool.mailbox.messages) == 2
    assert "A new code was sent to" in in_english(person.heard[-1].lead[0])


def test_what_is_typed_wrong_never_leaves_this_computer(bench: Bench) -> None:
    person = bench.person(
        "sms-code",
        instead={
            Kind.USERNAME: [Typed(""), Typed("sms-code")],
            Kind.PASSWORD: [Typed(""), Typed("x" * 257)],
            Kind.CODE: [Typed("12"), Typed("abcdef")],
        },
    )
    bench.sign_in(person)
    errors = [in_english(question.error) for question in person.heard if question.error]
    assert errors == [
        "This field is required.",
        "Enter a valid email address.",
        "This field is required.",
        "Use no more than 256 characters.",
        "Enter the whole code (6 to 8 digits).",
        "The code consists of digits only.",
    ]


@pytest.mark.parametrize(
    "config",
    [DemoPoolConfig(required_attributes=("given_name", "birthdate", "phone_number"))],
    indirect=True,
)
def test_attributes_that_the_pool_demands_are_asked_for_each_and_only_what_is_wrong_again(
    bench: Bench,
) -> None:
    person = bench.person(
        "new-password",
        instead={
            Kind.NEW_PASSWORD: [Typed("short"), Typed(PASSWORD)],
            Kind.ATTRIBUTE: [Typed(" ")],
        },
    )
    bench.sign_in(person)
    assert all(
        question.problem_of is not None and question.problem_of("short") is not None
        for question in person.heard
        if question.kind is Kind.NEW_PASSWORD
    )
    names = [question.name for question in person.heard if question.kind is Kind.ATTRIBUTE]
    assert names[:2] == ["given_name", "given_name"]
    assert {"given_name", "birthdate", "phone_number"} >= set(names)
    user = next(one for one in bench.demo.pool.users if one.email == address("new-password"))
    assert user.attributes["given_name"] == "Alex"


def test_remembering_this_computer_is_a_choice(bench: Bench) -> None:
    said_no = bench.person("device", choose=lambda question: question.choices[-1].value)
    assert bench.sign_in(said_no).notices == ()
    said_yes = bench.person("device")
    (notice,) = bench.sign_in(said_yes).notices
    assert in_english(notice) == "This computer will be remembered."


def test_contact_need_not_be_verified(bench: Bench) -> None:
    person = bench.person("unverified", choose=lambda question: "skip")
    assert bench.sign_in(person).state.kept
    assert person.kinds == ["username", "password", "verify_contact"]
    later = bench.person("unverified", instead={Kind.CODE: [Command.SKIP]})
    assert bench.sign_in(later).state.kept


def test_choice_may_be_given_by_its_number_and_by_its_name(bench: Bench) -> None:
    for typed in ("2", "SMS_MFA"):
        person = bench.person("choose-mfa", instead={Kind.METHOD: [Typed("7"), Typed(typed)]})
        bench.sign_in(person)
        error = person.heard[3].error
        assert error is not None
        assert in_english(error) == "Enter a number from 1 to 2."


def test_answer_of_another_kind_is_a_mistake_of_the_program(bench: Bench) -> None:
    for wrong in (Picked("1"), Command.AGAIN, Command.SKIP):
        with pytest.raises(TypeError, match="does not answer the question password"):
            bench.sign_in(bench.person("confirmed", instead={Kind.PASSWORD: [wrong]}))


def test_authenticator_is_set_up_with_a_key_that_no_representation_shows(bench: Bench) -> None:
    person = bench.person("setup-mfa")
    bench.sign_in(person)
    question = person.heard[-1]
    assert question.key is not None
    assert question.uri is not None
    assert question.uri.reveal().startswith("otpauth://totp/Desktop%20Login:setup-mfa@example.com")
    assert question.key.reveal() not in repr(question)
    assert PASSWORD not in repr(Typed(PASSWORD)) + repr(vars(Typed(PASSWORD)))


def test_no_connection_is_told_at_once(bench: Bench) -> None:
    person = bench.person("confirmed")
    bench.changes = {"endpoint_url": "http://127.0.0.1:9"}
    refused = bench.refused(person)
    assert refused.error_info is not None
    assert refused.error_info.code is ErrorCode.NO_CONNECTION


def test_use_cases_that_wait_for_a_loop_are_a_mistake_of_the_program() -> None:
    class Waiting:
        def __await__(self) -> Generator[None, None, None]:
            yield

    async def waits() -> None:
        await Waiting()

    with pytest.raises(RuntimeError, match="not made for the foreground"):
        run_now(waits())


def test_where_no_request_can_be_sent_nobody_is_asked(bench: Bench) -> None:
    why = AuthErrorInfo(ErrorCode.PROXY_UNUSABLE, name="socks5://a.example")
    real = bench.factory

    def without_way_out(listener: Listener) -> AuthServices:
        return real(listener)._replace(trouble=why)

    person = bench.person("confirmed")
    with pytest.raises(NotSignedIn) as refused:
        sign_in(without_way_out, person)
    assert refused.value.error_info == why
    assert person.heard == []
