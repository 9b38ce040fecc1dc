"""Forms of the inspector's pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.pages.forms import PageForm
from core.text.cleaning import clean_line
from inspections.entering import CODE_MAX_LENGTH
from inspections.looking import Filters
from trainings.models import Enrollment


class CodeForm(PageForm):
    code = forms.CharField(
        label=_("Code"),
        max_length=CODE_MAX_LENGTH,
        help_text=_("The school has given it to you apart from the link: three groups of four letters and digits."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "autocorrect": "off", "spellcheck": "false"}
        ),
    )


class FilterForm(PageForm):
    """What a list is filtered by; what makes no sense is ignored."""

    q = forms.CharField(label=_("Name"), max_length=100, required=False)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All")), *Enrollment.State.choices])

    def read(self) -> Filters:
        self.is_valid()
        name = clean_line(self.cleaned_data.get("q", "").replace("\x00", ""))
        return Filters(name, self.cleaned_data.get("state", ""))
