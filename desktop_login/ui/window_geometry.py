"""How large the window is and where it stands: what is remembered, what the screen has room for, what a page needs.

Knows no page and no pool; the window says when something has changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize

if TYPE_CHECKING:
    from PySide6.QtCore import QSettings
    from PySide6.QtWidgets import QWidget

ROOMY = QSize(560, 680)
_SMALLEST = QSize(360, 480)
_DASHBOARD = QSize(920, 760)
_FOR_DEMO = QSize(440, 80)
_AROUND = QSize(8, 40)  # a title bar and borders, which nobody knows before the first paint


class WindowGeometry:
    """Args:
    window: The window whose size and place this is. It is given its smallest size.
    """

    def __init__(self, window: QWidget) -> None:
        window.setMinimumSize(_SMALLEST)
        self._window = window
        self._grown = False
        self._before_demo: tuple[QSize, QPoint, QPoint] | None = None

    def begin(
        self, memory: QSettings | None, *, demo: bool, restoring: bool, higher: int = 0
    ) -> None:
        """As it was left, or as large as the screen has room for. `restoring`: the dashboard comes
        soon, and a window that changes its size then would be a nuisance. `higher` is what a brand
        and the pool's providers add to the form."""
        window = self._window
        room = ROOMY + QSize(0, higher) if higher else ROOMY
        window.resize(self._on_screen(room + _FOR_DEMO if demo else room))
        if memory is None:
            return
        geometry = memory.value("window/geometry")
        if geometry is not None:  # a first start spares the type
            from PySide6.QtCore import QByteArray

            if isinstance(geometry, QByteArray):  # the file may hold anything
                window.restoreGeometry(geometry)
        if restoring and (size := _dashboard_size(memory)) is not None:
            self._grown = True
            window.resize(self._on_screen(size))

    def remember(self, memory: QSettings | None) -> None:
        """The size of the forms and that of the dashboard are kept apart."""
        if memory is None:
            return
        if not self._grown:
            memory.setValue("window/geometry", self._window.saveGeometry())
        elif not self._window.isMaximized():
            memory.setValue("window/dashboard_size", self._window.size())

    def grow(self, memory: QSettings | None) -> None:
        """The dashboard is on screen: as large as it was last, or large enough for two columns, once
        a run. Where nothing is remembered, as in the demo, the window keeps its size."""
        window = self._window
        if memory is None or self._grown or self._fills_screen():
            return
        self.remember(memory)
        self._grown = True
        wanted = _dashboard_size(memory) or window.size().expandedTo(_DASHBOARD)
        window.resize(self._on_screen(wanted))
        self._stay_on_screen()

    def make_room_for_demo(self, *, demo: bool) -> None:
        """The demo's panel stands beside the form, as in a window that begins with the demo; the pool
        that comes after it has the size of before."""
        window = self._window
        if demo and self._before_demo is None:
            if self._fills_screen():
                return
            size, place = window.size(), window.pos()
            window.resize(self._on_screen(size.expandedTo(ROOMY + _FOR_DEMO)))
            self._stay_on_screen()
            self._before_demo = size, place, window.pos()
        elif not demo and self._before_demo is not None:
            (size, place, moved_to), self._before_demo = self._before_demo, None
            if not self._fills_screen():
                window.resize(size)
                if window.pos() == moved_to != place:
                    window.move(place)

    def _fills_screen(self) -> bool:
        return self._window.isMaximized() or self._window.isFullScreen()

    def _stay_on_screen(self) -> None:
        """A window that has grown over an edge is moved, by as much as that."""
        window = self._window
        room, frame = window.screen().availableGeometry(), window.frameGeometry()
        right, low = room.right() - frame.right(), room.bottom() - frame.bottom()
        if right < 0 or low < 0:
            left, top = window.x() + min(right, 0), window.y() + min(low, 0)
            window.move(max(left, room.left()), max(top, room.top()))

    def _on_screen(self, wanted: QSize) -> QSize:
        """At most what the screen has room for, with a title bar; never less than the smallest."""
        room = self._window.screen().availableSize() - _AROUND
        return wanted.boundedTo(room).expandedTo(self._window.minimumSize())


def _dashboard_size(memory: QSettings) -> QSize | None:
    size = memory.value("window/dashboard_size")
    return size if isinstance(size, QSize) and size.isValid() else None
