"""Random acts about a course: revisions started, changed, discarded and approved, and students moved to the current
one, for the working school."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from core.exceptions import InvalidInput
from revisions.lifecycle.acts import Approval
from revisions.lifecycle.approving import approve_revision
from revisions.lifecycle.drafting import discard_draft, start_revision
from revisions.lifecycle.publishing import publish_training
from revisions.moving.moving import MoveOrder, move_to_current_revision, preview_move
from tests import factories as make
from trainings.endpoints.lessons.services import complete_lesson
from trainings.enrollments.services import enroll_students
from trainings.models import Enrollment, Lesson, Training

if TYPE_CHECKING:
    from tests.records.working_school import WorkingSchool

MOST_REVISIONS = 6


class RevisionActs:
    """In a course of its own, with two lessons."""

    def __init__(self, school: "WorkingSchool") -> None:
        self.school = school
        self.by = school.world.maria
        self.training = make.TrainingFactory(company=school.world.alpine, type="DISTANCE", auto_finish=False)
        make.LessonFactory.create_batch(2, subject=make.SubjectFactory(training=self.training))

    def list_acts(self) -> list[Callable[[], Any]]:
        return [self.publish, self.revise, self.revise, self.follow, self.follow, self.move]

    @property
    def course(self) -> Any:
        return Training.objects.filter(course_id=self.training.pk)

    def publish(self) -> Any:
        approval = Approval(f"As taught {self.school.make_text()}")
        publish_training(training_id=self.training.pk, approval=approval, password=make.PASSWORD, by=self.by)

    def revise(self) -> Any:
        """The next step of the next revision."""
        draft = self.course.filter(published_at=None).first()
        if draft is None:
            if self.course.count() >= MOST_REVISIONS:
                return False
            start_revision(training_id=self.training.pk, by=self.by)
        elif self.school.dice.random() < 0.3:
            discard_draft(training_id=draft.pk, by=self.by)
        else:
            make.LessonFactory(subject=draft.subjects.get())
            approval = Approval(f"One lesson more {self.school.make_text()}")
            approve_revision(training_id=draft.pk, approval=approval, password=make.PASSWORD, by=self.by)
        return True

    def follow(self) -> Any:
        """Somebody joins the current revision, or a student studies."""
        rows = Enrollment.objects.unfinished().filter(training__in=self.course).select_related("user")
        if self.school.dice.random() < 0.5 or not rows.exists():
            training = self.course.enrollable().first() or self.training
            users = [student.pk for student in self.school.dice.sample(self.school.students, 2)]
            return bool(enroll_students(training=training, user_ids=users, group_ids=[], by=self.by).enrolled)
        row = self.school.pick_one(rows)
        lesson = self.school.pick_one(Lesson.objects.filter(subject__training=row.training_id))
        return complete_lesson(enrollment=row, lesson=lesson, seconds=60, by=row.user) or True

    def move(self) -> Any:
        source = self.school.pick_one(self.course.filter(superseded_at__isnull=False))
        ids = list(Enrollment.objects.unfinished().filter(training=source).values_list("pk", flat=True)[:3])
        if not ids:
            raise InvalidInput
        plan = preview_move(order=MoveOrder(source.pk, ids), by=self.by)
        order = MoveOrder(source.pk, ids, seen=plan.seen)
        move_to_current_revision(order=order, password=make.PASSWORD, by=self.by)
