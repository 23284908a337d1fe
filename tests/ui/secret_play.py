"""What leaves a field that holds a secret, tried on a real clipboard. Prints one line of JSON; not a test itself."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QClipboard, QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QPlainTextEdit, QVBoxLayout, QWidget

from desktop_login.messages.pages import PASSWORD
from desktop_login.ui.application import make_application
from desktop_login.ui.clipboard import SecretClipboard
from desktop_login.ui.widgets.code_field import CodeField
from desktop_login.ui.widgets.field import Field
from desktop_login.ui.widgets.password_field import PasswordField
from desktop_login.ui.widgets.secret_text import SecretText

SECRET = "ab12 cd34 ef56"
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier
KEYS = {
    "select all": (Qt.Key.Key_A, CTRL),
    "select by arrow": (Qt.Key.Key_Left, SHIFT),
    "copy": (Qt.Key.Key_C, CTRL),
    "copy with Insert": (Qt.Key.Key_Insert, CTRL),
    "copy key": (Qt.Key.Key_F16, NONE),
    "cut": (Qt.Key.Key_X, CTRL),
    "cut with Delete": (Qt.Key.Key_Delete, SHIFT),
    "cut key": (Qt.Key.Key_F20, NONE),
    "to the end of the line": (Qt.Key.Key_K, CTRL),
    "the whole line": (Qt.Key.Key_U, CTRL),
}


class Trial:
    def __init__(self, app: QApplication) -> None:
        self.app = app
        self.window = QWidget()
        self.window.resize(400, 300)
        self.column = QVBoxLayout(self.window)
        self.secrets = SecretClipboard(self.window)

    def fields(self) -> dict[str, QWidget]:
        password, code = PasswordField(PASSWORD), CodeField()
        password.add_toggle()
        assert password._eye is not None
        password._toggle()
        answer = Field("Answer", secret=True)
        text = SecretText(self.secrets)
        for widget in (password, code, answer, text):
            self.column.addWidget(widget)
        self.window.show()
        self.window.activateWindow()
        QTest.qWaitForWindowExposed(self.window)
        return {
            "password": password.input,
            "code": code.input,
            "answer": answer.input,
            "token": text,
        }

    def look(self) -> list[str]:
        """Where something of the secret is now: `clipboard`, `marked` or `primary`."""
        self.app.processEvents()
        clipboard, found = self.app.clipboard(), []
        content = clipboard.mimeData()
        if clipboard.text():
            is_marked = "x-kde-passwordManagerHint" in content.formats()
            found.append("marked" if is_marked else "clipboard")
        if clipboard.supportsSelection() and clipboard.text(QClipboard.Mode.Selection):
            found.append("primary")
            clipboard.clear(QClipboard.Mode.Selection)
        clipboard.clear()
        return found


def fill(widget: QWidget) -> None:
    if isinstance(widget, QLineEdit):
        widget.setText(SECRET)
        widget.selectAll()
    elif isinstance(widget, QPlainTextEdit):
        widget.setPlainText(SECRET)
        widget.selectAll()
    widget.setFocus()


def surface(widget: QWidget) -> QWidget:
    return widget.viewport() if isinstance(widget, QPlainTextEdit) else widget


def dragged(widget: QWidget) -> None:
    where, left = surface(widget), Qt.MouseButton.LeftButton
    QTest.mouseClick(where, left, NONE, QPoint(300, 10))
    QTest.mousePress(where, left, NONE, QPoint(5, 10))
    for x in (30, 60, 90):
        QTest.mouseMove(where, QPoint(x, 10))
    QTest.mouseRelease(where, left, NONE, QPoint(90, 10))


def clicked_thrice(widget: QWidget) -> None:
    where, left = surface(widget), Qt.MouseButton.LeftButton
    QTest.mouseDClick(where, left, NONE, QPoint(20, 10))
    QTest.mouseClick(where, left, NONE, QPoint(20, 10))


def from_menu(widget: QWidget, action: str) -> None:
    at = QPoint(20, 10)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, surface(widget).mapToGlobal(at))
    QApplication.sendEvent(surface(widget), event)
    menu = next(m for m in QApplication.topLevelWidgets() if isinstance(m, QMenu) and m.isVisible())
    for one in menu.actions():
        if one.objectName() == action:
            one.trigger()  # nothing, if it is not enabled
    menu.close()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def main() -> None:
    app = make_application("en")
    trial = Trial(app)
    seen: dict[str, Any] = {"platform": app.platformName()}
    ways: dict[str, Callable[[QWidget], None]] = {
        name: lambda widget, key=key, held=held: QTest.keyClick(widget, key, held)  # type: ignore[misc]
        for name, (key, held) in KEYS.items()
    }
    ways |= {"drag over it": dragged, "three clicks": clicked_thrice}
    ways |= {f"menu: {a}": lambda w, a=a: from_menu(w, a) for a in ("edit-copy", "edit-cut")}  # type: ignore[misc]
    for name, widget in trial.fields().items():
        seen[name] = {}
        for way, go in ways.items():
            fill(widget)
            trial.look()
            go(widget)
            found = trial.look()
            if found:
                seen[name][way] = found
        if isinstance(widget, QLineEdit):
            fill(widget)
            QTest.keyClick(widget, Qt.Key.Key_X, CTRL)
            QTest.keyClicks(widget, "typed")
            QTest.keyClick(widget, Qt.Key.Key_Z, CTRL)
            seen[name]["left"] = widget.text()
            seen[name]["shown"] = widget.displayText()
            seen[name]["sensitive"] = bool(
                widget.inputMethodHints() & Qt.InputMethodHint.ImhSensitiveData
            )
    trial.window.close()
    print(json.dumps(seen))
    sys.stdout.flush()


if __name__ == "__main__":
    main()
