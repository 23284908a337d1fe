"""What is remembered of requests: no secret, the latest first, fifty of them, in a file of the user's alone."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_login.adapters.api_history import FileHistory, MemoryHistory
from desktop_login.domain.api_history import MOST, SavedRequest, blotted, read, remembered, written
from desktop_login.domain.api_refusals import SentToken

ONE = SavedRequest("GET", "https://api.example.com/v1/user?page=2", SentToken.ACCESS, ("X-Id",))
SIGNED = SavedRequest("PUT", "https://x.example/", SentToken.SIGNATURE, (), "s3")
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln"


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://a.example/x?a=1;token=t;u&b=2", "https://a.example/x?a=1;token=***&b=2"),
        ("https://a.example/x?page=2&q=", "https://a.example/x?page=2&q="),
        ("https://a.example/?access_token=x&page=2", "https://a.example/?access_token=***&page=2"),
        ("https://a.example/?API%4Bey=x", "https://a.example/?API%4Bey=***"),
        ("https://a.example/?X-Amz-Signature=0a&x", "https://a.example/?X-Amz-Signature=***&x"),
        ("https://a.example/?code=1&code=2", "https://a.example/?code=***&code=***"),
        (f"https://a.example/{JWT}/x?y={JWT}", "https://a.example/***/x?y=***"),
        ("https://a.example/#id_token=x", "https://a.example/"),
    ],
)
def test_secrets_in_an_address_are_blotted(address: str, kept: str) -> None:
    assert blotted(address) == kept


def test_the_latest_comes_first_once_and_fifty_are_kept() -> None:
    kept: tuple[SavedRequest, ...] = ()
    for number in range(MOST + 5):
        kept = remembered(kept, SavedRequest("GET", f"https://a.example/{number}"))
    assert len(kept) == MOST
    again = remembered(kept, kept[7])
    assert (again[0], len(again), len(set(again))) == (kept[7], MOST, MOST)


@pytest.mark.parametrize(
    "strange",
    [
        SavedRequest("GET", "https://a.example/" + "x" * 3000),
        SavedRequest("GET", "https://a.example/é"),
        SavedRequest("GET", "https://a.example/", header_names=("x" * 200,)),
        SavedRequest("GET", "https://a.example/", header_names=("x",) * 30),
    ],
)
def test_what_no_list_could_show_is_not_kept(strange: SavedRequest) -> None:
    assert remembered((ONE,), strange) == (ONE,)


def test_what_was_written_is_read() -> None:
    assert read(written((ONE, SIGNED))) == (ONE, SIGNED)


@pytest.mark.parametrize(
    "entry",
    [
        1,
        {},
        {"method": "GET", "address": 1, "token": "id", "headers": [], "service": ""},
        {"method": "GET", "address": "x", "token": "both", "headers": [], "service": ""},
        {"method": "GET", "address": "x", "token": "id", "headers": [1], "service": ""},
        {"method": "GET", "address": "x", "token": "id", "headers": "x", "service": ""},
        {"method": "G\n", "address": "x", "token": "id", "headers": [], "service": ""},
    ],
)
def test_an_entry_that_is_no_request_is_left_out(entry: object) -> None:
    whole = json.loads(written((ONE,)))
    whole["requests"].insert(0, entry)
    assert read(json.dumps(whole).encode()) == (ONE,)


@pytest.mark.parametrize("content", [b"", b"[]", b'{"requests": 1}', b"\xff", b"[" * 100_000])
def test_a_file_that_is_no_list_of_requests_is_empty(content: bytes) -> None:
    assert read(content) == ()


def test_a_file_that_somebody_wrote_is_blotted_too() -> None:
    content = written((SavedRequest("GET", "https://a.example/?token=x"),))
    assert read(content)[0].address == "https://a.example/?token=***"


@given(content=st.binary())
def test_no_content_breaks_it(content: bytes) -> None:
    assert len(read(content)) <= MOST


@pytest.mark.parametrize("umask", [0o022, 0o000])
def test_the_file_is_its_owners_alone_and_nothing_leaves_no_file(
    umask: int, tmp_path: Path
) -> None:
    before = os.umask(umask)
    try:
        history = FileHistory(tmp_path / "place")
        assert history.load() == ()
        history.save((ONE,))
        file = tmp_path / "place" / "requests.json"
        if sys.platform != "win32":
            assert file.stat().st_mode & 0o777 == 0o600
        assert history.load() == (ONE,)
        history.save(())
        assert not file.exists()
        history.save(())
    finally:
        os.umask(before)


def test_a_place_that_cannot_be_written_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    history = FileHistory(tmp_path / "file")
    history.save((ONE,))
    assert history.load() == ()


def test_memory_keeps_it_until_the_end() -> None:
    history = MemoryHistory()
    assert history.load() == ()
    history.save((ONE,))
    assert history.load() == (ONE,)
