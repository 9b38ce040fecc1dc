"""Random acts about an exam that students lose: lessons started again, and attempts granted, for the working school."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from exams.models import Exam
from exams.sitting import services
from exams.sitting.granting import grant_attempt
from exams.sitting.restarting import reset_lesson
from tests import factories as make
from tests.exams.exam_setup import fill_bank
from trainings.enrollments.services import enroll_students
from trainings.models import Enrollment

if TYPE_CHECKING:
    from tests.records.working_school import WorkingSchool


class RestartActs:
    """In a training of its own, whose only lesson has a gate exam with one attempt."""

    def __init__(self, school: "WorkingSchool") -> None:
        self.school = school
        self.training = make.TrainingFactory(company=school.world.alpine, type="DISTANCE", allow_auto_restart=True)
        self.lesson = make.LessonFactory(subject__training=self.training)
        self.gate = make.ExamFactory(subject=self.lesson.subject, lesson=self.lesson, question_count=3, max_attempts=1)
        fill_bank(self.gate, 5)

    def list_acts(self) -> list[Callable[[], Any]]:
        return [self.join, self.lose, self.restart, self.grant]

    def join(self) -> Any:
        users = [student.pk for student in self.school.dice.sample(self.school.students, 2)]
        by = self.school.world.maria
        return bool(enroll_students(training=self.training, user_ids=users, group_ids=[], by=by).enrolled)

    def pick(self) -> Enrollment:
        enrollment: Enrollment = self.school.pick_enrollment(self.training)
        return enrollment

    def lose(self) -> Any:
        enrollment = self.pick()
        exam = Exam.objects.with_bank_size().get(pk=self.gate.pk)
        attempt = services.start_attempt(enrollment=enrollment, exam=exam, by=enrollment.user)
        services.finish_attempt(attempt=attempt, by=enrollment.user)

    def restart(self) -> Any:
        enrollment = self.pick()
        reset_lesson(enrollment=enrollment, lesson=self.lesson, by=enrollment.user)

    def grant(self) -> Any:
        ids = {"enrollment_id": self.pick().pk, "exam_id": self.gate.pk}
        grant_attempt(**ids, reason=f"Ill {self.school.make_text()}", by=self.school.world.maria)
