"""What an executable drops from its environment, and when it must start itself again."""

from __future__ import annotations

import pytest

from desktop_login.system.environment import harden


def test_from_source_a_developer_may_look() -> None:
    environment = {"LD_PRELOAD": "x", "QT_DEBUG_PLUGINS": "1", "SSL_CERT_FILE": "/conda/cert.pem"}
    before = dict(environment)
    assert harden(environment, frozen=False) is False
    assert environment == before


@pytest.mark.parametrize("frozen", [True, False])
@pytest.mark.parametrize(
    "name",
    [
        "SSLKEYLOGFILE",
        "REQUESTS_CA_BUNDLE",
        "AWS_CA_BUNDLE",
        "CURL_CA_BUNDLE",
        "BOTOCORE_EXPERIMENTAL__PLUGINS",
    ],
)
def test_what_would_give_connections_away_counts_nowhere(name: str, frozen: bool) -> None:
    environment = {name: "hostile", "HOME": "/home/me"}
    assert harden(environment, frozen=frozen) is False
    assert environment == {"HOME": "/home/me"}


@pytest.mark.parametrize(
    "name",
    [
        "QT_PLUGIN_PATH",
        "QML2_IMPORT_PATH",
        "DYLD_INSERT_LIBRARIES",
        "OPENSSL_CONF",
        "OPENSSL_MODULES",
        "OPENSSL_ENGINES",
        "SSL_CERT_FILE",
        "SSL_CERT_DIR",
        "AWS_DATA_PATH",
        "SBK_EMBED",
    ],
)
def test_what_acts_later_is_dropped_at_once(name: str) -> None:
    environment = {name: "hostile", "HOME": "/home/me"}
    assert harden(environment, frozen=True) is False
    assert environment == {"HOME": "/home/me"}


@pytest.mark.parametrize("name", ["LD_PRELOAD", "LD_LIBRARY_PATH_ORIG", "LD_AUDIT"])
def test_what_acted_already_needs_another_start(name: str) -> None:
    environment = {name: "hostile", "LD_LIBRARY_PATH": "/opt/app:hostile", "HOME": "/home/me"}
    assert harden(environment, frozen=True) is True
    assert environment == {"HOME": "/home/me", "PYINSTALLER_RESET_ENVIRONMENT": "1"}
    assert harden(environment, frozen=True) is False  # once, not for ever


def test_the_path_that_the_executable_sets_itself_is_no_attack() -> None:
    environment = {"LD_LIBRARY_PATH": "/opt/app/_internal"}
    assert harden(environment, frozen=True) is False
    assert environment == {"LD_LIBRARY_PATH": "/opt/app/_internal"}
