"""What the command line can ask for, as a value. Parses nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Options:
    settings: Path | None = None
    lang: str | None = None
    demo: bool = False
    tour: Path | None = None
    demo_server: bool = False
    port: int = 0
    log_level: str = "info"
