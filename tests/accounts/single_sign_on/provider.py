"""A real OpenID provider on this machine, and browsers that log in at it."""

import base64
import io
import json
import re
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import requests
from joserfc import jws
from joserfc.jwk import RSAKey
from werkzeug import serving, wrappers

from accounts.models import Company, IdentityProvider
from accounts.roles import Role
from core.encryption import encrypt_text
from tests.office.browser import Browser

with warnings.catch_warnings(record=True):  # names of Authlib that go away
    import oidc_provider_mock  # type: ignore[import-untyped]  # no types

SECRET = "the-secret-of-the-client"


@dataclass
class OpenIDProvider:
    """The provider: what it says about people, and how a test makes it lie.

    `claims` replaces claims of the ID tokens (None removes one), `header` and `key` what they are signed with;
    `metadata` replaces what it publishes; `is_away` makes it fail.
    """

    port: int = 0
    claims: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=dict)
    key: Any = None
    id_token: str | None = None
    metadata: dict[str, Any] = field(default_factory=dict)
    keys: list[Any] | None = None
    is_away: bool = False
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    @property
    def issuer(self) -> str:
        return f"http://localhost:{self.port}"

    def add_person(self, subject: str, **claims: Any) -> None:
        response = requests.put(f"{self.issuer}/users/{subject}", json=claims, timeout=5)
        assert response.status_code == 204

    def log_in(self, address: str, subject: str) -> str:
        """Where the provider sends the browser after the person has logged in there."""
        response = requests.post(address, data={"sub": subject}, allow_redirects=False, timeout=5)
        assert response.status_code == 302, response.text
        return response.headers["Location"]


class Falsifier:
    """WSGI middleware in front of the provider, which applies what the test has set."""

    def __init__(self, app: Any, provider: OpenIDProvider) -> None:
        self.app, self.provider, self.signing_key = app, provider, RSAKey.generate_key(2048, {"kid": "test"})

    def __call__(self, environ: Any, start_response: Any) -> Any:
        request = wrappers.Request(environ)
        body = request.get_data()
        environ["wsgi.input"] = io.BytesIO(body)  # for the provider to read again
        self.provider.requests.append((request.path, dict(parse_qsl(body.decode()))))
        if self.provider.is_away:
            return wrappers.Response("away", 502)(environ, start_response)
        response = wrappers.Response.from_app(self.app, environ)
        if request.path.endswith("openid-configuration"):
            self.replace(response, json.loads(response.get_data()) | self.provider.metadata)
        elif request.path == "/jwks":
            key = {**self.signing_key.as_dict(private=False), "use": "sig"}
            self.replace(response, {"keys": [key] if self.provider.keys is None else self.provider.keys})
        elif request.path == "/oauth2/token" and response.status_code == 200:
            self.replace(response, self.sign_again(json.loads(response.get_data())))
        return response(environ, start_response)

    def replace(self, response: Any, document: dict[str, Any]) -> None:
        response.set_data(json.dumps({name: value for name, value in document.items() if value is not None}))

    def sign_again(self, token: dict[str, Any]) -> dict[str, Any]:
        """The response of the token endpoint, with the ID token that the test wants."""
        provider = self.provider
        if provider.id_token is not None:
            return token | {"id_token": provider.id_token}
        claims = read_claims(token["id_token"]) | provider.claims
        kept = {name: value for name, value in claims.items() if value is not None}
        header = {"alg": "RS256", "kid": "test"} | provider.header
        key = provider.key or self.signing_key
        text = jws.serialize_compact(header, json.dumps(kept), key, algorithms=[header["alg"]])
        return token | {"id_token": text}


def read_claims(id_token: str) -> dict[str, Any]:
    payload = id_token.split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return claims


@contextmanager
def run_provider() -> Iterator[OpenIDProvider]:
    provider = OpenIDProvider()
    app = oidc_provider_mock.app()
    server = serving.make_server("localhost", 0, Falsifier(app.wsgi_app, provider), threaded=True)
    provider.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def create_provider(company: Company, issuer: str, **fields: Any) -> IdentityProvider:
    defaults = {
        "name": "Campus",
        "client_id": "downwind",
        "client_secret": encrypt_text(SECRET),
        "email_domains": "alpine.example",
        "highest_role": Role.TRAINING_MANAGER,
    }
    return IdentityProvider.objects.create(company=company, issuer=issuer, **{**defaults, **fields})


def start(browser: Browser, company: Company, query: str = "") -> str:
    """The address at the provider to which the start leads."""
    response = browser.get(f"/sso/{company.pk}/{query}")
    assert response.status_code == 302, response.content.decode()
    location: str = response["Location"]
    return location


def get_local_address(location: str) -> str:
    parts = urlsplit(location)
    assert parts.netloc == "testserver", location
    return f"{parts.path}?{parts.query}"


def go_through(browser: Browser, provider: OpenIDProvider, company: Company, subject: str, query: str = "") -> Any:
    """The whole way of a browser: start, login at the provider, callback."""
    location = provider.log_in(start(browser, company, query), subject)
    return browser.get(get_local_address(location))


def read_fragment(response: Any) -> dict[str, str]:
    assert response.status_code == 302, response.content.decode()
    return {name: values[0] for name, values in parse_qs(urlsplit(response["Location"]).fragment).items()}


def read_reason(response: Any) -> str:
    """The text of an error page."""
    found = re.search(r"<p>(.*?)</p>", response.content.decode(), re.DOTALL)
    assert found, response.content.decode()
    return found[1]
