"""Importing users from a spreadsheet."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.forms.models import construct_instance

from accounts.models import Company, User
from accounts.people import create_users
from accounts.roles import Role
from core.batches import iterate_batches
from core.tables.reading import ImportRow
from office.forms.date_inputs import DayField
from office.imports.base import DATE_FORMATS, LOOKUP_SIZE, Column, Importer, Outcome, list_rejected, reject_unreadable
from office.people.forms import PersonForm

ROLES = {name.casefold(): value for value, name in Role.choices}
# The message of the form on the page of a user.
EMAIL_IN_USE = User().unique_error_message(User, ("email",)).messages[0]

CheckedRow = tuple[Outcome, User]

COLUMNS = (
    Column("email", "The address to log in with.", "anna.huber@school.example", is_required=True),
    Column("name", "First name.", "Anna", is_required=True),
    Column("surname", "Family name.", "Huber", is_required=True),
    Column(
        "role",
        "The name or number of the role (Student, Pilot, Instructor, …), not higher than your own. Default: Student.",
        "Student",
    ),
    Column("phone", "", "+43 660 1234567"),
    Column("country_id", "Two letters (ISO 3166).", "AT"),
    Column("timezone_id", "IANA name.", "Europe/Vienna"),
    Column("language", "Two letters. Default: en.", "de"),
    Column(
        "expires_on",
        "The last day on which the user can log in, as YYYY-MM-DD or DD.MM.YYYY.",
        "2027-12-31",
        is_day=True,
    ),
)


class RowForm(PersonForm):
    """Validates a row as the page of a user does, without queries: what needs the database is checked once for all."""

    expires_on = DayField(required=False, input_formats=DATE_FORMATS)

    def _post_clean(self) -> None:
        """As Django's, without its check that the address is unique, which would be a query for each row."""
        self.instance = construct_instance(self, self.instance, self.Meta.fields)
        self.instance.clean()


@transaction.atomic
def import_people(
    *,
    rows: Iterable[ImportRow],
    company: Company,
    by: User | None,
    is_dry_run: bool = False,
) -> list[Outcome]:
    """Creates the people of a spreadsheet as users of the school, without passwords; returns the outcome of each row.

    A user of the school with the same e-mail address is left unchanged. A row is rejected for what the page of a user
    rejects (an address in use elsewhere on the server, a role higher than the actor's, an unknown country) and for an
    address that an earlier row has. One rejected row, and nothing is stored. A dry run returns the same outcomes and
    stores nothing. `by` None is the operator, who may grant every role. Raises Conflict when one of the addresses is
    taken between the check and the insert.
    """
    form = type("RowForm", (RowForm,), {"highest_role": by.group if by else min(Role)})
    rows = list(rows)
    checked = [validate_row(row, form(build_form_data(row.cells), instance=User(company=company))) for row in rows]
    outcomes = [outcome for outcome, _ in checked]
    reject_duplicates(checked)
    reject_unreadable(outcomes, rows)
    mark_existing_people(checked, company)
    users = [user for outcome, user in checked if not (outcome.is_present or outcome.errors)]
    if not (is_dry_run or list_rejected(outcomes)):
        create_users(users, company=company, by=by)
    return outcomes


def validate_row(row: ImportRow, form: PersonForm) -> CheckedRow:
    errors = {"role" if name == "group" else name: [str(text) for text in texts] for name, texts in form.errors.items()}
    title = f"{row.cells.get('name', '')} {row.cells.get('surname', '')} <{row.cells.get('email', '')}>"
    return Outcome(row.number, title, note=form.instance.get_group_display(), errors=errors), form.instance


def build_form_data(cells: dict[str, str]) -> dict[str, Any]:
    role = cells.get("role", "")
    group = ROLES.get(role.casefold(), role) or Role.STUDENT
    return {**cells, "group": group, "language": cells.get("language") or "en", "is_active": True}


def reject_duplicates(checked: list[CheckedRow]) -> None:
    first_rows: dict[str, int] = {}
    for outcome, user in checked:
        if user.email and first_rows.setdefault(user.email, outcome.number) != outcome.number:
            outcome.reject("email", f"Row {first_rows[user.email]} has the same e-mail address.")


def mark_existing_people(checked: list[CheckedRow], company: Company) -> None:
    """Marks the rows of users of the school as present, and rejects those of users of other schools."""
    owners = find_owners([user.email for _, user in checked if user.email])
    for outcome, user in checked:
        if user.email not in owners:
            continue
        if owners[user.email] == company.pk:
            outcome.is_present, outcome.note = True, "Already exists in the school; not changed."
        else:
            outcome.reject("email", EMAIL_IN_USE)


def find_owners(emails: list[str]) -> dict[str, Any]:
    """The company id of each address that is in use."""
    owners: dict[str, Any] = {}
    for batch in iterate_batches(emails, LOOKUP_SIZE):
        users = User.objects.filter(email__in=batch)
        owners.update(users.values_list("email", "company_id"))
    return owners


def run_import(rows: Sequence[ImportRow], by: User, is_dry_run: bool) -> list[Outcome]:
    return import_people(rows=rows, company=by.company, by=by, is_dry_run=is_dry_run)


PEOPLE = Importer(
    "people",
    COLUMNS,
    run_import,
    next_step="New users have no password yet: select them in this list and run “New passwords…”.",
)
