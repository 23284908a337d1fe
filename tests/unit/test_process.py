"""What holds for the whole process during a warm-up, and after it."""

from __future__ import annotations

import gc
import sys

from desktop_login.app.process import WARM_SWITCH_INTERVAL_S, undisturbed


def test_warm_ups_that_overlap_end_with_the_last_one() -> None:
    usual = sys.getswitchinterval()
    first, second = undisturbed(), undisturbed()
    first.__enter__()
    second.__enter__()
    first.__exit__()
    assert not gc.isenabled()
    assert sys.getswitchinterval() == WARM_SWITCH_INTERVAL_S
    second.__exit__()
    assert gc.isenabled()
    assert sys.getswitchinterval() == usual


def test_only_what_the_first_warm_up_leaves_is_kept_for_ever() -> None:
    with undisturbed():
        pass
    kept = gc.get_freeze_count()
    left_behind = [[number] for number in range(1000)]
    with undisturbed():
        left_behind.append([])
    assert gc.get_freeze_count() <= kept
