"""Which conversation gets an answer: sign-in, sign-up, recovery or account. Does not decide what the conversation does with it."""

from __future__ import annotations

from typing import Protocol

from desktop_login.domain.answers import Answer, Credentials, SignInOptions
from desktop_login.domain.errors import AuthErrorInfo, ErrorCode
from desktop_login.domain.states import Notice, SignedOut
from desktop_login.domain.tokens import Session
from desktop_login.domain.ways import Way, Ways
from desktop_login.flow.account import AccountFlow
from desktop_login.flow.attempts import Attempt, Attempts
from desktop_login.flow.complete_sign_in import SignInCompletion
from desktop_login.flow.passkeys import Passkeys
from desktop_login.flow.ports import Listener, Ports
from desktop_login.flow.recovery import RecoveryFlow
from desktop_login.flow.session_manager import SessionManager
from desktop_login.flow.sign_in import SignInFlow
from desktop_login.flow.sign_up import SignUpFlow


class _Conversation(Protocol):
    async def answer(self, answer: Answer) -> None: ...

    async def resend(self) -> None: ...

    def drop(self) -> None: ...


class AuthCoordinator:
    """Runs one conversation at a time; starting another one ends it.

    `device_name` is the name under which a pool remembers this computer; `password_way` is how the
    password goes to this pool at the beginning of a sign-in.
    """

    def __init__(
        self,
        ports: Ports,
        session_manager: SessionManager,
        on_state: Listener,
        device_name: str = "",
        password_way: Way = Way.PASSWORD,
    ) -> None:
        self._notify = on_state
        self._session_manager = session_manager
        self._attempts = attempts = Attempts(ports.off_thread, on_state)
        self._passkeys = Passkeys(ports.passkeys, attempts)
        self._account = AccountFlow(ports, session_manager, attempts, on_state, self._passkeys)
        self._completion = SignInCompletion(ports, session_manager, device_name)
        self._sign_in = SignInFlow(
            ports, attempts, self._arrive, self, on_state, self._passkeys, password_way
        )
        self._sign_up = SignUpFlow(ports, attempts, self.sign_in, on_state)
        self._recovery = RecoveryFlow(ports, attempts, self.sign_in, self.confirm, on_state)
        self._conversation: _Conversation = self._sign_in

    async def sign_in(self, credentials: Credentials, notice: Notice | None = None) -> None:
        self._turn_to(self._sign_in)
        await self._sign_in.sign_in(credentials, notice)

    def create_account(self, email: str, remember: bool) -> None:
        self._turn_to(self._sign_up)
        self._sign_up.begin(email, remember)

    def forgot_password(self, account: str, remember: bool) -> None:
        self._turn_to(self._recovery)
        self._recovery.begin(account, remember)

    async def open_account(self) -> None:
        self._turn_to(self._account)
        await self._account.open()

    async def confirm(self, credentials: Credentials, error_info: AuthErrorInfo) -> None:
        """Continue a sign-in whose account is not confirmed: ask for the code."""
        self._turn_to(self._sign_up)
        await self._sign_up.confirm(credentials, error_info)

    async def reset(self, options: SignInOptions, error_info: AuthErrorInfo) -> None:
        """Continue a sign-in whose password must be reset: ask for a code and a new password."""
        self._turn_to(self._recovery)
        await self._recovery.reset(options, error_info)

    async def answer(self, answer: Answer) -> None:
        await self._conversation.answer(answer)

    async def resend(self) -> None:
        await self._conversation.resend()

    def leave(self) -> None:
        """Go back to the sign-in page and discard the conversation."""
        self._stop(None)

    def cancel(self) -> None:
        """Unlock the window at once; a later answer of the server is discarded."""
        self._stop(AuthErrorInfo(ErrorCode.CANCELLED))

    def _stop(self, error_info: AuthErrorInfo | None) -> None:
        if self._conversation is self._account and self._session_manager.session is not None:
            self._account.leave()
            return
        if self._conversation is self._sign_in and self._sign_in.leave_key():
            return
        self._attempts.begin()
        self._turn_to(self._sign_in)
        self._sign_in.drop()
        self._notify(SignedOut(error_info))

    async def _arrive(
        self, session: Session, options: SignInOptions, ways: Ways, attempt: Attempt
    ) -> None:
        ask_device = await self._completion(session, options, ways, attempt)
        if attempt.is_latest():
            self._turn_to(self._account)
            self._account.after_sign_in(session, ask_device=ask_device)

    def _turn_to(self, conversation: _Conversation) -> None:
        if conversation is not self._conversation:
            self._conversation.drop()
            self._conversation = conversation
