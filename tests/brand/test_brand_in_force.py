"""From a settings.toml to what is in force: where a brand is found, what is above what, and whose names are used."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_login import quick
from desktop_login.app.settings_in_force import load_settings, put_in_force
from desktop_login.app.window_config import demo_window_config, window_config
from desktop_login.cli.options import Options
from desktop_login.messages.message import in_english
from desktop_login.messages.pages import APP_NAME, CONTACT, NOT_AMAZON, WELCOME
from desktop_login.messages.translate import tr, translator, use_language
from desktop_login.settings import Settings, SettingsError, load, load_text
from desktop_login.settings.brand import Brand, BrandShow
from desktop_login.settings.writing import Choice
from desktop_login.system import autostart, files, paths

POOL = 'user_pool_id = "us-east-1_AbCdEfGhI"\nclient_id = "abc123"\n'
ACME = (
    '[brand]\nname = "Acme"\nid = "com.acme"\naccent = "#0f766e"\naccent_dark = "#0d8276"\n'
    '[brand.words.en]\nwelcome = "Hello"\n'
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "settings.toml").write_text(f'brand = "acme.toml"\n{POOL}', "utf-8")
    (tmp_path / "acme.toml").write_text(ACME, "utf-8")
    return tmp_path


def of(folder: Path, **how: object) -> Settings:
    return load(environment={}, config_folder=folder, working_folder=folder, **how)  # type: ignore[arg-type]  # one test's keyword


def test_a_brand_file_beside_the_settings_is_read(folder: Path) -> None:
    found = of(folder)
    assert (found.brand.name, found.brand.id) == ("Acme", "com.acme")
    assert found.brand.source == str(folder / "acme.toml")
    assert found.pool is not None


def test_a_whole_brand_may_stand_in_the_settings_themselves(folder: Path) -> None:
    (folder / "settings.toml").write_text(POOL + ACME, "utf-8")
    assert of(folder).brand.words == {"en": {"welcome": "Hello"}}


def test_single_settings_and_those_of_a_profile_are_above_the_brand_file(folder: Path) -> None:
    text = f'brand = "acme.toml"\n[profiles.live]\n{POOL}name = "Acme live"\naccent = "#123456"\n'
    (folder / "settings.toml").write_text(text, "utf-8")
    found = of(folder).brand
    assert (found.name, found.accent, found.accent_dark) == ("Acme live", "#123456", "")
    assert (found.id, found.words["en"]["welcome"]) == ("com.acme", "Hello")


def test_a_profile_has_the_colour_of_the_brand_and_none_of_its_own(folder: Path) -> None:
    profiles = "".join(f"[profiles.{name}]\n{POOL}" for name in ("one", "two"))
    (folder / "settings.toml").write_text(f'brand = "acme.toml"\n{profiles}', "utf-8")
    assert {of(folder, remembered=name).brand.accent for name in ("one", "two")} == {"#0f766e"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("brand = ''\n", "line 1: brand is not valid."),
        ("\nbrand = 7\n", "line 2: brand is not valid."),
        ("brand = 'nope.toml'\n", "There is no file"),
        ("brand = '.'\n", "is not an ordinary file"),
        ("brand = 'wrong.toml'\n", "wrong.toml, line 2: brand.radius is not valid."),
        ("[brand]\nname = 'Acme'\nradius = 99\n", "line 3: brand.radius is not valid."),
        ("[profiles.a]\nbrand = 'acme.toml'\n", "line 2: brand is unknown."),
        ("[profiles.a]\nradius = 8\n", "line 2: radius is unknown."),
    ],
)
def test_a_wrong_brand_refuses_the_settings_with_file_line_and_key(
    folder: Path, text: str, words: str
) -> None:
    (folder / "wrong.toml").write_text("[brand]\nradius = 99\n", "utf-8")
    (folder / "settings.toml").write_text(text, "utf-8")
    with pytest.raises(SettingsError) as error:
        of(folder)
    assert words in in_english(error.value.message)


def test_what_a_brand_hides_no_setting_shows_and_what_it_shows_a_setting_hides(
    folder: Path,
) -> None:
    (folder / "acme.toml").write_text("[brand.show]\nsign_up = false\nscripts = true\n", "utf-8")
    (folder / "settings.toml").write_text(
        "brand = 'acme.toml'\nsign_up = true\nscripts = false\n", "utf-8"
    )
    found = of(folder)
    assert (found.sign_up, found.scripts) == (False, False)


def test_settings_that_name_a_brand_can_be_written(folder: Path) -> None:
    with Choice(folder / "settings.toml", "language", "ja") as choice:
        choice.keep()
    found = of(folder)
    assert (found.brand.name, found.window.language) == ("Acme", "ja")


def test_a_brand_that_is_given_is_above_the_one_of_the_settings(folder: Path) -> None:
    found = of(folder, brand=Brand(name="Host"))
    assert (found.brand.name, found.brand.deployed, found.brand.words) == ("Host", True, {})


# --- beside an executable


@pytest.fixture
def executable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of one; nothing else of this computer counts."""
    program = tmp_path / "program"
    program.mkdir()
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(program / "desktop-login"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return program


def test_a_brand_beside_the_executable_has_settings_of_its_own(
    executable: Path, tmp_path: Path
) -> None:
    (executable / "brand.toml").write_text(ACME, "utf-8")
    for name, region in (("desktop-login", "eu-west-1"), ("com.acme", "us-east-1")):
        (tmp_path / "config" / name).mkdir(parents=True)
        text = f'user_pool_id = "{region}_AbCdEfGhI"\nclient_id = "abc123"\n'
        (tmp_path / "config" / name / "settings.toml").write_text(text, "utf-8")
    found = load_settings(Options())
    assert found.brand.deployed
    assert found.pool is not None
    assert found.pool.region == "us-east-1"
    assert paths.settings_file() == tmp_path / "config" / "com.acme" / "settings.toml"


def test_a_brand_beside_the_executable_is_above_that_of_the_settings(
    executable: Path, tmp_path: Path
) -> None:
    (executable / "brand.toml").write_text("[brand]\nname = 'Deployed'\n", "utf-8")
    (executable / "settings.toml").write_text("brand = 'acme.toml'\n", "utf-8")
    (executable / "acme.toml").write_text(ACME, "utf-8")
    assert load(environment={}).brand.name == "Deployed"


def test_a_wrong_brand_beside_the_executable_refuses_the_start(executable: Path) -> None:
    (executable / "brand.toml").write_text("user_pool_id = 'us-east-1_Evil'\n", "utf-8")
    with pytest.raises(SettingsError) as error:
        load(environment={})
    assert "It can name no user pool" in in_english(error.value.message)


def test_an_executable_that_is_a_single_file_has_no_brand_beside_it(
    executable: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (executable / "brand.toml").write_text(ACME, "utf-8")
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path / "_MEI123"), raising=False)
    assert load(environment={}).brand == Brand()


