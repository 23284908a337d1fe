"""What the command line can ask for, as a value. Parses nothing."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple


class Options(NamedTuple):
    settings: Path | None = None
    lang: str | None = None
    demo: bool = False
    tour: Path | None = None
    demo_server: bool = False
    port: int = 0
    log_level: str = "info"
