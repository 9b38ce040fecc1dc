"""Certificates in the managers' admin: to read. What can be done about one is on the pages of the student's file, to
which the links of its page lead (office/student_file)."""

from django.contrib import admin
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from evidence.certificates.reads import get_successor_number
from evidence.certificates.wording import describe_reason, describe_validity
from evidence.models import Certificate
from office.base.admins import ReadOnlyAdmin
from office.base.registration import MenuGroup, MenuItem
from office.base.site import site
from office.base.tables.drawing import render_link
from office.student_file.evidence_tables import render_acts


@admin.register(Certificate, site=site)
class CertificateAdmin(ReadOnlyAdmin):
    menu = (MenuItem(MenuGroup.STUDENTS, _("Certificates"), "workspace_premium", order=2),)
    in_search = True
    field_names = {"issued_at": _("issued"), "valid_until_on": _("valid until"), "revoked_at": _("revoked")}
    list_display = ("number", "status", "enrollment", "issued_at", "valid_until_on", "revoked_at", "successor")
    list_select_related = ("enrollment__user", "enrollment__training", "company", "replaced_by")
    search_fields = ("number", "enrollment__user__surname", "enrollment__training__name")
    fields = (
        *("number", "status", "enrollment", "issued_at", "valid_until_on", "replaces", "revoked_at", "successor"),
        *("reason", "file", "what_to_do"),
    )
    readonly_fields = fields
    ordering = ("-issued_at", "-id")

    @admin.display(description=_("status"))
    def status(self, obj: Certificate) -> str:
        return describe_validity(obj)

    @admin.display(description=_("replaced by"))
    def successor(self, obj: Certificate) -> str | None:
        return get_successor_number(obj)

    @admin.display(description=_("revocation reason"))
    def reason(self, obj: Certificate) -> str:
        return describe_reason(obj)

    @admin.display(description=_("student's file"))
    def file(self, obj: Certificate) -> SafeString:
        return render_link(reverse("admin:trainings_enrollment_file", args=[obj.enrollment_id]), obj.enrollment)

    @admin.display(description=_("what to do"))
    def what_to_do(self, obj: Certificate) -> SafeString:
        return render_acts(obj)
