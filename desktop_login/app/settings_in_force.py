"""Which settings a start is made with: from the options to what is in force. Loads no window."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_login.settings import Brand, Settings, SettingsError, load
from desktop_login.system import paths

if TYPE_CHECKING:
    from desktop_login.cli.options import Options
    from desktop_login.settings.folder import Trust
    from desktop_login.settings.values import FolderFile


def load_settings(
    options: Options, remembered: str = "", accepted: Sequence[FolderFile] = ()
) -> Settings:
    """`accepted` are files of the working folder that a person has just agreed to. What was agreed
    to is written down once the settings are found to be good. Raises `SettingsError`."""
    trust = cache(lambda: trust_of_folders(accepted, everything=options.trust_folder))
    settings = load(
        explicit=options.settings, profile=options.profile, remembered=remembered, trust=trust
    )
    if accepted or options.trust_folder:
        trust().keep()
    put_in_force(settings.brand)
    return settings


def settings_of_demo(options: Options) -> Settings:
    """The demo has a brand only for a preview. Raises `SettingsError`."""
    if options.brand is None:
        return Settings()
    from desktop_login.settings.brand_file import read

    brand = read(options.brand)
    put_in_force(brand)
    return Settings(brand=brand)


def put_in_force(brand: Brand) -> None:
    """The names of a brand and its words, from now on. Nothing is looked for under a name before.

    Its id stays what it was at the start: a window does not move while it is open.
    """
    if _InForce.brand_id is None:
        _InForce.brand_id = brand.id
        paths.use_brand(brand.id, with_settings=brand.deployed)
    if brand.name or brand.words:
        from desktop_login.messages.pages import APP_NAME
        from desktop_login.messages.translate import LANGUAGES, use_words

        named = {APP_NAME.key: brand.name} if brand.name else {}
        use_words({one: {**named, **brand.words.get(one, {})} for one in LANGUAGES})


def is_another(brand: Brand) -> bool:
    """Whether this process goes by another id already, so that `put_in_force` would leave it."""
    return bool(brand.id) and _InForce.brand_id not in (None, brand.id)


class _InForce:
    brand_id: str | None = None


def settings_for_import(options: Options) -> Settings:
    """What a pool that is imported now will be used with: an endpoint, or none. Its secret is kept
    for that endpoint. Raises `SettingsError`.

    The settings of now may be wrong, or have no such profile yet: the import can mend both.
    """
    for profile in (options.profile, None):
        with contextlib.suppress(SettingsError):
            now = load(explicit=options.settings, profile=profile)
            return Settings(endpoint_url=now.endpoint_url)
    from desktop_login.settings.schema import settings_of
    from desktop_login.settings.sources import environment

    of_environment = environment(os.environ)
    wanted = {key: of_environment[key] for key in ("endpoint_url",) if key in of_environment}
    return Settings(endpoint_url=settings_of(wanted).endpoint_url)


def trust_of_folders(accepted: Sequence[FolderFile] = (), *, everything: bool = False) -> Trust:
    from desktop_login.settings.folder import Trust  # most folders have no such file

    store = paths.settings_folder() / paths.TRUSTED_FOLDERS
    return Trust(store, accepted=accepted, everything=everything)


def settings_file(options: Options) -> Path:
    """Where a pool that is connected now is written down."""
    return options.settings or paths.settings_file()
