"""The code of the guides. Each block says in a comment above it how it is run; one that does not is a mistake.

```
<!-- run: pytest -->      a test module, with the plugin of `desktop_login.testing`
<!-- run: script -->      a program
<!-- run: signed in -->   a program or shell lines, where a session is stored
<!-- run: signed out -->  the same where none is
<!-- run: brand -->       the same in a folder with the brand of the examples
<!-- run: answered -->    a program that asks at a terminal, where somebody answers
<!-- run: window -->      a program with a window, where a session is stored; its loop ends soon
```
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from tests.fakes.session_bus import ROOT

GUIDES = [*sorted((ROOT / "docs" / "guides").glob("*.md")), ROOT / "docs" / "brand.md"]
WITHOUT_SESSION, WITH_SESSION = ("signed out", "brand"), ("signed in", "answered", "window")
WAYS = ("pytest", "script", *WITHOUT_SESSION, *WITH_SESSION)
_BLOCK = re.compile(
    r"(?:^<!-- run: ([\w ]+) -->\n)?^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL
)


class Block(NamedTuple):
    """A fenced block.

    Attributes:
        page: The name of the guide, without its end.
        line: Where the code begins.
        way: How it is run; empty if the page does not say.
        language: As the fence says.
    """

    page: str
    line: int
    way: str
    language: str
    code: str


def blocks(page: Path) -> list[Block]:
    text = page.read_text("utf-8")
    return [
        Block(page.stem, text.count("\n", 0, found.start(3)) + 1, *found.groups(default=""))
        for found in _BLOCK.finditer(text)
    ]


def all_blocks() -> list[Block]:
    return [block for page in GUIDES for block in blocks(page)]
