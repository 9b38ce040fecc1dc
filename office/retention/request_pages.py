"""The pages of a person's request: handing out a copy, erasing what can go, and the answer on paper."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from accounts.models import User
from core.dates.writing import format_day
from office.base.tables.drawing import render_link
from office.enrollment_acts.acts import describe
from office.enrollment_acts.frame import ActPage, Listing, get_form_data
from office.retention.deletion_page import ConfirmationForm
from retention.models import DataRequest
from retention.requests.erasure_plan import describe_dossier, plan_erasure
from retention.requests.services import erase


def build_erasure_page(request: HttpRequest, row: DataRequest, by: User) -> ActPage:
    """What goes now, what stays until which day and why, and the password."""
    plan = plan_erasure(row.user)
    return ActPage(
        title=gettext("Answer a request for erasure"),
        button=gettext("Erase what can go, and answer"),
        listing=Listing(
            [*map(describe, plan.goes), *map(describe_dossier, plan.dossiers)],
            [(describe(stays.enrollment), stays.why) for stays in plan.stays],
        ),
        form=ConfirmationForm(by, get_form_data(request)),
        run=lambda data: run_erasure(row, data["password"], by),
        template="due_records/erasure.html",
        back=get_request_address(row),
        context={
            "person": row.user,
            "account_obstacle": plan.account_obstacle,
            "is_open": not row.is_answered and row.kind == DataRequest.Kind.ERASURE,
        },
    )


def run_erasure(row: DataRequest, password: str, by: User) -> str:
    erase(request_id=row.pk, password=password, by=by)
    return gettext("The request is answered. Print the answer, or send it.")


def get_request_address(row: DataRequest) -> str:
    return reverse("admin:retention_datarequest_change", args=[row.pk])


def render_next_steps(row: DataRequest) -> SafeString:
    """What can be done about a request, as links."""
    links = [render_link(build_address(row, page), text) for page, text in list_pages(row)]
    return format_html_join(" · ", "{}", [(link,) for link in links])


def list_pages(row: DataRequest) -> list[tuple[str, Any]]:
    """The pages of a request in its state, by name, with the texts of the links to them."""
    answer = [("answer", gettext("The answer, to print"))] if row.is_answered else []
    if row.kind == DataRequest.Kind.ACCESS:
        text = gettext("Hand out again…") if row.is_answered else gettext("Hand out the data…")
        return [("hand_out", text), *answer]
    return answer or [("erase", gettext("See what goes and what stays…"))]


def build_address(row: DataRequest, page: str) -> str:
    return reverse(f"admin:retention_datarequest_{page}", args=[row.pk])


def render_answer(row: DataRequest) -> SafeString:
    lines = [(line,) for line in row.answer.splitlines()]
    return format_html("<div>{}</div>", format_html_join("", "<p>{}</p>", lines)) if lines else SafeString("—")


def build_answer_context(row: DataRequest) -> dict[str, Any]:
    """The letter: to whom, of which day, what it says."""
    answered_at = row.answered_at
    return {
        "title": gettext("Answer of %(school)s") % {"school": row.company.name},
        "person": row.user,
        "day": format_day(row.company.local_date(answered_at)) if answered_at else "",
        "paragraphs": row.answer.splitlines(),
        "answered_by": row.answered_by,
        "back": get_request_address(row),
    }
