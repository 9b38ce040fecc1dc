"""Pilot groups: named sets of people who are enrolled together."""

import uuid
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import PilotGroup, User
from core.exceptions import InvalidInput, NotFound
from core.text.cleaning import clean_line
from records.canonical import sha256
from records.services import EventDraft, record_events

NAME_TAKEN = gettext_lazy("A pilot group with this name already exists.")
MAX_NAME_LENGTH = 200  # of the column
MAX_RECORDED_IDS = 100  # of an event, because the ledger is never pruned; of more ids, the digest


def is_name_taken(name: str, company_id: uuid.UUID, *, except_id: uuid.UUID | None = None) -> bool:
    namesakes = PilotGroup.objects.filter(company_id=company_id, name=name)
    return namesakes.exclude(pk__in=[except_id] if except_id else []).exists()


@transaction.atomic
def create_pilot_group(*, name: str, member_ids: Collection[int] = (), by: User) -> PilotGroup:
    """Creates a group of the manager's school. Raises InvalidInput for a name that is empty, too long or taken, and for
    ids of people whom the manager does not see."""
    members = find_members(member_ids, by)
    group = PilotGroup(company_id=by.company_id, name=clean_line(name).strip())
    store_group(group)
    group.members.add(*members)
    facts = {"name": group.name, "added": format_ids(members)}
    record_events(EventDraft("pilot_group.created", group, facts), company_id=by.company_id, by=by)
    return group


@transaction.atomic
def edit_pilot_group(
    *, group_id: uuid.UUID, name: str | None = None, member_ids: Collection[int] | None = None, by: User
) -> PilotGroup:
    """Renames a group and replaces its members; what is None stays. Raises NotFound, and what `create_pilot_group`
    raises. Records `pilot_group.changed` unless nothing has changed."""
    group = lock_group(group_id, by)
    facts: dict[str, Any] = {}
    if name is not None and clean_line(name).strip() != group.name:
        before, group.name = group.name, clean_line(name).strip()
        store_group(group)
        facts["name"] = [before, group.name]
    if member_ids is not None:
        facts |= replace_members(group, find_members(member_ids, by))
    if facts:
        record_events(EventDraft("pilot_group.changed", group, facts), company_id=by.company_id, by=by)
    return group


@transaction.atomic
def delete_pilot_group(*, group_id: uuid.UUID, by: User) -> None:
    """Deletes a group; its members and their enrollments stay. Raises NotFound."""
    group = lock_group(group_id, by)
    facts = {"name": group.name, "removed": format_ids(group.members.values_list("pk", flat=True))}
    PilotGroup.objects.filter(pk=group.pk).delete()
    record_events(EventDraft("pilot_group.deleted", group, facts), company_id=by.company_id, by=by)


@transaction.atomic
def add_to_pilot_group(*, group_id: uuid.UUID, user_ids: Collection[int], by: User) -> int:
    """Adds people to a group, and returns how many were not in it. Raises NotFound for the group, and InvalidInput for
    people whom the manager does not see."""
    group = lock_group(group_id, by)
    drafts = add_members({group: find_members(user_ids, by)})
    record_events(*drafts, company_id=by.company_id, by=by)
    return sum(len(draft.payload["added"]) for draft in drafts)


def lock_groups_by_name(names: Collection[str], company_id: uuid.UUID) -> dict[str, PilotGroup]:
    """The groups of the school with these names, in any case; those that do not exist are created.

    Locked until the end of the transaction, in one order. Call it before anything is recorded (docs/decisions/0004).
    """
    wanted = {name.casefold(): name for name in sorted(names, reverse=True)}
    groups = PilotGroup.objects.filter(company_id=company_id).order_by("pk")
    known = {group.name.casefold() for group in groups}
    PilotGroup.objects.bulk_create(
        (PilotGroup(company_id=company_id, name=name) for key, name in wanted.items() if key not in known),
        ignore_conflicts=True,  # another import has just created it
    )
    locked = {group.name.casefold(): group for group in groups.select_for_update(no_key=True)}
    return {name: locked[name.casefold()] for name in names}


def add_members(members: Mapping[PilotGroup, Collection[int]]) -> list[EventDraft]:
    """Adds people to locked groups, and returns the events of the groups that grow."""
    drafts = []
    for group, ids in members.items():
        joining = set(ids) - set(group.members.values_list("pk", flat=True))
        group.members.add(*joining)
        if joining:
            drafts.append(EventDraft("pilot_group.changed", group, {"added": format_ids(joining)}))
    return drafts


def lock_group(id: uuid.UUID, by: User) -> PilotGroup:
    group = PilotGroup.objects.visible_to(by).select_for_update(no_key=True).filter(pk=id).first()
    if group is None:
        raise NotFound
    return group


def store_group(group: PilotGroup) -> None:
    """Raises InvalidInput, naming `name`. Of two groups stored at once under one name, the constraint admits one."""
    if not group.name or len(group.name) > MAX_NAME_LENGTH:
        text = _("A pilot group has a name of 1 to %(limit)s characters.") % {"limit": MAX_NAME_LENGTH}
        raise InvalidInput.for_field("name", text)
    try:
        with transaction.atomic():
            group.save()
    except IntegrityError as error:
        if not is_name_taken(group.name, group.company_id, except_id=group.pk):
            raise
        raise InvalidInput.for_field("name", NAME_TAKEN) from error


def find_members(ids: Collection[int], by: User) -> set[int]:
    """The ids, each once. Raises InvalidInput, naming `members`, for those of nobody whom the manager sees."""
    known = set(User.objects.visible_to(by).filter(pk__in=ids).values_list("pk", flat=True))
    unknown = sorted(set(ids) - known)
    if unknown:
        text = _("There is nobody with these ids: %(ids)s.") % {"ids": ", ".join(map(str, unknown))}
        raise InvalidInput.for_field("members", text)
    return known


def replace_members(group: PilotGroup, ids: set[int]) -> dict[str, Any]:
    """Gives the group these members, and returns who has joined and left."""
    before = set(group.members.values_list("pk", flat=True))
    joining, leaving = ids - before, before - ids
    group.members.remove(*leaving)
    group.members.add(*joining)
    facts = {"added": format_ids(joining), "removed": format_ids(leaving)}
    return {name: value for name, value in facts.items() if value}


def format_ids(ids: Iterable[int]) -> list[str]:
    texts = [str(id) for id in sorted(ids)]
    return texts if len(texts) <= MAX_RECORDED_IDS else [f"{len(texts)}, sha256 {sha256(' '.join(texts))}"]
