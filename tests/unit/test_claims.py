"""What claims are about, and what differs between two tokens, for any JSON."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_login.domain.claims import (
    Change,
    Group,
    difference,
    grouped,
    is_verified,
    items_changed,
)

JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
NAMES = st.sampled_from(
    ["sub", "name", "email", "email_verified", "iat", "aud", "custom:team", "cognito:username"]
) | st.text(max_size=12)
CLAIMS = st.dictionaries(NAMES, JSON, max_size=10)


@given(CLAIMS)
def test_each_claim_has_one_place_or_is_said_beside_its_address(claims: dict[str, Any]) -> None:
    placed = [name for names in grouped(claims).values() for name in names]
    assert len(placed) == len(set(placed))
    missing = set(claims) - set(placed)
    assert set(placed) <= set(claims)
    assert missing <= {"email_verified", "phone_number_verified"}
    for name in missing:
        assert name.removesuffix("_verified") in claims


def test_groups_are_in_reading_order_and_unknown_claims_are_the_owners() -> None:
    claims = {
        name: "x"
        for name in ("jti", "sub", "exp", "email", "iat", "custom:team", "tier", "name", "iss")
    }
    assert grouped(claims) == {
        Group.WHO: ("name", "email", "sub"),
        Group.WHEN: ("iat", "exp"),
        Group.WHERE: ("iss",),
        Group.OWN: ("custom:team", "tier"),
        Group.TECHNICAL: ("jti",),
    }


def test_a_user_name_that_repeats_the_permanent_id_is_technical() -> None:
    assert grouped({"sub": "1", "cognito:username": "1"})[Group.TECHNICAL] == ("cognito:username",)
    assert "cognito:username" in grouped({"sub": "1", "cognito:username": "robin"})[Group.WHO]


def test_whether_an_address_is_verified_has_a_place_only_without_the_address() -> None:
    both = grouped({"email": "ann@example.com", "email_verified": True})
    assert [name for names in both.values() for name in names] == ["email"]
    alone = grouped({"email_verified": True})
    assert [name for names in alone.values() for name in names] == ["email_verified"]


def test_verified_is_read_as_truth_or_as_word_and_guessed_from_nothing_else() -> None:
    stated: tuple[tuple[object, bool], ...] = (
        (True, True),
        ("true", True),
        (False, False),
        ("false", False),
    )
    for value, expected in stated:
        assert is_verified("email", {"email": "x", "email_verified": value}) is expected
    guesses: tuple[object, ...] = (1, "yes", None, [])
    for other in guesses:
        assert is_verified("email", {"email": "x", "email_verified": other}) is None
    assert is_verified("name", {"name": "x"}) is None


@pytest.mark.slow
@given(CLAIMS)
def test_a_token_does_not_differ_from_itself(claims: dict[str, Any]) -> None:
    assert difference(claims, dict(claims)).count == 0


@pytest.mark.slow
@given(CLAIMS, CLAIMS)
def test_a_difference_leads_from_the_one_token_to_the_other(
    before: dict[str, Any], after: dict[str, Any]
) -> None:
    found = difference(before, after)
    built = {name: value for name, value in before.items() if name not in found.removed}
    built.update({name: after[name] for name in found.added})
    built.update({change.name: change.after for change in found.changed})
    assert difference(built, after).count == 0
    assert {c.name for c in found.changed} <= set(before) & set(after)
    back = difference(after, before)
    assert (set(back.added), set(back.removed)) == (set(found.removed), set(found.added))


def test_a_changed_kind_is_a_change_and_not_a_number_is_none() -> None:
    assert [c.name for c in difference({"a": True}, {"a": 1}).changed] == ["a"]
    assert difference({"a": math.nan}, {"a": math.nan}).count == 0
    assert difference({"a": {"x": 1, "y": 2}}, {"a": {"y": 2, "x": 1}}).count == 0


@pytest.mark.medium
def test_a_value_too_deep_to_compare_counts_as_changed() -> None:
    def deep() -> Any:
        value: Any = "bottom"
        for _ in range(100_000):
            value = [value]
        return value

    assert [c.name for c in difference({"a": deep()}, {"a": deep()}).changed] == ["a"]


def test_items_of_a_list_that_came_and_went() -> None:
    assert items_changed(Change("groups", ["a", "b"], ["b", "c", "c"])) == (("c",), ("a",))
    assert items_changed(Change("groups", ["a"], "b")) is None
    assert items_changed(Change("groups", [1], ["b"])) is None


def test_values_are_in_no_representation() -> None:
    assert "secret" not in repr(difference({"a": "secret"}, {"a": "secret too"}))
