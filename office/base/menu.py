"""The menu of the admin, computed from what the registered admins declare (office/base/registration.py)."""

from collections.abc import Callable, Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.addresses.app import get_app_address
from office.base.registration import AdminDeclarations, MenuGroup, MenuItem
from office.base.site import site
from office.inbox.reads import count_unread, format_count

Predicate = Callable[[HttpRequest], bool]
OVERVIEW = {"title": gettext_lazy("Overview"), "icon": "dashboard", "link": reverse_lazy("admin:index")}


def build_navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The groups of the menu with their items, in the format of unfold (`UNFOLD["SIDEBAR"]["navigation"]`)."""
    menu_items = sorted(iterate_menu_items(), key=lambda pair: pair[1].order)
    groups = [
        {"title": group.title, "items": [build_item(*pair) for pair in menu_items if pair[1].group is group]}
        for group in MenuGroup
    ]
    return [{"title": "", "items": [OVERVIEW, build_inbox_item(request), build_app_item()]}, *groups]


def build_inbox_item(request: HttpRequest) -> dict[str, Any]:
    """The manager's own messages, with the number of unread ones."""
    item = {"title": _("Messages"), "icon": "mail", "link": reverse("inbox")}
    unread = count_unread(request)
    return {**item, "badge": format_count(unread), "badge_variant": "primary"} if unread else item


def build_app_item() -> dict[str, Any]:
    """The way to the app, where managers see what students and instructors see."""
    return {"title": _("Open the app"), "icon": "smartphone", "link": get_app_address()}


def iterate_menu_items() -> Iterator[tuple[AdminDeclarations, MenuItem]]:
    for model_admin in site._registry.values():
        if isinstance(model_admin, AdminDeclarations):
            yield from ((model_admin, item) for item in model_admin.menu)


def build_item(model_admin: AdminDeclarations, item: MenuItem) -> dict[str, Any]:
    """A menu item in the format of unfold, shown only to those who may open the list."""

    # A function, not the bound method: unfold deep-copies the menu and would copy the ModelAdmin with it.
    def may_view(request: HttpRequest) -> bool:
        return model_admin.has_view_permission(request)

    built = {
        "title": item.title,
        "icon": item.icon,
        "link": build_link(model_admin, item),
        "permission": may_view,
    }
    return built if len(model_admin.menu) == 1 else {**built, "active": build_active_check(model_admin, item)}


def build_link(model_admin: AdminDeclarations, item: MenuItem) -> str:
    if item.page:
        return reverse(item.page)
    meta = model_admin.model._meta
    link = reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")
    return f"{link}?{item.query}" if item.query else link


def build_active_check(model_admin: AdminDeclarations, item: MenuItem) -> Predicate:
    """A function that says whether to highlight an item of a list that several items open.

    An item with a query is active at exactly its address; one without, below its address wherever none of the others
    is.
    """
    link = build_link(model_admin, item)
    filtered = {build_link(model_admin, other) for other in model_admin.menu if other.query}
    pages = tuple(build_link(model_admin, other) for other in model_admin.menu if other.page and other is not item)

    def is_active(request: HttpRequest) -> bool:
        path = request.get_full_path()
        if item.query:
            return path == link
        return path.startswith(link) and path not in filtered and not path.startswith(pages)

    return is_active
