from typing import Any

import requests

class OAuth2Session(requests.Session):
    def __init__(
        self,
        client_id: str | None = None,
        client_secret: str | None = None,
        token_endpoint_auth_method: str | None = None,
        *,
        scope: str | None = None,
        redirect_uri: str | None = None,
        code_challenge_method: str | None = None,
    ) -> None: ...
    def create_authorization_url(
        self, url: str, state: str | None = None, code_verifier: str | None = None, **kwargs: Any
    ) -> tuple[str, str]: ...
    def fetch_token(
        self, url: str | None = None, *, grant_type: str | None = None, code: str = "", code_verifier: str = ""
    ) -> dict[str, Any]: ...
