"""What a brand does to the window, and what it cannot do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from desktop_login import __version__
from desktop_login.app.settings_in_force import put_in_force
from desktop_login.app.window_config import branded
from desktop_login.domain.account import AccountHolder
from desktop_login.domain.answers import Credentials
from desktop_login.domain.browser_offer import IdentityProvider
from desktop_login.domain.local_prompts import CreateAccount
from desktop_login.domain.secret import Secret
from desktop_login.messages import pages as words
from desktop_login.messages.brand_links import HELP, PRIVACY, TERMS
from desktop_login.messages.translate import tr, use_language
from desktop_login.settings.brand import Brand, BrandLinks, BrandShow
from desktop_login.settings.brand_file import read
from desktop_login.settings.brand_words import MAX_WORDS, sentences
from desktop_login.settings.schema import WindowChoices
from desktop_login.ui import bar_words, browser, theme
from desktop_login.ui.clipboard import SecretClipboard
from desktop_login.ui.main_window import MainWindow, WindowConfig
from desktop_login.ui.menu_pages import MenuPages
from desktop_login.ui.page_registry import page_for
from desktop_login.ui.page_values import UiConfig
from desktop_login.ui.pages.about import PARTS, AboutPage
from desktop_login.ui.pages.dashboard import Dashboard, View
from desktop_login.ui.theme import Theme, theme_of
from desktop_login.ui.widgets.brand_links import BrandLinksRow
from desktop_login.ui.widgets.invitation_bar import around
from desktop_login.ui.widgets.logo import HEIGHT, WIDTH, Logo
from desktop_login.ui.window_values import Tools
from tests.brand.conftest import no_brand_is_left  # noqa: F401 - used by every test
from tests.brand.pictures import png, svg
from tests.ui.at_rest import at_rest
from tests.ui.geometry import faults
from tests.ui.sessions import NOW, signed_in

EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "brand" / "acme.toml"
LINKS = BrandLinks("https://acme.example/terms", help="https://acme.example/help")
pytestmark = [pytest.mark.usefixtures("qapp"), pytest.mark.qt_log_ignore("propagateSizeHints")]


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def opened(qapp: QApplication) -> Iterator[list[MainWindow]]:
    made: list[MainWindow] = []
    yield made
    for window in made:
        window.close()
        window.deleteLater()


@pytest.fixture
def dressed(qapp: QApplication) -> Iterator[QApplication]:
    """Tests may dress it; the next one finds it as it was."""
    before = qapp.palette()
    yield qapp
    theme_of(qapp).choose("system")
    qapp.setPalette(before)


def window_of(brand: Brand, opened: list[MainWindow], **more: object) -> MainWindow:
    put_in_force(brand)
    use_language("en")
    config = WindowConfig(title=brand.name, ui_config=branded(brand))._replace(**more)  # type: ignore[arg-type]  # one test's keyword
    window = MainWindow(config)
    opened.append(window)
    window.finish()
    return window


def names(top: QWidget) -> set[str]:
    return {one.accessibleName() for one in top.findChildren(QAbstractButton) if not one.isHidden()}


def texts(top: QWidget) -> list[str]:
    return [one.text() for one in top.findChildren(QLabel)]


# --- links


def test_links_stand_below_the_card_and_say_where_they_lead(
    opened: list[MainWindow], qapp: QApplication
) -> None:
    page = window_of(Brand(links=LINKS), opened).sign_in
    (row,) = page.findChildren(BrandLinksRow)
    assert [one.accessibleName() for one in row.buttons] == [tr(TERMS), tr(HELP)]
    assert [one.accessibleDescription() for one in row.buttons] == [LINKS.terms, LINKS.help]
    assert [one.toolTip() for one in row.buttons] == [LINKS.terms, LINKS.help]
    theme_of(qapp).dress()
    row.ensurePolished()
    for one in row.buttons:
        one.ensurePolished()
        assert one.sizeHint().height() == 24
    assert tr(PRIVACY) not in names(page)


def test_links_stand_on_the_page_for_a_new_account_too() -> None:
    page = page_for(CreateAccount(""), UiConfig(links=LINKS), AccountHolder())
    assert len(page.findChildren(BrandLinksRow)) == 1
    assert (
        page_for(CreateAccount(""), UiConfig(), AccountHolder()).findChildren(BrandLinksRow) == []
    )


def test_a_link_opens_the_browser_at_its_address(
    opened: list[MainWindow], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def opens(url: str) -> bool:
        seen.append(url)
        return True

    monkeypatch.setattr(browser, "open_address", opens)
    (row,) = window_of(Brand(links=LINKS), opened).sign_in.findChildren(BrandLinksRow)
    for one in row.buttons:
        one.click()
    assert seen == [LINKS.terms, LINKS.help]


def test_a_link_says_its_address_where_there_is_no_browser(
    opened: list[MainWindow], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browser, "open_address", lambda url: False)
    window = window_of(Brand(links=LINKS), opened)
    window.show()
    (row,) = window.sign_in.findChildren(BrandLinksRow)
    row.buttons[0].click()
    assert any(LINKS.terms in text for text in texts(window))


# --- switches


def test_what_a_brand_hides_on_the_sign_in_page_is_not_there(opened: list[MainWindow]) -> None:
    show = BrandShow(sign_up=False, forgot_password=False, remember_me=False)
    page = window_of(Brand(show=show), opened).sign_in
    gone = {tr(words.CREATE_ACCOUNT), tr(words.FORGOT_PASSWORD), tr(words.REMEMBER_ME)}
    assert not names(page) & gone
    usual = window_of(Brand(), opened).sign_in
    assert names(usual) >= gone


def test_nobody_is_remembered_where_nobody_can_say_so(opened: list[MainWindow]) -> None:
    page = window_of(Brand(show=BrandShow(remember_me=False)), opened).sign_in
    given: list[Credentials] = []
    page.submitted.connect(given.append)
    page.username.set_text("a@example.com")
    page.password.set_text("Demo-Passw0rd!")
    page.submit()
    assert given == [Credentials("a@example.com", Secret("Demo-Passw0rd!"), False)]


@pytest.mark.parametrize(
    ("show", "gone"),
    [
        (BrandShow(), set()),
        (BrandShow(claims=False), {View.CLAIMS, View.JSON}),
        (BrandShow(id_token=False), {View.TOKEN}),
        (BrandShow(claims=False, id_token=False), {View.CLAIMS, View.JSON, View.TOKEN}),
    ],
)
def test_the_dashboard_has_the_views_that_a_brand_leaves(
    opened: list[MainWindow], show: BrandShow, gone: set[View]
) -> None:
    window = window_of(Brand(), opened)
    clipboard = SecretClipboard(window)
    board = Dashboard(clipboard, lambda: NOW, show=show)
    window.add(board)
    board.show_state(signed_in())
    assert {view for view in View if not board.segments.bar.isTabVisible(view)} == gone
    for view in gone:
        board.open(view)
        assert board.segments.current == View.OVERVIEW
    copies = tr(words.COPY_ID_TOKEN) in names(board.status)
    assert copies is show.id_token
    QApplication.clipboard().setText("before")
    board._copy("token")
    assert (QApplication.clipboard().text() == "before") is not show.id_token
    clipboard.clear_if_ours()


# --- what cannot be branded away


def test_the_banner_of_a_foreign_endpoint_stays_with_every_brand(
    opened: list[MainWindow], tmp_path: Path
) -> None:
    """Each sentence that a brand can change says something else, and everything is hidden that can be."""
    everything = {
        key: " ".join(["Nothing", *(f"{{{name}}}" for name in sorted(one.placeholders))])
        for key, one in sentences().items()
        if one.mark != "kept"
    }
    hidden = BrandShow(*(False for _ in BrandShow._fields))
    brand = Brand(words={"en": everything, "ja": everything}, show=hidden, accent="#000000")
    window = window_of(brand, opened, foreign_host="evil.example")
    assert tr(words.NOT_AMAZON, host="evil.example") in texts(window)
    assert "evil.example" in " ".join(texts(window))
    from desktop_login.domain.errors import AuthErrorInfo, ErrorCode
    from desktop_login.ui.error_view import error_view

    window.sign_in.show_error(error_view(AuthErrorInfo(ErrorCode.WRONG_CREDENTIALS)))
    assert "Copy details" in names(window.sign_in)
    assert window.sign_in.bar.text == "Nothing"


def test_the_longest_heading_stays_inside_the_narrowest_window(opened: list[MainWindow]) -> None:
    long = ("word " * MAX_WORDS)[:MAX_WORDS].strip()
    window = window_of(Brand(words={"en": {"welcome": long}, "ja": {}}), opened)
    window.resize(360, 480)
    window.show()
    QApplication.processEvents()
    assert window.width() == 360
    heading = window.sign_in.heading
    assert heading.mapTo(window, heading.rect().topRight()).x() <= 360


# --- the look


def test_the_accent_of_each_scheme_is_the_brands(dressed: QApplication) -> None:
    one = Theme(dressed, Brand(accent="#0f766e", accent_dark="#0d8276"))
    for scheme, accent in ((theme.LIGHT, "#0f766e"), (theme.DARK, "#0d8276")):
        one.pin(scheme)
        assert one.colours["accent"] == accent
    one.pin(theme.HIGH_CONTRAST)
    assert one.colours["accent"] == theme.HIGH_CONTRAST["accent"]


@pytest.mark.parametrize(
    ("radius", "corners"), [(0, "0 0 0 0"), (3, "3 3 3 3"), (8, "8 8 6 4"), (16, "16 8 6 4")]
)
def test_corners_are_as_round_as_the_brand_says_where_there_is_room(
    dressed: QApplication, radius: int, corners: str
) -> None:
    scale = Theme(dressed, Brand(radius=radius))._scale
    found = [scale[name] for name in ("corner", "corner_inner", "corner_segment", "corner_small")]
    assert found == [f"{corner}px" for corner in corners.split()]


def test_a_font_that_is_not_installed_is_not_asked_for(qapp: QApplication) -> None:
    from desktop_login.ui.fonts import family_of, shipped_family

    assert family_of("No Such Font") == shipped_family()


def test_the_logo_stands_above_the_heading_and_says_the_name(opened: list[MainWindow]) -> None:
    brand = read(EXAMPLE)
    window = window_of(brand, opened)
    (logo,) = window.sign_in.findChildren(Logo)
    assert logo.picture.accessibleName() == "Acme Orders"
    assert window.windowTitle() == "Acme Orders"
    assert window.sign_in.heading.text() == "Sign in to see your orders"
    assert tr(words.APP_NAME) == "Acme Orders"


def test_about_has_the_name_of_the_brand_and_what_it_is_made_with(
    opened: list[MainWindow],
) -> None:
    tools = Tools(WindowChoices, lambda: "", None)
    own = {"en": {"frame.licences": "-", "frame.own_licence": "Ours"}}
    for brand, head in ((Brand(name="Acme Orders", words=own), "Acme Orders"), (Brand(), "")):
        window = window_of(brand, opened, tools=tools)
        MenuPages(window).open_sheet(bar_words.ABOUT)
        page = window.page
        assert isinstance(page, AboutPage)
        shown = [one.text() for one in page.findChildren(QLabel)]
        assert (head or "Desktop Login") in shown
        version = f"Version {__version__}"
        if head:
            version = f"Made with Desktop Login {__version__}, free software under the MIT license."
            assert "Ours" not in shown
        assert page.version.text() == version
        assert {part for part, _ in PARTS} <= set(shown)


def test_a_logo_that_went_since_takes_no_room(opened: list[MainWindow], tmp_path: Path) -> None:
    window = window_of(Brand(logo=str(tmp_path / "gone.svg")), opened)
    assert window.sign_in.findChildren(Logo) == []


@pytest.mark.parametrize("size", [(560, 680), (360, 480)])
@pytest.mark.parametrize("kind", ["png", "svg"])
def test_a_logo_of_one_by_four_thousand_pixels_is_no_higher_than_another(
    opened: list[MainWindow], tmp_path: Path, kind: str, size: tuple[int, int]
) -> None:
    """A PNG of that height is refused before it is decoded; a drawing is fitted into the usual height."""
    file = tmp_path / f"logo.{kind}"
    stripe = svg('<rect width="1" height="4000" fill="#123"/>', 'viewBox="0 0 1 4000"')
    file.write_bytes(png(1, 4000) if kind == "png" else stripe)
    page = window_of(Brand(logo=str(file)), opened).sign_in
    theme_of(QApplication.instance()).dress()  # type: ignore[arg-type]  # it is there
    window = page.window()
    window.resize(*size)
    window.show()
    at_rest(window)
    logos = page.findChildren(Logo)
    if kind == "png":
        assert logos == []
    else:
        (logo,) = logos
        assert logo.picture.height() == HEIGHT
        assert 0 < logo.picture.width() <= WIDTH
        assert not logo.picture.pixmap().isNull()
    assert faults(window) == []
    place = around(page)
    assert place is not None
    assert place.area.verticalScrollBar().maximum() < page.height() / 2
    assert page.heading.mapTo(place, QPoint(0, 0)).y() < place.height() / 2


def test_a_window_begins_so_high_that_all_of_the_form_is_seen(opened: list[MainWindow]) -> None:
    brand = read(EXAMPLE)
    assert branded(brand).higher == 80 + 2 * 24
    assert branded(Brand()).higher == 0
    window = window_of(brand, opened)
    window.resize(560, 680 + branded(brand).higher)
    window.show()
    QTest.qWaitForWindowExposed(window)
    (row,) = window.sign_in.findChildren(BrandLinksRow)
    assert row.mapTo(window, row.rect().bottomLeft()).y() < window.height()


def test_a_window_begins_higher_by_as_much_as_its_providers_add(opened: list[MainWindow]) -> None:
    def page_with(*providers: IdentityProvider) -> tuple[int, int]:
        ui_config = UiConfig(identity_providers=providers, domain_host="login.example.com")
        window = window_of(Brand(), opened, ui_config=ui_config)
        window.sign_in.offer_browser()
        assert window.sign_in.offer is not None
        assert len(window.sign_in.offer.buttons) == len(providers) + 1
        return window.sign_in.minimumSizeHint().height(), ui_config.higher

    usual, nothing = page_with()
    high, higher = page_with(IdentityProvider("Acme", "Acme SSO"), IdentityProvider("Google"))
    assert nothing == 0
    assert 0 < high - usual <= higher


def test_a_brand_without_the_api_has_neither_button_nor_entry_nor_key_for_it(
    opened: list[MainWindow],
) -> None:
    from desktop_login.messages.frame import TRY_API_MENU
    from desktop_login.ui import bar_words
    from desktop_login.ui.widgets.bar_menus import user_menu

    show = BrandShow(api_tryout=False)
    window = window_of(Brand(show=show), opened)
    window.top_bar.show_user("Alex", "a@example.com")
    corner = window.top_bar.corner
    assert corner is not None
    menu = user_menu(window, print, signed_in=True, hidden=corner.hidden)
    usual = user_menu(window, print, signed_in=True)
    assert menu.entry(tr(TRY_API_MENU)) is None
    assert usual.entry(tr(TRY_API_MENU)) is not None
    board = Dashboard(SecretClipboard(window), lambda: NOW, show=show)
    window.add(board)
    board.show_state(signed_in())
    window.resize(1000, 700)
    window.show()
    assert board.try_api.isHidden()
    window.lift()
    window.top_bar.wanted.emit(bar_words.SHORTCUTS)
    assert "Ctrl+T" not in texts(window.page)
    assert "Ctrl+R" in texts(window.page)
