"""A profile in the configuration file of AWS tools: written by section, read again by botocore, nothing else touched."""

from __future__ import annotations

import configparser
import os
import shlex
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_login.domain.aws_config import (
    NotOurs,
    gives_credentials,
    is_profile_name,
    quoted_for_posix,
    quoted_for_windows,
    section_lines,
    with_profile,
)
from desktop_login.services import aws_profile
from desktop_login.services.aws_profile import config_file, hidden_files, write_profile

COMMAND = '"/usr/bin/desktop-login" credentials --profile production'
LINES = section_lines("orders", "eu-west-1", COMMAND)
OURS = "\n".join(LINES) + "\n"
OTHER = "# mine\n[profile other]\nregion=us-east-1\ns3 =\n    max_concurrent_requests = 20\n"


def test_a_section_has_the_region_and_the_command() -> None:
    assert LINES == (
        "[profile orders]",
        "region = eu-west-1",
        f"credential_process = {COMMAND}",
    )
    assert section_lines("default", "eu-west-1", COMMAND)[0] == "[default]"


@pytest.mark.parametrize("before", ["", OTHER, OTHER + "\n", OTHER.rstrip("\n"), "\ufeff" + OTHER])
def test_a_new_profile_is_added_at_the_end_and_all_else_stays(before: str) -> None:
    after = with_profile(before, LINES)
    assert after.startswith(before)
    assert after.endswith(OURS)
    assert with_profile(after, LINES) == after


def test_a_profile_of_ours_is_replaced_and_what_was_added_to_it_stays() -> None:
    before = (
        "[profile orders]\nregion = us-east-1\noutput = json\n# a note\n"
        'credential_process = "/opt/desktop-login" credentials\n  --role old\ns3 =\n  a = b\n\n'
        + OTHER
    )
    assert with_profile(before, LINES) == (
        f"{LINES[0]}\n{LINES[1]}\n{LINES[2]}\noutput = json\n# a note\ns3 =\n  a = b\n\n{OTHER}"
    )


@pytest.mark.parametrize(
    "command",
    [
        '"/usr/bin/desktop-login" credentials',
        '"C:\\Program Files\\Desktop Login\\desktop-login.exe" credentials --profile x',
        '"/usr/bin/python3" -P -m desktop_login credentials',
    ],
)
def test_a_command_of_ours_is_known_again(command: str) -> None:
    before = f"[profile orders]\ncredential_process = {command}\n"
    assert COMMAND in with_profile(before, LINES)


@pytest.mark.parametrize(
    "section",
    [
        "[profile orders]\nregion = us-east-1\n",
        "[profile orders]\ncredential_process = other-tool credentials\n",
        "[ profile   orders ]\nrole_arn = arn:aws:iam::1:role/x\n",
        f"[profile orders]\naws_access_key_id = AKIA\ncredential_process = {COMMAND}\n",
        f"[profile orders]\nsso_session = x\ncredential_process = {COMMAND}\n",
        OURS + OURS,
    ],
)
def test_a_profile_that_something_else_has_written_is_not_replaced(section: str) -> None:
    with pytest.raises(NotOurs):
        with_profile(OTHER + section, LINES)


def test_a_profile_whose_name_only_begins_alike_is_another() -> None:
    before = "[profile orders2]\nrole_arn = x\n"
    assert with_profile(before, LINES) == before + "\n" + OURS


@pytest.mark.parametrize("name", ["orders", "a.b@c", "x" * 64])
def test_a_usual_name_is_the_name_of_a_profile(name: str) -> None:
    assert is_profile_name(name)


@pytest.mark.parametrize("name", ["", "a b", "a]b", "a\nb", "-a", "x" * 65, "ä"])
def test_an_unusual_name_is_no_name_of_a_profile(name: str) -> None:
    assert not is_profile_name(name)


