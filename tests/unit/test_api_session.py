"""What a session gives to a request: its tokens, a signature with credentials of its own, and what it lacks, said in a sentence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from desktop_login.adapters.http_call import send
from desktop_login.demo.server import DemoCognito
from desktop_login.domain.api_refusals import SentToken
from desktop_login.domain.api_request import HttpCall
from desktop_login.domain.errors import AuthError, AuthErrorInfo, ErrorCode
from desktop_login.domain.pool import PoolClient
from desktop_login.domain.secret import Secret
from desktop_login.flow.api_calls import ApiRequest
from desktop_login.flow.api_desk import ApiFacts
from desktop_login.flow.aws_access import InMemory
from desktop_login.services.api_session import SessionProofs, _bucket_url, desk_of_profile
from desktop_login.services.aws_source import sealed_beside_session
from desktop_login.services.places import place_of
from desktop_login.settings import Settings
from desktop_login.settings.aws import AwsSettings
from tests.demo.test_protected_api import tokens
from tests.fakes.keychains import MemoryKeychain
from tests.fakes.world import inline, pool_of, run

POOL = PoolClient("eu-west-1", "eu-west-1_AbCdEfGhI", "1example23456789")


class Given:
    """Gives the tokens of a sign-in at the demo, and remembers what was asked for."""

    def __init__(self, both: dict[str, str]) -> None:
        self._both = both
        self.asked: list[tuple[str, bool]] = []

    async def __call__(self, use: str, new: bool) -> Secret | AuthErrorInfo:
        self.asked.append((use, new))
        return Secret(self._both["AccessToken" if use == "access" else "IdToken"])


def proofs(demo: DemoCognito, given: Given, kept: InMemory | None = None) -> SessionProofs:
    config = demo.config
    aws = AwsSettings(config.identity_pool_id, config.region, api_url=demo.url)
    place = ("staging", "settings.toml")
    return SessionProofs(pool_of(demo), aws, place, given, inline, kept or InMemory())


def test_a_signature_opens_the_api_and_names_the_person() -> None:
    with DemoCognito() as demo:
        given, kept = Given(tokens(demo, "confirmed@example.com")), InMemory()
        session = proofs(demo, given, kept)
        call = HttpCall("GET", f"{demo.url}/v1/user", {"X-Id": "{identity_id}"})
        made = run(session.signed(call, "execute-api", new=False))
        reply = send(made.call)
        assert reply.status == 200
        assert made.claims["email"] == "confirmed@example.com"
        access = kept.load()
        assert access is not None
        assert json.loads(reply.body)["identity"] == access.identity_id

        again = run(session.signed(call, "execute-api", new=False))
        assert kept.load() is access, "what is kept is used again"
        assert send(again.call).status == 200
        run(session.signed(call, "execute-api", new=True))
        renewed = kept.load()
        assert renewed is not None
        assert renewed.credentials.access_key_id != access.credentials.access_key_id
        assert given.asked == [("id", False), ("id", False), ("id", True)]


def test_the_place_of_the_persons_file_is_filled_in() -> None:
    with DemoCognito() as demo:
        session = proofs(demo, Given(tokens(demo, "confirmed@example.com")))
        url = f"{demo.url}/demo-bucket/cognito-test/{{identity_id}}/data.txt"
        made = run(session.signed(HttpCall("GET", url), "s3", new=False))
        assert "/cognito-test/us-east-1:" in made.call.url
        assert send(made.call).body.startswith(b"The file of us-east-1:")


@pytest.mark.parametrize("kind", [SentToken.ID, SentToken.ACCESS])
def test_a_token_comes_with_its_claims(kind: SentToken) -> None:
    with DemoCognito() as demo:
        session = proofs(demo, Given(tokens(demo, "confirmed@example.com")))
        used = run(session.token(kind, new=False))
        assert used.claims["token_use"] == kind.value


def test_what_the_session_lacks_is_an_error_with_its_reason() -> None:
    async def nobody(use: str, new: bool) -> Secret | AuthErrorInfo:
        del use, new
        return AuthErrorInfo(ErrorCode.SESSION_ENDED)

    session = SessionProofs(POOL, AwsSettings(), ("x", "y"), nobody, inline, InMemory())
    with pytest.raises(AuthError) as raised:
        run(session.token(SentToken.ID, new=False))
    assert raised.value.error_info.code is ErrorCode.SESSION_ENDED

    async def somebody(use: str, new: bool) -> Secret | AuthErrorInfo:
        del use, new
        return Secret("a.b.c")

    call = HttpCall("GET", "https://api.example.com/")
    session = SessionProofs(POOL, AwsSettings(), ("x", "y"), somebody, inline, InMemory())
    with pytest.raises(AuthError) as raised:
        run(session.signed(call, "execute-api", new=False))
    info = raised.value.error_info
    assert (info.code, info.name, info.text) == (ErrorCode.NO_IDENTITY_POOL, "x", "y")


def test_an_identity_pool_that_refuses_is_an_error() -> None:
    with DemoCognito() as demo:
        both = tokens(demo, "confirmed@example.com")
        session = proofs(demo, Given({"IdToken": both["AccessToken"]}))
        with pytest.raises(AuthError) as raised:
            call = HttpCall("GET", f"{demo.url}/v1/user")
            run(session.signed(call, "execute-api", new=False))
        assert raised.value.error_info.code is ErrorCode.IDENTITY_POOL_REFUSES


@pytest.mark.parametrize(
    ("pool", "bucket", "url"),
    [
        (POOL, "files", "https://files.s3.eu-west-1.amazonaws.com"),
        (POOL, "", ""),
        (
            POOL._replace(endpoint_url="http://127.0.0.1:9"),
            "files",
            "http://127.0.0.1:9/files",
        ),
    ],
)
def test_the_bucket_is_at_amazon_or_beside_the_endpoint(
    pool: PoolClient, bucket: str, url: str
) -> None:
    aws = AwsSettings(region="eu-west-1", api_bucket=bucket)
    assert _bucket_url(pool, aws) == url


def test_credentials_without_a_stored_session_leave_nothing_on_the_disk(tmp_path: Path) -> None:
    with DemoCognito() as demo:
        settings = Settings(pool=pool_of(demo))
        kept = sealed_beside_session(settings, tmp_path, MemoryKeychain())
        given = Given(tokens(demo, "confirmed@example.com"))
        config = demo.config
        aws = AwsSettings(config.identity_pool_id, config.region)
        session = SessionProofs(pool_of(demo), aws, ("", ""), given, inline, kept)
        call = HttpCall("GET", f"{demo.url}/v1/user")
        run(session.signed(call, "execute-api", new=True))
        assert kept.load() is None
        assert [file.name for file in tmp_path.rglob("*.bin")] == []


def test_the_window_of_a_profile_remembers_its_requests_beside_its_session(tmp_path: Path) -> None:
    aws = AwsSettings("eu-west-1:x", "eu-west-1", "", "https://api.example.com", "files")
    settings = Settings(pool=POOL, profile="two words", aws=aws)
    manager: Any = None  # no token is asked for
    desk = desk_of_profile(settings, tmp_path, manager)
    assert desk.facts == ApiFacts(
        aws.api_url,
        "https://files.s3.eu-west-1.amazonaws.com",
        has_identity_pool=True,
        remembers=True,
        options=" --profile 'two words'",
        region="eu-west-1",
    )
    desk.off_thread = inline
    run(desk.remember(ApiRequest("GET", "https://api.example.com/x")))
    assert (tmp_path / place_of(settings) / "requests.json").is_file()
    quiet = settings._replace(profile="", aws=aws._replace(api_history=False))
    desk = desk_of_profile(quiet, tmp_path, manager)
    assert not desk.facts.remembers
    assert desk.facts.options == ""
