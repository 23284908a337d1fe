"""Fails where a part of the program is covered less than agreed. `python -m tests.coverage_floors FILE` (JSON of coverage)."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

# part of the path → percent of lines and branches
FLOORS = {
    "desktop_login/domain/": 100.0,
    "desktop_login/flow/": 100.0,
    "desktop_login/adapters/token_store/": 100.0,
    "desktop_login/adapters/": 95.0,
    "desktop_login/": 90.0,
}


def covered(report: dict[str, Any], part: str) -> tuple[float, list[str]]:
    """Percent of lines and branches, and what is missing where."""
    done = wanted = 0
    missing = []
    for name, file in report["files"].items():
        if part not in name.replace("\\", "/"):
            continue
        summary = file["summary"]
        done += summary["covered_lines"] + summary["covered_branches"]
        wanted += summary["num_statements"] + summary["num_branches"]
        if file["missing_lines"] or file["missing_branches"]:
            missing.append(f"{name}: {file['missing_lines']} {file['missing_branches']}")
    return (100.0 * done / wanted if wanted else 0.0), missing


def main() -> int:
    report = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    low = False
    for part, floor in FLOORS.items():
        percent, missing = covered(report, part)
        good = percent >= floor
        low |= not good
        print(f"{'ok' if good else '!!'}  {percent:6.2f} %  (at least {floor:.0f})  {part}")
        if not good:
            print("\n".join(f"      {line}" for line in missing))
    return int(low)


if __name__ == "__main__":
    sys.exit(main())
