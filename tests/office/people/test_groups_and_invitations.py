"""Inviting people and adding them to groups: from the list of users, and from the import."""

from typing import Any

import pytest

from accounts.models import OneTimeCode, PilotGroup, User
from mail.kinds import MailKind
from mail.models import Mail
from office.imports.people import PEOPLE, import_people
from records.models import Event
from tests import factories as make
from tests.office.browser import Browser, open_browser
from tests.office.imports.test_imports import read_seal, read_text, upload
from tests.office.population import build_address
from tests.world import World

LIST = build_address(User)
TABLE = (
    b"email;name;surname;pilot_group\nann@alpine.example;Ann;Lee;PPL 2027\nbob@alpine.example;Bob;Ray;ppl 2027\n"
    b"cy@alpine.example;Cy;Fox;\n"
)


@pytest.fixture
def browser(world: World) -> Browser:
    return open_browser(world.maria)


def run_action(browser: Browser, action: str, *people: User, **fields: Any) -> Any:
    ids = [user.pk for user in people]
    return browser.post(LIST, {"action": action, "_selected_action": ids, **fields}, follow=True)


def list_members(name: str) -> list[str]:
    return [str(user) for user in PilotGroup.objects.get(name=name).members.order_by("name")]


def list_invited() -> list[str]:
    return sorted(Mail.objects.filter(kind=MailKind.INVITATION).values_list("address", flat=True))


def test_selected_people_join_a_new_group(browser: Browser, world: World) -> None:
    shown = run_action(browser, "add_to_group", world.sam, world.sue)
    assert "Add 2 people to a pilot group" in read_text(shown)

    stored = run_action(browser, "add_to_group", world.sam, world.sue, group="", new_name="Intake 7")

    assert "2 added to Intake 7." in read_text(stored)
    assert list_members("Intake 7") == ["Sam Student", "Sue Student"]
    assert Event.objects.filter(action="pilot_group.created", actor=world.maria).count() == 1


def test_selected_people_join_a_group_that_exists_and_those_in_it_stay(browser: Browser, world: World) -> None:
    group = make.PilotGroupFactory(company=world.alpine, name="Intake 7")
    group.members.set([world.sam, world.ines])

    stored = run_action(browser, "add_to_group", world.sam, world.sue, group=group.pk, new_name="")

    assert "1 added to Intake 7; 1 were in it already." in read_text(stored)
    assert list_members("Intake 7") == ["Ines Instructor", "Sam Student", "Sue Student"]


@pytest.mark.parametrize("fields", [{"group": "", "new_name": ""}, {"group": "", "new_name": "x" * 201}])
def test_without_a_group_or_with_a_name_too_long_nobody_joins(
    browser: Browser, world: World, fields: dict[str, str]
) -> None:
    response = run_action(browser, "add_to_group", world.sam, **fields)

    assert response.status_code == 200
    assert "Add a person to a pilot group" in read_text(response)
    assert not PilotGroup.objects.exists()


def test_a_name_that_is_taken_is_refused_at_its_field(browser: Browser, world: World) -> None:
    make.PilotGroupFactory(company=world.alpine, name="Intake 7")

    response = run_action(browser, "add_to_group", world.sam, group="", new_name="Intake 7")

    assert "A pilot group with this name already exists." in read_text(response)


def test_the_group_of_another_school_cannot_be_chosen(browser: Browser, world: World) -> None:
    group = make.PilotGroupFactory(company=world.baltic, name="Theirs")

    response = run_action(browser, "add_to_group", world.sam, group=group.pk, new_name="")

    assert "Select a valid choice." in read_text(response)
    assert not group.members.exists()


def test_an_import_creates_groups_and_sends_invitations(browser: Browser, world: World) -> None:
    preview = upload(browser, TABLE)
    assert '<input type="checkbox" name="chosen" value="invite" checked>' in read_text(preview)

    browser.post(
        build_address(User, "import"), {"confirmed": read_seal(preview), "chosen": ["invite", "create_groups"]}
    )

    assert list_members("PPL 2027") == ["Ann Lee", "Bob Ray"]
    assert list_invited() == ["ann@alpine.example", "bob@alpine.example", "cy@alpine.example"]
    assert OneTimeCode.objects.filter(purpose="invitation").count() == 3


def test_a_group_that_does_not_exist_is_named_and_created_only_on_demand(browser: Browser, world: World) -> None:
    preview = upload(browser, TABLE)
    assert "Create the pilot groups that do not exist: “PPL 2027”." in read_text(preview)
    assert read_text(preview).casefold().count("unknown group: ppl 2027.") == 2

    browser.post(build_address(User, "import"), {"confirmed": read_seal(preview)})

    assert User.objects.filter(email="ann@alpine.example").exists()
    assert not PilotGroup.objects.exists()


