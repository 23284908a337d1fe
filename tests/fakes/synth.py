"""Synthesizes the stack of infra/ as `cdk synth` does, without the CDK's command line and without AWS."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.patience import PROCESS_S

INFRA = Path(__file__).parent.parent.parent / "infra"
STACK = "desktop-login-stack"


def needs_cdk() -> None:
    """Looks for it, and does not import it: that takes seconds, and starts Node.js."""
    if importlib.util.find_spec("aws_cdk") is None:
        pytest.skip("the infra extra is not installed")
    if shutil.which("node") is None:
        pytest.skip("aws-cdk-lib needs Node.js")


class Synthesized:
    """The template and what the stack warns of."""

    def __init__(self, folder: Path, **context: str) -> None:
        needs_cdk()
        defaults = json.loads((INFRA / "cdk.json").read_text("utf-8"))["context"]
        self.done = subprocess.run(
            [sys.executable, "app.py"],
            cwd=INFRA,
            env=os.environ
            | {
                "CDK_OUTDIR": str(folder),
                "CDK_CONTEXT_JSON": json.dumps(defaults | context),
                "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": "1",
                "PYTHONDONTWRITEBYTECODE": "1",
            },
            capture_output=True,
            text=True,
            timeout=PROCESS_S,
            check=False,
        )
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
