"""What the acts on revisions have in common: the locked course, and how a revision is signed."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.exceptions import Conflict, InvalidInput, NotFound
from records.services import EventDraft
from records.signing import sign_object
from revisions.content.comparing import Change
from revisions.content.parts import Syllabus, digest_syllabus
from revisions.content.signed import MEANING, build_content
from revisions.models import MAX_SUMMARY, Revision
from trainings.enrollment_acts.choosing import check_day
from trainings.models import Training


@dataclass(frozen=True)
class Approval:
    """What a manager states when signing a revision: what it is about, from which day it holds (today if None), and the
    digest of the syllabus that the manager has looked at."""

    summary: str
    effective_on: date | None = None
    seen: str = ""

    def check_summary(self) -> str:
        summary = self.summary.strip()
        if not summary:
            raise InvalidInput.for_field("summary", _("Say what this revision is about."))
        if len(summary) > MAX_SUMMARY:
            raise InvalidInput.for_field("summary", _("At most %(limit)s characters.") % {"limit": MAX_SUMMARY})
        return summary

    def check_seen(self, syllabus: Syllabus) -> None:
        """Raises Conflict if the syllabus is not the one that the manager has looked at."""
        if self.seen and self.seen != digest_syllabus(syllabus):
            raise Conflict(_("The syllabus has been changed since this page was shown. Look at it again."))


@dataclass(frozen=True)
class Course:
    """The revisions of a course, or a training that nobody has published, locked until the transaction ends."""

    trainings: list[Training]
    chosen: Training

    @property
    def current(self) -> Training | None:
        return self.find(Training.RevisionState.CURRENT)

    @property
    def draft(self) -> Training | None:
        return self.find(Training.RevisionState.DRAFT)

    def find(self, state: Training.RevisionState) -> Training | None:
        return next((row for row in self.trainings if row.revision_state == state), None)

    @property
    def last_number(self) -> int:
        return max((row.revision or 0 for row in self.trainings), default=0)


def lock_course(training_id: uuid.UUID, by: User) -> Course:
    """The course of a training that the manager sees. Raises NotFound for any other.

    The trainings come first in the order of locks, before anything below them (trainings/syllabus/freezing.py).
    """
    chosen = get_training(training_id, by)
    rows = Training.objects.of_course(chosen).order_by("pk").select_for_update(no_key=True, of=("self",))
    trainings = list(rows)
    locked = next((row for row in trainings if row.pk == training_id), None)
    if locked is None:
        raise NotFound
    return Course(trainings, locked) if locked.course_id == chosen.course_id else lock_course(training_id, by)


def get_training(training_id: uuid.UUID, by: User) -> Training:
    training = Training.objects.visible_to(by).without_templates().filter(pk=training_id).first()
    if training is None:
        raise NotFound
    return training


@dataclass(frozen=True)
class Signing:
    """A revision that is to be signed: its syllabus, and what changed since the one before."""

    revision: Revision
    syllabus: Syllabus
    approval: Approval
    changes: Sequence[Change] = field(default_factory=list)

    def run(self, by: User) -> list[EventDraft]:
        """Freezes and signs the revision, whose training is locked and becomes the current one. Returns the events of
        the signature and of the approval; an event about the training has to follow from the caller."""
        revision, training, now = self.revision, self.revision.training, clock.now()
        revision.summary = self.approval.check_summary()
        revision.effective_on = check_effective_day(self.approval.effective_on, by)
        revision.changes = [change.to_json() for change in self.changes]
        revision.approved_by = by
        training.published_at = now
        training.save(update_fields=["course_id", "revision", "published_at", "is_active"])
        content = build_content(revision, self.syllabus)
        company_id = by.company_id
        signature, added = sign_object(obj=revision, company_id=company_id, meaning=MEANING, content=content, by=by)
        revision.signed_at = signature.signed_at
        revision.save()
        return [added, EventDraft("revision.approved", revision, self.build_facts())]

    def build_facts(self) -> dict[str, Any]:
        revision = self.revision
        day = revision.effective_on
        return {
            **build_facts(revision),
            "effective_on": day.isoformat() if day else None,
            "summary": revision.summary,
            "changes": len(self.changes),
        }


def check_effective_day(day: date | None, by: User) -> date:
    """The day from which a revision holds: students are enrolled in it from the approval on, so it is not ahead."""
    try:
        return check_day(day, by)
    except InvalidInput as error:
        raise InvalidInput(errors={"effective_on": error.errors["day"]}) from error


def build_facts(revision: Revision) -> dict[str, Any]:
    """What every event about a revision says."""
    training = revision.training
    return {"training": str(training.pk), "training_name": training.name, "revision": revision.number}
