"""The texts of a connection check: per verdict a sentence, a remedy, and a line of CDK code if there is one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from desktop_login.domain.pool_report import Finding, Verdict
from desktop_login.messages.durations import duration
from desktop_login.messages.message import FormattedMessage, Message, message
from desktop_login.messages.problems import CLOCK_IS_OFF, PROBLEMS, P
from desktop_login.messages.select import message_of_error

V = Verdict


class Advice(NamedTuple):
    """What is shown for a verdict.

    Attributes:
        remedy: What to change; None if there is nothing to change.
        cdk: Code for the AWS CDK, not translated; `{cdk}` in it is a value of the finding.
    """

    sentence: Message
    remedy: Message | None = None
    cdk: str = ""


ADVICE: Mapping[Verdict, Advice] = {
    V.REGION_UNFIT: Advice(
        Message("check.region_unfit", "The region doesn’t match the user pool ID."),
        Message("check.region_unfit.remedy", "Use region {region}, or leave the region out."),
    ),
    V.THROUGH_PROXY: Advice(
        Message("check.through_proxy", "Using the proxy {host} (set in the environment).")
    ),
    V.CERTIFICATES_FROM: Advice(
        Message("check.certificates_from", "Certificates come from {name}.")
    ),
    V.CERTIFICATES_MISSING: Advice(
        PROBLEMS[P.CERTIFICATES_MISSING],
        Message(
            "check.certificates_missing.remedy",
            "Add your company’s certificate authority to the certificate store of the system.",
        ),
    ),
    V.POOL_FOUND: Advice(Message("check.pool_found", "The user pool was found in {region}.")),
    V.POOL_UNKNOWN: Advice(
        Message("check.pool_unknown", "There’s no user pool {text} in {region}."),
        Message(
            "check.pool_unknown.remedy",
            "Copy the user pool ID again: its first part is the region, and upper and lower case"
            " matter.",
        ),
        'CfnOutput(self, "UserPoolId", value=pool.user_pool_id)',
    ),
    V.KEYS_FOUND: Advice(Message("check.keys_found", "The signing keys of the pool can be read.")),
    V.KEYS_MISSING: Advice(
        Message(
            "check.keys_missing",
            "The signing keys of the pool can’t be read, so no token could be verified.",
        ),
        Message(
            "check.keys_missing.remedy", "Allow this computer to reach the address of the issuer."
        ),
    ),
    V.CLOCK_RIGHT: Advice(Message("check.clock_right", "This computer’s clock is correct.")),
    V.CLOCK_OFF: Advice(
        CLOCK_IS_OFF,
        Message("check.clock_off.remedy", "Turn on automatic date and time."),
    ),
    V.ISSUER_RIGHT: Advice(Message("check.issuer_right", "The issuer belongs to this pool.")),
    V.ISSUER_WRONG: Advice(
        Message("check.issuer_wrong", "The issuer in the settings doesn’t belong to this pool."),
        Message("check.issuer_wrong.remedy", "Set the issuer to {url}, or leave it out."),
    ),
    V.CLIENT_FOUND: Advice(Message("check.client_found", "App client found; settings match.")),
    V.CLIENT_UNKNOWN: Advice(
        Message(
            "check.client_unknown", "There’s no app client with this ID in the region of the pool."
        ),
        Message("check.client_unknown.remedy", "Copy the app client ID again, from the same pool."),
        'CfnOutput(self, "DesktopClientId", value=client.user_pool_client_id)',
    ),
    V.SECRET_MISSING: Advice(
        PROBLEMS[P.SECRET_MISSING],
        Message(
            "check.secret_missing.remedy",
            "Better: use an app client without a secret, because a desktop program can’t keep one.",
        ),
        "pool.add_client(..., generate_secret=False)",
    ),
    V.SECRET_UNWANTED: Advice(
        PROBLEMS[P.SECRET_UNWANTED],
        Message("check.secret_unwanted.remedy", "Clear the client secret and check again."),
    ),
    V.SECRET_WRONG: Advice(
        PROBLEMS[P.SECRET_WRONG],
        Message(
            "check.secret_wrong.remedy", "Copy the client secret again, from the same app client."
        ),
    ),
    V.FLOW_ON: Advice(Message("check.flow_on", "The sign-in method {text} is turned on.")),
    V.FLOW_OFF: Advice(
        Message("check.flow_off", "The sign-in method {text} is turned off for this app client."),
        Message(
            "check.flow_off.remedy",
            "Turn {text} on in the app client, or choose another method with auth_flow.",
        ),
        "pool.add_client(..., auth_flows=AuthFlow({cdk}=True))",
    ),
    V.OTHER_FLOW_ON: Advice(
        Message("check.other_flow_on", "The sign-in method {text} is turned on instead."),
        Message("check.other_flow_on.remedy", 'With auth_flow = "{setting}" the app would use it.'),
    ),
    V.ANSWER_UNUSABLE: Advice(
        Message(
            "check.answer_unusable",
            "The answer to {text} isn’t from Cognito, so nobody could sign in.",
        ),
        Message(
            "check.answer_unusable.remedy",
            'Some emulators only pretend to know SRP. With them, set auth_flow = "password".',
        ),
    ),
    V.REDIRECT_REGISTERED: Advice(
        Message("check.redirect_registered", "The browser can return to {url}.")
    ),
    V.REDIRECT_ABSENT: Advice(
        Message(
            "check.redirect_absent",
            "{url} isn’t a callback URL of this app client. Another one is used.",
        )
    ),
    V.REDIRECTS_MISSING: Advice(
        Message("check.redirects_missing", "{url} isn’t a callback URL of this app client."),
        Message(
            "check.redirects_missing.remedy",
            "Add it to the callback URLs, or set redirect_uris to those that are registered.",
        ),
        "pool.add_client(..., o_auth=OAuthSettings(callback_urls=[...]))",
    ),
    V.BROWSER_OFF: Advice(
        PROBLEMS[P.BROWSER_OFF],
        Message(
            "check.browser_off.remedy",
            'Turn on the authorization code grant, or set browser_sign_in to "off".',
        ),
        "pool.add_client(..., o_auth=OAuthSettings(flows=OAuthFlows(authorization_code_grant=True)))",
    ),
}
# The same where a configured endpoint was asked: nobody has asked the region then.
ADVICE_AT_ENDPOINT: Mapping[Verdict, Advice] = {
    V.POOL_FOUND: Advice(Message("check.pool_found_at", "The user pool was found at {host}.")),
    V.POOL_UNKNOWN: ADVICE[V.POOL_UNKNOWN]._replace(
        sentence=Message("check.pool_unknown_at", "There’s no user pool {text} at {host}."),
        remedy=Message(
            "check.pool_unknown_at.remedy",
            "Copy the user pool ID again; upper and lower case matter. Or change the endpoint.",
        ),
    ),
    V.CLIENT_UNKNOWN: ADVICE[V.CLIENT_UNKNOWN]._replace(
        sentence=Message("check.client_unknown_at", "There’s no app client with this ID at {host}.")
    ),
}


class Line(NamedTuple):
    """One finding with its messages."""

    good: bool
    sentence: FormattedMessage
    remedy: FormattedMessage | None = None
    cdk: str = ""


def line_of(finding: Finding) -> Line:
    """Return the messages of a finding, its values filled in."""
    if finding.verdict is V.UNREACHED:
        assert finding.error_info is not None  # noqa: S101 - that is what the verdict means
        return Line(False, message_of_error(finding.error_info))
    advice = ADVICE[finding.verdict]
    if "host" in finding.values:
        advice = ADVICE_AT_ENDPOINT.get(finding.verdict, advice)
    values = dict(finding.values)
    if "seconds" in values:
        values["m"] = duration(float(str(values.pop("seconds"))))
    remedy = message(advice.remedy, **values) if advice.remedy else None
    cdk = advice.cdk.replace("{cdk}", str(values.get("cdk", "")))
    return Line(finding.good, message(advice.sentence, **values), remedy, cdk)
