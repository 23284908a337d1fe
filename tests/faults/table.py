"""The table of faults: its rows, and what a test of a row writes into it. Knows no fault."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

ROWS: dict[int, str] = {
    1: "DNS failure or offline at sign-in",
    2: "connection refused, proxy dead, 407",
    3: "connection lost between InitiateAuth and PASSWORD_VERIFIER",
    4: "reply to RespondToAuthChallenge lost after sending",
    5: "connection lost while a code is submitted",
    6: "500, 502, 503, 504, JSON or HTML",
    7: "TooManyRequests (400) and 429, with or without Retry-After",
    8: "password attempts exceeded",
    9: "HTML 200 (captive portal), empty object",
    10: "cut-off or malformed JSON, null, list, wrong types, bad UTF-8",
    11: "unknown ChallengeName; AuthenticationResult without IdToken",
    12: "unknown exception type",
    13: "403 from a firewall, JSON or HTML",
    14: "TLS: self-signed, expired, wrong host, TLS 1.1",
    15: "inspection root in the system's store",
    16: "302 to another host; JWKS redirect",
    17: "replies take long",
    18: "cancelled, then the success arrives",
    19: "double click, Enter twice",
    20: "challenge Session expired",
    21: "wrong code, then the right one",
    22: "expired code; spaces, hyphens, full-width digits; wrong length; letters",
    23: "new password with attributes, against the policy, used before",
    24: "authenticator set-up abandoned half-way",
    25: "choice with unknown options",
    26: "unexpected custom challenge",
    27: "unknown user, existence errors hidden or not",
    28: "disabled, unconfirmed, reset required",
    29: "Lambda's words with hostile HTML",
    30: "secret needed but not set, wrong, or for a public client",
    31: "flow not enabled for the client",
    32: "alias with a secret, refresh after an hour",
    33: "device tracking: ConfirmDevice works, fails; device does not exist",
    34: "rotation, grace 60 and 0, reply lost",
    35: "two processes refresh at once; many processes",
    36: "refresh token revoked, expired; signed out everywhere else",
    37: "refresh: secret error, disabled user, firewall, empty answer",
    38: "lifetimes: 5 min, 24 h, exp before iat, in ms, missing, huge, NaN",
    39: "session of ten years",
    40: "clock: minutes, a day, a wrong year, DST, set back while running",
    41: "asleep 5 min, 2 h, past the session's end",
    42: "no network at wake, later back",
    43: "offline start, record valid or expired",
    44: "JWKS down, HTML, list, empty, unknown kid, rotated keys, 10 MB",
    45: "JWT: alg none or HS256, wrong iss, aud, use, swapped, signature, other sub",
    46: "issuer issuer-cognito-idp…",
    47: "claims: 100 KB, deep, 1000 groups, bidi, NUL, emoji, markup, formulas",
    48: "keychain locked, prompt dismissed, denied, not allowed, no logon session",
    49: "keychain never answers",
    50: "no bus, dead bus, null, chainer, other backends by configuration",
    51: "secret over 1280 characters on Windows; error 1783; stale copy; macOS",
    52: "write succeeded, read gives nothing",
    53: "record corrupt, cut off, flipped, other schema, other user's, key lost",
    54: "killed between write steps; disk full; read-only; file locked",
    55: "newer schema than known",
    56: "passwords: spaces, NFC and NFD, emoji, 256 and 257 characters, tab, quotes",
    57: "e-mail: spaces, other scripts, punycode, plus tag, case, lengths, CR/LF, empty",
    58: "pool id, region, client id malformed",
    59: "AWS_*, proxy and keyring variables, SSLKEYLOGFILE, broken ~/.aws",
    60: "debug logging on, whole story",
    61: "exception in a slot, task, thread, __del__",
    62: "quit during refresh or keychain write; log-out of the system session",
    63: "sign-out offline; revocation refused",
    64: "sign-in as B while A's refresh runs",
    65: "second start; squatted name; garbage on the socket",
    66: "clipboard replaced before the timer; quit before the timer",
}


@dataclass(frozen=True)
class Line:
    row: int
    error_info: str
    expected: str
    seen: str


Enter = Callable[[str, str, str], None]  # fault, expected, seen


def printed(lines: list[Line]) -> list[str]:
    """One line of text for each: row, fault, expected, seen."""
    out = []
    for row, title in ROWS.items():
        found = sorted(
            {line for line in lines if line.row == row}, key=lambda line: line.error_info
        )
        out.append(f"{row:>2}  {title}" + ("" if found else "   MISSING"))
        for line in found:
            out.append(f"      {line.error_info} | {line.expected} | {line.seen}")
    return out
