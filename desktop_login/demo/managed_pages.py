"""The pages of managed login as HTML: one layout for all. Knows no rule and no request.

They load nothing, and have no script but the one that asks the browser for a passkey. Everything
that comes from outside is escaped.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from html import escape
from typing import NamedTuple

from desktop_login.demo.managed_words import Words

STYLE = """
:root{color-scheme:light dark;--page:#f3f5f8;--card:#fff;--ink:#16191d;--soft:#57606a;--line:#c8ced6;--edge:#858b96;
--accent:#0b57d0;--on-accent:#fff;--warn:#fff4d6;--warn-ink:#4a3800;--bad:#b3261e;--bad-page:#fdecea;
--good:#155d32;--good-page:#e5f5ea}
@media(prefers-color-scheme:dark){:root{--page:#101317;--card:#1a1e24;--ink:#e8eaed;--soft:#a4acb6;
--line:#414851;--edge:#737a86;--accent:#8ab4f8;--on-accent:#0b1d3a;--warn:#3a3010;--warn-ink:#f6e2a4;--bad:#f6b0a8;
--bad-page:#3b1a17;--good:#9fdcb4;--good-page:#14301f}}
.company{--accent:#6d3fc0}
@media(prefers-color-scheme:dark){.company{--accent:#c9aef5;--on-accent:#25123f}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;min-height:100vh;display:flex;flex-direction:column;background:var(--page);
color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Noto Sans CJK JP",
sans-serif}
h1,.practice span,.note,.hint,button,.button{text-wrap:balance}
p{text-wrap:pretty}
:lang(ja){line-break:strict;word-break:auto-phrase}
.practice{margin:0;padding:8px 16px;background:var(--warn);color:var(--warn-ink);font-size:14px;
text-align:center}
.practice span{display:inline-block}
main{width:100%;max-width:432px;margin:40px auto 24px;padding:0 16px;flex:1}
.card{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:32px}
.brand{margin:0 0 8px;color:var(--soft);font-size:14px;overflow-wrap:anywhere}
h1{margin:0 0 16px;font-size:24px;line-height:32px}
p{margin:0 0 16px;overflow-wrap:anywhere}
.card>:last-child{margin-bottom:0}
.note{padding:8px 12px;border-radius:8px;background:var(--good-page);color:var(--good)}
.note.bad{background:var(--bad-page);color:var(--bad)}
label,b{display:block;margin:16px 0 4px;font-weight:600;font-size:14px}
input{width:100%;min-height:44px;padding:8px 12px;border:1px solid var(--edge);border-radius:8px;
background:var(--card);color:inherit;font:inherit}
.hint{margin:8px 0 0;font-size:13px;color:var(--soft)}
button,.button{display:block;width:100%;min-height:44px;margin:24px 0 0;padding:9px 16px;border-radius:8px;
border:1px solid var(--accent);background:var(--accent);color:var(--on-accent);font:inherit;
font-weight:600;text-align:center;text-decoration:none;cursor:pointer}
.quiet{margin-top:8px;background:transparent;color:var(--accent)}
.or{display:flex;align-items:center;gap:12px;margin:24px 0 0;color:var(--soft);font-size:14px}
.or:before,.or:after{content:"";flex:1;border-top:1px solid var(--line)}
.or+.button{margin-top:16px}
a{color:var(--accent)}
ul{list-style:none;margin:24px 0 0;padding:0;display:flex;flex-wrap:wrap;gap:8px 24px;font-size:14px}
code{display:block;padding:8px 12px;border-radius:8px;background:var(--page);font-size:15px;line-height:24px;
-webkit-user-select:all;user-select:all}
code span{display:inline-block;margin-right:8px}
.key{display:flex;flex-wrap:wrap;align-items:center;gap:16px;margin:0 0 16px}
.key p{flex:1;margin:0;min-width:144px}
.key b{margin-top:0}
img{display:block;width:136px;height:136px;border-radius:8px}
footer{padding:0 16px 24px;text-align:center;font-size:14px}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
@media(max-width:480px){main{margin:16px auto}.card{padding:24px 20px}h1{font-size:22px;line-height:28px}}
@media(max-height:760px){main{margin:16px auto 12px}.card{padding-top:20px;padding-bottom:20px}h1{margin-bottom:12px}
button,.button,.or,ul{margin-top:16px}.quiet{margin-top:8px}.or+.button{margin-top:12px}label{margin-top:10px}
p,.key{margin-bottom:12px}.brand{margin-bottom:8px}footer{padding-bottom:12px}}
@media(prefers-contrast:more){:root{--line:currentColor;--edge:currentColor}}
""".replace("\n", "")
_STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()


# Asks for a passkey when the form is sent, and sends what the browser says. WebAuthn has bytes where
# JSON has base64url; browsers learned to convert by themselves only lately.
SCRIPT = """
(() => {
const form = document.querySelector("form[data-ceremony]"), said = document.getElementById("said");
const {ceremony, options, failed, exists} = form.dataset, asked = JSON.parse(options);
const bytes = text => Uint8Array.from(
  atob(text.replace(/-/g, "+").replace(/_/g, "/")), one => one.charCodeAt(0));
const text = bytes => btoa(String.fromCharCode(...new Uint8Array(bytes)))
  .replace(/\\+/g, "-").replace(/\\//g, "_").replace(/=+$/, "");
const withBytes = () => {
  const made = {...asked, challenge: bytes(asked.challenge)};
  for (const name of ["allowCredentials", "excludeCredentials"])
    if (asked[name]) made[name] = asked[name].map(one => ({...one, id: bytes(one.id)}));
  if (asked.user) made.user = {...asked.user, id: bytes(asked.user.id)};
  return made;
};
let busy = false;
form.addEventListener("submit", async event => {
  if (event.submitter && event.submitter.name === "do") return;
  event.preventDefault();
  if (busy) return;
  busy = true;
  said.hidden = true;
  try {
    const made = await navigator.credentials[ceremony]({publicKey: withBytes()});
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature",
        "userHandle"])
      if (made.response[name]) response[name] = text(made.response[name]);
    if (made.response.getTransports) response.transports = made.response.getTransports();
    form.elements.credential.value = JSON.stringify({id: made.id, rawId: text(made.rawId),
      type: made.type, authenticatorAttachment: made.authenticatorAttachment,
      clientExtensionResults: {}, response});
    form.submit();
  } catch (error) {
    said.textContent = error.name === "InvalidStateError" ? exists : failed;
    said.hidden = false;
    said.dataset.error = error.name;
    busy = false;
  }
});
})();
"""
_SCRIPT_HASH = base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()


class Input(NamedTuple):
    """`complete` is what password managers go by; `mode` the keyboard of a phone."""

    name: str
    label: str
    kind: str = "text"
    value: str = ""
    complete: str = "off"
    mode: str = ""
    hint: str = ""


class Button(NamedTuple):
    """`unchecked`: works although a field is empty."""

    label: str
    name: str = ""
    value: str = ""
    quiet: bool = False
    unchecked: bool = False


class Link(NamedTuple):
    label: str
    address: str


class Key(NamedTuple):
    """A secret to be copied or scanned.

    Attributes:
        groups: The secret in parts, which are read one by one. A click chooses all of it.
        picture: The address of a picture; `shows` says what it is.
    """

    label: str
    groups: tuple[str, ...]
    picture: str
    shows: str


class View(NamedTuple):
    """What a page shows; every text is as the person reads it.

    Attributes:
        then: What to do after the lead, directly above the form.
        provider: A button that leads to another page.
        bad: Why the last answer was refused.
        good: What has been done.
        action: Where the form goes; a page without one has no form.
        ceremony: `get` or `create`, where the form asks the browser for a passkey.
        options: What it asks for, as JSON.
    """

    title: str
    brand: str
    lead: str = ""
    key: Key | None = None
    then: str = ""
    inputs: tuple[Input, ...] = ()
    buttons: tuple[Button, ...] = ()
    provider: Link | None = None
    links: tuple[Link, ...] = ()
    bad: str = ""
    good: str = ""
    action: str = ""
    company: bool = False
    ceremony: str = ""
    options: str = ""


def fields(form_targets: str, *, with_script: bool = False) -> Mapping[str, str]:
    """The fields of a page's answer.

    `form_targets` names the origin to which the app returns: a browser applies `form-action` also
    to the redirect that answers a form. Empty leaves the rule out, for an address that the rule
    cannot name. Referrer-Policy is not `no-referrer`: a form's Origin would be `null`.
    """
    rules = [
        "default-src 'none'",
        f"style-src 'sha256-{_STYLE_HASH}'",
        "img-src data:",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
    if with_script:
        rules.append(f"script-src 'sha256-{_SCRIPT_HASH}'")
    if form_targets:
        rules.append(f"form-action {form_targets}")
    return {
        "Content-Security-Policy": "; ".join(rules),
        "Cache-Control": "no-store",
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
    }


def html(view: View, say: Words, token: str, other_language: str) -> str:
    """`token` goes with the form; `other_language` is this page's address in the other language."""
    company = ' class="company"' if view.company else ""
    notes = f'<p class="note bad" role="alert" id="bad">{escape(view.bad)}</p>' if view.bad else ""
    notes += f'<p class="note" role="status">{escape(view.good)}</p>' if view.good else ""
    lead = f"<p>{escape(view.lead)}</p>" if view.lead else ""
    lead += _key(view.key) if view.key else ""
    lead += f"<p>{escape(view.then)}</p>" if view.then else ""
    practice = " ".join(f"<span>{escape(say(key))}</span>" for key in ("practice", "practice_rule"))
    switch = (
        f'<footer><a href="{escape(other_language)}" lang="{"ja" if say.language == "en" else "en"}">'
        f"{escape(say('other_language'))}</a></footer>"
        if other_language
        else ""
    )
    return (
        f'<!doctype html><html lang="{say.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(view.title)} – {escape(view.brand)}</title>"
        f'<link rel="icon" href="data:,"><style>{STYLE}</style></head><body{company}>'
        f'<p class="practice" role="note">{practice}</p><main><div class="card">'
        f'<p class="brand">{escape(view.brand)}</p><h1>{escape(view.title)}</h1>'
        f"{notes}{lead}{_form(view, say, token)}{_provider(view, say)}{_links(view)}"
        f"</div></main>{switch}</body></html>\n"
    )


def _key(key: Key) -> str:
    """The gaps between the groups are seen, and not copied."""
    groups = "<wbr>".join(f"<span>{escape(one)}</span>" for one in key.groups)
    return (
        f'<div class="key"><img src="{escape(key.picture)}" alt="{escape(key.shows)}">'
        f"<p><b>{escape(key.label)}</b><code>{groups}</code></p></div>"
    )


def _form(view: View, say: Words, token: str) -> str:
    if not view.action:
        return ""
    inputs = "".join(_input(one, view, index) for index, one in enumerate(view.inputs))
    buttons = "".join(
        f"<button{_if('class', 'quiet' if one.quiet else '')}{_if('name', one.name)}"
        f"{_if('value', one.value)}{' formnovalidate' if one.unchecked else ''}"
        f"{' autofocus' if index == 0 and _is_filled_in(view) else ''}>"
        f"{escape(one.label)}</button>"
        for index, one in enumerate(view.buttons)
    )
    ceremony, passkey, script = "", "", ""
    if view.ceremony:
        ceremony = (
            f' data-ceremony="{escape(view.ceremony)}" data-options="{escape(view.options)}"'
            f' data-failed="{escape(say("passkey_failed"))}"'
            f' data-exists="{escape(say("passkey_exists"))}"'
        )
        passkey = (
            '<p class="note bad" role="alert" id="said" hidden></p>'
            f'<noscript><p class="note bad">{escape(say("no_script"))}</p></noscript>'
            '<input type="hidden" name="credential">'
        )
        script = f"<script>{SCRIPT}</script>"
    return (
        f'<form method="post" action="{escape(view.action)}"{ceremony}>{passkey}'
        f'<input type="hidden" name="_csrf" value="{escape(token)}">{inputs}{buttons}</form>{script}'
    )


def _is_filled_in(view: View) -> bool:
    """Then the button has the focus: a browser would put the caret before what stands in a field."""
    return bool(view.inputs) and not view.bad and all(one.value for one in view.inputs)


def _input(one: Input, view: View, index: int) -> str:
    first = next((i for i, field in enumerate(view.inputs) if not field.value), 0)
    focused = index == first and not _is_filled_in(view)
    described = " ".join(["bad"] * bool(view.bad) + [f"{one.name}-hint"] * bool(one.hint))
    hint = (
        f'<p class="hint" id="{escape(one.name)}-hint">{escape(one.hint)}</p>' if one.hint else ""
    )
    return (
        f'<label for="{escape(one.name)}">{escape(one.label)}</label>'
        f'<input id="{escape(one.name)}" name="{escape(one.name)}" type="{escape(one.kind)}"'
        f"{_if('value', one.value)}"
        f"{_if('inputmode', one.mode)}{_if('aria-describedby', described)}"
        f' autocomplete="{escape(one.complete)}" autocapitalize="none" spellcheck="false"'
        f' maxlength="256" required{" autofocus" if focused else ""}>{hint}'
    )


def _provider(view: View, say: Words) -> str:
    if view.provider is None:
        return ""
    button = (
        f'<a class="button quiet" href="{escape(view.provider.address)}">'
        f"{escape(view.provider.label)}</a>"
    )
    return f'<p class="or">{escape(say("or"))}</p>{button}' if view.action else button


def _links(view: View) -> str:
    if not view.links:
        return ""
    items = "".join(
        f'<li><a href="{escape(one.address)}">{escape(one.label)}</a></li>' for one in view.links
    )
    return f"<ul>{items}</ul>"


def _if(name: str, value: str) -> str:
    return f' {name}="{escape(value)}"' if value else ""
