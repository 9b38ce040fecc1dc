"""The identity provider of a school."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.companies import Company
from accounts.querysets import IdentityProviderQuerySet
from accounts.roles import Role
from core.models import Identified


class IdentityProvider(Identified):
    """An OpenID provider at which the people of a school log in.

    It logs in people of `highest_role` and below only: whoever configures it could log in as each of them, so it is
    never more powerful than the manager who saved it.
    """

    company = models.OneToOneField(Company, on_delete=models.CASCADE, related_name="identity_provider")
    name = models.CharField(max_length=100, help_text=_("On the button, such as “Microsoft 365”."))
    issuer = models.URLField(
        _("issuer"),
        max_length=300,
        help_text=_("The issuer's address, as the provider states it, such as https://accounts.google.com"),
    )
    client_id = models.CharField(_("client id"), max_length=300)
    client_secret = models.CharField(max_length=1000, editable=False)  # encrypted (core/encryption.py)
    trusts_addresses = models.BooleanField(
        default=False,
        help_text=_(
            "The provider belongs to the school alone, such as its own Microsoft 365: its addresses count as verified "
            "even if it does not say so."
        ),
    )
    email_domains = models.CharField(
        max_length=500,
        blank=True,
        help_text=_(
            "Only addresses of these domains, separated by commas. Required where addresses count as verified."
        ),
    )
    highest_role = models.PositiveSmallIntegerField(_("highest role"), choices=Role.choices, default=Role.INSTRUCTOR)
    is_enabled = models.BooleanField(default=True)

    objects = IdentityProviderQuerySet.as_manager()

    class Meta:
        verbose_name = _("identity provider")
        verbose_name_plural = _("identity providers")
        constraints = [
            models.CheckConstraint(
                condition=Q(trusts_addresses=False) | ~Q(email_domains=""), name="identity_provider_trusted_has_domains"
            )
        ]

    def __str__(self) -> str:
        return self.name
