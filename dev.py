#!/usr/bin/env python3
"""Sets up what the project needs, and runs it: `python3 dev.py demo`, `python3 dev.py test`.

Uses the standard library only, and runs on Python 3.8 far enough to look for a newer one. What
the system lacks is found by asking its loader. Root installs it without a question, a person at a
terminal is asked, and otherwise the one command to run is printed (exit status 2).
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from desktop_login.system import libraries as system
from desktop_login.system.fonts import has_usual_font
from desktop_login.system.libraries import Packages

ROOT = Path(__file__).resolve().parent
CACHE = ROOT / ".cache"
PYTHONS = ((3, 13), (3, 12), (3, 11))
LINUX = sys.platform.startswith("linux")
WINDOWS = sys.platform == "win32"
EXIT_WRONG = 2
EXIT_INTERRUPTED = 130
# What an environment is made of: a change means to install again.
INPUTS = ("constraints.txt", "pyproject.toml", "build_translations.py", "resources/translations")
STAMP = "dev-stamp.json"
ALL_EXTRAS = "dev"  # contains the others
# What each command leaves out, by mark: of the last three nothing is run but by name.
EVERYTHING = "not benchmark and not defences and not nested"
MOST = f"not packaging and not exhaustive and {EVERYTHING}"
ORDINARY = f"not slow and not real_window and {MOST}"
SCREEN_PLUGINS = ("xcb", "wayland")


class Refused(Exception):
    """What is missing and cannot be installed from here, as a sentence."""


class Need(NamedTuple):
    """Something that the system lacks. Without what is `required` the command cannot go on."""

    what: str
    packages: Packages
    required: bool


def main(arguments: Sequence[str] | None = None) -> int:
    given = list(sys.argv[1:] if arguments is None else arguments)
    parser = argparse.ArgumentParser(
        prog="dev.py", description="Sets up what the project needs, and runs it."
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, (words, _) in COMMANDS.items():
        command = commands.add_parser(name, help=words, description=words)
        if name == "test":
            how_much = command.add_mutually_exclusive_group()
            more = "also what is slow; prepares what that needs"
            how_much.add_argument("--slow", action="store_true", help=more)
            more = "everything, with every combination and the packages, as CI does"
            how_much.add_argument("--all", action="store_true", help=more)
    options, rest = parser.parse_known_args(given)
    try:
        other = another_python()
        if other is not None:
            return subprocess.call([*other, str(ROOT / "dev.py"), *given])
        return COMMANDS[options.command][1](options, rest)
    except Refused as words:
        print(f"dev.py: {words}", file=sys.stderr)
        return EXIT_WRONG
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED


def say(words: str) -> None:
    print(f"dev.py: {words}", flush=True)


# --- the commands --------------------------------------------------------------------------


def demo(options: argparse.Namespace, rest: list[str]) -> int:
    program = [str(ready()), "-m", "desktop_login"]
    if has_display():
        status = subprocess.call([*program, "demo", *rest])
        if status != EXIT_WRONG or not LINUX:
            return status  # 2 on Linux: a display is named, and cannot be opened
    pictures = CACHE / "demo"
    say("no window can be shown here, so the demo plays by itself, off-screen:")
    status = subprocess.call(
        [*program, "tour", str(pictures), "--brief", *rest],
        env=changed(QT_QPA_PLATFORM="offscreen"),
    )
    if status == 0:
        say(f"signed in, renewed, signed out. The pictures are in {pictures}")
    return status


def tour(options: argparse.Namespace, rest: list[str]) -> int:
    folder = rest.pop(0) if rest and not rest[0].startswith("-") else ""
    pictures = Path(folder).absolute() if folder else CACHE / "tour"
    program = [str(ready()), "-m", "desktop_login", "tour", str(pictures), *rest]
    status = subprocess.call(program)
    if status == 0:
        say(f"the pictures are in {pictures}")
    return status


def test(options: argparse.Namespace, rest: list[str]) -> int:
    if not options.slow and not options.all:
        return pytest(ready("test"), ["-m", ORDINARY, *rest])
    marks = EVERYTHING if options.all else MOST
    return pytest(ready(ALL_EXTRAS), ["-m", marks, *rest], prepared())


def quick(options: argparse.Namespace, rest: list[str]) -> int:
    return pytest(ready("test"), rest)


def check(options: argparse.Namespace, rest: list[str]) -> int:
    unknown = [name for name in rest if name not in CHECKS]
    if unknown:
        raise Refused(f"no check is called {unknown[0]}; there are: {', '.join(CHECKS)}")
    python = str(ready("test"))
    tools = [CHECKS[name] for name in rest or CHECKS]
    return max([subprocess.call([python, *tool], cwd=ROOT) for tool in tools])


def libraries(options: argparse.Namespace, rest: list[str]) -> int:
    if LINUX:
        bring(missing_libraries() + missing_venv(), ask=True)
    return 0


def build(options: argparse.Namespace, rest: list[str]) -> int:
    """From an environment of its own, so that nothing of the tests gets into the executable."""
    if LINUX and not shutil.which("objdump"):
        bring([Need("objdump", TOOLS["objdump"].packages, required=True)])
    python = str(ready("packaging", ROOT / ".venv-build"))
    command = [python, "-m", "PyInstaller", "--noconfirm", "desktop_login.spec"]
    status = subprocess.call([*command, *(["--", *rest] if rest else [])], cwd=ROOT)
    if status == 0:
        say(f"the executable is in {ROOT / 'dist' / 'desktop-login'}")
    return status


def docs(options: argparse.Namespace, rest: list[str]) -> int:
    """Every warning is an error; nothing is downloaded once the extra is installed."""
    pages = CACHE / "site"
    builder = [str(ready("docs")), "-m", "sphinx", "-n", "-W", "--keep-going", "-q", "-c", "docs"]
    trees = str(CACHE / "doctrees")
    status = subprocess.call([*builder, "-d", trees, *rest, ".", str(pages)], cwd=ROOT)
    if status == 0:
        say(f"the documentation is in {pages / 'index.html'}")
    return status


COMMANDS: Mapping[str, tuple[str, Callable[[argparse.Namespace, list[str]], int]]] = {
    "demo": ("try the program; plays by itself where there is no display", demo),
    "test": ("run the tests; what follows is passed to pytest", test),
    "quick": ("run the tests that take a minute; what follows is passed to pytest", quick),
    "check": ("check types, style, format and contracts, or only what is named", check),
    "build": ("build the executable; what follows is passed to desktop_login.spec", build),
    "docs": ("build the documentation; what follows is passed to Sphinx", docs),
    "tour": ("save a picture of every screen in .cache/tour or the folder given", tour),
    "system": (
        "install the system libraries that Qt lacks (Linux), and nothing else",
        libraries,
    ),
}
# What `check` runs, by the name that it can be asked for.
CHECKS: Mapping[str, Sequence[str]] = {
    "types": ("-m", "mypy"),
    "style": ("-m", "ruff", "check", "."),
    "format": ("-m", "ruff", "format", "--check", "."),
    "contracts": (
        "-c",
        "from importlinter.cli import lint_imports_command; lint_imports_command()",
    ),
}


def pytest(python: Path, options: list[str], environment: Mapping[str, str] | None = None) -> int:
    command = [str(python), "-m", "pytest", "-n", "auto", *options]
    variables = changed(**(environment or {}))
    # Workers, and the programs that tests start by the hundred, would compile everything anew.
    variables.pop("PYTHONDONTWRITEBYTECODE", None)
    return subprocess.call(command, cwd=ROOT, env=variables)


def changed(**variables: str) -> dict[str, str]:
    return {**os.environ, **variables}


def has_display() -> bool:
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return not LINUX or any(os.environ.get(name) for name in names)


# --- Python --------------------------------------------------------------------------------


def another_python() -> list[str] | None:
    """The command of a Python that fits, where this one does not."""
    if sys.version_info[:2] in PYTHONS:
        return None
    for version in PYTHONS:
        name = "{}.{}".format(*version)
        command = ["py", f"-{name}"] if WINDOWS else [f"python{name}"]
        if shutil.which(command[0]) and version_of(command) == version:
            return command
    found = "{}.{}.{}".format(*sys.version_info)
    raise Refused(f"Python 3.11, 3.12 or 3.13 is needed; found {found} ({sys.executable}).")


def version_of(command: Sequence[str]) -> tuple[int, int] | None:
    """The version that a command really runs; None if it runs none."""
    code = "import json, sys; print(json.dumps(sys.version_info[:2]))"
    try:
        done = subprocess.run(
            [*command, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True
        )
        major, minor = json.loads(done.stdout)
    except (OSError, ValueError, subprocess.CalledProcessError):
        return None
    return (major, minor)


def ready(extra: str = "", place: Path = ROOT / ".venv") -> Path:
    """The Python of an environment with the program and the extra, on a system that can run it.

    Costs a look at a stamp where nothing has changed since the last time.
    """
    python = python_of(place)
    version = version_of([str(python)])
    usable = version in PYTHONS
    if LINUX:
        bring(missing_libraries() + ([] if usable else missing_venv()))
    if not usable:
        say(f"making {place.name}")
        run([sys.executable, "-m", "venv", "--clear", str(place)])
        version = version_of([str(python)])
    inputs = fingerprint(version)
    before, extras = stamp_of(place)
    if before == inputs and (extras >= {extra} - {""} or ALL_EXTRAS in extras):
        return python
    extras = (extras if usable else set()) | ({extra} - {""})
    say(f"installing into {place.name}; this takes a minute or two")
    names = f"[{','.join(sorted(extras))}]" if extras else ""
    pip(python, "-c", "constraints.txt", "-e", f".{names}")
    if LINUX:
        examine_plugins(python)
    (place / STAMP).write_text(json.dumps([inputs, sorted(extras)]), "utf-8")
    return python


def python_of(place: Path) -> Path:
    return place / ("Scripts/python.exe" if WINDOWS else "bin/python")


def fingerprint(version: tuple[int, int] | None) -> str:
    digest = hashlib.sha256(repr((version, str(ROOT))).encode("utf-8", "surrogateescape"))
    for name in INPUTS:
        path = ROOT / name
        for file in sorted(path.glob("*.[pt][os]")) if path.is_dir() else [path]:
            digest.update(file.read_bytes())
    return digest.hexdigest()


def stamp_of(place: Path) -> tuple[str, set[str]]:
    """What the environment was made of, and its extras."""
    try:
        inputs, extras = json.loads((place / STAMP).read_text("utf-8"))
        return str(inputs), {str(name) for name in extras}
    except (OSError, ValueError):
        return "", set()


def pip(python: Path, *arguments: str) -> None:
    quiet = ("--quiet", "--disable-pip-version-check")
    run([str(python), "-m", "pip", "install", *quiet, *arguments])


def run(command: Sequence[str]) -> None:
    """Its output is seen; a failure ends what is being set up."""
    status = subprocess.call(command, cwd=ROOT)
    if status != 0:
        raise Refused(f"this failed with status {status}: {' '.join(command)}")


# --- the system (Linux) --------------------------------------------------------------------


def missing_libraries() -> list[Need]:
    """What Qt lacks, by the loader's word in a process of its own: it remembers what it tried."""
    code = "from desktop_login.system.libraries import *; print(*absent(LIBRARIES))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, check=True
    )
    screen = has_display()
    needs = [
        Need(name, system.LIBRARIES[name], required=screen or name in system.WINDOW)
        for name in done.stdout.decode().split()
    ]
    if not has_usual_font() and not output_of("fc-list"):
        needs.append(Need("a font", system.FONT, required=True))
    return needs


