"""What a command reads out of a stored session and out of the Secret Service, and what it refuses.

The service here answers in this process, in the bytes of the real protocol. What a real one does
with it, `tests/processes/test_scripts.py` looks at.
"""

from __future__ import annotations

import base64
import errno
import json
import os
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from desktop_login.adapters.token_store import keychain as keychains
from desktop_login.adapters.token_store import secret_item
from desktop_login.adapters.token_store.encrypted_record import StoreKey, seal_body, unseal
from desktop_login.adapters.token_store.keychain import Keychain, OsKeychain
from desktop_login.adapters.token_store.sealed_reading import stored_session, usual_keychain
from desktop_login.adapters.token_store.secret_item import (
    LOCKED,
    NO_REPLY,
    NO_SERVICE,
    NotRead,
    secret_of,
)
from desktop_login.adapters.token_store.secret_service import SecretServiceReader
from desktop_login.adapters.token_store.session_store import EncryptedTokenStore
from desktop_login.adapters.token_store.token_at_hand import token_at_hand
from desktop_login.domain.browser import ThroughBrowser
from desktop_login.domain.errors import AuthError, ErrorCode
from desktop_login.domain.secret import Secret
from desktop_login.domain.tokens import Lifetime, Tokens
from desktop_login.system.paths import folder_name, session_key
from tests.fakes.keychains import LockedKeychain, MemoryBackend, MemoryKeychain
from tests.patience import STEP_S

OWNER = StoreKey("us-east-1_Reading01", "client", "staging")
PLACE = folder_name("us-east-1_Reading01", "client", "staging")
KEY = bytes(range(32))
NAME = session_key(PLACE)


def token(**claims: object) -> str:
    body = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"header.{body}.signature"


def tokens(
    id_claims: Mapping[str, object] = {"iat": 1000, "exp": 4600, "email": "a@b.example"},
    access_claims: Mapping[str, object] = {"iat": 1000, "exp": 1300.5},
) -> Tokens:
    return Tokens(Secret(token(**id_claims)), Secret(token(**access_claims)), Secret("refresh"))


def stored(folder: Path, kept: Tokens) -> MemoryKeychain:
    keychain = MemoryKeychain()
    EncryptedTokenStore(keychain, folder, OWNER).save(kept, "subject")
    return keychain


def why(call: Callable[[], object]) -> tuple[ErrorCode, str]:
    with pytest.raises(AuthError) as error:
        call()
    return error.value.error_info.code, error.value.error_info.request.code


class TestWhatTheBrowserDid:
    def test_it_is_read_as_it_was_sealed(self) -> None:
        assert self.read(["login.example.com", "Google"]).through == ThroughBrowser(
            "login.example.com", "Google"
        )
        assert self.read(None).through is None

    @pytest.mark.parametrize(
        "through",
        ["ab", {"a": 1, "b": 2}, [], ["a"], ["a", "b", "c"], [None, "b"], ["a", 7], 0, False],
    )
    def test_what_is_no_pair_of_texts_is_a_damaged_record(self, through: object) -> None:
        code, _ = why(lambda: self.read(through))
        assert code is ErrorCode.RECORD_UNREADABLE

    def read(self, through: object) -> Tokens:
        body = {"id_token": "i", "access_token": "a", "refresh_token": "r", "drift": 0}
        record = seal_body(KEY, OWNER, "subject", body | {"through_browser": through})
        return unseal(KEY, OWNER, record)


