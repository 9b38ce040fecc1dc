"""What people change about themselves (docs/api.md, section 12)."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.people.reach import lock_account
from accounts.sign_in import credentials
from accounts.sign_in.second_factor.changing import choose_factor
from core.exceptions import Forbidden
from records.services import EventDraft, record_events

TwoFactor = User.TwoFactor
NAMES = ("name", "surname")
NAMES_ARE_FIXED = gettext_lazy("Only your school can change your name, because certificates bear it.")
OFF_NEEDS_MORE = gettext_lazy("Send your password too: without the second factor, your account is protected less.")


def edit_profile(
    *, user: User, fields: dict[str, Any], factor: TwoFactor | None = None, password: str | None = None
) -> None:
    """Stores the model's `fields` that differ, and the second factor if one is given; all or nothing.

    Turning the second factor off requires the password, so that somebody at an unattended session cannot do it. Raises
    Forbidden without it or for a wrong one, for names where the school keeps them (`people_edit_names`), and for a
    second factor with an API key; and what `choose_factor` raises. The event names the fields and holds no values.
    """
    if factor is not None:
        credentials.reject_api_key()
    is_confirmed = factor is TwoFactor.OFF and password is not None
    if is_confirmed and password is not None:
        credentials.confirm_own_password(user=user, password=password)
    with transaction.atomic():
        current = lock_account(user.pk)
        store_fields(current, changed := find_changes(current, fields))
        if factor is not None:
            change_factor(current, factor, is_confirmed=is_confirmed)
        if changed:
            # The factor has an event of its own. No row is locked after the ledger: this one is locked already.
            draft = EventDraft("user.edited", current, {"changed": sorted(changed)})
            record_events(draft, company_id=current.company_id, by=user)


def find_changes(user: User, fields: dict[str, Any]) -> dict[str, Any]:
    """The fields whose values differ from the stored ones. Raises Forbidden for names that are the school's."""
    changed = {name: value for name, value in fields.items() if getattr(user, name) != value}
    names = [name for name in NAMES if name in changed]
    if names and not user.company.people_edit_names:
        raise Forbidden(NAMES_ARE_FIXED, errors={name: [NAMES_ARE_FIXED] for name in names})
    return changed


def store_fields(user: User, changed: dict[str, Any]) -> None:
    for name, value in changed.items():
        setattr(user, name, value)
    if changed:
        user.save(update_fields=[*changed, "modified_at"])


def change_factor(user: User, factor: TwoFactor, *, is_confirmed: bool) -> None:
    is_lower = factor is TwoFactor.OFF and user.two_factor == TwoFactor.EMAIL
    if is_lower and not is_confirmed:
        raise Forbidden(OFF_NEEDS_MORE, errors={"two_factor": [OFF_NEEDS_MORE]})
    choose_factor(user=user, factor=factor)
