"""From the arguments of `Session.open` to a place: which settings are in force, and who shares a keeper."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from desktop_login.embedding.errors import LoginFailed, Refused
from desktop_login.embedding.handle import Handle
from desktop_login.quick import PROFILE_VARIABLE

if TYPE_CHECKING:
    from desktop_login.embedding.place import Place
    from desktop_login.messages.message import FormattedMessage
    from desktop_login.settings import Settings
    from desktop_login.settings.brand import Brand

    BrandGiven = str | os.PathLike[str] | Brand | None

SettingsGiven = str | os.PathLike[str] | Mapping[str, str] | None
Vault = Literal["memory"] | None

_INLINE = "settings"  # stands for a file in sentences about settings that were given as a mapping
_BRAND_INLINE = "Brand"  # the same for a brand that is no file


class _Registry:
    """The places in use. Its lock is a new one after a fork: the old one may be held for ever."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.places: dict[tuple[int, str], Place] = {}

    def renew(self) -> None:
        self.lock = threading.RLock()
        self.places = {}


_registry = _Registry()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_registry.renew)


def opened(profile: str | None, given: SettingsGiven, brand: BrandGiven, vault: Vault) -> Handle:
    """Return one more session of the place that the settings name.

    Raises:
        LoginFailed: SETTINGS, NO_POOL, OTHER_BRAND or NO_HOME_FOLDER.
        Refused: SWITCHED_OFF.
        ValueError: There is no such vault.
    """
    from desktop_login.settings import SettingsError
    from desktop_login.system.paths import NoHomeFolder

    if vault not in (None, "memory"):
        raise ValueError('vault must be None or "memory"')
    try:
        theirs = _brand_of(brand)
        settings = settings_in_force(profile, given, _with_tokens(theirs))
        _use_brand(settings.brand, stored=vault is None)
        place = _place_of(settings, vault, given)
        return Handle(place, _as_shown(settings, theirs))
    except SettingsError as error:
        raise LoginFailed("SETTINGS", _in_terminal_language(error.message)) from None
    except NoHomeFolder:
        from desktop_login.messages.command_line import NO_HOME_FOLDER
        from desktop_login.messages.message import message

        sentence = _in_terminal_language(message(NO_HOME_FOLDER))
        raise LoginFailed("NO_HOME_FOLDER", sentence) from None


def settings_in_force(
    profile: str | None, given: SettingsGiven, brand: Brand | None = None
) -> Settings:
    """Return the settings for these arguments. No file of the working folder counts.

    Raises `SettingsError` and `NoHomeFolder`.
    """
    from desktop_login.settings import load, load_text

    if isinstance(given, Mapping):
        return load_text(_toml_of(given), Path(_INLINE), profile or "", brand)
    if given is None:
        profile = profile or os.environ.get(PROFILE_VARIABLE) or None
    file = Path(given) if given is not None else None
    return load(explicit=file, profile=profile, brand=brand)


def _brand_of(given: BrandGiven) -> Brand | None:
    if given is None:
        return None
    from desktop_login.settings import SettingsError
    from desktop_login.settings.brand_file import of_values, read

    if not isinstance(given, tuple):
        return read(Path(given))
    checked, flaws = of_values(given, _BRAND_INLINE)
    if flaws:
        raise SettingsError(flaws[0].words)
    return checked


def _with_tokens(brand: Brand | None) -> Brand | None:
    """A brand hides scripts from the person. The program that brings it is no script; whether it
    gets tokens is said by the settings alone."""
    return brand._replace(show=brand.show._replace(scripts=True)) if brand is not None else None


def _as_shown(settings: Settings, brand: Brand | None) -> Settings:
    if brand is None:
        return settings
    return settings._replace(scripts=settings.scripts and brand.show.scripts)


