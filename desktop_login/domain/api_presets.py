"""The requests of the sample application, which are offered where there is what they need. Sends none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from desktop_login.domain.api_refusals import SentToken

# In an address it stands for the id of the user in the identity pool.
IDENTITY_ID = "{identity_id}"
EXECUTE_API, S3, LAMBDA = "execute-api", "s3", "lambda"


class PresetName(Enum):
    """What a request is good for that is offered."""

    USER = "who I am"
    ADMIN = "what only an administrator may"
    READ_FILE = "my file, through the API"
    OBJECT = "my file, from the bucket"


@dataclass(frozen=True)
class Preset:
    """A request that is offered; `headers` are lines as a person writes them."""

    name: PresetName
    address: str
    token: SentToken
    headers: str = ""


def presets(bucket_url: str) -> Sequence[Preset]:
    """Return the requests; the last one needs a bucket."""
    signature = SentToken.SIGNATURE
    offered = [
        Preset(PresetName.USER, "/v1/user", SentToken.ID),
        Preset(PresetName.ADMIN, "/v1/admin", signature),
        Preset(PresetName.READ_FILE, "/v1/read-file", signature, "idToken: {id_token}"),
    ]
    if bucket_url:
        place = f"{bucket_url}/cognito-test/{IDENTITY_ID}/data.txt"
        offered.append(Preset(PresetName.OBJECT, place, signature))
    return offered


def service_in(url: str, bucket_url: str = "") -> str:
    """Return what a request to this address is signed for.

    https://docs.aws.amazon.com/general/latest/gr/rande.html
    """
    host = url.partition("://")[2].partition("/")[0]
    labels = host.split(".")
    if S3 in labels or (bucket_url and url.startswith(f"{bucket_url}/")):
        return S3
    return LAMBDA if "lambda-url" in labels else EXECUTE_API
