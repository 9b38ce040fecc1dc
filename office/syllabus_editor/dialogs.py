"""Admin forms of the syllabus, which the course page opens in a dialog, and what they say before deleting."""

from typing import Any

from django import forms
from django.contrib.admin.options import IS_POPUP_VAR
from django.db.models import Max
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse

from office.base.admins import SoftDeleting
from office.base.scoping import list_reachable
from office.syllabus_editor.finishing_admin import FinishesEnrollments


def allow_framing(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """A form asked for as a dialog may stand in a frame of our own pages. No other page may stand in any frame."""
    if IS_POPUP_VAR in request.GET or IS_POPUP_VAR in request.POST:
        response["X-Frame-Options"] = "SAMEORIGIN"
    return response


class InDialogs(SoftDeleting):
    """A ModelAdmin whose forms also open in a dialog of the course page: `?_popup=1`, with the parent's id."""

    popup_response_template = "authoring/saved.html"

    class Media:
        css = {"all": ("authoring/in_dialog.css",)}

    # What a new row hangs below, and whether it comes last there.
    parent_field = ""
    has_order = False

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return allow_framing(request, super().changeform_view(request, *args, **kwargs))

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return allow_framing(request, super().delete_view(request, *args, **kwargs))

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """What the address fills in, and where the new row comes."""
        given = super().get_changeform_initial_data(request)
        if self.has_order and given.get(self.parent_field):
            return {"order": self.get_next_order(request, given[self.parent_field]), **given}
        return given

    def get_next_order(self, request: HttpRequest, parent_id: Any) -> int:
        siblings = list_reachable(self.model, request).filter(**{self.parent_field: parent_id})
        last = siblings.aggregate(last=Max("order"))["last"]
        return 1 if last is None else last + 1


class SubjectRowForm(forms.ModelForm):
    """A row of a subject, which may come below another subject of the same training and of no other: what students did
    of it is on record in this training."""

    def clean_subject(self) -> Any:
        subject = self.cleaned_data["subject"]
        if not self.instance._state.adding and subject.training_id != self.instance.subject.training_id:
            raise forms.ValidationError("This is a subject of another training. Results on record would not go along.")
        return subject


class SyllabusAdmin(FinishesEnrollments, InDialogs):
    """Part of a syllabus: says, before it is deleted by page or by action, how many students that concerns."""

    delete_confirmation_template = "authoring/delete_confirmation.html"
    delete_selected_confirmation_template = "authoring/delete_selected_confirmation.html"

    def describe_deletion_impact(self, rows: list[Any]) -> list[str]:
        """What deleting the rows means, in sentences. In a constant number of queries."""
        raise NotImplementedError

    def render_delete_form(self, request: HttpRequest, context: dict[str, Any]) -> Any:
        return super().render_delete_form(
            request, {**context, "losses": self.describe_deletion_impact([context["object"]])}
        )

    def response_action(self, request: HttpRequest, queryset: Any, *args: Any, **kwargs: Any) -> Any:
        answer = super().response_action(request, queryset, *args, **kwargs)
        if isinstance(answer, TemplateResponse) and answer.context_data and "deletable_objects" in answer.context_data:
            answer.context_data["losses"] = self.describe_deletion_impact(list(answer.context_data["queryset"]))
        return answer
