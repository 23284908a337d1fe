"""Settings out of other tools' files: every format, what is wrong with them, and what never happens."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import sys
import time
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_login.domain.pool import is_client_id, is_pool_id
from desktop_login.domain.secret import Secret
from desktop_login.messages.message import in_english
from desktop_login.services.pool_setup import LocalPoolSetup
from desktop_login.settings import SettingsError, load
from desktop_login.settings.imports import (
    MAX_ADDRESS,
    MAX_BYTES,
    PoolConfig,
    SeveralPools,
    from_address,
    read_file,
    read_text,
)
from tests.data.pool_files import CLIENT, ONE_POOL, OTHER, SECRET, SEVERAL_POOLS, A, B
from tests.fakes.settings_files import write

CLIENT_ONLY = f"config.json names the app client {CLIENT}, but no user pool. Add the user pool ID to the file."
WRONG_SHAPE = "the user pool ID is not valid. A user pool ID looks like us-east-1_AbCdEfGhI."


@pytest.mark.parametrize(
    ("text", "pool", "client", "secret"),
    [row[1:] for row in ONE_POOL],
    ids=[row[0] for row in ONE_POOL],
)
def test_file_with_one_pool_gives_it_with_its_own_client(
    text: str | bytes, pool: str, client: str, secret: str, tmp_path: Path
) -> None:
    file = tmp_path / "config.file"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    found = read_file(file)
    assert (found.user_pool_id, found.client_id, found.region) == (pool, client, "us-east-1")
    assert (found.secret.reveal() if found.secret else "") == secret
    assert found.issuer == ""  # the one that Cognito uses by itself is no setting
    assert not secret or secret not in repr(found)
    # what was imported is what the program starts with
    settings = tmp_path / "settings.toml"
    write(settings, {"region": found.region, "user_pool_id": pool, "client_id": client})
    assert read_back(settings) == (pool, client, "")


@pytest.mark.parametrize(
    ("text", "pools"), [row[1:] for row in SEVERAL_POOLS], ids=[row[0] for row in SEVERAL_POOLS]
)
def test_file_with_several_pools_asks_and_never_mixes_them(
    text: str, pools: dict[str, str]
) -> None:
    with pytest.raises(SeveralPools) as asked:
        read_text(text, "file")
    assert {one.user_pool_id: one.client_id for one in asked.value.choices} == pools
    assert all(pool in str(asked.value) for pool in pools)
    for pool, client in pools.items():
        chosen = read_text(text, "file", pool)
        assert (chosen.user_pool_id, chosen.client_id) == (pool, client)
    with pytest.raises(SettingsError, match="does not name the user pool us-east-1_none"):
        read_text(text, "file", "us-east-1_none")


def test_client_between_two_pools_belongs_to_neither() -> None:
    text = json.dumps({"ShopUserPoolId": A, "AdminUserPoolId": B, "ClientId": CLIENT})
    with pytest.raises(SeveralPools) as asked:
        read_text(text, "file")
    assert [one.client_id for one in asked.value.choices] == ["", ""]


def test_secret_of_another_pool_is_never_taken() -> None:
    pools = {
        "a": {"UserPoolId": A, "ClientId": CLIENT},
        "b": {"UserPoolId": B, "ClientId": OTHER, "ClientSecret": SECRET},
    }
    text = json.dumps(pools)
    assert read_text(text, "file", A).secret is None
    assert read_text(text, "file", B).secret == Secret(SECRET)


@pytest.mark.parametrize(
    ("text", "where", "line"),
    [
        (json.dumps({"Shop": {"UserPoolId": A, "ClientId": CLIENT}}), "Shop", 0),
        (f"userPoolId = '{A}'\n\nclientId = '{CLIENT}'\n", "", 3),
        (json.dumps({"UserPoolId": A, "ClientId": CLIENT}), "", 0),
    ],
)
def test_import_tells_the_part_of_the_file(text: str, where: str, line: int) -> None:
    found = read_text(text, "file")
    assert (found.where, found.line) == (where, line)


def test_an_issuer_of_its_own_is_kept() -> None:
    text = json.dumps({"UserPoolId": A, "ClientId": CLIENT, "Issuer": "https://login.acme.example"})
    assert read_text(text, "f").issuer == "https://login.acme.example"


@pytest.mark.parametrize(
    "text",
    [
        f"https://cognito-idp.us-east-1.amazonaws.com/{A}",
        f"https://cognito-idp.us-east-1.amazonaws.com/{A}/.well-known/jwks.json",
        f"arn:aws:cognito-idp:us-east-1:123456789012:userpool/{A}",
        f"  https://cognito-idp.us-east-1.amazonaws.com/{A}\n",
    ],
)
def test_pasted_addresses(text: str) -> None:
    assert from_address(text) == PoolConfig(user_pool_id=A)


@pytest.mark.parametrize(
    "text",
    [
        f"https://acme.auth.us-east-1.amazoncognito.com/{A}?client_id={CLIENT}",
        f"https://console.aws.amazon.com/cognito/v2/idp/user-pools/{A}/app-integration/clients/{CLIENT}",
    ],
)
def test_address_with_a_client(text: str) -> None:
    assert from_address(text) == PoolConfig(user_pool_id=A, client_id=CLIENT)


@pytest.mark.parametrize(
    "text", ["", A, "https://acme.example", "https://[x", "arn:aws:s3:::bucket", "us-east-1_"]
)
def test_what_is_no_address(text: str) -> None:
    assert from_address(text) == PoolConfig()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "config.json contains no user pool settings."),
        ("{}", "config.json contains no user pool settings."),
        ("{", "config.json contains no user pool settings."),
        ("[" * 100_000, "config.json contains no user pool settings."),
        ('{"a": ' * 5000 + "1" + "}" * 5000, "config.json contains no user pool settings."),
        ('{"UserPoolId": "nonsense"}', f"config.json: {WRONG_SHAPE}"),
        (f'{{"GoogleClientId": "{CLIENT}"}}', "config.json contains no user pool settings."),
        (f'{{"ClientId": "{CLIENT}"}}', CLIENT_ONLY),
    ],
    ids=lambda value: value[:40],
)  # fmt: skip
def test_what_cannot_be_imported_is_said(tmp_path: Path, text: str, sentence: str) -> None:
    file = tmp_path / "config.json"
    file.write_text(text, "utf-8")
    with pytest.raises(SettingsError) as refused:
        read_file(file)
    assert str(refused.value) == sentence


def test_a_missing_file_is_called_missing(tmp_path: Path) -> None:
    file = tmp_path / "config.json"
    with pytest.raises(SettingsError) as refused:
        read_file(file)
    assert str(refused.value) == f"There is no file {file}. Check its name and folder."


def test_a_file_below_a_file_is_called_missing(tmp_path: Path) -> None:
    (tmp_path / "config.json").touch()
    with pytest.raises(SettingsError, match="There is no file"):
        read_file(tmp_path / "config.json" / "inner")


# --- hostile sizes and kinds ------------------------------------------------------------------

# Many times what each takes (milliseconds); the fault took 21 s and grew with the square.
GUARD_S = 2.0
# A file is read off the window's thread; the slowest of these takes about two seconds.
FILE_GUARD_S = 60.0


@pytest.mark.slow
def test_a_large_file_of_another_tool_is_read(tmp_path: Path) -> None:
    file = tmp_path / "amplify_outputs.json"
    model = {f"Model{i}": {"fields": {"name": {"type": "String"}}} for i in range(20_000)}
    file.write_text(
        json.dumps({"data": model} | {"auth": {"user_pool_id": A, "user_pool_client_id": CLIENT}}),
        "utf-8",
    )
    assert 1_000_000 < file.stat().st_size < MAX_BYTES
    assert read_file(file).user_pool_id == A


def test_a_file_beyond_the_limit_is_refused_without_reading_it(tmp_path: Path) -> None:
    file = tmp_path / "config.json"
    with file.open("wb") as large:
        large.truncate(64 * 1024**2)  # takes no room on the disk
    tracemalloc.start()
    try:
        with pytest.raises(SettingsError, match="larger than 4096 KB"):
            read_file(file)
        assert tracemalloc.get_traced_memory()[1] < 4 * MAX_BYTES
    finally:
        tracemalloc.stop()


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such files there")
def test_a_pipe_without_a_writer_is_refused_at_once(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(SettingsError, match="not an ordinary file"):
        read_file(pipe)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such files there")
def test_devices_folders_and_sockets_are_refused(tmp_path: Path) -> None:
    for place in (Path("/dev/zero"), tmp_path):
        with pytest.raises(SettingsError, match="not an ordinary file"):
            read_file(place)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "socket"))
        with pytest.raises(SettingsError, match="cannot be opened"):
            read_file(tmp_path / "socket")


@pytest.mark.parametrize("name", ["a\0b", "a\ud800b"])
def test_names_that_no_file_can_have_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(SettingsError, match="cannot be opened"):
        read_file(tmp_path / name)


def test_what_is_longer_than_an_address_is_not_looked_at() -> None:
    begin = f"https://acme.example/{A}?"
    assert from_address(begin.ljust(MAX_ADDRESS, "x")).user_pool_id == A
    assert from_address(begin.ljust(MAX_ADDRESS + 1, "x")) == PoolConfig()


@pytest.mark.slow
@pytest.mark.parametrize("size", [MAX_ADDRESS, 30_000, 1_000_000, 10_000_000])
@pytest.mark.parametrize(
    "unit", ["us-", "aa-", "a", "https://us-east-1_", "/clients/", "%2f-", "&", "["]
)
def test_a_pasted_text_takes_time_in_proportion(unit: str, size: int) -> None:
    text = f"https://x/?{unit * (size // len(unit))}"[:size]
    begun = time.process_time()
    from_address(text)
    assert time.process_time() - begun < GUARD_S


@pytest.mark.parametrize(
    "text", ["http://[", "https://[::1", "https://[::1/us-east-1_Ab?client_id=x"]
)
def test_half_an_address_is_no_error(text: str) -> None:
    assert from_address(text).client_id == ""


def test_an_encoded_address_names_the_pool() -> None:
    inner = f"https%3A%2F%2Fcognito-idp.us-east-1.amazonaws.com%2F{A}"
    assert from_address(f"https://acme.example/?next={inner}").user_pool_id == A


@pytest.mark.slow
@pytest.mark.parametrize("pools", [1, 50])
def test_a_file_that_names_thousands_of_clients_takes_no_time_for_each_pair(
    pools: int,
) -> None:
    size = 2_000  # each with each took 40 s
    places = [{"pool": f"{A[:-2]}{number % pools:02}"} for number in range(size)]
    clients = [{"clientId": f"abc{number}"} for number in range(size)]
    text = json.dumps({"places": places, "clients": clients})
    begun = time.process_time()
    try:
        assert read_text(text, "x.json").client_id == "abc0"
    except SeveralPools as several:
        assert pools > 1
        assert len(several.choices) == pools
    assert time.process_time() - begun < FILE_GUARD_S / 3


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "A=x" + " " * 60_000 + "y",
        "A=x" + "\t\x0b" * 30_000 + "y",
        "A='" + "\\'" * 30_000,
        "[" * 4_000_000,
        '{"a":' * 10_000 + "1" + "}" * 10_000,
        '{"UserPoolId":' + "1" * 5_000 + "}",
        '{"UserPoolId": "' + "\\ud800" * 100 + '"}',
        "\0" * 10_000,
        "aws" * 1_000_000 + "=1",
    ],
    ids=["blanks", "tabs", "quotes", "lists", "objects", "digits", "surrogates", "zeros", "name"],
)  # fmt: skip
def test_a_hostile_text_is_refused_in_time(text: str) -> None:
    begun = time.process_time()
    with pytest.raises(SettingsError):
        read_text(text, "file")
    assert time.process_time() - begun < FILE_GUARD_S


HOSTILE = (
    "/*",
    "'",
    '"\\',
    "a:",
    "{",
    "[{",
    "{a:'x',",
    "`a",
    "'''",
    "a='",
    "[a]\n",
    "- ",
    "? ",
    "&a [",
    "eu-west-1_",
    "us-",
    "a:\n ",
)


@pytest.mark.slow
@pytest.mark.no_cover  # four times slower where it is measured, for lines that others reach
@pytest.mark.parametrize("part", HOSTILE)
def test_hostile_file_of_a_megabyte_is_read_in_time(part: str) -> None:
    text = part * (1024 * 1024 // len(part))
    begun = time.process_time()
    with contextlib.suppress(SettingsError):
        read_text(text, "file")
    assert time.process_time() - begun < FILE_GUARD_S


@pytest.mark.slow
def test_yaml_that_multiplies_itself_is_read_in_time() -> None:
    text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    for n in range(1, 9):
        text += f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n"
    begun = time.process_time()
    with pytest.raises(SettingsError):
        read_text(text, "file")
    assert time.process_time() - begun < FILE_GUARD_S


@pytest.mark.slow
@given(st.text(max_size=400) | st.recursive(st.none() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.sampled_from(["UserPoolId", "ClientId", "region", "x"]), x)).map(json.dumps))  # fmt: skip
def test_whatever_the_text_there_is_a_pool_or_a_sentence(text: str) -> None:
    try:
        found = read_text(text, "file")
    except SettingsError:
        return
    assert not found.user_pool_id or is_pool_id(found.user_pool_id)
    assert not found.client_id or is_client_id(found.client_id)


# --- writing --------------------------------------------------------------------------------


def read_back(path: Path, **how: str) -> tuple[str, str, str]:
    settings = load(explicit=path, environment={}, working_folder=path.parent / "none", **how)  # type: ignore[arg-type]
    assert settings.pool is not None
    return settings.pool.pool_id, settings.pool.client_id, settings.profile


def test_a_new_file_explains_itself_and_can_be_read_back(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "settings.toml"
    write(file, {"region": "us-east-1", "user_pool_id": A, "client_id": CLIENT})
    assert file.read_text("utf-8").startswith("# Settings of Desktop Login.")
    assert read_back(file) == (A, CLIENT, "")


def test_what_a_person_wrote_stays(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(
        f'# mine\nsign_up = false  # keep\nclient_secret = "{SECRET}"\nclient_id = "old"\n\n'
        '[brand]\nname = "Acme"\n',
        "utf-8",
    )
    write(file, {"user_pool_id": A, "client_id": CLIENT})
    text = file.read_text("utf-8")
    assert "# mine" in text
    assert "sign_up = false  # keep" in text
    assert SECRET not in text  # it belonged to the old client
    settings = load(explicit=file, environment={}, working_folder=tmp_path / "none")
    assert settings.brand.name == "Acme"
    assert read_back(file) == (A, CLIENT, "")


def test_a_second_pool_stands_where_the_first_one_stood(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    first = {"region": "us-east-1", "user_pool_id": A, "client_id": CLIENT}
    write(file, first)
    write(file, first, "dev")
    before = file.read_text("utf-8")
    write(file, first | {"client_id": "other"})
    assert file.read_text("utf-8") == before.replace(CLIENT, "other", 1)


def test_profiles_stand_beside_each_other(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    write(file, {"user_pool_id": A, "client_id": "dev"}, "dev")
    write(file, {"user_pool_id": "eu-west-1_Live", "client_id": "live"}, "live system")
    write(file, {"user_pool_id": A, "client_id": "dev2"}, "dev")
    assert read_back(file) == (A, "dev2", "dev")
    assert read_back(file, profile="live system") == ("eu-west-1_Live", "live", "live system")
    write(file, {"user_pool_id": A, "client_id": "top"})
    assert read_back(file) == (A, "top", "default")


def test_a_secret_cannot_be_written_by_mistake(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="secret"):
        write(tmp_path / "settings.toml", {"client_secret": SECRET})
    assert not (tmp_path / "settings.toml").exists()


def test_a_broken_file_is_not_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("this is not toml", "utf-8")
    with pytest.raises(SettingsError, match="line 1"):
        write(file, {"user_pool_id": A, "client_id": CLIENT})
    assert file.read_text("utf-8") == "this is not toml"


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(SettingsError, match="cannot be written"):
        write(tmp_path / "file" / "settings.toml", {"user_pool_id": A, "client_id": CLIENT})


@pytest.mark.slow
def test_a_file_with_thousands_of_pools_is_refused_in_one_sentence() -> None:
    lines = (f"pool{n}: us-east-1_A{n}\nclient{n}: abcdefghijklmnopqrst{n}\n" for n in range(3000))
    with pytest.raises(SettingsError) as refused:
        read_text("".join(lines), "many.yaml")
    assert len(in_english(refused.value.message)) < 400


# --- emulators ------------------------------------------------------------------------------

LOCAL, TWIN, OWN_CLIENT = "local_4swJtcNM", "local_7yQb2", "8xh16lb0n8tq2337qf40rloew"
OF_AN_EMULATOR = [
    ("JSON", json.dumps({"userPoolId": LOCAL, "clientId": OWN_CLIENT})),
    (".env", f"VITE_USER_POOL_ID={LOCAL}\nVITE_USER_POOL_CLIENT_ID={OWN_CLIENT}\n"),
    ("TypeScript", f"Amplify.configure({{ Auth: {{ Cognito: {{ userPoolId: '{LOCAL}', userPoolClientId: '{OWN_CLIENT}', userPoolEndpoint: 'http://localhost:9229' }} }} }})"),
    ("YAML", f"cognito:\n  pool_id: {LOCAL}\n  client_id: {OWN_CLIENT}\n"),
    ("cognito-local's own", json.dumps({"Clients": {OWN_CLIENT: {"ClientId": OWN_CLIENT, "ClientName": "web", "UserPoolId": LOCAL}}})),
    ("create-user-pool", json.dumps({"UserPool": {"Id": LOCAL, "Name": "my_pool"}, "UserPoolClient": {"ClientId": OWN_CLIENT}})),
    ("OpenID Connect", json.dumps({"authority": f"http://localhost:9229/{LOCAL}", "client_id": OWN_CLIENT})),
    ("its keys", f"JWKS_ISSUER=http://127.0.0.1:9229/{LOCAL}/.well-known/jwks.json\nCLIENT_ID={OWN_CLIENT}\n"),
    ("words with underscores around it", json.dumps({"table_name": "user_table", "user_pool_name": "my_pool", "UserPoolId": LOCAL, "identity_pool_id": "local_id", "ClientId": OWN_CLIENT})),
]  # fmt: skip


@pytest.mark.parametrize("text", [row[1] for row in OF_AN_EMULATOR], ids=lambda t: t[:20])
def test_file_of_an_emulator_is_read_where_the_endpoint_is_on_this_computer(text: str) -> None:
    found = read_text(text, "file", emulated=True)
    assert (found.user_pool_id, found.client_id) == (LOCAL, OWN_CLIENT)
    assert (found.region, found.issuer) == ("", "")
    with pytest.raises(SettingsError):
        read_text(text, "file")


def test_pools_of_an_emulator_and_of_amazon_in_one_file_are_a_choice() -> None:
    pools = {
        "local": {"UserPoolId": LOCAL, "ClientId": OWN_CLIENT},
        "twin": {"UserPoolId": TWIN, "ClientId": OTHER},
        "live": {"UserPoolId": A, "ClientId": CLIENT},
    }
    with pytest.raises(SeveralPools) as asked:
        read_text(json.dumps(pools), "file", emulated=True)
    found = {one.user_pool_id: one.client_id for one in asked.value.choices}
    assert found == {LOCAL: OWN_CLIENT, TWIN: OTHER, A: CLIENT}
    assert read_text(json.dumps(pools), "file", TWIN, emulated=True).client_id == OTHER
    assert read_text(json.dumps(pools), "file").user_pool_id == A  # elsewhere it is the only one


def test_pool_of_an_emulator_without_its_endpoint_is_told_what_to_set() -> None:
    with pytest.raises(SettingsError) as refused:
        read_text(json.dumps({"UserPoolId": LOCAL, "ClientId": OWN_CLIENT}), "config.json")
    assert str(refused.value) == (
        "config.json: local_4swJtcNM is a pool of an emulator. Set COGNITO_ENDPOINT_URL to the"
        " emulator’s address on this computer, then import it again."
    )


@pytest.mark.parametrize("host", ["localhost:9229", "127.0.0.1:9229", "[::1]:9229"])
@pytest.mark.parametrize("more", ["", "/", "/.well-known/jwks.json"])
def test_pasted_address_of_an_emulator(host: str, more: str) -> None:
    address = f"http://{host}/{LOCAL}{more}"
    assert from_address(address, emulated=True) == PoolConfig(user_pool_id=LOCAL)
    assert from_address(address) == PoolConfig()
    assert from_address(f"http://evil.example/{LOCAL}{more}", emulated=True) == PoolConfig()


@pytest.mark.parametrize("stands_in", ["file", "environment"])
def test_imported_pool_of_an_emulator_is_what_the_program_starts_with(
    tmp_path: Path, stands_in: str
) -> None:
    endpoint, file = "http://127.0.0.1:9229", tmp_path / "settings.toml"
    environment = {"COGNITO_ENDPOINT_URL": endpoint} if stands_in == "environment" else {}
    if not environment:
        file.write_text(f'endpoint_url = "{endpoint}"\nauth_flow = "password"\n', "utf-8")
    now = load(
        explicit=file if file.exists() else None,
        environment=environment,
        config_folder=tmp_path,
        working_folder=tmp_path,
    )
    setup = LocalPoolSetup(file, now)
    assert setup.emulated
    found = read_text(OF_AN_EMULATOR[0][1], "file", emulated=setup.emulated)
    setup.save(found)
    pool = load(explicit=file, environment={}, working_folder=tmp_path).pool
    assert pool is not None
    assert (pool.pool_id, pool.client_id, pool.region) == (LOCAL, OWN_CLIENT, "local")
    assert pool.endpoint_url == endpoint
    assert pool.keys_url == f"{endpoint}/{LOCAL}/.well-known/jwks.json"
