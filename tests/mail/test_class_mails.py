"""Mails about classes: who gets them, and what people at Alpine (Auckland) read."""

from typing import Any

import pytest

from mail.kinds import MailKind
from mail.models import Mail
from onsite.classes.scheduling import delete_class
from onsite.models import ClassSession
from tests import factories as make
from tests.mail.conftest import list_mails, list_recipients, read, set_language
from tests.onsite.conftest import CLASS, GroundSchool, create_students
from tests.world import World, create_client

SCHEDULED, CHANGED, CANCELLED = MailKind.CLASS_SCHEDULED, MailKind.CLASS_CHANGED, MailKind.CLASS_CANCELLED


def post_class(school: GroundSchool, **fields: Any) -> Any:
    response = create_client(school.world.maria).post(CLASS, school.build_plan(notify=1, **fields))
    assert response.status_code == 200, response.content
    return response


def schedule(school: GroundSchool, **fields: Any) -> ClassSession:
    """A class tomorrow, 22:00 in Auckland, with Sam; its mails are out of the way."""
    fields = {"training_subject_lesson_id": str(school.lesson.pk), "location_id": str(school.room.pk)} | fields
    post_class(school, **fields)
    session = ClassSession.objects.latest("created_at", "id")
    Mail.objects.all().delete()
    return session


def change(school: GroundSchool, session: ClassSession, **fields: Any) -> None:
    fields = {"training_subject_lesson_id": str(school.lesson.pk), "location_id": str(school.room.pk)} | fields
    post_class(school, id=str(session.pk), **fields)


def test_students_and_the_teacher_are_mailed_a_new_class(world: World, ground_school: GroundSchool) -> None:
    post_class(ground_school, students=[world.sam.pk, world.sue.pk])

    assert list_mails() == [(SCHEDULED, f"{name}@alpine.example") for name in ("ines", "sam", "sue")]


def test_nobody_is_mailed_without_notify(world: World, ground_school: GroundSchool) -> None:
    create_client(world.maria).post(CLASS, ground_school.build_plan(notify=0))

    assert list_mails() == []


def test_whoever_schedules_a_class_is_not_mailed(world: World, ground_school: GroundSchool) -> None:
    post_class(ground_school, teacher_id=world.maria.pk)

    assert list_recipients(SCHEDULED) == ["sam"]


@pytest.mark.parametrize("field", ["wants_alerts", "email_confirmed_at", "is_active"])
def test_who_does_not_want_or_may_not_get_alerts_is_not_mailed(
    world: World, ground_school: GroundSchool, field: str
) -> None:
    setattr(world.sam, field, None if field == "email_confirmed_at" else False)
    world.sam.save()
    post_class(ground_school)

    assert list_recipients(SCHEDULED) == ["ines"]


def test_a_new_class_reads_in_english(world: World, ground_school: GroundSchool) -> None:
    schedule_fields = {
        "training_subject_lesson_id": str(ground_school.lesson.pk),
        "location_id": str(ground_school.room.pk),
    }
    post_class(ground_school, **schedule_fields)

    id = ClassSession.objects.latest("created_at", "id").pk
    text = read(world.sam, SCHEDULED)
    assert text.startswith(
        f"""New class: 050 Meteorology, Thursday 19 March 2026, 22:00 NZDT
Alpine Flight School

Hello Sam Student,

You have a class:

Subject: 050 Meteorology
Topic: Fronts
When: Thursday 19 March 2026, 22:00–22:45 NZDT
Where: Room 1
Teacher: Ines Instructor

Open the class:
https://app.alpine.example/trainings/onsite/class/{id}

Entered by Maria Manager.

--\x20
You get this mail because you have an account at Alpine Flight School.
Unsubscribe from mails about classes, deadlines and validity:
https://training.alpine.example/account/unsubscribe/"""
    )


