"""The SBOM of the finished executable, against what is really in it.

What is in it is found out here by other means than the build's: the folder is walked, the archive is read out of the
executable, and owners are looked up by name in the RECORD files and in dpkg's lists.
"""

from __future__ import annotations

import copy
import hashlib
import json
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import distributions, version
from pathlib import Path
from typing import Any

import pytest

import desktop_login
from tests.packaging.conftest import ROOT

pytestmark = pytest.mark.packaging
linux = pytest.mark.skipif(sys.platform != "linux", reason="of the Linux build")
Document = dict[str, Any]
PROGRAM = f"pkg:generic/desktop-login@{desktop_login.__version__}"
PYTHON = f"pkg:generic/python@{platform.python_version()}"
# Libraries of other projects that wheels bring.
FROM_OTHERS = ("libQt6", "libicu", "libgmp", "libmpfr", "libmpc")
# No wheel has its licence text, so the notices give the address.
WITHOUT_TEXT = {"ICU"}
# Parts of fido2 under licences of their own, whose texts are among its.
TEXT_OF_FIDO2 = {"fido2 HID": "COPYING.APLv2", "Public Suffix List": "COPYING.MPLv2"}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


# --- what the SBOM says


@pytest.fixture(scope="module")
def document(built: Path) -> Document:
    text = (built / "_internal" / "licences" / "sbom.cdx.json").read_text("utf-8")
    read: Document = json.loads(text)
    return read


def components(document: Document) -> list[dict[str, Any]]:
    return [document["metadata"]["component"], *document["components"]]


def listed(document: Document, kind: str) -> dict[str, tuple[str, str]]:
    """`kind` is "file" or "module". Name → (SHA-256, purl of the component that it is listed under)."""
    return {
        part["name"]: (part["hashes"][0]["content"], whole["purl"])
        for whole in components(document)
        for part in whole.get("components", ())
        if part["type"] == "file" and part["bom-ref"].startswith(f"{kind}:")
    }


# --- what is there


@pytest.fixture(scope="module")
def files(built: Path) -> dict[str, str]:
    """Every file of the folder → SHA-256, but the executable and the notices, which cannot hold their own hash."""
    found = {}
    for path in built.rglob("*"):
        if path.is_symlink() or not path.is_file() or path.parent == built:
            continue
        name = path.relative_to(built / "_internal").as_posix()
        if not name.startswith("licences/"):
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    assert len(found) > 100
    return found


def executable_of(built: Path) -> Any:
    """PyInstaller's reader of the archive at the end of the executable."""
    from PyInstaller.archive.readers import CArchiveReader

    return CArchiveReader(
        str(built / ("desktop-login.exe" if sys.platform == "win32" else "desktop-login"))
    )


@pytest.fixture(scope="module")
def modules(built: Path) -> dict[str, str]:
    """Every module in the executable's archive → SHA-256 of its code."""
    token_verifier = executable_of(built)
    (inner,) = (entry for entry, fields in token_verifier.toc.items() if fields[-1] == "z")
    archive = token_verifier.open_embedded_archive(inner)
    code = {name: archive.extract(name, raw=True) for name in archive.toc}
    found = {name: hashlib.sha256(raw).hexdigest() for name, raw in code.items() if raw is not None}
    assert len(found) > 500
    return found


@pytest.fixture(scope="module")
def start_code(built: Path) -> set[str]:
    """Modules and scripts that lie in the executable, before its archive."""
    table = executable_of(built).toc
    found = {entry for entry, fields in table.items() if fields[-1] in {"m", "M", "s"}}
    assert "pyiboot01_bootstrap" in found
    return found


@pytest.fixture(scope="module")
def recorded() -> dict[str, set[str]]:
    """Path inside a wheel → purls of the distributions that have it. Without this program's own."""
    found: dict[str, set[str]] = {}
    for distribution in distributions():
        if distribution.metadata["Name"] == "desktop-login":
            continue
        purl = f"pkg:pypi/{normal(distribution.metadata['Name'])}@{distribution.version}"
        for file in distribution.files or ():
            found.setdefault(file.as_posix(), set()).add(purl)
    return found


def day_of_suffix_list() -> str:
    import fido2

    text = Path(fido2.__file__).with_name("public_suffix_list.dat").read_text("utf-8")
    found = re.search(r"VERSION: ([0-9-]+)_", text)
    assert found is not None
    return found[1]


def owners_of_module(name: str, recorded: dict[str, set[str]]) -> set[str]:
    top = name.partition(".")[0]
    if name == "fido2.hid" or name.startswith("fido2.hid."):  # by others, under another licence
        return {f"pkg:generic/fido2-hid@{version('fido2')}"}
    if top == "desktop_login":
        return {PROGRAM}
    place = name.replace(".", "/")
    owners = recorded.get(f"{place}.py", set()) | recorded.get(f"{place}/__init__.py", set())
    if name == "_pyi_rth_utils" or name.startswith("_pyi_rth_utils."):
        owners = {f"pkg:pypi/pyinstaller@{version('pyinstaller')}"}
    # inside the library of their distribution, which records no file of theirs
    if top in {"shibokensupport", "signature_bootstrap"}:
        owners = {f"pkg:pypi/shiboken6@{version('shiboken6')}"}
    if not owners and (top in sys.stdlib_module_names or top.startswith("_sysconfigdata")):
        return {PYTHON}
    return owners


