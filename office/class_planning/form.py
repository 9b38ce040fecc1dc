"""The form on which managers plan a class: what it is of, teacher, location, start in school time, and students."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminIntegerFieldWidget as NumberInput
from unfold.widgets import UnfoldAdminSelect2MultipleWidget as SelectMultiple
from unfold.widgets import UnfoldAdminSelectWidget as Select
from unfold.widgets import UnfoldAdminTextareaWidget as Textarea
from unfold.widgets import UnfoldAdminTextInputWidget as TextInput
from unfold.widgets import UnfoldBooleanWidget as CheckboxInput

from accounts.models import PilotGroup, User
from core.exceptions import DomainError
from locations.models import Location
from office.class_planning.choices import Item, get_item_value, group_by_subject, list_possible_items
from office.forms.binding import set_choices, set_queryset
from office.forms.date_inputs import SchoolMomentField
from onsite.classes.class_plans import ClassPlan, describe_distant_start
from onsite.endpoints.inputs import EARLIEST_START, LATEST_START, MAX_TEXT_LENGTH
from onsite.meeting_links import MAX_MEETING_URL_LENGTH, check_meeting_url
from onsite.models import ClassSession
from trainings.models import MAX_MINUTES, Enrollment, Training

# The field of this form for each field in an error of the service, which uses the names of the API.
FIELDS = {
    "training_subject_id": "item",
    "training_subject_lesson_id": "item",
    "training_subject_exam_id": "item",
    "teacher_id": "teacher",
    "location_id": "location",
    "students": "students",
    "start": "starts_at",
    "minutes": "minutes",
    "meeting_url": "meeting_url",
}


class TrainingForm(forms.Form):
    """The training of the class, asked first: what else can be chosen depends on it."""

    training = forms.ModelChoiceField[Training](
        Training.objects.none(), label=gettext_lazy("Training"), widget=Select()
    )

    def __init__(self, by: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_queryset(self, "training", Training.objects.visible_to(by).without_templates())


class ClassForm(forms.Form):
    """The plan of a new class of a training, or of the `present` one that is to be changed.

    `despite` and `distant` confirm warnings and a distant start; they are hidden until they are needed.
    """

    item = forms.ChoiceField(label=gettext_lazy("What"), widget=Select())
    teacher = forms.ModelChoiceField[User](User.objects.none(), label=gettext_lazy("Teacher"), widget=Select())
    location = forms.ModelChoiceField[Location](
        Location.objects.none(), label=gettext_lazy("Location"), required=False, widget=Select()
    )
    meeting_url = forms.CharField(
        label=gettext_lazy("Meeting link"),
        required=False,
        max_length=MAX_MEETING_URL_LENGTH,
        validators=[check_meeting_url],
        widget=TextInput(attrs={"type": "url", "placeholder": "https://"}),
        help_text=gettext_lazy("Of a remote class: the students see it in the app, in mails and in their calendars."),
    )
    starts_at = SchoolMomentField(
        label=gettext_lazy("Start"), validators=[MinValueValidator(EARLIEST_START), MaxValueValidator(LATEST_START)]
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes"),
        required=False,
        min_value=1,
        max_value=MAX_MINUTES,
        widget=NumberInput(),
        help_text=gettext_lazy("If empty: the duration of the lesson, otherwise 60 minutes."),
    )
    groups = forms.ModelMultipleChoiceField[PilotGroup](
        PilotGroup.objects.none(),
        label=gettext_lazy("Groups"),
        required=False,
        widget=SelectMultiple(),
        help_text=gettext_lazy("Adds their members who are enrolled in the training."),
    )
    students = forms.ModelMultipleChoiceField[User](
        User.objects.none(), label=gettext_lazy("Students"), required=False, widget=SelectMultiple()
    )
    remarks = forms.CharField(
        label=gettext_lazy("Remarks"), required=False, max_length=MAX_TEXT_LENGTH, widget=Textarea(attrs={"rows": 3})
    )
    notify = forms.BooleanField(
        label=gettext_lazy("Notify the students"), required=False, initial=True, widget=CheckboxInput()
    )
    despite = forms.BooleanField(label=gettext_lazy("Save it nevertheless"), required=False, widget=forms.HiddenInput())
    distant = forms.BooleanField(label=gettext_lazy("The year is correct"), required=False, widget=forms.HiddenInput())

    def __init__(self, by: User, training: Training, data: Any = None, *, present: ClassSession | None = None) -> None:
        self.school, self.present = by.company, present
        self.enrolled = Enrollment.objects.visible_to(by).unfinished().filter(training=training)
        super().__init__(data, initial=build_initial(present, self.school.zone) if present else {})
        self.items = list_possible_items(training, present)
        set_choices(self, "item", [("", "—"), *group_by_subject(self.items)])
        self.use_school_time()
        set_queryset(self, "teacher", self.list_possible_teachers(by))
        set_queryset(self, "location", Location.objects.visible_to(by).order_by("name", "id"))
        set_queryset(self, "groups", PilotGroup.objects.visible_to(by))
        set_queryset(self, "students", self.list_possible_students(by))

    def use_school_time(self) -> None:
        start = self.fields.get("starts_at")
        if not isinstance(start, SchoolMomentField):  # a form that plans several classes
            return
        start.use_zone(self.school.zone, kept=self.present.starts_at if self.present else None)
        start.help_text = _("In school time (%(zone)s).") % {"zone": self.school.zone}

    def list_possible_teachers(self, by: User) -> QuerySet[User]:
        """Active staff, and the present teacher although closed or deleted since."""
        is_possible = Q(is_active=True, deleted_at__isnull=True) | Q(classes_taught=self.present)
        teachers: QuerySet[User] = User.objects.of_school(by).staff().filter(is_possible).distinct()
        return teachers.order_by("surname", "name", "id")

    def list_possible_students(self, by: User) -> QuerySet[User]:
        """Users with an ongoing enrollment in the training, and those on the roster although finished or deleted
        since."""
        people = Q(pk__in=self.enrolled.values("user"), deleted_at__isnull=True)
        if self.present is not None:
            people |= Q(pk__in=self.present.attendances.values("enrollment__user"))
        students: QuerySet[User] = User.objects.of_school(by).filter(people)
        return students.order_by("surname", "name", "id")

    def clean(self) -> dict[str, Any]:
        """Adds `roster`, the ids of the chosen students and of the enrolled members of the groups."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        members = self.enrolled.filter(user__pilot_groups__in=cleaned.get("groups") or [])
        cleaned["roster"] = {user.pk for user in cleaned.get("students") or []}
        cleaned["roster"] |= set(members.values_list("user_id", flat=True))
        if not cleaned["roster"] and not self.errors:
            self.add_error("students", _("Choose a student, or a group with an enrolled member."))
        if cleaned.get("teacher") and cleaned["teacher"].pk in cleaned["roster"]:
            self.add_error("teacher", _("The teacher is also a student of the class and could not sign it."))
        self.confirm_distant_start(cleaned)
        return cleaned

    def confirm_distant_start(self, cleaned: dict[str, Any]) -> None:
        """Asks for confirmation of a new start in the distant past or future, which is mostly a mistyped year."""
        start = cleaned.get("starts_at")
        distance = describe_distant_start(start, self.present) if start else ""
        if distance:
            self.fields["distant"].widget = CheckboxInput()
            if not cleaned["distant"]:
                # Translators: `distance` is a sentence that says how far away the start is.
                text = _("%(distance)s If the year is correct, confirm it below.") % {"distance": distance}
                self.add_error("starts_at", text)

    def build_plan(self) -> ClassPlan:
        """The plan for the scheduling service, from valid data."""
        data = self.cleaned_data
        return self.build_plan_of(self.get_item(), data["starts_at"], is_distant_start_confirmed=data["distant"])

    def get_item(self) -> Item:
        return next(item for item in self.items if item.value == self.cleaned_data["item"])

    def build_plan_of(self, item: Item, starts_at: datetime, *, is_distant_start_confirmed: bool) -> ClassPlan:
        """The plan of a class of the item at a time, with everything else as in the form."""
        data = self.cleaned_data
        options = {
            "lesson_id": item.lesson.pk if item.lesson else None,
            "exam_id": item.exam.pk if item.exam else None,
            "location_id": data["location"].pk if data["location"] else None,
            "remarks": data["remarks"],
            "meeting_url": data["meeting_url"],
        }
        if data["minutes"]:
            options["duration_minutes"] = data["minutes"]
        students = sorted(data["roster"])
        teacher_id = data["teacher"].pk
        return ClassPlan(item.subject.pk, starts_at, teacher_id, students, options, is_distant_start_confirmed)

    def add_domain_error(self, error: DomainError) -> None:
        """Shows an error of the scheduling service, at the fields it names."""
        for name, texts in error.errors.items():
            self.add_error(FIELDS.get(name), texts)
        if not error.errors:
            self.add_error(None, error.message)

    def show_warnings(self, sentences: Iterable[str]) -> None:
        """Shows the warnings and a checkbox that saves the class nevertheless."""
        self.add_error(None, list(sentences))
        self.fields["despite"].widget = CheckboxInput()


def build_initial(present: ClassSession, zone: ZoneInfo) -> dict[str, Any]:
    """The values of the form for a class as it is."""
    return {
        "item": get_item_value(present),
        "teacher": present.teacher_id,
        "location": present.location_id,
        "starts_at": present.starts_at.astimezone(zone),
        "minutes": present.duration_minutes,
        "students": list(present.attendances.values_list("enrollment__user_id", flat=True)),
        "remarks": present.remarks,
        "meeting_url": present.meeting_url,
    }
