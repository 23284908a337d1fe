"""What an executable drops from its environment, and when it must start itself again."""

from __future__ import annotations

import pytest

from desktop_login.safe_environment import harden


def test_from_source_nothing_is_touched() -> None:
    environment = {"LD_PRELOAD": "x", "SSLKEYLOGFILE": "y"}
    assert harden(environment, frozen=False) is False
    assert len(environment) == 2


@pytest.mark.parametrize(
    "name", ["QT_PLUGIN_PATH", "SSLKEYLOGFILE", "QML2_IMPORT_PATH", "DYLD_INSERT_LIBRARIES"]
)
def test_what_acts_later_is_dropped_at_once(name: str) -> None:
    environment = {name: "hostile", "HOME": "/home/me"}
    assert harden(environment, frozen=True) is False
    assert environment == {"HOME": "/home/me"}


@pytest.mark.parametrize("name", ["LD_PRELOAD", "LD_LIBRARY_PATH_ORIG", "LD_AUDIT"])
def test_what_acted_already_needs_another_start(name: str) -> None:
    environment = {name: "hostile", "LD_LIBRARY_PATH": "/opt/app:hostile", "HOME": "/home/me"}
    assert harden(environment, frozen=True) is True
    assert environment == {"HOME": "/home/me", "PYINSTALLER_RESET_ENVIRONMENT": "1"}
    assert harden(environment, frozen=True) is False  # once, not for ever


def test_the_path_that_the_executable_sets_itself_is_no_attack() -> None:
    environment = {"LD_LIBRARY_PATH": "/opt/app/_internal"}
    assert harden(environment, frozen=True) is False
    assert environment == {"LD_LIBRARY_PATH": "/opt/app/_internal"}
