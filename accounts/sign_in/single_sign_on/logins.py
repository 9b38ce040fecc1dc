"""Opening a session for a person whom an identity provider has logged in.

The admin gets a session at once. A client gets a code in the address it is sent to, and exchanges it for a token: a
token in an address would stay in the history of the browser. The code is encrypted, holds for a minute and works once.
"""

import json
import uuid
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy

from accounts.models import IdentityProvider, User
from accounts.people.reach import lock_account
from accounts.sign_in.clients import ClientInfo
from accounts.sign_in.login_attempts import build_key, reserve_attempt
from accounts.sign_in.sessions import IssuedToken, open_session
from accounts.sign_in.single_sign_on.matching import REFUSED, Refused, check_admission
from accounts.sign_in.single_sign_on.providers import get_enabled_provider
from core.encryption import Unreadable, decrypt_text, encrypt_text
from core.exceptions import Forbidden, NotFound, TooManyAttempts, Unauthenticated

CODE_LIFETIME = timedelta(seconds=60)
MAX_CODE_LENGTH = 1000
CODE_PREFIX = "dwc_"  # lets secret scanners recognise it, as those of tokens (accounts/sign_in/sessions.py)
PADDING = "="  # of base64, left out because it would be escaped in an address
CODE_PURPOSE = "single sign-on"
CODE_REJECTED = gettext_lazy("The code is unknown, expired or used. Please log in again.")


def get_current_user(user: User, provider: IdentityProvider) -> User:
    """The row of the user as it is now, locked as in `sessions.open_session`, against whatever ends sessions: for the
    session of the admin that the caller opens in the same transaction.

    Raises Forbidden when the account was closed, or its role changed, while the provider was asked.
    """
    try:
        current = lock_account(user.pk)
        check_admission(provider, current)
    except (NotFound, Refused) as error:
        raise Forbidden(REFUSED) from error
    return current


def issue_client_code(user: User, provider: IdentityProvider) -> str:
    """A code that a client exchanges for a token within a minute. It dies with the password and with the account."""
    content = {
        "purpose": CODE_PURPOSE,
        "id": uuid.uuid4().hex,
        "expires": (timezone.now() + CODE_LIFETIME).timestamp(),
        "user": user.pk,
        "provider": provider.pk.hex,
        "account": user.get_session_auth_hash(),
    }
    return CODE_PREFIX + encrypt_text(json.dumps(content)).rstrip(PADDING)


def exchange_client_code(code: str, client: ClientInfo) -> IssuedToken:
    """Opens a session of the API, as a login does.

    Raises Unauthenticated, always with the same message, for a code that this server did not issue, that has expired
    or was used, and for an account that may no longer log in this way.
    """
    content = read_client_code(code)
    try:
        reserve_attempt(build_key("sso-code", content["id"]), limit=1)
        provider = get_enabled_provider(pk=uuid.UUID(hex=content["provider"]))
        user = User.objects.select_related("company").get(pk=content["user"])
        check_admission(provider, user)
    except (TooManyAttempts, NotFound, Refused, User.DoesNotExist) as error:
        raise Unauthenticated(CODE_REJECTED) from error
    if not constant_time_compare(user.get_session_auth_hash(), content["account"]):
        raise Unauthenticated(CODE_REJECTED)
    return open_session(user, client, provider=provider.name)


def read_client_code(code: str) -> dict[str, Any]:
    """What a code holds. Raises Unauthenticated unless this server issued it within the last minute."""
    text = code.removeprefix(CODE_PREFIX)
    try:
        content: Any = json.loads(decrypt_text(text + PADDING * (-len(text) % 4)))
    except (Unreadable, ValueError) as error:
        raise Unauthenticated(CODE_REJECTED) from error
    is_code = isinstance(content, dict) and content.get("purpose") == CODE_PURPOSE
    if not is_code or content["expires"] <= timezone.now().timestamp():
        raise Unauthenticated(CODE_REJECTED)
    return dict(content)
