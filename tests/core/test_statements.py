"""Statements that are compiled once give what their querysets give, in every shape, thread and for every value."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.db.models import Count, F, QuerySet
from django.db.models.signals import post_init
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from accounts.authentication import query_live_tokens
from accounts.models import Token, TotpDevice, User
from core.database.statements import Statement
from core.database.updates import Update
from tests.statements import fetch
from tests.world import World, create_client
from trainings.endpoints.my_trainings.reads import query_my_enrollments, query_upcoming_classes

pytestmark = pytest.mark.django_db


def list_people(role: int, *, company_id: UUID) -> QuerySet[User]:
    rows: QuerySet[User] = User.objects.filter(group=role, company_id=company_id).select_related("company")
    return rows.order_by("pk")


@pytest.fixture
def built() -> list[tuple[Any, ...]]:
    """The arguments of each call of `build`."""
    return []


@pytest.fixture
def people(built: list[tuple[Any, ...]]) -> Statement[User]:
    def build(role: int, *, company_id: UUID) -> QuerySet[User]:
        built.append((role, company_id))
        return list_people(role, company_id=company_id)

    return Statement(build)


def test_other_values_find_other_rows(world: World, people: Statement[User]) -> None:
    for user in (world.sam, world.olga, world.sam):
        assert fetch(people, user.group, company_id=user.company_id) == list(
            list_people(user.group, company_id=user.company_id)
        )


def test_related_rows_come_along(world: World, people: Statement[User], django_assert_num_queries: Any) -> None:
    fetch(people, world.olga.group, company_id=world.olga.company_id)
    with django_assert_num_queries(1):
        (olga,) = fetch(people, world.olga.group, company_id=world.olga.company_id)
        assert olga.company.name == world.olga.company.name


@pytest.mark.postgresql
def test_a_shape_is_built_once(world: World, people: Statement[User], built: list[Any]) -> None:
    for user in (world.sam, world.olga, world.sue, world.olga):
        fetch(people, user.group, company_id=user.company_id)
    assert len(built) == 2  # with two values, to see which parameters they become
    fetch(people, world.maria.group, company_id=world.maria.company_id)
    assert {role for role, _ in built[2:]} == {world.maria.group}


def test_what_is_derived_from_a_value_is_built_each_time(world: World) -> None:
    def list_recent(*, now: datetime) -> QuerySet[Token]:
        return Token.objects.filter(created_at__gt=now - timedelta(hours=1))

    statement = Statement(list_recent)
    create_client(world.sam)
    token = Token.objects.get(user=world.sam)
    assert fetch(statement, now=token.created_at + timedelta(hours=2)) == []
    assert token in fetch(statement, now=token.created_at)
    assert statement.find_compiled((), {"now": timezone.now()}) is None


def test_what_depends_on_a_value_in_another_way_is_built_each_time(world: World) -> None:
    def list_some(*, user_id: int) -> QuerySet[User]:
        rows: QuerySet[User] = User.objects.filter(pk__in=[user_id, world.olga.pk] if user_id % 2 else [user_id])
        return rows

    statement = Statement(list_some)
    assert statement.find_compiled((), {"user_id": world.sam.pk}) is None
    assert set(fetch(statement, user_id=world.sam.pk)) == set(list_some(user_id=world.sam.pk))


@pytest.mark.parametrize("value", [None, True, 1.5, ["Sam"]])
def test_other_types_are_refused(value: Any) -> None:
    with pytest.raises(TypeError, match="takes no value of type"):
        fetch(Statement(lambda value: User.objects.filter(pk=value)), value=value)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_each_thread_uses_its_own_connection(world: World, people: Statement[User]) -> None:
    expected = fetch(people, world.sam.group, company_id=world.sam.company_id)

    def read() -> list[User]:
        try:
            return fetch(people, world.sam.group, company_id=world.sam.company_id)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert all(rows == expected for rows in pool.map(lambda _: read(), range(8)))


@pytest.mark.postgresql
def test_what_every_request_asks_is_compiled(world: World) -> None:
    """A statement that cannot be compiled still works, so nothing but this would tell."""
    user = {"user_id": world.sam.pk, "company_id": world.sam.company_id, "now": timezone.now()}
    assert connection.vendor == "postgresql"
    assert query_live_tokens.find_compiled((), {"digest": "0" * 64, "now": timezone.now()})
    assert query_upcoming_classes.find_compiled((), user)
    query_my_enrollments.paginate({}, limit=30, **user)
    assert all(query_my_enrollments.pages.compiled.values())


# --- the objects (each use compares them with Django's: tests/statements.py)


def list_tokens(*, user_id: int) -> QuerySet[Token]:
    rows: QuerySet[Token] = Token.objects.filter(user_id=user_id).select_related("user__company", "user__supervisor")
    return rows.annotate(doubled=F("user_id") * 2)


@pytest.mark.postgresql
def test_objects_are_those_that_django_makes(world: World) -> None:
    create_client(world.sam)

    (token,) = Statement(list_tokens).fetch(user_id=world.sam.pk)

    assert vars(token)["doubled"] == 2 * world.sam.pk
    assert (token.user.company, token.user.supervisor) == (world.alpine, None)
    token.user.name = "Samuel"
    token.user.save()
    world.sam.refresh_from_db()
    assert world.sam.name == "Samuel"


@pytest.mark.postgresql
@pytest.mark.parametrize("has_one", [True, False])
def test_a_row_that_refers_back_comes_along(world: World, has_one: bool, django_assert_num_queries: Any) -> None:
    if has_one:
        TotpDevice.objects.create(user=world.sam)
    statement = Statement(lambda *, user_id: User.objects.select_related("totp_device").filter(pk=user_id))
    for _ in range(2):
        (sam,) = fetch(statement, user_id=world.sam.pk)
        with django_assert_num_queries(0):
            assert hasattr(sam, "totp_device") is has_one
            assert not has_one or sam.totp_device.user is sam


@pytest.mark.postgresql
def test_an_annotation_with_the_name_of_an_attribute_is_left_to_django(world: World) -> None:
    statement = Statement(lambda *, user_id: User.objects.filter(pk=user_id).annotate(USERNAME_FIELD=F("name")))
    compiled = statement.find_compiled((), {"user_id": world.sam.pk})
    (sam,) = fetch(statement, user_id=world.sam.pk)

    assert compiled is not None
    assert compiled.make is None
    assert vars(sam)["USERNAME_FIELD"] == world.sam.name


@pytest.mark.postgresql
def test_what_is_prefetched_comes_along(world: World, django_assert_num_queries: Any) -> None:
    def list_with_tokens(*, user_id: int) -> QuerySet[User]:
        rows: QuerySet[User] = User.objects.filter(pk=user_id).prefetch_related("tokens")
        return rows

    statement = Statement(list_with_tokens)
    create_client(world.sam)
    for _ in range(2):
        (sam,) = fetch(statement, user_id=world.sam.pk)
        with django_assert_num_queries(0):
            assert [token.user_id for token in sam.tokens.all()] == [world.sam.pk]


@pytest.mark.postgresql
def test_rows_can_be_dictionaries(world: World) -> None:
    def count_people(*, company_id: UUID) -> QuerySet[Any]:
        rows: QuerySet[Any] = User.objects.filter(company_id=company_id).values("group").annotate(people=Count("pk"))
        return rows.order_by("group")

    statement: Statement[Any] = Statement(count_people)
    for company in (world.alpine, world.baltic):
        assert fetch(statement, company_id=company.pk) == list(count_people(company_id=company.pk))


@pytest.mark.postgresql
def test_lists_of_values_are_left_to_django(world: World) -> None:
    def list_names(*, company_id: UUID) -> QuerySet[Any]:
        rows: QuerySet[Any] = User.objects.filter(company_id=company_id).order_by("pk").values_list("name")
        return rows

    statement: Statement[Any] = Statement(list_names)
    for company in (world.alpine, world.baltic):
        assert fetch(statement, company_id=company.pk) == list(list_names(company_id=company.pk))


@pytest.mark.postgresql
def test_a_model_with_a_rule_for_its_objects_is_left_to_django(world: World) -> None:
    seen: list[User] = []

    def note(instance: User, **kwargs: Any) -> None:
        seen.append(instance)

    post_init.connect(note, sender=User)
    try:
        (sam,) = fetch(Statement(lambda *, user_id: User.objects.filter(pk=user_id)), user_id=world.sam.pk)
    finally:
        post_init.disconnect(note, sender=User)

    assert any(other is sam for other in seen)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_rows_are_locked_in_a_transaction_only(world: World) -> None:
    statement = Statement(lambda *, user_id: User.objects.select_for_update().filter(pk=user_id))
    with transaction.atomic():
        assert fetch(statement, user_id=world.sam.pk) == [world.sam]

    with pytest.raises(TransactionManagementError):
        fetch(statement, user_id=world.sam.pk)


# --- changes


def rename(*, user_id: int, name: str) -> tuple[QuerySet[Any], dict[str, Any]]:
    return User.objects.filter(pk=user_id), {"name": name}


def test_a_change_with_other_values_changes_other_rows(world: World) -> None:
    update = Update(rename)

    assert update.run(user_id=world.sam.pk, name="Samuel") == 1
    assert update.run(user_id=world.sue.pk, name="Susan") == 1
    assert update.run(user_id=0, name="Nobody") == 0
    assert list(User.objects.filter(name__in=["Samuel", "Susan", "Nobody"]).order_by("name")) == [world.sam, world.sue]


@pytest.mark.postgresql
def test_a_change_is_compiled_unless_something_is_derived_from_a_value(world: World) -> None:
    def postpone(*, user_id: int, now: datetime) -> tuple[QuerySet[Any], dict[str, Any]]:
        return User.objects.filter(pk=user_id), {"created_at": now + timedelta(days=1)}

    now = timezone.now()
    update = Update(postpone)

    assert Update(rename).find_compiled({"user_id": 1, "name": "Sam"})
    assert update.find_compiled({"user_id": 1, "now": now}) is None
    assert update.run(user_id=world.sam.pk, now=now) == 1
    world.sam.refresh_from_db()
    assert world.sam.created_at == now + timedelta(days=1)


@pytest.mark.postgresql
def test_a_change_that_the_database_rejects_ends_the_transaction(world: World) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Update(rename_address).run(user_id=world.sam.pk, email=world.sue.email)


def rename_address(*, user_id: int, email: str) -> tuple[QuerySet[Any], dict[str, Any]]:
    return User.objects.filter(pk=user_id), {"email": email}
