"""Nothing is outside its window and no text narrower than itself: each page, width, language and scale, with long values."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop_login.messages.message import FormattedMessage, Message
from desktop_login.ui.theme import theme_of
from desktop_login.ui.translation import install_language
from desktop_login.ui.widgets.basics import label
from desktop_login.ui.widgets.choices import Choices
from desktop_login.ui.widgets.drop_down import DropDown
from desktop_login.ui.widgets.plain_tip import plain_tip
from tests.patience import within
from tests.ui.all_pages import ALL, PROFILE
from tests.ui.geometry import WIDTHS, faults, faults_by_width
from tests.ui.sessions import ADDRESS

pytestmark = [
    pytest.mark.slow,
    pytest.mark.qt_log_ignore("propagateSizeHints"),  # of dialogs, off-screen
]


@pytest.fixture(params=["en", "ja"])
def language(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[str]:
    theme_of(qapp).dress()
    install_language(qapp, request.param)
    yield request.param
    install_language(qapp, "en")


@pytest.mark.usefixtures("language")
@pytest.mark.parametrize("name", ALL)
def test_page_with_long_values_fits_every_width(name: str) -> None:
    shown = ALL[name]()
    try:
        assert faults_by_width(shown.top, WIDTHS) == {}
    finally:
        shown.close()


@pytest.mark.parametrize(
    ("what", "scale"),
    [
        pytest.param("pages", 2, marks=pytest.mark.slow),
        pytest.param("dashboard", 1, marks=pytest.mark.slow),
        pytest.param("dashboard", 2, marks=pytest.mark.slow),
        pytest.param("dashboard", 3, marks=pytest.mark.slow),  # 288 dpi
    ],
)
def test_everything_fits_every_width_at_this_scale(what: str, scale: int) -> None:
    """A process of its own, because Qt reads the scale once."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": str(scale)}
    done = subprocess.run(
        [sys.executable, "-m", "tests.ui.geometry_play", what],
        env=environment,
        capture_output=True,
        text=True,
        timeout=within(180),
        check=False,
    )
    assert done.returncode == 0, done.stderr
    printed = json.loads(done.stdout)
    assert printed["ratio"] == scale
    assert printed["found"] == {}


@pytest.mark.skipif(not shutil.which("xvfb-run"), reason="needs a display of its own")
def test_a_small_dense_screen_without_tray_compositor_and_bus_holds_the_window() -> None:
    """910 by 512 at 288 dpi, on an X server with nothing but the program."""
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "xcb",
        "QT_SCALE_FACTOR": "3",
        "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere",
    }
    display = ["xvfb-run", "-a", "-s", "-screen 0 2730x1536x24"]
    done = subprocess.run(
        [*display, sys.executable, "-m", "tests.ui.geometry_play", "screen"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=within(180),
        check=False,
    )
    assert done.returncode == 0, done.stderr
    printed = json.loads(done.stdout)
    assert printed["ratio"] == 3
    assert printed["found"] == {"screen": [910, 512], "tray": False}


def test_the_checker_sees_what_is_cut_and_what_is_outside(qapp: QApplication, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    row = QHBoxLayout(window)
    row.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
    window.resize(400, 100)
    shown = QLabel("a text that is much wider than forty pixels")
    row.addWidget(shown)
    window.show()
    assert faults(window) == []
    shown.setFixedWidth(40)
    qapp.processEvents()
    assert len(faults(window)) == 1
    outside = QLabel("x", window)
    outside.setGeometry(window.width() - 4, 0, 30, 20)
    outside.show()
    assert any("outside the window" in line for line in faults(window))


def test_the_checker_sees_a_choice_that_is_cut_and_not_told(qtbot: QtBot) -> None:
    box = DropDown()
    box.addItem(PROFILE)
    holder = QWidget()
    qtbot.addWidget(holder)
    QHBoxLayout(holder).addWidget(box)
    holder.resize(200, 60)
    holder.show()
    assert faults(holder) == []
    box.setToolTip("")
    assert [line for line in faults(holder) if PROFILE[:20] in line or "needs" in line]


def test_long_words_widen_no_page_and_are_read_as_they_are(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    row = QHBoxLayout(page)
    shown = label(f"Signed in as {ADDRESS}", wrap=True)
    choices = Choices([FormattedMessage(Message("", f"Email: {ADDRESS} & more"), {})])
    for part in (shown, choices):
        row.addWidget(part)
    assert page.minimumSizeHint().width() < 480
    assert shown.text() == shown.accessibleName() == f"Signed in as {ADDRESS}"
    page.resize(400, 60)
    page.show()
    radio = choices._group.button(0)
    assert radio.accessibleName() == f"Email: {ADDRESS} & more"
    assert radio.toolTip() == plain_tip(radio.accessibleName())
    assert "…" in radio.text()
    page.resize(1400, 60)
    qtbot.waitUntil(lambda: radio.text() == f"Email: {ADDRESS} && more")
    assert radio.toolTip() == ""
