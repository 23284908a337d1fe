"""The account conversation of a signed-in user: what is asked next. The session manager refreshes and ends the session."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Concatenate, ParamSpec, TypeVar

from desktop_login.domain.account import (
    AccountDetails,
    Contact,
    contacts_of,
    managed_by,
    to_verify,
)
from desktop_login.domain.answers import (
    AccountAction,
    Answer,
    Code,
    ForgetDevice,
    PasswordChange,
    Prefer,
    Verify,
)
from desktop_login.domain.challenges import AuthenticatorSetUp, Method
from desktop_login.domain.errors import AuthError, AuthErrorInfo, ErrorCode
from desktop_login.domain.local_prompts import (
    AccountOverview,
    ChangePassword,
    ConfirmContact,
    RememberDevice,
    VerifyContact,
)
from desktop_login.domain.passkeys import (
    ForgetPasskey,
    Passkey,
    PasskeyAction,
    PasskeyProof,
    Pin,
)
from desktop_login.domain.secret import Secret
from desktop_login.domain.states import Activity, Asked, DashboardState, Notice, Question, Working
from desktop_login.domain.tokens import Session
from desktop_login.flow.attempts import Attempts
from desktop_login.flow.passkeys import Passkeys
from desktop_login.flow.ports import Listener, Ports
from desktop_login.flow.session_manager import SessionManager

Args = ParamSpec("Args")
Result = TypeVar("Result")
Work = Callable[[], Awaitable[None]]
# After these errors a refresh shows whether the session is still valid.
_DOUBTS_SESSION = frozenset(
    {ErrorCode.ACCESS_TOKEN_DEAD, ErrorCode.ACCOUNT_GONE, ErrorCode.ACCOUNT_NEEDS_ATTENTION}
)


class _SessionEnded(Exception):
    """The session has ended; the session manager has notified the listener."""


class _Left(Exception):
    """Raised when the user cancelled; `done` is True if the request had already succeeded."""

    def __init__(self, *, done: bool) -> None:
        super().__init__()
        self.done = done


class AccountFlow:
    """Asks questions above the dashboard: after a sign-in (`after_sign_in`) or on request (`open`)."""

    def __init__(
        self,
        ports: Ports,
        session_manager: SessionManager,
        attempts: Attempts,
        on_state: Listener,
        passkeys: Passkeys,
    ) -> None:
        self._own = ports.own_account
        self._devices = ports.devices
        self._off_thread = ports.off_thread
        self._session_manager = session_manager
        self._attempts = attempts
        self._passkeys = passkeys
        self._notify = on_state
        self._question: Question | None = None
        self._details = AccountDetails()
        self._queue: list[Question] = []
        self._from_overview = False

    def after_sign_in(self, session: Session, *, ask_device: bool) -> None:
        """Ask to remember the device, then to verify a contact; both can be skipped. Whose account
        somebody else manages recovers no password here."""
        claims = session.identity.claims
        contacts = () if managed_by(claims) else to_verify(contacts_of(claims))
        self._queue = [
            *([RememberDevice()] if ask_device else []),
            *([VerifyContact(contacts)] if contacts else []),
        ]
        self._from_overview = False
        if self._queue:
            self._next()

    async def open(self) -> None:
        self._attempts.begin()
        self._passkeys.stop()
        self._from_overview, self._details = True, AccountDetails()
        self._ask(AccountOverview())
        self._notify(Working(Activity.CHECKING))
        await self._do(AccountOverview(), self._overview)

    async def answer(self, answer: Answer) -> None:
        if isinstance(answer, PasskeyAction | Pin | ForgetPasskey):
            await self._about_passkeys(answer)
        else:
            await self._answer(answer)

    async def _about_passkeys(self, answer: PasskeyAction | Pin | ForgetPasskey) -> None:
        question = self._question
        match question, answer:
            case AccountOverview(), PasskeyAction.ADD:
                await self._work(question, Activity.CHECKING, self._make_passkey)
            case AccountOverview(), PasskeyAction.ADD_IN_BROWSER:
                await self._work(question, Activity.BROWSER, self._add_in_browser)
            case AccountOverview(), Pin() | PasskeyAction() if self._passkeys.is_at_work:
                # the page of the key lies above the overview
                await self._do(question, lambda: self._go_on(answer))
            case AccountOverview(), ForgetPasskey(passkey=passkey):
                await self._work(question, Activity.CHANGING, lambda: self._remove_passkey(passkey))
            case _:
                self._next()

    async def _answer(self, answer: Answer) -> None:
        question = self._question
        match question, answer:
            case AccountOverview(), AccountAction.CHANGE_PASSWORD:
                self._ask(ChangePassword())
            case AccountOverview(), AccountAction.LOOK_AGAIN:
                await self._work(question, Activity.CHECKING, self._overview)
            case AccountOverview(), AccountAction.SET_UP_AUTHENTICATOR:
                await self._work(question, Activity.CHECKING, self._set_up_authenticator)
            case AccountOverview(), Prefer(method=method):
                await self._work(question, Activity.CHANGING, lambda: self._prefer(method))
            case AccountOverview(), ForgetDevice(key=key):
                await self._work(question, Activity.CHANGING, lambda: self._forget_device(key))
            case AccountOverview(), AccountAction.DELETE_ACCOUNT:
                await self._work(question, Activity.DELETING, self._delete)
            case ChangePassword(), PasswordChange(current=old, password=new):
                await self._work(question, Activity.CHANGING, lambda: self._change(old, new))
            case AuthenticatorSetUp(), Code(code=code):
                await self._work(question, Activity.CONFIRMING, lambda: self._verify_app(code))
            case AccountOverview() | VerifyContact(), Verify(contact=contact):
                await self._work(question, Activity.SENDING, lambda: self._send_code(contact))
            case ConfirmContact(contact=contact), Code(code=code):
                await self._work(question, Activity.CONFIRMING, lambda: self._verify(contact, code))
            case RememberDevice(), AccountAction.REMEMBER_DEVICE:
                await self._work(question, Activity.CHANGING, self._remember)
            case _:
                self._next()

    async def resend(self) -> None:
        question = self._question
        if isinstance(question, ConfirmContact):
            contact, notice = question.contact, Notice.CODE_SENT
            await self._work(question, Activity.SENDING, lambda: self._send_code(contact, notice))

    def leave(self) -> None:
        """Go one step back: to the overview if the question was opened there, else to the dashboard."""
        self._attempts.begin()
        with_key = self._passkeys.is_at_work
        self._passkeys.stop()
        if self._from_overview and (with_key or not isinstance(self._question, AccountOverview)):
            self._ask(AccountOverview(self._details))
        else:
            self._next()

    def drop(self) -> None:
        self._question, self._queue = None, []
        self._passkeys.stop()

    async def _work(self, question: Question, step: Activity, work: Work) -> None:
        self._notify(Working(step))
        await self._do(question, work)

    async def _do(self, question: Question, work: Work) -> None:
        """Do the work; an error is shown on the page of `question`."""
        attempt = self._attempts.latest
        try:
            await work()
        except _SessionEnded:
            self.drop()
        except _Left:
            return
        except AuthError as error:
            if attempt.is_latest():
                self._ask(question, self._explained(error.error_info))

    def _explained(self, error_info: AuthErrorInfo) -> AuthErrorInfo:
        """A client of a sign-in with the browser may not be meant to change accounts."""
        session = self._session_manager.session
        through = session is not None and session.tokens.through is not None
        if through and error_info.code is ErrorCode.SCOPE_MISSING:
            return replace(error_info, code=ErrorCode.BROWSER_ACCOUNT_CLOSED)
        return error_info

    async def _overview(self, notice: Notice | None = None) -> None:
        self._details = await self._as_owner(self._details_of)
        self._ask(AccountOverview(self._details), notice=notice)

    def _details_of(self, access_token: Secret) -> AccountDetails:
        details = self._own.details(access_token, self._session().tokens.device_key)
        self._passkeys.look_for_domain()
        found: tuple[Passkey, ...] = ()
        error_info: AuthErrorInfo | None = None
        try:
            found = self._own.passkeys(access_token)
        except AuthError as error:
            error_info = error.error_info  # the rest of the account is no worse for it
        return replace(
            details,
            passkeys=found,
            passkeys_error=error_info,
            passkey_offers=self._passkeys.offers(adding=True),
        )

    async def _make_passkey(self) -> None:
        request = await self._as_owner(self._own.begin_passkey)
        offers = self._passkeys.offers()
        outcome = await self._passkeys.ask(
            request,
            registering=True,
            system=offers.system and not offers.key,
            alive=lambda: self._session_manager.session is not None,
        )
        await self._key_answered(outcome)

    async def _add_in_browser(self) -> None:
        browser = self._passkeys.in_browser
        if browser is None:
            raise AuthError(AuthErrorInfo(ErrorCode.PASSKEY_NOT_USED))
        attempt = self._attempts.latest
        await browser.add(self._session().identity.subject, self._back_from_browser)
        if attempt.is_latest():
            self._ask(AccountOverview(self._details))

    async def _back_from_browser(self) -> None:
        """Look again at what there is, if the overview is still what the person sees."""
        question = self._question
        if isinstance(question, AccountOverview):
            await self._do(question, self._overview)

    async def look_again(self) -> None:
        """List the passkeys again, for who comes back from the browser without its help. What is not
        new, or cannot be read, changes nothing: nobody has asked."""
        question = self._question
        if not isinstance(question, AccountOverview):
            return
        try:
            found = await self._as_owner(self._own.passkeys)
        except (AuthError, _Left, _SessionEnded):
            return
        if found != self._details.passkeys and self._question is question:
            self._details = replace(self._details, passkeys=found, passkeys_error=None)
            self._ask(AccountOverview(self._details))

    async def _go_on(self, answer: Pin | PasskeyAction) -> None:
        await self._key_answered(await self._passkeys.go_on(answer))

    async def _key_answered(self, outcome: PasskeyProof | AuthErrorInfo | None) -> None:
        if isinstance(outcome, AuthErrorInfo):
            raise AuthError(outcome)
        if outcome is None:
            return
        self._notify(Working(Activity.CHANGING))
        try:
            await self._as_owner(self._own.add_passkey, outcome)
        except AuthError as error:
            if error.error_info.code is ErrorCode.PASSKEY_SETTINGS_UNFIT:
                self._passkeys.refused_here()
            raise
        await self._overview(Notice.PASSKEY_ADDED)

    async def _remove_passkey(self, passkey: Passkey) -> None:
        await self._as_owner(self._own.remove_passkey, passkey.credential_id)
        await self._overview(Notice.PASSKEY_REMOVED)

    async def _change(self, current: Secret, new: Secret) -> None:
        await self._as_owner(self._own.change_password, current, new)
        await self._overview(Notice.PASSWORD_CHANGED)

    async def _set_up_authenticator(self) -> None:
        secret = await self._as_owner(self._own.new_authenticator)
        identity = self._session().identity
        account = identity.email or identity.username
        self._ask(AuthenticatorSetUp(None, secret, account))

    async def _verify_app(self, code: Secret) -> None:
        await self._as_owner(self._own.verify_authenticator, code, self._details.factors)
        await self._overview(Notice.AUTHENTICATOR_READY)

    async def _prefer(self, method: Method) -> None:
        await self._as_owner(self._own.prefer, method, self._details.factors)
        await self._overview(Notice.METHOD_PREFERRED)

    async def _forget_device(self, key: str) -> None:
        try:
            await self._as_owner(self._own.forget_device, key)
        except AuthError as error:
            if error.error_info.code is not ErrorCode.DEVICE_UNKNOWN:
                raise  # an unknown device was removed elsewhere, which is the wanted result
        await self._off_thread(self._forget_here, key)
        await self._overview(Notice.DEVICE_FORGOTTEN)

    def _forget_here(self, key: str) -> None:
        try:
            self._devices.forget(key)
        except AuthError:
            return  # the service no longer accepts it, so the stored copy is useless

    async def _delete(self) -> None:
        try:
            await self._as_owner(self._own.delete)
        except _Left as left:
            if not left.done:
                raise
        self.drop()
        await self._session_manager.end(Notice.ACCOUNT_DELETED)

    async def _send_code(self, contact: Contact, notice: Notice | None = None) -> None:
        delivery = await self._as_owner(self._own.send_code, contact)
        where = delivery.destination or contact.masked
        skippable = not self._from_overview
        self._ask(ConfirmContact(contact, where, skippable), notice=notice)

    async def _verify(self, contact: Contact, code: Secret) -> None:
        attempt = self._attempts.latest
        await self._as_owner(self._own.verify, contact, code)
        await self._session_manager.refresh()  # so that the ID token has the new claim
        self._session()
        if not attempt.is_latest():
            return
        phone = contact.attribute == "phone_number"
        notice = Notice.PHONE_VERIFIED if phone else Notice.EMAIL_VERIFIED
        if self._from_overview:
            await self._overview(notice)
        else:
            self._next(notice)

    async def _remember(self) -> None:
        key = self._session().tokens.device_key
        await self._as_owner(self._own.remember_device, key)
        self._next(Notice.DEVICE_REMEMBERED)

    async def _as_owner(
        self,
        call: Callable[Concatenate[Secret, Args], Result],
        *args: Args.args,
        **kwargs: Args.kwargs,
    ) -> Result:
        """Call with a valid access token; refresh and repeat once if it is refused.

        Raises `_SessionEnded` if the session has ended. Raises `_Left` if the user did not wait;
        then the call is not repeated.
        """
        attempt = self._attempts.latest
        await self._session_manager.usable_session()
        access_token = self._session().tokens.access_token
        try:
            result = await self._off_thread(call, access_token, *args, **kwargs)
        except AuthError as error:
            if error.error_info.code not in _DOUBTS_SESSION:
                raise
            await self._session_manager.refresh()
            access_token = self._session().tokens.access_token
            if error.error_info.code is not ErrorCode.ACCESS_TOKEN_DEAD:
                raise
            if not attempt.is_latest():
                raise _Left(done=False) from None
            result = await self._off_thread(call, access_token, *args, **kwargs)
        self._session()
        if not attempt.is_latest():
            raise _Left(done=True)
        return result

    def _session(self) -> Session:
        session = self._session_manager.session
        if session is None:
            raise _SessionEnded
        return session

    def _next(self, notice: Notice | None = None) -> None:
        if self._queue:
            self._ask(self._queue.pop(0), notice=notice)
        else:
            self._question = None
            self._notify(DashboardState(notice))

    def _ask(
        self,
        question: Question,
        error_info: AuthErrorInfo | None = None,
        notice: Notice | None = None,
    ) -> None:
        if self._session_manager.session is None:
            self.drop()  # signed out meanwhile; the listener has been notified
            return
        self._question = question
        self._notify(Asked(question, error_info, notice))
