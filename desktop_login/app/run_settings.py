"""The settings in force in this run: read again for another profile, and changed by what a person chooses. Opens no window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_login.app.settings_in_force import load_settings, settings_file
from desktop_login.cli.options import Options
from desktop_login.messages.message import message
from desktop_login.messages.pages import APP_NAME
from desktop_login.settings import Settings, SettingsError
from desktop_login.system import paths

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from desktop_login.app.choices import ChoiceWriter
    from desktop_login.messages.message import FormattedMessage
    from desktop_login.settings.values import FolderFile


class RunSettings:
    """`now` is what is in force. What was chosen in this run stays so, also where it is not in the
    file: it was chosen in the demo, or could not be written.

    Args:
        app: The application, for what holds in all of it.
        options: What the program was started with.
        settings: What was read at the start.
        failed: Called with the error where a choice could not be written.
    """

    def __init__(
        self,
        app: QApplication,
        options: Options,
        settings: Settings,
        failed: Callable[[Exception], None],
    ) -> None:
        self._app = app
        self._options = options
        self._failed = failed
        self._chosen: dict[str, str] = {}
        self._writer: ChoiceWriter | None = None
        self.now = settings

    @property
    def file(self) -> Path:
        """The settings.toml of this run."""
        return settings_file(self._options)

    def reload_remembered(self, profile: str) -> None:
        """A profile that has become wrong since does not keep the program from starting."""
        try:
            self.reload(profile)
        except SettingsError as error:
            self.now = self.now._replace(notices=(*self.now.notices, error.message))

    def reload(self, profile: str) -> None:
        """Read the settings again, for the profile that was chosen in the window."""
        self.now = self._with_choices(load_settings(self._options._replace(profile=None), profile))
        self.set_accent()

    def accept(self, files: tuple[FolderFile, ...]) -> None:
        """A person has agreed to the settings of the working folder. Raises `SettingsError`."""
        self.now = self._with_choices(load_settings(self._options, self.now.profile, files))

    def set_accent(self) -> None:
        from desktop_login.ui.theme import theme_of

        theme_of(self._app).set_accent(self.now.brand.accent, self.now.brand.accent_dark)

    def choose(self, name: str, value: str, *, write: bool) -> None:
        """In force at once. `write` puts it into the file as well."""
        self._chosen[name] = value
        self.now = self._with_choices(self.now)
        if write:
            from desktop_login.app.choices import ChoiceWriter

            if self._writer is None:
                self._writer = ChoiceWriter(self._app, self.file)
                self._writer.failed.connect(self._failed)
            self._writer.write(name, value)
        self.put_in_force(name)

    def put_in_force(self, name: str = "") -> None:
        """What was chosen under `name`; without a name what every window needs."""
        from desktop_login.ui.clipboard import SecretClipboard

        chosen = self.now.window
        SecretClipboard.clear_after_s = chosen.clipboard_seconds
        if name == "appearance":
            from desktop_login.ui.theme import theme_of

            theme_of(self._app).choose(chosen.appearance)
        elif name == "log_level":
            from desktop_login.app.process import set_log_level

            set_log_level(self.log_level)
        elif name == "language":
            from desktop_login.ui.theme import theme_of
            from desktop_login.ui.translation import install_language, system_language

            install_language(self._app, chosen.language or system_language())
            theme_of(self._app).renew()

    @property
    def log_level(self) -> str:
        """The command line wins, where it asks for something else than the usual."""
        usual = Options().log_level
        asked = self._options.log_level
        return asked if asked != usual else self.now.window.log_level or usual

    def keep_running(self) -> bool | None:
        """What was chosen for a closed window, or None."""
        chosen = self.now.window.keep_running
        return chosen == "yes" if chosen else None

    def start_with_desktop(self, wanted: bool) -> FormattedMessage | None:
        """In the tray, with the settings that this run was started with. Returns what went wrong."""
        from desktop_login.messages.frame import START_NOT_CHANGED
        from desktop_login.system import autostart

        arguments = ["--background"]
        if self._options.settings is not None:
            arguments += ["--settings", str(self._options.settings.absolute())]
        try:
            if wanted:
                autostart.enable(
                    autostart.own_command(*arguments), self.now.brand.name or APP_NAME.source
                )
            else:
                autostart.disable()
        except (OSError, paths.NoHomeFolder) as error:
            return message(START_NOT_CHANGED, text=str(error))
        return None

    def _with_choices(self, settings: Settings) -> Settings:
        from desktop_login.app.choices import with_choice

        window = settings.window
        for name, value in self._chosen.items():
            window = with_choice(window, name, value)
        return settings._replace(window=window)
