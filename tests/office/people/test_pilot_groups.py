"""Pilot groups in the managers' admin."""

from accounts.models import PilotGroup, User
from tests.office.browser import Browser
from tests.office.population import build_address
from tests.world import World


def test_a_pilot_group_takes_members_and_goes_without_them(browser: Browser, world: World) -> None:
    response = browser.post(
        build_address(PilotGroup, "add"), {"name": "Intake", "members": [world.sam.pk, world.sue.pk]}
    )
    assert response.status_code == 302
    group = world.alpine.pilot_groups.get()
    assert set(group.members.all()) == {world.sam, world.sue}

    assert browser.post(build_address(PilotGroup, "delete", group.pk), {"post": "yes"}).status_code == 302
    assert not PilotGroup.objects.exists()
    assert User.objects.filter(pk=world.sam.pk).exists()


def test_a_pilot_group_takes_no_member_of_the_other_school(browser: Browser, world: World) -> None:
    response = browser.post(build_address(PilotGroup, "add"), {"name": "Intake", "members": [world.olga.pk]})

    assert response.context["adminform"].errors["members"]


def test_a_second_pilot_group_of_the_same_name_is_refused_in_words(browser: Browser, world: World) -> None:
    PilotGroup.objects.create(company=world.baltic, name="Intake")
    browser.post(build_address(PilotGroup, "add"), {"name": "Intake"})

    response = browser.post(build_address(PilotGroup, "add"), {"name": "Intake"})

    assert response.status_code == 200
    assert response.context["adminform"].errors["name"] == ["There is a pilot group of this name already."]
    same = world.alpine.pilot_groups.get()
    assert browser.post(build_address(PilotGroup, "change", same.pk), {"name": "Intake"}).status_code == 302
