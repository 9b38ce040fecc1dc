"""Files with other headings than ours: their columns are chosen once, and remembered by the school."""

import re
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from accounts.roles import Role
from office.imports import remembering
from office.imports.people import PEOPLE
from office.models import ColumnMapping
from tests.office.browser import Browser, open_browser
from tests.office.imports.test_imports import IMPORT, confirm, read_seal, read_text, upload
from tests.world import World

GERMAN = (
    "Nachname;Vorname;E-Mail-Adresse;Rolle;Mitgliedsnummer\n"
    "Lee;Ann;ann@alpine.example;Fluglehrerin;17\nRay;Bob;bob@alpine.example;Flugschüler;18\n"
).encode()
CHOICES = {"column_surname": "0", "column_name": "1", "column_email": "2", "column_role": "3"}


@pytest.fixture
def browser(world: World) -> Browser:
    return open_browser(world.maria)


def read_mapped(response: Any) -> str:
    match = re.search(r'name="mapped" value="([^"]+)"', response.content.decode())
    assert match, read_text(response)
    return match[1]


def map_columns(browser: Browser, data: bytes, **choices: str) -> Any:
    return browser.post(IMPORT, {"mapped": read_mapped(upload(browser, data)), **choices}, follow=True)


def get_proposal(response: Any) -> dict[str, str]:
    """The heading that the page proposes for each of our columns."""
    form = response.context["form"]
    chosen = {name: form[f"column_{name}"].value() for name in form.importer.names}
    return {name: form.labels[int(position)] for name, position in chosen.items() if position}


def test_a_file_of_another_program_is_asked_for_its_columns_with_a_guess(browser: Browser) -> None:
    response = upload(browser, GERMAN)

    assert get_proposal(response) == {
        "email": "E-Mail-Adresse", "name": "Vorname", "surname": "Nachname", "role": "Rolle",
    }  # fmt: skip
    text = read_text(response)
    assert "Nachname (Lee, Ray)" in text
    assert "17 · 18" in text
    assert response.context["columns"][4] == ("Mitgliedsnummer", ["17", "18"], "")
    assert [name for name in PEOPLE.names if f"> {name} * <" in text or f">{name} *<" in text] == [
        "email", "name", "surname",
    ]  # fmt: skip


def test_the_chosen_columns_lead_to_the_preview_and_are_stored(browser: Browser) -> None:
    preview = map_columns(browser, GERMAN, **CHOICES)
    assert "Ann Lee &lt;ann@alpine.example&gt; · Instructor" in read_text(preview)
    assert "<code>email</code> from “E-Mail-Adresse”" in read_text(preview)

    confirm(browser, read_seal(preview))

    ann = User.objects.get(email="ann@alpine.example")
    assert (ann.name, ann.surname, ann.group) == ("Ann", "Lee", Role.INSTRUCTOR)
    assert User.objects.get(email="bob@alpine.example").group == Role.STUDENT


def test_the_next_file_with_these_headings_goes_straight_to_the_preview(browser: Browser, world: World) -> None:
    map_columns(browser, GERMAN, **CHOICES)
    colleague = open_browser(world.create_person("Carl", "Colleague", Role.TRAINING_MANAGER))
    moved = b"Vorname;Mitgliedsnummer;Rolle;E-Mail-Adresse;Nachname\nZoe;1;Pilotin;zoe@alpine.example;Ox\n"

    for manager in (browser, colleague):
        assert "Zoe Ox &lt;zoe@alpine.example&gt; · Pilot" in read_text(upload(manager, moved))
    assert 'name="mapped"' in read_text(upload(browser, GERMAN.replace(b"Rolle", b"Funktion")))


def test_another_school_remembers_nothing_of_it(browser: Browser, world: World) -> None:
    map_columns(browser, GERMAN, **CHOICES)

    assert 'name="mapped"' in read_text(upload(open_browser(world.otto), GERMAN))
    assert ColumnMapping.objects.get().company == world.alpine


def test_another_manager_cannot_use_the_page(browser: Browser, world: World) -> None:
    page = read_mapped(upload(browser, GERMAN))
    colleague = world.create_person("Carl", "Colleague", Role.TRAINING_MANAGER)

    for person in (colleague, world.otto):
        assert open_browser(person).post(IMPORT, {"mapped": page, **CHOICES}).status_code == 400
        assert open_browser(person).post(IMPORT, {"remap": page}).status_code == 400
    assert not ColumnMapping.objects.exists()


def test_the_mapping_can_be_changed_from_the_preview(browser: Browser) -> None:
    preview = map_columns(browser, GERMAN, **{**CHOICES, "column_surname": "1", "column_name": "0"})
    assert "Lee Ann &lt;ann@alpine.example&gt;" in read_text(preview)

    page = browser.post(IMPORT, {"remap": read_seal(preview)})
    assert get_proposal(page)["name"] == "Nachname"
    changed = browser.post(IMPORT, {"mapped": read_mapped(page), **CHOICES})

    assert "Ann Lee &lt;ann@alpine.example&gt;" in read_text(changed)
    assert ColumnMapping.objects.get().columns["name"] == "Vorname"


