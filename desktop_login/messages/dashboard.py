"""The texts of the dashboard: state of the token, meaning of the claims, ways to copy, history."""

from __future__ import annotations

from collections.abc import Mapping

from desktop_login.domain.claims import Group
from desktop_login.domain.history import Event
from desktop_login.messages.message import Message

# --- the state of the token ---------------------------------------------------------------
TOKEN_IS_VALID = Message("dashboard.token_is_valid", "Token is valid")
TOKEN_IS_OVER = Message("dashboard.token_is_over", "Token expired")
EXPIRES_IN = Message("dashboard.expires_in", "Expires in {t}, at {time}")
EXPIRES_SHORT = Message("dashboard.expires_short", "{t} left")
EXPIRED_AGO = Message("dashboard.expired_ago", "Expired {t} ago, at {time}")
EXPIRED_SHORT = Message("dashboard.expired_short", "{t} ago")
OFFLINE_NEXT_TRY = Message("dashboard.offline_next_try", "Offline · next try in {t}")
OFFLINE_NOW = Message("dashboard.offline_now", "Offline")
NOT_RENEWED_NEXT_TRY = Message("dashboard.not_renewed_next_try", "Not renewed · next try in {t}")
NOT_RENEWED = Message("dashboard.not_renewed", "Not renewed")
NEXT_TRY = Message("dashboard.next_try", "Next try in {t}")
TRY_NOW = Message("dashboard.try_now", "Try now")
CANNOT_REACH = Message(
    "dashboard.cannot_reach", "Can’t reach the sign-in service. You’re still signed in."
)
STILL_SIGNED_IN = Message("dashboard.still_signed_in", "You’re still signed in.")
ISSUED_AT = Message("dashboard.issued_at", "{time} issued")
LIFE_OF_TOKEN = Message("dashboard.life_of_token", "Lifetime of the token: {n} % used")
VERIFIED_SHORT = Message("dashboard.verified_short", "Verified")
NOT_CHECKED_SHORT = Message("dashboard.not_checked_short", "Not checked")
HOW_VERIFIED = Message(
    "dashboard.how_verified",
    "{algorithm} · key {key} · checked at {time} against the pool’s published keys · issuer ✓ ·"
    " audience ✓ · not expired ✓",
)
HOW_NOT_CHECKED = Message(
    "dashboard.how_not_checked",
    "{algorithm} · key {key} · the pool’s published keys can’t be fetched now · issuer ✓ ·"
    " audience ✓ · not expired ✓",
)

# --- parts of the page --------------------------------------------------------------------
VIEWS = Message("dashboard.views", "Views of the token")
OVERVIEW = Message("dashboard.overview", "Overview")
CLAIMS_VIEW = Message("dashboard.claims_view", "Claims")
TOKEN_VIEW = Message("dashboard.token_view", "Token")
JSON_VIEW = Message("dashboard.json_view", "JSON")
HISTORY_VIEW = Message("dashboard.history_view", "History")
FILTER_CLAIMS = Message("dashboard.filter_claims", "Filter claims")
N_OF_M = Message("dashboard.n_of_m", "{n} of {m}")
NOTHING_FOUND = Message("dashboard.nothing_found", "No claim matches this filter.")
GROUPS: Mapping[Group, Message] = {
    Group.WHO: Message("dashboard.who_you_are", "Who you are"),
    Group.WHEN: Message("dashboard.when", "When"),
    Group.WHERE: Message("dashboard.where_it_counts", "Where it counts"),
    Group.OWN: Message("dashboard.your_own", "Your own"),
    Group.TECHNICAL: Message("dashboard.technical", "Technical"),
}
SHOW_TECHNICAL = Message("dashboard.show_technical", "Technical claims ({names})")
FOOTER_KEPT = Message("dashboard.footer_kept", "Kept in this computer’s keychain")
FOOTER_NOT_KEPT = Message("dashboard.footer_not_kept", "Kept until this window closes")
FOOTER_RENEWED = Message("dashboard.footer_renewed", "Last renewal {t} ago")

# --- one claim ----------------------------------------------------------------------------
YES = Message("dashboard.yes", "Yes")
NO = Message("dashboard.no", "No")
EMPTY = Message("dashboard.empty", "Empty")
IS_VERIFIED = Message("dashboard.is_verified", "✓ verified")
IS_NOT_VERIFIED = Message("dashboard.is_not_verified", "not verified")
THIS_POOL = Message("dashboard.this_pool", "✓ this is your pool")
THIS_CLIENT = Message("dashboard.this_client", "✓ this app client")
TODAY_AT = Message("dashboard.today_at", "Today, {time}")
YESTERDAY_AT = Message("dashboard.yesterday_at", "Yesterday, {time}")
AGO = Message("dashboard.ago", "{t} ago")
AHEAD = Message("dashboard.ahead", "in {t}")
JUST_NOW = Message("dashboard.just_now", "just now")
SHOW_ALL = Message("dashboard.show_all", "Show all")
SHOW_LESS = Message("dashboard.show_less", "Show less")
MORE_ITEMS = Message("dashboard.more_items", "+ {n} more")
COPY = Message("dashboard.copy", "Copy")
COPY_CLAIM = Message("dashboard.copy_claim", "Copy {name}")
CHANGED = Message("dashboard.changed", "changed")
CHANGED_FROM = Message("dashboard.changed_from", "Before: {value}")
CLAIM_COPIED = Message("dashboard.claim_copied", "Copied: {name}.")
COPY_VALUE = Message("dashboard.copy_value", "Copy value")
COPY_NAME = Message("dashboard.copy_name", "Copy name")
COPY_PAIR = Message("dashboard.copy_pair", "Copy as JSON")
COPY_PATH = Message("dashboard.copy_path", "Copy JSONPath")
RAW = Message("dashboard.raw", "Raw")
HUMAN = Message("dashboard.human", "Human")
VALUES_AS = Message("dashboard.values_as", "Values as")

