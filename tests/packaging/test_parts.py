"""Whose a file is: told for every file of a build, and an error for a file that has no owner."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import boto3
import pytest

pytest.importorskip("PyInstaller", reason="the extra `packaging` is not installed")

from installer import licences, sbom, signatures
from installer.collected import Item
from installer.parts import Origins, Part, from_distribution, python

ROOT = Path(__file__).parent.parent.parent
PROGRAM = Part("desktop-login", "1.0", "pkg:generic/desktop-login@1.0", ("MIT",))


@pytest.fixture(scope="module")
def origins() -> Origins:
    return Origins(PROGRAM, [Path(__file__).parent])


def test_a_file_of_a_distribution_is_its(origins: Origins) -> None:
    assert origins.of(Path(boto3.__file__)) == from_distribution("boto3")


def test_what_others_wrote_in_fido2_has_their_licence(origins: Origins, tmp_path: Path) -> None:
    import fido2.client
    import fido2.hid

    folder = Path(fido2.client.__file__).parent.parent
    whole = origins.of(Path(fido2.client.__file__))
    assert (whole.name, whole.licences) == ("fido2", ("BSD-2-Clause",))
    assert {name for name, _ in whole.texts} == {"COPYING", "COPYING.APLv2", "COPYING.MPLv2"}
    hid = origins.of(Path(fido2.hid.__file__))
    assert (hid.licences, hid.comes_with) == (("Apache-2.0",), whole.purl)
    suffixes = origins.of(folder / "public_suffix_list.dat")
    assert (suffixes.name, suffixes.licences) == ("Public Suffix List", ("MPL-2.0",))
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", suffixes.version)
    index = (licences.write(tmp_path, PROGRAM, [whole, hid, suffixes]) / "INDEX.txt").read_text()
    assert "COPYING.APLv2 of fido2" in index
    assert "COPYING.MPLv2 of fido2" in index
    assert "https://publicsuffix.org/list/public_suffix_list.dat" in index


def test_the_executable_gets_the_list_that_fido2_reads_at_import() -> None:
    from PyInstaller.utils.hooks import collect_data_files

    hook = (ROOT / "desktop_login" / "pyinstaller" / "hook-fido2.py").read_text("utf-8")
    assert 'collect_data_files("fido2", includes=["public_suffix_list.dat"])' in hook
    found = collect_data_files("fido2", includes=["public_suffix_list.dat"])
    assert [Path(target).as_posix() for _, target in found] == ["fido2"]


def test_a_file_of_the_standard_library_is_pythons(origins: Origins) -> None:
    assert origins.of(Path(json.__file__)) == python()
    assert python().version == sys.version.split()[0]


def test_a_file_that_the_build_makes_is_the_programs(origins: Origins) -> None:
    assert origins.of(Path(__file__)) == PROGRAM


@pytest.mark.medium
def test_pysides_own_modules_are_all_found_and_compile(tmp_path: Path) -> None:
    unpacked = signatures.Unpacked(tmp_path / "pyside").write()
    # those that PySide6 imports from C, whatever others it may have
    assert {
        "shibokensupport",
        "shibokensupport.feature",
        "shibokensupport.signature",
        "shibokensupport.signature.loader",
        "shibokensupport.signature.parser",
    } <= set(unpacked.modules)
    for file in unpacked.folder.rglob("*.py"):
        compile(file.read_text("utf-8"), str(file), "exec")
    ((note, place),) = unpacked.data
    assert Path(note).is_file()
    assert place == "shiboken6/files.dir"


def test_a_file_that_others_wrote_is_theirs(tmp_path: Path) -> None:
    font = Part("Font", "1", "pkg:generic/font@1")
    (tmp_path / "fonts").mkdir()
    for name in ("fonts/a.otf", "ours.png"):
        (tmp_path / name).touch()
    origins = Origins(PROGRAM, [tmp_path], {tmp_path / "fonts": font})
    assert origins.of(tmp_path / "fonts" / "a.otf") is font
    assert origins.of(tmp_path / "ours.png") is PROGRAM


def test_a_module_without_an_owner_ends_the_build(origins: Origins, tmp_path: Path) -> None:
    stray = tmp_path / "stray.py"
    stray.write_text("", "utf-8")
    with pytest.raises(RuntimeError, match=r"stray\.py belongs to no installed distribution"):
        origins.of(stray)


def test_a_module_beside_the_distributions_without_an_owner_ends_the_build(
    origins: Origins,
) -> None:
    with pytest.raises(RuntimeError, match="belongs to no installed distribution"):
        origins.of(Path(boto3.__file__).with_name("put_here_by_somebody.py"))


def test_a_library_without_an_owner_is_listed_as_itself(origins: Origins, tmp_path: Path) -> None:
    part = origins.of(tmp_path / "libstray.so.1")
    assert (part.name, part.version) == ("libstray.so.1", "unknown")


def test_the_same_build_has_the_same_sbom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    inventory = {
        PROGRAM: [Item("desktop_login", "0" * 64, True)],
        from_distribution("boto3"): [Item("boto3", "1" * 64, True)],
    }
    first = sbom.write(tmp_path / "first", PROGRAM, inventory).read_text("utf-8")
    second = sbom.write(tmp_path / "second", PROGRAM, inventory).read_text("utf-8")
    assert first == second
    assert json.loads(first)["metadata"]["timestamp"] == "2023-11-14T22:13:20+00:00"
    inventory[PROGRAM] = [Item("desktop_login", "2" * 64, True)]
    changed = sbom.write(tmp_path / "third", PROGRAM, inventory).read_text("utf-8")
    assert json.loads(changed)["serialNumber"] != json.loads(first)["serialNumber"]


def test_texts_of_the_same_name_do_not_replace_each_other(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("one", "utf-8")
    (tmp_path / "b").write_text("other", "utf-8")
    texts = (("LICENSE", tmp_path / "a"), ("vendored/LICENSE", tmp_path / "b"))
    part = Part("x", "1", "pkg:generic/x@1", ("MIT",), texts=texts)
    folder = licences.write(tmp_path / "licences", PROGRAM, [PROGRAM, part])
    assert (folder / "x" / "LICENSE").read_text("utf-8") == "one"
    assert (folder / "x" / "vendored" / "LICENSE").read_text("utf-8") == "other"
    assert "x 1: MIT." in (folder / "INDEX.txt").read_text("utf-8")
