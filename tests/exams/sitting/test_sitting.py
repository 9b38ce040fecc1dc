"""An attempt over HTTP: start, do, answer, finish (docs/api.md, section 6)."""

from typing import Any

import pytest

from accounts.models import Notification
from exams.models import Attempt, AttemptQuestion
from records.models import Event
from tests.exams.exam_setup import ANSWER_PATH, UNKNOWN_ID, ExamSetup, Student, find_option_id
from tests.world import World, create_client
from trainings.models import Enrollment


def get_details(student: Student, attempt_id: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = student.do(attempt_id).json()["ExamAttemptDetail"]
    return rows


def list_chosen(student: Student, attempt_id: str) -> list[str | None]:
    return [row["questionOptionId"] for row in get_details(student, attempt_id)]


def test_a_whole_sitting(exam_setup: ExamSetup, sam: Student, frozen_clock: Any) -> None:
    started = sam.start().json()
    attempt = Attempt.objects.get()
    assert started == {"result": True, "message": "Exam started", "attempt_id": str(attempt.pk)}

    frozen_clock.shift(61)
    paper = sam.do(started["attempt_id"]).json()
    assert paper["ExamAttempt"] == {
        "id": str(attempt.pk),
        "status": "open",
        "start": "2026-03-18 10:00:00",
        "finish_before": "2026-03-18 10:10:00",
        "remaining": 539,
    }
    assert paper["Exam"] == {"id": str(exam_setup.exam.pk), "name": "Meteorology", "minutes": 10, "instructions": ""}
    assert [row["order"] for row in paper["ExamAttemptDetail"]] == [1, 2, 3]
    first = AttemptQuestion.objects.get(order=1)
    assert paper["ExamAttemptDetail"][0] == {
        "id": str(first.pk),
        "order": 1,
        "questionOptionId": None,
        "TrainingQuestion": {"id": str(first.question_id), "name": first.text, "media": None},
        "TrainingQuestionOption": [{"id": option["id"], "name": option["text"]} for option in first.options],
    }

    progress = sam.answer(first.pk, find_option_id(first.options, right=True)).json()
    assert progress == {"result": True, "answered": 1, "total": 3, "remaining": 539}
    second = AttemptQuestion.objects.get(order=2)
    assert sam.answer(second.pk, find_option_id(second.options, right=True)).json()["answered"] == 2

    assert sam.finish(started["attempt_id"]).json() == {
        "result": True,
        "attempt_id": str(attempt.pk),
        "score": 66.67,
        "passed": True,
        "message": "You passed: 66.67%, 60% needed.",
    }
    attempt.refresh_from_db()
    assert attempt.finished_at is not None
    assert (attempt.finished_at - attempt.started_at).total_seconds() == 61


def test_a_sitting_is_told_to_the_ledger_and_to_the_student(exam_setup: ExamSetup, sam: Student) -> None:
    attempt_id = sam.sit(right=1)

    events = Event.objects.filter(object_id=attempt_id).order_by("seq")
    assert [(event.action, event.actor, event.actor_kind) for event in events] == [
        ("exam.started", exam_setup.world.sam, "session"),
        ("exam.finished", exam_setup.world.sam, "session"),
    ]
    note = Notification.objects.get()
    assert (note.recipient, note.subject) == (exam_setup.world.sam, "Not passed with 33.33%: Meteorology")
    assert note.url == f"/trainings/exams/view/{attempt_id}.json"


def test_a_lost_connection_resumes_with_everything_answered(sam: Student, frozen_clock: Any) -> None:
    attempt_id = sam.start_and_get_id()
    paper_question = AttemptQuestion.objects.get(order=2)
    sam.answer(paper_question.pk, paper_question.options[3]["id"])
    before = get_details(sam, attempt_id)

    frozen_clock.shift(120)

    assert sam.start().json() == {"result": True, "message": "Exam started", "attempt_id": attempt_id}
    assert get_details(sam, attempt_id) == before
    assert list_chosen(sam, attempt_id) == [None, paper_question.options[3]["id"], None]
    assert sam.do(attempt_id).json()["ExamAttempt"]["remaining"] == 480


def test_an_answer_can_be_changed_and_the_last_one_counts(sam: Student) -> None:
    attempt_id = sam.start_and_get_id()
    paper_question = AttemptQuestion.objects.get(order=1)

    for option in (
        find_option_id(paper_question.options, right=True),
        find_option_id(paper_question.options, right=False),
    ):
        assert sam.answer(paper_question.pk, option).json()["answered"] == 1

    assert sam.finish(attempt_id).json()["score"] == 0


def test_a_form_answers_like_json(sam: Student) -> None:
    attempt_id = sam.start_and_get_id()
    paper_question = AttemptQuestion.objects.get(order=1)
    form = f"data[attemptDetailId]={paper_question.pk}&data[questionOptionId]={paper_question.options[0]['id']}"

    response = sam.client.post(ANSWER_PATH, form, content_type="application/x-www-form-urlencoded")

    assert response.status_code == 200
    assert list_chosen(sam, attempt_id)[0] == paper_question.options[0]["id"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "attemptDetailId"),
        ({"attemptDetailId": "x"}, "attemptDetailId"),
        ({"attemptDetailId": 7}, "attemptDetailId"),
        ({"attemptDetailId": str(UNKNOWN_ID)}, "attemptDetailId"),
        ({"questionOptionId": ""}, "questionOptionId"),
        ({"questionOptionId": None}, "questionOptionId"),
        ({"questionOptionId": {"id": 1}}, "questionOptionId"),
        ({"questionOptionId": str(UNKNOWN_ID)}, "questionOptionId"),
    ],
)
def test_bad_input_names_the_field_and_keeps_nothing(sam: Student, body: dict[str, Any], field: str) -> None:
    attempt_id = sam.start_and_get_id()
    paper_question = AttemptQuestion.objects.get(order=1)
    good = {"attemptDetailId": str(paper_question.pk), "questionOptionId": paper_question.options[0]["id"]}

    response = sam.client.post(ANSWER_PATH, good | body if body else {})

    assert response.status_code == 400
    assert field in response.json()["errors"]
    assert list_chosen(sam, attempt_id) == [None, None, None]


