"""A pool that is taken out of settings.toml takes along only what is its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_login.settings import load
from desktop_login.settings.writing import Removal

POOL = 'user_pool_id = "us-east-1_AbCdEfGhI"\nclient_id = "1a2b3c"\n'
EMULATOR = "http://127.0.0.1:9229"
ENDPOINT = f'endpoint_url = "{EMULATOR}"\n'
DEV = '[profiles.dev]\nuser_pool_id = "us-east-1_Dev000001"\nclient_id = "1a2b3d"\n'
LIVE = '[profiles.live]\nuser_pool_id = "us-east-1_Live00001"\nclient_id = "1a2b3e"\n'


def without(tmp_path: Path, text: str, profile: str) -> Path:
    file = tmp_path / "settings.toml"
    file.write_text(text, "utf-8")
    with Removal(file, profile) as removal:
        removal.keep()
    return file


@pytest.mark.parametrize(
    ("text", "removed"),
    [
        (POOL + ENDPOINT + DEV, "default"),
        (POOL + ENDPOINT + DEV, ""),
        (ENDPOINT + DEV + LIVE, "live"),
    ],
)
def test_endpoint_above_the_profiles_stays_for_those_that_are_left(
    tmp_path: Path, text: str, removed: str
) -> None:
    file = without(tmp_path, text, removed)
    left = load(explicit=file, environment={})
    assert left.profiles == ("dev",)
    assert left.pool is not None
    assert (left.pool.pool_id, left.pool.endpoint_url) == ("us-east-1_Dev000001", EMULATOR)


def test_endpoint_above_the_profiles_stays_for_the_pool_above_them(tmp_path: Path) -> None:
    left = load(explicit=without(tmp_path, POOL + ENDPOINT + DEV, "dev"), environment={})
    assert left.profiles == ()
    assert left.pool is not None
    assert (left.pool.pool_id, left.pool.endpoint_url) == ("us-east-1_AbCdEfGhI", EMULATOR)


@pytest.mark.parametrize(("text", "removed"), [(POOL + ENDPOINT, ""), (ENDPOINT + DEV, "dev")])
def test_endpoint_above_goes_with_the_last_pool(tmp_path: Path, text: str, removed: str) -> None:
    left = load(explicit=without(tmp_path, text, removed), environment={})
    assert (left.pool, left.endpoint_url) == (None, "")
