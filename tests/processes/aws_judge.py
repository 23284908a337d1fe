"""A program that uses AWS with whatever credentials boto3 finds: reads one object for each line of its input, and says with which.

Run by a Python with boto3 and nothing of this project: `python aws_judge.py ENDPOINT BUCKET KEY`.
"""

from __future__ import annotations

import json
import sys

import boto3


def main(endpoint: str, bucket: str, key: str) -> None:
    session = boto3.Session()
    client = session.client("s3", endpoint_url=endpoint)
    credentials = session.get_credentials()
    for _ in sys.stdin:
        try:
            body = client.get_object(Bucket=bucket, Key=key)["Body"].read().decode()
            failure = ""
        except Exception as error:
            body, failure = "", f"{type(error).__name__}: {error}"
        now = credentials.get_frozen_credentials() if credentials is not None and body else None
        seen = {
            "body": body,
            "error": failure,
            "key": now.access_key if now is not None else "",
            "method": getattr(credentials, "method", ""),
        }
        print(json.dumps(seen), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
