"""Signs in to a Cognito with pycognito, in an environment of its own. One scenario a run: facts come
as JSON on standard input, what the library reported goes out as JSON."""

from __future__ import annotations

import json
import sys
import urllib.request
from typing import Any

import pycognito
from botocore.exceptions import ClientError


def someone(facts: dict[str, Any]) -> Any:
    user = pycognito.Cognito(
        facts["pool"],
        facts["client"],
        username=facts["username"],
        client_secret=facts["clientSecret"],
        access_key="none",
        secret_key="none",
        boto3_client_kwargs={"endpoint_url": facts["endpoint"]},
    )
    # it looks for issuer and keys at one address; the issuer is Amazon's, the keys are here
    user.pool_domain_url = None
    keys = f"{facts['endpoint']}/{facts['pool']}/.well-known/jwks.json"
    with urllib.request.urlopen(keys) as reply:
        user.pool_jwk = json.load(reply)
    return user


def sign_in(user: Any, facts: dict[str, Any]) -> None:
    user.authenticate(facts["password"])


def new_password(user: Any, facts: dict[str, Any]) -> None:
    user.new_password_challenge(facts["password"], facts["newPassword"])


def renew(user: Any, facts: dict[str, Any]) -> None:
    user.authenticate(facts["password"])
    for _ in range(3):
        before = user.access_token
        user.renew_access_token()
        assert user.access_token != before
        assert user.refresh_token


def own_data(user: Any, facts: dict[str, Any]) -> None:
    user.authenticate(facts["password"])
    user.update_profile({"nickname": "Al"})
    assert user.get_user().nickname == "Al"
    user.change_password(facts["password"], facts["newPassword"])


def sign_out(user: Any, facts: dict[str, Any]) -> None:
    user.authenticate(facts["password"])
    dead = user.access_token
    user.logout()
    user.access_token = dead
    user.get_user()


SCENARIOS = {
    "signIn": sign_in,
    "newPassword": new_password,
    "renew": renew,
    "ownData": own_data,
    "signOut": sign_out,
}


def main() -> None:
    facts = json.load(sys.stdin)
    user = someone(facts)
    try:
        SCENARIOS[facts["scenario"]](user, facts)
        claims = user.verify_token(user.id_token, "id_token", "id")
        result = {"subject": claims["sub"], "use": claims["token_use"], "asked": []}
    except ClientError as error:
        notified = error.response["Error"]
        result = {"error": notified["Code"], "message": notified["Message"], "asked": []}
    print(json.dumps(result))


if __name__ == "__main__":
    main()
