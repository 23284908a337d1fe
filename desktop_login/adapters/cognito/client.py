"""Makes the boto3 clients. Decides that nothing of the person's AWS set-up reaches the sign-in.

Each option is there for a measured reason; see docs/adr/0002 and 0009.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, cast

import boto3
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ProfileNotFound
from botocore.loaders import Loader
from botocore.model import OperationModel

from desktop_login.adapters.cognito.aws_session import (
    CONNECT_S,
    MAX_REPLY,
    READ_S,
    SERVICE,
    AwsSession,
    bare_session,
    own_loader,
    profile_session,
)
from desktop_login.adapters.http import problem_of_status
from desktop_login.domain.errors import AuthErrorInfo, ErrorCode, RequestInfo
from desktop_login.domain.pool import PoolClient

# boto3 makes its classes at run time; what a reply may hold is checked in `wire`.
Client = Any


class NotAnAnswer(Exception):
    """A reply with status 200 that Cognito did not write."""

    def __init__(self, problem: ErrorCode, operation: str) -> None:
        super().__init__(problem.name)
        self.error_info = AuthErrorInfo(
            problem, RequestInfo(operation=operation, code="NotAnAnswer")
        )


class SlimLoader(Loader):  # type: ignore[misc] # botocore has no types
    """Answers botocore's question for `endpoints` from the small `partitions` file.

    botocore parses 1.25 MB of endpoints.json in one C call that holds the interpreter for
    more than a frame, and Cognito's host names follow from the partition alone. Everything
    else is loaded as usual. A test holds this against the real file for every region.
    """

    def load_data_with_path(self, name: str) -> tuple[object, str]:
        if name != "endpoints":
            return cast("tuple[object, str]", super().load_data_with_path(name))
        partitions, path = super().load_data_with_path("partitions")
        return _endpoints(partitions), path


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
    """The client for everything that a user may call without AWS credentials."""
    core = bare_session(pool, own_loader(SlimLoader))
    return _client(core, pool, signature_version=UNSIGNED)


def signed_client(pool: PoolClient) -> Client:
    """The client of the admin flow, signed by the one AWS profile that the settings name.

    Without a name there is no client: boto3 would look for keys in the environment and in the
    default profile. Raises botocore's ProfileNotFound and credential errors, and `AuthError`
    where the network is in the way of the credentials.
    """
    if not pool.aws_profile:
        raise ProfileNotFound(profile="")
    return _client(profile_session(pool, pool.aws_profile), pool)


def _client(core: AwsSession, pool: PoolClient, **options: object) -> Client:
    client = boto3.Session(botocore_session=core).client(
        SERVICE,
        region_name=pool.region,
        endpoint_url=pool.endpoint_url,
        config=_config(**options),
    )
    client.meta.events.register("before-parse.cognito-identity-provider", _check_body)
    return client


def _config(**options: object) -> Config:
    return Config(
        ignore_configured_endpoint_urls=True,
        use_fips_endpoint=False,
        use_dualstack_endpoint=False,
        connect_timeout=CONNECT_S,
        read_timeout=READ_S,
        defaults_mode="legacy",
        proxies={},  # `transport` knows them; botocore must not try to understand them
        # One attempt: a repetition by botocore burns a person's tries, sends a second code
        # and reuses a rotated refresh token. Who may repeat what is decided above.
        retries={"mode": "standard", "total_max_attempts": 1},
        **options,
    )


def _check_body(
    operation_model: OperationModel,
    response_dict: Mapping[str, Any],  # botocore's: a status, headers and bytes
    **_: object,
) -> None:
    """botocore turns a captive portal's page into a successful `{}`; look at the raw body first."""
    operation, status = operation_model.name, response_dict["status_code"]
    body: bytes = response_dict["body"]
    if len(body) > MAX_REPLY:
        raise NotAnAnswer(problem_of_status(status) or ErrorCode.NOT_UNDERSTOOD, operation)
    if 200 < status < 300:
        raise NotAnAnswer(problem_of_status(status) or ErrorCode.NOT_UNDERSTOOD, operation)
    if status != 200:
        return
    if not body.strip():
        if operation_model.output_shape is not None and operation_model.output_shape.members:
            raise NotAnAnswer(ErrorCode.NOT_UNDERSTOOD, operation)
        return
    try:
        answer = json.loads(body)
        # a lone surrogate is no text: what is made of it later could not be encoded
        json.dumps(answer, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        html = body.lstrip()[:1] == b"<"
        problem = ErrorCode.CAPTIVE_PORTAL if html else ErrorCode.NOT_UNDERSTOOD
        raise NotAnAnswer(problem, operation) from None
    if not isinstance(answer, dict):
        raise NotAnAnswer(ErrorCode.NOT_UNDERSTOOD, operation)
