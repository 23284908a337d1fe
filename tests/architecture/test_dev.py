"""dev.py, part by part: whom it asks, what it installs, what it says where it may not. The whole is `test_bare_machine`."""

from __future__ import annotations

import ast
import importlib.util
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from _pytest.mark.expression import Expression, ExpressionMatcher

import dev
from desktop_login.system import libraries as system_libraries
from desktop_login.system.libraries import FONT, LIBRARIES
from tests.fakes.programs import without_noise
from tests.patience import PROCESS_S
from tests.scheduling import BY_NAME

ROOT = Path(__file__).parent.parent.parent
posix = pytest.mark.skipif(os.name != "posix", reason="plays package managers by shell scripts")
EGL = dev.Need("libEGL.so.1", LIBRARIES["libEGL.so.1"], required=True)
CURSOR = dev.Need("libxcb-cursor.so.0", LIBRARIES["libxcb-cursor.so.0"], required=False)


def sources() -> list[Path]:
    names = ("dev.py", "desktop_login/system/libraries.py", "desktop_login/system/fonts.py")
    return [ROOT / name for name in names]


@pytest.mark.parametrize("path", sources(), ids=lambda path: path.name)
def test_an_old_python_can_read_it_and_needs_nothing_installed(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"), feature_version=(3, 8))
    imported = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            imported |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add(str(node.module).partition(".")[0])
    assert imported - set(sys.stdlib_module_names) <= {"desktop_login"}


def script(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    file = folder / name
    file.write_text(f"#!/bin/sh\n{text}\n", "utf-8")
    file.chmod(0o755)
    return file


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A PATH of its own; what stands in it is played."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


def as_root(monkeypatch: pytest.MonkeyPatch, root: bool) -> None:
    monkeypatch.setattr(system_libraries, "is_root", lambda: root)


@pytest.mark.parametrize("command", dev.COMMANDS)
def test_a_python_that_does_not_fit_is_named(
    command: str, tools: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    assert dev.main([command]) == 2
    printed = capsys.readouterr().err.splitlines()
    assert len(printed) == 1
    assert "Python 3.11, 3.12 or 3.13 is needed; found 3.9.2" in printed[0]


@pytest.mark.slow
@posix
def test_a_python_that_fits_is_looked_for_by_what_it_is(
    tools: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script(tools, "python3.13", "exit 127")  # a shim of a version that is not installed
    script(tools, "python3.12", "echo '[3, 9]'")
    script(tools, "python3.11", "echo '[3, 11]'")
    monkeypatch.setattr(sys, "version_info", (3, 14, 0))
    assert dev.another_python() == ["python3.11"]
    monkeypatch.setattr(sys, "version_info", (3, 12, 1))
    assert dev.another_python() is None


@pytest.mark.slow
@posix
def test_root_installs_without_a_question(
    tools: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_root(monkeypatch, True)
    script(tools, "apt-get", f'echo "$@" "$DEBIAN_FRONTEND" >> {tmp_path}/did')
    dev.bring([EGL, CURSOR])
    update, install = (tmp_path / "did").read_text("utf-8").splitlines()
    assert update == "update noninteractive"
    assert install == (
        "install --no-install-recommends -y -o DPkg::Lock::Timeout=300 libegl1 libxcb-cursor0"
        " noninteractive"
    )


@pytest.mark.slow
@posix
def test_one_package_with_another_name_does_not_stop_the_rest(
    tools: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    as_root(monkeypatch, True)
    script(
        tools,
        "dnf",
        f'case "$*" in *xcb-util-cursor*) echo "no such package"; exit 1;; esac;'
        f" echo $* >> {tmp_path}/did",
    )
    dev.bring([CURSOR, EGL])
    assert (tmp_path / "did").read_text("utf-8").strip() == "install -y libglvnd-egl"
    assert "not installed: xcb-util-cursor\nno such package" in capsys.readouterr().err


@posix
@pytest.mark.parametrize(
    ("tool", "line"),
    [
        ("apt-get", "apt-get install --no-install-recommends libegl1 fonts-dejavu-core"),
        ("dnf", "dnf install libglvnd-egl dejavu-sans-fonts"),
        ("pacman", "pacman -S --needed libglvnd ttf-dejavu"),
        ("zypper", "zypper install --no-recommends Mesa-libEGL1 dejavu-fonts"),
    ],
)
@pytest.mark.parametrize("sudo", [True, False])
def test_without_root_and_without_a_person_it_is_one_command(
    tool: str, line: str, sudo: bool, tools: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_root(monkeypatch, False)
    script(tools, tool, "exit 1")
    if sudo:
        script(tools, "sudo", "exit 1")
    with pytest.raises(dev.Refused) as refused:
        dev.bring([EGL, dev.Need("a font", FONT, required=True)])
    first, command = str(refused.value).splitlines()
    assert first == "missing on this system: libEGL.so.1, a font. To install it:"
    assert command.strip() == f"{'sudo ' if sudo else ''}{line}"


@posix
def test_without_a_known_package_manager_it_is_said(
    tools: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_root(monkeypatch, True)
    with pytest.raises(dev.Refused, match=r"libEGL\.so\.1\. Install it with the system's"):
        dev.bring([EGL])


@posix
def test_what_is_not_needed_stops_nobody_and_asks_nobody(
    tools: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_root(monkeypatch, False)
    script(tools, "apt-get", "exit 1")
    dev.bring([CURSOR])
    dev.bring([])


@pytest.mark.slow
@posix
@pytest.mark.parametrize(
    ("answer", "installs"), [("y", True), ("YES", True), ("", False), ("n", False)]
)
def test_a_person_is_asked(
    answer: str, installs: bool, tools: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_root(monkeypatch, False)
    monkeypatch.setattr(sys, "stdin", Terminal(answer))
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    script(tools, "apt-get", "exit 1")
    script(tools, "sudo", f"echo $* >> {tmp_path}/did")
    if installs:
        dev.bring([EGL])
        assert "apt-get install" in (tmp_path / "did").read_text("utf-8")
    else:
        with pytest.raises(dev.Refused):
            dev.bring([EGL])
        assert not (tmp_path / "did").exists()


class Terminal:
    """A person who answers once."""

    def __init__(self, answer: str) -> None:
        self._answer = answer

    def isatty(self) -> bool:
        return True

    def readline(self) -> str:
        return f"{self._answer}\n"


def test_debian_packs_ensurepip_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    assert dev.missing_venv() == []
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    (need,) = dev.missing_venv()
    assert need.required
    assert need.packages.apt == f"python3.{sys.version_info[1]}-venv"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """A project with nothing in it; what pip would be told is collected."""
    for name in dev.INPUTS:
        path = tmp_path / name
        if "." in name:
            path.write_text("", "utf-8")
        else:
            path.mkdir(parents=True)
    commands: list[list[str]] = []
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    monkeypatch.setattr(dev, "LINUX", False)
    monkeypatch.setattr(dev, "pip", lambda python, *arguments: commands.append(list(arguments)))
    monkeypatch.setattr(
        dev, "run", lambda command: subprocess.run([*command, "--without-pip"], check=True)
    )
    return commands


@pytest.mark.slow
def test_the_second_run_costs_nothing_until_something_changes(
    project: list[list[str]], tmp_path: Path
) -> None:
    place = tmp_path / ".venv"
    python = dev.ready("", place)
    assert dev.version_of([str(python)]) == sys.version_info[:2]
    assert project == [["-c", "constraints.txt", "-e", "."]]
    for extra, runs in (("", 1), ("test", 2), ("", 2), ("test", 2), ("dev", 3), ("test", 3)):
        dev.ready(extra, place)
        assert len(project) == runs
    assert [words[-1] for words in project] == [".", ".[test]", ".[dev,test]"]
    (tmp_path / "constraints.txt").write_text("boto3==1\n", "utf-8")
    dev.ready("", place)
    assert project[3:] == [["-c", "constraints.txt", "-e", ".[dev,test]"]]
    (place / dev.STAMP).write_text("nonsense", "utf-8")
    dev.ready("", place)
    assert len(project) == 5


def test_a_check_that_does_not_exist_is_refused_with_the_names(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert dev.main(["check", "style", "spelling"]) == 2
    printed = capsys.readouterr().err
    assert printed == (
        "dev.py: no check is called spelling; there are: types, style, format, contracts\n"
    )


def test_a_check_that_is_named_runs_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    run: list[list[str]] = []
    monkeypatch.setattr(dev, "ready", lambda extra: Path("python"))

    def call(command: Sequence[str], **_: object) -> int:
        run.append(list(command))
        return 0

    monkeypatch.setattr(subprocess, "call", call)
    assert dev.main(["check", "format"]) == 0
    assert run == [["python", "-m", "ruff", "format", "--check", "."]]
    assert dev.main(["check"]) == 0
    assert len(run) == 1 + len(dev.CHECKS)


@pytest.mark.parametrize(
    ("command", "extra"),
    [
        (["quick"], "test"),
        (["test"], "test"),
        (["test", "--slow"], "dev"),
        (["test", "--all"], "dev"),
    ],
)
def test_only_the_whole_suite_installs_what_only_its_tests_need(
    command: list[str], extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """aws-cdk-lib alone is 428 MB."""
    asked: list[str] = []

    def ready(name: str) -> Path:
        asked.append(name)
        return Path("python")

    monkeypatch.setattr(dev, "ready", ready)
    monkeypatch.setattr(dev, "prepared", dict)
    monkeypatch.setattr(subprocess, "call", lambda command, **_: 0)
    assert dev.main(command) == 0
    assert asked == [extra]


def only(mark: str) -> ExpressionMatcher:
    """A test that has one mark."""

    def has(name: str, /, **_: str | int | bool | None) -> bool:
        return name == mark

    return has


@pytest.mark.parametrize(
    ("option", "runs"),
    [
        ([], {"medium"}),
        (["--slow"], {"medium", "slow", "real_window"}),
        (["--all"], {"medium", "slow", "real_window", "exhaustive", "packaging"}),
    ],
)
def test_each_suite_has_the_marks_of_the_one_before_it(
    option: list[str], runs: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[str] = []
    monkeypatch.setattr(dev, "ready", lambda name: Path("python"))
    monkeypatch.setattr(dev, "prepared", dict)

    def call(command: Sequence[str], **_: object) -> int:
        given.extend(command)
        return 0

    monkeypatch.setattr(subprocess, "call", call)
    assert dev.main(["test", *option]) == 0
    wanted = Expression.compile(given[given.index("-m", given.index("pytest")) + 1])
    assert {mark for mark in BY_NAME if wanted.evaluate(only(mark))} == runs
    assert wanted.evaluate(only(""))


def test_what_tests_start_is_compiled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[dict[str, str]] = []
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setattr(dev, "ready", lambda name: Path("python"))

    def call(command: Sequence[str], *, env: dict[str, str], **_: object) -> int:
        given.append(env)
        return 0

    monkeypatch.setattr(subprocess, "call", call)
    assert dev.main(["quick"]) == 0
    assert "PYTHONDONTWRITEBYTECODE" not in given[0]
    assert given[0]["PATH"] == os.environ["PATH"]


@pytest.mark.slow
def test_an_environment_that_cannot_run_is_made_anew(
    project: list[list[str]], tmp_path: Path
) -> None:
    place = tmp_path / ".venv"
    python = dev.ready("dev", place)
    python.unlink()
    if not sys.platform == "win32":
        python.symlink_to("/nonexistent/python")
    assert dev.version_of([str(dev.ready("dev", place))]) == sys.version_info[:2]
    assert [words[-1] for words in project] == [".[dev]", ".[dev]"]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there always is a display")
def test_the_demo_without_a_display_plays_the_story_off_screen(tmp_path: Path) -> None:
    code = (
        "import sys, dev\n"
        "from pathlib import Path\n"
        "dev.ready = lambda: Path(sys.executable)\n"
        f"dev.CACHE = Path({str(tmp_path)!r})\n"
        "sys.exit(dev.main(['demo', '--lang', 'en']))\n"
    )
    for display in ("", ":4711"):
        environment = {k: v for k, v in os.environ.items() if k != "QT_QPA_PLATFORM"}
        done = subprocess.run(
            [sys.executable, "-c", code],
            env=environment | {"PYTHONPATH": str(ROOT), "DISPLAY": display},
            capture_output=True,
            text=True,
            timeout=PROCESS_S,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert "Signed in as confirmed@example.com\n" in done.stdout
        assert "The session has been renewed.\n" in done.stdout
        assert done.stdout.splitlines()[-1].endswith(f"The pictures are in {tmp_path / 'demo'}")
        wanted = "No display was found" if display else ""
        assert without_noise(done.stderr).startswith(wanted)
        assert bool(without_noise(done.stderr)) is bool(display)
        assert len(list((tmp_path / "demo").glob("*.png"))) == 4


def test_a_tool_that_cannot_be_had_is_left_out_with_a_reason(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse() -> Path:
        raise dev.Refused("npm is not installed")

    for name in dev.PREPARATIONS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(dev, "LINUX", False)
    monkeypatch.setattr(dev, "PREPARATIONS", {"A": refuse, "B": lambda: Path("there")})
    assert dev.prepared() == {"B": "there"}
    assert "left out is what needs A: npm is not installed" in capsys.readouterr().out


def test_ci_installs_nothing_by_itself() -> None:
    text = (ROOT / ".ci" / "run").read_text("utf-8")
    assert "python3 dev.py test --all" in text
    for tool in ("apt-get", "pip install", "npm", "debootstrap", "-m venv"):
        assert tool not in text


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        dev.main(["--help"])
    assert left.value.code == 0
    printed = capsys.readouterr().out
    assert all(f"    {command} " in printed for command in dev.COMMANDS)
