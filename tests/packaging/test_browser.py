"""The executable opens the browser of the desktop, and gives it none of its own libraries."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.stories.accessible_desktop import REASON, missing
from tests.stories.test_accessibility import walk

HERE = Path(__file__).parent
pytestmark = [
    pytest.mark.packaging,
    pytest.mark.skipif(sys.platform != "linux" or bool(missing()), reason=REASON),
]
OF_THE_PERSON = "/opt/of/the/person/lib"


@pytest.mark.parametrize("before", ["", OF_THE_PERSON], ids=["none", "own"])
def test_row_13_a_browser_sees_no_libraries_of_the_executable(
    executable: Path, tmp_path: Path, sockets: Path, before: str
) -> None:
    """PyInstaller's own reach the program itself: with them no browser of the system starts. What the
    person had set is dropped at the start, since it brings code into the program."""
    seen, starter = tmp_path / "seen", tmp_path / "bin" / "xdg-open"
    starter.parent.mkdir()
    starter.write_text(
        f"#!/bin/sh\n{{ echo \"asked=$1\"; env; }} > '{seen}.part'\nmv '{seen}.part' '{seen}'\n",
        "utf-8",
    )
    starter.chmod(0o755)
    changes = {"LD_LIBRARY_PATH": before} if before else {}
    walk(
        tmp_path,
        sockets,
        "--demo",
        str(seen),
        command=shlex.quote(str(executable)),
        walker=HERE / "browser_walk.py",
        PATH=f"{starter.parent}{os.pathsep}{os.environ['PATH']}",
        **changes,
    )
    lines = seen.read_text("utf-8").splitlines()
    values = dict(line.split("=", 1) for line in lines if "=" in line)
    link = urlsplit(values["asked"])
    assert (link.hostname, link.path) == ("localhost", "/oauth2/authorize")
    assert parse_qs(link.query)["code_challenge_method"] == ["S256"]
    assert "LD_LIBRARY_PATH" not in values
    assert "LD_LIBRARY_PATH_ORIG" not in values
    inside = str(executable.parent / "_internal")
    assert [line for line in lines if inside in line] == []
