"""Appending to the ledger: without gaps and forks, also in parallel."""

from functools import partial
from typing import Any

import pytest
from django.db import transaction

from records.models import Event, Head
from records.services import EventDraft, record_events
from records.verification.run import verify_company
from tests import factories as make
from tests.parallel import run_in_parallel
from tests.world import World, create_api_client, create_client


def record_note(world: World, text: str = "") -> Event:
    (event,) = record_events(EventDraft("thing.noted", world.sam, {"text": text}), company_id=world.alpine.pk, by=None)
    return event


def test_events_of_a_school_are_numbered_without_a_gap_and_chained(world: World) -> None:
    events = [record_note(world, str(n)) for n in range(5)]

    assert [event.seq for event in events] == [1, 2, 3, 4, 5]
    assert [event.previous_mac for event in events] == ["", *(event.mac for event in events[:-1])]
    assert verify_company(world.alpine).findings == []


def test_each_school_has_a_chain_of_its_own(world: World) -> None:
    record_note(world)
    record_events(EventDraft("thing.noted", world.olga), company_id=world.baltic.pk, by=world.otto)

    assert list(Event.objects.values_list("seq", flat=True)) == [1, 1]


def test_an_act_that_is_rolled_back_leaves_no_gap(world: World) -> None:
    record_note(world)
    with transaction.atomic():
        record_note(world)
        transaction.set_rollback(True)
    record_note(world)

    assert list(Event.objects.order_by("seq").values_list("seq", flat=True)) == [1, 2]
    assert verify_company(world.alpine).findings == []


def test_nothing_done_records_nothing(world: World) -> None:
    assert record_events(company_id=world.alpine.pk, by=None) == []
    assert not Head.objects.exists()


def test_appending_costs_the_same_for_one_event_and_for_thirty(world: World, queries_of: Any) -> None:
    record_note(world)
    drafts = [EventDraft("thing.noted", world.sam, {"n": n}) for n in range(30)]

    one = queries_of(lambda: record_note(world))
    thirty = queries_of(lambda: record_events(*drafts, company_id=world.alpine.pk, by=None))

    assert len(one) == len(thirty) == 3  # lock the head, add the events, move the head


def test_an_event_tells_how_the_actor_came_in(world: World) -> None:
    training = make.TrainingFactory(company=world.alpine)
    body = {"training_id": str(training.pk), "students": [world.sam.pk]}
    create_client(world.maria).post("/manager/trainings/students/enroll.json", body)
    body["students"] = [world.sue.pk]
    create_api_client(world.maria).post("/manager/trainings/students/enroll.json", body)

    enrolled = Event.objects.filter(action="enrollment.created").order_by("seq")
    assert [(event.actor, event.actor_name, event.actor_kind) for event in enrolled] == [
        (world.maria, "Maria Manager", "session"),
        (world.maria, "Maria Manager", "key"),
    ]


def test_keys_and_failed_logins_and_roles_are_events(world: World, client: Any) -> None:
    from accounts.api_keys import create_api_key, revoke_api_key
    from accounts.people.editing import edit_user

    issued = create_api_key(user=world.sam, name="phone", by=world.maria)
    revoke_api_key(token=issued.token, by=world.maria)
    revoke_api_key(token=issued.token, by=world.maria)
    client.post("/users/login.json", {"email": world.sam.email, "password": "wrong"})
    client.post("/users/login.json", {"email": "nobody@alpine.example", "password": "wrong"})
    edit_user(user=world.sam, values={"group": 170}, by=world.maria)

    actions = Event.objects.order_by("seq").values_list("action", flat=True)
    assert list(actions) == ["key.created", "key.revoked", "login.failed", "role.changed"]
    assert issued.secret not in "".join(Event.objects.values_list("payload", flat=True))


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_thirty_two_writers_at_once_make_one_chain() -> None:
    world = World()

    run_in_parallel(partial(record_note, world) for _ in range(32))

    assert list(Event.objects.order_by("seq").values_list("seq", flat=True)) == list(range(1, 33))
    assert verify_company(world.alpine).findings == []


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_thousands_of_legal_acts_some_of_them_at_once_report_nothing() -> None:
    world = World()

    def work(person: Any) -> None:
        for n in range(100):
            drafts = [EventDraft("thing.noted", person, {"n": n, "m": m}) for m in range(5)]
            record_events(*drafts, company_id=world.alpine.pk, by=person)
            if n % 25 == 0:
                assert verify_company(world.alpine).findings == []

    run_in_parallel(partial(work, person) for person in (world.maria, world.ines, world.tom, world.charles))

    report = verify_company(world.alpine)
    assert (report.events, report.findings) == (2000, [])
