"""What the command line can ask for, as a value. Parses nothing."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple


class ServedUser(NamedTuple):
    """A user that the demo server has beside its own: a user name or an e-mail address, and the
    groups in the tokens."""

    name: str
    groups: tuple[str, ...] = ()


class Options(NamedTuple):
    settings: Path | None = None
    lang: str | None = None
    profile: str | None = None
    import_from: Path | None = None
    accept_issuer: bool = False
    trust_folder: bool = False
    pool: str = ""
    check: bool = False
    self_check: bool = False
    demo: bool = False
    auth_flow: str = "srp"
    tour: Path | None = None
    brief: bool = False
    demo_server: bool = False
    port: int = 0
    allow_origin: tuple[str, ...] = ()
    user: tuple[ServedUser, ...] = ()
    rotation: bool = True
    json: bool = False
    log_level: str = "info"

    @property
    def needs_no_window(self) -> bool:
        return self.import_from is not None or self.check or self.self_check
