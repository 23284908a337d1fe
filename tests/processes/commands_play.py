"""Each command for scripts, on a computer where it works and on those where it does not. A program for a bus with a keychain; prints one line of JSON.

`python -m tests.processes.commands_play`
"""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psutil

from desktop_login.domain.token_parts import claims_of
from desktop_login.quick import socket_path
from desktop_login.services.places import place_of
from desktop_login.system.paths import data_folder, settings_file
from tests.fakes.session_bus import ROOT
from tests.patience import PROCESS_S
from tests.processes.scripts_play import COMMAND, Play

BUSY_S = 2.5
CONSOLE_SCRIPT = """\
import sys
from desktop_login.__main__ import start
sys.exit(start())
"""


def run(*words: str, **changes: str) -> dict[str, Any]:
    environment = {**os.environ, **changes}
    begun = time.monotonic()
    done = subprocess.run(
        (*COMMAND, *words),
        env={name: value for name, value in environment.items() if value},
        capture_output=True,
        timeout=PROCESS_S,
        check=False,
        cwd="/",
    )
    return {
        "out": done.stdout.decode("utf-8"),
        "err": done.stderr.decode("utf-8"),
        "status": done.returncode,
        "seconds": time.monotonic() - begun,
    }


def loaded(folder: Path, *words: str) -> list[str]:
    """The modules of a command that is started as pip starts it."""
    script = folder / "desktop-login"
    script.write_text(CONSOLE_SCRIPT, "utf-8")
    done = subprocess.run(
        [sys.executable, "-X", "importtime", str(script), *words],
        capture_output=True,
        text=True,
        timeout=PROCESS_S,
        check=False,
        cwd="/",
    )
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    names = [line.rpartition("|")[2].strip() for line in lines]
    return names[names.index("desktop_login") :] if "desktop_login" in names else names


def ends(*words: str) -> str:
    """What a command says at an orderly end of Python."""
    code = (
        "import atexit, os; atexit.register(os.write, 2, b'in order\\n')\n"
        "from desktop_login.__main__ import start; start()"
    )
    command = [sys.executable, "-c", code, *words]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=PROCESS_S, check=True, cwd="/"
    )
    return done.stderr


def working(play: Play, folder: Path) -> dict[str, Any]:
    play.sign_in("fresh")
    seen = {
        "first": run("token"),
        "token": run("token"),
        "access": run("token", "--access"),
        "header": run("header"),
        "bare": run("header", "--bare", "--name", "X-Token"),
        "json": run("token", "--json"),
        "kubectl": run("token", "--exec-credential"),
        "status": run("status", "--json"),
        "words": run("status"),
        "words ja": run("status", "--lang", "ja"),
        "profiles": run("profiles", "--json"),
        "request": run("request", "/v1/user"),
        "request refused": run("request", "--token", "access", "/v1/user"),
        "request signed": run("request", "--sigv4", "/v1/user"),
        "request signed, refused": run("request", "--sigv4", "/v1/admin"),
        "request ja": run("request", "/v1/admin", "--lang", "ja"),
        "no such profile": run("token", DESKTOP_LOGIN_PROFILE="nowhere"),
        "no profiles": run("token", "--profile", "nowhere"),
    }
    seen["modules"] = {
        name: loaded(folder, *name.split())
        for name in (
            *("token", "token --json", "status", "profiles", "completion bash"),
            *("request /v1/user", "request --as-curl /v1/user", "request --sigv4 /v1/user"),
        )
    }
    seen["left behind"] = left_behind()
    with play.window():
        seen["window"] = {
            "token": run("token"),
            "force": run("token", "--force"),
            "status": run("status", "--json"),
            "modules": loaded(folder, "token"),
            "ends": {
                words: ends(*words.split()) for words in ("token", "token --json", "--version")
            },
        }
    return seen


def left_behind() -> dict[str, bool]:
    """The files of this user, and whether a token or a key of AWS can be read in them."""
    secret = re.compile(rb"eyJ[\w-]{8,}\.|ASIA[A-Z0-9]{16}")
    files = [file for file in Path.home().rglob("*") if file.is_file()]
    return {file.name: secret.search(file.read_bytes()) is not None for file in files}


