"""Who logs in: the person of the provider's school whose address the provider has verified.

Nobody is created, and nobody gains a right: the person exists, may log in, and has no higher role than the provider may
log in.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy

from accounts.models import IdentityProvider, User
from accounts.sign_in.single_sign_on.providers import has_domain_of
from core.exceptions import Forbidden
from core.text.cleaning import clean_email
from records.services import EventDraft, record_events

MAX_EMAIL_LENGTH = 254
REFUSED = gettext_lazy(
    "You were not logged in: there is no account for you here that may log in this way. "
    "Ask a training manager of your school which address your account has, and whether it is open."
)


class Refused(Exception):
    """Why a person is not logged in, for the ledger; the person gets `REFUSED`, whatever the reason."""

    def __init__(self, reason: str, user: User | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.user = user


def match_user(provider: IdentityProvider, claims: Mapping[str, Any]) -> User:
    """The user whom the claims of a valid ID token log in, with the company.

    Raises Forbidden, after recording `login.failed` with the reason, about the user or else about the provider.
    """
    try:
        return find_user(provider, claims)
    except Refused as refusal:
        draft = EventDraft(
            "login.failed", refusal.user or provider, {"provider": provider.name, "reason": refusal.reason}
        )
        record_events(draft, company_id=provider.company_id, by=None)
        raise Forbidden(REFUSED) from refusal


def find_user(provider: IdentityProvider, claims: Mapping[str, Any]) -> User:
    email = read_verified_email(provider, claims)
    people = User.objects.select_related("company").filter(company_id=provider.company_id, email=email)
    user: User | None = people.first()
    if user is None:
        raise Refused("unknown address")
    check_admission(provider, user)
    return user


def check_admission(provider: IdentityProvider, user: User) -> None:
    """Raises Refused unless the provider may log in this user of its school now."""
    if not user.may_log_in or user.deleted_at is not None:
        raise Refused("closed account", user)
    if user.group < provider.highest_role:
        raise Refused("role above the limit", user)


def read_verified_email(provider: IdentityProvider, claims: Mapping[str, Any]) -> str:
    """The address in the claims, as it is stored here. Raises Refused for one that does not count as verified.

    A provider that the school trusts need not say that an address is verified; but one of which it says that it is not
    verified never counts.
    """
    text = claims.get("email")
    if not isinstance(text, str) or not 0 < len(text) <= MAX_EMAIL_LENGTH or not text.isprintable():
        raise Refused("no address")
    email = clean_email(text)
    if is_lookalike(text, email):
        raise Refused("unusual spelling of the address")
    if provider.email_domains and not has_domain_of(provider, email):
        raise Refused("domain of the address")
    if not is_verified(claims.get("email_verified"), provider):
        raise Refused("address is not verified")
    return email


def is_verified(claim: Any, provider: IdentityProvider) -> bool:
    """Some providers write the flag as a text."""
    if claim is None:
        return provider.trusts_addresses
    return claim is True or (isinstance(claim, str) and claim.lower() == "true")


def is_lookalike(text: str, email: str) -> bool:
    """Whether normalising the part before the @ has removed characters or made ASCII letters of others (the Kelvin
    sign is a `k` in lower case): it could be the mailbox of somebody else."""
    before, after = text.strip().rpartition("@")[0], email.rpartition("@")[0]
    return count_other_than_ascii(before) != count_other_than_ascii(after)


def count_other_than_ascii(text: str) -> int:
    return sum(not character.isascii() for character in text)
