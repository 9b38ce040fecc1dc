"""Managers change what is theirs to decide about their school, and reset second factors."""

from datetime import date
from typing import Any

import pytest

from accounts.models import Company, User
from accounts.roles import Role
from records.models import Event
from tests.accounts.second_factor.steps import use_app
from tests.office.browser import Browser, open_browser
from tests.office.population import build_address
from tests.office.syllabus_editor.conftest import build_image
from tests.world import World, create_client

DAY = "two_factor_required_from"


@pytest.fixture
def browser(world: World) -> Browser:
    return open_browser(world.maria)


def save_school(browser: Browser, company: Company, **fields: Any) -> Any:
    stored = {"language": "en", "class_opens_hours_before": "4", "class_closes_days_after": "3"}
    stored |= {"rule_set": "EASA", "hours_policy": "STATE"}
    return browser.post(build_address(Company, "change", company.pk), stored | fields)


def test_a_manager_changes_the_own_school_on_record(
    browser: Browser, world: World, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    fields = {DAY: "2026-04-01", "people_edit_names": "on", "logo": build_image()}

    assert save_school(browser, world.alpine, **fields).status_code == 302

    school = Company.objects.get(pk=world.alpine.pk)
    assert (school.two_factor_required_from, school.people_edit_names) == (date(2026, 4, 1), True)
    assert str(school.logo.name).startswith("logos/")
    event = Event.objects.get(action="school.changed", object_id=str(school.pk))
    assert event.actor == world.maria
    assert '"two_factor_required_from":[null,"2026-04-01"]' in event.payload


def test_name_and_time_zone_are_not_changed_by_this_page(browser: Browser, world: World) -> None:
    save_school(browser, world.alpine, name="Mine", timezone_id="UTC")

    school = Company.objects.get(pk=world.alpine.pk)
    assert (school.name, school.timezone_id) == ("Alpine Flight School", "Pacific/Auckland")


@pytest.mark.parametrize("day", ["2026-03-18", "2026-03-01", "1899-01-01", "2200-01-01", "soon", "\x00"])
def test_a_factor_is_demanded_from_tomorrow_on_at_the_earliest(browser: Browser, world: World, day: str) -> None:
    response = save_school(browser, world.alpine, **{DAY: day})

    assert DAY in response.context["adminform"].form.errors
    assert Company.objects.get(pk=world.alpine.pk).two_factor_required_from is None


def test_tomorrow_is_tomorrow_at_the_school(browser: Browser, world: World, frozen_clock: Any) -> None:
    assert save_school(browser, world.alpine, **{DAY: "2026-03-19"}).status_code == 302
    save_school(browser, world.alpine, **{DAY: ""})
    frozen_clock.shift(60 * 60)  # it is the 19th in Auckland

    assert DAY in save_school(browser, world.alpine, **{DAY: "2026-03-19"}).context["adminform"].form.errors


def test_a_day_that_has_come_may_stay_and_may_be_taken_back(browser: Browser, world: World) -> None:
    Company.objects.filter(pk=world.alpine.pk).update(two_factor_required_from=date(2026, 3, 1))

    assert save_school(browser, world.alpine, **{DAY: "2026-03-01", "people_edit_names": "on"}).status_code == 302
    assert save_school(browser, world.alpine, **{DAY: ""}).status_code == 302
    assert Company.objects.get(pk=world.alpine.pk).two_factor_required_from is None


def test_a_server_without_mail_demands_no_factor(browser: Browser, world: World, settings: Any) -> None:
    settings.MAIL_ENABLED = False

    assert DAY in save_school(browser, world.alpine, **{DAY: "2026-04-01"}).context["adminform"].form.errors


def test_a_manager_neither_adds_nor_deletes_a_school(browser: Browser, world: World) -> None:
    assert browser.get(build_address(Company, "add")).status_code == 403
    assert browser.get(build_address(Company, "delete", world.alpine.pk)).status_code == 403


def test_the_other_school_has_no_page(browser: Browser, world: World) -> None:
    response = save_school(browser, world.baltic, people_edit_names="on")

    assert "Baltic" not in response.content.decode()
    assert not Company.objects.get(pk=world.baltic.pk).people_edit_names


# --- resetting a second factor


def reset(browser: Browser, *people: User) -> Any:
    selection = {"action": "reset_second_factor", "_selected_action": [user.pk for user in people]}
    return browser.post(build_address(User), selection, follow=True)


def use_app_of(user: User) -> None:
    user.set_password("demo-flight-1")
    user.save()
    use_app(user)


def test_a_manager_resets_the_factor_of_people_in_reach(browser: Browser, world: World) -> None:
    use_app_of(world.sam)
    phone = create_client(world.sam)

    response = reset(browser, world.sam, world.sue)

    assert "The second factor was reset of: Sam Student." in response.content.decode()
    assert User.objects.get(pk=world.sam.pk).two_factor == "OFF"
    assert phone.get("/users/view.json").status_code == 401
    event = Event.objects.get(action="second_factor.reset")
    assert (event.actor, event.actor_kind) == (world.maria, "admin")


@pytest.mark.parametrize("who", ["charles", "maria", "otto"])
def test_people_above_oneself_and_of_another_school_keep_theirs(browser: Browser, world: World, who: str) -> None:
    User.objects.filter(pk=world.charles.pk).update(group=Role.ADMINISTRATOR)
    person = User.objects.get(pk=getattr(world, who).pk)
    use_app_of(person)
    browser = open_browser(world.otto if who == "maria" else world.maria)

    reset(browser, person)

    assert User.objects.get(pk=person.pk).two_factor == "TOTP"


def test_nobody_resets_the_own_factor_without_the_password(browser: Browser, world: World) -> None:
    use_app(User.objects.get(pk=world.maria.pk))

    response = reset(browser, world.maria)

    assert "Not included: yourself" in response.content.decode()
    assert User.objects.get(pk=world.maria.pk).two_factor == "TOTP"
