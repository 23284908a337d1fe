"""Resetting a password that was forgotten or that an administrator has reset, up to the sign-in that follows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial

from desktop_login.domain.account import Delivery
from desktop_login.domain.answers import Answer, Credentials, Recovery, Reset, SignInOptions
from desktop_login.domain.errors import AuthErrorInfo, ErrorCode
from desktop_login.domain.local_prompts import ForgotPassword, ResetPassword
from desktop_login.domain.secret import Secret
from desktop_login.domain.states import Activity, Notice, SignedOut
from desktop_login.flow.attempts import Attempts
from desktop_login.flow.ports import Listener, Ports
from desktop_login.flow.prompt_flow import PromptFlow

SignIn = Callable[[Credentials, Notice], Awaitable[None]]
Confirm = Callable[[Credentials, AuthErrorInfo], Awaitable[None]]


class RecoveryFlow(PromptFlow[ForgotPassword | ResetPassword]):
    """The recovery conversation."""

    def __init__(
        self,
        ports: Ports,
        attempts: Attempts,
        sign_in: SignIn,
        confirm: Confirm,
        on_state: Listener,
    ) -> None:
        super().__init__(ports, attempts, on_state)
        self._sign_in = sign_in
        self._confirm = confirm

    def begin(self, account: str, remember: bool) -> None:
        self._attempts.begin()
        self._remember = remember
        self._ask(ForgotPassword(account))

    async def reset(self, options: SignInOptions, error_info: AuthErrorInfo) -> None:
        """Continue a sign-in whose password must be reset: send a code and ask for it."""
        self._remember = options.remember
        account = options.username
        delivery = await self._attempts.latest.call(
            Activity.SENDING,
            self._accounts.forgot_password,
            account,
            refused=partial(self._not_reset, account),
        )
        if delivery is not None:
            where = delivery.destination
            self._ask(ResetPassword(account, where), replace(error_info, destination=where))

    async def answer(self, answer: Answer) -> None:
        match self._question, answer:
            case ForgotPassword(), Recovery(account=account):
                delivery = await self._send(ForgotPassword(account), account)
                if delivery is not None:
                    self._ask(ResetPassword(account, delivery.destination))
            case ResetPassword() as question, Reset():
                await self._reset(question, answer)
            case _:
                self._too_late()

    async def resend(self) -> None:
        question = self._question
        if not isinstance(question, ResetPassword):
            self._too_late()
            return
        delivery = await self._send(question, question.account)
        if delivery is not None:
            where = delivery.destination
            self._ask(ResetPassword(question.account, where), notice=Notice.CODE_SENT)

    async def _send(
        self, question: ForgotPassword | ResetPassword, account: str
    ) -> Delivery | None:
        """Return None on failure; the listener has been notified."""
        return await self._attempts.latest.call(
            Activity.SENDING,
            self._accounts.forgot_password,
            account,
            refused=partial(self._refused, question, account),
        )

    async def _reset(self, question: ResetPassword, answer: Reset) -> None:
        credentials = await self._attempts.latest.call(
            Activity.CHANGING,
            self._reset_password,
            question.account,
            answer,
            refused=partial(self._password_refused, question),
        )
        if credentials is not None:
            self.drop()
            await self._sign_in(credentials, Notice.PASSWORD_RESET_SIGNING_IN)

    def _reset_password(self, account: str, answer: Reset) -> Credentials:
        """Return what signs in with the new password."""
        self._accounts.reset_password(account, answer.code, answer.password)
        return Credentials(account, answer.password, self._remember)

    async def _password_refused(self, question: ResetPassword, error_info: AuthErrorInfo) -> None:
        if error_info.code is ErrorCode.NOT_CONFIRMED:
            self.drop()
            without_password = Credentials(question.account, Secret(""), self._remember)
            await self._confirm(without_password, error_info)
        else:
            await self._refused(question, question.account, error_info)

    async def _not_reset(self, account: str, error_info: AuthErrorInfo) -> None:
        self._notify(SignedOut(error_info, account=account))
