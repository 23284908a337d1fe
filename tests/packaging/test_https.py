"""The executable over https: it signs in where the system knows the authority, and not where it does not."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from desktop_login.demo.server import DemoCognito
from tests.fakes.tls_front import TlsFront
from tests.packaging.conftest import Run
from tests.patience import PROCESS_S
from tests.stories.accessible_desktop import REASON, missing
from tests.stories.test_accessibility import walk
from tests.unit.test_tls import authority

HERE = Path(__file__).parent
pytestmark = [
    pytest.mark.packaging,
    pytest.mark.skipif(sys.platform != "linux", reason="changes the system's store of Linux"),
]
# Where the authorities of a system are: truststore/_openssl.py. The first is OpenSSL's own
# place, on which the others must not depend.
DISTRIBUTIONS = {
    "Alpine, Arch, Fedora": "ssl/cert.pem",
    "Fedora 44, RHEL 11": "pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "Fedora 34, RHEL 9": "pki/tls/cert.pem",
    "Debian, Ubuntu": "ssl/certs/ca-certificates.crt",
    "SUSE": "ssl/ca-bundle.pem",
}
SECURE = "The secure connection failed. Check the clock; if your company inspects connections"
Command = Sequence[str]


def may_mount() -> bool:
    done = subprocess.run(["unshare", "--mount", "true"], stderr=subprocess.DEVNULL, check=False)
    return done.returncode == 0


other_store = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0 or not shutil.which("unshare") or not may_mount(),
    reason="only root can give a process another store of certificates (unshare --mount)",
)
real_window = pytest.mark.skipif(
    sys.platform != "linux" or bool(missing()),
    reason=REASON,
)


class Service:
    """A pool behind TLS, and the environment that leads the executable to it."""

    def __init__(self, front: TlsFront, root: Path) -> None:
        self.front = front
        self.root = root
        config = front.demo.config
        self.settings = {
            "COGNITO_USER_POOL_ID": config.pool_id,
            "COGNITO_CLIENT_ID": config.client_id,
            "COGNITO_ENDPOINT_URL": front.url,
        }


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    folder = tmp_path / "authority"
    folder.mkdir()
    root, chain = authority(folder)
    with DemoCognito() as demo, TlsFront(demo, chain) as front:
        yield Service(front, root)


def with_etc(etc: Path, *hidden: str) -> Command:
    """What to put before a command so that it alone sees `etc` as /etc, and empty folders."""
    steps = [f"mount --bind {shlex.quote(str(etc))} /etc"]
    steps += [f"if [ -d {name} ]; then mount -t tmpfs none {name}; fi" for name in hidden]
    script = " && ".join([*steps, 'exec "$@"'])
    return ("unshare", "--mount", "--", "sh", "-c", script, "sh")


def copied_etc(folder: Path) -> Path:
    etc = folder / "etc"
    subprocess.run(["cp", "-a", "/etc", str(etc)], check=True)
    return etc


def added_by_administrator(root: Path, folder: Path) -> Command:
    """The distribution's own store with one more authority, by the distribution's own command."""
    etc = copied_etc(folder)
    local = folder / "local"
    local.mkdir()
    shutil.copy(root, local / "company.crt")
    subprocess.run(
        [
            "update-ca-certificates",
            "--localcertsdir",
            str(local),
            "--etccertsdir",
            str(etc / "ssl" / "certs"),
        ],
        check=True,
        capture_output=True,
    )
    return with_etc(etc)


def check(command: Command, environment: dict[str, str], folder: Path) -> tuple[int, str]:
    done = subprocess.run(
        [*command, "--check", "--lang", "en"],
        env=environment,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=PROCESS_S,
        check=False,
    )
    assert done.stderr == ""
    return done.returncode, done.stdout


def test_no_bundle_and_nothing_of_the_tests_is_in_it(built: Path, build_environment: Path) -> None:
    listed = subprocess.run(
        [str(build_environment / "python"), "-m", "pip", "list", "--format=freeze"],
        capture_output=True,
        text=True,
        check=True,
    )
    environment = {line.partition("==")[0].lower() for line in listed.stdout.splitlines()}
    assert "pyinstaller" in environment
    assert not environment & {"certifi", "requests", "pytest", "moto"}
    assert [path.name for path in built.rglob("*") if "cacert" in path.name] == []


@other_store
@real_window
@pytest.mark.skipif(
    not shutil.which("update-ca-certificates"), reason="Debian's command to add an authority"
)
def test_it_signs_in_where_the_system_knows_the_authority(
    executable: Path,
    environment: dict[str, str],
    service: Service,
    tmp_path: Path,
    sockets: Path,
) -> None:
    before = added_by_administrator(service.root, tmp_path)
    folder = tmp_path / "home"
    folder.mkdir()
    command = shlex.join([*before, str(executable)])
    walk(
        folder,
        sockets,
        "",
        "signed-in",
        command=command,
        walker=HERE / "sign_in_walk.py",
        **service.settings,
    )
    assert {"InitiateAuth", "RespondToAuthChallenge", "jwks.json"} <= set(service.front.seen)


@real_window
def test_it_refuses_in_the_window_where_the_system_does_not(
    executable: Path, service: Service, tmp_path: Path, sockets: Path
) -> None:
    walk(
        tmp_path,
        sockets,
        "",
        "refused",
        command=shlex.quote(str(executable)),
        walker=HERE / "sign_in_walk.py",
        **service.settings,
    )
    assert service.front.seen == []


@other_store
@pytest.mark.parametrize("distribution", DISTRIBUTIONS)
def test_the_store_is_found_wherever_a_distribution_keeps_it(
    distribution: str,
    executable: Path,
    environment: dict[str, str],
    service: Service,
    tmp_path: Path,
) -> None:
    etc = copied_etc(tmp_path)
    for name in ("ssl", "pki", "ca-certificates"):
        shutil.rmtree(etc / name, ignore_errors=True)
    bundle = etc / DISTRIBUTIONS[distribution]
    bundle.parent.mkdir(parents=True)
    command = [*with_etc(etc, *openssl_folders(executable)), str(executable)]
    status, message = check(command, environment | service.settings, tmp_path)
    assert (status, message.partition(";")[0]) == (1, f"!!  {SECURE.partition(';')[0]}")
    shutil.copy(service.root, bundle)
    status, message = check(command, environment | service.settings, tmp_path)
    assert status == 0, message
    assert "ok  The signing keys of the pool can be read." in message


def openssl_folders(executable: Path) -> list[str]:
    """Where the library that was bundled would look by itself: a place of the build machine."""
    (library,) = executable.parent.rglob("libcrypto.so*")
    text = library.read_bytes()
    begin = text.index(b'OPENSSLDIR: "') + len(b'OPENSSLDIR: "')
    folder = text[begin : text.index(b'"', begin)].decode()
    return [folder, "/usr/lib/ssl"] if folder != "/usr/lib/ssl" else [folder]


@pytest.mark.parametrize(
    "name",
    ["SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "AWS_CA_BUNDLE", "CURL_CA_BUNDLE"],
)
def test_no_variable_adds_an_authority(name: str, run: Run, service: Service) -> None:
    value = service.root.parent if name == "SSL_CERT_DIR" else service.root
    done = run("--check", "--lang", "en", **service.settings, **{name: str(value)})
    assert done.returncode == 1
    assert done.stdout.startswith(f"!!  {SECURE}")
    assert name not in done.stdout
    assert service.front.seen == []


@other_store
def test_no_keys_of_a_real_connection_are_written(
    executable: Path, environment: dict[str, str], service: Service, tmp_path: Path
) -> None:
    etc = copied_etc(tmp_path)
    shutil.rmtree(etc / "ssl")
    (etc / "ssl" / "certs").mkdir(parents=True)
    shutil.copy(service.root, etc / DISTRIBUTIONS["Debian, Ubuntu"])
    command = [*with_etc(etc, *openssl_folders(executable)), str(executable)]
    log = tmp_path / "keys.log"
    hostile = {"SSLKEYLOGFILE": str(log)}
    assert check(command, environment | service.settings | hostile, tmp_path)[0] == 0
    assert not log.exists()
