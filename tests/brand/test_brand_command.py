"""`brand check` and `brand preview`, with the brand of the examples and with wrong ones."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from desktop_login.settings.brand_file import examined
from tests.patience import STEP_S

ROOT = Path(__file__).parent.parent.parent
EXAMPLE = ROOT / "examples" / "brand" / "acme.toml"
WRONG = '[brand]\nname = "Acme"\nradius = 99\n[brand.words.en]\nwelcom = "Hello"\nsign_in = "Go"\n'


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    env = os.environ | {
        "PYTHONPATH": str(ROOT),
        "QT_QPA_PLATFORM": "offscreen",
        **{f"XDG_{name}_HOME": str(folder / name) for name in ("CONFIG", "DATA", "CACHE", "STATE")},
    }
    return subprocess.run(
        [sys.executable, "-m", "desktop_login", "brand", *arguments],
        env=env,
        capture_output=True,
        text=True,
        timeout=STEP_S,
        check=False,
    )


def test_the_brand_of_the_examples_fits() -> None:
    brand, flaws = examined(EXAMPLE)
    assert flaws == ()
    assert set(brand.words) == {"en", "ja"}
    assert all(brand.links)
    assert (brand.logo, brand.logo_dark, brand.icon) != ("", "", "")


@pytest.mark.slow
def test_check_says_that_everything_fits(tmp_path: Path) -> None:
    done = run(tmp_path, "check", str(EXAMPLE), "--lang", "en")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{EXAMPLE}: everything fits.\n"
    assert [one for one in tmp_path.rglob("*") if one.is_file()] == []


@pytest.mark.slow
def test_check_names_everything_that_is_wrong_and_imports_no_window(tmp_path: Path) -> None:
    file = tmp_path / "acme.toml"
    file.write_text(WRONG, "utf-8")
    done = run(tmp_path, "check", str(file), "--lang", "en")
    assert (done.returncode, done.stderr) == (1, "")
    lines = done.stdout.splitlines()
    assert [line.split(" is not valid.")[0] for line in lines] == [
        f"{file}, line 3: brand.radius",
        f"{file}, line 5: brand.words.en.welcom",
        f"{file}, line 6: brand.words.en.sign_in",
    ]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("check", "{folder}/nope.toml"), "There is no file"),
        (("check", "{folder}"), "is not an ordinary file"),
        (("check", "{file}", "{folder}"), "brand check takes one FILE"),
        (("preview", "{file}"), "brand preview takes a FILE and a DIR"),
        (("preview", "{file}", "{folder}/pictures"), "line 3: brand.radius is not valid."),
        (("paint", "{file}"), "“paint” is not one of: check, preview"),
    ],
)
def test_a_wrong_use_is_one_sentence_and_status_2(
    tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    file = tmp_path / "acme.toml"
    file.write_text(WRONG, "utf-8")
    given = [one.format(folder=tmp_path, file=file) for one in arguments]
    done = run(tmp_path, *given, "--lang", "en")
    assert done.returncode == 2
    assert words in done.stderr.splitlines()[-1]
    assert not (tmp_path / "pictures").exists()


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "ja"])
def test_preview_plays_the_demo_with_the_brand_and_leaves_nothing_but_pictures(
    tmp_path: Path, language: str
) -> None:
    pictures = tmp_path / "pictures"
    done = run(tmp_path, "preview", str(EXAMPLE), str(pictures), "--brief", "--lang", language)
    assert (done.returncode, done.stderr) == (0, "")
    names = sorted(one.name for one in pictures.iterdir())
    assert names[0] == f"01-sign-in-{language}-light.png"
    assert len(names) == 4
    kept = {one.relative_to(tmp_path).parts[:2] for one in tmp_path.rglob("*") if one.is_file()}
    assert {folder for folder, *_ in kept} <= {"pictures", "CACHE", "STATE"}
    assert ("CACHE", "example.acme.orders") in kept
