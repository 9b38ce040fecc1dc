"""What keeps a record from being deleted, in words, with the paragraph."""

from datetime import date

from django.utils.translation import gettext as _

from core import clock
from core.dates.writing import format_day
from retention.clock import get_due_day, get_last_kept_day
from retention.models import LegalHold
from trainings.models import Enrollment


def explain_obstacle(row: Enrollment, hold: LegalHold | None, today: date | None = None) -> str:
    """ "" if nothing keeps it. Reads `company`."""
    today = today or row.company.local_date(clock.now())
    due_on, kept_until = get_due_day(row), get_last_kept_day(row)
    if due_on is None or kept_until is None:
        return _("The training has not ended, so nothing of it is due for deletion.")
    if today < due_on:
        values = {"day": format_day(kept_until), "paragraph": row.company.rules.retention_paragraph}
        return _("It must be kept until %(day)s (%(paragraph)s).") % values
    return explain_hold(hold) if hold else ""


def explain_hold(hold: LegalHold) -> str:
    values = {"day": format_day(hold.company.local_date(hold.placed_at)), "reason": hold.reason}
    return _("A legal hold of %(day)s keeps it: %(reason)s") % values


def find_hold(row: Enrollment) -> LegalHold | None:
    """The legal hold that keeps the record or everything of its student; the record's own first."""
    holds = LegalHold.objects.standing().select_related("company")
    own = holds.filter(enrollment=row.pk).first()
    return own or holds.filter(user=row.user_id).first()
