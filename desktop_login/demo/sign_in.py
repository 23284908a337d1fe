"""The password: by SRP proof or as it is, wrong ones counted. Decides like the real service, in its order of checks."""

from __future__ import annotations

import base64
import hmac
import re
import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass

from desktop_login.demo import timestamp, verifier
from desktop_login.demo.challenges import Challenges
from desktop_login.demo.client import Client, Reply, Request, text, texts
from desktop_login.demo.pool import PASSWORD, SRP, Pool, Status, User
from desktop_login.demo.refusal import (
    Refusal,
    invalid_parameter,
    not_authorized,
    wrong_password,
)

_PROOF_S = 60.0
_CLOCK_TOLERANCE_S = 300.0
_FREE_TRIES = 5
_LONGEST_LOCK_S = 900.0


@dataclass(frozen=True)
class _OpenProof:
    user: User
    real: bool
    conversation: verifier.Conversation
    expires_at: float


class SignIn:
    def __init__(self, pool: Pool, client: Client, challenges: Challenges) -> None:
        self._pool = pool
        self._config = pool.config
        self._client = client
        self._challenges = challenges
        self._proofs: dict[str, _OpenProof] = {}
        self._lock = threading.Lock()

    def initiate_auth(self, request: Request) -> Reply:
        self._client.check(request)
        flow = text(request, "AuthFlow")
        parameters = texts(request, "AuthParameters")
        if flow not in (SRP, PASSWORD):
            raise invalid_parameter(f"{flow} is not supported by the demo")
        if flow not in self._config.flows:
            raise invalid_parameter(f"{flow} flow not enabled for this client")
        username = parameters.get("USERNAME")
        if not username or len(username) > 128:
            raise invalid_parameter("Missing required parameter USERNAME")
        self._client.check_secret_hash(parameters, username)
        found = self._pool.find(username)
        if found is None and not self._config.hide_existence:
            raise Refusal("UserNotFoundException", "User does not exist.")
        user = found or self._pool.ghost(username)
        self._refuse_unusable(user)
        if flow == SRP:
            return self._begin_proof(user, found is not None, parameters)
        return self._check_password(user, found is not None, parameters)

    def respond_to_auth_challenge(self, request: Request) -> Reply:
        self._client.check(request)
        name = text(request, "ChallengeName")
        responses = texts(request, "ChallengeResponses")
        username = responses.get("USERNAME")
        if not username:
            raise invalid_parameter("Missing required parameter USERNAME")
        self._client.check_secret_hash(responses, username)
        if name == "PASSWORD_VERIFIER":
            return self._finish_proof(username, responses)
        return self._challenges.answer(name, username, request, responses)

    def _begin_proof(self, user: User, real: bool, parameters: Mapping[str, str]) -> Reply:
        public = parameters.get("SRP_A", "")
        if not re.fullmatch(r"[0-9a-fA-F]{1,768}", public):
            raise invalid_parameter("Missing required parameter SRP_A")
        try:
            conversation = verifier.begin(int(public, 16), user.verifier)
        except ValueError:
            raise invalid_parameter("SRP_A is not valid") from None
        block = base64.b64encode(secrets.token_bytes(854)).decode()
        now = self._pool.now()
        with self._lock:
            self._proofs = {k: p for k, p in self._proofs.items() if p.expires_at > now}
            self._proofs[block] = _OpenProof(user, real, conversation, now + _PROOF_S)
        return {
            "ChallengeName": "PASSWORD_VERIFIER",
            "ChallengeParameters": {
                "SALT": f"{user.salt:x}",
                "SECRET_BLOCK": block,
                "SRP_B": f"{conversation.server_public:x}",
                "USERNAME": user.username,
                "USER_ID_FOR_SRP": user.username,
            },
        }

    def _finish_proof(self, username: str, responses: Mapping[str, str]) -> Reply:
        block = responses.get("PASSWORD_CLAIM_SECRET_BLOCK", "")
        with self._lock:
            proof = self._proofs.pop(block, None)  # one answer each
        stamp = timestamp.canonical(responses.get("TIMESTAMP", ""))
        now = self._pool.now()
        if proof is None or proof.expires_at <= now:
            raise wrong_password()
        user = proof.user
        if username not in (user.username, user.email):
            raise wrong_password()
        self._refuse_locked(user)
        expected = verifier.proof(
            verifier.key(proof.conversation),
            self._config.pool_name,
            user.username,
            block,
            stamp.text,
        )
        try:
            given = base64.b64decode(responses.get("PASSWORD_CLAIM_SIGNATURE", ""), validate=True)
        except ValueError:
            given = b""
        on_time = abs(stamp.epoch - now) <= _CLOCK_TOLERANCE_S
        right = hmac.compare_digest(given, expected) and on_time and proof.real
        return self._password_was(right, user)

    def _check_password(self, user: User, real: bool, parameters: Mapping[str, str]) -> Reply:
        password = parameters.get("PASSWORD")
        if not password or len(password) > 256:
            raise invalid_parameter("Missing required parameter PASSWORD")
        self._refuse_locked(user)
        candidate = verifier.make(self._config.pool_name, user.username, password, user.salt)
        return self._password_was(real and candidate == user.verifier, user)

    def _password_was(self, right: bool, user: User) -> Reply:
        now = self._pool.now()
        if not right:
            with self._lock:
                user.wrong_passwords += 1
                over = user.wrong_passwords - _FREE_TRIES
                if over >= 0:
                    user.locked_until = now + min(_LONGEST_LOCK_S, 2.0**over)
            raise wrong_password()
        user.wrong_passwords = 0
        if user.status is Status.RESET_REQUIRED:
            raise Refusal("PasswordResetRequiredException", "Password reset required for the user")
        if user.status is Status.FORCE_CHANGE_PASSWORD:
            if now > user.password_set_at + self._config.temporary_password_s:
                raise not_authorized(
                    "Temporary password has expired and must be reset by an administrator."
                )
            return self._challenges.ask_new_password(user)
        return self._challenges.second_factor(user)

    def _refuse_unusable(self, user: User) -> None:
        if not user.enabled:
            raise not_authorized("User is disabled.")
        if user.status is Status.UNCONFIRMED:
            raise Refusal("UserNotConfirmedException", "User is not confirmed.")
        self._refuse_locked(user)

    def _refuse_locked(self, user: User) -> None:
        if user.locked_until > self._pool.now():
            raise not_authorized("Password attempts exceeded")
