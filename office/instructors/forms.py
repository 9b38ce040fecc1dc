"""The form of a qualification. What is allowed, the services decide (instructors/services.py)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminFileFieldWidget

from core.exceptions import InvalidInput
from core.files.uploads import DocumentField
from instructors.models import Qualification
from instructors.services import QualificationInput, read_columns


class QualificationForm(forms.ModelForm[Qualification]):
    """A paper and, in place of the stored document, a new one."""

    new_document = DocumentField(
        required=False,
        widget=UnfoldAdminFileFieldWidget({"accept": ".pdf,image/*"}),
        label=_("Document"),
        help_text=_("A PDF or a picture of the paper. Only managers can open it. Empty: the one on record stays."),
    )

    class Meta:
        model = Qualification
        fields = ("user", "kind", "name", "number", "issued_on", "valid_until_on", "blocks_signing", "new_document")

    def clean(self) -> dict[str, Any]:
        """Shows what the service would refuse at its field."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                read_columns(self.build_input())
            except InvalidInput as error:
                for name, texts in error.errors.items():
                    self.add_error(name if name in self.fields else None, list(texts))
        return cleaned

    def build_input(self) -> QualificationInput:
        names = ("kind", "name", "number", "issued_on", "valid_until_on", "blocks_signing")
        return QualificationInput(**{name: self.cleaned_data[name] for name in names})
