"""Signs in to the running executable through the accessibility tree; `refused` expects the sentence about certificates.

Not a test itself; `test_https.py` runs it beside a real window, on the system's Python, which has gi.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "stories"))
import accessible_walk as person

person.named("Welcome back!", "label")
person.sign_in("confirmed")
if sys.argv[1] == "refused":
    person.label_that("The secure connection failed. Check the clock; if your company inspects")
else:
    person.named("Signed in as confirmed@example.com", "heading", "label")
    person.starting("Signature verified with keys of ")
print("walked")
