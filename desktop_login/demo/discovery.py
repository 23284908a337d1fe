"""The discovery document of the pool. Names the domain, where signing in with a browser happens.

https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderMetadata
"""

from __future__ import annotations

from desktop_login.demo.pool import DemoPoolConfig


def document(config: DemoPoolConfig, keys: str, domain: str) -> dict[str, object]:
    """`keys`: the address of the tokens' keys; `domain`: that of managed login, if the pool has one."""
    of_the_pool: dict[str, object] = {
        "id_token_signing_alg_values_supported": ["RS256"],
        "issuer": config.issuer,
        "jwks_uri": keys,
        "response_types_supported": ["code", "token"],
        "scopes_supported": ["openid", "email", "phone", "profile"],
        "subject_types_supported": ["public"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
    }
    if not config.has_domain:
        return of_the_pool
    return of_the_pool | {
        "authorization_endpoint": f"{domain}/oauth2/authorize",
        "end_session_endpoint": f"{domain}/logout",
        "revocation_endpoint": f"{domain}/oauth2/revoke",
        "token_endpoint": f"{domain}/oauth2/token",
        "userinfo_endpoint": f"{domain}/oauth2/userInfo",
    }
