"""Runs the tests of each row with its defence and without it, and says whether they notice. Changes no tree but its copies.

A row is noticed only where one of its tests passes with the defence in place and fails, in its
own body, without it. A module that cannot be imported, a test that is skipped or not found, a
fixture that fails: all of these are errors of the row, because they would notice nothing of the
defence itself.
"""

from __future__ import annotations

import contextlib
import json
import queue
import tempfile
import time
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple, TypeVar

from tests.defences import recorder
from tests.defences.copies import Copy
from tests.defences.rows import Row, names
from tests.defences.runs import Runs

NOTICED, NOT_NOTICED, ERROR = "noticed", "NOT NOTICED", "ERROR"
# A guard against a test that hangs: for each file of tests in a run.
PATIENCE_S = 600
# What a test fails with when the change itself is broken.
_BROKEN = frozenset({"ImportError", "ModuleNotFoundError", "SyntaxError", "NameError"})
Task = TypeVar("Task")
Result = TypeVar("Result")


class Verdict(NamedTuple):
    """`why` tells what failed, or what is wrong with the row; `test` failed without the defence."""

    row: Row
    kind: str
    why: str
    seconds: float
    test: str = ""


class Bench(NamedTuple):
    """A copy, and what runs pytest in it."""

    copy: Copy
    run: Runs


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
    notify: Callable[[Verdict], None] = lambda _: None,
) -> list[Verdict]:
    """A verdict for each row, in their order. `tell` hears of each before the tests that noticed
    were also seen to pass with the defences in place, which is done for all at the end."""
    with tempfile.TemporaryDirectory(prefix="desktop-login-defences-") as place:
        benches: queue.Queue[Bench] = queue.Queue()
        with contextlib.ExitStack() as ending, ThreadPoolExecutor(jobs) as pool:

            def on_a_copy(work: Callable[[Bench, Task], Result], task: Task) -> Result:
                bench = benches.get()
                try:
                    return work(bench, task)
                finally:
                    benches.put(bench)

            def run(work: Callable[[Bench, Task], Result], tasks: Sequence[Task]) -> list[Result]:
                return list(pool.map(lambda task: on_a_copy(work, task), tasks))

            for copy in pool.map(lambda n: Copy(source, Path(place, str(n))), range(jobs)):
                benches.put(Bench(copy, ending.enter_context(Runs(copy))))

            def without(bench: Bench, row: Row) -> Verdict:
                begun = time.monotonic()
                kind, why, test = _without(bench, row)
                verdict = Verdict(row, kind, why, time.monotonic() - begun, test)
                notify(verdict)
                return verdict

            verdicts = run(without, rows)
            shares = _shares([verdict.test for verdict in verdicts if verdict.test], jobs)
            good = {
                line.test
                for lines in run(_as_it_is, shares)
                for line in lines
                if (line.when, line.outcome) == ("call", "passed")
            }
            return [_confirmed(verdict, good) for verdict in verdicts]


def _without(bench: Bench, row: Row) -> tuple[str, str, str]:
    """What its tests say without the defence: kind, reason, and the test that failed."""
    try:
        with bench.copy.with_changes(row.changes):
            modules = [change.module for change in row.changes]
            lines = _run(bench, row.tests, modules=modules)
    except ValueError as error:
        return ERROR, str(error), ""
    for test in row.tests:
        if not any(names(test, line.test) for line in lines) and not _failed(lines):
            return ERROR, f"{test} is not found, or nothing ran", ""
    for line in _failed(lines):
        if line.error in _BROKEN or line.when == "import":
            return ERROR, f"the change is broken: {line.test}: {line.error} {line.words}", ""
    noticed = [line for line in _failed(lines) if line.when == "call"]
    if noticed:
        why = f"{noticed[0].test}: {noticed[0].error} {noticed[0].words}".strip()
        return NOTICED, why, noticed[0].test
    if _failed(lines):
        return ERROR, f"{_failed(lines)[0].test} fails in its {_failed(lines)[0].when} only", ""
    if all(line.outcome == "skipped" for line in lines):
        return ERROR, "every test is skipped here", ""
    return NOT_NOTICED, "", ""


def _failed(lines: Sequence[Line]) -> list[Line]:
    return [line for line in lines if line.outcome == "failed"]


def _confirmed(verdict: Verdict, good: Collection[str]) -> Verdict:
    if verdict.kind != NOTICED or verdict.test in good:
        return verdict
    why = f"{verdict.test} does not pass with the defence in place"
    return verdict._replace(kind=ERROR, why=why)


def _shares(tests: Sequence[str], jobs: int) -> list[list[str]]:
    """As many shares as there are copies; what is in one file stays together."""
    shares: list[list[str]] = [[] for _ in range(jobs)]
    for number, file in enumerate(sorted({test.partition("::")[0] for test in tests})):
        shares[number % jobs] += sorted({test for test in tests if names(file, test)})
    return [share for share in shares if share]


def _as_it_is(bench: Bench, tests: Sequence[str]) -> list[Line]:
    return _run(bench, sorted({test.partition("[")[0] for test in tests}), only=tests)


def _run(
    bench: Bench,
    tests: Sequence[str],
    *,
    modules: Sequence[str] = (),
    only: Sequence[str] = (),
) -> list[Line]:
    """What each of the tests did, as far as they came in the time that there is."""
    with tempfile.TemporaryDirectory(prefix="desktop-login-report-") as folder:
        report = Path(folder, "report")
        report.touch()
        environment = bench.copy.environment() | {
            recorder.FILE: str(report),
            recorder.MODULES: " ".join(filter(None, modules)),
            recorder.ONLY: json.dumps(only) if only else "",
        }
        files = len({test.partition("::")[0] for test in tests})
        how = ["-q", "--assert=plain", "--tb=native", "-m", "", "-p", "no:cacheprovider"]
        bench.run([*how, "-p", "tests.defences.recorder", *tests], environment, PATIENCE_S * files)
        return [Line(**json.loads(line)) for line in report.read_text("utf-8").splitlines()]
