"""AWS credentials as text: each format is what its reader takes over, and a child gets no others."""

from __future__ import annotations

import pytest

from desktop_login.cli.credentials import FORMATS as OFFERED
from desktop_login.domain.aws_credentials import AwsCredentials
from desktop_login.domain.aws_environment import (
    FORMATS,
    endpoint_object,
    environment_of_child,
    lines,
    past_proxies,
    process_object,
    variables,
)
from desktop_login.domain.secret import Secret

GIVEN = AwsCredentials("ASIA1", Secret("se/c+r"), Secret("tok="), 1_800_000_000.9)
TIME = "2027-01-15T08:00:00Z"


def test_the_command_offers_every_format() -> None:
    assert OFFERED == FORMATS


def test_a_credential_process_prints_version_1() -> None:
    assert process_object(GIVEN) == {
        "Version": 1,
        "AccessKeyId": "ASIA1",
        "SecretAccessKey": "se/c+r",
        "SessionToken": "tok=",
        "Expiration": TIME,
    }


def test_an_endpoint_calls_the_session_token_otherwise() -> None:
    assert endpoint_object(GIVEN) == {
        "AccessKeyId": "ASIA1",
        "SecretAccessKey": "se/c+r",
        "Token": "tok=",
        "Expiration": TIME,
    }


@pytest.mark.parametrize(
    ("form", "first"),
    [
        ("env", "export AWS_ACCESS_KEY_ID=ASIA1"),
        ("env-no-export", "AWS_ACCESS_KEY_ID=ASIA1"),
        ("fish", "set -gx AWS_ACCESS_KEY_ID ASIA1"),
        ("powershell", '$Env:AWS_ACCESS_KEY_ID="ASIA1"'),
        ("windows-cmd", "set AWS_ACCESS_KEY_ID=ASIA1"),
    ],
)
def test_the_lines_of_a_shell_name_four_variables(form: str, first: str) -> None:
    found = lines(GIVEN, form).split("\n")
    assert found[0] == first
    names = ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY", "SESSION_TOKEN", "CREDENTIAL_EXPIRATION")
    assert len(found) == len(names)
    assert all(f"AWS_{name}" in line for name, line in zip(names, found, strict=True))
    assert TIME in found[-1]


OTHERS = {
    "AWS_ACCESS_KEY_ID": "AKIA",
    "AWS_SECRET_ACCESS_KEY": "x",
    "AWS_SESSION_TOKEN": "x",
    "AWS_PROFILE": "x",
    "aws_profile": "x",
    "AWS_DEFAULT_PROFILE": "x",
    "AWS_WEB_IDENTITY_TOKEN_FILE": "x",
    "AWS_ROLE_ARN": "x",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/x",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://elsewhere",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/x",
}


def test_a_child_gets_the_new_credentials_and_no_others() -> None:
    given = {"PATH": "/bin", "AWS_REGION": "eu-west-1"} | OTHERS
    found = environment_of_child(given, "us-east-1", {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "u"})
    assert found == {
        "PATH": "/bin",
        "AWS_REGION": "eu-west-1",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI": "u",
    }
    static = environment_of_child(OTHERS, "us-east-1", variables(GIVEN))
    assert static["AWS_ACCESS_KEY_ID"] == "ASIA1"


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({}, None),
        ({"NO_PROXY": "intern.example"}, None),
        ({"HTTPS_PROXY": "http://p:1"}, None),  # the endpoint is http
        ({"HTTP_PROXY": ""}, None),
        ({"HTTP_PROXY": "http://p:1"}, ("127.0.0.1", "127.0.0.1")),
        ({"all_proxy": "http://p:1", "NO_PROXY": " "}, ("127.0.0.1", "127.0.0.1")),
        (
            {"http_proxy": "http://p:1", "NO_PROXY": "a.example, b.example"},
            ("a.example, b.example,127.0.0.1", "a.example, b.example,127.0.0.1"),
        ),
        (
            {"http_proxy": "http://p:1", "NO_PROXY": "a.example", "no_proxy": "b.example"},
            ("a.example,127.0.0.1", "b.example,127.0.0.1"),
        ),
        ({"http_proxy": "http://p:1", "no_proxy": "*"}, ("*", "*")),
        (
            {"http_proxy": "http://p:1", "no_proxy": "localhost 127.0.0.1"},
            ("localhost 127.0.0.1", "localhost 127.0.0.1"),
        ),
    ],
)
def test_a_child_asks_this_computer_past_the_proxy(
    given: dict[str, str], found: tuple[str, str] | None
) -> None:
    expected = {} if found is None else dict(zip(("NO_PROXY", "no_proxy"), found, strict=True))
    assert past_proxies(given) == expected


@pytest.mark.parametrize("name", ["AWS_REGION", "AWS_DEFAULT_REGION"])
def test_a_region_that_is_there_stays(name: str) -> None:
    assert environment_of_child({name: "eu-west-1"}, "us-east-1", {}) == {name: "eu-west-1"}


@pytest.mark.parametrize("given", [{}, {"AWS_REGION": ""}])
def test_a_region_that_is_missing_is_set_by_both_names(given: dict[str, str]) -> None:
    """The AWS CLI and most kits read the first, boto3 the second."""
    found = environment_of_child(given, "us-east-1", {})
    assert found == {"AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1"}
