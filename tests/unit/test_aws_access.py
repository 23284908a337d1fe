"""Which AWS credentials are handed out: kept ones while they last, of the right user, role and groups."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field, replace

import pytest

from desktop_login.domain.aws_credentials import (
    AwsCredentials,
    KeptAccess,
    grounds_of,
    groups_of,
    preferred_role_of,
    role_name,
    roles_of,
)
from desktop_login.domain.clock_reading import ClockReading
from desktop_login.domain.errors import AuthError, AuthErrorInfo, ErrorCode, failed
from desktop_login.domain.secret import Secret
from desktop_login.flow.aws_access import AwsAccess, InMemory
from tests.fakes.world import inline, run

POOL = "eu-west-1:1a2b3c4d-5e6f-4a7b-8c9d-0e1f2a3b4c5d"
READER = "arn:aws:iam::123456789012:role/orders/reader"
ADMIN = "arn:aws:iam::123456789012:role/admin"
NOW = 1_800_000_000.0
CLAIMS: dict[str, object] = {
    "sub": "alice",
    "cognito:groups": ["staff"],
    "cognito:roles": [READER, ADMIN],
    "cognito:preferred_role": READER,
}


def token_of(claims: dict[str, object]) -> Secret:
    part = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return Secret(f"e30.{part}.signature")


@dataclass
class FakeIdentityPool:
    """Gives the identity `identities[-1]`, and refuses every other."""

    identity_pool_id: str = POOL
    identities: list[str] = field(default_factory=lambda: [f"{POOL}-alice"])
    calls: list[str] = field(default_factory=list)
    trouble: ErrorCode | None = None
    lifetime_s: float = 3600.0
    now: float = NOW

    def identity(self, id_token: Secret) -> str:
        assert id_token
        self.calls.append("identity")
        return self.identities[-1]

    def credentials(self, identity_id: str, id_token: Secret, role: str) -> AwsCredentials:
        assert id_token
        self.calls.append(f"credentials {role}".strip())
        if self.trouble is not None:
            raise failed(self.trouble)
        if identity_id != self.identities[-1]:
            raise failed(ErrorCode.IDENTITY_OF_ANOTHER)
        number = len(self.calls)
        expires = self.now + self.lifetime_s
        return AwsCredentials(f"ASIA{number}", Secret("secret"), Secret("session"), expires)


class World:
    """One session, one identity pool, and what is kept of it."""

    def __init__(self, role: str = "") -> None:
        self.pool = FakeIdentityPool()
        self.kept = InMemory()
        self.claims = dict(CLAIMS)
        self.no_token: AuthErrorInfo | None = None
        self.access = AwsAccess(self.pool, self.kept, self.give, self, inline, role)

    async def give(self) -> Secret | AuthErrorInfo:
        return self.no_token or token_of(self.claims)

    def now(self) -> ClockReading:
        return ClockReading(self.pool.now, self.pool.now)

    def ask(self, role: str = "") -> AwsCredentials:
        found = run(self.access.credentials(role))
        assert isinstance(found, AwsCredentials), found
        return found

    def refused(self, role: str = "") -> AuthErrorInfo:
        found = run(self.access.credentials(role))
        assert isinstance(found, AuthErrorInfo)
        return found


def test_the_first_request_asks_for_identity_and_credentials() -> None:
    world = World()
    found = world.ask()
    assert (found.access_key_id, found.expiration) == ("ASIA2", NOW + 3600)
    assert world.pool.calls == ["identity", "credentials"]


def test_credentials_are_kept_while_more_than_20_minutes_are_left() -> None:
    world = World()
    first = world.ask()
    world.pool.now = NOW + 3600 - 1201
    assert world.ask() == first
    world.pool.now = NOW + 3600 - 1200
    assert world.ask() != first
    assert world.pool.calls == ["identity", "credentials", "credentials"]


def test_the_time_of_the_server_counts_on_a_computer_with_a_wrong_clock() -> None:
    skew = 7200.0
    credentials = AwsCredentials("ASIA1", Secret(""), Secret(""), NOW + 3600, skew)
    assert credentials.lasts(NOW - skew)
    assert not credentials.lasts(NOW - skew + 2400)


def test_an_identity_that_belongs_to_another_sign_in_is_looked_up_anew() -> None:
    world = World()
    world.ask()
    world.pool.identities.append(f"{POOL}-another")
    world.pool.now += 3600
    world.ask()
    assert world.pool.calls == [
        "identity",
        *["credentials", "credentials", "identity"],
        "credentials",
    ]


def test_an_identity_that_is_refused_twice_is_an_error() -> None:
    world = World()
    world.pool.trouble = ErrorCode.IDENTITY_GONE
    assert world.refused().code is ErrorCode.IDENTITY_GONE
    assert world.pool.calls == ["identity", "credentials"]


def test_another_error_does_not_look_the_identity_up_anew() -> None:
    world = World()
    world.ask()
    world.pool.now += 3600
    world.pool.trouble = ErrorCode.BUSY
    assert world.refused().code is ErrorCode.BUSY
    assert world.pool.calls == ["identity", "credentials", "credentials"]


@pytest.mark.parametrize(
    "change",
    [
        {"sub": "bob"},
        {"cognito:groups": ["staff", "admin"]},
        {"cognito:roles": [READER]},
        {"cognito:preferred_role": ADMIN},
    ],
)
def test_credentials_of_another_user_or_of_other_groups_are_not_handed_out(
    change: dict[str, object],
) -> None:
    world = World()
    first = world.ask()
    world.claims |= change
    assert world.ask() != first


def test_the_identity_of_another_user_is_not_used() -> None:
    world = World()
    world.ask()
    world.claims["sub"] = "bob"
    world.ask()
    assert world.pool.calls == ["identity", "credentials", "identity", "credentials"]


def test_the_identity_of_another_identity_pool_is_not_used() -> None:
    world = World()
    world.ask()
    world.pool.identity_pool_id = POOL.replace("1a2b", "ffff")
    world.ask()
    assert world.pool.calls == ["identity", "credentials", "identity", "credentials"]


def test_a_role_of_the_token_is_asked_for_and_kept_apart() -> None:
    world = World()
    world.ask()
    world.ask(ADMIN)
    world.ask(ADMIN)
    assert world.pool.calls == ["identity", "credentials", f"credentials {ADMIN}"]


def test_the_role_of_the_settings_is_asked_for_where_none_is_named() -> None:
    world = World(role=ADMIN)
    world.ask()
    world.ask(READER)
    assert world.pool.calls[1:] == [f"credentials {ADMIN}", f"credentials {READER}"]


def test_a_role_that_the_token_does_not_have_is_refused_without_a_request() -> None:
    world = World()
    refused = world.refused("arn:aws:iam::123456789012:role/root")
    assert refused.code is ErrorCode.ROLE_NOT_YOURS
    assert refused.names == (READER, ADMIN)
    assert not world.pool.calls


def test_without_a_token_its_reason_is_the_answer() -> None:
    world = World()
    world.no_token = AuthErrorInfo(ErrorCode.SESSION_ENDED)
    assert world.refused() is world.no_token
    assert not world.pool.calls


def test_a_pool_without_a_role_for_the_user_names_the_groups() -> None:
    world = World()
    world.pool.trouble = ErrorCode.NO_AWS_ROLE
    assert world.refused().names == ("staff",)


def test_the_access_tells_the_identity() -> None:
    found = run(World().access.access())
    assert isinstance(found, KeptAccess)
    assert found.identity_id == f"{POOL}-alice"


def test_the_access_names_its_identity_pool() -> None:
    assert World().access.identity_pool_id == POOL


def test_what_claims_say_of_roles_is_read_as_text_only() -> None:
    assert roles_of({"cognito:roles": [READER, 7]}) == (READER,)
    assert groups_of({"cognito:groups": "staff"}) == ()
    assert preferred_role_of({"cognito:preferred_role": [READER]}) == ""
    assert grounds_of({}, POOL).subject == ""


def test_a_role_is_called_by_the_last_part_of_its_name() -> None:
    assert role_name(READER) == "reader"
    assert role_name("reader") == "reader"


def test_credentials_show_no_secret() -> None:
    credentials = AwsCredentials("ASIA1", Secret("topsecret"), Secret("session-word"), NOW)
    shown = repr(credentials) + str(replace(credentials, expiration=0.0))
    assert "topsecret" not in shown
    assert "session-word" not in shown


def test_an_error_of_the_adapter_is_the_answer_and_nothing_is_kept() -> None:
    world = World()
    world.pool.trouble = ErrorCode.NO_CONNECTION
    assert world.refused().code is ErrorCode.NO_CONNECTION
    assert world.kept.load() is None
    with pytest.raises(AuthError):
        world.pool.credentials("", token_of({}), "")