def owners_of_file(name: str, recorded: dict[str, set[str]]) -> set[str]:
    """Empty for the system's libraries and what wheels bring of others; both have a test of their own."""
    if name.startswith("desktop_login/resources/fonts/"):
        from installer.freeze import FONT

        return {FONT.purl}
    if name.startswith(("desktop_login/", "shiboken6/files.dir/")):
        return {PROGRAM}
    if name == "fido2/public_suffix_list.dat":  # by others, under another licence
        return {f"pkg:generic/public-suffix-list@{day_of_suffix_list()}"}
    if sys.platform != "linux":
        return set()  # other systems have other names for the rest
    if "/lib-dynload/" in name or "libpython" in name or name == "base_library.zip":
        return {PYTHON}
    if "/Qt/" in name or Path(name).name.startswith(FROM_OTHERS):
        return set()
    if "/" in name:
        return recorded[name]
    # PyInstaller puts a wheel's libraries into the top folder.
    return {
        purl
        for file, purls in recorded.items()
        for purl in purls
        if file.rpartition("/")[2] == name
    }


# --- the two against each other


def complaints(
    document: Document,
    files: dict[str, str],
    modules: dict[str, str],
    recorded: dict[str, set[str]],
    start_code: set[str],
) -> Iterator[str]:
    """What is missing, too much, wrong or under the wrong component."""
    for kind, there in (("file", files), ("module", modules)):
        message = listed(document, kind)
        yield from (f"{kind} {name} is not listed" for name in there.keys() - message.keys())
        yield from (f"{kind} {name} does not exist" for name in message.keys() - there.keys())
        for name in there.keys() & message.keys():
            if there[name] != message[name][0]:
                yield f"{kind} {name} has another hash"
    message = listed(document, "module")
    for name in modules.keys() & message.keys():
        owners = owners_of_module(name, recorded)
        if message[name][1] not in owners:
            yield f"module {name} is listed under {message[name][1]}, and belongs to {owners}"
    message = listed(document, "file")
    for name in files.keys() & message.keys():
        owners = owners_of_file(name, recorded)
        if owners and message[name][1] not in owners:
            yield f"file {name} is listed under {message[name][1]}, and belongs to {owners}"
    purls = {part["purl"] for part in components(document)}
    for name in start_code:
        for file, owners in recorded.items():
            if (
                file.endswith(f"/{name}.py")
                and "yinstaller/" in file.lower()
                and not owners & purls
            ):
                yield f"{name} of {owners} is in the executable"


def test_everything_in_the_executable_is_listed_with_its_hash_under_its_owner(
    document: Document,
    files: dict[str, str],
    modules: dict[str, str],
    recorded: dict[str, set[str]],
    start_code: set[str],
) -> None:
    assert list(complaints(document, files, modules, recorded, start_code)) == []


def _drop_component(name: str) -> Callable[[Document], None]:
    def change(document: Document) -> None:
        before = len(document["components"])
        document["components"] = [c for c in document["components"] if c["name"] != name]
        assert len(document["components"]) == before - 1

    return change


def _drop_part(reference: str) -> Callable[[Document], None]:
    def change(document: Document) -> None:
        for whole in components(document):
            parts = whole.get("components", [])
            whole["components"] = [part for part in parts if part["bom-ref"] != reference]

    return change


def _other_hash(reference: str) -> Callable[[Document], None]:
    def change(document: Document) -> None:
        for whole in components(document):
            for part in whole.get("components", ()):
                if part["bom-ref"] == reference:
                    part["hashes"][0]["content"] = "0" * 64

    return change


def _move(reference: str, target: str) -> Callable[[Document], None]:
    def change(document: Document) -> None:
        moved = [
            part
            for whole in components(document)
            for part in whole.get("components", ())
            if part["bom-ref"] == reference
        ]
        _drop_part(reference)(document)
        new = next(whole for whole in components(document) if whole["name"] == target)
        new["components"].extend(moved)

    return change


@pytest.mark.parametrize(
    "change",
    [
        _drop_component("urllib3"),
        _drop_component("pyinstaller"),
        _drop_component("python"),
        _drop_part("module:botocore.session"),
        _drop_part("file:base_library.zip"),
        _other_hash("module:botocore.session"),
        _other_hash("file:base_library.zip"),
        _move("module:botocore.session", "urllib3"),
    ],
)
def test_a_list_with_one_fault_is_noticed(
    change: Callable[[Document], None],
    document: Document,
    files: dict[str, str],
    modules: dict[str, str],
    recorded: dict[str, set[str]],
    start_code: set[str],
) -> None:
    changed = copy.deepcopy(document)
    change(changed)
    assert changed != document
    assert list(complaints(changed, files, modules, recorded, start_code))


