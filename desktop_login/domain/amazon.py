"""Which addresses are Amazon Cognito's own. Decides by the text of an address alone; asks no name server.

https://docs.aws.amazon.com/general/latest/gr/cognito_identity.html
https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html
"""

from __future__ import annotations

import re

# The first words of a region → the DNS suffix of its partition, as botocore's partitions.json
# has them; a test compares the two.
_SUFFIXES = (
    ("cn-", "amazonaws.com.cn"),
    ("eusc-", "amazonaws.eu"),
    ("us-iso-", "c2s.ic.gov"),
    ("us-isob-", "sc2s.sgov.gov"),
    ("eu-isoe-", "cloud.adc-e.uk"),
    ("us-isof-", "csp.hci.ic.gov"),
)
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
# Not compiled here: a configured start without an endpoint never needs it before the first paint.
_ADDRESS = r"(https?)://([A-Za-z0-9.-]+|\[::1\])(?::(\d{1,5}))?(?:/[^\s]*)?"


def dns_suffix(region: str) -> str:
    """`amazonaws.com`, or what the partition of the region has instead."""
    return next(
        (suffix for start, suffix in _SUFFIXES if region.startswith(start)), "amazonaws.com"
    )


def own_issuers(region: str, pool_id: str) -> tuple[str, str]:
    """The two issuers that Cognito uses by itself, most likely first."""
    suffix = dns_suffix(region)
    return (
        f"https://cognito-idp.{region}.{suffix}/{pool_id}",
        f"https://issuer-cognito-idp.{region}.{suffix}/{pool_id}",
    )


def host_of(url: str) -> str:
    """Host and port as they stand in an address; empty if it is none."""
    found = re.fullmatch(_ADDRESS, url)
    if found is None:
        return ""
    _, host, port = found.groups()
    return f"{host}:{port}" if port else host


def is_amazon(url: str, region: str) -> bool:
    """Whether an https address belongs to Cognito in this region: public, FIPS or interface endpoint."""
    found = re.fullmatch(_ADDRESS, url)
    if found is None or found[1] != "https" or found[3] not in (None, "443"):
        return False
    host, suffix = found[2].lower(), dns_suffix(region)
    public = {f"{name}.{region}.{suffix}" for name in ("cognito-idp", "cognito-idp-fips")}
    if host in public or host == f"issuer-cognito-idp.{region}.{suffix}":
        return True
    # https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html
    label, _, rest = host.partition(".")
    return label.startswith("vpce-") and rest == f"cognito-idp.{region}.vpce.{suffix}"


def same_addresses(url: str) -> tuple[str, ...]:
    """The address, and where it is on this computer the same under the computer's other names.

    Emulators are reached at one and write another into their tokens.
    """
    found = re.fullmatch(_ADDRESS, url)
    if found is None or found[2].lower() not in _LOOPBACK:
        return (url,)
    before, after = url[: found.start(2)], url[found.end(2) :]
    others = sorted(_LOOPBACK - {found[2].lower()})
    return (url, *(f"{before}{name}{after}" for name in others))


def is_this_computer(url: str) -> bool:
    found = re.fullmatch(_ADDRESS, url)
    return found is not None and found[2].lower() in _LOOPBACK
