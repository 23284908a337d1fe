"""Creates the botocore clients, so that nothing of the user's AWS configuration affects a sign-in.

docs/adr/0002 and 0009 have the reason for each option.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ProfileNotFound
from botocore.loaders import Loader
from botocore.model import OperationModel

from desktop_login.adapters.cognito.aws_session import (
    CONNECT_S,
    IDENTITY_SERVICE,
    MAX_REPLY,
    READ_S,
    SERVICE,
    AwsSession,
    FileReader,
    bare_session,
    own_loader,
    profile_session,
)
from desktop_login.adapters.cognito.operations import OPERATIONS, cut_down
from desktop_login.adapters.http import error_code_of_status
from desktop_login.domain.errors import AuthErrorInfo, ErrorCode, RequestInfo
from desktop_login.domain.pool import PoolClient

# botocore creates its classes at run time; `wire` checks the replies.
Client = Any


class NotAnAnswer(Exception):
    """A reply that does not come from Cognito, although its status says success."""

    def __init__(self, error_code: ErrorCode, operation: str) -> None:
        super().__init__(error_code.name)
        self.error_info = AuthErrorInfo(
            error_code, RequestInfo(operation=operation, code="NotAnAnswer")
        )


class SlimLoader(Loader):  # type: ignore[misc] # botocore has no types
    """Replaces botocore's `endpoints` data by a short form made from its `partitions` file.

    botocore parses 1.25 MB of endpoints.json in one C call that holds the GIL for longer than a
    frame, and Cognito's host names depend on the partition alone. Everything else is loaded as
    usual. A test compares the result with the real file for every region.

    Nor does it look through the folders of four hundred services to see that ours are there.
    """

    def list_available_services(self, type_name: str) -> list[str]:  # noqa: ARG002 - botocore's
        return sorted(OPERATIONS)

    def load_data_with_path(self, name: str) -> tuple[object, str]:
        if name != "endpoints":
            return cast("tuple[object, str]", super().load_data_with_path(name))
        partitions, path = super().load_data_with_path("partitions")
        return _endpoints(partitions), path


class SlimReader(FileReader):
    """Reads of a service only what the program calls. A loader keeps all that its reader returns."""

    def load_file(self, file_path: str) -> object:
        content = super().load_file(file_path)
        service, _, kind = Path(file_path).parts[-3:]
        if kind == "service-2" and isinstance(content, dict):
            return cut_down(service, content)
        return content


def _endpoints(partitions: Mapping[str, Any]) -> dict[str, object]:  # a file of botocore's own
    return {
        "version": 3,
        "partitions": [
            {
                "partition": partition["id"],
                "dnsSuffix": partition["outputs"]["dnsSuffix"],
                "regionRegex": partition["regionRegex"],
                "regions": {
                    name: {} for name in partition["regions"] if not name.endswith("-global")
                },
                "defaults": {
                    "hostname": "{service}.{region}.{dnsSuffix}",
                    "protocols": ["https"],
                    "signatureVersions": ["v4"],
                },
                "services": {"cognito-idp": {"endpoints": {}}},
            }
            for partition in partitions["partitions"]
        ],
    }


def unsigned_client(pool: PoolClient) -> Client:
    """Create the client for operations that need no AWS credentials."""
    core = bare_session(pool.region, pool.service_url, own_loader(SlimLoader, SlimReader))
    return _client(core, SERVICE, pool.region, pool.endpoint_url, signature_version=UNSIGNED)


def identity_client(region: str, address: str) -> Client:
    """Create the client of identity pools, whose operations need no AWS credentials either."""
    core = bare_session(region, address, own_loader(SlimLoader, SlimReader))
    return _client(core, IDENTITY_SERVICE, region, address, signature_version=UNSIGNED)


def signed_client(pool: PoolClient) -> Client:
    """Create the client of the admin flow, which signs with the AWS profile of the settings.

    Without a profile there is no client: botocore would look for keys in the environment and in the
    default profile.

    Raises:
        ProfileNotFound: And other errors of botocore about credentials.
        AuthError: The credentials could not be fetched.
    """
    if not pool.aws_profile:
        raise ProfileNotFound(profile="")
    core = profile_session(pool, pool.aws_profile)
    return _client(core, SERVICE, pool.region, pool.endpoint_url)


def _client(
    core: AwsSession, service: str, region: str, address: str | None, **options: object
) -> Client:
    client: Client = core.create_client(
        service, region_name=region, endpoint_url=address, config=_config(**options)
    )
    name = client.meta.service_model.service_id.hyphenize()
    client.meta.events.register(f"before-parse.{name}", _check_body)
    return client


def _config(**options: object) -> Config:
    return Config(
        ignore_configured_endpoint_urls=True,
        use_fips_endpoint=False,
        use_dualstack_endpoint=False,
        connect_timeout=CONNECT_S,
        read_timeout=READ_S,
        defaults_mode="legacy",
        proxies={},  # `transport` handles proxies; botocore must not parse their addresses
        # One attempt: a retry by botocore would use up the user's attempts, send a second code
        # and reuse a rotated refresh token. The use cases decide what is repeated.
        retries={"mode": "standard", "total_max_attempts": 1},
        **options,
    )


def _check_body(
    operation_model: OperationModel,
    response_dict: Mapping[str, Any],  # botocore's: a status, headers and bytes
    **_: object,
) -> None:
    """Check the raw body, because botocore turns a captive portal's page into a successful `{}`."""
    operation, status = operation_model.name, response_dict["status_code"]
    body: bytes = response_dict["body"]
    if len(body) > MAX_REPLY:
        raise NotAnAnswer(error_code_of_status(status) or ErrorCode.NOT_UNDERSTOOD, operation)
    if 200 < status < 300:
        raise NotAnAnswer(error_code_of_status(status) or ErrorCode.NOT_UNDERSTOOD, operation)
    if status != 200:
        return
    if not body.strip():
        if operation_model.output_shape is not None and operation_model.output_shape.members:
            raise NotAnAnswer(ErrorCode.NOT_UNDERSTOOD, operation)
        return
    try:
        answer = json.loads(body)
        # a lone surrogate could not be encoded later
        json.dumps(answer, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        html = body.lstrip()[:1] == b"<"
        error_code = ErrorCode.CAPTIVE_PORTAL if html else ErrorCode.NOT_UNDERSTOOD
        raise NotAnAnswer(error_code, operation) from None
    if not isinstance(answer, dict):
        raise NotAnAnswer(ErrorCode.NOT_UNDERSTOOD, operation)
