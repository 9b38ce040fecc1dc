"""The manager's own messages: how many are unread, and one page of them."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

from accounts.models import Notification
from office.base.managers import get_manager

PAGE_SIZE = 30
MOST_SHOWN = 99  # more than anybody counts


def add_unread_count(request: HttpRequest) -> dict[str, Any]:
    """The context of every page; unfold calls it (config/unfold.py). The login page has no messages."""
    unread = count_unread(request) if request.user.is_authenticated else 0
    return {"unread_messages": unread, "unread_text": format_count(unread)}


def count_unread(request: HttpRequest) -> int:
    """One query of the index of unread messages for each request, whoever asks for the number."""
    cache: dict[str, Any] = request.__dict__
    if "_unread_messages" not in cache:
        unread = Notification.objects.visible_to(get_manager(request)).unread().order_by()
        # No more rows than are shown: some managers never open a message.
        cache["_unread_messages"] = unread[: MOST_SHOWN + 1].count()
    count: int = cache["_unread_messages"]
    return count


def format_count(count: int) -> str:
    return f"{MOST_SHOWN}+" if count > MOST_SHOWN else str(count)


def list_messages(request: HttpRequest) -> Page[Notification]:
    """The page of the query string, the newest message first; the first or the last page for any other number."""
    rows = Notification.objects.visible_to(get_manager(request)).select_related("sender").order_by("-created_at", "-id")
    return Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
