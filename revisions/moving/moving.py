"""Moving students from a superseded revision of a course to the current one."""

import uuid
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.notifications import notify
from core import clock
from core.exceptions import Conflict, InvalidInput, NotFound
from mail.message_texts import MessageText
from records.services import EventDraft, record_events
from records.signing import confirm_signer_password, reject_api_keys
from revisions.lifecycle.acts import get_training, lock_course
from revisions.moving.planning import Decision, ItemChange, MovePlan, StudentPlan, get_target, read_plan
from trainings.credits.giving import sign_credits
from trainings.credits.items import Item
from trainings.enrollment_acts.choosing import build_facts, check_manager, check_reason, list_chosen
from trainings.enrollments.finishing import finish_completed, lock_enrollments
from trainings.enrollments.mails import build_view_path
from trainings.enrollments.withdrawal_hooks import WITHDRAWAL_HOOKS
from trainings.models import MAX_REASON, Credit, Enrollment
from trainings.querysets import EnrollmentQuerySet

MAX_STUDENTS = 100  # of one act
MAX_CREDITS = 20_000  # of one act: each is signed


@dataclass(frozen=True)
class MoveOrder:
    """What a manager orders: who is moved out of which revision; which changed items are kept (their ids in that
    revision, as texts), which items the manager has confirmed to be lost; why; and the digest of the plan that the
    manager has looked at."""

    training_id: uuid.UUID
    enrollment_ids: Collection[uuid.UUID]
    kept_ids: Collection[str] | None = None
    confirmed_ids: Collection[str] = field(default_factory=frozenset)
    reason: str = ""
    seen: str = ""


def preview_move(*, order: MoveOrder, by: User) -> MovePlan:
    """What the move would mean now. Raises Forbidden for anybody but a manager; NotFound for a training or enrollments
    that the manager does not see; Conflict for a training that is no superseded revision; InvalidInput for nobody and
    for too many students."""
    check_manager(by)
    source = get_training(order.training_id, by)
    return read_plan(source, get_target(source), list_moving(order, by), Decision(by, order.kept_ids), clock.now())


def list_moving(order: MoveOrder, by: User) -> EnrollmentQuerySet:
    if not 1 <= len(set(order.enrollment_ids)) <= MAX_STUDENTS:
        text = _("Choose at least one student, at most %(limit)s.") % {"limit": MAX_STUDENTS}
        raise InvalidInput.for_field("students", text)
    rows = list_chosen(order.enrollment_ids, by).filter(training=order.training_id)
    return rows.by_student_name()


def list_movable(training_id: uuid.UUID, by: User) -> EnrollmentQuerySet:
    """The unfinished enrollments in a revision, by the names of the students."""
    rows = Enrollment.objects.visible_to(by).unfinished().filter(training=training_id)
    return rows.select_related("user").by_student_name()


def move_to_current_revision(*, order: MoveOrder, password: str, by: User) -> MovePlan:
    """Moves the students and returns the plan that was carried out; those with an obstacle stay (`MovePlan.moving`).

    What is kept becomes a credit of its counterpart, signed by the manager; the facts stay on record under the items of
    the earlier revision. Students leave classes to come, as those who are withdrawn do, and get a message. Whoever has
    nothing left to do is finished. EASA ORA.ATO.120 and 14 CFR 141.101(a): the record shows what was done, and under
    which syllabus.

    Raises what `preview_move` does; Conflict if anything that the plan rests on has changed since the manager looked at
    it, and if nobody can be moved; InvalidInput (`lost`) unless every item that is lost is confirmed, and (`reason`)
    without a reason for it; what `confirm_signer_password` does.
    """
    reject_api_keys()
    # Before the password, so that an act that cannot succeed costs no login attempt; again under the locks.
    check_plan(preview_move(order=order, by=by), order)
    confirm_signer_password(user=by, password=password)
    now = clock.now()
    with transaction.atomic():
        # The order of locks: the course, classes, enrollments, the ledger (docs/decisions/0004, 0009, 0034).
        course = lock_course(order.training_id, by)
        locks = [hook.lock(set(order.enrollment_ids), now) for hook in WITHDRAWAL_HOOKS]
        lock_enrollments(list_chosen(order.enrollment_ids, by))
        source, decision = course.chosen, Decision(by, order.kept_ids)
        plan = read_plan(source, get_target(source), list_moving(order, by), decision, now)
        check_plan(plan, order)
        move = Move(plan, order, by)
        rows = [student.enrollment for student in plan.moving]
        left = [hook.on_withdrawal(locked, rows, now, by) for hook, locked in zip(WITHDRAWAL_HOOKS, locks, strict=True)]
        events = [*move.store(), *(event for drafts in left for event in drafts)]
        move.notify_students()
        events += finish_completed(enrollment_ids=[row.pk for row in rows], by=by)
        record_events(*events, company_id=by.company_id, by=by)
    return plan


