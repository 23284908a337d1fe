"""A script without a window: prints what an API answers to who is signed in. `python examples/orders_script.py URL`."""

# /// script
# requires-python = ">=3.11"
# dependencies = ["desktop-login", "requests>=2.32"]
# ///

from __future__ import annotations

import sys

import requests

from desktop_login import LoginError, Session
from desktop_login.http import requests_auth


def main(url: str) -> int:
    try:
        with Session.open() as session:
            answer = requests.get(url, auth=requests_auth(session), timeout=30)
    except requests.RequestException as error:
        print(error, file=sys.stderr)
        return 5  # try again later
    except LoginError as error:
        print(error, file=sys.stderr)
        return error.exit_code  # 3: nobody is signed in
    print(answer.text)
    return 0 if answer.ok else 1


if __name__ == "__main__":
    if len(sys.argv) != 2:
        print("usage: python examples/orders_script.py URL", file=sys.stderr)
        sys.exit(2)
    sys.exit(main(sys.argv[1]))
