"""Admin forms that the syllabus editor opens in a dialog, and the deletion impact on their delete pages."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.db.models import Max
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.translation import gettext

from office.base.admins import DeletionImpactMixin, SoftDeleteAdmin
from office.base.scoping import list_visible_rows
from office.syllabus_editor.freezing_admin import FreezesSyllabus

ADD_ANOTHER = "_addanother"  # Django's name of the button


def allow_framing(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """The response; a browser may show it in a frame of our own pages if the request is for a dialog.

    Every other page of the admin denies framing (X-Frame-Options: DENY).
    """
    if IS_POPUP_VAR in request.GET or IS_POPUP_VAR in request.POST:
        response["X-Frame-Options"] = "SAMEORIGIN"
    return response


class InDialogs(SoftDeleteAdmin):
    """A ModelAdmin whose forms also open in a dialog of the syllabus editor: `?_popup=1`, with the id of the parent."""

    popup_response_template = "syllabus_editor/saved.html"

    class Media:
        css = {"all": ("syllabus_editor/in_dialog.css",)}

    # The foreign key to the parent of a new row, and whether rows have an order below it.
    parent_field = ""
    has_order = False
    # Further models whose rows are in the same order below that parent.
    shares_order_with: tuple[Any, ...] = ()

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return allow_framing(request, super().changeform_view(request, *args, **kwargs))

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """Adds “Save and add another”, which Django leaves out of popups. Not in one that a drop-down has opened
        (`_to_field`): it waits for the one row."""
        if kwargs.get("add") and context["is_popup"] and not context["to_field"]:
            button = {
                "attrs": {"name": ADD_ANOTHER},
                "action_name": ADD_ANOTHER,
                "description": gettext("Save and add another"),
            }
            context["actions_submit_line"] = [*context.get("actions_submit_line", ()), button]
        return super().render_change_form(request, context, *args, **kwargs)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        """In a dialog, “Save and add another” opens the same form again, with what its address had filled in."""
        if IS_POPUP_VAR not in request.POST or ADD_ANOTHER not in request.POST:
            return super().response_add(request, obj, post_url_continue)
        text = gettext("“%(name)s” was added. Add another one below.") % {"name": obj}
        self.message_user(request, text, messages.SUCCESS)
        return HttpResponseRedirect(request.get_full_path())

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return allow_framing(request, super().delete_view(request, *args, **kwargs))

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """The values of the query string, and the last place in the order of the parent."""
        initial = super().get_changeform_initial_data(request)
        if self.has_order and initial.get(self.parent_field):
            return {"order": self.get_next_order(request, initial[self.parent_field]), **initial}
        return initial

    def get_next_order(self, request: HttpRequest, parent_id: Any) -> int:
        models = (self.model, *self.shares_order_with)
        siblings = [list_visible_rows(model, request).filter(**{self.parent_field: parent_id}) for model in models]
        last: int = max(rows.aggregate(last=Max("order", default=0))["last"] for rows in siblings)
        return last + 1


class SubjectRowForm(forms.ModelForm[Any]):
    """A row of a subject. It may move to another subject of the same training only: what students did in it is on
    record in this training."""

    def clean_subject(self) -> Any:
        subject = self.cleaned_data["subject"]
        if not self.instance._state.adding and subject.training_id != self.get_training_id():
            raise forms.ValidationError(
                gettext("This subject belongs to another training; existing results could not be moved with it.")
            )
        return subject

    def get_training_id(self) -> Any:
        """The training in which the stored row is."""
        return self.instance.subject.training_id


class SyllabusAdmin(DeletionImpactMixin, FreezesSyllabus, InDialogs):
    """A part of a syllabus: its delete page and delete action show the deletion impact first."""

    delete_confirmation_template = "syllabus_editor/delete_confirmation.html"
    delete_selected_confirmation_template = "syllabus_editor/delete_selected_confirmation.html"
