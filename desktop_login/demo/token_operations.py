"""The operations that issue, refresh and revoke tokens. Knows no password and no challenge."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from desktop_login.demo.client import Client, Reply, Request, text
from desktop_login.demo.grants import Grant, Grants
from desktop_login.demo.issuer import Issuer, half_hash
from desktop_login.demo.pool import ADMIN_SCOPE, Pool, User
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
        result = self._tokens(user, grant)
        result["RefreshToken"] = refresh_token
        return {"AuthenticationResult": result, "ChallengeParameters": {}}

    def sign_in_with_browser(
        self, user: User, scopes: tuple[str, ...], auth_time: float, nonce: str
    ) -> tuple[Grant, Reply]:
        """Return AuthenticationResult, with an ID token that belongs to the access token."""
        grant, refresh_token = self.grants.open_in_browser(user.sub, scopes, auth_time)
        result = self._tokens(user, grant, **({"nonce": nonce} if nonce else {}))
        return grant, result | {"RefreshToken": refresh_token}

    def _tokens(self, user: User, grant: Grant, **more: str) -> Reply:
        """There is an ID token unless a browser sign-in did not ask for `openid`."""
        now = self._pool.now()
        access_token = self._issuer.access_token(user, grant, now)
        result = {
            "AccessToken": access_token,
            "ExpiresIn": self._config.access_token_s,
            "TokenType": "Bearer",
        }
        if not grant.in_browser:
            result["IdToken"] = self._issuer.id_token(user, grant, now)
        elif "openid" in grant.scopes:
            at_hash = half_hash(access_token)
            result["IdToken"] = self._issuer.id_token(user, grant, now, at_hash=at_hash, **more)
        return result

    def get_tokens_from_refresh_token(self, request: Request) -> Reply:
        self._client.check(request)
        self._client.check_secret(request)
        token = text(request, "RefreshToken")
        return self._refreshed(token, request.get("DeviceKey"), lambda _: None)

    def refresh_in_browser(self, token: str) -> Reply:
        """Return AuthenticationResult for `/oauth2/token`, whose caller has checked the client."""
        reply: Reply = self._refreshed(token, None, lambda _: None)["AuthenticationResult"]
        return reply

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
        result = self._tokens(user, grant)
        if next_token is not None:
            result["RefreshToken"] = next_token
        return {"AuthenticationResult": result}

    def revoke_token(self, request: Request) -> Reply:
        self._client.check(request)
        self._client.check_secret(request)
        self.revoke(text(request, "Token"))
        return {}

    def revoke(self, token: str) -> None:
        """Revoke a refresh token, of whichever sign-in. Raises `ServiceException`."""
        if not self._config.revocation:
            raise ServiceException(
                "UnsupportedOperationException", "Token revocation is not enabled for the client"
            )
        if token.count(".") == 2:
            raise ServiceException("UnsupportedTokenTypeException", "Unsupported token type")
        self.grants.revoke(token)

    def global_sign_out(self, request: Request) -> Reply:
        self.grants.revoke_all(self.owner(request).sub)
        return {}

    def revoke_all(self, user: User) -> None:
        self.grants.revoke_all(user.sub)

    def owner(self, request: Request) -> User:
        """Return the user of the request's valid access token.

        Raises:
            ServiceException: It is not valid, or its scopes do not allow the operations.
        """
        user, scopes = self.holder(text(request, "AccessToken"))
        if ADMIN_SCOPE not in scopes:
            raise not_authorized("Access Token does not have required scopes")
        return user

    def holder(self, access_token: str) -> tuple[User, tuple[str, ...]]:
        """Return the user and the scopes of a valid access token. Raises `ServiceException`."""
        claims = self._issuer.check_access_token(access_token, self._pool.now())
        if self.grants.is_revoked(claims["origin_jti"]):
            raise not_authorized("Access Token has been revoked")
        user = self._pool.by_sub(claims["sub"])
        if user is None:
            raise ServiceException("UserNotFoundException", "User does not exist.")
        return user, tuple(claims["scope"].split(" "))

    @staticmethod
    def _check_device(given: object, grant: Grant, user: User) -> None:
        """Check that a refresh names the confirmed device of its sign-in."""
        if given is not None and (not isinstance(given, str) or given not in user.devices):
            raise ServiceException("ResourceNotFoundException", "Device does not exist.")
        device = user.devices.get(grant.device_key)
        if device is not None and (not device.confirmed or given != device.key):
            raise not_authorized("Invalid Refresh Token.")
