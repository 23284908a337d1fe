"""Translates every error of botocore into an `AuthError`, with the values of its sentence.

Which `ErrorCode` an error of the service is, `error_codes` decides.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from botocore import exceptions as aws

from desktop_login.adapters.cognito.client import NotAnAnswer
from desktop_login.adapters.cognito.error_codes import REPEATABLE, error_code_of
from desktop_login.domain.errors import AuthError, AuthErrorInfo, ErrorCode, RequestInfo

logger = logging.getLogger(__name__)
P = ErrorCode
# JSON, and what botocore adds to it.
_Parsed = Mapping[str, Any]

MAX_TEXT = 512
_MOST_ATTRIBUTES = 16
_OWNERS_SCOPE = "aws.cognito.signin.user.admin"
# botocore's own exceptions, the most specific first; the transport translates network errors
_LOCAL: tuple[tuple[type[Exception], ErrorCode], ...] = (
    (aws.ParamValidationError, P.INPUT_NOT_VALID),
    (aws.NoRegionError, P.POOL_NOT_FOUND),
    (aws.ProfileNotFound, P.AWS_PROFILE),
    (aws.NoCredentialsError, P.AWS_PROFILE),
    (aws.PartialCredentialsError, P.AWS_PROFILE),
    (aws.CredentialRetrievalError, P.AWS_PROFILE),
    (aws.ConfigParseError, P.AWS_PROFILE),
    (aws.InvalidConfigError, P.AWS_PROFILE),
    (aws.UnknownCredentialError, P.AWS_PROFILE),
    (aws.SSOError, P.AWS_PROFILE),
    (aws.TokenRetrievalError, P.AWS_PROFILE),
    (aws.BotoCoreError, P.SERVICE_PROBLEM),
)
_ACCESS_DENIED = frozenset(
    {
        "AccessDeniedException",
        "UnrecognizedClientException",
        "InvalidClientTokenId",
        "ExpiredTokenException",
        "InvalidSignatureException",
        "SignatureDoesNotMatch",
    }
)


@contextmanager
def translated_errors(operation: str, profile: str = "", *, owner: bool = False) -> Iterator[None]:
    """Translate every exception of botocore into an `AuthError`.

    Args:
        operation: The name in the API, or of a use of it such as `REFRESH_FLOW`.
        profile: The AWS profile of a signed request, for the message.
        owner: Whether the request has the user's access token.
    """
    try:
        yield
    except Exception as error:  # noqa: BLE001 - botocore's parser may raise anything
        error_info = _error_info_of(operation, error, profile, owner=owner)
        logger.info(
            "%s failed: %s %s %s",
            operation,
            error_info.code.name,
            error_info.request.code,
            error_info.request.request_id,
        )
        raise AuthError(error_info) from None
    logger.debug("%s answered", operation)


@contextmanager
def naming_attributes(sent: Iterable[str]) -> Iterator[None]:
    """Add the sent attributes to an error: the service does not say which of them is not writable."""
    try:
        yield
    except AuthError as error:
        error_info, names = error.error_info, tuple(sent)[:_MOST_ATTRIBUTES]
        if error_info.code is not P.ATTRIBUTE_NOT_WRITABLE or error_info.names or not names:
            raise
        raise AuthError(replace(error_info, name=names[0], names=names)) from None


def _error_info_of(operation: str, error: Exception, profile: str, *, owner: bool) -> AuthErrorInfo:
    match error:
        case AuthError():
            return _of_transport(operation, error.error_info)
        case NotAnAnswer():
            return error.error_info
        case aws.ClientError():
            return of_client_error(operation, error, profile, owner=owner)
        case aws.BotoCoreError():
            return _of_local_error(operation, error, profile)
        case _:
            return AuthErrorInfo(P.NOT_UNDERSTOOD, RequestInfo(operation, type(error).__name__))


def _of_transport(operation: str, error_info: AuthErrorInfo) -> AuthErrorInfo:
    error_code = error_info.code
    if error_code is P.CONNECTION_LOST and operation in REPEATABLE:
        error_code = P.NO_CONNECTION  # the first request may be repeated
    request = replace(error_info.request, operation=error_info.request.operation or operation)
    return replace(error_info, code=error_code, request=request)


def _of_local_error(operation: str, error: Exception, profile: str) -> AuthErrorInfo:
    request = RequestInfo(operation, type(error).__name__)
    for kind, error_code in _LOCAL:
        if isinstance(error, kind):
            return AuthErrorInfo(
                error_code, request, name=profile if error_code is P.AWS_PROFILE else ""
            )
    return AuthErrorInfo(P.SERVICE_PROBLEM, request)


def of_client_error(
    operation: str, error: aws.ClientError, profile: str = "", *, owner: bool = False
) -> AuthErrorInfo:
    """Translate an error of the service: by operation, then code, then text."""
    response: _Parsed = error.response
    message = response.get("Error", {})
    code, text = str(message.get("Code", "")), str(message.get("Message", ""))
    meta = response.get("ResponseMetadata", {})
    status = int(meta.get("HTTPStatusCode", 0) or 0)
    request = RequestInfo(operation, _printable(code), _printable(str(meta.get("RequestId", ""))))
    if profile and code in _ACCESS_DENIED:
        return AuthErrorInfo(P.AWS_PROFILE, request, name=profile)
    error_code = error_code_of(operation, code, text.lower(), status, owner=owner)
    return _with_facts(AuthErrorInfo(error_code, request), text, meta)


def _with_facts(error_info: AuthErrorInfo, text: str, meta: _Parsed) -> AuthErrorInfo:
    match error_info.code:
        case P.RULE_OF_SERVICE_SILENT:
            return _lambda_text(error_info, text)
        case P.ATTRIBUTE_WRONG | P.ATTRIBUTE_FIXED | P.ATTRIBUTE_NOT_WRITABLE:
            names = _attribute_names(text)
            return AuthErrorInfo(
                error_info.code, error_info.request, name=names[0] if names else "", names=names
            )
        case P.PASSWORD_POLICY:
            return AuthErrorInfo(
                error_info.code, error_info.request, name=_broken_rule(text.lower())
            )
        case P.SCOPE_MISSING:
            return AuthErrorInfo(error_info.code, error_info.request, name=_OWNERS_SCOPE)
        case P.OPERATION_UNKNOWN:
            return AuthErrorInfo(
                error_info.code, error_info.request, name=error_info.request.operation
            )
        case P.BUSY:
            return AuthErrorInfo(error_info.code, error_info.request, seconds=_retry_after(meta))
        case _:
            return error_info


def _attribute_names(text: str) -> tuple[str, ...]:
    """Return the attributes that `Attributes did not conform to the schema: name: …` names."""
    first = re.findall(r"(?:schema: |attribute:? ?)(\w+(?::\w+)?)", text)
    more = re.findall(r"^(\w+(?::\w+)?): The attribute", text, re.MULTILINE)
    return tuple(dict.fromkeys(first[:1] + more))[:_MOST_ATTRIBUTES]


def _lambda_text(error_info: AuthErrorInfo, text: str) -> AuthErrorInfo:
    """Extract a Lambda trigger's message: `PreSignUp failed with error No such domain.`"""
    _, found, words = text.partition("failed with error ")
    words = " ".join(words.split()).removesuffix(".").strip()[:MAX_TEXT]
    if not found or not words:
        return error_info
    return AuthErrorInfo(P.RULE_OF_SERVICE, error_info.request, text=words)


def _broken_rule(text: str) -> str:
    for part, rule in (
        ("not long enough", "length"),
        ("numeric", "digit"),
        ("lowercase", "lowercase"),
        ("uppercase", "uppercase"),
        ("symbol", "symbol"),
    ):
        if part in text:
            return rule
    return ""


def _retry_after(meta: _Parsed) -> float | None:
    value = str(meta.get("HTTPHeaders", {}).get("retry-after", ""))
    return min(float(value), 300.0) if value.isdecimal() and len(value) < 6 else None


def _printable(text: str) -> str:
    """Codes and request ids are shown and logged: nothing but what they may consist of."""
    return re.sub(r"[^\w.:#/-]", "", text)[:128]
