"""What is saved of a pool: only what the next start accepts, and the secret with the file or not at all."""

from __future__ import annotations

import hashlib
import os
import socket
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_login.adapters.clock import SystemClock
from desktop_login.adapters.cognito.api import CognitoApi
from desktop_login.adapters.cognito.provider import CognitoProvider
from desktop_login.adapters.token_store import keychain
from desktop_login.adapters.token_store.encrypted_record import StoreKey
from desktop_login.adapters.token_store.session_store import EncryptedTokenStore
from desktop_login.app.settings_in_force import settings_for_import
from desktop_login.cli.options import Options
from desktop_login.domain.answers import Credentials
from desktop_login.domain.errors import AuthError
from desktop_login.domain.pool import AuthFlow
from desktop_login.domain.secret import Secret
from desktop_login.domain.tokens import Tokens
from desktop_login.messages.message import in_english
from desktop_login.services.pool_ports import with_secret
from desktop_login.services.pool_setup import LocalPoolSetup
from desktop_login.settings import Settings, SettingsError, load
from desktop_login.settings.imports import PoolConfig, SecretNotKept
from desktop_login.settings.writing import Choice
from desktop_login.system import paths
from tests.fakes.keychains import MemoryBackend
from tests.fakes.runs import a_run

POOL = "us-east-1_AbCdEfGhI"
SECRET = "k3ychain" * 5
WANTED = PoolConfig(POOL, "abc123")
FOREIGN = "https://login.acme.example/keys"


@pytest.fixture
def backend(monkeypatch: pytest.MonkeyPatch) -> MemoryBackend:
    made = MemoryBackend()
    monkeypatch.setattr(keychain, "system_backend", lambda: made)
    return made


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


def read(file: Path, profile: str | None = None, **environment: str) -> Settings:
    return load(explicit=file, profile=profile, environment=environment)


def refused_save(setup: LocalPoolSetup, wanted: PoolConfig, **how: bool) -> str:
    with pytest.raises(SettingsError) as refused:
        setup.save(wanted, **how)
    return in_english(refused.value.message)


# --- the secret and the endpoint ----------------------------------------------------------


def entry_of_version_1(pool_id: str, client_id: str) -> str:
    name = hashlib.sha256(f"{pool_id}|{client_id}".encode()).hexdigest()[:16]
    return f"desktop-login/v1/{name}/client-secret"


def test_a_secret_stored_before_there_were_endpoints_is_found(
    backend: MemoryBackend, file: Path
) -> None:
    file.write_text(
        f'user_pool_id = "{POOL}"\nclient_id = "abc123"\nclient_secret_stored = true\n', "utf-8"
    )
    keychain.OsKeychain().set(entry_of_version_1(POOL, "abc123"), SECRET)
    secret = with_secret(read(file)).client_secret
    assert secret is not None
    assert secret.reveal() == SECRET


