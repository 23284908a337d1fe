"""What the log blots out, and that it is opened once however often it is set up."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_login.log import Blotter, blotted, set_up


@pytest.fixture(autouse=True)
def _own_handlers() -> Iterator[None]:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    yield
    for handler in set(root.handlers) - set(before):
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("token eyJraWQiOiJhYmMifQ.eyJzdWIi.c2ln end", "token [token] end"),
        ("PASSWORD=hunter2 x", "PASSWORD=[secret] x"),
        ("{'SECRET_HASH': 'abc', 'n': 1}", "{'SECRET_HASH': [secret], 'n': 1}"),
        ("user robin@example.com", "user ***@example.com"),
        ("InitiateAuth failed: BUSY", "InitiateAuth failed: BUSY"),
        ("x={newPassword : 'a b', n=1}", "x={newPassword : [secret], n=1}"),
        ('"access_token": "abc", "y": 2', '"access_token": [secret], "y": 2'),
        ("a.b+c@mail.example.com, d@e", "***@mail.example.com, d@e"),
        ("secret=\n'a\nb' z", "secret=\n[secret] z"),
    ],
)
def test_blotted(text: str, kept: str) -> None:
    assert blotted(text) == kept


@pytest.mark.parametrize(
    "unit",
    ["token", "a", "eyJ", "eyJ-", 'code="', "secret ", "a@", "a.", "session\t", "_", "=", "é"],
)
@pytest.mark.parametrize("size", [60_000, 1_000_000])
def test_blotting_takes_time_in_proportion(unit: str, size: int) -> None:
    text = (unit * size)[:size]
    begun = time.process_time()
    blotted(text)
    assert time.process_time() - begun < 2  # some milliseconds; the square of it was minutes


def test_a_lone_surrogate_is_logged(tmp_path: Path) -> None:
    set_up("info", tmp_path / "x.log")
    logging.getLogger("desktop_login").info("name \ud800")
    assert "name \\ud800" in (tmp_path / "x.log").read_text("utf-8")


def test_set_up_twice_writes_once(tmp_path: Path) -> None:
    file = tmp_path / "log" / "x.log"
    for _ in range(3):
        set_up("info", file)
    ours = [h for h in logging.getLogger().handlers if isinstance(h.formatter, Blotter)]
    assert len(ours) == 1
    logging.getLogger("desktop_login").info("once")
    assert file.read_text("utf-8").count("once") == 1


def test_an_unwritable_place_is_no_reason_not_to_start(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    set_up("info", tmp_path / "file" / "x.log")
