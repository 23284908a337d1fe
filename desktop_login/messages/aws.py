"""The sentences about AWS credentials: settings, identity pool and roles."""

from __future__ import annotations

from collections.abc import Mapping

from desktop_login.domain.errors import ErrorCode
from desktop_login.messages.message import Message

P = ErrorCode

IDENTITY_POOL_SHAPE = Message(
    "shape.identity_pool", "It looks like eu-west-1:1a2b3c4d-5e6f-4a7b-8c9d-0e1f2a3b4c5d."
)
AWS_REGION_SHAPE = Message("shape.aws_region", "It looks like us-east-1.")
ROLE_SHAPE = Message("shape.role", "It looks like arn:aws:iam::123456789012:role/orders-reader.")
API_SHAPE = Message(
    "shape.api",
    "It looks like https://api.example.com/v1, and is http only for a server on this computer.",
)
BUCKET_SHAPE = Message("shape.bucket", "It looks like orders-data, and is the name of a bucket.")

AWS_PROBLEMS: Mapping[ErrorCode, Message] = {
    P.NO_IDENTITY_POOL: Message(
        "problem.no_identity_pool",
        "No identity pool is configured for {name}. Add identity_pool_id to {text}.",
    ),
    P.IDENTITY_POOL_NOT_FOUND: Message(
        "problem.identity_pool_not_found",
        "There is no identity pool {text}. Check identity_pool_id and its region.",
    ),
    P.IDENTITY_POOL_REFUSES: Message(
        "problem.identity_pool_refuses",
        "The identity pool {text} does not accept this user pool and client. An administrator must"
        " add {dest} with client {name}.",
    ),
    P.IDENTITY_OF_ANOTHER: Message(
        "problem.identity_of_another",
        "This identity belongs to another sign-in. It was looked up anew; try again.",
    ),
    P.IDENTITY_GONE: Message(
        "problem.identity_gone",
        "The identity pool {text} does not know this identity any more. Try again.",
    ),
    P.NO_AWS_ROLE: Message(
        "problem.no_aws_role",
        "The identity pool has no role for you. An administrator must set one. Your groups: {names}.",
    ),
    P.ROLE_NOT_YOURS: Message(
        "problem.role_not_yours", "The role {name} is not yours. Your roles: {names}"
    ),
    P.AWS_TOKEN_NOT_CHECKED: Message(
        "problem.aws_token_not_checked", "AWS could not check the token: {code}"
    ),
}

NOT_FETCHED = Message("aws.not_fetched", "AWS credentials could not be fetched: {text}")
NOT_OUR_PROFILE = Message(
    "aws.not_our_profile",
    "The AWS profile {name} is there already, and was not written by this program. Choose another"
    " name, or remove it from {file}.",
)
PROFILE_NOT_WRITTEN = Message(
    "aws.profile_not_written", "{file} could not be written, and is as it was: {text}"
)
STATIC_UNTIL = Message(
    "aws.static_until", "The AWS credentials of this command end at {date} and are not renewed."
)
DEFAULT_PROFILE_HIDDEN = Message(
    "aws.default_profile_hidden",
    "Your default AWS profile has credentials of its own. {name} keeps this command from them.",
)
NOT_FOUND = Message("aws.not_found", "{name} was not found.")
NOT_STARTED = Message("aws.not_started", "{name} could not be started.")
READ_AS_COMMANDS = Message(
    "aws.read_as_commands",
    "{name} is a batch file, and Windows would run a part of its arguments. Leave out quotation"
    " marks and the characters % & | < > ^.",
)
AWS = Message("aws.label", "AWS")
WITH_ROLE = Message("aws.with_role", "role {name}, credentials good for {duration}")
WITH_PREFERRED = Message(
    "aws.with_preferred", "credentials good for {duration}, the token prefers role {name}"
)
WITHOUT_ROLE = Message("aws.without_role", "credentials good for {duration}")
NO_CREDENTIALS_YET = Message("aws.no_credentials_yet", "credentials are fetched when needed")
