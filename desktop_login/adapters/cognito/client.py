"""Makes the boto3 clients. Decides that nothing of the person's AWS set-up reaches the sign-in.

Each option is there for a measured reason; see docs/adr/0002.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any, cast
from urllib.parse import urlsplit

import boto3
import botocore.session
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ProfileNotFound
from botocore.loaders import Loader

from desktop_login.adapters.web import is_loopback, problem_of_status
from desktop_login.domain.errors import Fault, Problem, Trace
from desktop_login.domain.pool import PoolClient

# boto3 makes its classes at run time; what a reply may hold is checked in `wire`.
Client = Any

# Where botocore looks when a profile has no credentials.
# https://docs.aws.amazon.com/boto3/latest/guide/credentials.html
_OF_THE_MACHINE = ("ec2-credentials-file", "boto-config", "container-role", "iam-role")
MAX_REPLY = 1024 * 1024
_CONNECT_S = 5
_READ_S = 15


class NotAnAnswer(Exception):
    """A reply with status 200 that Cognito did not write."""

    def __init__(self, problem: Problem, operation: str) -> None:
        super().__init__(problem.name)
        self.fault = Fault(problem, Trace(operation=operation, code="NotAnAnswer"))


class SlimLoader(Loader):  # type: ignore[misc] # botocore has no types
    """Answers botocore's question for `endpoints` from the small `partitions` file.

    botocore parses 1.25 MB of endpoints.json in one C call that holds the interpreter for
    more than a frame, and Cognito's host names follow from the partition alone. Everything
    else is loaded as usual. A test holds this against the real file for every region.
    """

    def load_data_with_path(self, name: str) -> tuple[Any, str]:
        if name != "endpoints":
            return cast("tuple[Any, str]", super().load_data_with_path(name))
        partitions, path = super().load_data_with_path("partitions")
        return _endpoints(partitions), path


def _endpoints(partitions: Mapping[str, Any]) -> dict[str, Any]:
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
    core = _bare_session()
    core.register_component("data_loader", _slim_loader(core))
    client = boto3.Session(botocore_session=core).client(
        "cognito-idp",
        region_name=pool.region,
        endpoint_url=pool.endpoint_url,
        verify=True,  # the system's store, and no bundle that a variable names
        config=_config(signature_version=UNSIGNED, **_proxies(pool)),
    )
    return _guarded(client)


def signed_client(pool: PoolClient) -> Client:
    """The client of the admin flow, signed by the one AWS profile that the settings name.

    Without a name there is no client: boto3 would look for keys in the environment, in the default
    profile and on the machine. For the same reason a profile that has no credentials of its own
    gets none of the machine's role. Raises botocore's ProfileNotFound and credential errors.
    """
    if not pool.aws_profile:
        raise ProfileNotFound(profile="")
    session = boto3.Session(profile_name=pool.aws_profile)
    chain = session._session.get_component("credential_provider")  # noqa: SLF001 - no other way
    for provider in _OF_THE_MACHINE:
        chain.remove(provider)
    client = session.client(
        "cognito-idp",
        region_name=pool.region,
        endpoint_url=pool.endpoint_url,
        verify=True,  # the system's store, and no bundle that a variable names
        config=_config(**_proxies(pool)),
    )
    return _guarded(client)


def _bare_session() -> Any:
    return botocore.session.Session(
        session_vars={
            "profile": (None, None, None, None),
            "data_path": (None, None, None, None),
            "config_file": (None, None, os.devnull, None),
            "credentials_file": (None, None, os.devnull, None),
        }
    )


def _slim_loader(core: Any) -> SlimLoader:
    stock = core.get_component("data_loader")
    return SlimLoader(extra_search_paths=stock.search_paths)


def _config(**options: object) -> Config:
    return Config(
        ignore_configured_endpoint_urls=True,
        use_fips_endpoint=False,
        use_dualstack_endpoint=False,
        connect_timeout=_CONNECT_S,
        read_timeout=_READ_S,
        # One attempt: a repetition by botocore burns a person's tries, sends a second code
        # and reuses a rotated refresh token. Who may repeat what is decided above.
        retries={"mode": "standard", "total_max_attempts": 1},
        **cast("dict[str, Any]", options),
    )


def _proxies(pool: PoolClient) -> dict[str, object]:
    """botocore would send even loopback through the proxy of the environment."""
    host = urlsplit(pool.endpoint_url or "").hostname or ""
    return {"proxies": {}} if is_loopback(host) else {}


def _guarded(client: Client) -> Client:
    client.meta.events.register("before-parse.cognito-identity-provider", _check_body)
    return client


def _check_body(operation_model: Any, response_dict: Mapping[str, Any], **_: object) -> None:
    """botocore turns a captive portal's page into a successful `{}`; look at the raw body first."""
    operation, status = operation_model.name, response_dict["status_code"]
    body: bytes = response_dict["body"]
    if len(body) > MAX_REPLY:
        raise NotAnAnswer(problem_of_status(status) or Problem.NOT_UNDERSTOOD, operation)
    if status != 200:
        return
    if not body.strip():
        if operation_model.output_shape is not None and operation_model.output_shape.members:
            raise NotAnAnswer(Problem.NOT_UNDERSTOOD, operation)
        return
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        html = body.lstrip()[:1] == b"<"
        problem = Problem.CAPTIVE_PORTAL if html else Problem.NOT_UNDERSTOOD
        raise NotAnAnswer(problem, operation) from None
    if not isinstance(answer, dict):
        raise NotAnAnswer(Problem.NOT_UNDERSTOOD, operation)
