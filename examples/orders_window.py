"""A program of its own behind a sign-in. Run it with `python examples/orders_window.py`."""

# /// script
# requires-python = ">=3.11"
# dependencies = ["desktop-login"]
# ///

from __future__ import annotations

import sys

from PySide6.QtWidgets import QApplication, QLabel

from desktop_login import Session
from desktop_login.qt import SignInWindow


def main() -> int:
    app = QApplication(sys.argv)
    with Session.open() as session:
        user = SignInWindow(session).exec()
        if user is None:
            return 0  # closed without a sign-in
        window = QLabel(f"Orders of {user.email}")
        window.setMargin(48)
        window.show()
        return app.exec()


if __name__ == "__main__":
    sys.exit(main())
