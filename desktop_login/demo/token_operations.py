"""The operations that issue, refresh and revoke tokens. Knows no password and no challenge."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from desktop_login.demo.client import Client, Reply, Request, text
from desktop_login.demo.grants import Grant, Grants
from desktop_login.demo.issuer import Issuer
from desktop_login.demo.pool import Pool, User
from desktop_login.demo.service_exception import ServiceException, invalid_parameter, not_authorized


class TokenOperations:
    def __init__(self, pool: Pool, issuer: Issuer, client: Client) -> None:
        self._pool = pool
        self._config = pool.config
        self._issuer = issuer
        self._client = client
        self.grants = Grants(pool.config, pool.now)

    def sign_in(self, user: User, device_key: str = "") -> Reply:
        grant, refresh_token = self.grants.open(user.sub, device_key)
        result = self._tokens(user, grant.auth_time, grant.origin)
        result["RefreshToken"] = refresh_token
        return {"AuthenticationResult": result, "ChallengeParameters": {}}

    def _tokens(self, user: User, auth_time: float, origin: str) -> Reply:
        now = self._pool.now()
        return {
            "AccessToken": self._issuer.access_token(user, auth_time, origin, now),
            "IdToken": self._issuer.id_token(user, auth_time, origin, now),
            "ExpiresIn": self._config.access_token_s,
            "TokenType": "Bearer",
        }

    def get_tokens_from_refresh_token(self, request: Request) -> Reply:
        self._client.check(request)
        self._client.check_secret(request)
        token = text(request, "RefreshToken")
        return self._refreshed(token, request.get("DeviceKey"), lambda _: None)

    def refresh_token_auth(self, parameters: Mapping[str, str]) -> Reply:
        """Refresh by InitiateAuth REFRESH_TOKEN_AUTH, which is refused for a client with rotation.

        SECRET_HASH is computed with the user name, not with an alias.

        https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-refresh-token.html
        """
        if self._config.rotation:
            raise invalid_parameter("REFRESH_TOKEN_AUTH flow not enabled for this client")
        token = text(parameters, "REFRESH_TOKEN")

        def check_hash(user: User) -> None:
            self._client.check_secret_hash(parameters, user.username)

        reply = self._refreshed(token, parameters.get("DEVICE_KEY"), check_hash)
        return reply | {"ChallengeParameters": {}}

    def _refreshed(self, token: str, device_key: object, check: Callable[[User], None]) -> Reply:
        """Return new tokens; all checks come before the refresh token is used."""
        grant = self.grants.of(token)
        user = self._pool.by_sub(grant.sub)
        if user is None:
            raise ServiceException("UserNotFoundException", "User does not exist.")
        check(user)
        if not user.enabled:
            raise not_authorized("User is disabled.")
        self._check_device(device_key, grant, user)
        next_token = self.grants.use(token)
        result = self._tokens(user, grant.auth_time, grant.origin)
        if next_token is not None:
            result["RefreshToken"] = next_token
        return {"AuthenticationResult": result}

    def revoke_token(self, request: Request) -> Reply:
        self._client.check(request)
        self._client.check_secret(request)
        if not self._config.revocation:
            raise ServiceException(
                "UnsupportedOperationException", "Token revocation is not enabled for the client"
            )
        token = text(request, "Token")
        if token.count(".") == 2:
            raise ServiceException("UnsupportedTokenTypeException", "Unsupported token type")
        self.grants.revoke(token)
        return {}

    def global_sign_out(self, request: Request) -> Reply:
        self.grants.revoke_all(self.owner(request).sub)
        return {}

    def revoke_all(self, user: User) -> None:
        self.grants.revoke_all(user.sub)

    def owner(self, request: Request) -> User:
        """Return the user of the request's valid access token. Raises `ServiceException`."""
        claims = self._issuer.check_access_token(text(request, "AccessToken"), self._pool.now())
        if self.grants.is_revoked(claims["origin_jti"]):
            raise not_authorized("Access Token has been revoked")
        user = self._pool.by_sub(claims["sub"])
        if user is None:
            raise ServiceException("UserNotFoundException", "User does not exist.")
        return user

    @staticmethod
    def _check_device(given: object, grant: Grant, user: User) -> None:
        """Check that a refresh names the confirmed device of its sign-in."""
        if given is not None and (not isinstance(given, str) or given not in user.devices):
            raise ServiceException("ResourceNotFoundException", "Device does not exist.")
        device = user.devices.get(grant.device_key)
        if device is not None and (not device.confirmed or given != device.key):
            raise not_authorized("Invalid Refresh Token.")
