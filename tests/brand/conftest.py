"""Whatever a test puts in force of a brand is taken back: names and words are of the whole process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from desktop_login.app import settings_in_force
from desktop_login.messages.translate import use_language, use_words
from desktop_login.system import paths


@pytest.fixture(autouse=True)
def no_brand_is_left(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(settings_in_force._InForce, "brand_id", None)
    yield
    paths.use_brand("")
    use_words({})
    use_language("en")
