"""Which operation is answered by whom. Knows no HTTP, and answers nothing itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from desktop_login.demo.challenges import Challenges
from desktop_login.demo.client import Client, Reply, Request
from desktop_login.demo.issuer import Issuer
from desktop_login.demo.pool import Pool
from desktop_login.demo.sign_in import SignIn
from desktop_login.demo.token_operations import TokenOperations


class Operations:
    """The user-level operations of one pool; nothing administrative is among them. Thread-safe."""

    def __init__(self, pool: Pool, issuer: Issuer) -> None:
        client = Client(pool.config)
        tokens = TokenOperations(pool, issuer, client)
        sign_in = SignIn(pool, client, Challenges(pool, tokens))
        self.table: Mapping[str, Callable[[Request], Reply]] = {
            "InitiateAuth": sign_in.initiate_auth,
            "RespondToAuthChallenge": sign_in.respond_to_auth_challenge,
            "GetTokensFromRefreshToken": tokens.get_tokens_from_refresh_token,
            "RevokeToken": tokens.revoke_token,
            "GlobalSignOut": tokens.global_sign_out,
            "GetUser": tokens.get_user,
        }
