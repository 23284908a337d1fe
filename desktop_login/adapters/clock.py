"""The only place that reads a clock."""

from __future__ import annotations

import time

from desktop_login.domain.moment import Moment


class SystemClock:
    def now(self) -> Moment:
        return Moment(time.time(), time.monotonic())
