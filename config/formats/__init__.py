"""How dates are written and typed, by locale (core/dates/locales.py). The other formats are Django's."""