def missing_venv() -> list[Need]:
    """Debian packs what makes environments by itself."""
    if importlib.util.find_spec("ensurepip") and importlib.util.find_spec("venv"):
        return []
    name = "python{}.{}".format(*sys.version_info)
    packages = Packages(f"{name}-venv", "python3-pip", "python", name.replace(".", ""))
    return [Need("ensurepip", packages, required=True)]


def examine_plugins(python: Path) -> None:
    """Loads what a window loads; names a library that the table does not have."""
    plugins = ("offscreen", *(SCREEN_PLUGINS if has_display() else ()))
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from desktop_login.system.libraries import missing_for, named_in\n"
        "try:\n"
        "    import PySide6.QtNetwork, PySide6.QtWidgets\n"
        "except ImportError as error:\n"
        "    sys.exit(named_in(str(error)) or str(error))\n"
        "folder = Path(PySide6.__path__[0], 'Qt', 'plugins', 'platforms')\n"
        f"for name in {plugins!r}:\n"
        "    if missing := missing_for(folder / f'libq{name}.so'):\n"
        "        sys.exit(missing)\n"
    )
    done = subprocess.run([str(python), "-c", code], cwd=ROOT, stderr=subprocess.PIPE, check=False)
    if done.returncode != 0:
        missing = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
        raise Refused(f"Qt cannot be loaded; the system lacks: {''.join(missing)}")