# --- two brands never meet


def names() -> set[str]:
    """Everything that the program calls by a name of its own."""
    place = paths.folder_name("us-east-1_AbC", "1a", "live")
    return {
        str(paths.config_folder()),
        str(paths.data_folder()),
        str(paths.log_file()),
        str(paths.pictures_folder()),
        str(paths.autostart_file()),
        paths.instance_channel("0123", paths.data_folder()),
        str(paths.short_socket_folder()),
        paths.session_key(place),
        paths.device_key(place),
        paths.client_secret("us-east-1_AbC", "1a"),
        paths.keychain_trial(),
        quick.data_folder(),
        quick.socket_path(place),
        quick.keychain(),
    }


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    run = tmp_path / "run"
    run.mkdir(mode=0o700)
    for variable in [name for name in os.environ if name.startswith("XDG_")]:
        monkeypatch.delenv(variable)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(run))
    yield tmp_path


@pytest.mark.skipif(sys.platform != "linux", reason="names of files")
def test_two_brands_share_no_name_with_one_another_nor_with_the_program(home: Path) -> None:
    seen = []
    for brand_id in ("", "com.acme", "com.other"):
        paths.use_brand(brand_id)
        seen.append(names())
        assert all((brand_id or "desktop-login") in name for name in seen[-1])
    for place, one in enumerate(seen):
        assert len(one) == len(seen[0]) >= 13
        for other in seen[place + 1 :]:
            assert not one & other


@pytest.mark.skipif(sys.platform == "win32", reason="modes of folders")
def test_the_folder_of_a_brand_is_its_owners_only(home: Path) -> None:
    paths.use_brand("com.acme")
    folder = paths.data_folder() / "0123"
    folder.mkdir(parents=True, mode=0o755)
    files.private_folder(folder)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert folder.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(sys.platform != "linux", reason="a file of the desktop")
