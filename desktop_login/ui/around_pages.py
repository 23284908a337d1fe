"""What the window has around the pages of one pool: the banner under the bar, the demo's panel, and a notice. Goes with the pool."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_login.ui.theme import GRID

if TYPE_CHECKING:
    from desktop_login.messages.message import FormattedMessage
    from desktop_login.ui.demo_beside import DemoBeside
    from desktop_login.ui.page_frame import PageFrame
    from desktop_login.ui.widgets.problem_bar import ProblemBar


class AroundPages:
    """Args:
    window: Its `config` says what there is.
    column: The bar, then the pages.
    middle: The pages, with what stands beside them.
    """

    def __init__(self, window: PageFrame, column: QVBoxLayout, middle: QHBoxLayout) -> None:
        self._column, self._middle = column, middle
        self._banner: QWidget | None = None
        self._around_notice: QVBoxLayout | None = None
        self.demo: DemoBeside | None = None
        self.notice: ProblemBar | None = None
        if window.config.demo is not None:
            from desktop_login.ui.demo_beside import DemoBeside

            self.demo = DemoBeside(window, window.config.demo)
            self._banner = self.demo.banner
            middle.addWidget(self.demo.panel)
        elif window.config.foreign_host:
            from desktop_login.ui.widgets.foreign_banner import ForeignBanner

            self._banner = ForeignBanner(window.config.foreign_host)
        if self._banner is not None:
            column.insertWidget(1, self._banner)

    def fit(self) -> None:
        """The window has another size."""
        if self.demo is not None:
            self.demo.fit(self._middle)

    def notify(self, words: FormattedMessage) -> None:
        """Show a sentence above the pages until it is dismissed."""
        from desktop_login.ui.error_view import remark

        if self.notice is None:
            from desktop_login.ui.widgets.problem_bar import ProblemBar

            self.notice = ProblemBar()
            around = self._around_notice = QVBoxLayout()
            around.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 0)
            around.addWidget(self.notice)
            self._column.insertLayout(self._column.count() - 1, around)
        self.notice.show_view(remark(words))

    def clear(self) -> None:
        """Another pool is shown in this window."""
        panel = self.demo.panel if self.demo is not None else None
        for passing in (panel, self._banner, self.notice):
            if passing is not None:
                passing.hide()
                passing.deleteLater()
        if self._around_notice is not None:
            self._column.removeItem(self._around_notice)
