"""Which URLs belong to Amazon Cognito. Decides by the text of the URL; makes no DNS query.

https://docs.aws.amazon.com/general/latest/gr/cognito_identity.html
https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html
"""

from __future__ import annotations

import re

# Prefix of a region → DNS suffix of its partition, as in botocore's partitions.json; a test
# compares the two.
_SUFFIXES = (
    ("cn-", "amazonaws.com.cn"),
    ("eusc-", "amazonaws.eu"),
    ("us-iso-", "c2s.ic.gov"),
    ("us-isob-", "sc2s.sgov.gov"),
    ("eu-isoe-", "cloud.adc-e.uk"),
    ("us-isof-", "csp.hci.ic.gov"),
)
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
# Not compiled at import: a start without a configured endpoint does not need it before the
# first paint.
_ADDRESS = r"(https?)://([A-Za-z0-9.-]+|\[::1\])(?::(\d{1,5}))?(?:/[^\s]*)?"


def dns_suffix(region: str) -> str:
    """Return the DNS suffix of the region's partition, mostly `amazonaws.com`."""
    return next(
        (suffix for start, suffix in _SUFFIXES if region.startswith(start)), "amazonaws.com"
    )


def own_issuers(region: str, pool_id: str) -> tuple[str, str]:
    """Return the two issuers that Cognito writes into tokens, the more common one first."""
    suffix = dns_suffix(region)
    return (
        f"https://cognito-idp.{region}.{suffix}/{pool_id}",
        f"https://issuer-cognito-idp.{region}.{suffix}/{pool_id}",
    )


def host_of(url: str) -> str:
    """Return `host` or `host:port` of an http or https URL; empty if the text is no such URL."""
    found = re.fullmatch(_ADDRESS, url)
    if found is None:
        return ""
    _, host, port = found.groups()
    return f"{host}:{port}" if port else host


def is_amazon(url: str, region: str) -> bool:
    """Return whether an https URL is an endpoint of Cognito in this region.

    Public, FIPS and VPC interface endpoints count, on port 443 only.
    """
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


def is_amazon_domain(url: str, region: str) -> bool:
    """Return whether an https URL is a domain that Cognito serves under Amazon's own name.

    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-assign-domain-prefix.html
    """
    found = re.fullmatch(_ADDRESS, url)
    if found is None or found[1] != "https" or found[3] not in (None, "443"):
        return False
    prefix, _, rest = found[2].lower().partition(".")
    suffix = dns_suffix(region).replace("amazonaws", "amazoncognito")
    return bool(prefix) and rest in (f"auth.{region}.{suffix}", f"auth-fips.{region}.{suffix}")


def same_addresses(url: str) -> tuple[str, ...]:
    """Return the URL, and for a loopback URL also the same URL with the other loopback names.

    Emulators may be reached at `localhost` and write `127.0.0.1` into their tokens.
    """
    found = re.fullmatch(_ADDRESS, url)
    if found is None or found[2].lower() not in _LOOPBACK:
        return (url,)
    before, after = url[: found.start(2)], url[found.end(2) :]
    others = sorted(_LOOPBACK - {found[2].lower()})
    return (url, *(f"{before}{name}{after}" for name in others))


def is_this_computer(url: str) -> bool:
    """Return whether the URL names a loopback address."""
    if not url:
        return False  # a pattern less to compile where no endpoint is set
    found = re.fullmatch(_ADDRESS, url)
    return found is not None and found[2].lower() in _LOOPBACK
