"""Settings out of other tools' files: every format, what is wrong with them, and what never happens."""

from __future__ import annotations

import json
import os
import socket
import sys
import time
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_login.domain.pool import is_client_id, is_pool_id
from desktop_login.settings import SettingsError, load
from desktop_login.settings.imports import (
    MAX_ADDRESS,
    MAX_BYTES,
    Imported,
    from_address,
    read_file,
    read_text,
)
from desktop_login.settings.writing import Draft

POOL, CLIENT, SECRET = "us-east-1_AbCdEfGhI", "1example23456789", "0123456789abcdef" * 3

CDK = {
    "desktop-login-stack": {
        "Region": "us-east-1",
        "UserPoolId": POOL,
        "PrivateClientId": "2private",
        "DesktopClientId": CLIENT,
        "Issuer": f"https://cognito-idp.us-east-1.amazonaws.com/{POOL}",
        "Domain": "https://acme.auth.us-east-1.amazoncognito.com",
    }
}
OTHER_CDK = {"Web": {"UserPoolIdE5F2A1": POOL, "UserPoolClientId77AA": CLIENT, "Bucket": "x"}}
CLOUDFORMATION = [
    {"OutputKey": "UserPoolId", "OutputValue": POOL},
    {"OutputKey": "WebUserPoolClientIdAB12", "OutputValue": "not this"},
    {"OutputKey": "UserPoolClientIdAB12", "OutputValue": CLIENT},
]
AMPLIFY_2 = {
    "version": "1.3",
    "auth": {
        "aws_region": "us-east-1",
        "user_pool_id": POOL,
        "user_pool_client_id": CLIENT,
        "identity_pool_id": "us-east-1:11111111-2222-3333-4444-555555555555",
        "password_policy": {"min_length": 8},
    },
}
AMPLIFY_MOBILE = {
    "auth": {
        "plugins": {
            "awsCognitoAuthPlugin": {
                "CredentialsProvider": {
                    "CognitoIdentity": {
                        "Default": {"PoolId": "us-east-1:1111", "Region": "us-east-1"}
                    }
                },
                "CognitoUserPool": {
                    "Default": {"PoolId": POOL, "AppClientId": CLIENT, "Region": "us-east-1"}
                },
            }
        }
    }
}
AWS_EXPORTS = {
    "aws_project_region": "us-east-1",
    "aws_cognito_region": "us-east-1",
    "aws_user_pools_id": POOL,
    "aws_user_pools_web_client_id": CLIENT,
    "oauth": {},
}
DESCRIBED = {
    "UserPoolClient": {
        "UserPoolId": POOL,
        "ClientName": "private-client",
        "ClientId": CLIENT,
        "ClientSecret": SECRET,
        "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"],
    }
}


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(CDK),
        json.dumps(OTHER_CDK),
        json.dumps(CLOUDFORMATION),
        json.dumps(AMPLIFY_2),
        json.dumps(AMPLIFY_MOBILE),
        json.dumps(AWS_EXPORTS),
        f"/* x */\nconst awsmobile = {json.dumps(AWS_EXPORTS)};\n\nexport default awsmobile;\n",
        json.dumps(DESCRIBED),
        f"COGNITO_USER_POOL_ID={POOL}\nCOGNITO_CLIENT_ID={CLIENT}\n",
        f"export NEXT_PUBLIC_COGNITO_USER_POOL_ID='{POOL}'\nNEXT_PUBLIC_COGNITO_CLIENT_ID={CLIENT}\nX=y",
        f"VITE_USER_POOL_ID={POOL}\nVITE_USER_POOL_CLIENT_ID={CLIENT}\n",
        f"COGNITO_ISSUER=https://cognito-idp.us-east-1.amazonaws.com/{POOL}\nCOGNITO_CLIENT_ID={CLIENT}",
        f"https://acme.auth.us-east-1.amazoncognito.com/{POOL}?client_id={CLIENT}",
        f"https://console.aws.amazon.com/cognito/v2/idp/user-pools/{POOL}/app-integration/clients/{CLIENT}",
    ],
)
def test_every_format_names_the_pool_and_the_client(text: str) -> None:
    found = read_text(text, "file")
    assert (found.user_pool_id, found.client_id) == (POOL, CLIENT)
    assert found.region in ("", "us-east-1")
    assert found.issuer == ""  # the usual one is no setting


def test_a_secret_is_found_and_never_shown() -> None:
    found = read_text(json.dumps(DESCRIBED), "file")
    assert found.secret is not None
    assert found.secret.reveal() == SECRET
    assert SECRET not in repr(found)


def test_the_only_client_is_taken_even_if_it_is_private() -> None:
    assert (
        read_text(json.dumps({"UserPoolId": POOL, "PrivateClientId": "2p"}), "f").client_id == "2p"
    )


