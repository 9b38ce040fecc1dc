"""Certificates in the managers' admin: to read, to revoke with a reason, and to reissue. The list of enrollments issues
them (trainings/admin/enrollments.py)."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest

from evidence.certificates.reads import get_status, get_successor_number
from evidence.certificates.reissuing import reissue_certificate
from evidence.certificates.services import revoke_certificate
from evidence.models import Certificate
from office.base.admins import ServiceAdmin
from office.base.managers import get_manager
from office.base.registration import MenuGroup, MenuItem
from office.base.site import site

REVOKE, REISSUE = "revoke", "reissue"


class RevocationForm(forms.ModelForm[Certificate]):
    """What can be done to a certificate: revoke it, or revoke and reissue it. A revoked one can only be reissued."""

    act = forms.ChoiceField(
        label="What to do",
        choices=[
            (REVOKE, "Revoke this certificate permanently"),
            (REISSUE, "Issue it again with what is on record now, under a new number; this one is revoked"),
        ],
        required=False,
        help_text="Correct the name, the training or the results first, then issue the certificate again.",
    )
    revocation_reason = forms.CharField(label="Reason", max_length=500, help_text="Shown on the revoked certificate.")

    class Meta:
        model = Certificate
        fields = ("act", "revocation_reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.revoked_at:
            choice = self.fields["act"]
            assert isinstance(choice, forms.ChoiceField)  # noqa: S101
            choice.choices = [(REISSUE, "Issue it again with what is on record now, under a new number")]
            choice.required = True


@admin.register(Certificate, site=site)
class CertificateAdmin(ServiceAdmin):
    menu = (MenuItem(MenuGroup.STUDENTS, "Certificates", "workspace_premium", order=2),)
    in_search = True
    field_names = {"issued_at": "issued", "valid_until_on": "valid until", "revoked_at": "revoked"}
    form = RevocationForm
    list_display = ("number", "status", "enrollment", "issued_at", "valid_until_on", "revoked_at", "successor")
    list_select_related = ("enrollment__user", "enrollment__training", "company", "replaced_by")
    search_fields = ("number", "enrollment__user__surname", "enrollment__training__name")
    fields = (
        *("number", "status", "enrollment", "issued_at", "valid_until_on", "replaces", "revoked_at", "successor"),
        *("act", "revocation_reason"),
    )
    readonly_fields = fields[:-2]
    ordering = ("-issued_at", "-id")

    @admin.display
    def status(self, obj: Certificate) -> str:
        return get_status(obj)

    @admin.display(description="replaced by")
    def successor(self, obj: Certificate) -> str | None:
        return get_successor_number(obj)

    def get_fields(self, request: HttpRequest, obj: Certificate | None = None) -> Any:
        """A certificate that cannot be changed shows its reason, and offers no choice of what to do."""
        may_change = self.has_change_permission(request, obj)
        return [name for name in super().get_fields(request, obj) if may_change or name != "act"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Certificate | None = None) -> bool:
        """Not for a replaced certificate: its successor is the one to revoke or reissue."""
        return not (obj and get_successor_number(obj)) and super().has_change_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Certificate, form: Any, change: bool) -> None:
        reason, by = form.cleaned_data["revocation_reason"], get_manager(request)
        if form.cleaned_data["act"] == REISSUE:
            successor = reissue_certificate(certificate=obj, reason=reason, by=by)
            self.message_user(request, f"Certificate {successor} replaces {obj}.", messages.SUCCESS)
        else:
            revoke_certificate(certificate=obj, reason=reason, by=by)
