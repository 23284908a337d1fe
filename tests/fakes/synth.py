"""Synthesizes the stack of infra/ as `cdk synth` does, without the CDK's command line and without AWS."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

import pytest

from tests.fakes.programs import unmeasured
from tests.patience import PROCESS_S

INFRA = Path(__file__).parent.parent.parent / "infra"
STACK = "desktop-login-stack"
# The CDK is loaded once, which takes seven seconds; a stack takes one of them.
_MANY = """
import contextlib, io, json, sys, traceback
import aws_cdk
import app

made = aws_cdk.App
for line in sys.stdin:
    folder, context = json.loads(line)
    aws_cdk.App = lambda: made(outdir=folder, context=context)
    errors = io.StringIO()
    with contextlib.redirect_stderr(errors):
        try:
            status = app.main()
        except Exception:
            traceback.print_exc()
            status = 1
    print(json.dumps([status, errors.getvalue()]), flush=True)
"""


def needs_cdk() -> None:
    """Looks for it, and does not import it: that takes seconds, and starts Node.js."""
    if importlib.util.find_spec("aws_cdk") is None:
        pytest.skip("the infra extra is not installed")
    if shutil.which("node") is None:
        pytest.skip("aws-cdk-lib needs Node.js")


class Synthesized:
    """The template and what the stack warns of."""

    def __init__(self, folder: Path, done: subprocess.CompletedProcess[str]) -> None:
        self.done = done
        self._folder = folder

    @property
    def text(self) -> str:
        assert self.done.returncode == 0, self.done.stderr
        return next(self._folder.glob("*.template.json")).read_text("utf-8")

    @property
    def template(self) -> dict[str, Any]:
        template: dict[str, Any] = json.loads(self.text)
        return template

    def only(self, kind: str) -> dict[str, Any]:
        """The one resource of a type."""
        found = self.all(kind)
        assert len(found) == 1, kind
        return found[0]

    def all(self, kind: str) -> list[dict[str, Any]]:
        """The resources of a type."""
        return [r for r in self.template["Resources"].values() if r["Type"] == kind]

    def client(self, name: str) -> dict[str, Any]:
        """The properties of an app client."""
        found: list[dict[str, Any]] = [
            resource["Properties"]
            for resource in self.template["Resources"].values()
            if resource["Type"] == "AWS::Cognito::UserPoolClient"
            and resource["Properties"]["ClientName"] == name
        ]
        assert len(found) == 1, name
        return found[0]

    @property
    def warnings(self) -> list[str]:
        manifest = json.loads((self._folder / "manifest.json").read_text("utf-8"))
        metadata = manifest["artifacts"][STACK].get("metadata", {})
        if isinstance(metadata, dict) and not metadata:
            name = manifest["artifacts"][STACK]["additionalMetadataFile"]
            metadata = json.loads((self._folder / name).read_text("utf-8"))
        return [
            entry["data"]
            for entries in metadata.values()
            for entry in entries
            if entry["type"] == "aws:cdk:warning"
        ]


def synthesized(folder: Path, **context: str) -> Synthesized:
    """By a program of its own, as `cdk` runs it."""
    needs_cdk()
    done = subprocess.run(
        [sys.executable, "app.py"],
        cwd=INFRA,
        env=_environment()
        | {"CDK_OUTDIR": str(folder), "CDK_CONTEXT_JSON": json.dumps(_context(context))},
        capture_output=True,
        text=True,
        timeout=PROCESS_S,
        check=False,
    )
    return Synthesized(folder, done)


class Synthesizer:
    """One program for many stacks, from `with` to its end."""

    def __enter__(self) -> Self:
        needs_cdk()
        self._program = subprocess.Popen(
            [sys.executable, "-c", _MANY],
            cwd=INFRA,
            env=_environment() | {"PYTHONPATH": str(INFRA)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._program.communicate()  # the end of its input ends it

    def __call__(self, folder: Path, **context: str) -> Synthesized:
        program = self._program
        assert program.stdin is not None
        assert program.stdout is not None
        print(json.dumps([str(folder), _context(context)]), file=program.stdin, flush=True)
        status, errors = json.loads(program.stdout.readline())
        return Synthesized(folder, subprocess.CompletedProcess(program.args, status, "", errors))


def _context(changes: Mapping[str, str]) -> dict[str, Any]:
    defaults: dict[str, Any] = json.loads((INFRA / "cdk.json").read_text("utf-8"))["context"]
    return {**defaults, **changes}


def _environment() -> dict[str, str]:
    return unmeasured() | {
        "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
