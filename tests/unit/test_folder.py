"""Files of the working folder: what they may say, and that they say nothing before somebody has agreed."""

from __future__ import annotations

import json
import os
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from desktop_login.domain.pool import AuthFlow
from desktop_login.messages.message import in_english
from desktop_login.settings import SCHEMA, Settings, SettingsError, load
from desktop_login.settings.folder import Trust
from desktop_login.settings.ordinary_file import MAX_BYTES
from desktop_login.system.paths import TRUSTED_FOLDERS

POOL = "us-east-1_AbCdEfGhI"
MINE = f"COGNITO_USER_POOL_ID={POOL}\nCOGNITO_CLIENT_ID=abc123\n"
# One good value for every name of the environment.
EVERYTHING = {
    "COGNITO_REGION": "us-east-1",
    "COGNITO_USER_POOL_ID": POOL,
    "COGNITO_CLIENT_ID": "abc123",
    "COGNITO_CLIENT_SECRET": "s" * 40,
    "COGNITO_ISSUER": "https://evil.example/pool",
    "COGNITO_DOMAIN": "evil.example",
    "COGNITO_AUTH_FLOW": "password",
    "COGNITO_PREFERRED_METHOD": "sms",
    "COGNITO_ALLOW_PLAIN_PASSWORD": "true",
    "COGNITO_CHALLENGE_MINUTES": "15",
    "COGNITO_SIGN_UP": "false",
    "COGNITO_ENDPOINT_URL": "https://evil.example",
    "COGNITO_AWS_PROFILE": "operator",
    "COGNITO_USERNAME_LABEL": "username",
    "COGNITO_STRICT_PASSWORD_CHECK": "true",
    "COGNITO_PASSWORD_MIN_LENGTH": "12",
}
ALLOWED = {"COGNITO_REGION", "COGNITO_USER_POOL_ID", "COGNITO_CLIENT_ID"}


class Folder:
    """A working folder, and a configuration folder beside it."""

    def __init__(self, root: Path) -> None:
        self.here, self.config = root / "started in", root / "configuration"
        self.here.mkdir()
        self.config.mkdir()
        self.store = self.config / TRUSTED_FOLDERS

    def write(self, text: str, name: str = ".env.local") -> Path:
        path = self.here / name
        path.write_text(text, "utf-8")
        return path

    def settings(self, text: str) -> None:
        (self.config / "settings.toml").write_text(text, "utf-8")

    def load(
        self, trust: Trust | None = None, profile: str | None = None, **environment: str
    ) -> Settings:
        return load(
            profile=profile,
            environment=environment,
            working_folder=self.here,
            config_folder=self.config,
            trust=lambda: trust or Trust(self.store),
        )

    def agree(self, profile: str | None = None) -> Settings:
        """What `--trust-folder` does."""
        trust = Trust(self.store, everything=True)
        settings = self.load(trust, profile)
        trust.keep()
        return settings


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def notices(settings: Settings) -> list[str]:
    return [in_english(words) for words in settings.notices]


@pytest.mark.parametrize("name", [".env", ".env.local"])
def test_a_file_of_the_folder_sets_nothing_before_it_is_agreed_to(
    folder: Folder, name: str
) -> None:
    path = folder.write("".join(f"{key}={value}\n" for key, value in EVERYTHING.items()), name)
    settings = folder.load()
    assert settings._replace(undecided=()) == Settings()
    (file,) = settings.undecided
    assert file.path == str(path)
    assert file.digest == sha256(path.read_bytes()).hexdigest()
    assert dict((key, value.text) for key, value in file.values) == {
        "region": "us-east-1",
        "user_pool_id": POOL,
        "client_id": "abc123",
    }


def test_an_executable_does_not_look_at_the_folder(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.write(MINE)
    folder.agree()
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(folder.config / "desktop-login"))
    assert folder.load() == Settings()
    assert folder.load(Trust(folder.store, everything=True)) == Settings()


@pytest.mark.parametrize(("unpacked", "read"), [("_internal", True), ("_MEIa1b2c3", False)])
def test_a_file_beside_the_executable_counts_only_in_a_folder_of_its_own(
    folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, unpacked: str, read: bool
) -> None:
    """A single file lies among downloads, and any of them may be called settings.toml."""
    (folder.here / "settings.toml").write_text(
        f'user_pool_id = "{POOL}"\nclient_id = "abc123"\n', "utf-8"
    )
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(folder.here / "desktop-login"))
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path / unpacked), raising=False)
    assert (folder.load().pool is not None) is read


