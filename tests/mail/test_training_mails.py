"""Mails about trainings: finished, deadline, validity, debriefing; and about messages without a kind of their own."""

import threading
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from pypdf import PdfReader

from evidence.certificates.services import revoke_certificate
from evidence.models import Certificate
from mail.kinds import MailKind
from mail.models import Mail
from mail.rendering import render_mail
from missions.services import FlightInput, correct_flight, record_flight
from records.models import Event
from tests import factories as make
from tests.mail.conftest import find_mail, list_mails, list_recipients, read, render, set_language
from tests.operations.terminal import run_command, run_json_command
from tests.world import World
from trainings.enrollments.deadlines import remind_of_deadlines
from trainings.enrollments.finishing import finish_completed
from trainings.enrollments.services import enroll_students
from trainings.models import Enrollment, Training

FINISHED, DEADLINE, VALIDITY = MailKind.TRAINING_FINISHED, MailKind.DEADLINE, MailKind.VALIDITY


def finish(world: World) -> Enrollment:
    training = make.TrainingFactory(company=world.alpine, name="PPL(A)", validity_days=365)
    lesson = make.LessonFactory(subject=make.SubjectFactory(training=training))
    enrollment: Enrollment = make.EnrollmentFactory(training=training, user=world.sam)
    make.LessonStudyFactory(enrollment=enrollment, lesson=lesson)
    finish_completed(enrollment_ids=[enrollment.pk], by=None)
    return enrollment


def test_a_finished_training_is_mailed_with_its_certificate(world: World) -> None:
    finish(world)

    message = render(find_mail(world.sam, FINISHED))
    certificate = Certificate.objects.get()
    assert message.subject == "Training finished: PPL(A)"
    for line in (
        "Your certificate is attached.",
        "Finished on: Wednesday 18 March 2026",
        "Valid until: Thursday 18 March 2027",
        f"Certificate: {certificate.number}",
    ):
        assert line in message.body.splitlines()
    [attachment] = message.attachments
    assert attachment[0] == f"certificate-{certificate.number}.pdf"
    assert attachment[2] == "application/pdf"


def test_the_certificate_is_a_pdf_with_the_address_of_its_check(world: World, tmp_path: Any) -> None:
    finish(world)

    [attachment] = render(find_mail(world.sam, FINISHED)).attachments
    path = tmp_path / "certificate.pdf"
    path.write_bytes(attachment[1])
    text = "".join(page.extract_text() for page in PdfReader(path).pages)
    assert f"https://training.alpine.example/certificates/{Certificate.objects.get().code}" in text.replace("\n", "")


def test_a_revoked_certificate_is_not_attached(world: World) -> None:
    finish(world)
    revoke_certificate(certificate=Certificate.objects.get(), reason="Wrong name", by=world.maria)

    message = render(find_mail(world.sam, FINISHED))
    assert message.attachments == []
    assert "certificate" not in message.body.lower()


def test_a_finish_that_was_taken_back_is_not_mailed(world: World) -> None:
    enrollment = finish(world)
    Enrollment.objects.filter(pk=enrollment.pk).update(finished_at=None, valid_until_on=None)

    assert render_mail(find_mail(world.sam, FINISHED)) is None


def create_due(world: World, days: int, **fields: Any) -> Enrollment:
    """An enrollment of Sam to be finished before the day that is so many days from today in Auckland."""
    today = world.alpine.local_date(timezone.now())
    deadline = world.alpine.get_day_start(today + timedelta(days=days))
    fields = {"training": make.TrainingFactory(company=world.alpine, name="PPL(A)"), "user": world.sam} | fields
    enrollment: Enrollment = make.EnrollmentFactory(finish_before_at=deadline, **fields)
    return enrollment


