"""People in the managers' admin."""

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.admin.user_form import UserForm
from accounts.models import User
from accounts.own_account.addresses import send_confirmation
from accounts.people.deleting import delete_user, restore_user
from accounts.people.editing import edit_user
from accounts.people.invitations import invite_users
from accounts.people.messaging import MAX_RECIPIENTS
from accounts.people.services import create_users
from accounts.roles import Role
from accounts.sign_in.second_factor.changing import reset_factors
from office.base.admins import DeletedAloneMixin, DeletionImpactMixin
from office.base.filters import NamedChoiceFilter
from office.base.managers import get_manager
from office.base.registration import MenuGroup, MenuItem
from office.base.scoping import StaffChoicesMixin
from office.base.site import site
from office.base.tables.exports import ExportColumn
from office.enrolling.page import EnrollForm, Selection, build_action_fields, render_enroll_page
from office.enrollment_acts.frame import render_act_page
from office.imports.pages import ImportingAdmin
from office.imports.people import PEOPLE
from office.instructors.states import PapersFilter
from office.people.account_states import AccountFilter
from office.people.deletion import describe_deletion
from office.people.group_filter import PilotGroupFilter
from office.people.group_page import render_group_page
from office.people.invitations import InvitationFilter
from office.people.own_address import LINK_SENT, needs_password
from office.people.passwords_page import render_passwords_page
from office.student_file.message_page import build_messages_page
from office.student_file.person_page import PersonFileMixin


def build_enroll_form(request: HttpRequest) -> EnrollForm:
    """Bound once the enroll page has been submitted; unbound when the action was selected in the list."""
    return EnrollForm(get_manager(request), request.POST if "training" in request.POST else None)


class DeletedFilter(NamedChoiceFilter):
    """Shows the deleted people instead of the others."""

    title = _("deleted")
    parameter_name = "deleted"
    # `UserAdmin.get_queryset` has chosen the rows already.
    named_choices = (("1", _("Deleted"), lambda rows, request: rows),)