class TestStoredSession:
    def test_it_lives_as_long_as_the_token_that_expires_first(self, tmp_path: Path) -> None:
        keychain = stored(tmp_path, tokens())
        session = stored_session(tmp_path, PLACE, keychain)
        assert session is not None
        assert session.tokens == tokens()
        assert session.claims["email"] == "a@b.example"
        assert session.lifetime == Lifetime(1000.0, 1300.5)
        assert session.store_key == OWNER

    def test_without_a_record_the_keychain_is_not_asked(self, tmp_path: Path) -> None:
        assert stored_session(tmp_path, PLACE, LockedKeychain()) is None

    def test_what_is_no_file_cannot_be_read(self, tmp_path: Path) -> None:
        (tmp_path / PLACE / "session.bin").mkdir(parents=True)
        code, _ = why(lambda: stored_session(tmp_path, PLACE, LockedKeychain()))
        assert code is ErrorCode.RECORD_UNREADABLE

    @pytest.mark.parametrize("key", [None, "", "not base64!", "AAAA"])
    def test_without_its_key_it_stays_closed(self, key: str | None, tmp_path: Path) -> None:
        keychain = stored(tmp_path, tokens())
        keychain.delete(NAME)
        if key is not None:
            keychain.set(NAME, key)
        assert why(lambda: stored_session(tmp_path, PLACE, keychain)) == (
            ErrorCode.KEY_MISSING,
            "NoKey",
        )

    @pytest.mark.parametrize(
        "record", [b"", b"no JSON\n", b"[]\n", b'"text"\n', b"\xff\n", b"[" * 40000 + b"\n"]
    )
    def test_a_header_that_is_none(self, record: bytes, tmp_path: Path) -> None:
        self.written(tmp_path, record)
        assert why(lambda: stored_session(tmp_path, PLACE, LockedKeychain())) == (
            ErrorCode.RECORD_UNREADABLE,
            "Header",
        )

    @pytest.mark.parametrize(
        "header",
        [
            {},
            {"pool": 7, "client": "client", "profile": "staging", "endpoint": ""},
            {"pool": OWNER.pool_id, "client": "client", "profile": None, "endpoint": ""},
            {"pool": OWNER.pool_id, "client": "client", "profile": "production", "endpoint": ""},
            {"pool": OWNER.pool_id, "client": "client", "profile": "staging", "endpoint": "http:"},
        ],
    )
    def test_a_record_of_another_place_is_not_opened_here(
        self, header: Mapping[str, object], tmp_path: Path
    ) -> None:
        self.written(tmp_path, json.dumps(header).encode() + b"\n")
        assert why(lambda: stored_session(tmp_path, PLACE, LockedKeychain())) == (
            ErrorCode.POOL_CHANGED,
            "Place",
        )

    @pytest.mark.parametrize("times", [{}, {"iat": 1}, {"exp": 2}, {"iat": "1", "exp": 2}])
    def test_tokens_without_their_times_are_a_damaged_record(
        self, times: Mapping[str, object], tmp_path: Path
    ) -> None:
        for kept in (tokens(id_claims=times), tokens(access_claims=times)):
            keychain = stored(tmp_path, kept)
            assert why(lambda: stored_session(tmp_path, PLACE, keychain)) == (
                ErrorCode.RECORD_UNREADABLE,
                "Times",
            )

    def written(self, folder: Path, record: bytes) -> None:
        (folder / PLACE).mkdir()
        (folder / PLACE / "session.bin").write_bytes(record)


