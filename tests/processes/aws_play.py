"""AWS credentials for programs that nobody here wrote, on a computer with a keychain. A program for a bus with a keychain; prints one line of JSON.

`python -m tests.processes.aws_play JUDGE`: JUDGE is a Python with boto3 and the AWS CLI.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from desktop_login.demo.client import Reply, Request
from desktop_login.demo.interception import Operation
from desktop_login.demo.service_exception import ServiceException
from desktop_login.system.paths import data_folder
from tests.fakes.session_bus import ROOT
from tests.patience import PROCESS_S, STEP_S
from tests.processes.commands_play import loaded
from tests.processes.scripts_play import COMMAND, Play

SHIFTED = ROOT / "tests" / "fakes" / "shifted_time"
STEP_MIN = 50
STEPS = 4
# Asks the endpoint as a program that takes its proxy from the environment.
ASKS = (
    *(sys.executable, "-c"),
    (
        "import os; from urllib.request import Request, urlopen; "
        "word = {'Authorization': os.environ['AWS_CONTAINER_AUTHORIZATION_TOKEN']}; "
        "where = os.environ['AWS_CONTAINER_CREDENTIALS_FULL_URI']; "
        "print(urlopen(Request(where, headers=word)).status, os.environ['NO_PROXY'])"
    ),
)
PRINTS = (sys.executable, "-c", "import json, os; print(json.dumps(dict(os.environ)))")


class AwsPlay:
    """A demo with an identity pool, a person who is signed in, and a clock for everybody."""

    def __init__(self, play: Play, folder: Path) -> None:
        self.play = play
        self.folder = folder
        self.demo = play.demo
        self.asked = 0
        self._clock = folder / "clock"
        self.at(0)
        self.demo.intercept("GetCredentialsForIdentity", self._counted)
        play.demo.pool.now = self.demo.signatures._now = self.now
        self.environment = os.environ | {
            "SHIFTED_TIME": str(self._clock),
            "PYTHONPATH": f"{SHIFTED}{os.pathsep}{ROOT}",
            "AWS_CONFIG_FILE": str(folder / "config"),
            "AWS_SHARED_CREDENTIALS_FILE": str(folder / "credentials"),
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_ACCESS_KEY_ID": "",
            "AWS_MAX_ATTEMPTS": "1",
        }

    def at(self, seconds: float) -> None:
        self._seconds = seconds
        self._clock.write_text(str(seconds), "ascii")

    def now(self) -> float:
        return time.time() + self._seconds

    def _counted(self, request: Request, answer: Operation) -> Reply:
        self.asked += 1
        return answer(request)

    def run(self, *words: str, **changes: str) -> dict[str, Any]:
        return self.program((*COMMAND, *words), **changes)

    def program(self, command: Sequence[str], **changes: str) -> dict[str, Any]:
        environment = {k: v for k, v in (self.environment | changes).items() if v}
        done = subprocess.run(
            command,
            env=environment,
            capture_output=True,
            text=True,
            timeout=PROCESS_S,
            check=False,
            cwd="/",
        )
        return {"out": done.stdout, "err": done.stderr, "status": done.returncode}

    @property
    def key(self) -> str:
        """The object of the person who is signed in."""
        (identity,) = self.demo.identity_pool._identities.values()
        return f"cognito-test/{identity}/data.txt"

    def hours(self, *command: str, **changes: str) -> list[dict[str, Any]]:
        """What a program sees that runs for hours; its clock is moved between its requests."""
        environment = {k: v for k, v in (self.environment | changes).items() if v}
        seen = []
        with subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd="/",
        ) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            for step in range(STEPS + 1):
                self.at(step * STEP_MIN * 60)
                process.stdin.write("\n")
                process.stdin.flush()
                line = process.stdout.readline()
                assert line, "the program ended early"
                seen.append(json.loads(line))
            process.stdin.close()
        return seen


def commands(world: AwsPlay) -> dict[str, Any]:
    seen: dict[str, Any] = {"process": world.run("credentials")}
    seen["again"] = world.run("credentials")
    seen["asked"] = world.asked
    seen["modules"] = loaded(world.folder, "credentials")
    seen["kept"] = sorted(path.name for path in data_folder().rglob("aws.*"))
    for form in ("env", "env-no-export", "fish", "powershell", "windows-cmd"):
        seen[form] = world.run("credentials", "--format", form)
    bash = f'eval "$({" ".join(COMMAND)} credentials --format env)" && echo $AWS_ACCESS_KEY_ID'
    seen["eval"] = world.program(("bash", "-c", bash))
    role = "arn:aws:iam::123456789012:role/demo-admin"
    seen["role"] = world.run("credentials", "--role", role)
    seen["status"] = world.run("status")
    seen["status json"] = world.run("status", "--json")
    seen["no pool"] = world.run(
        "credentials",
        COGNITO_IDENTITY_POOL_ID="us-east-1:" + "0" * 8 + "-0000-4000-8000-" + "0" * 12,
    )
    return seen


def refusals(world: AwsPlay) -> dict[str, Any]:
    seen: dict[str, Any] = {}
    world.at(3000)
    for code in ("TooManyRequestsException", "InvalidIdentityPoolConfigurationException"):

        def refuse(request: Request, answer: Operation, code: str = code) -> Reply:
            raise ServiceException(code, "")

        with world.demo.intercept("GetCredentialsForIdentity", refuse):
            seen[code] = world.run("credentials")
            seen[f"exec {code}"] = world.run("exec", "--", "true")
    world.at(0)
    return seen


def profile(world: AwsPlay, judge: str) -> dict[str, Any]:
    seen: dict[str, Any] = {"write": world.run("credentials", "--write-profile", "orders")}
    seen["file"] = Path(world.environment["AWS_CONFIG_FILE"]).read_text("utf-8")
    s3 = ("s3", "cp", f"s3://demo-bucket/{world.key}", "-", "--endpoint-url", world.demo.url)
    seen["cli"] = world.program((judge, "-m", "awscli", "--profile", "orders", *s3))
    before = world.asked
    script = str(ROOT / "tests" / "processes" / "aws_judge.py")
    words = (judge, script, world.demo.url, "demo-bucket", world.key)
    seen["boto3"] = world.hours(*words, AWS_PROFILE="orders")
    seen["asked"] = world.asked - before
    return seen


def endpoint(world: AwsPlay, judge: str) -> dict[str, Any]:
    world.at(0)
    for file in data_folder().rglob("aws.bin"):
        file.unlink()  # its time is still to come
    s3 = ("s3", "cp", f"s3://demo-bucket/{world.key}", "-", "--endpoint-url", world.demo.url)
    seen: dict[str, Any] = {"cli": world.run("exec", "--", judge, "-m", "awscli", *s3)}
    script = str(ROOT / "tests" / "processes" / "aws_judge.py")
    words = (judge, script, world.demo.url, "demo-bucket", world.key)
    before = world.asked
    seen["boto3"] = world.hours(*COMMAND, "exec", "--", *words, AWS_ACCESS_KEY_ID="AKIAOTHER")
    seen["asked"] = world.asked - before
    world.at(0)
    seen["static"] = world.run("exec", "--static", "--", judge, "-m", "awscli", *s3)
    Path(world.environment["AWS_SHARED_CREDENTIALS_FILE"]).write_text(
        "[default]\naws_access_key_id = AKIAOTHER\naws_secret_access_key = x\n", "utf-8"
    )
    seen["default profile"] = world.run("exec", "--", judge, "-m", "awscli", *s3)
    Path(world.environment["AWS_SHARED_CREDENTIALS_FILE"]).unlink()
    return seen


def children(world: AwsPlay) -> dict[str, Any]:
    not_run = world.folder / "not-run"
    not_run.write_text("#!/bin/sh\n", "utf-8")
    seen: dict[str, Any] = {
        "environment": world.run("exec", "--", *PRINTS, AWS_SECRET_ACCESS_KEY="x", AWS_PROFILE="y"),
        "proxied": world.run(
            "exec", "--", *ASKS, HTTP_PROXY="http://127.0.0.1:9", NO_PROXY="intern.example"
        ),
        "token": world.run("exec", "--with-token", "MY_TOKEN", "--", *PRINTS),
        "status": world.run("exec", "--", "sh", "-c", "exit 42"),
        "dashes": world.run("exec", "--", "printf", "%s ", "a", "--", "--lang", "-x"),
        "not found": world.run("exec", "--", "no-such-program"),
        "not started": world.run("exec", "--", str(not_run)),
        "killed": world.run("exec", "--", "sh", "-c", "kill -9 $$"),
    }
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        seen[signal.Signals(number).name] = signalled(world, number)
    return seen


def signalled(world: AwsPlay, number: int) -> dict[str, Any]:
    """A program that ends in its own way when it is told to; nobody has a terminal."""
    name = signal.Signals(number).name.removeprefix("SIG")
    script = f"trap 'echo told; exit 5' {name}; echo ready; while :; do sleep 0.05; done"
    with subprocess.Popen(
        (*COMMAND, "exec", "--", "bash", "-c", script),
        env={k: v for k, v in world.environment.items() if v},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        process.send_signal(number)
        try:
            rest, _ = process.communicate(timeout=STEP_S)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise
    return {"out": first + rest, "status": process.returncode}


def lines_of_readme(world: AwsPlay) -> list[dict[str, Any]]:
    """Each line of the README's section, by a shell."""
    section = (ROOT / "README.md").read_text("utf-8").partition("### AWS\n")[2]
    block = section.partition("```sh\n")[2].partition("```")[0]
    program = world.folder / "desktop-login"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m desktop_login "$@"\n', "utf-8")
    program.chmod(0o755)
    path = f"{world.folder}:{os.environ['PATH']}"
    world.at(0)
    return [
        {"line": line} | world.program(("bash", "-c", line), PATH=path)
        for line in block.splitlines()
    ]


