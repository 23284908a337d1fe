"""The page for a pool at a first start: three ways to begin, and the form with the one that needs it."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout

from desktop_login.messages.connect import CONNECT_POOL
from desktop_login.messages.frame import OTHER_WAYS, SIGN_IN_TO_A_POOL
from desktop_login.messages.pages import APP_NAME
from desktop_login.messages.translate import tr
from desktop_login.ui.pages.connect_pool import ConnectPoolPage
from desktop_login.ui.pages.pool_connection import Connection, is_first
from desktop_login.ui.pages.pool_ways import WaysToBegin
from desktop_login.ui.widgets.basics import button
from desktop_login.ui.widgets.page import Page


def page_for_pool(connection: Connection) -> ConnectPoolPage:
    """The page that names or examines a pool, as it is wanted now."""
    return (FirstPoolPage if is_first(connection) else ConnectPoolPage)(connection)


class FirstPoolPage(ConnectPoolPage):
    """The demo is one of the ways; the fields are hidden until somebody wants them."""

    introduction = SIGN_IN_TO_A_POOL

    def add_above_heading(self, column: QVBoxLayout) -> None:
        """The way back from the form to the ways to begin."""
        super().add_above_heading(column)
        self._others = button(tr(OTHER_WAYS), "link", "W")
        self._others.hide()
        self._others.clicked.connect(self.show_ways)
        self.lock_too(self._others)
        self.lead_away_on_top(self._others, column)

    def add_above_card(self, column: QVBoxLayout) -> None:
        self.ways = ways = WaysToBegin()
        ways.file.clicked.connect(self.choose_file)
        ways.ids.clicked.connect(self.show_form)
        ways.demo.clicked.connect(self.demo_wanted)
        column.addWidget(ways)
        self.card.hide()

    def add_demo(self) -> None:
        """It stands above the form."""
        self.demo = self.ways.demo

    def start(self) -> None:
        if self.ways.isHidden():
            super().start()
        else:
            self.ways.file.setFocus()

    def show_form(self) -> None:
        """The fields, in place of the ways to begin."""
        if self.card.isHidden():
            self.ways.hide()
            self.card.show()
            self._show_what_for(False)
            self.settle()
            Page.start(self)  # there is nothing to check yet

    def show_ways(self) -> None:
        """The ways to begin, in place of the fields."""
        self.look_away()
        self.card.hide()
        self.ways.show()
        self._show_what_for(True)
        self.settle()
        self.ways.ids.setFocus()

    def _show_what_for(self, ways: bool) -> None:
        """The words of the welcome, or the way back to it above the form."""
        self.heading.setText(tr(APP_NAME if ways else CONNECT_POOL))
        self._others.setVisible(not ways)
        if self.lead is not None:
            self.lead.setVisible(ways)
