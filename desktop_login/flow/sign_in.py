"""The sign-in conversation: which state follows each answer. Knows neither the API's parameters nor pages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import NamedTuple, Protocol

from desktop_login.domain.answers import (
    Answer,
    Chosen,
    Code,
    Credentials,
    NewPassword,
    Password,
    SignInOptions,
    typed_username,
)
from desktop_login.domain.challenges import (
    Challenge,
    Channel,
    CodeRequired,
    Method,
    PasskeyRequired,
)
from desktop_login.domain.errors import (
    SESSION_OF_STEP_DEAD,
    STAYS_ON_PAGE,
    TRANSIENT,
    AuthError,
    AuthErrorInfo,
    ErrorCode,
)
from desktop_login.domain.passkeys import PasskeyAction, PasskeyProof, Pin
from desktop_login.domain.states import Activity, Asked, Notice, SignedOut, Working
from desktop_login.domain.tokens import Session, Tokens
from desktop_login.domain.ways import Way, Ways, and_then, took_password
from desktop_login.flow.attempts import Attempt, Attempts
from desktop_login.flow.initiate_auth import InitiateAuth, password_chosen
from desktop_login.flow.lock_out import LockOut
from desktop_login.flow.passkeys import Passkeys
from desktop_login.flow.ports import Listener, Ports
from desktop_login.flow.request_budget import Run
from desktop_login.flow.sign_in_context import SignInContext
from desktop_login.flow.username_variants import UsernameVariants

_PHONE_CLOCK_HINT_AFTER = 3
# After these errors the Session is used up, and the choice may be made again.
_ENDS_PASSKEY = frozenset({ErrorCode.PASSKEY_REFUSED, ErrorCode.PASSKEY_REQUEST_UNFIT})
# Notice during a sign-in that follows another action → notice if that sign-in fails for now.
_DONE: Mapping[Notice, Notice] = {
    Notice.CONFIRMED_SIGNING_IN: Notice.CONFIRMED,
    Notice.ALREADY_CONFIRMED: Notice.CONFIRMED,
    Notice.PASSWORD_RESET_SIGNING_IN: Notice.PASSWORD_RESET,
}
Arrive = Callable[[Session, SignInOptions, Ways, Attempt], Awaitable[None]]


class Detours(Protocol):
    """The conversations that an account has to go through before it can sign in."""

    async def confirm(self, credentials: Credentials, error_info: AuthErrorInfo) -> None: ...

    async def reset(self, options: SignInOptions, error_info: AuthErrorInfo) -> None: ...


class _Step(NamedTuple):
    """A challenge that is being answered, or asked anew."""

    context: SignInContext
    challenge: Challenge
    attempt: Attempt
    run: Run


class SignInFlow:
    """One sign-in at a time, from the credentials to the session.

    If a late answer brings tokens, they are revoked.
    """

    def __init__(
        self,
        ports: Ports,
        attempts: Attempts,
        arrive: Arrive,
        detours: Detours,
        on_state: Listener,
        passkeys: Passkeys,
        password_way: Way = Way.PASSWORD,
    ) -> None:
        self._provider = ports.provider
        self._password_way = password_way
        self._token_verifier = ports.token_verifier
        self._clock = ports.clock
        self._names = ports.names
        self._off_thread = ports.off_thread
        self._devices = ports.devices
        self._attempts = attempts
        self._arrive = arrive
        self._detours = detours
        self._passkeys = passkeys
        self._notify = on_state
        self._lock_out = LockOut()
        self._variants = UsernameVariants()
        self._context: SignInContext | None = None

    async def sign_in(self, credentials: Credentials, notice: Notice | None = None) -> None:
        """Sign in; the listener gets a challenge, the session, or the error."""
        attempt = self._attempts.begin()
        self.drop()
        self._notify(Working(Activity.SIGNING_IN, notice))
        made_up = await self._off_thread(self._names.find, typed_username(credentials.username))
        if made_up:
            credentials = replace(credentials, username=made_up, account=credentials.label)
        initiate_auth = InitiateAuth(self._provider, self._devices, credentials)
        context = SignInContext(credentials.options, initiate_auth)
        result = await attempt.call(
            None,
            initiate_auth,
            self._run(attempt),
            refused=partial(self._not_signed_in, context, notice),
            late=partial(self._accepted_late, context),
        )
        if result is None:
            return
        self._accepted(context)
        if initiate_auth.has_password and took_password(result):
            context.ways = and_then(context.ways, self._password_way)
        self._context = context
        if made_up:  # the account is confirmed, so its e-mail address works as a name
            await self._off_thread(self._names.forget, typed_username(context.options.account))
        await self._arrived(attempt, result, context)

    async def answer(self, answer: Answer) -> None:
        """Answer the open challenge; without one, report that the step took too long."""
        context = self._context
        challenge = context.challenge if context is not None else None
        if (
            context is not None
            and isinstance(challenge, PasskeyRequired)
            and isinstance(answer, Pin | PasskeyAction)
        ):
            await self._with_passkey(context, challenge, answer)
        else:
            await self._answer(answer, self._run(self._attempts.latest))

    def leave_key(self) -> bool:
        """Go back from the page of a key to the choices for the passkey; False if it is not open."""
        context = self._context
        if not self._passkeys.is_at_work or context is None or context.challenge is None:
            return False
        self._passkeys.stop()
        self._attempts.begin()
        self._notify(Asked(context.challenge))
        return True

    async def _with_passkey(
        self, context: SignInContext, challenge: PasskeyRequired, answer: Pin | PasskeyAction
    ) -> None:
        attempt, in_browser = self._attempts.latest, self._passkeys.in_browser
        match answer:
            case PasskeyAction.IN_BROWSER if in_browser is not None:
                await in_browser.sign_in(context.options)
                return
            case PasskeyAction.ANOTHER_WAY:
                await self._another_way(context, challenge)
                return
            case PasskeyAction.USE_KEY | PasskeyAction.USE_SYSTEM:
                context.key_action = answer
                system = answer is PasskeyAction.USE_SYSTEM
                outcome = await self._passkeys.ask(challenge.request, system=system)
            case _:
                outcome = await self._passkeys.go_on(answer)
        # whatever begins another attempt stops the key, which then has neither proof nor error
        if isinstance(outcome, PasskeyProof):
            await self._answer(outcome, self._run(attempt))
        elif outcome is not None:
            self._notify(Asked(challenge, outcome))

    async def _another_way(self, context: SignInContext, challenge: PasskeyRequired) -> None:
        """Begin again without the choice of the passkey: a challenge cannot be taken back."""
        self._notify(Working(Activity.CHECKING))
        context.choices = [
            one for one in context.choices if one.option.method is not Method.PASSKEY
        ]
        attempt = self._attempts.latest
        result = await self._restart(_Step(context, challenge, attempt, self._run(attempt)))
        if result is not None:
            self._notify(Asked(result, self._passkeys.objection))

    async def _answer(self, answer: Answer, run: Run) -> None:
        context, attempt = self._context, self._attempts.latest
        if context is None or context.challenge is None:
            self._notify(SignedOut(AuthErrorInfo(ErrorCode.STEP_TOOK_TOO_LONG)))
            return
        challenge = context.challenge
        send = partial(self._provider.answer, challenge, answer)
        instead = password_chosen(challenge, answer)
        if instead is not None:
            if instead.plain or not context.initiate_auth.has_password:
                context.challenge = instead
                self._notify(Asked(instead))
                return
            send = partial(context.initiate_auth.prove, instead)
        result = await attempt.call(
            _step_of(answer),
            send,
            run,
            refused=partial(self._refused, _Step(context, challenge, attempt, run), answer),
            late=self._discard,
        )
        if result is not None:
            context.answered(context.challenge, answer)
            await self._arrived(attempt, result, context)

    async def resend(self) -> None:
        """Send another code by repeating the sign-in from its first request."""
        context = self._context
        if context is None or context.challenge is None:
            self._notify(SignedOut(AuthErrorInfo(ErrorCode.STEP_TOOK_TOO_LONG)))
            return
        self._notify(Working(Activity.SENDING))
        if not context.may_restart(self._clock.now()):
            self._notify(Asked(context.challenge, AuthErrorInfo(ErrorCode.TOO_MANY_ATTEMPTS)))
            return
        attempt = self._attempts.latest
        step = _Step(context, context.challenge, attempt, self._run(attempt))
        result = await self._restart(step)
        if result is not None:
            self._notify(Asked(result, notice=Notice.CODE_SENT))

    def drop(self) -> None:
        """Discard the password and everything else of the sign-in."""
        self._context = None
        self._passkeys.stop()

    def _explained(self, context: SignInContext, error_info: AuthErrorInfo) -> AuthErrorInfo:
        with_wait = self._lock_out.with_wait(error_info)
        return self._variants.with_suggestion(with_wait, context.options.account)

    def _run(self, attempt: Attempt) -> Run:
        return Run(self._clock, attempt.is_latest)

    async def _arrived(
        self, attempt: Attempt, result: Tokens | Challenge, context: SignInContext
    ) -> None:
        if not attempt.is_latest():
            await self._discard(result)
            return
        if not isinstance(result, Tokens):
            challenge = await self._passkeys.prepared(result)
            if attempt.is_latest():
                context.ask(challenge)
                self._notify(Asked(challenge, self._passkeys.objection))
            return
        session = await attempt.call(
            None,
            self._token_verifier.read,
            result,
            refused=self._not_verified,
            late=lambda _: self._discard(result),
        )
        if session is not None:
            self.drop()
            await self._arrive(session, context.options, context.ways, attempt)

    async def _refused(self, step: _Step, answer: Answer, error_info: AuthErrorInfo) -> None:
        context, challenge = step.context, step.challenge
        if error_info.code is ErrorCode.DEVICE_UNKNOWN and step.run.begin_again():
            # the answer was accepted; the device step after it was refused
            context.answered(context.challenge, answer)
            await self._again_without_device(step)
        elif error_info.code in SESSION_OF_STEP_DEAD:
            await self._begin_again(step, answer, error_info)
        elif error_info.code in _ENDS_PASSKEY and step.run.begin_again():
            await self._ask_again(step, error_info)
        elif error_info.code in STAYS_ON_PAGE:
            self._notify(Asked(challenge, self._with_phone_hint(context, challenge, error_info)))
        else:
            self.drop()
            await self._stop(context, error_info)

    async def _ask_again(self, step: _Step, error_info: AuthErrorInfo) -> None:
        """Open the challenge anew: a passkey that was refused has ended its Session."""
        result = await self._restart(step)
        if result is not None:
            self._notify(Asked(result, error_info))

    async def _again_without_device(self, step: _Step) -> None:
        """Remove a device that the pool no longer knows, and go on without asking the user."""
        forget_device = step.context.initiate_auth.forget_device
        await self._off_thread(forget_device, step.challenge.challenge_context)
        result = await self._restart(step)
        if result is not None:
            self._notify(Asked(result))

    async def _begin_again(self, step: _Step, answer: Answer, dead: AuthErrorInfo) -> None:
        """Restart after a step timed out, at most once in 30 s and once per run.

        A new password or a choice is sent again. A code is not, because the restart has sent a
        newer one.
        """
        context, challenge, _, run = step
        if not (context.may_restart(self._clock.now()) and run.begin_again()):
            self.drop()
            self._notify(SignedOut(dead, account=context.options.account))
            return
        if isinstance(answer, PasskeyProof) and context.asked_key_again:
            self.drop()
            late = replace(dead, code=ErrorCode.PASSKEY_TOOK_TOO_LONG)
            self._notify(SignedOut(late, account=context.options.account))
            return
        result = await self._restart(step)
        if result is None:
            return
        if type(result) is type(challenge) and isinstance(answer, NewPassword | Chosen):
            await self._answer(answer, run)
        elif isinstance(result, PasskeyRequired) and isinstance(answer, PasskeyProof):
            context.asked_key_again = True
            await self._with_passkey(context, result, context.key_action)
        elif type(result) is type(challenge):
            codes = isinstance(answer, Code)
            code = ErrorCode.STEP_RESTARTED if codes else ErrorCode.QUESTION_RESTARTED
            self._notify(Asked(result, replace(dead, code=code)))
        else:
            self._notify(Asked(result))

    async def _restart(self, step: _Step) -> Challenge | None:
        """Repeat the first request with the password, and the choices made since.

        Return the challenge that is open now; None if there is none, and the listener has been
        notified.
        """
        context, _, attempt, run = step
        context.restarted_at = self._clock.now().monotonic
        result = await attempt.call(
            None,
            context.initiate_auth,
            run,
            context.choices,
            refused=partial(self._not_restarted, step),
            late=self._discard,
        )
        if isinstance(result, Tokens):
            await self._arrived(attempt, result, context)
        elif result is not None:
            challenge = await self._passkeys.prepared(result)
            if attempt.is_latest():
                context.ask(challenge)
                return challenge
        return None

    async def _not_restarted(self, step: _Step, error_info: AuthErrorInfo) -> None:
        explained = self._explained(step.context, error_info)
        if explained.code in STAYS_ON_PAGE:
            self._notify(Asked(step.challenge, explained))
        else:
            self.drop()
            await self._stop(step.context, explained)

    async def _not_verified(self, error_info: AuthErrorInfo) -> None:
        self.drop()
        self._notify(SignedOut(error_info))

    async def _not_signed_in(
        self, context: SignInContext, notice: Notice | None, error_info: AuthErrorInfo
    ) -> None:
        """Report a failed sign-in.

        If it followed another action, such as a password reset, a transient error must not look
        like a failure of that action.
        """
        error_info = self._explained(context, error_info)
        done = _DONE.get(notice) if notice is not None and error_info.code in TRANSIENT else None
        if done is not None:
            self._notify(SignedOut(notice=done, account=context.options.account))
        else:
            await self._stop(context, error_info)

    async def _stop(self, context: SignInContext, error_info: AuthErrorInfo) -> None:
        match error_info.code:
            case ErrorCode.NOT_CONFIRMED:
                await self._detours.confirm(context.initiate_auth.hand_over(), error_info)
            case ErrorCode.RESET_REQUIRED:
                await self._detours.reset(context.options, error_info)
            case _:
                self._notify(SignedOut(error_info, account=context.options.account))

    def _accepted(self, context: SignInContext) -> None:
        """The service has taken the password, whether the user has waited or not."""
        self._lock_out.over()
        if context.initiate_auth.has_password:
            self._variants.known(context.options.account)

    async def _accepted_late(self, context: SignInContext, result: Tokens | Challenge) -> None:
        self._accepted(context)
        await self._discard(result)

    async def _discard(self, result: Tokens | Challenge) -> None:
        if isinstance(result, Tokens):
            try:
                await self._off_thread(self._provider.revoke, result.refresh_token)
            except AuthError:
                return  # the user cancelled, and nothing was stored

    @staticmethod
    def _with_phone_hint(
        context: SignInContext, challenge: Challenge, error_info: AuthErrorInfo
    ) -> AuthErrorInfo:
        if error_info.code is not ErrorCode.WRONG_CODE:
            return error_info
        context.wrong_codes += 1
        sent = (
            isinstance(challenge, CodeRequired) and challenge.channel is not Channel.AUTHENTICATOR
        )
        if not sent and context.wrong_codes >= _PHONE_CLOCK_HINT_AFTER:
            return replace(error_info, code=ErrorCode.WRONG_CODE_AGAIN)
        return error_info


def _step_of(answer: Answer) -> Activity:
    match answer:
        case NewPassword():
            return Activity.CHANGING
        case Password():
            return Activity.SIGNING_IN
        case Chosen(option=option) if option.method in (Method.TEXT_MESSAGE, Method.EMAIL):
            return Activity.SENDING
        case Chosen():
            return Activity.CHECKING
        case _:
            return Activity.CONFIRMING