def test_an_option_of_another_question_is_refused(sam: Student) -> None:
    attempt_id = sam.start_and_get_id()
    first, second, _ = AttemptQuestion.objects.order_by("order")

    response = sam.answer(first.pk, second.options[0]["id"])

    assert response.status_code == 400
    assert set(response.json()["errors"]) == {"questionOptionId"}
    assert list_chosen(sam, attempt_id) == [None, None, None]


def test_finishing_twice_answers_the_same_and_grades_once(sam: Student, frozen_clock: Any) -> None:
    attempt_id = sam.start_and_get_id()
    sam.answer_all(attempt_id, right=3)
    first = sam.finish(attempt_id)
    frozen_clock.shift(3600)

    again = sam.client.get(f"/trainings/exams/finish/{attempt_id}.json")

    assert again.status_code == 200
    assert again.content == first.content
    assert Event.objects.filter(action="exam.finished").count() == Notification.objects.count() == 1


def test_after_finishing_no_answer_is_kept(sam: Student) -> None:
    attempt_id = sam.start_and_get_id()
    paper_question = AttemptQuestion.objects.get(order=1)
    sam.finish(attempt_id)

    response = sam.answer(paper_question.pk, paper_question.options[0]["id"])

    assert response.status_code == 409
    assert response.json() == {"message": "This attempt is finished. The answer was not kept."}
    assert not AttemptQuestion.objects.filter(chosen_option_id__isnull=False).exists()


def test_a_finished_attempt_can_still_be_read_where_it_was_sat(sam: Student) -> None:
    attempt_id = sam.sit(right=2)

    paper = sam.do(attempt_id).json()

    assert (paper["ExamAttempt"]["status"], paper["ExamAttempt"]["remaining"]) == ("finished", None)
    assert None not in [row["questionOptionId"] for row in paper["ExamAttemptDetail"]]


