"""AWS credentials that the demo has given out, and whether they signed a request. Uses no AWS library.

Signature version 4 in the `Authorization` header, written from its description:
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
import string
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import quote, unquote

from desktop_login.demo.pool import Now
from desktop_login.demo.request_head import Head

LIFETIME_S = 3600
_ALGORITHM = "AWS4-HMAC-SHA256"
_HEADER = re.compile(
    rf"{_ALGORITHM} +Credential=(?P<key>[^/,\s]+)/(?P<date>\d{{8}})/(?P<region>[a-z0-9-]+)"
    r"/(?P<service>[a-z0-9-]+)/aws4_request, *SignedHeaders=(?P<names>[a-z0-9;-]+),"
    r" *Signature=(?P<signature>[0-9a-f]{64})"
)
_LETTERS = string.ascii_uppercase + string.digits
_MOST_KEPT = 1000
# How far the time of a signature may be off.
_OFF_S, _OFF_S3_S = 300, 900
_NOT_HASHED = "UNSIGNED-PAYLOAD"


@dataclass(frozen=True)
class Issued:
    """Credentials that were given to somebody, and for what.

    Attributes:
        sub: The user of the pool.
        identity_id: The same user in the identity pool.
        role: The ARN of the role.
    """

    access_key_id: str
    secret_key: str = field(repr=False)
    session_token: str = field(repr=False)
    expires_at: float
    sub: str
    identity_id: str
    role: str

    @property
    def arn(self) -> str:
        """Who the credentials are, as AWS calls it in messages."""
        start, _, name = self.role.partition(":role/")
        account = start.rpartition(":")[2]
        return (
            f"arn:aws:sts::{account}:assumed-role/{name.rpartition('/')[2]}"
            "/CognitoIdentityCredentials"
        )


class NotSigned(Exception):
    """A request without a good signature. Services say it in forms of their own."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(code)
        self.code = code
        self.text = text


class Signatures:
    """Gives out credentials, and checks requests that are signed with them. Thread-safe."""

    def __init__(self, now: Now) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._issued: dict[str, Issued] = {}

    def issue(self, sub: str, identity_id: str, role: str) -> Issued:
        """Give out credentials for an hour."""
        issued = Issued(
            "ASIA" + "".join(secrets.choice(_LETTERS) for _ in range(16)),
            base64.b64encode(secrets.token_bytes(30)).decode(),
            base64.b64encode(secrets.token_bytes(240)).decode(),
            float(int(self._now()) + LIFETIME_S),
            sub,
            identity_id,
            role,
        )
        with self._lock:
            while len(self._issued) >= _MOST_KEPT:
                self._issued.pop(next(iter(self._issued)))
            self._issued[issued.access_key_id] = issued
        return issued

    def check(self, head: Head, body: bytes, service: str, region: str) -> Issued:
        """Return whose credentials signed the request. Raises `NotSigned`."""
        given = head.fields.get("authorization", "")
        if not given:
            raise NotSigned("MissingAuthenticationTokenException", "Missing Authentication Token")
        found = _HEADER.fullmatch(given.strip())
        if found is None:
            raise NotSigned(
                "IncompleteSignatureException",
                "Authorization header requires 'Credential', 'Signature' and 'SignedHeaders'"
                " parameters, and is that of AWS4-HMAC-SHA256.",
            )
        issued = self._find(found["key"], head.fields.get("x-amz-security-token", ""))
        if (found["region"], found["service"]) != (region, service):
            raise _wrong(f"Credential should be scoped to '{region}' and to service '{service}'.")
        names = found["names"].split(";")
        _check_names(head.fields, names)
        stamp = self._check_time(head.fields, found["date"], service)
        hashed = _payload_hash(head.fields, body, service)
        signed = "\n".join(
            (
                head.method,
                _path(head.target, service),
                _query(head.target),
                *(f"{name}:{_folded(head.fields[name])}" for name in names),
                "",
                found["names"],
                hashed,
            )
        )
        scope = f"{found['date']}/{region}/{service}/aws4_request"
        text = "\n".join((_ALGORITHM, stamp, scope, hashlib.sha256(signed.encode()).hexdigest()))
        key = _key(issued.secret_key, found["date"], region, service)
        if not hmac.compare_digest(_hmac(key, text).hex(), found["signature"]):
            raise _wrong(
                "The request signature we calculated does not match the signature you provided."
                " Check your AWS Secret Access Key and signing method. Consult the service"
                " documentation for details."
            )
        return issued

    def _find(self, key_id: str, session_token: str) -> Issued:
        with self._lock:
            issued = self._issued.get(key_id)
        if issued is None or not hmac.compare_digest(
            issued.session_token.encode(), session_token.encode()
        ):
            raise NotSigned(
                "UnrecognizedClientException",
                "The security token included in the request is invalid.",
            )
        if issued.expires_at <= self._now():
            raise NotSigned(
                "ExpiredTokenException", "The security token included in the request is expired"
            )
        return issued

    def _check_time(self, fields: Mapping[str, str], date: str, service: str) -> str:
        stamp = fields.get("x-amz-date", "")
        try:
            at = datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).timestamp()
        except ValueError:
            raise NotSigned(
                "IncompleteSignatureException", "Date must be in ISO-8601 'basic format'."
            ) from None
        if not stamp.startswith(date):
            raise _wrong("Date in Credential scope does not match YYYYMMDD from ISO-8601 version.")
        if abs(self._now() - at) > (_OFF_S3_S if service == "s3" else _OFF_S):
            clock = datetime.fromtimestamp(self._now(), UTC)
            raise _wrong(f"Signature expired: {stamp} is not near {clock:%Y%m%dT%H%M%SZ}")
        return stamp


def _wrong(text: str) -> NotSigned:
    return NotSigned("InvalidSignatureException", text)


def _check_names(fields: Mapping[str, str], names: list[str]) -> None:
    """What decides about a request is covered by its signature: the host, and all of AWS's fields."""
    needed = {name for name in fields if name.startswith("x-amz-")} | {"host"}
    if not needed <= set(names) or not set(names) <= fields.keys() or names != sorted(set(names)):
        raise _wrong("There were headers present in the request which were not signed")


def _payload_hash(fields: Mapping[str, str], body: bytes, service: str) -> str:
    actual = hashlib.sha256(body).hexdigest()
    given = fields.get("x-amz-content-sha256")
    if given is None:
        if service == "s3":
            raise NotSigned("MissingSecurityHeader", "x-amz-content-sha256 is missing")
        return actual
    if given == _NOT_HASHED and service == "s3":
        return given
    if not hmac.compare_digest(given.encode(), actual.encode()):
        raise _wrong("The provided 'x-amz-content-sha256' header does not match what was computed.")
    return given


def _path(target: str, service: str) -> str:
    """S3 takes the path as it is written; every other service encodes it once more."""
    path = target.partition("?")[0]
    return path if service == "s3" else quote(path, safe="/~")


def _query(target: str) -> str:
    raw = target.partition("?")[2]
    pairs = [pair.partition("=")[::2] for pair in raw.split("&") if pair]
    return "&".join(f"{name}={value}" for name, value in sorted(map(_encoded, pairs)))


def _encoded(pair: tuple[str, ...]) -> tuple[str, str]:
    name, value = (quote(unquote(part), safe="-_.~") for part in pair)
    return name, value


def _folded(value: str) -> str:
    return " ".join(value.split())


def _key(secret: str, date: str, region: str, service: str) -> bytes:
    key = f"AWS4{secret}".encode()
    for part in (date, region, service, "aws4_request"):
        key = _hmac(key, part)
    return key


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode(), "sha256")
