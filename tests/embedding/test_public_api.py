"""The public names and their signatures, as they are promised: a difference needs a line in CHANGELOG.md.

`public_api.txt` is the promise. `python -m tests.embedding.test_public_api` writes it anew.
"""

from __future__ import annotations

import ast
import inspect
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any, ForwardRef, Literal, get_args, get_origin

import pytest

import desktop_login
from tests.fakes.without_qt import broken_qt
from tests.patience import PROCESS_S

ROOT = Path(__file__).parent.parent.parent
PROMISED = Path(__file__).with_name("public_api.txt")
DOORS = ("desktop_login.http", "desktop_login.aws", "desktop_login.qt", "desktop_login.testing")


def lines() -> Iterator[str]:
    """One line a name, a method, an attribute."""
    for name in sorted(set(dir(desktop_login)) - {"__version__"}):
        yield from of_name("desktop_login", name, getattr(desktop_login, name))
    for place in DOORS:
        module = __import__(place, fromlist=["__all__"])
        for name in sorted(module.__all__):
            yield from of_name(place, name, getattr(module, name))


def of_name(place: str, name: str, thing: object) -> Iterator[str]:
    whole = f"{place}.{name}"
    if get_origin(thing) is Literal:
        yield f"{whole} = {', '.join(map(repr, get_args(thing)))}"
        return
    if not inspect.isclass(thing):
        assert callable(thing)
        yield f"{whole}{inspect.signature(thing)}"
        return
    is_values = hasattr(thing, "_fields")
    # which class makes named tuples is ours to say
    bases = "tuple" if is_values else ", ".join(base.__name__ for base in thing.__bases__)
    yield f"class {whole}({bases})"
    if issubclass(thing, Enum):
        yield from (f"{whole}.{member.name} = {member.value!r}" for member in thing)
        return
    if is_values:  # its values are promised, not what we do with them
        yield from (
            f"{whole}.{one}: {as_text(kind)}" for one, kind in thing.__annotations__.items()
        )
        return
    for attribute, value in sorted(vars(thing).items()):
        if attribute.startswith("_"):
            continue
        if isinstance(value, property):
            assert value.fget is not None
            result = inspect.signature(value.fget).return_annotation
            yield f"{whole}.{attribute}: {result}"
        elif isinstance(value, classmethod):
            yield f"{whole}.{attribute}{inspect.signature(getattr(thing, attribute))}"
        elif inspect.isfunction(value):
            kind = "async " if inspect.iscoroutinefunction(value) else ""
            yield f"{kind}{whole}.{attribute}{inspect.signature(value)}"
        elif type(value).__name__ in ("Signal", "Property"):
            yield f"{whole}.{attribute} ({type(value).__name__})"
        elif isinstance(value, int):
            yield f"{whole}.{attribute} = {value}"
    for one, kind in vars(thing).get("__annotations__", {}).items():
        yield f"{whole}.{one}: {kind.__forward_arg__ if isinstance(kind, ForwardRef) else kind}"


def as_text(kind: Any) -> str:
    """An annotation, however it was kept."""
    text = getattr(kind, "__forward_arg__", kind)
    return text if isinstance(text, str) else inspect.formatannotation(text)


def test_public_names_and_signatures_are_those_that_were_promised() -> None:
    assert "\n".join(lines()) + "\n" == PROMISED.read_text("utf-8")


def test_changelog_names_every_public_class_and_function() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    names = {
        line.partition("(")[0].rpartition(".")[2]
        for line in PROMISED.read_text("utf-8").splitlines()
        if line.startswith("class ") or (line.count(".") == 2 and "(" in line)
    }
    functions = {"requests_auth", "httpx_auth", "boto3_session", "credentials"}
    assert functions < names
    assert sorted(name for name in names if f"`{name}" not in changelog) == []


def test_stub_of_the_package_names_what_is_loaded_lazily() -> None:
    stub = ast.parse((ROOT / "desktop_login" / "__init__.pyi").read_text("utf-8"))
    named = {
        (alias.name, node.module)
        for node in ast.walk(stub)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    places = {
        (name, f"desktop_login.embedding.{place}")
        for name, place in vars(desktop_login)["_PLACES"].items()
    }
    assert named == places


def test_everything_public_has_a_docstring() -> None:
    places = [desktop_login, *(__import__(name, fromlist=["__all__"]) for name in DOORS)]
    names = [
        getattr(place, name)
        for place in places
        for name in getattr(place, "__all__", set(dir(place)) - {"__version__"})
    ]
    parts = [
        value
        for thing in names
        if inspect.isclass(thing)
        for name, value in vars(thing).items()
        if not name.startswith("_") and (inspect.isfunction(value) or isinstance(value, property))
    ]
    without = [
        thing
        for thing in (*names, *parts)
        if get_origin(thing) is not Literal and not inspect.getdoc(thing)
    ]
    assert without == []


def loaded_by(code: str, *options: str, **environment: str) -> set[str]:
    """The modules that a line loads, in a process of its own."""
    program = f"{code}\nimport sys, json; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, *options, "-c", program],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=PROCESS_S,
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.medium
def test_import_of_the_package_loads_one_module() -> None:
    assert loaded_by("import desktop_login") - loaded_by("pass") == {"desktop_login"}


@pytest.mark.medium
def test_door_of_qt_loads_no_library_but_qt() -> None:
    base = "from PySide6 import QtCore, QtGui, QtWidgets"
    more = loaded_by(f"{base}\nimport desktop_login.qt") - loaded_by(base)
    roots = {name.partition(".")[0] for name in more}
    assert not roots & {"asyncio", "boto3", "botocore", "keyring", "jwt", "cryptography", "ssl"}
    assert not [name for name in more if name.startswith("PySide6")]


@pytest.mark.medium
def test_session_works_where_pyside_is_not_installed(tmp_path: Path) -> None:
    code = """
from desktop_login import Session, SignInRequired
given = {"user_pool_id": "us-east-1_Abcdefghi", "client_id": "abc123"}
with Session.open(settings=given, vault="memory") as session:
    try:
        session.token()
    except SignInRequired as error:
        assert error.code == "NOBODY"
    else:
        raise AssertionError
try:
    import desktop_login.qt
except ImportError:
    pass
else:
    raise AssertionError("there is a PySide6")
"""
    path = f"{broken_qt(tmp_path)}{os.pathsep}{ROOT}"
    modules = loaded_by(code, "-W", "error", PYTHONPATH=path)
    assert "desktop_login.embedding.engine" in modules


if __name__ == "__main__":
    PROMISED.write_text("\n".join(lines()) + "\n", "utf-8")
