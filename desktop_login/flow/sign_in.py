"""The sign-in conversation as a person lives it. Decides which state follows which answer; knows no wire and no page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from desktop_login.domain.answers import Answer, Code, Credentials, NewPassword
from desktop_login.domain.challenges import (
    Challenge,
    Channel,
    CodeRequired,
    NewPasswordRequired,
)
from desktop_login.domain.errors import (
    SESSION_OF_STEP_DEAD,
    STAYS_ON_PAGE,
    Fault,
    LoginError,
    Problem,
)
from desktop_login.domain.states import Challenged, News, SignedOut, Step, Working
from desktop_login.domain.tokens import Session, Tokens
from desktop_login.flow.ports import Clock, Listener, OffThread, Provider, Reader

RESTART_EVERY_S = 30.0
_PHONE_CLOCK_HINT_AFTER = 3
_FIRST_LOCK_OUT_S = 1.0
_LONGEST_LOCK_OUT_S = 900.0

Adopt = Callable[[Session, bool], Awaitable[None]]


class SignInFlow:
    """One sign-in at a time, from the credentials to the session.

    The password is held from the first answer to the end of the flow, only to repeat the
    first step when a code must be sent again or a step timed out: Cognito has no other way.
    Every attempt carries a number, so that an answer to a cancelled attempt is recognised
    when it arrives late; if it brought tokens they are revoked.
    """

    def __init__(
        self,
        provider: Provider,
        reader: Reader,
        clock: Clock,
        off_thread: OffThread,
        adopt: Adopt,
        on_state: Listener,
    ) -> None:
        self._provider = provider
        self._reader = reader
        self._clock = clock
        self._off_thread = off_thread
        self._adopt = adopt
        self._tell = on_state
        self._attempt = 0
        self._credentials: Credentials | None = None
        self._challenge: Challenge | None = None
        self._restarted_at: float | None = None
        self._wrong_codes = 0
        self._lock_outs = 0

    async def sign_in(self, credentials: Credentials) -> None:
        """From the password to tokens, to a challenge, or back with the reason."""
        self._drop()
        attempt = self._attempt
        self._tell(Working(Step.SIGNING_IN))
        try:
            result = await self._off_thread(self._provider.sign_in, credentials)
        except LoginError as error:
            if attempt == self._attempt:
                self._tell(SignedOut(self._with_lock_out(error.fault)))
            return
        self._lock_outs = 0
        if attempt == self._attempt:
            self._credentials = credentials
        await self._arrived(attempt, result, credentials.remember)

    async def answer(self, answer: Answer) -> None:
        """Answers the challenge that is open; without one, says that the step is over."""
        challenge, credentials, attempt = self._challenge, self._credentials, self._attempt
        if challenge is None or credentials is None:
            self._tell(SignedOut(Fault(Problem.STEP_TOOK_TOO_LONG)))
            return
        self._tell(Working(Step.CONFIRMING if isinstance(answer, Code) else Step.CHANGING))
        try:
            result = await self._off_thread(self._provider.answer, challenge, answer)
        except LoginError as error:
            if attempt == self._attempt:
                await self._refused(challenge, answer, error.fault)
            return
        await self._arrived(attempt, result, credentials.remember)

    async def resend(self) -> None:
        """Sends another code by repeating the sign-in from its first step."""
        if self._challenge is None:
            self._tell(SignedOut(Fault(Problem.STEP_TOOK_TOO_LONG)))
            return
        self._tell(Working(Step.SENDING))
        await self._restart(self._challenge)

    def leave(self) -> None:
        """The person went back: nothing of the flow stays."""
        self._drop()
        self._tell(SignedOut())

    def cancel(self) -> None:
        """Gives the window back at once; what the server answers later is dropped."""
        self._drop()
        self._tell(SignedOut(Fault(Problem.CANCELLED)))

    async def _arrived(self, attempt: int, result: Tokens | Challenge, remember: bool) -> None:
        if attempt != self._attempt:
            await self._discard(result)
            return
        if not isinstance(result, Tokens):
            self._challenge, self._wrong_codes = result, 0
            self._tell(Challenged(result))
            return
        try:
            session = await self._off_thread(self._reader.read, result)
        except LoginError as error:
            if attempt == self._attempt:
                self._drop()
                self._tell(SignedOut(error.fault))
            return
        if attempt != self._attempt:
            await self._discard(result)
            return
        self._drop()
        await self._adopt(session, remember)

    async def _refused(self, challenge: Challenge, answer: Answer, fault: Fault) -> None:
        if fault.problem in SESSION_OF_STEP_DEAD:
            await self._restart(challenge, fault, answer)
        elif fault.problem in STAYS_ON_PAGE:
            self._tell(Challenged(challenge, self._with_phone_hint(challenge, fault)))
        else:
            self._drop()
            self._tell(SignedOut(fault))

    async def _restart(
        self, challenge: Challenge, dead: Fault | None = None, answer: Answer | None = None
    ) -> None:
        """Repeats the first step with the password still held and exchanges the Session.

        At most once in 30 s, because each repetition may send a message. `dead` is the
        refusal that made it necessary; a new password chosen meanwhile is sent again, a
        delivered code is not, because a newer one is on its way.
        """
        now = self._clock.now().monotonic
        if self._restarted_at is not None and now - self._restarted_at < RESTART_EVERY_S:
            if dead is None:
                self._tell(Challenged(challenge, Fault(Problem.TOO_MANY_ATTEMPTS)))
            else:
                self._drop()
                self._tell(SignedOut(dead))
            return
        credentials, attempt = self._credentials, self._attempt
        if credentials is None:
            self._drop()
            self._tell(SignedOut(dead))
            return
        self._restarted_at = now
        try:
            result = await self._off_thread(self._provider.sign_in, credentials)
        except LoginError as error:
            if attempt == self._attempt:
                self._after_failed_restart(challenge, error.fault)
            return
        if attempt != self._attempt or isinstance(result, Tokens):
            await self._arrived(attempt, result, credentials.remember)
            return
        self._challenge, self._wrong_codes = result, 0
        if dead is None:
            self._tell(Challenged(result, news=News.CODE_SENT))
        elif isinstance(result, NewPasswordRequired) and isinstance(answer, NewPassword):
            await self.answer(answer)
        elif isinstance(result, CodeRequired) and isinstance(challenge, CodeRequired):
            self._tell(Challenged(result, replace(dead, problem=Problem.STEP_RESTARTED)))
        else:
            self._tell(Challenged(result))

    def _after_failed_restart(self, challenge: Challenge, fault: Fault) -> None:
        if fault.problem in STAYS_ON_PAGE:
            self._tell(Challenged(challenge, fault))
        else:
            self._drop()
            self._tell(SignedOut(fault))

    async def _discard(self, result: Tokens | Challenge) -> None:
        if isinstance(result, Tokens):
            try:
                await self._off_thread(self._provider.revoke, result.refresh_token)
            except LoginError:
                return  # nobody waits for this answer, and nothing was kept

    def _with_phone_hint(self, challenge: Challenge, fault: Fault) -> Fault:
        if fault.problem is not Problem.WRONG_CODE:
            return fault
        self._wrong_codes += 1
        authenticator = (
            isinstance(challenge, CodeRequired) and challenge.channel is Channel.AUTHENTICATOR
        )
        if authenticator and self._wrong_codes >= _PHONE_CLOCK_HINT_AFTER:
            return replace(fault, problem=Problem.WRONG_CODE_AGAIN)
        return fault

    def _with_lock_out(self, fault: Fault) -> Fault:
        """The service does not say for how long: start from 1 s and double per refusal."""
        if fault.problem is not Problem.LOCKED_OUT:
            return fault
        wait = min(_LONGEST_LOCK_OUT_S, _FIRST_LOCK_OUT_S * 2.0 ** min(self._lock_outs, 12))
        self._lock_outs += 1
        return replace(fault, seconds=wait)

    def _drop(self) -> None:
        self._attempt += 1
        self._credentials = None
        self._challenge = None
        self._restarted_at = None
        self._wrong_codes = 0