def test_a_preview_is_stored_as_it_was_shown_whatever_a_colleague_chooses_meanwhile(browser: Browser) -> None:
    preview = map_columns(browser, GERMAN, **CHOICES)
    map_columns_again = browser.post(IMPORT, {"remap": read_seal(preview)})
    browser.post(
        IMPORT, {"mapped": read_mapped(map_columns_again), **CHOICES, "column_surname": "1", "column_name": "0"}
    )

    confirm(browser, read_seal(preview))

    assert User.objects.get(email="ann@alpine.example").surname == "Lee"


@pytest.mark.parametrize(
    ("choices", "sentence"),
    [
        ({}, "Choose a column: the import needs it."),
        ({**CHOICES, "column_phone": "3"}, "“Rolle” is chosen for role already."),
        ({**CHOICES, "column_phone": "9"}, "Select a valid choice."),
        ({**CHOICES, "column_phone": "x"}, "Select a valid choice."),
        ({**CHOICES, "column_email": ""}, "Choose a column: the import needs it."),
    ],
)
def test_a_choice_that_makes_no_sense_is_answered_at_its_field(
    browser: Browser, choices: dict[str, str], sentence: str
) -> None:
    response = map_columns(browser, GERMAN, **choices)

    assert sentence in read_text(response)
    assert not ColumnMapping.objects.exists()


def test_the_errors_of_a_row_name_the_columns_of_the_file(browser: Browser) -> None:
    preview = map_columns(browser, GERMAN + b"Ox;Zoe;x;Chef;19\n", **CHOICES)

    assert "<code>E-Mail-Adresse</code>: Enter a valid email address." in read_text(preview)
    assert "<code>Rolle</code>: This role does not exist or is higher than your own." in read_text(preview)


def test_our_own_headings_are_never_asked_for_and_their_reading_can_be_changed(browser: Browser) -> None:
    data = b"Email;Name;Surname;Phone\nann@alpine.example;Ann;Lee;17\n"
    preview = upload(browser, data)
    assert "1 row would be stored." in read_text(preview)

    page = browser.post(IMPORT, {"remap": read_seal(preview)})
    browser.post(IMPORT, {"mapped": read_mapped(page), "column_email": "0", "column_name": "1", "column_surname": "2"})
    confirm(browser, read_seal(upload(browser, data)))

    assert User.objects.get(email="ann@alpine.example").phone == ""


def test_no_more_mappings_are_remembered_than_a_school_needs(browser: Browser, world: World, monkeypatch: Any) -> None:
    monkeypatch.setattr(remembering, "MAX_MAPPINGS", 2)
    for number in range(4):
        map_columns(browser, GERMAN.replace(b"Mitgliedsnummer", b"Nr%d" % number), **CHOICES)

    assert ColumnMapping.objects.filter(company=world.alpine).count() == 2
    assert 'name="confirmed"' in read_text(upload(browser, GERMAN.replace(b"Mitgliedsnummer", b"Nr3")))


def test_a_mapping_to_a_column_that_is_no_longer_there_is_asked_for_again(browser: Browser) -> None:
    map_columns(browser, GERMAN, **CHOICES)
    ColumnMapping.objects.update(columns={"email": "E-Mail-Adresse", "shoe_size": "Rolle"})

    assert 'name="mapped"' in read_text(upload(browser, GERMAN))


def test_the_page_of_the_columns_expires_like_a_preview(browser: Browser, frozen_clock: Any) -> None:
    page = read_mapped(upload(browser, GERMAN))
    frozen_clock.shift(3601)

    response = browser.post(IMPORT, {"mapped": page, **CHOICES}, follow=True)

    assert "The preview has expired." in read_text(response)


def test_the_command_reads_what_the_school_has_mapped(browser: Browser, tmp_path: Any) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(GERMAN)
    with pytest.raises(CommandError, match=r"“Nachname” is unknown.*upload a file with these headings in the admin"):
        call_command("import_users", str(file), "--company=Alpine Flight School")
    map_columns(browser, GERMAN, **CHOICES)

    call_command("import_users", str(file), "--company=Alpine Flight School")

    assert User.objects.get(email="ann@alpine.example").group == Role.INSTRUCTOR


def test_a_mapped_file_costs_the_same_queries_for_one_row_and_for_thirty(browser: Browser, queries_of: Any) -> None:
    map_columns(browser, GERMAN, **CHOICES)
    heading = GERMAN.splitlines()[0]
    many = heading + b"".join(b"\nA;B;n%d@x.example;Pilot;1" % number for number in range(30))

    one = queries_of(lambda: upload(browser, heading + b"\nA;B;a@x.example;Pilot;1"))
    thirty = queries_of(lambda: upload(browser, many))

    assert len(one) == len(thirty)
