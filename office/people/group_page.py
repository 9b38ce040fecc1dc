"""The page of the admin on which the selected people join a pilot group, an existing one or a new one."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from accounts.models import PilotGroup, User
from accounts.people.pilot_groups import MAX_NAME_LENGTH, add_to_pilot_group, create_pilot_group
from core.exceptions import InvalidInput
from office.base.admins import ScopedAdmin
from office.base.managers import get_manager
from office.enrolling.page import build_action_fields


class GroupForm(forms.Form):
    """The group that people join: one that exists, or the name of a new one."""

    group = forms.ModelChoiceField(
        PilotGroup.objects.none(), required=False, empty_label="—", widget=UnfoldAdminSelectWidget
    )
    new_name = forms.CharField(
        label=gettext_lazy("Or a new group named"),
        required=False,
        max_length=MAX_NAME_LENGTH,
        widget=UnfoldAdminTextInputWidget,
    )

    def __init__(self, by: User, data: Any = None) -> None:
        super().__init__(data)
        self.fields["group"].queryset = PilotGroup.objects.visible_to(by)  # type: ignore[attr-defined]  # a model choice

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and bool(cleaned["group"]) == bool(cleaned["new_name"]):
            self.add_error("group", _("Choose a group, or name a new one."))
        return cleaned


def render_group_page(model_admin: ScopedAdmin, request: HttpRequest, people: QuerySet[User]) -> HttpResponse | None:
    """The page or, once a group was chosen, a message about who has joined it."""
    by, ids = get_manager(request), list(people.values_list("pk", flat=True))
    form = GroupForm(by, request.POST if "new_name" in request.POST else None)
    if form.is_valid() and store_members(model_admin, request, form, ids):
        return None
    context = {
        **model_admin.admin_site.each_context(request),
        "title": ngettext("Add a person to a pilot group", "Add %(count)s people to a pilot group", len(ids))
        % {"count": len(ids)},
        "opts": model_admin.opts,
        "form": form,
        "remembered": build_action_fields("add_to_group", ids),
    }
    return TemplateResponse(request, "people/group.html", context)


def store_members(model_admin: ScopedAdmin, request: HttpRequest, form: GroupForm, ids: list[int]) -> bool:
    """Adds the people; false, with an error in the form, for a name that is taken."""
    by, group = get_manager(request), form.cleaned_data["group"]
    try:
        if group is None:
            group, count = create_pilot_group(name=form.cleaned_data["new_name"], member_ids=ids, by=by), len(ids)
        else:
            count = add_to_pilot_group(group_id=group.pk, user_ids=ids, by=by)
    except InvalidInput as error:
        form.add_error("new_name", error.sentence)
        return False
    values = {"count": count, "group": group, "others": len(ids) - count}
    if count < len(ids):
        text = _("%(count)s added to %(group)s; %(others)s were in it already.") % values
    else:
        text = _("%(count)s added to %(group)s.") % values
    model_admin.message_user(request, text, messages.SUCCESS)
    return True
