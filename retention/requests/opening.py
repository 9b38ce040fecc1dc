"""Opening a request: by the person, in the app, or by a manager who got it on paper."""

from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.notifications import notify
from core import clock
from core.exceptions import Conflict, InvalidInput, NotFound
from mail.message_texts import MessageText
from records.services import EventDraft, record_events
from retention.models import DataRequest
from trainings.enrollment_acts.choosing import check_day, check_manager

TEXTS = {DataRequest.Kind.ACCESS: "copy_requested", DataRequest.Kind.ERASURE: "erasure_requested"}


def ask(*, kind: str, by: User) -> DataRequest:
    """A person's own request. The managers get a message. Raises InvalidInput for an unknown kind; Conflict while a
    request of the kind is open."""
    with transaction.atomic():
        user = User.objects.select_related("company").select_for_update(of=("self",), no_key=True).get(pk=by.pk)
        request = store_request(user, kind, user.company.local_date(clock.now()))
        notify_managers(request)
        record_events(build_event("data_request.received", request), company_id=user.company_id, by=by)
    return request


def open_request(*, user_id: int, kind: str, received_on: date | None = None, by: User) -> DataRequest:
    """What a manager enters for a person; today without a day. Also of people who are deleted: they may ask, too.

    Raises Forbidden for anybody but a manager; NotFound for nobody of the school; InvalidInput for an unknown kind and
    a day in the future; Conflict while a request of the kind is open.
    """
    check_manager(by)
    received_on = check_received_on(received_on, by)
    with transaction.atomic():
        rows = User.objects.filter(company_id=by.company_id).select_related("company")
        user = rows.select_for_update(of=("self",), no_key=True).filter(pk=user_id).first()
        if user is None:
            raise NotFound
        request = store_request(user, kind, received_on)
        record_events(build_event("data_request.received", request), company_id=by.company_id, by=by)
    return request


def check_received_on(day: date | None, by: User) -> date:
    try:
        return check_day(day, by)
    except InvalidInput as error:
        raise InvalidInput(errors={"received_on": error.errors["day"]}) from error


def store_request(user: User, kind: str, received_on: date) -> DataRequest:
    """The caller has locked the person: of two at once, the second sees the first."""
    if kind not in DataRequest.Kind.values:
        raise InvalidInput.for_field("kind", _("Choose ACCESS or ERASURE."))
    if DataRequest.objects.unanswered().filter(user=user, kind=kind).exists():
        raise Conflict(_("There is an open request of this kind already."))
    return DataRequest.objects.create(
        company_id=user.company_id, user=user, kind=kind, received_on=received_on, created_at=clock.now()
    )


def notify_managers(request: DataRequest) -> None:
    recipients = list(User.objects.filter(company_id=request.company_id).active().managers().order_by("pk"))
    page = reverse("admin:retention_datarequest_change", args=[request.pk])
    values = {"student": str(request.user), "day": request.answer_due_on.isoformat()}
    text = MessageText(TEXTS[DataRequest.Kind(request.kind)], values)
    notify(company=request.company, recipients=recipients, text=text, urls=[page] * len(recipients))


def build_event(action: str, request: DataRequest, **facts: object) -> EventDraft:
    return EventDraft(action, request, {"kind": request.kind, "received_on": request.received_on.isoformat(), **facts})
