"""What a host says to a sign-in, before and after it. Never waits longer than five seconds; sees no secret."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_login.domain.errors import AuthErrorInfo, ErrorCode
from desktop_login.embedding.values import User, user_of
from desktop_login.system.log import logger, report
from desktop_login.system.threads import within

if TYPE_CHECKING:
    from desktop_login.domain.tokens import Identity

LIMIT_S = 5.0
_MAX_SENTENCE = 1000  # it may come from a server of the host


@dataclass(frozen=True)
class Refusal:
    """No, with a sentence for the person, in plain text."""

    sentence: str


class Hooks:
    """Functions of a host, called on a thread of their own.

    They get a user name or a `User`, and never a password, a code or a token. One that takes longer
    than five seconds is left alone, and that is logged.

    Attributes:
        before_sign_in: Gets the user name that was typed; for a sign-in in the browser that may be
            empty, and the person may name another there. A `Refusal` keeps the sign-in from
            beginning. If it fails or takes too long, the sign-in goes on.
        after_sign_in: Gets who has signed in, or whose stored session is restored, before anything
            else hears of it. A `Refusal` signs out again. If the function fails or takes too long,
            nobody is signed in: a check that did not take place lets nobody in. A stored session is
            kept then, and asked about the next time. It must not ask the session itself for
            anything, which waits for its answer.
    """

    def __init__(self) -> None:
        self.before_sign_in: Callable[[str], Refusal | None] | None = None
        self.after_sign_in: Callable[[User], Refusal | None] | None = None


class HookRunner:
    """`coordinator.SignInHooks` for those of a host."""

    def __init__(self, hooks: Hooks) -> None:
        self._hooks = hooks

    async def before(self, username: str) -> AuthErrorInfo | None:
        hook = self._hooks.before_sign_in
        if hook is None:
            return None
        try:
            return _refused(await _called(lambda: hook(username)))
        except TimeoutError:
            logger.warning("the hook before_sign_in takes too long, and is skipped")
        except Exception as error:  # noqa: BLE001 - a mistake of a host keeps nobody out
            report(error, "the hook before_sign_in")
        return None

    async def after(self, identity: Identity) -> AuthErrorInfo | None:
        hook, user = self._hooks.after_sign_in, user_of(identity)
        if hook is None:
            return None
        try:
            return _refused(await _called(lambda: hook(user)))
        except TimeoutError:
            logger.warning("the hook after_sign_in takes too long: nobody is signed in")
        except Exception as error:  # noqa: BLE001 - nobody gets in because a check has failed
            report(error, "the hook after_sign_in")
        return AuthErrorInfo(ErrorCode.IN_THE_APP)


class _Ended(Exception):
    """A hook wanted to end more than itself."""


async def _called(call: Callable[[], Refusal | None]) -> Refusal | None:
    from desktop_login.adapters.threads import off_thread

    def one_that_ends_nothing() -> Refusal | None:
        """`sys.exit()` in a hook would end the loop of the session, and every later call waits."""
        try:
            return call()
        except Exception:
            raise
        except BaseException as error:
            raise _Ended from error

    return await off_thread(within, LIMIT_S, one_that_ends_nothing, "hook")


def _refused(answer: Refusal | None) -> AuthErrorInfo | None:
    if answer is None:
        return None
    sentence = str(answer.sentence).strip()[:_MAX_SENTENCE]
    if not sentence:
        return AuthErrorInfo(ErrorCode.RULE_OF_SERVICE_SILENT)
    return AuthErrorInfo(ErrorCode.RULE_OF_SERVICE, text=sentence)
