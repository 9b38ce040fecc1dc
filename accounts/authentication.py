"""Authentication of requests: bearer tokens for the API, e-mail address and password for the admin."""

from datetime import datetime, timedelta
from typing import Any, cast

from django.contrib.auth.backends import BaseBackend
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, NotAuthenticated
from rest_framework.request import Request

from accounts.models import Token, User
from accounts.passwords import PASSWORD_MAX_LENGTH
from accounts.sign_in.clients import build_client_info
from accounts.sign_in.sessions import authenticate, digest_secret
from core import request_context
from core.database.statements import Statement
from core.origin import Channel, set_channel

# The last use is stored at most once a minute, so that a busy token does not cause a write with every request.
LAST_USE_PRECISION = timedelta(minutes=1)


class BearerAuthentication(BaseAuthentication):
    """`Authorization: Bearer <token>`, a session token or an API key (docs/api.md, section 1, Authentication).

    Session cookies are never accepted: some documented GETs change state, and a cookie would open them to CSRF. Sets
    `request.user` and `request.auth` (the Token) with one query, and at most one a minute to store the last use.
    """

    def authenticate(self, request: Request) -> tuple[User, Token] | None:
        if get_bearer_secret(request) is None:
            return None
        token = get_token(getattr(request, "_request", request))
        if token is None:
            raise AuthenticationFailed
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


def get_token(request: HttpRequest) -> Token | None:
    """The token of a request; None unless it is live and its user may log in.

    Looked up once per request, because the rate limit, the idempotency records and the view all need it.
    """
    cache: dict[str, Any] = request.__dict__
    if "_bearer_token" not in cache:
        cache["_bearer_token"] = find_token(request)
    token: Token | None = cache["_bearer_token"]
    return token


def get_session_token(request: Request) -> Token:
    """The token with which `BearerAuthentication` authenticated the request; DRF types it as any of its own."""
    token: object = request.auth
    if not isinstance(token, Token):
        raise NotAuthenticated
    return token


def find_token(request: HttpRequest) -> Token | None:
    """Looks the token up and, when it is valid, stores its use and tells the ledger and the log who the caller is."""
    secret = get_bearer_secret(request)
    token = None if secret is None else find_live_token(secret)
    if token is None or not token.user.may_log_in:
        return None
    record_use(token)
    set_channel(Channel.KEY if token.is_api_key else Channel.SESSION)
    request_context.set_caller(token.user_id, token.user.company_id)
    return token


def get_bearer_secret(request: HttpRequest | Request) -> str | None:
    # DRF types its own Request, but reads only `META`, which both have.
    scheme, _, secret = get_authorization_header(cast(Request, request)).partition(b" ")
    return secret.strip().decode("latin-1") if scheme.lower() == b"bearer" else None


@Statement
def query_live_tokens(digest: str, now: datetime) -> QuerySet[Token]:
    return Token.objects.live(now).select_related("user__company").filter(digest=digest)


def find_live_token(secret: str) -> Token | None:
    """With the user and the school."""
    return query_live_tokens.fetch_first(digest=digest_secret(secret), now=timezone.now())


def record_use(token: Token) -> None:
    """Stores that the token was used, unless a use within the last minute is stored.

    The condition is repeated in the UPDATE: of parallel requests with one token, only the first writes.
    """
    now = timezone.now()
    if token.last_used_at is None or token.last_used_at < now - LAST_USE_PRECISION:
        stale = Q(last_used_at__isnull=True) | Q(last_used_at__lt=now - LAST_USE_PRECISION)
        Token.objects.filter(stale, pk=token.pk).update(last_used_at=now)


class PasswordBackend(BaseBackend):
    """The login of the admin: the same check and the same throttling as the API's."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        """The user with these credentials, or None. Raises TooManyAttempts and Busy, which `LoginForm` shows."""
        if request is None or not username or not password or len(password) > PASSWORD_MAX_LENGTH:
            return None
        return authenticate(email=username, password=password, client=build_client_info(request))

    def get_user(self, user_id: int) -> User | None:
        user = User.objects.select_related("company").filter(pk=user_id).first()
        return user if user is not None and user.may_log_in else None
