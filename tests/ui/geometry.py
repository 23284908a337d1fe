"""Looks at a window as it stands: what is outside its place, and which text is narrower than itself. For every page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollBar,
    QStackedWidget,
    QStyle,
    QStyleOptionButton,
    QStyleOptionComboBox,
    QTabBar,
    QToolButton,
    QWidget,
)

from desktop_login.ui.widgets.chip import Chip
from desktop_login.ui.widgets.chips import Chips
from desktop_login.ui.widgets.fitted_text import FittedText
from desktop_login.ui.widgets.fitting import FittingLabel
from desktop_login.ui.widgets.live_text import LiveText
from desktop_login.ui.widgets.scrolled import Scrolled
from desktop_login.ui.widgets.value_row import ChangedMark, RowCopy

_JOINER = "\u2060"  # what holds the phrases of our sentences together
WIDTHS = (360, 400, 480, 559, 560, 561, 680, 760, 1000, 1600)
HEIGHT = 600
_READ = (QLabel, QAbstractButton, QLineEdit, QComboBox, LiveText, FittedText)
_SHEETS = ("card", "message", "bar")
_ABOVE = ("toast", "ring")  # what no layout puts anywhere: it lies over others, or around one
# Qt places what is inside these by itself.
_CLOSED = (QAbstractItemView, QTabBar, QLineEdit, QPlainTextEdit)


def faults(window: QWidget) -> list[str]:
    """One line for each fault; the window has to be shown, laid out and painted."""
    found: list[str] = []
    for parent in (window, *_seen(window)):
        found += _overlap_faults(parent)
    for widget in _seen(window):
        found += _place_faults(widget, window)
        found += _text_faults(widget)
        if isinstance(widget, Scrolled):
            found += _under_the_bar(widget)
    return found


def faults_by_width(top: QWidget, widths: Sequence[int] = WIDTHS) -> dict[str, list[int]]:
    """Each fault and the widths at which it is there. A dialog is looked at as it lays itself out."""
    found: dict[str, list[int]] = {}
    top.show()
    for width in (top.width(),) if isinstance(top, QDialog) else widths:
        if not isinstance(top, QDialog):
            top.resize(width, HEIGHT)
        settle(top)
        for line in faults(top):
            found.setdefault(line, []).append(width)
    return found


def settle(top: QWidget) -> None:
    """Heights follow widths, and a scroll bar that comes takes some of them: each is a turn."""
    for _ in range(3):
        QTest.qWait(1)
        QApplication.processEvents()
    top.grab()


def _seen(root: QWidget) -> Iterator[QWidget]:
    for child in root.children():
        if isinstance(child, QWidget) and child.isVisible() and not child.isWindow():
            yield child
            if not isinstance(child, _CLOSED):
                yield from _seen(child)


def _place_faults(widget: QWidget, window: QWidget) -> Iterator[str]:
    """Sideways nothing may leave any of its parents; downwards a scrolled page may leave its view."""
    parent = widget.parentWidget()
    if parent is None:
        return
    mine = widget.geometry()
    if mine.left() < 0 or mine.right() > parent.width() - 1:
        yield f"{_name(widget)} reaches from {mine.left()} to {mine.right()} in {parent.width()}"
    in_window = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
    if in_window.left() < 0 or in_window.right() > window.width() - 1:
        yield f"{_name(widget)} is outside the window"
    scrolls = isinstance(parent.parentWidget(), QAbstractScrollArea)
    if not scrolls and (mine.top() < 0 or mine.bottom() > parent.height() - 1):
        yield f"{_name(widget)} reaches down to {mine.bottom()} in {parent.height()}"


def _overlap_faults(parent: QWidget) -> Iterator[str]:
    """What a layout put beside each other must not lie upon each other."""
    if isinstance(parent, (*_CLOSED, QStackedWidget)) or parent.layout() is None:
        return
    seen = [
        child
        for child in parent.children()
        if isinstance(child, QWidget) and child.isVisible() and not _stands_over(child)
    ]
    for one, other in combinations(seen, 2):
        if isinstance(parent, Scrolled):
            return  # its bar lies over the margin of what scrolls, see `_under_the_bar`
        if one.geometry().intersects(other.geometry()):
            yield f"{_name(one)} lies upon {_name(other)}"


def _stands_over(widget: QWidget) -> bool:
    """No layout has put it there: news, and what comes over the end of a row for a while."""
    return widget.objectName() in _ABOVE or isinstance(widget, RowCopy | ChangedMark)


def _under_the_bar(place: Scrolled) -> Iterator[str]:
    """The scroll bar takes no room of its own: nothing that is read or used may reach below it."""
    for bar in place.findChildren(QScrollBar, options=Qt.FindChildOption.FindDirectChildrenOnly):
        if not bar.isVisible():
            continue
        for part in _seen(place.content):
            right = part.mapTo(place, QPoint(part.contentsRect().right(), 0)).x()
            if right >= bar.x() and (isinstance(part, _READ) or part.objectName() in _SHEETS):
                yield f"{_name(part)} reaches below the scroll bar"


def _text_faults(widget: QWidget) -> Iterator[str]:
    match widget:
        case LiveText():
            if not widget.shows_all and widget.text() and not widget.toolTip():
                yield f"{_name(widget)} is cut without a tooltip"
        case Chips():
            yield from _height_faults(widget)
        case Chip():
            yield from _height_faults(widget)
            if widget.minimumSizeHint().width() > widget.width():
                yield f"{_name(widget)} has no room for its shortest words"
        case FittedText():
            bar = widget.verticalScrollBar()
            if bar.maximum() > 0 and widget.height() < widget.most_high:
                yield f"{_name(widget)} scrolls inside and could be higher"
        case FittingLabel():
            pass  # the longest wording that fits; the whole is its name
        case QLabel():
            yield from _label_faults(widget)
        case QTabBar():
            yield from _tab_faults(widget)
        case QComboBox():
            yield from _choice_faults(widget)
        case QAbstractButton():
            yield from _button_faults(widget)


def _height_faults(widget: QWidget) -> Iterator[str]:
    needed = widget.heightForWidth(widget.width())
    if needed > widget.height():
        yield f"{_name(widget)} needs a height of {needed} and has {widget.height()}"


def _button_faults(button: QAbstractButton) -> Iterator[str]:
    """A tooltip excuses a cut text only where it tells that text."""
    needed, text = button.minimumSizeHint().width(), button.text().replace("&", "")
    if text and needed > button.width() and text not in button.toolTip().replace("&", ""):
        yield f"{_name(button)} needs {needed} and has {button.width()}"
    if isinstance(button, QPushButton):  # what a hint of its own keeps silent about
        option = QStyleOptionButton()
        button.initStyleOption(option)
        part = QStyle.SubElement.SE_PushButtonContents
        room = button.style().subElementRect(part, option, button).width()
        wide = button.fontMetrics().horizontalAdvance(text)
        if wide > room and text not in button.toolTip():
            yield f"{_name(button)} shows {wide} in {room}"


def _label_faults(shown: QLabel) -> Iterator[str]:
    text, room = QLabel.text(shown), shown.contentsRect()  # with the places where a line may end
    if not text or shown.text() in shown.toolTip():
        return
    if shown.maximumHeight() == 0:  # a message stands in its place, and it is read aloud only
        return
    metrics = shown.fontMetrics()
    if not shown.wordWrap():
        needed = max(metrics.horizontalAdvance(line) for line in text.splitlines())
        if needed > room.width() + 1:
            yield f"{_name(shown)} needs {needed} and has {room.width()}"
        return
    high = shown.heightForWidth(shown.width())
    if high > shown.height() + 1:
        yield f"{_name(shown)} needs a height of {high} and has {shown.height()}"
    lines = round(high / metrics.lineSpacing())
    if text.endswith("。") and lines > 1 and _JOINER not in text and not _selectable(shown):
        yield f"{_name(shown)} may end a line within a phrase"
    longest = max(text.replace("\u200b", " ").split(), key=metrics.horizontalAdvance, default="")
    if metrics.horizontalAdvance(longest) > room.width() + 1 and longest.isascii():
        yield f"{_name(shown)}: {longest!r} is wider than the {room.width()} it has"


def _selectable(shown: QLabel) -> bool:
    return bool(shown.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse)


def _tab_faults(bar: QTabBar) -> Iterator[str]:
    arrows = [button for button in bar.findChildren(QToolButton) if button.isVisible()]
    if not arrows and any(bar.tabRect(n).right() > bar.width() for n in range(bar.count())):
        yield f"{_name(bar)}: tabs are cut and no arrow leads to them"


def _choice_faults(box: QComboBox) -> Iterator[str]:
    text, option = box.currentText(), QStyleOptionComboBox()
    box.initStyleOption(option)
    field = QStyle.SubControl.SC_ComboBoxEditField
    room = box.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, field, box)
    needed = box.fontMetrics().horizontalAdvance(text)
    if needed > room.width() and text not in box.toolTip():
        yield f"{_name(box)} needs {needed} and has {room.width()}"


def _name(widget: QWidget) -> str:
    name = widget.accessibleName() or getattr(widget, "text", lambda: "")()
    return f"{type(widget).__name__} {name[:40]!r}"
