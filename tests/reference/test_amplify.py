"""aws-amplify against the demo Cognito."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from desktop_login.demo.pool import DemoPoolConfig, Factor, Status, Tracking
from tests.reference.reference import Reference, node, refused, signed_in

pytestmark = pytest.mark.slow


@pytest.fixture
def reference(request: pytest.FixtureRequest) -> Iterator[Reference]:
    config = getattr(request, "param", DemoPoolConfig())
    with node("amplify.js", "aws-amplify", config) as reference:
        yield reference


def test_signing_in_by_alias(reference: Reference) -> None:
    user = reference.add("someone", username="alice")
    signed_in(reference.play("signIn", user), user, "DONE")


def test_wrong_password_and_unknown_user(reference: Reference) -> None:
    user = reference.add("someone")
    words = "Incorrect username or password."
    wrong = reference.play("signIn", user, password="Wrong-Passw0rd!")
    refused(wrong, "NotAuthorizedException", words)
    unknown = reference.play("signIn", user, username="nobody@example.com")
    refused(unknown, "NotAuthorizedException", words)


def test_new_password(reference: Reference) -> None:
    user = reference.add("new", status=Status.FORCE_CHANGE_PASSWORD)
    result = reference.play("newPassword", user, newPassword="Another-Passw0rd1")
    signed_in(result, user, "CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED", "DONE")


def test_authenticator(reference: Reference) -> None:
    user = reference.add("app", factors=(Factor.TOTP,))
    signed_in(reference.play("totp", user), user, "CONFIRM_SIGN_IN_WITH_TOTP_CODE", "DONE")


def test_preferring_the_proof(reference: Reference) -> None:
    user = reference.add("someone", username="alice")
    signed_in(reference.play("preferred", user), user, "DONE")


@pytest.mark.parametrize(
    "reference",
    [
        DemoPoolConfig(),
        DemoPoolConfig(grace_s=0),
        DemoPoolConfig(rotation=False),
        DemoPoolConfig(tracking=Tracking.ALWAYS),
    ],
    indirect=True,
)
def test_refreshing(reference: Reference) -> None:
    """Three times, each with the token that the last one gave."""
    user = reference.add("someone", username="alice")
    signed_in(reference.play("refresh", user), user, "DONE")


def test_own_data(reference: Reference) -> None:
    user = reference.add("someone", username="alice")
    seen = ("CONFIRM_ATTRIBUTE_WITH_CODE", "DONE", "new@example.com", "false", "none")
    signed_in(reference.play("ownData", user, newEmail="new@example.com"), user, "DONE", *seen)
    assert reference.demo.pool.mailbox.messages[-1].to == "new@example.com"


@pytest.mark.parametrize("reference", [DemoPoolConfig(tracking=Tracking.ASK)], indirect=True)
def test_devices(reference: Reference) -> None:
    user = reference.add("someone")
    result = reference.play("devices", user)
    assert result["subject"] == user.sub
    assert len(result["asked"]) == 2
    assert [device.remembered for device in user.devices.values()] == [True]


def test_signing_out_everywhere_and_in_again(reference: Reference) -> None:
    user = reference.add("someone")
    signed_in(reference.play("signOutEverywhere", user), user, "DONE", "DONE")
