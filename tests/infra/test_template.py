"""Every property that requirements name stands in the synthesized template, and the options change what they say."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.synth import INFRA, Synthesized, Synthesizer, synthesized

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Synthesized:
    return synthesized(tmp_path_factory.mktemp("cdk"))


@pytest.fixture(scope="module")
def synthesize() -> Iterator[Synthesizer]:
    with Synthesizer() as synthesizer:
        yield synthesizer


def test_the_pool(sample: Synthesized) -> None:
    pool = sample.only("AWS::Cognito::UserPool")
    assert pool["DeletionPolicy"] == pool["UpdateReplacePolicy"] == "Delete"
    properties = pool["Properties"]
    assert properties["UserPoolName"] == "desktop-login-user-pool"
    assert properties["AdminCreateUserConfig"] == {"AllowAdminCreateUserOnly": True}
    assert properties["AliasAttributes"] == ["email"]  # the user name is always one
    assert "UsernameAttributes" not in properties
    assert properties["Schema"] == [{"Name": "email", "Required": True, "Mutable": True}]
    assert properties["MfaConfiguration"] == "OPTIONAL"
    assert properties["EnabledMfas"] == ["SMS_MFA", "SOFTWARE_TOKEN_MFA"]
    assert properties["Policies"] == {
        "PasswordPolicy": {
            "MinimumLength": 8,
            "RequireLowercase": True,
            "RequireUppercase": True,
            "RequireNumbers": True,
            "RequireSymbols": True,
            "TemporaryPasswordValidityDays": 3,
        }
    }
    assert properties["AccountRecoverySetting"] == {
        "RecoveryMechanisms": [{"Name": "verified_email", "Priority": 1}]
    }


def test_the_private_client(sample: Synthesized) -> None:
    client = sample.client("private-client")
    assert client["GenerateSecret"] is True
    assert set(client["ExplicitAuthFlows"]) == {
        "ALLOW_USER_PASSWORD_AUTH",
        "ALLOW_USER_SRP_AUTH",
        "ALLOW_ADMIN_USER_PASSWORD_AUTH",
        "ALLOW_REFRESH_TOKEN_AUTH",
    }
    assert client["AllowedOAuthFlows"] == ["code"]
    assert client["AllowedOAuthFlowsUserPoolClient"] is True
    assert client["AllowedOAuthScopes"] == ["openid", "email"]
    assert client["CallbackURLs"] == client["LogoutURLs"] == ["http://localhost:3000"]
    assert client["SupportedIdentityProviders"] == ["COGNITO"]


def test_the_desktop_client(sample: Synthesized) -> None:
    client = sample.client("desktop-client")
    assert client["GenerateSecret"] is False
    assert client["ExplicitAuthFlows"] == ["ALLOW_USER_SRP_AUTH"]
    assert client["RefreshTokenRotation"] == {"Feature": "ENABLED", "RetryGracePeriodSeconds": 60}
    assert client["AuthSessionValidity"] == 15
    assert client["EnableTokenRevocation"] is True
    assert client["PreventUserExistenceErrors"] == "ENABLED"
    assert client["RefreshTokenValidity"] == 30 * 24 * 60


def test_the_desktop_client_lets_the_browser_come_back(sample: Synthesized) -> None:
    client = sample.client("desktop-client")
    assert client["AllowedOAuthFlowsUserPoolClient"] is True
    assert client["AllowedOAuthFlows"] == ["code"]
    assert client["AllowedOAuthScopes"] == [
        "openid",
        "email",
        "profile",
        "aws.cognito.signin.user.admin",
    ]
    assert client["SupportedIdentityProviders"] == ["COGNITO"]
    assert client["CallbackURLs"] == [
        "http://127.0.0.1:8917/callback",
        "http://127.0.0.1:18917/callback",
        "http://127.0.0.1:28917/callback",
    ]
    assert client["LogoutURLs"] == [
        "http://127.0.0.1:8917/signed-out",
        "http://127.0.0.1:18917/signed-out",
        "http://127.0.0.1:28917/signed-out",
    ]


def test_there_are_no_passkeys_by_default(sample: Synthesized) -> None:
    pool = sample.only("AWS::Cognito::UserPool")["Properties"]
    assert not [name for name in pool if name.startswith("WebAuthn")]
    domain = sample.only("AWS::Cognito::UserPoolDomain")["Properties"]
    assert "ManagedLoginVersion" not in domain
    assert not sample.all("AWS::Cognito::ManagedLoginBranding")


def test_passkeys_belong_to_the_host_of_the_domain_and_each_client_has_a_style(
    synthesize: Synthesizer,
    tmp_path: Path,
) -> None:
    made = synthesize(tmp_path, passkeys="true", domainPrefix="acme-sign-in")
    assert made.done.returncode == 0, made.done.stderr
    pool = made.only("AWS::Cognito::UserPool")["Properties"]
    assert pool["Policies"]["SignInPolicy"] == {
        "AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]
    }
    assert pool["WebAuthnUserVerification"] == "preferred"
    assert pool["WebAuthnRelyingPartyID"] == {
        "Fn::Join": [
            "",
            ["acme-sign-in.auth.", {"Ref": "AWS::Region"}, ".amazoncognito.com"],
        ]
    }
    assert made.only("AWS::Cognito::UserPoolDomain")["Properties"]["ManagedLoginVersion"] == 2
    assert "ALLOW_USER_AUTH" in made.client("desktop-client")["ExplicitAuthFlows"]
    styles = [each["Properties"] for each in made.all("AWS::Cognito::ManagedLoginBranding")]
    assert [style["UseCognitoProvidedValues"] for style in styles] == [True, True]
    clients = {style["ClientId"]["Ref"] for style in styles}
    assert len(clients) == 2


def test_identity_providers_are_named_beside_cognito(
    synthesize: Synthesizer, tmp_path: Path
) -> None:
    made = synthesize(tmp_path, identityProviders="Google, Acme-SSO")
    desktop = made.client("desktop-client")
    assert desktop["SupportedIdentityProviders"] == ["COGNITO", "Google", "Acme-SSO"]


def test_the_domain(sample: Synthesized) -> None:
    domain = sample.only("AWS::Cognito::UserPoolDomain")["Properties"]
    assert domain["Domain"] == "desktop-login-sample"


def test_the_outputs_hold_no_secret(sample: Synthesized) -> None:
    outputs = sample.template["Outputs"]
    assert set(outputs) == {
        "Region",
        "UserPoolId",
        "DesktopClientId",
        "PrivateClientId",
        "Issuer",
        "Domain",
    }
    assert "ClientSecret" not in sample.text
    assert "DescribeUserPoolClient" not in sample.text  # no custom resource that reads it either


def test_letter_case_counts_by_default_and_is_left_to_cognito(sample: Synthesized) -> None:
    assert "UsernameConfiguration" not in sample.only("AWS::Cognito::UserPool")["Properties"]
    assert not any("signInCaseSensitive" in warning for warning in sample.warnings)


def test_letter_case_can_be_ignored_with_a_warning(synthesize: Synthesizer, tmp_path: Path) -> None:
    made = synthesize(tmp_path, signInCaseSensitive="false")
    properties = made.only("AWS::Cognito::UserPool")["Properties"]
    assert properties["UsernameConfiguration"] == {"CaseSensitive": False}
    assert any("cannot be changed later" in warning for warning in made.warnings)


def test_self_sign_up_where_letter_case_counts_warns(
    synthesize: Synthesizer, tmp_path: Path
) -> None:
    made = synthesize(tmp_path, selfSignUp="true")
    assert any("signInCaseSensitive=false" in warning for warning in made.warnings)


def test_what_is_only_for_trying_out_warns(sample: Synthesized) -> None:
    assert len(sample.warnings) == 2
    assert "removalPolicy=retain" in sample.warnings[0]
    assert "WAF" in sample.warnings[1]


def test_it_needs_no_bootstrapped_account(sample: Synthesized) -> None:
    assert "BootstrapVersion" not in sample.template.get("Parameters", {})
    assert "Rules" not in sample.template


def test_every_option(synthesize: Synthesizer, tmp_path: Path) -> None:
    made = synthesize(
        tmp_path,
        prefix="acme",
        domainPrefix="acme-sign-in",
        callbackUrls="https://acme.example/in, http://localhost:8400/",
        logoutUrls="https://acme.example/out",
        selfSignUp="true",
        mfa="off",
        featurePlan="plus",
        choiceBasedSignIn="true",
        identityPool="true",
        idTokenMinutes="5",
        accessTokenMinutes="10",
        refreshTokenDays="3650",
        removalPolicy="retain",
    )
    assert made.done.returncode == 0, made.done.stderr
    pool = next(iter(tmp_path.glob("acme-stack.template.json")))
    assert pool.is_file()
    user_pool = made.only("AWS::Cognito::UserPool")
    assert user_pool["DeletionPolicy"] == "Retain"
    properties = user_pool["Properties"]
    assert properties["UserPoolName"] == "acme-user-pool"
    assert properties["AdminCreateUserConfig"] == {"AllowAdminCreateUserOnly": False}
    assert properties["AutoVerifiedAttributes"] == ["email"]
    assert properties["VerificationMessageTemplate"]["DefaultEmailOption"] == "CONFIRM_WITH_CODE"
    assert properties["MfaConfiguration"] == "OFF"
    assert properties["UserPoolTier"] == "PLUS"
    assert properties["Policies"]["SignInPolicy"] == {
        "AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]
    }
    desktop, private = made.client("desktop-client"), made.client("private-client")
    assert set(desktop["ExplicitAuthFlows"]) == {"ALLOW_USER_AUTH", "ALLOW_USER_SRP_AUTH"}
    assert private["CallbackURLs"] == ["https://acme.example/in", "http://localhost:8400/"]
    assert private["LogoutURLs"] == ["https://acme.example/out"]
    for client in (desktop, private):
        assert client["IdTokenValidity"] == 5
        assert client["AccessTokenValidity"] == 10
        assert client["RefreshTokenValidity"] == 3650 * 24 * 60
    identity_pool = made.only("AWS::Cognito::IdentityPool")["Properties"]
    assert identity_pool["AllowUnauthenticatedIdentities"] is False
    assert "IdentityPoolId" in made.template["Outputs"]


def test_the_lite_plan_has_no_rotation(synthesize: Synthesizer, tmp_path: Path) -> None:
    made = synthesize(tmp_path, featurePlan="lite")
    assert "RefreshTokenRotation" not in made.client("desktop-client")
    assert "ALLOW_REFRESH_TOKEN_AUTH" in made.client("desktop-client")["ExplicitAuthFlows"]
    assert any("rotation" in warning for warning in made.warnings)


def test_a_bad_context_ends_with_one_sentence(tmp_path: Path) -> None:
    done = synthesized(tmp_path, domainPrefix="my-cognito").done
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith("domainPrefix: Cognito refuses")
    assert "Traceback" not in done.stderr


def test_the_readme_pins_one_version_of_the_command_line() -> None:
    versions = set(re.findall(r"aws-cdk@(\S+)", (INFRA / "README.md").read_text("utf-8")))
    assert len(versions) == 1
    assert re.fullmatch(r"2\.\d+\.\d+", versions.pop())
    pins = (INFRA.parent / "constraints.txt").read_text("utf-8").splitlines()
    assert [pin.partition("==")[0] for pin in pins if pin.startswith("aws-cdk-lib")]


OWN = "cognito-test/${cognito-identity.amazonaws.com:sub}/*"


def statements(made: Synthesized) -> list[dict[str, Any]]:
    policies = made.all("AWS::IAM::Policy")
    return [
        one for policy in policies for one in policy["Properties"]["PolicyDocument"]["Statement"]
    ]


def test_an_identity_pool_gives_each_person_a_folder_and_the_group_admin_all(
    synthesize: Synthesizer,
    tmp_path: Path,
) -> None:
    made = synthesize(tmp_path, identityPool="true", apiBucket="orders-data")
    assert made.done.returncode == 0, made.done.stderr
    found = [json.dumps(one["Resource"]) for one in statements(made)]
    assert sorted("admin" if OWN not in one else "own" for one in found) == ["admin", "own"]
    assert all("orders-data/cognito-test/" in one for one in found)
    assert all(
        one["Action"] == ["s3:GetObject", "s3:PutObject"] and one["Effect"] == "Allow"
        for one in statements(made)
    )
    group = made.only("AWS::Cognito::UserPoolGroup")["Properties"]
    assert (group["GroupName"], group["Precedence"]) == ("admin", 0)
    (role,) = [
        key
        for key, resource in made.template["Resources"].items()
        if key.startswith("AdminRole") and resource["Type"] == "AWS::IAM::Role"
    ]
    assert group["RoleArn"] == {"Fn::GetAtt": [role, "Arn"]}
    assert made.template["Outputs"]["ApiBucket"]["Value"] == "orders-data"


def test_roles_are_for_people_of_this_identity_pool_who_are_signed_in(
    synthesize: Synthesizer, tmp_path: Path
) -> None:
    made = synthesize(tmp_path, identityPool="true")
    (pool,) = [
        key
        for key, resource in made.template["Resources"].items()
        if resource["Type"] == "AWS::Cognito::IdentityPool"
    ]
    trusts = [
        statement
        for role in made.all("AWS::IAM::Role")
        for statement in role["Properties"]["AssumeRolePolicyDocument"]["Statement"]
        if statement["Condition"].get("ForAnyValue:StringLike")
        == {"cognito-identity.amazonaws.com:amr": "authenticated"}
    ]
    assert len(trusts) == 2
    for trust in trusts:
        assert trust["Condition"]["StringEquals"] == {
            "cognito-identity.amazonaws.com:aud": {"Ref": pool}
        }
    assert statements(made) == [], "without a bucket nothing is allowed"
    (mapping,) = made.only("AWS::Cognito::IdentityPoolRoleAttachment")["Properties"][
        "RoleMappings"
    ].values()
    assert (mapping["Type"], mapping["AmbiguousRoleResolution"]) == ("Token", "AuthenticatedRole")
