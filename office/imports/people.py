"""Taking the people of a table into a school."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.forms.models import construct_instance

from accounts.models import Company, User
from accounts.roles import Role
from core.exceptions import Conflict
from core.tables.reading import ImportRow
from office.forms.date_inputs import DayField
from office.imports.base import Column, Importer, Outcome, list_rejected, reject_unreadable
from office.people.forms import PersonForm
from records.services import EventDraft, record_events

BATCH = 1000  # rows a statement: PostgreSQL binds 65 535 values at most
DATES = ["%Y-%m-%d", "%d.%m.%Y"]
ROLES = {name.casefold(): value for value, name in Role.choices}
ADDRESS_TAKEN = User().unique_error_message(User, ("email",)).messages[0]  # as the form of a person says it

COLUMNS = (
    Column("email", "The address to log in with.", "anna.huber@school.example", is_required=True),
    Column("name", "First name.", "Anna", is_required=True),
    Column("surname", "Family name.", "Huber", is_required=True),
    Column("role", "Student (if empty), Pilot, Instructor, …: its name or number, none above your own.", "Student"),
    Column("phone", "", "+43 660 1234567"),
    Column("country_id", "Two letters (ISO 3166).", "AT"),
    Column("timezone_id", "IANA name.", "Europe/Vienna"),
    Column("language", "Two letters; en if empty.", "de"),
    Column(
        "expires_on",
        "The last day on which this person can log in, as YYYY-MM-DD or DD.MM.YYYY.",
        "2027-12-31",
        is_day=True,
    ),
)


class RowForm(PersonForm):
    """A row, held to the rules of the form. What only the database knows is asked once for the whole table."""

    expires_on = DayField(required=False, input_formats=DATES)

    def _post_clean(self) -> None:
        self.instance = construct_instance(self, self.instance, self.Meta.fields)
        self.instance.clean()


@transaction.atomic
def import_people(
    *,
    lines: Iterable[ImportRow],
    company: Company,
    by: User | None,
    is_dry_run: bool = False,
) -> list[Outcome]:
    """The people of a table as users of the school, without password: they get one from a manager.

    Somebody of the school whose address is there already is left as he or she is. A row is refused for what the form of
    a person refuses: an address that is somebody's elsewhere on the server, a role above the actor's, an unknown
    country; and for an address that stands in the table twice. All or nothing: one refused row, and none is stored. The
    same in a rehearsal, whatever the rows. `by` None is the operator, who grants every role. Refuses with Conflict when
    somebody takes one of the addresses meanwhile.
    """
    form = type("RowForm", (RowForm,), {"highest_role": by.group if by else min(Role)})
    lines = list(lines)
    judged = [validate_row(line, form(build_form_data(line.cells), instance=User(company=company))) for line in lines]
    outcomes = [outcome for outcome, _ in judged]
    reject_duplicates(judged)
    reject_unreadable(outcomes, lines)
    mark_existing_people(judged, company)
    users = [user for outcome, user in judged if not (outcome.is_present or outcome.errors)]
    if not (is_dry_run or list_rejected(outcomes)):
        store_users(users, company, by)
    return outcomes


def validate_row(line: ImportRow, form: PersonForm) -> tuple[Outcome, User]:
    errors = {"role" if name == "group" else name: [str(text) for text in texts] for name, texts in form.errors.items()}
    cells = line.cells
    title = f"{cells.get('name', '')} {cells.get('surname', '')} <{cells.get('email', '')}>"
    return Outcome(line.number, title, note=form.instance.get_group_display(), errors=errors), form.instance


def build_form_data(cells: dict[str, str]) -> dict[str, Any]:
    role = cells.get("role", "")
    group = ROLES.get(role.casefold(), role) or Role.STUDENT
    return {**cells, "group": group, "language": cells.get("language") or "en", "is_active": True}


def reject_duplicates(judged: list[tuple[Outcome, User]]) -> None:
    first: dict[str, int] = {}
    for outcome, user in judged:
        if user.email and first.setdefault(user.email, outcome.number) != outcome.number:
            outcome.refuse("email", f"Row {first[user.email]} has this address too.")


def mark_existing_people(judged: list[tuple[Outcome, User]], company: Company) -> None:
    """Marks who is in the school already, and refuses the addresses of others."""
    owners = find_owners([user.email for _, user in judged if user.email])
    for outcome, user in judged:
        if user.email not in owners:
            continue
        if owners[user.email] == company.pk:
            outcome.is_present, outcome.note = True, "Is in the school already; nothing is changed."
        else:
            outcome.refuse("email", ADDRESS_TAKEN)


def find_owners(emails: list[str]) -> dict[str, Any]:
    """The school of each address that is somebody's."""
    owners: dict[str, Any] = {}
    for start in range(0, len(emails), BATCH):
        found = User.objects.filter(email__in=emails[start : start + BATCH])
        owners.update(found.values_list("email", "company_id"))
    return owners


def store_users(users: list[User], company: Company, by: User | None) -> None:
    for user in users:
        user.set_password(None)
    try:
        with transaction.atomic():
            User.objects.bulk_create(users, batch_size=BATCH)
    except IntegrityError as error:
        raise Conflict("Somebody has taken one of the addresses meanwhile. Look at the preview again.") from error
    drafts = [EventDraft("user.imported", user, {"name": str(user), "role": user.group}) for user in users]
    record_events(*drafts, company_id=company.pk, by=by)


def run_import(lines: Sequence[ImportRow], by: User, is_dry_run: bool) -> list[Outcome]:
    return import_people(lines=lines, company=by.company, by=by, is_dry_run=is_dry_run)


PEOPLE = Importer(
    "people",
    COLUMNS,
    run_import,
    next_step="New people have no password yet: select them in this list and run “New passwords…”.",
)
