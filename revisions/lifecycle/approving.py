"""Approving a draft, which becomes the current revision of its course."""

import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.exceptions import Conflict
from records.services import record_events
from records.signing import confirm_signer_password, reject_api_keys
from revisions.content.comparing import Change, list_changes
from revisions.content.parts import Syllabus, digest_syllabus, read_syllabi
from revisions.lifecycle.acts import Approval, Course, Signing, get_training, lock_course
from revisions.lifecycle.publishing import reject_empty
from revisions.models import ItemOrigin, Revision
from trainings.enrollment_acts.choosing import check_manager
from trainings.models import Training


@dataclass(frozen=True)
class ApprovalPreview:
    """What a manager approves: the syllabus of the draft, what it changes, and the digest by which the service knows
    that the manager has looked at this syllabus and no other."""

    current: Training
    draft: Training
    syllabus: Syllabus
    changes: list[Change]

    @property
    def seen(self) -> str:
        return digest_syllabus(self.syllabus)


def preview_approval(*, training_id: uuid.UUID, by: User) -> ApprovalPreview:
    """What approving the draft would put in force. Raises what `approve_revision` does before the password."""
    check_manager(by)
    training = get_training(training_id, by)
    return read_preview(Course(list(Training.objects.of_course(training)), training))


def read_preview(course: Course) -> ApprovalPreview:
    """Raises Conflict unless the chosen training is the draft of the course. Eleven queries."""
    draft, current = course.chosen, course.current
    if draft.revision_state != Training.RevisionState.DRAFT or current is None:
        raise Conflict(_("This is no draft of a revision. It may have been approved just now."))
    syllabi = read_syllabi([current.pk, draft.pk])
    origins = ItemOrigin.objects.read_origins([current.pk, draft.pk])
    changes = list_changes(syllabi[current.pk], syllabi[draft.pk], origins)
    return ApprovalPreview(current, draft, syllabi[draft.pk], changes)


def approve_revision(*, training_id: uuid.UUID, approval: Approval, password: str, by: User) -> Revision:
    """Signs a draft, which becomes the current revision: people are enrolled in it from now on. Students of the earlier
    revisions stay in theirs until they are moved (revisions/moving).

    EASA ORA.ATO.230(a), 14 CFR 141.55. Of two managers who approve at once, the second is told. Raises Forbidden for
    anybody but a manager and for an API key; NotFound for a training that the manager does not see; Conflict for one
    that is no draft, changes nothing, or has been changed since the manager looked at it; InvalidInput for a missing
    summary or a day in the future; what `confirm_signer_password` does.
    """
    reject_api_keys()
    approval.check_summary()
    # Before the password, so that an act that cannot succeed costs no login attempt; again under the lock.
    check_approvable(preview_approval(training_id=training_id, by=by))
    confirm_signer_password(user=by, password=password)
    with transaction.atomic():
        preview = read_preview(lock_course(training_id, by))
        check_approvable(preview)
        approval.check_seen(preview.syllabus)
        current, draft = preview.current, preview.draft
        current.superseded_at = clock.now()
        current.save(update_fields=["superseded_at"])  # first: a course has one current revision
        draft.is_active = current.is_active
        revision = Revision.objects.get(training=draft)
        revision.training = draft
        events = Signing(revision, preview.syllabus, approval, preview.changes).run(by)
        record_events(*events, company_id=by.company_id, by=by)
    return revision


def check_approvable(preview: ApprovalPreview) -> None:
    if not preview.changes:
        raise Conflict(_("This draft changes nothing. Change it, or discard it."))
    reject_empty(preview.syllabus)
