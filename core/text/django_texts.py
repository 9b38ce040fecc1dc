"""Texts of Django for which our translations are better: its German says "Sichern" and "Geschichte".

The catalog of `core` is in settings.LOCALE_PATHS, which come before the catalogs of apps (docs/decisions/0024).
"""

from django.utils.translation import gettext_noop

REWORDED = (
    gettext_noop("Save"),
    gettext_noop("Save and continue editing"),
    gettext_noop("Save and add another"),
    gettext_noop("Save as new"),
    gettext_noop("History"),
    gettext_noop("Breadcrumbs"),
    gettext_noop("Unknown"),
)
