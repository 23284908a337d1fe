"""What the command line can ask for, as values. Parses nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_login.domain.named_tuple import NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_login.cli.command import Action


class Options(NamedTuple):
    """What decides how the settings are read and how a window is opened. What only one command
    needs stays in the module of that command."""

    settings: Path | None = None
    lang: str | None = None
    profile: str | None = None
    trust_folder: bool = False
    demo: bool = False
    auth_flow: str = "srp"
    tour: Path | None = None
    brief: bool = False
    brand: Path | None = None
    log_level: str = "info"
    background: bool = False
    scripted: bool = False  # nobody may be looking: no traceback, and no box


class Start(NamedTuple):
    """`action` is what is to be done with these options; None opens the window."""

    options: Options
    action: Action | None = None