def test_a_deadline_is_reminded_of_fourteen_and_three_days_before(world: World, frozen_clock: Any) -> None:
    create_due(world, 20)
    sent = []
    for _ in range(22):
        sent.append(remind_of_deadlines(timezone.now()))
        frozen_clock.shift(86_400)

    assert [day for day, number in enumerate(sent) if number] == [6, 17]
    assert len(list_mails(DEADLINE)) == sum(sent) == 2
    assert run_command("verify_records")[0] == 0


def test_a_second_run_reminds_nobody(world: World) -> None:
    create_due(world, 5)

    assert run_json_command("remind_of_deadlines", "--dry-run") == {"reminders": 1, "dry_run": True}
    assert list_mails() == []
    assert run_json_command("remind_of_deadlines")["reminders"] == 1
    assert run_json_command("remind_of_deadlines")["reminders"] == 0
    assert list_mails() == [(DEADLINE, "sam@alpine.example")]
    assert world.sam.notifications.get().subject == "To be finished before 2026-03-23: PPL(A)"


def test_of_two_missed_reminders_the_later_is_sent(world: World) -> None:
    create_due(world, 2)

    assert remind_of_deadlines(timezone.now()) == 1
    assert '"days_before":3' in Event.objects.get(action="enrollment.reminded").payload.replace(" ", "")


def test_a_deadline_that_is_moved_is_reminded_of_again(world: World) -> None:
    enrollment = create_due(world, 3)
    remind_of_deadlines(timezone.now())
    Enrollment.objects.update(finish_before_at=enrollment.finish_before_at + timedelta(days=10))  # type: ignore[operator]  # it has one

    assert remind_of_deadlines(timezone.now()) == 1


@pytest.mark.parametrize("state", ["finished", "closed", "past", "far", "inactive"])
def test_nobody_else_is_reminded(world: World, state: str) -> None:
    enrollment = create_due(world, {"past": -1, "far": 15}.get(state, 3))
    if state == "finished":
        Enrollment.objects.update(finished_at=timezone.now())
    elif state == "closed":
        world.sam.is_active = False
        world.sam.save()
    elif state == "inactive":
        Training.objects.filter(pk=enrollment.training_id).update(is_active=False)

    assert remind_of_deadlines(timezone.now()) == 0


def test_a_deadline_reads_in_german(world: World) -> None:
    set_language(world.sam, "de")
    create_due(world, 14)
    remind_of_deadlines(timezone.now())

    text = read(world.sam, DEADLINE)
    assert text.startswith("Abzuschließen vor Mittwoch, 1. April 2026: PPL(A)\n")
    assert "Ihr Lehrgang ist noch nicht abgeschlossen, und die Frist läuft bald ab:" in text


def test_a_deadline_that_was_met_meanwhile_is_not_mailed(world: World) -> None:
    create_due(world, 3)
    remind_of_deadlines(timezone.now())
    Enrollment.objects.update(finished_at=timezone.now())

    assert render_mail(find_mail(world.sam, DEADLINE)) is None


def test_reminding_thirty_costs_what_reminding_one_costs(world: World, queries_of: Any) -> None:
    training = make.TrainingFactory(company=world.alpine)
    create_due(world, 3)
    remind_of_deadlines(timezone.now())  # the first event of a school also makes the head of its ledger
    Enrollment.objects.all().delete()

    def count(number: int) -> int:
        for _ in range(number):
            create_due(world, 3, training=training, user=make.UserFactory(company=world.alpine))
        return len(queries_of(lambda: remind_of_deadlines(timezone.now())))

    assert count(1) == count(30)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_runs_at_once_one_reminds() -> None:
    world = World()
    create_due(world, 3)
    counts: list[int] = []
    barrier = threading.Barrier(2)

    def run() -> None:
        barrier.wait()
        counts.append(remind_of_deadlines(timezone.now()))
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(counts) == [0, 1]
    assert len(list_mails(DEADLINE)) == 1


