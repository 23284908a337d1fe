"""AWS for as long as the program runs: reads a file of who is signed in. `python examples/orders_bucket.py BUCKET`."""

# /// script
# requires-python = ">=3.11"
# dependencies = ["desktop-login"]
# ///

# boto3 has no types, so those of its clients are unknown.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import sys

from desktop_login import LoginError, Session
from desktop_login.aws import boto3_session


def main(bucket: str) -> int:
    try:
        with Session.open() as session:
            aws = boto3_session(session)
            key = f"cognito-test/{aws.identity_id}/data.txt"
            s3 = aws.client("s3")
            body = s3.get_object(Bucket=bucket, Key=key)["Body"]
            print(body.read().decode())
            body.close()
            s3.close()
    except LoginError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        print("usage: python examples/orders_bucket.py BUCKET", file=sys.stderr)
        sys.exit(2)
    sys.exit(main(sys.argv[1]))
