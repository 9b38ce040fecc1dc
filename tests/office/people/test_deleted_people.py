"""Deleted people in the admin: gone from lists and pickers, kept where records name them, restored from a filter."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.utils.html import conditional_escape

from accounts.models import OneTimeCode, PilotGroup, User
from accounts.people.deleting import delete_user
from accounts.roles import Role
from mail.models import Mail
from records.models import Event
from tests import factories as make
from tests.office.browser import Browser, open_browser
from tests.office.population import build_address
from tests.world import World
from trainings.models import Enrollment, Subject

DELETED = "?deleted=1"


@pytest.fixture
def browser(world: World) -> Browser:
    return open_browser(world.maria)


@pytest.fixture
def enrollment(world: World) -> Enrollment:
    """Sam's, supervised by Tom; both are deleted."""
    row: Enrollment = make.EnrollmentFactory(
        user=world.sam, supervisor=world.tom, training__company=world.alpine, notes="x"
    )
    for user in (world.sam, world.tom):
        delete_user(user=user, by=world.maria)
    return row


def list_rows(browser: Browser, query: str = "") -> list[str]:
    return [user.name for user in browser.get(build_address(User) + query).context["cl"].result_list]


def run_action(browser: Browser, action: str, *users: User, query: str = "", **fields: Any) -> Any:
    ids = [user.pk for user in users]
    return browser.post(build_address(User) + query, {"action": action, "_selected_action": ids, **fields}, follow=True)


def test_the_page_deletes_as_the_api_does(browser: Browser, world: World) -> None:
    make.EnrollmentFactory(user=world.sam, training__company=world.alpine)
    for user in (world.sam, world.sue):
        assert browser.get(build_address(User, "delete", user.pk)).status_code == 200
        assert browser.post(build_address(User, "delete", user.pk), {"post": "yes"}).status_code == 302

    assert User.objects.get(pk=world.sam.pk).deleted_at is not None
    assert not User.objects.filter(pk=world.sue.pk).exists()
    assert [event.action for event in Event.objects.order_by("seq")] == ["user.deleted"] * 2
    assert not LogEntry.objects.exists()


def test_the_list_deletes_many_or_none(browser: Browser, world: World) -> None:
    chief = make.UserFactory(company=world.alpine, group=Role.ADMINISTRATOR)

    run_action(browser, "delete_selected", world.sue, chief, post="yes")
    assert User.objects.filter(pk__in=[world.sue.pk, chief.pk]).count() == 2

    run_action(browser, "delete_selected", world.sue, world.sam, post="yes")
    assert not User.objects.filter(pk__in=[world.sue.pk, world.sam.pk]).exists()


def read_impact(response: Any) -> list[str]:
    """The sentences, which the page shows too."""
    sentences: list[str] = response.context["deletion_impact"]
    assert all(conditional_escape(sentence) in response.content.decode() for sentence in sentences)
    return sentences


def test_the_page_says_before_whether_the_person_is_removed_or_kept(browser: Browser, world: World) -> None:
    make.EnrollmentFactory(user=world.sam, training__company=world.alpine)

    [kept] = read_impact(browser.get(build_address(User, "delete", world.sam.pk)))
    [removed] = read_impact(browser.get(build_address(User, "delete", world.sue.pk)))

    assert kept == ("Sam Student has records: account closed, records kept, restorable under the filter “Deleted”.")
    assert removed == "Sue Student has no records and will be removed for good."


def test_the_action_says_so_of_each(browser: Browser, world: World) -> None:
    make.EnrollmentFactory(user=world.sam, training__company=world.alpine)

    sentences = read_impact(run_action(browser, "delete_selected", world.sam, world.sue, world.tom))

    assert sentences == [
        "2 people have no records and will be removed for good: Sue Student, Tom Teacher.",
        "Sam Student has records: account closed, records kept, restorable under the filter “Deleted”.",
    ]