def test_what_was_agreed_to_counts_until_the_file_changes(folder: Folder) -> None:
    folder.write(MINE)
    assert folder.agree().pool is not None
    assert folder.load().pool is not None
    folder.write(MINE + "# a word more\n")
    changed = folder.load()
    assert changed.pool is None
    assert len(changed.undecided) == 1
    folder.write(MINE)
    assert folder.load().pool is not None


def test_the_same_content_in_another_folder_is_asked_about(folder: Folder, tmp_path: Path) -> None:
    folder.write(MINE)
    folder.agree()
    folder.here = tmp_path / "elsewhere"
    folder.here.mkdir()
    folder.write(MINE)
    assert folder.load().pool is None
    assert folder.load().undecided


def test_what_is_ignored_is_asked_about_again_only_when_it_changes(folder: Folder) -> None:
    folder.write(MINE)
    Trust(folder.store).ignore(folder.load().undecided)
    assert folder.load() == Settings()
    folder.write(MINE + "\n")
    assert folder.load().undecided
    folder.write(MINE)
    assert folder.agree().pool is not None  # `--trust-folder` changes a decision
    assert folder.load().pool is not None


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_decisions_are_kept_in_a_private_file(folder: Folder, tmp_path: Path) -> None:
    folder.write(MINE)
    folder.store = tmp_path / "fresh" / "desktop-login" / TRUSTED_FOLDERS
    before = os.umask(0)
    try:
        folder.agree()
    finally:
        os.umask(before)
    assert folder.store.stat().st_mode & 0o777 == 0o600
    assert folder.store.parent.stat().st_mode & 0o777 == 0o700
    assert [path.name for path in folder.store.parent.iterdir()] == [TRUSTED_FOLDERS]


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
@pytest.mark.parametrize("mode", [0o620, 0o602])
def test_decisions_that_others_could_have_written_do_not_count(folder: Folder, mode: int) -> None:
    folder.write(MINE)
    folder.agree()
    folder.store.chmod(mode)
    assert folder.load().pool is None


@pytest.mark.parametrize(
    "text",
    ["", "[]", "null", "nonsense", "[" * 100_000, '{"x": 1}', '{"x": {"sha256": 1, "use": true}}'],
)
def test_a_damaged_list_of_decisions_decides_nothing(folder: Folder, text: str) -> None:
    folder.write(MINE)
    folder.store.write_text(text, "utf-8")
    folder.store.chmod(0o600)
    assert folder.load().undecided
    folder.agree()
    assert folder.load().pool is not None


def test_the_list_of_decisions_stays_small_and_forgets_the_oldest(folder: Folder) -> None:
    known = {f"/{n}/{'x' * 200}": {"sha256": "0" * 64, "use": False} for n in range(400)}
    folder.store.write_text(json.dumps(known)[:60_000].rpartition(", ")[0] + "}", "utf-8")
    folder.store.chmod(0o600)
    for n in range(30):
        folder.here = folder.here.parent / f"{n:0200}"
        folder.here.mkdir()
        folder.write(MINE)
        folder.agree()
    kept = json.loads(folder.store.read_text("utf-8"))
    assert folder.store.stat().st_size <= MAX_BYTES
    assert next(iter(known)) not in kept
    assert str(folder.here / ".env.local") in kept


def test_a_list_that_cannot_be_written_is_said(folder: Folder) -> None:
    folder.write(MINE)
    folder.store = folder.config / "settings.toml" / TRUSTED_FOLDERS
    folder.settings("")
    with pytest.raises(SettingsError, match="cannot be written"):
        folder.agree()


@pytest.mark.parametrize("name", sorted({name for name, _ in SCHEMA.values() if name} - ALLOWED))
def test_whatever_else_a_trusted_file_names_is_ignored_with_a_notice(
    folder: Folder, name: str
) -> None:
    value = EVERYTHING.get(name, "true")
    path = folder.write(f"OTHER=1\n{MINE}{name}={value}\n")
    settings = folder.agree()
    folder.write(MINE)
    assert settings._replace(notices=()) == folder.agree()
    (notice,) = notices(settings)
    assert notice == (
        f"{path}, line 4: {name} is ignored. A file of a folder can set only the user pool, the"
        " app client, the region and the method srp."
    )


