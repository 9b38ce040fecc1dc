"""Importing users from a spreadsheet."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.forms.models import construct_instance
from django.utils.translation import gettext, gettext_lazy

from accounts.models import Company, PilotGroup, User
from accounts.people.fields import build_deleted_text, build_used_text
from accounts.people.pilot_groups import MAX_NAME_LENGTH, add_members, lock_groups_by_name
from accounts.people.services import create_users
from accounts.roles import Role
from core.batches import iterate_batches
from core.dates.writing import format_day
from core.progress import track
from core.tables.headings import fold_heading
from core.tables.reading import ImportRow
from core.text.cleaning import clean_line
from office.forms.date_inputs import DayField
from office.imports.base import (
    LOOKUP_SIZE,
    Choice,
    Chosen,
    Column,
    Importer,
    Outcome,
    RowStatus,
    list_rejected,
    reject_unreadable,
)
from office.imports.names import FULL_NAME
from office.imports.vocabulary import NEITHER_YES_NOR_NO, find_answer, find_language, find_role
from office.people.forms import PersonForm
from records.services import record_events
from trainings.endpoints.students.spreadsheet import HEADER as STUDENTS_HEADER

COLUMNS = (
    Column("email", gettext_lazy("The address to log in with."), "anna.huber@school.example", is_required=True),
    Column("name", gettext_lazy("First name."), "Anna", is_required=True),
    Column("surname", gettext_lazy("Family name."), "Huber", is_required=True),
    Column(
        FULL_NAME,
        gettext_lazy(
            "First and family name in one column, instead of the two above: “Huber, Anna”, or without a comma."
        ),
        supplies=("name", "surname"),
    ),
    Column(
        "role",
        gettext_lazy(
            "The name or number of the role (Student, Pilot, Instructor, …), not higher than your own; in English, "
            "German, Spanish or French. Default: Student."
        ),
        "Student",
    ),
    Column("phone", "", "+43 660 1234567"),
    Column("country_id", gettext_lazy("Two letters (ISO 3166)."), "AT", headings=("Country",)),
    Column("timezone_id", gettext_lazy("IANA name."), "Europe/Vienna", headings=("Time zone",)),
    Column("language", gettext_lazy("Two letters, or the name of the language. Default: that of the school."), "de"),
    Column(
        "pilot_group",
        gettext_lazy(
            "The name of a pilot group that new users join, or several, each on its own line or after a semicolon."
        ),
        "PPL 2027",
    ),
    Column(
        "expires_on",
        gettext_lazy(
            "The last day on which the user can log in, in numbers as your language writes it, or YYYY-MM-DD."
        ),
        "2027-12-31",
        is_day=True,
        headings=("Last day",),
    ),
    Column("is_active", gettext_lazy("no: the user cannot log in. Default: yes."), "yes", headings=("May log in",)),
)
# Of the list of users and of the students list.
UNREAD_HEADINGS = ("Invitation", *STUDENTS_HEADER)
CREATE_GROUPS, INVITE = "create_groups", "invite"
MAX_GROUPS_SHOWN = 20
GROUP_SEPARATOR = re.compile(r"[;\n]")


class RowForm(PersonForm):
    """Validates a row as the page of a user does, without queries: what needs the database is checked once for all."""

    expires_on = DayField(required=False)

    def _post_clean(self) -> None:
        """As Django's, without its check that the address is unique, which would be a query for each row."""
        self.instance = construct_instance(self, self.instance, self.Meta.fields)
        self.instance.clean()


@dataclass(frozen=True)
class CheckedRow:
    """What becomes of a row, the user that it describes, and the names of the pilot groups that the user joins."""

    outcome: Outcome
    user: User
    group_names: list[str]


