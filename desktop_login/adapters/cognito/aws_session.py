"""botocore's sessions. Decides what of the environment and of `~/.aws` counts: almost nothing.

botocore reads only its own data folder, no plug-in is loaded, nothing is monitored, and every
client sends through `transport`, including those that fetch the credentials of a profile. Each of
these was a way to redirect tokens or to run foreign code; see docs/adr/0009.
"""

from __future__ import annotations

import gzip
import json
import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import botocore.session
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.config import Config
from botocore.configprovider import BOTOCORE_DEFAUT_SESSION_VARIABLES as STOCK
from botocore.credentials import (
    AssumeRoleProvider,
    CanonicalNameCredentialSourcer,
    CredentialResolver,
    EnvProvider,
    ProfileProviderBuilder,
)
from botocore.loaders import JSONFileLoader, Loader

from desktop_login.adapters.transport import MayReach, Origin, Transport, only
from desktop_login.domain.amazon import dns_suffix
from desktop_login.domain.pool import PoolClient

if TYPE_CHECKING:
    from botocore.client import BaseClient

SERVICE, IDENTITY_SERVICE = "cognito-idp", "cognito-identity"
_COGNITO = frozenset({SERVICE, IDENTITY_SERVICE})
MAX_REPLY = 1024 * 1024
CONNECT_S = 5
READ_S = 15
# Services that a named profile may need to get its credentials.
_HELPERS = r"(?:sts|sts-fips|portal\.sso|oidc)\.(?:[a-z0-9-]+\.)?"
# What counts in the files of a profile besides its credentials, and the two variables that say where
# these files are.
_OF_A_PROFILE = frozenset({"region", "sts_regional_endpoints", "use_fips_endpoint"})
_FILES = frozenset({"config_file", "credentials_file"})
Variables = Mapping[str, tuple[object, object, object, object]]


class AwsSession(botocore.session.Session):  # type: ignore[misc] # botocore has no types
    """A botocore session whose clients all send through `transport`: to `address`, and those that
    fetch the credentials of a profile to the services that these need."""

    def __init__(
        self,
        region: str,
        address: str,
        loader: Loader,
        variables: Variables,
        **more: object,
    ) -> None:
        super().__init__(session_vars=variables, **more)
        self.register_component("data_loader", loader)
        self._to_cognito = Sender(only(address))
        self._to_helpers = Sender(helpers_of(region))

    def create_client(self, service_name: str, *arguments: object, **more: object) -> BaseClient:
        """Create a client whose requests leave through `transport`. Raises what botocore raises."""
        client = super().create_client(service_name, *arguments, **more)
        endpoint = client._endpoint  # noqa: SLF001 - botocore takes no other sender
        endpoint.http_session.close()
        endpoint.http_session = self._to_cognito if service_name in _COGNITO else self._to_helpers
        return client

    def _register_client_plugins(self, client: BaseClient) -> None:
        """Register none: BOTOCORE_EXPERIMENTAL__PLUGINS would import modules that the environment names."""


class Sender:
    """Replaces botocore's URLLib3Session."""

    def __init__(self, may_reach: MayReach) -> None:
        self._transport = Transport(may_reach, limit=MAX_REPLY, connect_s=CONNECT_S, read_s=READ_S)

    def send(self, request: AWSPreparedRequest) -> AWSResponse:
        """Send a prepared request. Raises `AuthError` without the name of the operation."""
        headers = {name: _text(value) for name, value in request.headers.items()}
        answer = self._transport.send(request.method, request.url, headers, request.body)
        return AWSResponse(request.url, answer.status, answer.headers, _Body(answer.body))

    def close(self) -> None:
        self._transport.close()


