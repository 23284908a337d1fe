"""Connecting a pool as the first page and the command line see it. Belongs to bootstrap: it knows settings and adapters."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from desktop_login.domain.amazon import host_of, is_this_computer
from desktop_login.domain.errors import AuthError
from desktop_login.domain.pool import NO_REGION, PoolClient, is_pool_id, region_of
from desktop_login.domain.pool_report import Report, Verdict
from desktop_login.domain.secret import Secret
from desktop_login.messages.connect import ISSUER_NOT_ACCEPTED, SECRET_NOT_STORED
from desktop_login.messages.message import message
from desktop_login.settings import Settings, SettingsError
from desktop_login.settings.browser_search import BrowserConfig
from desktop_login.settings.imports import PoolConfig, SecretNotKept
from desktop_login.system.paths import NoHomeFolder, client_secret, data_folder, place_of

_NAMES = frozenset({"user_pool_id", "client_id"})


class LocalPoolSetup:
    """`file` is the settings.toml to write, `settings` what is in force now.

    Its methods block, and may be called on any thread.
    """

    def __init__(self, file: Path, settings: Settings, profile: str = "") -> None:
        self.file = file
        self._settings = settings
        self._profile = profile
        self._configured = settings.pool
        known = settings.pool.client_secret if settings.pool is not None else None
        self._known_secret = known
        self._is_stored = settings.secret_stored and known is None
        self._keep_secret = settings.secret_stored or known is not None
        self._endpoint = settings.endpoint_url or None
        self._flow = settings.auth_flow
        self._aws_profile = settings.aws_profile or None

    @property
    def emulated(self) -> bool:
        """The endpoint in force is on this computer, where pools may be called otherwise."""
        return is_this_computer(self._endpoint or "")

    def named(self, profile: str) -> LocalPoolSetup:
        """The same, saved under another name."""
        return LocalPoolSetup(self.file, self._settings, profile)

    def remove(self, store_folder: Path) -> None:
        """Take the profile out of the file, then what `store_folder` and the keychain hold of it.

        A client secret that another profile needs stays. Raises `SettingsError`.
        """
        from desktop_login.settings.writing import Removal

        with Removal(self.file, self._profile) as removal:
            removal.keep()
        if self._configured is not None:
            self._forget(self._configured, store_folder)

    def _forget(self, pool: PoolClient, store_folder: Path) -> None:
        """What `store_folder` and the keychain hold of a pool that no settings name any more."""
        from desktop_login.adapters.token_store.keychain import OsKeychain
        from desktop_login.services.stores import forget_stored
        from desktop_login.settings import load_each

        forget_stored(pool, store_folder, self._profile)
        if not self._is_stored:
            return
        others = [one.pool for one in load_each(explicit=self.file) if one.pool is not None]
        if all(_entry(other) != _entry(pool) for other in others):
            with contextlib.suppress(AuthError):  # a secret without settings is of no use
                OsKeychain().delete(_entry(pool))

    def pool_of(self, wanted: PoolConfig) -> PoolClient:
        """What is wanted, as a pool. No secret given means the configured one, for the same client."""
        return self._with_configured_secret(self._plain(wanted))

    def foreign_issuer(self, wanted: PoolConfig) -> str:
        """Host of an issuer that is neither this pool's nor configured for it; empty for others.

        The keys that tokens are checked with would come from there, so a file alone does not
        decide it.
        """
        pool, ours = self._plain(wanted), self._configured
        issuer = pool.issuer
        agreed = ours is not None and (ours.pool_id, ours.issuer) == (pool.pool_id, issuer)
        if issuer is None or agreed:
            return ""
        return host_of(issuer) or issuer

    def _plain(self, wanted: PoolConfig) -> PoolClient:
        pool = PoolClient(
            region=wanted.region or _region_of(wanted.user_pool_id),
            pool_id=wanted.user_pool_id,
            client_id=wanted.client_id,
            client_secret=wanted.secret,
            auth_flow=self._flow,
            endpoint_url=self._endpoint,
            aws_profile=self._aws_profile,
            domain=wanted.browser.domain,
            redirect_uris=wanted.browser.redirect_uris,
            scopes=wanted.browser.scopes,
        )
        # What would be accepted anyway is no setting.
        usual = not wanted.issuer or wanted.issuer.rstrip("/") in pool.issuers
        return pool if usual else pool._replace(issuer=wanted.issuer)

    def _is_configured(self, pool: PoolClient) -> bool:
        ours = self._configured
        return ours is not None and ours[:3] == pool[:3]

    def _with_configured_secret(self, pool: PoolClient) -> PoolClient:
        given = pool.client_secret is not None
        if given or not self._keep_secret or not self._is_configured(pool):
            return pool
        if self._known_secret is not None:
            return pool._replace(client_secret=self._known_secret)
        with contextlib.suppress(AuthError):
            return with_stored_secret(pool)
        return pool

    def check(self, wanted: PoolConfig) -> Report:
        """Asks the pool itself. Never raises."""
        report = check_pool(self.pool_of(wanted))
        if any(finding.verdict is Verdict.SECRET_UNWANTED for finding in report):
            self._keep_secret = False  # the next check, and the settings, go without it
        return report

    def check_configured(self, pool: PoolClient) -> Report:
        """The same for a pool out of the settings, whose secret may lie in the keychain."""
        return check_pool(self._with_configured_secret(pool))

    def save(
        self, wanted: PoolConfig, *, accept_issuer: bool = False, without_secret: bool = False
    ) -> None:
        """Secret into the keychain, the rest into the file: both or neither.

        `without_secret` saves everything else, for those whose keychain refuses: `SecretNotKept`.
        An issuer that is not this pool's must have been agreed to. What is stored of a pool that
        stood there before goes. Raises `SettingsError`, also where the file would not be accepted
        at the next start.
        """
        from desktop_login.settings.writing import Draft

        pool = self.pool_of(wanted)
        if without_secret:
            pool = pool._replace(client_secret=None)
        host = self.foreign_issuer(wanted)
        if host and not accept_issuer:
            raise SettingsError(message(ISSUER_NOT_ACCEPTED, host=host))
        values = dict(self._values_of(pool))
        if wanted.browser.identity_providers:
            values["identity_providers"] = ",".join(wanted.browser.identity_providers)
        if wanted.identity_pool_id:
            values["identity_pool_id"] = wanted.identity_pool_id
        with Draft(self.file, values, self._profile) as draft:
            if pool.client_secret is None:
                draft.keep()
            else:
                try:
                    with kept_secret(pool, pool.client_secret):
                        draft.keep()
                except AuthError:
                    raise SecretNotKept(message(SECRET_NOT_STORED)) from None
        self._forget_replaced(pool)

    def _forget_replaced(self, pool: PoolClient) -> None:
        """What is stored of the pool whose place in the file this one took: nobody would find it again."""
        old, settings = self._configured, self._settings
        if old is None or is_same_pool(old, pool):
            return
        if place_of(settings.profile) != place_of(self._profile):
            return  # another profile was written
        named_by = {one.file for one in settings.origins if one.setting in _NAMES}
        if named_by != {str(self.file)}:
            return  # the environment, or another file, goes on naming the old one
        with contextlib.suppress(NoHomeFolder):
            self._forget(old, data_folder())

    def _values_of(self, pool: PoolClient) -> Mapping[str, str | bool]:
        values: dict[str, str | bool] = {"user_pool_id": pool.pool_id, "client_id": pool.client_id}
        if is_pool_id(pool.pool_id) or pool.region != NO_REGION:
            values = {"region": pool.region, **values}
        elif self.emulated:  # means nothing without the emulator, perhaps one of the environment
            values["endpoint_url"] = pool.service_url
        if pool.client_secret is not None or self._stays_stored(pool):
            values["client_secret_stored"] = True
        if pool.issuer:
            values["issuer"] = pool.issuer
        if pool.domain:
            values["domain"] = pool.domain
        for name, listed in (("redirect_uris", pool.redirect_uris), ("scopes", pool.scopes)):
            if listed:
                values[name] = ",".join(listed)
        return values

    def _stays_stored(self, pool: PoolClient) -> bool:
        """Also while the keychain is locked or answers "nothing": the secret is in it all the same."""
        return self._is_stored and self._keep_secret and self._is_configured(pool)


def is_same_pool(one: PoolClient | None, other: PoolClient | None) -> bool:
    """Whether what is stored of the one is that of the other."""
    return _stored_as(one) == _stored_as(other)


def _stored_as(pool: PoolClient | None) -> tuple[str, str, str] | None:
    return None if pool is None else (pool.pool_id, pool.client_id, pool.endpoint_url or "")


def _region_of(pool_id: str) -> str:
    return region_of(pool_id) if is_pool_id(pool_id) else NO_REGION


def check_pool(pool: PoolClient) -> Report:
    """Run the connection check of a pool; blocks."""
    from desktop_login.adapters.browser.authorize import CognitoAuthorize
    from desktop_login.adapters.clock import SystemClock
    from desktop_login.adapters.cognito.probe import PoolProbe
    from desktop_login.flow.pool_check import examine

    return examine(pool, PoolProbe(pool), SystemClock(), CognitoAuthorize(pool))


@contextlib.contextmanager
def kept_secret(pool: PoolClient, secret: Secret) -> Iterator[None]:
    """The secret is in the keychain; if the block fails, what was there before is again.

    Raises `AuthError(KEYCHAIN)`.
    """
    from desktop_login.adapters.token_store.keychain import OsKeychain

    keychain, entry = OsKeychain(), _entry(pool)
    before = keychain.get(entry)
    try:
        keychain.set(entry, secret.reveal())
        yield
    except BaseException:
        with contextlib.suppress(AuthError):  # the first failure is the one to tell
            if before is None:
                keychain.delete(entry)
            else:
                keychain.set(entry, before)
        raise


def with_stored_secret(pool: PoolClient) -> PoolClient:
    """The pool with its secret out of the keychain. Raises `AuthError(KEYCHAIN)`.

    Without an entry the pool comes back as it is: the service will say what is missing.
    """
    from desktop_login.adapters.token_store.keychain import OsKeychain

    secret = OsKeychain().get(_entry(pool))
    return pool if secret is None else pool._replace(client_secret=Secret(secret))


def _entry(pool: PoolClient) -> str:
    return client_secret(pool.pool_id, pool.client_id, pool.endpoint_url or "")


def wanted_of(settings: Settings) -> PoolConfig:
    """What is in force now, to fill in the page with. The secret is not shown again."""
    pool = settings.pool
    if pool is None:
        return PoolConfig()
    names = tuple(
        f"{one.name}={one.label}" if one.label else one.name for one in settings.identity_providers
    )
    browser = BrowserConfig(pool.domain, pool.redirect_uris, pool.scopes, names)
    return PoolConfig(
        pool.pool_id,
        pool.client_id,
        pool.region,
        pool.issuer or "",
        browser=browser,
        identity_pool_id=settings.aws.identity_pool_id,
    )
