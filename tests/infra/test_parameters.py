"""What the context may say: each limit of Cognito is told before CloudFormation would find it."""

from __future__ import annotations

import importlib.util
import json
import sys
from types import ModuleType
from typing import Any

import pytest

from tests.fakes.synth import INFRA


def module() -> ModuleType:
    """infra/ is no package: `cdk` runs it from its own folder."""
    spec = importlib.util.spec_from_file_location("parameters", INFRA / "parameters.py")
    assert spec is not None and spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    sys.modules["parameters"] = made
    spec.loader.exec_module(made)
    return made


parameters = module()
DEFAULTS: dict[str, Any] = json.loads((INFRA / "cdk.json").read_text("utf-8"))["context"]


def read(**changes: object) -> Any:
    return parameters.read((DEFAULTS | changes).get)


def test_the_defaults_are_the_samples() -> None:
    made = read()
    assert (made.prefix, made.mfa, made.removal_policy) == ("desktop-login", "optional", "destroy")
    assert made.callback_urls == made.logout_urls == ("http://localhost:3000",)
    assert not made.self_sign_up
    assert made.refresh_token_days == 30


def test_json_types_are_taken_too() -> None:
    """`cdk.json` may hold true and 5; `-c` gives only texts."""
    made = read(selfSignUp=True, idTokenMinutes=5)
    assert made.self_sign_up
    assert made.id_token_minutes == 5


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("prefix", ""),
        ("prefix", "a b"),
        ("prefix", None),
        ("domainPrefix", "-acme"),
        ("domainPrefix", "Acme"),
        ("domainPrefix", "a" * 64),
        ("domainPrefix", "my-aws-login"),
        ("callbackUrls", ""),
        ("callbackUrls", "http://acme.example"),
        ("callbackUrls", "http://localhost.evil.example"),
        ("logoutUrls", "javascript:alert(1)"),
        ("selfSignUp", "yes"),
        ("mfa", "always"),
        ("featurePlan", "free"),
        ("idTokenMinutes", "4"),
        ("accessTokenMinutes", "1441"),
        ("refreshTokenDays", "0"),
        ("refreshTokenDays", "30.5"),
        ("removalPolicy", "snapshot"),
        ("passkeys", "maybe"),
        ("identityProviders", "Acme SSO"),
        ("identityProviders", "ab_c"),
        ("identityProviders", "ab"),
        ("identityProviders", "x" * 33),
        ("identityProviders", None),
    ],
)
def test_refused(name: str, value: object) -> None:
    with pytest.raises(parameters.ContextError, match=f"^{name}: "):
        read(**{name: value})


@pytest.mark.parametrize("name", ["choiceBasedSignIn", "passkeys"])
@pytest.mark.parametrize("changes", [{"featurePlan": "lite"}, {"mfa": "required"}])
def test_other_first_factors_have_conditions(name: str, changes: dict[str, str]) -> None:
    with pytest.raises(parameters.ContextError, match=f"^{name}: "):
        read(**{name: "true"}, **changes)


def test_identity_providers_are_separated_by_commas() -> None:
    assert read().identity_providers == ()
    assert read(identityProviders=" Google, Acme ,").identity_providers == ("Google", "Acme")


def test_a_bucket_needs_an_identity_pool_and_a_name_that_s3_allows() -> None:
    assert read(identityPool="true", apiBucket="orders-data").api_bucket == "orders-data"
    for changes in (
        {"apiBucket": "orders-data"},
        {"apiBucket": "Orders", "identityPool": "true"},
        {"apiBucket": "a/b", "identityPool": "true"},
    ):
        with pytest.raises(parameters.ContextError, match="apiBucket"):
            read(**changes)