class TestWhichKeychain:
    @pytest.mark.parametrize(
        ("platform", "kind"),
        [("win32", OsKeychain), ("darwin", OsKeychain), ("linux", SecretServiceReader)],
    )
    def test_each_system_has_its_own(
        self, platform: str, kind: type[Keychain], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sys, "platform", platform)
        assert type(usual_keychain()) is kind

    def test_a_reader_writes_nothing(self) -> None:
        reader = SecretServiceReader()
        assert why(lambda: reader.set(NAME, "secret")) == (ErrorCode.KEYCHAIN, "ReadOnly")

    def test_a_reader_deletes_what_lies_in_the_keychain_of_the_window(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        backend = MemoryBackend()
        monkeypatch.setattr(keychains, "system_backend", lambda: backend)
        OsKeychain().set(NAME, "secret")
        OsKeychain().set("of somebody else", "secret")
        SecretServiceReader(STEP_S).delete(NAME)
        assert OsKeychain().get(NAME) is None
        assert OsKeychain().get("of somebody else") == "secret"


class Service:
    """A Secret Service, and the connection to its bus. Each message goes through its bytes.

    Attributes:
        items: What it holds, by the name of the service.
        shut: The whole collection is locked. Of what lies in it only `shut_items` are found.
        usual: The path of the usual collection; "/" where there is none.
        encrypts: Whether it offers the encrypted session.
        may_answer: Cleared, it is silent.
        calls: Members that it was asked for.
        addresses: Of the buses that were opened.
        sent: Its answers, as who listens on the bus sees them.
    """

    def __init__(self) -> None:
        self.items: dict[str, bytes] = {}
        self.shut_items: list[str] = []
        self.shut = False
        self.usual = "/org/freedesktop/secrets/collection/login"
        self.encrypts = True
        self.asked, self.may_answer = threading.Event(), threading.Event()
        self.may_answer.set()
        self.calls: list[str] = []
        self.addresses: list[str] = []
        self.full = 0  # how often its queue has no room
        self.sent: list[bytes] = []
        self.open = 0
        self._session: Any = None
        self._path = ""

    def connect(self, bus: str, auth_timeout: float) -> Service:
        assert auth_timeout > 1, "a busy bus may take longer to greet"
        if self.full:
            self.full -= 1
            raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
        self.addresses.append(bus)
        return self

    def __enter__(self) -> Service:
        self.open += 1
        return self

    def __exit__(self, *_: object) -> None:
        self.open -= 1

    def send_and_get_reply(self, message: Any) -> Any:
        from jeepney import HeaderFields, Message, new_error, new_method_return

        asked = Message.from_buffer(message.serialise(serial=1))
        member = asked.header.fields[HeaderFields.member]
        self._path = asked.header.fields[HeaderFields.path]
        self.calls.append(member)
        self.asked.set()
        assert self.may_answer.wait(STEP_S)
        try:
            signature, body = getattr(self, f"_{member}")(*asked.body)
            answer = new_method_return(asked, signature, body)
        except NotImplementedError:
            answer = new_error(asked, "org.freedesktop.DBus.Error.NotSupported")
        self.sent.append(answer.serialise(serial=2))
        return Message.from_buffer(self.sent[-1])

    def _SearchItems(self, wanted: Mapping[str, str]) -> tuple[str, tuple[Any, ...]]:
        assert wanted["username"] == "session key"
        names = {f"/items/{number}": name for number, name in enumerate(self.items)}
        found = [path for path, name in names.items() if name == wanted["service"]]
        shut = ["/items/shut"] if wanted["service"] in self.shut_items else []
        return "aoao", (found, shut)

    def _OpenSession(self, algorithm: str, given: tuple[str, Any]) -> tuple[str, tuple[Any, ...]]:
        from secretstorage.dhcrypto import Session

        self._session = Session()
        self._session.object_path = "/session/1"
        if algorithm == "plain":
            self._session.encrypted = False
            return "vo", (("s", ""), "/session/1")
        if not self.encrypts:
            raise NotImplementedError
        self._session.set_server_public_key(int.from_bytes(given[1], "big"))
        return "vo", (("ay", self._session.my_public_key.to_bytes(128, "big")), "/session/1")

    def _GetSecret(self, session: str) -> tuple[str, tuple[Any, ...]]:
        from secretstorage.util import format_secret

        assert session == "/session/1"
        secret = list(self.items.values())[int(self._path.removeprefix("/items/"))]
        return "(oayays)", (format_secret(self._session, secret, "text/plain"),)

    def _ReadAlias(self, name: str) -> tuple[str, tuple[Any, ...]]:
        assert name == "default"
        return "o", (self.usual,)

    def _Get(self, interface: str, name: str) -> tuple[str, tuple[Any, ...]]:
        assert self._path == self.usual
        assert (interface, name) == ("org.freedesktop.Secret.Collection", "Locked")
        return "v", (("b", self.shut),)


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Service:
    if sys.platform in ("win32", "darwin"):
        pytest.skip("there is no Secret Service, nor its library")
    service = Service()
    monkeypatch.setattr("jeepney.io.blocking.open_dbus_connection", service.connect)
    monkeypatch.setattr(secret_item, "_failed", {})
    return service


def not_read() -> str:
    with pytest.raises(NotRead) as error:
        secret_of(NAME, STEP_S)
    return error.value.code


class TestSecretService:
    # the padding is of one to sixteen bytes, and the last secret ends as if it had some
    @pytest.mark.parametrize(
        "secret", ["", "fifteen letters", "of 16 characters", "schlüssel", "fourteen chars\x01"]
    )
    def test_a_secret_comes_over_an_encrypted_session(self, secret: str, service: Service) -> None:
        service.items |= {"of somebody else": b"other", NAME: secret.encode()}
        assert secret_of(NAME, STEP_S) == secret
        assert service.calls == ["SearchItems", "OpenSession", "GetSecret"], "no prompt"
        assert not secret or not any(secret.encode() in one for one in service.sent)
        assert service.open == 0

    def test_a_service_without_encryption_hands_it_out_in_plain(self, service: Service) -> None:
        service.encrypts = False
        service.items[NAME] = b"secret"
        assert SecretServiceReader(STEP_S).get(NAME) == "secret"
        assert service.calls.count("OpenSession") == 2

    def test_what_an_unlocked_keychain_does_not_hold_is_none(self, service: Service) -> None:
        service.items["of somebody else"] = b"secret"
        assert secret_of(NAME, STEP_S) is None
        assert service.calls == ["SearchItems", "ReadAlias", "Get"]

    def test_where_there_is_no_usual_collection_nothing_is_locked(self, service: Service) -> None:
        service.usual, service.shut = "/", True
        assert secret_of(NAME, STEP_S) is None
        assert service.calls == ["SearchItems", "ReadAlias"]

    def test_a_locked_item_is_not_unlocked(self, service: Service) -> None:
        service.shut_items = [NAME]
        assert not_read() == LOCKED
        assert service.calls == ["SearchItems"]
        assert service.open == 0

    def test_a_locked_collection_may_hide_what_is_in_it(self, service: Service) -> None:
        service.shut = True
        assert why(lambda: SecretServiceReader(STEP_S).get(NAME)) == (ErrorCode.KEYCHAIN, LOCKED)

    def test_a_silent_service_is_asked_once(self, service: Service) -> None:
        service.may_answer.clear()
        with pytest.raises(NotRead) as error:
            secret_of(NAME, 0.01)
        assert error.value.code == NO_REPLY
        assert service.asked.wait(STEP_S)
        assert not_read() == NO_REPLY, "at once, and not after its patience"
        assert service.calls == ["SearchItems"]
        service.may_answer.set()

    def test_the_address_of_the_bus_is_the_environments(
        self, service: Service, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/somewhere/bus")
        secret_of(NAME, STEP_S)
        assert service.addresses == ["unix:path=/somewhere/bus"]

    def test_a_bus_whose_queue_is_full_is_asked_again(self, service: Service) -> None:
        service.items[NAME] = b"secret"
        service.full = 3
        assert secret_of(NAME, STEP_S) == "secret"
        assert (service.full, len(service.addresses)) == (0, 1)

    def test_without_an_address_the_bus_is_where_systemd_puts_it(
        self, service: Service, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
        monkeypatch.setattr(os, "getuid", lambda: 4711)
        secret_of(NAME, STEP_S)
        assert service.addresses == ["unix:path=/run/user/4711/bus"]

    def test_without_a_bus_there_is_no_service(
        self, service: Service, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def nobody(bus: str, auth_timeout: float) -> Service:
            raise FileNotFoundError(bus)

        monkeypatch.setattr("jeepney.io.blocking.open_dbus_connection", nobody)
        assert not_read() == NO_SERVICE


class TestTokenAtHand:
    @pytest.fixture
    def kept(self, service: Service, tmp_path: Path) -> Tokens:
        now = int(time.time())
        claims = {"iat": now - 60, "exp": now + 3540}
        kept = tokens(claims, claims | {"token_use": "access"})
        service.items[NAME] = stored(tmp_path, kept).entries[NAME].encode()
        return kept

    def test_a_fresh_one_is_handed_out(self, kept: Tokens, tmp_path: Path) -> None:
        assert token_at_hand(str(tmp_path), PLACE, "id", 120) == kept.id_token.reveal()
        assert token_at_hand(str(tmp_path), PLACE, "access", 120) == kept.access_token.reveal()

    @pytest.mark.parametrize("platform", ["win32", "darwin"])
    def test_where_the_keychain_takes_the_ordinary_way_nothing_is_opened(
        self,
        platform: str,
        kept: Tokens,
        service: Service,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(sys, "platform", platform)
            found = token_at_hand(str(tmp_path), PLACE, "id", 120)
        assert found is None
        assert service.addresses == []
