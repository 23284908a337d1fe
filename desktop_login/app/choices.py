"""Writes down what a person chooses in the settings, one choice after the other. Decides nothing about them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop_login.ui.background_call import BackgroundCall

if TYPE_CHECKING:
    from desktop_login.settings.schema import WindowChoices


class ChoiceWriter(QObject):
    """Each writing reads the file as the one before has left it. Emits `failed(exception)`."""

    failed = Signal(object)

    def __init__(self, parent: QObject, file: Path) -> None:
        super().__init__(parent)
        self._file = file
        self._waiting: list[tuple[str, str]] = []
        self._busy = False
        self._call = BackgroundCall(self)
        self._call.done.connect(self._next)
        self._call.failed.connect(self._failed)

    def write(self, name: str, value: str) -> None:
        self._waiting.append((name, value))
        if not self._busy:
            self._next()

    def _next(self, _: object = None) -> None:
        self._busy = bool(self._waiting)
        if not self._waiting:
            return
        file, (name, value) = (
            self._file,
            self._waiting.pop(0),
        )  # one that fails takes no other along

        def write() -> None:
            from desktop_login.settings.writing import Choice

            with Choice(file, name, value) as draft:
                draft.keep()

        self._call.start(write, "settings", finish=True)

    def _failed(self, error: Exception) -> None:
        self.failed.emit(error)
        self._next()


def with_choice(choices: WindowChoices, name: str, value: str) -> WindowChoices:
    """The same with one of them as it is chosen now, by its name in settings.toml."""
    match name:
        case "language":
            return choices._replace(language=value)
        case "appearance":
            return choices._replace(appearance=value)
        case "clipboard_seconds":
            return choices._replace(clipboard_seconds=int(value))
        case "keep_running":
            return choices._replace(keep_running=value)
        case _:
            return choices._replace(log_level=value)
