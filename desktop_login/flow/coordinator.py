"""Which conversation gets an answer: sign-in, sign-up, recovery or account. Does not decide what the conversation does with it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

from desktop_login.domain.answers import Answer, Credentials, SignInOptions
from desktop_login.domain.browser import BrowserSignIn
from desktop_login.domain.errors import AuthError, AuthErrorInfo, ErrorCode
from desktop_login.domain.states import Activity, Notice, SignedOut, Working
from desktop_login.domain.tokens import Identity, Session
from desktop_login.domain.ways import Way, Ways
from desktop_login.flow.account import AccountFlow
from desktop_login.flow.attempts import Attempt, Attempts
from desktop_login.flow.complete_sign_in import SignInCompletion
from desktop_login.flow.passkey_ports import InBrowser
from desktop_login.flow.passkeys import Passkeys
from desktop_login.flow.ports import Listener, Ports
from desktop_login.flow.recovery import RecoveryFlow
from desktop_login.flow.session_manager import SessionManager
from desktop_login.flow.sign_in import SignInFlow
from desktop_login.flow.sign_up import SignUpFlow

if TYPE_CHECKING:
    from desktop_login.flow.browser_sign_in import BrowserSignInFlow
    from desktop_login.flow.passkey_in_browser import PasskeyInBrowser


class SignInHooks(Protocol):
    """What a program around this one says to a sign-in. Neither gets a password, a code or a token."""

    async def before(self, username: str) -> AuthErrorInfo | None:
        """Return why the sign-in shall not begin; None if it may."""

    async def after(self, identity: Identity) -> AuthErrorInfo | None:
        """Return why the user shall not be signed in, although the pool says so; None if they may."""


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
        self._ports = ports
        self._notify = on_state
        self._session_manager = session_manager
        self._attempts = attempts = Attempts(ports.off_thread, on_state)
        in_browser = None
        if ports.browser is not None:
            in_browser = InBrowser(
                self._domain_in_browser,
                self._continue_in_browser,
                self._add_in_browser,
                self._stop_adding,
            )
        self._adding: PasskeyInBrowser | None = None
        self.hooks: SignInHooks | None = None
        self._passkeys = Passkeys(ports.passkeys, attempts, in_browser)
        self._account = AccountFlow(ports, session_manager, attempts, on_state, self._passkeys)
        self._completion = SignInCompletion(ports, session_manager, device_name)
        self._sign_in = SignInFlow(
            ports, attempts, self._arrive, self, on_state, self._passkeys, password_way
        )
        self._sign_up = SignUpFlow(ports, attempts, self.sign_in, on_state)
        self._recovery = RecoveryFlow(ports, attempts, self.sign_in, self.confirm, on_state)
        self._browser: BrowserSignInFlow | None = None
        self._loading: Attempt | None = None  # of a browser sign-in that has yet to be loaded
        self._conversation: _Conversation = self._sign_in

    async def sign_in(self, credentials: Credentials, notice: Notice | None = None) -> None:
        self._turn_to(self._sign_in)
        if self.hooks is not None:
            attempt = self._attempts.begin()
            self._notify(Working(Activity.SIGNING_IN, notice))
            refused = await self.hooks.before(credentials.username)
            if not attempt.is_latest():
                return  # cancelled meanwhile
            if refused is not None:
                self._notify(SignedOut(refused))
                return
        await self._sign_in.sign_in(credentials, notice)

    async def sign_in_with_browser(self, wanted: BrowserSignIn) -> None:
        """Sign in with the system browser; returns once it is asked to open."""
        if self.hooks is not None:
            self._turn_to(self._sign_in)
            attempt = self._loading = self._attempts.begin()
            self._notify(Working(Activity.SIGNING_IN))
            refused = await self.hooks.before(wanted.hint)
            if not attempt.is_latest():
                return  # cancelled meanwhile
            if refused is not None:
                self._loading = None
                self._notify(SignedOut(refused))
                return
        await self._begin_in_browser(wanted)

    async def _begin_in_browser(self, wanted: BrowserSignIn) -> None:
        attempt = self._loading = self._attempts.begin()
        browser = await self._with_browser()
        if not attempt.is_latest():
            return  # cancelled while it was loaded
        self._loading = None
        if browser is None:
            self._notify(SignedOut(AuthErrorInfo(ErrorCode.BROWSER_UNKNOWN)))
            return
        self._turn_to(browser)
        await browser.begin(wanted)

    async def find_domain(self) -> str:
        """Return the host at which the browser would sign in; empty if none is known."""
        if self._ports.browser is None:
            return ""
        domain = await self._ports.off_thread(self._ports.browser.find_domain)
        return domain.partition("://")[2]

    async def look_again(self) -> None:
        """Somebody looks at the window again, who may have added a passkey in the browser."""
        if (
            self._adding is not None
            and self._adding.is_open
            and self._conversation is self._account
        ):
            await self._account.look_again()

    def end_waiting(self) -> None:
        """Stop waiting for the browser or a key, because nobody looks at the window any more."""
        self._passkeys.stop()
        loading, self._loading = self._loading, None
        in_browser = self._browser is not None and self._conversation is self._browser
        if in_browser or loading is self._attempts.latest:
            self.give_up()

    def _domain_in_browser(self) -> str:
        browser = self._ports.browser
        return browser.find_domain() if browser is not None else ""

    async def _continue_in_browser(self, options: SignInOptions) -> None:
        """Go on in the browser with a sign-in whose passkey lies where only a browser reaches it."""
        language = self._ports.passkeys.language()
        await self._begin_in_browser(
            BrowserSignIn(options.account, remember=options.remember, language=language)
        )

    async def _add_in_browser(self, subject: str, returned: Callable[[], Awaitable[None]]) -> None:
        browser, attempt = self._ports.browser, self._attempts.latest
        assert browser is not None  # noqa: S101 - else nothing leads here
        if self._adding is None:
            from desktop_login.flow.passkey_in_browser import PasskeyInBrowser

            self._adding = PasskeyInBrowser(self._ports, await self._ports.off_thread(browser.load))
            if not attempt.is_latest():
                return
        language = self._ports.passkeys.language()
        await self._adding.begin(subject, language, returned)

    def _stop_adding(self) -> None:
        if self._adding is not None:
            self._adding.close()

    async def _with_browser(self) -> BrowserSignInFlow | None:
        """A start without it loads nothing of it."""
        if self._browser is None and self._ports.browser is not None:
            from desktop_login.flow.browser_sign_in import BrowserSignInFlow

            kit = await self._ports.off_thread(self._ports.browser.load)
            self._browser = self._browser or BrowserSignInFlow(
                self._ports, kit, self._attempts, self._arrive, self._notify
            )
        return self._browser

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

    def give_up(self) -> None:
        """End a sign-in that nobody has finished, at whatever it is, because nobody looks at it any
        more. Nothing of it stays, and tokens that come for it late are revoked. Who is signed in
        stays so."""
        if self._session_manager.session is None:
            self._drop(None)

    def _stop(self, error_info: AuthErrorInfo | None) -> None:
        if self._conversation is self._account and self._session_manager.session is not None:
            self._account.leave()
            return
        if self._conversation is self._sign_in and self._sign_in.leave_key():
            return
        self._drop(error_info)

    def _drop(self, error_info: AuthErrorInfo | None) -> None:
        self._attempts.begin()
        self._turn_to(self._sign_in)
        self._sign_in.drop()
        self._notify(SignedOut(error_info))

    async def _arrive(
        self, session: Session, options: SignInOptions, ways: Ways, attempt: Attempt
    ) -> None:
        if self.hooks is not None:
            refused = await self.hooks.after(session.identity)
            if refused is not None:
                await self._turn_away(session, refused, attempt)
                return
        ask_device = await self._completion(session, options, ways, attempt)
        if attempt.is_latest():
            self._turn_to(self._account)
            self._account.after_sign_in(session, ask_device=ask_device)

    async def _turn_away(self, session: Session, refused: AuthErrorInfo, attempt: Attempt) -> None:
        """The pool has signed somebody in whom the program does not want; nothing was stored yet."""
        if attempt.is_latest():
            self._turn_to(self._sign_in)
            self._sign_in.drop()
            self._notify(SignedOut(refused))
        with suppress(AuthError):  # what is not revoked ends by itself, and nobody has it
            await self._ports.off_thread(self._ports.provider.revoke, session.tokens.refresh_token)

    def _turn_to(self, conversation: _Conversation) -> None:
        if conversation is not self._conversation:
            self._conversation.drop()
            self._conversation = conversation
