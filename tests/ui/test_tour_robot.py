"""The robot of the tour: its pictures show where the focus is, and a window at rest."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_login.messages import frame
from desktop_login.tour.robot import Robot
from desktop_login.tour.scenarios import _profiles
from desktop_login.ui.main_window import MainWindow, WindowConfig
from desktop_login.ui.page_values import UiConfig
from desktop_login.ui.widgets.logo import Logo
from tests.gallery.screens import Screen
from tests.ui.at_rest import at_rest
from tests.ui.sessions import signed_in

if TYPE_CHECKING:
    from desktop_login.ui.app_window import AppWindow

LOGO = Path(__file__).parent.parent.parent / "examples" / "brand" / "acme.svg"


def test_window_is_the_active_one_again_after_a_choice_in_a_menu(
    qtbot: QtBot, tmp_path: Path
) -> None:
    screen = Screen()
    window = screen.window
    qtbot.addWidget(window)
    window.show()
    window.come_forward()
    screen.presenter.show(signed_in("fresh"))
    at_rest(window)
    robot = Robot(tmp_path, "en-light", as_user=False)
    shown = SimpleNamespace(window=window, come_forward=window.come_forward)
    robot._app_window = cast("AppWindow", shown)
    asyncio.run(robot.choose_in_menu(frame.SHORTCUTS))
    QTest.qWait(100)
    assert window.isActiveWindow()
    assert window.focusWidget() is not None


class _Looks(Robot):
    """Keeps what is on screen in place of a picture."""

    logos: int = 0

    async def look(self, name: str, widget: QWidget | None = None) -> None:
        assert widget is not None, name
        self.logos += len(widget.findChildren(Logo))


def test_window_with_profiles_has_the_brand_of_the_others(qtbot: QtBot, tmp_path: Path) -> None:
    branded = MainWindow(WindowConfig(ui_config=UiConfig(logo=str(LOGO), app_name="Acme")))
    qtbot.addWidget(branded)
    robot = _Looks(tmp_path, "en-light", as_user=False)
    robot._app_window = cast("AppWindow", SimpleNamespace(window=branded))
    asyncio.run(_profiles(robot))
    assert robot.logos == 1


class _Late(QWidget):
    """Is red the first time it is painted and green from then on, as a layout may need two rounds."""

    def __init__(self) -> None:
        super().__init__()
        self.resize(20, 20)
        self._painted = False

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), QColor("lime" if self._painted else "red"))
        self._painted = True


def test_picture_is_kept_once_two_in_a_row_are_the_same(qtbot: QtBot, tmp_path: Path) -> None:
    window = _Late()
    qtbot.addWidget(window)
    robot = Robot(tmp_path, "en-light", as_user=False)
    shown = SimpleNamespace(window=SimpleNamespace(demo_panel=None))
    robot._app_window = cast("AppWindow", shown)
    asyncio.run(robot.look("late", window))
    picture = QImage(str(tmp_path / "01-late-en-light.png"))
    assert picture.pixelColor(10, 10) == QColor("lime")
