"""Terminals that lack the characters of a sentence, and computers that lack a keychain: what can be done is done and said."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from desktop_login.demo.server import DemoCognito
from tests.patience import PROCESS_S
from tests.stories.test_command_line import environment

pytestmark = pytest.mark.slow

REPLACED = b"?"
JAPANESE = ("--lang", "ja")


def run(*arguments: str, encoding: str, **changes: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "desktop_login", *arguments],
        env=environment(PYTHONIOENCODING=encoding, **changes),
        capture_output=True,
        timeout=PROCESS_S,
        check=False,
    )


@pytest.mark.parametrize("encoding", ["cp1252", "ascii:strict", "cp1252:strict"])
def test_a_terminal_that_lacks_the_characters_gets_replacements(
    tmp_path: Path, encoding: str
) -> None:
    """Every command that prints, when all is well and when something is refused."""
    good, bad = tmp_path / "認証.json", tmp_path / "壊れた.json"
    with DemoCognito() as demo:
        pool = demo.config
        outputs = {"UserPoolId": pool.pool_id, "UserPoolClientId": pool.client_id}
        good.write_text(json.dumps({"Stack": outputs}), "utf-8")
        bad.write_text("{}", "utf-8")
        settings = tmp_path / "設定.toml"
        here = ("--settings", str(settings))
        known = {
            "COGNITO_USER_POOL_ID": pool.pool_id,
            "COGNITO_CLIENT_ID": pool.client_id,
            "COGNITO_ENDPOINT_URL": demo.url,
        }
        for arguments, changes, code in (
            (("--import", str(good), *here, *JAPANESE), {}, 0),
            (("--import", str(bad), *here, *JAPANESE), {}, 2),
            (("--check", *JAPANESE), known, 0),
            (("--check", *JAPANESE), known | {"COGNITO_ENDPOINT_URL": "http://a.example"}, 2),
            (("--check", *JAPANESE), {"COGNITO_USER_POOL_ID": "", "COGNITO_CLIENT_ID": ""}, 2),
            (("doctor", "--lang", "en"), {"XDG_STATE_HOME": str(tmp_path / "記録")}, 1),
            (("--no-such-option", *JAPANESE, "--json"), {}, 2),
            (("--no-such-option-です",), {}, 2),
        ):
            done = run(*arguments, encoding=encoding, **changes)
            assert done.returncode == code, (arguments, done.stdout, done.stderr)
            assert b"Traceback" not in done.stderr
            assert REPLACED in done.stdout + done.stderr, arguments
            assert b"\\u" not in done.stdout + done.stderr


def test_the_self_check_ends_with_its_code_on_such_a_terminal() -> None:
    plain, poor = (run("--self-check", *JAPANESE, encoding=name) for name in ("utf-8", "cp1252"))
    assert plain.returncode == poor.returncode
    assert b"Traceback" not in poor.stderr


def test_a_program_without_a_console_starts_all_the_same() -> None:
    script = (
        "import sys; from desktop_login.cli.terminal import print_anything\n"
        "sys.stdout = sys.stderr = None\nprint_anything()"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment(), timeout=PROCESS_S, check=False
    )
    assert done.returncode == 0


def test_without_a_keychain_everything_but_the_secret_is_imported(tmp_path: Path) -> None:
    """No session bus: there is no password store that could be asked."""
    secret = "s3cret" * 8
    pool = {"UserPoolId": "us-east-1_AbCdEfGhI", "ClientId": "abc123", "ClientSecret": secret}
    file, settings = tmp_path / "pool.json", tmp_path / "settings.toml"
    file.write_text(json.dumps({"UserPoolClient": pool}), "utf-8")
    arguments = ("--import", str(file), "--settings", str(settings), "--lang", "en")
    done = run(*arguments, encoding="utf-8", DBUS_SESSION_BUS_ADDRESS="unix:path=/nonexistent")
    assert done.returncode == 0, done.stderr
    words = (
        "The client secret couldn’t be kept in your password store; everything else was saved."
        " Set COGNITO_CLIENT_SECRET in the environment, or import the file again once your password"
        " store works."
    )
    assert done.stderr.decode().strip() == words
    assert "us-east-1_AbCdEfGhI" in settings.read_text("utf-8")
    assert "client_secret" not in settings.read_text("utf-8")
    assert secret not in done.stdout.decode() + settings.read_text("utf-8")
