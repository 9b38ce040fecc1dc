"""The table of a person's qualifications, on the page of the person's file."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.models import User
from core.dates.writing import format_day
from instructors.models import Qualification
from office.base.tables.drawing import Cell, Table, render_link
from office.instructors.states import describe_state, with_is_current


def list_papers(person: User) -> list[Any]:
    """The live qualifications of a person, with `is_current`. One query."""
    return list(with_is_current(Qualification.objects.live().filter(user=person).by_name()))


def build_papers(person: User, rows: list[Any], today: date) -> Table:
    return Table(
        caption=_("Qualifications"),
        headings=(
            *(_("Name"), _("Kind"), _("Number"), _("Issued on"), _("Valid until"), _("State")),
            *(_("Needed to sign"), _("Document")),
        ),
        rows=[build_paper(row, today) for row in rows],
        empty=_("No qualification is on record."),
        note=render_adding_link(person) if person.is_staff else "",
    )


def build_paper(row: Any, today: date) -> list[Cell]:
    return [
        render_link(reverse("admin:instructors_qualification_change", args=[row.pk]), row.name),
        row.get_kind_display(),
        row.number or "—",
        format_day(row.issued_on) if row.issued_on else "—",
        format_day(row.valid_until_on) if row.valid_until_on else _("without an end"),
        describe_state(row, row.is_current, today),
        _("yes") if row.blocks_signing else _("no"),
        render_document_link(row),
    ]


def render_document_link(row: Qualification) -> Cell:
    if not row.document:
        return "—"
    return render_link(reverse("admin:instructors_qualification_document", args=[row.pk]), _("Open"))


def render_adding_link(person: User) -> SafeString:
    return render_link(build_adding_address(user=person.pk), _("Add a qualification"))


def build_adding_address(**initial: Any) -> str:
    return f"{reverse('admin:instructors_qualification_add')}?{urlencode(initial)}"
