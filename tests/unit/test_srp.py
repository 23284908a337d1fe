"""SRP against the vectors, and against the demo's independent verifier."""

from __future__ import annotations

import base64
import os
import random
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_login.adapters.cognito import srp
from desktop_login.demo import verifier
from tests.demo.group import VECTORS, N

# A thousand find what goes wrong once in a hundred. The long form: docs/figures.md.
CONVERSATIONS = int(os.environ.get("DESKTOP_LOGIN_SRP_CONVERSATIONS", "1000"))


def integer(vector: dict[str, Any], name: str) -> int:
    return int(vector[name], 16)


def test_both_sides_use_the_group_of_the_vectors() -> None:
    assert srp.N == verifier.MODULUS == N
    assert srp.K == verifier.MULTIPLIER
    assert f"{srp.K:x}" == "538282c4354742d7cbbde2359fcf67f9f5b3a6b08791e5011b43b8a5b66d9ee6"


@pytest.mark.parametrize("power", [pow, srp.powmod_gmp], ids=["pow", "gmp"])
@pytest.mark.parametrize("vector", VECTORS["vectors"], ids=lambda v: v["name"])
def test_client_against_the_vectors(vector: dict[str, Any], power: srp.PowMod) -> None:
    a = integer(vector, "a_hex")
    mine = srp.Ephemeral(a, power(2, a, N))
    assert mine.public == integer(vector, "A_hex")
    theirs = srp.parse(
        vector["salt_hex"], vector["B_hex"], vector["user_id_for_srp"], vector["secret_block_b64"]
    )
    key = srp.session_key(mine, theirs, vector["pool_name"], vector["password"], power)
    assert key.hex() == vector["hkdf_hex"]
    signature = srp.signature(key, vector["pool_name"], theirs, vector["timestamp"])
    assert signature == vector["signature_b64"]


@pytest.mark.parametrize("vector", VECTORS["vectors"], ids=lambda v: v["name"])
def test_verifier_against_the_vectors(vector: dict[str, Any]) -> None:
    made = verifier.make(
        vector["pool_name"],
        vector["user_id_for_srp"],
        vector["password"],
        integer(vector, "salt_hex"),
    )
    assert made == integer(vector, "verifier_hex")
    conversation = verifier.Conversation(
        integer(vector, "A_hex"), integer(vector, "server_b_hex"), integer(vector, "B_hex"), made
    )
    key = verifier.key(conversation)
    assert key.hex() == vector["hkdf_hex"]
    proof = verifier.proof(
        key,
        vector["pool_name"],
        vector["user_id_for_srp"],
        vector["secret_block_b64"],
        vector["timestamp"],
    )
    assert base64.b64encode(proof).decode() == vector["signature_b64"]


def agree(salt: int, password: str, user: str) -> bool:
    mine = srp.ephemeral()
    made = verifier.make("Pool", user, password, salt)
    conversation = verifier.begin(mine.public, made)
    theirs = srp.parse(f"{salt:x}", f"{conversation.server_public:x}", user, "AAAA")
    return srp.session_key(mine, theirs, "Pool", password) == verifier.key(conversation)


@pytest.mark.slow
@pytest.mark.no_cover
def test_both_sides_agree_in_random_conversations() -> None:
    """On two threads: the powers are computed with the interpreter released."""
    source = random.Random(20261124)

    def conversation() -> tuple[int, str, str]:
        salt = source.getrandbits(source.choice((1, 8, 63, 124, 127, 128)))
        password = "".join(source.choice("aZ0!é 漢😀") for _ in range(source.randrange(1, 40)))
        return salt, password, str(source.getrandbits(64))

    given = [conversation() for _ in range(CONVERSATIONS)]
    with ThreadPoolExecutor(2) as pool:
        assert all(pool.map(lambda one: agree(*one), given, chunksize=50))


@pytest.mark.medium
def test_conversations_at_the_boundaries() -> None:
    for salt in (0, 1, 0x7F, 0x80, 0xFF, 0x100, 2**127 - 1, 2**127, 2**128 - 1):
        for password in ("p", "é", "e\u0301", " lead", "trail ", "x" * 256, '"\\%\t'):
            assert agree(salt, password, "user")


@given(st.integers(min_value=0, max_value=2**3072))
def test_padding_is_minimal_and_never_negative(number: int) -> None:
    padded = srp.pad(number)
    assert int.from_bytes(padded, "big", signed=True) == number
    assert padded == verifier.signed_bytes(number)
    assert len(padded) == 1 or padded[0] or padded[1] & 0x80


@pytest.mark.parametrize(
    ("salt", "public"),
    [
        ("0", "0"),
        ("1", f"{N:x}"),
        ("1", f"{N + 1:x}"),
        ("1", "-5"),
        ("1", "0x5"),
        ("1", "5_0"),
        ("1", " 5"),
        ("xyz", "5"),
        ("", "5"),
        ("1", "f" * 769),
    ],
)
def test_values_of_no_honest_server(salt: str, public: str) -> None:
    with pytest.raises(srp.BadParameters):
        srp.parse(salt, public, "user", "AAAA")


@pytest.mark.parametrize("zeros", ["0", "00", "0" * 700])
def test_leading_zeros_change_nothing(zeros: str) -> None:
    """Servers pad to a width of their own, or put a zero byte before the top bit."""
    largest = f"{srp.N - 1:x}"
    bare = srp.parse("a1b2", largest, "user", "AAAA")
    assert srp.parse(zeros + "a1b2", zeros + largest, "user", "AAAA") == bare
    assert srp.parse(zeros, "5", "user", "AAAA").salt == 0


def test_u_of_zero_is_refused() -> None:
    """Nobody can find an A and B with this hash, so a hash that gives it stands in."""
    mine, theirs = srp.ephemeral(), srp.parse("1", "5", "user", "AAAA")
    assert srp.session_key(mine, theirs, "Pool", "p", scrambled=lambda *_: 1)
    with pytest.raises(srp.BadParameters):
        srp.session_key(mine, theirs, "Pool", "p", scrambled=lambda *_: 0)


def test_u_depends_on_both_sides() -> None:
    assert len({srp.scramble(1, 2), srp.scramble(2, 1), srp.scramble(1, 3)}) == 3


@pytest.mark.slow
@given(st.text(), st.text(), st.text())
def test_parse_raises_nothing_else(salt: str, public: str, block: str) -> None:
    try:
        srp.parse(salt, public, "user", block)
    except srp.BadParameters:
        pass


def test_ephemerals_are_fresh_and_wide() -> None:
    made = {srp.ephemeral().secret for _ in range(20)}
    assert len(made) == 20
    assert all(secret.bit_length() == srp.SECRET_BITS for secret in made)


@pytest.mark.parametrize(
    ("epoch", "text"),
    [
        (1785542400, "Sat Aug 1 00:00:00 UTC 2026"),
        (0, "Thu Jan 1 00:00:00 UTC 1970"),
        (951782399.9, "Mon Feb 28 23:59:59 UTC 2000"),
    ],
)
def test_timestamp(epoch: float, text: str) -> None:
    assert srp.timestamp(epoch) == text
