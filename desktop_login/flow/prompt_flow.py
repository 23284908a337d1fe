"""What sign-up and recovery share: the local prompt that is open, and what follows a refused answer. Sends no request."""

from __future__ import annotations

from typing import Generic, TypeVar

from desktop_login.domain.errors import STAYS_ON_PAGE, AuthErrorInfo, ErrorCode
from desktop_login.domain.local_prompts import LocalPrompt
from desktop_login.domain.states import Asked, Notice, SignedOut
from desktop_login.flow.attempts import Attempts
from desktop_login.flow.ports import Listener, Ports

Prompt = TypeVar("Prompt", bound=LocalPrompt)


class PromptFlow(Generic[Prompt]):
    """A conversation of local prompts that ends with a sign-in."""

    def __init__(self, ports: Ports, attempts: Attempts, on_state: Listener) -> None:
        self._accounts = ports.accounts
        self._attempts = attempts
        self._notify = on_state
        self._question: Prompt | None = None
        self._remember = True

    def drop(self) -> None:
        """Forget the open prompt. Sends no notification."""
        self._question = None

    def _ask(
        self,
        question: Prompt,
        error_info: AuthErrorInfo | None = None,
        notice: Notice | None = None,
    ) -> None:
        self._question = question
        self._notify(Asked(question, error_info, notice))

    async def _refused(self, question: Prompt, account: str, error_info: AuthErrorInfo) -> None:
        """Ask again where another answer may help; otherwise show the sign-in page."""
        if error_info.code in STAYS_ON_PAGE:
            self._ask(question, error_info)
        else:
            self.drop()
            self._notify(SignedOut(error_info, account=account))

    def _too_late(self) -> None:
        """The prompt that was answered is not open any more."""
        self._notify(SignedOut(AuthErrorInfo(ErrorCode.STEP_TOOK_TOO_LONG)))
