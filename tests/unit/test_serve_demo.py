"""What the embedded Cognito prints in a terminal of what strangers send it."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Mapping

import pytest

from desktop_login.cli.demo_server import serve


class _Served:
    def settings(self) -> Mapping[str, str]:
        return {}

    def on_message(self, listener: Callable[[str, str, str], None]) -> None:
        listener("EMAIL", "a\x1b]0;owned\x07\u202e@b", "123456")
        threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGTERM)).start()


def test_a_recipient_is_printed_without_terminal_escapes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        assert serve(_Served()) == 0
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    assert capsys.readouterr().out == "EMAIL to=a\\u001b]0;owned\\u0007\\u202e@b code=123456\n"