def test_an_issuer_of_its_own_is_kept() -> None:
    text = json.dumps(
        {"UserPoolId": POOL, "ClientId": CLIENT, "Issuer": "https://login.acme.example"}
    )
    assert read_text(text, "f").issuer == "https://login.acme.example"


@pytest.mark.parametrize(
    "text",
    [
        f"https://cognito-idp.us-east-1.amazonaws.com/{POOL}",
        f"https://cognito-idp.us-east-1.amazonaws.com/{POOL}/.well-known/jwks.json",
        f"arn:aws:cognito-idp:us-east-1:123456789012:userpool/{POOL}",
        f"  https://cognito-idp.us-east-1.amazonaws.com/{POOL}\n",
    ],
)
def test_pasted_addresses(text: str) -> None:
    assert from_address(text) == Imported(user_pool_id=POOL)


@pytest.mark.parametrize(
    "text", ["", POOL, "https://acme.example", "arn:aws:s3:::bucket", "us-east-1_"]
)
def test_what_is_no_address(text: str) -> None:
    assert from_address(text) == Imported()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "config.json contains no user pool settings."),
        ("{}", "config.json contains no user pool settings."),
        ("{", "config.json contains no user pool settings."),
        ("[" * 100_000, "config.json contains no user pool settings."),
        ('{"a": ' * 5000 + "1" + "}" * 5000, "config.json contains no user pool settings."),
        ('{"UserPoolId": "nonsense"}', "config.json: user_pool_id is not valid."),
        (f'{{"UserPoolId": "{POOL}", "ClientId": "no spaces"}}', "config.json: client_id is not valid."),
        (f'{{"UserPoolId": "{POOL}", "ClientSecret": "short"}}', "config.json: client_secret is not valid."),
    ],
)  # fmt: skip
def test_what_cannot_be_imported_is_said(tmp_path: Path, text: str, sentence: str) -> None:
    file = tmp_path / "config.json"
    file.write_text(text, "utf-8")
    with pytest.raises(SettingsError) as refused:
        read_file(file)
    assert str(refused.value) == sentence
    assert "short" not in str(refused.value)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b'{"UserPoolId": "\xed\xa0\x80"}', None])
def test_unreadable_files(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "config.json"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(SettingsError, match="cannot be read as settings"):
        read_file(file)


# --- hostile sizes and kinds ------------------------------------------------------------------

# Many times what each takes (milliseconds); the fault took 21 s and grew with the square.
GUARD_S = 2.0


def test_a_large_file_of_another_tool_is_read(tmp_path: Path) -> None:
    file = tmp_path / "amplify_outputs.json"
    model = {f"Model{i}": {"fields": {"name": {"type": "String"}}} for i in range(20_000)}
    file.write_text(json.dumps({"data": model} | AMPLIFY_2), "utf-8")
    assert 1_000_000 < file.stat().st_size < MAX_BYTES
    assert read_file(file).user_pool_id == POOL


def test_a_file_beyond_the_limit_is_refused_without_reading_it(tmp_path: Path) -> None:
    file = tmp_path / "config.json"
    with file.open("wb") as large:
        large.truncate(64 * 1024**2)  # takes no room on the disk
    tracemalloc.start()
    try:
        with pytest.raises(SettingsError, match="larger than 4096 KB"):
            read_file(file)
        assert tracemalloc.get_traced_memory()[1] < 4 * MAX_BYTES
    finally:
        tracemalloc.stop()


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such files there")
def test_a_pipe_without_a_writer_is_refused_at_once(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(SettingsError, match="not an ordinary file"):
        read_file(pipe)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such files there")
def test_devices_folders_and_sockets_are_refused(tmp_path: Path) -> None:
    for place in (Path("/dev/zero"), tmp_path):
        with pytest.raises(SettingsError, match="not an ordinary file"):
            read_file(place)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "socket"))
        with pytest.raises(SettingsError, match="cannot be read as settings"):
            read_file(tmp_path / "socket")


@pytest.mark.parametrize("name", ["a\0b", "a\ud800b"])
def test_names_that_no_file_can_have_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(SettingsError, match="cannot be read as settings"):
        read_file(tmp_path / name)


def test_what_is_longer_than_an_address_is_not_looked_at() -> None:
    begin = f"https://acme.example/{POOL}?"
    assert from_address(begin.ljust(MAX_ADDRESS, "x")).user_pool_id == POOL
    assert from_address(begin.ljust(MAX_ADDRESS + 1, "x")) == Imported()


@pytest.mark.parametrize("size", [MAX_ADDRESS, 30_000, 1_000_000, 10_000_000])
@pytest.mark.parametrize(
    "unit", ["us-", "aa-", "a", "https://us-east-1_", "/clients/", "%2f-", "&", "["]
)
def test_a_pasted_text_takes_time_in_proportion(unit: str, size: int) -> None:
    text = f"https://x/?{unit * (size // len(unit))}"[:size]
    begun = time.process_time()
    from_address(text)
    assert time.process_time() - begun < GUARD_S


