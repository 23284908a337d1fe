"""resources/completions is what the table of commands gives: a command that is added is completed."""

from __future__ import annotations

import subprocess

import pytest

from desktop_login.cli.commands import COMMANDS
from tests.architecture.completions import FOLDER, written


def test_the_completions_are_those_of_the_commands() -> None:
    assert {path.name: path.read_text("utf-8") for path in FOLDER.iterdir()} == written(), (
        "python -m tests.architecture.completions"
    )


@pytest.mark.parametrize("name", sorted(written()))
def test_every_command_is_completed_in_every_shell(name: str) -> None:
    text = (FOLDER / name).read_text("utf-8")
    assert [row.name for row in COMMANDS if row.name not in text] == []


@pytest.mark.medium
def test_bash_completes_a_command_and_its_options() -> None:
    script = (
        f'source "{FOLDER}/desktop-login.bash"; COMP_WORDS=(desktop-login token --exec);'
        " COMP_CWORD=2; _shtab_desktop_login; echo ${COMPREPLY[@]}"
    )
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["--exec-credential"], done.stderr
