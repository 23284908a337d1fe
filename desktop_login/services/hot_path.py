"""The simple forms of `token` and `header` without a window: prints the stored token if it is fresh. Settings and parser are not loaded."""

from __future__ import annotations

from desktop_login import quick

TYPE_CHECKING = False  # the module `typing` is loaded by others, or not at all
if TYPE_CHECKING:
    from collections.abc import Sequence


def answered_from_record(arguments: Sequence[str]) -> int | None:
    """Print it and return 0; None if the ordinary way has to be taken."""
    hot = quick.hot_form(arguments)
    place = quick.place_of(hot.profile) if hot is not None else ""
    if hot is None or not place:
        return None
    import gc

    gc.disable()  # nothing of this is ever garbage, and looking for it costs a twentieth
    from desktop_login.adapters.token_store.token_at_hand import token_at_hand

    token = token_at_hand(quick.data_folder(), place, hot.use, quick.MIN_LEFT_S)
    if token is None or not quick.printed(hot.before + token.encode() + b"\n"):
        return None
    return 0
