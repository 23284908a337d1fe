"""Packs the one-folder build as a .deb: `python -m installer.linux.make_deb dist/desktop-login OUTPUT_FOLDER`.

The folder goes to /usr/lib, where users cannot write. The command is a link to the program for the
console, the menu entry names the windowed one; completions lie where each shell looks for them.
Debian policy: https://www.debian.org/doc/debian-policy/ch-binary.html
"""

from __future__ import annotations

import argparse
import gzip
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from installer.freeze import ICONS, ROOT, VERSION

HERE = Path(__file__).resolve().parent
NAME = "desktop-login"
_ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
# What PyInstaller leaves to the system, because it belongs to the graphics driver or the C library.
# Below /usr/share. tcsh has no such folder.
_COMPLETIONS = {
    "bash": f"bash-completion/completions/{NAME}",
    "zsh": f"zsh/vendor-completions/_{NAME}",
    "fish": f"fish/vendor_completions.d/{NAME}.fish",
}
_DEPENDS = ("libegl1", "libgl1", "libdbus-1-3", "fontconfig")


def make(folder: Path, output: Path, compression: int = 6) -> Path:
    """Returns the package. Raises CalledProcessError if dpkg-deb refuses.

    `compression` is xz's level, 0 to 9: 1 packs in a fifth of the time, for trying it out. The same
    folder gives the same bytes: dpkg-deb takes no time later than SOURCE_DATE_EPOCH, see dpkg-deb(1).
    """
    architecture = _ARCHITECTURES[platform.machine()]
    with tempfile.TemporaryDirectory() as work:
        root = Path(work) / "root"
        _lay_out(folder, root)
        _control(root, architecture)
        for path in [root, *root.rglob("*")]:
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
        output.mkdir(parents=True, exist_ok=True)
        package = output / f"{NAME}_{VERSION}_{architecture}.deb"
        subprocess.run(
            [
                "dpkg-deb",
                "--root-owner-group",
                "-Zxz",
                f"-z{compression}",
                "--build",
                str(root),
                str(package),
            ],
            check=True,
            stdout=subprocess.DEVNULL,
            env={"SOURCE_DATE_EPOCH": _time_of(folder)} | os.environ,
        )
    return package


def _time_of(folder: Path) -> str:
    """When the executable was built, in seconds since 1970."""
    return str(int((folder / NAME).stat().st_mtime))


def _lay_out(folder: Path, root: Path) -> None:
    shutil.copytree(folder, root / "usr" / "lib" / NAME, symlinks=True)
    share = root / "usr" / "share"
    _link(root / "usr" / "bin" / NAME, f"/usr/lib/{NAME}/{NAME}-cli")
    for shell, place in _COMPLETIONS.items():
        _copy(ROOT / "resources" / "completions" / f"{NAME}.{shell}", share / place)
    _copy(HERE / f"{NAME}.desktop", share / "applications" / f"{NAME}.desktop")
    metainfo = next(HERE.glob("*.metainfo.xml"))
    _copy(metainfo, share / "metainfo" / metainfo.name)
    for picture in (ICONS / "hicolor").glob("*.png"):
        size = picture.stem
        _copy(picture, share / "icons" / "hicolor" / f"{size}x{size}" / "apps" / f"{NAME}.png")
    _copy(ICONS / f"{NAME}.svg", share / "icons" / "hicolor" / "scalable" / "apps" / f"{NAME}.svg")
    documents = share / "doc" / NAME
    documents.mkdir(parents=True)
    (documents / "copyright").write_text(
        "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n"
        "Upstream-Name: Desktop Login\n\nFiles: *\nCopyright: the authors of Desktop Login\n"
        "License: MIT\n"
        f"Comment: the licences of what is bundled lie in /usr/lib/{NAME}/_internal/licences.\n\n"
        "License: MIT\n"
        + "".join(
            f" {line}\n" if line.strip() else " .\n"
            for line in (ROOT / "LICENSE").read_text("utf-8").splitlines()
        ),
        "utf-8",
    )
    changes = (ROOT / "CHANGELOG.md").read_bytes()
    (documents / "changelog.gz").write_bytes(gzip.compress(changes, mtime=0))


def _control(root: Path, architecture: str) -> None:
    size = sum(path.lstat().st_size for path in root.rglob("*") if not path.is_dir()) // 1024
    control = root / "DEBIAN"
    control.mkdir()
    (control / "control").write_text(
        f"Package: {NAME}\nVersion: {VERSION}\nArchitecture: {architecture}\n"
        "Maintainer: Desktop Login <desktop-login@localhost>\n"
        f"Installed-Size: {size}\nDepends: libc6 (>= {_libc()}), {', '.join(_DEPENDS)}\n"
        "Recommends: gnome-keyring | kwalletmanager, ca-certificates\n"
        "Section: net\nPriority: optional\n"
        "Description: sign-in client for Amazon Cognito user pools\n"
        " Signs in by SRP, keeps the tokens fresh all day and shows what the ID token\n"
        " means. Secrets rest in the keychain of the desktop.\n",
        "utf-8",
    )


def _libc() -> str:
    return platform.libc_ver()[1] or "2.28"


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(source, target)


def _link(place: Path, target: str) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to(target)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m installer.linux.make_deb")
    parser.add_argument("folder", type=Path, help="dist/desktop-login")
    parser.add_argument("output", type=Path, help="where the package goes")
    given = parser.parse_args()
    print(make(given.folder, given.output))
    return 0


if __name__ == "__main__":
    sys.exit(main())
