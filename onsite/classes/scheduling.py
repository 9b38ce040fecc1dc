"""What managers do with classes: schedule, change, delete (docs/api.md, section 5)."""

import uuid
from typing import Any

from django.db import transaction

from accounts.models import User
from core import clock
from core.exceptions import Conflict, NotFound
from onsite.classes.class_plans import DEFAULT_MINUTES, CheckedPlan, ClassPlan, check_plan
from onsite.classes.content import build_class_facts
from onsite.classes.messages import list_roster_users, notify_users
from onsite.classes.rights import lock_class
from onsite.models import Attendance, ClassSession
from records.services import EventDraft, record_events
from trainings.enrollments.reopening import apply_correction, snapshot_finished
from trainings.models import Enrollment

Facts = dict[str, Any]
COLUMNS = ["subject", "lesson", "exam", "teacher", "location", "starts_at", "duration_minutes", "remarks"]


def schedule_class(*, plan: ClassPlan, notify: bool, by: User) -> ClassSession:
    """A new class with its roster. Refuses the plan as a whole (InvalidInput, by field); `notify` tells the
    students."""
    with transaction.atomic():
        wanted = check_plan(plan, by=by)
        session = ClassSession(company_id=by.company_id, created_at=clock.now())
        apply_plan(session, plan, wanted)
        if "duration_minutes" not in plan.options:
            session.duration_minutes = wanted.lesson.duration_minutes if wanted.lesson else DEFAULT_MINUTES
        session.save(force_insert=True)
        session.refresh_from_db(fields=["item_id"])
        added = add_to_roster(session, wanted.joining)
        if notify:
            notify_users(session, added, "You have a class", by=by)
        scheduled = EventDraft(
            "class.scheduled", session, {**build_class_facts(session), "students": format_ids(added)}
        )
        record_events(scheduled, company_id=by.company_id, by=by)
    return session


def change_class(*, session: ClassSession, plan: ClassPlan, notify: bool, by: User) -> ClassSession:
    """The class as the plan says, keeping the attendance of those who stay on the roster.

    Refuses a signed class with Conflict and the plan as `check_plan` does, and what would undo a finish that something
    rests on. `notify` tells whom it concerns: those who join, and when the class is moved in time or place, all.
    """
    with transaction.atomic():
        session = lock_class(session, by)
        if session.signed_at:
            raise Conflict("The class is signed. Nothing in it can be changed until it is unsigned.")
        wanted = check_plan(plan, by=by, present=session)
        before = build_class_facts(session)
        joining = [row.pk for row in wanted.joining]
        stock = snapshot_finished([*session.attendances.values_list("enrollment_id", flat=True), *joining])
        apply_plan(session, plan, wanted)
        session.save(update_fields=COLUMNS)
        changed = {name: value for name, value in build_class_facts(session).items() if value != before[name]}
        removed = remove_from_roster(wanted.leaving)
        sync_attendance(session)
        added = add_to_roster(session, wanted.joining)
        if notify:
            notify_of_change(session, added, is_moved=bool({"starts_at", "location"} & set(changed)), by=by)
        followed = apply_correction(stock, by=by)
        drafts = build_change_events(session, changed, added, removed)
        record_events(*drafts, *followed, company_id=by.company_id, by=by)
    return session


def notify_of_change(session: ClassSession, added: list[int], *, is_moved: bool, by: User) -> None:
    notify_users(session, added, "You have a class", by=by)
    if is_moved:
        notify_users(session, list_roster_users(session) - set(added), "Your class has been moved", by=by)


def delete_class(*, session_id: uuid.UUID, by: User) -> None:
    """Takes a class out of use, with its roster. Deleting again changes nothing.

    Refuses with NotFound what is not of the manager's school, with Conflict a signed class, and one whose attendance
    bears a finish that something rests on. The students of a class that is still to come are told.
    """
    with transaction.atomic():
        rows = ClassSession.objects.deletable_by(by).select_related("subject", "company").filter(pk=session_id)
        session = rows.select_for_update(of=("self",), no_key=True).first()
        if session is None:
            raise NotFound
        if session.is_cancelled:
            return
        if session.signed_at:
            raise Conflict("The class is signed. It cannot be deleted until it is unsigned.")
        stock = snapshot_finished(session.attendances.values_list("enrollment_id", flat=True))
        cancel_class(session)
        if session.starts_at > clock.now():
            notify_users(session, list_roster_users(session), "Your class is cancelled", by=by)
        recorded = session.attendances.values_list("enrollment__user_id", "is_present")
        payload = {**build_class_facts(session), "attendance": {str(id): present for id, present in recorded}}
        followed = apply_correction(stock, by=by)
        record_events(EventDraft("class.deleted", session, payload), *followed, company_id=by.company_id, by=by)


def cancel_class(session: ClassSession) -> None:
    session.deleted_at = clock.now()
    session.is_cancelled = True
    session.save(update_fields=["deleted_at", "is_cancelled"])
    sync_attendance(session)


def apply_plan(session: ClassSession, plan: ClassPlan, wanted: CheckedPlan) -> None:
    """Puts what is wanted into the fields of a class; does not save."""
    session.subject = wanted.subject
    session.lesson, session.exam = wanted.lesson, wanted.exam
    session.teacher, session.location = wanted.teacher, wanted.location
    session.starts_at = plan.starts_at
    session.duration_minutes = plan.options.get("duration_minutes", session.duration_minutes)
    session.remarks = plan.options.get("remarks", session.remarks)


def sync_attendance(session: ClassSession) -> None:
    """Brings what attendance copies from its class up to date. PostgreSQL's foreign key has done so already."""
    session.refresh_from_db(fields=["item_id"])
    session.attendances.update(item_id=session.item_id, starts_at=session.starts_at, is_cancelled=session.is_cancelled)


def add_to_roster(session: ClassSession, enrollments: list[Enrollment]) -> list[int]:
    """Returns the users who joined."""
    moment = clock.now()
    Attendance.objects.bulk_create(
        Attendance(
            class_session=session,
            enrollment=enrollment,
            item_id=session.item_id,
            starts_at=session.starts_at,
            created_at=moment,
            modified_at=moment,
        )
        for enrollment in enrollments
    )
    return [enrollment.user_id for enrollment in enrollments]


def remove_from_roster(rows: list[Attendance]) -> list[int]:
    Attendance.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return [row.enrollment.user_id for row in rows]


def build_change_events(
    session: ClassSession, changed: Facts, added: list[int], removed: list[int]
) -> list[EventDraft]:
    """The event of a change; none when nothing has changed."""
    if not (changed or added or removed):
        return []
    return [
        EventDraft(
            "class.changed", session, {"changed": changed, "added": format_ids(added), "removed": format_ids(removed)}
        )
    ]


def format_ids(ids: list[int]) -> list[str]:
    return [str(id) for id in sorted(ids)]
