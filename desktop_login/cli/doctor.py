"""`doctor`: does this installation work on this computer, and where are its files? For support. Prints no secret."""

from __future__ import annotations

from desktop_login.cli.arguments import LANG, PROFILE, SETTINGS
from desktop_login.cli.status import DONE, SOMETHING_IS_WRONG

TYPE_CHECKING = False  # the module `typing` costs a tenth of what --help may cost
if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path

    from desktop_login.cli.command import Action, Services
    from desktop_login.messages.message import Message
    from desktop_login.settings import Origin, Settings

DESCRIPTION = """\
Examine this installation: password store, certificates, files. Then say where
settings, sessions and log are, and which user pool is in force. Prints no
secret. Ends with 0 if everything works, 1 if something does not."""
EXAMPLE = "desktop-login doctor --lang en"
OPTIONS = (SETTINGS, PROFILE, LANG)


def command(given: Namespace) -> Action:
    """The old flag prints what it always has: the parts alone."""
    from functools import partial

    return partial(doctor, with_places=not getattr(given, "self_check", False))


def doctor(services: Services, *, with_places: bool = True) -> int:
    good = _parts(services)
    if with_places:
        good = _places(services) and good
    return DONE if good else SOMETHING_IS_WRONG


def _parts(services: Services) -> bool:
    """One line a part: "ok" or "!!"."""
    from desktop_login.messages.command_line import DOCTOR_FAILED
    from desktop_login.messages.message import message
    from desktop_login.messages.settings import SELF_CHECKS

    translate, installation = services.translate, services.installation()
    results = installation.results()
    for part, (works, detail) in results.items():
        sentence = translate(message((SELF_CHECKS if works else DOCTOR_FAILED)[part]))
        print(f"{'ok' if works else '!!'}  {sentence} ({detail})")
        if not works and (remedy := installation.remedy(part)) is not None:
            print(f"    {translate(remedy)}")
    return all(works for works, _ in results.values())


def _places(services: Services) -> bool:
    """One line a place, behind "--"; settings that are refused behind "!!"."""
    import platform

    from desktop_login import __version__
    from desktop_login.messages import command_line as words
    from desktop_login.messages.message import message
    from desktop_login.settings import SettingsError
    from desktop_login.system import paths

    translate = services.translate
    version = message(
        words.DOCTOR_VERSION,
        version=__version__,
        python=platform.python_version(),
        system=f"{platform.system()} {platform.release()}",
    )
    print(f"--  {translate(version)}")
    _print_place(services, services.settings_file, words.DOCTOR_SETTINGS)
    try:
        settings = services.settings
    except SettingsError as error:
        print(f"!!  {translate(error.message)}")
        settings = None
    if settings is not None:
        _print_settings(services, settings)
    data = paths.data_folder()
    _print_place(services, data, words.DOCTOR_SESSIONS)
    pool = settings.pool if settings is not None else None
    if settings is not None and pool is not None:
        endpoint = pool.endpoint_url or ""
        if paths.has_record(data, pool.pool_id, pool.client_id, settings.profile, endpoint):
            print(f"    {translate(message(words.DOCTOR_SESSION_KEPT))}")
    _print_place(services, paths.log_file(), words.DOCTOR_LOG)
    return settings is not None


def _print_place(services: Services, place: Path, words: Message) -> None:
    from desktop_login.messages.command_line import DOCTOR_NOT_THERE
    from desktop_login.messages.message import message

    print(f"--  {services.translate(message(words, file=str(place)))}")
    if not place.exists():
        print(f"    {services.translate(message(DOCTOR_NOT_THERE))}")


def _print_settings(services: Services, settings: Settings) -> None:
    """Names of places and the two ids, which are no secrets; no other value."""
    from desktop_login.cli.check import say_what_is_not_used
    from desktop_login.messages import command_line as words
    from desktop_login.messages.message import message

    translate, pool = services.translate, settings.pool
    say_what_is_not_used(settings, translate)
    if settings.profile:
        names = ", ".join(settings.profiles)
        print(f"--  {translate(message(words.DOCTOR_PROFILE, name=settings.profile, names=names))}")
    if pool is None:
        print(f"--  {translate(message(words.DOCTOR_NO_POOL))}")
        return
    named = message(words.DOCTOR_POOL, text=pool.pool_id, client=pool.client_id)
    print(f"--  {translate(named)}")
    for origin in settings.origins:
        found = message(words.DOCTOR_ORIGIN, setting=origin.setting, file=_place_of(origin))
        print(f"    {translate(found)}")


def _place_of(origin: Origin) -> object:
    from desktop_login.messages.message import message
    from desktop_login.messages.pages import PROFILE_IN_FILE, THE_ENVIRONMENT
    from desktop_login.settings import ENVIRONMENT

    if origin.file == ENVIRONMENT:
        return THE_ENVIRONMENT
    if origin.profile:
        return message(PROFILE_IN_FILE, name=origin.profile, file=origin.file)
    return origin.file
