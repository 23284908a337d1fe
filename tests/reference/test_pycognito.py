"""pycognito against the demo Cognito."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from desktop_login.demo.pool import DemoPoolConfig, Status
from tests.reference.reference import Reference, pycognito, refused, signed_in

pytestmark = pytest.mark.slow

SECRET = "s" * 40


@pytest.fixture
def reference(request: pytest.FixtureRequest) -> Iterator[Reference]:
    config = getattr(request, "param", DemoPoolConfig(rotation=False))
    with pycognito(config) as reference:
        yield reference


@pytest.mark.parametrize(
    "reference", [DemoPoolConfig(), DemoPoolConfig(client_secret=SECRET)], indirect=True
)
def test_signing_in(reference: Reference) -> None:
    user = reference.add("someone", username="alice")
    signed_in(reference.play("signIn", user), user)
    wrong = reference.play("signIn", user, password="Wrong-Passw0rd!")
    refused(wrong, "NotAuthorizedException", "Incorrect username or password.")


def test_new_password(reference: Reference) -> None:
    user = reference.add("new", status=Status.FORCE_CHANGE_PASSWORD)
    signed_in(reference.play("newPassword", user, newPassword="Another-Passw0rd1"), user)


def test_refreshing(reference: Reference) -> None:
    user = reference.add("someone", username="alice")
    signed_in(reference.play("renew", user), user)


@pytest.mark.parametrize(
    "reference", [DemoPoolConfig(rotation=False, client_secret=SECRET)], indirect=True
)
def test_refreshing_with_a_secret(reference: Reference) -> None:
    """It makes the hash over the name that was typed, as Amazon's service does not accept."""
    user = reference.add("someone", username="alice")
    signed_in(reference.play("renew", user, username="alice"), user)
    by_alias = reference.play("renew", user)
    refused(by_alias, "NotAuthorizedException", "Unable to verify secret hash")


@pytest.mark.parametrize("reference", [DemoPoolConfig()], indirect=True)
def test_refreshing_where_tokens_rotate(reference: Reference) -> None:
    result = reference.play("renew", reference.add("someone"))
    refused(result, "InvalidParameterException", "REFRESH_TOKEN_AUTH flow not enabled")


def test_own_data(reference: Reference) -> None:
    user = reference.add("someone")
    signed_in(reference.play("ownData", user, newPassword="Another-Passw0rd1"), user)
    assert user.attributes["nickname"] == "Al"


def test_signing_out(reference: Reference) -> None:
    result = reference.play("signOut", reference.add("someone"))
    refused(result, "NotAuthorizedException", "Access Token has been revoked")
