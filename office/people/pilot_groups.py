"""The form of a pilot group."""

from django import forms

from accounts.models import PilotGroup
from accounts.people.pilot_groups import NAME_TAKEN, is_name_taken


class PilotGroupForm(forms.ModelForm[PilotGroup]):
    """A pilot group. The form has no field of the school, so it checks itself that the name is unique there."""

    class Meta:
        model = PilotGroup
        fields = ("name", "members")

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        if is_name_taken(name, self.instance.company_id, except_id=self.instance.pk):
            raise forms.ValidationError(NAME_TAKEN)
        return name
