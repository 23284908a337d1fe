"""The long form: `python -m tests.fuzz --inputs 100000`; with `--atheris`, guided by coverage (pip install atheris)."""

from __future__ import annotations

import argparse
import json
import logging
import subprocess
import sys
import time
from typing import Any

NAMES = (
    "token view",
    "record",
    "settings",
    "brand",
    "brand picture",
    "import file",
    "challenge",
    "reply",
    "environment",
    "address",
    "log line",
    "demo http",
    "demo operation",
    "demo pages",
)


def by_hypothesis(name: str, inputs: int) -> None:
    from hypothesis import HealthCheck, settings

    from tests.fuzz.targets import TARGETS

    how = settings(
        max_examples=inputs, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    how(TARGETS[name])()


def by_atheris(name: str, inputs: int) -> None:
    import atheris

    with atheris.instrument_imports(include=["desktop_login", "json", "jwt", "tomlkit", "dotenv"]):
        from tests.fuzz.targets import TARGETS
    target: Any = TARGETS[name]
    atheris.Setup([sys.argv[0], f"-atheris_runs={inputs}"], target.hypothesis.fuzz_one_input)
    atheris.Fuzz()  # ends the process


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=100_000)
    parser.add_argument("--atheris", action="store_true")
    parser.add_argument("targets", nargs="*", metavar="target", help=", ".join(NAMES))
    given = parser.parse_args()
    logging.disable(logging.CRITICAL)
    names = given.targets or NAMES
    if given.atheris and len(names) > 1:  # each wants a process of its own
        command = [sys.executable, "-m", "tests.fuzz", "--atheris", "--inputs", str(given.inputs)]
        return max(subprocess.run([*command, name], check=False).returncode for name in names)
    for name in names:
        begun = time.monotonic()
        (by_atheris if given.atheris else by_hypothesis)(name, given.inputs)
        took = round(time.monotonic() - begun)
        line = {"target": name, "inputs": given.inputs, "seconds": took, "uncaught": 0}
        print(json.dumps(line), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
