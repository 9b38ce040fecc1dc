"""What is said about how many enrollments there are is what counting them would say (docs/decisions/0049)."""

import random
from collections.abc import Callable, Sequence
from importlib import import_module

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Count, OuterRef, Sum

from tests import factories as make
from tests.parallel import run_in_parallel, wait_until
from tests.world import World, create_client
from trainings.models import Enrollment, EnrollmentCount, Training
from trainings.models.enrollment_counts import build_enrollment_count, list_mergeable, merge_counts

LIST = "/manager/trainings/students/list.json"
TRAININGS = "/manager/trainings.json"
migration = import_module("trainings.migrations.0013_enrollments_are_counted")


def read_counts() -> list[tuple[object, int]]:
    rows = Training.objects.annotate(number=build_enrollment_count("training_id", OuterRef("pk")))
    return list(rows.order_by("pk").values_list("pk", "number"))


def count_anew() -> list[tuple[object, int]]:
    rows = Training.objects.annotate(number=Count("enrollments"))
    return list(rows.order_by("pk").values_list("pk", "number"))


def enroll_many(training: Training, number: int) -> None:
    Enrollment.objects.bulk_create(
        Enrollment(training=training, company=training.company, user=user)
        for user in make.UserFactory.create_batch(number, company=training.company)
    )


class School:
    """A school at which enrollments come and go at random."""

    def __init__(self, world: World, seed: int) -> None:
        self.chance = random.Random(seed)
        self.trainings = make.TrainingFactory.create_batch(3, company=world.alpine)

    @property
    def acts(self) -> list[Callable[[], object]]:
        return [self.enroll, self.enroll_many, self.move, self.change, self.delete, self.merge]

    def choose_training(self) -> Training:
        return self.chance.choice(self.trainings)

    def choose_rows(self) -> list[Enrollment]:
        rows = list(Enrollment.objects.order_by("pk"))
        return self.chance.sample(rows, min(len(rows), self.chance.randrange(4)))

    def enroll(self) -> None:
        make.EnrollmentFactory(training=self.choose_training())

    def enroll_many(self) -> None:
        enroll_many(self.choose_training(), self.chance.randrange(5))

    def move(self) -> None:
        rows = self.choose_rows()
        for row in rows:
            row.training = self.choose_training()
        Enrollment.objects.bulk_update(rows, ["training"])

    def change(self) -> None:
        for row in self.choose_rows():
            row.notes = "Seen"
            row.save()

    def delete(self) -> None:
        Enrollment.objects.filter(pk__in=[row.pk for row in self.choose_rows()]).delete()

    def merge(self) -> None:
        merge_counts(self.choose_training().pk)


@pytest.mark.parametrize("seed", range(5))
def test_the_counts_are_right_after_any_changes(world: World, seed: int) -> None:
    school = School(world, seed)
    for _ in range(20):
        school.chance.choice(school.acts)()
        assert read_counts() == count_anew()


def test_the_lists_of_a_manager_say_how_many_there_are_at_the_own_school(world: World) -> None:
    here, empty = make.TrainingFactory.create_batch(2, company=world.alpine)
    there = make.TrainingFactory(company=world.baltic)
    for training, number in [(here, 3), (there, 2)]:
        enroll_many(training, number)
    Enrollment.objects.filter(training=here)[0].delete()
    client = create_client(world.maria)

    listed = client.get(LIST, {"limit": 1}).json()
    named = {
        row["Training"]["id"]: row["Training"]["students_count"] for row in client.get(TRAININGS).json()["trainings"]
    }

    assert (len(listed["students"]), listed["paginate"]["count"], listed["paginate"]["pageCount"]) == (1, 2, 2)
    assert named == {str(here.pk): 2, str(empty.pk): 0}


def test_an_empty_school_and_a_page_past_the_end_have_their_counts_too(world: World) -> None:
    client = create_client(world.maria)
    assert client.get(LIST).json()["paginate"]["count"] == 0
    enroll_many(make.TrainingFactory(company=world.alpine), 3)

    assert client.get(LIST, {"page": 9}).json()["paginate"]["count"] == 3


@pytest.mark.postgresql
def test_cleaning_up_leaves_one_row_for_each_training_and_the_same_counts(world: World) -> None:
    for training in make.TrainingFactory.create_batch(2, company=world.alpine):
        for _ in range(3):
            enroll_many(training, 2)
    before = read_counts()
    assert EnrollmentCount.objects.count() == 6

    call_command("clean_up", "--dry-run")
    assert EnrollmentCount.objects.count() == 6
    call_command("clean_up")

    assert EnrollmentCount.objects.count() == 2
    assert read_counts() == before == count_anew()


