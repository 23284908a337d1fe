"""What passes between the thread of a key and whoever asks it: events one way, answers the other. Knows no key."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from queue import SimpleQueue

from desktop_login.domain.errors import AuthError, AuthErrorInfo, ErrorCode, RequestInfo
from desktop_login.domain.passkey_rules import KeyJob
from desktop_login.domain.passkeys import (
    KeyStage,
    PasskeyAction,
    PasskeyProof,
    Pin,
    SecurityKeyStep,
)
from desktop_login.system import threads

# Longer than the Session of a sign-in lives; the hint in the options is shorter than a walk to a drawer.
PATIENCE_S = 300.0
logger = logging.getLogger(__name__)
Event = SecurityKeyStep | PasskeyProof
Answer = Pin | PasskeyAction


class Stopped(Exception):
    """The person has cancelled, or the time is over."""


class Talk:
    """A key at work, or the system's dialog, on a thread of its own.

    `work` runs there; it calls `show` and `wait_for_answer`, and ends with a `PasskeyProof`, an
    `AuthError` or `Stopped`. `stopped` is set when it has to end.
    """

    def __init__(self, job: KeyJob, work: Callable[[Talk], PasskeyProof]) -> None:
        self.job = job
        self.stopped = threading.Event()
        self._work = work
        self._over = False  # `stopped` may also be set by the work itself
        self._events: SimpleQueue[Event | AuthError] = SimpleQueue()
        self._answers: SimpleQueue[Answer | None] = SimpleQueue()
        self._timer = threading.Timer(PATIENCE_S, self._give_up)
        self._timer.daemon = True

    def start(self) -> Talk:
        self._timer.start()
        threads.start(self._run, "security key")
        return self

    def next(self) -> Event:
        """Wait for the next event. Raises `AuthError`; CANCELLED after `cancel`."""
        event = self._events.get()
        if isinstance(event, AuthError):
            raise event
        return event

    def enter(self, answer: Answer) -> None:
        self._answers.put(answer)

    def cancel(self) -> None:
        """End it now: `next` returns at once, whatever the key does."""
        self._end(AuthError(AuthErrorInfo(ErrorCode.CANCELLED)))

    def show(self, stage: KeyStage, *, tries_left: int | None = None, wrong: bool = False) -> None:
        logger.debug("key: %s", stage.name)
        self._events.put(
            SecurityKeyStep(
                stage,
                self.job.request.site,
                tries_left,
                wrong_pin=wrong,
                pin_optional=self.job.pin_optional,
                registering=self.job.registering,
            )
        )

    def wait_for_answer(self) -> Answer:
        """Raises `Stopped`."""
        answer = self._answers.get()
        if answer is None or self._over:
            raise Stopped
        return answer

    def check(self) -> None:
        """Raises `Stopped` once nobody waits any more."""
        if self._over:
            raise Stopped

    def _run(self) -> None:
        try:
            self._events.put(self._work(self))
        except Stopped:
            pass  # whoever stopped it has said so
        except AuthError as error:
            if not self._over:
                self._events.put(error)
        except Exception as error:  # noqa: BLE001 - a key may answer anything, and a library raise anything
            logger.info("key failed: %s", type(error).__name__)
            if not self._over:
                self._events.put(not_used(type(error).__name__))
        finally:
            self._timer.cancel()
            self._answers = SimpleQueue()  # a PIN that came too late

    def _give_up(self) -> None:
        self._end(not_used("TimedOut"))

    def _end(self, error: AuthError) -> None:
        if not self._over:
            self._over = True
            self.stopped.set()
            self._answers.put(None)
            self._events.put(error)
        self._timer.cancel()


def not_used(code: str) -> AuthError:
    """P10 with what support can look for; the code is a name or a number of the library."""
    return AuthError(AuthErrorInfo(ErrorCode.PASSKEY_NOT_USED, RequestInfo(code=code)))
