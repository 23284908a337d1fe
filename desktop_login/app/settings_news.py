"""What a person is told of the settings after the first paint: what is not used, and what the working folder would set."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from typing import TYPE_CHECKING

from desktop_login.app.settings_in_force import trust_of_folders
from desktop_login.messages.connect import MORE_THAN_ONE
from desktop_login.messages.message import message
from desktop_login.settings import SettingsError
from desktop_login.ui.folder_question import FolderQuestion, FolderSettings

if TYPE_CHECKING:
    from desktop_login.app.run_settings import RunSettings
    from desktop_login.messages.message import FormattedMessage
    from desktop_login.settings.values import FolderFile
    from desktop_login.ui.main_window import MainWindow


class SettingsNews:
    """Args:
    settings: Those of this run. They change if the person agrees to those of the folder.
    changed: Called then.
    """

    def __init__(self, settings: RunSettings, changed: Callable[[], None]) -> None:
        self._settings = settings
        self._changed = changed
        self._asked: Sequence[FolderFile] = ()

    def tell(self, window: MainWindow) -> None:
        """In this window, which shows the pool of the settings in force."""
        now = self._settings.now
        if now.notices:
            window.notify(reduce(_and_also, now.notices))
        if now.undecided and now.undecided != self._asked:
            self._asked = now.undecided  # once a run: another profile is no reason to ask
            self._ask(window, now.undecided)

    def _ask(self, window: MainWindow, files: tuple[FolderFile, ...]) -> None:
        shown = [
            FolderSettings(file.path, [(value.name, value.text) for _, value in file.values])
            for file in files
        ]
        question = FolderQuestion(window, shown)

        def closed_after(act: Callable[[], object]) -> bool:
            """Where it cannot be done, the question stays open and says why."""
            try:
                act()
            except SettingsError as error:
                question.say(error.message)
                return False
            question.close()
            return True

        def agreed() -> None:
            if closed_after(lambda: self._settings.accept(files)):
                self._changed()

        question.use.connect(agreed)
        question.ignore.connect(lambda: closed_after(lambda: trust_of_folders().ignore(files)))
        question.open()


def _and_also(first: FormattedMessage, second: FormattedMessage) -> FormattedMessage:
    return message(MORE_THAN_ONE, first=first, second=second)
