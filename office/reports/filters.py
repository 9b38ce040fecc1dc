"""The filters of reports: forms that are sent with GET, in which every field may be empty."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminSingleDateWidget

from accounts.models import PilotGroup, User
from office.forms.binding import set_queryset
from office.forms.date_inputs import DayField
from trainings.models import Training


class FilterForm(forms.Form):
    """Training, pilot group and days of the manager's school. `defaults` fill a form that was not sent."""

    training = forms.ModelChoiceField[Training](
        Training.objects.none(),
        required=False,
        label=_("Training"),
        empty_label=_("All trainings"),
        widget=UnfoldAdminSelectWidget(),
    )
    group = forms.ModelChoiceField[PilotGroup](
        PilotGroup.objects.none(),
        required=False,
        label=_("Pilot group"),
        empty_label=_("All groups"),
        widget=UnfoldAdminSelectWidget(),
    )
    first_day = DayField(required=False, label=_("From"), widget=UnfoldAdminSingleDateWidget())
    last_day = DayField(required=False, label=_("To"), widget=UnfoldAdminSingleDateWidget())

    def __init__(self, by: User, data: Any) -> None:
        super().__init__(data or self.build_defaults(by))
        self.by = by
        trainings = Training.objects.visible_to(by).without_templates()
        set_queryset(self, "training", trainings.order_by("name", "id"))
        set_queryset(self, "group", PilotGroup.objects.visible_to(by).order_by("name", "id"))

    def build_defaults(self, by: User) -> dict[str, Any]:
        return {}
