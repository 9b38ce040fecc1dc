"""Certificates in the managers' admin: to issue, to read, and to revoke with a reason."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from config.admin import ScopedAdmin, manager_of, site
from trainings.admin import EnrollmentAdmin
from trainings.certificate.models import Certificate
from trainings.certificate.services import issue_certificates, revoke_certificate
from trainings.models import Enrollment


class RevocationForm(forms.ModelForm):
    """Revoking is all that can be done to a certificate; giving a reason does it."""

    revocation_reason = forms.CharField(
        max_length=500, help_text="Saving revokes the certificate for good. Its check page will say so."
    )

    class Meta:
        model = Certificate
        fields = ("revocation_reason",)


@admin.register(Certificate, site=site)
class CertificateAdmin(ScopedAdmin):
    form = RevocationForm
    list_display = ("number", "enrollment", "issued_at", "valid_until_on", "revoked_at")
    list_select_related = ("enrollment__user", "enrollment__training")
    search_fields = ("number", "enrollment__user__surname", "enrollment__training__name")
    readonly_fields = ("number", "enrollment", "issued_at", "valid_until_on", "revoked_at")
    ordering = ("-issued_at", "-id")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Certificate | None = None) -> bool:
        return (obj is None or obj.revoked_at is None) and super().has_change_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Certificate, form: Any, change: bool) -> None:
        reason = form.cleaned_data["revocation_reason"]
        revoke_certificate(certificate=obj, reason=reason, by=manager_of(request))

    def to_ledger(self, action: str, request: HttpRequest, rows: list[Any], message: Any) -> None:
        """The service has told it."""


class CertifyingEnrollmentAdmin(EnrollmentAdmin):
    """The list of enrollments with one action more, which stands here because certificates are a floor above it."""

    actions = (*EnrollmentAdmin.actions, "issue_certificates")

    @admin.action(description="Issue the certificates of the selected enrollments", permissions=["change"])
    def issue_certificates(self, request: HttpRequest, enrollments: QuerySet[Enrollment]) -> None:
        ids = list(enrollments.values_list("pk", flat=True))
        manager = manager_of(request)
        issued = issue_certificates(enrollment_ids=ids, company_id=manager.company_id, by=manager)
        self.message_user(
            request, f"Issued {issued} of {len(ids)}; the others are not finished, or had a certificate before."
        )


site.unregister(Enrollment)
site.register(Enrollment, CertifyingEnrollmentAdmin)
