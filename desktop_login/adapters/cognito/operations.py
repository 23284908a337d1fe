"""Which operations the program calls, and botocore's description of a service cut down to them. Sends nothing.

Of the 141 operations of a user pool the program calls 28. A client with all of them takes 1.1 MB more for
as long as the program runs, and longer to make.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

# By the names of botocore's services. A test compares them with what the adapters call.
OPERATIONS: Mapping[str, frozenset[str]] = {
    "cognito-idp": frozenset(
        {
            "AdminInitiateAuth",
            "AdminRespondToAuthChallenge",
            "AssociateSoftwareToken",
            "ChangePassword",
            "CompleteWebAuthnRegistration",
            "ConfirmDevice",
            "ConfirmForgotPassword",
            "ConfirmSignUp",
            "DeleteUser",
            "DeleteWebAuthnCredential",
            "ForgetDevice",
            "ForgotPassword",
            "GetTokensFromRefreshToken",
            "GetUser",
            "GetUserAttributeVerificationCode",
            "GlobalSignOut",
            "InitiateAuth",
            "ListDevices",
            "ListWebAuthnCredentials",
            "ResendConfirmationCode",
            "RespondToAuthChallenge",
            "RevokeToken",
            "SetUserMFAPreference",
            "SignUp",
            "StartWebAuthnRegistration",
            "UpdateDeviceStatus",
            "VerifySoftwareToken",
            "VerifyUserAttribute",
        }
    ),
    "cognito-identity": frozenset({"GetCredentialsForIdentity", "GetId"}),
}
# The content of a file of botocore's own: https://smithy.io describes a newer form of it.
Model = Mapping[str, Any]


def cut_down(service: str, model: Model) -> Model:
    """Return the description with our operations, and the shapes that these lead to.

    Args:
        service: The name of botocore's folder, one of `OPERATIONS`.
        model: The content of its `service-2.json`, which stays as it is.
    """
    operations = {
        name: operation
        for name, operation in model["operations"].items()
        if name in OPERATIONS[service]
    }
    shapes, found, to_follow = model["shapes"], set(), list(_shapes_in(operations))
    while to_follow:
        name = to_follow.pop()
        if name not in found:
            found.add(name)
            to_follow += _shapes_in(shapes[name])
    kept = {name: shape for name, shape in shapes.items() if name in found}
    return {**model, "operations": operations, "shapes": kept}


def _shapes_in(part: object) -> Iterator[str]:
    """Return the names of shapes to which a part of the description refers."""
    if isinstance(part, Mapping):
        for name, inside in part.items():
            if name == "shape" and isinstance(inside, str):
                yield inside
            else:
                yield from _shapes_in(inside)
    elif isinstance(part, list):
        for inside in part:
            yield from _shapes_in(inside)