def _use_brand(brand: Brand, *, stored: bool) -> None:
    """Its words, and its id in all names of this process, which therefore has one brand.

    A session that is stored has names, too, and keeps them: a brand that comes later is another one.
    """
    from desktop_login.app.settings_in_force import is_another, put_in_force
    from desktop_login.messages.embedding import OTHER_BRAND
    from desktop_login.messages.message import message
    from desktop_login.system.paths import ours

    if is_another(brand):  # and none of its words are in force
        sentence = _in_terminal_language(message(OTHER_BRAND, name=ours()))
        raise LoginFailed("OTHER_BRAND", sentence)
    if brand.id or brand.name or brand.words or stored:
        put_in_force(brand)


def _toml_of(given: Mapping[str, str]) -> str:
    """The texts of JSON are texts of TOML as well, but for escapes of halves of a character.

    A name that TOML would read as more than a name, such as one with a line end, is no setting.
    """
    import json
    import re

    from desktop_login.messages.message import message
    from desktop_login.messages.settings import SETTING_UNKNOWN
    from desktop_login.settings import SettingsError

    lines = []
    for line, (name, value) in enumerate(given.items(), start=1):
        if not isinstance(name, str) or not re.fullmatch(r"[\w.-]{1,128}", name, re.ASCII):
            shown = str(name)[:128]
            raise SettingsError(message(SETTING_UNKNOWN, file=_INLINE, line=line, setting=shown))
        lines.append(f"{name} = {json.dumps(str(value), ensure_ascii=False)}")
    return "\n".join(lines)


def _place_of(settings: Settings, vault: Vault, given: SettingsGiven) -> Place:
    from desktop_login.messages.message import message
    from desktop_login.messages.scripts import SWITCHED_OFF
    from desktop_login.messages.translate import translator

    translate = translator(settings.window.language or None)
    if settings.pool is None:
        raise LoginFailed("NO_POOL", translate(_no_pool(given)))
    if not settings.scripts and given is None:
        raise Refused("SWITCHED_OFF", translate(message(SWITCHED_OFF)))
    with _registry.lock:
        if vault == "memory":
            place = _made(settings, None)
        else:
            from desktop_login.services.places import place_of
            from desktop_login.system.paths import data_folder

            folder = data_folder()
            name = str(folder / place_of(settings))
            key = (os.getpid(), name)
            place = _registry.places.get(key) or _made(settings, folder, key)
            _registry.places[key] = place
        place.sessions += 1
    return place


def _no_pool(given: SettingsGiven) -> FormattedMessage:
    """With where one could stand: a brand of the program has its settings in a folder of its own."""
    from desktop_login.messages import embedding as words
    from desktop_login.messages.message import message
    from desktop_login.system.paths import settings_file

    if isinstance(given, Mapping):
        return message(words.NO_POOL)
    file = settings_file() if given is None else Path(given)
    return message(words.NO_POOL_ANYWHERE, file=str(file))


def _made(settings: Settings, folder: Path | None, key: tuple[int, str] = (0, "")) -> Place:
    from desktop_login.adapters.token_store.prompting import PromptsOnRequest
    from desktop_login.embedding.engine import Engine
    from desktop_login.embedding.opener import WindowOpener
    from desktop_login.embedding.place import Place
    from desktop_login.messages.translate import translator
    from desktop_login.services.embedded import has_record_of, memory_factory, stored_factory
    from desktop_login.system.log import as_guest

    def empty() -> None:
        with _registry.lock:
            place.sessions -= 1
            if place.sessions:
                return
            _registry.places.pop(key, None)
        engine.close()

    as_guest()
    opener, keychain = WindowOpener(), PromptsOnRequest()
    if folder is None:
        engine = Engine(memory_factory(settings, opener=opener), lambda: False)
    else:
        factory = stored_factory(settings, folder, keychain, opener=opener)
        engine = Engine(factory, lambda: has_record_of(settings, folder))
    language = translator(settings.window.language or None)
    place = Place(settings, engine, language, folder, keychain, opener, empty)
    return place


def _in_terminal_language(words: FormattedMessage) -> str:
    from desktop_login.messages.translate import translator

    return translator(None)(words)
