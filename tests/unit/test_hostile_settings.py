"""Settings made to hang or to crash the program: each is one sentence with file and line, in time."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from desktop_login.domain.password_policy import is_email
from desktop_login.domain.pool import is_client_id, is_pool_id, is_region
from desktop_login.messages.message import in_english
from desktop_login.settings import SettingsError, load
from desktop_login.settings.ordinary_file import MAX_BYTES
from desktop_login.settings.toml_text import MAX_LINE
from tests.fakes.settings_files import write

# Many times what each takes; without the defences it is 5 to 20 s, or for ever.
GUARD_S = 3.0
POOL, CLIENT = "us-east-1_AbCdEfGhI", "abc123"


def refused(folder: Path, content: bytes, **how: dict[str, str]) -> str:
    (folder / "settings.toml").write_bytes(content)
    begun = time.process_time()
    with pytest.raises(SettingsError) as error:
        load(environment=how.get("environment", {}), config_folder=folder, working_folder=folder)
    assert time.process_time() - begun < GUARD_S
    return in_english(error.value.message)


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"\n\na=" + b"[" * 900, 3),
        (b"\na=" + b"[\n" * 10_000, None),
        (b"\na=" + b"{a=" * 300, 2),
        (b"\n\n\na=" + b"1" * 5_000, 4),
        (b"a=" + b"1" * 1_000 + b"\n" + b"b=" + b"1" * 5_000, 2),
        (b'\na="\\ud800"', 2),
        (b'\na="\xed\xa0\x80"', 2),
        (b'\na="\x00"', 2),
        (b"\n" + b"k" * 60_000 + b"=1", 2),
        (b"\na" + b".a" * 30_000 + b"=1", 2),
        (b"\n[" + b"a." * 30_000 + b"a]", 2),
        (b'\n"line 77"=1\n"line 77"=2', 3),
    ],
)  # fmt: skip
def test_hostile_toml_is_refused_with_its_line(
    tmp_path: Path, content: bytes, line: int | None
) -> None:
    words = refused(tmp_path, content)
    assert words.startswith(f"{tmp_path / 'settings.toml'}, line ")
    assert words.endswith(": the file cannot be read as settings.")
    number = int(words.partition(", line ")[2].partition(":")[0])
    if line is None:  # wherever the parser gives up, which differs between versions of Python
        assert 2 <= number <= 10_002
    else:
        assert number == line


@pytest.mark.parametrize(
    "content",
    [
        "\n".join(f"a{'.a' * i}.k{i}=1" for i in range(200)),
        "\n".join(f"{'a.' * 100}b{i}=1" for i in range(200)),
        "[[a]]\n" * 10_000,
        "".join(f"[profiles.a{i}]\nregion='x'\n" for i in range(2_000)),
        "[" + "ab" * 500 + "\n",
        "".join("[" + "ab" * 500 + "]\nk=1\n" for _ in range(60)),
    ],
)
def test_wide_and_repetitive_toml_is_refused_in_time(tmp_path: Path, content: str) -> None:
    assert len(content) < MAX_BYTES
    refused(tmp_path, content.encode())
    with pytest.raises(SettingsError):  # nor is anything written into it
        load(environment={}, config_folder=tmp_path, working_folder=tmp_path)


def test_settings_nested_too_deep_name_their_line_and_are_not_written_into(tmp_path: Path) -> None:
    content = "sign_up = true\n" + "\n".join(f"a{'.a' * i}.k{i}=1" for i in range(200))
    assert refused(tmp_path, content.encode()).endswith("line 2: a is not valid.")
    begun = time.process_time()
    with pytest.raises(SettingsError, match="line 2"):
        write(tmp_path / "settings.toml", {"user_pool_id": POOL, "client_id": CLIENT})
    assert time.process_time() - begun < GUARD_S
    assert (tmp_path / "settings.toml").read_text("utf-8") == content


@pytest.mark.parametrize("key", ["challenge_minutes", "password_min_length", "session_days"])
@pytest.mark.parametrize("text", ["1" * 5_000, "٣", "\ud800", "1_0", "+9", " 9"])
def test_numbers_in_the_environment_are_few_ascii_digits(
    tmp_path: Path, key: str, text: str
) -> None:
    name = f"COGNITO_{key.upper()}"
    message = refused(tmp_path, b"", environment={name: text})
    assert message.startswith(f"environment: {name} is not valid. Write a whole number from ")


@pytest.mark.parametrize("name", ["USER_POOL_ID", "CLIENT_ID", "CLIENT_SECRET", "REGION", "DOMAIN"])
@pytest.mark.parametrize("text", ["\udcff" * 30, "\ud800" * 30, "a" * 10_000_000, "\0" * 30])
def test_what_is_no_text_in_the_environment_is_refused(
    tmp_path: Path, name: str, text: str
) -> None:
    environment = {f"COGNITO_{name}": text}
    message = refused(tmp_path, b"", environment=environment)
    assert message.startswith(f"environment: COGNITO_{name} is not valid. ")
    assert text not in message


@pytest.mark.parametrize(
    "text",
    [
        "A=x" + " " * 60_000 + "y",
        "A=x" + "\t\x0b" * 30_000 + "y",
        "A='\\'\n" * 10_000,
        'A="\n' * 15_000,
        "\0" * 60_000,
    ],
    ids=["blanks", "tabs", "quotes", "lines", "zeros"],
)
def test_a_hostile_dotenv_takes_no_time(tmp_path: Path, text: str) -> None:
    from desktop_login.settings.sources import bindings

    def seconds(of: str) -> float:
        begun = time.process_time()
        list(bindings(of))
        return time.process_time() - begun

    assert len(text) <= MAX_BYTES
    ordinary = "A=x\n" * (len(text) // 4)
    assert seconds(text) < 5 * seconds(ordinary), "20 times as long, where it grows with the square"


def test_long_blanks_in_a_dotenv_change_nothing_else() -> None:
    from desktop_login.settings.sources import bindings

    text = f"A=1{' ' * 500}# note\n\n{' ' * 500}B='x'\nC=y\n"
    assert [(b.key, b.value) for b in bindings(text)] == [("A", "1"), ("B", "x"), ("C", "y")]


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such files there")
def test_a_pipe_or_folder_in_place_of_the_settings_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "settings.toml")
    with pytest.raises(SettingsError, match="not an ordinary file"):
        load(environment={}, config_folder=tmp_path, working_folder=tmp_path)
    with pytest.raises(SettingsError, match="not an ordinary file"):
        write(tmp_path / "settings.toml", {"user_pool_id": POOL, "client_id": CLIENT})
    (tmp_path / "deep" / "settings.toml").mkdir(parents=True)
    with pytest.raises(SettingsError, match="not an ordinary file"):
        load(environment={}, config_folder=tmp_path / "deep", working_folder=tmp_path)


@pytest.mark.parametrize("path", ["/dev/zero", "/dev/null", "a\0b", "a\ud800b"])
def test_explicit_settings_that_are_no_file_are_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(SettingsError):
        load(explicit=Path(path), environment={}, working_folder=tmp_path)


def test_the_line_of_a_key_is_found_in_every_notation(tmp_path: Path) -> None:
    for content, line in (
        (b"# x\n[brand]\n\naccent = 'blue'\n", 4),
        (b"# x\nbrand . accent = 'blue'\n", 2),
        (b"# x\nbrand = { name = 'x', accent = 'blue' }\n", 2),
        (b"[profiles.'my dev']\nregion = 'us-east-1'\n\nclient_id = '-'\n", 4),
        (b"[profiles.a]\nclient_id = 'x'\n[profiles.b]\nclient_id = '-'\n", 4),
        (b"[profiles.a.brand]\nname = 'x'\naccent = 'blue'\n", 3),
    ):
        environment = {"COGNITO_REGION": "us-east-1"}
        chosen = "b" if b"profiles.b" in content else None
        (tmp_path / "settings.toml").write_bytes(content)
        with pytest.raises(SettingsError, match=f"line {line}: "):
            load(
                environment=environment,
                config_folder=tmp_path,
                working_folder=tmp_path,
                profile=chosen,
            )


@pytest.mark.parametrize("text", ["a" * 10**7, "a-" * 5_000_000, "@" * 10**7 + " ", "é" * 10**6])
def test_shapes_are_judged_in_time(text: str) -> None:
    begun = time.process_time()
    assert not any(judge(text) for judge in (is_pool_id, is_region, is_client_id, is_email))
    assert time.process_time() - begun < GUARD_S


def test_a_long_line_is_refused_and_the_longest_is_not(tmp_path: Path) -> None:
    longest = "#" * MAX_LINE
    (tmp_path / "settings.toml").write_text(longest, "utf-8")
    load(environment={}, config_folder=tmp_path, working_folder=tmp_path)
    assert "line 2" in refused(tmp_path, f"\n#{longest}".encode())


@pytest.mark.parametrize("setting", ["endpoint_url", "issuer"])
@pytest.mark.parametrize("port", ["0", "65536", "99999", "٤٤٣"])
def test_a_port_that_no_server_has_is_refused(tmp_path: Path, setting: str, port: str) -> None:
    """Else it would be the network that fails, with a traceback."""
    file = tmp_path / "settings.toml"
    pool = 'user_pool_id = "us-east-1_AbCdEfGhI"\nclient_id = "abc123"\n'
    file.write_text(f'{pool}{setting} = "https://h:{port}"\n', "utf-8")
    with pytest.raises(SettingsError):
        load(explicit=file, environment={}, working_folder=tmp_path, config_folder=tmp_path)


@pytest.mark.parametrize("port", ["1", "443", "65535"])
def test_a_port_that_a_server_may_have_is_accepted(tmp_path: Path, port: str) -> None:
    file = tmp_path / "settings.toml"
    pool = 'user_pool_id = "us-east-1_AbCdEfGhI"\nclient_id = "abc123"\n'
    file.write_text(f'{pool}endpoint_url = "https://h:{port}/"\n', "utf-8")
    settings = load(explicit=file, environment={}, working_folder=tmp_path, config_folder=tmp_path)
    assert settings.endpoint_url == f"https://h:{port}"
