"""The form of a pilot group."""

from django import forms

from accounts.models import PilotGroup


class PilotGroupForm(forms.ModelForm[PilotGroup]):
    """Name and members. The name is unique within the school, which is not a field of the form: Django's own check
    would skip it."""

    class Meta:
        model = PilotGroup
        fields = ("name", "members")

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        twins = PilotGroup.objects.filter(company_id=self.instance.company_id, name=name)
        if twins.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError("A pilot group with this name already exists.")
        return name
