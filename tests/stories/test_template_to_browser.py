"""From the template with passkeys to a sign-in in the browser: ministack creates the stack and shows its own pages.

Nobody here wrote either. The stack's outputs are the only settings; the addresses to which Chromium
returns are those that the template registers.
"""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from pytestqt.qtbot import QtBot

from desktop_login.app.gui import Program
from desktop_login.ui.pages.connect_pool import ConnectPoolPage
from desktop_login.ui.pages.dashboard import Dashboard
from desktop_login.ui.pages.waiting_for_browser import WaitingForBrowserPage
from tests.fakes.ministack import Ministack, python
from tests.fakes.synth import synthesized
from tests.patience import STEP_MS
from tests.reference.chromium import Chromium, chromium
from tests.reference.program import programs
from tests.stories.test_template_to_sign_in import CHOSEN, TEMPORARY, Deployed, program
from tests.ui.conftest import Hand, loop, qapp

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="Chromium is driven over pipes of its own"),
]

__all__ = ["loop", "program", "qapp"]
EMAIL = "browser@example.com"
# The style of Cognito's pages, which ministack does not know; it has pages of its own.
UNKNOWN = "AWS::Cognito::ManagedLoginBranding"


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    python()  # skips without ministack
    folder = tmp_path_factory.mktemp("cdk")
    template = synthesized(folder, passkeys="true", domainPrefix="acme-sign-in").template
    template["Resources"] = {
        name: resource
        for name, resource in template["Resources"].items()
        if resource["Type"] != UNKNOWN
    }
    server = Ministack(tmp_path_factory.mktemp("ministack"))
    server.wait()
    try:
        yield Deployed(server, json.dumps(template))
    finally:
        server.stop()


class Person(QObject):
    """Sits at the browser of the desktop."""

    def __init__(self, browser: Chromium) -> None:
        super().__init__()
        self.browser = browser
        self.threads: list[threading.Thread] = []

    @Slot(QUrl)
    def take(self, link: QUrl) -> None:
        address = bytes(link.toEncoded().data()).decode("ascii")
        thread = threading.Thread(target=self._sign_in, args=(address,), daemon=True)
        self.threads.append(thread)
        thread.start()

    def _sign_in(self, address: str) -> None:
        browser = self.browser
        browser.open(address)
        self._fill("Next", username=EMAIL)
        self._fill("Sign in", password=TEMPORARY)
        self._fill("Update password", new_password=CHOSEN, confirm_password=CHOSEN)
        browser.wait_for("You are signed in.")

    def _fill(self, button: str, **fields: str) -> None:
        for name, text in fields.items():
            there = f"!!document.getElementsByName('{name}')[0]?.offsetParent"
            self.browser.wait(lambda there=there: self.browser.run(there), name)  # type: ignore[misc]
            self.browser.type(name, text)
        self.browser.press(button)


@pytest.fixture
def person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Person]:
    monkeypatch.setenv("BROWSER", sys.executable)  # there is one, and this test is it
    with chromium(tmp_path) as browser, programs():
        person = Person(browser)
        QDesktopServices.setUrlHandler("http", person, "take")  # type: ignore[arg-type]
        yield person
        QDesktopServices.unsetUrlHandler("http")


def test_from_the_template_with_passkeys_to_a_sign_in_in_the_browser(
    program: Program, deployed: Deployed, person: Person, qtbot: QtBot, tmp_path: Path
) -> None:
    deployed.invite(EMAIL)
    program.open()
    assert program._app_window is not None
    app_window = program._app_window
    page = app_window.window.page
    assert isinstance(page, ConnectPoolPage)
    page.import_from(deployed.outputs_file(tmp_path))
    qtbot.waitUntil(lambda: not page.locked, timeout=STEP_MS)
    page.primary.click()
    qtbot.waitUntil(lambda: program._app_window is not app_window, timeout=STEP_MS)
    app_window = program._app_window
    with qtbot.waitSignal(app_window.opened, timeout=STEP_MS):
        pass

    hand = Hand(app_window, None, qtbot)  # type: ignore[arg-type]
    hand.until(lambda: not app_window.window.sign_in.lacks_offer)
    hand.press("Sign in with browser")
    hand.arrive(WaitingForBrowserPage)
    hand.arrive(Dashboard)
    assert hand.who == f"Signed in as {EMAIL}"
    hand.renew()
    for thread in person.threads:
        thread.join(STEP_MS / 1000)
        assert not thread.is_alive()
