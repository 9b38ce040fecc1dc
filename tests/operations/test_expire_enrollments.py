"""`expire_enrollments`: one message before a finished training expires, and one when it has."""

import threading
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import Notification, User
from accounts.roles import Role
from records.models import Event
from tests import factories as make
from tests.operations.terminal import run_command, run_json_command
from tests.world import World
from trainings.models import Enrollment, Training

TODAY = date(2026, 3, 18)


def create_finished(user: User, until: date | None, training: Training | None = None) -> Enrollment:
    training = training or make.TrainingFactory(company=user.company, name="Dangerous goods")
    enrollment: Enrollment = make.EnrollmentFactory(
        training=training, user=user, finished_at=timezone.now() - timedelta(days=400), valid_until_on=until
    )
    return enrollment


def run_expire(*words: str) -> tuple[int, int]:
    outcome = run_json_command("expire_enrollments", *words)
    return outcome["expired"], outcome["expiring"]


def test_student_and_managers_are_notified_once_when_validity_is_over(world: World) -> None:
    enrollment = create_finished(world.sam, TODAY - timedelta(days=1))

    assert run_expire() == (1, 0)
    assert run_expire() == run_expire("--days-before", "30") == (0, 0)

    assert {message.recipient for message in Notification.objects.all()} == {world.sam, world.maria}
    message = Notification.objects.get(recipient=world.sam)
    assert message.subject == "Valid until 2026-03-17: Dangerous goods"
    assert message.url == f"/trainings/trainings/view/{enrollment.pk}.json"
    event = Event.objects.get()
    assert (event.action, event.object_id, event.actor_kind) == ("enrollment.expired", str(enrollment.pk), "command")
    assert run_command("verify_records")[0] == 0


def test_the_last_day_is_still_valid(world: World) -> None:
    create_finished(world.sam, TODAY)
    create_finished(world.sue, None)
    make.EnrollmentFactory(training=make.TrainingFactory(company=world.alpine), user=world.sam)

    assert run_expire() == (0, 0)


def test_the_day_is_the_schools(world: World, frozen_clock: Any) -> None:
    world.alpine.timezone_id = "Pacific/Auckland"
    world.alpine.save()
    create_finished(world.sam, TODAY)
    create_finished(world.olga, TODAY)
    frozen_clock.move_to("2026-03-18 23:00Z")

    assert run_expire() == (1, 0)
    assert Event.objects.get().company == world.alpine


def test_a_missed_night_is_made_up_for(world: World, frozen_clock: Any) -> None:
    create_finished(world.sam, TODAY + timedelta(days=30))
    frozen_clock.shift(timedelta(days=12))

    assert run_expire("--days-before", "30") == (0, 1)
    assert run_expire("--days-before", "30") == (0, 0)
    frozen_clock.shift(timedelta(days=100))
    assert run_expire("--days-before", "30") == (1, 0)


def test_several_reminders_come_closer_and_none_comes_twice(world: World, frozen_clock: Any) -> None:
    create_finished(world.sam, TODAY + timedelta(days=80))

    assert run_expire("--days-before", "90") == (0, 1)
    assert run_expire("--days-before", "30") == (0, 0)
    frozen_clock.shift(timedelta(days=60))
    assert run_expire("--days-before", "30") == (0, 1)
    assert run_expire("--days-before", "90") == (0, 0)


def test_managers_get_one_message_with_all_of_them(world: World) -> None:
    world.create_person("Max", "Manager", Role.ADMINISTRATOR)
    world.create_person("Mona", "Gone", Role.ADMINISTRATOR)
    User.objects.filter(name="Mona").update(is_active=False)
    create_finished(world.sam, TODAY - timedelta(days=2))
    create_finished(world.sue, TODAY - timedelta(days=1))

    assert run_expire() == (2, 0)
    messages = Notification.objects.filter(recipient__group__lte=Role.TRAINING_MANAGER).order_by("recipient__name")
    assert [message.recipient.name for message in messages] == ["Maria", "Max"]
    assert messages[0].body == "2026-03-16: Sam Student, Dangerous goods\n2026-03-17: Sue Student, Dangerous goods"


def test_a_later_enrollment_or_an_inactive_account_stops_the_message(world: World) -> None:
    training = make.TrainingFactory(company=world.alpine)
    create_finished(world.sam, TODAY - timedelta(days=5), training)
    create_finished(world.sam, TODAY + timedelta(days=300), training)
    create_finished(world.sue, TODAY - timedelta(days=5), training)
    create_finished(world.sue, None, training)
    create_finished(world.tom, TODAY - timedelta(days=5), training)
    User.objects.filter(pk=world.tom.pk).update(is_active=False)

    assert run_expire("--days-before", "30") == (0, 0)
    assert not Notification.objects.exists()


def test_a_dry_run_notifies_nobody(world: World) -> None:
    create_finished(world.sam, TODAY - timedelta(days=5))

    assert run_expire("--dry-run") == (1, 0)
    assert not Notification.objects.exists()
    assert not Event.objects.exists()


@pytest.mark.parametrize("days", ["0", "-1", "x", "3651", "²", "1e2"])
def test_a_number_of_days_is_one(db: None, days: str) -> None:
    status, text = run_command("expire_enrollments", f"--days-before={days}")
    assert status == 1
    assert "is not a number of days" in text


def test_thirty_cost_what_one_costs(world: World, queries_of: Any) -> None:
    def count_queries(enrollments: int) -> int:
        for user in make.UserFactory.create_batch(enrollments, company=world.alpine):
            create_finished(user, TODAY - timedelta(days=1))
        return len(queries_of(run_expire))

    count_queries(1)  # the first run begins the ledger
    assert count_queries(1) == count_queries(30)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_runs_at_once_one_sends_the_message() -> None:
    world = World()
    for _ in range(5):
        enrollment = create_finished(world.sam, TODAY - timedelta(days=5))
        start = threading.Barrier(2)

        def run(start: threading.Barrier = start) -> None:
            start.wait()
            run_command("expire_enrollments")
            connection.close()

        threads = [threading.Thread(target=run) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert Event.objects.filter(object_id=str(enrollment.pk)).count() == 1
    assert Notification.objects.filter(recipient=world.sam).count() == 5
