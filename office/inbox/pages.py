"""The manager's own messages in the admin. What is sent to somebody else does not exist here."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Notification
from accounts.notifications import mark_all_read, mark_read
from office.base.managers import get_manager
from office.base.site import site
from office.inbox.links import find_admin_page
from office.inbox.reads import list_messages


@require_safe
def list_inbox(request: HttpRequest) -> HttpResponse:
    """The messages, unread ones in bold."""
    context = {**site.each_context(request), "title": _("Messages"), "page": list_messages(request)}
    return TemplateResponse(request, "inbox/list.html", context)


@require_safe
def open_message(request: HttpRequest, message_id: uuid.UUID) -> HttpResponse:
    """One message, which counts as read from then on."""
    own = Notification.objects.visible_to(get_manager(request)).select_related("sender")
    message = own.filter(pk=message_id).first()
    if message is None:
        raise Http404
    # Before the context, which counts the unread messages.
    mark_read(user=get_manager(request), notification_id=message.pk)
    context = {
        **site.each_context(request),
        "title": _("Message"),
        "message": message,
        "link": find_admin_page(message.url),
    }
    return TemplateResponse(request, "inbox/message.html", context)


@require_POST
def read_all(request: HttpRequest) -> HttpResponseBase:
    """Marks all as read."""
    count = mark_all_read(user=get_manager(request))
    text = ngettext("1 message is marked as read.", "%(count)s messages are marked as read.", count) % {"count": count}
    messages.success(request, text if count else _("There was no unread message."))
    return HttpResponseRedirect(reverse("inbox"))
