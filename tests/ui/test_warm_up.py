"""A window whose parts cannot be built, or take long: no waiting without end, and another try."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_login.adapters.token_store.device_store import MemoryDeviceStore
from desktop_login.adapters.token_store.session_store import MemoryTokenStore
from desktop_login.adapters.token_store.unconfirmed import MemoryNames
from desktop_login.app.process import undisturbed
from desktop_login.app.window_config import demo_window_config
from desktop_login.demo.server import DemoCognito
from desktop_login.domain.errors import AuthError, AuthErrorInfo, ErrorCode
from desktop_login.flow.ports import Listener
from desktop_login.flow.services import AuthServices
from desktop_login.services.build import build_services
from desktop_login.system.log import Blotter
from desktop_login.ui.app_window import AppWindow
from desktop_login.ui.application import LoopHolder
from desktop_login.ui.main_window import WindowConfig
from desktop_login.ui.pages.dashboard import Dashboard
from desktop_login.ui.pages.sign_in import SignInPage
from tests.fakes.world import pool_of
from tests.patience import STEP_MS, STEP_S
from tests.ui.conftest import Hand

UNUSABLE = AuthError(AuthErrorInfo(ErrorCode.PROXY_UNUSABLE, name="proxy.example"))


class Workshop:
    """Builds what a window needs, or fails first, as often as it is told."""

    def __init__(self, demo: DemoCognito) -> None:
        self.demo = demo
        self.failures: list[Exception] = []
        self.gate = threading.Event()
        self.gate.set()
        self.built = 0

    def __call__(self, listener: Listener) -> AuthServices:
        self.gate.wait(STEP_S)
        self.built += 1
        if self.failures:
            raise self.failures.pop(0)
        return build_services(
            pool_of(self.demo), MemoryTokenStore(), MemoryDeviceStore(), MemoryNames(), listener
        )


@pytest.fixture
def workshop(demo: DemoCognito) -> Workshop:
    return Workshop(demo)


Show = Callable[..., Hand]


@pytest.fixture
def shown(qapp: QApplication, loop: LoopHolder, qtbot: QtBot, workshop: Workshop) -> Iterator[Show]:
    """`shown()` shows a window and does not wait for anything."""
    desks: list[AppWindow] = []

    def show(config: WindowConfig | None = None) -> Hand:
        app_window = AppWindow(
            qapp, config or demo_window_config(), workshop, loop, around_warm_up=undisturbed
        )
        desks.append(app_window)
        app_window.show()
        return Hand(app_window, workshop.demo, qtbot)

    yield show
    workshop.gate.set()
    for app_window in desks:
        app_window.close()
    qapp.processEvents()


@pytest.mark.parametrize("error", [UNUSABLE, ValueError("s3cr3t")])
def test_parts_that_cannot_be_built_end_the_waiting_and_may_be_tried_again(
    error: Exception, workshop: Workshop, shown: Show, caplog: pytest.LogCaptureFixture
) -> None:
    workshop.failures = [error]
    workshop.gate.clear()
    hand = shown()
    hand.sign_in("confirmed")
    assert hand.form.locked
    workshop.gate.set()
    hand.until(lambda: not hand.form.locked)
    expected = "The proxy address" if error is UNUSABLE else "Something unexpected happened"
    assert hand.page.bar.text.startswith(expected)
    logged = "".join(Blotter("%(message)s").format(record) for record in caplog.records)
    assert "s3cr3t" not in hand.page.bar.text + logged
    assert hand.arrive(SignInPage).password.text()  # nothing that was typed is lost
    assert workshop.built == 1
    hand.press("Sign in")
    hand.arrive(Dashboard)
    assert workshop.built == 2
    assert [r.levelno for r in caplog.records if r.levelno >= logging.WARNING] == (
        [] if error is UNUSABLE else [logging.ERROR]
    )
    caplog.clear()


def test_it_may_fail_again_and_again(workshop: Workshop, shown: Show) -> None:
    workshop.failures = [UNUSABLE] * 3
    hand = shown()
    hand.until(lambda: bool(hand.page.bar.text))
    for times in (2, 3):
        hand.sign_in("confirmed")
        hand.until(lambda: workshop.built == times and not hand.form.locked)
        assert hand.page.bar.text.startswith("The proxy address")
    hand.press("Sign in")
    hand.arrive(Dashboard)


def test_other_asks_try_again_too(workshop: Workshop, shown: Show) -> None:
    workshop.failures = [UNUSABLE]
    hand = shown()
    hand.until(lambda: bool(hand.page.bar.text))
    hand.press("Create account")
    hand.until(lambda: hand.page is not hand.app_window.window.sign_in)
    assert workshop.built == 2


@pytest.mark.slow
def test_cancel_ends_the_waiting_for_parts_that_take_long(workshop: Workshop, shown: Show) -> None:
    workshop.gate.clear()
    hand = shown()
    hand.sign_in("confirmed")
    hand.until(lambda: hand.form.cancel is not None and hand.form.cancel.isVisible())
    hand.press("Cancel")
    assert not hand.form.locked
    assert hand.page.bar.text == "Sign-in was canceled."
    with hand.bot.waitSignal(hand.app_window.opened, timeout=STEP_MS):
        workshop.gate.set()
    assert not hand.form.locked  # what was cancelled is not carried out later
    hand.press("Sign in")
    hand.arrive(Dashboard)


@pytest.mark.slow
def test_cancel_while_a_stored_session_waits_for_the_parts(workshop: Workshop, shown: Show) -> None:
    workshop.gate.clear()
    hand = shown(demo_window_config()._replace(restoring=True, demo=None))
    hand.until(lambda: hand.form.cancel is not None and hand.form.cancel.isVisible())
    hand.press("Cancel")
    assert hand.page is hand.app_window.window.sign_in
    with hand.bot.waitSignal(hand.app_window.opened, timeout=STEP_MS):
        workshop.gate.set()
    assert hand.page is hand.app_window.window.sign_in


def test_a_stored_session_that_waits_for_parts_that_fail(workshop: Workshop, shown: Show) -> None:
    workshop.failures = [UNUSABLE]
    hand = shown(demo_window_config()._replace(restoring=True, demo=None))
    hand.until(lambda: hand.page is hand.app_window.window.sign_in)
    hand.until(lambda: hand.page.bar.text.startswith("The proxy address"))


def test_a_proxy_that_cannot_be_used_is_said_before_anybody_signs_in(
    workshop: Workshop, shown: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "socks5://me:s3cr3t@proxy.example:1080")
    monkeypatch.setattr("desktop_login.adapters.proxies.is_loopback", lambda _: False)
    hand = shown()
    hand.until(lambda: bool(hand.page.bar.text))
    assert hand.page.bar.text.startswith("The proxy address “proxy.example:1080” can’t be used.")
    hand.sign_in("confirmed")
    hand.until(lambda: not hand.form.locked)
    assert hand.page.bar.text.startswith("The proxy address “proxy.example:1080” can’t be used.")
    monkeypatch.delenv("http_proxy")
    hand.press("Sign in")
    hand.arrive(Dashboard)
