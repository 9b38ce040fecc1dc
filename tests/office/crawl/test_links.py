"""No link on a page of the managers' admin leads to an error: what a manager may not do is not offered."""

import re
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from django.urls import resolve

from tests.office.browser import Browser, open_browser
from tests.office.crawl.crawling import LOGOUT
from tests.office.crawl.readable import list_addresses
from tests.office.population import populate
from tests.world import World

# The certificate of the population is empty and cannot be printed.
DOWNLOAD = re.compile(r"\.pdf\?")
# Pages that are alike for all models and have no links of their own.
ALIKE = re.compile(r"/(print|history|delete)/$")
LINK = re.compile(r'<a\b[^>]*?\bhref="([^"#]+)')


def collect_links(browser: Browser) -> dict[tuple[str, ...], tuple[str, str]]:
    """One link to each address of the admin, with a page that has it. Links that differ only in
    ids and in the values of their query are alike."""
    found = dict[tuple[str, ...], tuple[str, str]]()
    for address in filter(lambda path: not ALIKE.search(path), list_addresses()):
        response = browser.get(address)
        if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
            for link in LINK.findall(response.content.decode()):
                target = urlsplit(urljoin(f"http://testserver{address}", link.replace("&amp;", "&")))
                if target.netloc == "testserver" and target.path.startswith("/admin/") and target.path != LOGOUT:
                    key = (resolve(target.path).route, *sorted(parse_qs(target.query)))
                    found.setdefault(key, (f"{target.path}?{target.query}", address))
        response.close()
    return found


def get_status(browser: Browser, address: str) -> int:
    response = browser.get(address)
    response.close()
    return response.status_code


@pytest.mark.any_database
def test_no_link_leads_to_an_error(world: World) -> None:
    populate(world.alpine, "Alpine")
    browser = open_browser(world.maria)

    links = collect_links(browser)
    wrong = {
        link: page
        for link, page in links.values()
        if not DOWNLOAD.search(link) and get_status(browser, link) not in {200, 302}
    }

    assert len(links) > 100
    assert wrong == {}
