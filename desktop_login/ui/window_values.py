"""What the window must know before it paints, as values. Holds no widget."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_login.domain.named_tuple import NamedTuple
from desktop_login.ui.bar_words import PoolMenu
from desktop_login.ui.page_values import UiConfig

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtCore import QSettings

    from desktop_login.settings.schema import WindowChoices
    from desktop_login.ui.pages.pool_connection import Connection
    from desktop_login.ui.widgets.demo_panel import DemoUsers


class Tools(NamedTuple):
    """What the pages of the program's own menu need: what was chosen, a report for support (which
    blocks), and the folder of the log; whether the desktop has a tray, and whether the program
    starts with it."""

    choices: Callable[[], WindowChoices]
    report: Callable[[], str]
    log_folder: Path | None = None
    has_tray: Callable[[], bool] = lambda: False
    starts_with_desktop: Callable[[], bool] = lambda: False


class WindowConfig(NamedTuple):
    """Everything that the window must know before it paints.

    `restoring` tells that a stored session is about to be read. `foreign_host` is an endpoint that
    is not Amazon Cognito's, and is shown for as long as the window is open. `connection` is how a pool is connected or examined; `configured`
    tells that one is. `profile` is the one in force.
    `memory` keeps window geometry and last address, or nothing in a demo. `now` is
    the wall clock. `pools` is what the top bar says and offers about user pools, `new_connection` how another
    one is added, `tools` what the menu's own pages need. `icon` is a picture file for the window.
    """

    title: str = ""
    ui_config: UiConfig = UiConfig()
    configured: bool = True
    connection: Callable[[], Connection] | None = None
    profile: str = ""
    restoring: bool = False
    foreign_host: str = ""
    demo: DemoUsers | None = None
    memory: QSettings | None = None
    now: Callable[[], float] = lambda: 0.0
    pools: PoolMenu = PoolMenu()
    new_connection: Callable[[], Connection] | None = None
    tools: Tools | None = None
    icon: str = ""
