"""A state in a few words, for the table: what the person is told, and what became of the session."""

from __future__ import annotations

from desktop_login.domain.states import Asked, Fresh, Renewing, SignedIn, SignedOut, usable
from tests.fakes.world import World


def told(world: World) -> str:
    match world.state:
        case SignedOut(fault=fault):
            return f"sign-in page: {fault.problem.name if fault else 'no fault'}"
        case Asked(question=question, fault=fault):
            return f"{type(question).__name__}: {fault.problem.name if fault else 'no fault'}"
        case SignedIn(freshness=freshness) as state:
            good = "usable" if usable(state) else "greyed"
            match freshness:
                case Fresh():
                    return "signed in"
                case Renewing():
                    return f"renewing, {good}"
                case _:
                    return f"signed in, {freshness.fault.problem.name}, {good}"
    return type(world.state).__name__


def kept(world: World) -> str:
    stored = [file.name for file in world.files()]
    return "kept" if "session.bin" in stored and world.keychain.entries else "removed"


def both(world: World) -> str:
    return f"{told(world)}; {kept(world)}"


def reason(world: World) -> str:
    """The problem behind an unrenewed session, whatever the words for it are."""
    trouble = world.keeper._held and world.keeper._held.trouble
    return trouble.problem.name if trouble else "none"
