"""Changing people, and opening and closing their accounts."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import FileField
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.one_time_codes import end_codes
from accounts.people.fields import build_address_error, check_fields, check_relations, clean_fields
from accounts.people.reach import lock_person
from accounts.people.services import set_role
from accounts.sign_in.credentials import prepare_password, replace_passwords, revoke_access
from core import clock
from core.exceptions import Forbidden
from mail.kinds import MailKind
from mail.services import queue_mail
from records.services import EventDraft, record_events

OWN_ACCOUNT = gettext_lazy("You cannot close your own account.")
OWN_ADDRESS = gettext_lazy(
    "Your own e-mail address is changed with your password (POST /users/email.json), and counts once it is confirmed."
)
OPENING = {"is_active", "expires_on"}


@transaction.atomic
def edit_user(*, user: User, values: Mapping[str, Any], by: User, password: str | None = None) -> User:
    """Changes fields of a stored person from unchecked values, by column, and returns the stored row; with a
    `password`, sets that too, which ends every session.

    What is equal to what is stored changes nothing. When an account is closed or opened (`is_active`, `expires_on`),
    all access to it ends, so that nothing that was opened before works again. An address that the school enters counts
    as confirmed, unless the person has not accepted an invitation yet; the former address is told, and links and codes
    that were mailed stop working. Records `user.changed` with the values before and after, `role.changed`,
    `access.ended` and `password.changed`.

    Raises NotFound and Forbidden as `lock_person` does, Forbidden for the actor's own role, for closing the own account
    and for the own address, and InvalidInput, naming the column, for a value that is not valid or a password that is
    too weak.
    """
    hashed = prepare_password(password, user) if password else None
    row = lock_person(user.pk, by)
    changes = collect_changes(row, clean_fields(values))
    reject_own_address(row, changes, by)
    check_relations(changes, by)
    could_log_in, former_address = row.may_log_in, row.email
    drafts = set_role(row, changes.pop("group"), by) if "group" in changes else []
    before = read_facts(row, changes)
    apply_changes(row, changes)
    check_fields(row)
    reject_own_closing(row, changes, by)
    store_changes(row, [*changes, *(["group"] if drafts else [])])
    if OPENING & set(changes) and not (could_log_in and row.may_log_in):
        drafts += revoke_access(row)
    if hashed is not None:
        drafts += replace_passwords([row], {row.pk: hashed})
    if row.email != former_address:
        # Among them the link to an address that somebody requested before the school corrected it.
        end_codes([row])
        queue_mail(MailKind.ACCOUNT_CHANGED, row, {"change": "address"}, address=former_address)
    facts = {name: [before[name], after] for name, after in read_facts(row, changes).items()}
    changed = [EventDraft("user.changed", row, {"changes": facts})] if facts else []
    record_events(*changed, *drafts, company_id=row.company_id, by=by)
    return row


def collect_changes(row: User, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values that differ from those stored. A file always does: it is an upload."""
    return {
        name: value
        for name, value in values.items()
        if isinstance(User._meta.get_field(name), FileField) or getattr(row, name) != value
    }


def apply_changes(row: User, changes: Mapping[str, Any]) -> None:
    for name, value in changes.items():
        setattr(row, name, value)
    if "email" in changes and row.has_usable_password():
        row.email_confirmed_at = clock.now()


def read_facts(row: User, names: Iterable[str]) -> dict[str, Any]:
    """The values of columns as canonical JSON can hold them; of a file, the name under which it is stored."""
    values = {name: getattr(row, name) for name in names}
    return {
        name: value if isinstance(value, bool | int) or value is None else str(value) for name, value in values.items()
    }


def reject_own_closing(row: User, changes: Mapping[str, Any], by: User) -> None:
    if row.pk == by.pk and not row.may_log_in:
        raise Forbidden(OWN_ACCOUNT, errors={name: [OWN_ACCOUNT] for name in sorted(OPENING & set(changes))})


def reject_own_address(row: User, changes: Mapping[str, Any], by: User) -> None:
    """An API key, or whoever finds an open session, could otherwise recover the password at an address of their own.
    A server without mail recovers no passwords, and cannot confirm an address either."""
    if row.pk == by.pk and "email" in changes and settings.MAIL_ENABLED:
        raise Forbidden(OWN_ADDRESS, errors={"email": [OWN_ADDRESS]})


def store_changes(row: User, names: list[str]) -> None:
    """Stores the columns. Raises InvalidInput for an e-mail address that is in use."""
    if not names:
        return
    try:
        with transaction.atomic():
            row.save(update_fields=[*names, "email_confirmed_at", "modified_at"])
    except IntegrityError as error:
        clash = build_address_error([row.email], row.company)
        if clash is None:
            raise
        raise clash from error
