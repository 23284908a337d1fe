"""The demo's panel beside the pages: what the open page asks for is marked and in view, and nothing that is over."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop_login.app.window_config import demo_window_config
from desktop_login.domain.answers import Code, Reset
from desktop_login.domain.secret import Secret
from desktop_login.messages.inputs import DEMO_TRY_ANOTHER
from desktop_login.messages.look import DEMO_NEW_CODE, DEMO_PANEL
from desktop_login.messages.pages import DEMO_CHOOSE_USER
from desktop_login.messages.translate import tr
from desktop_login.ui.demo_beside import DemoBeside
from desktop_login.ui.main_window import MainWindow
from desktop_login.ui.moments import time_of_day
from desktop_login.ui.theme import theme_of
from desktop_login.ui.widgets.demo_mail import Asked
from desktop_login.ui.widgets.demo_panel import WIDTH, DemoPanel
from desktop_login.ui.widgets.scrolled import Scrolled
from desktop_login.ui.widgets.tab_order import reached_by_tab
from tests.fakes.demo_seen import CHOOSES, DemoSeen
from tests.ui.at_rest import at_rest


class Panel:
    """The panel beside a page, and what it shows."""

    def __init__(self, qtbot: QtBot, high: int = 670) -> None:
        self.demo, self.qtbot = DemoSeen(), qtbot
        users = demo_window_config().demo
        assert users is not None
        self.panel = DemoPanel(users)
        qtbot.addWidget(self.panel)
        self.panel.attach(self.demo)
        self.panel.resize(WIDTH, high)
        self.panel.show()
        at_rest(self.panel)

    def slips(self) -> list[QFrame]:
        """The codes from top to bottom."""
        found = [
            slip
            for slip in self.panel.findChildren(QFrame, "message")
            if slip.isVisible() and self.code_of(slip)
        ]
        return sorted(found, key=lambda slip: slip.mapTo(self.panel, QPoint(0, 0)).y())

    @staticmethod
    def code_of(slip: QFrame) -> str:
        return next((one.text() for one in slip.findChildren(QLabel) if one.text().isdigit()), "")

    def marked(self) -> list[str]:
        at_rest(self.panel)
        return [self.code_of(slip) for slip in self.slips() if slip.property("newest")]

    def in_view(self, widget: QFrame | QPushButton) -> bool:
        return widget.visibleRegion().boundingRect() == widget.rect()

    def send(self, to: str, code: str) -> None:
        self.demo.send(to, code)
        at_rest(self.panel)

    def user(self, name: str) -> QPushButton:
        found = self.panel.findChildren(QPushButton)
        return next(one for one in found if one.accessibleName() == f"{name}@example.com")


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> None:
    theme_of(qapp).dress()


@pytest.fixture
def shown(qtbot: QtBot) -> Panel:
    return Panel(qtbot)


def test_message_is_marked_only_while_a_page_waits_for_it(shown: Panel) -> None:
    shown.send("+15555550123", "123456")
    assert shown.marked() == []
    shown.panel.mail.ask(Asked.SENT)
    assert shown.marked() == ["123456"]
    shown.send("+15555550123", "654321")
    assert shown.marked() == ["654321"], "another one was asked for"
    shown.panel.mail.ask(None)
    assert shown.marked() == []
    shown.panel.mail.ask(Asked.SENT)
    assert shown.marked() == [], "what is over is not waited for again"


def test_message_for_a_page_that_follows_at_once_is_marked(shown: Panel) -> None:
    shown.panel.mail.ask(Asked.SENT)
    shown.send("a@example.com", "123456")
    shown.panel.mail.answered("123456")
    shown.send("b@example.com", "654321")
    shown.panel.mail.ask(Asked.SENT)
    assert shown.marked() == ["654321"]


def test_authenticator_of_the_user_comes_first_while_its_code_is_asked_for(shown: Panel) -> None:
    shown.send("a@example.com", "123456")
    codes = ["123456", "111111", "222222"]
    assert [shown.code_of(slip) for slip in shown.slips()] == codes
    shown.panel.mark(CHOOSES)
    shown.panel.mail.ask(Asked.AUTHENTICATOR)
    assert shown.marked() == ["222222"]
    first, *others = shown.slips()
    assert shown.code_of(first) == "222222"
    assert [shown.code_of(slip) for slip in others] == ["123456", "111111"]
    assert shown.in_view(first)
    shown.panel.mail.ask(None)
    assert shown.marked() == []
    assert [shown.code_of(slip) for slip in shown.slips()] == codes


def test_authenticator_that_is_set_up_comes_first_and_not_the_one_that_it_replaces(
    shown: Panel,
) -> None:
    shown.demo.apps.append((CHOOSES, "IJKL" * 8, "333333"))
    shown.panel.mark(CHOOSES)
    shown.panel.mail.ask(Asked.AUTHENTICATOR, Secret("IJKL" * 8))
    shown.qtbot.waitUntil(lambda: shown.marked() == ["333333"])  # the panel looks each second
    assert shown.code_of(shown.slips()[0]) == "333333"
    shown.panel.mail.ask(Asked.AUTHENTICATOR)
    assert shown.marked() == ["222222"], "one that is in use is asked, at a sign-in"


def test_code_that_was_seen_beside_the_page_is_not_new_below_it(shown: Panel) -> None:
    shown.panel.stand_below(True, 200)
    shown.panel.fold.click()
    shown.panel.stand_below(False, 670)
    shown.send("a@example.com", "123456")
    shown.panel.stand_below(True, 200)
    assert shown.panel.fold.accessibleName() == tr(DEMO_PANEL)
    shown.send("a@example.com", "654321")
    assert shown.panel.fold.accessibleName() == tr(DEMO_NEW_CODE)


@pytest.mark.parametrize(
    "answer", [Code(Secret("123456")), Reset(Secret("123456"), Secret("New-Passw0rd!"))]
)
def test_code_of_an_answer_is_the_one_that_is_not_waited_for_any_more(
    answer: Code | Reset, shown: Panel
) -> None:
    """The next page may wait for one that came before the page of the last one had gone."""
    beside = DemoBeside.__new__(DemoBeside)
    beside.panel = shown.panel
    shown.panel.mail.ask(Asked.SENT)
    shown.send("a@example.com", "123456")
    beside._answered(answer)
    shown.send("a@example.com", "654321")
    shown.panel.mail.ask(Asked.SENT)
    assert shown.marked() == ["654321"]


def test_tab_goes_through_the_codes_as_they_stand(shown: Panel) -> None:
    shown.send("a@example.com", "123456")
    shown.panel.mark(CHOOSES)
    shown.panel.mail.ask(Asked.AUTHENTICATOR)
    at_rest(shown.panel)
    wanted = [one for slip in shown.slips() for one in slip.findChildren(QPushButton)]
    found = [one for one in reached_by_tab(shown.panel) if one in wanted]
    assert found == wanted


def test_code_stands_out_from_its_address_and_both_are_said_together(shown: Panel) -> None:
    shown.send("email-code@example.com", "123456")
    slip = shown.slips()[0]
    roles = {one.text().replace("\u200b", ""): one.property("loginRole") for one in labels(slip)}
    assert roles["123456"] == "code"
    assert roles["Code for email-code@example.com"] == "small"
    spoken = [one.accessibleName() for one in labels(slip) if one.text() == "123456"]
    assert spoken == ["Code for email-code@example.com: 123456"]


def labels(slip: QFrame) -> list[QLabel]:
    return [one for one in slip.findChildren(QLabel) if one.isVisible()]


def test_message_has_its_time_as_every_other_time_is_written(shown: Panel) -> None:
    shown.send("a@example.com", "123456")
    times = [_pattern(one.text()) for one in labels(shown.slips()[0])]
    assert _pattern(time_of_day(0)) in times


def _pattern(time: str) -> str:
    return re.sub(r"\d+|[AP]M", "", time)


@pytest.mark.parametrize("name", ["email-code", "disabled"])
def test_user_who_signs_in_is_scrolled_to_and_nothing_is_cut_above(name: str, shown: Panel) -> None:
    user = shown.user(name)
    assert not shown.in_view(user)
    shown.panel.mark(f"{name}@example.com")
    at_rest(shown.panel)
    assert shown.in_view(user)
    half = user.parentWidget()
    while not isinstance(half, Scrolled):
        assert half is not None
        half = half.parentWidget()
    upper = half.area.verticalScrollBar().value()
    parts = [one for one in half.content.children() if isinstance(one, QLabel | QPushButton)]
    at_end = upper == half.area.verticalScrollBar().maximum()
    assert at_end or not [one for one in parts if one.y() < upper <= one.geometry().bottom()]


def test_panel_says_what_a_click_does(shown: Panel) -> None:
    def says(words: str) -> bool:
        return words in [
            one.text().replace("\u2060", "") for one in shown.panel.findChildren(QLabel)
        ]

    assert says(tr(DEMO_CHOOSE_USER))
    shown.panel.show_signed_in(True)
    assert says(tr(DEMO_TRY_ANOTHER)) and not says(tr(DEMO_CHOOSE_USER))
    shown.panel.show_signed_in(False)
    assert says(tr(DEMO_CHOOSE_USER))


def test_mailbox_leaves_to_the_users_what_it_does_not_need(qtbot: QtBot) -> None:
    shown = Panel(qtbot, high=1300)
    mail, panel = shown.panel.mail, shown.panel
    assert mail.height() == mail.column.totalHeightForWidth(mail.width())
    assert mail.height() < panel.height() * 4 // 9
    before = mail.height()
    shown.send("a@example.com", "123456")
    assert mail.height() > before
    for number in range(4):
        shown.send("a@example.com", f"12345{number}")
    assert mail.height() == pytest.approx(panel.height() * 4 / 9, abs=1)
    panel.resize(WIDTH, 600)
    at_rest(panel)
    assert mail.height() == pytest.approx(panel.height() * 4 / 9, abs=1)


@pytest.mark.qt_log_ignore("propagateSizeHints")
def test_nothing_is_lost_when_the_window_is_narrow_for_a_while(qtbot: QtBot) -> None:
    window = MainWindow(demo_window_config())
    qtbot.addWidget(window)
    panel = window.demo_panel
    assert panel is not None
    panel.attach(DemoSeen())
    window.resize(1000, 1300)
    window.show()
    at_rest(window)
    before = panel.mail.height()
    window.resize(1000, 760)
    at_rest(window)
    panel.mark("unverified@example.com")
    at_rest(window)
    user = next(
        one
        for one in panel.findChildren(QPushButton)
        if one.accessibleName() == "unverified@example.com"
    )
    for narrow in ((400, 700), (560, 680)):
        for size in (narrow, (1000, 760)):
            window.resize(*size)
            at_rest(window)
        assert user.visibleRegion().boundingRect() == user.rect(), narrow
    window.resize(1000, 1300)
    at_rest(window)
    assert panel.mail.height() == before
