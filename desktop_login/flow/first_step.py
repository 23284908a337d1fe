"""The first step of a sign-in with everything that can be repeated by itself: this computer, and choices made before."""

from __future__ import annotations

from collections.abc import Sequence

from desktop_login.domain.answers import Chosen, Credentials, Password
from desktop_login.domain.challenges import (
    Challenge,
    Method,
    MethodRequired,
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
        result = self._sign_in(credentials)
        for choice in choices:
            if isinstance(result, MethodRequired) and choice.option in result.options:
                result = self._choose(result, choice, credentials)
        return result

    def forget_device(self, ticket: Ticket) -> None:
        if ticket.device is not None:
            self._forget(ticket.device)

    def _sign_in(self, credentials: Credentials) -> Tokens | Challenge:
        device = self._known_device(credentials.username)
        try:
            return self._provider.sign_in(credentials, device)
        except LoginError as error:
            if device is None or error.fault.problem is not Problem.DEVICE_UNKNOWN:
                raise
        self._forget(device)
        return self._provider.sign_in(credentials)

    def _choose(
        self, asked: MethodRequired, choice: Chosen, credentials: Credentials
    ) -> Tokens | Challenge:
        if choice.option.method is not Method.PASSWORD:
            return self._provider.answer(asked, choice)
        wanted = PasswordRequired(asked.ticket, choice.option.name, selecting=True)
        return self._provider.answer(wanted, Password(credentials.password))

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
