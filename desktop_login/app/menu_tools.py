"""What the pages of the program's own menu show: made when they are opened."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_login.system import paths
from desktop_login.ui.window_values import Tools

if TYPE_CHECKING:
    from desktop_login.cli.options import Options
    from desktop_login.settings.schema import WindowChoices


def menu_tools(
    options: Options, choices: Callable[[], WindowChoices], has_tray: Callable[[], bool]
) -> Tools:
    """The report for support is made with the options of this run."""

    def report() -> str:
        from desktop_login.app.report import support_report

        return support_report(options)

    def starts_with_desktop() -> bool:
        from desktop_login.system.autostart import is_enabled

        return is_enabled()

    try:
        folder: Path | None = paths.log_file().parent
    except paths.NoHomeFolder:
        folder = None
    return Tools(choices, report, folder, has_tray, starts_with_desktop)
