"""What an import reads about a sign-in with the browser, and what it leaves alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from desktop_login.domain.browser import IdentityProvider
from desktop_login.services.pool_setup import LocalPoolSetup, wanted_of
from desktop_login.settings import Settings, load
from desktop_login.settings.browser_search import BrowserConfig
from desktop_login.settings.imports import read_text

POOL, CLIENT = "eu-west-1_AbCdEfGhI", "4rl6sbbvo0qrqrjrd3dvbgoom6"
DOMAIN = "acme.auth.eu-west-1.amazoncognito.com"
USUAL = "http://127.0.0.1:8917/callback"

AMPLIFY = json.dumps(
    {
        "auth": {
            "user_pool_id": POOL,
            "aws_region": "eu-west-1",
            "user_pool_client_id": CLIENT,
            "oauth": {
                "identity_providers": ["GOOGLE", "Company"],
                "redirect_sign_in_uri": ["https://app.example.com/", "http://localhost:3000/"],
                "redirect_sign_out_uri": ["http://localhost:3000/out"],
                "response_type": "code",
                "scopes": ["openid", "email", "aws.cognito.signin.user.admin"],
                "domain": DOMAIN,
            },
        },
        "version": "1.3",
    }
)
EXPORTS = f"""
const awsmobile = {{
    "aws_project_region": "eu-west-1",
    "aws_user_pools_id": "{POOL}",
    "aws_user_pools_web_client_id": "{CLIENT}",
    "oauth": {{
        "domain": "{DOMAIN}",
        "scope": ["openid", "email"],
        "redirectSignIn": "http://localhost:3000/,https://app.example.com/",
        "redirectSignOut": "http://localhost:3000/",
        "responseType": "code"
    }}
}};
export default awsmobile;
"""
DESCRIBED = json.dumps(
    {
        "UserPoolClient": {
            "UserPoolId": POOL,
            "ClientId": CLIENT,
            "CallbackURLs": [USUAL, "myapp://callback"],
            "LogoutURLs": ["http://127.0.0.1:8917/signed-out"],
            "SupportedIdentityProviders": ["COGNITO", "SignInWithApple"],
            "AllowedOAuthScopes": ["openid", "profile"],
        }
    }
)
OUTPUTS = json.dumps(
    {"LoginStack": {"UserPoolId": POOL, "DesktopClientId": CLIENT, "Domain": f"https://{DOMAIN}"}}
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            AMPLIFY,
            BrowserConfig(
                f"https://{DOMAIN}",
                ("http://localhost:3000/",),
                ("openid", "email", "aws.cognito.signin.user.admin"),
                ("Google", "Company"),
                ("https://app.example.com/",),
            ),
        ),
        (
            DESCRIBED,
            BrowserConfig(
                "", (USUAL,), ("openid", "profile"), ("SignInWithApple",), ("myapp://callback",)
            ),
        ),
        (OUTPUTS, BrowserConfig(f"https://{DOMAIN}")),
    ],
)
def test_a_file_of_a_tool_says_where_the_browser_signs_in(
    text: str, expected: BrowserConfig
) -> None:
    assert read_text(text, "file").browser == expected


def test_aws_exports_is_read_as_source_code() -> None:
    found = read_text(EXPORTS, "aws-exports.js").browser
    assert found.domain == f"https://{DOMAIN}"
    assert found.redirect_uris == ("http://localhost:3000/",)
    assert found.unusable == ("https://app.example.com/",)


@pytest.mark.parametrize(
    "domain",
    [
        "login.example.com",
        "https://acme.auth.us-east-1.amazoncognito.com",
        "https://acme.auth.eu-west-1.amazoncognito.com.evil.example",
        "https://acme.auth.eu-west-1.amazoncognito.com/login",
        "http://acme.auth.eu-west-1.amazoncognito.com",
        "",
    ],
)
def test_a_domain_that_is_not_the_regions_own_is_left_to_the_pools_document(domain: str) -> None:
    text = json.dumps({"UserPoolId": POOL, "ClientId": CLIENT, "Domain": domain})
    assert read_text(text, "file").browser.domain == ""


def test_scopes_without_openid_and_names_that_no_setting_has_are_left_out() -> None:
    text = json.dumps(
        {
            "UserPoolId": POOL,
            "ClientId": CLIENT,
            "AllowedOAuthScopes": ["email"],
            "SupportedIdentityProviders": ["x" * 40, "Acme"],
        }
    )
    found = read_text(text, "file").browser
    assert (found.scopes, found.identity_providers) == ((), ("Acme",))


def saved(folder: Path, text: str) -> Settings:
    file = folder / "settings.toml"
    LocalPoolSetup(file, Settings()).save(read_text(text, "file"))
    return load(explicit=file, environment={})


def test_what_was_read_is_written_and_in_force_at_the_next_start(tmp_path: Path) -> None:
    settings = saved(tmp_path, AMPLIFY)
    assert settings.pool is not None
    assert settings.pool.domain == f"https://{DOMAIN}"
    assert settings.pool.redirect_uris == ("http://localhost:3000/",)
    assert settings.pool.scopes == ("openid", "email", "aws.cognito.signin.user.admin")
    assert settings.identity_providers == (IdentityProvider("Google"), IdentityProvider("Company"))


def test_saving_the_same_pool_again_keeps_it_and_another_pool_replaces_it(tmp_path: Path) -> None:
    settings = saved(tmp_path, AMPLIFY)
    file = tmp_path / "settings.toml"
    setup = LocalPoolSetup(file, settings)
    setup.save(wanted_of(settings))
    again = load(explicit=file, environment={})
    assert (again.pool, again.identity_providers) == (settings.pool, settings.identity_providers)
    setup.save(read_text(json.dumps({"UserPoolId": "eu-west-1_Other", "ClientId": CLIENT}), "f"))
    other = load(explicit=file, environment={})
    assert other.pool is not None
    assert (other.pool.domain, other.pool.redirect_uris, other.pool.scopes) == ("", (), ())
    assert other.identity_providers == ()