def test_a_brand_starts_with_the_desktop_under_its_own_name(home: Path) -> None:
    paths.use_brand("com.acme")
    autostart.enable(["/opt/acme"], "Acme Orders")
    file = home / ".config" / "autostart" / "com.acme.desktop"
    assert "Name=Acme Orders" in file.read_text("utf-8").splitlines()
    assert autostart.is_enabled()
    paths.use_brand("")
    assert not autostart.is_enabled()


def test_the_settings_stay_where_they_were_found(home: Path) -> None:
    before = paths.settings_file()
    put_in_force(Brand(id="com.acme"))
    assert paths.settings_file() == before
    assert paths.data_folder().name == "com.acme"


def test_the_id_of_a_start_stays_until_its_end(home: Path) -> None:
    """Settings are read again while the window is open; its session must not be looked for elsewhere."""
    put_in_force(Brand(id="com.acme"))
    put_in_force(Brand(id="com.other"))
    assert paths.ours() == "com.acme"


def test_a_start_without_a_brand_has_the_names_of_the_program(home: Path) -> None:
    put_in_force(Brand())
    assert paths.ours() == paths.OUR_FOLDER


# --- words


def test_the_words_of_a_brand_are_said_and_all_others_are_ours(home: Path) -> None:
    words = {"en": {"welcome": "Hello"}, "ja": {"welcome": "ようこそ", "contact": "連絡先は{text}"}}
    put_in_force(Brand(name="Acme", words=words))
    use_language("en")
    assert (tr(WELCOME), tr(APP_NAME), tr(CONTACT, text="x")) == ("Hello", "Acme", "Contact: x")
    use_language("ja")
    assert (tr(WELCOME), tr(CONTACT, text="x")) == ("ようこそ", "連絡先はx")
    assert tr(NOT_AMAZON, host="h") not in ("", "Not Amazon Cognito: h")


def test_the_command_line_speaks_the_words_of_the_brand_too(home: Path) -> None:
    from desktop_login.messages.message import message

    put_in_force(Brand(words={"en": {"welcome": "Hello"}}))
    assert translator("en")(message(WELCOME)) == "Hello"


def test_a_value_in_the_words_of_a_brand_is_shown_literally(home: Path) -> None:
    put_in_force(Brand(words={"en": {"contact": "Ask {text}"}}))
    use_language("en")
    assert tr(CONTACT, text="{text} \u202eevil") == "Ask {text} \\u202eevil"


# --- what the window is told


def test_the_window_and_the_demo_are_told_the_same_of_a_brand(folder: Path) -> None:
    settings = of(folder)
    show = BrandShow(sign_up=False, claims=False)
    brand = settings.brand._replace(show=show, icon="icon.png", support="it@acme.example")
    from desktop_login.app.window_config import memory_of

    real = window_config(settings._replace(brand=brand), folder, memory_of(folder)).ui_config
    demo = demo_window_config(brand=brand).ui_config
    for one in (real, demo):
        assert (one.app_name, one.support, one.show) == ("Acme", "it@acme.example", show)
    assert demo.sign_up is False
    assert demo_window_config(brand=brand).icon == "icon.png"


def test_an_earlier_places_file_does_not_outlive_a_change_of_the_brand(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The fast path of `token` reads no brand: it must not answer for another id, nor after `scripts`
    was turned off."""
    from desktop_login.services.places import write_places

    config = tmp_path / "config" / "desktop-login"
    config.mkdir(parents=True)
    (config / "settings.toml").write_text(f'brand = "acme.toml"\nscripts = true\n{POOL}', "utf-8")
    (config / "acme.toml").write_text("[brand]\nname = 'Acme'\n", "utf-8")
    for name in ("CONFIG", "DATA"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    monkeypatch.chdir(tmp_path)
    write_places(paths.data_folder())
    assert quick.place_of("")
    (config / "acme.toml").write_text("[brand.show]\nscripts = false\n", "utf-8")
    assert quick.place_of("") == ""


def test_a_text_of_settings_names_its_brand_file(folder: Path) -> None:
    found = load_text(f'brand = "acme.toml"\n{POOL}', folder / "settings.toml")
    assert found.brand.name == "Acme"
