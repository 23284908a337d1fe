"""The sign-in conversation as a person lives it. Decides which state follows which answer; knows no wire and no page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Protocol

from desktop_login.domain.answers import (
    Answer,
    Chosen,
    Code,
    Credentials,
    NewPassword,
    Password,
    typed_username,
)
from desktop_login.domain.challenges import (
    Challenge,
    Channel,
    CodeRequired,
    Method,
)
from desktop_login.domain.errors import (
    SESSION_OF_STEP_DEAD,
    STAYS_ON_PAGE,
    TRANSIENT,
    Fault,
    LoginError,
    Problem,
)
from desktop_login.domain.states import Asked, News, SignedOut, Step, Working
from desktop_login.domain.tokens import Session, Tokens
from desktop_login.flow.attempts import Attempt, Attempts
from desktop_login.flow.initiate_auth import FirstStep, password_chosen
from desktop_login.flow.lock_out import LockOut
from desktop_login.flow.ports import Listener, Ports
from desktop_login.flow.request_budget import Run
from desktop_login.flow.sign_in_context import Held
from desktop_login.flow.username_variants import Spellings

_PHONE_CLOCK_HINT_AFTER = 3
# What is said while signing in after something else → what of it is done, if that fails for now.
_DONE: Mapping[News, News] = {
    News.CONFIRMED_SIGNING_IN: News.CONFIRMED,
    News.ALREADY_CONFIRMED: News.CONFIRMED,
    News.PASSWORD_RESET_SIGNING_IN: News.PASSWORD_RESET,
}
Arrive = Callable[[Session, Credentials, Attempt], Awaitable[None]]


class Detours(Protocol):
    """Where an account leads that has to be mended first."""

    async def confirm(self, credentials: Credentials, fault: Fault) -> None: ...

    async def reset(self, credentials: Credentials, fault: Fault) -> None: ...


class SignInFlow:
    """One sign-in at a time, from the credentials to the session.

    The password is held from the first answer to the end of the flow, only to repeat the
    first step when a code must be sent again or a step timed out: Cognito has no other way.
    If a late answer brings tokens, they are revoked.
    """

    def __init__(
        self,
        ports: Ports,
        attempts: Attempts,
        arrive: Arrive,
        detours: Detours,
        on_state: Listener,
    ) -> None:
        self._provider = ports.provider
        self._reader = ports.reader
        self._clock = ports.clock
        self._names = ports.names
        self._off_thread = ports.off_thread
        self._first_step = FirstStep(ports.provider, ports.devices)
        self._attempts = attempts
        self._arrive = arrive
        self._detours = detours
        self._tell = on_state
        self._lock_out = LockOut()
        self._spellings = Spellings()
        self._held: Held | None = None

    async def sign_in(self, credentials: Credentials, news: News | None = None) -> None:
        """From the password to tokens, to a challenge, or back with the reason."""
        attempt = self._attempts.begin()
        self._held = None
        self._tell(Working(Step.SIGNING_IN, news))
        made_up = await self._off_thread(self._names.find, typed_username(credentials.username))
        if made_up:
            credentials = replace(credentials, username=made_up, account=credentials.label)
        try:
            result = await self._off_thread(self._first_step, credentials, self._run(attempt))
        except LoginError as error:
            if attempt.is_latest():
                await self._not_signed_in(credentials, self._told(credentials, error.fault), news)
            return
        self._lock_out.over()
        if made_up:  # it is confirmed by now, and known by its address
            await self._off_thread(self._names.forget, typed_username(credentials.label))
        if credentials.password:
            self._spellings.known(credentials.label)
        held = Held(credentials)
        if attempt.is_latest():
            self._held = held
        await self._arrived(attempt, result, held)

    async def answer(self, answer: Answer) -> None:
        """Answers the challenge that is open; without one, says that the step is over."""
        await self._answer(answer, self._run(self._attempts.latest))

    async def _answer(self, answer: Answer, run: Run) -> None:
        held, attempt = self._held, self._attempts.latest
        if held is None or held.challenge is None:
            self._tell(SignedOut(Fault(Problem.STEP_TOOK_TOO_LONG)))
            return
        challenge, sent = held.challenge, answer
        instead = password_chosen(challenge, answer)
        if instead is not None:
            if instead.plain or not held.credentials.password:
                held.challenge = instead
                self._tell(Asked(instead))
                return
            challenge, sent = instead, Password(held.credentials.password)
        self._tell(Working(_step_of(answer)))
        try:
            result = await self._off_thread(self._provider.answer, challenge, sent, run)
        except LoginError as error:
            if attempt.is_latest():
                await self._refused(held, held.challenge, answer, error.fault, run)
            return
        if attempt.is_latest():
            held.answered(held.challenge, answer)
        await self._arrived(attempt, result, held)

    async def resend(self) -> None:
        """Sends another code by repeating the sign-in from its first step."""
        held = self._held
        if held is None or held.challenge is None:
            self._tell(SignedOut(Fault(Problem.STEP_TOOK_TOO_LONG)))
            return
        self._tell(Working(Step.SENDING))
        if not held.may_restart(self._clock.now()):
            self._tell(Asked(held.challenge, Fault(Problem.TOO_MANY_ATTEMPTS)))
            return
        result = await self._restart(held, held.challenge, self._run(self._attempts.latest))
        if result is not None:
            self._tell(Asked(result, news=News.CODE_SENT))

    def drop(self) -> None:
        """Nothing of the flow stays."""
        self._held = None

    def _told(self, credentials: Credentials, fault: Fault) -> Fault:
        return self._spellings.told(self._lock_out.told(fault), credentials.label)

    def _run(self, attempt: Attempt) -> Run:
        return Run(self._clock, attempt.is_latest)

    async def _arrived(self, attempt: Attempt, result: Tokens | Challenge, held: Held) -> None:
        if not attempt.is_latest():
            await self._discard(result)
            return
        if not isinstance(result, Tokens):
            held.ask(result)
            self._tell(Asked(result))
            return
        try:
            session = await self._off_thread(self._reader.read, result)
        except LoginError as error:
            if attempt.is_latest():
                self.drop()
                self._tell(SignedOut(error.fault))
            return
        if not attempt.is_latest():
            await self._discard(result)
            return
        self.drop()
        await self._arrive(session, held.credentials, attempt)

    async def _refused(
        self, held: Held, challenge: Challenge, answer: Answer, fault: Fault, run: Run
    ) -> None:
        if fault.problem is Problem.DEVICE_UNKNOWN and run.begin_again():
            held.answered(held.challenge, answer)  # it is the device behind it that was refused
            await self._again_without_device(held, challenge, run)
        elif fault.problem in SESSION_OF_STEP_DEAD:
            await self._begin_again(held, challenge, answer, fault, run)
        elif fault.problem in STAYS_ON_PAGE:
            self._tell(Asked(challenge, self._with_phone_hint(held, challenge, fault)))
        else:
            self.drop()
            await self._stop(held.credentials, fault)

    async def _again_without_device(self, held: Held, challenge: Challenge, run: Run) -> None:
        """The pool has forgotten this computer: so do we, and the person notices nothing."""
        await self._off_thread(self._first_step.forget_device, challenge.ticket)
        result = await self._restart(held, challenge, run)
        if result is not None:
            self._tell(Asked(result))

    async def _begin_again(
        self, held: Held, challenge: Challenge, answer: Answer, dead: Fault, run: Run
    ) -> None:
        """A step timed out: the flow starts again by itself, at most once in 30 s and once a run.

        A new password or a choice is sent again; a delivered code is not, because a newer one
        is on its way.
        """
        if not (held.may_restart(self._clock.now()) and run.begin_again()):
            self.drop()
            self._tell(SignedOut(dead, account=held.credentials.label))
            return
        result = await self._restart(held, challenge, run)
        if result is None:
            return
        if type(result) is type(challenge) and isinstance(answer, NewPassword | Chosen):
            await self._answer(answer, run)
        elif type(result) is type(challenge):
            codes = isinstance(answer, Code)
            problem = Problem.STEP_RESTARTED if codes else Problem.QUESTION_RESTARTED
            self._tell(Asked(result, replace(dead, problem=problem)))
        else:
            self._tell(Asked(result))

    async def _restart(self, held: Held, challenge: Challenge, run: Run) -> Challenge | None:
        """Repeats the first step with the password still held, and the choices made since.

        The challenge that is open now, or None if it went on otherwise and that was told.
        """
        attempt = self._attempts.latest
        held.restarted_at = self._clock.now().monotonic
        try:
            result = await self._off_thread(self._first_step, held.credentials, run, held.choices)
        except LoginError as error:
            if attempt.is_latest():
                fault = self._told(held.credentials, error.fault)
                if fault.problem in STAYS_ON_PAGE:
                    self._tell(Asked(challenge, fault))
                else:
                    self.drop()
                    await self._stop(held.credentials, fault)
            return None
        if not attempt.is_latest() or isinstance(result, Tokens):
            await self._arrived(attempt, result, held)
            return None
        held.ask(result)
        return result

    async def _not_signed_in(
        self, credentials: Credentials, fault: Fault, news: News | None
    ) -> None:
        """Where something was done just before, a passing trouble must not look like its failure."""
        done = _DONE.get(news) if news is not None and fault.problem in TRANSIENT else None
        if done is not None:
            self._tell(SignedOut(news=done, account=credentials.label))
        else:
            await self._stop(credentials, fault)

    async def _stop(self, credentials: Credentials, fault: Fault) -> None:
        match fault.problem:
            case Problem.NOT_CONFIRMED:
                await self._detours.confirm(credentials, fault)
            case Problem.RESET_REQUIRED:
                await self._detours.reset(credentials, fault)
            case _:
                self._tell(SignedOut(fault, account=credentials.label))

    async def _discard(self, result: Tokens | Challenge) -> None:
        if isinstance(result, Tokens):
            try:
                await self._off_thread(self._provider.revoke, result.refresh_token)
            except LoginError:
                return  # nobody waits for this answer, and nothing was kept

    @staticmethod
    def _with_phone_hint(held: Held, challenge: Challenge, fault: Fault) -> Fault:
        if fault.problem is not Problem.WRONG_CODE:
            return fault
        held.wrong_codes += 1
        sent = (
            isinstance(challenge, CodeRequired) and challenge.channel is not Channel.AUTHENTICATOR
        )
        if not sent and held.wrong_codes >= _PHONE_CLOCK_HINT_AFTER:
            return replace(fault, problem=Problem.WRONG_CODE_AGAIN)
        return fault


def _step_of(answer: Answer) -> Step:
    match answer:
        case NewPassword():
            return Step.CHANGING
        case Password():
            return Step.SIGNING_IN
        case Chosen(option=option) if option.method in (Method.TEXT_MESSAGE, Method.EMAIL):
            return Step.SENDING
        case Chosen():
            return Step.CHECKING
        case _:
            return Step.CONFIRMING
