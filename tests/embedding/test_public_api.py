"""The public names and their signatures, as they are promised: a difference needs a line in CHANGELOG.md.

`public_api.txt` is the promise. `python -m tests.embedding.test_public_api` writes it anew. With a release it is
copied to `public_api-VERSION.txt`: whatever differs from the latest of these has to be in CHANGELOG by its name.
"""

from __future__ import annotations

import ast
import inspect
import json
import os
import re
import subprocess
import sys
import textwrap
import tomllib
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
# What a host is given, and never makes itself: how it is made is ours to say.
GIVEN = {
    "ClientSettings", "Clock", "DemoUser", "DemoUsers", "Faults", "Hooks", "Mailbox", "OrderedFault", "Session", "Slot",
}  # fmt: skip
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
    yield from of_constructor(whole, name, thing)


def of_constructor(whole: str, name: str, thing: type[object]) -> Iterator[str]:
    """How a host makes one, and what it finds in it. Nobody makes a protocol."""
    init: Any = vars(thing).get("__init__")
    if init is None or getattr(thing, "_is_protocol", False):
        return
    if name not in GIVEN:
        # sets are printed in any order
        signature = re.sub(r"frozenset\(\{.*?\}\)", "frozenset({…})", str(inspect.signature(init)))
        yield f"{whole}{signature}"
    yield from (f"{whole}.{one}" for one in set_by(init))


def set_by(init: Any) -> list[str]:
    """The public attributes that a constructor sets, with their types. That of a dataclass has no source,
    and sets what is annotated."""
    try:
        body = ast.parse(textwrap.dedent(inspect.getsource(init)))
    except (OSError, TypeError):
        return []
    found: dict[str, str] = {}
    for node in ast.walk(body):
        targets = node.targets if isinstance(node, ast.Assign) else []
        kind = ""
        if isinstance(node, ast.AnnAssign):
            targets, kind = [node.target], f": {ast.unparse(node.annotation)}"
        for target in targets:
            if isinstance(target, ast.Attribute) and not target.attr.startswith("_"):
                found.setdefault(target.attr, kind)
    return sorted(name + kind for name, kind in found.items())


def as_text(kind: Any) -> str:
    """An annotation, however it was kept."""
    text = getattr(kind, "__forward_arg__", kind)
    return text if isinstance(text, str) else inspect.formatannotation(text)


def test_public_names_and_signatures_are_those_that_were_promised() -> None:
    assert "\n".join(lines()) + "\n" == PROMISED.read_text("utf-8")


def unmentioned(before: set[str], now: set[str], changelog: str) -> list[str]:
    """What has come, gone or changed and is not named in the changelog. A class that is new is named
    as a whole."""
    known = {owner_and_name(line)[0] for line in before}
    changed = {owner_and_name(line) for line in before ^ now}
    new_classes = {owner for owner, name in changed if owner not in known}
    wanted = {owner if owner in new_classes else name or owner for owner, name in changed}
    return sorted(
        one for one in wanted if f"`{one}" not in changelog and f".{one}`" not in changelog
    )


def owner_and_name(line: str) -> tuple[str, str]:
    """The class and its member, or a name of a module alone."""
    path = re.sub(r"^(?:class|async) ", "", line)
    whole = re.split(r"[(:= ]", path, maxsplit=1)[0].split(".")
    place = 2 if ".".join(whole[:2]) in DOORS else 1
    return whole[place], ".".join(whole[place + 1 :])


def test_changelog_names_what_is_not_as_it_was_released() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    newest = changelog.split("\n## ")[1]
    released = sorted(PROMISED.parent.glob("public_api-*.txt"), key=version_of)
    before = set(released[-1].read_text("utf-8").splitlines()) if released else set()
    now = set(PROMISED.read_text("utf-8").splitlines())
    assert unmentioned(before, now, newest) == []
    classes = {owner_and_name(line)[0] for line in now}
    assert {"Session", "requests_auth", "SignInWindow", "DemoCognito", "BrandShow"} <= classes


