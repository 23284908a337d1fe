"""Refreshes tokens: by GetTokensFromRefreshToken, or by the older REFRESH_TOKEN_AUTH if a server knows nothing else.

GetTokensFromRefreshToken dates from 2025 and is the only way if refresh tokens are rotated; some
emulators only know REFRESH_TOKEN_AUTH.
https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-refresh-token.html
"""

from __future__ import annotations

from dataclasses import replace

from desktop_login.adapters.cognito import wire
from desktop_login.adapters.cognito.api import CognitoApi
from desktop_login.adapters.cognito.error_codes import REFRESH_FLOW
from desktop_login.domain.errors import ENDS_SESSION, AuthError, AuthErrorInfo, ErrorCode
from desktop_login.domain.tokens import Tokens

_OPERATION = "GetTokensFromRefreshToken"
_BELIEVED = ENDS_SESSION | {ErrorCode.DEVICE_UNKNOWN}


class Refresher:
    """Thread-safe. Remembers for the time that the program runs which way the server knows."""

    def __init__(self, api: CognitoApi) -> None:
        self._api = api
        self._by_flow = False

    def __call__(self, tokens: Tokens) -> Tokens:
        if self._by_flow:
            return self._flow(tokens)
        try:
            return self._operation(tokens)
        except AuthError as error:
            if not self._may_be_unknown(error.error_info):
                raise
            refused = error
        try:
            refreshed = self._flow(tokens)
        except AuthError as error:
            if error.error_info.code in _BELIEVED:
                raise
            raise refused from None
        self._by_flow = True
        return refreshed

    def _may_be_unknown(self, error_info: AuthErrorInfo) -> bool:
        """Return whether the server may not know GetTokensFromRefreshToken.

        Amazon has an error code for that. Emulators answer with status 500; from Amazon that is a
        transient error, and no reason to send the refresh token a second time.
        """
        if error_info.code is ErrorCode.OPERATION_UNKNOWN:
            return True
        return bool(self._api.pool.foreign_host) and error_info.code is ErrorCode.SERVICE_PROBLEM

    def _operation(self, tokens: Tokens) -> Tokens:
        device = {"DeviceKey": tokens.device_key} if tokens.device_key else {}
        token = tokens.refresh_token.reveal()
        reply = self._api.send_as_client(_OPERATION, RefreshToken=token, **device)
        return self._refreshed(reply, _OPERATION, tokens)

    def _flow(self, tokens: Tokens) -> Tokens:
        """Refresh by REFRESH_TOKEN_AUTH; SECRET_HASH needs the user name of the ID token."""
        pool = self._api.pool
        fields = {"REFRESH_TOKEN": tokens.refresh_token.reveal()}
        if tokens.device_key:
            fields["DEVICE_KEY"] = tokens.device_key
        digest = wire.secret_hash(pool, wire.username_in(tokens.id_token))
        if digest is not None:
            fields["SECRET_HASH"] = digest
        reply = self._api.send(
            "InitiateAuth",
            meant=REFRESH_FLOW,
            ClientId=pool.client_id,
            AuthFlow="REFRESH_TOKEN_AUTH",
            AuthParameters=fields,
        )
        return self._refreshed(reply, REFRESH_FLOW, tokens)

    def _refreshed(self, reply: wire.Reply, operation: str, old: Tokens) -> Tokens:
        clock_skew = self._api.clock_skew(reply)
        refreshed = wire.decode_tokens(reply, operation, clock_skew, old.refresh_token)
        return replace(refreshed, device_key=old.device_key, new_device=None)
