"""Whether tokens are good for long enough, in plain numbers. Kept apart from `schedule`, whose values take longer to load than a command may take."""

_UNSURE_S, _UNSURE_SHARE = 2.0, 0.10


def safe_until(issued_at: float, expires_at: float) -> float:
    """Return from when tokens count as expired; see `schedule.expires_at_safe`."""
    return expires_at - min(_UNSURE_S, _UNSURE_SHARE * (expires_at - issued_at))


def is_good_for(seconds: float, issued_at: float, expires_at: float, server_time: float) -> bool:
    """Return whether tokens are good for so long, or for half their life if that is less."""
    wanted = min(seconds, (expires_at - issued_at) / 2)
    return expires_at - server_time >= wanted and server_time < safe_until(issued_at, expires_at)
