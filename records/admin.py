"""The ledger in the managers' admin, read-only."""

from django.contrib import admin

from office.base.admins import ReadOnlyAdmin
from office.base.filters import PersonFilter
from office.base.registration import MenuGroup, MenuItem
from office.base.site import site
from records.models import Event, Revocation, Signature


class LedgerAdmin(ReadOnlyAdmin):
    # The filter by person is a form field, which needs a submit button.
    list_filter_submit = True


@admin.register(Event, site=site)
class EventAdmin(LedgerAdmin):
    menu = (MenuItem(MenuGroup.RECORDS, "Events", "history", order=1),)
    field_names = {
        "seq": "number",
        "at": "when",
        "actor": "who",
        "actor_name": "who",
        "actor_kind": "through",
        "action": "what happened",
        "object_type": "to what",
        "object_id": "its id",
        "payload": "details",
    }
    list_display = ("seq", "at", "actor_name", "actor_kind", "action", "object_type", "object_id")
    list_filter = ("action", ("actor", PersonFilter), "actor_kind", "object_type", "at")
    search_fields = ("object_id", "actor_name", "action")
    date_hierarchy = "at"
    ordering = ("-seq",)


@admin.register(Signature, site=site)
class SignatureAdmin(LedgerAdmin):
    menu = (MenuItem(MenuGroup.RECORDS, "Signatures", "draw", order=2),)
    field_names = {
        "signed_at": "signed",
        "signer_name": "signer",
        "object_type": "what is signed",
        "object_id": "its id",
    }
    list_display = ("signed_at", "signer_name", "meaning", "object_type", "object_id", "version", "is_valid")
    list_filter = (("signer", PersonFilter), "object_type", "signed_at")
    list_select_related = ("revocation",)
    search_fields = ("object_id", "signer_name")
    date_hierarchy = "signed_at"
    ordering = ("-signed_at", "-id")

    @admin.display(boolean=True, description="valid")
    def is_valid(self, row: Signature) -> bool:
        return not hasattr(row, "revocation")


@admin.register(Revocation, site=site)
class RevocationAdmin(LedgerAdmin):
    menu = (MenuItem(MenuGroup.RECORDS, "Revocations", "undo", order=3),)
    field_names = {"revoked_at": "revoked", "by_name": "by"}
    list_display = ("revoked_at", "by_name", "signature", "reason")
    list_select_related = ("signature",)
    ordering = ("-revoked_at", "-id")
