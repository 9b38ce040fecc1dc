"""The retention clock: how long a record is kept, and which are due for deletion (docs/decisions/0035).

ORA.ATO.120 keeps records "for a period of at least 3 years after the completion of the training", 14 CFR 141.101(d)
"for at least 1 year"; a school may keep them longer (`Company.years_of_retention`). The period is counted in days of
the school, as Regulation (EEC, Euratom) No 1182/71, Article 3, counts years: the day of the end is not part of it, and
it ends with the last hour of the same date, or of 28 February where there is no 29th. The record is due the day after.
"""

from datetime import date, datetime, timedelta

from accounts.models import Company
from trainings.models import Enrollment


def get_end_day(enrollment: Enrollment) -> date | None:
    """The school's day on which the training ended: finished, or recorded as withdrawn. None while it goes on, and then
    nothing of it is ever due. Reads `company`."""
    ended_at = enrollment.finished_at or enrollment.withdrawn_at
    return enrollment.company.local_date(ended_at) if ended_at else None


def get_last_kept_day(enrollment: Enrollment) -> date | None:
    """The last day on which the record must be there; None while the training goes on."""
    ended_on = get_end_day(enrollment)
    return add_years(ended_on, enrollment.company.years_of_retention) if ended_on else None


def get_due_day(enrollment: Enrollment) -> date | None:
    """The first day on which the record may be deleted; None while the training goes on."""
    kept_until = get_last_kept_day(enrollment)
    return kept_until + timedelta(days=1) if kept_until else None


def add_years(day: date, years: int) -> date:
    """The same date so many years later; 28 February for a 29th that does not exist."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def get_cutoff(company: Company, now: datetime) -> datetime:
    """The moment before which a training must have ended for its record to be due now."""
    today, years = company.local_date(now), company.years_of_retention
    try:
        first_kept = today.replace(year=today.year - years)
    except ValueError:
        first_kept = date(today.year - years, 3, 1)  # today is 29 February, and there was none that year
    return company.get_day_start(first_kept)


def add_month(day: date) -> date:
    """The same date a month later, or the last day of a shorter month: the time for an answer to a person's request
    (GDPR, Article 12(3))."""
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month, min(day.day, last))
