"""Titles, colours and callbacks of the managers' admin; what each model shows there is declared in its `admin.py`."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static

BLUE = {
    "50": "oklch(97% .013 245)",
    "100": "oklch(94% .028 245)",
    "200": "oklch(88.5% .058 245)",
    "300": "oklch(80.5% .1 245)",
    "400": "oklch(70.5% .14 247)",
    "500": "oklch(61.5% .155 250)",
    "600": "oklch(53% .155 252)",
    "700": "oklch(46.5% .14 254)",
    "800": "oklch(40.5% .115 255)",
    "900": "oklch(36% .09 256)",
    "950": "oklch(27% .07 258)",
}


def build_static_link(path: str) -> Callable[[HttpRequest], str]:
    """The address of a static file, in unfold's format: known only once the files are collected."""
    return lambda request: static(path)


UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "Downwind",
    "SITE_HEADER": "office.base.site.get_school_name",
    "SITE_SUBHEADER": "office.base.site.get_school_zone",
    "SITE_URL": None,  # there is no public site to link to
    "SITE_ICON": "office.base.site.get_school_logo",
    "SITE_SYMBOL": "flight",  # for a school without a logo
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("managers/icon.svg")}],
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_BACK_BUTTON": True,
    "BORDER_RADIUS": "8px",
    "COLORS": {"primary": BLUE},
    "STYLES": [build_static_link(f"managers/{name}.css") for name in ("pages", "accessible", "print")],
    "SCRIPTS": [
        build_static_link(f"managers/{name}.js") for name in ("accessible", "day_echo", "errors", "printing", "unsaved")
    ],
    "ACCOUNT": {"navigation": "office.people.account_links.build_account_links"},
    "GLOBAL_CALLBACK": "office.inbox.reads.add_unread_count",
    "DASHBOARD_CALLBACK": "office.dashboard.page.add_dashboard",
    # `command_search` shows the search box; office/base/search.py responds to it in place of unfold's search.
    "SIDEBAR": {"show_search": True, "command_search": True, "navigation": "office.base.menu.build_navigation"},
}
