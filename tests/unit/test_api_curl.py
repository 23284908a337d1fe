"""A request as a line for a shell: what it does there is what was meant, and no token is in it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from desktop_login.domain.api_refusals import SentToken
from desktop_login.flow.api_calls import ApiRequest
from desktop_login.flow.api_curl import curl_line
from tests.patience import PROCESS_S

URL = "https://api.example.com/v1/user?a=1&b=$HOME"
TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl"


@pytest.mark.parametrize(
    ("request_", "line"),
    [
        (ApiRequest("GET", URL), f"desktop-login header -P | curl -H @- '{URL}'"),
        (
            ApiRequest("GET", URL, token=SentToken.ACCESS, header_name="idToken"),
            f"desktop-login header --access --bare --name idToken -P | curl -H @- '{URL}'",
        ),
        (ApiRequest("GET", URL, token=SentToken.NONE), f"curl '{URL}'"),
        (ApiRequest("HEAD", URL, token=SentToken.NONE), f"curl -I '{URL}'"),
        (
            ApiRequest("POST", URL, {"X": "it's"}, b"{}", SentToken.NONE),
            f"curl -H 'X: it'\"'\"'s' --data-binary @FILE '{URL}'",
        ),
        (
            ApiRequest("PUT", URL, body=b"", token=SentToken.NONE),
            f"curl -X PUT --data-binary @FILE '{URL}'",
        ),
        (
            ApiRequest("DELETE", URL, {"X": f"a {TOKEN} b"}, token=SentToken.NONE),
            f"curl -X DELETE -H 'X: a <token> b' '{URL}'",
        ),
        (
            ApiRequest("GET", "https://a.example/x?id[]=1", token=SentToken.NONE),
            "curl --globoff 'https://a.example/x?id[]=1'",
        ),
    ],
)
def test_each_request_is_one_line(request_: ApiRequest, line: str) -> None:
    assert curl_line(request_, " -P") == line


@pytest.mark.medium
@pytest.mark.skipif(shutil.which("sh") is None, reason="there is no sh")
@pytest.mark.parametrize(
    ("request_", "arguments", "heard"),
    [
        (
            ApiRequest("GET", URL, {"idToken": '<{id_token}>$`"\\', "X-A": "{access_token}"}),
            ["-H", "@-", URL],
            ["Authorization: Bearer T", 'idToken: <T>$`"\\', "X-A: T"],
        ),
        (
            ApiRequest("GET", URL, {"idToken": "{id_token}"}, token=SentToken.SIGNATURE),
            ["--config", "-", "--aws-sigv4", "aws:amz:eu-west-1:execute-api", URL],
            [
                'user = "KEY:SECRET"',
                'header = "X-Amz-Security-Token: SESSION"',
                'header = "idToken: T"',
            ],
        ),
        (
            ApiRequest("GET", URL, {"x`id`%s$HOME": '"\\{id_token}'}, token=SentToken.SIGNATURE),
            ["--config", "-", "--aws-sigv4", "aws:amz:eu-west-1:execute-api", URL],
            [
                'user = "KEY:SECRET"',
                'header = "X-Amz-Security-Token: SESSION"',
                r'header = "x`id`%s$HOME: \"\\T"',
            ],
        ),
    ],
)
def test_a_shell_hands_the_secrets_to_curl_beside_its_arguments(
    request_: ApiRequest, arguments: list[str], heard: list[str], tmp_path: Path
) -> None:
    program = tmp_path / "desktop-login"
    program.write_text(
        '#!/bin/sh\ncase "$1" in header) echo "Authorization: Bearer T";; token) echo T;;'
        ' exec) while [ "$1" != -- ]; do shift; done; shift; exec "$@";; esac\n'
    )
    curl = tmp_path / "curl"
    curl.write_text('#!/bin/sh\nfor one; do echo "$one"; done\necho --\ncat\n')
    for file in (program, curl):
        file.chmod(0o755)
    done = subprocess.run(
        ["sh", "-c", curl_line(request_, region="eu-west-1")],
        env={
            "PATH": f"{tmp_path}:{os.environ['PATH']}",
            "AWS_ACCESS_KEY_ID": "KEY",
            "AWS_SECRET_ACCESS_KEY": "SECRET",
            "AWS_SESSION_TOKEN": "SESSION",
        },
        capture_output=True,
        text=True,
        check=True,
        timeout=PROCESS_S,
    )
    seen, _, secrets = done.stdout.partition("--\n")[0], "", done.stdout.partition("--\n")[2]
    if request_.token is SentToken.SIGNATURE:
        lines = done.stdout.splitlines()
        cut = lines.index("--")
        seen, secrets = "\n".join(lines[:cut]), "\n".join(lines[cut + 1 :])
    assert seen.splitlines() == arguments
    assert secrets.splitlines() == heard
