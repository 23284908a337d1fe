"""Phone numbers as people write them become E.164; a local one is asked for its country."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from desktop_login.adapters.cognito.accounts import CognitoAccounts
from desktop_login.domain.answers import NewAccount
from desktop_login.domain.secret import Secret
from desktop_login.flow.phone_numbers import Phone, is_phone, read_phone, typed_account
from tests.patience import PROCESS_S

JAPAN = "+819012345678"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("+819012345678", JAPAN),
        ("+81 90-1234-5678", JAPAN),
        ("＋８１　９０－１２３４－５６７８", JAPAN),
        ("0081 90 1234 5678", JAPAN),
        ("\u202a+81 90 1234 5678\u202c\n", JAPAN),
        ("+1 (415) 555-0132", "+14155550132"),
        ("+1 800 FLOWERS", "+18003569377"),
        ("+１ ８００ ＦＬＯＷＥＲＳ", "+18003569377"),
        ("+49 (0)30 901820", "+4930901820"),
    ],
)
def test_an_international_number_becomes_e_164(text: str, number: str) -> None:
    assert read_phone(text) == (Phone.GOOD, number)
    assert is_phone(number)


@pytest.mark.parametrize("text", ["090-1234-5678", "030 901820", "(415) 555-0132"])
def test_a_local_number_needs_its_country(text: str) -> None:
    assert read_phone(text) == (Phone.NEEDS_COUNTRY, "")
    assert typed_account(text) == text


@pytest.mark.parametrize("text", ["", "abc", "+", "+81", "+999123456789", "+1" * 500, "00"])
def test_what_is_no_number_is_wrong(text: str) -> None:
    assert read_phone(text)[0] is not Phone.GOOD
    assert typed_account(text) == text


@pytest.mark.parametrize("name", ["robin", "a@b.example", "007", "00robin@b.example", "+tag"])
def test_a_user_name_that_is_no_number_stays(name: str) -> None:
    assert typed_account(name) == name
    assert not is_phone(name)


def test_a_user_name_that_is_a_number_is_sent_in_e_164() -> None:
    assert typed_account(" +81 90-1234-5678 ") == JAPAN


@pytest.mark.medium
def test_the_library_is_loaded_only_for_a_number() -> None:
    script = (
        "import sys; from desktop_login.flow.phone_numbers import typed_account\n"
        "typed_account('robin'); typed_account('a@b.example')\n"
        "assert 'phonenumbers' not in sys.modules\n"
        "typed_account('+819012345678'); assert 'phonenumbers' in sys.modules"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, timeout=PROCESS_S, check=False
    )
    assert done.returncode == 0, done.stderr


class _Recorded(CognitoAccounts):
    def __init__(self) -> None:
        self.sent: list[tuple[str, dict[str, Any]]] = []

    def _send(self, operation: str, username: str, **parameters: Any) -> Any:
        self.sent.append((username, parameters))
        return {}


def test_a_phone_pool_is_signed_up_to_without_an_address() -> None:
    accounts = _Recorded()
    accounts.sign_up(NewAccount("", Secret("My-0wn-Passw0rd"), JAPAN))
    ((username, parameters),) = accounts.sent
    assert username == JAPAN
    assert parameters["UserAttributes"] == []
