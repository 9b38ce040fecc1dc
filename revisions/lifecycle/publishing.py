"""Publishing a training: from then on its syllabus is frozen, as revision 1 of a course."""

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.exceptions import Conflict
from records.services import record_events
from records.signing import confirm_signer_password, reject_api_keys
from revisions.content.parts import EXAMS, LESSONS, MISSIONS, Syllabus, read_syllabus
from revisions.lifecycle.acts import Approval, Signing, get_training, lock_course
from revisions.models import Revision
from trainings.enrollment_acts.choosing import check_manager
from trainings.models import Training


def explain_publishing_obstacle(training: Training) -> str:
    """What keeps a training from being published; "" if nothing does."""
    if training.revision is not None:
        return _("It has revisions already.")
    return _("A template is not published: nobody can be enrolled in it.") if training.is_template else ""


def publish_training(*, training_id: uuid.UUID, approval: Approval, password: str, by: User) -> Revision:
    """Freezes the syllabus of a training, with its students, as revision 1, signed by the manager.

    EASA ORA.ATO.230(a), 14 CFR 141.55. Raises Forbidden for anybody but a manager and for an API key; NotFound for a
    training that the manager does not see; Conflict for one that has revisions already, has nothing to train, or has
    been changed since the manager looked at it; InvalidInput for a missing summary or a day in the future; what
    `confirm_signer_password` does.
    """
    check_manager(by)
    reject_api_keys()
    approval.check_summary()
    # Before the password, so that an act that cannot succeed costs no login attempt; again under the lock.
    check_publishable(get_training(training_id, by))
    confirm_signer_password(user=by, password=password)
    with transaction.atomic():
        training = lock_course(training_id, by).chosen
        check_publishable(training)
        syllabus = read_syllabus(training)
        reject_empty(syllabus)
        approval.check_seen(syllabus)
        training.course_id, training.revision = training.pk, 1
        revision = Revision(training=training, number=1, started_by=by, started_at=clock.now())
        events = Signing(revision, syllabus, approval).run(by)
        record_events(*events, company_id=by.company_id, by=by)
    return revision


def check_publishable(training: Training) -> None:
    if obstacle := explain_publishing_obstacle(training):
        raise Conflict(obstacle)


def reject_empty(syllabus: Syllabus) -> None:
    if not any(syllabus.get(part) for part in (LESSONS, EXAMS, MISSIONS)):
        raise Conflict(_("There is nothing to publish: the training has no lesson, no exam and no mission."))