@pytest.mark.skipif(
    sys.platform != "linux" or not shutil.which("dpkg-query"), reason="asks dpkg for the owners"
)
def test_libraries_of_the_system_are_listed_under_their_packages(
    document: Document, files: dict[str, str], recorded: dict[str, set[str]]
) -> None:
    message = listed(document, "file")
    in_wheels = {Path(file).name for file in recorded}
    checked = set()
    for name in files:
        library = Path(name).name
        if "/" in name or ".so" not in name or library in in_wheels or "libpython" in name:
            continue
        done = subprocess.run(
            ["dpkg-query", "--search", f"*/{library}"], capture_output=True, text=True, check=True
        )
        packages = {line.partition(":")[0] for line in done.stdout.splitlines()}
        found = re.fullmatch(r"pkg:deb/[a-z]+/([^@]+)@([^?]+)\?.*", message[name][1])
        assert found is not None, message[name][1]
        package = found.group(1).replace("%2B", "+")
        assert package in packages
        known = subprocess.run(
            ["dpkg-query", "--show", "--showformat=${Version}", package],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.splitlines()
        assert found.group(2).replace("%3A", ":").replace("%2B", "+") in known
        checked.add(package)
    assert {"libssl3", "libffi8", "zlib1g", "libstdc++6"} <= {
        re.sub("t64$", "", package) for package in checked
    }


@linux
def test_libraries_inside_wheels_have_components_of_their_own(document: Document) -> None:
    owners = {Path(name).name: purl for name, (_, purl) in listed(document, "file").items()}
    for beginning, wanted in (
        ("libQt6Core", "qt"),
        ("libqxcb", "qt"),
        ("libicuuc", "icu"),
        ("libgmp", "gmp"),
        ("libmpfr", "mpfr"),
        ("libmpc", "mpc"),
    ):
        found = {purl for name, purl in owners.items() if name.startswith(beginning)}
        assert len(found) == 1, (beginning, found)
        assert re.fullmatch(rf"pkg:generic/{wanted}@\d+(\.\d+)*", found.pop())


def test_what_a_native_file_was_compiled_from_is_listed(document: Document) -> None:
    """cryptography brings OpenSSL inside its one native file, and says so in an SBOM of its own."""
    whole = next(part for part in document["components"] if part["name"] == "cryptography")
    inside = {part["name"]: part.get("version") for part in whole["components"]}
    own = [
        json.loads(Path(str(file.locate())).read_text("utf-8"))
        for found in distributions(name="cryptography")
        for file in found.files or ()
        if file.name == "sbom.json"
    ]
    assert own
    for part in own[0]["components"]:
        assert inside[part["name"]] == part["version"]


@linux
def test_every_component_has_a_version_a_licence_and_its_text(
    document: Document, built: Path
) -> None:
    notices = built / "_internal" / "licences"
    index = (notices / "INDEX.txt").read_text("utf-8")
    for part in document["components"]:
        name = part["name"]
        assert part["version"] != "unknown", name
        assert part["licenses"], name
        assert f"{name} {part['version']}: " in index
        if name in TEXT_OF_FIDO2:
            (text,) = (notices / "fido2").rglob(TEXT_OF_FIDO2[name])
            assert text.stat().st_size > 1000
            continue
        folder = notices / re.sub(r"[^\w.-]", "_", name)
        texts = [file for file in folder.rglob("*") if file.is_file() and file.stat().st_size > 100]
        assert bool(texts) != (name in WITHOUT_TEXT), name
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in (notices / "Qt" / "COPYING.LESSER").read_text(
        "utf-8"
    )


def test_valid_and_of_no_machine(document: Document, built: Path) -> None:
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    text = (built / "_internal" / "licences" / "sbom.cdx.json").read_text("utf-8")
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    assert document["metadata"]["component"]["version"] == desktop_login.__version__
    for place in (Path.home(), ROOT, sys.prefix, sys.base_prefix):
        assert str(place) not in text
    depended = next(
        entry
        for entry in document["dependencies"]
        if entry["ref"] == components(document)[0]["bom-ref"]
    )
    assert set(depended["dependsOn"]) == {part["bom-ref"] for part in document["components"]}


def test_every_bundled_distribution_is_pinned(document: Document) -> None:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pins = {
        (normal(name), pinned.partition(";")[0].strip())
        for name, _, pinned in (line.partition("==") for line in lines if "==" in line)
    }
    bundled = {
        (part["name"], part["version"])
        for part in document["components"]
        if part["purl"].startswith("pkg:pypi/")
    }
    assert {(normal(name), found) for name, found in bundled} - pins == set()
    assert {"urllib3", "typing_extensions"} <= {name for name, _ in bundled}
