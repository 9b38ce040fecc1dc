"""The student record of who sat an exam of a whole training."""

from typing import Any

from evidence.student_record.gathering import gather_record
from tests import factories as make
from tests.exams.whole_training.conftest import WholeTraining
from trainings.models import Enrollment


def test_more_attempts_cost_no_more_queries(whole: WholeTraining, queries_of: Any) -> None:
    enrollment = Enrollment.objects.for_student_record().get(pk=whole.enrollment.pk)
    make.AttemptFactory(enrollment=whole.enrollment, exam=whole.mock)
    one = queries_of(lambda: gather_record(enrollment))
    make.AttemptFactory.create_batch(29, enrollment=whole.enrollment, exam=whole.mock)
    thirty = queries_of(lambda: gather_record(enrollment))

    assert len(one) == len(thirty), thirty
