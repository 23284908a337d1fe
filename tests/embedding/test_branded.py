"""`Session.open(brand=…)`: the window of a made-up company, in a program of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop_login import Brand, LoginFailed, Refused, Session
from desktop_login.app import settings_in_force
from desktop_login.demo.server import DemoCognito
from desktop_login.embedding.session import inside
from desktop_login.messages.message import message
from desktop_login.messages.pages import WELCOME
from desktop_login.messages.translate import translator, use_language, use_words
from desktop_login.qt import SignInWindow
from desktop_login.settings.brand import BrandLinks, BrandShow
from desktop_login.system import paths
from tests.embedding.conftest import settings_for
from tests.patience import STEP_MS

ACME = Path(__file__).parent.parent.parent / "examples" / "brand" / "acme.toml"


@pytest.fixture(autouse=True)
def _no_brand_is_left(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(settings_in_force._InForce, "brand_id", None)
    yield
    paths.use_brand("")
    use_words({})
    use_language("en")


def test_window_wears_the_brand_of_its_program(demo: DemoCognito, qtbot: QtBot) -> None:
    name = QApplication.applicationName()
    with Session.open(settings=settings_for(demo), brand=ACME, vault="memory") as session:
        window = SignInWindow(session)
        window.show()
        shown = window.widget
        assert shown is not None
        qtbot.waitUntil(lambda: not shown.windowIcon().isNull(), timeout=STEP_MS)
        assert "Acme" in shown.windowTitle()
        assert "#desktopLogin" in shown.styleSheet()
        texts = [label.text() for label in shown.findChildren(QLabel)]
        assert "Sign in to see your orders" in texts
        window.close()
        window.deleteLater()
    assert QApplication.applicationName() == name
    assert paths.ours() == "example.acme.orders"


def test_process_has_one_brand(demo: DemoCognito) -> None:
    given = settings_for(demo)
    with Session.open(settings=given, brand=Brand(id="com.acme.orders"), vault="memory"):
        pass
    with Session.open(settings=given, brand=Brand(name="Acme"), vault="memory"):
        pass  # without an id it goes by the one that is there
    with pytest.raises(LoginFailed) as raised:
        Session.open(settings=given, brand=Brand(id="com.other"), vault="memory")
    assert raised.value.code == "OTHER_BRAND"


def test_brand_that_is_refused_leaves_no_words(demo: DemoCognito) -> None:
    given = settings_for(demo)
    ours = Brand(id="com.acme.orders", name="Acme", words={"en": {"welcome": "Hello from Acme"}})
    other = Brand(id="com.other", name="Other", words={"en": {"welcome": "Hello from Other"}})
    with Session.open(settings=given, brand=ours, vault="memory"):
        with pytest.raises(LoginFailed):
            Session.open(settings=given, brand=other, vault="memory")
        assert translator("en")(message(WELCOME)) == "Hello from Acme"


def test_brand_that_comes_after_a_stored_session_is_another_one(demo: DemoCognito) -> None:
    """The names of its record, its lock and its key in the keychain stay what they are."""
    given = settings_for(demo)
    with Session.open(settings=given, vault="memory"):
        pass  # has no names
    with Session.open(settings=given) as session:
        before = str(inside(session).place.folder), paths.ours()
        with pytest.raises(LoginFailed) as raised:
            Session.open(settings=given, brand=Brand(id="com.acme.orders"))
        assert raised.value.code == "OTHER_BRAND"
        assert (str(paths.data_folder()), paths.ours()) == before


@pytest.mark.parametrize(
    ("brand", "key"),
    [
        (Brand(accent="nonsense"), "accent"),
        (Brand(accent="#777777", name="Acme"), "accent"),
        (Brand(words={"en": {"contact": "{nope}"}}), "words.en.contact"),
        (Brand(words={"en": {"contact": "{text.__class__}"}}), "words.en.contact"),
        (Brand(words={"en": {"welcome": ""}}), "words.en.welcome"),
        (Brand(words={"en": {"not_amazon": "All is well"}}), "words.en.not_amazon"),
        (Brand(words={"tlh": {"welcome": "nuqneH"}}), "words.tlh"),
        (Brand(words=7), "words"),  # type: ignore[arg-type] # a mistake of a host
        (Brand(logo="/nowhere/acme.svg"), "logo"),
        (Brand(id="../../acme"), "id"),
        (Brand(radius=4000), "radius"),
        (Brand(name="Acme\n"), "name"),
        (Brand(font='x"; }'), "font"),
        (Brand(links=BrandLinks(terms="javascript:alert(1)")), "links.terms"),
        (Brand(show=7), "show"),  # type: ignore[arg-type] # the same
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_brand_of_a_program_is_held_to_what_a_file_is(
    demo: DemoCognito, brand: Brand, key: str
) -> None:
    with pytest.raises(LoginFailed) as raised:
        Session.open(settings=settings_for(demo), brand=brand, vault="memory")
    assert raised.value.code == "SETTINGS"
    assert f"brand.{key}" in str(raised.value)


def test_brand_of_a_program_that_fits_is_taken_whole(demo: DemoCognito) -> None:
    words = {"en": {"welcome": "Hello from Acme"}}
    brand = Brand(
        name="Acme",
        accent="#0f766e",
        logo=str(ACME.parent / "acme.svg"),
        radius=4,
        links=BrandLinks(help="https://acme.example/help"),
        words=words,
        show=BrandShow(sign_up=False),
    )
    with Session.open(settings=settings_for(demo), brand=brand, vault="memory") as session:
        assert inside(session).settings.brand == brand._replace(
            deployed=True, show=BrandShow(sign_up=False, scripts=True)
        )


def test_brand_file_that_is_far_too_large_is_not_read(demo: DemoCognito, tmp_path: Path) -> None:
    file = tmp_path / "brand.toml"
    file.write_text('name = "Acme"\n' + "# ten megabytes\n" * 650_000)
    with pytest.raises(LoginFailed) as raised:
        Session.open(settings=settings_for(demo), brand=file, vault="memory")
    assert raised.value.code == "SETTINGS"
    assert str(file) in str(raised.value)


def test_brand_file_that_is_wrong_is_refused(demo: DemoCognito, tmp_path: Path) -> None:
    file = tmp_path / "brand.toml"
    file.write_text('accent = "nonsense"\n')
    with pytest.raises(LoginFailed) as raised:
        Session.open(settings=settings_for(demo), brand=file, vault="memory")
    assert raised.value.code == "SETTINGS"
    assert str(file) in str(raised.value)


def test_brand_of_a_program_hides_scripts_and_keeps_no_token_from_the_program(
    demo: DemoCognito, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COGNITO_USER_POOL_ID", demo.config.pool_id)
    monkeypatch.setenv("COGNITO_CLIENT_ID", demo.config.client_id)
    with Session.open(brand=ACME, vault="memory") as session:
        assert not inside(session).settings.scripts


def test_no_brand_gives_a_program_the_tokens_that_the_settings_keep_from_it(
    demo: DemoCognito, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COGNITO_USER_POOL_ID", demo.config.pool_id)
    monkeypatch.setenv("COGNITO_CLIENT_ID", demo.config.client_id)
    paths.config_folder().mkdir(parents=True)
    paths.settings_file().write_text("scripts = false\n")
    with pytest.raises(Refused) as raised:
        Session.open(brand=Brand(name="Acme", show=BrandShow(scripts=True)), vault="memory")
    assert raised.value.code == "SWITCHED_OFF"
