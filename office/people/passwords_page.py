"""The page of the admin that sets new random passwords: a confirmation, then the list, which is shown only once."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.people.services import renew_passwords
from core.tables.responses import build_table_response
from core.tables.writing import XLSX
from office.base.admins import ScopedAdmin
from office.base.managers import get_manager
from office.enrolling.page import build_action_fields

MAX_PEOPLE = 100  # each password is hashed within the request, which must stay below the timeout of proxies
NOBODY_SELECTED = gettext_lazy(
    "Nothing was changed: you cannot set your own password here, or those of users with a higher role."
)
HEADING = (gettext_lazy("Surname"), gettext_lazy("Name"), gettext_lazy("Email"), gettext_lazy("Password"))


def render_passwords_page(
    model_admin: ScopedAdmin, request: HttpRequest, selection: QuerySet[User]
) -> HttpResponseBase | None:
    """The confirmation page or, once confirmed, the passwords as a spreadsheet; None if none can be set."""
    by = get_manager(request)
    reachable = User.objects.in_reach_of(by).exclude(pk=by.pk)
    people = list(reachable.filter(pk__in=selection.values("pk")).order_by("surname", "name", "id")[: MAX_PEOPLE + 1])
    if not people:
        model_admin.message_user(request, NOBODY_SELECTED, messages.ERROR)
        return None
    if len(people) > MAX_PEOPLE:
        model_admin.message_user(
            request, _("Select at most %(count)s people at a time.") % {"count": MAX_PEOPLE}, messages.ERROR
        )
        return None
    if "confirmed" in request.POST:
        return build_password_file(people, by)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("New passwords"),
        "opts": model_admin.opts,
        "people": people,
        "left_out": selection.count() - len(people),
        "remembered": build_action_fields("new_passwords", [user.pk for user in people]),
    }
    return TemplateResponse(request, "people/passwords.html", context)


def build_password_file(people: list[User], by: User) -> HttpResponseBase:
    """Sets the passwords and lists them in the order of the page."""
    passwords = {user.pk: password for user, password in renew_passwords(people=people, by=by)}
    rows = [[user.surname, user.name, user.email, passwords[user.pk]] for user in people]
    return build_table_response(XLSX, "passwords", [str(heading) for heading in HEADING], rows)
