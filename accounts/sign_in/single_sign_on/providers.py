"""The identity providers of schools: finding and storing them."""

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Company, IdentityProvider, User
from core.encryption import encrypt_text
from core.exceptions import Conflict, Forbidden, NotFound
from core.text.cleaning import clean_domain, clean_email

MAX_SCHOOLS = 20  # on the page that finds a school by the domain of an address


def get_school_provider(company_id: uuid.UUID) -> IdentityProvider:
    """The provider of a school. Raises NotFound for one without, as for an unknown school."""
    return get_enabled_provider(company_id=company_id)


def get_enabled_provider(**lookup: uuid.UUID) -> IdentityProvider:
    provider = IdentityProvider.objects.select_related("company").filter(is_enabled=True, **lookup).first()
    if provider is None:
        raise NotFound
    return provider


def has_providers() -> bool:
    """Whether any school has one, so that the login page offers it."""
    return IdentityProvider.objects.filter(is_enabled=True).exists()


def list_providers_for(email: str) -> list[IdentityProvider]:
    """The providers that claim the domain of an address, by the names of their schools.

    The domain alone decides, so that nobody learns whether there is an account with this address.
    """
    domain = get_domain(email)
    if not domain or "\x00" in domain:
        return []
    # `icontains` narrows the rows down; the list of a provider is compared below, domain by domain.
    rows = IdentityProvider.objects.filter(is_enabled=True, email_domains__icontains=domain).select_related("company")
    claiming = [provider for provider in rows.order_by("company__name", "id") if has_domain_of(provider, email)]
    return claiming[:MAX_SCHOOLS]


def get_domain(email: str) -> str:
    return clean_email(email).rpartition("@")[2] if "@" in email else ""


def has_domain_of(provider: IdentityProvider, email: str) -> bool:
    """Whether the domain of the address is one of the provider's; a subdomain is another domain."""
    return get_domain(email) in split_domains(provider.email_domains)


def split_domains(text: str) -> list[str]:
    """The domains of a list by commas or spaces, in the spelling of `clean_email`, without repetitions."""
    names = (clean_domain(part.strip().removeprefix("@")) for part in text.replace(",", " ").split())
    return list(dict.fromkeys(name for name in names if name))


@transaction.atomic
def store_provider(provider: IdentityProvider, *, secret: str, by: User) -> None:
    """Stores the provider of the school of `by`; an empty secret keeps the stored one. The caller records the change.

    Raises Conflict for a second provider of a school; Forbidden when the provider, as it is stored or as it shall be,
    logs in people with a higher role than the actor's: whoever configures it could log in as them.
    """
    Company.objects.select_for_update(no_key=True).get(pk=by.company_id)
    stored = IdentityProvider.objects.filter(company_id=by.company_id).first()
    if stored is not None and stored.pk != provider.pk:
        raise Conflict(_("The school has an identity provider already."))
    limits = [row.highest_role for row in (stored, provider) if row is not None]
    if min(limits) < by.group:
        raise Forbidden(_("You cannot configure logins of people with a higher role than yours."))
    if secret:
        provider.client_secret = encrypt_text(secret)
    provider.save()
