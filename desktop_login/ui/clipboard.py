"""A secret on the clipboard: marked so that histories skip it, cleared after a while if it is still ours."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication

CLEAR_AFTER_S = 30
_ZERO = b"\x00\x00\x00\x00"
# Windows, macOS and KDE in turn
_MARKS: dict[str, bytes] = {
    'application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"': _ZERO,
    'application/x-qt-windows-mime;value="CanIncludeInClipboardHistory"': _ZERO,
    'application/x-qt-windows-mime;value="CanUploadToCloudClipboard"': _ZERO,
    "application/x-nspasteboard-concealed-type": b"",
    "x-kde-passwordManagerHint": b"secret",
}


class SecretClipboard(QObject):
    """Copies on a person's wish; forgets by itself, also when the program ends.

    Emits `cleared()` when the secret is no longer there, cleared here or replaced by others.
    `clear_after_s` holds for every one of them: a person chooses it in the settings.
    """

    cleared = Signal()
    clear_after_s = CLEAR_AFTER_S

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._ours: set[str] = set()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.clear_if_ours)
        QGuiApplication.clipboard().dataChanged.connect(self._changed)

    def copy(self, secret: str) -> None:
        content = QMimeData()
        content.setText(secret)
        for kind, mark in _MARKS.items():
            content.setData(kind, mark)
        self._ours.add(secret)
        self._timer.start(self.clear_after_s * 1000)
        QGuiApplication.clipboard().setMimeData(content)

    def clear_if_ours(self) -> None:
        """Clear the clipboard, unless something else has been copied since."""
        self._timer.stop()
        clipboard = QGuiApplication.clipboard()
        if self._ours and clipboard.text() in self._ours:
            clipboard.clear()
        if self._ours:
            self._ours.clear()
            self.cleared.emit()

    def _changed(self) -> None:
        """Asks only whose the content is: reading that of another program may take long."""
        if self._ours and not QGuiApplication.clipboard().ownsClipboard():
            self.cleared.emit()
