"""What a host pays before it uses anything, and what a brand adds to the first picture. In instructions, which repeat.

https://valgrind.org/docs/manual/cl-manual.html
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks.test_figures import HERE, ROOT, environment

pytestmark = [
    pytest.mark.benchmark,
    pytest.mark.skipif(shutil.which("valgrind") is None, reason="valgrind is not installed"),
]
A_MILLISECOND = 6.6e6  # 10 million are about 1.5 ms where docs/figures.md was measured
ACME = ROOT / "examples" / "brand"
POOL = 'user_pool_id = "us-east-1_Abcdefghi"\nclient_id = "abc123"\n'
# As a start before has left it: an SVG is drawn after the first picture, and then lies in the cache folder.
DRAW = """
import sys
from pathlib import Path
from PySide6.QtGui import QGuiApplication
from desktop_login.settings import brand_pictures
from desktop_login.system import paths
from desktop_login.ui.widgets.logo import drawn

app = QGuiApplication([])
paths.use_brand("example.acme.orders")
paths.pictures_folder().mkdir(parents=True)
for name in ("acme.svg", "acme-dark.svg"):
    picture = brand_pictures.picture_of(Path(sys.argv[1], name))
    drawing = drawn(picture)
    brand_pictures.drawing_in(paths.pictures_folder(), picture.raw).write_bytes(drawing)
    Path(sys.argv[2], name).with_suffix(".png").write_bytes(drawing)
"""


def instructions(command: list[str], env: dict[str, str]) -> int:
    command = [sys.executable, *command]
    env = env | {"PYTHONHASHSEED": "0", "QT_QPA_PLATFORM": "offscreen"}
    env.pop("XDG_CURRENT_DESKTOP", None)
    subprocess.run(command, env=env, capture_output=True, timeout=60, check=True)  # bytecode
    done = subprocess.run(
        ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *command],
        env=env,
        capture_output=True,
        text=True,
        timeout=900,
        check=True,
    )
    found = re.search(r"Collected : (\d+)", done.stderr)
    assert found is not None, done.stderr[-500:]
    return int(found[1])


def test_imports() -> None:
    bare, package, qt, window = (
        instructions(["-c", code], environment())
        for code in (
            "pass",
            "import desktop_login",
            "from PySide6 import QtWidgets",
            "from PySide6 import QtWidgets; import desktop_login.qt",
        )
    )
    more = (window - qt) / A_MILLISECOND
    print(
        f"\nimport desktop_login ÷ python -c pass: {package / bare:.2f} ×  (target 1.5)"
        f"\ndesktop_login.qt on top of PySide6.QtWidgets: {(window - qt) / 1e6:.0f} million"
        f" instructions, about {more:.1f} ms  (target 15)"
    )
    assert package / bare <= 1.5
    assert more <= 15


def test_brand_before_the_first_picture(tmp_path: Path) -> None:
    """Against one with name, colour, contact and a PNG logo in settings.toml, which was there before."""
    home = environment(HOME=str(tmp_path))
    for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"):
        home.pop(name, None)
    subprocess.run(
        [sys.executable, "-c", DRAW, str(ACME), str(tmp_path)],
        env=home | {"QT_QPA_PLATFORM": "offscreen"},
        check=True,
        timeout=60,
    )
    plain = (
        f'{POOL}[brand]\nname = "Acme Orders"\naccent = "#0f766e"\nsupport = "orders@acme.example"\n'
        f'logo = "{tmp_path / "acme.png"}"\n'
    )
    counted = []
    for text in (plain, f'brand = "{ACME / "acme.toml"}"\n{POOL}'):
        folder = tmp_path / ".config" / "desktop-login"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "settings.toml").write_text(text, "utf-8")
        counted.append(instructions([str(HERE / "our_window.py")], home))
    more = (counted[1] - counted[0]) / A_MILLISECOND
    print(
        f"\na whole brand before the first picture: {(counted[1] - counted[0]) / 1e6:.0f} million"
        f" instructions more than its name, colour and logo, about {more:.1f} ms  (target 2)"
    )
    assert more <= 2
