"""What stands in the two menus of the top bar. Passes on what was chosen; carries out nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial
from typing import TYPE_CHECKING

from desktop_login.messages import frame as words
from desktop_login.messages.account import ACCOUNT
from desktop_login.messages.message import Message
from desktop_login.messages.translate import tr
from desktop_login.ui import bar_words as bar
from desktop_login.ui.widgets.menu import Menu, dot

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop_login.ui.bar_words import PoolMenu, ProfileEntry

Wanted = Callable[[str], object]

_POOL_ROWS = (
    (bar.ADD, words.ADD_POOL),
    (bar.EDIT, words.EDIT_POOL),
    (bar.CHECK, words.CHECK_POOL),
    (bar.REMOVE, words.REMOVE_POOL),
)
_DEMO_ROWS = ((bar.TRY_DEMO, words.TRY_DEMO), (bar.LEAVE_DEMO, words.LEAVE_DEMO))
_PROGRAM_ROWS: tuple[tuple[str, Message, str], ...] = (
    (bar.SETTINGS, words.SETTINGS, "Ctrl+,"),
    (bar.SHORTCUTS, words.SHORTCUTS, "F1"),
    (bar.ABOUT, words.ABOUT, ""),
)


def pool_menu(host: QWidget, pool: PoolMenu, chosen: Wanted, wanted: Wanted) -> Menu:
    """Every profile with its state, then what can be done about pools."""
    menu = Menu(host, host.accessibleName())
    for entry in pool.profiles():
        _add_profile(menu, host, entry, chosen)
    for rows in (_POOL_ROWS, _DEMO_ROWS):
        offered = [row for row in rows if row[0] in pool.offers]
        if offered and not menu.isEmpty():
            menu.addSeparator()
        for what, name in offered:
            menu.add(tr(name), partial(wanted, what))
    return menu


def _add_profile(menu: Menu, host: QWidget, entry: ProfileEntry, chosen: Wanted) -> None:
    state = words.PROFILE_SIGNED_OUT
    if entry.signed_in:
        state = words.PROFILE_SIGNED_IN_AS if entry.user else words.PROFILE_SIGNED_IN
    spoken = tr(state, email=entry.user) if entry.signed_in and entry.user else tr(state)
    mark = dot(host, entry.accent, filled=entry.signed_in)
    menu.add_state(entry.name, spoken, mark, lambda: chosen(entry.name), chosen=entry.chosen)


def user_menu(
    host: QWidget,
    wanted: Wanted,
    *,
    signed_in: bool,
    is_guest: bool = False,
    hidden: Collection[str] = (),
) -> Menu:
    """What a person can do about the account and the program, without what a brand hides."""
    menu = Menu(host, host.accessibleName())
    if signed_in:
        menu.add(tr(ACCOUNT), lambda: wanted(bar.ACCOUNT))
        if bar.TRY_API not in hidden:
            menu.add(tr(words.TRY_API_MENU), lambda: wanted(bar.TRY_API), keys="Ctrl+T")
        menu.addSeparator()
    for what, name, keys in _PROGRAM_ROWS:
        if is_guest and what != bar.SHORTCUTS:
            continue  # the settings and the report are those of the program
        menu.add(tr(name), partial(wanted, what), keys=keys)
    if signed_in:
        menu.addSeparator()
        menu.add(tr(words.SIGN_OUT_EVERYWHERE_MENU), lambda: wanted(bar.SIGN_OUT_EVERYWHERE))
    return menu


def add_browser_choice(menu: Menu, leave: bool, chosen: Callable[[bool], object]) -> None:
    """Beside the ways out, for a session that came through the browser, which has one of its own."""
    from desktop_login.messages.browser import ALSO_IN_BROWSER

    row = menu.add(tr(ALSO_IN_BROWSER), lambda: chosen(not leave))
    row.setCheckable(True)
    row.setChecked(leave)
