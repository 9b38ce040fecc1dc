"""Taking the enrollments of a table."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from core.tables.reading import ImportRow
from core.text.cleaning import clean_email
from office.enrolling.page import FinishBeforeField
from office.imports.base import Column, Importer, Outcome, list_rejected, reject_unreadable
from office.imports.people import BATCH
from trainings.enrollments.services import build_enrollment, store_enrollments
from trainings.models import Enrollment, Training

COLUMNS = (
    Column("email", "Who is enrolled: the address of somebody in your school.", "anna.huber@school.example", True),
    Column("training", "The name of the training, or its id.", "PPL(A) theory", True),
    Column("supervisor", "The address of an instructor.", "ingrid.moser@school.example"),
    Column("finish_before", "YYYY-MM-DD or DD.MM.YYYY.", "2027-06-30", is_day=True),
)
FINISH_BEFORE = FinishBeforeField()
NO_TRAINING = "Your school has no training of this name or id."


class EnrollmentLookup:
    """What a table of enrollments may refer to: people, courses and unfinished enrollments of the manager's school."""

    def __init__(self, by: User, lines: Sequence[ImportRow]) -> None:
        emails = {read_address(line, column) for line in lines for column in ("email", "supervisor")} - {""}
        found = find_people(sorted(emails), by)
        self.people = {user.email: user for user in found}
        self.courses: dict[str, list[Training]] = defaultdict(list)
        for training in Training.objects.visible_to(by).without_templates():
            self.courses[training.name.casefold()].append(training)
            self.courses[str(training.pk)].append(training)
        going = Enrollment.objects.visible_to(by).unfinished().filter(user__in=[user.pk for user in found])
        self.going = set(going.values_list("training_id", "user_id"))


def find_people(emails: Sequence[str], by: User) -> list[User]:
    found: list[User] = []
    for start in range(0, len(emails), BATCH):
        found += User.objects.visible_to(by).filter(email__in=emails[start : start + BATCH])
    return found


def read_address(line: ImportRow, column: str) -> str:
    return clean_email(line.cells.get(column, ""))


@transaction.atomic
def import_enrollments(*, lines: Sequence[ImportRow], by: User, is_dry_run: bool = False) -> list[Outcome]:
    """Enrolls each person of the table in the training beside, by the enrollment service.

    Whoever is in the training already is passed over. A row is refused for a person, a training or an instructor that
    the manager's school has not, a name that two trainings have, a date that is none, and when it repeats another. All
    or nothing: one refused row, and nobody is enrolled. The same in a rehearsal, whatever the rows.
    """
    school = EnrollmentLookup(by, lines)
    judged = [validate_row(line, school, by) for line in lines]
    reject_duplicates(judged)
    outcomes = [outcome for outcome, _ in judged]
    reject_unreadable(outcomes, lines)
    if not (is_dry_run or list_rejected(outcomes)):
        store_enrollments(rows=[row for outcome, row in judged if row and not outcome.is_present], by=by)
    return outcomes


def validate_row(line: ImportRow, school: EnrollmentLookup, by: User) -> tuple[Outcome, Enrollment | None]:
    """What becomes of a row, and the enrollment it asks for when it can be told."""
    outcome = Outcome(line.number, f"{line.cells.get('email', '')}: {line.cells.get('training', '')}")
    user = school.people.get(read_address(line, "email"))
    if user is None:
        outcome.refuse("email", "There is nobody with this address in your school.")
    training = find_training(line.cells.get("training", ""), school, outcome)
    supervisor = find_supervisor(read_address(line, "supervisor"), school, outcome)
    try:
        day = FINISH_BEFORE.clean(line.cells.get("finish_before", ""))
    except ValidationError as error:
        outcome.errors["finish_before"] = list(error.messages)
    if user is None or training is None or outcome.errors:
        return outcome, None
    outcome.title = f"{user}: {training}"
    if (training.pk, user.pk) in school.going:
        outcome.is_present, outcome.note = True, "Is enrolled already; nothing is changed."
    moment = FinishBeforeField.moment(day, by.company)
    return outcome, build_enrollment(training, user.pk, by, supervisor=supervisor, finish_before_at=moment)


def find_training(text: str, school: EnrollmentLookup, outcome: Outcome) -> Training | None:
    found = school.courses.get(text.casefold(), [])
    if len(found) == 1:
        return found[0]
    outcome.refuse("training", f"{len(found)} trainings have this name: use the id." if found else NO_TRAINING)
    return None


def find_supervisor(email: str, school: EnrollmentLookup, outcome: Outcome) -> User | None:
    supervisor = school.people.get(email)
    if email and (supervisor is None or not supervisor.is_staff):
        outcome.refuse("supervisor", "There is no instructor with this address in your school.")
    return supervisor


def reject_duplicates(judged: Iterable[tuple[Outcome, Enrollment | None]]) -> None:
    first: dict[tuple[object, int], int] = {}
    for outcome, row in judged:
        if row and first.setdefault((row.training_id, row.user_id), outcome.number) != outcome.number:
            outcome.refuse("email", f"Row {first[row.training_id, row.user_id]} enrolls the same person already.")


def run_import(lines: Sequence[ImportRow], by: User, is_dry_run: bool) -> list[Outcome]:
    return import_enrollments(lines=lines, by=by, is_dry_run=is_dry_run)


ENROLLMENTS = Importer("enrollments", COLUMNS, run_import)
