"""Who has signed in on this computer with "Remember me": addresses and names, for the account chooser. Keeps nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from desktop_login.system.paths import place_of
from desktop_login.ui.page_values import KNOWN_ACCOUNTS

if TYPE_CHECKING:
    from PySide6.QtCore import QSettings

_EACH, _PROFILES = 10, 20  # so that the file stays far below what is read of it
_LONGEST_ADDRESS, _LONGEST_NAME = 128, 64


class Account(NamedTuple):
    """`name` may be empty."""

    address: str
    name: str = ""


class KnownAccounts:
    """Those of one profile, the last one first. `memory` is the window's; its file may hold anything."""

    def __init__(self, memory: QSettings | None, profile: str) -> None:
        self._memory = memory
        self._profile = place_of(profile)

    def all(self) -> list[Account]:
        return self._read().get(self._profile, [])

    def remember(self, address: str, name: str) -> None:
        """At the head of the list."""
        if not address or len(address) > _LONGEST_ADDRESS or self._memory is None:
            return
        others = [one for one in self.all() if one.address != address]
        self.put_back([Account(address, _short(name)), *others][:_EACH])

    def remove(self, address: str) -> None:
        self.put_back([one for one in self.all() if one.address != address])

    def put_back(self, accounts: list[Account]) -> None:
        """The list as it was, after a removal that was a mistake."""
        import json

        if self._memory is None:
            return
        known = self._read()
        known.pop(self._profile, None)
        known = {self._profile: accounts, **dict(list(known.items())[: _PROFILES - 1])}
        self._memory.setValue(
            KNOWN_ACCOUNTS,
            json.dumps({key: list(map(list, found)) for key, found in known.items() if found}),
        )

    def _read(self) -> dict[str, list[Account]]:
        text = self._memory.value(KNOWN_ACCOUNTS) if self._memory is not None else None
        if not isinstance(text, str) or not text:
            return {}
        import json

        try:
            held = json.loads(text)
        except (ValueError, RecursionError):
            return {}
        if not isinstance(held, dict):
            return {}
        found: dict[str, list[Account]] = {}
        for profile, rows in held.items():
            known = found.setdefault(place_of(profile), [])
            addresses = {one.address for one in known}
            known += [one for one in _accounts(rows) if one.address not in addresses]
        return {place: known[:_EACH] for place, known in found.items()}


def _accounts(rows: object) -> list[Account]:
    if not isinstance(rows, list):
        return []
    pairs = [row for row in rows if isinstance(row, list) and len(row) == 2]
    return [
        Account(address, _short(name))
        for address, name in pairs
        if isinstance(address, str)
        and isinstance(name, str)
        and 0 < len(address) <= _LONGEST_ADDRESS
    ][:_EACH]


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"
