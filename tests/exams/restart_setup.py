"""A lesson whose gate exam Sam has lost, in a training that allows lessons to be started again."""

from typing import Any

from exams.cycles import LessonReset
from exams.models import Exam
from exams.sitting.restarting import reset_lesson
from tests.exams.exam_setup import ExamSetup, Student
from trainings.models import Lesson, Training

RESET_PATH = "/trainings/lessons/reset.json"
COMPLETE_PATH = "/trainings/lessons/complete.json"


class RestartSetup:
    """Sam has studied the lesson, and failed its gate exam with each of two attempts."""

    def __init__(self, exam_setup: ExamSetup, sam: Student) -> None:
        self.exam_setup, self.sam = exam_setup, sam
        self.enrollment = sam.enrollment
        exam_setup.add_gate(slides=1)
        Exam.objects.update(max_attempts=2)
        Training.objects.update(allow_auto_restart=True)
        exam_setup.exam.refresh_from_db()
        self.enrollment.training.refresh_from_db()
        self.study()
        self.fail(times=2)

    @property
    def lesson(self) -> Lesson:
        lesson = self.exam_setup.exam.lesson
        assert lesson is not None
        return lesson

    def study(self) -> Any:
        return self.sam.client.post(COMPLETE_PATH, {**self.body, "timeSpent": 60})

    def fail(self, *, times: int = 1) -> None:
        for _ in range(times):
            self.sam.sit(right=0)

    @property
    def body(self) -> dict[str, str]:
        return {"enrollmentId": str(self.enrollment.pk), "lessonId": str(self.lesson.pk)}

    def reset(self, client: Any = None) -> Any:
        return (client or self.sam.client).post(RESET_PATH, self.body)

    def set_boundary(self) -> LessonReset:
        return reset_lesson(enrollment=self.enrollment, lesson=self.lesson, by=self.sam.user)

    def view_lesson(self) -> Any:
        path = f"/trainings/lessons/view/{self.lesson.pk}/{self.enrollment.pk}.json"
        return self.sam.client.get(path).json()

    def view_start(self) -> Any:
        return self.sam.view_start().json()
