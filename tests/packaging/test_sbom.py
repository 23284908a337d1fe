"""The SBOM of a build: valid CycloneDX, complete, and telling of this environment only."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from installer import freeze, licences, sbom
from tests.fakes.session_bus import ROOT


def test_valid_and_complete(tmp_path: Path) -> None:
    file = sbom.write(tmp_path / sbom.FILE)
    text = file.read_text("utf-8")
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    document = json.loads(text)
    assert document["metadata"]["component"]["version"] == freeze.VERSION
    named = {part["name"].lower().replace("_", "-"): part for part in document["components"]}
    wanted = {name.lower().replace("_", "-") for name in licences.BUNDLED}
    if sys.platform != "win32":
        wanted -= {"pywin32-ctypes"}
    assert wanted <= set(named)
    assert named["botocore"]["version"] == version("botocore")
    assert named["botocore"]["purl"] == f"pkg:pypi/botocore@{version('botocore')}"
    assert named["python"]["version"] == sys.version.split()[0]
    assert all(part["licenses"] for part in document["components"])
    assert str(Path.home()) not in text


def test_as_a_command(tmp_path: Path) -> None:
    file = tmp_path / "out" / "list.json"
    subprocess.run([sys.executable, "-m", "installer.sbom", str(file)], cwd=ROOT, check=True)
    assert json.loads(file.read_text("utf-8"))["bomFormat"] == "CycloneDX"


def test_what_is_imported_is_pinned() -> None:
    """Every bundled distribution has a version in constraints.txt."""
    pinned = {
        line.partition("==")[0].strip().lower().replace("_", "-").replace(".", "-")
        for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines()
        if "==" in line
    }
    missing = {
        name
        for name in licences.BUNDLED
        if name.lower().replace("_", "-").replace(".", "-") not in pinned
    }
    assert missing == set()