# --- the token itself ---------------------------------------------------------------------
HIDE = Message("dashboard.hide", "Hide")
SHOW = Message("dashboard.show", "Show")
HEADER = Message("dashboard.header", "Header")
PAYLOAD = Message("dashboard.payload", "Payload")
SIGNATURE = Message("dashboard.signature", "Signature")
HEADER_SAYS = Message("dashboard.header_says", "{algorithm}, key {key}")
PAYLOAD_SAYS = Message("dashboard.payload_says", "{n} claims")
SIGNATURE_VERIFIED_AT = Message(
    "dashboard.signature_verified_at", "✓ verified with the pool’s keys at {time}"
)
SIGNATURE_UNCHECKED = Message("dashboard.signature_unchecked", "not checked: offline")
CHARACTERS = Message("dashboard.characters", "{n} characters")
JSON_OF_PAYLOAD = Message("dashboard.json_of_payload", "Payload as JSON")
JSON_OF_HEADER = Message("dashboard.json_of_header", "Header as JSON")
CLAIMS_MORE = Message(
    "dashboard.claims_more", "{n} more claims of your own are shown in “Claims” only."
)
LINES_MORE = Message("dashboard.lines_more", "… {n} more; Copy takes them all")

# --- ways to copy -------------------------------------------------------------------------
COPY_TOKEN = Message("dashboard.copy_token", "Copy token")
MORE_WAYS_TO_COPY = Message("dashboard.more_ways_to_copy", "More ways to copy")
AS_TOKEN = Message("dashboard.as_token", "Token")
AS_HEADER = Message("dashboard.as_header", "As an Authorization header")
AS_CURL = Message("dashboard.as_curl", "As a curl command")
AS_VARIABLE = Message("dashboard.as_variable", "As a shell variable")
AS_JSON = Message("dashboard.as_json", "Claims as JSON")
COPIED = Message("dashboard.copied", "Copied. Cleared in {t}.")
CURL_COPIED = Message(
    "dashboard.curl_copied",
    "Copied, without the token: curl asks for it. Copy the token next, and paste it there.",
)
CLEAR_NOW = Message("dashboard.clear_now", "Clear now")
JSON_COPIED = Message("dashboard.json_copied", "Copied as JSON.")

# --- after a renewal ----------------------------------------------------------------------
RENEWED_NOTHING = Message("dashboard.renewed_nothing", "Renewed. No claim changed.")
RENEWED_ONE = Message("dashboard.renewed_one", "Renewed. 1 claim changed.")
RENEWED_MANY = Message("dashboard.renewed_many", "Renewed. {n} claims changed.")

# --- history ------------------------------------------------------------------------------
EVENTS: Mapping[Event, Message] = {
    Event.SIGNED_IN: Message("dashboard.event_signed_in", "Signed in"),
    Event.RESTORED: Message("dashboard.event_restored", "Opened again from this computer"),
    Event.RENEWED_BY_HAND: Message("dashboard.event_by_hand", "Renewed by hand"),
    Event.RENEWED: Message("dashboard.event_by_itself", "Renewed by itself"),
    Event.OFFLINE: Message("dashboard.event_offline", "Offline"),
}
OFFLINE_UNTIL = Message("dashboard.offline_until", "Offline until {time}")
CHANGES_MANY = Message("dashboard.changes_many", "{n} claims changed")
CHANGES_ONE = Message("dashboard.changes_one", "1 claim changed")
CHANGES_NONE = Message("dashboard.changes_none", "no claim changed")
ADDED = Message("dashboard.added", "Added: {names}")
REMOVED = Message("dashboard.removed", "Removed: {names}")
CHANGED_NAMES = Message("dashboard.changed_names", "Changed: {names}")
ONLY_IN_MEMORY = Message(
    "dashboard.only_in_memory",
    "Kept in memory only, without any token, and gone when you sign out.",
)

MEANINGS: Mapping[str, Message] = {
    "sub": Message("dashboard.means_sub", "User ID"),
    "aud": Message("dashboard.means_aud", "Meant for app"),
    "iat": Message("dashboard.means_iat", "Token issued"),
    "exp": Message("dashboard.means_exp", "Token expires"),
    "auth_time": Message("dashboard.means_auth_time", "Signed in"),
    "nbf": Message("dashboard.means_nbf", "Valid from"),
    "updated_at": Message("dashboard.means_updated_at", "Profile changed"),
}
