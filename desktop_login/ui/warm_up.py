"""What a window needs behind its first paint: built on a thread where it has nothing of Qt, imported in turns where it has.

No thread but the window's may make Qt's Python types, and so none may import what names or derives
one. PySide6 keeps its types in a table that is guarded by Python's lock alone, and Qt, painting or
answering a screen reader, reads that table without the lock (`QObject::metaObject`). About one start
in fifty crashed so where a screen reader was asking all the time.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop_login.flow.services import AuthServices, ServiceFactory
    from desktop_login.ui.state_hub import StateHub

    Built = tuple[AuthServices, StateHub] | None

_TYPES_A_TURN = 9


def build(factory: ServiceFactory | None) -> Built:
    """For a thread: load what has nothing of Qt, and make the services of a pool."""
    try:
        import asyncio  # noqa: F401 - what the window's thread would otherwise wait for
        import concurrent.futures  # noqa: F401

        import desktop_login.flow.coordinator
        import desktop_login.messages.select  # noqa: F401
        from desktop_login.ui.state_hub import StateHub

        if factory is None:
            return None
        states = StateHub()
        return factory(states), states
    except Exception as error:
        from desktop_login.domain.errors import AuthError
        from desktop_login.system.log import report

        if not isinstance(error, AuthError):
            report(error, "the warm-up")
        raise  # the window shows every failure


def imports() -> list[Callable[[], object]]:
    """For the window's thread, one a turn: each takes less than a frame."""
    from desktop_login.ui.qt_types import PAINTING, WIDGETS, make_types

    every = WIDGETS + PAINTING
    batches = [every[at : at + _TYPES_A_TURN] for at in range(0, len(every), _TYPES_A_TURN)]
    return [
        _constants,
        _styles,
        _session,
        _rows,
        _table,
        _cards,
        _json,
        _views,
        _dashboard,
        _presenter,
        _around,
        *(partial(make_types, batch) for batch in batches),
        _buses,
    ]


def _constants() -> None:
    from PySide6.QtCore import Qt  # noqa: F401 - builds its enums, see qt_constants


def _styles() -> None:
    from PySide6.QtWidgets import QStyle  # noqa: F401 - builds its enums, half a frame


def _session() -> None:
    import desktop_login.ui.live_session  # noqa: F401


def _rows() -> None:
    import desktop_login.ui.widgets.menu
    import desktop_login.ui.widgets.value_row  # noqa: F401


def _table() -> None:
    import desktop_login.ui.widgets.claims_table  # noqa: F401


def _cards() -> None:
    import desktop_login.ui.widgets.overview
    import desktop_login.ui.widgets.status_card  # noqa: F401


def _json() -> None:
    import desktop_login.ui.widgets.json_view  # noqa: F401


def _views() -> None:
    import desktop_login.ui.widgets.board_views  # noqa: F401


def _dashboard() -> None:
    import desktop_login.ui.pages.dashboard  # noqa: F401


def _presenter() -> None:
    import desktop_login.ui.controller
    import desktop_login.ui.presenter  # noqa: F401


def _around() -> None:
    """What `MainWindow.finish` and the first sign-in would otherwise import."""
    import desktop_login.ui.account_offer
    import desktop_login.ui.focus_in_view
    import desktop_login.ui.focus_ring
    import desktop_login.ui.menu_pages
    import desktop_login.ui.roles
    import desktop_login.ui.widgets.user_corner  # noqa: F401


def _buses() -> None:
    import desktop_login.ui.desktop_watch  # noqa: F401

    if sys.platform == "linux":
        from PySide6.QtDBus import QDBus, QDBusConnection, QDBusMessage

        for kind in (QDBus.CallMode, QDBusConnection.BusType, QDBusMessage.MessageType):
            list(kind)  # makes the type
