"""Three libraries of OpenID against the demo's domain: openid-client, oauth4webapi, oidc-client-ts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from desktop_login.demo.pool import DemoPoolConfig
from tests.reference.reference import Reference, node

pytestmark = pytest.mark.medium
CALLBACK = "http://127.0.0.1:8917/callback"
SCOPE = "openid email profile aws.cognito.signin.user.admin"
LIBRARIES = {
    "openid-client": "openidClient",
    "oauth4webapi": "oauth4webapi",
    "oidc-client-ts": "oidcClientTs",
}


@pytest.fixture
def reference(request: pytest.FixtureRequest) -> Iterator[Reference]:
    library, config = request.param
    with node("openid.js", library, config) as reference:
        yield reference


@pytest.mark.parametrize(
    "reference",
    [
        (library, config)
        for library in LIBRARIES
        for config in (
            DemoPoolConfig(),
            DemoPoolConfig(rotation=False),
            DemoPoolConfig(client_secret="s3cret+/=" * 5),
        )
    ],
    indirect=True,
    ids=lambda given: f"{given[0]}-{'secret' if given[1].client_secret else given[1].rotation}",
)
def test_signs_in_renews_and_revokes(reference: Reference, request: pytest.FixtureRequest) -> None:
    """Each library checks state, nonce, PKCE, issuer, audience, and at_hash or the signature."""
    library = request.node.callspec.params["reference"][0]
    user = reference.add("someone")
    result = reference.play(
        LIBRARIES[library],
        user,
        issuer=reference.demo.config.issuer,
        redirect=CALLBACK,
        scope=SCOPE,
    )
    assert result == {
        "sub": user.sub,
        "email": user.email,
        "renewed": user.sub,
        "refused": "invalid_grant",
        "scope": SCOPE,
    }


@pytest.mark.parametrize(
    "reference", [(library, DemoPoolConfig()) for library in LIBRARIES], indirect=True
)
def test_error_at_the_redirect_is_understood(
    reference: Reference, request: pytest.FixtureRequest
) -> None:
    library = request.node.callspec.params["reference"][0]
    result = reference.play(
        LIBRARIES[library],
        reference.add("someone"),
        issuer=reference.demo.config.issuer,
        redirect=CALLBACK,
        scope="openid unknown",
    )
    assert result["error"] == "invalid_scope", result
