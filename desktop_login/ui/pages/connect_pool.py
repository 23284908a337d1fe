"""Shown when nothing is configured: what to set, and the way into the demo. Sets nothing itself."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout

from desktop_login.ui.pages.page import Page
from desktop_login.ui.translation import tr
from desktop_login.ui.widgets.basics import label
from desktop_login.wording.pages import (
    CLIENT_ID,
    CONNECT_POOL,
    NO_POOL,
    POOL_ID,
    SET_THESE,
    TELL_WHICH_POOL,
    TRY_THE_DEMO,
)
from desktop_login.wording.text import said


class ConnectPoolPage(Page):
    """Emits `demo_wanted()`."""

    demo_wanted = Signal()

    def __init__(self, settings_file: str) -> None:
        super().__init__(CONNECT_POOL, with_back=False)
        self.say(said(TELL_WHICH_POOL))
        self.card.body.addWidget(label(tr(NO_POOL), "title", wrap=True))
        self.card.body.addWidget(label(tr(SET_THESE, file=settings_file), "muted", wrap=True))
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        for row, (name, words) in enumerate(
            (("COGNITO_USER_POOL_ID", POOL_ID), ("COGNITO_CLIENT_ID", CLIENT_ID))
        ):
            setting = label(name)
            setting.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse
                | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            grid.addWidget(label(tr(words), "label"), row, 0)
            grid.addWidget(setting, row, 1)
        self.card.body.addLayout(grid)
        self.finish(TRY_THE_DEMO, "D")

    def submit(self) -> None:
        self.demo_wanted.emit()

    def start(self) -> None:
        self.primary.setFocus()
