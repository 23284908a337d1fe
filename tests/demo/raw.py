"""Speaks plain HTTP to the demo Cognito, with an SRP client of its own written for these tests."""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import json
import secrets
import time
from typing import Any

from gmpy2 import powmod  # Python's own takes four times as long

from desktop_login.demo.server import DemoCognito
from tests.patience import STEP_S

PASSWORD = "Demo-Passw0rd!"
DAYS = "Mon Tue Wed Thu Fri Sat Sun".split()
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def send(
    demo: DemoCognito,
    operation: str,
    body: dict[str, Any] | bytes,
    headers: dict[str, str] | None = None,
) -> tuple[int, dict[str, Any]]:
    connection = http.client.HTTPConnection(demo.url.removeprefix("http://"), timeout=STEP_S)
    try:
        payload = body if isinstance(body, bytes) else json.dumps(body).encode()
        target = f"AWSCognitoIdentityProviderService.{operation}"
        connection.request("POST", "/", payload, {"X-Amz-Target": target, **(headers or {})})
        reply = connection.getresponse()
        return reply.status, json.loads(reply.read())
    finally:
        connection.close()


def get(demo: DemoCognito, path: str, host: str | None = None) -> tuple[int, dict[str, Any]]:
    connection = http.client.HTTPConnection(demo.url.removeprefix("http://"), timeout=STEP_S)
    try:
        connection.request("GET", path, headers={"Host": host} if host else {})
        reply = connection.getresponse()
        return reply.status, json.loads(reply.read())
    finally:
        connection.close()


def stamp(epoch: float) -> str:
    t = time.gmtime(epoch)
    return (
        f"{DAYS[t.tm_wday]} {MONTHS[t.tm_mon - 1]} {t.tm_mday}"
        f" {t.tm_hour:02}:{t.tm_min:02}:{t.tm_sec:02} UTC {t.tm_year}"
    )


def start(demo: DemoCognito, email: str, A: int) -> dict[str, Any]:
    status, reply = send(
        demo,
        "InitiateAuth",
        {
            "AuthFlow": "USER_SRP_AUTH",
            "ClientId": demo.config.client_id,
            "AuthParameters": {"USERNAME": email, "SRP_A": f"{A:x}"},
        },
    )
    assert status == 200, reply
    parameters: dict[str, Any] = reply["ChallengeParameters"]
    return parameters


def prove(
    demo: DemoCognito, email: str, password: str, *, epoch: float | None = None, text: str = ""
) -> dict[str, str]:
    """The answers to PASSWORD_VERIFIER, computed the textbook way."""
    from tests.demo.group import N

    def pad(n: int) -> bytes:
        text = f"{n:x}"
        text = text if len(text) % 2 == 0 else f"0{text}"
        return bytes.fromhex(f"00{text}" if text[0] in "89abcdef" else text)

    def h(*parts: bytes) -> int:
        return int(hashlib.sha256(b"".join(parts)).hexdigest(), 16)

    a = secrets.randbits(1024)
    A = int(powmod(2, a, N))
    p = start(demo, email, A)
    B, salt, user = int(p["SRP_B"], 16), int(p["SALT"], 16), p["USER_ID_FOR_SRP"]
    pool = demo.config.pool_id.split("_")[1]
    k, u = h(pad(N), pad(2)), h(pad(A), pad(B))
    x = h(pad(salt), hashlib.sha256(f"{pool}{user}:{password}".encode()).digest())
    S = int(powmod(B - k * int(powmod(2, x, N)), a + u * x, N))
    prk = hmac.new(pad(u), pad(S), hashlib.sha256).digest()
    key = hmac.new(prk, b"Caldera Derived Key\x01", hashlib.sha256).digest()[:16]
    when = text or stamp(time.time() if epoch is None else epoch)
    message = pool.encode() + user.encode() + base64.b64decode(p["SECRET_BLOCK"]) + when.encode()
    signature = hmac.new(key, message, hashlib.sha256).digest()
    return {
        "USERNAME": user,
        "PASSWORD_CLAIM_SIGNATURE": base64.b64encode(signature).decode(),
        "PASSWORD_CLAIM_SECRET_BLOCK": p["SECRET_BLOCK"],
        "TIMESTAMP": when,
    }


def answer(
    demo: DemoCognito, challenge: str, responses: dict[str, str], session: str | None = None
) -> tuple[int, dict[str, Any]]:
    body: dict[str, Any] = {
        "ChallengeName": challenge,
        "ClientId": demo.config.client_id,
        "ChallengeResponses": responses,
    }
    if session is not None:
        body["Session"] = session
    return send(demo, "RespondToAuthChallenge", body)


def sign_in(demo: DemoCognito, story: str, password: str = PASSWORD) -> tuple[int, dict[str, Any]]:
    responses = prove(demo, f"{story}@example.com", password)
    return answer(demo, "PASSWORD_VERIFIER", responses)
