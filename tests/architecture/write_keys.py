"""Writes resources/translations/keys.txt from the messages: `python -m tests.architecture.write_keys`.

One line a sentence: its key, its placeholders, and a mark. Marks are given by hand in the file and
stay; `tests/brand/test_brand_words.py` and `tests/ui/test_brand_names.py` say which are missing.
"""

from __future__ import annotations

from pathlib import Path
from string import Formatter

from desktop_login.settings.brand_words import sentences
from tests.unit.test_messages import catalogue

FILE = Path(__file__).parent.parent.parent / "resources" / "translations" / "keys.txt"


def placeholders_of(text: str) -> tuple[str, ...]:
    return tuple(sorted({name for _, name, _, _ in Formatter().parse(text) if name}))


def lines() -> list[str]:
    marks = {key: one.mark for key, one in sentences().items()} if FILE.exists() else {}
    return sorted(
        f"{text.key}\t{' '.join(placeholders_of(text.source))}\t{marks.get(text.key) or '-'}"
        for text in catalogue()
    )


if __name__ == "__main__":
    FILE.write_text("\n".join(lines()) + "\n", "utf-8")
