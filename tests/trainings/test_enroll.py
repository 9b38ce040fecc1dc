"""`POST /manager/trainings/students/enroll.json` (docs/api.md, section 7)."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import Notification, PilotGroup
from tests import factories as make
from tests.world import World, create_client
from trainings.enrollments.services import enroll_students
from trainings.models import Enrollment, Training

NOBODY = "01900000-0000-7000-8000-000000000000"
ADDRESS = "/manager/trainings/students/enroll.json"


@pytest.fixture
def training(world: World) -> Training:
    return make.TrainingFactory(company=world.alpine, name="PPL(A)")


@pytest.fixture
def intake(world: World) -> PilotGroup:
    group = make.PilotGroupFactory(company=world.alpine)
    group.members.set([world.sam, world.sue])
    return group


@pytest.fixture
def enroll(world: World, training: Training) -> Callable[..., Any]:
    client = create_client(world.maria)

    def post(*students: Any, **fields: Any) -> Any:
        return client.post(ADDRESS, {"training_id": str(training.pk), "students": list(students), **fields})

    return post


def test_a_user_is_enrolled_and_the_answer_shows_the_enrollment(world: World, training: Training, enroll: Any) -> None:
    response = enroll(world.sam.pk, supervisor_id=world.ines.pk, finish_before="1790000000")

    enrollment = Enrollment.objects.get()
    assert response.json() == {
        "results": {
            str(world.sam.pk): {
                "TrainingsUser": {
                    "id": str(enrollment.pk),
                    "training_id": str(training.pk),
                    "user_id": str(world.sam.pk),
                    "supervisor_id": str(world.ines.pk),
                    "finish_before": 1790000000,
                }
            }
        }
    }
    assert enrollment.company == world.alpine
    assert enrollment.finish_before_at == datetime.fromtimestamp(1790000000, UTC)


def test_groups_users_and_duplicates_mix_into_one_enrollment_each(
    world: World, enroll: Any, intake: PilotGroup
) -> None:
    results = enroll(str(intake.pk), world.sam.pk, str(world.sam.pk), world.ines.pk, str(intake.pk)).json()["results"]

    assert set(results) == {str(user.pk) for user in (world.sam, world.sue, world.ines)}
    assert Enrollment.objects.count() == 3


def test_who_is_already_enrolled_is_left_out_of_the_answer(world: World, enroll: Any, intake: PilotGroup) -> None:
    enroll(world.sam.pk)

    assert set(enroll(str(intake.pk)).json()["results"]) == {str(world.sue.pk)}
    assert Enrollment.objects.count() == 2


def test_who_has_finished_gets_a_fresh_go(world: World, enroll: Any) -> None:
    enroll(world.sam.pk)
    Enrollment.objects.update(finished_at=timezone.now())

    assert set(enroll(world.sam.pk).json()["results"]) == {str(world.sam.pk)}
    assert Enrollment.objects.unfinished().count() == 1
    assert Enrollment.objects.count() == 2


def test_unknown_and_foreign_ids_are_false_and_the_others_go_through(world: World, enroll: Any) -> None:
    foreign = make.PilotGroupFactory(company=world.baltic)
    foreign.members.add(world.sam)

    results = enroll(999_999, world.olga.pk, str(foreign.pk), NOBODY, "neither", world.sue.pk).json()["results"]

    sue = results.pop(str(world.sue.pk))
    assert sue["TrainingsUser"]["user_id"] == str(world.sue.pk)
    assert results == {
        "999999": False, str(world.olga.pk): False, str(foreign.pk): False, NOBODY: False, "neither": False,
    }  # fmt: skip
    assert Enrollment.objects.get().user == world.sue


def test_a_group_of_the_own_school_does_not_smuggle_in_a_foreign_member(world: World, enroll: Any) -> None:
    group = make.PilotGroupFactory(company=world.alpine)
    group.members.set([world.olga])

    assert enroll(str(group.pk)).json() == {"results": {}}
    assert not Enrollment.objects.exists()


def test_each_new_student_of_an_active_training_is_told_once(world: World, enroll: Any, intake: PilotGroup) -> None:
    enroll(world.sam.pk)
    enroll(str(intake.pk))

    notes = Notification.objects.order_by("recipient__name")
    assert [note.recipient for note in notes] == [world.sam, world.sue]
    for note in notes:
        enrollment = Enrollment.objects.get(user=note.recipient)
        assert note.url == f"/trainings/trainings/view/{enrollment.pk}.json"
        assert "PPL(A)" in note.subject
        assert note.sender == world.maria


def test_an_inactive_training_enrolls_without_telling(world: World, training: Training, enroll: Any) -> None:
    Training.objects.update(is_active=False)

    assert str(world.sam.pk) in enroll(world.sam.pk).json()["results"]
    assert not Notification.objects.exists()


@pytest.mark.parametrize("moment", [1790000000.7, "1790000000.7", "1790000000"])
def test_a_deadline_is_cast_to_whole_seconds(world: World, enroll: Any, moment: Any) -> None:
    body = enroll(world.sam.pk, finish_before=moment).json()

    assert body["results"][str(world.sam.pk)]["TrainingsUser"]["finish_before"] == 1790000000


def test_a_form_may_leave_the_supervisor_empty(world: World, enroll: Any) -> None:
    body = enroll(world.sam.pk, supervisor_id="").json()

    assert body["results"][str(world.sam.pk)]["TrainingsUser"]["supervisor_id"] is None


@pytest.mark.parametrize("nothing", [0, 0.0, "", "0", "0.0", None, False, [], " ", "null", "soon", "next week"])
def test_a_falsy_deadline_is_none(world: World, enroll: Any, nothing: Any) -> None:
    body = enroll(world.sam.pk, finish_before=nothing).json()

    assert body["results"][str(world.sam.pk)]["TrainingsUser"]["finish_before"] is None


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"training_id": ""}, "training_id"),
        ({"training_id": None}, "training_id"),
        ({"students": "12"}, "students"),
        ({"students": None}, "students"),
        ({"students": {}}, "students"),
        ({"students": {"a": 1}}, "students"),
        ({"students": [{"id": 1}]}, "students.0"),
        ({"students": [True]}, "students.0"),
        ({"students": list(range(1, 1002))}, "students"),
        ({"finish_before": True}, "finish_before"),
        ({"finish_before": "12 weeks"}, "finish_before"),
        ({"finish_before": 1e18}, "finish_before"),
        ({"finish_before": "9999-12-31"}, "finish_before"),
        ({"supervisor_id": "x"}, "supervisor_id"),
        ({"supervisor_id": 10**30}, "supervisor_id"),
        ({"supervisor_id": 999_999}, "supervisor_id"),
    ],
)
def test_bad_input_names_the_field_and_enrolls_nobody(world: World, enroll: Any, fields: Any, field: str) -> None:
    response = enroll(world.sam.pk, **fields)

    assert response.status_code == 400, response.content
    assert field in response.json()["errors"], response.content
    assert not Enrollment.objects.exists()


def test_a_supervisor_is_staff_of_the_own_school(world: World, enroll: Any) -> None:
    for person in (world.sue, world.otto):
        assert "supervisor_id" in enroll(world.sam.pk, supervisor_id=person.pk).json()["errors"]


def test_documented_refusals(world: World, training: Training, enroll: Any) -> None:
    client = create_client(world.maria)
    foreign = make.TrainingFactory(company=world.baltic)

    assert client.get(ADDRESS).status_code == 400
    assert client.post(ADDRESS).status_code == 400
    assert client.post(ADDRESS, {}).status_code == 400
    assert client.post(ADDRESS, {"students": [world.sam.pk]}).status_code == 400
    assert enroll().status_code == 404
    assert enroll(None, "").status_code == 404  # blank entries of a form's list
    assert enroll(world.sam.pk, training_id=NOBODY).status_code == 404
    for malformed in ("x", "12", 12, 1.5, True, ["x"], {"id": "x"}):
        assert enroll(1, training_id=malformed).content == enroll(1, training_id=NOBODY).content
    assert enroll(world.sam.pk, training_id=str(foreign.pk)).content == enroll(1, training_id=NOBODY).content
    assert not Enrollment.objects.exists()


def test_forms_enroll_like_json(world: World, training: Training) -> None:
    client = create_client(world.maria)
    form = f"data[training_id]={training.pk}&data[students][]={world.sam.pk}&data[students][]={world.sue.pk}"

    response = client.post(ADDRESS, form, content_type="application/x-www-form-urlencoded")

    assert set(response.json()["results"]) == {str(world.sam.pk), str(world.sue.pk)}


@pytest.mark.parametrize("who", ["charles", "ines", "sam"])
def test_only_managers_enroll(world: World, training: Training, who: str) -> None:
    response = create_client(getattr(world, who)).post(
        ADDRESS, {"training_id": str(training.pk), "students": [world.sam.pk]}
    )

    assert response.status_code == 403
    assert not Enrollment.objects.exists()


def test_a_thousand_students_cost_what_one_costs(world: World, enroll: Any, queries_of: Any) -> None:
    enroll(world.ines.pk)  # the first event of a school also opens its ledger
    one = queries_of(lambda: enroll(world.sam.pk))
    crowd = [user.pk for user in make.UserFactory.create_batch(30, company=world.alpine)]
    thirty = queries_of(lambda: enroll(*crowd))

    assert Enrollment.objects.count() == 32
    assert len(one) == len(thirty), thirty


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_managers_at_the_same_moment_make_one_enrollment_each() -> None:
    world = World()
    crowd = [user.pk for user in make.UserFactory.create_batch(20, company=world.alpine)]
    for _ in range(10):
        training = make.TrainingFactory(company=world.alpine)
        start = threading.Barrier(2)
        enrolled: list[int] = []

        def enroll(
            students: list[int], training: Training = training, start: Any = start, enrolled: Any = enrolled
        ) -> None:
            start.wait()
            outcome = enroll_students(training=training, user_ids=students, group_ids=[], by=world.maria)
            enrolled.extend(outcome.enrolled)
            connection.close()

        threads = [threading.Thread(target=enroll, args=(order,)) for order in (crowd, crowd[::-1])]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert sorted(enrolled) == sorted(crowd)
        assert training.enrollments.count() == 20
        assert Notification.objects.count() == 20
        Notification.objects.all().delete()
