"""What a window must know before it paints, out of the settings or for the demo. Belongs to bootstrap; builds no part."""

from __future__ import annotations

import contextlib
import stat
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_login.domain.browser_offer import IdentityProvider
from desktop_login.domain.password_policy import PasswordPolicy
from desktop_login.domain.pool import AuthFlow, PoolClient
from desktop_login.messages.message import FormattedMessage, Listed, message
from desktop_login.messages.pages import POOL_FROM, PROFILE_IN_FILE, THE_ENVIRONMENT
from desktop_login.messages.sanitize import defused
from desktop_login.settings import ENVIRONMENT, Brand, Origin, Settings
from desktop_login.system.files import private_file, private_folder
from desktop_login.system.paths import WINDOW_MEMORY

if TYPE_CHECKING:
    from PySide6.QtCore import QSettings

    from desktop_login.ui.bar_words import PoolMenu
    from desktop_login.ui.main_window import Tools, WindowConfig
    from desktop_login.ui.page_values import UiConfig
    from desktop_login.ui.pages.pool_connection import Connection

_MAX_MEMORY = 64 * 1024


_NAMES_A_POOL = ("user_pool_id", "client_id")
_SHORT = 4  # characters of a pool's name that tell it apart at a glance


def memory_of(config_folder: Path) -> QSettings:
    """What the window remembers: its place, the last address, the last profile.

    Qt gives a new file the permissions that the umask leaves, and an existing one those that it
    has: so the file is there, for its owner only, before Qt writes to it.
    """
    from PySide6.QtCore import QSettings

    file = config_folder / WINDOW_MEMORY
    _drop_unusable(file)
    with contextlib.suppress(OSError):  # a read-only or linked place is the user's choice
        private_folder(config_folder)
        private_file(file)
    return QSettings(str(file), QSettings.Format.IniFormat)


def _drop_unusable(file: Path) -> None:
    """Qt would wait for a writer of a pipe, and read a file of any size. Nothing is lost but the
    place of the window and the last address."""
    with contextlib.suppress(OSError):
        found = file.stat()
        if not stat.S_ISREG(found.st_mode) or found.st_size > _MAX_MEMORY:
            file.unlink()


def window_config(
    settings: Settings,
    store_folder: Path,
    memory: QSettings | None,
    connection: Callable[[], Connection] | None = None,
    *,
    new_connection: Callable[[], Connection] | None = None,
    pools: PoolMenu | None = None,
    tools: Tools | None = None,
) -> WindowConfig:
    from desktop_login.ui.bar_words import PoolMenu
    from desktop_login.ui.main_window import WindowConfig

    pool, brand = settings.pool, settings.brand
    return WindowConfig(
        title=_title(settings),
        ui_config=branded(brand)._replace(
            username_label=settings.username_label,
            strict_password_check=settings.strict_password_check,
            sign_up=settings.sign_up,
            password_optional=pool is not None and pool.password_optional,
            challenge_s=settings.challenge_minutes * 60,
            policy=PasswordPolicy(settings.password_min_length),
            pool=_pool_line(settings),
            pool_details=_pool_details(settings),
            browser_sign_in=settings.browser_sign_in,
            identity_providers=settings.identity_providers,
            domain_host=pool.browser_domain.partition("://")[2] if pool is not None else "",
        ),
        configured=pool is not None,
        connection=connection,
        profile=settings.profile,
        restoring=pool is not None and has_session(pool, store_folder, settings.profile),
        foreign_host=pool.foreign_host if pool else "",
        memory=memory,
        now=wall_clock,
        new_connection=new_connection,
        pools=pools or PoolMenu(),
        tools=tools,
        icon=brand.icon,
    )


def branded(brand: Brand) -> UiConfig:
    """What the pages have of a brand."""
    from desktop_login.ui.page_values import UiConfig

    return UiConfig(
        heading=brand.heading,
        logo=brand.logo,
        logo_dark=brand.logo_dark,
        support=brand.support,
        sign_up=brand.show.sign_up,
        app_name=brand.name,
        links=brand.links,
        show=brand.show,
    )


def _title(settings: Settings) -> str:
    """The title names the profile, to distinguish several windows in a task bar."""
    if not settings.profile:
        return settings.brand.name
    from desktop_login.messages.pages import APP_NAME

    return f"{settings.brand.name or APP_NAME.source} – {settings.profile}"


def _pool_line(settings: Settings) -> tuple[FormattedMessage, ...]:
    """Which pool, and where it is named; the id whole and shortened."""
    pool = settings.pool
    if pool is None:
        return ()
    places = [origin for origin in settings.origins if origin.setting in _NAMES_A_POOL]
    names = Listed(tuple({origin[1:]: _place(origin) for origin in places}.values()))
    short = f"{pool.region}_{pool.pool_name[:_SHORT]}…"
    return tuple(message(POOL_FROM, text=text, names=names) for text in (pool.pool_id, short))


def _place(origin: Origin) -> object:
    if origin.file == ENVIRONMENT:
        return THE_ENVIRONMENT
    name = Path(origin.file).name
    if origin.profile:
        return message(PROFILE_IN_FILE, name=origin.profile, file=name)
    return name


def _pool_details(settings: Settings) -> str:
    """One line a setting, as the settings call it: a person looks it up there."""
    pool = settings.pool
    if pool is None:
        return ""
    values = {
        "user_pool_id": pool.pool_id,
        "client_id": pool.client_id,
        "endpoint_url": pool.endpoint_url,
        "auth_flow": pool.auth_flow.value,
    }
    lines = (
        f"{origin.setting} = {values[origin.setting]}\n    {_where(origin)}"
        for origin in settings.origins
    )
    return "\n".join(lines)  # begins with an id, so that Qt takes no path for markup


def _where(origin: Origin) -> str:
    section = f" [profiles.{origin.profile}]" if origin.profile else ""
    return defused(origin.file + section)


def has_session(pool: PoolClient, store_folder: Path, profile: str) -> bool:
    """Whether there is a record to try; a first start has no folder, and loads nothing for it."""
    if not store_folder.is_dir():
        return False
    from desktop_login.system.paths import has_record

    return has_record(store_folder, pool.pool_id, pool.client_id, profile, pool.endpoint_url or "")


def wall_clock() -> float:
    from desktop_login.adapters.clock import SystemClock

    return SystemClock().now().wall


def demo_window_config(
    flow: AuthFlow = AuthFlow.SRP,
    pools: PoolMenu | None = None,
    tools: Tools | None = None,
    brand: Brand | None = None,
) -> WindowConfig:
    """What a pool with another flow can ask has users of its own."""
    from desktop_login.demo.stories import PASSWORD, STORIES, STORIES_OF_FLOWS, address
    from desktop_login.ui.bar_words import PoolMenu
    from desktop_login.ui.main_window import WindowConfig
    from desktop_login.ui.widgets.demo_panel import DemoUser, DemoUsers

    stories = (*STORIES_OF_FLOWS.get(flow.value, ()), *STORIES)
    users = tuple(DemoUser(story, address(story)) for story in stories)
    optional = flow in (AuthFlow.CHOICE, AuthFlow.CUSTOM)
    company = IdentityProvider("DemoCompany", "Demo Company")
    brand = brand or Brand()
    ui_config = branded(brand)._replace(password_optional=optional, identity_providers=(company,))
    return WindowConfig(
        title=brand.name,
        ui_config=ui_config,
        demo=DemoUsers(users, PASSWORD),
        now=wall_clock,
        pools=pools or PoolMenu(),
        tools=tools,
        icon=brand.icon,
    )