def test_a_person_joins_several_groups_of_one_cell(browser: Browser, world: World) -> None:
    for name in ("Day", "Night; late"):
        make.PilotGroupFactory(company=world.alpine, name=name)
    table = b'email,name,surname,pilot_group\na@x.example,A,B,"day; Night; DAY"\nb@x.example,B,C,"night; late"\n'

    preview = upload(browser, table)
    assert "do not exist: “Night”." in read_text(preview)
    browser.post(build_address(User, "import"), {"confirmed": read_seal(preview), "chosen": "create_groups"})

    assert [list_members(name) for name in ("Day", "Night", "Night; late")] == [["A B"], ["A B"], ["B C"]]


def test_an_import_sends_nothing_without_the_tick(browser: Browser, world: World) -> None:
    browser.post(build_address(User, "import"), {"confirmed": read_seal(upload(browser, TABLE))})

    assert User.objects.filter(email="ann@alpine.example").exists()
    assert list_invited() == []


def test_no_invitation_is_offered_by_a_server_that_sends_no_mail(browser: Browser, world: World, settings: Any) -> None:
    settings.MAIL_ENABLED = False

    assert 'value="invite"' not in read_text(upload(browser, TABLE))


def test_an_import_adds_to_the_group_of_this_name_in_any_case_and_keeps_its_members(
    browser: Browser, world: World
) -> None:
    make.PilotGroupFactory(company=world.alpine, name="ppl 2027").members.set([world.sam])
    make.PilotGroupFactory(company=world.baltic, name="PPL 2027")

    browser.post(build_address(User, "import"), {"confirmed": read_seal(upload(browser, TABLE))})

    assert list_members("ppl 2027") == ["Ann Lee", "Bob Ray", "Sam Student"]
    assert not PilotGroup.objects.get(company=world.baltic).members.exists()


def test_a_group_name_that_is_too_long_is_an_error_of_its_column(browser: Browser, world: World) -> None:
    response = upload(browser, b"email;name;surname;pilot_group\nann@x.example;Ann;Lee;" + b"x" * 201 + b"\n")

    assert "<code>pilot_group</code>: The name of a group has at most 200 characters." in read_text(response)


def test_an_import_costs_the_same_for_thirty_people(world: World, queries_of: Any) -> None:
    def build_import(count: int) -> Any:
        people = "".join(f"p{count}-{number}@x.example;P;Q;Intake\n" for number in range(count))
        rows = PEOPLE.read(f"email;name;surname;pilot_group\n{people}".encode())
        return lambda: import_people(rows=rows, company=world.alpine, by=world.maria, is_invited=True)

    build_import(1)()  # creates the group

    assert len(queries_of(build_import(2))) == len(queries_of(build_import(30)))


def test_the_list_tells_and_filters_who_has_not_accepted(browser: Browser, world: World) -> None:
    run_action(browser, "invite", world.sam)

    text = read_text(browser.get(LIST))
    assert "sent on 18 Mar 2026" in text
    assert "not invited" in text
    for value, expected in {"waiting": {"Sam"}, "accepted": {"Maria"}}.items():
        rows = browser.get(f"{LIST}?invitation={value}").context["cl"].queryset
        assert {user.name for user in rows} == expected
    rows = browser.get(f"{LIST}?invitation=none").context["cl"].queryset
    assert {user.name for user in rows} == {"Charles", "Ines", "Tom", "Sue"}


# --- the filter of the list


def list_filtered(browser: Browser, group: Any) -> list[str]:
    return [user.name for user in browser.get(f"{LIST}?pilot_group={group}").context["cl"].result_list]


def test_the_list_is_filtered_by_a_group_of_the_school_alone(browser: Browser, world: World) -> None:
    intake = make.PilotGroupFactory(company=world.alpine, name="Intake 7")
    intake.members.set([world.sam, world.olga])
    strangers = make.PilotGroupFactory(company=world.baltic, name="Strangers")
    strangers.members.set([world.sue])

    text = browser.get(LIST).content.decode()

    assert f"?pilot_group={intake.pk}" in text
    assert str(strangers.pk) not in text
    assert list_filtered(browser, intake.pk) == ["Sam"]
    assert list_filtered(browser, strangers.pk) == []
    assert browser.get(f"{LIST}?pilot_group=x").status_code == 302


def test_thirty_groups_cost_the_list_what_one_costs(browser: Browser, world: World, queries_of: Any) -> None:
    first = make.PilotGroupFactory(company=world.alpine)
    first.members.set([world.sam])
    list_filtered(browser, first.pk)
    one = queries_of(lambda: list_filtered(browser, first.pk))
    for group in make.PilotGroupFactory.create_batch(29, company=world.alpine):
        group.members.set([world.sam])

    assert len(queries_of(lambda: list_filtered(browser, first.pk))) == len(one)
