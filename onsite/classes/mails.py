"""Mails to the students and the teacher of a class: it is scheduled, changed or cancelled.

Whoever schedules, changes or deletes the class gets none.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from accounts.models import User
from mail.kinds import MailKind
from mail.services import MailDraft, queue_mails
from onsite.models import ClassSession

Facts = dict[str, Any]
STUDENT, TEACHER = "student", "teacher"
# What a mail says of a class; a difference in one of them is a change that people are told of.
DESCRIBED = ("subject", "topic", "starts_at", "ends_at", "location", "meeting_url", "teacher")


class RosterChange(NamedTuple):
    """The ids of the users who join the roster, leave it and stay on it."""

    added: list[int]
    removed: list[int]
    staying: set[int]


def describe_class(session: ClassSession) -> Facts:
    """The class in JSON values, as of now: names, because a mail is rendered later."""
    topic = session.lesson or session.exam
    return {
        "subject": str(session.subject),
        "topic": topic.name if topic else "",
        "starts_at": session.starts_at.isoformat(),
        "ends_at": session.ends_at.isoformat(),
        "location": session.location.name if session.location else "",
        "meeting_url": session.meeting_url,
        "teacher": str(session.teacher),
        "teacher_id": session.teacher_id,
    }


def mail_new_class(session: ClassSession, student_ids: Iterable[int], *, by: User) -> None:
    queue_class_mails(MailKind.CLASS_SCHEDULED, session, assign_audiences(student_ids, session.teacher_id), by=by)


def mail_cancelled_class(session: ClassSession, student_ids: Iterable[int], *, by: User) -> None:
    queue_class_mails(MailKind.CLASS_CANCELLED, session, assign_audiences(student_ids, session.teacher_id), by=by)


def mail_changed_class(session: ClassSession, before: Facts, roster: RosterChange, *, by: User) -> None:
    """Tells those who join and leave, and the others what has changed, if anything.

    `before` is what `describe_class` returned before the change.
    """
    now = describe_class(session)
    former = {name: before[name] for name in DESCRIBED if before[name] != now[name]}
    people = {
        **assign_teachers(before["teacher_id"], session.teacher_id, former),
        **{id: {"audience": STUDENT, "change": "left"} for id in roster.removed if id != session.teacher_id},
        **{id: {"audience": STUDENT, "former": former} for id in roster.staying if former},
        **{id: {"audience": STUDENT, "change": "joined"} for id in roster.added},
    }
    queue_class_mails(MailKind.CLASS_CHANGED, session, people, by=by)


def assign_teachers(old_id: int, new_id: int, former: Facts) -> dict[int, Facts]:
    if old_id != new_id:
        return {
            old_id: {"audience": TEACHER, "change": "left"},
            new_id: {"audience": TEACHER, "change": "joined"},
        }
    return {new_id: {"audience": TEACHER, "former": former}} if former else {}


def assign_audiences(student_ids: Iterable[int], teacher_id: int) -> dict[int, Facts]:
    """As whom each person gets the mail; a teacher on the roster is a student of the class, and gets one mail."""
    return {teacher_id: {"audience": TEACHER}} | {id: {"audience": STUDENT} for id in student_ids}


def queue_class_mails(kind: MailKind, session: ClassSession, people: Mapping[int, Facts], *, by: User) -> None:
    """Queues one mail to each person except the actor. Facts that are the same for all stand beside their own."""
    facts = build_class_facts(session, by=by)
    users = User.objects.visible_to(by).filter(pk__in=people).exclude(pk=by.pk).order_by("pk")
    queue_mails(MailDraft(kind, user, {**facts, **people[user.pk]}) for user in users)


def build_class_facts(session: ClassSession, *, by: User) -> Facts:
    return {
        **describe_class(session),
        "path": f"/trainings/onsite/class/{session.pk}.json",
        "admin_path": f"/admin/onsite/classsession/{session.pk}/change/",
        "by": str(by),
    }
