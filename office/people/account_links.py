"""The links of the user menu in the admin (config/unfold.py)."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from office.base.managers import get_manager


def build_account_links(request: HttpRequest) -> list[dict[str, str]]:
    """The manager's own pages; without a password there is none to change."""
    if not request.user.is_authenticated:
        return []
    by = get_manager(request)
    links = [{"title": _("My account"), "link": reverse("admin:accounts_user_change", args=[by.pk])}]
    if by.has_usable_password():
        links.append({"title": _("Change password"), "link": reverse("admin:password_change")})
    return [*links, {"title": _("Second factor"), "link": reverse("admin:second_factor")}]
