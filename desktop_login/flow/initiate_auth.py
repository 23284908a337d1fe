"""The first request of a sign-in, with what a restart can repeat without the user: the device and earlier choices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from desktop_login.domain.answers import Answer, Chosen, Credentials, Password
from desktop_login.domain.challenges import (
    Challenge,
    ChallengeContext,
    Method,
    MethodRequired,
    Option,
    PasswordRequired,
)
from desktop_login.domain.devices import Device
from desktop_login.domain.errors import AuthError, ErrorCode
from desktop_login.domain.secret import Secret
from desktop_login.domain.tokens import Tokens
from desktop_login.flow.ports import DeviceStore, Provider
from desktop_login.flow.request_budget import Run


class InitiateAuth:
    """Begins or restarts one sign-in; blocks the calling thread.

    Cognito sends another code, and goes on after a step that took too long, only if the sign-in
    begins anew. So the password is kept for that, here and nowhere else.
    """

    def __init__(self, provider: Provider, devices: DeviceStore, credentials: Credentials) -> None:
        self._provider = provider
        self._devices = devices
        self._credentials = credentials

    def __call__(self, run: Run, choices: Sequence[Chosen] = ()) -> Tokens | Challenge:
        """Begin the sign-in, without the device if the pool no longer knows it.

        Args:
            run: The budget.
            choices: The user's earlier choices, repeated where they are offered again.

        Raises:
            AuthError: The sign-in was refused.
        """
        device = self._known_device(self._credentials.username)
        try:
            return self._go(run, choices, device)
        except AuthError as error:
            if device is None or error.error_info.code is not ErrorCode.DEVICE_UNKNOWN:
                raise
            self._forget(device)
            if not run.begin_again():
                raise
        return self._go(run, choices, None)

    @property
    def has_password(self) -> bool:
        return bool(self._credentials.password)

    def prove(self, challenge: PasswordRequired, run: Run) -> Tokens | Challenge:
        """Answer with a proof of the password that began the sign-in."""
        return self._provider.answer(challenge, Password(self._credentials.password), run)

    def accept(self, password: Secret) -> None:
        """Begin with another password from now on: the service has accepted it."""
        self._credentials = replace(self._credentials, password=password)

    def hand_over(self) -> Credentials:
        """Return the credentials to what signs in with them once more, after a confirmation."""
        return self._credentials

    def forget_device(self, challenge_context: ChallengeContext | None) -> None:
        if challenge_context is not None and challenge_context.device is not None:
            self._forget(challenge_context.device)

    def _go(self, run: Run, choices: Sequence[Chosen], device: Device | None) -> Tokens | Challenge:
        result = self._provider.sign_in(self._credentials, run, device)
        for choice in choices:
            if isinstance(result, MethodRequired) and choice.option in result.options:
                instead = password_chosen(result, choice)
                if instead is None:
                    result = self._provider.answer(result, choice, run)
                elif not instead.plain:
                    result = self.prove(instead, run)
        return result

    def _known_device(self, name: str) -> Device | None:
        try:
            return self._devices.find(name)
        except AuthError:
            return None  # the only consequence is that a code is asked for

    def _forget(self, device: Device) -> None:
        try:
            self._devices.forget(device.key)
        except AuthError:
            return


def password_chosen(challenge: Challenge, answer: Answer) -> PasswordRequired | None:
    """Return the password challenge that follows when the answer chooses the password; otherwise None.

    The proof begins in the same request as the choice. If the password itself is to be sent
    (`plain`), the user has to enter it on a page that says so; the one entered before is not used.
    """
    match challenge, answer:
        case MethodRequired(challenge_context=challenge_context), Chosen(
            option=Option(Method.PASSWORD, name)
        ):
            return PasswordRequired(challenge_context, name, selecting=True)
        case MethodRequired(challenge_context=challenge_context), Chosen(
            option=Option(Method.PLAIN_PASSWORD, name)
        ):
            return PasswordRequired(challenge_context, name, selecting=True, plain=True)
        case _:
            return None
