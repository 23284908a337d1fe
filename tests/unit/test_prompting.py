"""A keychain that asks nobody, except while a window is open."""

from __future__ import annotations

from desktop_login.adapters.token_store.prompting import PromptsOnRequest
from desktop_login.adapters.token_store.sealed_reading import usual_keychain
from tests.fakes.keychains import MemoryKeychain


def test_read_is_quiet_until_a_window_may_ask() -> None:
    asking, quiet = MemoryKeychain(), MemoryKeychain()
    asking.set("a", "of the one that asks")
    quiet.set("a", "of the quiet one")
    keychain = PromptsOnRequest(lambda: asking, lambda: quiet)
    assert keychain.get("a") == "of the quiet one"
    keychain.may_ask = True
    assert keychain.get("a") == "of the one that asks"
    keychain.may_ask = False
    assert keychain.get("a") == "of the quiet one"


def test_writing_belongs_to_a_sign_in_and_may_ask() -> None:
    asking, quiet = MemoryKeychain(), MemoryKeychain()
    keychain = PromptsOnRequest(lambda: asking, lambda: quiet)
    keychain.set("a", "key")
    assert asking.get("a") == "key"
    assert quiet.entries == {}
    keychain.delete("a")
    assert asking.entries == {}


def test_quiet_one_is_that_of_the_commands() -> None:
    keychain = PromptsOnRequest(MemoryKeychain)
    assert type(keychain._silent()) is type(usual_keychain())