# `shlex` takes a backslash before `$` and the backquote literally, and a shell does not: such words
# are read by a shell below.
WORDS = st.lists(
    st.text(st.characters(exclude_characters="\r\n\0$`", codec="utf-8")), min_size=1, max_size=5
)


@given(WORDS)
def test_a_quoted_command_is_split_into_the_same_words(words: list[str]) -> None:
    assert shlex.split(quoted_for_posix(words)) == words


@pytest.mark.medium
@pytest.mark.skipif(os.name != "posix", reason="there is no sh")
@pytest.mark.parametrize(
    "word", ["a b", "$HOME", "`id`", 'a"b', "a\\b", "a'b", "a;b", "a*b", "日本"]
)
def test_a_shell_reads_a_quoted_word_as_it_is(word: str) -> None:
    import subprocess

    line = quoted_for_posix(["printf", "%s", word])
    done = subprocess.run(["/bin/sh", "-c", line], capture_output=True, text=True, check=True)
    assert done.stdout == word


def test_a_line_break_cannot_be_quoted() -> None:
    for quote in (quoted_for_posix, quoted_for_windows):
        with pytest.raises(ValueError, match="quoted"):
            quote(["/bin/x", "a\nb"])


def test_windows_words_stand_in_quotes_where_they_have_blanks() -> None:
    words = ["C:\\Program Files\\x.exe", "credentials", "--profile", "a b"]
    assert quoted_for_windows(words) == '"C:\\Program Files\\x.exe" credentials --profile "a b"'
    with pytest.raises(ValueError, match="quoted"):
        quoted_for_windows(['a"b', "c"])


@pytest.mark.parametrize(
    ("text", "gives"),
    [
        ("", False),
        ("[default]\nregion = x\noutput = json\n", False),
        ("[other]\naws_access_key_id = AKIA\n", False),
        ("[default]\naws_access_key_id = AKIA\n", True),
        ("[default]\nAWS_ACCESS_KEY_ID=AKIA\n", True),
        ("[default]\ns3 =\n  max_queue_size = 1\n", False),
        ("[default]\n  aws_access_key_id = AKIA\n", True),
        ("[profile default]\naws_access_key_id = AKIA\n", True),
        ("[profile 'default']\naws_access_key_id = AKIA\n", True),
        ("[DEFAULT]\naws_access_key_id = AKIA\n[default]\nregion = x\n", True),
        ("\ufeff[default]\naws_access_key_id = AKIA\n", True),
        ("[profile defaults]\naws_access_key_id = AKIA\n", False),
        ("[default]\ncredential_process: x\n[other]\n", True),
    ],
)
def test_what_gives_credentials_is_seen(text: str, gives: bool) -> None:
    assert gives_credentials(text, "default") is gives


# Files.


