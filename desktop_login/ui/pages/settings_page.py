"""What a person chooses for this computer. Shows what is in force and emits each choice; writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_login.messages import frame as words
from desktop_login.messages.durations import duration
from desktop_login.messages.message import Message
from desktop_login.messages.sanitize import defused
from desktop_login.messages.translate import tr, translate
from desktop_login.settings.schema import WindowChoices
from desktop_login.ui import bar_words
from desktop_login.ui.bar_words import PoolMenu, ProfileEntry
from desktop_login.ui.widgets.basics import button, sentence
from desktop_login.ui.widgets.drop_down import DropDown
from desktop_login.ui.widgets.fitting import FittingLabel
from desktop_login.ui.widgets.placing import titled
from desktop_login.ui.widgets.sheet import Sheet

LANGUAGES: tuple[tuple[str, str | Message], ...] = (
    ("", words.AS_THE_SYSTEM),
    ("en", "English"),  # each in its own language: whoever cannot read this page finds it
    ("ja", "日本語"),
)
APPEARANCES: tuple[tuple[str, str | Message], ...] = (
    ("system", words.AS_THE_SYSTEM),
    ("light", words.LIGHT),
    ("dark", words.DARK),
    ("contrast", words.HIGH_CONTRAST),
)
LOG_LEVELS: tuple[tuple[str, str | Message], ...] = (
    ("warning", words.LOG_WARNING),
    ("info", words.LOG_INFO),
    ("debug", words.LOG_DEBUG),
)
WHEN_CLOSED: tuple[tuple[str, str | Message], ...] = (
    ("", words.WHEN_CLOSED_ASK),
    ("yes", words.WHEN_CLOSED_KEEP),
    ("no", words.WHEN_CLOSED_QUIT),
)
STARTS: tuple[tuple[str, str | Message], ...] = (
    ("no", words.START_BY_HAND),
    ("yes", words.START_WITH_DESKTOP),
)
_SECONDS = (10, 30, 60, 120)
# by the names of settings.toml
LANGUAGE, APPEARANCE, CLIPBOARD, LOG_LEVEL, KEEP_RUNNING = (
    "language",
    "appearance",
    "clipboard_seconds",
    "log_level",
    "keep_running",
)
START = "start with the desktop"  # kept by the desktop, not in settings.toml


class SettingsPage(Sheet):
    """Emits `chosen(name, value)`, and `wanted(str)` or `profile_chosen(str)` as the top bar does.

    Without a tray nothing can keep running that could be brought back: the choice says so.
    """

    chosen = Signal(str, str)
    wanted = Signal(str)
    profile_chosen = Signal(str)

    def __init__(
        self,
        choices: WindowChoices,
        pools: PoolMenu,
        *,
        has_tray: bool = False,
        starts_with_desktop: bool = False,
    ) -> None:
        super().__init__(words.SETTINGS)
        rows = self.add_section(words.LOOK)
        self.language = self._choice(rows, words.LANGUAGE, LANGUAGE, LANGUAGES, choices.language)
        self.appearance = self._choice(
            rows, words.APPEARANCE, APPEARANCE, APPEARANCES, choices.appearance
        )
        rows = self.add_section(words.PRIVACY)
        self.clipboard = self._choice(
            rows,
            words.CLEAR_CLIPBOARD,
            CLIPBOARD,
            _seconds(choices.clipboard_seconds),
            str(choices.clipboard_seconds),
        )
        self.log_level = self._choice(
            rows, words.LOG_LEVEL, LOG_LEVEL, LOG_LEVELS, choices.log_level or "info"
        )
        rows = self.add_section(words.RUNNING)
        self.keep_running = self._choice(
            rows, words.WHEN_CLOSED, KEEP_RUNNING, WHEN_CLOSED, choices.keep_running
        )
        self.start_with_desktop = self._choice(
            rows, words.START, START, STARTS, "yes" if starts_with_desktop else "no"
        )
        if not has_tray:
            rows.addWidget(sentence(tr(words.NO_TRAY), "muted"))
            for box in (self.keep_running, self.start_with_desktop):
                box.setEnabled(False)
        elif bar_words.LEAVE_DEMO in pools.offers:
            rows.addWidget(sentence(tr(words.NOT_IN_DEMO), "muted"))
            self.start_with_desktop.setEnabled(False)
        self._add_pools(self.add_section(words.USER_POOLS), pools)
        self.finish()

    def start(self) -> None:
        self.language.setFocus()

    def _choice(
        self,
        rows: QVBoxLayout,
        name: Message,
        setting: str,
        values: Sequence[tuple[str, str | Message]],
        in_force: str,
    ) -> DropDown:
        box = DropDown()
        box.setAccessibleName(tr(name))
        for value, shown in values:
            box.addItem(shown if isinstance(shown, str) else tr(shown), value)
        box.setCurrentIndex(max(0, box.findData(in_force)))
        box.activated.connect(lambda _at: self.chosen.emit(setting, str(box.currentData())))
        rows.addLayout(titled(sentence(tr(name), "label"), box))
        return box

    def _add_pools(self, rows: QVBoxLayout, pools: PoolMenu) -> None:
        for entry in pools.profiles():
            rows.addWidget(self._pool(entry, pools))
        named = {
            bar_words.ADD: words.ADD_POOL,
            bar_words.TRY_DEMO: words.TRY_DEMO,
            bar_words.LEAVE_DEMO: words.LEAVE_DEMO,
        }
        self._add_links(rows, pools, named)

    def _pool(self, entry: ProfileEntry, pools: PoolMenu) -> QWidget:
        """A name, who is signed in, and what can be done: for the one that is shown, or to show it."""
        row = QWidget()
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        name = FittingLabel("label")
        name.set_wordings([defused(entry.name)])
        state = FittingLabel("small")
        state.set_wordings([defused(_state_of(entry))])
        column.addWidget(name)
        column.addWidget(state)
        if entry.chosen:
            named = {
                bar_words.EDIT: words.EDIT_POOL,
                bar_words.CHECK: words.CHECK_POOL,
                bar_words.REMOVE: words.REMOVE_POOL,
            }
            self._add_links(column, pools, named)
        else:
            show = button(tr(words.SHOW_POOL), "link")
            show.setAccessibleName(tr(words.SHOW_THIS_POOL, name=defused(entry.name)))
            show.clicked.connect(partial(self.profile_chosen.emit, entry.name))
            column.addLayout(_at_the_left(show))
        return row

    def _add_links(self, rows: QVBoxLayout, pools: PoolMenu, named: dict[str, Message]) -> None:
        for what, name in named.items():
            if what in pools.offers:
                link = button(tr(name), "link")
                link.clicked.connect(partial(self.wanted.emit, what))
                rows.addLayout(_at_the_left(link))


def _state_of(entry: ProfileEntry) -> str:
    if entry.signed_in and entry.user:
        return tr(words.PROFILE_SIGNED_IN_AS, email=entry.user)
    return tr(words.PROFILE_SIGNED_IN if entry.signed_in else words.PROFILE_SIGNED_OUT)


def _seconds(in_force: int) -> list[tuple[str, str | Message]]:
    """The usual ones, and what was written into the file by hand."""
    offered = sorted({*_SECONDS, in_force})
    return [(str(seconds), translate(duration(seconds))) for seconds in offered]


def _at_the_left(link: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(link)
    row.addStretch(1)
    return row