@pytest.mark.parametrize("flow", [flow.value for flow in AuthFlow])
def test_the_only_flow_that_a_folder_may_name_is_srp(folder: Folder, flow: str) -> None:
    folder.write(f"{MINE}COGNITO_AUTH_FLOW={flow}\n")
    settings = folder.agree()
    assert settings.auth_flow is AuthFlow.SRP
    assert bool(settings.notices) is (flow != "srp")


def test_several_ignored_settings_are_one_notice(folder: Folder) -> None:
    path = folder.write(
        f"{MINE}COGNITO_ENDPOINT_URL=https://a.example\nCOGNITO_ISSUER=https://a.example\n"
    )
    (notice,) = notices(folder.agree())
    assert notice.startswith(f"{path}, line 3, 4: COGNITO_ENDPOINT_URL, COGNITO_ISSUER is ignored.")


@pytest.mark.parametrize("flow", ["password", "choice", "custom"])
def test_a_pool_of_the_folder_is_not_sent_the_password_that_another_pool_is(
    folder: Folder, flow: str
) -> None:
    """The owner of a pool can read a password that is sent to it: by a migration trigger."""
    folder.settings(f'user_pool_id = "us-east-1_Mine"\nclient_id = "mine"\nauth_flow = "{flow}"\n')
    folder.write(MINE)
    settings = folder.agree()
    assert settings.pool is not None
    assert (settings.pool.pool_id, settings.pool.auth_flow) == (POOL, AuthFlow.SRP)
    folder.settings(f'auth_flow = "{flow}"\n')
    assert folder.agree().auth_flow is AuthFlow.SRP


@pytest.mark.parametrize("profile", [None, "mine"])
@pytest.mark.parametrize("client", ["", 'client_id = "mine"\n'])
def test_nor_the_one_that_a_profile_without_a_pool_of_its_own_says(
    folder: Folder, profile: str | None, client: str
) -> None:
    folder.settings(
        'user_pool_id = "us-east-1_Mine"\nclient_id = "other"\n'
        f'[profiles.mine]\n{client}auth_flow = "choice"\nallow_plain_password = true\n'
    )
    folder.write(MINE)
    pool = folder.agree(profile).pool
    assert pool is not None
    assert (pool.pool_id, pool.auth_flow, pool.allow_plain_password) == (POOL, AuthFlow.SRP, False)


def test_a_profile_that_names_its_pool_stands_above_the_folder(folder: Folder) -> None:
    folder.settings(
        '[profiles.mine]\nuser_pool_id = "us-east-1_Mine"\nclient_id = "mine"\n'
        'auth_flow = "password"\n'
    )
    folder.write(MINE)
    pool = folder.agree("mine").pool
    assert pool is not None
    assert (pool.pool_id, pool.auth_flow) == ("us-east-1_Mine", AuthFlow.PASSWORD)


def test_a_pool_that_a_profile_names_too_keeps_what_was_chosen_for_it(folder: Folder) -> None:
    folder.settings(f'user_pool_id = "{POOL}"\nclient_id = "abc123"\nauth_flow = "password"\n')
    folder.write(MINE)
    assert folder.agree().auth_flow is AuthFlow.PASSWORD


def test_a_pool_of_the_folder_gets_no_secret_and_no_issuer_of_another(folder: Folder) -> None:
    folder.settings(
        'user_pool_id = "us-east-1_Mine"\nclient_id = "mine"\nissuer = "https://mine.example"\n'
        f'client_secret = "{"s" * 40}"\n'
    )
    folder.write(MINE)
    pool = folder.agree().pool
    assert pool is not None
    assert (pool.issuer, pool.client_secret) == (None, None)


@pytest.mark.parametrize("text", ["PATH=/x\n", "", "not = good = at all\n!!\n", "\x00"])
def test_a_file_of_another_tool_is_no_question(folder: Folder, text: str) -> None:
    folder.write(text)
    assert folder.load() == Settings()


def test_a_file_that_is_too_large_is_told_and_stops_nothing(folder: Folder) -> None:
    (folder.here / ".env").write_bytes(b"# " + b"x" * MAX_BYTES + b"\nCOGNITO_X=1\n")
    settings = folder.load()
    (notice,) = notices(settings)
    assert notice.startswith(f"{folder.here / '.env'} is larger than 64 KB and was not read.")
    assert not settings.undecided


