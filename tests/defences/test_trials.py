"""What counts as noticed: a small tree with one rule in it, broken in each of the ways that a row can be wrong."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.defences import copies, rows, trials
from tests.defences.rows import Change, Row
from tests.fakes.session_bus import ROOT

pytestmark = pytest.mark.medium

RULE = "desktop_login/rule.py"
TESTS = """\
import pytest
from desktop_login import rule

def test_looks():
    assert not rule.good(-1)

def test_does_not_look():
    assert rule.good(1)

@pytest.mark.skip
def test_is_skipped():
    assert not rule.good(-1)

@pytest.fixture
def broken():
    assert not rule.good(-1)

def test_fails_in_its_fixture(broken):
    pass

def test_always_fails():
    assert rule.good(0) is None

@pytest.mark.parametrize("number", [1, -1])
def test_with_numbers(number):
    assert rule.good(number) is (number > 0)
"""
OLD = "return number > 0"
WITHOUT = Change(RULE, OLD, "return True")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    tree = tmp_path / "tree"
    files = {
        RULE: f"def good(number):\n    {OLD}\n",
        "desktop_login/__init__.py": "",
        "desktop_login/testing/__init__.py": "",
        "desktop_login/testing/plugin.py": "",  # pytest loads it by the name that is installed
        "tests/__init__.py": "",
        "tests/defences/__init__.py": "",
        "tests/test_rule.py": TESTS,
        "pyproject.toml": "[tool.pytest.ini_options]\n",
    }
    for name, text in files.items():
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_text(text, "utf-8")
    for name in ("recorder", "runs", "copies", "rows"):  # what runs inside a copy
        shutil.copy(ROOT / "tests" / "defences" / f"{name}.py", tree / "tests" / "defences")
    subprocess.run(["git", "init", "-q"], cwd=tree, check=True)
    return tree


def row(name: str, test: str, *changes: Change) -> Row:
    return Row(name, "a rule", changes or (WITHOUT,), (f"tests/test_rule.py{test}",))


CASES: list[tuple[Row, str, str]] = [
    (row("noticed", "::test_looks"), trials.NOTICED, "::test_looks: AssertionError"),
    (row("with-parameters", "::test_with_numbers"), trials.NOTICED, "[-1]"),
    (row("one-parameter", "::test_with_numbers[-1]"), trials.NOTICED, "[-1]"),
    (row("not-noticed", "::test_does_not_look"), trials.NOT_NOTICED, ""),
    (row("skipped", "::test_is_skipped"), trials.ERROR, "every test is skipped"),
    (row("fixture", "::test_fails_in_its_fixture"), trials.ERROR, "in its setup only"),
    (
        row("fails-before", "::test_always_fails"),
        trials.ERROR,
        "does not pass with the defence in place",
    ),
    (row("no-such-test", "::test_of_nothing"), trials.ERROR, "is not found"),
    (
        row("no-import", "::test_looks", Change(RULE, OLD, "return True\nimport nowhere_at_all")),
        trials.ERROR,
        "the change is broken",
    ),
    (
        row("no-name", "::test_looks", Change(RULE, OLD, "return nowhere")),
        trials.ERROR,
        "::test_looks: NameError",
    ),
    (
        row("gone", "::test_looks", Change(RULE, "return number > 1", "return True")),
        trials.ERROR,
        "no longer applies",
    ),
]


def test_what_counts_as_noticed(tree: Path) -> None:
    """All in one go: a change that were not taken back would spoil the rows after it."""
    verdicts = trials.tried([case[0] for case in CASES], tree, 2)
    for (_, kind, why), verdict in zip(CASES, verdicts, strict=True):
        assert verdict.kind == kind, verdict
        assert why in verdict.why, verdict
    assert OLD in (tree / RULE).read_text("utf-8"), "the tree itself is never changed"


def test_a_tree_that_git_does_not_know_is_copied_without_what_was_made_in_it(
    tree: Path, tmp_path: Path
) -> None:
    with_git = {str(Path(name)) for name in copies._files(tree)}
    shutil.rmtree(tree / ".git")
    for made in (".venv/bin/python", "build/lib/rule.py", "tests/__pycache__/rule.pyc"):
        (tree / made).parent.mkdir(parents=True, exist_ok=True)
        (tree / made).write_text("", "utf-8")
    assert set(copies._files(tree)) == with_git
    copy = copies.Copy(tree, tmp_path / "copy")
    assert (copy.root / RULE).read_text("utf-8") == (tree / RULE).read_text("utf-8")


@pytest.mark.parametrize(
    "text",
    [
        "",
        'defence = "d"\ntests = ["t"]\nfile = "f"\nold = "o"\n',
        'defence = "d"\ntests = []\nfile = "f"\nold = "o"\nnew = "n"\n',
        'defence = "d"\ntests = ["t"]\nfile = "f"\nold = "o"\nnew = "n"\nfast = true\n',
    ],
)
def test_a_malformed_row_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "some-row.toml").write_text(text, "utf-8")
    with pytest.raises(ValueError, match=r"some-row\.toml"):
        rows.read(tmp_path)


@pytest.mark.parametrize(
    "change",
    [
        Change("tests/test_rule.py", "def test_looks", "def looks"),
        Change("nowhere.py", "a", "b"),
        Change(RULE, "number", "n"),
        Change(RULE, OLD, OLD),
    ],
    ids=["a test", "no file", "more than once", "the same"],
)
def test_a_change_that_does_not_apply_is_refused(tree: Path, change: Change) -> None:
    with pytest.raises(ValueError, match=r"file|applies|nothing"):
        rows.changed([change], tree)


def test_several_changes_of_one_file_add_up(tree: Path) -> None:
    changes = [WITHOUT, Change(RULE, "def good(number)", "def good(_)")]
    assert rows.changed(changes, tree) == {RULE: "def good(_):\n    return True\n"}
