"""Folders and files for their owner only, where the umask, an older version or a link would have it otherwise."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_login.system.files import (
    new_folder,
    open_to_append,
    private_file,
    private_folder,
    read_at_most,
)
from tests.fakes.settings_files import write

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows inherits access lists")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


@pytest.fixture(autouse=True)
def _no_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


POOL = {"user_pool_id": "us-east-1_AbC", "client_id": "abc"}


class TestFolders:
    def test_every_folder_that_is_made_is_private(self, tmp_path: Path) -> None:
        new_folder(tmp_path / "a" / "b" / "c")
        for folder in ("a", "a/b", "a/b/c"):
            assert mode(tmp_path / folder) == 0o700

    def test_what_is_there_and_not_ours_stays_as_it_is(self, tmp_path: Path) -> None:
        shared = tmp_path / "shared"
        shared.mkdir(mode=0o755)
        for make in (new_folder, private_folder):
            make(shared)
            assert mode(shared) == 0o755

    @pytest.mark.parametrize("inside", ["", "log", "0123456789abcdef"])
    def test_ours_is_narrowed_and_nothing_above_it(self, tmp_path: Path, inside: str) -> None:
        share, ours = tmp_path / "share", tmp_path / "share" / "desktop-login"
        folder = ours / inside
        folder.mkdir(mode=0o777, parents=True)
        share.chmod(0o755)
        private_folder(folder)
        assert mode(share) == 0o755
        assert mode(ours) == mode(folder) == 0o700

    def test_what_its_owner_has_made_read_only_stays_so(self, tmp_path: Path) -> None:
        ours = tmp_path / "desktop-login"
        ours.mkdir(mode=0o555)
        private_folder(ours)
        assert mode(ours) == 0o500

    def test_a_link_in_our_place_is_used_and_its_target_not_narrowed(self, tmp_path: Path) -> None:
        elsewhere = tmp_path / "dotfiles"
        elsewhere.mkdir(mode=0o755)
        (tmp_path / "desktop-login").symlink_to(elsewhere)
        private_folder(tmp_path / "desktop-login")
        assert mode(elsewhere) == 0o755

    @pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs root")
    def test_somebody_elses_is_not_touched(self, tmp_path: Path) -> None:
        theirs = tmp_path / "desktop-login"
        theirs.mkdir(mode=0o755)
        os.chown(theirs, 65534, 65534)
        private_folder(theirs)
        assert mode(theirs) == 0o755

    def test_a_file_in_its_place_is_an_error(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("", "utf-8")
        for folder in (tmp_path / "file", tmp_path / "file" / "below"):
            with pytest.raises(OSError, match=r"file"):
                private_folder(folder)

    def test_a_dangling_link_in_its_place_is_an_error(self, tmp_path: Path) -> None:
        (tmp_path / "desktop-login").symlink_to(tmp_path / "nowhere")
        with pytest.raises(NotADirectoryError):
            private_folder(tmp_path / "desktop-login")
        assert not (tmp_path / "nowhere").exists()

    def test_another_process_makes_it_first(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        real = Path.mkdir

        def late(self: Path, mode: int = 0o777) -> None:
            real(self, mode)
            real(self, mode)

        monkeypatch.setattr(Path, "mkdir", late)
        new_folder(tmp_path / "a")
        assert mode(tmp_path / "a") == 0o700

    def test_windows_inherits(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("desktop_login.system.files.sys.platform", "win32")
        ours = tmp_path / "desktop-login"
        ours.mkdir(mode=0o755)
        private_folder(ours)
        private_file(ours / "file")
        assert mode(ours) == 0o755


class TestFiles:
    def test_new_and_wide_files(self, tmp_path: Path) -> None:
        new, wide = tmp_path / "new", tmp_path / "wide"
        wide.write_bytes(b"old")
        wide.chmod(0o666)
        for file in (new, wide):
            with os.fdopen(open_to_append(file), "ab") as stream:
                stream.write(b"more")
            assert mode(file) == 0o600
        assert wide.read_bytes() == b"oldmore"

    def test_a_link_is_neither_written_to_nor_narrowed_nor_read(self, tmp_path: Path) -> None:
        target, link = tmp_path / "target", tmp_path / "link"
        target.write_bytes(b"theirs")
        target.chmod(0o644)
        link.symlink_to(target)
        for call in (lambda: open_to_append(link), lambda: read_at_most(link, 10)):
            with pytest.raises(OSError, match="link"):
                call()
        link.unlink()
        link.symlink_to(tmp_path / "made by nobody")
        with pytest.raises(OSError, match="link"):
            private_file(link)
        assert (mode(target), target.read_bytes()) == (0o644, b"theirs")
        assert not (tmp_path / "made by nobody").exists()

    def test_a_hard_link_is_not_written_to(self, tmp_path: Path) -> None:
        target, link = tmp_path / "target", tmp_path / "link"
        target.write_bytes(b"theirs")
        target.chmod(0o644)
        link.hardlink_to(target)
        with pytest.raises(OSError, match="also another file"):
            open_to_append(link)
        assert mode(target) == 0o644

    def test_what_is_no_file_is_refused_without_waiting(self, tmp_path: Path) -> None:
        fifo = tmp_path / "fifo"
        os.mkfifo(fifo, 0o644)
        for path in (fifo, Path(os.devnull), tmp_path):
            with pytest.raises(OSError, match=r"fifo|null|directory"):
                open_to_append(path)
            with pytest.raises(OSError, match=r"not a regular file"):
                read_at_most(path, 10)
        assert mode(fifo) == 0o644

    def test_at_most_one_byte_more_than_asked_for_is_read(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_bytes(b"0123456789")
        assert read_at_most(tmp_path / "file", 4) == b"01234"


class TestSettings:
    def test_our_folder_and_the_file_are_private(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
        ours = tmp_path / "config" / "desktop-login"
        ours.mkdir(parents=True, mode=0o755)
        (tmp_path / "config").chmod(0o755)
        write(ours / "settings.toml", POOL)
        assert mode(tmp_path / "config") == 0o755
        assert (mode(ours), mode(ours / "settings.toml")) == (0o700, 0o600)

    def test_a_folder_that_the_person_has_chosen_keeps_its_permissions(
        self, tmp_path: Path
    ) -> None:
        """A checkout is called like our folder, too."""
        chosen = tmp_path / "desktop-login"
        chosen.mkdir(mode=0o755)
        write(chosen / "settings.toml", POOL)
        assert (mode(chosen), mode(chosen / "settings.toml")) == (0o755, 0o600)

    def test_what_a_link_names_is_written_and_the_link_stays(self, tmp_path: Path) -> None:
        target, link = tmp_path / "target", tmp_path / "settings.toml"
        target.write_text("", "utf-8")
        target.chmod(0o644)
        link.symlink_to(target)
        write(link, POOL)
        assert link.is_symlink()
        assert 'client_id = "abc"' in target.read_text("utf-8")
        assert mode(target) == 0o600
