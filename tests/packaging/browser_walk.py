"""Presses "Sign in with browser" in the running executable, and waits until the browser was asked. Through AT-SPI.

Not a test itself; `test_browser.py` runs it beside a real window, on the system's Python, which has gi.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "stories"))
import accessible_walk as person

seen = Path(sys.argv[1])
person.named("Welcome back!", "heading", "label")
person.press("Sign in with browser")
person.named("Continue in your browser", "heading")
person.wait("the browser", lambda: True if seen.exists() else None)
person.press("Cancel")
person.named("Welcome back!", "heading", "label")
print("walked")
