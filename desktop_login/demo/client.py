"""The app client: which requests are accepted, and how one is read. Decides nothing about users."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Mapping
from typing import Any

from desktop_login.demo.pool import DemoPoolConfig
from desktop_login.demo.service_exception import ServiceException, invalid_parameter, not_authorized

# JSON: of which type a parameter is, the operation looks at that reads it.
Request = Mapping[str, Any]
# JSON that the operations make.
Reply = dict[str, Any]


class Client:
    """Checks the client id and, where the client has a secret, that the peer knows it."""

    def __init__(self, config: DemoPoolConfig) -> None:
        self._config = config

    def check(self, request: Request) -> None:
        client_id = text(request, "ClientId")
        if client_id != self._config.client_id:
            raise ServiceException(
                "ResourceNotFoundException", f"User pool client {client_id} does not exist."
            )

    def check_secret_hash(self, parameters: Mapping[str, str], username: str) -> None:
        given, client_id = parameters.get("SECRET_HASH"), self._config.client_id
        if self._config.client_secret is None:
            if given is not None:
                raise not_authorized(
                    f"Client {client_id} is not configured for secret but secret hash was received"
                )
            return
        if given is None:
            raise not_authorized(
                f"Client {client_id} is configured with secret but SECRET_HASH was not received"
            )
        expected = _secret_hash(self._config.client_secret, username, client_id)
        if not hmac.compare_digest(expected.encode(), given.encode()):
            raise not_authorized(f"Unable to verify secret hash for client {client_id}")

    def request(self, username: str, **more: object) -> Request:
        """A request as this client itself would send it: the pages of managed login act for it."""
        config = self._config
        known = {"ClientId": config.client_id, "Username": username, **more}
        if config.client_secret is not None:
            digest = _secret_hash(config.client_secret, username, config.client_id)
            known["SecretHash"] = digest
        return known

    def check_secret(self, request: Request) -> None:
        given, secret = request.get("ClientSecret"), self._config.client_secret
        if secret is None:
            if given is not None:
                raise not_authorized(
                    f"Client {self._config.client_id} is not configured for secret but secret"
                    " was received"
                )
            return
        if given is None:
            raise not_authorized(
                f"Client {self._config.client_id} is configured with secret but client secret"
                " was not received"
            )
        if not isinstance(given, str) or not hmac.compare_digest(given.encode(), secret.encode()):
            raise not_authorized(f"Unable to verify secret for client {self._config.client_id}")


def _secret_hash(secret: str, username: str, client_id: str) -> str:
    digest = hmac.digest(secret.encode(), (username + client_id).encode(), "sha256")
    return base64.b64encode(digest).decode()


def text(request: Request, name: str) -> str:
    value = request.get(name)
    if not isinstance(value, str) or not value:
        raise invalid_parameter(f"Missing required parameter {name}")
    return value


def texts(request: Request, name: str) -> Mapping[str, str]:
    value = request.get(name, {})
    if not isinstance(value, dict) or not all(isinstance(v, str) for v in value.values()):
        raise invalid_parameter(f"Value at '{name}' must be a map of strings")
    return value
