"""Menus of the top bar: plain text, a dot before a profile, a state at the right. Made anew at each opening."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import (
    QAction,
    QColor,
    QFont,
    QIcon,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QMenu, QStyle, QStyleOptionMenuItem

from desktop_login.messages.sanitize import defused
from desktop_login.ui.widgets.colours import colour, theme_palette
from desktop_login.ui.widgets.plain_tip import plain_tip

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_WIDEST = 300  # pixels of a name or a state: the two fit in the smallest screen
_DOT = 16
_BESIDE = 16  # as the style sheet has it at the right of an entry
_SMALL = 12
_BETWEEN = 16


class HintedMenu(QMenu):
    """What stands at the right of an entry, such as its keys, a state or how it looks, is small and muted,
    and ends at one edge: it is no second entry."""

    def initStyleOption(self, option: QStyleOptionMenuItem, action: QAction) -> None:
        """The style keeps room for the hint, and paints none."""
        super().initStyleOption(option, action)
        option.text = option.text.partition("\t")[0]

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setClipRect(self._seen())
        font = QFont(self.font())
        font.setPixelSize(_SMALL)
        painter.setFont(font)
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for action in self.actions():
            painter.setPen(colour("muted" if action.isEnabled() else "off"))
            place = self.actionGeometry(action).adjusted(0, 0, -_BESIDE, 0)
            painter.drawText(place, flags, _hint_of(action))

    def keep_apart(self) -> None:
        """More room between entries and hints than the style leaves. Once, before it is opened."""
        self.ensurePolished()
        if any(map(_hint_of, self.actions())):
            self.setMinimumWidth(self.sizeHint().width() + _BETWEEN)

    def _seen(self) -> QRect:
        """Without the arrows of a menu that is higher than the screen."""
        rows = [self.actionGeometry(action) for action in self.actions()]
        arrow = self.style().pixelMetric(QStyle.PixelMetric.PM_MenuScrollerHeight, None, self)
        above = arrow if rows and rows[0].top() < 0 else 0
        below = arrow if rows and rows[-1].bottom() > self.height() else 0
        return self.rect().adjusted(0, above, 0, -below)


class Menu(HintedMenu):
    """Below `host`; gone for good once it is closed."""

    def __init__(self, host: QWidget, name: str) -> None:
        super().__init__(host)
        self._host = host
        self.setAccessibleName(name)
        self.setToolTipsVisible(True)  # what is too long for a row is told whole
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def add(
        self, text: str, then: Callable[[], object], *, enabled: bool = True, keys: str = ""
    ) -> QAction:
        action = self.addAction(plain(text, self._host))
        if action.text().replace("&&", "&") != defused(text):
            action.setToolTip(plain_tip(defused(text)))
        if keys:  # shown and told only: the shortcut itself belongs to the window
            action.setShortcut(keys)
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.setShortcutVisibleInContextMenu(True)
        action.setEnabled(enabled)
        action.triggered.connect(lambda _checked=False: self._take(then))
        return action

    def add_state(
        self, text: str, state: str, dot: QIcon, then: Callable[[], object], *, chosen: bool
    ) -> QAction:
        """A row with a state at its right; the chosen one is marked in words that are read."""
        action = self.addAction(dot, f"{plain(text, self._host)}\t{plain(state, self._host)}")
        action.setToolTip(plain_tip(f"{defused(text)}, {defused(state)}"))
        if chosen:
            font = action.font()
            font.setBold(True)
            action.setFont(font)
            self.setDefaultAction(action)
        action.triggered.connect(lambda _checked=False: self._take(then))
        return action

    def _take(self, then: Callable[[], object]) -> None:
        """A hand closes the menu before an entry counts. A screen reader presses the entry of an open
        menu, and is answered only when this returns, which may not wait for a dialog."""
        if self.isVisible():
            self.close()
            QTimer.singleShot(0, self._host, then)
        else:
            then()

    def entry(self, text: str) -> QAction | None:
        """The row that says this, before its state or its keys."""
        wanted = text.replace("&", "&&")
        rows = (row for row in self.actions() if row.text().partition("\t")[0] == wanted)
        return next(rows, None)

    def open(self, *, right: bool = False) -> None:
        """Below the host, at its left or its right edge; Qt keeps it on the screen."""
        self.keep_apart()
        wide = self.sizeHint().width()
        below = QPoint(self._host.width() - wide if right else 0, self._host.height() + 4)
        self.popup(self._host.mapToGlobal(below))
        first = next((action for action in self.actions() if action.isEnabled()), None)
        if first is not None:
            self.setActiveAction(first)


def _hint_of(action: QAction) -> str:
    written = action.text().partition("\t")[2].replace("&&", "&")
    if written or not action.isShortcutVisibleInContextMenu():
        return written
    return action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)


def close_when_chosen(menu: QMenu) -> None:
    """A screen reader presses an entry without pressing a key, and Qt then leaves the menu open."""
    menu.triggered.connect(menu.close)


def plain(text: str, host: QWidget) -> str:
    """Text of somebody else as one entry: no mnemonic, no second column, not too wide."""
    shown = host.fontMetrics().elidedText(defused(text), Qt.TextElideMode.ElideMiddle, _WIDEST)
    return shown.replace("&", "&&")


def dot(host: QWidget, colour: str, *, filled: bool) -> QIcon:
    """Filled: somebody is signed in. A ring: nobody is. The row says it in words as well."""
    scale = host.devicePixelRatioF()
    picture = QPixmap(round(_DOT * scale), round(_DOT * scale))
    picture.setDevicePixelRatio(scale)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ink = QColor(colour) if colour else theme_palette().color(QPalette.ColorRole.Link)
    painter.setPen(QPen(ink, 1.5))
    if filled:
        painter.setBrush(ink)
    painter.drawEllipse(QRectF(3, 3, _DOT - 6, _DOT - 6))
    painter.end()
    return QIcon(picture)
