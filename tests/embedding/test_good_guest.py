"""A window in somebody else's program leaves that program as it was: globals and pixels before and after."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QDir, QLocale, Qt
from PySide6.QtGui import QAccessible, QPalette
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop_login import Session
from desktop_login.demo.server import DemoCognito
from desktop_login.qt import SignInWindow
from desktop_login.ui import theme
from desktop_login.ui.scoped_sheet import scoped
from desktop_login.ui.theme import DARK
from desktop_login.ui.widgets.colours import theme_palette
from tests.embedding.conftest import settings_for
from tests.embedding.host import Host
from tests.embedding.test_sign_in_window import fill_in, once_shown, press
from tests.patience import STEP_MS


@pytest.fixture
def host(qapp: QApplication) -> Iterator[Host]:
    host = Host(qapp)
    yield host
    host.leave()


def test_host_is_unchanged_by_a_sign_in_and_a_sign_out(
    host: Host, session: Session, qtbot: QtBot
) -> None:
    host.window.show()
    qtbot.waitExposed(host.window)
    before, pixels = host.globals(), host.picture()
    window = SignInWindow(session, host.window)
    seen: list[object] = []
    window.signed_in.connect(seen.append)
    window.signed_out.connect(lambda: seen.append("signed out"))
    once_shown(window, lambda _: fill_in(window))
    window.show()
    assert host.globals() == before
    qtbot.waitUntil(lambda: seen != [], timeout=STEP_MS)
    shown = window.widget
    assert shown is not None
    qtbot.waitUntil(
        lambda: any(
            b.accessibleName() == "Sign out" and b.isVisible()
            for b in shown.findChildren(QAbstractButton)
        ),
        timeout=STEP_MS,
    )
    assert host.globals() == before
    assert host.picture() == pixels
    press(qtbot, shown, "Sign out")
    qtbot.waitUntil(lambda: seen[1:] == ["signed out"], timeout=STEP_MS)
    window.close()
    qtbot.wait(50)
    assert host.globals() == before
    assert host.picture() == pixels
    # what the display of the tests says of every window
    assert [text for text in host.messages if not text.startswith("This plugin")] == []
    window.deleteLater()


def test_window_has_its_own_look_and_icon_and_does_not_count_as_the_last(
    host: Host, session: Session, qtbot: QtBot
) -> None:
    window = SignInWindow(session)
    window.show()
    shown = window.widget
    assert shown is not None
    qtbot.waitUntil(lambda: not shown.windowIcon().isNull(), timeout=STEP_MS)
    qtbot.waitUntil(
        lambda: shown.windowIcon().cacheKey() != host.app.windowIcon().cacheKey(), timeout=STEP_MS
    )
    assert shown.objectName() == "desktopLogin"
    assert not shown.testAttribute(Qt.WidgetAttribute.WA_QuitOnClose)
    texts = [label for label in shown.findChildren(QLabel) if label.isVisible()]
    colours = {label.palette().windowText().color().name() for label in texts}
    assert texts
    assert "#802080" not in colours
    quits: list[bool] = []
    host.app.lastWindowClosed.connect(lambda: quits.append(True))
    window.close()
    qtbot.wait(50)
    assert quits == []
    window.deleteLater()


def test_labels_of_the_host_are_to_a_screen_reader_what_they_were(
    host: Host, session: Session, qtbot: QtBot
) -> None:
    """Qt asks our factory about every widget of the process, and hosts name properties as they like."""
    roles = {"title": QAccessible.Role.StaticText, "picture": QAccessible.Role.StaticText}
    window = SignInWindow(session)
    window.show()
    qtbot.waitUntil(lambda: is_complete(window), timeout=STEP_MS)
    for name, role in roles.items():
        theirs = QLabel("Orders", host.window)
        theirs.setProperty("role", name)
        assert QAccessible.queryAccessibleInterface(theirs).role() == role
    shown = window.widget
    assert shown is not None
    headings = [one for one in shown.findChildren(QLabel) if one.text() == "Welcome back!"]
    (heading,) = {QAccessible.queryAccessibleInterface(one).role() for one in headings}
    assert heading == QAccessible.Role.Heading  # so that the factory is there
    window.close()
    window.deleteLater()


def is_complete(window: SignInWindow) -> bool:
    from desktop_login.ui import roles

    return roles._installed and window.widget is not None


def test_search_paths_of_the_host_stay_where_the_library_lies_below_an_odd_name(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Qt's style sheets cannot say every path, so pictures are then found by a search path."""
    for name in ("icons", "styles"):
        QDir.setSearchPaths(name, [str(tmp_path)])
    monkeypatch.setattr(theme, "resource", (tmp_path / "é").joinpath)
    assert theme._find_pictures()["icons"].endswith(":")
    for name in ("icons", "styles"):
        assert QDir.searchPaths(name) == [str(tmp_path)]
        QDir.setSearchPaths(name, [])


def test_times_are_written_in_the_language_of_the_window(host: Host, session: Session) -> None:
    from desktop_login.messages.translate import language_in_use
    from desktop_login.ui.translation import formats

    assert QLocale().name() == "de_DE"
    assert formats().name().partition("_")[0] == language_in_use()


@pytest.mark.parametrize(
    ("sheet", "below"),
    [
        ("QLabel { color: red; }", "#w QLabel { color: red; }"),
        ("/* a { b } */ A, B:hover {x: 1}", "#w A, #w B:hover {x: 1}"),
        ("QWidget { a: b }", "QWidget#w, #w QWidget { a: b }"),
        ("QWidget#w, QWidget#page { a: b }", "QWidget#w, #w QWidget#page { a: b }"),
    ],
)
def test_each_rule_of_a_scoped_sheet_is_below_the_window(sheet: str, below: str) -> None:
    assert scoped(sheet, "w") == below


def test_whole_style_sheet_is_scoped(qapp: QApplication) -> None:
    from desktop_login.system.resources import resource

    sheet = scoped(resource("styles", "window.qss").read_text("utf-8"), "desktopLogin")
    rules = [line.partition("{")[0] for line in sheet.split("}") if "{" in line]
    assert len(rules) > 100
    selectors = [one for rule in rules for one in rule.split(",") if one.strip()]
    assert [one for one in selectors if "#desktopLogin" not in one] == []


def test_what_is_painted_by_hand_has_our_colours_not_those_of_the_host(
    host: Host, demo: DemoCognito, qtbot: QtBot
) -> None:
    """The host is light; the window is asked to be dark."""
    given = settings_for(demo) | {"window.appearance": "dark"}
    with Session.open(settings=given, vault="memory") as session:
        window = SignInWindow(session)
        window.show()
        shown = window.widget
        assert shown is not None
        qtbot.waitExposed(shown)
        image = shown.grab().toImage()
        window.close()
        window.deleteLater()
    assert theme_palette().color(QPalette.ColorRole.Mid).name() == DARK["line"]
    assert image.pixelColor(4, image.height() - 4).name() == DARK["background"]
    assert host.app.palette().color(QPalette.ColorRole.Window).name() == "#e0f0ff"
