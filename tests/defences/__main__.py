"""The long form: `python -m tests.defences [NAME…]` breaks every defence in a copy and says which were noticed."""

from __future__ import annotations

import argparse
import sys

from tests.defences import rows
from tests.defences.trials import NOTICED, Verdict, tried
from tests.fakes.session_bus import ROOT


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("name", nargs="*", help="rows to try; all without any")
    parser.add_argument("--quick", action="store_true", help="the rows of the ordinary suite only")
    parser.add_argument("--list", action="store_true", help="print the rows and try none")
    parser.add_argument("--jobs", type=int, default=2, help="rows at a time (2)")
    given = parser.parse_args()
    found = rows.read()
    if unknown := set(given.name) - {row.name for row in found}:
        parser.error(f"no such row: {', '.join(sorted(unknown))}")
    wanted = [row for row in found if row.name in given.name or not given.name]
    wanted = [row for row in wanted if row.quick or not given.quick]
    if given.list:
        for row in wanted:
            print(f"{row.name:34} {row.defence}")
        return 0
    verdicts = tried(wanted, ROOT, max(given.jobs, 1), _notify)
    wrong = [verdict for verdict in verdicts if verdict.kind != NOTICED]
    for verdict in wrong:
        print(f"{verdict.row.name}: {verdict.kind} {verdict.why}")
    print(f"{len(verdicts) - len(wrong)} of {len(verdicts)} noticed")
    return 1 if wrong or not verdicts else 0


def _notify(verdict: Verdict) -> None:
    line = f"{verdict.row.name:34} {verdict.kind:12} {verdict.seconds:5.1f} s  {verdict.why}"
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
