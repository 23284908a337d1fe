"""Whoever signs in to the demo, with "Keep me signed in", leaves nothing on this computer."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_login.app.process import undisturbed
from desktop_login.app.window_config import demo_window_config
from desktop_login.demo.server import DemoCognito
from desktop_login.domain.pool import AuthFlow
from desktop_login.services.build import build_demo
from desktop_login.ui.app_window import AppWindow
from desktop_login.ui.application import LoopHolder
from desktop_login.ui.pages.dashboard import Dashboard
from desktop_login.ui.pages.sign_in import SignInPage
from tests.patience import STEP_MS
from tests.ui.conftest import Hand


def test_the_demo_keeps_nothing(
    qapp: QApplication, loop: LoopHolder, qtbot: QtBot, demo: DemoCognito, tmp_path: Path
) -> None:
    app_window = AppWindow(
        qapp,
        demo_window_config(),
        lambda listener: build_demo(demo, AuthFlow.SRP, listener),
        loop,
        around_warm_up=undisturbed,
    )
    with qtbot.waitSignal(app_window.opened, timeout=STEP_MS):
        app_window.show()
    hand = Hand(app_window, demo, qtbot)
    try:
        page = hand.page
        assert isinstance(page, SignInPage)
        page.remember.setChecked(True)
        hand.sign_in("confirmed")
        board = hand.arrive(Dashboard)
        assert board.bar.text == "", "a keychain was asked, and there is none here"
    finally:
        app_window.close()  # waits for what is being saved, which the dashboard does not
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert list((tmp_path / "work").iterdir()) == []
