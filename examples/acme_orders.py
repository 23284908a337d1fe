"""The same with the brand of a company that does not exist. Run it with `python examples/acme_orders.py`."""

# /// script
# requires-python = ">=3.11"
# dependencies = ["desktop-login"]
# ///

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication, QLabel

from desktop_login import Session
from desktop_login.qt import SignInWindow

BRAND = Path(__file__).parent / "brand" / "acme.toml"


def main() -> int:
    app = QApplication(sys.argv)
    with Session.open(brand=BRAND) as session:
        user = SignInWindow(session).exec()
        if user is None:
            return 0  # closed without a sign-in
        window = QLabel(f"Orders of {user.email} at Acme")
        window.setMargin(48)
        window.show()
        return app.exec()


if __name__ == "__main__":
    sys.exit(main())
