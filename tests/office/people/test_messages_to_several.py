"""A manager's message to several people: chosen in the list of users, of pilot groups, or by a class."""

import re
from typing import Any

import pytest

from accounts.models import Notification, PilotGroup, User
from accounts.people.messaging import MAX_RECIPIENTS, MessageInput, send_messages
from core.exceptions import Conflict, InvalidInput, NotFound
from mail.models import Mail
from onsite.models import ClassSession
from records.models import Event
from tests import factories as make
from tests.office.browser import Browser, open_browser
from tests.office.population import build_address
from tests.onsite.conftest import create_ground_school
from tests.world import World

WORDS = {"subject": "Monday", "body": "The school is closed."}
MESSAGE = MessageInput("Monday", "The school is closed.")


@pytest.fixture
def browser(world: World) -> Browser:
    return open_browser(world.maria)


def ask(browser: Browser, model: type[Any], *rows: Any, **fields: Any) -> Any:
    """Chooses the action on the rows of the list."""
    chosen = {"action": "write_message", "_selected_action": [str(row.pk) for row in rows]}
    return browser.post(build_address(model), {**chosen, **fields}, follow=True)


def send(browser: Browser, page: Any, model: type[Any], *rows: Any) -> Any:
    return ask(browser, model, *rows, **WORDS, asked="1", recipients=read_recipients(page))


def read_recipients(page: Any) -> str:
    return str(dict(page.context["remembered"]).get("recipients", ""))


def list_named(page: Any) -> list[str]:
    return list(page.context["concerned"])


def list_receivers() -> list[str]:
    rows = Notification.objects.filter(subject="Monday").order_by("recipient__name")
    return [row.recipient.name for row in rows]


def test_the_page_names_everybody_before_each_gets_an_own_message(browser: Browser, world: World) -> None:
    User.objects.filter(pk=world.sue.pk).update(wants_message_alerts=False)
    page = ask(browser, User, world.sue, world.sam)
    assert list_named(page) == ["Sam Student (sam@alpine.example)", "Sue Student (sue@alpine.example)"]
    assert not Notification.objects.exists()

    response = send(browser, page, User, world.sue, world.sam)

    assert "The message to 2 people is sent." in response.content.decode()
    assert list_receivers() == ["Sam", "Sue"]
    assert {row.sender for row in Notification.objects.all()} == {world.maria}
    assert Mail.objects.get(kind="message").recipient == world.sam
    events = Event.objects.filter(action="message.sent")
    assert {event.object_id for event in events} == {str(world.sam.pk), str(world.sue.pk)}
    assert not any("closed" in event.payload for event in events)


def test_whoever_would_not_read_it_is_left_out_and_named(browser: Browser, world: World) -> None:
    User.objects.filter(pk=world.sue.pk).update(is_active=False)

    page = ask(browser, User, world.sam, world.sue)
    send(browser, page, User, world.sam, world.sue)

    assert [name for name, _ in page.context["skipped"]] == ["Sue Student (sue@alpine.example)"]
    assert list_receivers() == ["Sam"]


def test_members_of_several_groups_get_it_once_and_strangers_never(browser: Browser, world: World) -> None:
    first, second = (make.PilotGroupFactory(company=world.alpine, name=name) for name in ("One", "Two"))
    first.members.set([world.sam, world.olga])
    second.members.set([world.sam, world.sue])

    page = ask(browser, PilotGroup, first, second)
    send(browser, page, PilotGroup, first, second)

    assert list_receivers() == ["Sam", "Sue"]


def test_a_group_that_has_changed_meanwhile_is_named_anew(browser: Browser, world: World) -> None:
    group = make.PilotGroupFactory(company=world.alpine)
    group.members.set([world.sam])
    page = ask(browser, PilotGroup, group)
    group.members.add(world.sue)

    again = send(browser, page, PilotGroup, group)

    assert "The recipients have changed meanwhile." in again.content.decode()
    assert len(list_named(again)) == 2
    assert list_receivers() == []
    send(browser, again, PilotGroup, group)
    assert list_receivers() == ["Sam", "Sue"]


def test_a_second_click_sends_nothing_twice(browser: Browser, world: World, frozen_clock: Any) -> None:
    page = ask(browser, User, world.sam, world.sue)
    for _ in range(2):
        send(browser, page, User, world.sam, world.sue)
    assert list_receivers() == ["Sam", "Sue"]

    frozen_clock.shift(61)
    send(browser, page, User, world.sam, world.sue)

    assert list_receivers() == ["Sam", "Sam", "Sue", "Sue"]


def test_too_many_people_are_refused_before_anything_is_written(browser: Browser, world: World) -> None:
    people = make.UserFactory.create_batch(MAX_RECIPIENTS, company=world.alpine)

    assert len(list_named(ask(browser, User, *people))) == MAX_RECIPIENTS
    page = ask(browser, User, world.sam, *people)
    assert "Write to at most 100 people at a time." in page.content.decode()
    send(browser, page, User, world.sam, *people)
    assert list_receivers() == []


def test_a_class_is_written_to_as_a_whole(world: World) -> None:
    session = create_ground_school(world).session
    browser = open_browser(world.maria)
    address = build_address(ClassSession, "message", session.pk)
    assert address in browser.get(build_address(ClassSession, "change", session.pk)).content.decode()
    page = browser.get(address)
    assert list_named(page) == ["Sam Student (sam@alpine.example)", "Sue Student (sue@alpine.example)"]

    browser.post(address, {**WORDS, "asked": "1", "recipients": read_recipients(page)})

    assert list_receivers() == ["Sam", "Sue"]
    links = Notification.objects.filter(subject="Monday").values_list("url", flat=True)
    assert set(links) == {f"/trainings/onsite/class/{session.pk}.json"}
    assert open_browser(world.otto).get(address).status_code == 404


def test_all_get_it_or_nobody(world: World) -> None:
    User.objects.filter(pk=world.sue.pk).update(is_active=False)

    for ids, refusal in (
        ([world.sam.pk, world.sue.pk], Conflict),
        ([world.sam.pk, world.olga.pk], NotFound),
        ([], InvalidInput),
        (range(1, MAX_RECIPIENTS + 2), InvalidInput),
    ):
        with pytest.raises(refusal):
            send_messages(recipient_ids=ids, message=MESSAGE, by=world.maria)

    assert not Notification.objects.exists()
    assert not Event.objects.filter(action="message.sent").exists()


def test_thirty_recipients_cost_what_one_costs(browser: Browser, world: World, queries_of: Any) -> None:
    people = make.UserFactory.create_batch(30, company=world.alpine, wants_message_alerts=True)
    ask(browser, User, *people)
    one = queries_of(lambda: ask(browser, User, people[0]))
    assert len(queries_of(lambda: ask(browser, User, *people))) == len(one)

    send_messages(recipient_ids=[world.sam.pk], message=MESSAGE, by=world.maria)
    of_one = queries_of(lambda: send_messages(recipient_ids=[people[0].pk], message=MESSAGE, by=world.maria))
    ids = [person.pk for person in people[1:]]

    assert len(queries_of(lambda: send_messages(recipient_ids=ids, message=MESSAGE, by=world.maria))) == len(of_one)


def test_the_inbox_says_where_one_writes(browser: Browser) -> None:
    text = re.sub(r"<[^>]+>", "", browser.get("/admin/messages/").content.decode())

    assert "To write to people, select them in the list of users" in text
