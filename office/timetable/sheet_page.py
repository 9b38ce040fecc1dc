"""The attendance sheet of a class, to be printed."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from office.base.managers import get_manager
from onsite.models import ClassSession

PAPERS = {"a4": "a4", "letter": "us-letter"}


@require_safe
def print_sheet(request: HttpRequest, class_id: uuid.UUID) -> HttpResponse:
    """The PDF; `?paper=` is `a4` or `letter`, by default that of the school's country."""
    from office.timetable.sheet import render_sheet  # the engine of PDFs is large: ADR 13

    rows = ClassSession.objects.visible_to(get_manager(request)).for_class_view().select_related("company")
    session = rows.filter(pk=class_id).first()
    if session is None:
        raise Http404
    roster = list(session.attendances.for_roster())
    content = render_sheet(session, roster, PAPERS.get(request.GET.get("paper", ""), ""))
    headers = {"Content-Disposition": 'inline; filename="attendance-sheet.pdf"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
