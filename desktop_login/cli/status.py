"""With what status the program ends."""

from __future__ import annotations

DONE = 0
SOMETHING_IS_WRONG = 1
WRONG_USE = 2
