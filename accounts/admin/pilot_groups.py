"""Pilot groups in the managers' admin."""

from typing import Any, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.admin.people import build_enroll_form
from accounts.models import PilotGroup, User
from accounts.people.pilot_groups import create_pilot_group, delete_pilot_group, edit_pilot_group
from office.base.admins import DeletedAloneMixin, ServiceAdmin
from office.base.managers import get_manager
from office.base.registration import MenuGroup, MenuItem
from office.base.site import site
from office.enrolling.page import Selection, build_action_fields, render_enroll_page
from office.enrollment_acts.frame import render_act_page
from office.people.pilot_groups import PilotGroupForm
from office.student_file.message_page import build_messages_page


@admin.register(PilotGroup, site=site)
class PilotGroupAdmin(DeletedAloneMixin, ServiceAdmin):
    menu = (MenuItem(MenuGroup.PEOPLE, _("Pilot groups"), "groups", order=2),)
    in_search = True
    form = PilotGroupForm
    list_display = ("name", "size")
    search_fields = ("name",)
    autocomplete_fields = ("members",)
    actions = ("enroll", "write_message")

    def get_queryset(self, request: HttpRequest) -> QuerySet[PilotGroup]:
        rows: Any = super().get_queryset(request)
        return cast("QuerySet[PilotGroup]", rows.with_pilot_count())

    @admin.display(description=_("members"), ordering="pilot_count")
    def size(self, row: Any) -> int:
        return int(row.pilot_count)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Members in the order of every list of people: by surname."""
        kwargs["queryset"] = User.objects.visible_to(get_manager(request)).by_name()
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    @admin.action(description=_("Enroll these groups…"), permissions=["view"])
    def enroll(self, request: HttpRequest, groups: QuerySet[PilotGroup]) -> HttpResponse | None:
        ids = list(groups.values_list("pk", flat=True))
        chosen = Selection(group_ids=ids, fields=build_action_fields("enroll", ids))
        return render_enroll_page(self, request, build_enroll_form(request), chosen)

    @admin.action(description=_("Message…"), permissions=["view"])
    def write_message(self, request: HttpRequest, groups: QuerySet[PilotGroup]) -> HttpResponse | None:
        """To the members of the groups, each once."""
        by, ids = get_manager(request), list(groups.values_list("pk", flat=True))
        people, chosen = Selection(group_ids=ids).list_people(by), build_action_fields("write_message", ids)
        return render_act_page(self, request, build_messages_page(request, people, by, remembered=chosen))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: PilotGroup, form: Any, change: bool) -> None:
        by, name = get_manager(request), form.cleaned_data["name"]
        member_ids = [user.pk for user in form.cleaned_data["members"]]
        if change:
            edit_pilot_group(group_id=obj.pk, name=name, member_ids=member_ids, by=by)
        else:
            # Django goes on with `obj`, for its log and its messages: it becomes the row that was stored.
            obj.__dict__.update(create_pilot_group(name=name, member_ids=member_ids, by=by).__dict__)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Nothing: the services have stored the members."""

    def delete_model(self, request: HttpRequest, obj: PilotGroup) -> None:
        delete_pilot_group(group_id=obj.pk, by=get_manager(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[PilotGroup]) -> None:
        for group in queryset.order_by("pk"):
            self.delete_model(request, group)
