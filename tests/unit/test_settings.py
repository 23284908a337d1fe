"""Settings: order of the sources, and a sentence with file, line and field for everything wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_login.domain.pool import AuthFlow
from desktop_login.settings import Settings, SettingsError, load
from desktop_login.settings.sources import MAX_BYTES
from desktop_login.wording.text import in_english

GOOD = {"COGNITO_USER_POOL_ID": "us-east-1_AbCdEfGhI", "COGNITO_CLIENT_ID": "abc123"}


def read(folder: Path, environment: dict[str, str] | None = None, **files: str) -> Settings:
    config, work = folder / "config", folder / "work"
    config.mkdir(exist_ok=True)
    work.mkdir(exist_ok=True)
    for name, text in files.items():
        path = config / "settings.toml" if name == "toml" else work / f".{name.replace('_', '.')}"
        path.write_text(text, "utf-8")
    return load(environment=environment or {}, working_folder=work, config_folder=config)


def words(folder: Path, environment: dict[str, str] | None = None, **files: str) -> str:
    with pytest.raises(SettingsError) as refused:
        read(folder, environment, **files)
    return in_english(refused.value.words)


def test_nothing_configured(tmp_path: Path) -> None:
    assert read(tmp_path) == Settings()


def test_everything_from_the_environment(tmp_path: Path) -> None:
    read_settings = read(
        tmp_path,
        GOOD
        | {
            "COGNITO_REGION": "us-east-1",
            "COGNITO_CLIENT_SECRET": "s" * 40,
            "COGNITO_ISSUER": "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_AbCdEfGhI",
            "COGNITO_AUTH_FLOW": "password",
            "COGNITO_SIGN_UP": "false",
            "COGNITO_ENDPOINT_URL": "http://127.0.0.1:4566/",
        },
    )
    pool = read_settings.pool
    assert pool is not None
    assert pool.region == "us-east-1"
    assert pool.auth_flow is AuthFlow.PASSWORD
    assert pool.client_secret is not None
    assert pool.endpoint_url == "http://127.0.0.1:4566"
    assert read_settings.sign_up is False
    assert "s" * 40 not in repr(read_settings)


def test_last_wins(tmp_path: Path) -> None:
    toml = 'user_pool_id = "us-east-1_Toml"\nclient_id = "toml"\n[brand]\nname = "Acme"\n'
    found = read(tmp_path, toml=toml)
    assert found.pool is not None
    assert found.pool.client_id == "toml"
    assert found.brand.name == "Acme"
    env = "OTHER_TOOL=1\nCOGNITO_CLIENT_ID=dotenv\n"
    assert read(tmp_path, env=env).pool.client_id == "dotenv"  # type: ignore[union-attr]
    local = "export COGNITO_CLIENT_ID='local'\n"
    assert read(tmp_path, env_local=local).pool.client_id == "local"  # type: ignore[union-attr]
    environment = {"COGNITO_CLIENT_ID": "environment"}
    assert read(tmp_path, environment).pool.client_id == "environment"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("toml", "line", "field"),
    [
        ('\n\nuser_pool_id = "nonsense"\n', 3, "user_pool_id"),
        ('user_pool_id = "us-east-1_Abc\\n"\n', 1, "user_pool_id"),
        ('client_id = "x"\nuser_pool_id = "us-east-1_../../x"\n', 2, "user_pool_id"),
        ('client_id = "with space"\n', 1, "client_id"),
        ('auth_flow = "magic"\n', 1, "auth_flow"),
        ('region = "moon"\n', 1, "region"),
        ("sign_up = 3\n", 1, "sign_up"),
        ('[brand]\naccent = "blue"\n', 2, "brand.accent"),
        ('client_secret = "short"\n', 1, "client_secret"),
        ("client_id = [1]\n", 1, "client_id"),
    ],
)
def test_wrong_values_name_file_line_and_field(
    tmp_path: Path, toml: str, line: int, field: str
) -> None:
    path = tmp_path / "config" / "settings.toml"
    assert words(tmp_path, toml=toml) == f"{path}, line {line}: {field} is not valid."


def test_unknown_settings_are_refused(tmp_path: Path) -> None:
    said = words(tmp_path, toml='client_id = "x"\ncolour = "red"\n')
    assert said.endswith("settings.toml, line 2: colour is unknown.")


def test_unknown_settings_in_dotenv_are_refused(tmp_path: Path) -> None:
    said = words(tmp_path, env_local="A=1\nCOGNITO_COLOUR=red\n")
    assert said.endswith(".env.local, line 2: COGNITO_COLOUR is unknown.")


@pytest.mark.parametrize("text", ["user_pool_id = \n", "=", "[brand\n", "\x00"])
def test_broken_toml(tmp_path: Path, text: str) -> None:
    assert "the file cannot be read as settings" in words(tmp_path, toml=text)


def test_too_large_a_file(tmp_path: Path) -> None:
    assert "larger than 64 KB" in words(tmp_path, toml="#\n" * (MAX_BYTES // 2 + 1))


def test_half_a_configuration(tmp_path: Path) -> None:
    said = words(tmp_path, {"COGNITO_CLIENT_ID": "abc"})
    assert said == "environment: COGNITO_USER_POOL_ID is missing."


def test_region_must_fit_the_pool(tmp_path: Path) -> None:
    said = words(tmp_path, GOOD | {"COGNITO_REGION": "eu-west-1"})
    assert said == "environment: COGNITO_REGION is not valid."


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com",
        "http://127.0.0.1.evil.example",
        "http://localhost@evil.example",
        "ftp://localhost",
        "https://user:word@example.com",
        "//localhost",
    ],
)
def test_endpoint_must_be_https_or_loopback(tmp_path: Path, url: str) -> None:
    said = words(tmp_path, GOOD | {"COGNITO_ENDPOINT_URL": url})
    assert said == "The endpoint must use https, or http on this computer."


def test_an_explicit_file_must_exist(tmp_path: Path) -> None:
    with pytest.raises(SettingsError):
        load(explicit=tmp_path / "nowhere.toml", environment={}, working_folder=tmp_path)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300, deadline=None
)
@given(st.one_of(st.text(), st.text(alphabet='=[]."\n#_abcdefuser_pool_id1')))
def test_no_text_is_worse_than_a_sentence(tmp_path: Path, text: str) -> None:
    for name in ("toml", "env"):
        for file in (tmp_path / "config" / "settings.toml", tmp_path / "work" / ".env"):
            file.unlink(missing_ok=True)
        try:
            read(tmp_path, **{name: text.encode("utf-8", "replace").decode()})
        except SettingsError as error:
            assert in_english(error.words)
