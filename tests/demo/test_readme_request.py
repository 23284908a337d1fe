"""The request that the README sends to the demo server is one that it answers with tokens."""

from __future__ import annotations

import json
import re
import urllib.request

from desktop_login.demo.server import DemoCognito
from tests.fakes.session_bus import ROOT
from tests.patience import STEP_S


def test_the_request_of_the_readme_signs_in() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    (command,) = re.findall(r"^curl (.*?)^```$", readme, re.DOTALL | re.MULTILINE)
    headers = dict(pair.split(": ", 1) for pair in re.findall(r'-H "([^"]+)"', command))
    (body,) = re.findall(r"-d '([^']+)'", command)
    with DemoCognito() as demo:
        request = urllib.request.Request(demo.url, body.encode(), headers)
        with urllib.request.urlopen(request, timeout=STEP_S) as answer:
            assert json.load(answer)["AuthenticationResult"]["TokenType"] == "Bearer"
