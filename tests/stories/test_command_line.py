"""The program as a process: its exit codes, its sentences, the demo server, and the tour."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

import desktop_login
from desktop_login.cli.commands import COMMANDS
from desktop_login.demo.pool import DemoPoolConfig
from desktop_login.demo.server import DemoCognito
from tests.fakes.programs import marks, without_noise
from tests.fakes.runs import a_run
from tests.fakes.session_bus import in_session
from tests.fakes.world import PASSWORD
from tests.patience import PROCESS_S, STEP_S

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent.parent
NO_POOL = (
    "No user pool is configured yet. Run desktop-login to connect one in the window, or:"
    " desktop-login import FILE"
)


def environment(**changes: str) -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"} | changes


def run(
    *arguments: str, timeout: float = PROCESS_S, **changes: str
) -> subprocess.CompletedProcess[str]:
    env = {k: v for k, v in environment(**changes).items() if v}
    return subprocess.run(
        [sys.executable, "-m", "desktop_login", *arguments],
        env=env,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


def test_version_and_help() -> None:
    assert run("--version").stdout.strip() == f"desktop-login {desktop_login.__version__}"
    text = run("--help").stdout
    for option in (
        "--demo",
        "--tour",
        "--demo-server",
        "--settings",
        "--lang",
        "--import",
        "--check",
        "--self-check",
        "--profile",
        "--trust-folder",
        "--log-level",
        *(f"\n  {row.name} " for row in COMMANDS),
    ):
        assert option in text


@pytest.mark.parametrize(
    "arguments",
    [
        ("--tour", "x"),
        ("--auth-flow", "choice"),
        ("--demo", "--auth-flow", "admin"),
        ("--port", "5"),
        ("--demo-server", "--port", "70000"),
        ("--nonsense",),
        ("--check", "--demo"),
        ("--accept-issuer",),
        ("--trust-folder", "--demo"),
        ("--trust-folder", "--self-check"),
        ("--trust-folder", "--demo-server"),
    ],
)
def test_wrong_use_is_one_sentence_below_the_usage(arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    usage, words = done.stderr.splitlines()
    assert re.fullmatch(r"usage: desktop-login( \[COMMAND\]| [a-z-]+( [A-Z]+)?) \[OPTIONS\]", usage)
    assert words.startswith("desktop-login: error: ")


def test_no_option_takes_a_secret() -> None:
    """Arguments can be read by every user of the computer, and stay in the shell's history."""
    texts = [run("--help").stdout, *(run(row.name, "--help").stdout for row in COMMANDS)]
    options = re.findall(r"--[a-z][a-z-]*", "".join(texts))
    assert {"--settings", "--accept-issuer", "--allow-origin"} <= set(options)
    words = ("secret", "password", "passphrase", "token", "code", "key")
    named = {option for option in options if any(word in option for word in words)}
    assert named == {"--token", "--with-token"}, "which say only which one, and where it goes"
    assert "--token {id,access,none}" in run("request", "--help").stdout
    assert "--with-token NAME" in run("exec", "--help").stdout


