"""The entry point of `cdk`: reads the context, builds one stack. Decides nothing about its contents."""

from __future__ import annotations

import sys

import aws_cdk as cdk
from login_stack import LoginStack
from parameters import ContextError, read


def main() -> int:
    app = cdk.App()
    try:
        parameters = read(app.node.try_get_context)
    except ContextError as error:
        print(error, file=sys.stderr)
        return 2
    LoginStack(app, f"{parameters.prefix}-stack", parameters)
    app.synth()
    return 0


if __name__ == "__main__":
    sys.exit(main())