def check_plan(plan: MovePlan, order: MoveOrder) -> None:
    """Raises what `move_to_current_revision` does about the plan."""
    if not plan.students:
        raise NotFound
    if order.seen and order.seen != plan.seen:
        raise Conflict(_("What the students have done, or the syllabus, has changed since. Look at it again."))
    if not plan.moving:
        raise Conflict(_("None of the students can be moved."))
    unconfirmed = [change.old.label for change in plan.lost if change.old.id not in order.confirmed_ids]
    if unconfirmed:
        text = _("Confirm that this is lost: %(items)s.") % {"items": "; ".join(unconfirmed)}
        raise InvalidInput.for_field("lost", text)
    if plan.lost or order.reason:
        check_reason(order.reason)
    if sum(len(student.kept) for student in plan.moving) > MAX_CREDITS:
        raise InvalidInput.for_field("students", _("This is too much for one act. Choose fewer students."))


@dataclass(frozen=True)
class Move:
    """A checked plan in the act, with everything locked."""

    plan: MovePlan
    order: MoveOrder
    by: User

    def store(self) -> Iterator[EventDraft]:
        """Stores the enrollments and the credits; returns their events."""
        now = clock.now()
        rows = [student.enrollment for student in self.plan.moving]
        for row in rows:
            row.training, row.modified_at = self.plan.target, now
        Enrollment.objects.bulk_update(rows, ["training", "modified_at"])
        events = [self.build_event(student) for student in self.plan.moving]
        return iter([*events, *sign_credits(self.iterate_credits(), by=self.by)])

    def iterate_credits(self) -> Iterator[tuple[Credit, Item]]:
        earlier = read_earlier_credits(self.plan.moving)
        for student in self.plan.moving:
            for change in student.kept:
                item = build_item(change)
                before = earlier.get((student.enrollment.pk, change.old.id))
                yield self.build_credit(student.enrollment, change, item, before), item

    def build_credit(self, row: Enrollment, change: ItemChange, item: Item, before: Credit | None) -> Credit:
        """In English, as everything that is stored. What was credited in the earlier revision keeps its document."""
        number = self.plan.source.revision
        name = change.old.label
        reason = f"Credited as “{name}” in revision {number}: {before.reason}" if before else ""
        credit = Credit(
            enrollment=row,
            kind=item.kind,
            item_id=item.id,
            origin_item_id=uuid.UUID(change.old.id),
            reason=(reason or f"Done as “{name}” in revision {number}.")[:MAX_REASON],
            credited_by=self.by,
        )
        if before and before.document:
            credit.document, credit.document_digest = before.document.name, before.document_digest
        return credit

    def build_event(self, student: StudentPlan) -> EventDraft:
        source, target = self.plan.source, self.plan.target
        facts: dict[str, Any] = {
            **build_facts(student.enrollment),
            "from_training": str(source.pk),
            "from_revision": source.revision,
            "to_revision": target.revision,
            "kept": [change.old.label for change in student.kept],
            "lost": [change.old.label for change in student.lost],
            "classes": len(student.classes),
            "reason": self.order.reason.strip(),
        }
        return EventDraft("enrollment.moved_to_revision", student.enrollment, facts)

    def notify_students(self) -> None:
        rows = {student.enrollment.user_id: student.enrollment for student in self.plan.moving}
        values = {"training": self.plan.target.name, "number": self.plan.target.revision}
        notify(
            company=self.by.company,
            recipients=rows,
            urls=map(build_view_path, rows.values()),
            text=MessageText("moved_to_revision", values),
            sender=self.by,
        )


def read_earlier_credits(students: Iterable[StudentPlan]) -> dict[tuple[uuid.UUID, str], Credit]:
    rows = Credit.objects.live().filter(enrollment__in=[student.enrollment.pk for student in students])
    return {(row.enrollment_id, str(row.item_id)): row for row in rows}


def build_item(change: ItemChange) -> Item:
    """The counterpart of an item that is kept, as it is credited."""
    new = change.new
    if new is None:
        raise ValueError("An item without a counterpart cannot be kept.")
    return Item(new.kind, uuid.UUID(new.id), new.name, new.group, is_done=False, is_credited=False)
