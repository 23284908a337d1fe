"""boto3 against the demo Cognito: its model of the API reads every answer and every error."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config

from desktop_login.demo.pool import DemoPoolConfig, Tracking
from desktop_login.demo.server import DemoCognito

PASSWORD = "Demo-Passw0rd!"
CONFIG = DemoPoolConfig(rotation=False, tracking=Tracking.ALWAYS)


@pytest.fixture
def demo() -> Iterator[DemoCognito]:
    with DemoCognito(CONFIG, seeded=False) as demo:
        demo.pool.add("someone@example.com", PASSWORD, username="alice", phone="+15555550188")
        yield demo


@pytest.fixture
def client(demo: DemoCognito) -> Any:
    return boto3.session.Session().client(
        "cognito-idp",
        region_name=CONFIG.region,
        endpoint_url=demo.url,
        config=Config(signature_version=UNSIGNED, retries={"total_max_attempts": 1}, proxies={}),
    )


def sign_in(client: Any) -> dict[str, Any]:
    reply = client.initiate_auth(
        ClientId=CONFIG.client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "someone@example.com", "PASSWORD": PASSWORD},
    )
    tokens: dict[str, Any] = reply["AuthenticationResult"]
    return tokens


def test_a_device_from_its_first_sign_in_to_both_refreshes(client: Any) -> None:
    tokens = sign_in(client)
    key, access = tokens["NewDeviceMetadata"]["DeviceKey"], tokens["AccessToken"]
    number = base64.b64encode(b"\x05").decode()
    client.confirm_device(
        AccessToken=access,
        DeviceKey=key,
        DeviceName="PC",
        DeviceSecretVerifierConfig={"Salt": number, "PasswordVerifier": number},
    )
    device = client.get_device(AccessToken=access, DeviceKey=key)["Device"]
    assert device["DeviceKey"] == key
    assert isinstance(device["DeviceCreateDate"], datetime)
    old = {"REFRESH_TOKEN": tokens["RefreshToken"], "DEVICE_KEY": key}
    for flow in ("REFRESH_TOKEN_AUTH", "REFRESH_TOKEN"):
        reply = client.initiate_auth(ClientId=CONFIG.client_id, AuthFlow=flow, AuthParameters=old)
        assert reply["AuthenticationResult"]["IdToken"]
    reply = client.get_tokens_from_refresh_token(
        ClientId=CONFIG.client_id, RefreshToken=tokens["RefreshToken"], DeviceKey=key
    )
    assert reply["AuthenticationResult"]["IdToken"]


def test_own_data(client: Any) -> None:
    access = sign_in(client)["AccessToken"]
    reply = client.update_user_attributes(
        AccessToken=access, UserAttributes=[{"Name": "email", "Value": "new@example.com"}]
    )
    assert reply["CodeDeliveryDetailsList"][0]["AttributeName"] == "email"
    client.delete_user_attributes(AccessToken=access, UserAttributeNames=["phone_number"])
    kept = {
        one["Name"]: one["Value"] for one in client.get_user(AccessToken=access)["UserAttributes"]
    }
    assert (kept["email"], kept["email_verified"]) == ("new@example.com", "false")
    assert "phone_number" not in kept
    factors = client.get_user_auth_factors(AccessToken=access)
    assert (factors["Username"], factors["ConfiguredUserAuthFactors"]) == ("alice", ["PASSWORD"])


def test_refusals_are_the_exceptions_of_the_model(client: Any) -> None:
    errors = client.exceptions
    with pytest.raises(errors.NotAuthorizedException, match="Incorrect username or password"):
        client.initiate_auth(
            ClientId=CONFIG.client_id,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": "Someone@example.com", "PASSWORD": PASSWORD},
        )
    access = sign_in(client)["AccessToken"]
    with pytest.raises(errors.InvalidParameterException, match="cannot be deleted"):
        client.delete_user_attributes(AccessToken=access, UserAttributeNames=["email"])
    with pytest.raises(errors.ResourceNotFoundException, match="Device does not exist"):
        client.get_device(AccessToken=access, DeviceKey="us-east-1_nothing")
