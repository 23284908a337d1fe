"""The lines about AWS credentials between an open window and a command."""

from __future__ import annotations

import pytest

from desktop_login.agent.words import (
    LONGEST_LINE,
    Handed,
    HandedCredentials,
    Question,
    answer_of,
    credentials_of,
    line_of,
    question_of,
)

POOL = "eu-west-1:1a2b3c4d-5e6f-4a7b-8c9d-0e1f2a3b4c5d"
ROLE = "arn:aws:iam::123456789012:role/orders"
GIVEN = HandedCredentials("ASIA1", "s", "t", "1800000000.0", "-1.5", "eu-west-1:alice")


@pytest.mark.parametrize("role", ["", ROLE])
def test_a_question_for_credentials_is_understood_as_it_was_meant(role: str) -> None:
    question = Question("credentials", identity_pool_id=POOL, role=role)
    assert question_of(question.line()) == question


@pytest.mark.parametrize(
    "line", [b"1 credentials\n", b"2 credentials a b\n", b"1 credentials a b c\n"]
)
def test_another_line_is_no_question(line: bytes) -> None:
    assert question_of(line) is None


def test_a_role_that_is_too_long_is_not_heard() -> None:
    question = Question("credentials", identity_pool_id=POOL, role="x" * LONGEST_LINE)
    assert question_of(question.line()) is None


def test_credentials_arrive_as_they_were_handed_out() -> None:
    answer = answer_of(line_of(Handed("\n".join(GIVEN))))
    assert isinstance(answer, Handed)
    assert credentials_of(answer) == GIVEN


@pytest.mark.parametrize("text", ["", "one", "\n".join([*GIVEN, "more"])])
def test_another_number_of_lines_is_nothing(text: str) -> None:
    assert credentials_of(Handed(text)) is None
