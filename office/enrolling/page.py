"""The page of the managers' admin on which people and groups are enrolled: which training, then who, then done."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from accounts.models import Company, PilotGroup, User
from core.school_time import get_day_start
from office.base.admins import ScopedAdmin
from office.base.managers import get_manager
from office.forms.binding import set_queryset
from office.forms.date_inputs import DayField
from office.imports.people import DATES
from trainings.enrollments.services import enroll_students
from trainings.models import Enrollment, Training

if TYPE_CHECKING:  # unfold is untyped
    from django.forms import CheckboxSelectMultiple, DateInput, Select
else:
    from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget as CheckboxSelectMultiple
    from unfold.widgets import UnfoldAdminSelectWidget as Select
    from unfold.widgets import UnfoldAdminSingleDateWidget as DateInput

MAX_PEOPLE = 5000
NAMES_SHOWN = 20


class FinishBeforeField(DayField):
    """A day; `moment` of it is what an enrollment keeps, as the API takes a date: its beginning at the school."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, input_formats=DATES, **kwargs)

    @staticmethod
    def moment(day: date | None, school: Company) -> datetime | None:
        return get_day_start(day, school.zone) if day else None


class EnrollForm(forms.Form):
    """Into what people are enrolled: trainings and staff of the manager's school alone."""

    training = forms.ModelChoiceField(Training.objects.none(), widget=Select())
    supervisor = forms.ModelChoiceField(User.objects.none(), required=False, widget=Select())
    finish_before = FinishBeforeField(widget=DateInput())

    def __init__(self, by: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = User.objects.visible_to(by).staff().order_by("surname", "name", "id")
        set_queryset(self, "training", Training.objects.visible_to(by).courses())
        set_queryset(self, "supervisor", staff)


class EnrollGroupsForm(EnrollForm):
    """With the groups, for who has not chosen them in a list."""

    groups = forms.ModelMultipleChoiceField(PilotGroup.objects.none(), widget=CheckboxSelectMultiple())
    field_order = ("groups", "training", "supervisor", "finish_before")

    def __init__(self, by: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(by, *args, **kwargs)
        set_queryset(self, "groups", PilotGroup.objects.visible_to(by))


@dataclass(frozen=True)
class Selection:
    """Whom a manager wants to enroll, and the fields by which the page remembers it."""

    user_ids: Sequence[int] = ()
    group_ids: Sequence[UUID] = ()
    fields: list[tuple[str, str]] = field(default_factory=list)

    def people(self, by: User) -> QuerySet[User]:
        wanted = Q(pk__in=self.user_ids) | Q(pk__in=PilotGroup.members.through.objects.filter(
            pilotgroup__in=PilotGroup.objects.visible_to(by).filter(pk__in=self.group_ids)).values("user"))  # fmt: skip
        return User.objects.visible_to(by).filter(wanted)


def build_action_fields(action: str, ids: Iterable[Any]) -> list[tuple[str, str]]:
    """What makes a form run a list's action on these rows again."""
    return [("action", action), *((ACTION_CHECKBOX_NAME, str(id)) for id in ids)]


def render_enroll_page(
    model_admin: ScopedAdmin, request: HttpRequest, form: EnrollForm, chosen: Selection
) -> HttpResponse | None:
    """Asks for the training, shows who would be enrolled, and enrolls when that has been confirmed: then None."""
    by = get_manager(request)
    people = chosen.people(by)
    count = people.count()
    if count > MAX_PEOPLE:
        model_admin.message_user(request, f"Enroll at most {MAX_PEOPLE} people at a time.", messages.ERROR)
        return None
    context: dict[str, Any] = {"count": count}
    if form.is_bound and form.is_valid():
        context |= preview_enrollment(form.cleaned_data["training"], people, count)
        if request.POST.get("confirmed") == context["seen"]:
            enroll_selection(model_admin, request, form.cleaned_data, chosen)
            return None
    context |= {
        **model_admin.admin_site.each_context(request),
        "title": "Enroll people",
        "opts": model_admin.opts,
        "form": form,
        "media": model_admin.media + form.media,
        "remembered": chosen.fields,
    }
    return TemplateResponse(request, "bulk/enroll.html", context)


def preview_enrollment(training: Training, people: QuerySet[User], count: int) -> dict[str, Any]:
    """What enrolling would do: how many it would enroll, and whom it would pass over. `seen` stands for all of it, so
    that nothing else is confirmed than what was shown."""
    busy = Enrollment.objects.unfinished().filter(training=training, user__in=people).values("user")
    enrolled = people.filter(pk__in=busy).order_by("surname", "name", "id")
    names = [str(user) for user in enrolled[:NAMES_SHOWN]]
    there = len(names) if len(names) < NAMES_SHOWN else enrolled.count()
    seen = f"{training.pk} {count} {there}"
    shown = {"training": training, "new": count - there, "there": there, "names": names, "more": there - len(names)}
    return {**shown, "seen": seen}


def enroll_selection(model_admin: ScopedAdmin, request: HttpRequest, asked: dict[str, Any], chosen: Selection) -> None:
    outcome = enroll_students(
        training=asked["training"],
        user_ids=chosen.user_ids,
        group_ids=chosen.group_ids,
        by=get_manager(request),
        supervisor=asked["supervisor"],
        finish_before_at=FinishBeforeField.moment(asked["finish_before"], get_manager(request).company),
    )
    model_admin.message_user(request, f"Enrolled {len(outcome.enrolled)} in {asked['training']}.", messages.SUCCESS)