def lines_of_readme(folder: Path) -> list[dict[str, Any]]:
    """Each line of the README's section, by a shell, with `curl` that says what it got."""
    section = (ROOT / "README.md").read_text("utf-8").partition("## For scripts\n")[2]
    block = re.search(r"```sh\n(.*?)```", section, re.DOTALL)
    assert block is not None
    for name, text in (
        ("desktop-login", f'#!/bin/sh\nexec "{sys.executable}" -m desktop_login "$@"\n'),
        ("curl", '#!/bin/sh\necho "$@"\nhead -c 29\n'),
    ):
        (folder / name).write_text(text, "utf-8")
        (folder / name).chmod(0o755)
    environment = os.environ | {
        "PATH": f"{folder}:{os.environ['PATH']}",
        "API": "https://a.example",
    }
    results = []
    for line in block[1].splitlines():
        done = subprocess.run(
            ["bash", "-c", f"set -o pipefail; {line}"],
            env=environment,
            capture_output=True,
            text=True,
            timeout=PROCESS_S,
            check=False,
            cwd="/",
        )
        results.append({"line": line, "out": done.stdout[:60], "status": done.returncode})
    return results


@contextmanager
def busy_bus() -> Iterator[None]:
    """It has no time for a while: longer than jeepney waits for its greeting."""
    session = next(one for one in psutil.Process().parents() if one.name() == "dbus-run-session")
    daemon = next(one for one in session.children() if one.name() == "dbus-daemon")
    daemon.suspend()
    goes_on = threading.Timer(BUSY_S, daemon.resume)
    goes_on.start()
    try:
        yield
    finally:
        goes_on.join()


def not_working(play: Play, folder: Path) -> dict[str, Any]:
    play.sign_in("fresh")
    seen: dict[str, Any] = {"modules": {}}
    for words in ("header", "exec -- true", "sign-in", "sign-out", "sign-in --no-input"):
        seen["modules"][words] = loaded(folder, *words.split())
    play.sign_in("fresh")
    bus = os.environ["DBUS_SESSION_BUS_ADDRESS"]
    seen["no bus"] = run("token", DBUS_SESSION_BUS_ADDRESS="unix:path=/nowhere")
    with busy_bus():
        seen["busy bus"] = run("token")
    place = place_of(play.settings)
    path = Path(socket_path(place))
    path.parent.mkdir(mode=0o700, exist_ok=True)
    path.unlink(missing_ok=True)  # of the window that was killed
    with socket.socket(socket.AF_UNIX) as left_over:
        left_over.bind(str(path))
    seen["stale socket"] = run("token")
    with socket.socket(socket.AF_UNIX) as strangers:
        path.unlink()
        strangers.bind(str(path))
        strangers.listen()
        if os.geteuid() == 0:
            os.chown(path, 65534, 65534)
        path.chmod(0o777)
        seen["foreign owner"] = run("token")
    path.unlink()
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            (*COMMAND, "token"),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            cwd="/",
        )
        seen["disk full"] = {"err": done.stderr, "status": done.returncode}
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        (*COMMAND, "token"), stdout=writer, stderr=subprocess.PIPE, text=True, check=False, cwd="/"
    )
    os.close(writer)
    seen["closed pipe"] = {"err": done.stderr, "status": done.returncode}
    text = settings_file().read_text("utf-8")
    settings_file().write_text(f"{text}scripts = false\n", "utf-8")
    seen["off"] = {
        name: run(*name.split())
        for name in ("token", "header", "status", "profiles", "request /v1/user")
    }
    settings_file().write_text(text, "utf-8")
    import secretstorage

    with closing(secretstorage.dbus_init()) as connection:
        secretstorage.get_default_collection(connection).lock()
    seen["locked"] = {lang: run("token", "--lang", lang) for lang in ("en", "ja")}
    seen["locked, hot form"] = run("token")
    seen["locked, modules"] = loaded(folder, "token")
    record = data_folder() / place / "session.bin"
    record.unlink()
    seen["nobody"] = {
        name: run(*name.split())
        for name in ("token", "header", "status --json", "token --lang ja", "request /v1/user")
    }
    assert bus == os.environ["DBUS_SESSION_BUS_ADDRESS"]
    return seen


def without_secrets(value: Any, secrets: Mapping[str, str]) -> Any:
    """Tokens by their use, so that a report of a failure shows none."""
    if isinstance(value, str):
        for secret, name in secrets.items():
            value = value.replace(secret, f"<{name}>")
        return re.sub(r"eyJ[\w.-]+", "<token>", value)
    if isinstance(value, dict):
        return {key: without_secrets(one, secrets) for key, one in value.items()}
    return [without_secrets(one, secrets) for one in value] if isinstance(value, list) else value


def main() -> int:
    os.environ["PYTHONPATH"] = str(ROOT)
    folder = Path(os.environ["HOME"]) / "bin"
    folder.mkdir()
    with Play() as play:
        works = working(play, folder)
        secrets = {}
        for use in ("token", "access"):
            token = works[use]["out"].strip()
            secrets[token] = f"{claims_of(token).get('token_use')} token"
        seen = {"works": works, "readme": lines_of_readme(folder), "not": not_working(play, folder)}
        print(json.dumps(without_secrets(seen, secrets)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
