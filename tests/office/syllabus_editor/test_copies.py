"""Copying a training, and creating one from a template of the school or a shipped one."""

from typing import Any

import pytest

from records.models import Event
from tests import factories as make
from tests.office.browser import Browser
from tests.office.syllabus_editor.conftest import NOBODY, TEMPLATES, SampleSyllabus, build_page_path
from tests.trainings.training_templates.conftest import add_subject, describe_syllabus
from tests.world import World
from trainings.models import Enrollment, Training


@pytest.fixture
def original(world: World) -> Training:
    training: Training = make.TrainingFactory(
        company=world.alpine, name="PPL 2025", starts_on="2025-01-01", ends_on="2025-12-31", manager=world.charles
    )
    add_subject(training, "050", world.ines)
    make.EnrollmentFactory(training=training, user=world.sam)
    return training


def post_copy(browser: Browser, training: Any, **changes: Any) -> Any:
    return browser.post(build_page_path(training, "copy"), {"name": "PPL 2026", "type": "ONSITE", **changes})


def test_a_copy_has_the_syllabus_and_nothing_of_the_run(browser: Browser, world: World, original: Training) -> None:
    response = post_copy(browser, original)

    copy = Training.objects.get(name="PPL 2026")
    assert response["Location"] == build_page_path(copy)
    assert describe_syllabus(copy) == describe_syllabus(original)
    assert (copy.type, copy.is_template, copy.company, copy.manager) == ("ONSITE", False, world.alpine, world.charles)
    assert (copy.starts_on, copy.ends_on) == (None, None)
    assert copy.subjects.get().teacher == world.ines
    assert not Enrollment.objects.filter(training=copy).exists()
    event = Event.objects.get(action="training.created")
    assert (event.object_id, str(original.pk) in event.payload) == (str(copy.pk), True)


def test_a_copy_can_be_kept_as_a_template(browser: Browser, original: Training) -> None:
    post_copy(browser, original, is_template="on")

    assert Training.objects.get(name="PPL 2026").is_template
    assert "PPL 2026" in browser.get(TEMPLATES).content.decode()


def test_the_form_proposes_a_name(browser: Browser, original: Training) -> None:
    assert 'value="Copy of PPL 2025"' in browser.get(build_page_path(original, "copy")).content.decode()

    Training.objects.filter(pk=original.pk).update(is_template=True, name="x" * 200)
    assert f'value="{"x" * 200}"' in browser.get(build_page_path(original, "copy")).content.decode()


@pytest.mark.parametrize("changes", [{"name": ""}, {"name": "x" * 201}, {"name": "\x00"}, {"type": "LUNAR"}])
def test_what_cannot_be_a_training_is_not_made(browser: Browser, original: Training, changes: dict[str, str]) -> None:
    response = post_copy(browser, original, **changes)

    assert response.status_code == 200
    assert list(response.context["form"].errors) == list(changes)
    assert Training.objects.count() == 1


def test_the_list_offers_own_and_shipped_templates(browser: Browser, world: World, foreign: SampleSyllabus) -> None:
    shipped = make.TrainingFactory(company=None, is_template=True, name="Shipped PPL")
    own = make.TrainingFactory(company=world.alpine, is_template=True, name="Own PPL")
    other = make.TrainingFactory(company=world.baltic, is_template=True, name="Baltic PPL")
    plain = make.TrainingFactory(company=world.alpine, name="A training")

    shown = browser.get(TEMPLATES).content.decode()

    assert [build_page_path(row, "copy") in shown for row in (shipped, own, other, plain)] == [True, True, False, False]


def test_a_training_is_made_from_a_shipped_template_which_stays_as_it_is(browser: Browser, world: World) -> None:
    shipped = make.TrainingFactory(company=None, is_template=True, name="Shipped PPL")
    add_subject(shipped, "050")
    before = describe_syllabus(shipped)

    response = post_copy(browser, shipped)

    copy = Training.objects.get(name="PPL 2026")
    assert response["Location"] == build_page_path(copy)
    assert (copy.company, copy.is_template, copy.manager) == (world.alpine, False, None)
    assert describe_syllabus(copy) == describe_syllabus(shipped) == before


@pytest.mark.parametrize("is_template", [True, False])
def test_another_schools_training_is_not_copied(browser: Browser, foreign: SampleSyllabus, is_template: bool) -> None:
    Training.objects.update(is_template=is_template)

    other, none = post_copy(browser, foreign.training), post_copy(browser, NOBODY)

    assert (other.status_code, other.content) == (none.status_code, none.content)
    assert other.status_code == 404
    assert Training.objects.count() == 1


def test_the_list_of_templates_costs_the_same_with_thirty_more(browser: Browser, world: World, queries_of: Any) -> None:
    make.TrainingFactory(company=world.alpine, is_template=True)
    few = queries_of(lambda: browser.get(TEMPLATES))
    for _ in range(30):
        make.TrainingFactory(company=world.alpine, is_template=True)

    # The session, its user, the unread messages, the templates.
    assert len(queries_of(lambda: browser.get(TEMPLATES))) == len(few) == 4
