"""README's table of emulators: every cell is tried, and stands there as it was seen."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

import pytest

from desktop_login.adapters.clock import SystemClock
from desktop_login.adapters.cognito.accounts import CognitoAccounts
from desktop_login.adapters.cognito.api import CognitoApi
from desktop_login.adapters.cognito.own_account import CognitoOwnAccount
from desktop_login.adapters.cognito.provider import CognitoProvider
from desktop_login.adapters.jwks import Keys
from desktop_login.adapters.token_verifier import JwtVerifier
from desktop_login.demo import totp
from desktop_login.demo.pool import Tracking
from desktop_login.domain.answers import Code, Credentials, NewAccount, NewPassword
from desktop_login.domain.challenges import Challenge, CodeRequired, NewPasswordRequired
from desktop_login.domain.errors import AuthError, ErrorCode
from desktop_login.domain.pool import AuthFlow, PoolClient
from desktop_login.domain.secret import Secret
from desktop_login.domain.tokens import Signature, Tokens
from tests.contracts.provider_contract import NEW, PASSWORD, attribute_list
from tests.contracts.test_provider_demo import DemoPools
from tests.contracts.test_provider_ministack import MinistackPools
from tests.fakes.emulators import REGION, Emulator, cognito_local, moto
from tests.fakes.ministack import Ministack
from tests.fakes.runs import a_run

pytestmark = pytest.mark.medium

ROOT = Path(__file__).parent.parent.parent
ASKED = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
WRONG = "Wrong-Passw0rd!"


class Column(Protocol):
    """One server, with users that a test can make."""

    def pool(self, *, secret: bool) -> PoolClient: ...

    def add(self, kind: str) -> str: ...

    def totp_secret(self, email: str) -> str: ...

    def code(self, email: str, kind: str) -> str: ...


class Emulated:
    """moto and cognito-local: user names are addresses, and an administrator makes the users."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator, self._admin = emulator, emulator.admin()
        self._id = self._admin.create_user_pool(
            PoolName="table", AutoVerifiedAttributes=["email"], MfaConfiguration="OPTIONAL"
        )["UserPool"]["Id"]
        self._client = self._admin.create_user_pool_client(
            UserPoolId=self._id, ClientName="desktop", ExplicitAuthFlows=ASKED
        )["UserPoolClient"]["ClientId"]
        self._secrets: dict[str, str] = {}

    def pool(self, *, secret: bool) -> PoolClient:
        assert not secret
        return PoolClient(REGION, self._id, self._client, endpoint_url=self._emulator.url)

    def add(self, kind: str) -> str:
        email = f"{uuid.uuid4()}@example.com"
        user = {"UserPoolId": self._id, "Username": email}
        self._admin.admin_create_user(
            **user,
            TemporaryPassword=PASSWORD,
            MessageAction="SUPPRESS",
            UserAttributes=attribute_list({"email": email, "email_verified": "true"}),
        )
        if kind != "temporary":
            self._admin.admin_set_user_password(**user, Password=PASSWORD, Permanent=True)
        if kind == "authenticator":
            self._secrets[email] = self._set_up_totp(email)
        return email

    def _set_up_totp(self, email: str) -> str:
        token = self._admin.initiate_auth(
            AuthFlow="USER_PASSWORD_AUTH",
            ClientId=self._client,
            AuthParameters={"USERNAME": email, "PASSWORD": PASSWORD},
        )["AuthenticationResult"]["AccessToken"]
        secret: str = self._admin.associate_software_token(AccessToken=token)["SecretCode"]
        self._admin.verify_software_token(AccessToken=token, UserCode=_totp(secret))
        self._admin.set_user_mfa_preference(
            AccessToken=token, SoftwareTokenMfaSettings={"Enabled": True, "PreferredMfa": True}
        )
        return secret

    def totp_secret(self, email: str) -> str:
        return self._secrets[email]

    def code(self, email: str, kind: str) -> str:
        """cognito-local writes it into its log; moto takes any."""
        del kind
        if "moto" in str(self._emulator.log):
            return "123456"
        found = re.findall(
            rf"Destination: *{re.escape(email)}.*?Code: *(\d+)",
            self._emulator.log.read_text("utf-8"),
            re.DOTALL,
        )
        return str(found[-1])


class Recorded(CognitoApi):
    """Remembers which operations were answered."""

    def __init__(self, pool: PoolClient) -> None:
        super().__init__(pool, SystemClock())
        self.answered: list[str] = []

    def send(self, operation: str, **arguments: Any) -> Any:
        reply = super().send(operation, **arguments)
        self.answered.append(str(arguments.get("AuthFlow", operation)))
        return reply


