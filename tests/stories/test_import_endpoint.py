"""A file names an endpoint, or addresses that cannot be used here: neither is taken over, and that is text."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from desktop_login.settings.imports import read_text
from tests.stories.test_command_line import run

pytestmark = pytest.mark.medium
OUTPUT = """\
COGNITO_ENDPOINT_URL=http://127.0.0.1:8123
COGNITO_REGION=us-east-1
COGNITO_USER_POOL_ID=us-east-1_AbCdEfGhI
COGNITO_CLIENT_ID=1a2b3c
"""


@pytest.mark.parametrize(
    ("setting", "name"),
    [
        ("COGNITO_ENDPOINT_URL=http://127.0.0.1:8123", "COGNITO_ENDPOINT_URL"),
        ("COGNITO_ENDPOINT_URL=https://evil.example", "COGNITO_ENDPOINT_URL"),
        ("endpoint_url=http://localhost:1", "endpoint_url"),
        ("COGNITO_ENDPOINT_URL=", ""),
        ("API_ENDPOINT=https://api.example", ""),
    ],
)
def test_file_with_an_endpoint_tells_its_name(setting: str, name: str) -> None:
    pool = "COGNITO_USER_POOL_ID=us-east-1_AbCdEfGhI\nCOGNITO_CLIENT_ID=1a2b3c\n"
    assert read_text(f"{setting}\n{pool}", "demo.env").endpoint == name


def test_import_of_the_demo_servers_output_says_that_its_endpoint_is_ignored(
    tmp_path: Path,
) -> None:
    file = tmp_path / "demo.env"
    file.write_text(OUTPUT, "utf-8")
    done = run("import", str(file), "--lang", "en")
    assert done.returncode == 0
    assert done.stderr.startswith("demo.env: COGNITO_ENDPOINT_URL is ignored, because ")
    written = Path(os.environ["XDG_CONFIG_HOME"]) / "desktop-login" / "settings.toml"
    assert "endpoint" not in written.read_text("utf-8")
    again = run("import", str(file), COGNITO_ENDPOINT_URL="http://127.0.0.1:8123")
    assert (again.returncode, again.stderr) == (0, ""), "it is in force already"


def test_import_says_which_callback_urls_cannot_be_used_here(tmp_path: Path) -> None:
    urls = [f"https://{n}.example.com/" for n in range(12)]
    client = {"UserPoolId": "us-east-1_AbCdEfGhI", "ClientId": "1a2b3c", "CallbackURLs": urls}
    file = tmp_path / "client.json"
    file.write_text(json.dumps({"UserPoolClient": client}), "utf-8")
    done = run("import", str(file), "--lang", "en")
    assert done.returncode == 0
    text = done.stderr.removeprefix("client.json: these callback URLs cannot be used here: ")
    assert text.startswith(", ".join(urls[:10]) + ", ….")
    written = Path(os.environ["XDG_CONFIG_HOME"]) / "desktop-login" / "settings.toml"
    assert "redirect_uris" not in written.read_text("utf-8")
