"""The calendar and its iCal feed (docs/api.md, section 9)."""
