"""`profiles`: one line for each user pool of settings.toml, and where somebody is signed in. Asks no keychain."""

from __future__ import annotations

from desktop_login.cli.arguments import LANG, SETTINGS, Option
from desktop_login.cli.handed import JSON, printed, printed_object
from desktop_login.cli.status import DONE

TYPE_CHECKING = False  # the module `typing` costs a tenth of what --help may cost
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    from desktop_login.cli.command import Action, Services
    from desktop_login.cli.session_values import ProfileSeen

DESCRIPTION = """\
One line for each profile of settings.toml: its user pool, and whether somebody
is signed in. The one that a script gets without --profile is marked by a star."""
EXAMPLE = "desktop-login profiles --names"
OPTIONS = (
    JSON,
    Option("--names", "only the names, one a line", action="store_true"),
    SETTINGS,
    LANG,
)


def command(given: Namespace) -> Action:
    from functools import partial

    from desktop_login.cli.arguments import WrongUse

    if given.json and given.names:
        raise WrongUse.together("--json", "--names")
    return partial(profiles, as_json=given.json, names_only=given.names)


def profiles(services: Services, *, as_json: bool, names_only: bool) -> int:
    found = services.profiles_seen()
    if as_json:
        printed_object({"version": 1, "profiles": [_object(one) for one in found]})
        return DONE
    lines = [one.name for one in found if one.name] if names_only else _lines(services, found)
    if lines:
        printed("\n".join(lines))
    return DONE


def _object(seen: ProfileSeen) -> dict[str, object]:
    return {
        "name": seen.name,
        "chosen": seen.chosen,
        "user_pool_id": seen.pool_id,
        "window_open": seen.in_window,
        "session_stored": seen.stored,
    }


def _lines(services: Services, found: Sequence[ProfileSeen]) -> list[str]:
    from desktop_login.messages import scripts as words
    from desktop_login.messages.message import message

    rows = []
    for one in found:
        state = words.WINDOW_OPEN if one.in_window else words.SESSION_STORED if one.stored else None
        shown = services.translate(message(state)) if state is not None else "–"
        rows.append(("*" if one.chosen else " ", one.name or "–", one.pool_id or "–", shown))
    name, pool = (max((len(row[place]) for row in rows), default=0) for place in (1, 2))
    return [
        f"{star} {one:{name}}   {pool_id:{pool}}   {state}" for star, one, pool_id, state in rows
    ]
