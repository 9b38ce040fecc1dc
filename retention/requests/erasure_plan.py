"""What of a person can be erased now, and what has to stay, until when and why (GDPR, Article 17(3)(b))."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.dates.writing import format_day
from dossiers.models import Dossier
from retention.clock import get_last_kept_day
from retention.deleting.accounts import find_references
from retention.deleting.obstacles import explain_hold, explain_obstacle
from retention.models import LegalHold
from trainings.models import Enrollment


@dataclass(frozen=True)
class Stays:
    """A record that stays, until which day if that is known, and why, in a sentence. `told` is what the person is told:
    the reason of a legal hold is the school's own, and may name people."""

    enrollment: Enrollment
    until: date | None
    why: str
    told: str


@dataclass(frozen=True)
class ErasurePlan:
    """The records that go and those that stay; `account_obstacle` says why the account stays, "" if it goes. The
    dossiers of other schools go with the account, and are listed only then."""

    goes: list[Enrollment]
    stays: list[Stays]
    account_obstacle: str
    dossiers: list[Dossier]


def plan_erasure(user: User) -> ErasurePlan:
    """What an erasure would do now. Four queries at most, and those of `find_references`."""
    rows = Enrollment.objects.filter(user=user).select_related("training", "company", "user").order_by("created_at")
    enrollments = list(rows)
    holds = list(list_holds(user))
    by_enrollment = {hold.enrollment_id: hold for hold in holds if hold.enrollment_id}
    of_person = next((hold for hold in holds if hold.user_id), None)
    today = user.company.local_date(clock.now())
    goes, stays = [], []
    for row in enrollments:
        hold = by_enrollment.get(row.pk) or of_person
        if why := explain_obstacle(row, hold, today):
            told = tell_hold(hold) if hold and why == explain_hold(hold) else why
            stays.append(Stays(row, get_last_kept_day(row), why, told))
        else:
            goes.append(row)
    obstacle = explain_account(user, stays, of_person)
    dossiers = [] if obstacle else list(user.dossiers.order_by("received_at", "pk"))
    return ErasurePlan(goes, stays, obstacle, dossiers)


def list_holds(user: User) -> list[LegalHold]:
    rows = LegalHold.objects.standing().filter(Q(user=user) | Q(enrollment__user=user))
    return list(rows.select_related("company"))


def tell_hold(hold: LegalHold) -> str:
    return _("A legal hold of %(day)s keeps it.") % {"day": format_day(hold.company.local_date(hold.placed_at))}


def explain_account(user: User, stays: list[Stays], hold: LegalHold | None) -> str:
    """Why name and address stay. An instructor's name stands under the records of others until those are due."""
    if stays:
        return _("The account stays as long as a record does, which would be worth nothing without the name.")
    if hold:
        return _("A legal hold keeps the account.")
    if user.is_staff:
        return _("Instructors and managers stay: their names stand in the records of their students.")
    named = [name for name in find_references(user) if name not in OWN_RECORDS]
    return _("The name stands in the records of others, and stays until those are deleted.") if named else ""


# What goes with the records themselves; students sign nothing but their own debriefings.
OWN_RECORDS = {"trainings.Enrollment.user", "records.Signature.signer"}


def describe_training(row: Enrollment) -> str:
    """The training with its days, without the person."""
    values = {"training": row.training.name, "day": format_day(row.company.local_date(row.created_at))}
    return _("%(training)s, begun on %(day)s") % values


def describe_dossier(row: Dossier) -> str:
    """The dossier with its school and training, without the person."""
    values = {"school": row.school_name, "training": row.training_name}
    return _("the dossier of %(school)s about %(training)s") % values
