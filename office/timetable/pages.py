"""The timetable in the managers' admin: its page, the classes that it shows, and moving one of them.

`site.admin_view` opens them to managers alone. A class of another school is a 404, like one that does not exist.
"""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.dates.writing import format_duration
from core.exceptions import NotFound
from office.base.json_responses import respond_in_json
from office.base.managers import get_manager
from office.base.security_policy import build_policy
from office.base.site import site
from office.timetable.choices import FilterForm, parse_range
from office.timetable.feed import read_entries
from office.timetable.moving import MoveUnconfirmed, confirm_and_move, read_move
from onsite.models import ClassSession

# The calendar component has the font of its icons in its styles.
ICON_FONT = {"font-src": "'self' data:"}
# The language files in office/static/timetable/fullcalendar.
CALENDAR_LANGUAGES = ("de", "es", "fr")


@require_safe
def show_timetable(request: HttpRequest) -> HttpResponse:
    """The page. Its script reads the classes, and keeps what is chosen in the address."""
    by = get_manager(request)
    form = FilterForm(by, request.GET)
    form.full_clean()
    context = {
        **site.each_context(request),
        "title": _("Timetable"),
        "form": form,
        "unknown": [name for name in form.errors if name != "colour"],
        "zone": by.company.timezone_id,
        "language": choose_calendar_language(get_language() or ""),
        "texts": build_texts(),
    }
    response = TemplateResponse(request, "timetable/timetable.html", context)
    response["Content-Security-Policy"] = build_policy(response, ICON_FONT)
    return response


def choose_calendar_language(locale: str) -> str:
    """The language of the calendar component: that of the texts of the admin. `en-de` is English with German dates."""
    base = locale.partition("-")[0]
    if base in CALENDAR_LANGUAGES:
        return base
    return "en" if locale == "en" else "en-gb"


def build_texts() -> dict[str, str]:
    """What the script says. `%(…)s` is replaced there."""
    return {
        "signed": _("Signed"),
        "signedHelp": _("This class is signed. It cannot be moved or changed unless the signature is revoked."),
        "moved": _("The class was moved."),
        "takenBack": _("The class is where it was."),
        "failed": _("The server did not respond as expected. Please load the page again."),
        "offline": _("There is no connection to the server. The class is where it was."),
        "noGroup": _("None"),
        "list": _("List"),
        # Translators: beside the row of the timetable that has no hours, in at most ten letters: it has only holidays
        "holiday": _("Holiday"),
    }


@require_safe
@respond_in_json
def list_classes(request: HttpRequest) -> HttpResponse:
    """The classes and holidays from `start` to `end`, with the filters of the page."""
    by = get_manager(request)
    first, end = parse_range(request.GET)
    form = FilterForm(by, request.GET)
    if not form.is_valid():
        raise NotFound(_("There is no such training, teacher or location."))
    response = JsonResponse(read_entries(form, first, end, by), safe=False)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@respond_in_json
def move(request: HttpRequest, class_id: uuid.UUID) -> HttpResponse:
    """Moves a class to `start`, and with `end` changes its duration.

    Without the `confirmation` that an earlier response gave for the same move and the same warnings, nothing is stored:
    the response has `result` false, the question and the warnings.
    """
    by = get_manager(request)
    session = ClassSession.objects.visible_to(by).select_related("company").filter(pk=class_id).first()
    if session is None:
        raise Http404
    try:
        moved = confirm_and_move(
            read_move(session, request.POST),
            confirmation=request.POST.get("confirmation", ""),
            notify=request.POST.get("notify") == "1",
            by=by,
        )
    except MoveUnconfirmed as error:
        return JsonResponse(build_question(session, error))
    when = by.company.local_text(moved.starts_at)
    return JsonResponse({"result": True, "message": _("The class is planned for %(when)s.") % {"when": when}})


def build_question(session: ClassSession, error: MoveUnconfirmed) -> dict[str, Any]:
    school = session.company
    values = {
        "class": session.subject,
        "before": school.local_text(session.starts_at),
        "duration": format_duration(60 * session.duration_minutes),
        "after": school.local_text(error.starts_at),
        "new_duration": format_duration(60 * error.minutes),
    }
    if session.starts_at == error.starts_at:
        text = _("Change the duration of %(class)s on %(before)s from %(duration)s to %(new_duration)s?")
    else:
        text = _("Move %(class)s from %(before)s to %(after)s?")
    return {
        "result": False,
        "question": text % values,
        "warnings": error.sentences,
        "confirmation": error.confirmation,
        "form": reverse("admin:onsite_classsession_plan", args=[session.pk]),
    }
