"""The settings of a sign-in with the browser: what is accepted, from where, and what a secret forbids."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_login.domain.browser import BrowserSignInMode, IdentityProvider
from desktop_login.domain.pool import REDIRECTS, PoolClient
from desktop_login.messages.message import in_english
from desktop_login.settings import Settings, SettingsError, load, load_text

POOL = 'user_pool_id = "eu-west-1_AbCdEfGhI"\nclient_id = "abc"\n'
SECRET = 'client_secret = "0123456789abcdefghijklmn"\n'
AMAZON = "https://acme.auth.eu-west-1.amazoncognito.com"


def of_text(text: str) -> Settings:
    return load_text(POOL + text, Path("settings.toml"))


def of_environment(folder: Path, text: str = "", **names: str) -> Settings:
    (folder / "settings.toml").write_text(POOL + text, "utf-8")
    return load(environment=names, config_folder=folder, working_folder=folder)


def test_a_pool_without_these_settings_uses_the_usual_redirects_and_offers_the_browser() -> None:
    settings = of_text("")
    assert settings.pool is not None
    assert settings.pool.redirects == REDIRECTS
    assert settings.browser_sign_in is BrowserSignInMode.OFFER
    assert settings.passkeys
    assert (settings.pool.domain, settings.identity_providers) == ("", ())


def test_every_setting_of_a_file_is_in_force() -> None:
    settings = of_text(
        f'domain = "{AMAZON}/"\nbrowser_sign_in = "only"\npasskeys = false\n'
        'identity_providers = ["Company=Acme SSO", "Google"]\n'
        'redirect_uris = ["http://localhost:3000", "http://[::1]:3000/back"]\n'
        'scopes = ["openid", "email"]\n'
    )
    pool = settings.pool
    assert pool is not None
    assert pool.domain == AMAZON
    assert pool.redirects == ("http://localhost:3000", "http://[::1]:3000/back")
    assert pool.scopes == ("openid", "email")
    assert settings.browser_sign_in is BrowserSignInMode.ONLY
    assert settings.identity_providers == (
        IdentityProvider("Company", "Acme SSO"),
        IdentityProvider("Google"),
    )
    assert not settings.passkeys


def test_the_environment_separates_by_commas_and_scopes_also_by_blanks(tmp_path: Path) -> None:
    settings = of_environment(
        tmp_path,
        COGNITO_DOMAIN="acme.auth.eu-west-1.amazoncognito.com",
        COGNITO_IDENTITY_PROVIDERS="Company=Acme SSO, Google",
        COGNITO_REDIRECT_URIS="http://127.0.0.1:1,http://127.0.0.1:65535/a",
        COGNITO_SCOPES="openid email",
    )
    pool = settings.pool
    assert pool is not None
    assert pool.domain == AMAZON
    assert pool.redirects == ("http://127.0.0.1:1", "http://127.0.0.1:65535/a")
    assert pool.scopes == ("openid", "email")
    assert [one.label for one in settings.identity_providers] == ["Acme SSO", ""]


@pytest.mark.parametrize(
    "line",
    [
        'domain = "http://acme.example"',
        'domain = "https://acme.example/login"',
        'domain = "https://acme.example:0"',
        'domain = "https://name:word@acme.example"',
        'domain = "https://acme.example?x"',
        'domain = "acme"',
        'redirect_uris = ["https://127.0.0.1:8917/callback"]',
        'redirect_uris = ["http://127.0.0.1/callback"]',
        'redirect_uris = ["http://127.0.0.2:8917/callback"]',
        'redirect_uris = ["http://localhost.evil.example:8917/"]',
        'redirect_uris = ["http://127.0.0.1:65536/"]',
        'redirect_uris = ["http://127.0.0.1:8917/?a=b"]',
        'redirect_uris = ["myapp://callback"]',
        'redirect_uris = [" "]',
        'redirect_uris = ["http://127.0.0.1:1,http://127.0.0.1:2"]',
        "redirect_uris = [8917]",
        'scopes = ["email"]',
        'scopes = ["openid", "a\\"b"]',
        'identity_providers = ["=Acme"]',
        f'identity_providers = ["{"x" * 33}"]',
        'identity_providers = ["a", "b", "c", "d", "e", "f", "g", "h", "i"]',
        'browser_sign_in = "yes"',
        'passkeys = "1"',
    ],
)
def test_a_value_that_could_not_work_is_refused_with_its_line(line: str) -> None:
    with pytest.raises(SettingsError) as error:
        of_text(line)
    assert "line 3" in in_english(error.value.message)


@pytest.mark.parametrize("secret", [SECRET, "client_secret_stored = true\n"])
def test_a_domain_of_the_environment_gets_no_secret_of_a_file(tmp_path: Path, secret: str) -> None:
    with pytest.raises(SettingsError, match="COGNITO_DOMAIN"):
        of_environment(tmp_path, secret, COGNITO_DOMAIN="https://evil.example")


@pytest.mark.parametrize("domain", [AMAZON, "http://localhost:9229"])
def test_a_domain_of_amazon_or_of_this_computer_may_have_the_secret(
    tmp_path: Path, domain: str
) -> None:
    settings = of_environment(tmp_path, SECRET, COGNITO_DOMAIN=domain)
    assert settings.pool is not None
    assert settings.pool.domain == domain


def test_a_secret_and_a_domain_of_the_environment_go_together(tmp_path: Path) -> None:
    settings = of_environment(
        tmp_path,
        COGNITO_DOMAIN="https://login.example.com",
        COGNITO_CLIENT_SECRET="0123456789abcdefghijklmn",
    )
    assert settings.pool is not None
    assert settings.pool.domain == "https://login.example.com"


def test_another_pool_inherits_neither_domain_nor_redirects_of_the_first() -> None:
    text = (
        POOL + f'domain = "{AMAZON}"\nredirect_uris = ["http://127.0.0.1:3000/"]\n'
        'scopes = ["openid"]\nidentity_providers = ["Google"]\n'
        '[profiles.other]\nuser_pool_id = "eu-west-1_Other"\nclient_id = "def"\n'
    )
    settings = load_text(text, Path("settings.toml"), "other")
    assert settings.pool is not None
    assert settings.pool.redirects == REDIRECTS
    assert (settings.pool.domain, settings.pool.scopes, settings.identity_providers) == ("", (), ())


@pytest.mark.parametrize(
    ("endpoint", "domain", "used"),
    [
        ("", "https://acme.auth.us-east-1.amazoncognito.com", True),
        ("http://127.0.0.1:4566", "https://acme.auth.us-east-1.amazoncognito.com", False),
        ("http://127.0.0.1:4566", "http://localhost:4567", True),
        ("http://127.0.0.1:4566", "https://sign-in.acme.example", True),
    ],
)
def test_amazons_domain_is_nobodys_behind_an_emulator(
    endpoint: str, domain: str, used: bool
) -> None:
    pool = PoolClient(
        "us-east-1", "us-east-1_AbCdEfGhI", "abc", endpoint_url=endpoint or None, domain=domain
    )
    assert pool.browser_domain == (domain if used else "")
