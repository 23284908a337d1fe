"""Asks the window that holds a session, for whatever takes more than the hot path. Blocks, and never for long."""

from __future__ import annotations

import sys

from desktop_login.agent.words import Answer, Question, answer_of
from desktop_login.quick import ask, socket_path


def channel_of(place: str) -> str:
    """Where a window that holds the session of this place listens; "" if it cannot."""
    if sys.platform == "win32":
        from desktop_login.agent.pipe import name_of

        return name_of(place)
    return socket_path(place)


def asked(place: str, question: Question) -> Answer | None:
    """`place` names the folder of the session. None: nobody answers there."""
    if sys.platform == "win32":
        from desktop_login.agent.pipe import asked_over_pipe

        return answer_of(asked_over_pipe(place, question.line()))
    return answer_of(ask(place, question.line()))
