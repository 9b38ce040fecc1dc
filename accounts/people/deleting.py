"""Deleting people and restoring them (docs/decisions/0021)."""

from functools import reduce
from operator import or_
from typing import Any

from django.db import transaction
from django.db.models import PROTECT, Exists, ForeignObjectRel, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.people.reach import OUT_OF_REACH, lock_person
from accounts.sign_in.credentials import revoke_access
from core import clock
from core.exceptions import Forbidden, NotFound
from core.files.storage import delete_after_commit
from records.services import EventDraft, lock_head, record_events

OWN_ACCOUNT = gettext_lazy("You cannot delete your own account.")
# References that protect a person and are no training records: they go with the person. References that cascade
# (logins, codes, mails, memberships) go too; every other one, of the present or of a later model, is a record.
INCIDENTAL = {"accounts.Token.user", "accounts.Notification.recipient", "trainings.CalendarFeed.user"}


@transaction.atomic
def delete_user(*, user: User, by: User) -> bool:
    """Deletes a person: returns whether the row was removed, which it is when no record refers to it.

    Otherwise the account is closed, and the person is found nowhere but in the records (`deleted_at`). Either way all
    access ends and the person leaves the pilot groups. Raises NotFound and Forbidden as `lock_person` does, and
    Forbidden for the actor.
    """
    row = lock_person(user.pk, by)
    if row.pk == by.pk:
        raise Forbidden(OWN_ACCOUNT)
    drafts = revoke_access(row)
    groups = [str(id) for id in row.pilot_groups.order_by("pk").values_list("pk", flat=True)]
    row.pilot_groups.clear()
    lock_against_references(row)
    is_removed = not has_records(row)
    if is_removed:
        remove_user(row)
    else:
        hide_user(row)
    deleted = EventDraft("user.deleted", row, {"is_removed": is_removed, "pilot_groups": groups})
    record_events(*drafts, deleted, company_id=row.company_id, by=by)
    return is_removed


def lock_against_references(row: User) -> None:
    """Locks the row so that no other transaction can refer to it until the commit, not even with a foreign key.

    Enrolling locks the person first (`trainings.enrollments.services`), so it either commits before and is seen here,
    or waits and finds the person deleted. The ledger's head comes first: other transactions check their foreign keys
    when they commit, holding the head, and would wait for this lock while this one waits for the head
    (docs/decisions/0004).
    """
    lock_head(row.company_id)
    User.objects.select_for_update().get(pk=row.pk)


def list_protecting_relations() -> dict[str, ForeignObjectRel]:
    """The foreign keys to a user that protect it, by `app.Model.field`."""
    relations = [relation for relation in User._meta.related_objects if getattr(relation, "on_delete", None) is PROTECT]
    return {f"{relation.related_model._meta.label}.{relation.field.name}": relation for relation in relations}


def has_records(user: User) -> bool:
    return filter_recorded(User.objects.filter(pk=user.pk)).exists()


def filter_recorded(people: QuerySet[User]) -> QuerySet[User]:
    """Those to whom anything refers that has to stay readable: a training record, an event of the ledger. `delete_user`
    keeps them, and removes the others."""
    relations = [relation for name, relation in list_protecting_relations().items() if name not in INCIDENTAL]
    return people.filter(reduce(or_, (Q(build_reference(relation)) for relation in relations)))


def build_reference(relation: ForeignObjectRel) -> Exists:
    model: Any = relation.related_model
    return Exists(model._base_manager.filter(**{relation.field.name: OuterRef("pk")}))


def list_referring_rows(relation: ForeignObjectRel, user: User) -> Any:
    model: Any = relation.related_model
    return model._base_manager.filter(**{relation.field.name: user.pk})


def hide_user(row: User) -> None:
    row.is_active, row.deleted_at = False, clock.now()
    row.save(update_fields=["is_active", "deleted_at", "modified_at"])


def remove_user(row: User) -> None:
    """Removes the row and all that goes with it; the photo once the transaction has committed."""
    relations = list_protecting_relations()
    for name in sorted(INCIDENTAL):
        list_referring_rows(relations[name], row).delete()
    if row.photo.name:
        delete_after_commit(row.photo.name)
    # Not `row.delete()`, which forgets the id that the event names.
    User.objects.filter(pk=row.pk).delete()


@transaction.atomic
def restore_user(*, user: User, by: User) -> User:
    """Makes a deleted person visible again, with a closed account: a manager opens it deliberately.

    Raises NotFound for anybody who is not a deleted person of the school, and Forbidden for one with a higher role than
    the actor's.
    """
    row: User | None = User.objects.deleted_from(by).select_for_update(no_key=True).filter(pk=user.pk).first()
    if row is None:
        raise NotFound
    if row.group < by.group:
        raise Forbidden(OUT_OF_REACH)
    row.deleted_at = None
    row.save(update_fields=["deleted_at", "modified_at"])
    record_events(EventDraft("user.restored", row), company_id=row.company_id, by=by)
    return row
