"""What mypy looks at, on which systems, and that nothing of the product is kept from it without a reason."""

from __future__ import annotations

import ast
import io
import re
import subprocess
import sys
import tokenize
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.patience import PROCESS_S

ROOT = Path(__file__).parent.parent.parent
RUNS_THERE = ["desktop_login", "installer", "build_translations.py", "dev.py"]
PRODUCT = sorted((ROOT / "desktop_login").rglob("*.py"))
IGNORE = re.compile(r"#\s*type:\s*ignore(\[[\w, -]*\])?")
# A module without these words needs no reason, and is not taken apart.
MAY_NEED_ONE = re.compile(r"\bAny\b|type:\s*ignore")
# What a tool reads is no reason; what stands after it may be one.
DIRECTIVE = re.compile(r"#\s*(type:\s*ignore(\[[\w, -]*\])?|noqa(:\s*[A-Z0-9, ]+)?)")


def configured() -> dict[str, object]:
    tool = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]
    mypy: dict[str, object] = tool["mypy"]
    return mypy


def committed() -> list[Path]:
    """Every Python file of the project, without what tools and builds leave in the folder."""
    return [
        path
        for path in ROOT.rglob("*.py")
        if not any(part.startswith(".") for part in path.relative_to(ROOT).parts)
        and path.relative_to(ROOT).parts[0] not in ("build", "dist", "mutants")
    ]


@pytest.mark.medium
def test_mypy_is_strict_everywhere() -> None:
    mypy = configured()
    files = mypy["files"]
    assert isinstance(files, list)
    assert mypy["strict"] is True
    looked_at = [ROOT / name for name in files]
    missed = [
        str(path.relative_to(ROOT))
        for path in committed()
        if not any(path == one or one in path.parents for one in looked_at)
    ]
    assert missed == []
    assert "exclude" not in mypy
    overrides = mypy["overrides"]
    assert isinstance(overrides, list)
    for override in overrides:
        assert set(override) == {"module", "ignore_missing_imports"}, "for libraries without types"
        assert not [
            name for name in override["module"] if name.startswith(("desktop_login", "tests"))
        ]


@pytest.mark.slow
@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_what_runs_there_has_types_on_the_other_systems_too(platform: str) -> None:
    """A line that only another system reaches is no mistake there: `--no-warn-unreachable`."""
    command = [sys.executable, "-m", "mypy", "--platform", platform, "--no-warn-unreachable"]
    done = subprocess.run(
        [*command, "--cache-dir", f".mypy_cache/{platform}", *RUNS_THERE],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=PROCESS_S,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_whoever_imports_the_package_is_told_that_it_has_types() -> None:
    """PEP 561."""
    assert (ROOT / "desktop_login" / "py.typed").is_file()


def test_each_any_and_each_ignore_of_the_product_has_its_reason() -> None:
    found = {str(path.relative_to(ROOT)): unexplained(path.read_text("utf-8")) for path in PRODUCT}
    assert len(found) > 500
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("from typing import Any\n", []),
        ("x: Any = 1\n", [1]),
        ("x: typing.Any = 1\n", [1]),
        ("x: dict[str, Any] = {}  # JSON\n", []),
        ("# JSON\nx: dict[str, Any] = {}\n", []),
        ("# JSON\n\nx: dict[str, Any] = {}\n", [3]),
        ("y = 1  # JSON\nx: Any = 1\n", [2]),
        ("def f(\n    a: int,  # a number\n    b: Any,\n) -> None: ...\n", [3]),
        ('x = cast("dict[str, Any]", y)\n', [1]),
        ('"""Any answer of the service."""\n', []),
        ("x: Any = 1  # noqa: S101\n", [1]),
        ("x: Any = 1  # noqa: S101 - JSON\n", []),
        ("f(x)  # type: ignore[arg-type]\n", [1]),
        ("f(x)  # type: ignore\n", [1]),
        ("f(x)  # type: ignore[arg-type] # it has no annotations\n", []),
        ("# it has no annotations\nf(x)  # type: ignore[arg-type]\n", []),
    ],
)
def test_a_reason_stands_on_the_line_or_above_it(source: str, lines: list[int]) -> None:
    assert unexplained(source) == lines


def unexplained(source: str) -> list[int]:
    """The lines with `Any` or `type: ignore` that say no reason, and have none just above."""
    if not MAY_NEED_ONE.search(source):
        return []
    tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    comments = {token.start[0]: token for token in tokens if token.type == tokenize.COMMENT}
    reasons = {line for line, token in comments.items() if _says_something(token.string)}
    alone = {line for line in reasons if comments[line].line.lstrip().startswith("#")}
    ignores = [line for line, token in comments.items() if IGNORE.search(token.string)]
    return [
        line
        for line in sorted({*ignores, *_lines_with_any(source)})
        if line not in reasons and line - 1 not in alone
    ]


def _says_something(comment: str) -> bool:
    return bool(re.search(r"\w", DIRECTIVE.sub("", comment)))


def _lines_with_any(source: str) -> Iterator[int]:
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Name(id="Any") | ast.Attribute(attr="Any"):
                yield node.lineno
            case ast.Call(func=ast.Name(id="cast"), args=[ast.Constant(value=str(kind)), *_]):
                if re.search(r"\bAny\b", kind):
                    yield node.lineno
