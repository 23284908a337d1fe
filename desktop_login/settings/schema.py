"""The names of the settings, and which values are accepted. Reads no file."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

from desktop_login.domain.amazon import is_amazon, is_amazon_domain, is_this_computer
from desktop_login.domain.browser_offer import BrowserSignInMode, IdentityProvider
from desktop_login.domain.named_tuple import NamedTuple
from desktop_login.domain.pool import (
    NO_REGION,
    AuthFlow,
    PoolClient,
    is_client_id,
    is_emulated_pool_id,
    is_pool_id,
    is_region,
    region_of,
)
from desktop_login.messages.message import FormattedMessage, message
from desktop_login.messages.settings import (
    ADMIN_NEEDS_PROFILE,
    ENDPOINT_OF_ENVIRONMENT,
    SETTING_MISSING,
)
from desktop_login.settings.aws import AWS_SCHEMA, AwsSettings, aws_settings_of
from desktop_login.settings.brand import Brand
from desktop_login.settings.values import (
    ENVIRONMENT,
    HTTPS,
    LOOPBACK_PATH,
    PORT,
    THIS_COMPUTER,
    SettingsError,
    Value,
    any_text,
    beside,
    boolean,
    https_address,
    is_address,
    is_port,
    listed,
    matching,
    number,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from desktop_login.domain.secret import Secret
    from desktop_login.settings.values import FolderFile

_DOMAIN = rf"https://[A-Za-z0-9][A-Za-z0-9-]*(?:\.[A-Za-z0-9][A-Za-z0-9-]*)+{PORT}"
MAX_ENTRIES = 100
MAX_PROVIDERS = 8
MAX_PROVIDER = 32  # of the API
MAX_PROVIDER_LABEL = 48
# Settings that are a list in settings.toml.
LISTS = frozenset({"identity_providers", "redirect_uris", "scopes"})


class WindowChoices(NamedTuple):
    """What a person chooses for this computer. An empty language and an appearance "system" follow
    the system; an empty log level is the usual one. `keep_running` is what happens when the window
    is closed with somebody signed in: "yes", "no", or empty as long as nobody has chosen."""

    language: str = ""
    appearance: str = "system"
    clipboard_seconds: int = 30
    log_level: str = ""
    keep_running: str = ""


class Origin(NamedTuple):
    """Where a setting was found: a file and possibly a profile in it, or ENVIRONMENT."""

    setting: str
    file: str
    profile: str = ""


class Settings(NamedTuple):
    """The settings in force.

    Attributes:
        pool: None if no pool is configured.
        browser_sign_in: Where the sign-in page offers the browser.
        identity_providers: Those that have a button of their own.
        passkeys: Whether passkeys are offered.
        secret_stored: Whether the client secret is in the keychain. The code that may wait for the
            keychain adds it to `pool`.
        aws: The identity pool, its role, and the API that is called with its credentials.
        scripts: Whether other programs of this user get tokens.
        endpoint_url: Also in `pool`; here for a pool that is yet to be connected, like `auth_flow`
            and `aws_profile`.
        profile: The chosen profile; empty if the file has none.
        profiles: All profiles of the file.
        preferred: Whether the file itself names the profile to begin with.
        origins: Where pool, client, endpoint and flow were found.
        notices: Messages about settings that are not used.
        undecided: Files of the working folder that are not used yet, because the user has not been
            asked.
        for_the_log: Lines about entries that are meant for other programs.
    """

    pool: PoolClient | None = None
    secret_stored: bool = False
    browser_sign_in: BrowserSignInMode = BrowserSignInMode.OFFER
    identity_providers: tuple[IdentityProvider, ...] = ()
    passkeys: bool = True
    sign_up: bool = True
    username_label: bool = False
    strict_password_check: bool = False
    password_min_length: int = 8
    scripts: bool = True
    challenge_minutes: int = 3
    aws: AwsSettings = AwsSettings()
    brand: Brand = Brand()
    window: WindowChoices = WindowChoices()
    endpoint_url: str = ""
    auth_flow: AuthFlow = AuthFlow.SRP
    aws_profile: str = ""
    profile: str = ""
    profiles: tuple[str, ...] = ()
    preferred: bool = False
    origins: tuple[Origin, ...] = ()
    notices: tuple[FormattedMessage, ...] = ()
    undecided: tuple[FolderFile, ...] = ()
    for_the_log: tuple[str, ...] = ()


def _redirects(value: Value) -> str:
    """Only addresses of this computer with a port: the program listens on no other."""
    from desktop_login.domain.browser_rounds import redirect_of

    urls = listed(value)
    if not urls or len(urls) > MAX_ENTRIES or not all(redirect_of(url) for url in urls):
        value.refuse()
    return ",".join(urls)


def _scopes(value: Value) -> str:
    """Without `openid` no ID token comes, and nobody is signed in."""
    names = [name for one in listed(value) for name in one.split()]
    if not all(map(is_scope, names)) or "openid" not in names or len(names) > MAX_ENTRIES:
        value.refuse()
    return ",".join(names)


def is_scope(text: str) -> bool:
    """RFC 6749 3.3; a comma separates scopes in the environment."""
    return re.fullmatch(r"[!#-+\--\[\]-~]{1,256}", text) is not None


def is_provider(text: str) -> bool:
    """Return whether a name and perhaps a label of a provider may stand in the settings."""
    name, _, label = text.partition("=")
    good = 0 < len(name.strip()) <= MAX_PROVIDER and len(label) <= MAX_PROVIDER_LABEL
    return good and text.isprintable() and "," not in text


def _providers(value: Value) -> str:
    """`Company=Acme SSO`: the pool's name of the provider, and what the button calls it."""
    names = listed(value)
    if not names or len(names) > MAX_PROVIDERS or not all(map(is_provider, names)):
        value.refuse()
    return ",".join(names)


