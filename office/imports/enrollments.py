"""Importing enrollments from a spreadsheet."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from core.batches import iterate_batches
from core.tables.reading import ImportRow
from core.text.cleaning import clean_email
from office.enrolling.page import FinishBeforeField
from office.imports.base import LOOKUP_SIZE, Column, Importer, Outcome, list_rejected, reject_unreadable
from office.imports.named_rows import NamedRows
from trainings.enrollments.services import build_enrollment, store_enrollments
from trainings.models import Enrollment, Training

COLUMNS = (
    Column("email", "The email address of somebody in your school.", "anna.huber@school.example", True),
    Column("training", "The name of the training, or its id.", "PPL(A) theory", True),
    Column("supervisor", "The email address of an instructor.", "ingrid.moser@school.example"),
    Column("finish_before", "YYYY-MM-DD or DD.MM.YYYY.", "2027-06-30", is_day=True),
)
FINISH_BEFORE = FinishBeforeField()


class EnrollmentLookup:
    """What the rows may refer to in the manager's school: people, trainings and ongoing enrollments. Read once, in a
    number of queries that does not grow with the rows but by `LOOKUP_SIZE`."""

    def __init__(self, by: User, rows: Sequence[ImportRow]) -> None:
        emails = {read_address(row, column) for row in rows for column in ("email", "supervisor")} - {""}
        people = find_people(sorted(emails), by)
        self.people = {user.email: user for user in people}
        self.trainings = NamedRows("training", Training.objects.visible_to(by).without_templates())
        ongoing = Enrollment.objects.visible_to(by).unfinished().filter(user__in=[user.pk for user in people])
        self.ongoing = set(ongoing.values_list("training_id", "user_id"))

    def find_supervisor(self, email: str, outcome: Outcome) -> User | None:
        """The instructor with this address, None for an empty one. Anybody else is an error in the outcome."""
        supervisor = self.people.get(email)
        if email and (supervisor is None or not supervisor.is_staff):
            outcome.reject("supervisor", "There is no instructor with this address in your school.")
        return supervisor


@dataclass(frozen=True)
class ValidatedRow:
    """The outcome of a row, and the enrollment it describes if it is valid so far."""

    outcome: Outcome
    enrollment: Enrollment | None


def find_people(emails: Sequence[str], by: User) -> list[User]:
    people = User.objects.visible_to(by)
    return [user for batch in iterate_batches(emails, LOOKUP_SIZE) for user in people.filter(email__in=batch)]


def read_address(row: ImportRow, column: str) -> str:
    return clean_email(row.cells.get(column, ""))


@transaction.atomic
def import_enrollments(*, rows: Sequence[ImportRow], by: User, is_dry_run: bool = False) -> list[Outcome]:
    """Enrolls the person of each row in the training of the row.

    A person with an ongoing enrollment in the training is skipped. A row is rejected for a person, training or
    instructor that the manager's school does not have, a name that several trainings have, an invalid date, and for
    repeating another row. One rejected row, and nobody is enrolled. A dry run validates the same and stores nothing.
    """
    lookup = EnrollmentLookup(by, rows)
    validated_rows = [validate_row(row, lookup, by) for row in rows]
    reject_duplicates(validated_rows)
    outcomes = [validated.outcome for validated in validated_rows]
    reject_unreadable(outcomes, rows)
    if not (is_dry_run or list_rejected(outcomes)):
        new = [row.enrollment for row in validated_rows if row.enrollment and not row.outcome.is_present]
        store_enrollments(rows=new, by=by)
    return outcomes


def validate_row(row: ImportRow, lookup: EnrollmentLookup, by: User) -> ValidatedRow:
    outcome = Outcome(row.number, f"{row.cells.get('email', '')}: {row.cells.get('training', '')}")
    user = lookup.people.get(read_address(row, "email"))
    if user is None:
        outcome.reject("email", "There is nobody with this address in your school.")
    training = lookup.trainings.find(row.cells.get("training", ""), outcome)
    supervisor = lookup.find_supervisor(read_address(row, "supervisor"), outcome)
    try:
        day = FINISH_BEFORE.clean(row.cells.get("finish_before", ""))
    except ValidationError as error:
        outcome.errors["finish_before"] = list(error.messages)
    if user is None or training is None or outcome.errors:
        return ValidatedRow(outcome, None)
    outcome.title = f"{user}: {training}"
    if (training.pk, user.pk) in lookup.ongoing:
        outcome.is_present, outcome.note = True, "Already enrolled; nothing is changed."
    moment = FinishBeforeField.get_moment(day, by.company)
    enrollment = build_enrollment(training, user.pk, by, supervisor=supervisor, finish_before_at=moment)
    return ValidatedRow(outcome, enrollment)


def reject_duplicates(validated_rows: Sequence[ValidatedRow]) -> None:
    first: dict[tuple[object, int], int] = {}
    for validated in validated_rows:
        outcome, enrollment = validated.outcome, validated.enrollment
        if enrollment is None:
            continue
        number = first.setdefault((enrollment.training_id, enrollment.user_id), outcome.number)
        if number != outcome.number:
            outcome.reject("email", f"Row {number} already enrolls this person.")


def run_import(rows: Sequence[ImportRow], by: User, is_dry_run: bool) -> list[Outcome]:
    return import_enrollments(rows=rows, by=by, is_dry_run=is_dry_run)


ENROLLMENTS = Importer("enrollments", COLUMNS, run_import)