def test_validity_is_mailed_to_the_student_and_the_list_to_managers(world: World) -> None:
    training = make.TrainingFactory(company=world.alpine, name="Dangerous goods")
    make.EnrollmentFactory(
        training=training, user=world.sam, finished_at=timezone.now(), valid_until_on=date(2026, 3, 20)
    )
    for _ in range(2):
        run_command("expire_enrollments", "--days-before", "30")

    assert list_mails() == [(MailKind.MESSAGE, "maria@alpine.example"), (VALIDITY, "sam@alpine.example")]
    assert read(world.sam, VALIDITY).startswith("Valid until Friday 20 March 2026: Dangerous goods\n")
    assert read(world.maria, MailKind.MESSAGE).startswith("Trainings that expire soon: 1\n")


def test_lost_validity_reads_in_german(world: World) -> None:
    set_language(world.sam, "de")
    training = make.TrainingFactory(company=world.alpine, name="Dangerous goods")
    make.EnrollmentFactory(
        training=training, user=world.sam, finished_at=timezone.now(), valid_until_on=date(2026, 3, 10)
    )
    run_command("expire_enrollments")

    text = read(world.sam, VALIDITY)
    assert text.startswith("Nicht mehr gültig: Dangerous goods\n")
    assert "Letzter gültiger Tag: Dienstag, 10. März 2026" in text


def test_whoever_is_enrolled_is_mailed_a_message(world: World) -> None:
    training = make.TrainingFactory(company=world.alpine, name="100% PPL(A)")
    enroll_students(training=training, user_ids=[world.sam.pk, world.maria.pk], group_ids=[], by=world.maria)

    assert list_mails() == [(MailKind.MESSAGE, "sam@alpine.example")]  # not to whoever enrolled
    enrollment = Enrollment.objects.get(user=world.sam)
    text = read(set_language(world.sam, "de"), MailKind.MESSAGE)
    assert text.startswith("Sie sind für den Lehrgang 100% PPL(A) angemeldet\n")
    assert f"https://app.alpine.example/trainings/trainings/view/{enrollment.pk}\n" in text


def record(world: World, *, is_completed: bool = True, by: Any = None, **training: Any) -> Any:
    fields = {"has_theory": False, "has_flights": True, "requires_debriefing_signature": True} | training
    row = make.TrainingFactory(company=world.alpine, name="PPL(A)", auto_finish=False, **fields)
    mission = make.FlightTemplateFactory(training=row, name="Circuits")
    enrollment = make.EnrollmentFactory(training=row, user=world.sam)
    flight = FlightInput(is_completed=is_completed, seconds=4500, instructor_id=world.ines.pk)
    return record_flight(enrollment_id=enrollment.pk, template_id=mission.pk, flight=flight, by=by or world.maria)


def test_a_debriefing_to_be_signed_is_mailed(world: World) -> None:
    record(world)

    text = read(world.sam, MailKind.DEBRIEFING)
    assert text.startswith("Please sign your debriefing: Circuits\n")
    for line in ("Flown on: Wednesday 18 March 2026", "Flight time: 1:15 h", "Instructor: Ines Instructor"):
        assert line in text.splitlines()
    assert "https://app.alpine.example/trainings/missions/unsigned\n" in text


@pytest.mark.parametrize(
    "fields", [{"is_completed": False}, {"requires_debriefing_signature": False}, {"is_active": False}]
)
def test_without_anything_to_sign_nobody_is_mailed(world: World, fields: dict[str, Any]) -> None:
    record(world, **fields)

    assert list_recipients(MailKind.DEBRIEFING) == []


def test_a_flight_that_becomes_completed_is_mailed_once(world: World) -> None:
    flight = record(world, is_completed=False)
    for seconds in (3600, 4000):
        correct_flight(record_id=flight.pk, flight=FlightInput(is_completed=True, seconds=seconds), by=world.maria)

    assert list_recipients(MailKind.DEBRIEFING) == ["sam"]


def test_a_debriefing_signed_meanwhile_is_not_mailed(world: World) -> None:
    flight = record(world)
    type(flight).objects.update(signed_at=timezone.now())

    assert render_mail(Mail.objects.select_related("company", "recipient").get()) is None
