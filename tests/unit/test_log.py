"""What the log blots out, and that it is opened once however often it is set up."""

from __future__ import annotations

import logging
import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_login.system.log import Blotter, blotted, set_up


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


def test_a_lone_surrogate_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)  # what is captured is sent from worker to master, too
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


def lines_of(file: Path) -> str:
    return file.read_text("utf-8") if file.exists() else ""


def test_file_and_folder_are_private_under_any_umask(tmp_path: Path) -> None:
    file = tmp_path / "desktop-login" / "log" / "x.log"
    before = os.umask(0)
    try:
        file.parent.mkdir(parents=True)
        file.touch(0o666)
        set_up("info", file)
    finally:
        os.umask(before)
    logging.getLogger("desktop_login").info("something")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    for folder in (file.parent, file.parent.parent):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_link_in_its_place_means_no_log(tmp_path: Path) -> None:
    target, file = tmp_path / "target", tmp_path / "x.log"
    target.write_text("theirs", "utf-8")
    target.chmod(0o644)
    file.symlink_to(target)
    set_up("info", file)
    logging.getLogger("desktop_login").info("nothing of this is written")
    assert target.read_text("utf-8") == "theirs"
    assert stat.S_IMODE(target.stat().st_mode) == 0o644


def test_rotated_files_are_private_and_a_link_put_there_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("desktop_login.system.log._MAX_BYTES", 200)
    target, file = tmp_path / "target", tmp_path / "x.log"
    target.write_text("theirs", "utf-8")
    target.chmod(0o644)
    before = os.umask(0)
    try:
        set_up("info", file)
        (tmp_path / "x.log.1").symlink_to(target)
        log = logging.getLogger("desktop_login")
        for number in range(20):
            log.info("line %d of some length, so that the file is full soon", number)
        file.unlink()
        file.symlink_to(target)  # while it is open
        for number in range(20):
            log.info("line %d of some length, so that the file is full soon", number)
    finally:
        os.umask(before)
    assert target.read_text("utf-8") == "theirs"
    assert stat.S_IMODE(target.stat().st_mode) == 0o644
    files = [path for path in tmp_path.glob("x.log*") if not path.is_symlink()]
    assert len(files) >= 3
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert capsys.readouterr().err == ""


def test_a_log_that_cannot_be_written_any_more_prints_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """logging's own report would show message and arguments, not blotted."""
    file = tmp_path / "log" / "x.log"
    set_up("info", file)
    (handler,) = [h for h in logging.getLogger().handlers if isinstance(h.formatter, Blotter)]
    assert isinstance(handler, logging.FileHandler)
    assert handler.stream is not None
    handler.stream.close()
    logging.getLogger("desktop_login").info("PASSWORD=%s", "hunter2")
    handler.stream = open(os.devnull, "w")
    assert capsys.readouterr().err == ""


def test_what_is_logged_is_blotted_in_the_file(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "x.log"
    set_up("info", file)
    log = logging.getLogger("botocore.anything")
    log.info("sent %s with PASSWORD=%s", "eyJraWQiOiJhYmMifQ.eyJzdWIi.c2ln", "hunter2")
    message = "a message with hunter2"
    try:
        raise RuntimeError(message)
    except RuntimeError:
        log.exception("failed for robin@example.com")
    caplog.clear()
    text = lines_of(file)
    assert "[token] with PASSWORD=[secret]" in text
    assert "RuntimeError" in text
    assert "***@example.com" in text
    assert "hunter2" not in text


def test_libraries_that_print_bodies_stay_at_info(tmp_path: Path) -> None:
    set_up("debug", tmp_path / "x.log")
    for name in ("botocore", "boto3", "urllib3", "keyring", "fido2"):
        assert logging.getLogger(name).getEffectiveLevel() == logging.INFO
    assert logging.getLogger().level == logging.DEBUG


def test_letters_that_no_file_can_hold_are_no_reason_to_lose_a_line(tmp_path: Path) -> None:
    file = tmp_path / "x.log"
    set_up("info", file)
    (handler,) = [h for h in logging.getLogger().handlers if isinstance(h.formatter, Blotter)]
    # by hand, because pytest cannot hand such a line on
    handler.handle(logging.makeLogRecord({"msg": "half a letter: \ud800"}))
    assert r"half a letter: \ud800" in lines_of(file)
