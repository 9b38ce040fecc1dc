"""`Idempotency-Key` on every POST: a request that is sent twice is handled once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection, connections
from django.test import RequestFactory
from rest_framework.renderers import JSONRenderer

from accounts.idempotency_records import IdempotencyRecord
from api.middleware import idempotency
from locations import services
from locations.models import Location
from records.models import Event
from tests import factories as make
from tests.factories import PASSWORD
from tests.world import Client, World, create_client

EDIT = "/manager/trainings/locations/edit.json"
ROOM = {"name": "Room 1", "type": "CLASSROOM", "country_id": "AT", "timezone_id": "Europe/Vienna"}


def post(client: Client, key: str, body: Any = ROOM, path: str = EDIT, **options: Any) -> Any:
    return client.post(path, body, headers={"idempotency-key": key}, **options)


def test_a_retry_gets_the_same_answer_and_does_nothing(world: World) -> None:
    maria = create_client(world.maria)
    first = post(maria, "a-1")
    again = post(maria, "a-1")

    assert first.status_code == again.status_code == 200
    assert first.content == again.content
    assert first["Content-Type"] == again["Content-Type"] == "application/json"
    assert "Idempotency-Replayed" not in first
    assert again["Idempotency-Replayed"] == "true"
    assert Location.objects.count() == 1


def test_without_the_header_nothing_is_kept(world: World) -> None:
    create_client(world.maria).post(EDIT, ROOM)

    assert not IdempotencyRecord.objects.exists()


def test_the_same_key_with_another_body_or_address_is_refused(world: World) -> None:
    maria = create_client(world.maria)
    post(maria, "a-1")

    for other in (
        post(maria, "a-1", {**ROOM, "name": "Room 2"}),
        post(maria, "a-1", path="/messages/messages/read.json"),
        post(maria, "a-1", path=EDIT + "?x=1"),
        post(maria, "a-1", format="multipart"),
    ):
        assert other.status_code == 422
        assert other.json() == {"message": "This Idempotency-Key was used for another request."}
    assert Location.objects.count() == 1


def test_a_form_that_is_sent_again_with_a_new_boundary_is_the_same(world: World) -> None:
    maria = create_client(world.maria)
    bodies = [build_form_body(mark) for mark in ("one", "two")]
    responses = [
        maria.generic("POST", EDIT, body, f"multipart/form-data; boundary={mark}", headers={"idempotency-key": "f"})
        for body, mark in zip(bodies, ("one", "two"), strict=True)
    ]

    assert [response.status_code for response in responses] == [200, 200]
    assert responses[1]["Idempotency-Replayed"] == "true"


def build_form_body(mark: str) -> str:
    part = '--{}\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
    return "".join(part.format(mark, name, value) for name, value in ROOM.items()) + f"--{mark}--\r\n"


def test_each_person_has_keys_of_the_own(world: World) -> None:
    post(create_client(world.maria), "a-1")
    response = post(create_client(world.otto), "a-1")

    assert response.status_code == 200
    assert "Idempotency-Replayed" not in response
    assert [place.company for place in Location.objects.order_by("id")] == [world.alpine, world.baltic]


def test_a_new_login_of_the_same_person_gets_the_kept_answer(world: World) -> None:
    post(create_client(world.maria), "a-1")

    assert post(create_client(world.maria), "a-1")["Idempotency-Replayed"] == "true"


def test_a_refusal_leaves_the_key_free(world: World) -> None:
    maria = create_client(world.maria)
    assert post(maria, "a-1", {**ROOM, "type": "MOON"}).status_code == 400
    assert post(create_client(world.sam), "a-1").status_code == 403

    assert not IdempotencyRecord.objects.exists()
    assert post(maria, "a-1").status_code == 200


def test_after_a_day_a_key_is_new(world: World, frozen_clock: Any) -> None:
    maria = create_client(world.maria)
    post(maria, "a-1")
    frozen_clock.shift(timedelta(hours=23, minutes=59))
    assert post(maria, "a-1")["Idempotency-Replayed"] == "true"
    frozen_clock.shift(timedelta(minutes=1))

    response = post(maria, "a-1", {**ROOM, "name": "Room 2"})
    assert response.status_code == 200
    assert Location.objects.count() == 2


@pytest.mark.parametrize("key", ["", "with space", "é", "x" * 256, "a\tb"])
def test_a_key_that_is_none_is_refused(world: World, key: str) -> None:
    response = post(create_client(world.maria), key)

    assert response.status_code == 400
    assert response.json() == {"message": "An Idempotency-Key is 1 to 255 visible ASCII characters."}
    assert not Location.objects.exists()


def test_nobody_gets_anything_without_a_token(world: World) -> None:
    post(create_client(world.maria), "a-1")

    assert post(Client(), "a-1").status_code == 401
    assert post(Client("dws_unknown"), "a-1").status_code == 401


def test_an_answer_with_a_secret_is_not_kept(world: World) -> None:
    sam = create_client(world.sam)
    first, again = (post(sam, "a-1", {}, "/trainings/trainings/calendar_feed.json") for _ in range(2))

    assert first.json()["token"] != again.json()["token"]
    assert not IdempotencyRecord.objects.exists()


def test_a_body_that_is_too_large_is_refused(world: World, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100

    assert post(create_client(world.maria), "a-1", {**ROOM, "description": "x" * 100}).status_code == 413


# --- what happens in the middle


def test_a_defect_undoes_what_was_done_and_frees_the_key(world: World, monkeypatch: Any) -> None:
    maria = create_client(world.maria)

    def edit_and_fail(*args: Any, **kwargs: Any) -> Any:
        services.edit_location(**kwargs)
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr(
            "locations.endpoints.views.services", type("Broken", (), {"edit_location": staticmethod(edit_and_fail)})
        )
        assert post(maria, "a-1").status_code == 500

    assert not Location.objects.exists()
    assert post(maria, "a-1").status_code == 200


def test_a_database_that_is_away_is_told_as_ever(world: World, monkeypatch: Any) -> None:
    maria = create_client(world.maria)

    def away(*args: Any) -> Any:
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr(idempotency, "claim_record", away)
    response = post(maria, "a-1")
    assert (response.status_code, response["Retry-After"]) == (503, "5")


def test_a_wrong_password_counts_whatever_the_key(world: World) -> None:
    """The transaction around a request does not forget a guess, nor what the ledger says of it."""
    world.ines.set_password(PASSWORD)
    world.ines.save()
    subject = make.SubjectFactory(training__company=world.alpine)
    held = make.ClassSessionFactory(subject=subject, teacher=world.ines)
    ines = create_client(world.ines)

    responses = [
        post(ines, f"try-{number}", {"classId": str(held.pk), "password": "wrong"}, "/trainings/onsite/sign_class.json")
        for number in range(6)
    ]
    assert [response.status_code for response in responses] == [403, 403, 403, 403, 403, 429]
    assert Event.objects.filter(action="signature.refused").count() == 5
    assert not IdempotencyRecord.objects.exists()


def test_a_twin_in_flight_is_told_to_wait(world: World) -> None:
    digest = compute_digest(ROOM)
    IdempotencyRecord.objects.create(user=world.maria, key="a-1", request_digest=digest)
    response = post(create_client(world.maria), "a-1")

    assert (response.status_code, response["Retry-After"]) == (409, "1")
    assert not Location.objects.exists()


def test_what_a_dead_server_left_behind_is_done_by_the_retry(world: World, frozen_clock: Any) -> None:
    IdempotencyRecord.objects.create(user=world.maria, key="a-1", request_digest=compute_digest(ROOM))
    frozen_clock.shift(idempotency.CLAIM_TIMEOUT)

    assert post(create_client(world.maria), "a-1").status_code == 200
    assert Location.objects.count() == 1


def test_a_slow_server_whose_request_was_taken_over_undoes_its_work(world: World, monkeypatch: Any) -> None:
    edit = services.edit_location

    def slow(**fields: Any) -> Any:
        IdempotencyRecord.objects.update(claim="01900000-0000-7000-8000-000000000001")
        return edit(**fields)

    monkeypatch.setattr(services, "edit_location", slow)
    assert post(create_client(world.maria), "a-1").status_code == 409
    assert not Location.objects.exists()


def test_a_copy_of_the_database_does_not_confirm_a_guessed_password(settings: Any) -> None:
    body = {"password": "guessed-1", "newpassword": "b", "newpasswordrepeat": "b"}
    ours = compute_digest(body)
    assert ours == compute_digest(body)

    settings.SECRET_KEY = "another-server"
    assert compute_digest(body) != ours


def compute_digest(body: Any) -> str:
    """As of a request that this file's clients send."""
    sent = JSONRenderer().render(body)
    return idempotency.digest_request(RequestFactory().post(EDIT, sent, content_type="application/json"))


# --- races


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_many_twins_at_once_one_acts() -> None:
    world = World()
    secrets = [create_client(world.maria) for _ in range(8)]
    start = threading.Barrier(8)

    def send(client: Client) -> int:
        start.wait()
        try:
            return int(post(client, "a-1").status_code)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(send, secrets))

    assert set(statuses) <= {200, 409}
    assert 200 in statuses
    assert Location.objects.count() == 1
    assert post(secrets[0], "a-1")["Idempotency-Replayed"] == "true"


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_twin_does_not_wait_for_the_first(monkeypatch: Any) -> None:
    world = World()
    inside, go_on = threading.Event(), threading.Event()
    edit = services.edit_location

    def slow(**fields: Any) -> Any:
        inside.set()
        assert go_on.wait(20)
        return edit(**fields)

    def first() -> int:
        try:
            return int(post(create_client(world.maria), "a-1").status_code)
        finally:
            connection.close()

    monkeypatch.setattr(services, "edit_location", slow)
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(first)
        assert inside.wait(20)
        twin = post(create_client(world.maria), "a-1")
        go_on.set()
        assert running.result() == 200

    assert twin.status_code == 409
    assert Location.objects.count() == 1
