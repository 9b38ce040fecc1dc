"""API keys in the managers' admin."""

from datetime import date
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.api_keys import create_api_key, revoke_api_key
from accounts.models import Token, User
from office.base.admins import ServiceAdmin
from office.base.filters import PersonFilter
from office.base.managers import get_manager
from office.base.registration import MenuGroup, MenuItem
from office.base.site import site
from office.people.api_keys import ApiKeyForm


@admin.register(Token, site=site)
class ApiKeyAdmin(ServiceAdmin):
    """API keys of the school: issued here, shown once, revoked by an action, never deleted. Sessions are not listed."""

    menu = (MenuItem(MenuGroup.SCHOOL, _("API keys"), "key", order=4),)
    field_names = {
        "user": _("person"),
        "created_at": _("issued"),
        "expires_at": _("valid until"),
        "last_used_at": _("last used"),
        "revoked_at": _("revoked"),
    }
    form = ApiKeyForm
    list_display = ("name", "user", "created_at", "last_day", "last_used_at", "revoked_at")
    list_filter = (("user", PersonFilter),)
    list_filter_submit = True
    list_select_related = ("user__company",)
    search_fields = ("name", "user__surname", "user__name", "user__email")
    autocomplete_fields = ("user",)
    readonly_fields = ("created_at", "last_day", "last_used_at", "revoked_at", "created_by")
    actions = ("revoke",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Token]:
        return super().get_queryset(request).filter(kind=Token.Kind.API_KEY)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "user":
            kwargs["queryset"] = User.objects.in_reach_of(get_manager(request))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description=_("last day"), ordering="expires_at")
    def last_day(self, row: Token) -> date | None:
        return row.last_day

    def get_fields(self, request: HttpRequest, obj: Token | None = None) -> Any:
        return ("user", "name", *self.readonly_fields) if obj else super().get_fields(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Token | None = None) -> Any:
        return self.readonly_fields if obj else ()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None and super().has_change_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Token, form: Any, change: bool) -> None:
        """Issues the key by the service instead of saving the form's row, and shows the secret this once."""
        issued = create_api_key(
            user=obj.user, name=obj.name, expires_on=form.cleaned_data["expires_on"], by=get_manager(request)
        )
        # Django goes on with `obj`, for its log and its messages: it becomes the row that was stored.
        obj.__dict__.update(issued.token.__dict__)
        self.message_user(
            request,
            format_html(
                gettext("The key is <code>{key}</code>. Copy it now: it is not shown again."), key=issued.secret
            ),
            messages.WARNING,
        )

    @admin.action(description=_("Revoke the selected keys"), permissions=["view"])
    def revoke(self, request: HttpRequest, tokens: QuerySet[Token]) -> None:
        reachable = tokens.filter(user__in=User.objects.in_reach_of(get_manager(request)))
        for token in reachable:
            revoke_api_key(token=token, by=get_manager(request))
        if reachable.count() < tokens.count():
            text = gettext("Keys of users with a higher role than yours were not revoked.")
            self.message_user(request, text, messages.WARNING)
        self.message_user(request, gettext("Revoked."))
