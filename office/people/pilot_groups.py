"""The form of a pilot group."""

from django import forms

from accounts.models import PilotGroup


class PilotGroupForm(forms.ModelForm[PilotGroup]):
    """A pilot group. The form has no field of the school, so it checks itself that the name is unique there."""

    class Meta:
        model = PilotGroup
        fields = ("name", "members")

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        namesakes = PilotGroup.objects.filter(company_id=self.instance.company_id, name=name)
        if namesakes.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError("A pilot group with this name already exists.")
        return name
