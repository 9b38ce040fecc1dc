"""Enrolling people and groups from the lists of the managers' admin."""

import re
from typing import Any

import pytest

from accounts.models import Notification, PilotGroup, User
from office.enrolling import page as enrolling
from records.models import Event
from tests import factories as make
from tests.office.browser import Browser, open_browser
from tests.office.population import build_address
from tests.world import World
from trainings.models import Enrollment, Training

ENROLL = build_address(Enrollment, "enroll")


@pytest.fixture
def browser(world: World) -> Browser:
    return open_browser(world.maria)


@pytest.fixture
def training(world: World) -> Training:
    return make.TrainingFactory(company=world.alpine, name="PPL theory")


@pytest.fixture
def intake(world: World) -> PilotGroup:
    group = make.PilotGroupFactory(company=world.alpine, name="Intake")
    group.members.set([world.sam, world.sue])
    return group


def run_action(browser: Browser, model: type[Any], rows: list[Any], **fields: Any) -> Any:
    data = {"action": "enroll", "_selected_action": [str(row.pk) for row in rows]}
    return browser.post(build_address(model), {**data, **fields}, follow=True)


def read_confirmation(response: Any) -> str:
    """What the preview sends when it is confirmed."""
    return str(response.context["confirmation"])


def read_text(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def test_the_action_asks_for_the_training_and_enrolls_nobody_yet(
    browser: Browser, training: Training, intake: PilotGroup
) -> None:
    response = run_action(browser, PilotGroup, [intake])

    assert "2 people selected." in read_text(response)
    assert not response.context["form"].is_bound
    assert not Enrollment.objects.exists()


def test_the_page_shows_who_would_be_enrolled_and_who_is_already(
    browser: Browser, world: World, training: Training, intake: PilotGroup
) -> None:
    make.EnrollmentFactory(training=training, user=world.sam)

    response = run_action(browser, PilotGroup, [intake], training=training.pk)

    assert "1 person will be enrolled in PPL theory." in read_text(response)
    assert "1 is already enrolled and will be skipped: Sam Student." in read_text(response)
    assert Enrollment.objects.count() == 1


def test_confirming_enrolls_through_the_service(
    browser: Browser, world: World, training: Training, intake: PilotGroup
) -> None:
    fields = {"training": training.pk, "supervisor": world.ines.pk, "finish_before": "2026-12-31"}

    shown = run_action(browser, PilotGroup, [intake], **fields)
    response = run_action(browser, PilotGroup, [intake], **fields, confirmed=read_confirmation(shown))

    assert "Enrolled 2 in PPL theory." in read_text(response)
    rows = Enrollment.objects.order_by("user_id")
    assert [row.user for row in rows] == [world.sam, world.sue]
    assert {(row.supervisor, str(row.finish_before_at)) for row in rows} == {(world.ines, "2026-12-30 11:00:00+00:00")}
    assert Event.objects.filter(action="enrollment.created", actor=world.maria, actor_kind="admin").count() == 2
    assert Notification.objects.count() == 2


def test_people_are_enrolled_from_their_list(browser: Browser, world: World, training: Training) -> None:
    shown = run_action(browser, User, [world.sam, world.ines], training=training.pk)
    run_action(browser, User, [world.sam, world.ines], training=training.pk, confirmed=read_confirmation(shown))

    assert set(Enrollment.objects.values_list("user", flat=True)) == {world.sam.pk, world.ines.pk}


def test_more_people_than_were_shown_are_shown_first(browser: Browser, world: World, training: Training) -> None:
    shown = run_action(browser, User, [world.sam], training=training.pk)
    response = run_action(
        browser, User, [world.sam, world.sue], training=training.pk, confirmed=read_confirmation(shown)
    )

    assert "2 people will be enrolled" in read_text(response)
    assert not Enrollment.objects.exists()


def test_another_training_than_the_one_shown_is_shown_first(browser: Browser, world: World, training: Training) -> None:
    other = make.TrainingFactory(company=world.alpine, name="Night")

    shown = run_action(browser, User, [world.sam], training=training.pk)
    response = run_action(browser, User, [world.sam], training=other.pk, confirmed=read_confirmation(shown))

    assert "1 person will be enrolled in Night." in read_text(response)
    assert not Enrollment.objects.exists()


def test_whoever_is_in_the_training_is_skipped(browser: Browser, world: World, training: Training) -> None:
    make.EnrollmentFactory(training=training, user=world.sam)

    shown = run_action(browser, User, [world.sam], training=training.pk)
    assert "Enroll 0" not in read_text(shown)
    shown = run_action(browser, User, [world.sam, world.sue], training=training.pk)
    run_action(browser, User, [world.sam, world.sue], training=training.pk, confirmed=read_confirmation(shown))

    assert Enrollment.objects.count() == 2


def test_nothing_of_the_other_school_is_offered_or_taken(
    browser: Browser, world: World, training: Training, intake: PilotGroup
) -> None:
    foreign = make.TrainingFactory(company=world.baltic, name="Baltic theory")
    template = make.TrainingFactory(company=world.alpine, is_template=True, name="Pattern")
    theirs = make.PilotGroupFactory(company=world.baltic, name="Baltic group")
    intake.members.add(world.olga)

    shown = read_text(run_action(browser, PilotGroup, [intake]))
    assert "Baltic" not in shown
    assert "Pattern" not in shown
    assert "Baltic" not in read_text(browser.get(ENROLL))
    for wrong in (foreign, template):
        response = run_action(browser, PilotGroup, [intake], training=wrong.pk, confirmed=wrong.pk)
        assert response.context["form"].errors["training"]
    wrong_people: dict[str, Any] = {"training": training.pk, "supervisor": world.otto.pk, "confirmed": training.pk}
    assert run_action(browser, PilotGroup, [intake], **wrong_people).context["form"].errors["supervisor"]
    response = browser.post(ENROLL, {"groups": [theirs.pk], "training": training.pk, "confirmed": training.pk})
    assert response.context["form"].errors["groups"]
    run_action(browser, PilotGroup, [theirs], training=training.pk, confirmed=f"{training.pk} 0 0")
    run_action(browser, User, [world.olga], training=training.pk, confirmed=f"{training.pk} 1 0")
    assert not Enrollment.objects.exists()

    preview = run_action(browser, PilotGroup, [intake], training=training.pk)
    run_action(browser, PilotGroup, [intake], training=training.pk, confirmed=read_confirmation(preview))
    assert Enrollment.objects.filter(user=world.sam).exists()
    assert not Enrollment.objects.filter(user=world.olga).exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("training", ""),
        ("training", "x"),
        ("supervisor", "x"),
        ("finish_before", "soon"),
        ("finish_before", "9999-01-01"),
    ],
)
def test_a_bad_field_enrolls_nobody(browser: Browser, world: World, training: Training, field: str, value: str) -> None:
    response = run_action(
        browser, User, [world.sam], **{"training": training.pk, "confirmed": training.pk, field: value}
    )

    assert response.context["form"].errors[field]
    assert not Enrollment.objects.exists()


