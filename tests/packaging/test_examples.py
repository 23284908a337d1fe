"""The example programs, frozen from the wheel as a host freezes its own: they sign in, and print no warning."""

from __future__ import annotations

import json
import re
import shutil
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.session_bus import in_session
from tests.packaging.conftest import ROOT, ordered

TOOLS = ("xvfb-run", "dbus-run-session", "gnome-keyring-daemon", "objcopy")
EXAMPLES = ROOT / "examples"
# The block of a script: https://packaging.python.org/en/latest/specifications/inline-script-metadata/
BLOCK = re.compile(r"^# /// script\n((?:#.*\n)+?)# ///$", re.MULTILINE)
pytestmark = [
    pytest.mark.packaging,
    pytest.mark.skipif(
        sys.platform != "linux" or not all(map(shutil.which, TOOLS)),
        reason=f"needs Linux with {', '.join(TOOLS)}; dev.py test --all installs them",
    ),
]


def declared() -> set[str]:
    """What the programs say that they need, less this project."""
    blocks = [BLOCK.search(file.read_text("utf-8")) for file in EXAMPLES.glob("*.py")]
    texts = [re.sub(r"^# ?", "", block[1], flags=re.MULTILINE) for block in blocks if block]
    assert len(texts) == len(blocks) == 4
    named = {name for text in texts for name in tomllib.loads(text)["dependencies"]}
    assert "desktop-login" in named
    return named - {"desktop-login"}


@pytest.fixture(scope="module")
def frozen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the four programs, built away from this checkout."""
    work = tmp_path_factory.mktemp("host")
    wheel = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", str(work), "."]
    ordered(wheel, ROOT)
    (built,) = work.glob("desktop_login-*.whl")
    ordered([sys.executable, "-m", "venv", str(work / "venv")], work)
    python = str(work / "venv" / "bin" / "python")
    constraints = ["-c", str(ROOT / "constraints.txt")]
    needs = [str(built), *sorted(declared()), "pyinstaller"]
    ordered([python, "-m", "pip", "install", "--quiet", *constraints, *needs], work)
    project = shutil.copytree(
        EXAMPLES, work / "orders", ignore=shutil.ignore_patterns("sample-project", "__pycache__")
    )
    command = [python, "-m", "PyInstaller", "--noconfirm", "orders.spec"]
    ordered(command, project, PYINSTALLER_CONFIG_DIR=str(work / "cache"))
    return project / "dist" / "orders"


@pytest.fixture(scope="module")
def seen(frozen: Path, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    home = tmp_path_factory.mktemp("person") / "home"
    line = f"xvfb-run -a {sys.executable} -m tests.packaging.frozen_play {frozen}"
    done = in_session(line, home)
    assert done.returncode == 0, done.stderr
    runs: dict[str, Any] = json.loads(done.stdout)
    return runs


def outcome(run: Mapping[str, Any]) -> dict[str, Any]:
    """What a window and the person at it have said. With every warning an error, and none from Qt."""
    assert (run["status"], run["err"], len(run["out"])) == (0, "", 1)
    words: dict[str, Any] = json.loads(run["out"][0])
    return words


def test_frozen_window_opens_behind_a_sign_in_and_at_once_the_second_time(
    seen: Mapping[str, Any],
) -> None:
    first, again = outcome(seen["first"]), outcome(seen["again"])
    assert (first["forms"], first["text"]) == (1, "Orders of confirmed@example.com")
    assert "Welcome back!" in first["words"]
    assert (again["forms"], again["text"]) == (0, first["text"])


def test_frozen_script_prints_the_answer_or_says_that_nobody_is_signed_in(
    seen: Mapping[str, Any],
) -> None:
    nobody = {"status": 3, "out": ["[]"], "err": "Nobody is signed in. Please sign in.\n"}
    assert seen["nobody"] == nobody
    assert (seen["script"]["status"], seen["script"]["err"]) == (0, "")
    assert seen["tokens"] == ["Bearer eyJ"]
    assert seen["script"]["out"][-1] == "[]"  # nothing of Qt


def test_frozen_bucket_program_reads_the_file_of_who_is_signed_in(seen: Mapping[str, Any]) -> None:
    run = seen["bucket"]
    assert (run["status"], run["err"], run["out"][-1]) == (0, "", "[]")
    assert run["out"][:-1]


def test_frozen_program_with_a_brand_has_its_words_and_a_session_of_its_own(
    seen: Mapping[str, Any],
) -> None:
    first, again = outcome(seen["brand"]), outcome(seen["brand again"])
    assert first["forms"] == 1  # that of the other program is not found
    assert first["text"] == "Orders of confirmed@example.com at Acme"
    assert "Acme Orders" in first["title"]
    assert "Sign in to see your orders" in first["words"]
    assert (again["forms"], again["text"]) == (0, first["text"])


def test_programs_without_a_window_hold_nothing_of_qt(frozen: Path) -> None:
    for name in ("orders_script", "orders_bucket"):
        assert b"PySide6" not in (frozen / name).read_bytes()
    assert b"PySide6" in (frozen / "orders_window").read_bytes()  # so that this can fail
