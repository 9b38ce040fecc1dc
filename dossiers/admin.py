"""Dossiers and the keys of other schools in the managers' admin; the pages are in office/dossiers."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dossiers.models import Dossier, TrustedKey
from dossiers.trusting import trust_key
from office.base.admins import ReadOnlyAdmin, ServiceAdmin
from office.base.managers import get_manager
from office.base.registration import MenuGroup, MenuItem
from office.base.site import site
from office.base.tables.drawing import render_link
from office.base.tables.exports import ListButton
from office.dossiers.key_pages import KeyPagesMixin, TrustedKeyForm
from office.dossiers.pages import DossierPagesMixin
from records.export_keys import format_fingerprint


@admin.register(Dossier, site=site)
class DossierAdmin(DossierPagesMixin, ReadOnlyAdmin):
    """Received on the file of the person who brought it."""

    menu = (MenuItem(MenuGroup.STUDENTS, _("Dossiers"), "move_to_inbox", order=5),)
    in_search = True
    search_page = "file"
    list_display = (
        *("training_name", "school_name", "user", "exported_at", "received_at", "verification", "removed_at"),
        "page",
    )
    screen_columns = (*ReadOnlyAdmin.screen_columns, "page")
    list_filter = ("verification",)
    list_select_related = ("company", "user", "received_by")
    search_fields = ("user__surname", "user__name", "student_name", "school_name", "training_name")
    fields = (
        *("user", "student_name", "school_name", "training_name", "exported_at", "verification", "key"),
        *("received_at", "received_by", "removed_at", "removal_reason", "page"),
    )
    readonly_fields = fields
    field_names = {"removal_reason": _("why it was removed")}
    ordering = ("-received_at", "-id")

    @admin.display(description=_("fingerprint of the key"))
    def key(self, obj: Dossier) -> str:
        return format_fingerprint(obj.fingerprint) or "—"

    @admin.display(description=_("what is in it"))
    def page(self, obj: Dossier) -> SafeString:
        return render_link(reverse("admin:dossiers_dossier_file", args=[obj.pk]), gettext("Open the dossier"))


@admin.register(TrustedKey, site=site)
class TrustedKeyAdmin(KeyPagesMixin, ServiceAdmin):
    """Keys are confirmed and withdrawn, never changed."""

    menu = (MenuItem(MenuGroup.RECORDS, _("Keys of other schools"), "key", order=9),)
    list_buttons = (ListButton("own", _("The key of our exports"), "fingerprint"),)
    form = TrustedKeyForm
    list_display = ("school_name", "key", "note", "added_by", "added_at", "removed_at")
    list_select_related = ("added_by", "company")
    search_fields = ("school_name", "fingerprint", "note")
    field_names = {"removal_reason": _("why it was withdrawn")}
    ordering = ("school_name", "id")
    actions = None

    def get_fields(self, request: HttpRequest, obj: TrustedKey | None = None) -> Any:
        if obj is None:
            return ("fingerprint", "school_name", "note")
        return ("school_name", "key", "note", "added_by", "added_at", "removed_at", "removal_reason", "what_to_do")

    def get_readonly_fields(self, request: HttpRequest, obj: TrustedKey | None = None) -> Any:
        return () if obj is None else self.get_fields(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: TrustedKey, form: Any, change: bool) -> None:
        fields = {name: form.cleaned_data[name] for name in ("fingerprint", "school_name", "note")}
        obj.__dict__.update(trust_key(**fields, by=get_manager(request)).__dict__)

    @admin.display(description=_("fingerprint"))
    def key(self, obj: TrustedKey) -> str:
        return format_fingerprint(obj.fingerprint)

    @admin.display(description=_("what to do"))
    def what_to_do(self, obj: TrustedKey) -> SafeString | str:
        address = reverse("admin:dossiers_trustedkey_withdraw", args=[obj.pk])
        return render_link(address, gettext("Withdraw…")) if obj.is_live else "—"
