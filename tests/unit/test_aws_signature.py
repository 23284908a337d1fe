"""A signature is for the time of the server and for one service, and takes the place of whatever stood there."""

from __future__ import annotations

import pytest

from desktop_login.adapters.aws_signature import signed
from desktop_login.domain.api_request import HttpCall
from desktop_login.domain.aws_credentials import AwsCredentials
from desktop_login.domain.secret import Secret

KEYS = AwsCredentials("ASIAEXAMPLE", Secret("secret"), Secret("session"), 4e9)
NOW = 1_700_000_000.0
CALL = HttpCall(
    "GET",
    "https://api.example.com/v1/user?a=1",
    {"authorization": "Bearer x", "X-AMZ-Date": "old", "X-Id": "1"},
)


@pytest.mark.parametrize("service", ["execute-api", "s3", "lambda"])
def test_the_headers_of_the_signature_replace_those_of_the_request(service: str) -> None:
    headers = {
        name.lower(): value
        for name, value in signed(CALL, KEYS, service, "eu-west-1", NOW).headers.items()
    }
    assert headers["x-amz-date"] == "20231114T221320Z", "the time of the server"
    assert headers["x-amz-security-token"] == "session"
    assert headers["x-id"] == "1"
    assert headers["authorization"].startswith(
        f"AWS4-HMAC-SHA256 Credential=ASIAEXAMPLE/20231114/eu-west-1/{service}/aws4_request"
    )
    assert ("x-amz-content-sha256" in headers) is (service == "s3")


def test_another_body_address_or_time_is_another_signature() -> None:
    calls = [
        (CALL, NOW),
        (CALL, NOW + 1),
        (HttpCall("PUT", CALL.url, {}, b"x"), NOW),
        (HttpCall("PUT", CALL.url, {}, b"y"), NOW),
        (HttpCall("GET", f"{CALL.url}&b=2", {}), NOW),
    ]
    made = {
        signed(call, KEYS, "s3", "eu-west-1", at).headers["Authorization"] for call, at in calls
    }
    assert len(made) == len(calls)
