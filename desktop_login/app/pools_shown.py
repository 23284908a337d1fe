"""What the top bar says about user pools and offers to do with them, out of the settings. Changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_login.app.settings_in_force import settings_file
from desktop_login.messages.frame import DEMO
from desktop_login.messages.translate import tr
from desktop_login.settings import Settings, SettingsError
from desktop_login.system import paths
from desktop_login.ui import bar_words
from desktop_login.ui.bar_words import PoolMenu, ProfileEntry

if TYPE_CHECKING:
    from desktop_login.app.kept_sessions import KeptSessions
    from desktop_login.cli.options import Options

_NAMES_A_POOL = ("user_pool_id", "client_id")


def title_of(settings: Settings) -> str:
    """The profile; without one the pool itself."""
    if settings.profile or settings.pool is None:
        return settings.profile
    return settings.pool.pool_id


def offers_of(settings: Settings, file: Path) -> frozenset[str]:
    """What stands in `file` can be changed there. What folder or environment say wins over it, so
    that nothing that is written would come into force."""
    if settings.pool is None:
        return frozenset({bar_words.TRY_DEMO})
    offers = {bar_words.CHECK, bar_words.TRY_DEMO}
    places = {one.file for one in settings.origins if one.setting in _NAMES_A_POOL}
    if places == {str(file)}:
        offers |= {bar_words.ADD, bar_words.EDIT, bar_words.REMOVE}
    return frozenset(offers)


def entries_of(
    settings: Settings,
    explicit: Path | None,
    sessions: KeptSessions,
    store_folder: Path,
    *,
    demo: str = "",
) -> Sequence[ProfileEntry]:
    """Every profile with its state, asked for anew whenever the menu is opened. `demo` is the
    demo's own row, where it is what the window shows."""
    from desktop_login.settings import load_each

    try:
        each = load_each(explicit=explicit)
    except SettingsError:  # the file has become wrong since: what is in force is still known
        each = ()
    if not settings.profile and settings.pool is not None:
        each = (settings,)
    rows = [_entry(one, settings, sessions, store_folder, chosen=not demo) for one in each]
    if demo:
        rows.append(ProfileEntry(demo, chosen=True))
    return rows


def _entry(
    one: Settings,
    in_force: Settings,
    sessions: KeptSessions,
    store_folder: Path,
    *,
    chosen: bool,
) -> ProfileEntry:
    from desktop_login.app.kept_sessions import PoolInUse
    from desktop_login.app.window_config import has_session

    is_shown = chosen and one.profile == in_force.profile
    pool = in_force.pool if is_shown else one.pool
    user = sessions.user_of(PoolInUse(pool, one.profile))
    kept = pool is not None and has_session(pool, store_folder, one.profile)
    return ProfileEntry(
        title_of(one) or one.profile, one.brand.accent, is_shown, bool(user) or kept, user
    )


def demo_menu(
    settings: Callable[[], Settings], options: Options, sessions: KeptSessions
) -> PoolMenu:
    """The way back to the pools that are configured, or to the page that asks for one. `settings`
    are those of the moment in which the menu is opened."""

    def entries() -> Sequence[ProfileEntry]:
        try:
            folder = paths.data_folder()
        except paths.NoHomeFolder:
            return [ProfileEntry(tr(DEMO), chosen=True)]
        return entries_of(settings(), options.settings, sessions, folder, demo=tr(DEMO))

    return PoolMenu("", entries, frozenset({bar_words.LEAVE_DEMO}))


def pool_menu(
    settings: Settings, options: Options, sessions: KeptSessions, store_folder: Path
) -> PoolMenu:
    """What the bar says about the pool in force, and offers."""
    return PoolMenu(
        title_of(settings),
        lambda: entries_of(settings, options.settings, sessions, store_folder),
        offers_of(settings, settings_file(options)),
    )
