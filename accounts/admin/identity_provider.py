"""The identity provider of the school in the managers' admin."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action

from accounts.models import IdentityProvider
from accounts.sign_in.single_sign_on.discovery import ProviderError, check_connection
from accounts.sign_in.single_sign_on.providers import store_provider
from core.addresses.public import build_public_address
from office.base.admins import ScopedAdmin
from office.base.managers import get_manager
from office.base.registration import MenuGroup, MenuItem
from office.base.site import site
from office.single_sign_on.form import IdentityProviderForm


@admin.register(IdentityProvider, site=site)
class IdentityProviderAdmin(ScopedAdmin):
    """One row for each school. Whoever configures it could log in as everybody whom it logs in, so it is changed by
    managers of at least its highest role alone (accounts/roles.py)."""

    menu = (MenuItem(MenuGroup.SCHOOL, _("Single sign-on"), "passkey", order=3),)
    field_names = {
        "name": _("name of the provider"),
        "trusts_addresses": _("the provider is the school's own"),
        "email_domains": _("domains of e-mail addresses"),
        "is_enabled": _("people log in with it"),
    }
    field_help = {
        "highest_role": _(
            "Nobody with a higher role is logged in. Whoever controls the provider could be anybody else."
        ),
        "is_enabled": _("Turn off to close this way in. Passwords are not concerned."),
    }
    form = IdentityProviderForm
    list_display = ("name", "issuer", "highest_role", "is_enabled")
    actions_detail = ("test_connection",)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        return type(form.__name__, (form,), {"manager_role": get_manager(request).group})

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        names = IdentityProviderForm.Meta.fields
        return names if obj is None or self.has_change_permission(request, obj) else names[:3] + names[4:]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = self.get_fields(request, obj)
        return [(None, {"fields": fields, "description": describe_addresses(request)})]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Not for a second provider. The menu of every page asks too: there the answer is not worth a query."""
        match = request.resolver_match
        if match is None or not (match.url_name or "").startswith("accounts_identityprovider"):
            return super().has_add_permission(request)
        exists = IdentityProvider.objects.visible_to(get_manager(request)).exists()
        return super().has_add_permission(request) and not exists

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or obj.highest_role >= get_manager(request).group)

    def save_model(self, request: HttpRequest, obj: IdentityProvider, form: Any, change: bool) -> None:
        store_provider(obj, secret=form.cleaned_data["new_secret"], by=get_manager(request))

    @action(description=_("Test the connection"), url_path="test", icon="network_check")
    def test_connection(self, request: HttpRequest, object_id: str) -> HttpResponseRedirect:
        """Reads what the provider publishes about itself, and says on the page of the provider what came of it.

        A link and not a form: nothing is changed, and no page of the admin waits in a transaction for another system.
        """
        provider = self.get_object(request, object_id)
        if provider is None:
            return HttpResponseRedirect(reverse("admin:accounts_identityprovider_changelist"))
        try:
            metadata = check_connection(provider.issuer)
        except ProviderError as error:
            text = gettext("The connection does not work. %(reason)s") % {"reason": error.explain()}
            self.message_user(request, text, messages.ERROR)
        else:
            text = gettext(
                "The connection works: the provider's settings and keys were read. People log in at %(address)s. "
                "Client id and secret are checked with the first login."
            )
            self.message_user(request, text % {"address": metadata.authorization_endpoint})
        return HttpResponseRedirect(reverse("admin:accounts_identityprovider_change", args=[provider.pk]))


def describe_addresses(request: HttpRequest) -> Any:
    """What the manager copies: to the provider, and to the people of the school."""
    school = get_manager(request).company_id
    return format_html(
        gettext(
            "Register this server with the provider as a web application with the redirect URI "
            '<code translate="no">{redirect_uri}</code>. People log in at <code translate="no">{login}</code>; “Log in '
            "with your school's account” leads there too, for addresses of the domains below. Only people who exist "
            "here are logged in, by their e-mail address."
        ),
        redirect_uri=build_public_address(request, reverse("sso_callback")),
        login=build_public_address(request, reverse("sso_start", args=[school])),
    )
