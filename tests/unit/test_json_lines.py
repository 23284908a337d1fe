"""JSON as lines: whole when nothing is folded, never too many, never too deep."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from desktop_login.domain.json_lines import MOST_LINES, json_lines, long_parts

JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(JSON)
def test_unfolded_lines_are_the_json(value: Any) -> None:
    assert json.loads("\n".join(line.text for line in json_lines(value))) == value


def test_a_folded_part_says_how_much_it_holds() -> None:
    lines = json_lines({"a": [1, 2], "b": {"c": 1}}, {("a",)})
    assert [line.text for line in lines] == [
        "{",
        '  "a": [ … 2 ],',
        '  "b": {',
        '    "c": 1',
        "  }",
        "}",
    ]
    assert [line.path for line in lines if line.folded] == [("a",)]


def test_too_many_lines_are_counted_not_shown() -> None:
    lines = json_lines({"groups": [str(n) for n in range(10_000)]})
    assert len(lines) == MOST_LINES + 1
    assert lines[-1].more == 10_000 - (MOST_LINES - 2)


def test_a_depth_that_nobody_reads_is_folded() -> None:
    deep: Any = "bottom"
    for _ in range(5_000):
        deep = [deep]
    assert json_lines(deep)[-1].text.endswith("]")
    assert any(line.folded for line in json_lines(deep))


def test_long_parts_are_found() -> None:
    assert long_parts({"a": [1] * 30, "b": [1], "c": "x" * 100}, 20) == {("a",)}


def test_what_is_no_object_has_no_long_parts() -> None:
    assert long_parts([[1] * 100], 3) == set()
    assert long_parts({"a": [1] * 100, "b": [1], "c": "x" * 100}, 3) == {("a",)}
