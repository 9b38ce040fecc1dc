"""Only a manager opens records, for trainings of the own school and for some days."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest

from core.exceptions import Conflict, Forbidden, InvalidInput, NotFound
from inspections.models import InspectorAccess
from inspections.opening import open_access, renew_secrets, revoke_access
from records.models import Event
from tests import factories as make
from tests.inspections.conftest import Scene
from tests.inspections.visit import TODAY, Visit, build_input


def test_the_ledger_says_who_opened_what_for_whom(scene: Scene, visit: Visit) -> None:
    event = Event.objects.get(action="inspection.opened")

    assert (event.actor, event.object_id) == (scene.world.maria, str(visit.access.pk))
    assert f'"trainings":["{scene.ppl.pk}"]' in event.payload
    assert '"name":"Pat Inspector (CAA)"' in event.payload


def test_neither_the_link_nor_the_code_is_stored(visit: Visit) -> None:
    key = visit.opened.path.split("/")[-2]
    stored = [str(value) for value in InspectorAccess.objects.values_list().get()]
    stored += Event.objects.values_list("payload", flat=True)

    assert not [text for text in stored if key[32:] in text or visit.opened.code in text]


@pytest.mark.parametrize("who", ["charles", "ines", "sam"])
def test_nobody_but_a_manager_opens_ends_or_renews(scene: Scene, visit: Visit, who: str) -> None:
    person = getattr(scene.world, who)

    with pytest.raises(Forbidden):
        open_access(data=build_input(scene.ppl), by=person)
    for act in (revoke_access, renew_secrets):
        with pytest.raises(NotFound):
            act(access_id=visit.access.pk, by=person)


def test_another_schools_manager_finds_no_access(scene: Scene, visit: Visit) -> None:
    for act in (revoke_access, renew_secrets):
        with pytest.raises(NotFound):
            act(access_id=visit.access.pk, by=scene.world.otto)


def test_no_training_another_schools_one_and_a_template_are_refused(scene: Scene) -> None:
    template = make.TrainingFactory(company=scene.world.alpine, is_template=True)
    for ids in ([], [scene.foreign.pk], [scene.ppl.pk, scene.foreign.pk], [template.pk], [uuid.uuid4()]):
        with pytest.raises(InvalidInput) as error:
            open_access(data=build_input(training_ids=ids), by=scene.world.maria)
        assert list(error.value.errors) == ["trainings"]


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("records_until", {"records_from": date(2026, 3, 19)}),
        ("closes_on", {"closes_on": TODAY - timedelta(days=1)}),
        ("closes_on", {"opens_on": date(2026, 3, 1), "closes_on": date(2026, 3, 17)}),
        ("closes_on", {"closes_on": TODAY + timedelta(days=60)}),
    ],
)
def test_days_that_make_no_sense_are_refused(scene: Scene, field: str, changes: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput) as error:
        open_access(data=build_input(scene.ppl, **changes), by=scene.world.maria)

    assert list(error.value.errors) == [field]
    assert not InspectorAccess.objects.exists()


def test_sixty_days_are_the_most(scene: Scene) -> None:
    opened = open_access(data=build_input(scene.ppl, closes_on=TODAY + timedelta(days=59)), by=scene.world.maria)

    assert opened.access.closes_on == date(2026, 5, 16)


def test_an_access_is_ended_once(scene: Scene, visit: Visit) -> None:
    revoke_access(access_id=visit.access.pk, by=scene.world.maria)

    for act in (revoke_access, renew_secrets):
        with pytest.raises(Conflict):
            act(access_id=visit.access.pk, by=scene.world.maria)
    assert Event.objects.filter(action="inspection.revoked").count() == 1
