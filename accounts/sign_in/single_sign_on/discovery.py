"""What an identity provider publishes about itself: its endpoints and its keys (OpenID Connect Discovery 1.0).

Both are cached, because every login needs them; so is a failure, for a short time, so that a provider that does not
respond holds one request and not every thread of the server.
"""

import hashlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext, gettext_lazy, gettext_noop
from django_stubs_ext import StrOrPromise
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from core.addresses.outbound import build_outbound_session
from core.dates.writing import write_english
from core.exceptions import DomainError

CACHE_SECONDS = 3600
FAILURE_SECONDS = 15
# A token with an unknown key makes the server fetch the keys again, but not more often than this.
KEY_REFRESH_SECONDS = 60
TIMEOUT_SECONDS = 5.0
ASYMMETRIC = {"RSA", "EC", "OKP"}
UNREACHABLE = gettext_lazy(
    "The login service of your school cannot be reached at the moment. Please try again in a few minutes."
)

logger = logging.getLogger(__name__)


class ProviderError(DomainError):
    """The provider does not respond, or not as OpenID Connect demands.

    `message` is for the person who logs in. `reason`, a text with the named `values`, is for the log, in English, and
    for the manager who tests the connection, in the manager's language (`explain`).
    """

    default = UNREACHABLE

    def __init__(self, reason: str, message: StrOrPromise = "", *, values: Mapping[str, object] | None = None) -> None:
        super().__init__(message)
        self.text, self.values = reason, values or {}

    @property
    def reason(self) -> str:
        with write_english():
            return self.text % self.values if self.values else self.text

    def explain(self) -> str:
        """The reason in the active language, if its text is marked."""
        text = self.text
        return gettext(text) % self.values if self.values else gettext(text)


@dataclass(frozen=True)
class Metadata:
    """The endpoints of a provider, and how it expects to be called."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str
    token_auth_method: str
    # Whether its redirects name the issuer (RFC 9207), so that one without must be somebody else's.
    names_issuer: bool


def get_metadata(issuer: str) -> Metadata:
    """The metadata of a provider, from the cache for an hour. Raises ProviderError."""
    return build_metadata(issuer, read_through_cache("metadata", issuer, lambda: fetch_metadata(issuer)))


def fetch_metadata(issuer: str) -> dict[str, Any]:
    """The metadata document, which must be that of this issuer. Raises ProviderError."""
    document = fetch_document(f"{check_address(issuer).rstrip('/')}/.well-known/openid-configuration")
    if document.get("issuer") != issuer:
        raise ProviderError(
            gettext_noop("The provider calls itself %(other)s, not %(issuer)s."),
            values={"other": repr(str(document.get("issuer"))[:300]), "issuer": repr(issuer)},
        )
    build_metadata(issuer, document)  # before it is cached
    return document


def build_metadata(issuer: str, document: Mapping[str, Any]) -> Metadata:
    """The metadata in a document. Raises ProviderError if an endpoint is missing or its address is not secure."""
    methods = document.get("token_endpoint_auth_methods_supported")
    takes_post = isinstance(methods, list) and "client_secret_post" in methods
    return Metadata(
        issuer=issuer,
        authorization_endpoint=read_endpoint(document, "authorization_endpoint"),
        token_endpoint=read_endpoint(document, "token_endpoint"),
        jwks_uri=read_endpoint(document, "jwks_uri"),
        userinfo_endpoint=read_endpoint(document, "userinfo_endpoint") if "userinfo_endpoint" in document else "",
        token_auth_method="client_secret_post" if takes_post else "client_secret_basic",
        names_issuer=document.get("authorization_response_iss_parameter_supported") is True,
    )


def read_endpoint(document: Mapping[str, Any], name: str) -> str:
    address = document.get(name)
    if not isinstance(address, str):
        raise ProviderError(gettext_noop("The metadata of the provider has no %(name)s."), values={"name": name})
    return check_address(address)


def check_address(address: str) -> str:
    """The address, if it is an https address; on a development server also http of this machine.

    Raises ProviderError for any other. Whether it is a public one is checked with each request (core/addresses).
    """
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError as error:
        text = gettext_noop("%(address)s is not a valid address.")
        raise ProviderError(text, values={"address": repr(address[:300])}) from error
    is_local = parts.scheme == "http" and not settings.IS_PRODUCTION and is_loopback(host)
    if not host or (parts.scheme != "https" and not is_local):
        text = gettext_noop("%(address)s is not an https address.")
        raise ProviderError(text, values={"address": repr(address[:300])})
    return address


def is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def get_keys(metadata: Metadata) -> KeySet:
    """The public keys of the provider, from the cache for an hour. Raises ProviderError."""
    return build_keys(read_through_cache("keys", metadata.jwks_uri, lambda: fetch_keys(metadata)))


def refresh_keys(metadata: Metadata) -> KeySet:
    """The keys, fetched again because a token names one that is not among them: providers rotate their keys."""
    key = build_cache_key("refresh", metadata.jwks_uri)
    if use_cache(lambda: cache.add(key, True, KEY_REFRESH_SECONDS), default=True):
        use_cache(lambda: cache.delete(build_cache_key("keys", metadata.jwks_uri)), default=None)
    return get_keys(metadata)


def fetch_keys(metadata: Metadata) -> dict[str, Any]:
    """The document of the provider's keys. Raises ProviderError if it has no key that may sign."""
    document = fetch_document(metadata.jwks_uri)
    build_keys(document)
    return document


