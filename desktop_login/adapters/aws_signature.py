"""Signs a request with AWS credentials (Signature Version 4), by botocore. Sends nothing, looks for no credentials.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
"""

from __future__ import annotations

from dataclasses import replace

from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from desktop_login.domain.api_request import HttpCall
from desktop_login.domain.aws_credentials import AwsCredentials

S3 = "s3"
_PREPARED = ("X-Amz-Date", "Date", "X-Amz-Security-Token", "Authorization")


def signed(call: HttpCall, credentials: AwsCredentials, service: str, region: str) -> HttpCall:
    """Return the call with the headers of its signature in place of any it may have."""
    headers = {
        name: value
        for name, value in call.headers.items()
        if name.lower() not in {each.lower() for each in _PREPARED}
    }
    request = AWSRequest(call.method, call.url, headers, call.body)
    scheme = S3SigV4Auth if service == S3 else SigV4Auth
    keys = Credentials(
        credentials.access_key_id,
        credentials.secret_access_key.reveal(),
        credentials.session_token.reveal(),
    )
    scheme(keys, service, region).add_auth(request)
    return replace(call, headers=dict(request.headers.items()))
