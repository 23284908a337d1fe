"""A state in a few words, for the table: what the person is told, and what became of the session."""

from __future__ import annotations

from desktop_login.domain.states import Asked, Fresh, Refreshing, SignedIn, SignedOut, usable
from tests.fakes.world import World


def notified(world: World) -> str:
    match world.state:
        case SignedOut(error_info=error_info):
            return f"sign-in page: {error_info.code.name if error_info else 'no fault'}"
        case Asked(question=question, error_info=error_info):
            return (
                f"{type(question).__name__}: {error_info.code.name if error_info else 'no fault'}"
            )
        case SignedIn(freshness=freshness) as state:
            good = "usable" if usable(state) else "greyed"
            match freshness:
                case Fresh():
                    return "signed in"
                case Refreshing():
                    return f"renewing, {good}"
                case _:
                    return f"signed in, {freshness.error_info.code.name}, {good}"
    return type(world.state).__name__


def kept(world: World) -> str:
    stored = [file.name for file in world.files()]
    return "kept" if "session.bin" in stored and world.keychain.entries else "removed"


def both(world: World) -> str:
    return f"{notified(world)}; {kept(world)}"


def reason(world: World) -> str:
    """The problem behind an unrenewed session, whatever the words for it are."""
    trouble = world.session_manager._active and world.session_manager._active.trouble
    return trouble.code.name if trouble else "none"