def build_keys(document: Mapping[str, Any]) -> KeySet:
    """The asymmetric signing keys of a document; others are left out."""
    entries = document.get("keys")
    keys = [key for key in entries if is_signing_key(key)] if isinstance(entries, list) else []
    try:
        return KeySet.import_key_set({"keys": keys})
    except (JoseError, ValueError, TypeError, KeyError) as error:
        text = gettext_noop("The keys of the provider cannot be read: %(error)s.")
        raise ProviderError(text, values={"error": type(error).__name__}) from error


def is_signing_key(key: Any) -> bool:
    return isinstance(key, dict) and key.get("kty") in ASYMMETRIC and key.get("use", "sig") == "sig"


def fetch_document(address: str) -> dict[str, Any]:
    """A JSON object at an address of the provider. Raises ProviderError."""
    try:
        with build_outbound_session(seconds=TIMEOUT_SECONDS) as session:
            response = session.get(address, headers={"Accept": "application/json"})
    except requests.RequestException as error:
        text = gettext_noop("%(address)s cannot be read: %(error)s")
        raise ProviderError(text, values={"address": address, "error": error}) from error
    if response.status_code != requests.codes.ok:
        text = gettext_noop("%(address)s responds with status %(status)s.")
        raise ProviderError(text, values={"address": address, "status": response.status_code})
    try:
        document = response.json()
    except (ValueError, RecursionError) as error:
        raise ProviderError(gettext_noop("%(address)s is not JSON."), values={"address": address}) from error
    if not isinstance(document, dict):
        raise ProviderError(gettext_noop("%(address)s is not a JSON object."), values={"address": address})
    return document


def read_through_cache(kind: str, subject: str, fetch: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """The cached document, or a new one, which is then cached. A cached failure raises ProviderError again."""
    key = build_cache_key(kind, subject)
    entry = use_cache(lambda: cache.get(key), default=None)
    if isinstance(entry, str):  # the reason of a failure, in English
        raise ProviderError(entry)
    if isinstance(entry, dict):
        return entry
    try:
        document = fetch()
    except ProviderError as error:
        reason = error.reason
        logger.warning("Single sign-on: %s", reason)
        use_cache(lambda: cache.set(key, reason, FAILURE_SECONDS), default=None)
        raise
    use_cache(lambda: cache.set(key, document, CACHE_SECONDS), default=None)
    return document


def use_cache(call: Callable[[], Any], *, default: Any) -> Any:
    """The result of the call; the default while the cache is down, which must not keep people from logging in."""
    try:
        return call()
    except Exception as error:  # depends on the cache's client
        logger.warning("Single sign-on cannot use the cache: %s", type(error).__name__)
        return default


def build_cache_key(kind: str, subject: str) -> str:
    return f"sso-{kind}:{hashlib.sha256(subject.encode()).hexdigest()}"


def check_connection(issuer: str) -> Metadata:
    """Reads metadata and keys past the cache, for the manager who tests the connection, and stores them in it.

    Raises ProviderError.
    """
    use_cache(lambda: cache.delete(build_cache_key("metadata", issuer)), default=None)
    metadata = get_metadata(issuer)
    use_cache(lambda: cache.delete(build_cache_key("keys", metadata.jwks_uri)), default=None)
    get_keys(metadata)
    return metadata