def test_bad_settings_name_file_line_and_field(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('client_id = "abc"\nuser_pool_id = "nonsense"\n', "utf-8")
    done = run("--settings", str(file))
    assert done.returncode == 2
    assert done.stderr.strip() == (
        f"{file}, line 2: user_pool_id is not valid. A user pool ID looks like us-east-1_AbCdEfGhI."
    )
    done = run("--settings", str(file), "--lang", "ja")
    assert done.stderr.strip() == (
        f"{file} の2行目: user_pool_id の値が正しくありません。"
        "ユーザープールIDは us-east-1_AbCdEfGhI のような形式です。"
    )


def test_import_of_several_pools_asks_for_one_and_takes_it(tmp_path: Path) -> None:
    file = tmp_path / "outputs.json"
    pools = {"us-east-1_AbC": "1a", "eu-west-1_DeF": "2b"}
    stacks = {f"s{c}": {"UserPoolId": p, "ClientId": c} for p, c in pools.items()}
    file.write_text(json.dumps(stacks), "utf-8")
    done = run("--import", str(file))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.strip() == (
        "outputs.json contains several user pools: us-east-1_AbC, eu-west-1_DeF."
        " Choose one with --pool ID."
    )
    done = run("--import", str(file), "--pool", "eu-west-1_DeF")
    assert (done.returncode, done.stderr) == (0, "")
    assert "(s2b): user pool eu-west-1_DeF, app client 2b." in done.stdout
    written = tmp_path / "xdg_config_home" / "desktop-login" / "settings.toml"
    assert "us-east-1_AbC" not in written.read_text("utf-8")


def test_import_of_a_pool_without_client_says_what_is_missing(tmp_path: Path) -> None:
    file = tmp_path / "outputs.json"
    file.write_text(json.dumps({"UserPoolId": "us-east-1_AbC"}), "utf-8")
    done = run("--import", str(file))
    assert done.returncode == 2
    assert done.stderr.strip() == (
        "outputs.json names the user pool us-east-1_AbC, but no app client. Add the app client ID to"
        " the file."
    )


def test_import_writes_the_settings_and_check_examines_them(tmp_path: Path) -> None:
    with DemoCognito() as demo:
        file = tmp_path / "outputs.json"
        stack = {"UserPoolId": demo.config.pool_id, "DesktopClientId": demo.config.client_id}
        file.write_text(json.dumps({"stack": stack}), "utf-8")
        done = run("--import", str(file))
        written = tmp_path / "xdg_config_home" / "desktop-login" / "settings.toml"
        assert done.stdout.splitlines() == [
            (
                f"Read from outputs.json (stack): user pool {demo.config.pool_id},"
                f" app client {demo.config.client_id}."
            ),
            f"The settings were written to {written}.",
        ]
        assert (done.returncode, done.stderr) == (0, "")
        done = run("--check", COGNITO_ENDPOINT_URL=demo.url)
        assert done.returncode == 0
        assert [line[:4] for line in done.stdout.splitlines()] == ["ok  "] * 5
        file.write_text(
            json.dumps({"UserPoolId": demo.config.pool_id, "ClientId": "gone"}), "utf-8"
        )
        run("--import", str(file), "--profile", "other")
        done = run("--check", "--profile", "other", "--lang", "ja", COGNITO_ENDPOINT_URL=demo.url)
        assert done.returncode == 1
        assert "にこのIDのアプリクライアントはありません。" in done.stdout
        assert 'CfnOutput(self, "DesktopClientId"' in done.stdout


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("{}", "outputs.json contains no user pool settings."),
        (
            '{"UserPoolId": "us-east-1_Abc"}',
            "us-east-1_Abc, but no app client. Add the app client ID to the file.",
        ),
        (None, "outputs.json. Check its name and folder."),
    ],
)
def test_import_of_something_else(tmp_path: Path, content: str | None, sentence: str) -> None:
    file = tmp_path / "outputs.json"
    if content is not None:
        file.write_text(content, "utf-8")
    done = run("--import", str(file))
    assert done.returncode == 2
    assert done.stderr.strip().endswith(sentence)
    assert not (tmp_path / "xdg_config_home").exists()


def test_a_folders_settings_are_examined_only_once_it_is_trusted(tmp_path: Path) -> None:
    file = Path.cwd() / ".env.local"
    with DemoCognito() as demo:
        config = demo.config
        file.write_text(
            f"COGNITO_USER_POOL_ID={config.pool_id}\nCOGNITO_CLIENT_ID={config.client_id}\n"
            "COGNITO_AUTH_FLOW=password\n",
            "utf-8",
        )
        done = run("--check", COGNITO_ENDPOINT_URL=demo.url)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.splitlines() == [
            (
                f"The settings in {Path.cwd()} were not used, because you have not agreed to them yet."
                " Add --trust-folder to use them."
            ),
            NO_POOL,
        ]
        for arguments in (("--check", "--trust-folder"), ("--check",)):
            done = run(*arguments, COGNITO_ENDPOINT_URL=demo.url)
            assert done.returncode == 0, done.stderr
            assert "The sign-in method ALLOW_USER_SRP_AUTH is turned on." in done.stdout
            (warning,) = done.stderr.splitlines()
            assert warning.startswith(f"{file}, line 3: COGNITO_AUTH_FLOW is ignored.")
        file.write_text(file.read_text("utf-8") + "\n", "utf-8")
        assert run("--check", COGNITO_ENDPOINT_URL=demo.url).returncode == 2


def test_an_issuer_of_a_file_is_taken_only_where_it_is_accepted(tmp_path: Path) -> None:
    file = tmp_path / "outputs.json"
    written = tmp_path / "xdg_config_home" / "desktop-login" / "settings.toml"
    outputs = {"UserPoolId": "us-east-1_AbC", "ClientId": "abc"}
    file.write_text(json.dumps(outputs | {"Issuer": "https://login.acme.example"}), "utf-8")
    done = run("--import", str(file))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.strip() == (
        "Tokens of this pool would be checked with keys of login.acme.example. If that is right,"
        " add --accept-issuer; nothing was saved."
    )
    assert not written.exists()
    done = run("--import", str(file), "--accept-issuer")
    assert (done.returncode, done.stderr) == (0, "")
    assert 'issuer = "https://login.acme.example"' in written.read_text("utf-8")
    before = written.read_bytes()
    for wrong in ("https://a b.example", "http://login.acme.example"):
        file.write_text(json.dumps(outputs | {"Issuer": wrong}), "utf-8")
        done = run("--import", str(file), "--accept-issuer")
        assert (done.returncode, done.stderr.strip()) == (
            2,
            "outputs.json: issuer is not valid. It looks like https://login.example.com/path.",
        )
    assert written.read_bytes() == before


