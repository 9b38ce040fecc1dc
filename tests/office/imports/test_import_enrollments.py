"""Importing enrollments from a spreadsheet."""

from typing import Any

import pytest

from core.tables.reading import ImportRow
from office.imports.base import Outcome
from office.imports.enrollments import import_enrollments
from records.models import Event
from tests import factories as make
from tests.office.browser import open_browser
from tests.office.imports.test_imports import confirm, read_seal, upload
from tests.office.population import build_address
from tests.world import World
from trainings.models import Enrollment, Training


@pytest.fixture
def training(world: World) -> Training:
    return make.TrainingFactory(company=world.alpine, name="PPL theory")


def import_cells(world: World, *rows: dict[str, str], is_dry_run: bool = False) -> list[Outcome]:
    import_rows = [ImportRow(number, row) for number, row in enumerate(rows, start=2)]
    return import_enrollments(rows=import_rows, by=world.maria, is_dry_run=is_dry_run)


def build_row(world: World, **cells: Any) -> dict[str, str]:
    return {"email": world.sam.email, "training": "PPL theory", **{name: str(cell) for name, cell in cells.items()}}


def test_people_are_enrolled_by_the_service(world: World, training: Training) -> None:
    night = make.TrainingFactory(company=world.alpine, name="Night")
    import_cells(
        world,
        build_row(world, email="SAM@alpine.example", supervisor=world.ines.email, finish_before="31.12.2026"),
        build_row(world, email=world.sue.email, training=night.pk),
        build_row(world, training="NIGHT"),
    )

    first = Enrollment.objects.get(training=training)
    assert (first.user, first.supervisor) == (world.sam, world.ines)
    assert str(first.finish_before_at) == "2026-12-30 11:00:00+00:00"  # the day begins in Auckland
    assert set(night.enrollments.values_list("user", flat=True)) == {world.sam.pk, world.sue.pk}
    assert Event.objects.filter(action="enrollment.created", actor=world.maria).count() == 3
    assert world.sam.notifications.count() == 2


def test_a_dry_run_says_the_same_and_enrolls_nobody(world: World, training: Training) -> None:
    previewed = import_cells(world, build_row(world), is_dry_run=True)

    assert not Enrollment.objects.exists()
    assert previewed == import_cells(world, build_row(world))


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("email", "nobody@alpine.example"), ("email", "olga@baltic.example"), ("training", "Baltic theory"),
        ("training", "Pattern"), ("training", "Twin"), ("training", "x"), ("supervisor", "sue@alpine.example"),
        ("supervisor", "otto@baltic.example"), ("supervisor", "x"), ("finish_before", "soon"),
        ("finish_before", "0001-01-01"), ("finish_before", "30.06.0027"),
    ],
)  # fmt: skip
def test_one_bad_cell_is_named_and_enrolls_nobody(world: World, training: Training, column: str, value: str) -> None:
    make.TrainingFactory(company=world.baltic, name="Baltic theory")
    make.TrainingFactory(company=world.alpine, name="Pattern", is_template=True)
    make.TrainingFactory.create_batch(2, company=world.alpine, name="Twin")

    bad, good = import_cells(world, build_row(world, **{column: value}), build_row(world, email=world.sue.email))

    assert (list(bad.errors), good.errors) == ([column], {})
    assert not Enrollment.objects.exists()


def test_what_is_elsewhere_is_refused_like_what_is_nowhere(world: World, training: Training) -> None:
    make.TrainingFactory(company=world.baltic, name="Baltic theory")

    nowhere = import_cells(world, build_row(world, email="x@x.example", training="Nowhere"))[0]
    elsewhere = import_cells(world, build_row(world, email=world.olga.email, training="Baltic theory"))[0]

    assert nowhere.errors == elsewhere.errors


def test_the_same_person_and_training_twice_is_refused(world: World, training: Training) -> None:
    outcomes = import_cells(world, build_row(world), build_row(world, training=training.pk))

    assert [list(outcome.errors) for outcome in outcomes] == [[], ["email"]]
    assert not Enrollment.objects.exists()


def test_whoever_is_enrolled_is_skipped_and_who_has_finished_is_enrolled_again(
    world: World, training: Training
) -> None:
    make.EnrollmentFactory(training=training, user=world.sam)
    make.EnrollmentFactory(training=training, user=world.sue, finished_at=training.created_at)

    outcomes = import_cells(world, build_row(world), build_row(world, email=world.sue.email))

    assert [outcome.is_present for outcome in outcomes] == [True, False]
    assert training.enrollments.filter(user=world.sue).count() == 2
    assert training.enrollments.filter(user=world.sam).count() == 1


def test_a_table_costs_the_same_queries_for_one_row_and_for_thirty(
    world: World, training: Training, queries_of: Any
) -> None:
    import_cells(world, build_row(world, email=world.tom.email))
    crowd = make.UserFactory.create_batch(30, company=world.alpine)
    one = queries_of(lambda: import_cells(world, build_row(world)))
    thirty = queries_of(lambda: import_cells(world, *(build_row(world, email=user.email) for user in crowd)))

    assert len(one) == len(thirty)


def test_the_page_previews_and_stores(world: World, training: Training) -> None:
    browser, address = open_browser(world.maria), build_address(Enrollment, "import")
    data = f"email;training\n{world.sam.email};PPL theory\n".encode()

    shown = upload(browser, data, address=address)
    assert "Sam Student: PPL theory" in shown.content.decode()
    assert not Enrollment.objects.exists()
    confirm(browser, read_seal(shown), address)

    assert Enrollment.objects.get().user == world.sam


def test_what_was_signed_for_one_list_opens_no_other(world: World) -> None:
    browser = open_browser(world.maria)

    assert confirm(browser, read_seal(upload(browser)), build_address(Enrollment, "import")).status_code == 400
