"""Turns what pip resolved into a file for `pip install --require-hashes`: names, versions and SHA-256, and no host.

    pip install --dry-run --ignore-installed --report report.json -c constraints.txt ".[packaging]" hatchling babel editables
    python -m installer.hashes report.json > installer/hashed/linux-x86_64-python3.12.txt

A report has the files of the system and Python that pip ran on, and of no other.
https://pip.pypa.io/en/stable/reference/installation-report/
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

_SHA256 = re.compile(r"[0-9a-f]{64}")


class Pin(NamedTuple):
    name: str
    version: str
    sha256: str


def pins(report: Mapping[str, Any]) -> list[Pin]:
    """Everything but the program itself, by name. Raises ValueError for what has no hash."""
    found = []
    for entry in report["install"]:
        name, version = entry["metadata"]["name"], entry["metadata"]["version"]
        source = entry["download_info"]
        if "dir_info" in source and name == "desktop-login":
            continue
        digest = source.get("archive_info", {}).get("hashes", {}).get("sha256", "")
        if not _SHA256.fullmatch(digest):
            raise ValueError(f"{name} {version} has no SHA-256 in the report")
        found.append(Pin(name, version, digest))
    if not found:
        raise ValueError("the report lists no package; pip needs --ignore-installed")
    return sorted(found, key=lambda pin: pin.name.lower())


def text(report: Mapping[str, Any]) -> str:
    """The file. Raises ValueError as `pins`, and KeyError for what is no report of pip."""
    where = report["environment"]
    system = (
        f"Python {where['python_version']} on {where['sys_platform']} {where['platform_machine']}"
    )
    lines = [
        f"# For {system} only; made by `python -m installer.hashes`.",
        *(f"{pin.name}=={pin.version} --hash=sha256:{pin.sha256}" for pin in pins(report)),
    ]
    return "\n".join(lines) + "\n"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m installer.hashes")
    parser.add_argument("report", type=Path, help="what `pip install --report` wrote")
    given = parser.parse_args(arguments)
    try:
        written = text(json.loads(given.report.read_text("utf-8")))
    except OSError as error_info:
        print(f"{given.report} cannot be read: {error_info.strerror}", file=sys.stderr)
        return 2
    except KeyError:
        print(f"{given.report} is not a report of pip", file=sys.stderr)
        return 2
    except ValueError as error_info:
        print(f"{given.report}: {error_info}", file=sys.stderr)
        return 2
    print(written, end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
