"""Saves the form of a class, once the manager has confirmed the warnings about it."""

from django.db import transaction

from accounts.models import User
from core import clock
from office.class_planning.form import ClassForm
from office.class_planning.warnings import NeedsConfirmation, find_warnings
from onsite.classes import scheduling
from onsite.classes.double_bookings import build_need
from onsite.models import ClassSession


@transaction.atomic
def save_class(form: ClassForm, present: ClassSession | None, *, by: User) -> ClassSession:
    """Schedules a class or changes the present one, from a valid form.

    Raises NeedsConfirmation, which rolls it back, unless the manager has confirmed the warnings: most of them are known
    only once the class is stored. Of a class that is changed, only double bookings and what is new are said.
    """
    data, now = form.cleaned_data, clock.now()
    if present is None:
        before = None
        session = scheduling.schedule_class(plan=form.build_plan(), notify=data["notify"], by=by)
    else:
        before = find_warnings([build_need(present)], by=by, now=now)[0]
        session = scheduling.change_class(session=present, plan=form.build_plan(), notify=data["notify"], by=by)
    unseen = find_warnings([build_need(session)], by=by, now=now)[0].list_news(before)
    if unseen and not data["despite"]:
        raise NeedsConfirmation(unseen)
    return session
