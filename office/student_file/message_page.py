"""The page on which a manager writes to people of the school."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from accounts.models import User
from accounts.notifications import SUBJECT_LENGTH
from accounts.people.messaging import BODY_LENGTH, MAX_RECIPIENTS, MessageInput, send_message, send_messages
from core.exceptions import Conflict
from office.enrollment_acts.forms import ActForm
from office.enrollment_acts.frame import ActPage, Listing, get_form_data
from office.forms.text_fields import normalise_text
from office.people.account_pages import describe_person

RECIPIENTS = "recipients"  # the hidden field with the ids of those whom the page named


class MessageForm(ActForm):
    subject = forms.CharField(
        label=pgettext_lazy("of a message", "Subject"), max_length=SUBJECT_LENGTH, widget=UnfoldAdminTextInputWidget()
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
    return ActPage(
        title=_("Message to %(person)s") % {"person": recipient},
        button=_("Send"),
        listing=list_recipients([recipient]),
        form=MessageForm(by, get_form_data(request)),
        run=lambda data: run_message(recipient, MessageInput(data["subject"], data["body"], path), by),
        back=back,
    )


def run_message(recipient: User, message: MessageInput, by: User) -> str:
    send_message(recipient_id=recipient.pk, message=message, by=by)
    return _("The message to %(person)s is sent.") % {"person": recipient}


def build_messages_page(
    request: HttpRequest,
    people: QuerySet[User],
    by: User,
    *,
    path: str = "",
    back: str = "",
    remembered: Sequence[tuple[str, str]] = (),
) -> ActPage:
    """The page of a message to each of the people, at most `MAX_RECIPIENTS`, all of whom it names; without those whose
    accounts are closed. It sends only to those whom it has named: if they are others meanwhile, it names them anew."""
    by_name = people.select_related("company").order_by("surname", "name", "id")
    chosen = list(by_name[: MAX_RECIPIENTS + 1])
    is_possible = len(chosen) <= MAX_RECIPIENTS
    listing = list_recipients(chosen) if is_possible else refuse_number(people.count())
    ids = [person.pk for person in chosen if is_possible and person.may_log_in]
    named = " ".join(map(str, ids))

    def run(data: dict[str, Any]) -> str:
        if request.POST.get(RECIPIENTS) != named:
            raise Conflict(_("The recipients have changed meanwhile. Check the names, then send the message."))
        return run_messages(ids, MessageInput(data["subject"], data["body"], path), by)

    return ActPage(
        title=_("Message to several people"),
        button=_("Send"),
        listing=listing,
        form=MessageForm(by, get_form_data(request)),
        run=run,
        remembered=[*remembered, (RECIPIENTS, named)],
        back=back,
        context={"concerned": listing.concerned, "more_concerned": 0},
    )


def run_messages(ids: list[int], message: MessageInput, by: User) -> str:
    count = len(send_messages(recipient_ids=ids, message=message, by=by))
    text = ngettext("The message to %(count)s person is sent.", "The message to %(count)s people is sent.", count)
    return text % {"count": count}


def list_recipients(people: list[User]) -> Listing:
    """By name and address. Reads `company`."""
    obstacle = _("The account is closed, so nobody would read it.")
    return Listing(
        [describe_person(person) for person in people if person.may_log_in],
        [(describe_person(person), obstacle) for person in people if not person.may_log_in],
    )


def refuse_number(count: int) -> Listing:
    selected = ngettext("%(count)s person", "%(count)s people", count) % {"count": count}
    return Listing([], [(selected, _("Write to at most %(limit)s people at a time.") % {"limit": MAX_RECIPIENTS})])
