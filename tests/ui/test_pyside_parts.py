"""The parts of PySide6 that run when they are first used: none by the window, and what a wrong call says stays the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.machinery import SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

from tests.patience import PROCESS_S

pytestmark = (
    pytest.mark.slow
)  # whether a module was imported before is a matter of the whole process
ROOT = Path(__file__).parent.parent.parent
ASLEEP = """
import json, sys
def asleep():
    return sorted(name for name, module in sys.modules.items() if type(module).__name__ == "Sleeping")
"""
WRONG_CALLS = """
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

class Sender(QObject):
    sent = Signal(int)

app = QApplication([])
widget = QWidget()
for call in (
    lambda: widget.resize("wide"),
    lambda: widget.setGeometry(1, 2),
    lambda: widget.setWindowTitle(title="T"),
    lambda: widget.no_such_thing,
    lambda: QTimer(1, 2, 3),
    lambda: QTimer.singleShot("soon"),
    lambda: Sender().sent.emit("a", "b"),
    lambda: widget.move(x=1),
):
    try:
        call()
    except Exception as error:
        print(type(error).__name__, error)
from PySide6.support.signature import get_signature
print(get_signature(QWidget.resize))
print(QWidget.resize.__doc__)
"""
ALL = {
    "shibokensupport.feature",
    "shibokensupport.signature.errorhandler",
    "shibokensupport.signature.layout",
    "shibokensupport.signature.lib.enum_sig",
    "shibokensupport.signature.lib.pyi_generator",
    "shibokensupport.signature.lib.tool",
    "shibokensupport.signature.mapping",
    "shibokensupport.signature.parser",
}


def output_of(program: str, folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=PROCESS_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_first_window_wakes_none_of_them(tmp_path: Path) -> None:
    program = f"""
import builtins
before = builtins.__import__
import desktop_login.ui.pyside_import_hook as hook
assert builtins.__import__ is before
hook.put_back()
assert builtins.__import__ is before
from desktop_login.ui.application import make_application
from desktop_login.ui.main_window import MainWindow, WindowConfig
app = make_application("en")
window = MainWindow(WindowConfig())
window.show()
window.grab()
window.finish()
from PySide6.QtCore import Qt
import desktop_login.ui.presenter
{ASLEEP}
print(json.dumps(asleep()))
"""
    names = json.loads(output_of(program, tmp_path))
    assert {name for name in names if name.startswith("shibokensupport")} == ALL


def test_wrong_calls_say_the_same_as_without_it(tmp_path: Path) -> None:
    """With the types that are expected: the modules wake each other for them."""
    plain = output_of(WRONG_CALLS, tmp_path)
    ours = output_of(f"import desktop_login.ui.pyside_import_hook\n{WRONG_CALLS}", tmp_path)
    assert ours == plain
    assert "Supported signatures:" in plain
    assert plain.count("TypeError") >= 5


@pytest.mark.parametrize("first", sorted(ALL))
def test_each_of_them_wakes_by_itself(first: str, tmp_path: Path) -> None:
    program = f"""
import desktop_login.ui.pyside_import_hook
import sys
module = sys.modules["{first}"]
second = sys.modules["{first}".replace("shibokensupport", "PySide6.support")]
assert module is second
before = set(vars(module))
assert not hasattr(module, "__no_such_name__")
assert set(vars(module)) == before
assert not hasattr(module, "no_such_name")
assert type(module) is type(sys)
print(sorted(set(vars(module)) - before))
"""
    assert len(output_of(program, tmp_path)) > len("[]\n")


def test_threads_that_want_one_at_once_all_see_it_whole(tmp_path: Path) -> None:
    program = """
import desktop_login.ui.pyside_import_hook
import sys, threading
sys.setswitchinterval(1e-6)
parser = sys.modules["shibokensupport.signature.parser"]
start, found = threading.Barrier(8), []
def look():
    start.wait()
    found.append(parser.pyside_type_init)  # the last one of the file
threads = [threading.Thread(target=look) for _ in range(8)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
print(len(found), len(set(found)))
"""
    assert output_of(program, tmp_path) == "8 1\n"


@pytest.mark.parametrize("tried", ["()", "((4, 7),)"])
def test_a_version_that_nobody_has_tried_loads_all_as_ever(tried: str, tmp_path: Path) -> None:
    program = f"""
from desktop_login.ui import pyside_parts
pyside_parts.TRIED = {tried}
import desktop_login.ui.pyside_import_hook as hook
hook.put_back()
{ASLEEP}
print(json.dumps(asleep()))
{WRONG_CALLS}
"""
    asleep, _, printed = output_of(program, tmp_path).partition("\n")
    assert json.loads(asleep) == []
    assert printed == output_of(WRONG_CALLS, tmp_path)


class LikeAnExecutable(SourceFileLoader):
    """PyInstaller's loader insists on what the import machinery sets before it."""

    def exec_module(self, module: ModuleType) -> None:
        assert module.__spec__ is not None
        assert module.__spec__.name == self.name
        assert hasattr(module, "__file__")
        super().exec_module(module)


def test_module_of_an_executable_wakes_with_what_its_loader_insists_on(tmp_path: Path) -> None:
    from desktop_login.system.sleeping import Sleeping

    file = tmp_path / "part.py"
    file.write_text("answer = __name__, __file__, __package__\n", "utf-8")
    spec = spec_from_file_location("a.part", file, loader=LikeAnExecutable("a.part", str(file)))
    assert spec is not None
    module = Sleeping(spec)
    assert module.__spec__ is not None
    module.__spec__.name = "b.part"  # as PySide6 does
    assert type(module) is Sleeping
    assert module.answer == ("a.part", str(file), "a")
    assert type(module) is ModuleType
    assert module.__spec__.name == "b.part"
    assert {name for name in vars(module) if not name.startswith("__")} == {"answer"}


def test_python_without_pyside_afterwards_has_its_own_import(tmp_path: Path) -> None:
    """PySide6 may be missing: the sentence about it is made with ordinary imports."""
    program = """
import builtins, sys
sys.modules["PySide6"] = None
before = builtins.__import__
from desktop_login.ui.pyside_parts import left_for_later
try:
    with left_for_later():
        import PySide6.QtCore
except ImportError:
    print(builtins.__import__ is before)
"""
    assert output_of(program, tmp_path) == "True\n"


def test_the_version_in_use_is_one_that_was_tried(tmp_path: Path) -> None:
    """Or else the first paint takes half as long again: try the tests above with it, then add it."""
    import shiboken6

    from desktop_login.ui.pyside_parts import TRIED

    assert tuple(shiboken6.__version_info__[:2]) in TRIED
