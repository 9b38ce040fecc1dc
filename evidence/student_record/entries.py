"""The entries of a student record: its lines, in English."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class RecordEntry:
    """One thing that happened: when, of which kind, what, with which result, recorded by whom, remarks.

    Of a flight only the day is known (`is_day`); `at` is then the start of that day in the school's time zone.
    `revision` is that of the syllabus to which the item belongs, None if it has none (docs/decisions/0034).
    """

    at: datetime
    kind: str
    what: str
    result: str = ""
    by: str = ""
    remarks: str = ""
    is_day: bool = False
    revision: int | None = None