def _provider(text: str) -> IdentityProvider:
    name, _, label = text.partition("=")
    return IdentityProvider(name.strip(), label.strip())


def _domain(value: Value) -> str:
    """Return a URL without a path; a bare host is how Amplify and the console write it."""
    text = value.text.rstrip("/")
    url = text if "://" in text else f"https://{text}"
    found = re.fullmatch(_DOMAIN, url) or re.fullmatch(THIS_COMPUTER, url)
    if not found or not is_port(found["port"]):
        value.refuse()
    return url


def is_client_secret(text: str) -> bool:
    """https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserPoolClientType.html"""
    return 24 <= len(text) <= 64 and text.isascii() and text.isprintable() and " " not in text


def is_issuer(text: str) -> bool:
    return is_address(HTTPS, text)


def _is_any_issuer(text: str) -> bool:
    return is_issuer(text) or is_address(LOOPBACK_PATH, text)


# Settings that are less strict for an endpoint on this computer → the check for all others.
_ELSEWHERE: Mapping[str, Callable[[str], bool]] = {
    "user_pool_id": is_pool_id,
    "issuer": is_issuer,
}


# macOS would ask for the keychain's password for every new program: there it is chosen, not assumed.
_SCRIPTS = "false" if sys.platform == "darwin" else "true"
LANGUAGES = ("en", "ja")
APPEARANCES = ("system", "light", "dark", "contrast")
KEEP_RUNNING = ("yes", "no")
LOG_LEVELS = ("debug", "info", "warning")
BROWSER_MODES = tuple(mode.value for mode in BrowserSignInMode)
_FLOWS = frozenset(flow.value for flow in AuthFlow)
_TOLD_ORIGINS = ("user_pool_id", "client_id", "endpoint_url", "auth_flow")

