"""The user pool, its two app clients and its domain. Decides every property; reads no context and keeps no secret."""

from __future__ import annotations

from aws_cdk import Annotations, BootstraplessSynthesizer, CfnOutput, Duration, RemovalPolicy, Stack
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_cognito_identitypool as identitypool
from aws_cdk import aws_iam as iam
from constructs import Construct
from parameters import Parameters

_MFA = {
    "off": cognito.Mfa.OFF,
    "optional": cognito.Mfa.OPTIONAL,
    "required": cognito.Mfa.REQUIRED,
}
_PLANS = {
    "lite": cognito.FeaturePlan.LITE,
    "essentials": cognito.FeaturePlan.ESSENTIALS,
    "plus": cognito.FeaturePlan.PLUS,
}
_REMOVAL = {"destroy": RemovalPolicy.DESTROY, "retain": RemovalPolicy.RETAIN}

CHALLENGE_SESSION = Duration.minutes(15)  # the longest that Cognito allows
ROTATION_GRACE = Duration.seconds(60)  # the longest that Cognito allows
# Where the browser comes back to the program. Cognito compares them letter by letter, so the ports
# are fixed: three, in case another program uses one. All lie below every system's ephemeral ports.
_RETURNS = tuple(f"http://127.0.0.1:{port}" for port in (8917, 18917, 28917))
CALLBACK_URLS = [f"{address}/callback" for address in _RETURNS]
LOGOUT_URLS = [f"{address}/signed-out" for address in _RETURNS]
# Where the objects of a person lie. IAM puts the person's id into the second at each request.
_FOLDERS, _OWN_FOLDER = "cognito-test", "${cognito-identity.amazonaws.com:sub}"
TEMPORARY_PASSWORD = Duration.days(3)


