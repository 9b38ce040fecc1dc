"""The ledger in the admin: read-only."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from office.base.filters import PersonFilter
from office.base.site import ScopedAdmin, site
from records.models import Event, Revocation, Signature


class ReadOnly(ScopedAdmin):
    actions = None
    list_filter_submit = True

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Event, site=site)
class EventAdmin(ReadOnly):
    list_display = ("seq", "at", "actor_name", "actor_kind", "action", "object_type", "object_id")
    list_filter = ("action", ("actor", PersonFilter), "actor_kind", "object_type", "at")
    search_fields = ("object_id", "actor_name", "action")
    date_hierarchy = "at"
    ordering = ("-seq",)


@admin.register(Signature, site=site)
class SignatureAdmin(ReadOnly):
    list_display = ("signed_at", "signer_name", "meaning", "object_type", "object_id", "version", "is_standing")
    list_filter = (("signer", PersonFilter), "object_type", "signed_at")
    list_select_related = ("revocation",)
    search_fields = ("object_id", "signer_name")
    date_hierarchy = "signed_at"
    ordering = ("-signed_at", "-id")

    @admin.display(boolean=True, description="valid")
    def is_standing(self, row: Signature) -> bool:
        return not hasattr(row, "revocation")


@admin.register(Revocation, site=site)
class RevocationAdmin(ReadOnly):
    list_display = ("revoked_at", "by_name", "signature", "reason")
    list_select_related = ("signature",)
    ordering = ("-revoked_at", "-id")
