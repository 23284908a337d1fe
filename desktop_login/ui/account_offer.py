"""Asks which one of several known accounts it is, and keeps who has signed in. Loaded where the window's memory has accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_login.ui.known_accounts import KnownAccounts

if TYPE_CHECKING:
    from desktop_login.ui.page_frame import PageFrame


def offer(window: PageFrame, sentence: str) -> None:
    """Two who have signed in here: the window asks which of them it is."""
    known = KnownAccounts(window.config.memory, window.config.profile)
    if len(known.all()) > 1:
        from desktop_login.ui.pages.account_chooser import AccountChooser

        page = AccountChooser(known)
        page.painted.connect(window.page_painted)
        page.chosen.connect(lambda address: _chosen(window, address))
        window.lay_over(page)
        page.start()
        page.say(sentence)


def tell(window: PageFrame, sentence: str) -> None:
    """What became known while the window asks who it is."""
    from desktop_login.ui.pages.account_chooser import AccountChooser

    if isinstance(window.page, AccountChooser):
        window.page.say(sentence)


def remember(window: PageFrame, address: str, name: str) -> None:
    """Somebody has signed in, and wants this computer to know the address."""
    if window.config.memory is not None and window.sign_in.remember.isChecked():
        KnownAccounts(window.config.memory, window.config.profile).remember(address, name)


def _chosen(window: PageFrame, address: str) -> None:
    window.sign_in.username.set_text(address)
    window.lift(quiet=True)
    window.sign_in.start()
