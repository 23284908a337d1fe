"""Asks the window that holds a session, for whatever takes more than the hot path. Blocks, and never for long."""

from __future__ import annotations

from desktop_login.agent.words import Answer, Question, answer_of
from desktop_login.quick import ask


def asked(place: str, question: Question) -> Answer | None:
    """`place` names the folder of the session. None: nobody answers there."""
    return answer_of(ask(place, question.line()))