class LoginStack(Stack):
    """Outputs: Region, UserPoolId, DesktopClientId, PrivateClientId, Issuer, Domain; with an identity
    pool IdentityPoolId, and ApiBucket if one is named.

    The secret of the private client is no output: outputs are readable by everybody who may
    describe the stack. The README says how to read it on demand.
    """

    def __init__(self, scope: Construct, name: str, parameters: Parameters) -> None:
        super().__init__(
            scope,
            name,
            description="A user pool for Desktop Login",
            # there is nothing to upload, so an account that was never bootstrapped will do
            synthesizer=BootstraplessSynthesizer(),
        )
        self._parameters = parameters
        pool = self._user_pool()
        desktop = self._desktop_client(pool)
        private = self._private_client(pool)
        domain = pool.add_domain(
            "Domain",
            cognito_domain=cognito.CognitoDomainOptions(domain_prefix=parameters.domain_prefix),
            managed_login_version=(
                cognito.ManagedLoginVersion.NEWER_MANAGED_LOGIN if parameters.passkeys else None
            ),
        )
        if parameters.passkeys:
            self._branding("Desktop", pool, desktop)
            self._branding("Private", pool, private)
        self._output("Region", self.region)
        self._output("UserPoolId", pool.user_pool_id)
        self._output("DesktopClientId", desktop.user_pool_client_id)
        self._output("PrivateClientId", private.user_pool_client_id)
        self._output(
            "Issuer", f"https://cognito-idp.{self.region}.{self.url_suffix}/{pool.user_pool_id}"
        )
        self._output("Domain", domain.base_url())
        if parameters.identity_pool:
            self._identity_pool(pool, desktop)
        self._warn()

    @property
    def _rotates(self) -> bool:
        """Refresh token rotation belongs to the plans above lite."""
        return self._parameters.feature_plan != "lite"

    def _user_pool(self) -> cognito.UserPool:
        chosen = self._parameters
        mfa = chosen.mfa != "off"
        first_factors = (
            cognito.AllowedFirstAuthFactors(
                password=True,
                email_otp=chosen.choice_based_sign_in or None,
                passkey=chosen.passkeys or None,
            )
            if chosen.choice_based_sign_in or chosen.passkeys
            else None
        )
        return cognito.UserPool(
            self,
            "UserPool",
            user_pool_name=f"{chosen.prefix}-user-pool",
            self_sign_up_enabled=chosen.self_sign_up,
            sign_in_aliases=cognito.SignInAliases(username=True, email=True),
            # left out where it is Cognito's default, so that an existing pool's template is unchanged
            sign_in_case_sensitive=None if chosen.sign_in_case_sensitive else False,
            standard_attributes=cognito.StandardAttributes(
                email=cognito.StandardAttribute(required=True, mutable=True)
            ),
            auto_verify=cognito.AutoVerifiedAttrs(email=True),
            user_verification=cognito.UserVerificationConfig(
                email_style=cognito.VerificationEmailStyle.CODE
            ),
            keep_original=cognito.KeepOriginalAttrs(email=True),
            mfa=_MFA[chosen.mfa],
            mfa_second_factor=cognito.MfaSecondFactor(sms=True, otp=True) if mfa else None,
            password_policy=cognito.PasswordPolicy(
                min_length=8,
                require_lowercase=True,
                require_uppercase=True,
                require_digits=True,
                require_symbols=True,
                temp_password_validity=TEMPORARY_PASSWORD,
            ),
            account_recovery=cognito.AccountRecovery.EMAIL_ONLY,
            feature_plan=_PLANS[chosen.feature_plan],
            sign_in_policy=(
                cognito.SignInPolicy(allowed_first_auth_factors=first_factors)
                if first_factors
                else None
            ),
            # a passkey belongs to this host, so it also works on the pool's own page
            passkey_relying_party_id=self._domain_host if chosen.passkeys else None,
            passkey_user_verification=(
                cognito.PasskeyUserVerification.PREFERRED if chosen.passkeys else None
            ),
            removal_policy=_REMOVAL[chosen.removal_policy],
        )

    @property
    def _domain_host(self) -> str:
        return f"{self._parameters.domain_prefix}.auth.{self.region}.amazoncognito.com"

    def _branding(self, name: str, pool: cognito.UserPool, client: cognito.UserPoolClient) -> None:
        """Cognito's own style: without one the newer managed login shows no page for a client."""
        cognito.CfnManagedLoginBranding(
            self,
            f"{name}Branding",
            user_pool_id=pool.user_pool_id,
            client_id=client.user_pool_client_id,
            use_cognito_provided_values=True,
        )

    def _desktop_client(self, pool: cognito.UserPool) -> cognito.UserPoolClient:
        """The client of a program that cannot keep a secret, so it has none."""
        chosen = self._parameters
        provider = cognito.UserPoolClientIdentityProvider
        return pool.add_client(
            "DesktopClient",
            user_pool_client_name="desktop-client",
            generate_secret=False,
            auth_flows=cognito.AuthFlow(
                user_srp=True, user=chosen.choice_based_sign_in or chosen.passkeys or None
            ),
            # the sign-in with the browser; the last scope is for the person's own account
            o_auth=cognito.OAuthSettings(
                flows=cognito.OAuthFlows(authorization_code_grant=True),
                scopes=[
                    cognito.OAuthScope.OPENID,
                    cognito.OAuthScope.EMAIL,
                    cognito.OAuthScope.PROFILE,
                    cognito.OAuthScope.COGNITO_ADMIN,
                ],
                callback_urls=CALLBACK_URLS,
                logout_urls=LOGOUT_URLS,
            ),
            supported_identity_providers=[
                provider.COGNITO,
                *(provider.custom(name) for name in chosen.identity_providers),
            ],
            auth_session_validity=CHALLENGE_SESSION,
            enable_token_revocation=True,
            prevent_user_existence_errors=True,
            refresh_token_rotation_grace_period=ROTATION_GRACE if self._rotates else None,
            id_token_validity=Duration.minutes(self._parameters.id_token_minutes),
            access_token_validity=Duration.minutes(self._parameters.access_token_minutes),
            refresh_token_validity=Duration.days(self._parameters.refresh_token_days),
        )

    def _private_client(self, pool: cognito.UserPool) -> cognito.UserPoolClient:
        """The client of a server, as the web sample has it."""
        chosen = self._parameters
        return pool.add_client(
            "PrivateClient",
            user_pool_client_name="private-client",
            generate_secret=True,
            auth_flows=cognito.AuthFlow(
                user_password=True, user_srp=True, admin_user_password=True
            ),
            o_auth=cognito.OAuthSettings(
                flows=cognito.OAuthFlows(authorization_code_grant=True),
                scopes=[cognito.OAuthScope.OPENID, cognito.OAuthScope.EMAIL],
                callback_urls=list(chosen.callback_urls),
                logout_urls=list(chosen.logout_urls),
            ),
            enable_token_revocation=True,
            prevent_user_existence_errors=True,
            id_token_validity=Duration.minutes(self._parameters.id_token_minutes),
            access_token_validity=Duration.minutes(self._parameters.access_token_minutes),
            refresh_token_validity=Duration.days(self._parameters.refresh_token_days),
        )

    def _identity_pool(self, pool: cognito.UserPool, client: cognito.UserPoolClient) -> None:
        """AWS credentials for people who are signed in; nobody else gets any."""
        made = identitypool.IdentityPool(
            self,
            "IdentityPool",
            identity_pool_name=f"{self._parameters.prefix}-identity-pool",
            allow_unauthenticated_identities=False,
            authentication_providers=identitypool.IdentityPoolAuthenticationProviders(
                user_pools=[
                    identitypool.UserPoolAuthenticationProvider(
                        user_pool=pool, user_pool_client=client
                    )
                ]
            ),
            # the role of the person's group, if the token names one; else that of everybody
            role_mappings=[
                identitypool.IdentityPoolRoleMapping(
                    provider_url=identitypool.IdentityPoolProviderUrl.user_pool(pool, client),
                    mapping_key="desktop",
                    use_token=True,
                    resolve_ambiguous_roles=True,
                )
            ],
        )
        admin = self._admin_role(made)
        cognito.CfnUserPoolGroup(
            self,
            "AdminGroup",
            user_pool_id=pool.user_pool_id,
            group_name="admin",
            precedence=0,
            role_arn=admin.role_arn,
        )
        if self._parameters.api_bucket:
            self._allow(made.authenticated_role, f"{_FOLDERS}/{_OWN_FOLDER}/*")
            self._allow(admin, f"{_FOLDERS}/*")
            self._output("ApiBucket", self._parameters.api_bucket)
        self._output("IdentityPoolId", made.identity_pool_id)

    def _admin_role(self, made: identitypool.IdentityPool) -> iam.Role:
        """Only people who are signed in to this identity pool can take it."""
        return iam.Role(
            self,
            "AdminRole",
            assumed_by=iam.FederatedPrincipal(
                "cognito-identity.amazonaws.com",
                {
                    "StringEquals": {"cognito-identity.amazonaws.com:aud": made.identity_pool_id},
                    "ForAnyValue:StringLike": {
                        "cognito-identity.amazonaws.com:amr": "authenticated"
                    },
                },
                "sts:AssumeRoleWithWebIdentity",
            ),
        )

    def _allow(self, role: iam.IRole, keys: str) -> None:
        """Let a role read and write these objects of the bucket, and nothing else of it."""
        bucket = f"arn:{self.partition}:s3:::{self._parameters.api_bucket}"
        role.add_to_principal_policy(
            iam.PolicyStatement(
                actions=["s3:GetObject", "s3:PutObject"], resources=[f"{bucket}/{keys}"]
            )
        )

    def _output(self, name: str, value: str) -> None:
        # the logical id is the key in the outputs file, so it must be exactly this
        CfnOutput(self, f"{name}Output", value=value).override_logical_id(name)

    def _warn(self) -> None:
        notes = Annotations.of(self)
        if self._parameters.removal_policy == "destroy":
            notes.add_warning_v2(
                "desktop-login:destroy",
                "cdk destroy deletes this pool with all its users. For real users deploy with"
                " -c removalPolicy=retain.",
            )
        if not self._rotates:
            notes.add_warning_v2(
                "desktop-login:lite",
                "The lite plan has no refresh token rotation: a stolen refresh token works until"
                " it expires or is revoked.",
            )
        if not self._parameters.sign_in_case_sensitive:
            notes.add_warning_v2(
                "desktop-login:case-insensitive",
                "Letter case in names and addresses does not count (signInCaseSensitive=false)."
                " This cannot be changed later: another value replaces the pool and its users.",
            )
        elif self._parameters.self_sign_up:
            notes.add_warning_v2(
                "desktop-login:case-sensitive",
                "People create accounts in a pool where Jane@acme.example and jane@acme.example"
                " differ. -c signInCaseSensitive=false makes them one; it cannot be changed later.",
            )
        notes.add_warning_v2(
            "desktop-login:no-waf",
            "No AWS WAF web ACL protects this pool from password guessing at scale. Attach one"
            " before it is used in public.",
        )
