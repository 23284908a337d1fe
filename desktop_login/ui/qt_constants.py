"""Numbers of Qt: its own for what is set before the first paint, and the shortest time of a timer. Holds nothing else.

Touching the `Qt` namespace makes PySide build all of its enums, which takes as long as the
whole sign-in page; a property takes the number instead. See docs/adr/0005.
"""

from __future__ import annotations

PLAIN_TEXT = 0  # Qt.TextFormat.PlainText, for "textFormat"
TOP = 0x21  # Qt.AlignmentFlag.AlignLeft | AlignTop, for "alignment"
CENTRE = 0x84  # Qt.AlignmentFlag.AlignCenter, for "alignment"
SCROLL_BAR_OFF = 1  # Qt.ScrollBarPolicy.ScrollBarAlwaysOff, for "horizontalScrollBarPolicy"
UNLIMITED = 16777215  # QWIDGETSIZE_MAX, for "maximumHeight" and "maximumWidth"
NO_FOCUS = 0  # Qt.FocusPolicy.NoFocus, for "focusPolicy"
SENSITIVE = 0x2 | 0x4 | 0x40  # Qt.InputMethodHint: sensitive, no capitals, no prediction
# For `QTimer.singleShot`, where work is split into turns. Not 0, which Qt posts as an event: input, timers
# and painting would wait for all the turns together.
NEXT_TURN_MS = 1