def count_by_school() -> dict[object, int]:
    counts = EnrollmentCount.objects.order_by().values_list("company_id").annotate(number=Sum("change"))
    return {id: number for id, number in counts if number}


def execute(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@pytest.mark.postgresql
def test_the_enrollments_of_a_training_that_moved_to_another_school_are_counted_there(world: World) -> None:
    training = make.TrainingFactory(company=world.alpine)
    enroll_many(training, 3)
    execute("SET CONSTRAINTS ALL DEFERRED")
    for rows in (Training.objects.filter(pk=training.pk), Enrollment.objects.filter(training=training)):
        rows.update(company=world.baltic)
    assert count_by_school() == {world.baltic.pk: 3}

    assert merge_counts(training.pk) == 5
    assert count_by_school() == {world.baltic.pk: 3}
    assert list_mergeable() == []


@pytest.mark.postgresql
def test_more_rows_than_a_statement_takes_parameters_are_merged(world: World) -> None:
    training = make.TrainingFactory(company=world.alpine)
    added = f"SELECT '{training.company_id}'::uuid, '{training.pk}'::uuid, 1 FROM generate_series(1, 70000)"
    execute(f"INSERT INTO trainings_enrollmentcount (company_id, training_id, change) {added}")

    assert merge_counts(training.pk) == 69_999
    assert [row.change for row in EnrollmentCount.objects.all()] == [70_000]


@pytest.mark.postgresql
def test_whoever_empties_the_table_empties_the_counts(world: World) -> None:
    enroll_many(make.TrainingFactory(company=world.alpine), 3)
    execute("SET CONSTRAINTS ALL IMMEDIATE", "TRUNCATE trainings_enrollment CASCADE")

    assert read_counts() == count_anew()


@pytest.mark.postgresql
def test_rows_that_are_loaded_without_a_search_path_are_counted(world: World) -> None:
    """As pg_restore does."""
    training = make.TrainingFactory(company=world.alpine)
    enroll_many(training, 3)
    execute(
        "CREATE TEMPORARY TABLE saved ON COMMIT DROP AS SELECT * FROM trainings_enrollment",
        "DELETE FROM trainings_enrollment",
        "SET LOCAL search_path = ''",
        "INSERT INTO public.trainings_enrollment SELECT * FROM pg_temp.saved",
        "SET LOCAL search_path = public",
    )

    assert dict(read_counts())[training.pk] == 3


@pytest.mark.postgresql
def test_the_migration_counts_what_there_is_already(world: World) -> None:
    first, second = make.TrainingFactory.create_batch(2, company=world.alpine)
    with connection.cursor() as cursor:
        cursor.execute(migration.UNDO)
        enroll_many(first, 3)
        EnrollmentCount.objects.all().delete()
        cursor.execute(migration.COUNT + migration.FILL)
    enroll_many(second, 1)

    assert read_counts() == count_anew()
    assert dict(read_counts()) == {first.pk: 3, second.pk: 1}


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_nothing_is_lost_when_rows_are_added_while_others_are_merged_twice_at_once() -> None:
    training = make.TrainingFactory()
    users = make.UserFactory.create_batch(40, company=training.company)

    def enroll(chosen: Sequence[object]) -> None:
        for user in chosen:
            make.EnrollmentFactory(training=training, user=user)

    def merge() -> None:
        wait_until(lambda: merge_counts(training.pk) == 0 and Enrollment.objects.count() == len(users))

    run_in_parallel([lambda: enroll(users[:20]), lambda: enroll(users[20:]), merge, merge])

    merge_counts(training.pk)
    assert list(EnrollmentCount.objects.values_list("training_id", "change")) == [(training.pk, 40)]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_acts_that_enroll_in_the_same_trainings_do_not_wait_for_each_other() -> None:
    """Whichever comes first in each: with a row for each training that both change, they would be in a deadlock."""
    first, second = make.TrainingFactory.create_batch(2)
    with transaction.atomic():
        make.EnrollmentFactory(training=first)

        def enroll_in_reverse() -> None:
            with transaction.atomic():
                make.EnrollmentFactory(training=second)
                make.EnrollmentFactory(training=first)

        run_in_parallel([enroll_in_reverse])  # ends while this transaction goes on
        make.EnrollmentFactory(training=second)

    assert dict(read_counts()) == {first.pk: 2, second.pk: 2}