def bring(needs: Sequence[Need], ask: bool = False) -> None:
    """Installs what is needed, or says how. With `ask`, a person is asked for the rest, too."""
    required = [need for need in needs if need.required]
    wanted = needs if required or ask or system.is_root() else []
    if not wanted:
        return
    names = ", ".join(need.what for need in required or wanted)
    tool = system.manager()
    if tool is None:
        if required:
            raise Refused(
                f"missing on this system: {names}. Install it with the system's package manager."
            )
        return
    packages = system.named([need.packages for need in wanted], tool)
    if system.is_root():
        install(tool, packages)
    elif not agreed(names, system.install_line(packages, tool)):
        if required:
            line = system.install_line(packages, tool)
            raise Refused(f"missing on this system: {names}. To install it:\n  {line}")
        return
    else:
        install(tool, packages, "sudo")


def agreed(names: str, line: str) -> bool:
    """A person at a terminal says yes to a command."""
    if not shutil.which("sudo") or not (sys.stdin and sys.stdin.isatty() and sys.stdout.isatty()):
        return False
    print(f"Missing on this system: {names}.\nTo install it: {line}")
    try:
        return input("Run this now? [y/N] ").strip().lower() in ("y", "yes")
    except EOFError:
        return False


def install(tool: str, packages: Sequence[str], *before: str) -> None:
    """One command for all; then one by one, because names differ between releases."""
    words, unattended = system.MANAGERS[tool]
    command = [*before, *words.split(), unattended]
    say(f"installing {' '.join(packages)}")
    if tool == "apt-get":
        command += ["-o", "DPkg::Lock::Timeout=300"]
        attempted([*before, "apt-get", "update"])
    last = attempted([*command, *packages])
    if last is not None and len(packages) > 1:
        failed = [name for name in packages if attempted([*command, name]) is not None]
        last = f"not installed: {', '.join(failed)}\n{last}" if failed else None
    if last is not None:
        print(last, file=sys.stderr)


