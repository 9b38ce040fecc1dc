"""The file of a person: the account, groups, every training with how far it is, qualifications, classes they teach."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import PilotGroup, User
from api.views import get_one_or_404
from core import clock
from core.dates.writing import format_day
from office.base.admins import ScopedAdmin
from office.base.managers import get_manager
from office.base.tables.drawing import Cell, join_parts, render_link
from office.dossiers.tables import build_person_dossiers
from office.enrollment_acts.frame import render_act_page
from office.instructors.tables import build_papers
from office.people.account_pages import (
    INVITE,
    NEW_PASSWORD,
    RESET_FACTOR,
    build_invitation_page,
    build_reset_page,
    list_account_acts,
)
from office.people.invitations import describe_invitation
from office.people.passwords_page import render_passwords_page
from office.student_file.message_page import build_message_page
from office.student_file.person_reads import (
    PersonFile,
    get_person,
    list_enrollments,
    list_groups,
    read_person_file,
)
from office.student_file.person_tables import build_taught_classes, build_trainings, describe_training


class PersonFileMixin(ScopedAdmin):
    """For the admin of users: the file, and what the page of a user says of trainings and groups."""

    search_page = "file"
    readonly_fields = ("groups_in_words", "trainings_in_words", "invitation", "last_login_in_words")

    def get_urls(self) -> list[URLPattern]:
        file, message = (self.admin_site.admin_view(view) for view in (self.file_view, self.message_view))
        return [
            path("<user_id:user_id>/file/", file, name="accounts_user_file"),
            path("<user_id:user_id>/message/", message, name="accounts_user_message"),
            *(self.build_act_path(name) for name in (INVITE, NEW_PASSWORD, RESET_FACTOR)),
            *super().get_urls(),
        ]

    def build_act_path(self, name: str) -> URLPattern:
        view = self.admin_site.admin_view(self.account_act_view)
        return path(f"<user_id:user_id>/{name}/", view, {"name": name}, name=f"accounts_user_{name}")

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Nothing of groups and trainings for a person who is being added."""
        return PersonFileMixin.readonly_fields if obj is not None else ()

    @admin.display(description=gettext_lazy("groups"))
    def groups_in_words(self, user: User) -> Cell:
        return join_parts([render_group(group) for group in list_groups(user, user)]) or "—"

    @admin.display(description=gettext_lazy("trainings"))
    def trainings_in_words(self, user: User) -> Cell:
        rows = list_enrollments(user, user, clock.now())
        lines = [(describe_training(row),) for row in rows]
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", lines)) if lines else "—"

    @admin.display(description=gettext_lazy("invitation"), ordering="invited_at")
    def invitation(self, user: User) -> str:
        return describe_invitation(user)

    @admin.display(description=gettext_lazy("last login"))
    def last_login_in_words(self, user: User) -> str:
        return describe_last_login(user)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if (user := kwargs.get("obj")) is not None:
            context |= {"account_acts": list_account_acts(user, get_manager(request))}
        return super().render_change_form(request, context, *args, **kwargs)

    def account_act_view(self, request: HttpRequest, user_id: int, name: str) -> HttpResponseBase:
        """Asks before the act, and leads back to the file once it is done."""
        by, back = get_manager(request), reverse("admin:accounts_user_file", args=[user_id])
        people = User.objects.visible_to(by).select_related("company").filter(pk=user_id)
        user = get_one_or_404(people, pk=user_id)
        if name == NEW_PASSWORD:
            return render_passwords_page(self, request, people) or HttpResponseRedirect(back)
        build = build_invitation_page if name == INVITE else build_reset_page
        return render_act_page(self, request, build(request, user, by, back)) or HttpResponseRedirect(back)

    def file_view(self, request: HttpRequest, user_id: int) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        file = read_person_file(get_manager(request), user_id, clock.now())
        tables = [build_trainings(file)]
        if file.user.is_staff or file.papers:
            today = file.user.company.local_date(clock.now())
            tables.append(build_papers(file.user, file.papers, today))
        if file.dossiers:
            tables.append(build_person_dossiers(file.dossiers))
        if file.user.is_staff or file.classes:
            tables.append(build_taught_classes(file))
        context = {
            **self.admin_site.each_context(request),
            "title": _("File of %(person)s") % {"person": file.user},
            "opts": self.opts,
            "person": file.user,
            "may_receive": file.user.pk != get_manager(request).pk,
            "facts": build_facts(file),
            "account_acts": list_account_acts(file.user, get_manager(request)),
            "tables": tables,
        }
        return TemplateResponse(request, "student_file/person.html", context)

    def message_view(self, request: HttpRequest, user_id: int) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        by, back = get_manager(request), reverse("admin:accounts_user_file", args=[user_id])
        page = build_message_page(request, get_person(by, user_id), by, back=back)
        return render_act_page(self, request, page) or HttpResponseRedirect(back)


def render_group(group: PilotGroup) -> SafeString:
    return render_link(reverse("admin:accounts_pilotgroup_change", args=[group.pk]), group)


def build_facts(file: PersonFile) -> list[tuple[str, Cell]]:
    """What the head of the page says, each with its label. What is empty is left out."""
    user = file.user
    facts: list[tuple[str, Cell]] = [
        (_("Email"), user.email),
        (_("Role"), user.get_group_display()),
        (_("Account"), describe_account(user)),
        (_("Last day"), format_day(user.expires_on) if user.expires_on else ""),
        (_("Invitation"), describe_invitation(user)),
        (_("Last login"), describe_last_login(user)),
        (_("Second factor"), user.get_two_factor_display()),
        (_("Phone"), user.phone),
        (_("Address"), join_parts([user.address, f"{user.postcode} {user.city}".strip(), user.country_id])),
        (_("Date of birth"), format_day(user.date_of_birth) if user.date_of_birth else ""),
        (_("Personnel number"), user.personnel_number or ""),
        (_("Supervisor"), str(user.supervisor or "")),
        (_("Groups"), join_parts([render_group(group) for group in file.groups])),
    ]
    return [(label, text) for label, text in facts if text != ""]


def describe_last_login(user: User) -> str:
    """In school time; logins of the last year are kept. Reads `company`."""
    login = user.logins.order_by("-at", "-id").first()
    return user.company.local_text(login.at) if login else "—"


def describe_account(user: User) -> str:
    if user.deleted_at:
        return _("deleted; the records stay")
    return _("may log in") if user.may_log_in else _("closed")