@transaction.atomic
def import_people(
    *,
    rows: Iterable[ImportRow],
    company: Company,
    by: User | None,
    is_dry_run: bool = False,
    is_invited: bool = False,
    creates_groups: bool = True,
) -> list[Outcome]:
    """Creates the people of a spreadsheet as users of the school, without passwords; returns the outcome of each row.

    A user of the school with the same e-mail address is left unchanged, whatever else the row says. A row is rejected
    for what the page of a user rejects (an address in use elsewhere on the server, a role higher than the actor's, an
    unknown country) and for an address that an earlier row has. One rejected row, and nothing is stored. A dry run
    returns the same outcomes and stores nothing. `is_invited`: the new users get an invitation, if the server sends
    mail. `creates_groups`: a pilot group that does not exist is created; otherwise nobody joins it. `by` None is the
    operator, who may grant every role. Raises InvalidInput when one of the addresses is taken between the check and the
    insert.
    """
    form = type("RowForm", (RowForm,), {"highest_role": by.group if by else min(Role)})
    rows = list(rows)
    forms = ((row, form(build_form_data(row.cells, company), instance=User(company=company))) for row in track(rows))
    groups = {name.casefold() for name in PilotGroup.objects.filter(company=company).values_list("name", flat=True)}
    checked = [validate_row(row, row_form, groups) for row, row_form in forms]
    outcomes = [row.outcome for row in checked]
    reject_duplicates(checked)
    reject_unreadable(outcomes, rows)
    mark_existing_people(checked, company)
    if not (is_dry_run or list_rejected(outcomes)):
        new = [row for row in checked if not row.outcome.is_present]
        known_groups = None if creates_groups else groups
        store_people(new, company=company, by=by, is_invited=is_invited, known_groups=known_groups)
    return outcomes


def store_people(
    rows: Sequence[CheckedRow], *, company: Company, by: User | None, is_invited: bool, known_groups: set[str] | None
) -> None:
    """Stores the users. They join groups that do not exist only with `known_groups` None, which creates them."""
    joined = [
        [name for name in row.group_names if known_groups is None or name.casefold() in known_groups] for row in rows
    ]
    groups = lock_groups_by_name({name for names in joined for name in names}, company.pk)
    create_users([row.user for row in rows], company=company, by=by, is_invited=is_invited)
    members: dict[PilotGroup, list[int]] = defaultdict(list)
    for row, names in zip(rows, joined, strict=True):
        for name in names:
            members[groups[name]].append(row.user.pk)
    record_events(*add_members(members), company_id=company.pk, by=by)


def validate_row(row: ImportRow, form: PersonForm, groups: set[str]) -> CheckedRow:
    """Validates a row. `groups` are the names of the school's pilot groups, folded."""
    errors = {"role" if name == "group" else name: [str(text) for text in texts] for name, texts in form.errors.items()}
    title = f"{row.cells.get('name', '')} {row.cells.get('surname', '')} <{row.cells.get('email', '')}>"
    last_day = form.cleaned_data.get("expires_on")
    note = str(form.instance.get_group_display())
    if last_day:
        note = gettext("%(role)s, until %(day)s") % {"role": note, "day": format_day(last_day)}
    outcome = Outcome(row.number, title, note=note, errors=errors)
    is_active = row.cells.get("is_active", "")
    if fold_heading(is_active) and find_answer(is_active) is None:
        outcome.reject("is_active", NEITHER_YES_NOR_NO)
    names = split_groups(row.cells.get("pilot_group", ""), groups)
    if any(len(name) > MAX_NAME_LENGTH for name in names):
        text = gettext("The name of a group has at most %(limit)s characters.")
        outcome.reject("pilot_group", text % {"limit": MAX_NAME_LENGTH})
    outcome.new_groups = [name for name in names if name.casefold() not in groups]
    if outcome.new_groups:
        unknown = gettext("Unknown group: %(names)s.") % {"names": ", ".join(outcome.new_groups)}
        outcome.note += f" · {unknown}"
    return CheckedRow(outcome, form.instance, names)


