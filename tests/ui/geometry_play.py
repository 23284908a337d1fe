"""The dashboard at every width, in every language and view: prints its faults as JSON, one process a scale. Not a test itself."""

from __future__ import annotations

import json
import sys

from PySide6.QtTest import QTest

from desktop_login.ui.app_window import make_application
from desktop_login.ui.clipboard import SecretClipboard
from desktop_login.ui.main_window import MainWindow, WindowConfig
from desktop_login.ui.pages.dashboard import PREPARATIONS, Dashboard, View
from desktop_login.ui.theme import theme_of
from desktop_login.ui.translation import install_language
from tests.ui.geometry import faults
from tests.ui.sessions import LONG, NOW, signed_in

WIDTHS = (360, 400, 480, 559, 560, 561, 680, 760, 1000, 1600)
STATES = ("fresh", "offline", "busy", "expired", "unchecked", "elsewhere", "demo")


def main() -> None:
    app = make_application("en")
    found: dict[str, list[str]] = {}
    theme_of(app).dress()
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
                    QTest.qWait(1)
                    app.processEvents()
                    window.grab()
                    lines = faults(window)
                    if lines:
                        found[f"{language} {state} {view.name} {width}"] = lines
                    heights[width, state] = board.status.height()
        for width in WIDTHS:
            same = {heights[width, state] for state in STATES if state != "elsewhere"}
            if len(same) > 1:
                found[f"{language} {width}: the card jumps"] = [str(sorted(same))]
        window.close()
    json.dump({"ratio": app.devicePixelRatio(), "found": found}, sys.stdout)


if __name__ == "__main__":
    main()
