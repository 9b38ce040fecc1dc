"""The form on which managers plan a class: what is held, by whom, where, when in the school's time, and for whom."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q, QuerySet

from accounts.models import PilotGroup, User
from core.exceptions import DomainError
from locations.models import Location
from office.class_planning.choices import get_item_value, group_by_subject, list_possible_items
from office.forms.binding import set_queryset
from office.forms.date_inputs import SchoolMomentField
from onsite.classes.class_plans import ClassPlan, describe_distance
from onsite.endpoints.inputs import EARLIEST_START, LATEST_START, MAX_TEXT_LENGTH
from onsite.models import ClassSession
from trainings.models import MAX_MINUTES, Enrollment, Training

if TYPE_CHECKING:  # unfold is untyped
    from django.forms import CheckboxInput, NumberInput, Select, SelectMultiple, Textarea
else:
    from unfold.widgets import UnfoldAdminIntegerFieldWidget as NumberInput
    from unfold.widgets import UnfoldAdminSelect2MultipleWidget as SelectMultiple
    from unfold.widgets import UnfoldAdminSelectWidget as Select
    from unfold.widgets import UnfoldAdminTextareaWidget as Textarea
    from unfold.widgets import UnfoldBooleanWidget as CheckboxInput

# Which field of the form a refusal of the service belongs to.
FIELDS = {
    "training_subject_id": "item",
    "training_subject_lesson_id": "item",
    "training_subject_exam_id": "item",
    "teacher_id": "teacher",
    "location_id": "location",
    "students": "students",
    "start": "starts_at",
    "minutes": "minutes",
}


class TrainingForm(forms.Form):
    """Of which training the class is: what can be chosen after that depends on it."""

    training = forms.ModelChoiceField(Training.objects.none(), widget=Select())

    def __init__(self, by: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_queryset(self, "training", Training.objects.visible_to(by).courses())


class ClassForm(forms.Form):
    """A class of a training: a new one, or `present` as it is to be."""

    item = forms.ChoiceField(label="What", widget=Select())
    teacher = forms.ModelChoiceField(User.objects.none(), widget=Select())
    location = forms.ModelChoiceField(Location.objects.none(), required=False, widget=Select())
    starts_at = SchoolMomentField(
        label="Start", validators=[MinValueValidator(EARLIEST_START), MaxValueValidator(LATEST_START)]
    )
    minutes = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=MAX_MINUTES,
        widget=NumberInput(),
        help_text="Empty: as long as the lesson, else an hour.",
    )
    groups = forms.ModelMultipleChoiceField(
        PilotGroup.objects.none(),
        required=False,
        widget=SelectMultiple(),
        help_text="All of their members who are enrolled in the training.",
    )
    students = forms.ModelMultipleChoiceField(User.objects.none(), required=False, widget=SelectMultiple())
    remarks = forms.CharField(required=False, max_length=MAX_TEXT_LENGTH, widget=Textarea(attrs={"rows": 3}))
    notify = forms.BooleanField(label="Tell the students", required=False, initial=True, widget=CheckboxInput())
    despite = forms.BooleanField(
        label="Keep it although somebody or something is booked twice", required=False, widget=forms.HiddenInput()
    )
    distant = forms.BooleanField(label="The year is right", required=False, widget=forms.HiddenInput())

    def __init__(self, by: User, training: Training, data: Any = None, *, present: ClassSession | None = None) -> None:
        self.school, self.present = by.company, present
        self.enrolled = Enrollment.objects.visible_to(by).unfinished().filter(training=training)
        super().__init__(data, initial=build_initial(present, self.school.zone) if present else {})
        item = self.fields["item"]
        assert isinstance(item, forms.ChoiceField)  # noqa: S101
        self.items = list_possible_items(training, present)
        item.choices = [("", "—"), *group_by_subject(self.items)]
        start = self.fields["starts_at"]
        assert isinstance(start, SchoolMomentField)  # noqa: S101
        start.use_zone(self.school.zone, kept=present.starts_at if present else None)
        start.help_text = f"The time in {self.school.zone}, where the school is."
        staff = User.objects.visible_to(by).staff().filter(Q(is_active=True) | Q(classes_taught=present))
        set_queryset(self, "teacher", staff.distinct().order_by("surname", "name", "id"))
        set_queryset(self, "location", Location.objects.visible_to(by).order_by("name", "id"))
        set_queryset(self, "groups", PilotGroup.objects.visible_to(by))
        set_queryset(self, "students", self.list_possible_students(by, present))

    def list_possible_students(self, by: User, present: ClassSession | None) -> QuerySet[User]:
        """Who is enrolled, and whoever is on the roster already."""
        people = Q(pk__in=self.enrolled.values("user"))
        if present is not None:
            people |= Q(pk__in=present.attendances.values("enrollment__user"))
        return User.objects.visible_to(by).filter(people).order_by("surname", "name", "id")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        members = self.enrolled.filter(user__pilot_groups__in=cleaned.get("groups") or [])
        cleaned["roster"] = {user.pk for user in cleaned.get("students") or []}
        cleaned["roster"] |= set(members.values_list("user_id", flat=True))
        if not cleaned["roster"] and not self.errors:
            self.add_error("students", "Choose a student, or a group of which somebody is enrolled.")
        if cleaned.get("teacher") and cleaned["teacher"].pk in cleaned["roster"]:
            self.add_error("teacher", "This person is among the students of the class, and could not sign it.")
        self.confirm_distant_start(cleaned)
        return cleaned

    def confirm_distant_start(self, cleaned: dict[str, Any]) -> None:
        """A new start long ago or far ahead is asked back about, once."""
        start = cleaned.get("starts_at")
        distance = describe_distance(start, self.present) if start else ""
        if distance:
            self.fields["distant"].widget = CheckboxInput()
            if not cleaned["distant"]:
                self.add_error("starts_at", f"{distance} If the year is right, say so below.")

    def plan(self) -> ClassPlan:
        """What has been filled in, as the service takes it."""
        asked = self.cleaned_data
        kind, _, id = asked["item"].partition(":")
        subject = next(item.subject for item in self.items if item.value == asked["item"])
        options = {
            "lesson_id": UUID(id) if kind == "lesson" else None,
            "exam_id": UUID(id) if kind == "exam" else None,
            "location_id": asked["location"].pk if asked["location"] else None,
            "remarks": asked["remarks"],
        }
        if asked["minutes"]:
            options["duration_minutes"] = asked["minutes"]
        return ClassPlan(
            subject.pk, asked["starts_at"], asked["teacher"].pk, sorted(asked["roster"]), options, asked["distant"]
        )

    def take(self, refusal: DomainError) -> None:
        """Shows what the service refuses, field by field."""
        for name, texts in refusal.errors.items():
            self.add_error(FIELDS.get(name), texts)
        if not refusal.errors:
            self.add_error(None, refusal.message)

    def warn_of_double_bookings(self, sentences: Iterable[str]) -> None:
        """Shows what is booked twice, and offers to keep the class all the same."""
        self.add_error(None, list(sentences))
        self.fields["despite"].widget = CheckboxInput()


def build_initial(present: ClassSession, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "item": get_item_value(present),
        "teacher": present.teacher_id,
        "location": present.location_id,
        "starts_at": present.starts_at.astimezone(zone),
        "minutes": present.duration_minutes,
        "students": list(present.attendances.values_list("enrollment__user_id", flat=True)),
        "remarks": present.remarks,
    }