@pytest.mark.parametrize(
    "raw",
    [b"COGNITO_COLOUR=red\n", b"COGNITO_\xff=1\n", b"COGNITO_ ?! =\n", b"VITE_COGNITO_X=1\n"],
    ids=["unknown", "encoding", "syntax", "prefix"],
)
def test_a_line_that_is_not_ours_is_ignored_with_a_line_in_the_log(
    folder: Folder, raw: bytes
) -> None:
    path = folder.here / ".env"
    path.write_bytes(b"# caf\xe9\n" + raw + MINE.encode())
    settings = folder.agree()
    assert settings.pool is not None
    assert settings.pool.pool_id == POOL
    assert not settings.notices
    (line,) = settings.for_the_log
    assert line.startswith(f"{path}, line 2")
    assert line.isascii() or not str(path).isascii()
    assert not folder.load().undecided


@pytest.mark.parametrize(
    ("client", "issuer"),
    [("COGNITO_CLIENT_ID", "COGNITO_ISSUER"), ("AUTH_COGNITO_ID", "AUTH_COGNITO_ISSUER")],
)
def test_the_names_of_next_auth_and_auth_js_name_pool_and_client_and_nothing_else(
    folder: Folder, client: str, issuer: str
) -> None:
    address = f"https://cognito-idp.us-east-1.amazonaws.com/{POOL}"
    secret = client.removesuffix("_CLIENT_ID").removesuffix("_ID") + "_SECRET"
    folder.write(f"{client}=abc123\n{issuer}={address}/\n{secret}={'s' * 40}\n")
    assert folder.load().undecided
    pool = folder.agree().pool
    assert pool == folder.load().pool
    assert pool is not None
    assert (pool.pool_id, pool.client_id) == (POOL, "abc123")
    assert (pool.client_secret, pool.issuer, pool.endpoint_url) == (None, None, None)


@pytest.mark.parametrize(
    "text",
    [
        f"AUTH_COGNITO_ID=abc123\nAUTH_COGNITO_ISSUER=https://evil.example/{POOL}\n",
        f"AUTH_COGNITO_ISSUER=https://cognito-idp.us-east-1.amazonaws.com/{POOL}\n",
        "AUTH_COGNITO_ID=abc123\n",
    ],
    ids=["another host", "no client", "no pool"],
)
def test_names_of_auth_js_that_name_no_whole_pool_are_no_question(
    folder: Folder, text: str
) -> None:
    folder.write(text)
    assert folder.load() == Settings()


def test_a_pool_in_our_names_is_not_mixed_with_one_of_auth_js(folder: Folder) -> None:
    folder.write(
        f"{MINE}AUTH_COGNITO_ID=other1\n"
        "AUTH_COGNITO_ISSUER=https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Other\n"
    )
    pool = folder.agree().pool
    assert pool is not None
    assert (pool.pool_id, pool.client_id) == (POOL, "abc123")


def test_settings_of_a_named_file_are_not_mixed_with_those_of_the_folder(folder: Folder) -> None:
    folder.write(MINE)
    folder.agree()
    named = folder.config / "other.toml"
    named.write_text("", "utf-8")
    settings = load(
        explicit=named,
        environment={},
        working_folder=folder.here,
        trust=lambda: Trust(folder.store, everything=True),
    )
    assert settings == Settings()


def test_a_wrong_value_in_an_agreed_file_is_refused_and_the_agreement_not_kept(
    folder: Folder,
) -> None:
    path = folder.write(MINE + "COGNITO_REGION=moon\n")
    with pytest.raises(SettingsError) as refused:
        folder.agree()
    assert in_english(refused.value.message).startswith(
        f"{path}, line 3: COGNITO_REGION is not valid. It looks like us-east-1"
    )
    assert not folder.store.exists()
    assert folder.load().undecided


@pytest.mark.skipif(os.name != "posix", reason="named pipes of POSIX")
def test_a_pipe_or_a_folder_of_that_name_is_passed_by(folder: Folder) -> None:
    os.mkfifo(folder.here / ".env")
    (folder.here / ".env.local").mkdir()
    assert folder.load() == Settings()


@pytest.mark.skipif(os.name != "posix", reason="elsewhere a folder in use cannot be removed")
def test_a_working_folder_that_has_gone_names_nothing(
    folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder.here)
    folder.here.rmdir()
    assert load(environment={}, config_folder=folder.config) == Settings()
    monkeypatch.chdir(tmp_path)