# setting → (its name in the environment, what is accepted)
SCHEMA: Mapping[str, tuple[str, Callable[[Value], str]]] = {
    "region": ("COGNITO_REGION", matching(is_region)),
    "user_pool_id": ("COGNITO_USER_POOL_ID", matching(is_emulated_pool_id)),
    "client_id": ("COGNITO_CLIENT_ID", matching(is_client_id)),
    "client_secret": ("COGNITO_CLIENT_SECRET", matching(is_client_secret)),
    "client_secret_stored": ("", boolean),
    "issuer": ("COGNITO_ISSUER", matching(_is_any_issuer)),
    "domain": ("COGNITO_DOMAIN", _domain),
    "browser_sign_in": ("COGNITO_BROWSER_SIGN_IN", matching(lambda t: t in BROWSER_MODES)),
    "identity_providers": ("COGNITO_IDENTITY_PROVIDERS", _providers),
    "redirect_uris": ("COGNITO_REDIRECT_URIS", _redirects),
    "scopes": ("COGNITO_SCOPES", _scopes),
    "passkeys": ("COGNITO_PASSKEYS", boolean),
    "auth_flow": ("COGNITO_AUTH_FLOW", matching(lambda t: t in _FLOWS)),
    "preferred_method": (
        "COGNITO_PREFERRED_METHOD",
        matching(lambda t: t in ("email", "sms")),
    ),
    "allow_plain_password": ("COGNITO_ALLOW_PLAIN_PASSWORD", boolean),
    "challenge_minutes": (
        "COGNITO_CHALLENGE_MINUTES",
        number(3, 15),
    ),
    "session_days": ("COGNITO_SESSION_DAYS", number(1, 3650)),
    "sign_up": ("COGNITO_SIGN_UP", boolean),
    "endpoint_url": ("COGNITO_ENDPOINT_URL", https_address),
    "aws_profile": ("COGNITO_AWS_PROFILE", any_text),
    "username_label": (
        "COGNITO_USERNAME_LABEL",
        matching(lambda t: t in ("email", "username")),
    ),
    "strict_password_check": ("COGNITO_STRICT_PASSWORD_CHECK", boolean),
    "password_min_length": ("COGNITO_PASSWORD_MIN_LENGTH", number(6, 99)),
    # No variable: whoever administers the computer may have decided it.
    "scripts": ("", boolean),
    "brand.name": ("", any_text),
    "brand.heading": ("", any_text),
    "brand.accent": ("", matching(lambda t: bool(re.fullmatch(r"#[0-9a-fA-F]{6}", t)))),
    "brand.logo": ("", beside),
    "brand.support": ("", any_text),
    **AWS_SCHEMA,
    "window.language": ("", matching(lambda t: t in LANGUAGES)),
    "window.appearance": ("", matching(lambda t: t in APPEARANCES)),
    "window.clipboard_seconds": ("", number(5, 600)),
    "window.log_level": ("", matching(lambda t: t in LOG_LEVELS)),
    "window.keep_running": ("", matching(lambda t: t in KEEP_RUNNING)),
}
BY_ENVIRONMENT_NAME = {name: key for key, (name, _) in SCHEMA.items() if name}


def settings_of(values: Mapping[str, Value]) -> Settings:
    """Raises `SettingsError`."""
    checked = {key: SCHEMA[key][1](value) for key, value in values.items()}
    _refuse_emulated(values, checked)
    _refuse_giving_away(values, checked)
    plain = Settings()
    return Settings(
        pool=_pool(values, checked),
        secret_stored=checked.get("client_secret_stored") == "true",
        browser_sign_in=BrowserSignInMode(
            checked.get("browser_sign_in", BrowserSignInMode.OFFER.value)
        ),
        identity_providers=tuple(map(_provider, _split(checked, "identity_providers"))),
        passkeys=checked.get("passkeys", "true") == "true",
        endpoint_url=checked.get("endpoint_url", ""),
        auth_flow=AuthFlow(checked.get("auth_flow", AuthFlow.SRP.value)),
        aws_profile=checked.get("aws_profile", ""),
        sign_up=checked.get("sign_up", "true") == "true",
        scripts=checked.get("scripts", _SCRIPTS) == "true",
        challenge_minutes=int(checked.get("challenge_minutes", plain.challenge_minutes)),
        username_label=checked.get("username_label") == "username",
        strict_password_check=checked.get("strict_password_check") == "true",
        password_min_length=int(checked.get("password_min_length", plain.password_min_length)),
        aws=aws_settings_of(checked),
        brand=Brand(
            name=checked.get("brand.name", ""),
            heading=checked.get("brand.heading", ""),
            accent=checked.get("brand.accent", ""),
            logo=checked.get("brand.logo", ""),
            support=checked.get("brand.support", ""),
        ),
        window=WindowChoices(
            checked.get("window.language", ""),
            checked.get("window.appearance", "system"),
            int(checked.get("window.clipboard_seconds", plain.window.clipboard_seconds)),
            checked.get("window.log_level", ""),
            checked.get("window.keep_running", ""),
        ),
        origins=tuple(
            Origin(key, values[key].file, values[key].profile)
            for key in _TOLD_ORIGINS
            if key in values
        ),
    )


def _split(checked: Mapping[str, str], key: str) -> tuple[str, ...]:
    return tuple(checked[key].split(",")) if key in checked else ()


def _refuse_emulated(values: Mapping[str, Value], checked: Mapping[str, str]) -> None:
    """Refuse pool ids and http issuers of emulators unless the endpoint is on this computer."""
    if is_this_computer(checked.get("endpoint_url", "")):
        return
    for key, good in _ELSEWHERE.items():
        if key in checked and not good(checked[key]):
            values[key].refuse()


