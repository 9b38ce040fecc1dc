"""The calendar and its iCal feed (contract section 9)."""
