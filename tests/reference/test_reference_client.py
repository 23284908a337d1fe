"""amazon-cognito-identity-js against the demo Cognito."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from desktop_login.demo.pool import DemoPoolConfig, Factor, Status, Tracking
from tests.reference.reference import Reference, node, refused, signed_in

pytestmark = pytest.mark.slow

KEEPS = DemoPoolConfig(rotation=False)


@pytest.fixture
def reference(request: pytest.FixtureRequest) -> Iterator[Reference]:
    config = getattr(request, "param", DemoPoolConfig())
    with node("client.js", "amazon-cognito-identity-js", config) as reference:
        yield reference


def test_srp(reference: Reference) -> None:
    """Eight times, because half of all proofs come out right with a wrong padding."""
    user = reference.add("someone")
    for _ in range(8):
        signed_in(reference.play("signIn", user), user)


def test_wrong_password(reference: Reference) -> None:
    result = reference.play("signIn", reference.add("someone"), password="Wrong-Passw0rd!")
    refused(result, "NotAuthorizedException", "Incorrect username or password")


def test_new_password(reference: Reference) -> None:
    user = reference.add("new", status=Status.FORCE_CHANGE_PASSWORD)
    result = reference.play("newPassword", user, newPassword="Another-Passw0rd1")
    signed_in(result, user, "newPasswordRequired")
    signed_in(reference.play("signIn", user, password="Another-Passw0rd1"), user)


def test_new_password_against_the_policy(reference: Reference) -> None:
    user = reference.add("new", status=Status.FORCE_CHANGE_PASSWORD)
    result = reference.play("newPassword", user, newPassword="short")
    refused(result, "InvalidPasswordException", "not long enough")


def test_authenticator(reference: Reference) -> None:
    user = reference.add("app", factors=(Factor.TOTP,))
    signed_in(reference.play("totp", user), user, "totpRequired")


def test_wrong_code(reference: Reference) -> None:
    user = reference.add("app", factors=(Factor.TOTP,))
    refused(reference.play("wrongTotp", user), "CodeMismatchException", "Invalid code")


def test_spent_session(reference: Reference) -> None:
    user = reference.add("app", factors=(Factor.TOTP,))
    result = reference.play("spentSession", user)
    refused(result, "NotAuthorizedException", "session can only be used once")


def test_session_of_another_user(reference: Reference) -> None:
    mine = reference.add("mine", factors=(Factor.TOTP,))
    other = reference.add("other", factors=(Factor.TOTP,))
    result = reference.play(
        "foreignSession", mine, other=other.email, otherSecret=other.totp_secret
    )
    refused(result, "NotAuthorizedException", "Invalid session")


def test_setting_up_an_authenticator(reference: Reference) -> None:
    user = reference.add("setup", must_set_up=(Factor.TOTP.value,))
    signed_in(reference.play("mfaSetup", user), user, "mfaSetup")
    assert user.factors == (Factor.TOTP,)
    assert user.totp_name == "My phone"


@pytest.mark.parametrize("reference", [DemoPoolConfig(tracking=Tracking.ALWAYS)], indirect=True)
def test_device(reference: Reference) -> None:
    """The library keeps its device under the name of the pool, so that is how it signs in."""
    user = reference.add("device", factors=(Factor.TOTP,))
    signed_in(reference.play("device", user, username=user.username), user)
    assert [device.remembered for device in user.devices.values()] == [True]


@pytest.mark.parametrize("reference", [KEEPS], indirect=True)
def test_refreshing(reference: Reference) -> None:
    """Three times, by e-mail alias."""
    user = reference.add("someone", username="alice")
    signed_in(reference.play("refresh", user), user)


def test_refreshing_where_tokens_rotate(reference: Reference) -> None:
    """The library knows only REFRESH_TOKEN_AUTH, which such an app client does not have."""
    result = reference.play("refresh", reference.add("someone"))
    refused(result, "InvalidParameterException", "REFRESH_TOKEN_AUTH flow not enabled")


@pytest.mark.parametrize(
    "reference", [DemoPoolConfig(rotation=False, tracking=Tracking.ALWAYS)], indirect=True
)
def test_refreshing_on_a_remembered_device(reference: Reference) -> None:
    user = reference.add("someone")
    signed_in(reference.play("deviceRefresh", user, username=user.username), user)


def test_own_data(reference: Reference) -> None:
    user = reference.add("someone")
    signed_in(reference.play("ownData", user), user)
    assert "nickname" not in user.attributes


@pytest.mark.parametrize("sensitive", [True, False])
def test_another_spelling_of_the_address(sensitive: bool) -> None:
    config = DemoPoolConfig(case_sensitive=sensitive)
    with node("client.js", "amazon-cognito-identity-js", config) as reference:
        user = reference.add("Alice.Doe")
        result = reference.play("signIn", user, username="alice.doe@EXAMPLE.com")
        if sensitive:
            refused(result, "NotAuthorizedException", "Incorrect username or password.")
        else:
            signed_in(result, user)
