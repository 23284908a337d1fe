"""The hashed constraints file, made from a report that pip wrote (shortened)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from installer import hashes
from tests.packaging.conftest import ROOT
from tests.patience import PROCESS_S

pytestmark = pytest.mark.medium

A, B = "a" * 64, "b" * 64
PROGRAM = {
    "download_info": {"url": "file:///somewhere", "dir_info": {"editable": True}},
    "metadata": {"name": "desktop-login", "version": "0.1.0"},
}


def package(name: str, version: str, digest: str | None) -> dict[str, Any]:
    archive = {"hashes": {"sha256": digest}} if digest else {}
    return {
        "download_info": {
            "url": f"https://files.example/{name}-{version}.whl",
            "archive_info": archive,
        },
        "metadata": {"name": name, "version": version},
    }


def report(*entries: dict[str, Any]) -> dict[str, Any]:
    where = {"python_version": "3.12", "sys_platform": "linux", "platform_machine": "x86_64"}
    return {"version": "1", "pip_version": "26.3", "install": list(entries), "environment": where}


def run(file: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "installer.hashes", str(file)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_report_becomes_sorted_names_versions_and_hashes_without_hosts(tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    given = report(PROGRAM, package("six", "1.17.0", B), package("PyJWT", "2.15.1", A))
    file.write_text(json.dumps(given), "utf-8")
    done = run(file)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[1:] == [
        f"PyJWT==2.15.1 --hash=sha256:{A}",
        f"six==1.17.0 --hash=sha256:{B}",
    ]
    assert done.stdout.startswith("# For Python 3.12 on linux x86_64 only;")
    assert "example" not in done.stdout


def test_pip_accepts_the_file(tmp_path: Path) -> None:
    """pip's own reader of requirements; nothing is installed."""
    pytest.importorskip("pip")
    file = tmp_path / "hashed.txt"
    file.write_text(hashes.text(report(package("six", "1.17.0", B))), "utf-8")
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed"),
            *("--disable-pip-version-check", "--no-index", "--require-hashes", "-r", str(file)),
        ],
        env={k: v for k, v in os.environ.items() if not k.startswith("PIP_")},
        capture_output=True,
        text=True,
        check=False,
        timeout=PROCESS_S,
    )
    assert "No matching distribution found for six==1.17.0" in done.stderr


@pytest.mark.parametrize(
    "entry",
    [
        package("six", "1.17.0", None),
        package("six", "1.17.0", "md5"),
        {"download_info": {"url": "u", "vcs_info": {}}, "metadata": {"name": "x", "version": "1"}},
        {"download_info": {"url": "u", "dir_info": {}}, "metadata": {"name": "x", "version": "1"}},
    ],
)
def test_what_has_no_hash_is_refused(entry: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="has no SHA-256 in the report"):
        hashes.pins(report(entry))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "report.json: "),
        ("{}", "is not a report of pip"),
        (json.dumps(report(PROGRAM)), "lists no package; pip needs --ignore-installed"),
    ],
)
def test_what_is_no_report_is_refused_in_one_line(text: str, reason: str, tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    file.write_text(text, "utf-8")
    done = run(file)
    assert done.returncode == 2
    assert done.stdout == ""
    assert reason in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_report_that_is_not_there_is_refused_in_one_line(tmp_path: Path) -> None:
    done = run(tmp_path / "none.json")
    assert done.returncode == 2
    assert "none.json cannot be read: No such file" in done.stderr
