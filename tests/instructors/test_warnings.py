"""`warn_of_expiring_qualifications`: 60, 30 and 7 days before, and once it has expired."""

import threading
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from accounts.models import Notification, User
from accounts.roles import Role
from instructors.services import QualificationInput, edit_qualification, remove_qualification
from mail.kinds import MailKind
from mail.models import Mail
from records.models import Event
from records.verification.run import verify_company
from tests.instructors.papers import TODAY, add_paper, days_from_today
from tests.operations.terminal import run_command, run_json_command
from tests.world import World

COMMAND = "warn_of_expiring_qualifications"


def run() -> int:
    number: int = run_json_command(COMMAND)["warnings"]
    return number


def list_subjects(user: User) -> list[str]:
    return list(
        Notification.objects.filter(recipient=user).order_by("created_at", "id").values_list("subject", flat=True)
    )


def test_each_threshold_is_warned_of_once_however_often_the_job_runs(world: World, frozen_clock: Any) -> None:
    add_paper(world, world.ines, days_from_today(70))
    sent_after = {}
    for days in range(80):
        for _ in range(2):
            if run():
                sent_after[days] = list_subjects(world.ines)[-1]
        frozen_clock.shift(timedelta(days=1))

    assert sent_after == {
        10: "Valid until 2026-05-27: your Medical class 1",
        40: "Valid until 2026-05-27: your Medical class 1",
        63: "Valid until 2026-05-27: your Medical class 1",
        71: "No longer valid: your Medical class 1. Last valid day: 2026-05-27.",
    }
    assert verify_company(world.alpine).findings == []


@pytest.mark.parametrize(
    ("days_left", "stage"), [(60, 60), (59, 60), (30, 30), (8, 30), (7, 7), (0, 7), (-1, -1), (-9, -1)]
)
def test_a_job_that_did_not_run_for_days_sends_the_latest_warning_alone(
    world: World, days_left: int, stage: int
) -> None:
    add_paper(world, world.ines, days_from_today(days_left))

    assert (run(), run()) == (1, 0)

    event = Event.objects.get(action__in=("qualification.expiring", "qualification.expired"))
    assert f'"days_before":{stage}' in event.payload
    assert event.action == ("qualification.expired" if stage < 0 else "qualification.expiring")


def test_nothing_is_said_of_what_is_valid_long_replaced_removed_or_of_people_who_left(world: World) -> None:
    add_paper(world, world.ines, days_from_today(61), name="A")
    add_paper(world, world.ines, None, name="B")
    add_paper(world, world.ines, days_from_today(5), name="C")
    add_paper(world, world.ines, days_from_today(400), name="C")
    removed = add_paper(world, world.ines, days_from_today(5), name="D")
    remove_qualification(qualification_id=removed.pk, reason="Mistyped", by=world.maria)
    add_paper(world, world.tom, days_from_today(5))
    User.objects.filter(pk=world.tom.pk).update(is_active=False)

    assert run() == 0


def test_a_corrected_end_is_warned_of_again(world: World) -> None:
    row = add_paper(world, world.ines, days_from_today(5))
    assert run() == 1

    paper = QualificationInput(kind="MEDICAL", name="Medical class 1", valid_until_on=days_from_today(50))
    edit_qualification(qualification_id=row.pk, paper=paper, by=world.maria)

    assert (run(), run()) == (1, 0)


def test_the_days_are_those_of_each_school(world: World, frozen_clock: Any) -> None:
    """At 12:00 UTC it is the 19th in Auckland, so that 7 days are left there and 8 in New York."""
    price = world.create_person("Paul", "Price", Role.INSTRUCTOR, world.baltic)
    for person in (world.ines, price):
        add_paper(world, person, date(2026, 3, 26))
    run()
    frozen_clock.move_to(datetime(2026, 3, 18, 12, tzinfo=UTC))

    assert run() == 1
    assert (len(list_subjects(world.ines)), len(list_subjects(price))) == (2, 1)


def test_managers_get_one_message_about_all(world: World) -> None:
    add_paper(world, world.ines, days_from_today(-3))
    add_paper(world, world.tom, days_from_today(20))

    run()

    message = Notification.objects.get(recipient=world.maria)
    assert message.subject == "Qualifications of instructors that have expired or expire soon: 2"
    assert message.body.splitlines() == [
        "2026-03-15: Ines Instructor, Medical class 1",
        "2026-04-07: Tom Teacher, Medical class 1",
    ]
    assert not Notification.objects.filter(recipient=world.otto).exists()


def test_instructors_get_a_mail_in_their_language(world: World, settings: Any) -> None:
    settings.MAIL_ENABLED = True
    add_paper(world, world.ines, days_from_today(-3))

    run()

    assert list(Mail.objects.filter(kind=MailKind.QUALIFICATION).values_list("address", flat=True)) == [
        world.ines.email
    ]


def test_a_dry_run_sends_nothing_and_counts_the_same(world: World) -> None:
    add_paper(world, world.ines, days_from_today(-3))

    assert run_json_command(COMMAND, "--dry-run") == {"warnings": 1, "dry_run": True}
    assert not Notification.objects.exists()
    assert run_command(COMMAND) == (0, "Sent 1 warning.\n")


def test_thirty_cost_what_one_costs(world: World, queries_of: Any) -> None:
    def count_queries(papers: int) -> int:
        for _ in range(papers):
            add_paper(world, world.ines, days_from_today(-3), name=f"Rating {Event.objects.count()}")
        return len(queries_of(run))

    count_queries(1)
    assert count_queries(1) == count_queries(30)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_runs_at_once_one_sends() -> None:
    world = World()
    for number in range(5):
        add_paper(world, world.ines, TODAY - timedelta(days=5), name=f"Rating {number}")
        start = threading.Barrier(2)

        def run_one(start: threading.Barrier = start) -> None:
            start.wait()
            run_command(COMMAND)
            connection.close()

        threads = [threading.Thread(target=run_one) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert Notification.objects.filter(recipient=world.ines).count() == 5
