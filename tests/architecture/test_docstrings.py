"""What other code is written against is documented: ruff's `D` finds the gaps, this counts them.

The count is that of `interrogate` without private names, magic methods and `__init__`
(`-p -s -m -i`), which would be one more package for one number.
"""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PACKAGE = ROOT / "desktop_login"
# `api.py` is counted from the day that it exists.
DOCUMENTED = ("api.py", "domain", "flow/ports.py", "messages", "services", "testing")
LEAST = 0.9
Documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def sources(name: str) -> list[Path]:
    path = PACKAGE / name
    return sorted(path.rglob("*.py")) if path.is_dir() else [path]


def public(path: Path) -> Iterator[tuple[str, bool]]:
    """Name of everything public in a file, and whether it has a docstring."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, Documented):
            name = path.name if isinstance(node, ast.Module) else node.name
            if not name.startswith("_") or isinstance(node, ast.Module):
                yield name, ast.get_docstring(node) is not None


@pytest.mark.parametrize("name", [name for name in DOCUMENTED if (PACKAGE / name).exists()])
def test_nine_of_ten_public_names_have_a_docstring(name: str) -> None:
    found = [one for path in sources(name) for one in public(path)]
    without = [one for one, documented in found if not documented]
    assert found
    assert len(without) <= (1 - LEAST) * len(found), without


def test_ruff_asks_for_docstrings_in_the_same_places() -> None:
    lint = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["ruff"]["lint"]
    (pattern,) = (name for name, codes in lint["per-file-ignores"].items() if codes == ["D"])
    places = [name if name.endswith(".py") else f"{name}/*" for name in DOCUMENTED]
    assert "D" in lint["select"]
    assert lint["pydocstyle"]["convention"] == "google"
    assert pattern == f"!desktop_login/{{{','.join(places)}}}"
