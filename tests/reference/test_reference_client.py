"""amazon-cognito-identity-js against the demo Cognito: a client that nobody here wrote judges our server.

What our own client and our own server get wrong in the same way, this one would not.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop_login.demo import totp
from desktop_login.demo.pool import Factor, PoolConfig, Status, Tracking, User
from desktop_login.demo.server import DemoCognito
from tests.patience import PROCESS_S

VARIABLE = "DESKTOP_LOGIN_REFERENCE_CLIENT"
CLIENT = Path(__file__).with_name("client.js")
PASSWORD = "Demo-Passw0rd!"


@pytest.fixture(scope="session")
def modules() -> Path:
    """The folder of the npm package."""
    if not shutil.which("node"):
        pytest.skip("Node.js is not installed")
    folder = Path(os.environ.get(VARIABLE, ""), "node_modules")
    if not (folder / "amazon-cognito-identity-js").is_dir():
        pytest.skip(
            f"{VARIABLE} names no folder with amazon-cognito-identity-js; .ci/run prepares one"
        )
    return folder


class Reference:
    def __init__(self, demo: DemoCognito, modules: Path) -> None:
        self.demo = demo
        self._modules = modules

    def add(self, name: str, **facts: Any) -> User:
        secret = totp.new_secret() if Factor.TOTP in facts.get("factors", ()) else ""
        return self.demo.pool.add(f"{name}@example.com", PASSWORD, totp_secret=secret, **facts)

    def play(self, scenario: str, user: User, **facts: Any) -> dict[str, Any]:
        config = self.demo.config
        given = {
            "scenario": scenario,
            "pool": config.pool_id,
            "client": config.client_id,
            "endpoint": f"{self.demo.url}/",
            "username": user.email,
            "password": PASSWORD,
            "secret": user.totp_secret,
            **facts,
        }
        done = subprocess.run(
            ["node", str(CLIENT)],
            input=json.dumps(given),
            env={"PATH": os.environ["PATH"], "NODE_PATH": str(self._modules)},
            capture_output=True,
            text=True,
            timeout=PROCESS_S,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        result: dict[str, Any] = json.loads(done.stdout)
        return result


@pytest.fixture
def reference(request: pytest.FixtureRequest, modules: Path) -> Iterator[Reference]:
    config = getattr(request, "param", PoolConfig())
    with DemoCognito(config, seeded=False) as demo:
        yield Reference(demo, modules)


def signed_in(result: dict[str, Any], user: User, *asked: str) -> None:
    assert result == {"subject": user.sub, "use": "id", "asked": list(asked)}


def refused(result: dict[str, Any], code: str, text: str) -> None:
    assert result.get("error") == code, result
    assert text in result["message"]


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


@pytest.mark.parametrize("reference", [PoolConfig(tracking=Tracking.ALWAYS)], indirect=True)
def test_device(reference: Reference) -> None:
    """The library keeps its device under the name of the pool, so that is how it signs in."""
    user = reference.add("device", factors=(Factor.TOTP,))
    signed_in(reference.play("device", user, username=user.username), user)
    assert [device.remembered for device in user.devices.values()] == [True]
