"""Shows an error, a piece of news, a toast and a pause of a second on a real page, one after the other, and ends. A program."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer

from desktop_login.domain.errors import AuthErrorInfo, ErrorCode
from desktop_login.domain.states import Notice
from desktop_login.ui.app_window import make_application
from desktop_login.ui.error_view import error_view, notice_view
from desktop_login.ui.pages.sign_in import SignInPage, UiConfig
from desktop_login.ui.theme import theme_of
from desktop_login.ui.widgets.toast import toast_of

STEP_MS = 400


def main() -> None:
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

    steps: list[Callable[[], object]] = [fail, tell, toast, pause]
    for number, step in enumerate(steps, 4):
        QTimer.singleShot(number * STEP_MS, page, step)
    QTimer.singleShot(16 * STEP_MS, app.quit)
    app.exec()


if __name__ == "__main__":
    main()