def attempted(command: Sequence[str]) -> str | None:
    """None if it went well; otherwise the end of what was printed."""
    done = subprocess.run(
        command,
        env=changed(DEBIAN_FRONTEND="noninteractive"),
        stdin=subprocess.DEVNULL if system.is_root() else None,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return None if done.returncode == 0 else done.stdout.decode(errors="replace")[-2000:]


def output_of(*command: str) -> str:
    """Empty if the command is not there or fails."""
    try:
        done = subprocess.run(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout.decode(errors="replace")


# --- what all the tests use ----------------------------------------------------------------


class Tool(NamedTuple):
    """What brings something that tests use where it is there, and how to see whether it is."""

    packages: Packages
    found: Callable[[], bool]


def command(name: str) -> Callable[[], bool]:
    return lambda: shutil.which(name) is not None


def has_accessibility() -> bool:
    gi = ("/usr/bin/python3", "-c", "import gi; gi.require_version('Atspi', '2.0'); print(1)")
    return Path("/usr/libexec/at-spi-bus-launcher").exists() and bool(output_of(*gi))


TOOLS: Mapping[str, Tool] = {
    "dbus-run-session": Tool(
        Packages("dbus dbus-x11", "dbus-daemon", "dbus", "dbus-1"), command("dbus-run-session")
    ),
    "gnome-keyring": Tool(Packages(*["gnome-keyring"] * 4), command("gnome-keyring-daemon")),
    "Xvfb": Tool(
        Packages(
            "xvfb xauth",
            "xorg-x11-server-Xvfb xorg-x11-xauth",
            "xorg-server-xvfb xorg-xauth",
            "xorg-x11-server-Xvfb xauth",
        ),
        command("Xvfb"),
    ),
    "accessibility": Tool(
        Packages(
            "at-spi2-core python3-pyatspi gir1.2-atspi-2.0",
            "at-spi2-core python3-pyatspi",
            "at-spi2-core python-atspi",
            "at-spi2-core python3-atspi typelib-1_0-Atspi-2_0",
        ),
        has_accessibility,
    ),
    "Japanese font": Tool(
        Packages(
            "fontconfig fonts-noto-cjk",
            "google-noto-sans-cjk-fonts",
            "noto-fonts-cjk",
            "google-noto-sans-jp-fonts",
        ),
        lambda: bool(output_of("fc-list", ":lang=ja")),
    ),
    "objdump": Tool(Packages(*["binutils"] * 4), command("objdump")),
    "C compiler": Tool(
        Packages("gcc libc6-dev", "gcc glibc-devel", "gcc", "gcc glibc-devel"), command("cc")
    ),
    "desktop-file-validate": Tool(
        Packages(*["desktop-file-utils"] * 4), command("desktop-file-validate")
    ),
    "debootstrap": Tool(Packages(*["debootstrap"] * 4), command("debootstrap")),
    "Node.js": Tool(Packages("nodejs", "nodejs", "nodejs", "nodejs"), command("node")),
    "Chromium": Tool(
        Packages("chromium", "chromium", "chromium", "chromium"),
        lambda: any(
            shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")
        ),
    ),
    "npm": Tool(Packages("npm", "nodejs-npm", "npm", "npm"), command("npm")),
}


def prepared() -> dict[str, str]:
    """Installs the tools and makes what the environment's variables name for the tests.

    What cannot be had is said; its tests are skipped with the same reason.
    """
    if LINUX:
        missing = {name: tool for name, tool in TOOLS.items() if not tool.found()}
        bring([Need(name, tool.packages, False) for name, tool in missing.items()], ask=True)
        for name in (name for name, tool in missing.items() if not tool.found()):
            say(f"left out is what needs {name}: it is not installed")
    variables: dict[str, str] = {}
    for variable, make in PREPARATIONS.items():
        if os.environ.get(variable):
            continue
        try:
            variables[variable] = str(make())
        except (Refused, OSError) as reason:
            say(f"left out is what needs {variable}: {reason}")
    return variables


def ministack() -> Path:
    """A Cognito that is not ours. It pins its own botocore, so it gets an environment of its own."""
    python = python_of(CACHE / "ministack")
    if not output_of(str(python), "-c", "import ministack; print(1)"):
        run([sys.executable, "-m", "venv", "--clear", str(CACHE / "ministack")])
        pip(python, "ministack==1.5.33", "cryptography")
    return python


def pycognito() -> Path:
    """A Python client that judges the demo Cognito, with a boto3 of its own."""
    python = python_of(CACHE / "pycognito")
    if not output_of(str(python), "-c", "import pycognito; print(1)"):
        run([sys.executable, "-m", "venv", "--clear", str(CACHE / "pycognito")])
        pip(python, "pycognito==2024.5.1")
    return python


def moto() -> Path:
    """An emulator. Its server needs packages that nothing else here does."""
    python = python_of(CACHE / "moto")
    if not output_of(str(python), "-c", "import moto.server; print(1)"):
        run([sys.executable, "-m", "venv", "--clear", str(CACHE / "moto")])
        pip(python, "moto[cognitoidp,server]==5.2.5")
    return python


def aws_cli() -> Path:
    """The AWS CLI and boto3, which judge our credentials, in an environment of their own."""
    python = python_of(CACHE / "awscli")
    if not output_of(str(python), "-c", "import awscli, boto3; print(1)"):
        run([sys.executable, "-m", "venv", "--clear", str(CACHE / "awscli")])
        pip(python, "awscli==1.46.3", "boto3")
    return python


def cognito_local() -> Path:
    """Another emulator, of npm."""
    folder = of_npm("cognito-local", "cognito-local@5.3.0")
    return folder / "node_modules" / ".bin" / "cognito-local"


def reference_client() -> Path:
    """AWS's own JavaScript clients, old and new, its verifier, and three clients of OpenID, which judge
    the demo Cognito.

    esbuild makes of them what a browser can load. oidc-provider judges the program's own sign-in
    with the browser.
    """
    return of_npm(
        "reference",
        "amazon-cognito-identity-js@6.3.16",
        "aws-amplify@6.22.1",
        "openid-client@6.9.0",
        "oauth4webapi@3.8.8",
        "oidc-client-ts@3.5.0",
        "aws-jwt-verify@5.2.1",
        "oidc-provider@9.13.3",
        "esbuild@0.28.2",
    )


def pyright() -> Path:
    """A second type checker, which looks at the example programs."""
    return of_npm("pyright", "pyright@1.1.414") / "node_modules" / ".bin" / "pyright"


def qt_asyncio() -> Path:
    """Qt's own asyncio loop, of a wheel that nothing else here needs."""
    folder = CACHE / "qtasyncio"
    if not (folder / "PySide6" / "QtAsyncio").is_dir():
        pip(Path(sys.executable), "--target", str(folder), "--no-deps", "PySide6-Addons>=6.8,<6.12")
    return folder


def of_npm(name: str, *packages: str) -> Path:
    folder = CACHE / name
    npm = shutil.which("npm")
    if not npm:
        raise Refused("npm is not installed")
    folder.mkdir(parents=True, exist_ok=True)
    options = ["--silent", "--no-audit", "--no-fund", "--no-package-lock"]
    run([npm, "install", "--prefix", str(folder), *options, *packages])
    return folder


def clean_root() -> Path:
    """A Debian in which the .deb is installed, with nothing but what it depends on."""
    return debian("clean-root", "libegl1,libgl1,libdbus-1-3,fontconfig,fonts-dejavu-core")


def bare_root() -> Path:
    """A Debian with nothing but Python and git, in which this script itself is tried."""
    return debian("bare-root", "python3-venv,git,ca-certificates")


def debian(name: str, packages: str) -> Path:
    if not LINUX or not system.is_root() or not shutil.which("debootstrap"):
        raise Refused("debootstrap, as root, is what makes a Debian in a folder")
    root, complete = CACHE / name, CACHE / f"{name}.complete"
    if not (complete.is_file() and complete.read_text("utf-8") == packages):
        shutil.rmtree(root, ignore_errors=True)
        CACHE.mkdir(exist_ok=True)
        say(f"making .cache/{name}")
        failure = attempted(
            ["debootstrap", "--variant=minbase", f"--include={packages}", "bookworm", str(root)]
        )
        if failure is not None:
            raise Refused(f"debootstrap failed: {failure[-300:]}")
        complete.write_text(packages, "utf-8")
    return root


PREPARATIONS: Mapping[str, Callable[[], Path]] = {
    "DESKTOP_LOGIN_MINISTACK": ministack,
    "DESKTOP_LOGIN_MOTO": moto,
    "DESKTOP_LOGIN_AWS_CLI": aws_cli,
    "DESKTOP_LOGIN_COGNITO_LOCAL": cognito_local,
    "DESKTOP_LOGIN_REFERENCE_CLIENT": reference_client,
    "DESKTOP_LOGIN_PYCOGNITO": pycognito,
    "DESKTOP_LOGIN_PYRIGHT": pyright,
    "DESKTOP_LOGIN_QT_ASYNCIO": qt_asyncio,
    "DESKTOP_LOGIN_CLEAN_ROOT": clean_root,
    "DESKTOP_LOGIN_BARE_ROOT": bare_root,
}

if __name__ == "__main__":
    sys.exit(main())