class _Body:
    """The body of an answer, in the form that botocore reads."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def stream(self) -> list[bytes]:
        return [self._content]


class FileReader(JSONFileLoader):  # type: ignore[misc] # botocore has no types
    """Reads botocore's data without its documentation, which is most of it and is kept for as long as
    the program runs.

    botocore's own reader makes an OrderedDict of each object, all in one call that no other thread
    interrupts: 19 ms for Cognito, and more than twice the memory. While this one calls `_undocumented`
    the window can paint.
    """

    def load_file(self, file_path: str) -> object:
        """Return the content of the file, which is named without its ending; None if there is none."""
        for ending, opened in ((".json", open), (".json.gz", gzip.open)):
            if Path(file_path + ending).is_file():
                with opened(file_path + ending, "rb") as file:
                    return json.loads(file.read(), object_hook=_undocumented)
        return None


def _undocumented(found: dict[str, object]) -> dict[str, object]:
    if isinstance(found.get("documentation"), str):  # else it is a part of somebody's service
        del found["documentation"]
    return found


def own_loader(
    kind: Callable[..., Loader] = Loader, reader: Callable[[], FileReader] = FileReader
) -> Loader:
    """Return a loader of botocore's own data folder, without ~/.aws/models and AWS_DATA_PATH."""
    return kind(
        extra_search_paths=[Loader.BUILTIN_DATA_PATH],
        include_default_search_paths=False,
        file_loader=reader(),
    )


def bare_session(region: str, address: str, loader: Loader) -> AwsSession:
    """Return a session that ignores the environment and `~/.aws`, and sends to `address` only."""
    return AwsSession(region, address, loader, {name: _deaf(name) for name in STOCK})


def profile_session(pool: PoolClient, profile: str) -> AwsSession:
    """Return a session with the credentials of a profile, and nothing else of the environment."""
    variables = {name: _of_profile(name) for name in STOCK}
    session = AwsSession(pool.region, pool.service_url, own_loader(), variables, profile=profile)
    # a configured endpoint of STS or SSO would get the keys or the token of the profile
    session.set_default_client_config(
        Config(
            ignore_configured_endpoint_urls=True,
            connect_timeout=CONNECT_S,
            read_timeout=READ_S,
            defaults_mode="legacy",
        )
    )
    session.register_component("credential_provider", _credentials(session, pool.region))
    return session


def _deaf(name: str) -> tuple[object, object, object, object]:
    """Return a variable that has botocore's default and ignores file and environment."""
    _, _, default, convert = STOCK[name]
    return None, None, os.devnull if name in _FILES else default, convert


def _of_profile(name: str) -> tuple[object, object, object, object]:
    in_file, in_environment, default, convert = STOCK[name]
    return (
        in_file if name in _OF_A_PROFILE else None,
        in_environment if name in _FILES else None,
        default,
        convert,
    )


def _credentials(session: AwsSession, region: str) -> CredentialResolver:
    """Return botocore's own chain of credentials for a profile.

    It has no metadata service of a machine or container, because the environment names its address.
    """
    name = session.get_config_variable("profile")
    cache: dict[str, object] = {}
    builder = ProfileProviderBuilder(session, cache=cache, region_name=region)

    def make(service: str, **more: object) -> BaseClient:
        return session.create_client(service, **{"region_name": region} | more)

    roles = AssumeRoleProvider(
        load_config=lambda: session.full_config,
        client_creator=make,
        cache=cache,
        profile_name=name,
        credential_sourcer=CanonicalNameCredentialSourcer([EnvProvider()]),
        profile_provider_builder=builder,
    )
    return CredentialResolver([roles, *builder.providers(name, disable_env_vars=True)])


def helpers_of(region: str) -> MayReach:
    """Allow STS and IAM Identity Center in the pool's partition, over https."""
    host = re.compile(_HELPERS + re.escape(dns_suffix(region)))

    def may_reach(origin: Origin) -> bool:
        return origin.scheme == "https" and origin.port == 443 and bool(host.fullmatch(origin.host))

    return may_reach


def _text(value: str | bytes) -> str:
    return value if isinstance(value, str) else value.decode("latin-1")
