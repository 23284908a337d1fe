"""`doctor`: what works, where the files are, what is in force; never a secret."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from desktop_login.app.run import run as app_run
from desktop_login.cli.main import parse
from desktop_login.messages.command_line import DOCTOR_FAILED
from desktop_login.messages.settings import SELF_CHECKS
from desktop_login.services.diagnostics import SelfCheck
from tests.fakes.programs import marks
from tests.stories.test_command_line import run

pytestmark = pytest.mark.medium
SECRET = "s3cr3tOfTheClient" * 3
POOL = 'user_pool_id = "us-east-1_AbCdEfGhI"\nclient_id = "1a2b3c"\n'


def written(text: str) -> Path:
    file = Path(os.environ["XDG_CONFIG_HOME"]) / "desktop-login" / "settings.toml"
    file.parent.mkdir(parents=True)
    file.write_text(text, "utf-8")
    return file


def test_doctor_with_nothing_configured_names_every_place(tmp_path: Path) -> None:
    done = run("doctor", "--lang", "en", DBUS_SESSION_BUS_ADDRESS="")
    assert (done.returncode, done.stderr) == (1, "")
    assert marks(done.stdout) == ["!!", *["ok"] * 6, *["--"] * 5]
    assert done.stdout.startswith("!!  The password store cannot save, read and delete a secret. (")
    for place in (
        f"Settings: {tmp_path}/xdg_config_home/desktop-login/settings.toml",
        "No user pool is configured yet.",
        f"Sessions and devices: {tmp_path}/xdg_data_home/desktop-login",
        f"Log: {tmp_path}/xdg_state_home/desktop-login/log/desktop-login.log",
    ):
        assert f"--  {place}\n" in done.stdout
    assert done.stdout.count("    Not there yet; created when needed.\n") == 3
    assert not Path(os.environ["XDG_CONFIG_HOME"]).exists(), "an examination made a folder"


def test_each_part_has_a_sentence_for_when_it_works_and_one_for_when_it_does_not() -> None:
    assert DOCTOR_FAILED.keys() == SELF_CHECKS.keys()
    assert {one.source for one in DOCTOR_FAILED.values()}.isdisjoint(
        one.source for one in SELF_CHECKS.values()
    )


def test_doctor_says_which_pool_is_in_force_and_where_it_is_set_without_a_secret() -> None:
    file = written(
        f'{POOL}client_secret = "{SECRET}"\n\n[profiles.staging]\nclient_id = "4d5e6f"\n'
    )
    done = run(
        "doctor", "--profile", "staging", "--lang", "en",
        DBUS_SESSION_BUS_ADDRESS="", COGNITO_ENDPOINT_URL="http://localhost:9",
        COGNITO_CLIENT_SECRET=SECRET,
    )  # fmt: skip
    assert "--  Profile “staging” is in use. Profiles: default, staging.\n" in done.stdout
    assert "--  User pool us-east-1_AbCdEfGhI, app client 4d5e6f\n" in done.stdout
    assert f"    user_pool_id is set in {file}.\n" in done.stdout
    assert f"    client_id is set in the profile staging in {file}.\n" in done.stdout
    assert "    endpoint_url is set in the environment.\n" in done.stdout
    assert SECRET not in done.stdout + done.stderr
    assert "localhost:9" not in done.stdout + done.stderr


def test_doctor_says_that_a_session_is_kept() -> None:
    from desktop_login.system.paths import RECORD, data_folder, folder_name

    written(POOL)
    folder = data_folder() / folder_name("us-east-1_AbCdEfGhI", "1a2b3c")
    folder.mkdir(parents=True)
    assert "A session of this user pool is kept." not in run("doctor", "--lang", "en").stdout
    (folder / RECORD).write_bytes(b"sealed")
    assert "    A session of this user pool is kept.\n" in run("doctor", "--lang", "en").stdout


def test_settings_that_are_refused_are_a_line_of_doctor_and_status_1() -> None:
    file = written('user_pool_id = "nonsense"\nclient_id = "abc"\n')
    done = run("doctor", "--lang", "en")
    assert (done.returncode, done.stderr) == (1, "")
    assert f"!!  {file}, line 1: user_pool_id is not valid." in done.stdout
    assert f"--  Sessions and devices: {data_home()}" in done.stdout


def data_home() -> str:
    return os.environ["XDG_DATA_HOME"]


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="the system knows the home folder")
@pytest.mark.parametrize("command", ["check", "doctor", "import", "window"])
def test_a_user_without_a_home_folder_gets_one_sentence(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As in a container that runs with a made-up user id."""

    def unknown(uid: int) -> None:
        raise KeyError(uid)

    monkeypatch.setattr("pwd.getpwuid", unknown)
    monkeypatch.setattr(SelfCheck, "results", lambda _: {})
    monkeypatch.setenv("HOME", "")
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name)
    arguments = {"import": ["import", "outputs.json"], "window": []}.get(command, [command])
    assert app_run(*parse([*arguments, "--lang", "en"])) == 2
    assert capsys.readouterr().err.strip() == (
        "This user has no home folder, so there is no place for settings. Set HOME to a folder, or"
        " XDG_CONFIG_HOME, XDG_DATA_HOME and XDG_STATE_HOME."
    )


def test_doctor_says_where_the_browser_returns_and_whether_keys_can_be_used() -> None:
    """Three programs on the three ports are a fault of this computer, and so is no list of names."""
    good = SelfCheck().results()
    assert good["browser"][0] and good["browser"][1].startswith("127.0.0.1:")
    assert good["passkeys"] == (True, "fido2")


def test_doctor_notices_that_no_port_is_left_and_that_the_library_is_not_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from desktop_login.adapters.browser import loopback_sockets
    from desktop_login.adapters.passkeys import wire

    monkeypatch.setattr(loopback_sockets, "_sockets", lambda redirect: [])
    monkeypatch.setattr(wire, "_rules", frozenset)
    bad = SelfCheck().results()
    assert [works for works, _ in (bad["browser"], bad["passkeys"])] == [False, False]
