"""What stands around the pages, for the gallery: the bar, its menus, banners, large rows, dialogs, the demo's panel."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from PySide6.QtWidgets import QMenu, QWidget

from desktop_login.app.window_config import demo_window_config
from desktop_login.domain.errors import AuthErrorInfo, ErrorCode
from desktop_login.messages import frame as words
from desktop_login.messages.account import DELETE_ACCOUNT, TYPE_TO_DELETE
from desktop_login.messages.inputs import TRY_AGAIN_NOW
from desktop_login.messages.message import message
from desktop_login.messages.pages import ASK_SIGN_OUT_EVERYWHERE, CANCEL, SIGN_OUT_EVERYWHERE
from desktop_login.messages.translate import tr
from desktop_login.ui import bar_words as bar
from desktop_login.ui.bar_words import PoolMenu, ProfileEntry
from desktop_login.ui.error_view import error_view, remark, success
from desktop_login.ui.widgets.avatar import Avatar, AvatarButton
from desktop_login.ui.widgets.bar_menus import pool_menu, user_menu
from desktop_login.ui.widgets.basics import button
from desktop_login.ui.widgets.big_row import BigRow
from desktop_login.ui.widgets.demo_panel import WIDTH, DemoBanner, DemoPanel
from desktop_login.ui.widgets.dialogs import ConfirmDialog
from desktop_login.ui.widgets.foreign_banner import ForeignBanner
from desktop_login.ui.widgets.icons import KEYS, Icon
from desktop_login.ui.widgets.problem_bar import ProblemBar
from desktop_login.ui.widgets.top_bar import TopBar
from tests.fakes.demo_seen import DemoSeen
from tests.ui.sessions import ADDRESS

Shown = Iterator[tuple[str, QWidget]]
POOLS = PoolMenu(
    "production",
    lambda: (
        ProfileEntry("production", chosen=True, signed_in=True, user="alex@example.com"),
        ProfileEntry("staging", accent="#10b981", signed_in=True),
        ProfileEntry("a-profile-with-a-rather-long-name-in-eu-central-1"),
    ),
    frozenset({bar.ADD, bar.EDIT, bar.CHECK, bar.REMOVE, bar.TRY_DEMO}),
)
_HOSTS: list[QWidget] = []


def top_bar() -> Shown:
    for width in (920, 560, 400):
        for state in ("nobody", "somebody", "long", "leaving"):
            title = "a-profile-with-a-rather-long-name-in-eu-central-1"
            made = TopBar(POOLS._replace(title=title) if state == "long" else POOLS)
            made.finish()
            if state == "long":
                made.show_user("Maximiliane-Alexandra Wolfeschlegelsteinhausen", ADDRESS)
            elif state != "nobody":
                made.show_user("Alex Demo", "alex@example.com")
            if state == "leaving":
                made.set_leaving()
            made.fit(width)
            made.setFixedWidth(width)
            yield f"{width}, {state}", made


def menus() -> Shown:
    yield "pools", _shown(pool_menu(_host(), POOLS, lambda _: None, lambda _: None))
    for signed_in in (True, False):
        menu = user_menu(_host(), lambda _: None, signed_in=signed_in)
        yield "somebody" if signed_in else "nobody", _shown(menu)


def _host() -> QWidget:
    """Kept until the picture is taken."""
    _HOSTS.append(button("Menu"))
    return _HOSTS[-1]


def _shown(menu: QMenu) -> QMenu:
    menu.ensurePolished()
    menu.setFixedSize(menu.sizeHint())
    return menu


def avatar() -> Shown:
    for name, address in (("Alex Demo", ""), ("", "robin@example.com"), ("山田 太郎", "")):
        yield name or address, Avatar(name, address)
    for state in ("idle", "focus", "off"):
        made = AvatarButton()
        made.initials = "AD"
        made.setEnabled(state != "off")
        yield f"button, {state}", made


def big_row() -> Shown:
    for width in (452, 336):
        for state in ("idle", "focus"):
            made = BigRow(Icon(KEYS, 28), tr(words.TYPE_THE_IDS), tr(words.TYPE_THE_IDS_LINE))
            made.setFixedWidth(width)
            made.setFixedHeight(made.heightForWidth(width))
            yield f"{width}, {state}", made


def problem_bar() -> Shown:
    for width in (420, 336):
        for tone, view in (
            ("error", error_view(AuthErrorInfo(ErrorCode.NO_CONNECTION))),
            ("good", success(message(TRY_AGAIN_NOW))),
            ("remark", remark(message(TRY_AGAIN_NOW))),
        ):
            made = ProblemBar()
            made.show_view(view)
            made.setFixedWidth(width)
            yield f"{width}, {tone}", made


def banners() -> Shown:
    for width in (560, 400):
        for name, made in (
            ("demo", DemoBanner()),
            ("foreign", ForeignBanner("cognito.internal.example.co.jp:8443")),
        ):
            made.setFixedWidth(width)
            yield f"{width}, {name}", made


def dialog() -> Shown:
    for width in (560, 360):
        host = QWidget()
        host.resize(width, 400)
        _HOSTS.append(host)
        for name, made in (
            (
                "question",
                ConfirmDialog(host, ASK_SIGN_OUT_EVERYWHERE, yes=SIGN_OUT_EVERYWHERE, no=CANCEL),
            ),
            (
                "typed",
                ConfirmDialog(host, TYPE_TO_DELETE, yes=DELETE_ACCOUNT, no=CANCEL, destroys=True),
            ),
        ):
            if name == "typed":
                made.demand(ADDRESS)
            made.setFixedSize(made.width(), made.minimumHeight())
            yield f"{width}, {name}", made


def demo_panel() -> Shown:
    users = demo_window_config().demo
    assert users is not None
    for state in ("nobody", "somebody"):
        made = DemoPanel(users)
        sent = [] if state == "nobody" else [("new-password@example.com", "123456")]
        made.attach(DemoSeen(*sent))
        made.mark(users.users[1].email)
        made.show_signed_in(state == "somebody")
        made.stand_below(False, 680)
        made.setFixedSize(WIDTH, 680)
        yield state, made


FRAME: Mapping[str, Callable[[], Shown]] = {
    made.__name__: made
    for made in (
        top_bar,
        menus,
        avatar,
        big_row,
        problem_bar,
        banners,
        dialog,
        demo_panel,
    )
}
