"""Roles, and what users of two schools may see (docs/api.md, section 1, Company scope and visibility)."""

from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from accounts.models import Company, Notification, PilotGroup, Token, User
from accounts.roles import Role
from tests import factories as make
from tests.office.population import populate
from tests.world import World

APPS = {"accounts", "records", "locations", "trainings", "onsite", "exams", "missions", "hours", "certificate"}


@pytest.fixture
def full_world(world: World) -> World:
    populate(world.alpine, "Alpine")
    populate(world.baltic, "Baltic")
    return world


def list_scoped_models() -> list[type[Any]]:
    """The models whose queryset has `visible_to`."""
    models = [model for model in apps.get_models() if model._meta.app_label in APPS]
    return [model for model in models if hasattr(model._default_manager, "visible_to")]


def list_visible_ids(model: type[Any], user: User) -> set[Any]:
    return set(model._default_manager.visible_to(user).values_list("pk", flat=True))


def test_no_two_people_of_different_schools_see_a_row_in_common(full_world: World) -> None:
    alpine = [full_world.maria, full_world.charles, full_world.ines, full_world.sam]
    baltic = [full_world.otto, full_world.olga]
    for model in list_scoped_models():
        ours = set().union(*(list_visible_ids(model, user) for user in alpine))
        theirs = set().union(*(list_visible_ids(model, user) for user in baltic))
        assert not ours & theirs, model


def test_managers_see_something_of_everything(full_world: World) -> None:
    personal = {Notification}
    for model in list_scoped_models():
        if model in personal or not model._default_manager.exists():
            continue
        assert list_visible_ids(model, full_world.maria), model
        assert list_visible_ids(model, full_world.otto), model


def test_a_row_of_no_school_is_seen_by_nobody(full_world: World) -> None:
    make.TrainingFactory(company=None, is_template=True, name="Shipped")

    for user in (full_world.maria, full_world.otto):
        assert not apps.get_model("trainings.Training").objects.visible_to(user).filter(name="Shipped").exists()


def test_people_groups_and_tokens_are_seen_within_the_school(full_world: World) -> None:
    for model, field in ((User, "company"), (PilotGroup, "company"), (Token, "user__company")):
        own = set(model._default_manager.filter(**{field: full_world.alpine}).values_list("pk", flat=True))
        assert list_visible_ids(model, full_world.sam) == list_visible_ids(model, full_world.maria) == own


def test_a_message_is_seen_by_its_recipient_alone(full_world: World) -> None:
    sent = Notification.objects.create(company=full_world.alpine, recipient=full_world.sam, subject="Hello")

    assert list_visible_ids(Notification, full_world.sam) == {sent.pk}
    assert sent.pk not in list_visible_ids(Notification, full_world.maria)


@pytest.mark.parametrize(
    ("group", "is_manager", "sees_all_students", "is_staff"),
    [
        (100, True, True, True), (105, True, True, True), (110, True, True, True), (120, True, True, True),
        (135, True, True, True), (150, False, True, True), (170, False, False, True), (180, False, False, False),
        (190, False, False, False),
    ],
)  # fmt: skip
def test_what_a_role_reaches(group: int, is_manager: bool, sees_all_students: bool, is_staff: bool) -> None:
    user = User(group=group)

    assert (user.is_manager, user.sees_all_students, user.is_staff) == (is_manager, sees_all_students, is_staff)


def test_roles_are_those_of_the_documented_api() -> None:
    assert {role.value: role.english for role in Role} == {role.value: str(role.label) for role in Role}
    assert {role.value: role.english for role in Role} == {
        100: "Administrator", 105: "Accountable Manager", 110: "Operations Manager", 120: "Chief Pilot",
        135: "Training Manager", 150: "Chief Instructor", 170: "Instructor", 180: "Pilot", 190: "Student",
    }  # fmt: skip


@pytest.mark.parametrize(
    "fields",
    [{"email": "Upper@alpine.example"}, {"email": "maria@alpine.example"}, {"group": 99}, {"group": 0}],
)
def test_the_database_itself_refuses_a_person_who_cannot_be(world: World, fields: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=world.sam.pk).update(**fields)


@pytest.mark.parametrize(
    "fields",
    [{"kind": "session", "expires_at": None}, {"kind": "api_key", "name": ""}, {"kind": "api_key", "name": "taken"}],
)
def test_the_database_itself_refuses_a_token_that_cannot_be(world: World, fields: Any) -> None:
    Token.objects.create(user=world.sam, kind="api_key", name="taken", digest="1")

    with pytest.raises(IntegrityError), transaction.atomic():
        Token.objects.create(user=world.sam, digest="2", **fields)


def test_neither_a_school_nor_a_person_with_records_is_deleted(world: World) -> None:
    make.EnrollmentFactory(training=make.TrainingFactory(company=world.alpine), user=world.sam)

    for row in (world.sam, world.alpine):
        with pytest.raises(ProtectedError):
            row.delete()
    assert Company.objects.count() == 2


@pytest.mark.parametrize("email", ["", None, "nobody@alpine.example"])
def test_a_person_is_found_by_the_address_in_any_case(world: World, email: str | None) -> None:
    assert User.objects.get_by_natural_key("SAM@Alpine.example") == world.sam
    with pytest.raises(User.DoesNotExist):
        User.objects.get_by_natural_key(email)
