"""Shows an error, a piece of news, a toast and a pause of a second on a real page, one after the other, and ends. A program.

The argument is the file to which the listener writes what it hears. Each step waits until the one
before it was heard: on a busy computer the accessibility bus may take seconds to come up.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QTimer

from desktop_login.domain.errors import AuthErrorInfo, ErrorCode
from desktop_login.domain.states import Notice
from desktop_login.ui.announce import announce
from desktop_login.ui.application import make_application
from desktop_login.ui.error_view import error_view, notice_view
from desktop_login.ui.pages.sign_in import SignInPage, UiConfig
from desktop_login.ui.theme import theme_of
from desktop_login.ui.widgets.toast import toast_of
from tests.patience import STEP_MS

# Said until it is heard: before that nobody listens on the bus.
ANYBODY = "Is anybody listening?"
LOOK_MS = 100
REPEAT_MS = 500


def main(heard: Path) -> int:
    app = make_application("en")
    page = SignInPage(UiConfig())
    theme_of(app).dress()
    page.show()

    def fail() -> None:
        page.show_error(error_view(AuthErrorInfo(ErrorCode.WRONG_CREDENTIALS)))

    def tell() -> None:
        page.bar.show_view(notice_view(Notice.PASSWORD_CHANGED))

    def toast() -> None:
        toast_of(page).show("Renewed. Nothing has changed.")

    def pause() -> None:
        page.show_error(error_view(AuthErrorInfo(ErrorCode.LOCKED_OUT, seconds=1)))

    # what is shown, and the last sentence that follows from it
    steps: Iterator[tuple[Callable[[], object], str]] = iter(
        [
            (fail, "incorrect"),
            (tell, "has been changed"),
            (toast, "Renewed"),
            (pause, "can try again now"),
        ]
    )
    awaited = ANYBODY

    def go_on() -> None:
        nonlocal awaited
        if awaited not in heard.read_text("utf-8"):
            return
        ask.stop()
        step, awaited = next(steps, (app.quit, awaited))
        step()

    def give_up() -> None:
        print(f"said, and not heard: {awaited!r}", file=sys.stderr)
        app.exit(1)

    ask, look = QTimer(page), QTimer(page)
    ask.timeout.connect(lambda: announce(page, ANYBODY))
    look.timeout.connect(go_on)
    ask.start(REPEAT_MS)
    look.start(LOOK_MS)
    QTimer.singleShot(STEP_MS, page, give_up)
    return app.exec()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
