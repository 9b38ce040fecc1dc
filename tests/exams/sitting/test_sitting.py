"""A sitting over HTTP: start, do, answer, finish (contract section 6)."""

from typing import Any

import pytest

from accounts.models import Notification
from exams.models import Attempt, AttemptQuestion
from records.models import Event
from tests.exams.exam_setup import ANSWER, NOBODY, Hall, Student, choice
from tests.world import World, client_of
from trainings.models import Enrollment


def details(student: Student, attempt_id: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = student.do(attempt_id).json()["ExamAttemptDetail"]
    return rows


def chosen(student: Student, attempt_id: str) -> list[str | None]:
    return [row["questionOptionId"] for row in details(student, attempt_id)]


def test_a_whole_sitting(hall: Hall, sam: Student, frozen_clock: Any) -> None:
    started = sam.start().json()
    attempt = Attempt.objects.get()
    assert started == {"result": True, "message": "Exam started", "attempt_id": str(attempt.pk)}

    frozen_clock.shift(61)
    sheet = sam.do(started["attempt_id"]).json()
    assert sheet["ExamAttempt"] == {
        "id": str(attempt.pk),
        "status": "open",
        "start": "2026-03-18 10:00:00",
        "finish_before": "2026-03-18 10:10:00",
        "remaining": 539,
    }
    assert sheet["Exam"] == {"id": str(hall.exam.pk), "name": "Meteorology", "minutes": 10, "instructions": ""}
    assert [row["order"] for row in sheet["ExamAttemptDetail"]] == [1, 2, 3]
    first = AttemptQuestion.objects.get(order=1)
    assert sheet["ExamAttemptDetail"][0] == {
        "id": str(first.pk),
        "order": 1,
        "questionOptionId": None,
        "TrainingQuestion": {"id": str(first.question_id), "name": first.text, "media": None},
        "TrainingQuestionOption": [{"id": option["id"], "name": option["text"]} for option in first.options],
    }

    answered = sam.answer(first.pk, choice(first.options, right=True)).json()
    assert answered == {"result": True, "answered": 1, "total": 3, "remaining": 539}
    second = AttemptQuestion.objects.get(order=2)
    assert sam.answer(second.pk, choice(second.options, right=True)).json()["answered"] == 2

    assert sam.finish(started["attempt_id"]).json() == {
        "result": True,
        "attempt_id": str(attempt.pk),
        "score": 66.67,
        "passed": True,
        "message": "You passed: 66.67%, 60% needed.",
    }
    attempt.refresh_from_db()
    assert (attempt.finished_at - attempt.started_at).total_seconds() == 61  # type: ignore[operator]


def test_a_sitting_is_told_to_the_ledger_and_to_the_student(hall: Hall, sam: Student) -> None:
    attempt_id = sam.sit(right=1)

    events = Event.objects.filter(object_id=attempt_id).order_by("seq")
    assert [(event.action, event.actor, event.actor_kind) for event in events] == [
        ("exam.started", hall.world.sam, "session"),
        ("exam.finished", hall.world.sam, "session"),
    ]
    note = Notification.objects.get()
    assert (note.recipient, note.subject) == (hall.world.sam, "Not passed with 33.33%: Meteorology")
    assert note.url == f"/trainings/exams/view/{attempt_id}.json"


def test_a_lost_connection_resumes_with_everything_answered(sam: Student, frozen_clock: Any) -> None:
    attempt_id = sam.started()
    shown = AttemptQuestion.objects.get(order=2)
    sam.answer(shown.pk, shown.options[3]["id"])
    before = details(sam, attempt_id)

    frozen_clock.shift(120)

    assert sam.start().json() == {"result": True, "message": "Exam started", "attempt_id": attempt_id}
    assert details(sam, attempt_id) == before
    assert chosen(sam, attempt_id) == [None, shown.options[3]["id"], None]
    assert sam.do(attempt_id).json()["ExamAttempt"]["remaining"] == 480


def test_an_answer_can_be_changed_and_the_last_one_counts(sam: Student) -> None:
    attempt_id = sam.started()
    shown = AttemptQuestion.objects.get(order=1)

    for option in (choice(shown.options, right=True), choice(shown.options, right=False)):
        assert sam.answer(shown.pk, option).json()["answered"] == 1

    assert sam.finish(attempt_id).json()["score"] == 0


def test_a_form_answers_like_json(sam: Student) -> None:
    attempt_id = sam.started()
    shown = AttemptQuestion.objects.get(order=1)
    form = f"data[attemptDetailId]={shown.pk}&data[questionOptionId]={shown.options[0]['id']}"

    answer = sam.client.post(ANSWER, form, content_type="application/x-www-form-urlencoded")

    assert answer.status_code == 200
    assert chosen(sam, attempt_id)[0] == shown.options[0]["id"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "attemptDetailId"),
        ({"attemptDetailId": "x"}, "attemptDetailId"),
        ({"attemptDetailId": 7}, "attemptDetailId"),
        ({"attemptDetailId": str(NOBODY)}, "attemptDetailId"),
        ({"questionOptionId": ""}, "questionOptionId"),
        ({"questionOptionId": None}, "questionOptionId"),
        ({"questionOptionId": {"id": 1}}, "questionOptionId"),
        ({"questionOptionId": str(NOBODY)}, "questionOptionId"),
    ],
)
def test_bad_input_names_the_field_and_keeps_nothing(sam: Student, body: dict[str, Any], field: str) -> None:
    attempt_id = sam.started()
    shown = AttemptQuestion.objects.get(order=1)
    good = {"attemptDetailId": str(shown.pk), "questionOptionId": shown.options[0]["id"]}

    answer = sam.client.post(ANSWER, good | body if body else {})

    assert answer.status_code == 400
    assert field in answer.json()["errors"]
    assert chosen(sam, attempt_id) == [None, None, None]