@pytest.mark.parametrize(
    "text", ["http://[", "https://[::1", "https://[::1/us-east-1_Ab?client_id=x"]
)
def test_half_an_address_is_no_error(text: str) -> None:
    assert from_address(text).client_id == ""


def test_an_encoded_address_names_the_pool() -> None:
    inner = f"https%3A%2F%2Fcognito-idp.us-east-1.amazonaws.com%2F{POOL}"
    assert from_address(f"https://acme.example/?next={inner}").user_pool_id == POOL


@pytest.mark.parametrize(
    "text",
    [
        "A=x" + " " * 60_000 + "y",
        "A=x" + "\t\x0b" * 30_000 + "y",
        "A='" + "\\'" * 30_000,
        "[" * 4_000_000,
        '{"a":' * 10_000 + "1" + "}" * 10_000,
        '{"UserPoolId":' + "1" * 5_000 + "}",
        '{"UserPoolId": "' + "\\ud800" * 100 + '"}',
        "\0" * 10_000,
        "aws" * 1_000_000 + "=1",
    ],
    ids=["blanks", "tabs", "quotes", "lists", "objects", "digits", "surrogates", "zeros", "name"],
)  # fmt: skip
def test_a_hostile_text_is_refused_in_time(text: str) -> None:
    begun = time.process_time()
    with pytest.raises(SettingsError):
        read_text(text, "file")
    assert time.process_time() - begun < 2 * GUARD_S


@given(st.text(max_size=400) | st.recursive(st.none() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.sampled_from(["UserPoolId", "ClientId", "region", "x"]), x)).map(json.dumps))  # fmt: skip
def test_whatever_the_text_there_is_a_pool_or_a_sentence(text: str) -> None:
    try:
        found = read_text(text, "file")
    except SettingsError:
        return
    assert not found.user_pool_id or is_pool_id(found.user_pool_id)
    assert not found.client_id or is_client_id(found.client_id)


# --- writing --------------------------------------------------------------------------------


def read_back(path: Path, **how: str) -> tuple[str, str, str]:
    settings = load(explicit=path, environment={}, working_folder=path.parent / "none", **how)  # type: ignore[arg-type]
    assert settings.pool is not None
    return settings.pool.pool_id, settings.pool.client_id, settings.profile


def write(file: Path, values: dict[str, str | bool], profile: str = "") -> None:
    with Draft(file, values, profile) as draft:
        draft.keep()


def test_a_new_file_explains_itself_and_can_be_read_back(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "settings.toml"
    write(file, {"region": "us-east-1", "user_pool_id": POOL, "client_id": CLIENT})
    assert file.read_text("utf-8").startswith("# Settings of Desktop Login.")
    assert read_back(file) == (POOL, CLIENT, "")


def test_what_a_person_wrote_stays(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(
        f'# mine\nsign_up = false  # keep\nclient_secret = "{SECRET}"\nclient_id = "old"\n\n'
        '[brand]\nname = "Acme"\n',
        "utf-8",
    )
    write(file, {"user_pool_id": POOL, "client_id": CLIENT})
    text = file.read_text("utf-8")
    assert "# mine" in text
    assert "sign_up = false  # keep" in text
    assert SECRET not in text  # it belonged to the old client
    settings = load(explicit=file, environment={}, working_folder=tmp_path / "none")
    assert settings.brand.name == "Acme"
    assert read_back(file) == (POOL, CLIENT, "")


def test_profiles_stand_beside_each_other(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    write(file, {"user_pool_id": POOL, "client_id": "dev"}, "dev")
    write(file, {"user_pool_id": "eu-west-1_Live", "client_id": "live"}, "live system")
    write(file, {"user_pool_id": POOL, "client_id": "dev2"}, "dev")
    assert read_back(file) == (POOL, "dev2", "dev")
    assert read_back(file, profile="live system") == ("eu-west-1_Live", "live", "live system")
    write(file, {"user_pool_id": POOL, "client_id": "top"})
    assert read_back(file) == (POOL, "top", "default")


def test_a_secret_cannot_be_written_by_mistake(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="secret"):
        write(tmp_path / "settings.toml", {"client_secret": SECRET})
    assert not (tmp_path / "settings.toml").exists()


def test_a_broken_file_is_not_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("this is not toml", "utf-8")
    with pytest.raises(SettingsError, match="line 1"):
        write(file, {"user_pool_id": POOL, "client_id": CLIENT})
    assert file.read_text("utf-8") == "this is not toml"


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(SettingsError, match="cannot be written"):
        write(tmp_path / "file" / "settings.toml", {"user_pool_id": POOL, "client_id": CLIENT})
