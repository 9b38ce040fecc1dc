"""Countries, as pages name them."""

import pytest
from django.utils.translation import override

from accounts.countries_and_zones import list_countries, list_translated_countries


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", ["Austria", "New Zealand", "United States"]),
        ("en-001", ["Austria", "New Zealand", "United States"]),
        ("de", ["Österreich", "Neuseeland", "Vereinigte Staaten"]),
        ("es", ["Austria", "Nueva Zelanda", "Estados Unidos"]),
        ("fr", ["Autriche", "Nouvelle-Zélande", "États-Unis"]),
        ("xx", ["Austria", "New Zealand", "United States"]),
    ],
)
def test_countries_are_named_in_the_active_language(language: str, names: list[str]) -> None:
    with override(language):
        named = list_translated_countries()

    assert [named[id] for id in ("AT", "NZ", "US")] == names
    assert named.keys() == list_countries().keys()


def test_accents_do_not_change_the_order() -> None:
    with override("de"):
        names = list(list_translated_countries().values())

    assert names.index("Norwegen") < names.index("Österreich") < names.index("Pakistan")
