"""`create_company` and `create_user`: a school and its first people, from the command line."""

import io
from typing import Any

import pytest
from django.db import OperationalError

from accounts.models import Company, User
from accounts.people.services import create_user
from accounts.roles import Role
from core.exceptions import Forbidden
from records.models import Event
from tests.operations.terminal import run_command, run_json_command
from tests.world import Client, World

CREATE = ("create_company", "Cirrus Academy", "--timezone", "Europe/Vienna")
MARIA = ("create_user", "New@Alpine.example", "--company", "alpine flight school", "--name", "Nora", "--surname", "New")


def test_a_ledger_begins_with_the_creation_of_its_school(db: None) -> None:
    output = run_json_command(*CREATE)

    company = Company.objects.get()
    assert output == {"id": str(company.pk), "name": "Cirrus Academy", "timezone": "Europe/Vienna", "created": True}
    event = Event.objects.get(company=company)
    assert (event.seq, event.action, event.actor_kind) == (1, "company.created", "command")
    assert run_command("verify_records")[0] == 0


def test_a_zone_is_taken_in_any_case_and_kept_as_the_list_has_it(world: World) -> None:
    output = run_json_command("create_company", "Cirrus Academy", "--timezone", "europe/vienna")
    assert output["timezone"] == "Europe/Vienna"


@pytest.mark.parametrize(
    ("name", "zone", "complaint"),
    [
        ("Cirrus", "Mars/Olympus", "timezone: 'Mars/Olympus' is not an IANA time zone"),
        ("Cirrus", "", "timezone"),
        ("alpine  FLIGHT school", "UTC", "A school named 'alpine FLIGHT school' already exists."),
        ("  ", "UTC", "name: This field cannot be blank."),
        ("x" * 201, "UTC", "name: Ensure this value has at most 200 characters"),
    ],
)
def test_an_invalid_school_is_rejected_with_a_message(world: World, name: str, zone: str, complaint: str) -> None:
    status, text = run_command("create_company", name, "--timezone", zone)

    assert (status, Company.objects.count()) == (1, 2)
    assert complaint in text


def test_a_script_may_ask_for_the_same_school_again(world: World) -> None:
    output = run_json_command("create_company", "Alpine Flight School", "--timezone", "UTC", "--if-missing")
    assert (output["id"], output["created"]) == (str(world.alpine.pk), False)
    assert run_json_command(*CREATE, "--if-missing")["created"]


def test_a_dry_run_creates_no_school_and_rejects_what_a_run_rejects(world: World) -> None:
    assert run_json_command(*CREATE, "--dry-run") == {
        "id": None,
        "name": "Cirrus Academy",
        "timezone": "Europe/Vienna",
        "created": False,
        "dry_run": True,
    }
    assert run_command("create_company", "Baltic Aviation", "--timezone", "UTC", "--dry-run")[0] == 1
    assert Company.objects.count() == 2
    assert not Event.objects.exists()


@pytest.mark.parametrize("school", ["ALPINE flight school", "id"])
def test_a_manager_can_log_in_with_the_password_shown_once(world: World, school: str) -> None:
    company = str(world.alpine.pk) if school == "id" else school
    words = ("Nora@alpine.example ", "--company", company, "--name", "Nora", "--surname", "New")
    output = run_json_command("create_user", *words, "--role", "manager")

    nora = User.objects.get(email="nora@alpine.example")
    assert (nora.company, nora.group, output["id"]) == (world.alpine, Role.TRAINING_MANAGER, str(nora.pk))
    login = {"email": nora.email, "password": output["password"]}
    assert Client().post("/users/login.json", login).status_code == 200
    assert Event.objects.get(action="user.created").company == world.alpine


@pytest.mark.parametrize(
    ("role", "group"), [("student", 190), ("instructor", 170), ("chief-instructor", 150), ("100", 100)]
)
def test_a_role_has_a_name_and_a_number(world: World, role: str, group: int) -> None:
    assert run_json_command(*MARIA, "--role", role, "--no-password")["user_group_id"] == group
    assert not User.objects.get(email="new@alpine.example").has_usable_password()


@pytest.mark.parametrize("role", ["171", "-1", "boss", "²", "1e3"])
def test_no_other_role_is_taken(world: World, role: str) -> None:
    assert run_command(*MARIA, f"--role={role}")[0] == 1
    assert not User.objects.filter(email="new@alpine.example").exists()


def test_a_password_comes_by_stdin(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("correct horse \nbattery"))
    assert "password" not in run_json_command(*MARIA, "--role", "student", "--password-stdin")
    assert User.objects.get(email="new@alpine.example").check_password("correct horse ")


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ("", "There is no password on stdin."),
        ("\n", "There is no password on stdin."),
        ("short\n", "password: This password is too short."),
        ("password1234\n", "too common"),
        ("new@alpine.example\n", "too similar"),
        ("x" * 1025 + "\n", "at most 1024 characters"),
    ],
)
def test_a_weak_password_is_refused(world: World, typed: str, complaint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    status, text = run_command(*MARIA, "--role", "student", "--password-stdin")
    assert status == 1
    assert complaint in text
    assert not User.objects.filter(email="new@alpine.example").exists()


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        ({"email": "nobody"}, "email: Enter a valid email address."),
        ({"email": "SAM@alpine.example"}, "The e-mail address sam@alpine.example is already in use."),
        ({"email": "olga@baltic.example"}, "already"),
        ({"--company": "Nowhere"}, "There is no school with the id or name 'Nowhere'."),
        ({"--company": "01900000-0000-7000-8000-000000000000"}, "There is no school"),
        ({"--name": "   "}, "name: This field cannot be blank."),
        ({"--surname": "x" * 101}, "surname: Ensure this value has at most 100 characters"),
    ],
)
def test_an_invalid_user_is_rejected_with_a_message(world: World, changed: dict[str, str], complaint: str) -> None:
    fields = {"--company": "Alpine Flight School", "--name": "Nora", "--surname": "New", "--role": "student", **changed}
    email = fields.pop("email", "new@alpine.example")
    status, text = run_command("create_user", email, *(word for pair in fields.items() for word in pair))
    assert (status, User.objects.count()) == (1, 8)
    assert complaint in text


def test_a_dry_run_creates_nobody_and_shows_no_password(world: World) -> None:
    output = run_json_command(*MARIA, "--role", "student", "--dry-run")
    assert (output["id"], output["dry_run"], "password" in output) == (None, True, False)
    assert User.objects.count() == 8


def test_nobody_creates_a_user_of_a_higher_role(world: World) -> None:
    with pytest.raises(Forbidden):
        create_user(
            company=world.alpine, email="a@b.example", name="A", surname="B", group=100, password=None, by=world.maria
        )


def test_a_database_that_went_away_is_a_sentence(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise OperationalError("connection refused\n")

    monkeypatch.setattr("accounts.management.commands.create_company.create_company", fail)
    assert run_command(*CREATE) == (1, "The database is unreachable: connection refused.")
