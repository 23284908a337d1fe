"""The first step of a sign-in with everything that can be repeated by itself: this computer, and choices made before."""

from __future__ import annotations

from collections.abc import Sequence

from desktop_login.domain.answers import Answer, Chosen, Credentials, Password
from desktop_login.domain.challenges import (
    Challenge,
    Method,
    MethodRequired,
    Option,
    PasswordRequired,
    Ticket,
)
from desktop_login.domain.devices import Device
from desktop_login.domain.errors import LoginError, Problem
from desktop_login.domain.tokens import Tokens
from desktop_login.flow.ports import DeviceStore, Provider


class FirstStep:
    """Blocks."""

    def __init__(self, provider: Provider, devices: DeviceStore) -> None:
        self._provider = provider
        self._devices = devices

    def __call__(
        self, credentials: Credentials, choices: Sequence[Chosen] = ()
    ) -> Tokens | Challenge:
        """Raises `LoginError`."""
        device = self._known_device(credentials.username)
        try:
            return self._go(credentials, choices, device)
        except LoginError as error:
            if device is None or error.fault.problem is not Problem.DEVICE_UNKNOWN:
                raise
        self._forget(device)
        return self._go(credentials, choices, None)

    def forget_device(self, ticket: Ticket | None) -> None:
        if ticket is not None and ticket.device is not None:
            self._forget(ticket.device)

    def _go(
        self, credentials: Credentials, choices: Sequence[Chosen], device: Device | None
    ) -> Tokens | Challenge:
        result = self._provider.sign_in(credentials, device)
        for choice in choices:
            if isinstance(result, MethodRequired) and choice.option in result.options:
                instead = password_chosen(result, choice)
                if instead is None:
                    result = self._provider.answer(result, choice)
                else:
                    result = self._provider.answer(instead, Password(credentials.password))
        return result

    def _known_device(self, name: str) -> Device | None:
        try:
            return self._devices.find(name)
        except LoginError:
            return None  # without it a code is asked for, and that is all

    def _forget(self, device: Device) -> None:
        try:
            self._devices.forget(device.key)
        except LoginError:
            return


def password_chosen(challenge: Challenge, answer: Answer) -> PasswordRequired | None:
    """Where the password is chosen as the way in, it is sent together with the choice."""
    match challenge, answer:
        case MethodRequired(ticket=ticket), Chosen(option=Option(Method.PASSWORD, name)):
            return PasswordRequired(ticket, name, selecting=True)
        case _:
            return None
