"""Which addresses are Amazon Cognito's, and which issuers a pool accepts."""

from __future__ import annotations

import json
import re
from pathlib import Path

import botocore
import pytest
from botocore.regions import EndpointResolver

from desktop_login.adapters.cognito.client import SlimLoader
from desktop_login.domain.amazon import dns_suffix, host_of, is_amazon, own_issuers
from desktop_login.domain.pool import PoolClient, is_pool_id

POOL = PoolClient("us-east-1", "us-east-1_AbCdEfGhI", "abc123")
FOREIGN = [
    "https://cognito-idp.us-east-1.amazonaws.com.evil.example",
    "https://evil.example/cognito-idp.us-east-1.amazonaws.com",
    "https://cognito-idp.eu-west-1.amazonaws.com",
    "https://us-east-1.amazonaws.com",
    "https://s3.us-east-1.amazonaws.com",
    "https://x.cognito-idp.us-east-1.amazonaws.com",
    "https://cognito-idp.us-east-1.amazonaws.com:8443",
    "http://cognito-idp.us-east-1.amazonaws.com",
    "https://cognito-idp-us-east-1.amazonaws.com",
    "https://vpce-1.execute-api.us-east-1.vpce.amazonaws.com",
    "https://evil.vpce-1.cognito-idp.us-east-1.vpce.amazonaws.com",
    "https://acme.auth.us-east-1.amazoncognito.com",
    "http://127.0.0.1:9229",
    "http://[::1]:9229",
    "https://user@cognito-idp.us-east-1.amazonaws.com",
]


def test_every_partition_has_its_suffix() -> None:
    file = Path(botocore.__file__).parent / "data" / "partitions.json"
    for partition in json.loads(file.read_text("utf-8"))["partitions"]:
        for region in partition["regions"]:
            if not region.endswith("-global"):
                assert re.fullmatch(partition["regionRegex"], region) or partition["id"] == "aws"
                assert dns_suffix(region) == partition["outputs"]["dnsSuffix"], region


def test_issuer_and_keys_of_every_partition_are_where_botocore_sends_requests() -> None:
    """Also for regions that are yet to be opened."""
    file = Path(botocore.__file__).parent / "data" / "partitions.json"
    resolver = EndpointResolver(SlimLoader([str(file.parent)]).load_data_with_path("endpoints")[0])
    for partition in json.loads(file.read_text("utf-8"))["partitions"]:
        known = [name for name in partition["regions"] if not name.endswith("-global")]
        for region in [*known, known[0][:-1] + "9"]:
            host = resolver.construct_endpoint("cognito-idp", region)["hostname"]
            pool = PoolClient(region, f"{region}_AbCdEfGhI", "abc123")
            assert is_pool_id(pool.pool_id)
            assert pool.issuers[0] == f"https://{host}/{pool.pool_id}"
            assert pool.issuers[1] == f"https://issuer-{host}/{pool.pool_id}"
            assert pool.keys_url == f"https://{host}/{pool.pool_id}/.well-known/jwks.json"
            assert pool.keys_of == ""
            for issuer in pool.issuers:
                assert is_amazon(issuer, region)
                assert pool._replace(issuer=issuer).keys_of == ""


@pytest.mark.parametrize("url", FOREIGN)
def test_what_only_looks_like_amazon_is_foreign(url: str) -> None:
    assert not is_amazon(url, "us-east-1")
    pool = POOL._replace(endpoint_url=url)
    assert pool.foreign_host
    assert pool.keys_of.startswith(pool.foreign_host)


@pytest.mark.parametrize(
    ("url", "region"),
    [
        ("https://cognito-idp.us-east-1.amazonaws.com", "us-east-1"),
        ("https://COGNITO-IDP.us-east-1.amazonaws.com/", "us-east-1"),
        ("https://cognito-idp.us-east-1.amazonaws.com:443", "us-east-1"),
        ("https://cognito-idp-fips.us-gov-west-1.amazonaws.com", "us-gov-west-1"),
        ("https://cognito-idp.cn-north-1.amazonaws.com.cn", "cn-north-1"),
        ("https://vpce-0a1.cognito-idp.us-east-1.vpce.amazonaws.com", "us-east-1"),
    ],
)
def test_what_is_amazon_needs_no_banner(url: str, region: str) -> None:
    pool = PoolClient(region, f"{region}_AbC", "abc", endpoint_url=url)
    assert pool.foreign_host == ""
    assert pool.keys_of == ""
    assert pool.issuers == own_issuers(region, pool.pool_id)


def test_keys_of_an_issuer_of_its_own_are_not_amazons() -> None:
    assert POOL.keys_of == ""
    assert POOL._replace(issuer=POOL.issuers[1]).keys_of == ""
    assert POOL._replace(issuer="https://login.acme.example/x").keys_of == "login.acme.example"


def test_an_emulator_may_name_itself_as_the_issuer() -> None:
    pool = POOL._replace(endpoint_url="http://127.0.0.1:9229/")
    names = ("127.0.0.1", "localhost", "[::1]")  # all of them are this computer
    own = {f"http://{name}:9229/us-east-1_AbCdEfGhI" for name in names}
    assert pool.issuers[:2] == POOL.issuers
    assert set(pool.issuers[2:]) == own
    assert pool.keys_of == "127.0.0.1:9229"


def test_the_host_of_an_address_has_its_port_and_no_password() -> None:
    assert host_of("https://a.example:8443/x") == "a.example:8443"
    assert host_of("https://user:word@a.example") == ""
    assert host_of("a.example") == ""
