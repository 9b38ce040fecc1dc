"""The import pages of the managers' admin: preview, confirmation, and what other managers can do with them."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from accounts.roles import Role
from core.tables.reading import MAX_FILE_BYTES
from tests.core.xlsx.parts import build_raw_xlsx, build_row
from tests.office.browser import Browser, open_browser
from tests.office.population import build_address
from tests.spreadsheets import build_xlsx
from tests.world import World

IMPORT = build_address(User, "import")
TABLE = b"email;name;surname\nann@alpine.example;Ann;Lee\nbob@alpine.example;Bob;Ray\n"


@pytest.fixture
def browser(world: World) -> Browser:
    return open_browser(world.maria)


def upload(browser: Browser, data: bytes = TABLE, name: str = "people.csv", address: str = IMPORT) -> Any:
    return browser.post(address, {"file": SimpleUploadedFile(name, data)})


def read_seal(response: Any) -> str:
    match = re.search(r'name="confirmed" value="([^"]+)"', response.content.decode())
    assert match
    return match[1]


def confirm(browser: Browser, confirmation: str, address: str = IMPORT, **choice: str) -> Any:
    return browser.post(address, {"confirmed": confirmation, **choice}, follow=True)


def read_text(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def list_stored() -> list[str]:
    imported = User.objects.filter(email__in=["ann@alpine.example", "bob@alpine.example"])
    return sorted(imported.values_list("email", flat=True))


def test_a_bomb_is_refused_on_the_page(browser: Browser) -> None:
    bomb = build_raw_xlsx(build_row("email", "name", "surname") + "<row/>" * 3_000_000)
    assert len(bomb) < 100_000

    response = upload(browser, bomb, "people.xlsx")

    assert response.status_code == 200
    assert "beyond row 20000" in read_text(response)
    assert User.objects.count() == 8


def test_the_list_leads_to_the_import_and_that_to_its_samples(browser: Browser) -> None:
    assert IMPORT in browser.get(build_address(User)).content.decode()
    shown = browser.get(IMPORT).content.decode()
    for format in ("csv", "xlsx"):
        assert f"{IMPORT}sample.{format}" in shown
        sample = browser.get(f"{IMPORT}sample.{format}")
        previewed = upload(browser, sample.content, f"sample.{format}")
        assert "anna.huber@school.example" in previewed.content.decode()
        assert "1 row would be stored." in read_text(previewed)
    assert browser.get(f"{IMPORT}sample.exe").status_code == 404


def test_the_preview_shows_every_row_and_stores_nothing(browser: Browser) -> None:
    response = upload(browser)

    assert "Nothing is stored yet. 2 rows would be stored." in read_text(response)
    assert response.content.decode().count('<td class="px-3 py-2">') == 2
    assert "Ann Lee &lt;ann@alpine.example&gt;" in read_text(response)
    assert list_stored() == []


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_confirming_stores_what_was_previewed(browser: Browser, world: World, kind: str) -> None:
    rows = [row.split(";") for row in TABLE.decode().splitlines()]
    data = TABLE if kind == "csv" else build_xlsx(rows)

    response = confirm(browser, read_seal(upload(browser, data, f"people.{kind}")))

    assert "2 rows stored. New users have no password yet" in read_text(response)
    assert list_stored() == ["ann@alpine.example", "bob@alpine.example"]
    assert User.objects.get(email="ann@alpine.example").company == world.alpine


def test_whoever_sends_invitations_is_not_told_to_send_them(browser: Browser, settings: Any) -> None:
    settings.MAIL_ENABLED = True

    response = confirm(browser, read_seal(upload(browser)), chosen="invite")

    assert "2 rows stored. New users get an invitation" in read_text(response)
    assert "no password yet" not in read_text(response)


def test_confirming_twice_stores_once(browser: Browser) -> None:
    confirmation = read_seal(upload(browser))

    confirm(browser, confirmation)
    response = confirm(browser, confirmation)

    assert "0 rows stored. 2 rows skipped: already stored." in read_text(response)
    assert len(list_stored()) == 2


def test_a_row_that_cannot_be_taken_is_shown_with_its_column_and_stores_nothing(browser: Browser) -> None:
    response = upload(browser, TABLE + b"x;Zed;Ray\n")

    assert "Nothing is stored: 1 of 3 rows cannot be imported (row 4)." in read_text(response)
    assert "<code>email</code>: Enter a valid email address." in read_text(response)
    assert '<input type="checkbox" name="left_out" value="4" required> Leave out the 1 row that cannot be imported' in (
        read_text(response)
    )
    again = confirm(browser, read_seal(response))
    assert "Nothing is stored: 1 of 3 rows cannot be imported (row 4)." in read_text(again)
    assert list_stored() == []


def test_the_manager_leaves_rows_out_that_cannot_be_taken(browser: Browser) -> None:
    preview = upload(browser, TABLE + b"x;Zed;Ray\n")

    response = confirm(browser, read_seal(preview), left_out="4")

    assert "2 rows stored. 1 row left out." in read_text(response)
    assert list_stored() == ["ann@alpine.example", "bob@alpine.example"]


def test_leaving_out_is_agreed_to_for_the_rows_that_were_shown_and_no_others(browser: Browser, world: World) -> None:
    preview = upload(browser, TABLE + b"x;Zed;Ray\n")
    User.objects.filter(pk=world.olga.pk).update(email="bob@alpine.example")

    response = confirm(browser, read_seal(preview), left_out="4")

    assert "2 of 3 rows cannot be imported (row 3, 4)" in read_text(response)
    assert list_stored() == ["bob@alpine.example"]


def test_nothing_can_be_stored_of_a_file_whose_rows_are_all_invalid(browser: Browser) -> None:
    response = upload(browser, b"email;name;surname\nx;Zed;Ray\n")

    assert 'name="confirmed"' not in read_text(response)
    for numbers in ("2", "2,x,-3", "2" * 100_000):
        assert confirm(browser, read_seal(upload(browser)), left_out=numbers).status_code == 200
    assert "All rows are left out." in read_text(confirm(browser, read_seal(upload(browser)), left_out="2,3"))


def test_what_is_wrong_since_the_preview_is_shown_and_stores_nothing(browser: Browser, world: World) -> None:
    confirmation = read_seal(upload(browser))
    User.objects.filter(pk=world.olga.pk).update(email="bob@alpine.example")

    response = confirm(browser, confirmation)

    assert "1 of 2 rows cannot be imported (row 3)" in read_text(response)
    assert list_stored() == ["bob@alpine.example"]


def test_an_address_of_another_school_is_answered_as_on_the_page_of_a_person(browser: Browser, world: World) -> None:
    row = {"email": world.olga.email, "name": "Ann", "surname": "Lee", "group": "190", "language": "en"}
    typed = browser.post(build_address(User, "add"), row).context["adminform"].errors["email"]

    response = upload(browser, f"email,name,surname\n{world.olga.email},Ann,Lee\n".encode())

    assert list(typed) == response.context["outcomes"][0].errors["email"]
    assert "Baltic" not in read_text(response)


def test_nobody_else_confirms_what_a_manager_uploaded(browser: Browser, world: World) -> None:
    confirmation = read_seal(upload(browser))
    colleague = world.create_person("Carl", "Colleague", Role.TRAINING_MANAGER)

    for other in (open_browser(colleague), open_browser(world.otto)):
        assert confirm(other, confirmation).status_code == 400
    for forged in (confirmation[:-1] + "x", "x", "", "a:b:c"):
        assert confirm(browser, forged).status_code == 400
    assert list_stored() == []


def test_a_preview_ends_after_an_hour(browser: Browser, frozen_clock: Any) -> None:
    confirmation = read_seal(upload(browser))
    frozen_clock.shift(3601)

    assert "The preview has expired." in read_text(confirm(browser, confirmation))
    assert list_stored() == []


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty."),
        (b"x" * (MAX_FILE_BYTES + 1), "larger than 2 MB"),
        ("email,name,surname\na@x.example,Zoë,M\n".encode("cp1252"), "is not UTF-8"),
        (b"PK\x03\x04", "cannot be read as XLSX"),
        (b"email,name,surname\n" + b"a@x.example,A,B\n" * 5001, "more than 5000 rows"),
    ],
)
def test_a_file_that_is_no_table_is_answered_with_a_sentence(browser: Browser, data: bytes, sentence: str) -> None:
    response = upload(browser, data)

    assert response.status_code == 200
    assert sentence in read_text(response)


def test_markup_in_a_file_is_text_on_the_page(browser: Browser) -> None:
    response = upload(browser, b"email,name,surname,role\nx@x.example,<script>alert(1)</script>,B,<b>\n")

    assert "<script>alert" not in response.content.decode()
    assert "&lt;script&gt;alert(1)" in response.content.decode()


def test_students_and_instructors_import_nothing(world: World) -> None:
    for person in (world.ines, world.sam):
        assert upload(open_browser(person)).status_code == 302
        assert open_browser(person).get(f"{IMPORT}sample.csv").status_code == 302
    assert list_stored() == []


def test_a_preview_costs_the_same_queries_for_one_row_and_for_thirty(browser: Browser, queries_of: Any) -> None:
    many = b"email,name,surname\n" + b"".join(b"n%d@x.example,A,B\n" % n for n in range(30))

    upload(browser)
    assert len(queries_of(lambda: upload(browser, TABLE[:45] + b"\n"))) == len(
        queries_of(lambda: upload(browser, many))
    )
