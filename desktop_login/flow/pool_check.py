"""Checks the settings of a pool before a sign-in: what each answer means. Requests go through a `Probe`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from desktop_login.domain.amazon import host_of
from desktop_login.domain.browser_rounds import Asking, redirect_of
from desktop_login.domain.errors import AuthError, ErrorCode
from desktop_login.domain.pool import AuthFlow, PoolClient, is_pool_id, region_of
from desktop_login.domain.pool_report import Finding, Report, Verdict
from desktop_login.flow.browser_ports import AskedFirst, AuthorizeProbe
from desktop_login.flow.ports import Clock

CLOCK_TOLERANCE_S = 300.0

_OF_THE_CLIENT = {
    ErrorCode.POOL_NOT_FOUND: Verdict.CLIENT_UNKNOWN,
    ErrorCode.SECRET_MISSING: Verdict.SECRET_MISSING,
    ErrorCode.SECRET_UNWANTED: Verdict.SECRET_UNWANTED,
    ErrorCode.SECRET_WRONG: Verdict.SECRET_WRONG,
}
# If the invented user is refused with one of these, client, secret and flow are right.
_KNOWS_THE_FLOW = frozenset(
    {
        ErrorCode.WRONG_CREDENTIALS,
        ErrorCode.SIGN_IN_REFUSED,
        ErrorCode.NOT_CONFIRMED,
        ErrorCode.RESET_REQUIRED,
        ErrorCode.LOCKED_OUT,
        ErrorCode.USER_DISABLED,
        ErrorCode.RULE_OF_SERVICE,
        ErrorCode.RULE_OF_SERVICE_SILENT,
    }
)
SETTING_OF_FLOW = {
    AuthFlow.SRP: "ALLOW_USER_SRP_AUTH",
    AuthFlow.PASSWORD: "ALLOW_USER_PASSWORD_AUTH",
    AuthFlow.ADMIN: "ALLOW_ADMIN_USER_PASSWORD_AUTH",
    AuthFlow.CHOICE: "ALLOW_USER_AUTH",
    AuthFlow.CUSTOM: "ALLOW_CUSTOM_AUTH",
}
# The same flows by their names in the AWS CDK.
CDK_OF_FLOW = {
    AuthFlow.SRP: "user_srp",
    AuthFlow.PASSWORD: "user_password",
    AuthFlow.ADMIN: "admin_user_password",
    AuthFlow.CHOICE: "user",
    AuthFlow.CUSTOM: "custom",
}
_OTHER = {
    AuthFlow.SRP: AuthFlow.PASSWORD,
    AuthFlow.PASSWORD: AuthFlow.SRP,
    AuthFlow.CHOICE: AuthFlow.SRP,
    AuthFlow.CUSTOM: AuthFlow.SRP,
}


class Probe(Protocol):
    """The requests to a pool that need no user. Raises `AuthError` and nothing else."""

    def proxy(self) -> str:
        """Return host and port of the proxy, without its password; empty if there is none.

        Raises `AuthError(PROXY_UNUSABLE)` if its address cannot be used.
        """

    def certificates(self) -> Sequence[CertificatesElsewhere]:
        """Return the environment variables that replace the system's certificates; usually none."""

    def discover(self) -> Discovery:
        """Return the discovery document; raises POOL_NOT_FOUND if the region has no such pool."""

    def count_keys(self) -> int:
        """Return the number of usable signing keys."""

    def try_flow(self, flow: AuthFlow) -> None:
        """Begin a sign-in of a user who does not exist.

        Returns if the pool would continue. Raises INCOMPLETE_ANSWER if it would, but with an
        answer that no sign-in could use.
        """


class CertificatesElsewhere(Protocol):
    """An environment variable that replaces the system's certificates."""

    @property
    def variable(self) -> str:
        """The name of the variable."""

    @property
    def found(self) -> bool:
        """Whether the file or folder that it names exists."""


class Discovery(Protocol):
    """What the check needs of a discovery document."""

    @property
    def issuer(self) -> str: ...

    @property
    def server_time(self) -> float | None:
        """Epoch seconds from the Date header."""


def examine(
    pool: PoolClient, probe: Probe, clock: Clock, browser: AuthorizeProbe | None = None
) -> Report:
    """Run the checks in order; stop at a finding after which the rest cannot be checked.

    With `browser`, a domain of the settings is asked whether the browser may return.
    """
    findings = list(_findings(pool, probe, clock))
    if browser is not None and pool.browser_domain:
        findings += _returns(pool, browser)
    return tuple(findings)


