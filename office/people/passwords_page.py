"""The page of the managers' admin on which people get fresh passwords: who, then a list of them, once."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from accounts.models import User
from accounts.people import renew_passwords
from core.tables.writing import XLSX, build_table_response
from office.base.admins import ScopedAdmin
from office.base.managers import get_manager
from office.enrolling.page import build_action_fields

MAX_PEOPLE = 100  # a password takes a while to hash
HEADING = ("Surname", "Name", "Email", "Password")


def render_passwords_page(
    model_admin: ScopedAdmin, request: HttpRequest, chosen: QuerySet[User]
) -> HttpResponse | None:
    """Asks whether to go on; when that is confirmed, the passwords as a file. None when there is nobody for it."""
    by = get_manager(request)
    mine = User.objects.in_reach_of(by).exclude(pk=by.pk)
    people = list(mine.filter(pk__in=chosen.values("pk")).order_by("surname", "name", "id")[: MAX_PEOPLE + 1])
    if not people:
        model_admin.message_user(request, "These are you, or people above you: nothing is changed.", messages.ERROR)
        return None
    if len(people) > MAX_PEOPLE:
        model_admin.message_user(request, f"Choose at most {MAX_PEOPLE} people at a time.", messages.ERROR)
        return None
    if "confirmed" in request.POST:
        return build_password_file(people, by)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": "New passwords",
        "opts": model_admin.opts,
        "people": people,
        "left_out": chosen.count() - len(people),
        "remembered": build_action_fields("new_passwords", [user.pk for user in people]),
    }
    return TemplateResponse(request, "bulk/passwords.html", context)


def build_password_file(people: list[User], by: User) -> HttpResponse:
    """In the order of the page."""
    fresh = {user.pk: password for user, password in renew_passwords(people=people, by=by)}
    rows = [[user.surname, user.name, user.email, fresh[user.pk]] for user in people]
    return build_table_response(XLSX, "passwords", HEADING, rows)
