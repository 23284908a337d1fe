"""The web page at the demo server's address. Shows no secret.

It has no codes, TOTP secrets or client secret: another page in the browser cannot read it, but
another user of the computer can.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape

from desktop_login.demo.pool import DemoPoolConfig

# No script, no image, nothing from other servers; and the page may not be embedded in another.
FIELDS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
}
_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:3rem auto;padding:0 1rem;"
    "color-scheme:light dark}th{text-align:left;font-weight:600;padding:.2rem 1.5rem .2rem 0;"
    "vertical-align:top}code{overflow-wrap:anywhere}"
)


def settings(
    config: DemoPoolConfig, url: str, domain: str, origins: Iterable[str]
) -> Mapping[str, str]:
    """What the page shows: name → value."""
    return {
        "Endpoint": url,
        "Domain, with the sign-in pages": domain,
        "Region": config.region,
        "User pool ID": config.pool_id,
        "App client ID": config.client_id,
        "Client secret": "none" if config.client_secret is None else "required",
        "Issuer of the tokens": config.issuer,
        "Flows": ", ".join(sorted(config.flows)),
        "Letter case of names": "counts" if config.case_sensitive else "is ignored",
        "Refresh token rotation": "on" if config.rotation else "off",
        "Browsers may return to": " ".join(config.redirect_uris),
        "Origins of pages that may ask": ", ".join(origins) or "none",
    }


def html(config: DemoPoolConfig, url: str, domain: str, origins: Iterable[str]) -> str:
    rows = "".join(
        f"<tr><th>{escape(name)}</th><td><code>{escape(value)}</code></td></tr>"
        for name, value in settings(config, url, domain, origins).items()
    )
    keys = escape(f"/{config.pool_id}/.well-known/jwks.json")
    discovery = escape(f"/{config.pool_id}/.well-known/openid-configuration")
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Demo Cognito</title>'
        f"<style>{_STYLE}</style></head><body><h1>Demo Cognito</h1>"
        "<p>This is the demo server of Desktop Login: an Amazon Cognito user pool for trying"
        " things out, on this computer only. It is not Amazon, its users are made up, and all of"
        " it is forgotten when it ends.</p>"
        f"<table>{rows}</table>"
        "<p>Programs send the requests of the Cognito user pools API to the endpoint."
        f' The keys of the tokens: <a href="{keys}">jwks.json</a>;'
        f' <a href="{discovery}">openid-configuration</a>.</p></body></html>\n'
    )
