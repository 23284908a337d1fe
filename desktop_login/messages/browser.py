"""The texts of a sign-in with the system browser: the waiting page, its errors, the tab's pages."""

from __future__ import annotations

from collections.abc import Mapping

from desktop_login.domain.errors import ErrorCode
from desktop_login.messages.message import Message

# --- the page while the browser is at work ------------------------------------------------
CONTINUE_IN_BROWSER = Message("browser.heading", "Continue in your browser")
CANNOT_RETURN = Message("browser.heading_cannot_return", "The browser can’t return here")
NO_ANSWER = Message("browser.heading_no_answer", "No answer from the browser")
WAITING_FOR = Message("browser.waiting_for", "Sign in on {host}. This window continues by itself.")
STILL_WAITING = Message("browser.still_waiting", "Waiting for the browser…")
NOT_OPENED = Message(
    "browser.not_opened", "No browser could be opened. Copy the link and open it yourself."
)
NOT_REGISTERED = Message(
    "browser.not_registered",
    "Ask your administrator to add these callback URLs to the app client.",
)
TIMED_OUT = Message(
    "browser.timed_out",
    "It hasn’t come back for 10 minutes. Start again when you’re ready.",
)
OPEN_AGAIN = Message("browser.open_again", "Open the browser again")
COPY_LINK = Message("browser.copy_link", "Copy link")
LINK_COPIED = Message("browser.link_copied", "Link copied.")
ANOTHER_ACCOUNT = Message("browser.another_account", "Use another account")
DID_NOT_COME_BACK = Message("browser.did_not_come_back", "Did the browser not come back?")
ADDRESS_FROM_BROWSER = Message("browser.address", "Address from the browser")
PASTE_ADDRESS = Message(
    "browser.paste_address",
    "If the browser shows an error instead of a finished sign-in, paste the whole address of"
    " that page here.",
)
CALLBACK_URLS = Message("browser.callback_urls", "Callback URLs")
COPY_CALLBACK_URLS = Message("browser.copy_callback_urls", "Copy callback URLs")
CALLBACK_URLS_COPIED = Message("browser.callback_urls_copied", "Callback URLs copied.")
OPEN_ANYWAY = Message("browser.open_anyway", "Open the browser anyway")
START_AGAIN = Message("browser.start_again", "Start again")

# --- while the page is locked -------------------------------------------------------------
OPENING_BROWSER = Message("browser.opening", "Opening the browser…")
FINISHING = Message("browser.finishing", "Finishing the sign-in…")

# --- signing out, and an account that somebody else manages -------------------------------
ALSO_IN_BROWSER = Message("browser.also_sign_out", "Also sign out in the browser")
MANAGED_BY = Message("browser.managed_by", "Your account is managed by {name}.")

# --- problems -----------------------------------------------------------------------------
P = ErrorCode
BROWSER_PROBLEMS: Mapping[ErrorCode, Message] = {
    P.BROWSER_PORTS_BUSY: Message(
        "problem.browser_ports_busy",
        "Another program is using the ports that the browser needs to return ({name}). Close that"
        " program, then try again.",
    ),
    P.BROWSER_OFF: Message(
        "problem.browser_off",
        "Sign-in with the browser is switched off for this app client. Ask your administrator.",
    ),
    P.BROWSER_CANCELLED: Message(
        "problem.browser_cancelled", "The sign-in was canceled in the browser."
    ),
    P.BROWSER_NOT_COMPLETED: Message(
        "problem.browser_not_completed",
        "The browser sign-in wasn’t completed. Please try again.",
    ),
    P.BROWSER_TOO_LATE: Message(
        "problem.browser_too_late",
        "This sign-in took too long or was used already. Please start again.",
    ),
    P.BROWSER_OTHER_ADDRESS: Message(
        "problem.browser_other_address",
        "This address doesn’t belong to this sign-in. Copy the whole address from the browser.",
    ),
    P.BROWSER_OTHER_ANSWER: Message(
        "problem.browser_other_answer",
        "The answer doesn’t belong to this sign-in and wasn’t used. Please start again.",
    ),
    P.BROWSER_STAYS_SIGNED_IN: Message(
        "problem.browser_stays_signed_in",
        "You’re signed out here. The browser may still be signed in for up to an hour.",
    ),
    P.PROVIDER_STAYS_SIGNED_IN: Message(
        "problem.provider_stays_signed_in",
        "You may still be signed in at {name}. Sign out there too on a shared computer.",
    ),
    P.PROVIDER_TROUBLE: Message(
        "problem.provider_trouble",
        "{name} couldn’t complete the sign-in. Please try again later.",
    ),
    P.BROWSER_SCOPES: Message(
        "problem.browser_scopes",
        "This app client doesn’t allow what this program asks for. Ask your administrator.",
    ),
    P.BROWSER_ACCOUNT_CLOSED: Message(
        "problem.browser_account_closed",
        "Changes to the account aren’t allowed through this sign-in.",
    ),
    P.BROWSER_UNKNOWN: Message(
        "problem.browser_unknown",
        "No address is known at which the browser could sign in. Add the domain to the"
        " settings, or ask your administrator.",
    ),
}

# --- the pages in the browser's tab -------------------------------------------------------
TAB_SIGNED_IN = Message(
    "browser_tab.signed_in", "You are signed in. You can close this page and return to the app."
)
TAB_NOT_SIGNED_IN = Message(
    "browser_tab.not_signed_in",
    "The sign-in was not completed. Return to the app to see why.",
)
TAB_EARLIER = Message(
    "browser_tab.earlier",
    "This page belongs to an earlier attempt. Continue in the newest tab, or return to the app.",
)
TAB_SIGNED_OUT = Message("browser_tab.signed_out", "You are signed out. You can close this page.")

# --- settings -----------------------------------------------------------------------------
DOMAIN_OF_ENVIRONMENT = Message(
    "domain_of_environment",
    "{setting} cannot come from the environment for an app client with a secret: the secret"
    " would go there. Set domain in settings.toml.",
)