def test_finishing_is_safe_from_prefetch_head_and_caches(sam: Student) -> None:
    attempt_id = sam.start_and_get_id()
    address = f"/trainings/exams/finish/{attempt_id}.json"

    assert sam.client.head(address).status_code == 405
    assert sam.client.get(address, HTTP_SEC_PURPOSE="prefetch").status_code == 403
    assert Attempt.objects.open().exists()
    assert sam.client.get(address)["Cache-Control"] == "no-store"
    assert not Attempt.objects.open().exists()


def test_the_last_item_passed_finishes_the_enrollment(exam_setup: ExamSetup, sam: Student) -> None:
    exam_setup.subject.lessons.all().delete()

    sam.sit(right=3)

    assert Enrollment.objects.get().is_finished
    assert list(Event.objects.order_by("seq").values_list("action", flat=True)) == [
        "exam.started", "exam.finished", "enrollment.finished", "certificate.issued",
    ]  # fmt: skip


def test_a_failed_exam_does_not_finish_the_enrollment(exam_setup: ExamSetup, sam: Student) -> None:
    exam_setup.subject.lessons.all().delete()

    sam.sit(right=1)

    assert not Enrollment.objects.get().is_finished


@pytest.mark.parametrize("who", ["maria", "charles", "ines"])
def test_who_reads_the_enrollment_may_not_sit_the_exam(exam_setup: ExamSetup, sam: Student, who: str) -> None:
    other = Student(exam_setup, getattr(exam_setup.world, who), exam_setup.enrollment)
    attempt_id = sam.start_and_get_id()
    paper_question = AttemptQuestion.objects.get(order=1)

    responses = [
        other.start(),
        other.do(attempt_id),
        other.answer(paper_question.pk, paper_question.options[0]["id"]),
        other.finish(attempt_id),
    ]

    assert [response.status_code for response in responses] == [403] * 4
    assert Attempt.objects.open().count() == 1
    assert list_chosen(sam, attempt_id) == [None, None, None]


@pytest.mark.parametrize("who", ["sue", "tom", "otto", "olga"])
def test_an_attempt_out_of_reach_is_like_none_at_all(
    world: World, exam_setup: ExamSetup, sam: Student, who: str
) -> None:
    client = create_client(getattr(world, who))
    attempt_id = sam.start_and_get_id()
    paper_question = AttemptQuestion.objects.get(order=1)

    def call_each(attempt: Any, detail: Any) -> list[tuple[int, bytes]]:
        calls = [
            client.get(f"/trainings/exams/do/{attempt}.json"),
            client.get(f"/trainings/exams/view/{attempt}.json"),
            client.get(f"/trainings/exams/finish/{attempt}.json"),
            client.post(f"/trainings/exams/finish/{attempt}.json"),
            client.post(
                ANSWER_PATH, {"attemptDetailId": str(detail), "questionOptionId": paper_question.options[0]["id"]}
            ),
        ]
        return [(call.status_code, call.content) for call in calls]

    out_of_reach = call_each(attempt_id, paper_question.pk)

    assert out_of_reach == call_each(UNKNOWN_ID, UNKNOWN_ID)
    assert [status for status, _ in out_of_reach] == [404, 404, 404, 404, 400]
    assert Attempt.objects.open().exists()


@pytest.mark.parametrize("address", ["do/x", "view/x", "finish/1", "do/", "view/01900000"])
def test_a_malformed_id_is_404(sam: Student, address: str) -> None:
    assert sam.client.get(f"/trainings/exams/{address}.json").status_code == 404


def test_a_nameless_caller_is_401(exam_setup: ExamSetup, client: Any) -> None:
    for address in (
        f"do/{UNKNOWN_ID}",
        f"view/{UNKNOWN_ID}",
        f"finish/{UNKNOWN_ID}",
        f"start/{UNKNOWN_ID}/{UNKNOWN_ID}",
    ):
        assert client.get(f"/trainings/exams/{address}.json").status_code == 401