def test_an_option_of_another_question_is_refused(sam: Student) -> None:
    attempt_id = sam.started()
    first, second, _ = AttemptQuestion.objects.order_by("order")

    answer = sam.answer(first.pk, second.options[0]["id"])

    assert answer.status_code == 400
    assert set(answer.json()["errors"]) == {"questionOptionId"}
    assert chosen(sam, attempt_id) == [None, None, None]


def test_finishing_twice_answers_the_same_and_grades_once(sam: Student, frozen_clock: Any) -> None:
    attempt_id = sam.started()
    sam.answer_all(attempt_id, right=3)
    first = sam.finish(attempt_id)
    frozen_clock.shift(3600)

    again = sam.client.get(f"/trainings/exams/finish/{attempt_id}.json")

    assert again.status_code == 200
    assert again.content == first.content
    assert Event.objects.filter(action="exam.finished").count() == Notification.objects.count() == 1


def test_after_finishing_no_answer_is_kept(sam: Student) -> None:
    attempt_id = sam.started()
    shown = AttemptQuestion.objects.get(order=1)
    sam.finish(attempt_id)

    answer = sam.answer(shown.pk, shown.options[0]["id"])

    assert answer.status_code == 409
    assert answer.json() == {"message": "This attempt is finished. The answer was not kept."}
    assert not AttemptQuestion.objects.filter(chosen_option_id__isnull=False).exists()


def test_a_finished_attempt_can_still_be_read_where_it_was_sat(sam: Student) -> None:
    attempt_id = sam.sit(right=2)

    sheet = sam.do(attempt_id).json()

    assert (sheet["ExamAttempt"]["status"], sheet["ExamAttempt"]["remaining"]) == ("finished", None)
    assert None not in [row["questionOptionId"] for row in sheet["ExamAttemptDetail"]]


def test_finishing_is_safe_from_prefetch_head_and_caches(sam: Student) -> None:
    attempt_id = sam.started()
    address = f"/trainings/exams/finish/{attempt_id}.json"

    assert sam.client.head(address).status_code == 405
    assert sam.client.get(address, HTTP_SEC_PURPOSE="prefetch").status_code == 403
    assert Attempt.objects.open().exists()
    assert sam.client.get(address)["Cache-Control"] == "no-store"
    assert not Attempt.objects.open().exists()


def test_the_last_item_passed_finishes_the_enrollment(hall: Hall, sam: Student) -> None:
    hall.exam.subject.lessons.all().delete()

    sam.sit(right=3)

    assert Enrollment.objects.get().is_finished
    assert list(Event.objects.order_by("seq").values_list("action", flat=True)) == [
        "exam.started", "exam.finished", "enrollment.finished", "certificate.issued",
    ]  # fmt: skip


def test_a_failed_exam_does_not_finish_the_enrollment(hall: Hall, sam: Student) -> None:
    hall.exam.subject.lessons.all().delete()

    sam.sit(right=1)

    assert not Enrollment.objects.get().is_finished


@pytest.mark.parametrize("who", ["maria", "charles", "ines"])
def test_who_reads_the_enrollment_may_not_sit_the_exam(hall: Hall, sam: Student, who: str) -> None:
    other = Student(hall, getattr(hall.world, who), hall.enrollment)
    attempt_id = sam.started()
    shown = AttemptQuestion.objects.get(order=1)

    answers = [
        other.start(),
        other.do(attempt_id),
        other.answer(shown.pk, shown.options[0]["id"]),
        other.finish(attempt_id),
    ]

    assert [answer.status_code for answer in answers] == [403] * 4
    assert Attempt.objects.open().count() == 1
    assert chosen(sam, attempt_id) == [None, None, None]


@pytest.mark.parametrize("who", ["sue", "tom", "otto", "olga"])
def test_an_attempt_out_of_reach_is_like_none_at_all(world: World, hall: Hall, sam: Student, who: str) -> None:
    client = client_of(getattr(world, who))
    attempt_id = sam.started()
    shown = AttemptQuestion.objects.get(order=1)

    def answers(attempt: Any, detail: Any) -> list[tuple[int, bytes]]:
        calls = [
            client.get(f"/trainings/exams/do/{attempt}.json"),
            client.get(f"/trainings/exams/view/{attempt}.json"),
            client.get(f"/trainings/exams/finish/{attempt}.json"),
            client.post(f"/trainings/exams/finish/{attempt}.json"),
            client.post(ANSWER, {"attemptDetailId": str(detail), "questionOptionId": shown.options[0]["id"]}),
        ]
        return [(call.status_code, call.content) for call in calls]

    out_of_reach = answers(attempt_id, shown.pk)

    assert out_of_reach == answers(NOBODY, NOBODY)
    assert [status for status, _ in out_of_reach] == [404, 404, 404, 404, 400]
    assert Attempt.objects.open().exists()


@pytest.mark.parametrize("address", ["do/x", "view/x", "finish/1", "do/", "view/01900000"])
def test_a_malformed_id_is_404(sam: Student, address: str) -> None:
    assert sam.client.get(f"/trainings/exams/{address}.json").status_code == 404


def test_a_nameless_caller_is_401(hall: Hall, client: Any) -> None:
    for address in (f"do/{NOBODY}", f"view/{NOBODY}", f"finish/{NOBODY}", f"start/{NOBODY}/{NOBODY}"):
        assert client.get(f"/trainings/exams/{address}.json").status_code == 401