def test_a_moved_class_reads_in_german_with_old_and_new(world: World, ground_school: GroundSchool) -> None:
    set_language(world.sam, "de")
    session = schedule(ground_school)
    other = make.LocationFactory(company=world.alpine, name="Room 2")
    change(ground_school, session, start="2026-03-20 08:00:00", location_id=str(other.pk))

    text = read(world.sam, CHANGED)
    assert text.startswith(
        f"""Unterricht verschoben: 050 Meteorology, Freitag, 20. März 2026, 21:00 NZDT
Alpine Flight School

Guten Tag, Sam Student,

Dieser Unterricht wurde geändert:

Fach: 050 Meteorology
Thema: Fronts
Wann: Freitag, 20. März 2026, 21:00–21:45 NZDT (bisher: Donnerstag, 19. März 2026, 22:00–22:45 NZDT)
Wo: Room 2 (bisher: Room 1)
Lehrkraft: Ines Instructor

Unterricht öffnen:
https://app.alpine.example/trainings/onsite/class/{session.pk}

Eingetragen von Maria Manager.

--\x20
Sie erhalten diese E-Mail, weil Sie ein Konto bei Alpine Flight School haben."""
    )


def test_who_joins_and_who_leaves_is_told_so(world: World, ground_school: GroundSchool) -> None:
    session = schedule(ground_school)
    change(ground_school, session, students=[world.sue.pk])

    assert list_recipients(CHANGED) == ["sam", "sue"]
    assert "You no longer attend this class:" in read(world.sam, CHANGED)
    assert "You now attend this class:" in read(world.sue, CHANGED)


def test_both_teachers_and_the_roster_are_told_of_another_teacher(world: World, ground_school: GroundSchool) -> None:
    session = schedule(ground_school)
    change(ground_school, session, teacher_id=world.tom.pk)

    assert list_recipients(CHANGED) == ["ines", "sam", "tom"]
    assert "You no longer teach this class:" in read(world.ines, CHANGED)
    assert "You are now the teacher of this class:" in read(world.tom, CHANGED)
    assert "Teacher: Tom Teacher (before: Ines Instructor)" in read(world.sam, CHANGED)


def test_a_change_of_nothing_is_told_nobody(world: World, ground_school: GroundSchool) -> None:
    session = schedule(ground_school)
    change(ground_school, session)

    assert list_mails() == []


def test_students_and_the_teacher_are_mailed_a_cancelled_class(world: World, ground_school: GroundSchool) -> None:
    session = schedule(ground_school)
    delete_class(session_id=session.pk, by=world.maria)
    delete_class(session_id=session.pk, by=world.maria)

    assert list_mails() == [(CANCELLED, "ines@alpine.example"), (CANCELLED, "sam@alpine.example")]
    text = read(world.sam, CANCELLED)
    assert text.startswith("Class cancelled: 050 Meteorology, Thursday 19 March 2026, 22:00 NZDT\n")
    assert "https://app" not in text


def test_nobody_is_mailed_that_a_past_class_is_deleted(world: World, ground_school: GroundSchool) -> None:
    delete_class(session_id=ground_school.session.pk, by=world.maria)

    assert list_mails() == []


def test_a_rejected_plan_leaves_no_mail(world: World, ground_school: GroundSchool) -> None:
    response = create_client(world.maria).post(CLASS, ground_school.build_plan(notify=1, students=[world.olga.pk]))

    assert response.status_code == 400
    assert list_mails() == []


def test_mails_to_thirty_students_are_stored_at_once(
    world: World, ground_school: GroundSchool, queries_of: Any
) -> None:
    schedule(ground_school)
    thirty = create_students(ground_school, 30)

    queries = queries_of(lambda: post_class(ground_school, students=thirty))

    assert len([query for query in queries if "mail_mail" in query]) == 1
    assert len(list_recipients(SCHEDULED)) == 31


def test_without_a_client_the_teacher_is_told_where_to_look(
    world: World, ground_school: GroundSchool, settings: Any
) -> None:
    settings.CLIENT_URL = ""
    post_class(ground_school)

    text = read(world.ines, SCHEDULED)
    assert "You find more in the training system of Alpine Flight School, after logging in." in text
    assert "Open the class" not in text


def test_without_a_client_managers_get_to_the_admin(world: World, ground_school: GroundSchool, settings: Any) -> None:
    settings.CLIENT_URL = ""
    post_class(ground_school, teacher_id=world.maria.pk)
    world.charles.group = 100
    world.charles.save()
    Mail.objects.all().update(recipient=world.charles)

    id = ClassSession.objects.latest("created_at", "id").pk
    assert f"https://training.alpine.example/admin/onsite/classsession/{id}/change/" in read(world.charles, SCHEDULED)
