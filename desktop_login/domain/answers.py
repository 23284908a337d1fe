"""What a person answers. Decides how typed text becomes an answer; sends nothing."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from desktop_login.domain.secret import Secret


@dataclass(frozen=True)
class Credentials:
    """User name as typed (see `typed_username`) and password byte for byte as typed."""

    username: str
    password: Secret
    remember: bool = True


@dataclass(frozen=True)
class NewPassword:
    password: Secret
    attributes: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Code:
    code: Secret


Answer = NewPassword | Code


def typed_username(text: str) -> str:
    """Trimmed and NFC-normalised, letter case kept: what InitiateAuth gets."""
    return unicodedata.normalize("NFC", text.strip())


def typed_code(text: str) -> str:
    """A code without spaces and hyphens, full-width digits folded to ASCII (NFKC)."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(c for c in folded if not c.isspace() and c not in "-‐‑‒–—−")
