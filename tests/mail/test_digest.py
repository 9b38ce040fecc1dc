"""The weekly digest: Monday morning in the school's zone, to managers who want it, once."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from mail.kinds import MailKind
from mail.models import Mail
from office.digests.sending import send_digests
from tests import factories as make
from tests.mail.conftest import list_recipients, read, set_language
from tests.operations.terminal import run_json_command
from tests.world import World

MONDAY_IN_AUCKLAND = "2026-03-22 18:00Z"  # 07:00


def want_digests(world: World) -> None:
    User.objects.update(wants_newsletter=True)


def create_waiting(world: World) -> None:
    """An unsigned class, two overdue enrollments, an old invitation and a mail that was given up."""
    training = make.TrainingFactory(company=world.alpine)
    make.ClassSessionFactory(subject=make.SubjectFactory(training=training), starts_in=-3)
    for user in (world.sam, world.sue):
        make.EnrollmentFactory(training=training, user=user, finish_before_at=timezone.now() - timedelta(days=1))
    make.UserFactory(company=world.alpine, invited_at=timezone.now() - timedelta(days=8), email_confirmed_at=None)
    make.UserFactory(company=world.alpine, invited_at=timezone.now() - timedelta(days=6), email_confirmed_at=None)
    User.objects.filter(company=world.alpine, invited_at=None).update(password="argon2$hash")
    Mail.objects.create(
        company=world.alpine,
        recipient=world.sue,
        address=world.sue.email,
        kind=MailKind.MESSAGE,
        status=Mail.Status.FAILED,
        finished_at=timezone.now(),
    )


@pytest.fixture
def monday(world: World, frozen_clock: Any) -> Any:
    want_digests(world)
    frozen_clock.move_to(MONDAY_IN_AUCKLAND)
    return frozen_clock


def test_managers_read_what_is_waiting(world: World, monday: Any) -> None:
    create_waiting(world)

    assert run_json_command("send_digests") == {"digests": 1}
    assert list_recipients(MailKind.DIGEST) == ["maria"]
    text = read(world.maria, MailKind.DIGEST)
    assert text.startswith(
        """What is waiting at Alpine Flight School, week of Monday 23 March 2026
Alpine Flight School

Hello Maria Manager,

This is waiting at Alpine Flight School:

Classes that are not signed: 1
  https://training.alpine.example/admin/onsite/classsession/?signature=missing
Enrollments past their deadline: 2
  https://training.alpine.example/admin/trainings/enrollment/?state=overdue
Invitations that were not accepted within a week: 1
  https://training.alpine.example/admin/accounts/user/
Mails that could not be delivered in the last week: 1

Open the administration:
https://training.alpine.example/admin/
"""
    )


def test_it_reads_in_german(world: World, monday: Any) -> None:
    create_waiting(world)
    set_language(world.maria, "de")
    User.objects.update(wants_newsletter=True)
    send_digests(timezone.now())

    text = read(world.maria, MailKind.DIGEST)
    assert text.startswith("Offene Punkte bei Alpine Flight School, Woche ab Montag, 23. März 2026\n")
    assert "Nicht unterschriebener Unterricht: 1" in text
    assert "Lehrgangsteilnahmen mit überschrittener Frist: 2" in text


def test_it_is_sent_once_a_week(world: World, monday: Any) -> None:
    create_waiting(world)

    assert [send_digests(timezone.now()) for _ in range(2)] == [1, 0]
    monday.shift(7 * 86_400)
    assert send_digests(timezone.now()) == 1


def test_nothing_waiting_means_no_digest(world: World, monday: Any) -> None:
    User.objects.update(password="argon2$hash")

    assert send_digests(timezone.now()) == 0


@pytest.mark.parametrize(
    ("moment", "number"),
    [
        ("2026-03-22 16:59Z", 0),  # 05:59
        ("2026-03-22 17:00Z", 1),
        ("2026-03-22 22:59Z", 1),
        ("2026-03-22 23:00Z", 0),  # 12:00
        ("2026-03-23 18:00Z", 0),  # Tuesday in Auckland
    ],
)
def test_monday_morning_is_the_schools(world: World, frozen_clock: Any, moment: str, number: int) -> None:
    want_digests(world)
    create_waiting(world)
    frozen_clock.move_to(moment)

    assert send_digests(timezone.now()) == number


def test_only_managers_who_want_it_get_it(world: World, monday: Any) -> None:
    create_waiting(world)
    User.objects.filter(pk=world.maria.pk).update(wants_newsletter=False)
    second = world.create_person("Max", "Manager", Role.CHIEF_PILOT)
    User.objects.filter(pk=second.pk).update(wants_newsletter=True)

    assert send_digests(timezone.now()) == 1
    assert list_recipients(MailKind.DIGEST) == ["max"]


def test_thirty_managers_cost_what_one_costs(world: World, monday: Any, queries_of: Any) -> None:
    create_waiting(world)
    one = queries_of(lambda: send_digests(timezone.now()))
    make.UserFactory.create_batch(30, company=world.alpine, group=Role.CHIEF_PILOT, wants_newsletter=True)
    thirty = queries_of(lambda: send_digests(timezone.now()))

    assert len(one) == len(thirty)
    assert len(list_recipients(MailKind.DIGEST)) == 31


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_runs_at_once_one_sends(frozen_clock: Any) -> None:
    world = World()
    want_digests(world)
    create_waiting(world)
    frozen_clock.move_to(MONDAY_IN_AUCKLAND)
    counts: list[int] = []
    barrier = threading.Barrier(2)

    def run() -> None:
        barrier.wait()
        counts.append(send_digests(timezone.now()))
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(counts) == [0, 1]