class Seat:
    """A person at one column."""

    def __init__(self, column: Column, flow: AuthFlow) -> None:
        self.column = column
        self.pool = column.pool(secret=False)._replace(auth_flow=flow)
        self.calls = Recorded(self.pool)
        self.provider = CognitoProvider(self.calls)
        self.accounts = CognitoAccounts(self.calls)
        self.own = CognitoOwnAccount(self.calls)

    def sign_in(self, name: str, password: str = PASSWORD) -> Tokens | Challenge:
        return self.provider.sign_in(Credentials(name, Secret(password)), a_run())

    def tokens(self, name: str = "", password: str = PASSWORD) -> Tokens:
        result = self.sign_in(name or self.column.add("confirmed"), password)
        assert isinstance(result, Tokens)
        return result

    def refused(self, name: str, password: str) -> AuthError:
        with pytest.raises(AuthError) as refused:
            self.sign_in(name, password)
        return refused.value


def _totp(secret: str) -> str:
    return totp.code_at_step(secret, totp.step_at(time.time()))


def _done(work: Callable[[], object]) -> bool:
    try:
        work()
    except AuthError:
        return False
    return True


# --- the rows: each says what is seen at a column --------------------------------------------


def flows(column: Column, usual: AuthFlow) -> str:
    """Those with which the right password, or what is asked instead, leads on."""
    del usual
    email = column.add("confirmed")
    known = [flow for flow in AuthFlow if flow is not AuthFlow.ADMIN]
    led_on = [flow.value for flow in known if _done(lambda: Seat(column, flow).sign_in(email))]
    return ", ".join(f"`{name}`" for name in led_on)


def srp(column: Column, usual: AuthFlow) -> str:
    del usual
    seat, email = Seat(column, AuthFlow.SRP), column.add("confirmed")
    try:
        seat.tokens(email)
    except AuthError as error:
        pretended = error.error_info.code is ErrorCode.INCOMPLETE_ANSWER
        return "pretended" if pretended else "refused"
    assert seat.refused(email, WRONG).error_info.code is ErrorCode.WRONG_CREDENTIALS
    return "real"


def passwords(column: Column, usual: AuthFlow) -> str:
    seat, email = Seat(column, usual), column.add("confirmed")
    seat.tokens(email)
    assert seat.refused(email, WRONG).error_info.code is ErrorCode.WRONG_CREDENTIALS
    temporary = seat.sign_in(column.add("temporary"))
    assert isinstance(temporary, NewPasswordRequired)
    assert isinstance(seat.provider.answer(temporary, NewPassword(Secret(NEW)), a_run()), Tokens)
    return "yes"


def signature(column: Column, usual: AuthFlow) -> str:
    seat, clock = Seat(column, usual), SystemClock()
    session = JwtVerifier(seat.pool, clock, Keys(seat.pool.keys_url, clock)).read(seat.tokens())
    return "yes" if session.identity.signature is Signature.VERIFIED else "no"


def refresh(column: Column, usual: AuthFlow) -> str:
    seat = Seat(column, usual)
    before = seat.tokens()
    after = seat.provider.refresh(before)
    assert after.access_token != before.access_token
    return seat.calls.answered[-1]


def sign_out(column: Column, usual: AuthFlow) -> str:
    seat = Seat(column, usual)
    token = seat.tokens().refresh_token
    return "yes" if _done(lambda: seat.provider.revoke(token)) else "on this computer only"


def everywhere(column: Column, usual: AuthFlow) -> str:
    seat = Seat(column, usual)
    token = seat.tokens().access_token
    notified = _done(lambda: seat.provider.sign_out_everywhere(token))
    return "yes" if notified else "on this computer only"


def authenticator(column: Column, usual: AuthFlow) -> str:
    try:
        email = column.add("authenticator")
    except ValueError:  # its secret is none
        return "no"
    seat = Seat(column, usual)
    asked = seat.sign_in(email)
    assert isinstance(asked, CodeRequired)
    code = Secret(_totp(column.totp_secret(email)))
    assert isinstance(seat.provider.answer(asked, Code(code), a_run()), Tokens)
    return "yes"


def devices(column: Column, usual: AuthFlow) -> str:
    """Whether this computer becomes a known device, and is told as one."""
    seat = Seat(column, usual)
    tokens = seat.tokens()
    if tokens.new_device is None:
        details = seat.own.details(tokens.access_token, "")
        return "no" if details.devices_error is None else "no, and the account page says so"
    return "yes"


