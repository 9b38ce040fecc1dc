"""Importing enrollments from a spreadsheet."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext, gettext_lazy

from accounts.models import User
from core.batches import iterate_batches
from core.dates.writing import format_day
from core.progress import track
from core.tables.headings import fold_heading
from core.tables.reading import ImportRow
from core.text.cleaning import clean_email
from office.enrolling.page import FinishBeforeField
from office.imports.base import LOOKUP_SIZE, Chosen, Column, Importer, Outcome, list_rejected, reject_unreadable
from office.imports.named_rows import NamedRows
from trainings.endpoints.students.spreadsheet import HEADER as STUDENTS_HEADER
from trainings.enrollments.services import build_enrollment, store_enrollments
from trainings.models import Enrollment, Training
from trainings.syllabus.freezing import describe_closed_revision

COLUMNS = (
    Column("email", gettext_lazy("The email address of somebody in your school."), "anna.huber@school.example", True),
    Column("training", gettext_lazy("The name of the training, or its id."), "PPL(A) theory", True),
    Column("supervisor", gettext_lazy("An instructor: the email address, or the name."), "ingrid.moser@school.example"),
    Column(
        "finish_before",
        gettext_lazy("A day, in numbers as your language writes it, or YYYY-MM-DD."),
        "2027-06-30",
        is_day=True,
    ),
    Column("training_id", gettext_lazy("The id of the training, for several of one name. Goes before the name.")),
    Column("finished", gettext_lazy("Filled in: this training is finished. Such a row enrolls nobody.")),
)
# Of the list of enrollments and of the students list.
UNREAD_HEADINGS = (
    "Student",
    *STUDENTS_HEADER,
    "Ground school",
    "Flights",
    "State",
)
ENROLLED = gettext_lazy("Already enrolled; nothing is changed.")
FINISHED = gettext_lazy("Finished already; nothing is changed.")
WITHDRAWN = gettext_lazy("Withdrawn; nothing is changed. To begin anew, enroll this person in the list of enrollments.")
Key = tuple[UUID, str]  # training and address
FINISH_BEFORE = FinishBeforeField()


class EnrollmentLookup:
    """What the rows may refer to in the manager's school: people, trainings and enrollments. Read once, in a number of
    queries that does not grow with the rows but by `LOOKUP_SIZE`."""

    def __init__(self, by: User, rows: Sequence[ImportRow]) -> None:
        emails = sorted({read_address(row, "email") for row in rows} - {""})
        self.people = {user.email: user for user in find_people(emails, by)}
        trainings = list(Training.objects.visible_to(by).without_templates())
        self.known = index_by_name_and_id(trainings)
        self.trainings = NamedRows(
            "training",
            # Of a course, which has one name, its current revision.
            [row for row in trainings if row.revision_state in (None, Training.RevisionState.CURRENT)],
            unknown=gettext("Your school has no training with this name or id."),
            ambiguous=gettext("%(count)s trainings have this name: use the id, which is in the address of its page."),
        )
        self.supervisors = find_supervisors(by) if any(row.cells.get("supervisor") for row in rows) else {}
        self.ongoing: set[Key] = set()
        self.finished: set[Key] = set()
        self.withdrawn: set[Key] = set()
        for training_id, email, finished_at, withdrawn_at in list_enrollments(emails, by):
            keys = self.finished if finished_at else self.withdrawn if withdrawn_at else self.ongoing
            keys.add((training_id, email))

    def find_note(self, keys: Sequence[Key], is_finished: bool) -> str | None:
        """What keeps a row about one of these enrollments from enrolling anybody; None if there is no such one.

        A withdrawn student is not enrolled anew in silence by a file that was exported before."""
        if is_finished:
            return str(FINISHED) if self.finished.intersection(keys) else None
        if self.ongoing.intersection(keys):
            return str(ENROLLED)
        return str(WITHDRAWN) if self.withdrawn.intersection(keys) else None

    def list_known(self, text: str) -> list[Training]:
        """The trainings with this name or id, also the revisions of a course in which nobody is enrolled any more."""
        return self.known.get(text.casefold(), [])

    def find_training(self, text: str, outcome: Outcome) -> Training | None:
        """The training in which a row enrolls; None, with an error in the outcome, if there is none or several."""
        closed = self.list_known(text)
        if closed and not self.trainings.list_matches(text):
            outcome.reject("training", describe_closed_revision(closed[0]))
            return None
        return self.trainings.find(text, outcome)

    def find_supervisor(self, text: str, outcome: Outcome) -> User | None:
        """The instructor with this address or name, None for an empty one. Anybody else is an error in the outcome."""
        if not text:
            return None
        matches = self.supervisors.get(clean_email(text)) or self.supervisors.get(fold_heading(text), [])
        if len(matches) == 1:
            return matches[0]
        error = gettext("There is no instructor with this address or name in your school.")
        if matches:
            error = gettext("%(count)s instructors have this name: use the address.") % {"count": len(matches)}
        outcome.reject("supervisor", error)
        return None


@dataclass(frozen=True)
class ValidatedRow:
    """The outcome of a row, and the enrollment it describes if it is valid so far."""

    outcome: Outcome
    enrollment: Enrollment | None


def index_by_name_and_id(trainings: Sequence[Training]) -> dict[str, list[Training]]:
    found: dict[str, list[Training]] = defaultdict(list)
    for row in trainings:
        for key in (row.name.casefold(), str(row.pk)):
            found[key].append(row)
    return found


def find_people(emails: Sequence[str], by: User) -> list[User]:
    people = User.objects.visible_to(by)
    return [user for batch in iterate_batches(emails, LOOKUP_SIZE) for user in people.filter(email__in=batch)]


def find_supervisors(by: User) -> dict[str, list[User]]:
    """The staff of the school, by address and by folded name."""
    found: dict[str, list[User]] = defaultdict(list)
    for user in User.objects.visible_to(by).staff():
        for key in {user.email, fold_heading(f"{user.name}{user.surname}"), fold_heading(f"{user.surname}{user.name}")}:
            found[key].append(user)
    return found


def list_enrollments(emails: Sequence[str], by: User) -> Iterator[tuple[UUID, str, datetime | None, datetime | None]]:
    """Training, address, finish and withdrawal of the enrollments of these people, also of deleted ones."""
    rows = Enrollment.objects.visible_to(by)
    for batch in iterate_batches(emails, LOOKUP_SIZE):
        enrollments = rows.filter(user__email__in=batch)
        yield from enrollments.values_list("training_id", "user__email", "finished_at", "withdrawn_at")


def read_address(row: ImportRow, column: str) -> str:
    return clean_email(row.cells.get(column, ""))


@transaction.atomic
def import_enrollments(*, rows: Sequence[ImportRow], by: User, is_dry_run: bool = False) -> list[Outcome]:
    """Enrolls the person of each row in the training of the row.

    A person with an ongoing enrollment in the training is skipped, and so is a row that tells of a finished one that
    there is. A row is rejected for a person, training or instructor that the manager's school does not have, a name
    that several trainings have, an invalid date, and for repeating another row. One rejected row, and nobody is
    enrolled. A dry run validates the same and stores nothing.
    """
    lookup = EnrollmentLookup(by, rows)
    validated_rows = [validate_row(row, lookup, by) for row in track(rows)]
    reject_duplicates(validated_rows)
    outcomes = [validated.outcome for validated in validated_rows]
    reject_unreadable(outcomes, rows)
    if not (is_dry_run or list_rejected(outcomes)):
        new = [row.enrollment for row in validated_rows if row.enrollment]
        store_enrollments(rows=new, by=by)
    return outcomes


def validate_row(row: ImportRow, lookup: EnrollmentLookup, by: User) -> ValidatedRow:
    outcome = Outcome(row.number, f"{row.cells.get('email', '')}: {row.cells.get('training', '')}")
    email = read_address(row, "email")
    user = lookup.people.get(email)
    named = row.cells.get("training_id") or row.cells.get("training", "")
    is_finished = bool(row.cells.get("finished"))
    note = lookup.find_note([(training.pk, email) for training in lookup.list_known(named)], is_finished)
    if note:
        outcome.is_present, outcome.note = True, note
        return ValidatedRow(outcome, None)
    training = lookup.find_training(named, outcome)
    if is_finished:
        outcome.reject("finished", gettext("An import enrolls people. It cannot tell that they have finished."))
    if user is None:
        outcome.reject("email", gettext("There is nobody with this address in your school."))
    supervisor = lookup.find_supervisor(row.cells.get("supervisor", ""), outcome)
    try:
        day = FINISH_BEFORE.clean(row.cells.get("finish_before", ""))
    except ValidationError as error:
        outcome.errors["finish_before"] = list(error.messages)
    if user is None or training is None or outcome.errors:
        return ValidatedRow(outcome, None)
    outcome.title = f"{user}: {training}"
    outcome.note = gettext("To be finished before %(day)s.") % {"day": format_day(day)} if day else ""
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
            outcome.reject("email", gettext("Row %(number)s already enrolls this person.") % {"number": number})


def run_import(rows: Sequence[ImportRow], by: User, is_dry_run: bool, chosen: Chosen) -> list[Outcome]:
    return import_enrollments(rows=rows, by=by, is_dry_run=is_dry_run)


ENROLLMENTS = Importer(
    "enrollments",
    gettext_lazy("enrollments"),
    gettext_lazy("Import enrollments"),
    COLUMNS,
    run_import,
    unread_headings=UNREAD_HEADINGS,
)
