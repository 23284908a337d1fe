"""From a question of a sign-in to the answer that the use case expects, by asking somebody who has no window. Sends nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from desktop_login.domain import answers as given
from desktop_login.domain import challenges as asked
from desktop_login.domain import local_prompts as prompts
from desktop_login.domain.account import Contact
from desktop_login.domain.errors import AuthErrorInfo, ErrorCode
from desktop_login.domain.passkeys import PasskeyAction
from desktop_login.domain.password_policy import PasswordPolicy, Rule
from desktop_login.domain.secret import Secret
from desktop_login.domain.states import Asked, Notice
from desktop_login.domain.states import Question as Step
from desktop_login.flow.dialogue import (
    Answers,
    Choice,
    Command,
    Kind,
    Question,
)
from desktop_login.flow.phone_numbers import typed_account
from desktop_login.flow.typed_input import (
    attribute_name,
    attribute_problem,
    attribute_value,
    code_problem,
    email_problem,
    key_uri,
    new_password_problem,
    password_problem,
    rule_message,
    username_problem,
)
from desktop_login.messages import account as account_words
from desktop_login.messages import pages as words
from desktop_login.messages import terminal
from desktop_login.messages.message import FormattedMessage, message
from desktop_login.messages.sanitize import defused, defused_lines
from desktop_login.messages.select import (
    message_of_error,
    message_of_notice,
    of_code_request,
    of_confirmation,
    of_contact,
    of_others,
    of_recovery,
    of_verification,
)
from desktop_login.services.questioner import Ending, NotSignedIn, ProblemOf, Questioner

REMEMBER, NOT_NOW, SKIP = "remember", "not_now", "skip"
_TRIES = 3  # as often as sudo and ssh ask
# Errors that say where the conversation goes, and not that an answer was wrong.
_NEWS = frozenset(
    {ErrorCode.NOT_CONFIRMED, ErrorCode.RESET_REQUIRED, ErrorCode.PASSKEY_REQUEST_UNFIT}
)
_ABOUT_THE_PASSWORD = frozenset({ErrorCode.PASSWORD_POLICY, ErrorCode.PASSWORD_USED_BEFORE})
_ABOUT_THE_CODE = frozenset({ErrorCode.WRONG_CODE, ErrorCode.CODE_ALREADY_USED})
_ABOUT_THE_NAME = frozenset(
    {ErrorCode.OTHER_SPELLING, ErrorCode.MAYBE_CAPITALS, ErrorCode.MAYBE_COUNTRY}
)
_PASSWORD, _CODE = " password", " code"  # no attribute has a blank in its name


class Terms(NamedTuple):
    """What a sign-in at this pool is like.

    Attributes:
        by_username: People sign in with a user name, not with an e-mail address.
        password_optional: The pool asks for a password itself, if it wants one.
        policy: What a new password must be like.
        app_name: What an authenticator app calls the account's program.
        remember: Whether the session is stored.
        insists: A session that cannot be stored is given up again.
        greeting: What is said before the first question.
    """

    by_username: bool = False
    password_optional: bool = False
    policy: PasswordPolicy = PasswordPolicy()
    app_name: str = words.APP_NAME.source
    remember: bool = True
    insists: bool = False
    greeting: FormattedMessage | None = None


class _Field(NamedTuple):
    key: str
    question: Question
    problem_of: ProblemOf


class Asking:
    """Asks until there is an answer that can be sent. Raises `NotSignedIn`, and what `answers` raises.

    Attributes:
        notices: What has happened since the last question and is to be said with the next one.
    """

    def __init__(self, answers: Answers, terms: Terms) -> None:
        self.notices = [terms.greeting] if terms.greeting is not None else []
        self._questioner = Questioner(answers)
        self._terms = terms
        self._kept: dict[str, Secret] = {}  # of a page with several fields
        self._kept_of: type[object] = object
        self._fixed: set[str] = set()  # attributes for which the pool takes no value
        self._error: AuthErrorInfo | None = None
        self._tries = 0
        self._passkey_declined = False

    def credentials(
        self, username: str, error_info: AuthErrorInfo | None = None
    ) -> given.Credentials:
        """The name, unless it is known, and the password, unless the pool asks for it by itself."""
        terms, self._error = self._terms, error_info
        if error_info is not None:
            self._tries += 1
            if terms.password_optional or self._tries >= _TRIES:
                raise self.refused(error_info)
            if error_info.code in _ABOUT_THE_NAME:
                username = ""
        error = self._sentence(error_info)
        if not username:
            label = words.USERNAME if terms.by_username else words.EMAIL
            question = self._made(Kind.USERNAME, message(label), error)
            username = self._text(question, self._username_problem).reveal()
            error = None
        elif (problem := self._username_problem(username)) is not None:
            raise NotSignedIn(Ending.REFUSED, problem)
        name = typed_account(username)
        password = Secret("")
        if not terms.password_optional:
            label = words.PASSWORD
            question = self._made(Kind.PASSWORD, message(label), error, secret=True)
            password = self._text(question, password_problem)
        return given.Credentials(name, password, terms.remember)

    def answer(self, state: Asked) -> given.Answer | Command:
        """The answer, or AGAIN, or SKIP."""
        question, self._error = state.question, state.error_info
        if type(question) is not self._kept_of:
            self._kept, self._kept_of = {}, type(question)
        self._hear(state)
        match question:
            case asked.NewPasswordRequired(required=names):
                return self._new_password(names)
            case asked.CodeRequired(channel=channel):
                lead = (of_code_request(question),)
                return self._code(lead, authenticator=channel is asked.Channel.AUTHENTICATOR)
            case asked.MethodRequired():
                return self._method(question)
            case asked.AuthenticatorSetUp():
                return self._authenticator(question)
            case asked.AddressRequired():
                lead = (message(account_words.SET_UP_EMAIL_LEAD),)
                made = self._made(Kind.EMAIL_ADDRESS, message(words.EMAIL), self._news(), lead)
                typed = self._text(made, email_problem)
                return given.Address(given.typed_username(typed.reveal()))
            case asked.PasswordRequired():
                return self._password(question)
            case asked.CustomQuestion():
                return self._custom(question)
            case asked.PasskeyRequired() if not self._passkey_declined:
                self._passkey_declined = True  # the choice is offered again, and then without it
                return PasskeyAction.ANOTHER_WAY
            case _:
                return self._of_form(question)

    def _of_form(self, question: Step) -> given.Answer | Command:
        match question:
            case prompts.ConfirmAccount(destination=destination):
                return self._code((of_confirmation(destination),))
            case prompts.ResetPassword(account=account):
                return self._reset(account)
            case prompts.RememberDevice():
                return self._remember()
            case prompts.VerifyContact(contacts=contacts):
                return self._verify(contacts)
            case prompts.ConfirmContact(destination=destination):
                return self._code((of_confirmation(destination),), may_skip=True)
            case _:
                raise NotSignedIn(Ending.WINDOW_NEEDED)

    def refused(self, error_info: AuthErrorInfo) -> NotSignedIn:
        """To be raised: the service says no."""
        return NotSignedIn(Ending.REFUSED, self._sentence(error_info), error_info)

    def not_kept(self, error_info: AuthErrorInfo) -> NotSignedIn:
        """To be raised: the session cannot be stored."""
        return NotSignedIn(Ending.NOT_KEPT, self._sentence(error_info), error_info)

    def hear(self, notice: Notice | None, dest: str = "") -> None:
        """It is said with the next question."""
        if notice is not None:
            self.notices.append(message_of_notice(notice, dest=dest))

    def _hear(self, state: Asked) -> None:
        self.hear(state.notice, getattr(state.question, "destination", ""))
        if state.error_info is not None and state.error_info.code in _NEWS:
            self.notices.append(self._of(state.error_info))
            self._error = None

    def _new_password(self, names: Sequence[str]) -> given.Answer | Command:
        fields = [self._field_of_new_password(message(words.TEMPORARY_PASSWORD))]
        error = self._error
        if error is not None and error.code is ErrorCode.ATTRIBUTE_FIXED:
            self._fixed |= {error.name, *error.names}
        wanted = [one for one in names if one not in self._fixed]
        fields += [
            _Field(
                name,
                Question(
                    Kind.ATTRIBUTE, message(terminal.FIELD, field=attribute_name(name)), name=name
                ),
                partial(_problem_of_attribute, name),
            )
            for name in wanted
        ]
        found = self._several(fields)
        if isinstance(found, Command):
            return found
        values = {name: attribute_value(name, found[name].reveal()) for name in wanted}
        return given.NewPassword(found[_PASSWORD], values)

    def _reset(self, account: str) -> given.Answer | Command:
        made = Question(
            Kind.CODE, message(terminal.CODE), lead=(of_recovery(account),), may_resend=True
        )
        found = self._several([_Field(_CODE, made, code_problem), self._field_of_new_password()])
        if isinstance(found, Command):
            return found
        return given.Reset(_code_in(found[_CODE]), found[_PASSWORD])

    def _field_of_new_password(self, *lead: FormattedMessage) -> _Field:
        problem_of = partial(new_password_problem, policy=self._terms.policy)
        label = message(words.NEW_PASSWORD)
        made = Question(Kind.NEW_PASSWORD, label, secret=True, lead=lead, problem_of=problem_of)
        return _Field(_PASSWORD, made, problem_of)

    def _several(self, fields: Sequence[_Field]) -> Mapping[str, Secret] | Command:
        """Only what was wrong is asked again; all of it where nobody can tell."""
        wrong = self._wrong_of([field.key for field in fields])
        error = self._news()
        for field in fields:
            if field.key in self._kept and field.key not in wrong:
                continue
            made = replace(
                field.question, lead=(*self._take_notices(), *field.question.lead), error=error
            )
            error = None
            typed = self._typed(self._with_code(made), field.problem_of)
            if isinstance(typed, Command):
                self._kept = {}
                return typed
            self._kept[field.key] = typed
        return self._kept

    def _wrong_of(self, keys: Sequence[str]) -> Sequence[str]:
        error = self._error
        if error is None:
            return ()
        if error.code in _ABOUT_THE_PASSWORD:
            return (_PASSWORD,)
        if error.code in _ABOUT_THE_CODE:
            return (_CODE,)
        if error.code is ErrorCode.ATTRIBUTE_FIXED:
            return ()
        named = [key for key in keys if key in (error.name, *error.names)]
        return named or keys

    def _code(
        self,
        lead: tuple[FormattedMessage, ...],
        *,
        authenticator: bool = False,
        may_skip: bool = False,
    ) -> given.Answer | Command:
        made = self._made(Kind.CODE, message(terminal.CODE), self._news(), lead)
        made = replace(made, may_resend=not authenticator, may_skip=may_skip)
        typed = self._typed(made, lambda text: code_problem(text, authenticator=authenticator))
        return typed if isinstance(typed, Command) else given.Code(_code_in(typed))

    def _authenticator(self, question: asked.AuthenticatorSetUp) -> given.Answer | Command:
        lead = (message(account_words.SET_UP_APP_LEAD),)
        made = self._made(Kind.AUTHENTICATOR, message(terminal.CODE), self._news(), lead)
        uri = key_uri(self._terms.app_name, question.account, question.secret.reveal())
        made = replace(made, key=question.secret, uri=Secret(uri))
        return given.Code(_code_in(self._text(made, _code_of_authenticator)))

    def _method(self, question: asked.MethodRequired) -> given.Answer:
        """What only a window can do is not offered."""
        set_up = question.purpose is asked.Purpose.SET_UP
        usable = [one for one in question.options if one.method is not asked.Method.PASSKEY]
        if not usable:
            raise NotSignedIn(Ending.WINDOW_NEEDED)
        lead = [message(account_words.CHOOSE_SET_UP_LEAD if set_up else account_words.CHOOSE_LEAD)]
        others = question.others
        if len(usable) < len(question.options):
            others = (*others, asked.Method.PASSKEY)
        if others:
            lead.append(of_others(others))
        label = message(account_words.CHOOSE_SET_UP if set_up else account_words.CHOOSE_METHOD)
        choices = [Choice(one.name, message(account_words.METHODS[one.method])) for one in usable]
        made = self._made(Kind.METHOD, label, self._news(), tuple(lead))
        name = self._picked(replace(made, choices=tuple(choices)))
        return given.Chosen(next(one for one in usable if one.name == name))

    def _password(self, question: asked.PasswordRequired) -> given.Answer:
        lead: tuple[FormattedMessage, ...] = ()
        if question.plain:
            name = defused(question.challenge_context.account)
            lead = (message(account_words.PLAIN_PASSWORD_LEAD, email=name),)
        made = self._made(Kind.PASSWORD, message(words.PASSWORD), self._news(), lead, secret=True)
        return given.Password(self._text(made, password_problem))

    def _custom(self, question: asked.CustomQuestion) -> given.Answer:
        shown = [(defused(name), defused_lines(value)) for name, value in question.parameters]
        # a single parameter is the question itself; of several each needs its name
        lines = [shown[0][1]] if len(shown) == 1 else [f"{name}: {value}" for name, value in shown]
        lead = tuple(message(terminal.THEIR_WORDS, text=line) for line in lines)
        made = self._made(
            Kind.CUSTOM, message(account_words.YOUR_ANSWER), self._news(), lead, secret=True
        )
        return given.CustomAnswer(self._text(made, _anything))

    def _remember(self) -> given.Answer | Command:
        made = self._made(
            Kind.REMEMBER_DEVICE,
            message(account_words.REMEMBER_COMPUTER),
            self._news(),
            (message(terminal.REMEMBER_LEAD),),
        )
        choices = (
            Choice(REMEMBER, message(account_words.REMEMBER)),
            Choice(NOT_NOW, message(account_words.NOT_NOW)),
        )
        picked = self._picked(replace(made, choices=choices))
        return given.AccountAction.REMEMBER_DEVICE if picked == REMEMBER else Command.SKIP

    def _verify(self, contacts: Sequence[Contact]) -> given.Answer | Command:
        heading, lead = of_verification(contacts)
        made = self._made(Kind.VERIFY_CONTACT, message(heading), self._news(), (lead,))
        choices = [Choice(one.attribute, of_contact(one)) for one in contacts]
        choices.append(Choice(SKIP, message(account_words.SKIP)))
        picked = self._picked(replace(made, choices=tuple(choices)))
        found = [one for one in contacts if one.attribute == picked]
        return given.Verify(found[0]) if found else Command.SKIP

    def _made(
        self,
        kind: Kind,
        label: FormattedMessage,
        error: FormattedMessage | None = None,
        lead: tuple[FormattedMessage, ...] = (),
        *,
        secret: bool = False,
    ) -> Question:
        made = Question(kind, label, secret, (*self._take_notices(), *lead), error)
        return self._with_code(made)

    def _with_code(self, made: Question) -> Question:
        error = self._error
        return replace(made, error_code=error.code.name) if made.error and error else made

    def _take_notices(self) -> tuple[FormattedMessage, ...]:
        notices, self.notices = tuple(self.notices), []
        return notices

    def _text(self, question: Question, problem_of: ProblemOf) -> Secret:
        return self._questioner.text(question, problem_of, self._error)

    def _typed(self, question: Question, problem_of: ProblemOf) -> Secret | Command:
        return self._questioner.typed(question, problem_of, self._error)

    def _picked(self, question: Question) -> str:
        return self._questioner.picked(question, self._error)

    def _news(self) -> FormattedMessage | None:
        return self._sentence(self._error)

    def _sentence(self, error_info: AuthErrorInfo | None) -> FormattedMessage | None:
        return self._of(error_info) if error_info is not None else None

    def _of(self, error_info: AuthErrorInfo) -> FormattedMessage:
        rules = {rule.value: rule for rule in Rule}
        if error_info.code is ErrorCode.PASSWORD_POLICY and error_info.name in rules:
            return rule_message(rules[error_info.name], self._terms.policy)
        return message_of_error(error_info, username_label=self._terms.by_username)

    def _username_problem(self, text: str) -> FormattedMessage | None:
        by_phone = typed_account(text).startswith("+")
        return username_problem(text, by_username=self._terms.by_username or by_phone)


def _code_in(typed: Secret) -> Secret:
    return Secret(given.typed_code(typed.reveal()))


def _code_of_authenticator(text: str) -> FormattedMessage | None:
    return code_problem(text, authenticator=True)


def _problem_of_attribute(name: str, text: str) -> FormattedMessage | None:
    return attribute_problem(name, text) if text.strip() else message(words.REQUIRED)


def _anything(text: str) -> None:
    del text
