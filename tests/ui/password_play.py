"""A sign-in with a password in a real window; prints what of the browser it has loaded. A program."""

from __future__ import annotations

import sys

from PySide6.QtCore import QTimer

from desktop_login.adapters.token_store.device_store import MemoryDeviceStore
from desktop_login.adapters.token_store.session_store import MemoryTokenStore
from desktop_login.adapters.token_store.unconfirmed import MemoryNames
from desktop_login.demo.server import DemoCognito
from desktop_login.services.build import build_services
from desktop_login.ui.app_window import AppWindow
from desktop_login.ui.application import LoopHolder, make_application
from desktop_login.ui.main_window import WindowConfig
from tests.fakes.world import PASSWORD, pool_of

# Loaded once somebody wants the browser, or once it is known that a pool has a page for it.
# `http.server` is loaded here by the demo, which serves in this process.
OF_THE_BROWSER = (
    "desktop_login.ui.browser",
    "desktop_login.ui.pages.waiting_for_browser",
    "desktop_login.ui.widgets.browser_offer",
    "desktop_login.ui.widgets.calm_line",
    "desktop_login.adapters.browser.authorize",
    "desktop_login.adapters.browser.listener",
    "desktop_login.adapters.browser.loopback",
    "desktop_login.adapters.browser.tab_pages",
    "desktop_login.adapters.browser.token_endpoint",
    "desktop_login.flow.browser_ports",
    "desktop_login.flow.browser_sign_in",
    "desktop_login.flow.browser_sign_out",
    "fido2",
)


def main(mode: str) -> None:
    app = make_application("en")
    loop = LoopHolder(app)
    config = WindowConfig()
    if mode != "offer":
        from desktop_login.domain.browser_offer import BrowserSignInMode

        off = config.ui_config._replace(browser_sign_in=BrowserSignInMode(mode))
        config = config._replace(ui_config=off)
    with DemoCognito() as demo:
        app_window = AppWindow(
            app,
            config,
            lambda listener: build_services(
                pool_of(demo), MemoryTokenStore(), MemoryDeviceStore(), MemoryNames(), listener
            ),
            loop,
        )
        page = app_window.window.sign_in
        early: list[str] = []

        def loaded() -> list[str]:
            return [name for name in OF_THE_BROWSER if name in sys.modules]

        def sign_in() -> None:
            page.username.set_text("confirmed@example.com")
            page.password.set_text(PASSWORD)
            page.submit()

        def look() -> None:
            corner = app_window.window.top_bar.corner
            if corner is not None and corner.who:
                print("before", *early, flush=True)
                print("after", *loaded(), flush=True)
                app.quit()

        watch = QTimer()
        watch.timeout.connect(look)
        watch.start(50)
        app_window.window.first_painted.connect(lambda: early.extend(loaded()))
        app_window.opened.connect(sign_in)
        app_window.show()
        app.exec()
        app_window.close()
    loop.close()


if __name__ == "__main__":
    main(sys.argv[1])
