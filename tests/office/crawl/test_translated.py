"""Every text on every page of the managers' admin is translated: it is made by gettext, or is somebody's data."""

import pytest

from accounts.countries_and_zones import list_countries, list_timezones
from dossiers.models import TrustedKey
from records.export_keys import format_fingerprint
from tests.office.browser import open_browser
from tests.office.crawl.readable import iterate_untranslated, list_addresses, list_stored_texts, wrap_translations
from tests.office.population import populate
from tests.world import World

# The same in every language.
NAMES = (
    "Downwind", "CSV", "XLSX", "PDF", "ZIP", "iCal", "JSON", "TeX", "VFR", "IFR", "Ctrl + K", "esc", "min", "https://",
    "#rrggbb", "PPL(A), FCL.210.A", "English", "Deutsch", "Español", "Français",
)  # fmt: skip
# What authors wrote.
SLIDE = "/preview/"


def list_known() -> list[str]:
    """Names, and what is stored, the longest first."""
    fingerprints = map(format_fingerprint, TrustedKey.objects.values_list("fingerprint", flat=True))
    known = {*list_stored_texts(), *NAMES, *fingerprints, *list_timezones(), *list_countries().values()}
    return sorted(known, key=len, reverse=True)


@pytest.mark.any_database
def test_every_text_is_translated(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    populate(world.alpine, "Alpine")
    browser = open_browser(world.maria)
    known = list_known()
    wrap_translations(monkeypatch)
    untranslated = dict[str, str]()
    addresses = [address for address in list_addresses() if not address.endswith(SLIDE)]
    pages = 0
    for address in addresses:
        response = browser.get(address)
        if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
            pages += 1
            for text in iterate_untranslated(response.content.decode(), known):
                untranslated.setdefault(text, address)
        response.close()
    assert pages > 100
    assert untranslated == {}
