"""Creating and confirming an account, up to the sign-in that follows. Knows neither the API's parameters nor pages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from desktop_login.domain.account import Delivery, SignedUp
from desktop_login.domain.answers import Answer, Code, Credentials, NewAccount
from desktop_login.domain.errors import STAYS_ON_PAGE, AuthError, AuthErrorInfo, ErrorCode
from desktop_login.domain.local_prompts import ConfirmAccount, CreateAccount
from desktop_login.domain.secret import Secret
from desktop_login.domain.states import Activity, Asked, Notice, SignedOut, Working
from desktop_login.flow.attempts import Attempts
from desktop_login.flow.ports import Listener, Ports

SignIn = Callable[[Credentials, Notice], Awaitable[None]]


class SignUpFlow:
    """The sign-up conversation.

    The password from the form or from the sign-in page is kept until the account is confirmed, so
    that the user does not have to type it again.
    """

    def __init__(
        self, ports: Ports, attempts: Attempts, sign_in: SignIn, on_state: Listener
    ) -> None:
        self._accounts = ports.accounts
        self._names = ports.names
        self._off_thread = ports.off_thread
        self._attempts = attempts
        self._sign_in = sign_in
        self._notify = on_state
        self._question: CreateAccount | ConfirmAccount | None = None
        self._credentials: Credentials | None = None
        self._remember = True

    def begin(self, account: str, remember: bool) -> None:
        self._attempts.begin()
        self._credentials, self._remember = None, remember
        self._ask(CreateAccount(account))

    async def confirm(self, credentials: Credentials, error_info: AuthErrorInfo) -> None:
        """Continue a sign-in whose account is not confirmed: send a code and ask for it."""
        self._credentials = credentials
        self._question = question = ConfirmAccount(credentials.username, credentials.label)
        self._notify(Working(Activity.SENDING))
        delivery = await self._resend(question, as_detour=True)
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
                self._notify(SignedOut(AuthErrorInfo(ErrorCode.STEP_TOOK_TOO_LONG)))

    async def resend(self) -> None:
        question = self._question
        if not isinstance(question, ConfirmAccount):
            self._notify(SignedOut(AuthErrorInfo(ErrorCode.STEP_TOOK_TOO_LONG)))
            return
        self._notify(Working(Activity.SENDING))
        delivery = await self._resend(question)
        if delivery is not None:
            where = delivery.destination or question.destination
            self._ask(replace(question, destination=where), notice=Notice.CODE_SENT)

    def drop(self) -> None:
        self._question = self._credentials = None

    async def _create(self, question: CreateAccount, account: NewAccount) -> None:
        attempt = self._attempts.latest
        self._notify(Working(Activity.CREATING))
        try:
            made = await self._off_thread(self._accounts.sign_up, account)
        except AuthError as error:
            if attempt.is_latest():
                self._refused(question, error.error_info, account.username or account.email)
            return
        if not made.confirmed and made.username not in (account.username, account.email):
            await self._off_thread(self._names.keep, account.email, made.username)
        if not attempt.is_latest():
            return  # the account exists; the next sign-in continues with its confirmation
        await self._created(made, account)

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
        attempt = self._attempts.latest
        self._notify(Working(Activity.CONFIRMING))
        try:
            await self._off_thread(self._accounts.confirm, question.username, code)
        except AuthError as error:
            if error.error_info.code is ErrorCode.ALREADY_CONFIRMED:
                await self._off_thread(self._names.forget, question.account)
                if attempt.is_latest():
                    await self._go_on(Notice.ALREADY_CONFIRMED)
            elif attempt.is_latest():
                self._refused(question, error.error_info, question.account)
            return
        await self._off_thread(self._names.forget, question.account)
        if attempt.is_latest():
            await self._go_on(Notice.CONFIRMED_SIGNING_IN)

    async def _resend(
        self, question: ConfirmAccount, *, as_detour: bool = False
    ) -> Delivery | None:
        """Return None if no code was sent; the listener has been notified."""
        attempt = self._attempts.latest
        try:
            delivery = await self._off_thread(self._accounts.resend, question.username)
        except AuthError as error:
            if not attempt.is_latest():
                return None
            confirmed = error.error_info.code is ErrorCode.ALREADY_CONFIRMED
            if as_detour:
                # signing in again without asking the user could loop
                self.drop()
                error_info, notice = (
                    (None, Notice.CONFIRMED) if confirmed else (error.error_info, None)
                )
                self._notify(SignedOut(error_info, notice, account=question.account))
            elif confirmed:
                await self._go_on(Notice.ALREADY_CONFIRMED)
            else:
                self._refused(question, error.error_info, question.account)
            return None
        return delivery if attempt.is_latest() else None

    async def _go_on(self, notice: Notice) -> None:
        """Sign in with the kept password; without one, show the sign-in page."""
        credentials, question = self._credentials, self._question
        account = question.account if isinstance(question, ConfirmAccount) else ""
        self.drop()
        if credentials is not None and credentials.password:
            await self._sign_in(credentials, notice)
        else:
            self._notify(SignedOut(notice=Notice.CONFIRMED, account=account))

    def _refused(
        self, question: CreateAccount | ConfirmAccount, error_info: AuthErrorInfo, name: str
    ) -> None:
        if error_info.code in STAYS_ON_PAGE:
            self._ask(question, error_info)
        else:
            self.drop()
            self._notify(SignedOut(error_info, account=name))

    def _ask(
        self,
        question: CreateAccount | ConfirmAccount,
        error_info: AuthErrorInfo | None = None,
        notice: Notice | None = None,
    ) -> None:
        self._question = question
        self._notify(Asked(question, error_info, notice))
