"""AWS credentials for a command: each reason why there are none has its exit code and its sentence."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desktop_login.app.script_aws import AwsOfProfile, refused_by
from desktop_login.cli.arguments import WrongUse, aws_profile, aws_role, variable
from desktop_login.cli.status import Refused
from desktop_login.domain.errors import AuthErrorInfo, ErrorCode, RequestInfo
from desktop_login.messages.message import in_english
from desktop_login.settings import Settings
from desktop_login.settings.aws import AwsSettings

POOL = "eu-west-1:1a2b3c4d-5e6f-4a7b-8c9d-0e1f2a3b4c5d"


@pytest.mark.parametrize(
    ("error_info", "status", "sentence"),
    [
        (
            AuthErrorInfo(ErrorCode.NO_IDENTITY_POOL, name="staging", text="/s.toml"),
            2,
            "No identity pool is configured for staging. Add identity_pool_id to /s.toml.",
        ),
        (
            AuthErrorInfo(ErrorCode.IDENTITY_POOL_NOT_FOUND, text=POOL),
            6,
            f"There is no identity pool {POOL}. Check identity_pool_id and its region.",
        ),
        (
            AuthErrorInfo(
                ErrorCode.IDENTITY_POOL_REFUSES, text=POOL, name="abc", destination="idp/pool"
            ),
            6,
            (
                f"The identity pool {POOL} does not accept this user pool and client. An administrator"
                " must add idp/pool with client abc."
            ),
        ),
        (
            AuthErrorInfo(ErrorCode.NO_AWS_ROLE, names=("staff", "admin")),
            6,
            (
                "The identity pool has no role for you. An administrator must set one. Your groups:"
                " staff, admin."
            ),
        ),
        (
            AuthErrorInfo(ErrorCode.ROLE_NOT_YOURS, name="arn:x", names=("arn:y",)),
            6,
            "The role arn:x is not yours. Your roles: arn:y",
        ),
        (
            AuthErrorInfo(
                ErrorCode.AWS_TOKEN_NOT_CHECKED, RequestInfo(code="ExternalServiceException")
            ),
            6,
            "AWS could not check the token: ExternalServiceException",
        ),
        (AuthErrorInfo(ErrorCode.BUSY), 5, "AWS is busy right now. Try again in a moment."),
    ],
)
def test_each_reason_has_its_exit_code_and_its_sentence(
    error_info: AuthErrorInfo, status: int, sentence: str
) -> None:
    found = refused_by(error_info)
    assert (found.status, in_english(found.message)) == (status, sentence)


def test_what_passes_can_be_tried_again() -> None:
    found = refused_by(AuthErrorInfo(ErrorCode.NO_CONNECTION))
    assert found.status == 5
    assert in_english(found.message).startswith("AWS credentials could not be fetched: ")


@pytest.mark.parametrize(
    ("check", "good", "bad"),
    [
        (aws_role, "arn:aws:iam::123456789012:role/x", "x"),
        (aws_profile, "orders", "two words"),
        (variable, "MY_TOKEN", "AWS_SESSION_TOKEN"),
        (variable, "_t", "LD_PRELOAD"),
        (variable, "T1", "PATH"),
        (variable, "T2", "a=b"),
    ],
)
def test_an_argument_that_means_nothing_is_refused(check: object, good: str, bad: str) -> None:
    assert callable(check)
    assert check(good) == good
    with pytest.raises(WrongUse):
        check(bad)


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda file: file.mkdir(), os.strerror(errno.EISDIR)),
        (lambda file: file.write_bytes(bytes(2**20 + 1)), "the file is too large"),
        (lambda file: file.write_bytes(b"[profile \xe4]\n"), os.strerror(errno.EILSEQ)),
    ],
)
def test_a_profile_that_cannot_be_written_is_told_with_the_reason_in_words(
    make: Callable[[Path], object], why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "config"
    make(file)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(file))
    nothing: Any = None  # neither a token nor a folder is needed
    settings = Settings(aws=AwsSettings(identity_pool_id=POOL, region="eu-west-1"))
    aws = AwsOfProfile(settings, tmp_path, (), nothing, nothing, nothing, in_english)
    with pytest.raises(Refused) as raised:
        aws.write_profile("orders")
    sentence = f"{file} could not be written, and is as it was: {why}"
    assert in_english(raised.value.message) == sentence
