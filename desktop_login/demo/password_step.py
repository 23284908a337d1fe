"""The password, by SRP proof or in clear, with a count of wrong ones. Checks in the order of the real service."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace

from desktop_login.demo.client import Reply
from desktop_login.demo.pool import Pool, Status, User
from desktop_login.demo.proofs import ProofAttempt, Proofs
from desktop_login.demo.service_exception import (
    ServiceException,
    invalid_parameter,
    not_authorized,
    wrong_password,
)

_FREE_TRIES = 5
_LONGEST_LOCK_S = 900.0


class PasswordStep:
    """`passed` returns what follows a right password, `device_of` the device that a request names."""

    def __init__(
        self,
        pool: Pool,
        proofs: Proofs,
        passed: Callable[[ProofAttempt], Reply],
        device_of: Callable[[User, Mapping[str, str]], str],
    ) -> None:
        self._pool = pool
        self._config = pool.config
        self._proofs = proofs
        self._passed = passed
        self._device_of = device_of
        self._lock = threading.Lock()

    def claim(
        self, user: User, *, real: bool, device_key: str = "", custom: bool = False
    ) -> ProofAttempt:
        return ProofAttempt(
            user,
            self._config.pool_name,
            user.username,
            user.salt,
            user.verifier,
            real,
            device_key,
            custom,
        )

    def begin(self, claim: ProofAttempt, parameters: Mapping[str, str], session: str = "") -> Reply:
        """PASSWORD_VERIFIER; with the Session that must come back, if there is one."""
        reply: Reply = {
            "ChallengeName": "PASSWORD_VERIFIER",
            "ChallengeParameters": {
                **self._proofs.begin(claim, parameters, session),
                "USERNAME": claim.name,
                "USER_ID_FOR_SRP": claim.name,
            },
        }
        return reply | ({"Session": session} if session else {})

    def finish(self, username: str, responses: Mapping[str, str], session: object) -> Reply:
        """Check the answer to PASSWORD_VERIFIER.

        It must name USER_ID_FOR_SRP: an alias can begin a sign-in but not finish a proof. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminRespondToAuthChallenge.html
        """
        proof = self._proofs.take(responses, session)
        user = proof.claim.user
        if username != user.username:
            raise wrong_password()
        self.refuse_locked(user)
        # AWS's JavaScript client names its device here for the first time
        key = self._device_of(user, responses) or proof.claim.device_key
        right = self._proofs.is_right(proof, responses)
        return self._was(right, replace(proof.claim, device_key=key))

    def check(self, claim: ProofAttempt, parameters: Mapping[str, str]) -> Reply:
        password = parameters.get("PASSWORD")
        if not password or len(password) > 256:
            raise invalid_parameter("Missing required parameter PASSWORD")
        self.refuse_locked(claim.user)
        right = self._pool.is_password(claim.user, password) and claim.real
        return self._was(right, claim)

    def refuse_unusable(self, user: User) -> None:
        if not user.enabled:
            raise not_authorized("User is disabled.")
        if user.status is Status.UNCONFIRMED:
            raise ServiceException("UserNotConfirmedException", "User is not confirmed.")
        self.refuse_locked(user)

    def refuse_locked(self, user: User) -> None:
        if user.locked_until > self._pool.now():
            raise not_authorized("Password attempts exceeded")

    def _was(self, right: bool, claim: ProofAttempt) -> Reply:
        user, now = claim.user, self._pool.now()
        if not right:
            with self._lock:
                user.wrong_passwords += 1
                over = user.wrong_passwords - _FREE_TRIES
                if over >= 0:
                    user.locked_until = now + min(_LONGEST_LOCK_S, 2.0**over)
            raise wrong_password()
        user.wrong_passwords = 0
        if user.status is Status.RESET_REQUIRED:
            raise ServiceException(
                "PasswordResetRequiredException", "Password reset required for the user"
            )
        temporary = user.status is Status.FORCE_CHANGE_PASSWORD
        if temporary and now > user.password_set_at + self._config.temporary_password_s:
            raise not_authorized(
                "Temporary password has expired and must be reset by an administrator."
            )
        return self._passed(claim)