def test_check_without_a_pool() -> None:
    done = run("--check")
    assert (done.returncode, done.stderr.strip()) == (2, NO_POOL)


def test_an_unknown_profile() -> None:
    done = run("--profile", "gone")
    assert done.returncode == 2
    assert done.stderr.strip() == "There is no profile “gone”: the settings have no profiles."


@pytest.mark.skipif(
    not (shutil.which("dbus-run-session") and shutil.which("gnome-keyring-daemon")),
    reason="dbus-run-session and gnome-keyring-daemon are not installed; dev.py test --all installs them",
)
def test_a_secret_goes_through_a_pipe_into_the_real_keychain(tmp_path: Path) -> None:
    secret = "p1ped" * 6
    with DemoCognito(DemoPoolConfig(client_secret=secret)) as demo:
        described = {
            "UserPoolId": demo.config.pool_id,
            "ClientId": demo.config.client_id,
            "ClientSecret": secret,
        }
        file = tmp_path / "described.json"
        file.write_text(json.dumps({"UserPoolClient": described}), "utf-8")
        program = f"{shlex.quote(sys.executable)} -m desktop_login"
        done = in_session(
            f"{program} --import - < {file} && {program} --check && {program} --self-check",
            tmp_path,
            COGNITO_ENDPOINT_URL=demo.url,
        )
    assert done.returncode == 0, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].startswith("Read from standard input (UserPoolClient): user pool ")
    assert "ok  App client found; settings match." in lines
    assert "ok  The password store can save, read and delete a secret. (SecretService)" in lines
    files = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file() and path != file]
    assert b"client_secret_stored = true" in b"".join(files)
    assert not [content for content in files if secret.encode() in content]


def test_self_check_without_a_keychain() -> None:
    done = run("--self-check", DBUS_SESSION_BUS_ADDRESS="")
    assert done.returncode == 1
    assert marks(done.stdout) == ["!!", *["ok"] * 6]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a display")
@pytest.mark.parametrize("display", ["", ":4711"])
def test_no_display_is_one_sentence(display: str) -> None:
    done = run(QT_QPA_PLATFORM="", DISPLAY=display, WAYLAND_DISPLAY="")
    assert done.returncode == 2
    assert done.stderr.strip().splitlines()[-1].startswith("No display was found.")
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl+C cannot be sent to one process there")
def test_demo_server_prints_settings_and_messages_and_ends_with_ctrl_c() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "desktop_login", "--demo-server"],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    settings = dict(process.stdout.readline().strip().split("=", 1) for _ in range(11))
    assert list(settings) == [
        "COGNITO_ENDPOINT_URL",
        "COGNITO_REGION",
        "COGNITO_USER_POOL_ID",
        "COGNITO_CLIENT_ID",
        "COGNITO_IDENTITY_POOL_ID",
        "BACKEND_API_ENDPOINT",
        "COGNITO_DOMAIN",
        "COGNITO_REDIRECT_URIS",
        "DEMO_IDENTITY_PROVIDER",
        "DEMO_PASSWORD",
        "DEMO_TOTP_SECRET",
    ]
    from desktop_login.adapters.clock import SystemClock
    from desktop_login.adapters.cognito.api import CognitoApi
    from desktop_login.adapters.cognito.provider import CognitoProvider
    from desktop_login.domain.answers import Credentials
    from desktop_login.domain.pool import PoolClient
    from desktop_login.domain.secret import Secret

    pool = PoolClient(
        settings["COGNITO_REGION"],
        settings["COGNITO_USER_POOL_ID"],
        settings["COGNITO_CLIENT_ID"],
        endpoint_url=settings["COGNITO_ENDPOINT_URL"],
    )
    provider = CognitoProvider(CognitoApi(pool, SystemClock()))
    provider.sign_in(Credentials("sms-code@example.com", Secret(PASSWORD)), a_run())
    provider.sign_in(Credentials("email-code@example.com", Secret(PASSWORD)), a_run())
    assert process.stdout.readline().startswith("SMS to=+15555550123 code=")
    assert process.stdout.readline().startswith("MAIL to=email-code@example.com code=")
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=PROCESS_S)
    assert (process.returncode, out, err) == (0, "", "")