def test_to_say_so_of_thirty_costs_what_it_costs_of_one(browser: Browser, world: World, queries_of: Any) -> None:
    people = [
        make.EnrollmentFactory(training__company=world.alpine, user__company=world.alpine).user for _ in range(30)
    ]
    run_action(browser, "delete_selected", *people)
    one = queries_of(lambda: run_action(browser, "delete_selected", people[0]))

    assert len(queries_of(lambda: run_action(browser, "delete_selected", *people))) == len(one)
    assert "and 10 more" in read_impact(run_action(browser, "delete_selected", *people))[0]


def test_deleted_people_are_shown_by_the_filter_alone(browser: Browser, world: World, enrollment: Enrollment) -> None:
    assert list_rows(browser, DELETED) == ["Sam", "Tom"]
    assert "Sam" not in list_rows(browser)
    assert list_rows(browser, "?q=sam") == []
    assert browser.get(build_address(User, "change", world.sam.pk)).status_code == 302
    query = {"app_label": "accounts", "model_name": "pilotgroup", "field_name": "members", "term": "sam"}
    assert browser.get("/admin/autocomplete/", query | {"deleted": "1"}).json()["results"] == []


def test_of_deleted_people_nothing_is_done_but_restoring(
    browser: Browser, world: World, enrollment: Enrollment
) -> None:
    run_action(browser, "new_passwords", world.sam, query=DELETED, confirmed="yes")
    run_action(browser, "delete_selected", world.sam, query=DELETED, post="yes")
    run_action(browser, "restore", world.tom)
    assert User.objects.filter(deleted_at__isnull=False).count() == 2

    run_action(browser, "restore", world.sam, query=DELETED)

    assert User.objects.get(pk=world.sam.pk).deleted_at is None
    assert list_rows(browser, DELETED) == ["Tom"]


def test_the_address_of_a_deleted_person_is_explained_at_its_field(
    browser: Browser, world: World, enrollment: Enrollment
) -> None:
    new = {"email": world.sam.email, "name": "A", "surname": "B", "group": "190", "language": "en"}

    errors = browser.post(build_address(User, "add"), new).context["adminform"].errors

    assert "can restore this person" in errors["email"][0]


def test_a_page_keeps_the_deleted_person_whom_its_row_names(
    browser: Browser, world: World, enrollment: Enrollment
) -> None:
    subject = make.SubjectFactory(training=enrollment.training, teacher=world.tom)
    page = browser.get(build_address(Enrollment, "change", enrollment.pk))
    assert page.context["adminform"].form["supervisor"].value() == world.tom.pk

    form = {"supervisor": world.tom.pk, "flight_phase": "solo", "notes": "x"}
    assert browser.post(build_address(Enrollment, "change", enrollment.pk), form).status_code == 302
    enrollment.refresh_from_db()
    assert (enrollment.supervisor, enrollment.flight_phase) == (world.tom, "solo")
    offered = browser.get(build_address(Subject, "change", subject.pk)).context["adminform"].form.fields["teacher"]
    assert world.tom in offered.queryset
    assert (
        world.tom not in browser.get(build_address(Subject, "add")).context["adminform"].form.fields["teacher"].queryset
    )


def test_the_size_of_a_group_leaves_deleted_people_out(browser: Browser, world: World, enrollment: Enrollment) -> None:
    group = make.PilotGroupFactory(company=world.alpine, name="Intake")
    group.members.add(world.sam, world.sue)

    [row] = browser.get(build_address(PilotGroup)).context["cl"].result_list

    assert row.pilot_count == 1


def test_a_new_person_without_a_password_is_invited_if_that_is_ticked(
    browser: Browser, world: World, settings: Any
) -> None:
    settings.MAIL_ENABLED = True
    new = {"name": "A", "surname": "B", "group": "190", "language": "en", "is_active": "on"}
    ticked = {**new, "is_invited": "on"}
    browser.post(build_address(User, "add"), {**ticked, "email": "invited@a.example"})
    browser.post(build_address(User, "add"), {**ticked, "email": "set@a.example", "new_password": "cumulus-humilis-7"})
    browser.post(build_address(User, "add"), {**new, "email": "later@a.example"})

    assert [mail.address for mail in Mail.objects.all()] == ["invited@a.example"]
    assert OneTimeCode.objects.get().user.email == "invited@a.example"
