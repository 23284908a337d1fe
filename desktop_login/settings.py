"""Where the settings come from and what a good one is. Reads files and the environment; knows no window and no AWS.

Last wins: settings.toml in the configuration folder, one beside the executable, `.env`,
`.env.local` in the working folder, the environment.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from desktop_login.domain.pool import (
    AuthFlow,
    PoolClient,
    is_client_id,
    is_pool_id,
    is_region,
    region_of,
)
from desktop_login.wording.pages import (
    ENDPOINT_NOT_HTTPS,
    FILE_UNREADABLE,
    SETTING_MISSING,
    SETTING_UNKNOWN,
    SETTING_WRONG,
    SETTING_WRONG_NO_LINE,
)
from desktop_login.wording.text import Said, in_english, said

if TYPE_CHECKING:
    from desktop_login.domain.secret import Secret

MAX_BYTES = 64 * 1024
ENVIRONMENT = "environment"
_LOOPBACK = r"http://(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?/?"
_HTTPS = r"https://[A-Za-z0-9.-]+(?::\d{1,5})?(?:/[\w./~-]*)?"


class SettingsError(Exception):
    """`words` names the file, the line and the setting; never the value, which may be secret."""

    def __init__(self, words: Said) -> None:
        super().__init__(in_english(words))
        self.words = words


class Brand(NamedTuple):
    """What a deployer puts in place of our name and colour."""

    name: str = ""
    heading: str = ""
    accent: str = ""
    logo: str = ""
    support: str = ""


class Settings(NamedTuple):
    """`pool` is None where nothing is configured."""

    pool: PoolClient | None = None
    domain: str = ""
    sign_up: bool = True
    username_label: bool = False
    strict_password_check: bool = False
    password_min_length: int = 8
    brand: Brand = Brand()


class _Value(NamedTuple):
    """A raw setting and where it stands."""

    text: str
    file: str
    line: int | None
    name: str

    def refuse(self) -> NoReturn:
        if self.line is None:
            raise SettingsError(said(SETTING_WRONG_NO_LINE, file=self.file, setting=self.name))
        raise SettingsError(said(SETTING_WRONG, file=self.file, line=self.line, setting=self.name))


def _text(value: _Value) -> str:
    if not value.text.isprintable() or len(value.text) > 256:
        value.refuse()
    return value.text


def _matching(good: Callable[[str], bool]) -> Callable[[_Value], str]:
    def check(value: _Value) -> str:
        if not good(value.text):
            value.refuse()
        return value.text

    return check


def _bool(value: _Value) -> str:
    if value.text.lower() not in ("true", "false"):
        value.refuse()
    return value.text.lower()


def _length(value: _Value) -> str:
    if not value.text.isdecimal() or not 6 <= int(value.text) <= 99:
        value.refuse()
    return value.text


def _endpoint(value: _Value) -> str:
    if not (re.fullmatch(_HTTPS, value.text) or re.fullmatch(_LOOPBACK, value.text)):
        raise SettingsError(said(ENDPOINT_NOT_HTTPS))
    return value.text.rstrip("/")


_FLOWS = frozenset(flow.value for flow in AuthFlow)

# setting → (its name in the environment, what is accepted)
SCHEMA: Mapping[str, tuple[str, Callable[[_Value], str]]] = {
    "region": ("COGNITO_REGION", _matching(is_region)),
    "user_pool_id": ("COGNITO_USER_POOL_ID", _matching(is_pool_id)),
    "client_id": ("COGNITO_CLIENT_ID", _matching(is_client_id)),
    "client_secret": ("COGNITO_CLIENT_SECRET", _matching(lambda t: 24 <= len(t) <= 64)),
    "issuer": ("COGNITO_ISSUER", _matching(lambda t: bool(re.fullmatch(_HTTPS, t)))),
    "domain": ("COGNITO_DOMAIN", _text),
    "auth_flow": ("COGNITO_AUTH_FLOW", _matching(lambda t: t in _FLOWS)),
    "sign_up": ("COGNITO_SIGN_UP", _bool),
    "endpoint_url": ("COGNITO_ENDPOINT_URL", _endpoint),
    "aws_profile": ("COGNITO_AWS_PROFILE", _text),
    "username_label": (
        "COGNITO_USERNAME_LABEL",
        _matching(lambda t: t in ("email", "username")),
    ),
    "strict_password_check": ("COGNITO_STRICT_PASSWORD_CHECK", _bool),
    "password_min_length": ("COGNITO_PASSWORD_MIN_LENGTH", _length),
    "brand.name": ("", _text),
    "brand.heading": ("", _text),
    "brand.accent": ("", _matching(lambda t: bool(re.fullmatch(r"#[0-9a-fA-F]{6}", t)))),
    "brand.logo": ("", _text),
    "brand.support": ("", _text),
}
_BY_ENVIRONMENT_NAME = {name: key for key, (name, _) in SCHEMA.items() if name}


def load(
    *,
    explicit: Path | None = None,
    environment: Mapping[str, str] | None = None,
    working_folder: Path | None = None,
    config_folder: Path | None = None,
) -> Settings:
    """Reads every source in order. Raises `SettingsError`.

    `explicit` is `--settings FILE`: it replaces the two settings.toml, and must exist.
    """
    environment = os.environ if environment is None else environment
    here = working_folder or Path.cwd()
    values: dict[str, _Value] = {}
    if explicit is not None:
        values |= _toml(explicit, must_exist=True)
    else:
        values |= _toml((config_folder or default_config_folder()) / "settings.toml")
        if getattr(sys, "frozen", False):
            values |= _toml(Path(sys.executable).resolve().parent / "settings.toml")
    for name in (".env", ".env.local"):
        values |= _dotenv(here / name)
    values |= _environment(environment)
    return _settings({key: value for key, value in values.items() if value.text})


def default_config_folder() -> Path:
    from platformdirs import user_config_path  # only where it is needed: it costs start-up time

    return user_config_path("desktop-login", appauthor=False)


def _settings(values: Mapping[str, _Value]) -> Settings:
    checked = {key: SCHEMA[key][1](value) for key, value in values.items()}
    plain = Settings()
    return Settings(
        pool=_pool(values, checked),
        domain=checked.get("domain", ""),
        sign_up=checked.get("sign_up", "true") == "true",
        username_label=checked.get("username_label") == "username",
        strict_password_check=checked.get("strict_password_check") == "true",
        password_min_length=int(checked.get("password_min_length", plain.password_min_length)),
        brand=Brand(
            **{
                key.removeprefix("brand."): value
                for key, value in checked.items()
                if key.startswith("brand.")
            }
        ),
    )


def _pool(values: Mapping[str, _Value], checked: Mapping[str, str]) -> PoolClient | None:
    pool_id, client_id = checked.get("user_pool_id"), checked.get("client_id")
    if pool_id is None and client_id is None:
        return None
    if pool_id is None or client_id is None:
        present = values["client_id" if pool_id is None else "user_pool_id"]
        missing = "user_pool_id" if pool_id is None else "client_id"
        name = missing if "." in present.file and present.name.islower() else SCHEMA[missing][0]
        raise SettingsError(said(SETTING_MISSING, file=present.file, setting=name))
    region = checked.get("region", region_of(pool_id))
    if region != region_of(pool_id):
        values["region"].refuse()
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
    )


def _secret(text: str) -> Secret:
    from desktop_login.domain.secret import Secret  # few clients have one

    return Secret(text)


def _toml(path: Path, *, must_exist: bool = False) -> dict[str, _Value]:
    if not path.is_file():
        if must_exist:
            raise SettingsError(said(FILE_UNREADABLE, file=str(path), line=1))
        return {}
    import tomllib

    text = _read(path)
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        line = int(found.group(1)) if found else text.count("\n") + 1
        raise SettingsError(said(FILE_UNREADABLE, file=str(path), line=line)) from None
    values: dict[str, _Value] = {}
    for key, raw in _flat(tree):
        line = _line_of(text, key)
        if key not in SCHEMA:
            raise SettingsError(said(SETTING_UNKNOWN, file=str(path), line=line, setting=key))
        value = _Value(_as_text(raw), str(path), line, key)
        if isinstance(raw, list | dict):
            value.refuse()
        values[key] = value
    return values


def _flat(tree: Mapping[str, object]) -> list[tuple[str, object]]:
    """Tables one level deep become dotted names."""
    flat: list[tuple[str, object]] = []
    for key, raw in tree.items():
        if isinstance(raw, dict) and raw:
            flat.extend((f"{key}.{inner}", value) for inner, value in raw.items())
        else:
            flat.append((key, raw))
    return flat


def _line_of(text: str, key: str) -> int:
    """tomllib does not tell where a key stood; its last part at the start of a line does."""
    name = re.escape(key.rpartition(".")[2])
    pattern = re.compile(rf"\s*(?:[\w.\"']+\.)?[\"']?{name}[\"']?\s*=")
    for number, line in enumerate(text.splitlines(), 1):
        if pattern.match(line):
            return number
    return 1


def _dotenv(path: Path) -> dict[str, _Value]:
    if not path.is_file():
        return {}
    from io import StringIO

    from dotenv.parser import parse_stream

    values: dict[str, _Value] = {}
    for binding in parse_stream(StringIO(_read(path))):
        line = binding.original.line + _leading_newlines(binding.original.string)
        name = binding.key
        if binding.error:
            raise SettingsError(said(FILE_UNREADABLE, file=str(path), line=line))
        if name is None or not name.startswith("COGNITO_"):
            continue  # the file belongs to other tools as well
        if name not in _BY_ENVIRONMENT_NAME:
            raise SettingsError(said(SETTING_UNKNOWN, file=str(path), line=line, setting=name))
        values[_BY_ENVIRONMENT_NAME[name]] = _Value(binding.value or "", str(path), line, name)
    return values


def _leading_newlines(text: str) -> int:
    return text[: len(text) - len(text.lstrip())].count("\n")


def _environment(environment: Mapping[str, str]) -> dict[str, _Value]:
    return {
        key: _Value(environment[name], ENVIRONMENT, None, name)
        for name, key in _BY_ENVIRONMENT_NAME.items()
        if environment.get(name)
    }


def _read(path: Path) -> str:
    try:
        raw = path.read_bytes()
        if len(raw) > MAX_BYTES:
            raise ValueError("too large")
        return raw.decode("utf-8-sig")
    except (OSError, ValueError):
        raise SettingsError(said(FILE_UNREADABLE, file=str(path), line=1)) from None


def _as_text(raw: object) -> str:
    return str(raw).lower() if isinstance(raw, bool) else str(raw)
