"""What a reply says, made ready to be read: JSON laid out, foreign characters defused, in parts. Knows no Qt: it runs off the window's thread."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import NamedTuple

from desktop_login.domain.api_request import MAX_SHOWN
from desktop_login.messages.sanitize import defused

MAX_LAID_OUT = 256 * 1024
LINES_A_TURN = 2000
_MOST_LINE = 6_000


class ReplyText(NamedTuple):
    """Lines to show. `is_json`: they are laid out; `larger`: there is more than is shown."""

    lines: tuple[str, ...]
    is_json: bool
    larger: bool

    def part(self, number: int) -> str:
        """The lines of one turn."""
        begin = number * LINES_A_TURN
        return "\n".join(self.lines[begin : begin + LINES_A_TURN])

    @property
    def parts(self) -> int:
        return -(-len(self.lines) // LINES_A_TURN)


def reply_text(body: bytes) -> ReplyText:
    """What is no UTF-8 is shown as far as it goes."""
    text, is_json = body[:MAX_SHOWN].decode("utf-8", "replace"), False
    if len(body) <= MAX_LAID_OUT:
        try:
            text = json.dumps(json.loads(body), indent=2, ensure_ascii=False)
            is_json = True
        except (ValueError, RecursionError):
            pass  # shown as it is
    lines = tuple(defused(line, _MOST_LINE) for line in text.split("\n"))
    return ReplyText(lines, is_json, len(body) > MAX_SHOWN)


def headers_text(headers: Mapping[str, str]) -> str:
    return "\n".join(f"{name}: {defused(value, _MOST_LINE)}" for name, value in headers.items())