def at_once(world: AwsPlay, clients: int = 8) -> dict[str, Any]:
    """What that many commands get that are started together and find nothing."""
    for file in data_folder().rglob("aws.bin"):
        file.unlink()
    before = world.asked
    environment = {k: v for k, v in world.environment.items() if v}
    processes = [
        subprocess.Popen(
            (*COMMAND, "credentials"), env=environment, stdout=subprocess.PIPE, text=True, cwd="/"
        )
        for _ in range(clients)
    ]
    printed = [process.communicate(timeout=PROCESS_S)[0] for process in processes]
    return {"different": len(set(printed)), "asked": world.asked - before, "empty": "" in printed}


def window(world: AwsPlay) -> dict[str, Any]:
    """An open window is asked first; what it holds is stored, so without it the same is found."""
    world.at(0)
    for file in data_folder().rglob("aws.bin"):
        file.unlink()
    before = world.asked
    with world.play.window():
        first = world.run("credentials")
        seen = {"first": first, "again": world.run("credentials"), "asked": world.asked - before}
        other = "us-east-1:00000000-0000-4000-8000-000000000000"
        seen["other"] = world.run("credentials", COGNITO_IDENTITY_POOL_ID=other)
    return seen | {"without": world.run("credentials")}


def sign_out(world: AwsPlay) -> dict[str, Any]:
    from desktop_login.services.stores import encrypted_token_store

    settings = world.play.settings
    assert settings.pool is not None
    encrypted_token_store(settings.pool, data_folder(), settings.profile).forget_everybody()
    return {
        "kept": sorted(path.name for path in data_folder().rglob("aws.bin")),
        "credentials": world.run("credentials"),
        "exec": world.run("exec", "--", "true"),
    }


def main(judge: str) -> None:
    folder = Path.home() / "aws"
    folder.mkdir()
    with Play() as play:
        world = AwsPlay(play, folder)
        play.sign_in("fresh")
        seen: dict[str, Any] = {"commands": commands(world)}
        seen["refusals"] = refusals(world)
        if judge:
            seen["profile"] = profile(world, judge)
            seen["endpoint"] = endpoint(world, judge)
        seen["children"] = children(world)
        seen["readme"] = lines_of_readme(world)
        seen["at once"] = at_once(world)
        seen["window"] = window(world)
        seen["sign out"] = sign_out(world)
    print(json.dumps(seen))


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
