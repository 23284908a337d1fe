"""Connection profiles: which one is in force, what it inherits, and how it looks."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_login.domain.pool import PoolClient
from desktop_login.services.stores import encrypted_device_store, encrypted_token_store
from desktop_login.settings import Settings, SettingsError, load
from desktop_login.system.paths import folder_name

TWO = """\
sign_up = false
[profiles.dev]
user_pool_id = "us-east-1_Dev"
client_id = "dev"
[profiles.live]
user_pool_id = "eu-west-1_Live"
client_id = "live"
accent = "#123456"
name = "Acme"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "settings.toml"
    path.write_text(TWO, "utf-8")
    return path


def of(
    file: Path, profile: str | None = None, remembered: str = "", **environment: str
) -> Settings:
    return load(
        explicit=file,
        profile=profile,
        remembered=remembered,
        environment=environment,
        working_folder=file.parent / "none",
    )


def client(settings: Settings) -> str:
    assert settings.pool is not None
    return settings.pool.client_id


def test_the_first_unless_another_is_asked_for(file: Path) -> None:
    assert client(of(file)) == "dev"
    assert client(of(file, profile="live")) == "live"
    assert client(of(file, remembered="live")) == "live"
    assert client(of(file, remembered="gone")) == "dev"
    file.write_text('profile = "live"\n' + TWO, "utf-8")
    assert client(of(file)) == "live"
    assert of(file).profiles == ("dev", "live")


def test_what_stands_above_the_profiles_holds_for_all(file: Path) -> None:
    assert not of(file).sign_up
    assert not of(file, profile="live").sign_up


def test_each_has_its_colour(file: Path) -> None:
    assert of(file, profile="live").brand.accent == "#123456"
    assert of(file, profile="live").brand.name == "Acme"
    file.write_text(TWO.replace('accent = "#123456"\n', ""), "utf-8")
    assert of(file, profile="live").brand.accent not in ("", of(file).brand.accent)


def test_each_has_its_session() -> None:
    names = {folder_name("us-east-1_A", "c", profile) for profile in ("", "dev", "live")}
    assert len(names) == 3


def test_a_profile_with_its_own_pool_inherits_nothing_of_another(file: Path) -> None:
    file.write_text(
        'region = "us-east-1"\nuser_pool_id = "us-east-1_Top"\nclient_id = "top"\n'
        'issuer = "https://a.example"\nclient_secret_stored = true\n' + TWO,
        "utf-8",
    )
    live = of(file, profile="live")
    assert live.pool is not None
    assert (live.pool.region, live.pool.issuer, live.secret_stored) == ("eu-west-1", None, False)
    assert of(file).profiles == ("default", "dev", "live")
    assert client(of(file)) == "top"
    assert of(file).secret_stored


def test_another_client_of_the_same_pool(file: Path) -> None:
    file.write_text(
        'user_pool_id = "us-east-1_Top"\nclient_id = "top"\nclient_secret_stored = true\n'
        '[profiles.second]\nclient_id = "second"\n',
        "utf-8",
    )
    second = of(file, profile="second")
    assert second.pool is not None
    assert (second.pool.pool_id, client(second)) == ("us-east-1_Top", "second")
    assert not second.secret_stored


def test_the_environment_wins_unless_a_profile_was_asked_for(file: Path) -> None:
    env = {"COGNITO_USER_POOL_ID": "us-west-2_Env", "COGNITO_CLIENT_ID": "env"}
    assert client(of(file, **env)) == "env"
    assert of(file, **env).profiles == ()
    assert client(of(file, profile="dev", **env)) == "dev"


def test_an_unknown_profile_names_those_there_are(file: Path) -> None:
    with pytest.raises(SettingsError) as refused:
        of(file, profile="prod")
    assert str(refused.value) == "There is no profile “prod”. Profiles: dev, live"


@pytest.mark.parametrize(
    ("text", "line", "setting", "how"),
    [
        ('[profiles.dev]\nuser_pool_id = "x"\nclient_id = "a"\n', 2, "user_pool_id", "not valid"),
        ('[profiles.a]\nclient_id = "a"\n[profiles.b]\nclient_id = "b b"\n', 4, "client_id", "not valid"),
        ('[profiles.dev]\nnonsense = 1\n', 2, "nonsense", "unknown"),
        ('profiles = 5\n', 1, "profiles", "not valid"),
        ('profile = "gone"\n[profiles.dev]\nclient_id = "a"\n', 1, "profile", "not valid"),
        ('[profiles]\ndev = 5\n', 2, "profiles.dev", "not valid"),
        (f'[profiles."{"x" * 65}"]\nclient_id = "a"\n', 1, "profiles." + "x" * 65, "not valid"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_line(
    file: Path, text: str, line: int, setting: str, how: str
) -> None:
    file.write_text(text, "utf-8")
    with pytest.raises(SettingsError) as refused:
        of(file, profile="b" if "profiles.b" in text else None)
    end = "is unknown." if how == "unknown" else "is not valid. "
    assert str(refused.value).startswith(f"{file}, line {line}: {setting} {end}")


def test_what_is_stored_for_the_real_endpoint_is_not_sent_to_another(tmp_path: Path) -> None:
    """Settings can be tampered with; the session of the real service then stays where it is."""
    pool = PoolClient("us-east-1", "us-east-1_AbCdEfGhI", "abc123")
    elsewhere = pool._replace(endpoint_url="https://evil.example")
    real, other = encrypted_token_store(pool, tmp_path), encrypted_token_store(elsewhere, tmp_path)
    assert real.service != other.service
    assert real._folder != other._folder
    assert (
        encrypted_device_store(pool, tmp_path)._service
        != encrypted_device_store(elsewhere, tmp_path)._service
    )
