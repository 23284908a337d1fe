"""The hot path by itself: which calls it takes, which session they mean, and which socket it trusts."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_login import quick
from desktop_login.agent.exit_codes import INTERRUPTED
from desktop_login.agent.words import Question
from desktop_login.domain.errors import AuthErrorInfo, ErrorCode
from desktop_login.domain.freshness import is_good_for
from desktop_login.flow.token_desk import NoToken, Token, TokenDesk
from desktop_login.services.places import write_places
from desktop_login.services.token_source import NoTokenFor, TokenSource, Why
from desktop_login.settings import Settings
from desktop_login.system import paths
from tests.fakes.session_bus import ROOT
from tests.fakes.world import World, run
from tests.patience import PROCESS_S, STEP_S

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="its sockets have no path")

POOLS = """\
user_pool_id = "us-east-1_Abcdefghi"
client_id = "abc123"
[profiles.staging]
user_pool_id = "eu-west-1_Abcdefghi"
client_id = "def456"
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder of a user whose settings name two pools."""
    for name in [name for name in os.environ if name.startswith("COGNITO_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    file = paths.settings_file()
    file.parent.mkdir(parents=True)
    file.write_text(POOLS, "utf-8")
    return paths.data_folder()


DEFAULT = paths.folder_name("us-east-1_Abcdefghi", "abc123")
STAGING = paths.folder_name("eu-west-1_Abcdefghi", "def456", "staging")


@pytest.mark.parametrize(
    ("arguments", "use", "before", "profile"),
    [
        ("token", "id", b"", ""),
        ("token --access", "access", b"", ""),
        ("token --profile staging", "id", b"", "staging"),
        ("header", "id", b"Authorization: Bearer ", ""),
        ("header --access --bare", "access", b"Authorization: ", ""),
    ],
)
def test_the_simple_forms_are_taken(
    arguments: str, use: str, before: bytes, profile: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(quick.PROFILE_VARIABLE, raising=False)
    found = quick.hot_form(arguments.split())
    assert found is not None
    assert (found.use, found.before, found.profile) == (use, before, profile)


@pytest.mark.parametrize(
    "arguments",
    [
        *("", "status", "token --json", "token --help", "token more", "token --bare"),
        *("token --profile", "token --profile --access", "header --name X", "--lang ja token"),
        *("token --settings x", "token --force", "token --min-left 5"),
    ],
)
def test_everything_else_is_left_to_the_parser(arguments: str) -> None:
    assert quick.hot_form(arguments.split()) is None


def test_the_profile_of_the_variable_counts_less_than_the_option(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(quick.PROFILE_VARIABLE, "staging")
    found = [quick.hot_form(line.split()) for line in ("token", "token --profile other")]
    assert [one.profile for one in found if one is not None] == ["staging", "other"]


def test_the_places_file_names_the_place_of_each_profile(folder: Path) -> None:
    assert quick.place_of("") == ""
    write_places(folder)
    assert [quick.place_of(name) for name in ("", "default", "staging", "nowhere")] == [
        *(DEFAULT, DEFAULT, STAGING),
        "",
    ]
    text = (folder / quick.PLACES).read_text("utf-8")
    assert "Abcdefghi" not in text, "no pool"
    assert (folder / quick.PLACES).stat().st_mode & 0o777 == 0o600


def test_places_of_other_settings_are_not_believed(folder: Path) -> None:
    write_places(folder)
    file = paths.settings_file()
    file.write_text(f"{POOLS}sign_up = false\n", "utf-8")
    assert quick.place_of("") == ""
    write_places(folder)
    assert quick.place_of("") == DEFAULT
    file.unlink()
    assert quick.place_of("") == ""


def test_scripts_that_are_turned_off_have_no_place(folder: Path) -> None:
    write_places(folder)
    paths.settings_file().write_text(f"scripts = false\n{POOLS}", "utf-8")
    write_places(folder)
    assert quick.place_of("") == quick.place_of("staging") == ""


def test_the_environment_and_the_working_folder_may_name_another_pool(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_places(folder)
    monkeypatch.setenv("COGNITO_CLIENT_ID", "x")
    assert quick.place_of("") == ""
    monkeypatch.delenv("COGNITO_CLIENT_ID")
    assert quick.place_of("") == DEFAULT
    for name in (".env", ".env.local"):
        Path(name).write_text("", "utf-8")
        assert quick.place_of("") == ""
        Path(name).unlink()


def test_settings_of_another_folder_are_other_settings(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_places(folder)
    assert quick.place_of("") == DEFAULT
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "another"))
    assert quick.place_of("") == ""
    monkeypatch.delenv("XDG_CONFIG_HOME")
    assert quick.place_of("") == "", "the settings lie in ~/.config then"


def test_what_others_may_write_is_not_believed(folder: Path, tmp_path: Path) -> None:
    write_places(folder)
    places = folder / quick.PLACES
    places.chmod(0o666)
    assert quick.place_of("") == ""
    places.chmod(0o600)
    assert quick.place_of("") == DEFAULT
    places.rename(tmp_path / "elsewhere")
    places.symlink_to(tmp_path / "elsewhere")
    assert quick.place_of("") == ""


@pytest.mark.skipif(os.name == "posix" and os.geteuid() != 0, reason="root can make it another's")
@pytest.mark.parametrize("whose", ["socket", "folder"])
def test_a_socket_of_another_user_is_not_asked(
    whose: str, sockets: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(sockets))
    monkeypatch.setattr(quick, "silent", {})
    path = Path(quick.socket_path(DEFAULT))
    path.parent.mkdir(mode=0o700)
    with socket.socket(socket.AF_UNIX) as theirs:
        theirs.bind(str(path))
        theirs.listen()
        theirs.setblocking(False)
        path.chmod(0o700)
        os.chown(path if whose == "socket" else path.parent, 65534, 65534)
        assert quick.ask(DEFAULT, b"1 token id 120\n") == b""
        with pytest.raises(BlockingIOError):
            theirs.accept()
        os.chown(path.parent, os.getuid(), -1)


def test_the_data_folder_is_that_of_the_program(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for home, xdg in (("/a", ""), ("/a/", "/x"), ("/a", "relative"), ("", "")):
        monkeypatch.setenv("HOME", home)
        monkeypatch.setenv("XDG_DATA_HOME", xdg)
        monkeypatch.setenv("XDG_CONFIG_HOME", xdg)
        if home:
            assert quick.data_folder() == str(paths.data_folder())
            assert quick.settings_file() == os.fsencode(paths.settings_file())
        else:
            assert quick.data_folder() == "", "asks the system, which takes a library"


@pytest.mark.parametrize(
    ("age", "wanted", "good"),
    [
        (0, 120, True),
        (3480, 120, True),
        (3481, 120, False),
        (1800, 9999, True),
        (1801, 9999, False),
    ],
)
def test_fresh_is_what_was_asked_for_or_half_the_life(age: int, wanted: int, good: bool) -> None:
    assert is_good_for(wanted, 0.0, 3600.0, float(age)) is good


def test_a_token_that_nearly_expires_is_never_handed_out() -> None:
    assert not is_good_for(0, 0.0, 3600.0, 3599.0)


class TestTokenDesk:
    def test_hands_out_each_kind_and_renews_what_is_too_old(self, tmp_path: Path) -> None:
        with World(tmp_path / "data", faulty=True) as world:
            tokens_of = TokenDesk(world.session_manager)
            assert tokens_of.at_hand("id", 120) == NoToken()
            assert run(tokens_of.renewed("id", now=False)) == NoToken(account="")
            world.sign_in("confirmed")
            session = world.session_manager.session
            assert session is not None
            tokens = session.tokens
            assert tokens_of.at_hand("id", 120) == Token(tokens.id_token)
            assert tokens_of.at_hand("access", 120) == Token(tokens.access_token)
            world.clock.pass_time(3500)
            assert tokens_of.at_hand("id", 120) is None
            new = run(tokens_of.renewed("id", now=False))
            assert isinstance(new, Token)
            assert new.secret != tokens.id_token

    def test_a_failed_renewal_leaves_what_is_still_good_unless_a_new_one_is_wanted(
        self, tmp_path: Path
    ) -> None:
        from tests.fakes.fault_proxy import refused

        with World(tmp_path / "data", faulty=True) as world:
            world.sign_in("confirmed")
            tokens_of = TokenDesk(world.session_manager)
            busy = refused("TooManyRequestsException")
            world.faults.always("GetTokensFromRefreshToken", busy)
            assert isinstance(run(tokens_of.renewed("id", now=False)), Token)
            forced = run(tokens_of.renewed("id", now=True))
            assert isinstance(forced, NoToken)
            assert (forced.ended, forced.error_info) != (True, None)
            assert isinstance(forced.error_info, AuthErrorInfo)
            assert forced.error_info.code is ErrorCode.BUSY
            world.clock.pass_time(3600)
            assert isinstance(run(tokens_of.renewed("id", now=False)), NoToken)

    def test_an_ended_session_says_whose_it_was(self, tmp_path: Path) -> None:
        from tests.fakes.fault_proxy import refused

        with World(tmp_path / "data", faulty=True) as world:
            world.sign_in("confirmed")
            over = refused("NotAuthorizedException", "Refresh Token has expired")
            world.faults.on("GetTokensFromRefreshToken", over)
            heard = run(TokenDesk(world.session_manager).renewed("id", now=False))
            assert (heard.ended, heard.account) == (True, "confirmed@example.com")


@pytest.mark.medium
@pytest.mark.parametrize("words", [("token",), ("header", "--access")])
def test_an_interrupt_while_a_window_is_silent_ends_with_130_and_says_nothing(
    words: tuple[str, ...], folder: Path, sockets: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(sockets))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    write_places(folder)
    path = Path(quick.socket_path(DEFAULT))
    path.parent.mkdir(mode=0o700)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))
        path.chmod(0o700)
        listening.listen()
        listening.settimeout(STEP_S)
        with subprocess.Popen(
            [sys.executable, "-m", "desktop_login", *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as command:
            with listening.accept()[0] as connection:
                assert connection.recv(100).startswith(b"1 token ")
                command.send_signal(signal.SIGINT)
                out, err = command.communicate(timeout=PROCESS_S)
    assert (out, err, command.returncode) == ("", "", INTERRUPTED)


class TestSilence:
    """A window that listens and says nothing."""

    @pytest.fixture
    def window(
        self, sockets: Path, monkeypatch: pytest.MonkeyPatch
    ) -> Iterator[tuple[str, socket.socket]]:
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(sockets))
        monkeypatch.setattr(quick, "silent", {})
        path = quick.socket_path(DEFAULT)
        Path(path).parent.mkdir(mode=0o700)
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(path)
            Path(path).chmod(0o700)
            listening.listen()
            listening.setblocking(False)
            yield path, listening

    def test_is_waited_for_a_second_in_all_however_often_it_is_asked(
        self, window: tuple[str, socket.socket]
    ) -> None:
        path, listening = window
        begun = time.monotonic()
        assert quick.ask(DEFAULT, b"1 status\n", 0.05) == b""
        listening.accept()[0].close()
        until = quick.silent[path]
        assert begun + quick.SILENCE_S <= until <= time.monotonic() + quick.SILENCE_S - 0.05
        quick.silent[path] = time.monotonic() + 0.05
        assert quick.ask(DEFAULT, b"1 status\n") == b""
        listening.accept()[0].close()
        assert quick.silent[path] < time.monotonic()
        assert quick.ask(DEFAULT, b"1 status\n") == b""
        with pytest.raises(BlockingIOError):
            listening.accept()  # it was not asked any more

    def test_is_heard_if_it_ends_within_the_second(self, window: tuple[str, socket.socket]) -> None:
        _, listening = window
        assert quick.ask(DEFAULT, b"1 status\n", 0.05) == b""

        def answer() -> None:
            listening.setblocking(True)
            for _ in range(2):  # the first has left
                connection, _address = listening.accept()
                with connection, contextlib.suppress(OSError):
                    connection.recv(100)
                    connection.sendall(b"ok\nheard\n")

        answering = threading.Thread(target=answer)
        answering.start()
        assert quick.ask(DEFAULT, b"1 status\n") == b"ok\nheard\n"
        answering.join()

    def test_after_a_renewal_that_does_not_end_it_is_not_asked_again(
        self, window: tuple[str, socket.socket], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path, listening = window
        monkeypatch.setattr(quick, "RENEWAL_S", 0.05)
        listening.setblocking(True)

        def wait() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.sendall(b"wait\n")
                connection.recv(100)
                connection.recv(100)  # until it has left

        waiting = threading.Thread(target=wait)
        waiting.start()
        assert quick.ask(DEFAULT, b"1 status\n") == b""
        waiting.join()
        assert quick.silent == {path: 0.0}

    def test_where_nobody_listens_nobody_is_asked_again(
        self, window: tuple[str, socket.socket]
    ) -> None:
        path, listening = window
        listening.close()
        assert quick.ask(DEFAULT, b"1 status\n") == b""
        assert quick.silent == {path: 0.0}


def test_a_session_that_went_with_its_window_is_told_until_somebody_signs_in(
    sockets: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(sockets))
    monkeypatch.setattr(quick, "silent", {})
    path = Path(quick.socket_path(DEFAULT))
    path.parent.mkdir(mode=0o700)
    source = TokenSource(DEFAULT, tmp_path, Settings)

    def why() -> Why:
        quick.silent.clear()
        with pytest.raises(NoTokenFor) as raised:
            source.token(Question("token"))
        return raised.value.why

    assert why() == Why(nobody=True)
    with socket.socket(socket.AF_UNIX) as left_over:
        left_over.bind(str(path))
    path.chmod(0o700)  # of a crash: nobody knows what it held
    assert why() == Why(nobody=True)
    path.chmod(quick.MARK)
    assert why() == Why(nobody=True, window_closed=True)
    quick.forget_the_closed(DEFAULT)
    assert (why(), path.exists()) == (Why(nobody=True), False)
    quick.forget_the_closed(DEFAULT)  # there is nothing to forget
