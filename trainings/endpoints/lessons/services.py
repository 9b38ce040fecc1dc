"""Completing lessons."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.exceptions import Forbidden
from exams.sitting.boundaries import date_in_cycle
from records.services import EventDraft, record_events
from trainings.enrollments.finishing import finish_completed
from trainings.enrollments.states import check_active, check_follows
from trainings.models import Enrollment, Lesson, LessonStudy, StudySession


@transaction.atomic
def complete_lesson(*, enrollment: Enrollment, lesson: Lesson, seconds: int, by: User) -> bool:
    """Records that the student has completed the slides of a lesson (docs/api.md, section 4, `complete`).

    The first time, it creates the lesson study; that time, and the first time after a restart of the lesson, it
    finishes the enrollment if that completes it; every time, it adds the time. Returns whether the enrollment is
    finished. Rejects with Forbidden anybody but the student, an enrollment that is paused or withdrawn, and a training
    that is not active or not open; with Conflict a student who has just been moved to another revision.
    """
    # Locked before the study is created: two requests of the student, sent twice by a client, create one study.
    rows = Enrollment.objects.select_for_update(of=("self",), no_key=True).select_related("training", "company")
    locked = rows.get(pk=enrollment.pk)
    check_may_complete(locked, by)
    check_follows(locked, enrollment.training_id)
    now = date_in_cycle(clock.now(), locked.pk, lesson.pk)
    found = LessonStudy.objects.filter(enrollment=locked, lesson=lesson).with_seconds().first()
    is_first = found is None or not found.is_current
    study = found or LessonStudy.objects.create(enrollment=locked, lesson=lesson, completed_at=now)
    StudySession.objects.create(study=study, seconds=seconds, ended_at=now)
    # A repetition completes nothing new, so it skips the count of progress.
    finished = finish_completed(enrollment_ids=[locked.pk], by=by) if is_first else []
    record_events(build_study_event(study, is_first, seconds), *finished, company_id=locked.company_id, by=by)
    return locked.is_finished or bool(finished)


def check_may_complete(enrollment: Enrollment, by: User) -> None:
    if enrollment.user_id != by.pk:
        raise Forbidden(_("Only the student can complete a lesson."))
    check_active(enrollment)
    if not enrollment.training.is_active:
        raise Forbidden(_("This training is not active."))
    if not enrollment.training.is_open_on(enrollment.company.local_date(clock.now())):
        raise Forbidden(_("This training has not started yet or has ended."))


def build_study_event(study: LessonStudy, is_first: bool, seconds: int) -> EventDraft:
    action = "lesson.completed" if is_first else "lesson.repeated"
    payload = {"enrollment": str(study.enrollment_id), "lesson": str(study.lesson_id), "seconds": seconds}
    return EventDraft(action, study, payload)
