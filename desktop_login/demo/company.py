"""The demo's company: an identity provider like one that speaks SAML. Its people have no password here.

https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-identity-federation.html
"""

from __future__ import annotations

import json
import re
import secrets

from desktop_login.demo.pool import COMPANY, Pool, Status, User

DOMAIN = "company.example.com"
_NAME = re.compile(r"[^\W_]+(?:[ .'-][^\W_]+){0,5}")
_MAX_NAME = 64


class NoName(ValueError):
    """That is no name of a person."""


def person(pool: Pool, name: str) -> User:
    """Return the person of the company, who gets an account at the first sign-in.

    Raises:
        NoName: It is empty, too long, or has other characters than names have.
    """
    name = " ".join(name.split())
    if len(name) > _MAX_NAME or not _NAME.fullmatch(name):
        raise NoName(name)
    subject = re.sub(r"[ .'-]+", ".", name).casefold()
    username = f"{COMPANY}_{subject}"
    found = pool.find(username)
    if found is not None:
        return found
    identity = {
        "userId": subject,
        "providerName": COMPANY,
        "providerType": "SAML",
        "issuer": f"urn:{DOMAIN}",
        "primary": True,
        "dateCreated": int(pool.now() * 1000),
    }
    return pool.add(
        f"{subject}@{DOMAIN}",
        secrets.token_urlsafe(32),  # nobody knows it, and no sign-in asks for it
        Status.EXTERNAL_PROVIDER,
        username=username,
        groups=(f"{pool.config.pool_id}_{COMPANY}",),
        attributes={"name": name, "email_verified": "false", "identities": json.dumps([identity])},
    )