@admin.register(User, site=site)
class UserAdmin(DeletedAloneMixin, DeletionImpactMixin, PersonFileMixin, StaffChoicesMixin, ImportingAdmin):
    menu = (
        MenuItem(MenuGroup.STUDENTS, _("Students"), "person", order=3, query=f"group__exact={Role.STUDENT.value}"),
        MenuItem(MenuGroup.PEOPLE, _("Users"), "group", order=1),
    )
    in_search = True
    field_names = {"is_active": _("may log in"), "expires_on": _("last day"), "is_pilot": _("pilot")}
    field_help = {"is_active": _("Turn off to block logins. The user's records are kept.")}
    form = UserForm
    delete_confirmation_template = "people/delete_confirmation.html"
    delete_selected_confirmation_template = "people/delete_selected_confirmation.html"
    importer = PEOPLE
    list_display = ("surname", "name", "email", "group", "is_active", "expires_on", "invitation")
    export_columns = (
        ExportColumn(_("Phone"), lambda user: user.phone),
        ExportColumn(_("Country"), lambda user: user.country_id),
        ExportColumn(_("Time zone"), lambda user: user.timezone_id),
        ExportColumn(_("Language"), lambda user: user.language),
        ExportColumn(_("Pilot group"), lambda user: "\n".join(group.name for group in user.pilot_groups.all())),
    )
    export_prefetch = ("pilot_groups",)
    list_filter = ("group", "is_active", PilotGroupFilter, InvitationFilter, AccountFilter, PapersFilter, DeletedFilter)
    list_select_related = ("company",)
    search_fields = ("surname", "name", "email")
    ordering = ("surname", "name", "id")
    actions = ("enroll", "add_to_group", "write_message", "invite", "new_passwords", "reset_second_factor", "restore")

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """The people of the school; on the list with the filter, the deleted ones, of whom there is no page."""
        if not is_list_of_deleted(request):
            return super().get_queryset(request)
        deleted: QuerySet[User] = User.objects.deleted_from(get_manager(request)).order_by(*self.ordering)
        return deleted

    def get_list_display_links(self, request: HttpRequest, list_display: Any) -> Any:
        return None if is_list_of_deleted(request) else ("surname", "name")

    def get_actions(self, request: HttpRequest) -> Any:
        """Of deleted people nothing but restoring; of the others everything else."""
        actions = super().get_actions(request)
        return {name: action for name, action in actions.items() if (name == "restore") == is_list_of_deleted(request)}

    def get_form(self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        attributes = {
            "highest_role": get_manager(request).group,
            "sets_password": self.may_set_password(request, obj),
            "asks_password": needs_password(request, obj),
            "offers_invitation": obj is None and settings.MAIL_ENABLED,
        }
        return type(form.__name__, (form,), attributes)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"language": get_manager(request).company.language, **super().get_changeform_initial_data(request)}

    def may_set_password(self, request: HttpRequest, obj: User | None) -> bool:
        """Not of users with a higher role; the own password is changed where the old one is required."""
        return not is_own(request, obj) and self.has_change_permission(request, obj)

    @admin.action(description=_("Enroll these people…"), permissions=["view"])
    def enroll(self, request: HttpRequest, people: QuerySet[User]) -> HttpResponse | None:
        ids = list(people.values_list("pk", flat=True))
        return render_enroll_page(
            self,
            request,
            build_enroll_form(request),
            Selection(user_ids=ids, fields=build_action_fields("enroll", ids)),
        )

    @admin.action(description=_("Add to a group…"), permissions=["view"])
    def add_to_group(self, request: HttpRequest, people: QuerySet[User]) -> HttpResponse | None:
        return render_group_page(self, request, people)

    @admin.action(description=_("Message…"), permissions=["view"])
    def write_message(self, request: HttpRequest, people: QuerySet[User]) -> HttpResponse | None:
        ids = people.values_list("pk", flat=True)[: MAX_RECIPIENTS + 1]
        chosen = build_action_fields("write_message", ids)
        page = build_messages_page(request, people, get_manager(request), remembered=chosen)
        return render_act_page(self, request, page)

    @admin.action(description=_("Send invitations"), permissions=["view"])
    def invite(self, request: HttpRequest, people: QuerySet[User]) -> None:
        invited = invite_users(users=list(people), by=get_manager(request))
        left_out = people.count() - len(invited)
        texts = [gettext("Invited %(count)s.") % {"count": len(invited)}]
        if left_out:
            text = ngettext(
                "%(count)s has a password already, or is closed.",
                "%(count)s have a password already, or are closed.",
                left_out,
            )
            texts.append(text % {"count": left_out})
        self.message_user(request, " ".join(texts))

    @admin.action(description=_("New passwords…"), permissions=["view"])
    def new_passwords(self, request: HttpRequest, people: QuerySet[User]) -> HttpResponseBase | None:
        return render_passwords_page(self, request, people)

    @admin.action(description=_("Reset second factor"), permissions=["view"])
    def reset_second_factor(self, request: HttpRequest, people: QuerySet[User]) -> None:
        """For people who lost their phone; managers have a page for their own."""
        by = get_manager(request)
        reachable = User.objects.in_reach_of(by).exclude(pk=by.pk).filter(pk__in=people.values("pk"))
        ids = list(reachable.values_list("pk", flat=True))
        if len(ids) < people.count():
            text = gettext("Not included: yourself and people with a higher role.")
            self.message_user(request, text, messages.WARNING)
        reset = reset_factors(user_ids=ids, by=by)
        text = gettext("The second factor was reset of: nobody, because none of them has one.")
        if reset:
            text = gettext("The second factor was reset of: %(names)s.") % {"names": ", ".join(map(str, reset))}
        self.message_user(request, text)

    @admin.action(description=_("Restore"), permissions=["view"])
    def restore(self, request: HttpRequest, people: QuerySet[User]) -> None:
        for user in people:
            restore_user(user=user, by=get_manager(request))
        # Translators: “may log in” is the name of the field
        text = gettext("Restored. Their accounts are closed: turn “may log in” on to open them.")
        self.message_user(request, text)

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        hidden = set() if self.may_set_password(request, obj) else {"new_password"}
        if obj is not None or not settings.MAIL_ENABLED:
            hidden.add("is_invited")
        if not needs_password(request, obj):
            hidden.add("current_password")
        return [name for name in super().get_fields(request, obj) if name not in hidden]

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Nobody changes the own role or closes the own account; `edit_user` checks the last day."""
        return (*super().get_readonly_fields(request, obj), *(("group", "is_active") if is_own(request, obj) else ()))

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Not for users with a higher role: with a new password, a manager could log in as them (accounts/roles.py)."""
        is_reached = obj is None or obj.is_in_reach_of(get_manager(request))
        return super().has_change_permission(request, obj) and is_reached

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return self.has_change_permission(request, obj) and not is_own(request, obj)

    def describe_deletion_impact(self, rows: list[User]) -> list[str]:
        return describe_deletion(rows)

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        if not delete_user(user=obj, by=get_manager(request)):
            text = gettext("Records name %(person)s: the account is closed, and the filter “Deleted” shows it.")
            self.message_user(request, text % {"person": obj}, messages.INFO)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in queryset.order_by("pk"):
            self.delete_model(request, user)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """Nothing: the ledger has the event, and Django's log would keep the name of a person who was removed."""

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        by = get_manager(request)
        if not change:
            is_invited = bool(form.cleaned_data.get("is_invited"))
            create_users([obj], company=by.company, by=by, is_invited=is_invited)
            return
        columns = {field.name: field.attname for field in User._meta.concrete_fields}
        changed = list(form.changed_data)
        if "email" in changed and needs_password(request, obj):
            changed.remove("email")
            send_confirmation(user=by, email=obj.email)
            self.message_user(request, LINK_SENT.format(obj.email), messages.INFO)
        values = {columns[name]: getattr(obj, columns[name]) for name in changed if name in columns}
        edit_user(user=obj, values=values, by=by, password=form.cleaned_data.get("new_password"))

    def record_in_ledger(self, action: str, request: HttpRequest, rows: list[Any], message: Any) -> None:
        """Does nothing: the services record what they do."""


def is_own(request: HttpRequest, obj: User | None) -> bool:
    return obj is not None and obj.pk == get_manager(request).pk


def is_list_of_deleted(request: HttpRequest) -> bool:
    match = request.resolver_match
    is_list = match is not None and match.url_name == "accounts_user_changelist"
    return is_list and request.GET.get(DeletedFilter.parameter_name) == "1"
