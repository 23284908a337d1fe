"""A landing closes soon after its last page, so that no test waits the three seconds that a browser gets."""

from __future__ import annotations

import pytest

from desktop_login.adapters.browser import listener


@pytest.fixture(autouse=True)
def impatient_landing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener, "AFTER_PAGE_S", 0.05)
    monkeypatch.setattr(listener, "AFTER_CODE_S", 2.0)
