"""Settings: order of the sources, and a sentence with file, line and field for everything wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_login.domain.pool import AuthFlow
from desktop_login.messages.message import in_english
from desktop_login.settings import ENVIRONMENT, SCHEMA, Origin, Settings, SettingsError, load
from desktop_login.settings.folder import Trust
from desktop_login.settings.ordinary_file import MAX_BYTES
from desktop_login.settings.values import boolean
from desktop_login.system.paths import TRUSTED_FOLDERS

GOOD = {"COGNITO_USER_POOL_ID": "us-east-1_AbCdEfGhI", "COGNITO_CLIENT_ID": "abc123"}


def read(
    folder: Path, environment: dict[str, str] | None = None, *, trusting: bool = True, **files: str
) -> Settings:
    """By default the files of the working folder are agreed to."""
    config, work = folder / "config", folder / "work"
    config.mkdir(exist_ok=True)
    work.mkdir(exist_ok=True)
    for name, text in files.items():
        path = config / "settings.toml" if name == "toml" else work / f".{name.replace('_', '.')}"
        path.write_text(text, "utf-8")
    trust = Trust(config / TRUSTED_FOLDERS, everything=trusting)
    return load(
        environment=environment or {},
        working_folder=work,
        config_folder=config,
        trust=lambda: trust,
    )


def words(folder: Path, environment: dict[str, str] | None = None, **files: str) -> str:
    with pytest.raises(SettingsError) as refused:
        read(folder, environment, trusting=True, **files)
    return in_english(refused.value.message)


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


@pytest.mark.parametrize(("text", "allowed"), [("", False), ("false", False), ("true", True)])
def test_the_password_itself_is_let_out_only_by_a_setting(
    tmp_path: Path, text: str, allowed: bool
) -> None:
    for environment, toml in (
        ({"COGNITO_ALLOW_PLAIN_PASSWORD": text}, ""),
        ({}, f"allow_plain_password = {text}\n" if text else ""),
    ):
        pool = read(tmp_path, GOOD | environment, toml=toml).pool
        assert pool is not None
        assert pool.allow_plain_password is allowed


def test_the_days_of_a_session_belong_to_one_app_client(tmp_path: Path) -> None:
    toml = 'user_pool_id = "us-east-1_Toml"\nclient_id = "toml"\nsession_days = 3650\n'
    pool = read(tmp_path, toml=toml).pool
    assert pool is not None
    assert pool.session_days == 3650
    pool = read(tmp_path, {"COGNITO_CLIENT_ID": "another"}, toml=toml).pool
    assert pool is not None
    assert pool.session_days == 0


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
        ('allow_plain_password = "maybe"\n', 1, "allow_plain_password"),
        ('[brand]\naccent = "blue"\n', 2, "brand.accent"),
        ('client_secret = "short"\n', 1, "client_secret"),
        ("client_id = [1]\n", 1, "client_id"),
    ],
)
def test_wrong_values_name_file_line_and_field(
    tmp_path: Path, toml: str, line: int, field: str
) -> None:
    path = tmp_path / "config" / "settings.toml"
    assert words(tmp_path, toml=toml).startswith(f"{path}, line {line}: {field} is not valid. ")


def test_unknown_settings_are_refused(tmp_path: Path) -> None:
    message = words(tmp_path, toml='client_id = "x"\ncolour = "red"\n')
    assert message.endswith("settings.toml, line 2: colour is unknown.")


def test_unknown_settings_in_dotenv_go_to_the_log_and_stop_nothing(tmp_path: Path) -> None:
    settings = read(tmp_path, env_local="A=1\nCOGNITO_COLOUR=red\n")
    (line,) = settings.for_the_log
    assert line.endswith(".env.local, line 2: 'COGNITO_COLOUR' is ignored")
    assert not settings.notices


@pytest.mark.parametrize("text", ["user_pool_id = \n", "=", "[brand\n", "\x00"])
def test_broken_toml(tmp_path: Path, text: str) -> None:
    assert "the file cannot be read as settings" in words(tmp_path, toml=text)


def test_too_large_a_file(tmp_path: Path) -> None:
    assert "larger than 64 KB" in words(tmp_path, toml="#\n" * (MAX_BYTES // 2 + 1))


def test_half_a_configuration(tmp_path: Path) -> None:
    message = words(tmp_path, {"COGNITO_CLIENT_ID": "abc"})
    assert message == "environment: COGNITO_USER_POOL_ID is missing."


def test_region_must_fit_the_pool(tmp_path: Path) -> None:
    message = words(tmp_path, GOOD | {"COGNITO_REGION": "eu-west-1"})
    assert message.startswith("environment: COGNITO_REGION is not valid. ")


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
    message = words(tmp_path, GOOD | {"COGNITO_ENDPOINT_URL": url})
    assert message == (
        "environment: COGNITO_ENDPOINT_URL is not valid."
        " The endpoint must use https, or http on this computer."
    )


def test_an_endpoint_of_a_file_that_is_refused_names_file_and_line(tmp_path: Path) -> None:
    message = words(tmp_path, toml='\nendpoint_url = "http://auth.example"\n')
    assert message == (
        f"{tmp_path / 'config' / 'settings.toml'}, line 2: endpoint_url is not valid."
        " The endpoint must use https, or http on this computer."
    )


ENDPOINT = {"COGNITO_ENDPOINT_URL": "https://cognito.evil.example"}
LOCAL = {"COGNITO_ENDPOINT_URL": "http://127.0.0.1:9229"}
IN_A_FILE = 'user_pool_id = "us-east-1_AbCdEfGhI"\nclient_id = "abc123"\n'


@pytest.mark.parametrize(
    ("toml", "environment", "setting"),
    [
        ('auth_flow = "admin"\n', {}, "aws_profile"),
        ("", {"COGNITO_AUTH_FLOW": "admin"}, "COGNITO_AWS_PROFILE"),
        ('auth_flow = "admin"\naws_profile = ""\n', {}, "aws_profile"),
        ('auth_flow = "admin"\n', {"AWS_PROFILE": "operator"}, "aws_profile"),
    ],
)
def test_the_admin_flow_without_a_named_profile_is_refused(
    tmp_path: Path, toml: str, environment: dict[str, str], setting: str
) -> None:
    assert words(tmp_path, environment, toml=IN_A_FILE + toml) == (
        "The sign-in method admin needs an AWS profile that is named in the settings."
        f" Set {setting}."
    )


@pytest.mark.parametrize("url", [*ENDPOINT.values(), *LOCAL.values()])
def test_the_admin_flow_goes_to_no_endpoint_of_the_environment(tmp_path: Path, url: str) -> None:
    toml = IN_A_FILE + 'auth_flow = "admin"\naws_profile = "operator"\n'
    message = words(tmp_path, {"COGNITO_ENDPOINT_URL": url}, toml=toml)
    assert "With the sign-in method admin, COGNITO_ENDPOINT_URL cannot come from" in message
    of_the_file = read(tmp_path, toml=f'{toml}endpoint_url = "{url}"\n').pool
    assert of_the_file is not None
    assert of_the_file.endpoint_url == url


def test_a_password_in_clear_goes_to_no_foreign_endpoint_of_the_environment(
    tmp_path: Path,
) -> None:
    toml = IN_A_FILE + 'auth_flow = "password"\n'
    message = words(tmp_path, ENDPOINT, toml=toml)
    assert "With the sign-in method password, COGNITO_ENDPOINT_URL cannot come from" in message
    amazon = {"COGNITO_ENDPOINT_URL": "https://cognito-idp-fips.us-east-1.amazonaws.com"}
    for allowed in (LOCAL, amazon):
        assert read(tmp_path, allowed, toml=toml).auth_flow is AuthFlow.PASSWORD
    with_srp = read(tmp_path, ENDPOINT, toml=IN_A_FILE).pool
    assert with_srp is not None
    assert with_srp.endpoint_url == ENDPOINT["COGNITO_ENDPOINT_URL"]


def test_the_choice_flow_neither_where_it_may_send_a_password_in_clear(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "COGNITO_ALLOW_PLAIN_PASSWORD"
    monkeypatch.setitem(SCHEMA, "allow_plain_password", (name, boolean))
    toml = IN_A_FILE + 'auth_flow = "choice"\n'
    assert read(tmp_path, ENDPOINT, toml=toml).auth_flow is AuthFlow.CHOICE
    message = words(tmp_path, ENDPOINT, toml=toml + "allow_plain_password = true\n")
    assert "With the sign-in method choice, COGNITO_ENDPOINT_URL cannot come from" in message


def test_a_secret_of_a_file_is_not_for_an_endpoint_of_the_environment(tmp_path: Path) -> None:
    toml = IN_A_FILE + f'client_secret = "{"s" * 40}"\n'
    found = read(tmp_path, ENDPOINT, toml=toml)
    assert found.pool is not None
    assert found.pool.client_secret is None
    (notice,) = found.notices
    assert ", line 3: client_secret is not used with an endpoint from the" in in_english(notice)
    for good in ({}, ENDPOINT | {"COGNITO_CLIENT_SECRET": "e" * 40}):
        kept = read(tmp_path, good, toml=toml)
        assert kept.pool is not None
        assert kept.pool.client_secret is not None
        assert not kept.notices


def test_a_pool_of_the_environment_gets_nothing_of_another_pool(tmp_path: Path) -> None:
    toml = (
        'user_pool_id = "us-east-1_Mine"\nclient_id = "mine"\nissuer = "https://mine.example"\n'
        "client_secret_stored = true\n"
    )
    other = read(tmp_path, GOOD, toml=toml)
    assert other.pool is not None
    assert (other.pool.issuer, other.secret_stored) == (None, False)
    same = {"COGNITO_USER_POOL_ID": "us-east-1_Mine", "COGNITO_CLIENT_ID": "mine"}
    found = read(tmp_path, same, toml=toml)
    assert found.pool is not None
    assert (found.pool.issuer, found.secret_stored) == ("https://mine.example", True)


def test_where_the_pool_is_named_is_told(tmp_path: Path) -> None:
    config = str(tmp_path / "config" / "settings.toml")
    assert read(tmp_path, toml=IN_A_FILE).origins == (
        Origin("user_pool_id", config),
        Origin("client_id", config),
    )
    mixed = read(tmp_path, {"COGNITO_CLIENT_ID": "other"} | LOCAL, toml=IN_A_FILE)
    assert mixed.origins == (
        Origin("user_pool_id", config),
        Origin("client_id", ENVIRONMENT),
        Origin("endpoint_url", ENVIRONMENT),
    )
    profile = read(tmp_path, toml='[profiles."my live"]\n' + IN_A_FILE).origins
    assert profile[0] == Origin("user_pool_id", config, "my live")


def test_an_explicit_file_must_exist(tmp_path: Path) -> None:
    with pytest.raises(SettingsError):
        load(explicit=tmp_path / "nowhere.toml", environment={}, working_folder=tmp_path)


@pytest.mark.medium
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300, deadline=None
)
@given(st.one_of(st.text(), st.text(alphabet='=[]."\n#_abcdefuser_pool_id1')))
def test_no_text_is_worse_than_a_sentence(tmp_path: Path, text: str) -> None:
    for name in ("toml", "env"):
        for file in (tmp_path / "config" / "settings.toml", tmp_path / "work" / ".env"):
            file.unlink(missing_ok=True)
        try:
            read(tmp_path, None, trusting=True, **{name: text.encode("utf-8", "replace").decode()})
        except SettingsError as error:
            assert in_english(error.message)


class TestEmulators:
    """On this computer pools may be called otherwise, and issuers need no https."""

    LOCAL = 'user_pool_id = "local_4swJtcNM"\nclient_id = "8xh16lb0n8"\n'
    HERE = 'endpoint_url = "http://localhost:9229"\n'

    def test_a_pool_of_cognito_local(self, tmp_path: Path) -> None:
        pool = loaded(tmp_path, self.LOCAL + self.HERE).pool
        assert pool is not None
        assert (pool.pool_id, pool.region) == ("local_4swJtcNM", "local")
        for host in ("localhost", "127.0.0.1", "[::1]"):
            assert f"http://{host}:9229/local_4swJtcNM" in pool.issuers
        assert "http://localhost:9230/local_4swJtcNM" not in pool.issuers
        named = loaded(tmp_path, self.LOCAL + self.HERE + 'region = "eu-west-1"\n').pool
        assert named is not None
        assert named.region == "eu-west-1"

    def test_an_issuer_over_http(self, tmp_path: Path) -> None:
        issuer = 'issuer = "http://127.0.0.1:9229/local_4swJtcNM"\n'
        pool = loaded(tmp_path, self.LOCAL + self.HERE + issuer).pool
        assert pool is not None
        assert pool.issuers == ("http://127.0.0.1:9229/local_4swJtcNM",)

    @pytest.mark.parametrize(
        "endpoint", ["", 'endpoint_url = "https://cognito.acme.example"\n'], ids=["none", "remote"]
    )
    @pytest.mark.parametrize(
        ("text", "setting"),
        [
            (LOCAL, "user_pool_id"),
            (
                IN_A_FILE + 'issuer = "http://127.0.0.1:9229/x"\n',
                "issuer",
            ),
        ],
    )
    def test_neither_is_for_anything_but_an_endpoint_on_this_computer(
        self, tmp_path: Path, endpoint: str, text: str, setting: str
    ) -> None:
        with pytest.raises(SettingsError) as refused:
            loaded(tmp_path, text + endpoint)
        assert setting in str(refused.value)

    @pytest.mark.parametrize(
        "text", ["local", "_x", "local_", "local_a-b", "lo cal_x", "l\u00f6cal_x", "a" * 55 + "_x"]
    )
    def test_what_is_no_pool_id_anywhere(self, tmp_path: Path, text: str) -> None:
        toml = f'user_pool_id = "{text}"\nclient_id = "a"\n'
        with pytest.raises(SettingsError):
            loaded(tmp_path, toml + self.HERE)

    @pytest.mark.parametrize("issuer", ["http://acme.example/x", "http://127.0.0.1.evil.example/x"])
    def test_an_issuer_over_http_is_on_this_computer(self, tmp_path: Path, issuer: str) -> None:
        with pytest.raises(SettingsError) as refused:
            loaded(tmp_path, self.LOCAL + self.HERE + f'issuer = "{issuer}"\n')
        assert "issuer" in str(refused.value)


def loaded(folder: Path, text: str) -> Settings:
    file = folder / "settings.toml"
    file.write_text(text, "utf-8")
    return load(explicit=file, environment={}, working_folder=folder, config_folder=folder)
