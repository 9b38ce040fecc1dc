"""Webhooks in the managers' admin: to whom what is sent, and what each request came to."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import display_for_value
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget as CheckboxSelectMultiple
from unfold.widgets import UnfoldAdminTextInputWidget as TextInput

from core.addresses.destinations import URL_LENGTH
from office.base.admins import ReadOnlyAdmin, ServiceAdmin
from office.base.filters import ScopedFilter
from office.base.managers import get_manager
from office.base.registration import MenuGroup, MenuItem
from office.base.site import site
from office.forms.date_inputs import DayField
from records.models import Event
from webhooks.delivering import translate_error
from webhooks.kinds import SUBSCRIBABLE
from webhooks.models import Subscription, WebhookDelivery
from webhooks.querysets import DeliveryQuerySet, SubscriptionQuerySet
from webhooks.replaying import replay_deliveries, replay_since, send_test
from webhooks.subscriptions import IssuedSecret, change_subscription, create_subscription, rotate_secret


class SubscriptionForm(forms.ModelForm[Subscription]):
    """A webhook; of an existing one also since when everything is sent again."""

    url = forms.CharField(
        label=_("Address"),
        max_length=URL_LENGTH,
        widget=TextInput(attrs={"type": "url"}),
        help_text=_(
            "Begins with https://. The receiver must respond with a status from 200 to 299 within ten seconds."
        ),
    )
    kinds = forms.MultipleChoiceField(
        label=_("Sends"), choices=[(kind.value, kind.label) for kind in SUBSCRIBABLE], widget=CheckboxSelectMultiple
    )
    replay_since = DayField(
        required=False,
        label=_("Send again since"),
        help_text=_("Sends everything once more that has happened since this day, and is of the kinds above."),
    )

    class Meta:
        model = Subscription
        fields = ("name", "url", "kinds", "is_active")


@admin.register(Subscription, site=site)
class SubscriptionAdmin(ServiceAdmin):
    """Webhooks are switched off, never deleted. The secret is shown when it is created and when it is rotated."""

    menu = (MenuItem(MenuGroup.SCHOOL, _("Webhooks"), "webhook", order=6),)
    field_names = {
        "url": _("address"),
        "is_active": _("active"),
        "last_success_at": _("last success"),
        "paused_until": _("next request"),
    }
    form = SubscriptionForm
    list_display = ("name", "url", "is_active", "last_success_at", "failing_since", "paused_until", "created_by")
    list_filter = ("is_active",)
    list_select_related = ("created_by",)
    search_fields = ("name", "url")
    readonly_fields = (
        *("why_off", "last_success_at", "failing_since", "paused_until"),
        *("previous_secret_until", "created_by", "created_at"),
    )
    actions = ("send_test", "rotate")

    def get_fields(self, request: HttpRequest, obj: Subscription | None = None) -> Any:
        """A new webhook is active, and has sent nothing yet."""
        if obj is None:
            return ("name", "url", "kinds")
        return ("name", "url", "kinds", "is_active", "replay_since", *self.readonly_fields)

    @admin.display(description=_("why it is off"))
    def why_off(self, row: Subscription) -> str:
        reason = row.off_reason
        return reason and gettext(reason)

    def save_model(self, request: HttpRequest, obj: Subscription, form: Any, change: bool) -> None:
        by, fields = get_manager(request), {name: form.cleaned_data[name] for name in ("name", "url", "kinds")}
        if not change:
            issued = create_subscription(**fields, by=by)
            self.show_secret(request, issued)
            obj.__dict__.update(issued.subscription.__dict__)
            return
        stored = Subscription.objects.visible_to(by).get(pk=obj.pk)
        saved = change_subscription(stored, {**fields, "is_active": form.cleaned_data["is_active"]}, by)
        obj.__dict__.update(saved.__dict__)
        if form.cleaned_data["replay_since"]:
            count = replay_since(saved, form.cleaned_data["replay_since"], by)
            self.message_user(request, describe_replays(count), messages.SUCCESS)

    def show_secret(self, request: HttpRequest, issued: IssuedSecret) -> None:
        text = gettext("The secret of {webhook} is <code>{secret}</code>. Copy it now: it is not shown again.")
        shown = format_html(text, webhook=issued.subscription, secret=issued.secret)
        self.message_user(request, shown, messages.WARNING)

    @admin.action(description=_("Send a test event"), permissions=["view"])
    def send_test(self, request: HttpRequest, rows: SubscriptionQuerySet) -> None:
        for row in rows:
            send_test(row, get_manager(request))
        text = gettext("A test event is sent within seconds; see the webhook deliveries.")
        self.message_user(request, text, messages.SUCCESS)

    @admin.action(description=_("Rotate the secret"), permissions=["view"])
    def rotate(self, request: HttpRequest, rows: SubscriptionQuerySet) -> None:
        for row in rows:
            self.show_secret(request, rotate_secret(row, get_manager(request)))
        text = gettext("For 24 hours requests are signed with the old secret, too.")
        self.message_user(request, text, messages.SUCCESS)


@admin.register(WebhookDelivery, site=site)
class DeliveryAdmin(ReadOnlyAdmin):
    menu = (MenuItem(MenuGroup.SCHOOL, _("Webhook deliveries"), "outbox", order=7),)
    field_names = {
        "subscription": _("webhook"),
        "created_at": _("created"),
        "finished_at": _("finished"),
        "response_status": _("response"),
        "response_snippet": _("start of the response"),
        "is_replay": _("sent again"),
    }
    list_display = (
        *("created_at", "subscription", "kind", "event_number", "status", "response_status", "duration"),
        *("attempts", "is_replay", "error"),
    )
    list_filter = (("subscription", ScopedFilter), "status", "kind", "is_replay", "created_at")
    list_select_related = ("subscription", "event")
    search_fields = ("=event__object_id",)
    fields = (*list_display[:-1], "next_request", "finished_at", "error", "response_snippet", "event")
    ordering = ("-created_at", "-id")
    actions = ("send_again",)  # type: ignore[assignment]  # the other lists that are only read have none

    def get_queryset(self, request: HttpRequest) -> QuerySet[WebhookDelivery]:
        return super().get_queryset(request).defer("event__payload", "event__state")

    @admin.display(description=_("event"), ordering="event__seq")
    def event_number(self, row: WebhookDelivery) -> int:
        event: Event = row.event
        return event.seq

    @admin.display(description=_("duration"), ordering="duration_ms")
    def duration(self, row: WebhookDelivery) -> str | None:
        if row.duration_ms is None:
            return None
        return f"{number_format(timedelta(milliseconds=row.duration_ms).total_seconds(), decimal_pos=2)} s"

    @admin.display(description=_("error"), ordering="last_error")
    def error(self, row: WebhookDelivery) -> str:
        return translate_error(row)

    @admin.display(description=_("next request"))
    def next_request(self, row: WebhookDelivery) -> str:
        return display_for_value(row.next_attempt_at, "-")

    @admin.action(description=_("Send the selected events again"), permissions=["view"])
    def send_again(self, request: HttpRequest, rows: DeliveryQuerySet) -> None:
        count = replay_deliveries(rows, get_manager(request))
        self.message_user(request, describe_replays(count), messages.SUCCESS)


def describe_replays(count: int) -> str:
    text = ngettext("%(count)s event is sent again.", "%(count)s events are sent again.", count)
    return text % {"count": count}
