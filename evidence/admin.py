"""Certificates in the managers' admin: to read. What can be done about one is on the pages of the student's file, to
which the links of its page lead (office/student_file)."""

from django.contrib import admin
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from evidence.certificates.reads import get_status, get_successor_number
from evidence.models import Certificate
from office.base.admins import ReadOnlyAdmin
from office.base.registration import MenuGroup, MenuItem
from office.base.site import site
from office.base.tables.drawing import render_link
from office.student_file.evidence_tables import render_acts


@admin.register(Certificate, site=site)
class CertificateAdmin(ReadOnlyAdmin):
    menu = (MenuItem(MenuGroup.STUDENTS, "Certificates", "workspace_premium", order=2),)
    in_search = True
    field_names = {"issued_at": "issued", "valid_until_on": "valid until", "revoked_at": "revoked"}
    list_display = ("number", "status", "enrollment", "issued_at", "valid_until_on", "revoked_at", "successor")
    list_select_related = ("enrollment__user", "enrollment__training", "company", "replaced_by")
    search_fields = ("number", "enrollment__user__surname", "enrollment__training__name")
    fields = (
        *("number", "status", "enrollment", "issued_at", "valid_until_on", "replaces", "revoked_at", "successor"),
        *("revocation_reason", "file", "what_to_do"),
    )
    readonly_fields = fields
    ordering = ("-issued_at", "-id")

    @admin.display
    def status(self, obj: Certificate) -> str:
        return get_status(obj)

    @admin.display(description="replaced by")
    def successor(self, obj: Certificate) -> str | None:
        return get_successor_number(obj)

    @admin.display(description=gettext_lazy("student's file"))
    def file(self, obj: Certificate) -> SafeString:
        return render_link(reverse("admin:trainings_enrollment_file", args=[obj.enrollment_id]), obj.enrollment)

    @admin.display(description=gettext_lazy("what to do"))
    def what_to_do(self, obj: Certificate) -> SafeString:
        return render_acts(obj)
