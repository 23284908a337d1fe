"""A deployer's links below the card: terms, privacy, help. Loaded only where there are any."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from desktop_login.messages.brand_links import (
    HELP,
    LINK_NOT_OPENED,
    LINKS,
    PRIVACY,
    TERMS,
)
from desktop_login.messages.translate import tr
from desktop_login.settings.brand import BrandLinks
from desktop_login.ui.theme import GRID
from desktop_login.ui.widgets.basics import button
from desktop_login.ui.widgets.plain_tip import set_tip

_WORDS = {"terms": TERMS, "privacy": PRIVACY, "help": HELP}


class BrandLinksRow(QWidget):
    """Each opens the browser of the desktop; its tooltip says where it leads."""

    def __init__(self, links: BrandLinks) -> None:
        super().__init__()
        self.setAccessibleName(tr(LINKS))
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * GRID, 0, 2 * GRID, 0)
        row.setSpacing(2 * GRID)
        row.addStretch(1)
        self.buttons: list[QPushButton] = []
        for name, address in links._asdict().items():
            if address:
                link = button(tr(_WORDS[name]), "inline")
                link.setProperty("part", "foot")  # as high as a shaky hand needs
                set_tip(link, address)
                link.setAccessibleDescription(address)
                link.clicked.connect(lambda _=False, address=address: self._open(address))
                row.addWidget(link)
                self.buttons.append(link)
        row.addStretch(1)

    def _open(self, address: str) -> None:
        from desktop_login.ui.browser import open_address
        from desktop_login.ui.widgets.toast import WITH_ACTION_S, toast_of

        if not open_address(address):
            toast_of(self).show(tr(LINK_NOT_OPENED, url=address), WITH_ACTION_S)
