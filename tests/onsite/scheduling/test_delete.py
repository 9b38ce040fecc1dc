"""`GET|POST /manager/trainings/onsite/delete_class/{classId}/true.json` (docs/api.md, sections 1 and 5)."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Notification
from onsite.models import Attendance, ClassSession
from records.models import Event
from tests import factories as make
from tests.onsite.conftest import NOBODY, GroundSchool, create_students
from tests.world import World, create_client


def build_address(id: Any, sure: str = "true") -> str:
    return f"/manager/trainings/onsite/delete_class/{id}/{sure}.json"


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_class_is_taken_out_of_use_and_deleting_twice_answers_the_same(
    world: World, ground_school: GroundSchool, method: str
) -> None:
    client = create_client(world.maria)

    first = getattr(client, method)(build_address(ground_school.session.pk))
    second = getattr(client, method)(build_address(ground_school.session.pk))

    assert first.status_code == second.status_code == 200
    assert first.content == second.content == b'{"result":true}'
    assert first["Cache-Control"] == "no-store"
    session = ClassSession.objects.get()
    assert session.is_cancelled
    assert session.deleted_at == timezone.now()
    assert set(Attendance.objects.values_list("is_cancelled", flat=True)) == {True}
    assert Event.objects.count() == 1


def test_attendance_of_a_deleted_class_counts_no_more(world: World, ground_school: GroundSchool) -> None:
    Attendance.objects.update(is_present=True)
    assert Attendance.objects.filter(is_credited=True).count() == 2

    create_client(world.maria).post(build_address(ground_school.session.pk))

    assert not Attendance.objects.filter(is_credited=True).exists()


def test_what_was_recorded_is_in_the_ledger(world: World, ground_school: GroundSchool) -> None:
    Attendance.objects.filter(enrollment=ground_school.sams).update(is_present=True)

    create_client(world.maria).post(build_address(ground_school.session.pk))

    event = Event.objects.get()
    assert (event.action, event.object_id) == ("class.deleted", str(ground_school.session.pk))
    payload = json.loads(event.payload)
    assert payload["attendance"] == {str(world.sam.pk): True, str(world.sue.pk): None}
    assert payload["teacher"] == str(world.ines.pk)


def test_students_of_a_class_to_come_are_told(world: World, ground_school: GroundSchool) -> None:
    client = create_client(world.maria)
    future = make.ClassSessionFactory(subject=ground_school.subject, starts_in=1)
    make.AttendanceFactory(class_session=future, enrollment=ground_school.sams)

    client.post(build_address(ground_school.session.pk))
    assert not Notification.objects.exists()

    client.post(build_address(future.pk))
    client.post(build_address(future.pk))
    note = Notification.objects.get()
    assert note.recipient == world.sam
    assert note.subject == "Your class is cancelled: 050 Meteorology, 2026-03-19 23:00 NZDT"


def test_a_signed_class_is_not_deleted(world: World, ground_school: GroundSchool) -> None:
    ClassSession.objects.update(signed_at=timezone.now())

    assert create_client(world.maria).post(build_address(ground_school.session.pk)).status_code == 409
    assert not ClassSession.objects.get().is_cancelled


@pytest.mark.parametrize("sure", ["false", "1", "True", "TRUE", "true.json/true", "", "yes"])
def test_anything_but_true_is_404_and_deletes_nothing(world: World, ground_school: GroundSchool, sure: str) -> None:
    for method in ("get", "post"):
        response = getattr(create_client(world.maria), method)(build_address(ground_school.session.pk, sure))
        assert response.status_code == 404
        assert response.json() == {"message": "Not found."}
    assert not ClassSession.objects.get().is_cancelled


def test_head_and_prefetch_delete_nothing(world: World, ground_school: GroundSchool) -> None:
    client = create_client(world.maria)

    head = client.head(build_address(ground_school.session.pk))
    assert head.status_code == 405
    assert set(head["Allow"].split(", ")) == {"GET", "POST"}
    for header in ("HTTP_SEC_PURPOSE", "HTTP_PURPOSE", "HTTP_X_MOZ"):
        headers: dict[str, Any] = {header: "prefetch"}
        assert client.get(build_address(ground_school.session.pk), **headers).status_code == 403
    assert client.get(build_address(ground_school.session.pk), HTTP_SEC_PURPOSE="prefetch;prerender").status_code == 403
    assert not ClassSession.objects.get().is_cancelled


@pytest.mark.parametrize("who", ["charles", "ines", "sam"])
def test_only_managers_delete(world: World, ground_school: GroundSchool, who: str) -> None:
    assert create_client(getattr(world, who)).post(build_address(ground_school.session.pk)).status_code == 403
    assert not ClassSession.objects.get().is_cancelled


def test_another_schools_class_is_what_an_unknown_one_is(world: World, ground_school: GroundSchool) -> None:
    client = create_client(world.otto)

    foreign, unknown = client.post(build_address(ground_school.session.pk)), client.post(build_address(NOBODY))
    ClassSession.objects.update(deleted_at=timezone.now(), is_cancelled=True)
    deleted = client.post(build_address(ground_school.session.pk))

    assert foreign.status_code == unknown.status_code == deleted.status_code == 404
    assert foreign.content == unknown.content == deleted.content
    assert client.post(build_address("x")).status_code == 404


def test_thirty_students_cost_what_one_costs(world: World, ground_school: GroundSchool, queries_of: Any) -> None:
    client = create_client(world.maria)
    client.post(build_address(ground_school.session.pk))
    ClassSession.objects.update(deleted_at=None, is_cancelled=False, starts_at=timezone.now() + timedelta(hours=1))
    one = queries_of(lambda: client.post(build_address(ground_school.session.pk)))
    ClassSession.objects.update(deleted_at=None, is_cancelled=False)
    create_students(ground_school, 28, on_roster=True)

    thirty = queries_of(lambda: client.post(build_address(ground_school.session.pk)))

    # The token; the class locked, cancelled, its item, its attendance; the roster and its enrollments
    # locked; the recipients, their messages; the names in mails (3), who gets them, themselves; what was recorded;
    # finishing: lock, count; ledger: head, the state of the class (4), event, head.
    assert len(one) == len(thirty) == 25, thirty
