"""The two requests of a login at an identity provider: where the browser is sent, and what its code is exchanged for.

The authorization code flow of OpenID Connect Core 1.0, section 3.1, with PKCE (RFC 7636).
"""

from collections.abc import Mapping
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from django.utils.translation import gettext_lazy

from accounts.models import IdentityProvider
from accounts.sign_in.single_sign_on.discovery import TIMEOUT_SECONDS, Metadata, ProviderError, get_metadata
from accounts.sign_in.single_sign_on.id_tokens import INVALID, validate_id_token
from accounts.sign_in.single_sign_on.pending_logins import PendingLogin
from core.addresses.outbound import OutboundAdapter
from core.encryption import Unreadable, decrypt_text

SCOPE = "openid email"
MAX_CODE_LENGTH = 4096
NOT_LOGGED_IN = gettext_lazy("The login service of your school did not log you in. Please try again.")


class ProviderSession(OAuth2Session):
    """Authlib's client with the restrictions of core/addresses/outbound.py: public addresses, no redirects, in time."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.trust_env = False
        self.headers["Accept-Encoding"] = "identity"
        for scheme in ("https://", "http://"):
            self.mount(scheme, OutboundAdapter(TIMEOUT_SECONDS))

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        """None: a redirect is the response."""
        return None


def build_login_address(
    provider: IdentityProvider, pending: PendingLogin, *, redirect_uri: str, email: str = "", asks_again: bool = False
) -> str:
    """The address at the provider that the browser is sent to; `email` fills in its form. With `asks_again` the
    provider asks who is there even if it knows (OpenID Connect Core 1.0, section 3.1.2.1). Raises ProviderError."""
    metadata = get_metadata(provider.issuer)
    with open_session(provider, metadata, redirect_uri) as session:
        address, _ = session.create_authorization_url(
            metadata.authorization_endpoint,
            state=pending.state,
            code_verifier=pending.verifier,
            nonce=pending.nonce,
            **({"login_hint": email} if email else {}),
            **({"prompt": "login"} if asks_again else {}),
        )
    return address


def read_identity(
    provider: IdentityProvider, pending: PendingLogin, parameters: Mapping[str, str], *, redirect_uri: str
) -> dict[str, Any]:
    """The claims about the person whom the provider has logged in; `parameters` are those of the callback.

    Raises ProviderError when the provider refused, is away, or its response is not valid.
    """
    metadata = get_metadata(provider.issuer)
    code = get_code(parameters, metadata)
    with open_session(provider, metadata, redirect_uri) as session:
        token = fetch_token(session, metadata, code, pending.verifier)
        claims = validate_id_token(token.get("id_token"), provider, metadata, pending.nonce)
        if "email" in claims or not metadata.userinfo_endpoint:
            return claims
        return claims | fetch_userinfo(session, metadata, claims["sub"])


def get_code(parameters: Mapping[str, str], metadata: Metadata) -> str:
    """The code in a callback. Raises ProviderError for a callback that reports an error, has no code, or comes from
    another provider than the one where the login began (mix-up, RFC 9207)."""
    issuer = parameters.get("iss")
    if issuer != metadata.issuer and (issuer is not None or metadata.names_issuer):
        raise ProviderError("The callback came from another issuer.", INVALID)
    if "error" in parameters:
        raise ProviderError(f"The provider reported {parameters['error'][:100]!r}.", NOT_LOGGED_IN)
    code = parameters.get("code", "")
    if not 0 < len(code) <= MAX_CODE_LENGTH:
        raise ProviderError("The callback has no code.", INVALID)
    return code


def open_session(provider: IdentityProvider, metadata: Metadata, redirect_uri: str) -> ProviderSession:
    """Raises ProviderError when the secret was encrypted with a key that this server no longer has."""
    try:
        secret = decrypt_text(provider.client_secret)
    except Unreadable as error:
        raise ProviderError("The client secret cannot be decrypted. Enter it again.") from error
    return ProviderSession(
        client_id=provider.client_id,
        client_secret=secret,
        token_endpoint_auth_method=metadata.token_auth_method,
        scope=SCOPE,
        redirect_uri=redirect_uri,
        code_challenge_method="S256",
    )


def fetch_token(session: ProviderSession, metadata: Metadata, code: str, verifier: str) -> Mapping[str, Any]:
    """The provider's response to its code. Raises ProviderError."""
    try:
        return session.fetch_token(
            metadata.token_endpoint, grant_type="authorization_code", code=code, code_verifier=verifier
        )
    except requests.RequestException as error:
        raise ProviderError("The provider does not respond: %(error)s", values={"error": error}) from error
    except (AuthlibBaseError, ValueError, TypeError, RecursionError) as error:
        raise ProviderError(f"The provider refused its code: {str(error)[:300]}", NOT_LOGGED_IN) from error


def fetch_userinfo(session: ProviderSession, metadata: Metadata, subject: str) -> dict[str, Any]:
    """The claims about the address from the userinfo endpoint, for providers that leave them out of the ID token.

    They must be about the same person (OpenID Connect Core 1.0, section 5.3.2). Raises ProviderError.
    """
    try:
        document = session.get(metadata.userinfo_endpoint).json()
    except (requests.RequestException, AuthlibBaseError, ValueError, RecursionError) as error:
        raise ProviderError(f"The provider does not say who logged in: {str(error)[:300]}") from error
    if not isinstance(document, dict) or document.get("sub") != subject:
        raise ProviderError("The userinfo of the provider is about somebody else.", INVALID)
    return {name: document[name] for name in ("email", "email_verified") if name in document}