def accounts(column: Column, usual: AuthFlow) -> str:
    seat, email = Seat(column, usual), f"{uuid.uuid4()}@example.com"
    made = seat.accounts.sign_up(NewAccount(email, Secret(PASSWORD)))
    assert not made.confirmed
    assert seat.refused(made.username, PASSWORD).error_info.code is ErrorCode.NOT_CONFIRMED
    seat.accounts.confirm(made.username, Secret(column.code(email, "sign up")))
    seat.tokens(made.username)
    email = column.add("confirmed")
    seat.accounts.forgot_password(email)
    seat.accounts.reset_password(email, Secret(column.code(email, "reset")), Secret(NEW))
    seat.tokens(email, NEW)
    return "yes"


def letter_case(column: Column, usual: AuthFlow) -> str:
    seat, email = Seat(column, usual), column.add("confirmed")
    seat.tokens(email)
    return "does not count" if _done(lambda: seat.tokens(email.upper())) else "counts"


def tells_unknown(column: Column, usual: AuthFlow) -> str:
    seat = Seat(column, usual)
    wrong = seat.refused(column.add("confirmed"), WRONG).error_info.request.code
    unknown = seat.refused(f"{uuid.uuid4()}@example.com", WRONG).error_info.request.code
    return "no" if wrong == unknown else "yes"


ROWS: Mapping[str, Callable[[Column, AuthFlow], str]] = {
    "`auth_flow`": flows,
    "SRP": srp,
    "sign in, wrong password, temporary password": passwords,
    "signature verified": signature,
    "renewed by": refresh,
    "sign out": sign_out,
    "sign out everywhere": everywhere,
    "authenticator app at sign-in": authenticator,
    "devices": devices,
    "sign up, forgotten password": accounts,
    "letter case of names": letter_case,
    "tells an unknown user from a wrong password": tells_unknown,
}
COLUMNS: Mapping[str, AuthFlow] = {
    "demo": AuthFlow.SRP,
    "ministack": AuthFlow.SRP,
    "moto": AuthFlow.PASSWORD,
    "cognito-local": AuthFlow.PASSWORD,
}


@pytest.fixture(scope="module", params=list(COLUMNS))
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Column | None]:
    """None for the demo, which runs in this process and is started for each test."""
    name = str(request.param)
    if name == "demo":
        yield None
        return
    started = STARTS[name](tmp_path_factory.mktemp(name))
    try:
        started.wait()
        yield MinistackPools(started) if isinstance(started, Ministack) else Emulated(started)
    finally:
        started.stop()


STARTS: Mapping[str, Callable[[Path], Ministack | Emulator]] = {
    "ministack": Ministack,
    "moto": moto,
    "cognito-local": cognito_local,
}


@pytest.fixture
def column(server: Column | None, row: str) -> Iterator[Column]:
    if server is not None:
        yield server
        return
    pools = DemoPools(Tracking.ALWAYS if row == "devices" else Tracking.OFF)
    with pools.demos[0], pools.demos[1]:
        yield pools


def table() -> Mapping[str, list[str]]:
    """README's rows: the name, and the cells of `COLUMNS` in their order."""
    text = (ROOT / "README.md").read_text("utf-8").partition("## Without AWS")[2]
    text = text.partition("\n## ")[0]
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {name: cells for name, *cells in rows}


@pytest.mark.parametrize("row", ROWS)
def test_cell_is_what_is_seen(row: str, column: Column, request: pytest.FixtureRequest) -> None:
    name = request.node.callspec.params["server"]
    cell = table()[row][list(COLUMNS).index(name)]
    seen = ROWS[row](column, COLUMNS[name])
    assert re.match(rf"{re.escape(seen)}(?=$|[ :,;])", cell), (
        f"README says {cell!r}, seen is {seen!r}"
    )
    if row == "`auth_flow`":
        assert cell == seen


def test_every_row_of_the_table_is_tried() -> None:
    rows = dict(table())
    heading = rows.pop("")
    assert list(rows) == list(ROWS)
    assert all(len(cells) == len(COLUMNS) for cells in rows.values())
    for name, words in zip(COLUMNS, heading, strict=True):
        assert name in words


def test_versions_are_those_that_dev_py_installs() -> None:
    versions = re.findall(r"(ministack|moto|cognito-local) ([\d.]+\d)", "".join(table()[""]))
    script = (ROOT / "dev.py").read_text("utf-8")
    assert len(versions) == 3
    for name, version in versions:
        assert re.search(rf'"{name}(\[[\w,]+\])?[=@]+{re.escape(version)}"', script), name