def split_groups(text: str, known: set[str]) -> list[str]:
    """The names of groups in a cell, each once. A group whose own name has a semicolon is found if it exists."""
    whole = clean_line(text).strip()
    parts = [whole] if whole.casefold() in known else GROUP_SEPARATOR.split(text)
    names = {name.casefold(): name for name in (clean_line(part).strip() for part in parts) if name}
    return list(names.values())


def build_form_data(cells: dict[str, str], company: Company) -> dict[str, Any]:
    return {
        **cells,
        "group": find_role(cells.get("role", "")) or Role.STUDENT,
        "language": find_language(cells.get("language", "")) or company.language,
        "is_active": find_answer(cells.get("is_active", "")) is not False,
    }


def reject_duplicates(checked: list[CheckedRow]) -> None:
    first_rows: dict[str, int] = {}
    for row in checked:
        outcome, user = row.outcome, row.user
        if user.email and first_rows.setdefault(user.email, outcome.number) != outcome.number:
            text = gettext("Row %(number)s has the same e-mail address.")
            outcome.reject("email", text % {"number": first_rows[user.email]})


def mark_existing_people(checked: list[CheckedRow], company: Company) -> None:
    """Marks the rows of users of the school as present, and rejects those of users of other schools and of deleted
    users."""
    owners = find_owners([row.user.email for row in checked if row.user.email])
    for row in checked:
        outcome, user = row.outcome, row.user
        owner = owners.get(user.email)
        if owner is None:
            continue
        if owner.company_id != company.pk:
            outcome.reject("email", build_used_text(user.email))
        elif owner.deleted_at:
            outcome.reject("email", build_deleted_text(user.email))
        else:
            outcome.is_present, outcome.note = True, gettext("Already exists in the school; not changed.")
            outcome.errors, outcome.new_groups = {}, []


def find_owners(emails: list[str]) -> dict[str, User]:
    """The user of each address that is in use."""
    owners: dict[str, User] = {}
    for batch in iterate_batches(emails, LOOKUP_SIZE):
        users = User.objects.filter(email__in=batch).only("email", "company_id", "deleted_at")
        owners.update((user.email, user) for user in users)
    return owners


def run_import(rows: Sequence[ImportRow], by: User, is_dry_run: bool, chosen: Chosen) -> list[Outcome]:
    return import_people(
        rows=rows,
        company=by.company,
        by=by,
        is_dry_run=is_dry_run,
        is_invited=INVITE in chosen,
        creates_groups=CREATE_GROUPS in chosen,
    )


def describe_invitation(outcomes: Sequence[Outcome]) -> str:
    if settings.MAIL_ENABLED and any(outcome.status is RowStatus.NEW for outcome in outcomes):
        return gettext("Send each new user an invitation: a mail with a link by which they set their password.")
    return ""


def describe_new_groups(outcomes: Sequence[Outcome]) -> str:
    names: dict[str, str] = {}
    for name in (name for outcome in outcomes if not outcome.errors for name in outcome.new_groups):
        names.setdefault(name.casefold(), name)
    if not names:
        return ""
    shown = ", ".join(f"“{name}”" for name in sorted(names.values())[:MAX_GROUPS_SHOWN])
    if len(names) > MAX_GROUPS_SHOWN:
        shown = gettext("%(names)s and %(count)s more") % {"names": shown, "count": len(names) - MAX_GROUPS_SHOWN}
    text = gettext("Create the pilot groups that do not exist: %(names)s. Without, these people join no such group.")
    return text % {"names": shown}


PEOPLE = Importer(
    "people",
    gettext_lazy("people"),
    gettext_lazy("Import people"),
    COLUMNS,
    run_import,
    next_step=gettext_lazy(
        "New users have no password yet: select them in the list of users and run “Send invitations” or "
        "“New passwords…”."
    ),
    choices=(
        Choice(CREATE_GROUPS, describe_new_groups),
        Choice(
            INVITE,
            describe_invitation,
            is_default=True,
            next_step=gettext_lazy("New users get an invitation; the list of users shows who has accepted it."),
        ),
    ),
    unread_headings=UNREAD_HEADINGS,
)
