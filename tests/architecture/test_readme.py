"""The README's table of settings is the schema's: every setting stands in it, and nothing else."""

from __future__ import annotations

import re

from desktop_login.settings import SCHEMA
from tests.fakes.session_bus import ROOT

README = (ROOT / "README.md").read_text("utf-8")
# Read by `settings` itself and not by the schema: the profile to begin with, and a brand file.
OF_THE_FILE = {("", "profile"), ("", "brand")}


def listed() -> set[tuple[str, str]]:
    """(name in the environment, name in settings.toml) of every row; `[brand]` is one row."""
    names: set[tuple[str, str]] = set()
    table = README.partition("| environment | settings.toml | |\n|---|---|---|\n")[2]
    for row in table.partition("\n\n")[0].splitlines():
        environment, file = (re.findall(r"`([^`]+)`", cell) for cell in row.split(" | ")[:2])
        section = next((name.strip("[]") + "." for name in file if name.startswith("[")), "")
        for name in (name for name in file if not name.startswith("[")):
            names.add(("".join(environment), section + name))
    return names


def test_every_setting_stands_in_the_readme_and_no_other() -> None:
    known = {(environment, key) for key, (environment, _) in SCHEMA.items()}
    assert listed() == known | OF_THE_FILE
