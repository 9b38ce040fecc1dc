"""People are enrolled in the current revision of a course, and in no other."""

import pytest

from core.exceptions import Conflict
from tests import factories as make
from tests.revisions.conftest import Course, find_copy
from tests.world import create_client
from trainings.models import Enrollment, Lesson, Subject, Training

PATH = "/manager/trainings/students/enroll.json"


def add_lesson(draft: Training) -> None:
    make.LessonFactory(subject=draft.subjects.first())


def test_the_api_refuses_a_superseded_revision_and_names_the_current_one(published: Course) -> None:
    current = published.revise(add_lesson)
    training, sam = str(published.training.pk), published.world.sam.pk
    client = create_client(published.world.maria)

    for response in (
        client.post(PATH, {"training_id": training, "students": [sam]}, format="json"),
        client.post(PATH, {"training_id": training, "students[0]": sam}, format="multipart"),
    ):
        assert response.status_code == 409
        assert response.json()["message"] == (
            f"Revision 1 of Meteorology course is superseded. Enroll in revision 2 ({current.pk})."
        )
    assert not Enrollment.objects.exists()


def test_nobody_is_enrolled_in_a_draft(published: Course) -> None:
    with pytest.raises(Conflict, match=r"Revision 2 of Meteorology course is a draft. Enroll in revision 1"):
        published.enroll_sam(published.start())


def test_the_current_revision_takes_new_students(published: Course) -> None:
    row = published.enroll_sam(published.revise(add_lesson))

    assert row.training.revision == 2


def test_who_is_in_an_earlier_revision_is_not_enrolled_a_second_time(published: Course) -> None:
    published.enroll_sam()
    current = published.revise(add_lesson)

    published.enroll(training=current)
    outcome = create_client(published.world.maria).post(
        PATH, {"training_id": str(current.pk), "students": [published.world.sam.pk]}, format="json"
    )

    assert outcome.status_code == 200
    assert Enrollment.objects.get().training == published.training


def test_who_has_finished_an_earlier_revision_is_enrolled_again(published: Course) -> None:
    row = published.enroll_sam()
    Enrollment.objects.filter(pk=row.pk).update(finished_at="2026-03-01T00:00Z")

    assert published.enroll_sam(published.revise(add_lesson)).training.revision == 2


def test_the_lists_of_trainings_tell_the_revision(published: Course) -> None:
    row = published.enroll_sam()
    published.revise(add_lesson)
    manager, student = create_client(published.world.maria), create_client(published.world.sam)

    rows = manager.get("/manager/trainings.json").json()["trainings"]
    assert {(row["Training"]["revision"], row["Training"]["revision_state"]) for row in rows} == {
        (1, "SUPERSEDED"),
        (2, "CURRENT"),
    }
    mine = student.get("/trainings.json").json()
    assert mine["trainings"][0]["Training"]["revision"] == 1
    view = student.get(f"/trainings/trainings/view/{row.pk}.json").json()
    assert view["training"]["Training"]["revision"] == 1


def test_classes_of_an_earlier_revision_can_still_be_taught(published: Course) -> None:
    published.enroll_sam()
    current = published.revise(add_lesson)

    taught = {row.pk for row in Subject.objects.taught_by(published.world.ines)}

    assert taught == {published.subject.pk, find_copy(Subject, published.subject, current).pk}
    assert Lesson.objects.live().filter(subject__training=published.training).count() == 3
