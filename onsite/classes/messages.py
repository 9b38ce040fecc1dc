"""Messages to people about their classes."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from accounts.models import User
from accounts.notifications import notify
from mail.message_texts import MessageText
from onsite.models import ClassSession


def notify_users(
    session: ClassSession,
    user_ids: Collection[int],
    text_key: str,
    *,
    by: User,
    has_own_mail: bool = True,
    extra: Mapping[str, Any] | None = None,
) -> None:
    """Sends each user a message with the class and its start in school time; `text_key` is one of
    `mail.message_texts.TEXTS`.

    `extra` are further values of the text. `has_own_mail`: the act sends mails of its own kind
    (onsite/classes/mails.py), so there is none about the message.
    """
    recipients = sorted(user_ids)
    values = {"subject": str(session.subject), "starts_at": session.starts_at.isoformat(), **(extra or {})}
    notify(
        company=by.company,
        recipients=recipients,
        urls=[f"/trainings/onsite/class/{session.pk}.json"] * len(recipients),
        text=MessageText(text_key, values),
        sender=by,
        has_own_mail=has_own_mail,
    )


def notify_of_several(classes: Sequence[tuple[ClassSession, Sequence[int]]], *, by: User) -> None:
    """Sends each student and teacher of new classes one message, with their number and the first of them, and a mail
    about it. `classes` are given with the ids of their students; whoever schedules them gets none."""
    by_person: dict[int, list[ClassSession]] = defaultdict(list)
    for session, students in sorted(classes, key=lambda pair: (pair[0].starts_at, pair[0].pk)):
        for id in {session.teacher_id, *students} - {by.pk}:
            by_person[id].append(session)
    alike: dict[tuple[uuid.UUID, ...], list[int]] = defaultdict(list)
    for id, sessions in by_person.items():
        alike[tuple(session.pk for session in sessions)].append(id)
    for ids in alike.values():
        sessions = by_person[ids[0]]
        if len(sessions) == 1:
            notify_users(sessions[0], ids, "class_scheduled", by=by, has_own_mail=False)
        else:
            extra = {"count": len(sessions)}
            notify_users(sessions[0], ids, "classes_scheduled", by=by, has_own_mail=False, extra=extra)


def list_roster_user_ids(session: ClassSession) -> set[int]:
    """The ids of the users on the roster."""
    return set(session.attendances.values_list("enrollment__user_id", flat=True))
