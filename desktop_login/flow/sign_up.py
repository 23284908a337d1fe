"""Creating and confirming an account, up to the sign-in that follows. Knows neither the API's parameters nor pages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial

from desktop_login.domain.account import SignedUp
from desktop_login.domain.answers import Answer, Code, Credentials, NewAccount
from desktop_login.domain.errors import AuthError, AuthErrorInfo, ErrorCode
from desktop_login.domain.local_prompts import ConfirmAccount, CreateAccount
from desktop_login.domain.secret import Secret
from desktop_login.domain.states import Activity, Notice, SignedOut
from desktop_login.flow.attempts import Attempts
from desktop_login.flow.ports import Listener, Ports
from desktop_login.flow.prompt_flow import PromptFlow

SignIn = Callable[[Credentials, Notice], Awaitable[None]]


class SignUpFlow(PromptFlow[CreateAccount | ConfirmAccount]):
    """The sign-up conversation.

    The password from the form or from the sign-in page is kept until the account is confirmed, so
    that the user does not have to type it again.
    """

    def __init__(
        self, ports: Ports, attempts: Attempts, sign_in: SignIn, on_state: Listener
    ) -> None:
        super().__init__(ports, attempts, on_state)
        self._names = ports.names
        self._sign_in = sign_in
        self._credentials: Credentials | None = None

    def begin(self, account: str, remember: bool) -> None:
        self._attempts.begin()
        self._credentials, self._remember = None, remember
        self._ask(CreateAccount(account))

    async def confirm(self, credentials: Credentials, error_info: AuthErrorInfo) -> None:
        """Continue a sign-in whose account is not confirmed: send a code and ask for it."""
        self._credentials = credentials
        self._question = question = ConfirmAccount(credentials.username, credentials.label)

        delivery = await self._attempts.latest.call(
            Activity.SENDING,
            self._accounts.resend,
            question.username,
            refused=partial(self._not_sent_after_sign_in, question.account),
        )
        if delivery is not None:
            with_destination = replace(error_info, destination=delivery.destination)
            self._ask(replace(question, destination=delivery.destination), with_destination)

    async def answer(self, answer: Answer) -> None:
        match self._question, answer:
            case CreateAccount() as question, NewAccount():
                await self._create(question, answer)
            case ConfirmAccount() as question, Code(code=code):
                await self._confirm(question, code)
            case _:
                self._too_late()

    async def resend(self) -> None:
        question = self._question
        if not isinstance(question, ConfirmAccount):
            self._too_late()
            return
        delivery = await self._attempts.latest.call(
            Activity.SENDING,
            self._accounts.resend,
            question.username,
            refused=partial(self._not_sent, question),
        )
        if delivery is not None:
            where = delivery.destination or question.destination
            self._ask(replace(question, destination=where), notice=Notice.CODE_SENT)

    def drop(self) -> None:
        super().drop()
        self._credentials = None

    async def _create(self, question: CreateAccount, account: NewAccount) -> None:
        made = await self._attempts.latest.call(
            Activity.CREATING,
            self._sign_up,
            account,
            refused=partial(self._refused, question, account.username or account.email),
        )
        if made is not None:  # if it came late, the next sign-in asks to confirm the account
            await self._created(made, account)

    def _sign_up(self, account: NewAccount) -> SignedUp:
        """Keep a generated user name, whether the user has waited or not."""
        made = self._accounts.sign_up(account)
        if not made.confirmed and made.username not in (account.username, account.email):
            self._names.keep(account.email, made.username)
        return made

    async def _created(self, made: SignedUp, account: NewAccount) -> None:
        self._credentials = Credentials(
            made.username,  # an alias may not be active yet
            account.password,
            self._remember,
            account.username or account.email,
        )
        if made.confirmed:
            await self._go_on(Notice.CONFIRMED_SIGNING_IN)
        else:
            where = made.delivery.destination
            label = self._credentials.label
            self._ask(ConfirmAccount(made.username, label, where, email=account.email))

    async def _confirm(self, question: ConfirmAccount, code: Secret) -> None:
        notice = await self._attempts.latest.call(
            Activity.CONFIRMING,
            self._confirm_account,
            question,
            code,
            refused=partial(self._refused, question, question.account),
        )
        if notice is not None:
            await self._go_on(notice)

    def _confirm_account(self, question: ConfirmAccount, code: Secret) -> Notice:
        """Confirm; the account needs no generated user name any more."""
        notice = Notice.CONFIRMED_SIGNING_IN
        try:
            self._accounts.confirm(question.username, code)
        except AuthError as error:
            if error.error_info.code is not ErrorCode.ALREADY_CONFIRMED:
                raise
            notice = Notice.ALREADY_CONFIRMED
        self._names.forget(question.account)
        return notice

    async def _not_sent(self, question: ConfirmAccount, error_info: AuthErrorInfo) -> None:
        if error_info.code is ErrorCode.ALREADY_CONFIRMED:
            await self._go_on(Notice.ALREADY_CONFIRMED)
        else:
            await self._refused(question, question.account, error_info)

    async def _not_sent_after_sign_in(self, account: str, error_info: AuthErrorInfo) -> None:
        """Show the sign-in page: signing in again without asking the user could loop."""
        self.drop()
        if error_info.code is ErrorCode.ALREADY_CONFIRMED:
            self._notify(SignedOut(notice=Notice.CONFIRMED, account=account))
        else:
            self._notify(SignedOut(error_info, account=account))

    async def _go_on(self, notice: Notice) -> None:
        """Sign in with the kept password; without one, show the sign-in page."""
        credentials, question = self._credentials, self._question
        account = question.account if isinstance(question, ConfirmAccount) else ""
        self.drop()
        if credentials is not None and credentials.password:
            await self._sign_in(credentials, notice)
        else:
            self._notify(SignedOut(notice=Notice.CONFIRMED, account=account))
