"""A brand file: what is read, and that everything wrong in it is named with line and key."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from desktop_login.domain.colours import TEXT, contrast, text_on
from desktop_login.messages.message import in_english
from desktop_login.settings import brand_pictures, load_text
from desktop_login.settings.brand import Brand, BrandLinks, BrandShow
from desktop_login.settings.brand_file import examined, is_link, of_text, read
from desktop_login.settings.values import SettingsError
from desktop_login.system.paths import pictures_folder
from tests.brand.pictures import SVG, png

GUARD_S = 3.0
WHOLE = """\
[brand]
name = "Acme Orders"
id = "com.acme.orders"
heading = "Acme"
support = "it@acme.example"
logo = "acme.svg"
logo_dark = "dark.png"
icon = "icon.png"
accent = "#8a3ffc"
accent_dark = "#a56eff"
radius = 12
font = "Noto Sans"
[brand.links]
terms = "https://acme.example/terms"
privacy = "https://acme.example/privacy?a=1&b=2#top"
help = "https://help.acme.example"
[brand.words.en]
welcome = "Hello again"
frame.look_around_line = "Try it"
"frame.own_licence" = "Free"
[brand.words.ja]
welcome = "おかえりなさい"
[brand.show]
sign_up = false
scripts = false
"""


def folder_of(tmp_path: Path) -> Path:
    (tmp_path / "acme.svg").write_text(SVG, "utf-8")
    for name in ("dark.png", "icon.png"):
        (tmp_path / name).write_bytes(png())
    return tmp_path


def flaws(folder: Path, text: str) -> list[str]:
    """Without the name of the file, each as `line: words`."""
    file = folder / "acme.toml"
    begun = time.process_time()
    _, found = of_text(text, file)
    assert time.process_time() - begun < GUARD_S
    return [in_english(one.words).removeprefix(f"{file}, line ") for one in found]


def test_a_whole_file_is_read(tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    (folder / "acme.toml").write_text(WHOLE, "utf-8")
    assert read(folder / "acme.toml") == Brand(
        name="Acme Orders",
        heading="Acme",
        accent="#8a3ffc",
        logo=str(folder / "acme.svg"),
        support="it@acme.example",
        id="com.acme.orders",
        logo_dark=str(folder / "dark.png"),
        icon=str(folder / "icon.png"),
        accent_dark="#a56eff",
        radius=12,
        font="Noto Sans",
        links=BrandLinks(
            "https://acme.example/terms",
            "https://acme.example/privacy?a=1&b=2#top",
            "https://help.acme.example",
        ),
        words={
            "en": {
                "welcome": "Hello again",
                "frame.look_around_line": "Try it",
                "frame.own_licence": "Free",
            },
            "ja": {"welcome": "おかえりなさい"},
        },
        show=BrandShow(sign_up=False, scripts=False),
        source=str(folder / "acme.toml"),
    )


def test_an_svg_that_was_drawn_before_is_not_examined_again_by_a_start_but_by_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    file = folder_of(tmp_path) / "acme.toml"
    file.write_text('[brand]\nid = "com.acme"\nlogo = "acme.svg"\n', "utf-8")
    seen: list[bytes] = []
    look = brand_pictures.looked_at

    def looked_at(raw: bytes) -> brand_pictures.Picture:
        seen.append(raw)
        return look(raw)

    monkeypatch.setattr(brand_pictures, "looked_at", looked_at)
    read(file)
    assert len(seen) == 1
    drawing = brand_pictures.drawing_in(pictures_folder("com.acme"), SVG.encode())
    drawing.parent.mkdir(parents=True)
    drawing.write_bytes(png())
    read(file)
    assert len(seen) == 1
    examined(file)
    assert len(seen) == 2


def test_an_empty_brand_is_the_program_itself(tmp_path: Path) -> None:
    brand, found = of_text("[brand]\n", tmp_path / "acme.toml")
    assert (brand._replace(source=""), found) == (Brand(), ())


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("name = ''", "1: brand.name is not valid. Write one line of at most 60 characters."),
        ("name = 7", "1: brand.name is not valid."),
        ("name = 'a\\u202e'", ""),
        ('name = "a\\u202eb"', "1: brand.name is not valid."),
        ('heading = "a\\nb"', "1: brand.heading is not valid."),
        ("id = 'acme'", "1: brand.id is not valid."),
        ("id = 'com.Acme'", "1: brand.id is not valid."),
        ("id = '../../etc.x'", "1: brand.id is not valid."),
        ("id = 'com..acme'", "1: brand.id is not valid."),
        ("id = 'com.acme/'", "1: brand.id is not valid."),
        ("id = 'con.acme'", "1: brand.id is not valid."),
        (f"id = 'com.{'a' * 80}'", "1: brand.id is not valid."),
        ("logo = 'nope.svg'", "1: brand.logo is not valid. There is no file nope.svg."),
        ("logo = ''", "1: brand.logo is not valid."),
        ("logo = '.'", "1: brand.logo is not valid. Choose a PNG or SVG"),
        ('logo = "a\\u0000b"', "1: brand.logo is not valid."),
        ("icon = 'acme.svg'", "1: brand.icon is not valid. An icon has to be a PNG file."),
        ("accent = 'blue'", "1: brand.accent is not valid. Write a color like #1e7a46."),
        ("accent_dark = '#12345'", "1: brand.accent_dark is not valid."),
        ("radius = 17", "1: brand.radius is not valid. Write a whole number from 0 to 16."),
        ("radius = -1", "1: brand.radius is not valid."),
        ("radius = true", "1: brand.radius is not valid."),
        ("radius = 1.5", "1: brand.radius is not valid."),
        ("font = 'a\"; } *'", "1: brand.font is not valid."),
        ("font = ''", "1: brand.font is not valid."),
        ("links = 1", "1: brand.links is not valid. Write it as a table"),
        ("links.terms = 'http://acme.example'", "1: brand.links.terms is not valid."),
        ("links.more = 'https://acme.example'", "1: brand.links.more is unknown."),
        ("show.sign_up = 'no'", "1: brand.show.sign_up is not valid. Write true or false."),
        ("show.banner = false", "1: brand.show.banner is unknown."),
        ("words = []", "1: brand.words is not valid. Write it as a table"),
        ("words.fr.welcome = 'Salut'", "1: brand.words.fr is not valid. The program speaks"),
        ("words.en.welcome = ''", "1: brand.words.en.welcome is not valid. A sentence can be"),
        ("words.en.not_amazon = 'ok {host}'", "1: brand.words.en.not_amazon is not valid."),
        ("words.en.sign_in = 'Go'", "1: brand.words.en.sign_in is not valid. Screen readers"),
        ("user_pool_id = 'us-east-1_a'", "1: brand.user_pool_id is unknown."),
        ("endpoint_url = 'https://evil.example'", "1: brand.endpoint_url is unknown."),
        ("colour = 'red'", "1: brand.colour is unknown."),
    ],
)  # fmt: skip
def test_a_wrong_value_is_named_with_its_line_and_key(
    tmp_path: Path, line: str, words: str
) -> None:
    folder = folder_of(tmp_path)
    found = flaws(folder, f"brand.{line}\n")
    assert len(found) == (1 if words else 0)
    assert not words or found[0].startswith(words)
    below = flaws(folder, f"[brand]\n\n# a comment\n{line}\n")
    assert [one.partition(":")[2] for one in below] == [one.partition(":")[2] for one in found]
    assert all(one.startswith("4:") for one in below)


@pytest.mark.parametrize("start", ["//", "\\\\", "/\\", "\\/"])
@pytest.mark.parametrize("key", ["logo", "logo_dark", "icon"])
def test_a_picture_of_another_computer_is_not_looked_at(
    tmp_path: Path, start: str, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(brand_pictures, "read", lambda path: pytest.fail(str(path)))
    (flaw,) = flaws(tmp_path, f"[brand]\n{key} = '{start}host.example/share/acme.png'")
    assert f"brand.{key} is not valid. Write the name of a file of this computer" in flaw


@pytest.mark.parametrize("start", ["//", "\\\\", "/\\", "\\/", "\\\\?\\UNC\\"])
@pytest.mark.parametrize(
    ("before", "key", "more"),
    [
        ("", "brand", ""),
        ("[brand]\n", "logo", ""),
        ("[profiles.live.brand]\n", "logo", ""),
        ("[brand]\n", "logo", "radius = 4\n"),  # all of `[brand]` is read as a brand file then
    ],
)
def test_a_file_of_another_computer_is_refused_wherever_settings_name_one(
    tmp_path: Path, start: str, before: str, key: str, more: str
) -> None:
    settings = tmp_path / "settings.toml"
    text = f"{before}{key} = '{start}host.example/share/acme'\n{more}"
    with pytest.raises(SettingsError) as error:
        load_text(text, settings, "live" if "profiles" in before else "")
    line = 2 if before else 1
    assert f"line {line}: " in in_english(error.value.message)
    assert "of this computer" in in_english(error.value.message)


@pytest.mark.parametrize(
    "text",
    [
        "user_pool_id = 'us-east-1_AbCdEfGhI'\n",
        "client_id = 'abc'\n",
        "endpoint_url = 'https://evil.example'\n",
        "[profiles.live]\nregion = 'us-east-1'\n",
        "name = 'Acme'\n",
    ],
)
def test_a_brand_names_neither_pool_nor_endpoint_nor_anything_outside_of_itself(
    tmp_path: Path, text: str
) -> None:
    (found,) = flaws(tmp_path, text)
    assert "It can name no user pool" in found


def test_all_faults_are_named_at_once_in_the_order_of_their_lines(tmp_path: Path) -> None:
    text = "[brand]\nradius = 99\nname = ''\n[brand.show]\nx = 1\n[brand.links]\nhelp = ''\n"
    found = flaws(tmp_path, text)
    assert [int(one.partition(":")[0]) for one in found] == [2, 3, 5, 7]


def test_the_first_fault_of_a_file_is_what_refuses_it(tmp_path: Path) -> None:
    (tmp_path / "acme.toml").write_text("[brand]\nradius = 99\nid = 1\n", "utf-8")
    with pytest.raises(SettingsError) as error:
        read(tmp_path / "acme.toml")
    assert "line 2: brand.radius" in in_english(error.value.message)


@pytest.mark.parametrize("accent", ["#8d7a55", "#6f7f8f", "#c05a5a"])
def test_a_colour_on_which_nothing_can_be_read_is_refused_with_the_nearest_that_fits(
    tmp_path: Path, accent: str
) -> None:
    (found,) = flaws(tmp_path, f"brand.accent = '{accent}'")
    nearest = found.rpartition(" ")[2].rstrip(".")
    assert contrast(text_on(nearest), nearest) >= TEXT
    assert flaws(tmp_path, f"brand.accent = '{nearest}'") == []


@given(st.integers(0, 0xFFFFFF))
@example(0x8D7A55)  # one colour in eighteen is refused, so chance alone may pick none
def test_whatever_colour_is_refused_the_one_that_is_offered_is_taken(number: int) -> None:
    accent = f"#{number:06x}"
    found = [in_english(one.words) for one in of_text(f"brand.accent='{accent}'", Path("a"))[1]]
    assert (found == []) == (contrast(text_on(accent), accent) >= TEXT)
    for words in found:
        nearest = words.rpartition(" ")[2].rstrip(".")
        assert of_text(f"brand.accent='{nearest}'", Path("a"))[1] == ()


@pytest.mark.parametrize(
    "address",
    [
        "http://acme.example",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://",
        "https://localhost",
        "https://acme",
        "https://user@acme.example",
        "https://user:pw@acme.example/",
        "https://acme.example\\@evil.example",
        "https://acme.example/a b",
        "https://acme.example/\u202e",
        "https://acme.example/\n",
        "https://äcme.example/",
        "HTTPS://acme.example",
        "https://acme.example/" + "a" * 600,
        "https://-acme.example",
        "https://acme..example",
        "",
    ],
)
def test_a_link_is_https_with_a_host_and_nothing_else(address: str) -> None:
    assert not is_link(address)


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 900,
        "[brand]\n" + "[brand" + ".a" * 300 + "]\n",
        "brand = " + "{a=" * 200,
        "brand" + ".a" * 400 + " = 1",
        "[brand]\n" + "\n".join(f"k{n} = 1" for n in range(5000)),
        "[brand.words.en]\n" + "\n".join(f"k{n} = ''" for n in range(5000)),
        "[brand.words.en]\n" + "a.b.c.d.e.f.g = 'x'\n",
        "brand.name = '" + "x" * 1100 + "'",
        "brand.radius = " + "9" * 1000,
        'brand.name = "\\ud800"',
        "brand.name = 1979-05-27T07:32:00Z",
        "brand.radius = nan",
        "[[brand]]\n",
        "brand = 1",
        '[brand]\n"\\u001b[31m" = 1\n',
    ],
)  # fmt: skip
def test_hostile_toml_is_refused_in_time(tmp_path: Path, text: str) -> None:
    try:
        found = flaws(tmp_path, text)
    except SettingsError as error:
        assert ", line " in in_english(error.message)
        return
    assert found


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "acme.toml").write_bytes(b"#".ljust(64 * 1024 + 1, b"x"))
    with pytest.raises(SettingsError) as error:
        examined(tmp_path / "acme.toml")
    assert "larger than 64 KB" in in_english(error.value.message)


VALUES = st.recursive(
    st.text(max_size=20) | st.integers() | st.booleans() | st.none() | st.floats(),
    lambda inner: (
        st.dictionaries(st.text(max_size=8), inner, max_size=3) | st.lists(inner, max_size=3)
    ),
    max_leaves=8,
)
KEYS = st.sampled_from([*Brand._fields, "x"])


@given(st.dictionaries(KEYS, VALUES, max_size=5))
def test_whatever_a_brand_holds_each_value_is_taken_or_named(table: dict[str, object]) -> None:
    from desktop_login.settings.brand_file import of_table

    brand, found = of_table(table, {}, Path("acme.toml"))
    for flaw in found:
        assert in_english(flaw.words).startswith("acme.toml, line 1: brand")
    assert len(brand.name) <= 60
    assert brand.radius is None or 0 <= brand.radius <= 16
    assert all(link == "" or is_link(link) for link in brand.links)
