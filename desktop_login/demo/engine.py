"""How somebody signs in, put together from its parts. The API has one, and managed login another.

Both know the same rules and count guesses together. What is open in one cannot be answered in the
other: each has Sessions of its own.
"""

from __future__ import annotations

from collections.abc import Callable

from desktop_login.demo.authenticators import Authenticators
from desktop_login.demo.challenge_sessions import ChallengeSessions
from desktop_login.demo.challenges import Challenges
from desktop_login.demo.client import Client, Reply
from desktop_login.demo.codes import Codes
from desktop_login.demo.custom import CustomQuestions
from desktop_login.demo.devices import Devices
from desktop_login.demo.first_factors import FirstFactors
from desktop_login.demo.guesses import Guesses
from desktop_login.demo.passkeys import Passkeys
from desktop_login.demo.password_step import PasswordStep
from desktop_login.demo.pool import Pool, User
from desktop_login.demo.proofs import ProofAttempt, Proofs
from desktop_login.demo.sign_in import SignIn
from desktop_login.demo.token_operations import TokenOperations


class Engine:
    """`admitted` replaces what a complete sign-in answers: tokens, and a device."""

    def __init__(
        self,
        pool: Pool,
        client: Client,
        tokens: TokenOperations,
        codes: Codes,
        guesses: Guesses,
        passkeys: Passkeys,
        admitted: Callable[[User], Reply] | None = None,
    ) -> None:
        self.challenge_sessions = ChallengeSessions(pool.config, pool.now)
        proofs = Proofs(pool.now)
        self.devices = Devices(pool, self.challenge_sessions, proofs, tokens, admitted)
        self.challenges = Challenges(pool, self.challenge_sessions, codes, self.devices, guesses)
        custom = CustomQuestions(self.challenge_sessions, self.devices)

        def passed(claim: ProofAttempt) -> Reply:
            if claim.custom:
                return custom.ask(claim.user, device_key=claim.device_key)
            return self.challenges.after_password(claim.user, claim.device_key)

        passwords = PasswordStep(pool, proofs, passed, self.devices.known)
        first = FirstFactors(
            self.challenge_sessions, passwords, self.challenges, passkeys, self.devices
        )
        handlers = {**self.challenges.handlers, **first.handlers, **custom.handlers}
        self.sign_in = SignIn(
            pool,
            client,
            self.challenge_sessions,
            passwords,
            first,
            custom,
            self.devices,
            tokens,
            handlers,
        )
        self.authenticators = Authenticators(pool, self.challenge_sessions, tokens)
