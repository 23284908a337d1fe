"""The settings of AWS credentials: what is accepted, from where, and what a file of another tool names."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from desktop_login.services.pool_setup import LocalPoolSetup, wanted_of
from desktop_login.settings import Settings, SettingsError, load, load_text
from desktop_login.settings.aws import AwsSettings, is_identity_pool_id, is_role
from desktop_login.settings.imports import read_text

USER_POOL, CLIENT = "eu-west-1_AbCdEfGhI", "4rl6sbbvo0qrqrjrd3dvbgoom6"
IDENTITY_POOL = "eu-west-1:1a2b3c4d-5e6f-4a7b-8c9d-0e1f2a3b4c5d"
OTHER = "us-east-1:00000000-5e6f-4a7b-8c9d-0e1f2a3b4c5d"
ROLE = "arn:aws:iam::123456789012:role/orders-reader"
POOL = f'user_pool_id = "{USER_POOL}"\nclient_id = "{CLIENT}"\n'
ALL = (
    f'identity_pool_id = "{IDENTITY_POOL}"\naws_region = "us-east-1"\naws_role = "{ROLE}"\n'
    'api_url = "https://api.example.com/v1/"\napi_bucket = "orders-data"\napi_history = false\n'
)


def of_text(text: str, profile: str = "") -> AwsSettings:
    return load_text(POOL + text, Path("settings.toml"), profile).aws


def test_a_pool_without_these_settings_has_no_identity_pool_and_remembers_requests() -> None:
    assert of_text("") == AwsSettings("", "", "", "", "", api_history=True)


def test_every_setting_of_a_file_is_in_force() -> None:
    assert of_text(ALL) == AwsSettings(
        IDENTITY_POOL, "us-east-1", ROLE, "https://api.example.com/v1", "orders-data", False
    )


def test_the_region_is_that_of_the_identity_pool_where_none_is_set() -> None:
    assert of_text(f'identity_pool_id = "{OTHER}"').region == "us-east-1"


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text(POOL + ALL, "utf-8")
    environment = {
        "COGNITO_IDENTITY_POOL_ID": OTHER,
        "COGNITO_AWS_REGION": "eu-central-1",
        "COGNITO_AWS_ROLE": ROLE + "-2",
        "BACKEND_API_ENDPOINT": "http://127.0.0.1:9229/v1",
    }
    found = load(environment=environment, config_folder=tmp_path, working_folder=tmp_path).aws
    assert found == AwsSettings(
        OTHER, "eu-central-1", ROLE + "-2", "http://127.0.0.1:9229/v1", "orders-data", False
    )


def test_a_folder_names_neither_identity_pool_nor_api(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text(POOL, "utf-8")
    lines = f"COGNITO_IDENTITY_POOL_ID={OTHER}\nBACKEND_API_ENDPOINT=https://evil.example\n"
    (tmp_path / ".env").write_text(lines, "utf-8")
    found = load(environment={}, config_folder=tmp_path, working_folder=tmp_path).aws
    assert found == AwsSettings()


def test_a_profile_with_another_user_pool_inherits_none_of_them_but_the_history() -> None:
    another = '[profiles.staging]\nuser_pool_id = "us-east-1_Other"\nclient_id = "abc"\n'
    assert of_text(ALL + another, "staging") == AwsSettings(api_history=False)


def test_a_profile_with_another_app_client_of_the_same_pool_inherits_them() -> None:
    text = POOL + ALL + '[profiles.other]\nclient_id = "abc"\n'
    found = load_text(text, Path("settings.toml"), "other").aws
    assert found.identity_pool_id == IDENTITY_POOL


@pytest.mark.parametrize(
    "line",
    [
        'identity_pool_id = "1a2b3c4d-5e6f-4a7b-8c9d-0e1f2a3b4c5d"',
        'identity_pool_id = "eu-west-1:1A2B3C4D-5E6F-4A7B-8C9D-0E1F2A3B4C5D"',
        'identity_pool_id = "evil.example/#:1a2b3c4d-5e6f-4a7b-8c9d-0e1f2a3b4c5d"',
        'aws_region = "eu-west-1.evil.example"',
        'aws_role = "arn:aws:iam::123456789012:user/orders"',
        'aws_role = "arn:aws:iam::123456789012:role/orders\\nreader"',
        'api_url = "http://api.example.com"',
        'api_url = "https://api.example.com/?a=b"',
        'api_url = "https://api.example.com:70000"',
        'api_url = "https://person:word@api.example.com"',
        'api_bucket = "Orders/data"',
        "api_history = 1",
    ],
)
def test_a_malformed_value_is_refused_by_name(line: str) -> None:
    with pytest.raises(SettingsError) as error:
        of_text(line)
    assert line.partition(" = ")[0] in str(error.value)


@pytest.mark.parametrize("partition", ["aws", "aws-cn", "aws-us-gov"])
def test_a_role_of_every_partition_is_accepted(partition: str) -> None:
    assert is_role(f"arn:{partition}:iam::123456789012:role/path/to/orders+reader@x")


def test_an_identity_pool_id_ends_after_its_uuid() -> None:
    assert is_identity_pool_id(IDENTITY_POOL)
    assert not is_identity_pool_id(IDENTITY_POOL + "\n")


OUTPUTS = json.dumps(
    {
        "auth": {
            "user_pool_id": USER_POOL,
            "user_pool_client_id": CLIENT,
            "identity_pool_id": IDENTITY_POOL,
        }
    }
)
EXPORTS = f"""
const awsmobile = {{
    "aws_cognito_identity_pool_id": "{IDENTITY_POOL}",
    "aws_user_pools_id": "{USER_POOL}",
    "aws_user_pools_web_client_id": "{CLIENT}",
}};
"""
CONFIGURATION = json.dumps(
    {
        "auth": {
            "plugins": {
                "awsCognitoAuthPlugin": {
                    "CredentialsProvider": {
                        "CognitoIdentity": {
                            "Default": {"PoolId": IDENTITY_POOL, "Region": "eu-west-1"}
                        }
                    },
                    "CognitoUserPool": {"Default": {"PoolId": USER_POOL, "AppClientId": CLIENT}},
                }
            }
        }
    }
)
STACK = json.dumps(
    {
        "LoginStack": {
            "UserPoolId": USER_POOL,
            "DesktopClientId": CLIENT,
            "IdentityPoolId": IDENTITY_POOL,
        }
    }
)
DESCRIBED = json.dumps(
    {
        "Stacks": [
            {
                "Outputs": [
                    {"OutputKey": "UserPoolId", "OutputValue": USER_POOL},
                    {"OutputKey": "DesktopClientId", "OutputValue": CLIENT},
                    {"OutputKey": "IdentityPoolId", "OutputValue": IDENTITY_POOL},
                ]
            }
        ]
    }
)


@pytest.mark.parametrize("text", [OUTPUTS, EXPORTS, CONFIGURATION, STACK, DESCRIBED])
def test_a_file_of_a_tool_names_the_identity_pool(text: str) -> None:
    found = read_text(text, "file")
    assert (found.user_pool_id, found.client_id) == (USER_POOL, CLIENT)
    assert found.identity_pool_id == IDENTITY_POOL


@pytest.mark.parametrize(
    "entry", [{"IdentityId": IDENTITY_POOL}, {"IdentityPoolId": "${Token}"}, {"Pool": OTHER}]
)
def test_what_only_looks_like_an_identity_pool_is_left_alone(entry: dict[str, str]) -> None:
    text = json.dumps({"UserPoolId": USER_POOL, "ClientId": CLIENT} | entry)
    assert read_text(text, "file").identity_pool_id == ""


def test_of_two_identity_pools_none_is_taken() -> None:
    pools = {"IdentityPoolId": IDENTITY_POOL, "OldIdentityPoolId": OTHER}
    text = json.dumps({"UserPoolId": USER_POOL, "ClientId": CLIENT} | pools)
    assert read_text(text, "file").identity_pool_id == ""


def saved(folder: Path, text: str, before: str = "") -> Settings:
    path = folder / "settings.toml"
    path.write_text(before, "utf-8")
    now = load_text(before, path)
    LocalPoolSetup(path, now).save(read_text(text, "file"))
    return load_text(path.read_text("utf-8"), path)


def test_an_imported_identity_pool_is_written_down(tmp_path: Path) -> None:
    settings = saved(tmp_path, OUTPUTS)
    assert settings.aws.identity_pool_id == IDENTITY_POOL
    assert wanted_of(settings).identity_pool_id == IDENTITY_POOL


def test_saving_the_same_user_pool_keeps_role_and_api(tmp_path: Path) -> None:
    plain = json.dumps({"UserPoolId": USER_POOL, "ClientId": CLIENT})
    assert saved(tmp_path, plain, POOL + ALL).aws.role == ROLE


def test_saving_another_user_pool_takes_them_out(tmp_path: Path) -> None:
    plain = json.dumps({"UserPoolId": "us-east-1_Other", "ClientId": CLIENT})
    assert saved(tmp_path, plain, POOL + ALL).aws == AwsSettings(api_history=False)
