"""`domain.named_tuple`: used as the one of `typing`, which is the measure of every test here."""

from __future__ import annotations

import copy
import pickle
import typing
from collections.abc import Callable

import pytest

from desktop_login.domain import named_tuple


class Ours(named_tuple.NamedTuple):
    """Two fields that must be given, and two that need not."""

    name: str
    size: int
    kind: str = "plain"
    parts: tuple[str, ...] = ()

    @property
    def doubled(self) -> int:
        return self.size * 2


class Theirs(typing.NamedTuple):
    name: str
    size: int
    kind: str = "plain"
    parts: tuple[str, ...] = ()


class Narrower(Ours):
    """A class below one of them has the same fields."""

    def shout(self) -> str:
        return self.name.upper()


GIVEN: list[tuple[tuple[object, ...], dict[str, object]]] = [
    (("a", 1), {}),
    (("a", 1, "b", ("c",)), {}),
    (("a",), {"size": 1}),
    ((), {"size": 1, "name": "a", "parts": ("x", "y")}),
]
REFUSED: list[tuple[tuple[object, ...], dict[str, object]]] = [
    ((), {}),
    (("a",), {}),
    (("a", 1, "b", (), 5), {}),
    (("a", 1), {"colour": "red"}),
    (("a", 1), {"name": "b"}),
    (("a", 1, "b", ()), {"kind": "c"}),
]


@pytest.mark.parametrize(("values", "named"), GIVEN)
def test_values_by_place_or_name_are_the_same_as_those_of_typing(
    values: tuple[object, ...], named: dict[str, object]
) -> None:
    make: Callable[..., Ours] = Ours
    expected: Callable[..., Theirs] = Theirs
    ours, theirs = make(*values, **named), expected(*values, **named)
    assert tuple(ours) == tuple(theirs)
    assert (ours.name, ours.size, ours.kind, ours.parts) == tuple(theirs)
    assert repr(ours) == repr(theirs).replace("Theirs", "Ours")
    assert hash(ours) == hash(theirs)
    assert ours._asdict() == theirs._asdict()


@pytest.mark.parametrize(("values", "named"), REFUSED)
def test_values_that_fit_no_field_are_refused_as_by_typing(
    values: tuple[object, ...], named: dict[str, object]
) -> None:
    for kind in (Ours, Theirs):
        make: Callable[..., object] = kind
        with pytest.raises(TypeError):
            make(*values, **named)


def test_a_value_is_taken_apart_and_matched_by_place() -> None:
    match Ours("a", 1):
        case Ours(name, size, kind):
            assert (name, size, kind) == ("a", 1, "plain")
    name, *_ = Ours("b", 2)
    assert name == "b"


def test_a_field_cannot_be_set_nor_one_added() -> None:
    made = Ours("a", 1)
    for field in ("name", "other"):
        with pytest.raises(AttributeError):
            setattr(made, field, "x")


def test_a_change_makes_another_value_and_keeps_the_class() -> None:
    made = Narrower("a", 1)
    changed = made._replace(size=5)
    assert (changed, made) == (("a", 5, "plain", ()), ("a", 1, "plain", ()))
    assert changed.shout() == "A"
    assert changed.doubled == 10
    with pytest.raises((TypeError, ValueError)):
        typing.cast("typing.Any", made)._replace(colour="red")


def test_the_fields_are_named_in_their_order() -> None:
    assert (Ours._fields, Ours._field_defaults) == (Theirs._fields, Theirs._field_defaults)
    assert Narrower._fields == Ours._fields
    assert Ours._make(["a", 1, "b", ()]) == Ours("a", 1, "b")


@pytest.mark.parametrize("there_and_back", [copy.copy, copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))])  # fmt: skip
def test_a_copy_is_equal_and_of_the_same_class(there_and_back: Callable[[Ours], Ours]) -> None:
    made = Ours("a", 1, parts=("x",))
    again = there_and_back(made)
    assert again == made
    assert type(again) is Ours


def test_two_classes_share_no_default() -> None:
    class Other(named_tuple.NamedTuple):
        name: str = "other"

    assert Other() == ("other",)
    assert Ours._field_defaults == {"kind": "plain", "parts": ()}
