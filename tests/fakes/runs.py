"""A run for a test that calls the provider itself, without a flow around it."""

from __future__ import annotations

from desktop_login.adapters.clock import SystemClock
from desktop_login.flow.request_budget import Run


def a_run() -> Run:
    """One that somebody waits for."""
    return Run(SystemClock(), lambda: True)
