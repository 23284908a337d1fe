"""The figures of docs/figures.md, each a ratio or a duration of one run. `python -m pytest -m benchmark -s`

They print what they saw, and fail only where a figure is far beyond its target: these machines are noisy.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop_login.adapters.clock import SystemClock
from desktop_login.adapters.cognito import srp
from desktop_login.adapters.cognito.api import CognitoApi
from desktop_login.adapters.cognito.provider import CognitoProvider
from desktop_login.demo import verifier
from desktop_login.domain.answers import Credentials
from desktop_login.domain.pool import PoolClient
from desktop_login.domain.secret import Secret
from tests.fakes.runs import a_run

pytestmark = pytest.mark.benchmark
HERE, ROOT = Path(__file__).parent, Path(__file__).parent.parent.parent
PASSWORD = "Demo-Passw0rd!"
_SETTINGS = 8  # that --demo-server prints, a line each
RUNS = 40
FRAME_MS, P99_MS = 16.7, 8.0  # for the silence of the window


def environment(**changes: str) -> dict[str, str]:
    env = os.environ | {"PYTHONPATH": str(ROOT)} | changes
    env.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program has its bytecode
    return env


@pytest.fixture(scope="module")
def server() -> Iterator[dict[str, str]]:
    """The demo Cognito in a process of its own, so that it shares no interpreter with the client."""
    process = subprocess.Popen(
        [sys.executable, "-m", "desktop_login", "--demo-server"],
        env=environment(),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    yield dict(process.stdout.readline().strip().split("=", 1) for _ in range(_SETTINGS))
    process.terminate()
    process.communicate(timeout=10)


def median_ms(call: Callable[[], object], times: int = 15) -> float:
    seen = []
    for _ in range(times):
        begun = time.perf_counter()
        call()
        seen.append((time.perf_counter() - begun) * 1000)
    return statistics.median(seen)


def test_first_paint() -> None:
    settings = {"COGNITO_USER_POOL_ID": "us-east-1_Abcdefghi", "COGNITO_CLIENT_ID": "abc123"}
    seen: dict[str, list[float]] = {"bare_window.py": [], "our_window.py": []}
    for round_ in range(16):
        for script, times in seen.items():
            begun = time.time()
            done = subprocess.run(
                [sys.executable, str(HERE / script)],
                env=environment(**settings),
                capture_output=True,
                text=True,
                timeout=30,
                check=True,
            )
            if round_:  # the first writes bytecode
                times.append((float(done.stdout.split()[0]) - begun) * 1000)
    bare, ours = (statistics.median(times) for times in seen.values())
    print(
        f"\nfirst paint: {ours:.0f} ms, bare window {bare:.0f} ms: {ours / bare:.2f} ×  (target 1.10)"
    )
    assert ours / bare < 1.2


# What an installer of today writes for an entry of [project.scripts].
CONSOLE_SCRIPT = """\
import sys
from desktop_login.__main__ import start
if __name__ == "__main__":
    sys.exit(start())
