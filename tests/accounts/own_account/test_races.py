"""Requests at the same moment, with real transactions (PostgreSQL)."""

from functools import partial

import pytest

from accounts.models import Token, User
from accounts.one_time_codes import Purpose, issue_code
from mail.models import Mail
from tests.accounts.own_account.mailbox import build_confirmation_path, build_password_path
from tests.document import load_document
from tests.factories import PASSWORD
from tests.parallel import run_in_parallel
from tests.world import Client, World, create_client

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

NEW = "cumulus-humilis-7"


@pytest.fixture
def people(transactional_db: None) -> World:
    load_document()  # once, because its generator is not made for threads
    world = World()
    for person in (world.sam, world.sue):
        person.set_password(PASSWORD)
        person.save()
    return world


def test_of_two_who_confirm_one_address_one_gets_it(people: World) -> None:
    for number in range(5):
        email = f"wanted{number}@new.example"
        results: list[int] = []

        def confirm(user: User, email: str = email, results: list[int] = results) -> None:
            issue_code(User.objects.get(pk=user.pk), Purpose.CONFIRMATION, email=email)
            results.append(Client().get(build_confirmation_path(user)).status_code)

        run_in_parallel([partial(confirm, people.sam), partial(confirm, people.sue)])

        assert sorted(results) == [200, 404]
        assert User.objects.filter(email=email).count() == 1


def test_one_link_sets_one_password(people: World) -> None:
    for _ in range(5):
        issue_code(people.sam, Purpose.RECOVERY)
        path = build_password_path(people.sam)
        results: list[tuple[int, str]] = []

        def set_password(password: str, path: str = path, results: list[tuple[int, str]] = results) -> None:
            response = Client().post(path, {"password": password, "newpassword": password})
            results.append((response.status_code, password))

        run_in_parallel([partial(set_password, NEW), partial(set_password, "stratus-fractus-8")])

        assert sorted(status for status, _ in results) == [200, 404]
        winner = next(password for status, password in results if status == 200)
        assert User.objects.get(pk=people.sam.pk).check_password(winner)


def test_opening_one_confirmation_twice_at_once_succeeds_twice(people: World) -> None:
    issue_code(people.sam, Purpose.CONFIRMATION, email="sam@new.example")
    path = build_confirmation_path(people.sam)
    results: list[int] = []

    run_in_parallel([lambda: results.append(Client().get(path).status_code)] * 4)

    assert results == [200] * 4
    assert Mail.objects.count() == 1


def test_requests_at_once_send_no_more_than_three_mails(people: World) -> None:
    body = {"email": people.sam.email}
    results: list[int] = []

    run_in_parallel([lambda: results.append(Client().post("/users/password_recover.json", body).status_code)] * 8)

    assert results == [200] * 8
    assert Mail.objects.count() == 3


def test_of_two_changes_of_one_password_one_counts_and_keeps_its_session(people: World) -> None:
    clients = [create_client(people.sam) for _ in range(2)]
    passwords = [NEW, "stratus-fractus-8"]
    results: list[int] = []

    def change(client: Client, new: str) -> None:
        body = {"password": PASSWORD, "newpassword": new, "newpasswordrepeat": new}
        results.append(client.post("/users/password.json", body).status_code)

    run_in_parallel([
        lambda: change(clients[0], passwords[0]),
        lambda: change(clients[1], passwords[1]),
    ])  # fmt: skip

    stored = User.objects.get(pk=people.sam.pk)
    assert sorted(results) in ([200, 401], [200, 403])
    assert sum(stored.check_password(password) for password in passwords) == 1
    assert Token.objects.live().filter(user=people.sam).count() == 1