def test_a_student_is_no_supervisor(browser: Browser, world: World, training: Training) -> None:
    fields = {"training": training.pk, "confirmed": training.pk, "supervisor": world.sue.pk}

    assert run_action(browser, User, [world.sam], **fields).context["form"].errors["supervisor"]


def test_groups_are_enrolled_from_the_list_of_enrollments(
    browser: Browser, world: World, training: Training, intake: PilotGroup
) -> None:
    assert ENROLL in browser.get(build_address(Enrollment)).content.decode()
    assert browser.get(f"{ENROLL}?training={training.pk}").context["form"].initial["training"] == str(training.pk)

    fields = {"groups": [intake.pk], "training": training.pk}
    preview = browser.post(ENROLL, fields)
    assert "2 people will be enrolled" in read_text(preview)
    response = browser.post(ENROLL, {**fields, "confirmed": read_confirmation(preview)}, follow=True)

    assert "Enrolled 2 in PPL theory." in read_text(response)
    assert Enrollment.objects.count() == 2


def test_too_many_people_are_refused_in_words(
    browser: Browser, world: World, training: Training, monkeypatch: Any
) -> None:
    monkeypatch.setattr(enrolling, "MAX_PEOPLE", 1)

    assert "Enroll at most 1 people" in read_text(run_action(browser, User, [world.sam, world.sue]))


def test_the_page_costs_the_same_for_one_person_and_for_thirty(
    browser: Browser, world: World, training: Training, queries_of: Any
) -> None:
    crowd = make.UserFactory.create_batch(30, company=world.alpine)
    for user in crowd:
        make.EnrollmentFactory(training=training, user=user)

    def cost(people: list[User]) -> int:
        return len(queries_of(lambda: run_action(browser, User, people, training=training.pk)))

    assert cost(crowd[:19]) + 1 == cost(crowd[:29])  # the number of those beyond the names shown
    assert cost(crowd[:1]) == cost(crowd[:19])