def _returns(pool: PoolClient, browser: AuthorizeProbe) -> Iterator[Finding]:
    """One finding for each redirect. Where the browser may return to one, the others are not needed."""
    answers: dict[str, AskedFirst] = {}
    for redirect in filter(None, map(redirect_of, pool.redirects)):
        try:
            answers[redirect.url] = browser.ask(
                pool.browser_domain, redirect, Asking(pool.client_id)
            )
        except AuthError as error:
            yield Finding(Verdict.UNREACHED, error_info=error.error_info)
            return
    if AskedFirst.NOT_ALLOWED in answers.values():
        yield Finding(Verdict.BROWSER_OFF)
        return
    missing = set(answers.values()) == {AskedFirst.NOT_REGISTERED}
    for url, answer in answers.items():
        verdict = Verdict.REDIRECT_REGISTERED
        if answer is AskedFirst.NOT_REGISTERED:
            verdict = Verdict.REDIRECTS_MISSING if missing else Verdict.REDIRECT_ABSENT
        yield Finding(verdict, {"url": url})


def _findings(pool: PoolClient, probe: Probe, clock: Clock) -> Iterator[Finding]:
    if is_pool_id(pool.pool_id) and pool.region != region_of(pool.pool_id):
        yield Finding(Verdict.REGION_UNFIT, {"region": region_of(pool.pool_id)})
        return
    for place in probe.certificates():
        verdict = Verdict.CERTIFICATES_FROM if place.found else Verdict.CERTIFICATES_MISSING
        yield Finding(verdict, {"name": place.variable})
    try:
        proxy = probe.proxy()
        if proxy:
            yield Finding(Verdict.THROUGH_PROXY, {"host": proxy})
        found = probe.discover()
    except AuthError as error:
        if error.error_info.code is ErrorCode.POOL_NOT_FOUND:
            yield Finding(Verdict.POOL_UNKNOWN, {"text": pool.pool_id, **_where(pool)})
        else:
            yield Finding(Verdict.UNREACHED, error_info=error.error_info)
        return
    yield Finding(Verdict.POOL_FOUND, _where(pool))
    if found.server_time is not None:
        yield _clock(found.server_time - clock.now().wall)
    if pool.issuer:
        right = pool.issuer == found.issuer
        verdict = Verdict.ISSUER_RIGHT if right else Verdict.ISSUER_WRONG
        yield Finding(verdict, {"url": found.issuer})
    yield _keys(probe)
    yield from _client(pool, probe)


def _where(pool: PoolClient) -> Mapping[str, object]:
    """What was asked: a configured endpoint, or else the service of the region."""
    if pool.endpoint_url:
        return {"host": host_of(pool.endpoint_url) or pool.endpoint_url}
    return {"region": pool.region}


def _clock(off: float) -> Finding:
    if abs(off) <= CLOCK_TOLERANCE_S:
        return Finding(Verdict.CLOCK_RIGHT)
    return Finding(Verdict.CLOCK_OFF, {"seconds": abs(off)})


def _keys(probe: Probe) -> Finding:
    try:
        count = probe.count_keys()
    except AuthError as error:
        return Finding(Verdict.KEYS_MISSING, error_info=error.error_info)
    return Finding(Verdict.KEYS_FOUND if count else Verdict.KEYS_MISSING)


def _client(pool: PoolClient, probe: Probe) -> Iterator[Finding]:
    flow = pool.auth_flow
    setting = {"text": SETTING_OF_FLOW[flow]}
    error = _trouble(probe, flow)
    if error is None:
        yield Finding(Verdict.CLIENT_FOUND)
        yield Finding(Verdict.FLOW_ON, setting)
        return
    error_info = error.error_info
    if error_info.code in _OF_THE_CLIENT:
        yield Finding(_OF_THE_CLIENT[error_info.code], _where(pool))
        return
    if error_info.code is ErrorCode.INCOMPLETE_ANSWER:
        yield Finding(Verdict.ANSWER_UNUSABLE, setting)
        return
    if error_info.code is not ErrorCode.FLOW_TURNED_OFF:
        yield Finding(Verdict.UNREACHED, error_info=error_info)
        return
    yield Finding(Verdict.CLIENT_FOUND)
    yield Finding(Verdict.FLOW_OFF, setting | {"cdk": CDK_OF_FLOW[flow]})
    other = _OTHER.get(flow)
    if other is not None and _trouble(probe, other) is None:
        yield Finding(
            Verdict.OTHER_FLOW_ON, {"text": SETTING_OF_FLOW[other], "setting": other.value}
        )


def _trouble(probe: Probe, flow: AuthFlow) -> AuthError | None:
    """Return None if the pool would continue with this flow, otherwise the error."""
    try:
        probe.try_flow(flow)
    except AuthError as error:
        return None if error.error_info.code in _KNOWS_THE_FLOW else error
    return None
