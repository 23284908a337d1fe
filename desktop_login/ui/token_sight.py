"""Whether the token is seen or stands as dots, as a person has left it on this computer. Knows no token."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtCore import QSettings

_KEY = "dashboard/id_token"
_SEEN, _HIDDEN = "shown", "hidden"


class TokenSight:
    """`memory` is the window's, and its file may hold anything; without one nothing is remembered."""

    def __init__(self, memory: QSettings | None) -> None:
        self._memory = memory

    @property
    def shown(self) -> bool:
        return self._memory is None or self._memory.value(_KEY) != _HIDDEN

    def choose(self, shown: bool) -> None:
        if self._memory is not None:
            self._memory.setValue(_KEY, _SEEN if shown else _HIDDEN)