class Listener:
    """A foreign endpoint that writes down every byte, and answers nothing of use."""

    def __init__(self) -> None:
        self.bytes = b""
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def _listen(self) -> None:
        while True:
            connection, _ = self._socket.accept()
            with connection:
                connection.settimeout(0.5)
                got = b""
                try:
                    while part := connection.recv(65536):
                        got += part
                except TimeoutError:
                    pass
                if got == b"stop":
                    return
                self.bytes += got
                connection.sendall(
                    b"HTTP/1.1 500 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                )

    def stop(self) -> None:
        with socket.create_connection(self._socket.getsockname()) as last:
            last.sendall(b"stop")
        self._thread.join()
        self._socket.close()


@pytest.fixture
def listener() -> Iterator[Listener]:
    made = Listener()
    yield made
    made.stop()


@pytest.mark.medium
def test_a_secret_stored_for_amazon_is_never_read_or_sent_where_an_endpoint_is_set(
    backend: MemoryBackend, file: Path, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    LocalPoolSetup(file, Settings()).save(WANTED._replace(secret=Secret(SECRET)))
    assert SECRET in backend.entries.values()
    stored = next(iter(backend.entries))[0]
    asked: list[str] = []
    real = backend.get_password

    def get_password(service: str, account: str) -> str | None:
        asked.append(service)
        return real(service, account)

    monkeypatch.setattr(backend, "get_password", get_password)
    elsewhere = read(file, COGNITO_ENDPOINT_URL=listener.url)
    assert elsewhere.secret_stored
    pool = with_secret(elsewhere)
    assert pool.client_secret is None
    assert asked
    assert stored not in asked
    with pytest.raises(AuthError):
        CognitoProvider(CognitoApi(pool, SystemClock())).sign_in(
            Credentials("robin", Secret("Passw0rd!")), a_run()
        )
    with_check = LocalPoolSetup(file, elsewhere)
    with_check.check(WANTED)
    assert elsewhere.pool is not None
    with_check.check_configured(elsewhere.pool)
    assert b"InitiateAuth" in listener.bytes  # it did arrive there, and so would a secret
    assert b"SECRET_HASH" not in listener.bytes
    assert SECRET.encode() not in listener.bytes
    assert stored not in asked


def test_a_secret_stored_for_an_endpoint_is_found_for_it_alone(
    backend: MemoryBackend, file: Path
) -> None:
    endpoint = "http://127.0.0.1:9229"
    LocalPoolSetup(file, Settings(endpoint_url=endpoint)).save(
        WANTED._replace(secret=Secret(SECRET))
    )
    found = with_secret(read(file, COGNITO_ENDPOINT_URL=endpoint)).client_secret
    assert found is not None
    assert found.reveal() == SECRET
    assert with_secret(read(file)).client_secret is None
    assert (
        with_secret(read(file, COGNITO_ENDPOINT_URL="http://127.0.0.1:9230")).client_secret is None
    )


def test_a_pool_that_is_yet_to_be_connected_is_examined_as_it_will_be_used(file: Path) -> None:
    """By the named AWS profile, because there is no other way to sign for the admin flow."""
    file.write_text('auth_flow = "admin"\naws_profile = "operator"\n', "utf-8")
    pool = LocalPoolSetup(file, read(file)).pool_of(WANTED)
    assert (pool.auth_flow, pool.aws_profile) == (AuthFlow.ADMIN, "operator")


@pytest.mark.parametrize(
    ("before", "profile", "endpoint"),
    [
        (None, None, "http://127.0.0.1:1"),
        ('endpoint_url = "http://127.0.0.1:2"\n', None, "http://127.0.0.1:1"),
        ('user_pool_id = "nonsense"\n', None, "http://127.0.0.1:1"),
        ("", "yet to be made", "http://127.0.0.1:1"),
    ],
)
def test_an_imported_secret_is_for_the_endpoint_in_force(
    file: Path,
    monkeypatch: pytest.MonkeyPatch,
    before: str | None,
    profile: str | None,
    endpoint: str,
) -> None:
    options = Options(settings=file, profile=profile)
    if before is not None:
        file.write_text(before, "utf-8")
    monkeypatch.setenv("COGNITO_ENDPOINT_URL", endpoint)
    assert settings_for_import(options) == Settings(endpoint_url=endpoint)
    monkeypatch.delenv("COGNITO_ENDPOINT_URL")
    of_the_file = "http://127.0.0.1:2" if "127" in (before or "") else ""
    assert settings_for_import(options) == Settings(endpoint_url=of_the_file)


def test_a_wrong_endpoint_of_the_environment_is_told_before_an_import(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COGNITO_ENDPOINT_URL", "http://evil.example")
    with pytest.raises(SettingsError, match="must use https"):
        settings_for_import(Options(settings=file))


# --- both or neither ----------------------------------------------------------------------


def test_a_secret_that_cannot_be_stored_leaves_the_file_as_it_is(
    file: Path, backend: MemoryBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    LocalPoolSetup(file, Settings()).save(WANTED)
    before = file.read_bytes()

    def locked(*_: str) -> None:
        raise RuntimeError("locked")

    monkeypatch.setattr(backend, "set_password", locked)
    message = refused_save(
        LocalPoolSetup(file, Settings()), PoolConfig(POOL, "other", secret=Secret(SECRET))
    )
    assert message.startswith("The client secret couldn’t be kept")
    assert file.read_bytes() == before
    assert list(file.parent.glob(".settings-*")) == []


@pytest.mark.parametrize("answer", ["nothing", "no answer"])
def test_a_stored_secret_stays_known_while_the_keychain_does_not_give_it(
    file: Path, backend: MemoryBackend, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    LocalPoolSetup(file, Settings()).save(WANTED._replace(secret=Secret(SECRET)))
    entries = dict(backend.entries)

    def locked(*_: str) -> None:
        if answer == "no answer":
            raise RuntimeError("locked")

    with monkeypatch.context() as patch:
        patch.setattr(backend, "get_password", locked)
        LocalPoolSetup(file, read(file)).save(WANTED)
    assert read(file).secret_stored
    assert backend.entries == entries
    LocalPoolSetup(file, read(file)).save(WANTED._replace(client_id="another"))
    assert not read(file).secret_stored


@pytest.mark.parametrize("before", [None, "o1d" * 10])
@pytest.mark.parametrize(
    ("what", "refused"),
    [
        ("the folder is a file", "cannot be written."),
        ("the file is a folder", "is not an ordinary file."),
        ("the file becomes a folder", "cannot be written."),
    ],
)
def test_a_file_that_cannot_be_written_leaves_the_keychain_as_it_is(
    file: Path,
    backend: MemoryBackend,
    before: str | None,
    what: str,
    refused: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if before is not None:
        keychain.OsKeychain().set(entry_of_version_1(POOL, "abc123"), before)
    entries = dict(backend.entries)
    if what == "the folder is a file":
        file.write_text("", "utf-8")
        file = file / "settings.toml"
    elif what == "the file is a folder":
        file.mkdir()
    else:
        keep = backend.set_password

        def keep_and_take_the_place(service: str, account: str, secret: str) -> None:
            keep(service, account, secret)
            file.mkdir(exist_ok=True)

        monkeypatch.setattr(backend, "set_password", keep_and_take_the_place)
    message = refused_save(LocalPoolSetup(file, Settings()), WANTED._replace(secret=Secret(SECRET)))
    assert message.startswith(f"{file} {refused}")
    assert backend.entries == entries
    assert list(file.parent.parent.rglob(".settings-*")) == []


def test_a_file_that_is_wrong_elsewhere_is_named_with_its_own_line(
    file: Path, backend: MemoryBackend
) -> None:
    text = f'user_pool_id = "{POOL}"\nclient_id = "abc123"\n\n\nsign_up = "perhaps"\n'
    file.write_text(text, "utf-8")
    message = refused_save(LocalPoolSetup(file, Settings()), WANTED._replace(secret=Secret(SECRET)))
    assert message == f"{file}, line 5: sign_up is not valid. Write one of these: true, false."
    assert backend.entries == {}
    assert file.read_text("utf-8") == text


def test_a_wrong_value_that_is_replaced_is_no_hindrance(file: Path, backend: MemoryBackend) -> None:
    file.write_text('user_pool_id = "nonsense"\nclient_id = "a b"\nissuer = "x"\n', "utf-8")
    LocalPoolSetup(file, Settings()).save(WANTED)
    pool = read(file).pool
    assert pool is not None
    assert (pool.pool_id, pool.client_id, pool.issuer) == (POOL, "abc123", None)


@pytest.mark.parametrize(
    ("wanted", "setting"),
    [
        (WANTED._replace(region="eu-west-1"), "region"),
        (WANTED._replace(region="moon"), "region"),
        (WANTED._replace(issuer="https://a b.example"), "issuer"),
        (WANTED._replace(issuer="http://a.example"), "issuer"),
        (WANTED._replace(issuer="https://user:word@a.example"), "issuer"),
        (WANTED._replace(client_id="a b"), "client_id"),
        (WANTED._replace(user_pool_id="nonsense"), "user_pool_id"),
    ],
)
def test_what_the_next_start_would_refuse_is_not_written(
    file: Path, backend: MemoryBackend, wanted: PoolConfig, setting: str
) -> None:
    setup = LocalPoolSetup(file, Settings())
    message = refused_save(setup, wanted._replace(secret=Secret(SECRET)), accept_issuer=True)
    assert setting in message
    assert "is not valid, so nothing was saved. " in message
    assert not file.exists()
    assert backend.entries == {}


TEXTS = st.one_of(
    st.text(max_size=40),
    st.text(alphabet="abcXYZ019-_./:@ \"'\\\n#%", max_size=40),
    st.sampled_from(["", POOL, "eu-west-1_Live", "us-east-1", "eu-west-1", "abc123", FOREIGN]),
    st.text(max_size=20).map(lambda text: f"https://a.example/{text}"),
)
BEFORE = st.sampled_from(
    [
        None,
        "",
        'sign_up = false # mine\nissuer = "https://old.example"\n[brand]\nname = "Acme"\n',
        '[profiles.dev]\nuser_pool_id = "us-east-1_Dev"\nclient_id = "dev"\n',
        'profiles = {dev = {user_pool_id = "us-east-1_Dev", client_id = "dev"}}\n',
        'profiles.dev.user_pool_id = "us-east-1_Dev"\nprofiles.dev.client_id = "dev"\n',
        'profile = "dev"\n[profiles.dev]\nclient_id = "dev"\nregion = "us-east-1"\n',
        'region = "eu-west-1"\n[profiles]\n[profiles."my live"]\nuser_pool_id = "us-east-1_L"\n',
        "profiles = 5\n",
        "[profiles]\ndev = 5\n",
        "sign_up = 3\n",
        "[brand\n",
        'auth_flow = "admin"\n',
    ]
)


@pytest.mark.medium
@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    before=BEFORE,
    pool=TEXTS,
    client=TEXTS,
    region=TEXTS,
    issuer=TEXTS,
    secret=st.one_of(st.none(), st.text(alphabet="abc123", min_size=24, max_size=64)),
    profile=st.sampled_from(["", "dev", "my live", "new"]),
    accepted=st.booleans(),
)
def test_whatever_is_saved_loads_again_and_what_is_not_changes_nothing(
    file: Path,
    backend: MemoryBackend,
    before: str | None,
    pool: str,
    client: str,
    region: str,
    issuer: str,
    secret: str | None,
    profile: str,
    accepted: bool,
) -> None:
    file.unlink(missing_ok=True)
    backend.entries.clear()
    if before is not None:
        file.write_text(before, "utf-8")
    wanted = PoolConfig(pool, client, region, issuer, Secret(secret) if secret else None)
    try:
        LocalPoolSetup(file, Settings(), profile).save(wanted, accept_issuer=accepted)
    except SettingsError as error:
        assert in_english(error.message)
        assert (file.read_text("utf-8") if file.exists() else None) == before
        assert backend.entries == {}
        return
    found = read(file, profile or None) if profile or not _profiles(file) else read(file, "default")
    assert found.pool is not None
    assert (found.pool.pool_id, found.pool.client_id) == (pool, client)
    assert found.pool.issuer in (None, issuer)
    assert found.pool.issuer is None or accepted
    assert found.secret_stored is bool(secret)
    assert bool(backend.entries) is bool(secret)
    assert [path.name for path in file.parent.glob("*settings*")] == [file.name]


def _profiles(file: Path) -> tuple[str, ...]:
    return read(file).profiles


# --- the issuer ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "issuer",
    [
        f"https://cognito-idp.us-east-1.amazonaws.com/{POOL}",
        f"https://issuer-cognito-idp.us-east-1.amazonaws.com/{POOL}",
        f"https://cognito-idp.us-east-1.amazonaws.com/{POOL}/",
    ],
)
def test_an_issuer_that_counts_anyway_is_no_setting(
    file: Path, backend: MemoryBackend, issuer: str
) -> None:
    setup, wanted = LocalPoolSetup(file, Settings()), WANTED._replace(issuer=issuer)
    assert setup.foreign_issuer(wanted) == ""
    setup.save(wanted)
    assert "issuer" not in file.read_text("utf-8")


@pytest.mark.parametrize(
    "issuer",
    [
        FOREIGN,
        f"https://evil.example/{POOL}",
        "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Other",
        f"https://cognito-idp.eu-west-1.amazonaws.com/{POOL}",
        f"https://cognito-idp.us-east-1.amazonaws.com.evil.example/{POOL}",
    ],
)
def test_any_other_issuer_must_be_agreed_to(
    file: Path, backend: MemoryBackend, issuer: str
) -> None:
    setup = LocalPoolSetup(file, Settings())
    wanted = WANTED._replace(issuer=issuer, secret=Secret(SECRET))
    host = issuer.split("/")[2]
    assert setup.foreign_issuer(wanted) == host
    assert refused_save(setup, wanted) == (
        f"Tokens of this pool would be checked with keys of {host}. If that is right, add"
        " --accept-issuer; nothing was saved."
    )
    assert not file.exists()
    assert backend.entries == {}
    setup.save(wanted, accept_issuer=True)
    configured = read(file)
    assert configured.pool is not None
    assert configured.pool.issuer == issuer
    again = LocalPoolSetup(file, configured)
    assert again.foreign_issuer(wanted) == ""  # it was agreed to before
    again.save(wanted)
    assert again.foreign_issuer(wanted._replace(user_pool_id="us-east-1_Second")) == host


def test_without_the_secret_everything_else_is_saved(
    file: Path, backend: MemoryBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For those whose keychain refuses; what an earlier pool said about a secret goes."""
    LocalPoolSetup(file, Settings()).save(WANTED._replace(secret=Secret(SECRET)))
    assert "client_secret_stored" in file.read_text("utf-8")
    monkeypatch.setattr(backend, "set_password", lambda *_: None)
    setup, wanted = (
        LocalPoolSetup(file, Settings()),
        PoolConfig(POOL, "other", secret=Secret(SECRET)),
    )
    with pytest.raises(SecretNotKept):
        setup.save(wanted)
    setup.save(wanted, without_secret=True)
    written = file.read_text("utf-8")
    assert 'client_id = "other"' in written
    assert "client_secret" not in written
    assert SECRET not in written


# --- what is stored of a pool that another one replaces ------------------------------------


def stored(pool_id: str, client_id: str, profile: str = "") -> EncryptedTokenStore:
    folder = paths.data_folder()
    folder.mkdir(parents=True, exist_ok=True)
    key = StoreKey(pool_id, client_id, profile, "")
    store = EncryptedTokenStore(keychain.OsKeychain(), folder, key)
    store.save(Tokens(Secret("id"), Secret("access"), Secret("refresh")), "somebody")
    return store


def test_a_pool_that_is_replaced_takes_its_session_along(
    file: Path, backend: MemoryBackend
) -> None:
    LocalPoolSetup(file, Settings()).save(WANTED)
    store = stored(POOL, WANTED.client_id)
    LocalPoolSetup(file, read(file)).save(WANTED)
    assert store.load() is not None, "the same pool again"
    LocalPoolSetup(file, read(file)).save(WANTED._replace(client_id="another"))
    assert store.load() is None
    assert backend.entries == {}


def test_what_was_said_of_an_app_client_stays_with_it(file: Path, backend: MemoryBackend) -> None:
    LocalPoolSetup(file, Settings()).save(WANTED)
    file.write_text(file.read_text("utf-8") + "session_days = 7\n", "utf-8")
    LocalPoolSetup(file, read(file)).save(WANTED)
    assert "session_days = 7" in file.read_text("utf-8")
    LocalPoolSetup(file, read(file)).save(WANTED._replace(client_id="another"))
    assert "session_days" not in file.read_text("utf-8")


def test_a_pool_beside_the_old_one_leaves_its_session(file: Path, backend: MemoryBackend) -> None:
    LocalPoolSetup(file, Settings(), "first").save(WANTED)
    now = read(file)
    store = stored(POOL, WANTED.client_id, "first")
    LocalPoolSetup(file, now, "second").save(WANTED._replace(client_id="another"))
    assert store.load() is not None


def test_a_pool_that_the_environment_goes_on_naming_keeps_its_session(
    file: Path, backend: MemoryBackend
) -> None:
    LocalPoolSetup(file, Settings()).save(WANTED)
    named = read(file, COGNITO_USER_POOL_ID=POOL, COGNITO_CLIENT_ID=WANTED.client_id)
    store = stored(POOL, WANTED.client_id)
    LocalPoolSetup(file, named).save(WANTED._replace(client_id="another"))
    assert store.load() is not None


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() != 0, reason="root can make it another's"
)
def test_a_link_that_another_user_has_laid_in_wait_is_not_written_through(
    file: Path, tmp_path: Path
) -> None:
    target = tmp_path / "target.toml"
    target.write_text("# mine\n", "utf-8")
    file.symlink_to(target)
    os.chown(file, 65534, 65534, follow_symlinks=False)
    with pytest.raises(SettingsError, match="cannot be written"), Choice(file, "language", "ja"):
        pytest.fail("it was opened")
    assert target.read_text("utf-8") == "# mine\n"


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right of their own there")
def test_what_is_written_through_a_link_leaves_the_link(file: Path, tmp_path: Path) -> None:
    own = tmp_path / "dotfiles" / "settings.toml"
    own.parent.mkdir()
    own.write_text("# mine\n", "utf-8")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.symlink_to(own)
    with Choice(file, "language", "ja") as choice:
        choice.keep()
    LocalPoolSetup(file, Settings()).save(WANTED)
    assert file.is_symlink()
    assert own.read_text("utf-8").startswith("# mine\n")
    assert 'language = "ja"' in own.read_text("utf-8")
    assert read(file).pool is not None
    assert [one.name for one in own.parent.iterdir()] == ["settings.toml"]