def files(folder: Path) -> dict[str, str]:
    return {
        "AWS_CONFIG_FILE": str(folder / "aws" / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(folder / "aws" / "credentials"),
    }


def test_without_variables_the_files_are_those_of_the_home_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    assert config_file({}) == tmp_path / ".aws" / "config"


def test_a_written_profile_is_private_and_botocore_finds_its_command(tmp_path: Path) -> None:
    import botocore.session

    environment = files(tmp_path)
    file = write_profile(environment, "orders", LINES)
    assert file.read_text("utf-8") == OURS
    if os.name == "posix":
        assert file.stat().st_mode & 0o077 == 0
    session = botocore.session.Session(profile="orders")
    session.set_config_variable("config_file", str(file))
    assert session.full_config["profiles"]["orders"]["credential_process"] == COMMAND


def test_what_was_there_is_kept_once(tmp_path: Path) -> None:
    environment = files(tmp_path)
    file = config_file(environment)
    file.parent.mkdir()
    file.write_text(OTHER, "utf-8")
    write_profile(environment, "orders", LINES)
    backup = file.with_name("config.before-desktop-login")
    assert backup.read_text("utf-8") == OTHER
    write_profile(environment, "more", section_lines("more", "eu-west-1", COMMAND))
    assert backup.read_text("utf-8") == OTHER
    parser = configparser.RawConfigParser()
    parser.read(file, "utf-8")
    assert parser.sections() == ["profile other", "profile orders", "profile more"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    environment = files(tmp_path)
    file, real = config_file(environment), tmp_path / "dotfiles"
    file.parent.mkdir()
    real.write_text(OTHER, "utf-8")
    file.symlink_to(real)
    write_profile(environment, "orders", LINES)
    assert file.is_symlink()
    assert real.read_text("utf-8").endswith(OURS)


def test_keys_of_the_same_name_would_win_so_nothing_is_written(tmp_path: Path) -> None:
    environment = files(tmp_path)
    keys = tmp_path / "aws" / "credentials"
    keys.parent.mkdir()
    keys.write_text("[orders]\naws_access_key_id = AKIA\n", "utf-8")
    with pytest.raises(NotOurs):
        write_profile(environment, "orders", LINES)
    assert not config_file(environment).exists()


@pytest.mark.parametrize("content", [b"\xff\xfe", b"x" * (1024 * 1024 + 1)])
def test_a_file_that_is_no_text_is_left_alone(tmp_path: Path, content: bytes) -> None:
    environment = files(tmp_path)
    file = config_file(environment)
    file.parent.mkdir()
    file.write_bytes(content)
    with pytest.raises((OSError, UnicodeDecodeError)):
        write_profile(environment, "orders", LINES)
    assert file.read_bytes() == content


@pytest.mark.parametrize("before", [b"# caf\xe9\n", b"#" * (1024 * 1024) + b"\n"])
def test_a_file_that_only_other_tools_can_read_is_hidden_from_a_command(
    before: bytes, tmp_path: Path
) -> None:
    environment = files(tmp_path)
    file = config_file(environment)
    file.parent.mkdir()
    file.write_bytes(before + b"[default]\naws_access_key_id = AKIA\n")
    assert set(hidden_files(environment)) == {"AWS_CONFIG_FILE"}


@pytest.mark.skipif(sys.platform == "win32", reason="it has no pipes in folders")
def test_a_pipe_is_neither_read_nor_replaced(tmp_path: Path) -> None:
    environment = files(tmp_path)
    file = config_file(environment)
    file.parent.mkdir()
    os.mkfifo(file)
    with pytest.raises(OSError, match="pipe"):
        write_profile(environment, "orders", LINES)
    assert set(hidden_files(environment)) == {"AWS_CONFIG_FILE"}
    assert file.is_fifo()


@pytest.mark.skipif(sys.platform == "win32", reason="it has no /dev/null")
def test_a_device_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[Path] = []
    monkeypatch.setattr(aws_profile, "_write", lambda file, text: written.append(file))
    environment = files(tmp_path) | {"AWS_CONFIG_FILE": os.devnull}
    with pytest.raises(OSError, match="no ordinary file"):
        write_profile(environment, "orders", LINES)
    assert written == []
    assert hidden_files(environment) == {}


def test_a_profile_in_other_quotes_is_not_written_a_second_time() -> None:
    with pytest.raises(NotOurs):
        with_profile("[profile 'orders']\naws_access_key_id = AKIA\n", LINES)


def test_a_default_profile_with_credentials_is_hidden_from_a_command(tmp_path: Path) -> None:
    environment = files(tmp_path)
    assert hidden_files(environment) == {}
    folder = tmp_path / "aws"
    folder.mkdir()
    (folder / "credentials").write_text("[default]\naws_access_key_id = AKIA\n", "utf-8")
    assert hidden_files(environment) == {"AWS_SHARED_CREDENTIALS_FILE": os.devnull}
    (folder / "config").write_text("[default]\nsso_session = x\n", "utf-8")
    assert set(hidden_files(environment)) == {"AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"}
