"""What the demo Cognito answers instead of a result. The codes and texts are those of the real service."""

from __future__ import annotations


class ServiceException(Exception):
    """Becomes HTTP 400 with `{"__type": code, "message": text}`."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(code)
        self.code = code
        self.text = text


def not_authorized(text: str) -> ServiceException:
    return ServiceException("NotAuthorizedException", text)


def invalid_parameter(text: str) -> ServiceException:
    return ServiceException("InvalidParameterException", text)


def alias_exists(attribute: str) -> ServiceException:
    return ServiceException(
        "AliasExistsException", f"An account with the {attribute} already exists."
    )


def too_long(what: str, limit: int) -> ServiceException:
    """`what` is the parameter's path as the service names it: `username`, `userAttributes.1.member.value`."""
    return invalid_parameter(
        f"1 validation error detected: Value at '{what}' failed to satisfy constraint: Member must"
        f" have length less than or equal to {limit}"
    )


def wrong_password() -> ServiceException:
    """Return the same error for a wrong password and for a user that does not exist."""
    return not_authorized("Incorrect username or password.")
