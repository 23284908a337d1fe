"""The `Provider` port over boto3: one method a use case. Decides the order of requests; shows and stores nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from email.utils import parsedate_to_datetime
from typing import Any

from desktop_login.adapters.cognito import srp, wire
from desktop_login.adapters.cognito.client import Client, signed_client, unsigned_client
from desktop_login.adapters.cognito.faults import translated_faults
from desktop_login.domain.answers import Answer, Credentials, typed_username
from desktop_login.domain.challenges import Challenge
from desktop_login.domain.errors import Fault, LoginError, Problem, Trace
from desktop_login.domain.pool import AuthFlow, PoolClient
from desktop_login.domain.secret import Secret
from desktop_login.domain.tokens import Tokens
from desktop_login.flow.ports import Clock

_CLOCK_OFF_S = 60.0
_DATE_RESOLUTION_S = 1.5


class CognitoProvider:
    """One app client of one user pool. Thread-safe; the boto3 clients are made once and kept."""

    def __init__(self, pool: PoolClient, clock: Clock) -> None:
        self._pool = pool
        self._clock = clock
        self._lock = threading.Lock()
        self._unsigned: Client | None = None
        self._signed: Client | None = None
        self._ephemeral: srp.Ephemeral | None = None

    def prepare(self) -> None:
        """Makes the client, and the SRP pair of the next attempt."""
        self._client()
        if self._pool.auth_flow is AuthFlow.SRP:
            with self._lock:
                if self._ephemeral is not None:
                    return
            made = srp.ephemeral()
            with self._lock:
                self._ephemeral = made

    def sign_in(self, credentials: Credentials) -> Tokens | Challenge:
        username = typed_username(credentials.username)
        match self._pool.auth_flow:
            case AuthFlow.SRP:
                return self._sign_in_srp(username, credentials.password)
            case AuthFlow.PASSWORD | AuthFlow.ADMIN:
                return self._sign_in_password(username, credentials.password)

    def answer(self, challenge: Challenge, answer: Answer) -> Tokens | Challenge:
        name, fields = wire.encode_answer(challenge, answer)
        ticket = challenge.ticket
        return self._respond(name, fields, ticket.username, ticket.session.reveal())

    def refresh(self, tokens: Tokens) -> Tokens:
        operation = "GetTokensFromRefreshToken"
        arguments: dict[str, Any] = {
            "RefreshToken": tokens.refresh_token.reveal(),
            "ClientId": self._pool.client_id,
        }
        if self._pool.client_secret is not None:
            arguments["ClientSecret"] = self._pool.client_secret.reveal()
        with translated_faults(operation):
            reply = self._client().get_tokens_from_refresh_token(**arguments)
            return wire.decode_tokens(reply, operation, self._drift(reply), tokens.refresh_token)

    def revoke(self, refresh_token: Secret) -> None:
        arguments: dict[str, Any] = {
            "Token": refresh_token.reveal(),
            "ClientId": self._pool.client_id,
        }
        if self._pool.client_secret is not None:
            arguments["ClientSecret"] = self._pool.client_secret.reveal()
        with translated_faults("RevokeToken"):
            self._client().revoke_token(**arguments)

    def sign_out_everywhere(self, access_token: Secret) -> None:
        with translated_faults("GlobalSignOut"):
            self._client().global_sign_out(AccessToken=access_token.reveal())

    def _sign_in_srp(
        self, username: str, password: Secret, repeat: bool = True
    ) -> Tokens | Challenge:
        mine = self._take_ephemeral()
        reply = self._initiate(username, {"SRP_A": mine.wire})
        canonical = wire.canonical_username(reply, username)
        drift = self._drift(reply)
        if reply.get("ChallengeName") != "PASSWORD_VERIFIER":
            return wire.decode(reply, canonical, "InitiateAuth", drift)
        fields = self._proof(mine, reply, password, drift)
        try:
            return self._respond("PASSWORD_VERIFIER", fields, canonical, wire.session_of(reply))
        except LoginError as error:
            fault = error.fault
            if fault.problem is Problem.NO_CONNECTION and repeat:
                # never sent: the proof is stale by now, so begin again with a fresh `a`
                return self._sign_in_srp(username, password, repeat=False)
            if fault.problem is Problem.WRONG_CREDENTIALS and abs(drift) > _CLOCK_OFF_S:
                clock = replace(fault, problem=Problem.CLOCK_OFF, seconds=abs(drift))
                raise LoginError(clock) from None
            raise

    def _proof(
        self, mine: srp.Ephemeral, reply: wire.Reply, password: Secret, drift: float
    ) -> dict[str, str]:
        operation = "InitiateAuth"
        parameters = wire.verifier_parameters(reply, operation)
        try:
            theirs = srp.parse(
                parameters["SALT"],
                parameters["SRP_B"],
                parameters["USER_ID_FOR_SRP"],
                parameters["SECRET_BLOCK"],
            )
            key = srp.session_key(mine, theirs, self._pool.pool_name, password.reveal())
        except srp.BadParameters:
            trace = Trace(operation, "BadSrpParameters")
            raise LoginError(Fault(Problem.INCOMPLETE_ANSWER, trace)) from None
        stamp = srp.timestamp(self._clock.now().wall + drift)
        return {
            "PASSWORD_CLAIM_SIGNATURE": srp.signature(key, self._pool.pool_name, theirs, stamp),
            "PASSWORD_CLAIM_SECRET_BLOCK": theirs.secret_block,
            "TIMESTAMP": stamp,
        }

    def _sign_in_password(self, username: str, password: Secret) -> Tokens | Challenge:
        reply = self._initiate(username, {"PASSWORD": password.reveal()})
        canonical = wire.canonical_username(reply, username)
        return wire.decode(reply, canonical, "InitiateAuth", self._drift(reply))

    def _initiate(self, username: str, fields: dict[str, str]) -> wire.Reply:
        flow = wire.AUTH_FLOWS[self._pool.auth_flow]
        arguments: dict[str, Any] = {
            "AuthFlow": flow,
            "ClientId": self._pool.client_id,
            "AuthParameters": wire.with_secret_hash(self._pool, username, fields),
        }
        try:
            return self._call("initiate_auth", "InitiateAuth", arguments)
        except LoginError as error:
            if error.fault.problem is Problem.FLOW_TURNED_OFF:
                named = replace(error.fault, name=f"ALLOW_{flow}")
                raise LoginError(named) from None
            raise

    def _respond(
        self, name: str, fields: dict[str, str], username: str, session: str | None
    ) -> Tokens | Challenge:
        operation = "RespondToAuthChallenge"
        arguments: dict[str, Any] = {
            "ChallengeName": name,
            "ClientId": self._pool.client_id,
            "ChallengeResponses": wire.with_secret_hash(self._pool, username, fields),
        }
        if session is not None:
            arguments["Session"] = session
        reply = self._call("respond_to_auth_challenge", operation, arguments)
        return wire.decode(reply, username, operation, self._drift(reply))

    def _call(self, method: str, operation: str, arguments: dict[str, Any]) -> wire.Reply:
        """One request. A flow that began with Admin… is answered with Admin…."""
        if self._pool.auth_flow is AuthFlow.ADMIN:
            with translated_faults(f"Admin{operation}", self._pool.aws_profile or "default"):
                send: Callable[..., wire.Reply] = getattr(self._admin_client(), f"admin_{method}")
                return send(UserPoolId=self._pool.pool_id, **arguments)
        with translated_faults(operation):
            send = getattr(self._client(), method)
            return send(**arguments)

    def _client(self) -> Client:
        with self._lock:
            if self._unsigned is None:
                self._unsigned = unsigned_client(self._pool)
            return self._unsigned

    def _admin_client(self) -> Client:
        with self._lock:
            if self._signed is None:
                self._signed = signed_client(self._pool)
            return self._signed

    def _take_ephemeral(self) -> srp.Ephemeral:
        with self._lock:
            ready, self._ephemeral = self._ephemeral, None
        return ready or srp.ephemeral()

    def _drift(self, reply: wire.Reply) -> float:
        """Server time minus local time in seconds, from the reply's Date header."""
        headers = reply.get("ResponseMetadata", {}).get("HTTPHeaders", {})
        try:
            server = parsedate_to_datetime(str(headers.get("date"))).timestamp()
        except (ValueError, OverflowError):
            return 0.0
        # The header has whole seconds; half of one is the best guess for the rest.
        drift = server + 0.5 - self._clock.now().wall
        return drift if abs(drift) > _DATE_RESOLUTION_S else 0.0
