"""What goes on behind the page for a pool: a file is read, the settings are examined, or saved. One at a time; shows nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from desktop_login.domain.pool_report import Report, all_good
from desktop_login.messages.message import Message
from desktop_login.messages.pages import CHECKING, CONTINUE
from desktop_login.messages.progress import CONTINUE_ANYWAY
from desktop_login.settings.imports import PoolConfig, SecretNotKept
from desktop_login.ui.background_call import BackgroundCall
from desktop_login.ui.pages.pool_connection import PoolSetup
from desktop_login.ui.pages.pool_file import PoolFile, read_pools


class _Checked(NamedTuple):
    """A report, and the settings that it is about."""

    wanted: PoolConfig
    report: Report


class PoolWork(QObject):
    """Calls off the window's thread, and what is known of the settings by them.

    Emits `read(PoolFile)`, `examined(Report)`, `saved()`, or `failed(exception)`. What is begun takes
    the place of what is under way.

    Attributes:
        looking_at: What is examined just now.
        checked: What the last report is about.
        found_good: Whether that report has nothing against it.
        secret_refused: What could not be saved with its client secret.
    """

    read = Signal(object)
    examined = Signal(object)
    saved = Signal()
    failed = Signal(object)

    def __init__(self, parent: QObject, setup: PoolSetup, *, emulated: bool) -> None:
        super().__init__(parent)
        self._setup = setup
        self._emulated = emulated
        self._saving: PoolConfig | None = None
        self.looking_at: PoolConfig | None = None
        self.checked: PoolConfig | None = None
        self.found_good = False
        self.secret_refused: PoolConfig | None = None
        self._background = BackgroundCall(self)
        self._background.done.connect(self._done)
        self._background.failed.connect(self._failed)

    def read_file(self, path: Path) -> None:
        """Four megabytes take seconds."""
        self._begin(lambda: read_pools(path, self._emulated), "import")

    def examine(self, wanted: PoolConfig) -> None:
        """Ask the pool whether these settings fit it."""
        self._begin(lambda: _Checked(wanted, self._setup.check(wanted)), "pool check")
        self.looking_at = wanted

    def save(self, setup: PoolSetup, wanted: PoolConfig, *, accept_issuer: bool) -> None:
        """Without the client secret, if the keychain has refused it before."""
        save = partial(
            setup.save,
            wanted,
            accept_issuer=accept_issuer,
            without_secret=self.secret_refused == wanted,
        )
        self._begin(save, "settings")
        self._saving = wanted

    def discard(self) -> None:
        """Nobody waits any more for what is under way."""
        self.looking_at = self._saving = None
        self._background.discard()

    def forget_findings(self) -> None:
        """The settings have changed."""
        self.checked = self.secret_refused = None

    @property
    def next_step(self) -> Message:
        """What the page's button would do now."""
        if self.looking_at is not None:
            return CHECKING
        if self.checked is None or self.found_good or self.secret_refused is not None:
            return CONTINUE
        return CONTINUE_ANYWAY

    def _begin(self, call: Callable[[], object], name: str) -> None:
        self.looking_at = self._saving = None
        self._background.start(call, name)

    def _done(self, result: object) -> None:
        self.looking_at = self._saving = None
        if isinstance(result, PoolFile):
            self.read.emit(result)
        elif isinstance(result, _Checked):
            self.checked, self.found_good = result.wanted, all_good(result.report)
            self.examined.emit(result.report)
        else:
            self.saved.emit()

    def _failed(self, error: object) -> None:
        saving, self._saving, self.looking_at = self._saving, None, None
        if isinstance(error, SecretNotKept):
            self.secret_refused = saving
        self.failed.emit(error)