@pytest.mark.exhaustive
def test_the_tour_arrives_everywhere(tmp_path: Path) -> None:
    done = run("--demo", "--tour", str(tmp_path / "tour"))
    assert (done.returncode, without_noise(done.stderr)) == (0, "")
    pictures = {path.name for path in (tmp_path / "tour").glob("*.png")}
    variants = {name.rsplit("-", 2)[-2] + "-" + name.rsplit("-", 2)[-1] for name in pictures}
    assert variants == {
        f"{lang}-{scheme}.png" for lang in ("en", "ja") for scheme in ("light", "dark")
    }
    assert len(pictures) == 4 * 79
    assert len(list((tmp_path / "tour" / "user").glob("*.png"))) == 4 * 78
    assert len(list((tmp_path / "tour" / "widths").glob("*.png"))) == 4 * 10
    for path in (tmp_path / "tour").glob("*.png"):
        lightness = QImage(str(path)).pixelColor(2, 300).lightness()
        assert (lightness > 128) == path.stem.endswith("light"), path.name


@pytest.mark.skipif(sys.platform == "win32", reason="uses a run-time folder of its own")
def test_a_second_start_ends_at_once_and_leaves_the_first_running(sockets: Path) -> None:
    first = subprocess.Popen(
        [sys.executable, "-m", "desktop_login", "--demo"],
        env=environment(XDG_RUNTIME_DIR=str(sockets)),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(int(STEP_S / 0.05)):
            if any(path.is_socket() for path in sockets.glob("desktop-login-*")):
                break
            time.sleep(0.05)
        second = run("--demo", XDG_RUNTIME_DIR=str(sockets))
        assert second.returncode == 0
        assert first.poll() is None
    finally:
        first.terminate()
        first.wait(timeout=PROCESS_S)


def test_a_port_that_is_taken_is_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run("--demo-server", "--port", str(port), "--lang", "ja")
    words = f"ポート {port} は使用できません。--port で別のポートを指定してください。"
    assert (done.returncode, done.stderr.strip()) == (2, words)


def close_while_starting(
    after_ms: int, before: str = "", limit_s: float = PROCESS_S
) -> subprocess.CompletedProcess[str]:
    """Closes the demo's window `after_ms` after its first paint; `before` is Python that is run
    before the program starts."""
    code = f"""
import sys, time
from PySide6.QtCore import QTimer
import desktop_login.app.gui as b
from desktop_login.__main__ import start

real = b.Program._show
def show(self, *rest):
    app_window = real(self, *rest)
    app_window.window.first_painted.connect(lambda: QTimer.singleShot({after_ms}, app_window.window.close))
    return app_window
b.Program._show = show
{before}
sys.argv[1:] = ["--demo"]
start()
"""
    return subprocess.run(
        [sys.executable, "-c", code],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=limit_s,
        check=False,
    )


@pytest.mark.parametrize("after_ms", [0, 60, 120, 180, 240])
def test_a_window_closed_while_the_demo_starts_ends_the_program(after_ms: int) -> None:
    done = close_while_starting(after_ms)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr


def test_the_interpreter_does_not_end_while_the_warm_up_is_inside_qt() -> None:
    """Python unwinds the C++ frames of a daemon thread that still runs, and crashes in Qt's.

    The warm-up is made to stay in Qt for a second. If it is not waited for, its last line is missing.
    On a busy computer that second may take longer than the program has patience for.
    """
    done = close_while_starting(
        0,
        f"""
b.CALLS_END_S = {PROCESS_S}
import desktop_login.services.build as building
from desktop_login.domain.errors import AuthErrorInfo, AuthError, ErrorCode
def build_demo(*_, **__):
    from PySide6.QtCore import QMetaObject, QObject, QTimer
    until = time.monotonic() + 1
    while time.monotonic() < until:
        for _ in range(100):
            QObject.staticMetaObject.indexOfSignal("destroyed()")
            type("Made", (QObject,), {{}})()
    print("warm-up ended", flush=True)
    raise AuthError(AuthErrorInfo(ErrorCode.IN_THE_APP))
building.build_demo = build_demo
""",
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "warm-up ended\n"
    assert "Traceback" not in done.stderr


def test_a_warm_up_that_never_ends_does_not_keep_the_program() -> None:
    done = close_while_starting(
        0,
        """
import desktop_login.services.build as building, threading
building.build_demo = lambda *_: threading.Event().wait()
""",
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
