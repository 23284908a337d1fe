"""A desktop sign-in client for Amazon Cognito user pools, and what other programs build on it.

The public names are loaded when they are used: this module is imported before every start, and an
answer of the command line takes a millisecond. `__init__.pyi` tells type checkers what they are.
"""

__version__ = "0.1.0"

_PLACES = {
    "Session": "session",
    "User": "values",
    "Answers": "answers",
    "Brand": "brand",
    "BrandLinks": "brand",
    "BrandShow": "brand",
    "Hooks": "hooks",
    "Refusal": "hooks",
    "Question": "answers",
    "Choice": "answers",
    "Command": "answers",
    "Receipt": "values",
    "TokenKind": "values",
    "SessionState": "values",
    "LoginError": "errors",
    "SignInRequired": "errors",
    "KeychainLocked": "errors",
    "Offline": "errors",
    "Refused": "errors",
    "LoginFailed": "errors",
}


def __getattr__(name: str) -> object:
    """Load a public name (PEP 562)."""
    place = _PLACES.get(name)
    if place is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    found: object = getattr(import_module(f"{__name__}.embedding.{place}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    """The public names, loaded or not."""
    return sorted([*_PLACES, "__version__"])
