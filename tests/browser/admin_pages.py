"""Finds the pages of the managers' admin: those of its registry, and by the links on its pages, one of each route."""

import re
from collections import deque
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import Error, Page

from tests.office.crawl.crawling import iterate_routes
from tests.office.population import build_address, list_registered

# Pages to which no link leads, or only one in a mail.
EXTRA = ("/admin/login/", "/admin/password_change/", "/admin/password_change/done/", "/admin/second_factor/")
# These have one template for all models: one page of each is enough.
ALIKE = re.compile(r"_(history|delete|print)$|^app_list$")
# No pages: parts of pages, files, and what ends the session.
SKIPPED = re.compile(
    r"autocomplete|jsi18n|logout|/search/|sample|login/code|toggle_sidebar"
    r"|\.(\{\}|pdf)$|/sheet/$|/document$|backgroundjob/\{\}/file/$"
)
LINKS = "() => [...document.querySelectorAll('a[href]')].map((link) => link.href)"
# An id in a route; all that is left of it in the name of the route.
PARAMETER = re.compile(r"<[^>]+>")


def find_route(path: str) -> str:
    """The route of an address, as `admin/accounts/user/{}/change/`; of pages that are alike, the same for all.

    Empty for an address that is no page.
    """
    try:
        match = resolve(path)
    except Resolver404:
        return ""
    route = PARAMETER.sub("{}", match.route)
    alike = ALIKE.search(match.url_name or "")
    return "" if SKIPPED.search(route) else alike[0] if alike else route


class Walk:
    """Opens one page of each route. `reached` has the address of each, by route."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.reached = dict[str, str]()
        models = [model for model, _ in list_registered()]
        self.waiting = deque(["/admin/", *map(build_address, models), *EXTRA])

    def iterate_pages(self) -> Iterator[str]:
        """Yields the route of each page, which is open then."""
        yield from self.follow_links()
        self.waiting.extend(path for path in self.list_unlinked() if self.is_page(path))
        yield from self.follow_links()

    def follow_links(self) -> Iterator[str]:
        while self.waiting:
            path = self.waiting.popleft()
            route = find_route(path)
            if not route or route in self.reached:
                continue
            self.reached[route] = path
            if self.open(path):
                yield route
                self.waiting.extend(self.list_links())

    def open(self, path: str) -> bool:
        """Whether the link leads to a page, and not to a file or elsewhere."""
        try:
            response = self.page.goto(path)
        except Error as error:
            if "Download is starting" not in str(error):
                raise
            return False
        assert response is not None
        is_html = "html" in response.headers.get("content-type", "")
        return is_html and find_route(urlsplit(self.page.url).path) == find_route(path)

    def is_page(self, path: str) -> bool:
        response = self.page.request.get(path, max_redirects=0)
        return response.status == 200 and "html" in response.headers.get("content-type", "")

    def list_links(self) -> list[str]:
        home = f"{urlsplit(self.page.url).scheme}://{urlsplit(self.page.url).netloc}/admin/"
        return [urlsplit(link).path for link in self.page.evaluate(LINKS) if link.startswith(home)]

    def list_unlinked(self) -> Iterator[str]:
        """Addresses of the routes to which no link led; an id in them is that of a row of the model."""
        rows = {
            route.removesuffix("{}/change/"): path.removesuffix("/change/").rpartition("/")[2]
            for route, path in self.reached.items()
            if route.endswith("/{}/change/")
        }
        for route in iterate_routes():
            before, _, after = route.partition("{}")
            is_known = "{}" not in route or (before in rows and "{}" not in after and after)
            if is_known and route not in self.reached and find_route("/" + route.replace("{}", rows.get(before, ""))):
                yield "/" + route.replace("{}", rows.get(before, ""))
