"""The form of a flight, which a manager records or corrects on behalf of its instructor."""

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminSingleDateWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from accounts.models import User
from core.dates.writing import format_duration
from core.exceptions import DomainError
from core.units import SECONDS_PER_HOUR
from missions.debriefing import read_flight_content
from missions.endpoints.inputs import MAX_REMARKS
from missions.models import FlightRecord, FlightTemplate, FlightTime
from missions.services import FlightInput
from office.base.site import site
from office.forms.binding import set_queryset
from office.forms.choices import AutocompleteOne
from office.forms.date_inputs import DayField, DurationField
from office.forms.text_fields import normalise_text
from office.on_behalf.versioned_forms import VersionedForm, VersionField, build_rating_field, pick_values
from records.versions import build_version, format_version, iterate_values
from trainings.models import Enrollment

# The field of this form for each in an error of the service, which uses the names of the API.
API_FIELDS = {"instructor_id": "instructor", "times": "times.DUAL"}


def get_field_name(name: str) -> str:
    kind = name.removeprefix("times.")
    return API_FIELDS.get(name, name) if kind == name else f"times.{kind.upper()}"


class EnrollmentForm(forms.Form):
    """Whose flight it is, asked first: the missions depend on it."""

    enrollment = forms.ModelChoiceField[Enrollment](
        Enrollment.objects.none(),
        label=gettext_lazy("Student and training"),
        widget=AutocompleteOne(FlightRecord._meta.get_field("enrollment"), site),
    )

    def __init__(self, by: User, data: Any = None) -> None:
        super().__init__(data)
        set_queryset(self, "enrollment", Enrollment.objects.visible_to(by).select_related("user", "training"))


class MissionForm(forms.Form):
    """Which mission was flown, asked second: what is graded depends on it."""

    mission = forms.ModelChoiceField[FlightTemplate](
        FlightTemplate.objects.none(), label=gettext_lazy("Mission"), widget=UnfoldAdminSelectWidget()
    )

    def __init__(self, enrollment: Enrollment, data: Any = None) -> None:
        super().__init__(data)
        missions = FlightTemplate.objects.live().filter(training=enrollment.training_id)
        set_queryset(self, "mission", missions.prefetch_related("objectives"))


class FlightForm(VersionedForm):
    """What was flown. The grades are `objectives.{id}`. Of a new flight there is no version."""

    nothing: Mapping[str, Any] = {"completed": False, "seconds": 0, "date": None, "instructor": None}

    version = VersionField()
    completed = forms.BooleanField(
        required=False, widget=UnfoldBooleanWidget(), label=gettext_lazy("The mission is completed")
    )
    seconds = DurationField(label=gettext_lazy("Time flown"))
    date = DayField(required=False, widget=UnfoldAdminSingleDateWidget(), label=gettext_lazy("Flown on"))
    instructor = forms.ModelChoiceField[User](
        User.objects.none(), required=False, widget=UnfoldAdminSelectWidget(), label=gettext_lazy("Instructor")
    )
    flight_id = forms.CharField(
        required=False,
        max_length=100,
        widget=UnfoldAdminTextInputWidget(),
        label=gettext_lazy("Number in the logbook"),
    )
    remarks = forms.CharField(
        required=False,
        max_length=MAX_REMARKS,
        widget=UnfoldAdminTextareaWidget({"rows": 3}),
        label=gettext_lazy("Remarks"),
    )

    class Media:
        css = {"all": ["on_behalf/roster.css"]}

    def __init__(
        self,
        by: User,
        mission: FlightTemplate,
        data: Any = None,
        *,
        row: FlightRecord | None = None,
        initial: Any = None,
    ) -> None:
        content = read_flight_content(row) if row else {}
        shown = {"date": row.flown_on, "version": format_version(build_version(content))} if row else {}
        super().__init__(dict(iterate_values(content)), data, initial={**shown, **(initial or {})})
        self.offer_instructors(by, row)
        self.describe_plan(mission)
        self.adapt_to(row)
        for objective in mission.objectives.all():
            self.fields[f"objectives.{objective.pk}"] = build_rating_field(objective.name)
        self.offer_times(mission)
        for name in ("flight_id", "remarks"):
            normalise_text(self.fields[name])

    def offer_instructors(self, by: User, row: FlightRecord | None) -> None:
        """The staff of the school, and whoever is on record although deleted or no longer staff since."""
        named = Q(pk=row.instructor_id if row else None)
        staff = Q(pk__in=User.objects.visible_to(by).staff())
        set_queryset(self, "instructor", User.objects.of_school(by).filter(staff | named).by_name())

    def describe_plan(self, mission: FlightTemplate) -> None:
        planned = format_duration(float(mission.hours) * SECONDS_PER_HOUR)
        self.fields["seconds"].help_text = _("Planned: %(time)s or more.") % {"time": planned}

    def adapt_to(self, row: FlightRecord | None) -> None:
        if row is None:
            del self.fields["version"]
            self.fields["date"].help_text = _("Empty: today.")
            return
        self.fields["date"].required = True
        self.fields["seconds"].kept = row.seconds  # type: ignore[attr-defined]  # a DurationField

    def offer_times(self, mission: FlightTemplate) -> None:
        """How much of the flight was of each kind. No time in the simulator is flight time."""
        if mission.flight_type == FlightTemplate.FlightType.SIMULATOR:
            return
        for kind, label in FlightTime.Kind.choices:
            field = DurationField(required=False, label=_("Of it: %(kind)s") % {"kind": label})
            field.kept = self.stored.get(f"times.{kind}")
            self.fields[f"times.{kind}"] = field
        self.fields["times.DUAL"].help_text = _("Leave all empty if the type of the mission says what the time was.")
        self.order_fields(["version", "completed", "seconds", *(f"times.{kind}" for kind in FlightTime.Kind.values)])

    def get_value(self, name: str) -> Any:
        value = super().get_value(name)
        if isinstance(value, date):
            return value.isoformat()
        return str(value.pk) if isinstance(value, User) else value

    def build_input(self) -> FlightInput:
        data = self.cleaned_data
        grades = pick_values(self.fields, "objectives", self.get_value)
        times = pick_values(self.fields, "times", self.get_value)
        return FlightInput(
            is_completed=data["completed"],
            seconds=data["seconds"],
            flown_on=data["date"],
            flight_id=data["flight_id"],
            instructor_id=data["instructor"] and data["instructor"].pk,
            remarks=data["remarks"],
            grades={uuid.UUID(id): grade for id, grade in grades.items() if grade},
            times={kind: seconds for kind, seconds in times.items() if seconds},
        )

    def add_domain_error(self, error: DomainError) -> None:
        """Each message at the field that it names, the others above the form."""
        for name, texts in (error.errors or {"": [error.message]}).items():
            field = get_field_name(name)
            self.add_error(field if field in self.fields else None, list(texts))
