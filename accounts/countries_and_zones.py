"""Countries (ISO 3166 alpha-2) and time zones (IANA), as id and name."""

import gettext
import zoneinfo
from functools import cache

import pycountry
from django.conf import settings
from django.utils.translation import get_language

from core.text.collation import build_sort_key

# Files of the zone database that are not time zones of a place.
NOT_ZONES = {"Factory", "localtime", "posixrules"}


@cache
def list_countries() -> dict[str, str]:
    """Every country, by name: `{"AT": "Austria", …}`."""
    names = {str(c.alpha_2): str(getattr(c, "common_name", c.name)) for c in pycountry.countries}
    return dict(sorted(names.items(), key=lambda item: item[1]))


def list_translated_countries() -> dict[str, str]:
    """Every country, by name in the active language, for the admin: `{"AT": "Österreich", …}`. The API's names are in
    English (docs/decisions/0024)."""
    return translate_countries(get_language() or settings.LANGUAGE_CODE)


@cache
def translate_countries(language: str) -> dict[str, str]:
    base = language.partition("-")[0]
    if base == settings.LANGUAGE_CODE:
        return list_countries()
    texts = gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=[base], fallback=True)
    names = {code: texts.gettext(name) for code, name in list_countries().items()}
    return dict(sorted(names.items(), key=lambda item: build_sort_key(item[1])))


@cache
def list_timezones() -> dict[str, str]:
    """Every IANA zone: `{"America/New_York": "America/New_York", …}`, so that id and name are the same for clients."""
    return {zone: zone for zone in sorted(zoneinfo.available_timezones() - NOT_ZONES)}


def find_timezone(name: str) -> str | None:
    """The IANA zone with this name in any case, or None."""
    return index_zones_by_folded_name().get(name.strip().casefold())


@cache
def index_zones_by_folded_name() -> dict[str, str]:
    return {zone.casefold(): zone for zone in list_timezones()}
