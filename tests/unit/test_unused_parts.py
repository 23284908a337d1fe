"""What libraries import for nothing: asleep in an open window, of no use to a sign-in, and there for whoever wants it."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from pkgutil import iter_modules

import pytest

from desktop_login.app.unused_parts import UNUSED
from tests.patience import PROCESS_S

pytestmark = pytest.mark.medium  # what a process has imported is a matter of the whole of it
ROOT = Path(__file__).parent.parent.parent
ASLEEP = """
import os, sys
from desktop_login.app.unused_parts import UNUSED, leave_asleep
from desktop_login.system.sleeping import Sleeping
def asleep():
    return [name for name in UNUSED if type(sys.modules.get(name)) is Sleeping]
"""


def is_there(name: str) -> bool:
    """With the Python that runs, and the libraries that it needs."""
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:  # the package around it
        return False


def printed(program: str, home: Path) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", ASLEEP + program],
        cwd=home,
        # what measures coverage has imported one of them before
        env={n: v for n, v in os.environ.items() if not n.startswith(("XDG_", "COVERAGE_"))}
        | {
            "PYTHONPATH": str(ROOT),
            "HOME": str(home),
            "QT_QPA_PLATFORM": "offscreen",
            "COGNITO_USER_POOL_ID": "us-east-1_Abcdefghi",
            "COGNITO_CLIENT_ID": "abc123",
        },
        capture_output=True,
        text=True,
        timeout=PROCESS_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_open_window_has_run_none_of_them(tmp_path: Path) -> None:
    program = """
for name in ("requests", "OpenSSL"):  # they come with the tests, and OpenSSL wants certificates
    sys.modules[name] = None
from desktop_login import __main__
from desktop_login.app import gui
show = gui.Program._show
def opened():
    print(*asleep(), flush=True)
    os._exit(0)
def watched(self, *rest):
    app_window = show(self, *rest)
    app_window.opened.connect(opened)
    return app_window
gui.Program._show = watched
__main__.main([])
"""
    assert printed(program, tmp_path) == [name for name in UNUSED if is_there(name)]


def test_token_is_verified_without_them(tmp_path: Path) -> None:
    program = """
leave_asleep()
import json, jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from desktop_login.adapters.jwks import signing_keys
private = rsa.generate_private_key(65537, 2048)
public = jwt.algorithms.RSAAlgorithm.to_jwk(private.public_key(), as_dict=True)
key = signing_keys(json.dumps({"keys": [public | {"kid": "one"}]}).encode())["one"]
token = jwt.encode({"sub": "somebody"}, private, "RS256", {"kid": "one"})
print(jwt.decode(token, key, ["RS256"])["sub"], "cryptography.x509" in asleep())
"""
    assert printed(program, tmp_path) == ["somebody", "True"]


@pytest.mark.parametrize(
    "wanted",
    [
        "from cryptography.x509 import Certificate",
        "from cryptography.x509.oid import NameOID; from cryptography import x509; x509.Name",
        "import cryptography.x509; import cryptography; cryptography.x509.Name",
        "import jwt; from cryptography import x509; x509.load_der_x509_certificate",
    ],
)
def test_whoever_wants_one_of_them_has_it(tmp_path: Path, wanted: str) -> None:
    program = (
        f"leave_asleep(); print(len(asleep())); {wanted}; print('cryptography.x509' in asleep())"
    )
    before, after = printed(program, tmp_path)
    assert (int(before), after) == (len([name for name in UNUSED if is_there(name)]), "False")


def test_what_was_imported_before_stays_as_it_is(tmp_path: Path) -> None:
    program = """
from cryptography import x509
leave_asleep()
print("cryptography.x509" in asleep(), sys.modules["cryptography.x509"] is x509)
"""
    assert printed(program, tmp_path) == ["False", "True"]


def test_functions_in_place_of_theirs_wake_them_and_do_the_same(tmp_path: Path) -> None:
    program = """
leave_asleep()
from datetime import timezone
from dateutil.parser import parse
import pickle
print("dateutil.parser" in asleep(), "pickle" in asleep())
print(parse("2026-01-02T03:04:05Z", ignoretz=True).year, pickle.loads(pickle.dumps(7)))
print("dateutil.parser" in asleep(), "pickle" in asleep())
import dateutil.parser
print(dateutil.parser.parse is parse, dateutil.parser.parse("2026").year)
"""
    assert printed(program, tmp_path) == [
        *("True", "True", "2026", "7", "False", "False", "False", "2026")
    ]


def submodules(name: str) -> list[str]:
    """What can be imported from inside it, the tests of a library aside."""
    spec = find_spec(name) if is_there(name) else None
    places = None if spec is None else spec.submodule_search_locations
    found = iter_modules(places, f"{name}.") if places is not None else ()
    return [one.name for one in found]


PARTS = [part for name in UNUSED for part in submodules(name)]


@pytest.mark.skipif(sys.platform == "win32", reason="a process of its own for each: fork")
def test_any_part_of_them_can_be_imported_first(tmp_path: Path) -> None:
    """A package sets up what its parts rely on, and imports some of them itself."""
    assert {"cryptography.x509.oid", "jmespath.visitor"} <= set(PARTS)
    program = f"""
from importlib import import_module
for part in {PARTS!r}:
    if os.fork() == 0:
        leave_asleep()
        package = sys.modules[part.rpartition(".")[0]]
        module = import_module(part)
        assert type(package) is not Sleeping, part
        assert module is sys.modules[part] is getattr(package, part.rpartition(".")[2]), part
        os._exit(0)
    assert os.wait()[1] == 0, part
print(len({PARTS!r}))
"""
    assert printed(program, tmp_path) == [str(len(PARTS))]
