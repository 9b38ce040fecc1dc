"""The locale of a person: the language of the admin's texts, and the way in which days and times are written and typed.

Each one has formats in config/formats. English has two: its days are read by the school's country.
"""

from functools import cache
from importlib.resources import files
from typing import Final

from django.conf import settings

LANGUAGES: Final = frozenset(code for code, _name in settings.LANGUAGES)
ENGLISH: Final[str] = settings.LANGUAGE_CODE
MONTH_FIRST: Final = ENGLISH
DAY_FIRST: Final = "en-001"  # English anywhere but in the countries below; the region is that of CLDR
# Where English is written with the month first, by CLDR (`en_US`, `en_PH`, … `dateFormats/short`).
MONTH_FIRST_COUNTRIES: Final = frozenset({"US", "AS", "BI", "GU", "MH", "MP", "PH", "PR", "UM", "VI"})


def choose_locale(language: str, timezone_id: str) -> str:
    """The locale of a person with this language at a school in this time zone: `de` for `de-AT`, English for a language
    that the admin does not speak.

    Only English needs the school: `12/3/2026` is 3 December where the country of its time zone writes the month first,
    and where the zone has no country; elsewhere it is 12 March.
    """
    base = language.lower().replace("_", "-").partition("-")[0]
    if base in LANGUAGES - {ENGLISH}:
        return base
    country = find_country(timezone_id)
    return MONTH_FIRST if country is None or country in MONTH_FIRST_COUNTRIES else DAY_FIRST


def find_country(timezone_id: str) -> str | None:
    """The ISO 3166 code of the country of an IANA zone; None for one without, such as `UTC` or an old name."""
    return index_countries().get(timezone_id)


@cache
def index_countries() -> dict[str, str]:
    """From `zone.tab` of the zone database: country, coordinates, zone."""
    lines = (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return {row[2]: row[0] for row in rows}
