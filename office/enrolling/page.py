"""The page of the managers' admin on which people and pilot groups are enrolled: choose, preview, confirm."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext, gettext_lazy, ngettext
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget as CheckboxSelectMultiple
from unfold.widgets import UnfoldAdminSelectWidget as Select
from unfold.widgets import UnfoldAdminSingleDateWidget as DateInput

from accounts.models import Company, PilotGroup, User
from office.base.admins import ScopedAdmin
from office.base.managers import get_manager
from office.forms.binding import set_queryset
from office.forms.date_inputs import DayField
from trainings.enrollments.services import enroll_students
from trainings.models import Enrollment, Training

MAX_PEOPLE = 5000  # enrolled in one request and one transaction
MAX_NAMES = 20  # of those who will be skipped


class FinishBeforeField(DayField):
    """The day before which an enrollment is to be finished."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    @staticmethod
    def get_moment(day: date | None, company: Company) -> datetime | None:
        """What the enrollment stores: the beginning of the day in school time, as for a date in the API."""
        return company.get_day_start(day) if day else None


class EnrollForm(forms.Form):
    """What people are enrolled in; offers trainings and staff of the manager's school only."""

    training = forms.ModelChoiceField[Training](
        Training.objects.none(), label=gettext_lazy("Training"), widget=Select()
    )
    supervisor = forms.ModelChoiceField[User](
        User.objects.none(), required=False, label=gettext_lazy("Supervisor"), widget=Select()
    )
    finish_before = FinishBeforeField(label=gettext_lazy("Finish before"), widget=DateInput())

    def __init__(self, by: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = User.objects.visible_to(by).staff().order_by("surname", "name", "id")
        set_queryset(self, "training", Training.objects.visible_to(by).enrollable())
        set_queryset(self, "supervisor", staff)


class EnrollGroupsForm(EnrollForm):
    """With a choice of pilot groups, when none were selected in a list."""

    groups = forms.ModelMultipleChoiceField[PilotGroup](
        PilotGroup.objects.none(), label=gettext_lazy("Groups"), widget=CheckboxSelectMultiple()
    )
    field_order = ("groups", "training", "supervisor", "finish_before")

    def __init__(self, by: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(by, *args, **kwargs)
        set_queryset(self, "groups", PilotGroup.objects.visible_to(by))


@dataclass(frozen=True)
class Selection:
    """The people and pilot groups to enroll, and the hidden fields by which the page remembers them."""

    user_ids: Sequence[int] = ()
    group_ids: Sequence[UUID] = ()
    fields: list[tuple[str, str]] = field(default_factory=list)

    def list_people(self, by: User) -> QuerySet[User]:
        """The selected people and the members of the groups, each once, within the manager's school."""
        groups = PilotGroup.objects.visible_to(by).filter(pk__in=self.group_ids)
        members = PilotGroup.members.through.objects.filter(pilotgroup__in=groups).values("user")
        people: QuerySet[User] = User.objects.visible_to(by).filter(Q(pk__in=self.user_ids) | Q(pk__in=members))
        return people


def build_action_fields(action: str, ids: Iterable[Any]) -> list[tuple[str, str]]:
    """The hidden fields with which a form runs an action of a list on these rows again."""
    return [("action", action), *((ACTION_CHECKBOX_NAME, str(id)) for id in ids)]


def render_enroll_page(
    model_admin: ScopedAdmin, request: HttpRequest, form: EnrollForm, selection: Selection
) -> HttpResponse | None:
    """The form or the preview of an enrollment; once the preview is confirmed, enrolls and returns None.

    Also None, with a message, for more than `MAX_PEOPLE` people.
    """
    people = selection.list_people(get_manager(request))
    count = people.count()
    if count > MAX_PEOPLE:
        text = gettext("Enroll at most %(limit)s people at a time.") % {"limit": MAX_PEOPLE}
        model_admin.message_user(request, text, messages.ERROR)
        return None
    preview: dict[str, Any] = {}
    if form.is_bound and form.is_valid():
        preview = preview_enrollment(form.cleaned_data["training"], people, count)
        if request.POST.get("confirmed") == preview["confirmation"]:
            enroll_selection(model_admin, request, form.cleaned_data, selection)
            return None
    context = {
        **model_admin.admin_site.each_context(request),
        "title": gettext("Enroll people"),
        "opts": model_admin.opts,
        "form": form,
        "media": model_admin.media + form.media,
        "remembered": selection.fields,
        "count": count,
        **preview,
    }
    return TemplateResponse(request, "enrolling/enroll.html", context)


def preview_enrollment(training: Training, people: QuerySet[User], count: int) -> dict[str, Any]:
    """How many of the `count` people would be enrolled, and who is skipped because of an ongoing enrollment.

    `confirmation` stands for the training and both numbers: if one of them changes before the manager confirms, the
    page shows the new preview and does not enroll.
    """
    ongoing = Enrollment.objects.unfinished().filter(training=training, user__in=people).values("user")
    enrolled = people.filter(pk__in=ongoing).order_by("surname", "name", "id")
    names = [str(user) for user in enrolled[:MAX_NAMES]]
    skipped = len(names) if len(names) < MAX_NAMES else enrolled.count()
    return {
        "training": training,
        "new": count - skipped,
        "skipped": skipped,
        "names": names,
        "more": skipped - len(names),
        "confirmation": f"{training.pk} {count} {skipped}",
    }


def enroll_selection(
    model_admin: ScopedAdmin, request: HttpRequest, data: dict[str, Any], selection: Selection
) -> None:
    manager = get_manager(request)
    outcome = enroll_students(
        training=data["training"],
        user_ids=selection.user_ids,
        group_ids=selection.group_ids,
        by=manager,
        supervisor=data["supervisor"],
        finish_before_at=FinishBeforeField.get_moment(data["finish_before"], manager.company),
    )
    count = len(outcome.enrolled)
    text = ngettext("Enrolled %(count)s in %(training)s.", "Enrolled %(count)s in %(training)s.", count)
    model_admin.message_user(request, text % {"count": count, "training": data["training"]}, messages.SUCCESS)
