"""The walls of the house, checked by the tools that keep them."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.patience import PROCESS_S

ROOT = Path(__file__).parent.parent.parent
HEAVY = {"boto3", "botocore", "keyring", "jwt", "cryptography", "asyncio", "qasync", "ssl"}


def tool(*command: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
def test_import_contracts() -> None:
    code = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
def test_types() -> None:
    tool("mypy")


@pytest.mark.slow
def test_lint() -> None:
    tool("ruff", "check", ".")


@pytest.mark.slow
def test_format() -> None:
    tool("ruff", "format", "--check", ".")


def test_every_file_opens_with_its_law() -> None:
    files = sorted((ROOT / "desktop_login").rglob("*.py"))
    assert files
    assert [path for path in files if not path.read_text("utf-8").startswith('"""')] == []


# Waiting in earnest; shorter pauses, and Qt's own `wait`, are no limits.
_NUMBER = r"(?:[2-9]|\d[\d_])[\d_.]*(?=[,)])"
_LIMIT = re.compile(
    rf"\btimeout(?:_s)?={_NUMBER}|settimeout\({_NUMBER}|\.join\({_NUMBER}"
    rf"|(?<!bot)\.wait\((?:timeout=)?{_NUMBER}"
)


def test_no_test_sets_a_limit_of_its_own() -> None:
    """They break on a busy machine; tests/patience.py has those that do not. Benchmarks measure."""
    texts = {path: path.read_text("utf-8") for path in (ROOT / "tests").rglob("*.py")}
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path, text in texts.items()
        if "benchmarks" not in path.parts
        for number, line in enumerate(text.splitlines(), 1)
        if _LIMIT.search(line)
    ]
    assert not found, "\n".join(found)


def test_tests_come_before_an_operation_of_the_demo_by_its_public_way() -> None:
    texts = {path: path.read_text("utf-8") for path in (ROOT / "tests").rglob("*.py")}
    reaches_in = re.compile(r"\w\._operations\b")
    assert [path.name for path, text in texts.items() if reaches_in.search(text)] == []


def test_window_words_an_error_in_one_module() -> None:
    decides = re.compile(
        r"message_of_(?:error|failed_refresh|notice)|ErrorView\(|_view\(\w+\)\._replace"
    )
    sources = (ROOT / "desktop_login" / "ui").rglob("*.py")
    assert [p.name for p in sources if decides.search(p.read_text("utf-8"))] == ["error_view.py"]


def test_qasync_is_imported_in_one_file_and_the_clock_read_in_one() -> None:
    sources = {p: p.read_text("utf-8") for p in (ROOT / "desktop_login").rglob("*.py")}
    assert [p.name for p, text in sources.items() if "import qasync" in text] == ["event_loop.py"]
    of_the_service = {"demo", "testing"}
    readers = [
        p.name
        for p, text in sources.items()
        if "time.time()" in text and of_the_service.isdisjoint(p.parts)
    ]
    assert readers == ["clock.py"]


def test_tooltip_of_words_that_may_be_foreign_is_set_in_one_place() -> None:
    """Qt reads what looks like markup as markup. Sentences of ours without a value are exempt."""
    foreign = re.compile(
        r"\.setToolTip\((?!plain_tip\(|_as_tip\(|tr\(\w+\)\)|\"\"\)|f\"Alt|\"Ctrl|f\"\{tr\(MENU\)\})"
    )
    sources = (ROOT / "desktop_login" / "ui").rglob("*.py")
    found = [p.name for p in sources if foreign.search(p.read_text("utf-8"))]
    assert found == ["plain_tip.py"]


@pytest.mark.slow
def test_first_paint_loads_nothing_heavy(tmp_path: Path) -> None:
    code = (
        "import sys, os\n"
        "import desktop_login.app.gui as b\n"
        "from desktop_login.cli.options import Options\n"
        "def painted(self):\n"
        "    print(sorted(sys.modules)); sys.stdout.flush(); os._exit(0)\n"
        "real = b.Program._show\n"
        "def show(self, *rest):\n"
        "    desk = real(self, *rest)\n"
        "    desk.window.first_painted.connect(lambda: painted(self))\n"
        "    return desk\n"
        "b.Program._show = show\n"
        "from desktop_login.app.run import run\nrun(Options())\n"
    )
    import os

    environment = os.environ | {
        "COGNITO_USER_POOL_ID": "us-east-1_Abcdefghi",
        "COGNITO_CLIENT_ID": "abc123",
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=PROCESS_S,
    )
    loaded = set(eval(done.stdout))
    assert "PySide6.QtWidgets" in loaded
    assert not HEAVY & loaded
    assert not {"desktop_login.cli.main", "desktop_login.cli.command"} & loaded
    if sys.platform == "linux":
        assert "platformdirs" not in loaded


def test_the_package_root_holds_its_entries_only() -> None:
    """`quick` is an entry too: `__main__` imports it before anything else, and each package on the
    way to it would be one file more to find for an answer that takes a millisecond."""
    found = {path.name for path in (ROOT / "desktop_login").iterdir() if path.is_file()}
    public = {"http.py", "aws.py", "qt.py"}  # public, and each needs its own library
    assert found <= {"__init__.py", "__init__.pyi", "__main__.py", "py.typed", "quick.py"} | public
