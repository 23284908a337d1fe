"""Hostile files and names on the command line: one sentence, exit code 2, and an end."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.patience import PROCESS_S, STEP_S
from tests.stories.test_command_line import environment, run

pytestmark = [
    pytest.mark.medium,
    pytest.mark.skipif(sys.platform == "win32", reason="uses the shell and pipes"),
]

POOL = {"UserPoolId": "us-east-1_AbCdEfGhI", "ClientId": "abc123"}


def refused(*arguments: str, **changes: str) -> str:
    done = run(*arguments, timeout=STEP_S, **changes)  # one that waits for a pipe waits for ever
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    [sentence] = done.stderr.splitlines()
    return sentence


@pytest.mark.parametrize("option", ["--import", "--settings"])
def test_pipes_devices_and_folders_are_refused_in_both_languages(
    tmp_path: Path, option: str
) -> None:
    os.mkfifo(tmp_path / "pipe")
    for place in (str(tmp_path / "pipe"), "/dev/zero", str(tmp_path)):
        words = (
            refused(option, place, "--check") if option == "--settings" else refused(option, place)
        )
        assert words == f"{place} is not an ordinary file. Copy its contents into one."
    words = refused("--import", "/dev/zero", "--lang", "ja")
    assert words.startswith("/dev/zero は通常のファイルではありません。")


def test_a_file_of_3_gb_is_refused_within_the_memory_of_a_small_one(tmp_path: Path) -> None:
    file = tmp_path / "large.json"
    with file.open("wb") as large:
        large.truncate(3 * 1024**3)

    import resource

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (2 * 1024**3, 2 * 1024**3))

    done = subprocess.run(
        [sys.executable, "-m", "desktop_login", "--import", str(file)],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=PROCESS_S,
        check=False,
        preexec_fn=limit,
    )
    assert done.returncode == 2
    assert done.stderr.startswith(f"{file} is larger than 4096 KB")


def test_standard_input_without_an_end_is_refused() -> None:
    with Path("/dev/zero").open("rb") as endless:
        done = subprocess.run(
            [sys.executable, "-m", "desktop_login", "--import", "-"],
            env=environment(),
            stdin=endless,
            capture_output=True,
            text=True,
            timeout=PROCESS_S,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr.startswith("standard input is larger than 4096 KB")


def test_standard_input_may_be_a_pipe_and_may_be_closed(tmp_path: Path) -> None:
    command = f"{shlex.quote(sys.executable)} -m desktop_login --import -"
    for text, code in ((f"echo '{json.dumps(POOL)}' | {command}", 0), (f"{command} <&-", 2)):
        done = subprocess.run(
            ["sh", "-c", text],
            env=environment(),
            capture_output=True,
            text=True,
            timeout=PROCESS_S,
            check=False,
        )
        assert done.returncode == code, done.stderr
        assert "Traceback" not in done.stderr


def test_a_name_that_is_no_text_can_be_imported_and_printed(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/pool-\xff.json"
    with open(name, "w") as file:
        json.dump(POOL, file)
    for path, language, encoding, code in (
        (name, "en", "utf-8", 0),
        (name, "ja", "ascii", 0),
        (name + b"x", "ja", "ascii", 2),
    ):
        done = subprocess.run(
            [sys.executable, "-m", "desktop_login", "--import", path, "--lang", language],
            env=environment(PYTHONIOENCODING=encoding),
            capture_output=True,
            timeout=PROCESS_S,
            check=False,
        )
        assert done.returncode == code, done.stderr
        assert b"pool-" in done.stdout + done.stderr
        assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"\na=" + b"[" * 10_000, 2),
        (b"\na=" + b"1" * 5_000, 2),
        (b'\na="\xed\xa0\x80"', 2),
        (b"\n\na=\0", 3),
        (b"\n" + b"k" * 60_000 + b"=1", 2),
    ],
    ids=["nested", "digits", "surrogate", "zero", "key"],
)
def test_hostile_settings_are_refused(tmp_path: Path, content: bytes, line: int) -> None:
    file = tmp_path / "settings.toml"
    file.write_bytes(content)
    sentence = f"{file}, line {line}: the file cannot be read as settings."
    assert refused("--settings", str(file), "--check") == sentence


def test_bytes_that_are_no_text_in_the_environment_are_refused() -> None:
    bad = os.fsdecode(b"us-east-1_\xff")
    words = refused("--check", COGNITO_USER_POOL_ID=bad, COGNITO_CLIENT_ID="abc")
    assert words.startswith("environment: COGNITO_USER_POOL_ID is not valid. A user pool ID looks")
