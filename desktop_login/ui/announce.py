"""Says a sentence to a screen reader where nothing has the focus. Decides how urgent it is; shows nothing.

Qt sends an announcement to each platform in its own way: on Linux as the AT-SPI signal
`Announcement`, on macOS and Windows as a notification. The older `Alert` event sends nothing on
AT-SPI. https://doc.qt.io/qt-6/qaccessibleannouncementevent.html
"""

from __future__ import annotations

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget


def announce(widget: QWidget, words: str, *, urgent: bool = False) -> None:
    """`urgent` interrupts what is being read, for errors; news waits for its end.

    Args:
        widget: Where the words stand, or whatever is on screen.
        words: The whole sentence, as plain text.
        urgent: Whether somebody has to act on it.
    """
    if not words or not QAccessible.isActive():
        return
    event = QAccessibleAnnouncementEvent(widget, words)
    politeness = QAccessible.AnnouncementPoliteness
    event.setPoliteness(politeness.Assertive if urgent else politeness.Polite)
    QAccessible.updateAccessibility(event)
