"""What a good password, address and identifier is: each rule at its edge."""

from __future__ import annotations

import pytest

from desktop_login.domain.password_policy import (
    PasswordPolicy,
    Rule,
    has_full_width,
    is_email,
)
from desktop_login.domain.pool import is_client_id, is_pool_id, is_region, region_of

R = Rule


@pytest.mark.parametrize(
    ("password", "broken"),
    [
        ("Passw0rd!", ()),
        ("Pass0rd!", ()),
        ("Pas0rd!", (R.LENGTH,)),
        ("Password!", (R.DIGIT,)),
        ("PASSW0RD!", (R.LOWERCASE,)),
        ("passw0rd!", (R.UPPERCASE,)),
        ("Passw0rds", (R.SYMBOL,)),
        ("Pass w0rd", ()),
        ("Passw0rd ", (R.SYMBOL, R.OUTER_SPACE)),
        (" Passw0rd!", (R.OUTER_SPACE,)),
        ("Passw0rd! ", (R.OUTER_SPACE,)),
        ("Passw0rd!\t", ()),
        ("Aa1!" + "x" * 252, ()),
        ("Aa1!" + "x" * 253, (R.NOT_TOO_LONG,)),
        ("pässwörd", (R.DIGIT, R.UPPERCASE, R.SYMBOL)),
        ("Ｐａｓｓｗ０ｒｄ", (R.DIGIT, R.LOWERCASE, R.UPPERCASE, R.SYMBOL)),
        ("", (R.LENGTH, R.DIGIT, R.LOWERCASE, R.UPPERCASE, R.SYMBOL)),
        ("aaaaaaa0Z^", ()),
        ("zzzzzzz9A-", ()),
        ("YZ[\\]^_Y0", (R.LOWERCASE,)),  # between Z and a
        ("XPassw0rd X", ()),
        ("Passw0rd X", ()),
        ("Passw0r \t", ()),
    ],
)
def test_rules(password: str, broken: tuple[Rule, ...]) -> None:
    assert PasswordPolicy().broken(password) == broken


def test_the_length_is_the_pools() -> None:
    assert PasswordPolicy(12).broken("Passw0rd!") == (R.LENGTH,)
    assert PasswordPolicy(9).broken("Passw0rd!") == ()


@pytest.mark.parametrize("symbol", "^$*.[]{}()?\"!@#%&/\\,><':;|_~`=+-")
def test_exactly_cognitos_symbols(symbol: str) -> None:
    assert PasswordPolicy().broken(f"Passw0rd{symbol}") == ()


def test_addresses() -> None:
    assert is_email("a@b")
    assert is_email("ü@bücher.example")
    for text in ("", "a", "@b", "a@", "a b@c", "a@b c"):
        assert not is_email(text)


def test_full_width() -> None:
    assert has_full_width("Ａ")
    assert has_full_width("！")
    assert has_full_width("～")
    assert has_full_width("a\u3000b")
    assert not has_full_width("A!~ パスワード")


def test_regions_pools_and_clients() -> None:
    for good in ("us-east-1", "eusc-de-east-1", "ap-southeast-4", "us-gov-west-1"):
        assert is_region(good)
    for bad in (
        "us-east",
        "east-1",
        "US-east-1",
        "u-east-1",
        "euscx-east-1",
        "us-east-12",
        "us-é-1",
        "us--1",
        "",
    ):
        assert not is_region(bad), bad
    assert is_pool_id("us-east-1_Ab1")
    assert is_pool_id("us-east-1_" + "x" * 46)
    for bad in (
        "us-east-1",
        "us-east-1_",
        "us-east-1_a_b",
        "us-east-1_" + "x" * 47,
        "_Ab1",
        "us-east-1_é",
    ):
        assert not is_pool_id(bad), bad
    assert is_client_id("a" * 128)
    for bad in ("", "a" * 129, "a-b", "é", "a\n"):
        assert not is_client_id(bad), bad
    assert region_of("us-east-1_Ab1") == "us-east-1"
