"""Signs a request with AWS credentials (Signature Version 4), by botocore. Sends nothing, looks for no credentials.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
"""

from __future__ import annotations

import time
from dataclasses import replace

from botocore.auth import SIGV4_TIMESTAMP, S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from desktop_login.domain.api_request import HttpCall
from desktop_login.domain.aws_credentials import AwsCredentials

S3 = "s3"
_PREPARED = frozenset({"x-amz-date", "date", "x-amz-security-token", "authorization"})


class _Dated:
    """Signs for a time that is given: the clock of this computer may be off, and AWS allows minutes."""

    stamp = ""

    def _modify_request_before_signing(self, request: AWSRequest) -> None:
        request.context["timestamp"] = self.stamp
        super()._modify_request_before_signing(request)  # type: ignore[misc] # of the other base


class _SigV4(_Dated, SigV4Auth):  # type: ignore[misc] # botocore has no types
    pass


class _S3SigV4(_Dated, S3SigV4Auth):  # type: ignore[misc] # the same
    pass


def signed(
    call: HttpCall, credentials: AwsCredentials, service: str, region: str, server_time: float
) -> HttpCall:
    """Return the call with the headers of its signature in place of any it may have."""
    headers = {name: value for name, value in call.headers.items() if name.lower() not in _PREPARED}
    request = AWSRequest(call.method, call.url, headers, call.body)
    keys = Credentials(
        credentials.access_key_id,
        credentials.secret_access_key.reveal(),
        credentials.session_token.reveal(),
    )
    scheme = (_S3SigV4 if service == S3 else _SigV4)(keys, service, region)
    scheme.stamp = time.strftime(SIGV4_TIMESTAMP, time.gmtime(server_time))
    scheme.add_auth(request)
    return replace(call, headers=dict(request.headers.items()))
