"""The page on which a manager writes to somebody of the school."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from accounts.models import User
from accounts.notifications import SUBJECT_LENGTH
from accounts.people.messaging import BODY_LENGTH, MessageInput, send_message
from office.enrollment_acts.forms import ActForm
from office.enrollment_acts.frame import ActPage, Listing, get_form_data
from office.forms.text_fields import normalise_text


class MessageForm(ActForm):
    subject = forms.CharField(
        label=gettext_lazy("Subject"), max_length=SUBJECT_LENGTH, widget=UnfoldAdminTextInputWidget()
    )
    body = forms.CharField(
        label=gettext_lazy("Message"),
        max_length=BODY_LENGTH,
        widget=UnfoldAdminTextareaWidget({"rows": 8}),
        help_text=gettext_lazy("Appears under Messages in the app, and goes by mail to people who want that."),
    )

    def __init__(self, by: User, data: Any = None, files: Any = None) -> None:
        super().__init__(by, data, files)
        for field in self.fields.values():
            normalise_text(field)


def build_message_page(request: HttpRequest, recipient: User, by: User, *, path: str = "", back: str) -> ActPage:
    """`path` of the API is what the message is about."""
    obstacle = "" if recipient.may_log_in else _("The account is closed, so nobody would read it.")
    name = f"{recipient} ({recipient.email})"
    return ActPage(
        title=_("Message to %(person)s") % {"person": recipient},
        button=_("Send"),
        listing=Listing([], [(name, obstacle)]) if obstacle else Listing([name]),
        form=MessageForm(by, get_form_data(request)),
        run=lambda data: run_message(recipient, MessageInput(data["subject"], data["body"], path), by),
        back=back,
    )


def run_message(recipient: User, message: MessageInput, by: User) -> str:
    send_message(recipient_id=recipient.pk, message=message, by=by)
    return _("The message to %(person)s is sent.") % {"person": recipient}
