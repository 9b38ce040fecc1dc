"""Mails in the managers' admin: what was sent to whom, and what did not arrive. Never what they say."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import display_for_value
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from mail.delivery.resending import send_again
from mail.models import Mail
from office.base.admins import ServiceAdmin
from office.base.filters import NamedChoiceFilter
from office.base.registration import MenuGroup, MenuItem
from office.base.site import site


class StateFilter(NamedChoiceFilter):
    title = _("state")
    parameter_name = "state"
    named_choices = (
        ("waiting", _("Waiting"), lambda rows, request: rows.filter(status=Mail.Status.WAITING)),
        ("done", _("Done"), lambda rows, request: rows.filter(status=Mail.Status.DONE)),
        ("given_up", _("Given up"), lambda rows, request: rows.given_up()),
        ("lately", _("Given up in the last two weeks"), lambda rows, request: rows.given_up_lately(timezone.now())),
    )


@admin.register(Mail, site=site)
class MailAdmin(ServiceAdmin):
    """The mails of the school, newest first. `facts`, from which a mail is rendered, are in no list and on no page."""

    menu = (MenuItem(MenuGroup.SCHOOL, _("Mails"), "mail", order=5),)
    field_names = {
        "created_at": _("queued"),
        "finished_at": _("done"),
    }
    list_display = ("kind", "address", "recipient", "status", "attempts", "error", "created_at", "finished_at")
    list_filter = (StateFilter, "kind")
    list_select_related = ("recipient__company",)
    search_fields = ("address", "recipient__name", "recipient__surname")
    ordering = ("-created_at", "-pk")
    fields = (*list_display, "next_attempt")
    readonly_fields = fields
    actions = ("send_again",)

    @admin.display(description=_("what the mail server said"), ordering="last_error")
    def error(self, row: Mail) -> str:
        """What is not the server's but ours, in the manager's language."""
        text = row.last_error
        return text and gettext(text)

    @admin.display(description=_("next attempt"))
    def next_attempt(self, row: Mail) -> str:
        return display_for_value(row.next_attempt_at, "-")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.action(description=_("Send the selected mails again that were given up"), permissions=["view"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Mails that wait or arrived are left alone, so that a second click sends nothing twice."""
        count = send_again(list(queryset))
        text = ngettext("%(count)s mail queued again.", "%(count)s mails queued again.", count)
        self.message_user(request, text % {"count": count})
