"""Every file of tests/data/pool_files, from the import to a signed-in session: by the command line's own code, at a pool that the file names."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_login.adapters.token_store import keychain
from desktop_login.app.commands import CommandServices
from desktop_login.app.settings_in_force import load_settings
from desktop_login.cli import import_pool
from desktop_login.cli.options import Options
from desktop_login.demo.pool import DemoPoolConfig
from desktop_login.domain.pool import PoolClient
from desktop_login.services.pool_ports import with_secret
from desktop_login.settings import SettingsError
from desktop_login.settings.imports import SeveralPools
from tests.data.pool_files import ONE_POOL, SECRET, SEVERAL_POOLS
from tests.fakes.keychains import MemoryBackend
from tests.fakes.world import World


class PoolConfig(World):
    """A start of the program with the settings.toml that an import has written."""

    settings: Path

    @property
    def pool(self) -> PoolClient:
        return with_secret(load_settings(Options(settings=self.settings)))


@pytest.fixture(autouse=True)
def backend(monkeypatch: pytest.MonkeyPatch) -> MemoryBackend:
    """The keychain."""
    made = MemoryBackend()
    monkeypatch.setattr(keychain, "system_backend", lambda: made)
    return made


def world_of(folder: Path, pool: str, client: str, secret: str) -> PoolConfig:
    """A server with the one pool and client that are meant, and settings that lead there."""
    region = pool.partition("_")[0]
    config = DemoPoolConfig(
        region=region, pool_id=pool, client_id=client, client_secret=secret or None
    )
    world = PoolConfig(folder / "data", config)
    world.settings = folder / "settings.toml"
    world.settings.write_text(f'endpoint_url = "{world.demo.url}"\n', "utf-8")
    return world


def imported(world: PoolConfig, file: Path, pool: str = "") -> None:
    services = CommandServices(Options(settings=world.settings, lang="en"), lambda: 0)
    assert import_pool.run(services, source=file, pool_id=pool) == 0


def written(folder: Path, text: str | bytes) -> Path:
    file = folder / "config.file"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


@pytest.mark.medium  # unit/test_imports says quickly what is read from each
@pytest.mark.parametrize(
    ("text", "pool", "client", "secret"),
    [row[1:] for row in ONE_POOL],
    ids=[row[0] for row in ONE_POOL],
)
def test_what_a_file_names_signs_in_at_the_next_start(
    text: str | bytes,
    pool: str,
    client: str,
    secret: str,
    tmp_path: Path,
    backend: MemoryBackend,
) -> None:
    world = world_of(tmp_path, pool, client, secret)
    imported(world, written(tmp_path, text))
    assert (SECRET in backend.entries.values()) is bool(secret)
    assert SECRET not in world.settings.read_text("utf-8")
    with world:
        world.sign_in("confirmed")
        claims = world.signed_in.session.identity.claims
    assert claims["aud"] == client
    assert str(claims["iss"]).endswith(f"/{pool}")


@pytest.mark.parametrize(
    ("text", "pools"), [row[1:] for row in SEVERAL_POOLS], ids=[row[0] for row in SEVERAL_POOLS]
)
def test_each_of_several_pools_signs_in_with_its_own_client(
    text: str, pools: dict[str, str], tmp_path: Path
) -> None:
    file = written(tmp_path, text)
    for pool, client in pools.items():
        folder = tmp_path / pool
        folder.mkdir()
        world = world_of(folder, pool, client, "")
        with pytest.raises(SeveralPools):
            imported(world, file)
        assert load_settings(Options(settings=world.settings)).pool is None
        imported(world, file, pool)
        with world:
            world.sign_in("confirmed")
            assert world.signed_in.session.identity.claims["aud"] == client
    with pytest.raises(SettingsError):
        imported(world, file, "us-east-1_none")
