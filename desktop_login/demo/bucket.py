"""A bucket in which every user has a folder of their own: reads one object, as S3 does. Stores nothing.

https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
"""

from __future__ import annotations

import hashlib
from email.utils import formatdate
from urllib.parse import unquote
from xml.sax.saxutils import escape

from desktop_login.demo.exchange import Answer
from desktop_login.demo.pool import Pool
from desktop_login.demo.request_head import Head
from desktop_login.demo.signatures import Issued, NotSigned, Signatures

# What S3 calls the faults of a signature.
_CODES = {
    "MissingAuthenticationTokenException": (403, "AccessDenied"),
    "IncompleteSignatureException": (400, "AuthorizationHeaderMalformed"),
    "UnrecognizedClientException": (403, "InvalidAccessKeyId"),
    "ExpiredTokenException": (400, "ExpiredToken"),
    "InvalidSignatureException": (403, "SignatureDoesNotMatch"),
    "MissingSecurityHeader": (400, "MissingSecurityHeader"),
}
_XML = "application/xml"


class Bucket:
    """`data.txt` in the folder of the identity that signs; nothing else can be read."""

    def __init__(self, pool: Pool, signatures: Signatures) -> None:
        self._pool = pool
        self._signatures = signatures

    def is_meant(self, target: str) -> bool:
        """Return whether a path leads into the bucket."""
        return target.startswith(f"/{self._pool.config.bucket}/")

    def answer(self, head: Head, body: bytes) -> Answer:
        """Answer GET and HEAD of one object."""
        try:
            issued = self._signatures.check(head, body, "s3", self._pool.config.region)
        except NotSigned as error:
            status, code = _CODES[error.code]
            return _error(status, code, error.text)
        key = unquote(head.target.partition("?")[0]).partition(f"/{self._pool.config.bucket}/")[2]
        folder = f"cognito-test/{issued.identity_id}/"
        if not key.startswith(folder):
            return _error(403, "AccessDenied", _denied(issued, self._pool.config.bucket, key))
        if key != f"{folder}data.txt":
            return _error(404, "NoSuchKey", "The specified key does not exist.")
        content = f"The file of {issued.identity_id}.\n".encode()
        fields = {
            "ETag": f'"{hashlib.sha256(content).hexdigest()[:32]}"',
            "Last-Modified": formatdate(0, usegmt=True),
            "Accept-Ranges": "bytes",
        }
        return Answer(200, content, "text/plain", fields)


def _denied(issued: Issued, bucket: str, key: str) -> str:
    return (
        f"User: {issued.arn} is not authorized to perform: s3:GetObject on resource:"
        f' "arn:aws:s3:::{bucket}/{key}" because no identity-based policy allows the s3:GetObject'
        " action"
    )


def _error(status: int, code: str, text: str) -> Answer:
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<Error><Code>{code}</Code><Message>{escape(text)}</Message></Error>"
    )
    return Answer(status, body.encode("utf-8", "replace"), _XML)
