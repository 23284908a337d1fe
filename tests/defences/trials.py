"""Runs the tests of each row with its defence and without it, and says whether they notice. Changes no tree but its copies.

A row is noticed only where one of its tests passes with the defence in place and fails, in its
own body, without it. A module that cannot be imported, a test that is skipped or not found, a
fixture that fails: all of these are errors of the row, because they would notice nothing of the
defence itself.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple, TypeVar

from tests.defences import recorder
from tests.defences.copies import Copy
from tests.defences.rows import Row, names

NOTICED, NOT_NOTICED, ERROR = "noticed", "NOT NOTICED", "ERROR"
# A guard against a test that hangs, for all tests of a row together.
PATIENCE_S = 600
# What a test fails with when the change itself is broken.
_BROKEN = frozenset({"ImportError", "ModuleNotFoundError", "SyntaxError", "NameError"})
Task, Result = TypeVar("Task"), TypeVar("Result")


class Verdict(NamedTuple):
    """`why` names the test that failed, or what is wrong with the row."""

    row: Row
    kind: str
    why: str
    seconds: float


class Line(NamedTuple):
    """What one test did in one phase."""

    test: str
    when: str
    outcome: str
    error: str
    words: str


def tried(
    rows: Sequence[Row],
    source: Path,
    jobs: int,
    tell: Callable[[Verdict], None] = lambda _: None,
) -> list[Verdict]:
    """A verdict for each row, in their order; `tell` hears of each as it is known."""
    with tempfile.TemporaryDirectory(prefix="desktop-login-defences-") as place:
        benches: queue.Queue[Copy] = queue.Queue()
        with ThreadPoolExecutor(jobs) as pool:

            def on_a_copy(work: Callable[[Copy, Task], Result], task: Task) -> Result:
                bench = benches.get()
                try:
                    return work(bench, task)
                finally:
                    benches.put(bench)

            def run(work: Callable[[Copy, Task], Result], tasks: Sequence[Task]) -> list[Result]:
                return list(pool.map(lambda task: on_a_copy(work, task), tasks))

            for bench in pool.map(lambda n: Copy(source, Path(place, str(n))), range(jobs)):
                benches.put(bench)
            before = [line for lines in run(_as_it_is, _shares(rows, jobs)) for line in lines]

            def without(bench: Copy, row: Row) -> Verdict:
                begun = time.monotonic()
                kind, why = _verdict(bench, row, before)
                verdict = Verdict(row, kind, why, time.monotonic() - begun)
                tell(verdict)
                return verdict

            return run(without, rows)


def _shares(rows: Sequence[Row], jobs: int) -> list[list[str]]:
    """Every named test once, in as many shares as there are copies; a file stays together."""
    shares: list[list[str]] = [[] for _ in range(jobs)]
    files = dict.fromkeys(test.partition("::")[0] for row in rows for test in row.tests)
    for number, file in enumerate(files):
        wanted = {test for row in rows for test in row.tests if names(file, test)}
        shares[number % jobs] += [file] if file in wanted else sorted(wanted)
    return [share for share in shares if share]


def _as_it_is(bench: Copy, tests: Sequence[str]) -> list[Line]:
    """pytest runs nothing where one of the names is unknown to it: then each is run by itself."""
    lines = _run(bench, tests, stop=False)
    if lines or len(tests) == 1:
        return lines
    return [line for test in tests for line in _run(bench, [test], stop=False)]


def _verdict(bench: Copy, row: Row, before: Sequence[Line]) -> tuple[str, str]:
    for test in row.tests:
        own = [line for line in before if names(test, line.test)]
        bad = [line for line in own if line.outcome == "failed"]
        if bad or not own:
            return ERROR, f"{test} {'fails' if bad else 'is not found'} with the defence in place"
    ran = [line for test in row.tests for line in before if names(test, line.test)]
    if not any(line.when == "call" and line.outcome == "passed" for line in ran):
        return ERROR, "every test is skipped here"
    try:
        with bench.with_changes(row.changes):
            modules = [change.module for change in row.changes]
            after = _run(bench, row.tests, stop=True, modules=modules)
    except ValueError as error:
        return ERROR, str(error)
    failed = [line for line in after if line.outcome == "failed"]
    noticed = [line for line in failed if line.when == "call"]
    for line in failed:
        if line.error in _BROKEN or line.when == "import":
            return ERROR, f"the change is broken: {line.test}: {line.error} {line.words}"
    if noticed:
        return NOTICED, f"{noticed[0].test}: {noticed[0].error} {noticed[0].words}".strip()
    if failed:
        return ERROR, f"{failed[0].test} fails in its {failed[0].when} only"
    return (NOT_NOTICED, "") if after else (ERROR, "no test ran")


def _run(
    bench: Copy, tests: Sequence[str], *, stop: bool, modules: Sequence[str] = ()
) -> list[Line]:
    """What each of the tests did, as far as they came in the time that there is."""
    with tempfile.TemporaryDirectory(prefix="desktop-login-report-") as folder:
        report = Path(folder, "report")
        report.touch()
        environment = bench.environment() | {
            recorder.FILE: str(report),
            recorder.MODULES: " ".join(filter(None, modules)),
            recorder.STOP: "yes" if stop else "",
        }
        command = [str(bench.python), "-m", "pytest", "-q", "--assert=plain", "-m", ""]
        command += ["-p", "no:cacheprovider", "-p", "tests.defences.recorder", *tests]
        _wait_for(command, bench.root, environment)
        return [Line(**json.loads(line)) for line in report.read_text("utf-8").splitlines()]


def _wait_for(command: Sequence[str], folder: Path, environment: dict[str, str]) -> None:
    """Whatever the tests have left running ends with them."""
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=os.name != "nt",
    )
    with _ended(process), contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(PATIENCE_S)


@contextlib.contextmanager
def _ended(process: subprocess.Popen[bytes]) -> Iterator[None]:
    try:
        yield
    finally:
        if os.name == "nt":
            process.kill()
        else:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        process.wait()
