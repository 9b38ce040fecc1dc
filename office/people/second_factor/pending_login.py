"""A login to the admin whose password was right, and whose code is missing.

It is kept in the session, which is nobody's until the code is right: signed, for ten minutes, and bound to the hash of
the password, so that it ends when the password changes, the second factor is reset or the account is closed.
"""

from datetime import timedelta
from typing import Any, NamedTuple

from django.core import signing
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.models import User

SESSION_KEY = "pending_login"
SALT = "office.pending-login"
LIFETIME = timedelta(minutes=10)


class PendingLogin(NamedTuple):
    """Who has typed the right password, and the page to go to after the code."""

    user: User
    target: str


def store_pending_login(request: HttpRequest, user: User) -> None:
    # A new key, so that nobody who planted the session's cookie in this browser shares the pending login.
    request.session.cycle_key()
    facts = {"user": user.pk, "hash": user.get_session_auth_hash(), "target": get_safe_target(request)}
    request.session[SESSION_KEY] = signing.dumps(facts, salt=SALT)


def find_pending_login(request: HttpRequest) -> PendingLogin | None:
    """The login that waits for its code in this session; None without one that is still valid."""
    try:
        facts: dict[str, Any] = signing.loads(request.session.get(SESSION_KEY, ""), salt=SALT, max_age=LIFETIME)
    except signing.BadSignature:
        return None
    user = User.objects.select_related("company").filter(pk=facts["user"]).first()
    if user is None or not user.may_log_in or not constant_time_compare(user.get_session_auth_hash(), facts["hash"]):
        return None
    return PendingLogin(user, facts["target"])


def get_safe_target(request: HttpRequest) -> str:
    """The page of this server that `next` names, or else the front page of the admin."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    is_safe = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if is_safe else reverse("admin:index")
