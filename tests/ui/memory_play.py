"""A window in a process of its own that signs in, renews, and signs out when it is told to. Not a test itself.

Arguments: a folder for its data, and region, pool, client and address of a demo. Reads orders from
stdin, one a line, and says on stdout when each is done, so that another process can look into its
memory in between.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget

from desktop_login.adapters.token_store.device_store import MemoryDeviceStore
from desktop_login.adapters.token_store.encrypted_record import StoreKey
from desktop_login.adapters.token_store.session_store import EncryptedTokenStore
from desktop_login.adapters.token_store.unconfirmed import MemoryNames
from desktop_login.app.process import undisturbed
from desktop_login.domain.pool import PoolClient
from desktop_login.services.build import build_services
from desktop_login.system.memory import wipe_what_is_freed
from desktop_login.ui.app_window import AppWindow
from desktop_login.ui.application import LoopHolder, make_application
from desktop_login.ui.main_window import WindowConfig
from desktop_login.ui.pages.dashboard import Dashboard, View
from desktop_login.ui.pages.sign_in import SignInPage
from tests.fakes.keychains import MemoryKeychain

PATIENCE_S = 60.0


class Window:
    def __init__(self, folder: Path, pool: PoolClient) -> None:
        self.app = make_application("en")
        self.loop = LoopHolder(self.app)
        owner = StoreKey(pool.pool_id, pool.client_id, "", pool.endpoint_url or "")
        token_store = EncryptedTokenStore(MemoryKeychain(), folder, owner)
        self.app_window = AppWindow(
            self.app,
            WindowConfig(now=time.time),
            lambda listener: build_services(
                pool, token_store, MemoryDeviceStore(), MemoryNames(), listener
            ),
            self.loop,
            around_warm_up=undisturbed,
        )
        opened: list[bool] = []
        self.app_window.opened.connect(lambda: opened.append(True))
        self.app_window.show()
        self.until(lambda: bool(opened))

    @property
    def page(self) -> Any:
        return self.app_window.window.page

    def until(self, holds: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE_S
        while not holds():
            if time.monotonic() > end:
                raise SystemExit(f"waited in vain on {type(self.page).__name__}")
            self.app.processEvents()
            time.sleep(0.005)

    def named(self, name: str, kind: type[Any]) -> Any:
        found = [w for w in self.page.findChildren(kind) if w.accessibleName() == name]
        return next(widget for widget in found if widget.isVisible())

    def sign_in(self, address: str, password: str) -> None:
        for name, text in (("Email", address), ("Password", password)):
            field: QWidget = self.named(name, QLineEdit)
            field.setFocus()
            QTest.keyClicks(field, text)
        self.named("Sign in", QAbstractButton).click()
        self.until(lambda: isinstance(self.page, Dashboard))

    def use(self) -> None:
        """What people do with a token: copy, hide and show it, and renew the session."""
        self.page.open(View.TOKEN)
        for name in ("Copy ID token", "Hide ID token", "Show ID token"):
            self.named(name, QAbstractButton).click()
            self.settle(0.1)
        before = hash(self.page.token.toPlainText())
        self.named("Refresh now", QAbstractButton).click()
        self.until(lambda: hash(self.page.token.toPlainText()) != before)

    def sign_out(self) -> None:
        corner = self.app_window.window.top_bar.corner
        assert corner is not None
        corner.leave.click()
        self.until(lambda: isinstance(self.page, SignInPage) and not self.page.locked)

    def settle(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.app.processEvents()
            time.sleep(0.01)

    def close(self) -> None:
        self.app_window.close()
        self.loop.close()
        QApplication.processEvents()


def main(folder: str, region: str, pool_id: str, client_id: str, url: str) -> None:
    wipe_what_is_freed()  # as every start does
    window = Window(Path(folder), PoolClient(region, pool_id, client_id, endpoint_url=url))
    print("ready", flush=True)
    for line in sys.stdin:
        match line.split():
            case ["sign-in", address, password]:
                window.sign_in(address, bytes.fromhex(password).decode())
                window.use()
            case ["sign-out", seconds]:
                window.sign_out()
                window.settle(float(seconds))
            case _:
                break
        print("done", flush=True)
    window.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
