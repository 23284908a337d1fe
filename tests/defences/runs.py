"""Runs pytest in a copy, until it ends or its time is up. Reads no report.

On Linux one process for each copy imports what no row changes (pytest, Qt, Hypothesis) and then
forks for each run, which saves more than half of what most rows cost. Elsewhere a fork of a
process with such libraries in it is not safe, and each run is a start of its own.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence

from tests.defences.copies import Copy

# Libraries only, and none that a conftest has to be ahead of (botocore, urllib3).
_READY = (
    *("pytest", "pytest_cov.plugin", "pytestqt.plugin", "xdist.plugin", "xdist.scheduler"),
    *("hypothesis", "hypothesis.strategies", "_hypothesis_pytestplugin"),
    *("PySide6.QtCore", "PySide6.QtGui", "PySide6.QtWidgets", "PySide6.QtTest"),
    *("cryptography.x509", "cryptography.hazmat.primitives.ciphers.aead", "asyncio", "jwt"),
)
_LOOK_S = 0.01


class Runs:
    """pytest in one copy, one run at a time, from `with` to its end."""

    def __init__(self, copy: Copy) -> None:
        self._copy = copy
        self._forks: subprocess.Popen[str] | None = None

    def __enter__(self) -> Runs:
        if sys.platform == "linux":
            self._forks = subprocess.Popen(
                [str(self._copy.python), "-m", "tests.defences.runs"],
                cwd=self._copy.root,
                env=self._copy.environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        return self

    def __exit__(self, *_: object) -> None:
        if self._forks is not None:
            self._forks.communicate()  # the end of its input ends it

    def __call__(
        self, arguments: Sequence[str], environment: Mapping[str, str], patience_s: float
    ) -> None:
        """Returns when pytest has ended; whatever it has started ends with it."""
        if self._forks is None:
            self._start(arguments, environment, patience_s)
            return
        assert self._forks.stdin is not None
        assert self._forks.stdout is not None
        task = json.dumps([list(arguments), dict(environment), patience_s])
        print(task, file=self._forks.stdin, flush=True)
        assert self._forks.stdout.readline(), "the process that forks has died"

    def _start(
        self, arguments: Sequence[str], environment: Mapping[str, str], patience_s: float
    ) -> None:
        process = subprocess.Popen(
            [str(self._copy.python), "-m", "pytest", *arguments],
            cwd=self._copy.root,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=os.name != "nt",
        )
        try:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(patience_s)
        finally:
            _end(process.pid)
            process.wait()


def _end(group: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if os.name == "nt":
            os.kill(group, signal.SIGTERM)
        else:
            os.killpg(group, signal.SIGKILL)


def _fork(arguments: Sequence[str], environment: Mapping[str, str]) -> int:
    child = os.fork()
    if child:
        return child
    code = 70
    try:
        os.setsid()
        nothing = os.open(os.devnull, os.O_RDWR)
        for handle in (0, 1, 2):
            os.dup2(nothing, handle)
        os.environ.clear()
        os.environ.update(environment)
        sys.argv = ["pytest", *arguments]
        import pytest

        code = int(pytest.main(list(arguments)))
    finally:
        os._exit(code)


def _serve() -> None:
    """A line of JSON for each run on the standard input; an empty answer when it has ended."""
    for name in _READY:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    gc.freeze()  # no collection in a fork looks at what has been loaded here
    for line in sys.stdin:
        arguments, environment, patience_s = json.loads(line)
        child = _fork(arguments, environment)
        deadline = time.monotonic() + patience_s
        while os.waitpid(child, os.WNOHANG) == (0, 0):
            if time.monotonic() > deadline:
                _end(child)
            time.sleep(_LOOK_S)
        _end(child)
        print(flush=True)


if __name__ == "__main__":
    _serve()