def version_of(file: Path) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", file.name)))


SAME = "desktop_login.Session.token(self)\n"


@pytest.mark.parametrize(
    ("now", "changelog", "missing"),
    [
        ("", "", ["token"]),
        ("", "`Session.token` is gone.", []),
        ("desktop_login.Session.token(self, kind)", "", ["token"]),
        ("desktop_login.Session.token(self, kind)", "`token` wants a kind.", []),
        (SAME + "desktop_login.Session.user: User", "", ["user"]),
        (
            SAME + "class desktop_login.qt.Page(Protocol)\ndesktop_login.qt.Page.key: str",
            "",
            ["Page"],
        ),
        (
            SAME + "class desktop_login.qt.Page(Protocol)\ndesktop_login.qt.Page.key: str",
            "A `Page` of a host",
            [],
        ),
    ],
)
def test_difference_to_what_was_released_is_missed_in_the_changelog(
    now: str, changelog: str, missing: list[str]
) -> None:
    before = set(SAME.splitlines())
    assert unmentioned(before, set(now.splitlines()), changelog) == missing


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


OPENED = """
import sys
seen = []
watched = ("_thread.start_new_thread", "socket.__new__", "socket.connect", "subprocess.Popen")
sys.addaudithook(lambda event, _: seen.append(event) if event in watched else None)
from desktop_login import Session
given = {"user_pool_id": "us-east-1_Abcdefghi", "client_id": "abc123", "identity_pool_id":
         "us-east-1:00000000-0000-4000-8000-000000000000"}
session = Session.open(settings=given)
assert seen == [], seen
"""
HEAVY = {
    "boto3",
    "botocore",
    "httpx",
    "jwt",
    "cryptography",
    "keyring",
    "requests",
    "PySide6",
}


@pytest.mark.medium
@pytest.mark.parametrize(
    ("use", "library"),
    [
        ("", set()),
        ("from desktop_login.http import requests_auth; requests_auth(session)", {"requests"}),
        ("from desktop_login.http import httpx_auth; httpx_auth(session)", {"httpx"}),
        ("from desktop_login.aws import boto3_session; boto3_session(session)", {"boto3"}),
        ("from desktop_login.aws import credentials; credentials(session)", {"boto3"}),
    ],
    ids=["open", "requests", "httpx", "boto3_session", "credentials"],
)
def test_session_is_opened_without_a_thread_and_what_uses_it_loads_its_own_library_only(
    use: str, library: set[str]
) -> None:
    """Each library brings others of its own."""
    pytest.importorskip("httpx")  # of the extra `test`
    modules = loaded_by(f"{OPENED}\n{use}\nsession.close()")
    brought = loaded_by(";".join(f"import {name}" for name in library) or "pass")
    assert library <= modules
    assert (modules - brought) & HEAVY == set()


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


def test_extra_for_programs_with_a_window_is_the_qt_that_ours_has() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    ours = [one for one in project["dependencies"] if one.startswith("PySide6")]
    assert project["optional-dependencies"]["qt"] == ours != []


@pytest.mark.medium
@pytest.mark.parametrize("made", ["", "QtCore.QCoreApplication([])"], ids=["none", "no widgets"])
def test_window_without_an_application_for_widgets_is_refused(made: str) -> None:
    code = f"""
from PySide6 import QtCore
from desktop_login import Session
from desktop_login.qt import SignInWindow
application = {made or None}
given = {{"user_pool_id": "us-east-1_Abcdefghi", "client_id": "abc123"}}
with Session.open(settings=given, vault="memory") as session:
    try:
        SignInWindow(session)
    except RuntimeError as error:
        assert "make a QApplication" in str(error)
    else:
        raise AssertionError
"""
    loaded_by(code, "-W", "error")


if __name__ == "__main__":
    PROMISED.write_text("\n".join(lines()) + "\n", "utf-8")