"""


def test_command_line(tmp_path: Path) -> None:
    """Whole processes, one after another in turn, so that what else the machine does falls on all."""
    script = tmp_path / "desktop-login"
    script.write_text(CONSOLE_SCRIPT, "utf-8")
    calls = {
        "python -c pass": ("-c", "pass"),
        "--version": (str(script), "--version"),
        "--help": (str(script), "--help"),
        "check --help": (str(script), "check", "--help"),
        "check": (str(script), "check"),
    }
    limits = {"--version": 1.6, "--help": 2.5, "check --help": 2.5, "check": 8.0}
    seen: dict[str, list[float]] = {name: [] for name in calls}
    for round_ in range(22):
        for name, call in calls.items():
            begun = time.perf_counter()
            done = subprocess.run(
                [sys.executable, *call],
                env=environment(),
                capture_output=True,
                text=True,
                timeout=30,
                check=False,
            )
            if round_:  # the first writes bytecode
                seen[name].append(time.perf_counter() - begun)
            assert done.returncode == (2 if name == "check" else 0), done.stderr
    middle = {name: statistics.median(times) for name, times in seen.items()}
    bare = middle.pop("python -c pass")
    print(f"\npython -c pass: {bare * 1000:.0f} ms; desktop-login ÷ it, medians of 21:")
    for name, seconds in middle.items():
        print(f"  {name:13} {seconds / bare:.2f} ×  (target {limits[name]})")
    assert {name for name, seconds in middle.items() if seconds / bare > limits[name]} == set()


# Million instructions up to the first paint.
MOST_INSTRUCTIONS = 715
# Of those of a bare window in the same run, which the machine's libraries and fonts change with ours.
# Whoever adds some finds out, and whoever saves some lowers it: 0.774 was seen.
MOST_OF_BARE = 0.78


def test_first_paint_in_instructions(tmp_path: Path) -> None:
    """Instruction counts repeat to 0.1 %, on machines of any speed and load.

    https://valgrind.org/docs/manual/cl-manual.html
    """
    if shutil.which("valgrind") is None:
        pytest.skip("valgrind is not installed")
    settings = {"COGNITO_USER_POOL_ID": "us-east-1_Abcdefghi", "COGNITO_CLIENT_ID": "abc123"}
    counted: dict[str, int] = {}
    for script in ("bare_window.py", "our_window.py"):
        command = [sys.executable, str(HERE / script)]
        env = environment(**settings, PYTHONHASHSEED="0")
        env.pop("XDG_CURRENT_DESKTOP", None)  # a desktop that names no font costs most
        subprocess.run(command, env=env, capture_output=True, timeout=60, check=True)  # bytecode
        out = f"--callgrind-out-file={tmp_path / script}"
        done = subprocess.run(
            ["valgrind", "--tool=callgrind", out, *command],
            env=env,
            capture_output=True,
            text=True,
            timeout=600,
            check=True,
        )
        found = re.search(r"Collected : (\d+)", done.stderr)
        assert found is not None, done.stderr[-500:]
        counted[script] = int(found[1])
    bare, ours = counted.values()
    print(
        f"\nfirst paint: {ours / 1e6:.0f} million instructions, bare window {bare / 1e6:.0f}:"
        f" {ours / bare:.3f} ×  (targets {MOST_INSTRUCTIONS} and 1.135)"
    )
    assert ours / 1e6 <= MOST_INSTRUCTIONS
    # each version of Python executes others
    assert ours / bare < (MOST_OF_BARE if sys.version_info[:2] == (3, 11) else 0.85)


def test_silence_and_warm_up(server: dict[str, str], tmp_path: Path) -> None:
    runs: list[dict[str, Any]] = []
    for _ in range(RUNS):
        done = subprocess.run(
            [sys.executable, str(HERE / "silence.py")],
            env=environment(**server),
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        runs.append(json.loads(done.stdout.splitlines()[-1]))

    def middle(name: str) -> float:
        return float(statistics.median(run[name] for run in runs))

    def own(name: str) -> float:
        return float(statistics.median(run["own"][name] for run in runs))

    phases = {
        name: statistics.median(run["own"]["phases"].get(name, 0.0) for run in runs)
        for name in runs[0]["own"]["phases"]
    }
    kept = sum(run["max"] <= FRAME_MS for run in runs)
    print(
        f"\nlongest silence of the window: within a frame ({FRAME_MS} ms) in {kept} of {RUNS} runs, median"
        f" {middle('max'):.1f} ms (all {sorted(round(run['max'], 1) for run in runs)}), p99"
        f" {middle('p99'):.1f} ms  (target {P99_MS})"
        f"\nwithout what other processes took: {own('max'):.1f} ms, p99 {own('p99'):.1f} ms, by what was"
        f" going on {phases}; load {middle('load'):.1f}"
        f"\nwarmed up after first paint: {middle('warm_up'):.0f} ms  (target 300)"
        f"\nclick to dashboard: {middle('sign_in'):.0f} ms"
    )
    assert own("max") < FRAME_MS * 1.5
    assert own("p99") < P99_MS


def pycognito_of(server: dict[str, str]) -> Any:
    import boto3
    from botocore import UNSIGNED
    from botocore.config import Config
    from pycognito.aws_srp import AWSSRP

    client = boto3.client(
        "cognito-idp",
        region_name="us-east-1",
        endpoint_url=server["COGNITO_ENDPOINT_URL"],
        config=Config(signature_version=UNSIGNED),
    )
    return lambda: AWSSRP(
        username="confirmed@example.com",
        password=PASSWORD,
        pool_id=server["COGNITO_USER_POOL_ID"],
        client_id=server["COGNITO_CLIENT_ID"],
        client=client,
    )


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_srp_proof(server: dict[str, str]) -> None:
    make = pycognito_of(server)
    user, salt = "11111111-2222-3333-4444-555555555555", 0x1234567890ABCDEF
    made = verifier.make("DemoPool1", user, PASSWORD, salt)

    def theirs() -> None:
        aws = make()
        conversation = verifier.begin(aws.large_a_value, made)
        parameters = {
            "USERNAME": user,
            "USER_ID_FOR_SRP": user,
            "SALT": f"{salt:x}",
            "SRP_B": f"{conversation.server_public:x}",
            "SECRET_BLOCK": "AAAA",
        }
        aws.process_challenge(parameters, {"USERNAME": user})

    def server_only() -> None:
        verifier.begin(public, made)

    def ours(power: srp.PowMod, ahead: list[srp.Ephemeral]) -> None:
        mine = ahead.pop() if ahead else srp.ephemeral(power)
        challenge = srp.parse(f"{salt:x}", f"{conversation.server_public:x}", user, "AAAA")
        key = srp.session_key(mine, challenge, "DemoPool1", PASSWORD, power)
        srp.signature(key, "DemoPool1", challenge, srp.timestamp(0))

    public = srp.ephemeral().public
    conversation = verifier.begin(public, made)
    pycognito = median_ms(theirs) - median_ms(server_only)
    ready = [srp.ephemeral() for _ in range(20)]
    gmp = median_ms(lambda: ours(srp.powmod_gmp, ready))
    ready = [srp.ephemeral() for _ in range(20)]  # A is made ahead with either power
    plain = median_ms(lambda: ours(pow, ready))
    print(
        f"\nSRP proof: pycognito {pycognito:.1f} ms; ours {gmp:.2f} ms, {pycognito / gmp:.1f} ×"
        f" (target 15); with pow {plain:.1f} ms, {pycognito / plain:.1f} × (target 1.8)"
    )
    assert pycognito / gmp > 8


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_warm_sign_in(server: dict[str, str]) -> None:
    make = pycognito_of(server)
    pool = PoolClient(
        server["COGNITO_REGION"],
        server["COGNITO_USER_POOL_ID"],
        server["COGNITO_CLIENT_ID"],
        endpoint_url=server["COGNITO_ENDPOINT_URL"],
    )
    provider = CognitoProvider(CognitoApi(pool, SystemClock()))
    given = Credentials("confirmed@example.com", Secret(PASSWORD))
    provider.sign_in(given, a_run())
    make().authenticate_user()
    theirs, ours = [], []
    for _ in range(15):
        theirs.append(median_ms(lambda: make().authenticate_user(), 1))
        provider.prepare()  # while the person types
        ours.append(median_ms(lambda: provider.sign_in(given, a_run()), 1))
    a, b = statistics.median(ours), statistics.median(theirs)
    print(f"\nwarm sign-in: ours {a:.1f} ms, pycognito {b:.1f} ms: {a / b:.2f} ×  (target 0.45)")
    assert a / b < 0.8
