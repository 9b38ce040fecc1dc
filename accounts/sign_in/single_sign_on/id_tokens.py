"""Validating ID tokens (OpenID Connect Core 1.0, section 3.1.3.7)."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError

from accounts.models import IdentityProvider
from accounts.sign_in.single_sign_on.discovery import Metadata, ProviderError, get_keys, refresh_keys

# Signatures that need the provider's private key. A symmetric one would make its published key, or our secret, enough.
ALGORITHMS = [
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519",
]  # fmt: skip
CLOCK_SKEW_SECONDS = 60
INVALID = gettext_lazy("The login service of your school sent a response that is not valid. Please try again.")


def validate_id_token(text: Any, provider: IdentityProvider, metadata: Metadata, nonce: str) -> dict[str, Any]:
    """The claims of an ID token that this provider signed for this client and this login. Raises ProviderError."""
    try:
        claims = decode_id_token(str(text), metadata)
        check_claims(claims, provider, nonce)
    except (JoseError, ValueError, TypeError, RecursionError) as error:
        raise ProviderError(f"The ID token is not valid: {type(error).__name__} {error}", INVALID) from error
    return claims


def decode_id_token(text: str, metadata: Metadata) -> dict[str, Any]:
    """The claims, once the signature is verified; with the newest keys if it was made with an unknown one."""
    try:
        return jwt.decode(text, get_keys(metadata), algorithms=ALGORITHMS).claims
    except InvalidKeyIdError:
        return jwt.decode(text, refresh_keys(metadata), algorithms=ALGORITHMS).claims


def check_claims(claims: dict[str, Any], provider: IdentityProvider, nonce: str) -> None:
    """Raises JoseError or ValueError unless the token is from this issuer, for this client, of this login, and valid
    now."""
    registry = jwt.JWTClaimsRegistry(
        now=int(timezone.now().timestamp()),
        leeway=CLOCK_SKEW_SECONDS,
        iss={"essential": True, "value": provider.issuer},
        aud={"essential": True, "value": provider.client_id},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True, "value": nonce},
    )
    registry.validate(claims)
    audience = claims["aud"]
    is_shared = isinstance(audience, list) and len(audience) > 1
    if claims.get("azp", None if is_shared else provider.client_id) != provider.client_id:
        raise ValueError("it was issued to another client")
