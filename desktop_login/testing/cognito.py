"""The demo with everything that a test gets of it, and the settings with which a client reaches it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypedDict

from desktop_login.demo import server
from desktop_login.demo.pool import DemoPoolConfig
from desktop_login.testing.clock import Clock
from desktop_login.testing.faults import Faults
from desktop_login.testing.mailbox import Mailbox
from desktop_login.testing.users import DemoUsers

_PLAIN = DemoPoolConfig()
_IDENTITY_POOL = _PLAIN.identity_pool_id.partition(":")[2]


class Boto3Options(TypedDict):
    """Keyword arguments of `boto3.client`."""

    endpoint_url: str
    region_name: str


@dataclass(frozen=True)
class PoolSettings:
    """How the pool and its app client are set up.

    Attributes:
        region: An AWS region.
        user_pool_id: Begins with the region.
        client_id: The app client.
        client_secret: None for a client without a secret.
        flows: The `AuthFlow` values that the client may use.
        id_token_seconds: How long an ID token is valid.
        access_token_seconds: How long an access token is valid.
        refresh_token_seconds: How long a sign-in can be renewed.
        refresh_token_rotation: Each renewal gives a new refresh token; `REFRESH_TOKEN_AUTH` is
            refused then, as by the service.
        self_sign_up: Whether people may create accounts.
        auto_confirm: Whether a new account needs no code.
        prevent_user_existence_errors: Answer for unknown users as for wrong passwords.
        email_as_username: People have no user name but their address.
        case_sensitive: Whether letter case counts in user names and addresses.
        required_attributes: What a new account must have besides an address.
        custom_attributes: With their prefix, such as `custom:team`.
        authenticated_role: The AWS role that the identity pool gives; empty for none.
        group_roles: Groups and the AWS role of each, the most important first.
        demo_users: Whether the users of the demo window exist.
    """

    region: str = _PLAIN.region
    user_pool_id: str = _PLAIN.pool_id
    client_id: str = _PLAIN.client_id
    client_secret: str | None = field(default=None, repr=False)
    flows: frozenset[str] = _PLAIN.flows
    id_token_seconds: int = _PLAIN.id_token_s
    access_token_seconds: int = _PLAIN.access_token_s
    refresh_token_seconds: int = _PLAIN.refresh_token_s
    refresh_token_rotation: bool = _PLAIN.rotation
    self_sign_up: bool = _PLAIN.self_sign_up
    auto_confirm: bool = _PLAIN.auto_confirm
    prevent_user_existence_errors: bool = _PLAIN.hide_existence
    email_as_username: bool = _PLAIN.email_is_username
    case_sensitive: bool = _PLAIN.case_sensitive
    required_attributes: tuple[str, ...] = ()
    custom_attributes: tuple[str, ...] = ()
    authenticated_role: str = _PLAIN.authenticated_role
    group_roles: tuple[tuple[str, str], ...] = _PLAIN.group_roles
    demo_users: bool = True

    def __post_init__(self) -> None:
        if not self.user_pool_id.startswith(f"{self.region}_"):
            raise ValueError(f"the id of a pool in {self.region} begins with {self.region}_")

    def _config(self) -> DemoPoolConfig:
        return DemoPoolConfig(
            region=self.region,
            pool_id=self.user_pool_id,
            client_id=self.client_id,
            client_secret=self.client_secret,
            flows=self.flows,
            id_token_s=self.id_token_seconds,
            access_token_s=self.access_token_seconds,
            refresh_token_s=self.refresh_token_seconds,
            rotation=self.refresh_token_rotation,
            self_sign_up=self.self_sign_up,
            auto_confirm=self.auto_confirm,
            hide_existence=self.prevent_user_existence_errors,
            email_is_username=self.email_as_username,
            case_sensitive=self.case_sensitive,
            required_attributes=self.required_attributes,
            custom_attributes=self.custom_attributes,
            authenticated_role=self.authenticated_role,
            group_roles=self.group_roles,
            identity_pool_id=f"{self.region}:{_IDENTITY_POOL}",
        )


@dataclass(frozen=True)
class ClientSettings:
    """What a client has to know to reach the demo.

    Attributes:
        region: An AWS region.
        user_pool_id: The pool.
        client_id: The app client.
        client_secret: None for a client without a secret.
        endpoint_url: Where API requests go, instead of to the region.
        issuer: The `iss` of the tokens: that of a pool in the region, where nothing is asked.
        jwks_url: Where the keys are with which tokens are verified.
        domain_url: Managed login, for sign-in with a browser.
        identity_pool_id: The identity pool, which trusts the user pool. It is at the same endpoint.
        bucket: A bucket at the same endpoint. Each identity reads
            `cognito-test/IDENTITY_ID/data.txt` in it, with its AWS credentials, and nothing else.
    """

    region: str
    user_pool_id: str
    client_id: str
    client_secret: str | None = field(repr=False)
    endpoint_url: str
    issuer: str
    jwks_url: str
    domain_url: str
    identity_pool_id: str
    bucket: str


class DemoCognito:
    """A user pool of this test alone, on 127.0.0.1, from `start()` to `stop()` or in a `with` block.

    Attributes:
        settings: What a client has to know.
        users: Everybody in the pool; also creates users.
        mailbox: The codes that were sent.
        clock: The demo's clock.
        faults: What goes wrong, to order.
    """

    settings: ClientSettings
    users: DemoUsers
    mailbox: Mailbox
    clock: Clock
    faults: Faults

    def __init__(self, pool: PoolSettings | None = None) -> None:
        wanted = pool or PoolSettings()
        config = wanted._config()  # noqa: SLF001 - of this module
        self.clock = Clock()
        self._server = server.DemoCognito(config, now=self.clock.now, seeded=wanted.demo_users)
        self.users = DemoUsers(self._server)
        self.mailbox = Mailbox(self._server.pool.mailbox)
        self.faults = Faults(self._server)
        self.settings = ClientSettings(
            region=config.region,
            user_pool_id=config.pool_id,
            client_id=config.client_id,
            client_secret=config.client_secret,
            endpoint_url=self._server.url,
            issuer=config.issuer,
            jwks_url=f"{self._server.url}/{config.pool_id}/.well-known/jwks.json",
            domain_url=self._server.domain_url,
            identity_pool_id=config.identity_pool_id,
            bucket=config.bucket,
        )

    @property
    def environment(self) -> Mapping[str, str]:
        """The settings as environment variables.

        They are those of Desktop Login and those of AWS's SDKs. With the latter a plain
        `boto3.client("cognito-idp")` reaches the demo; so do `cognito-identity` and `s3`.
        """
        settings = self.settings
        secret = settings.client_secret
        return MappingProxyType(
            {
                "COGNITO_REGION": settings.region,
                "COGNITO_USER_POOL_ID": settings.user_pool_id,
                "COGNITO_CLIENT_ID": settings.client_id,
                **({} if secret is None else {"COGNITO_CLIENT_SECRET": secret}),
                "COGNITO_ENDPOINT_URL": settings.endpoint_url,
                "COGNITO_DOMAIN": settings.domain_url,
                "COGNITO_IDENTITY_POOL_ID": settings.identity_pool_id,
                "AWS_DEFAULT_REGION": settings.region,
                "AWS_REGION": settings.region,
                "AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER": settings.endpoint_url,
                "AWS_ENDPOINT_URL_COGNITO_IDENTITY": settings.endpoint_url,
                "AWS_ENDPOINT_URL_S3": settings.endpoint_url,
            }
        )

    @property
    def session_settings(self) -> Mapping[str, str]:
        """The settings by their keys in settings.toml, for `desktop_login.Session.open(settings=…)`.

        Open it with `vault="memory"`, so that nothing reaches the keychain of whoever runs the test.
        """
        settings = self.settings
        secret = settings.client_secret
        return MappingProxyType(
            {
                "user_pool_id": settings.user_pool_id,
                "client_id": settings.client_id,
                **({} if secret is None else {"client_secret": secret}),
                "endpoint_url": settings.endpoint_url,
                "domain": settings.domain_url,
                "identity_pool_id": settings.identity_pool_id,
            }
        )

    @property
    def boto3_options(self) -> Boto3Options:
        """Arguments for `boto3.client("cognito-idp", **demo_cognito.boto3_options)`.

        `cognito-identity` and `s3` take them too. Only `s3` needs credentials, those that the
        identity pool gives; the other operations are not signed.
        """
        return {
            "endpoint_url": self.settings.endpoint_url,
            "region_name": self.settings.region,
        }

    def start(self) -> None:
        """Begin to answer. A `with` block and the fixture do it."""
        self._server.start()

    def stop(self) -> None:
        """Undo all faults, close the ports and end every connection."""
        self.faults.clear()
        self._server.stop()

    def __enter__(self) -> DemoCognito:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
