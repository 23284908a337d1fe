"""What is wrong at some width, in some language: prints it as JSON, one process a scale. Not a test itself.

`pages` looks at every page, `dashboard` at one dashboard through all of its states and views.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop_login.ui.application import make_application
from desktop_login.ui.clipboard import SecretClipboard
from desktop_login.ui.main_window import MainWindow, WindowConfig
from desktop_login.ui.pages.dashboard import PREPARATIONS, Dashboard, View
from desktop_login.ui.theme import theme_of
from desktop_login.ui.translation import install_language
from desktop_login.ui.tray import Tray
from tests.ui.all_pages import ALL
from tests.ui.geometry import WIDTHS, faults, faults_by_width, settle
from tests.ui.sessions import LONG, NOW, signed_in

STATES = ("fresh", "renewing", "offline", "busy", "expired", "unchecked", "elsewhere", "demo")


def main() -> None:
    app = make_application("en")
    theme_of(app).dress()
    plays = {"pages": of_pages, "dashboard": of_dashboard, "screen": of_screen}
    found = plays[sys.argv[1]](app)
    json.dump({"ratio": app.devicePixelRatio(), "found": found}, sys.stdout)


def of_pages(app: QApplication) -> Mapping[str, object]:
    found: dict[str, object] = {}
    for language in ("en", "ja"):
        install_language(app, language)
        for name, make in ALL.items():
            shown = make()
            lines = faults_by_width(shown.top)
            if lines:
                found[f"{language} {name}"] = lines
            shown.close()
    return found


def of_screen(app: QApplication) -> Mapping[str, object]:
    """What opens on this screen as it is: the demo, a pool's sign-in page, and the dashboard, which grows."""
    size = app.primaryScreen().size()
    found: dict[str, object] = {
        "screen": [size.width(), size.height()],
        "tray": Tray.available(),
    }
    for name in ("demo", "sign in", "welcome", "dashboard overview", "settings"):
        shown = ALL[name]()
        if name.startswith("dashboard"):
            shown.window.grow()
        shown.window.show()
        QTest.qWait(50)
        lines = faults(shown.window)
        if not shown.window.screen().geometry().contains(shown.window.geometry()):
            lines.append(f"{shown.window.geometry()} is not on the screen")
        if lines:
            found[name] = lines
        shown.close()
    return found


def of_dashboard(app: QApplication) -> Mapping[str, object]:
    found: dict[str, list[str]] = {}
    for language in ("en", "ja"):
        install_language(app, language)
        window = MainWindow(WindowConfig(now=lambda: NOW))
        board = Dashboard(SecretClipboard(window), lambda: NOW)
        window.add(board)
        for place in range(PREPARATIONS):
            board.prepare(place)
        window.finish()
        window.show()
        heights: dict[tuple[int, str], int] = {}
        for state in STATES:
            host = "cognito.internal.department.example.co.jp:8443" if state == "elsewhere" else ""
            board.status._demo = state == "demo"
            board.show_state(signed_in(state, LONG, host))
            window.open(board)
            for view in View if state == "fresh" else (View.OVERVIEW,):
                board.open(view)
                for width in WIDTHS:
                    window.resize(width, 600)
                    settle(window)
                    lines = faults(window)
                    if lines:
                        found[f"{language} {state} {view.name} {width}"] = lines
                    heights[width, state] = board.status.height()
        for width in WIDTHS:
            same = {heights[width, state] for state in STATES if state != "elsewhere"}
            if len(same) > 1:
                found[f"{language} {width}: the card jumps"] = [str(sorted(same))]
        window.close()
    return found


if __name__ == "__main__":
    main()
