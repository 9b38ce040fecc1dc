"""Importing users from a spreadsheet: the service and the command."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from accounts.roles import Role
from core.exceptions import InvalidInput
from core.tables.reading import ImportRow
from office.imports import people as import_of_people
from office.imports.base import Outcome
from office.imports.people import COLUMNS, PEOPLE, import_people
from records.models import Event
from tests.core.xlsx.parts import build_raw_xlsx, build_row
from tests.parallel import run_in_parallel
from tests.world import World

ANN: dict[str, str] = {"email": "Ann@Alpine.example", "name": "Ann", "surname": "Lee"}


def import_rows(world: World, *rows: dict[str, str], **options: Any) -> list[Outcome]:
    numbered = [ImportRow(number, row) for number, row in enumerate(rows, start=2)]
    return import_people(rows=numbered, **{"company": world.alpine, "by": world.maria, **options})


def collect_errors(outcomes: list[Outcome]) -> list[list[str]]:
    return [sorted(outcome.errors) for outcome in outcomes]


def test_people_are_stored_with_what_the_table_says(world: World) -> None:
    full = {
        **ANN, "role": "instructor", "phone": "+43 1", "country_id": "AT", "timezone_id": "Europe/Vienna",
        "language": "de", "expires_on": "31.12.2027",
    }  # fmt: skip
    import_rows(world, full, {"email": "bob@alpine.example", "name": "Bob", "surname": "Ray", "role": "180"})

    ann, bob = User.objects.filter(email__in=["ann@alpine.example", "bob@alpine.example"]).order_by("email")
    assert (ann.company, ann.group, ann.phone, ann.country_id) == (world.alpine, Role.INSTRUCTOR, "+43 1", "AT")
    assert (ann.timezone_id, ann.language, str(ann.expires_on)) == ("Europe/Vienna", "de", "2027-12-31")
    assert (bob.group, bob.language, bob.is_active, bob.expires_on) == (Role.PILOT, "en", True, None)
    assert not ann.has_usable_password()


def test_whoever_is_imported_is_on_record(world: World) -> None:
    import_rows(world, ANN)

    event = Event.objects.get(action="user.created")
    user = User.objects.get(email="ann@alpine.example")
    assert (event.actor, event.object_id, event.company) == (world.maria, str(user.pk), world.alpine)
    assert json.loads(event.payload) == {"group": 190}


def test_a_rehearsal_says_the_same_and_stores_nothing(world: World) -> None:
    before = User.objects.count()

    outcomes = import_rows(world, ANN, is_dry_run=True)

    assert User.objects.count() == before
    assert not Event.objects.exists()
    assert outcomes == import_rows(world, ANN)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("email", ""), ("email", "x"), ("email", f"{'x' * 250}@x.example"), ("name", ""), ("surname", "x" * 101),
        ("role", "Boss"), ("role", "1"), ("role", "190.5"), ("country_id", "XX"), ("country_id", "Austria"),
        ("timezone_id", "Mars/Base"), ("language", "x" * 11), ("expires_on", "13/13/2027"), ("expires_on", "soon"),
        ("phone", "1" * 41), ("name", "a\x00"), ("expires_on", "0027-12-31"), ("expires_on", "31.12.0027"),
        ("expires_on", "2200-01-01"),
    ],
)  # fmt: skip
def test_one_bad_cell_is_named_and_stores_nobody(world: World, column: str, value: str) -> None:
    before = User.objects.count()

    outcomes = import_rows(world, {**ANN, column: value}, {**ANN, "email": "bob@alpine.example"})

    assert collect_errors(outcomes) == [[column], []]
    assert User.objects.count() == before


@pytest.mark.parametrize("role", ["100", "Administrator", "chief pilot"])
def test_nobody_imports_a_role_above_the_own_one(world: World, role: str) -> None:
    assert collect_errors(import_rows(world, {**ANN, "role": role})) == [["role"]]
    assert not User.objects.filter(email="ann@alpine.example").exists()


def test_the_own_role_can_be_imported_and_the_operator_grants_every_one(world: World) -> None:
    assert collect_errors(import_rows(world, {**ANN, "role": "135"})) == [[]]
    assert collect_errors(import_rows(world, {**ANN, "email": "bob@alpine.example", "role": "100"}, by=None)) == [[]]


def test_an_address_twice_in_the_table_is_refused_where_it_stands_again(world: World) -> None:
    outcomes = import_rows(world, ANN, {**ANN, "email": "ANN@alpine.EXAMPLE"})

    assert collect_errors(outcomes) == [[], ["email"]]
    assert outcomes[1].errors["email"] == ["Row 2 has the same e-mail address."]
    assert not User.objects.filter(email="ann@alpine.example").exists()


def test_an_address_of_another_school_is_refused_with_the_words_of_the_form(world: World) -> None:
    [outcome] = import_rows(world, {**ANN, "email": world.olga.email.upper()})

    assert outcome.errors == {"email": ["The e-mail address olga@baltic.example is already in use."]}


def test_whoever_is_in_the_school_already_stays_as_is(world: World) -> None:
    outcomes = import_rows(world, {**ANN, "email": world.sam.email, "role": "135"}, ANN)

    assert [(outcome.is_present, bool(outcome.errors)) for outcome in outcomes] == [(True, False), (False, False)]
    world.sam.refresh_from_db()
    assert (world.sam.name, world.sam.group) == ("Sam", Role.STUDENT)
    assert User.objects.filter(email="ann@alpine.example").exists()


def test_importing_the_same_table_again_changes_nothing(world: World) -> None:
    import_rows(world, ANN)
    count, events = User.objects.count(), Event.objects.count()

    assert [outcome.is_present for outcome in import_rows(world, ANN)] == [True]
    assert (User.objects.count(), Event.objects.count()) == (count, events)


def test_an_address_taken_between_looking_and_storing_stores_nobody(world: World, monkeypatch: Any) -> None:
    monkeypatch.setattr(import_of_people, "find_owners", lambda emails: {})
    before = User.objects.count()

    with pytest.raises(InvalidInput, match=r"sam@alpine\.example is already in use"):
        import_rows(world, ANN, {**ANN, "email": world.sam.email})
    assert User.objects.count() == before
    assert not Event.objects.exists()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_imports_of_one_table_at_once_store_everybody_once() -> None:
    world = World()
    rows = [{**ANN, "email": f"n{n}@alpine.example"} for n in range(20)]
    results: list[str] = []

    def import_table() -> None:
        try:
            outcomes = import_rows(world, *rows)
            results.append("present" if outcomes[0].is_present else "new")
        except InvalidInput:
            results.append("present")

    run_in_parallel([import_table] * 4)
    assert sorted(results) == ["new", "present", "present", "present"]
    assert User.objects.filter(email__startswith="n").count() == 20
    assert Event.objects.filter(action="user.created").count() == 20


@pytest.mark.parametrize("is_dry_run", [True, False])
def test_a_table_costs_the_same_queries_for_one_row_and_for_thirty(
    world: World, queries_of: Any, is_dry_run: bool
) -> None:
    import_rows(world, {**ANN, "email": "head@alpine.example"})  # the school's ledger has its head from now on

    def table(name: str, count: int) -> int:
        rows = [{**ANN, "email": f"{name}{n}@alpine.example"} for n in range(count)]
        return len(queries_of(lambda: import_rows(world, *rows, is_dry_run=is_dry_run)))

    assert table("one", 1) == table("many", 30)


def test_the_row_of_the_sample_can_be_taken(world: World) -> None:
    assert collect_errors(import_rows(world, {column.name: column.sample for column in COLUMNS})) == [[]]
    assert [column.name for column in PEOPLE.columns if column.is_required] == ["email", "name", "surname"]


def test_a_phone_number_is_stored_as_the_sheet_shows_it(world: World) -> None:
    cells = build_row("ann@alpine.example", "Ann", "Lee", '<c s="1"><v>6601234567</v></c>')
    data = build_raw_xlsx(build_row("email", "name", "surname", "phone") + cells, formats=["00000000000"])

    import_people(rows=PEOPLE.read(data), company=world.alpine, by=world.maria)

    assert User.objects.get(email="ann@alpine.example").phone == "06601234567"


def test_a_role_whose_formula_has_no_value_makes_nobody_a_student(world: World) -> None:
    cells = build_row("ann@alpine.example", "Ann", "Lee", '<c><f>IF(1=1,"Instructor","Student")</f><v/></c>')
    rows = PEOPLE.read(build_raw_xlsx(build_row("email", "name", "surname", "role") + cells))

    [outcome] = import_people(rows=rows, company=world.alpine, by=world.maria)

    assert list(outcome.errors) == ["role"]
    assert "formula whose value is not stored" in outcome.errors["role"][0]
    assert not User.objects.filter(email="ann@alpine.example").exists()


# --- the command


def run_command(*args: str) -> str:
    out = StringIO()
    call_command("import_users", *args, stdout=out)
    return out.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_bytes("\ufeffemail;name;surname;role\r\nzoe@alpine.example;Zoë;Müller;Administrator\r\n".encode())
    return path


def test_the_command_stores_for_the_operator_and_says_so(world: World, file: Path) -> None:
    out = run_command(str(file), "--company", "Alpine Flight School")

    assert "    2 new     Zoë Müller <zoe@alpine.example>" in out
    assert "Alpine Flight School: 1 row stored." in out
    assert User.objects.get(email="zoe@alpine.example").company == world.alpine
    assert Event.objects.get(action="user.created").actor is None


def test_a_dry_run_stores_nothing(world: World, file: Path) -> None:
    assert "1 row would be stored." in run_command(str(file), "--company", str(world.alpine.pk), "--dry-run")
    assert not User.objects.filter(email="zoe@alpine.example").exists()


def test_the_report_is_json_when_asked(world: World, file: Path) -> None:
    report = json.loads(run_command(str(file), "--company", str(world.alpine.pk), "--json"))

    assert {**report, "rows": len(report["rows"])} == {
        "company": str(world.alpine.pk), "dry_run": False, "stored": True,
        "new": 1, "present": 0, "refused": 0, "rows": 1,
    }  # fmt: skip


def test_a_bad_row_ends_the_command_with_an_error_and_stores_nothing(world: World, file: Path) -> None:
    file.write_bytes(file.read_bytes() + b"x;Bad;Row;\r\n")

    with pytest.raises(CommandError, match=r"Nothing is stored: 1 of 2 rows cannot be imported \(row 3\)"):
        run_command(str(file), "--company", "Alpine Flight School", "--json")
    assert not User.objects.filter(email="zoe@alpine.example").exists()


@pytest.mark.parametrize("company", ["Nowhere", "8b7f", "0190c5a0-0000-7000-8000-000000000000"])
def test_an_unknown_company_is_refused(world: World, file: Path, company: str) -> None:
    with pytest.raises(CommandError, match="There is no school"):
        run_command(str(file), "--company", company)


def test_a_file_that_is_not_there_or_no_table_is_refused(world: World, file: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        run_command("/nowhere.csv", "--company", "Alpine Flight School")
    file.write_bytes(b"PK")
    with pytest.raises(CommandError, match=r"Nothing was stored\. The file cannot be read as XLSX"):
        run_command(str(file), "--company", "Alpine Flight School")
