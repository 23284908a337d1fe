"""The offer of a passkey at the foot of the dashboard: who gets it, that nothing moves, and that "Not now" is for good."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop_login.app.window_config import memory_of
from desktop_login.domain.local_prompts import AccountOverview
from desktop_login.domain.states import Asked, Notice, SignedOut
from desktop_login.domain.tokens import Identity, Signature
from desktop_login.ui.main_window import MainWindow, WindowConfig
from desktop_login.ui.page_values import UiConfig
from desktop_login.ui.pages.dashboard import Dashboard
from desktop_login.ui.passkey_invitation import Declined
from desktop_login.ui.presenter import Presenter
from desktop_login.ui.theme import theme_of
from desktop_login.ui.translation import install_language
from desktop_login.ui.widgets.invitation_bar import InvitationBar
from tests.patience import STEP_MS
from tests.ui.at_rest import at_rest
from tests.ui.sessions import NOW, ORDINARY, signed_in

SUB = "476b5874-622b-4d9d-bfbb-a9860da485b8"
pytestmark = pytest.mark.medium


class Signed:
    """A window in which somebody is signed in, and everything that it asks for."""

    def __init__(self, app: QApplication, memory: QSettings | None, *, optional: bool = True):
        ui_config = UiConfig(password_optional=optional)
        config = WindowConfig(ui_config=ui_config, memory=memory, now=lambda: NOW)
        self.window = MainWindow(config)
        theme_of(app).dress()
        self.window.finish()
        self.presenter = Presenter(self.window)
        self.asked = self.wanted = 0
        self.window.invitation_wanted.connect(self._count_asked)
        self.window.passkey_wanted.connect(self._count_wanted)
        self.window.resize(920, 760)
        self.window.show()
        QTest.qWaitForWindowActive(self.window)

    def close(self) -> None:
        self.window.close()
        self.window.deleteLater()

    def _count_asked(self) -> None:
        self.asked += 1

    def _count_wanted(self) -> None:
        self.wanted += 1

    def sign_in(self, claims: Mapping[str, object] = ORDINARY) -> None:
        self.presenter.show(signed_in("fresh", claims))
        board = self.window.page
        assert isinstance(board, Dashboard)
        for _ in range(STEP_MS // 30):
            QTest.qWait(30)
            if board.views.whole:
                return
        raise AssertionError("the claims do not come")

    def invite(self) -> InvitationBar | None:
        self.presenter.invite()
        at_rest(self.window)
        return self.bar

    @property
    def bar(self) -> InvitationBar | None:
        found = self.window.findChildren(InvitationBar)
        return next((one for one in found if one.isVisible()), None)


@pytest.fixture
def memory(tmp_path: Path) -> QSettings:
    return memory_of(tmp_path / "config")


@pytest.fixture
def signed(qapp: QApplication, memory: QSettings) -> Iterator[Signed]:
    made = Signed(qapp, memory)
    made.sign_in()
    yield made
    made.close()


def identity(sub: str = SUB, **claims: object) -> Identity:
    return Identity(sub, "alex", "", "", {**ORDINARY, **claims}, Signature.VERIFIED)


def places(window: MainWindow) -> dict[int, QPoint]:
    return {
        id(one): one.mapTo(window, QPoint(0, 0))
        for one in window.page.findChildren(QWidget)
        if one.focusPolicy().value and one.isVisible()
    }


def test_each_sign_in_asks_once_whether_there_are_passkeys(signed: Signed) -> None:
    assert signed.asked == 1
    signed.presenter.show(signed_in("renewing"))
    signed.presenter.show(signed_in())
    assert signed.asked == 1


@pytest.mark.parametrize("claims", [{**ORDINARY, "identities": [{"providerName": "Acme"}]}])
def test_who_came_through_a_provider_is_not_asked_about(
    qapp: QApplication, claims: Mapping[str, object]
) -> None:
    made = Signed(qapp, None)
    made.sign_in(claims)
    assert made.asked == 0
    assert made.invite() is None
    made.close()


def test_where_a_password_is_demanded_nobody_is_asked_about(qapp: QApplication) -> None:
    made = Signed(qapp, None, optional=False)
    made.sign_in()
    assert made.asked == 0
    made.close()


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("size", [(920, 760), (560, 680), (400, 600)])
def test_offer_moves_nothing_and_covers_nothing(
    qapp: QApplication, memory: QSettings, language: str, size: tuple[int, int]
) -> None:
    install_language(qapp, language)
    try:
        signed = Signed(qapp, memory)
        signed.window.grow()
        signed.window.resize(*size)
        signed.sign_in()
        signed.window.resize(*size)
        at_rest(signed.window)
        before, focused = places(signed.window), QApplication.focusWidget()
        bar = signed.invite()
        assert bar is not None
        assert places(signed.window) == before
        assert QApplication.focusWidget() is focused
        place = bar.parentWidget()
        assert place is not None
        assert bar.geometry().bottom() == place.rect().bottom()
        assert place.area.geometry().bottom() < bar.y()  # type: ignore[attr-defined]
        signed.close()
    finally:
        install_language(qapp, "en")


def test_not_now_is_for_good_and_names_nobody(
    qapp: QApplication, signed: Signed, memory: QSettings
) -> None:
    bar = signed.invite()
    assert bar is not None
    assert bar.accessibleName().startswith("Add a passkey to sign in without a password")
    QTest.mouseClick(bar.refuse, Qt.MouseButton.LeftButton)
    assert signed.bar is None
    assert signed.wanted == 0
    signed.presenter.show(SignedOut())
    signed.sign_in()
    assert signed.asked == 1
    assert signed.invite() is None
    memory.remove("accounts")  # whom "Remember me" was for
    memory.sync()
    written = Path(memory.fileName()).read_text("utf-8")
    assert "[passkeys]" in written
    assert SUB not in written and "confirmed@example.com" not in written
    again = Signed(qapp, memory)
    again.sign_in()
    assert again.asked == 0
    again.close()


def test_add_a_passkey_is_asked_for_once_and_by_keyboard(signed: Signed) -> None:
    bar = signed.invite()
    assert bar is not None
    bar.agree.setFocus()
    QTest.keyClick(bar.agree, Qt.Key.Key_Space)
    assert signed.wanted == 1
    assert signed.bar is None
    assert signed.invite() is None


def test_offer_goes_with_the_session_and_when_a_passkey_was_added(signed: Signed) -> None:
    assert signed.invite() is not None
    signed.presenter.show(Asked(AccountOverview(), notice=Notice.PASSKEY_ADDED))
    at_rest(signed.window)
    assert not [one for one in signed.window.findChildren(InvitationBar) if one.is_open]
    signed.presenter.show(SignedOut())
    signed.sign_in()
    assert signed.invite() is not None
    signed.presenter.show(SignedOut())
    signed.presenter.invite()
    at_rest(signed.window)
    assert signed.bar is None


def test_offer_stays_away_while_another_page_lies_over_the_dashboard(signed: Signed) -> None:
    assert signed.invite() is not None
    signed.presenter.show(Asked(AccountOverview()))
    at_rest(signed.window)
    assert signed.bar is None


def test_another_person_and_another_pool_are_asked_anew(memory: QSettings) -> None:
    declined = Declined(memory)
    declined.add(identity())
    assert Declined(memory).has(identity())
    assert not declined.has(identity("another"))
    assert not declined.has(identity(iss="https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_X"))


@pytest.mark.parametrize("written", ["", "x" * 100_000, "a b c", "\x00"])
def test_file_that_holds_anything_declines_for_nobody(memory: QSettings, written: str) -> None:
    memory.setValue("passkeys/declined", written)
    assert not Declined(memory).has(identity())


def test_list_of_who_declined_does_not_grow_for_ever(memory: QSettings) -> None:
    declined = Declined(memory)
    for number in range(250):
        declined.add(identity(str(number)))
    assert len(str(memory.value("passkeys/declined")).split()) == 200
    assert declined.has(identity("249")) and not declined.has(identity("0"))
