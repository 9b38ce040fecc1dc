"""The student record says to which revision each item belonged, and what a move kept and lost."""

import csv
import io
import json
from typing import Any

from evidence.certificates.content import build_certificate_contents
from evidence.student_record.files import build_record_files
from evidence.student_record.gathering import gather_record
from tests import factories as make
from tests.revisions.conftest import Course, find_copy
from tests.revisions.test_moving import get_lost, make_passed, plan_class
from trainings.credits.giving import CreditInput, give_credits
from trainings.models import Enrollment, Lesson, Subject, Training


def read_record(row: Enrollment) -> dict[str, Any]:
    enrollment = Enrollment.objects.for_student_record().get(pk=row.pk)
    record: dict[str, Any] = json.loads(build_record_files(gather_record(enrollment))["record.json"])
    return record


def drop_wind(course: Course) -> Any:
    def change(draft: Training) -> None:
        Lesson.objects.filter(pk=find_copy(Lesson, course.wind, draft).pk).update(deleted_at="2026-03-18T00:00Z")

    return change


def test_each_entry_names_the_revision_of_its_item(published: Course) -> None:
    row = published.enroll_sam()
    published.study(row, published.fronts, published.wind)
    current = published.revise(drop_wind(published))
    published.move(row, **get_lost(published, published.wind))
    published.study(
        Enrollment.objects.select_related("user", "training", "company").get(pk=row.pk),
        find_copy(Lesson, published.clouds, current),
    )

    record = read_record(row)

    told = [(entry["kind"], entry["what"], entry["revision"]) for entry in record["entries"]]
    assert record["training"]["revision"] == 2
    assert ("enrolled", "Meteorology course", 1) in told
    assert ("study", "050 Meteorology: Fronts", 1) in told
    assert ("study", "061 Navigation: Wind", 1) in told
    assert ("study", "050 Meteorology: Clouds", 2) in told
    assert ("credit", "050 Meteorology: Fronts", 2) in told
    (move,) = [entry for entry in record["entries"] if entry["kind"] == "moved to revision"]
    assert move["result"] == (
        "from revision 1 to revision 2, kept: 050 Meteorology: Fronts, lost: 061 Navigation: Wind"
    )
    assert (move["by"], move["remarks"]) == ("Maria Manager", "No longer taught")


def test_the_file_to_read_has_a_column_of_revisions(published: Course) -> None:
    row = published.enroll_sam()
    published.study(row, published.fronts)
    enrollment = Enrollment.objects.for_student_record().get(pk=row.pk)

    files = build_record_files(gather_record(enrollment))

    rows = list(csv.reader(io.StringIO(files["record.csv"].decode("utf-8-sig"))))
    assert rows[0][-1] == "revision"
    assert [line[-1] for line in rows if line[1] == "study"] == ["1"]


def test_a_class_that_the_student_left_by_the_move_stays_on_record(published: Course) -> None:
    row = published.enroll_sam()
    session = plan_class(published, row, hours=24)
    published.revise(drop_wind(published))
    published.move(row)

    events = [(event["action"], event["object"]) for event in read_record(row)["events"]]

    assert ("class.changed", f"onsite.classsession:{session.pk}") in events


def read_certificate(row: Enrollment) -> dict[str, Any]:
    enrollment = Enrollment.objects.select_related("user", "company", "training__manager").get(pk=row.pk)
    return build_certificate_contents([enrollment])[row.pk]


def test_a_certificate_has_the_scores_of_both_revisions_and_the_credits_of_earlier_training_alone(
    published: Course, queries_of: Any
) -> None:
    row = published.enroll_sam()
    published.study(row, published.fronts)
    make_passed(row, published.exam)
    given = CreditInput([published.clouds.pk], "PPL of another school")
    give_credits(enrollment_id=row.pk, credit=given, password=make.PASSWORD, by=published.world.maria)
    current = published.revise(drop_wind(published))
    published.move(row)

    content = read_certificate(row)

    assert [credit["id"] for credit in content["Credits"]] == [str(find_copy(Lesson, published.clouds, current).pk)]
    scores = {subject["id"]: subject["score"] for subject in content["TrainingSubject"]}
    assert scores[str(find_copy(Subject, published.subject, current).pk)] == 100.0


def test_a_record_takes_as_many_queries_whatever_it_holds(published: Course, queries_of: Any) -> None:
    row = published.enroll_sam()
    published.study(row, published.fronts)
    published.revise(drop_wind(published))
    published.move(row)
    enrollment = Enrollment.objects.for_student_record().get(pk=row.pk)
    one = queries_of(lambda: gather_record(enrollment))
    for _ in range(30):
        make_passed(row, make.ExamFactory(subject=published.subject))

    assert len(queries_of(lambda: gather_record(enrollment))) == len(one)
