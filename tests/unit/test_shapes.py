"""Every setting that can be refused says what a good value looks like, and a value of that look is good."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from desktop_login.messages.message import Listed, in_english
from desktop_login.settings import SCHEMA, SettingsError, load
from desktop_login.settings.shapes import SHAPES, shape_of
from desktop_login.settings.values import Value

# A value of each setting that is refused; "\x00" where any line of text is good.
BAD = {
    "region": "moon",
    "user_pool_id": "AbCdEfGhI",
    "client_id": "with space",
    "client_secret": "short",
    "client_secret_stored": "yes",
    "issuer": "http://login.example",
    "domain": "http://login.example",
    "browser_sign_in": "maybe",
    "identity_providers": "=Nobody",
    "redirect_uris": "https://login.example/callback",
    "scopes": "email",
    "passkeys": "1",
    "auth_flow": "magic",
    "preferred_method": "post",
    "allow_plain_password": "1",
    "challenge_minutes": "2",
    "session_days": "0",
    "sign_up": "on",
    "endpoint_url": "http://login.example",
    "username_label": "phone",
    "strict_password_check": "",
    "password_min_length": "5",
    "scripts": "off",
    "identity_pool_id": "eu-west-1_AbCdEfGhI",
    "aws_region": "moon",
    "aws_role": "orders-reader",
    "api_url": "http://api.example",
    "api_bucket": "Orders",
    "api_history": "1",
    "brand.accent": "blue",
    "window.language": "xx",
    "window.appearance": "pink",
    "window.clipboard_seconds": "4",
    "window.log_level": "loud",
}
EXAMPLE = re.compile(r"(?<=like )[^ ,]+(?=[ ,.])|(?<=like )\S+(?=\.$)")


def refused(key: str, text: str) -> str:
    with pytest.raises(SettingsError) as error:
        SCHEMA[key][1](Value(text, "settings.toml", 7, key))
    return in_english(error.value.message)


def test_every_setting_has_a_shape_and_no_shape_is_left_over() -> None:
    assert set(SHAPES) == set(SCHEMA)


@pytest.mark.parametrize("key", SCHEMA)
def test_a_refused_setting_names_its_place_and_shows_its_shape(key: str) -> None:
    words = refused(key, BAD.get(key, "\x00"))
    shape = in_english(SHAPES[key])
    assert words == f"settings.toml, line 7: {key} is not valid. {shape}"


@pytest.mark.parametrize("key", [key for key, (name, _) in SCHEMA.items() if name])
def test_a_refused_variable_shows_the_same_shape(tmp_path: Path, key: str) -> None:
    name = SCHEMA[key][0]
    text = BAD.get(key) or "\x00"
    with pytest.raises(SettingsError) as error:
        load(environment={name: text}, config_folder=tmp_path, working_folder=tmp_path)
    expected = f"environment: {name} is not valid. {in_english(SHAPES[key])}"
    assert in_english(error.value.message) == expected


@pytest.mark.parametrize("key", SHAPES)
def test_what_a_shape_offers_is_accepted(key: str) -> None:
    check, (_, values) = SCHEMA[key][1], SHAPES[key]
    offered: list[str] = []
    match values:
        case {"names": Listed(names=names)}:
            offered += [str(name) for name in names]
        case {"low": int(low), "high": int(high)}:
            offered += [str(low), str(high)]
            for outside in (low - 1, high + 1):
                assert "is not valid" in refused(key, str(outside))
        case {"n": int(longest)}:
            offered += ["x" * longest]
            assert "is not valid" in refused(key, "x" * (longest + 1))
        case _:
            offered += EXAMPLE.findall(in_english(SHAPES[key]))
    for text in offered:
        assert check(Value(text, "settings.toml", 1, key)) == text
    without_example = {"client_id", "client_secret", "endpoint_url", "identity_providers", "scopes"}
    assert offered or key in without_example


def test_the_name_of_a_brand_in_a_profile_has_the_shape_of_the_brand() -> None:
    assert shape_of("accent") == SHAPES["brand.accent"]


def test_what_is_no_setting_has_no_shape() -> None:
    assert shape_of("a") is None