def _refuse_giving_away(values: Mapping[str, Value], checked: Mapping[str, str]) -> None:
    """Refuse combinations of settings that would give a secret to another server.

    The admin flow needs a named AWS profile: botocore would otherwise use any keys of the environment,
    of the default profile or of the machine's role.

    An endpoint in the environment (a shell profile, a `.envrc`, a launcher) may come from another
    person. A flow that sends the password itself was chosen for the service of settings.toml;
    together they would send the password, or requests signed with AWS keys, to the endpoint. SRP
    sends a proof, which is useless to that server, and stays allowed. A password
    may go to an endpoint on this computer, because emulators know no other flow; a signed request
    may not.
    """
    _refuse_secret_to_a_domain(values, checked)
    flow = checked.get("auth_flow", AuthFlow.SRP.value)
    if flow == AuthFlow.ADMIN.value and "aws_profile" not in checked:
        named_as = values["auth_flow"].name
        name = SCHEMA["aws_profile"][0] if named_as.isupper() else "aws_profile"
        raise SettingsError(message(ADMIN_NEEDS_PROFILE, setting=name))
    endpoint = values.get("endpoint_url")
    if endpoint is None or endpoint.file != ENVIRONMENT:
        return
    url = checked["endpoint_url"]
    region = region_of(checked.get("user_pool_id", ""))
    harmless = is_this_computer(url) or is_amazon(url, region)
    allowed = checked.get("allow_plain_password") == "true"
    plain = flow == AuthFlow.PASSWORD.value or (flow == AuthFlow.CHOICE.value and allowed)
    if flow == AuthFlow.ADMIN.value or (plain and not harmless):
        raise SettingsError(message(ENDPOINT_OF_ENVIRONMENT, setting=endpoint.name, text=flow))


def _refuse_secret_to_a_domain(values: Mapping[str, Value], checked: Mapping[str, str]) -> None:
    """A domain in the environment gets no client secret of a file or of the keychain.

    The secret goes to the domain with every code. Amazon's own domains may have it.
    """
    domain, secret = values.get("domain"), values.get("client_secret")
    stored = checked.get("client_secret_stored") == "true"
    foreign = secret is not None and secret.file != ENVIRONMENT
    if domain is None or domain.file != ENVIRONMENT or not (stored or foreign):
        return
    region = region_of(checked.get("user_pool_id", ""))
    url = checked["domain"]
    if not is_amazon_domain(url, region) and not is_this_computer(url):
        from desktop_login.messages.browser import DOMAIN_OF_ENVIRONMENT

        raise SettingsError(message(DOMAIN_OF_ENVIRONMENT, setting=domain.name))


def _pool(values: Mapping[str, Value], checked: Mapping[str, str]) -> PoolClient | None:
    pool_id, client_id = checked.get("user_pool_id"), checked.get("client_id")
    if pool_id is None and client_id is None:
        return None
    if pool_id is None or client_id is None:
        present = values["client_id" if pool_id is None else "user_pool_id"]
        missing = "user_pool_id" if pool_id is None else "client_id"
        name = missing if "." in present.file and present.name.islower() else SCHEMA[missing][0]
        raise SettingsError(message(SETTING_MISSING, file=present.file, setting=name))
    region = checked.get("region", region_of(pool_id))
    if is_pool_id(pool_id):
        if region != region_of(pool_id):
            values["region"].refuse()
    else:
        region = checked.get("region", NO_REGION)  # of an emulator, which asks for none
    secret = checked.get("client_secret")
    return PoolClient(
        region=region,
        pool_id=pool_id,
        client_id=client_id,
        client_secret=_secret(secret) if secret else None,
        auth_flow=AuthFlow(checked.get("auth_flow", AuthFlow.SRP.value)),
        issuer=checked.get("issuer"),
        endpoint_url=checked.get("endpoint_url"),
        aws_profile=checked.get("aws_profile"),
        preferred=checked.get("preferred_method", ""),
        allow_plain_password=checked.get("allow_plain_password") == "true",
        domain=checked.get("domain", ""),
        redirect_uris=_split(checked, "redirect_uris"),
        scopes=_split(checked, "scopes"),
        session_days=int(checked.get("session_days", 0)),
    )


def _secret(text: str) -> Secret:
    from desktop_login.domain.secret import Secret  # few clients have one

    return Secret(text)
