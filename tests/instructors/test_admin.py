"""Qualifications in the managers' admin: the list, the page of one, the file of a person, the overview."""

import hashlib
import re
from datetime import date
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import User
from instructors.models import Qualification
from instructors.services import QualificationInput, add_qualification, remove_qualification
from office.digests.reads import list_waiting
from records.models import Event
from records.verification.run import verify_company
from tests.instructors.papers import add_paper, days_from_today
from tests.office.browser import Browser, open_browser
from tests.world import World

LIST = "/admin/instructors/qualification/"
PDF = b"%PDF-1.7\n%paper\n%%EOF\n"


@pytest.fixture
def browser(world: World) -> Browser:
    return open_browser(world.maria)


@pytest.fixture
def body(world: World) -> dict[str, Any]:
    return {
        "user": world.ines.pk,
        "kind": "MEDICAL",
        "name": "Medical class 1",
        "number": "NZ-1",
        "issued_on": "1 Mar 2026",
        "valid_until_on": "1 Mar 2027",
        "blocks_signing": "on",
    }


def read_names(browser: Browser, **filters: str) -> list[str]:
    response = browser.get(LIST, filters)
    assert response.status_code == 200
    return sorted(row.number for row in response.context["cl"].result_list)


def add_with_document(world: World, person: User) -> Qualification:
    paper = QualificationInput(kind="MEDICAL", name="Medical class 1", valid_until_on=date(2027, 3, 1))
    manager = world.maria if person.company == world.alpine else world.otto
    return add_qualification(user_id=person.pk, paper=paper, document=ContentFile(PDF, "medical.pdf"), by=manager)


def test_a_manager_adds_one_with_its_document(world: World, browser: Browser, body: dict[str, Any]) -> None:
    response = browser.post(f"{LIST}add/", {**body, "new_document": SimpleUploadedFile("medical.pdf", PDF)})

    assert response.status_code == 302, response.context["errors"]
    row = Qualification.objects.get()
    assert (row.user, row.valid_until_on, row.document_digest) == (
        world.ines, date(2027, 3, 1), hashlib.sha256(PDF).hexdigest(),
    )  # fmt: skip
    assert [event.action for event in Event.objects.filter(object_id=str(row.pk))] == ["qualification.added"]
    assert verify_company(world.alpine).findings == []


def test_a_manager_corrects_one_and_the_document_stays(world: World, browser: Browser, body: dict[str, Any]) -> None:
    row = add_with_document(world, world.ines)

    response = browser.post(f"{LIST}{row.pk}/change/", {**body, "valid_until_on": "5 Apr 2027"})

    assert response.status_code == 302, response.context["errors"]
    row.refresh_from_db()
    assert (row.valid_until_on, row.number, bool(row.document)) == (date(2027, 4, 5), "NZ-1", True)
    page = browser.get(f"{LIST}{row.pk}/history/").content.decode()
    assert "changed the qualification" in page
    assert verify_company(world.alpine).findings == []


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"valid_until_on": "1 Feb 2026"}, "The last valid day is before the day of issue."),
        ({"name": "  "}, "This field is required."),
        ({"new_document": SimpleUploadedFile("medical.pdf", b"MZ not a PDF")}, "This is not a valid PDF file."),
    ],
)
def test_what_is_wrong_is_said_at_its_field(world: World, browser: Browser, body: Any, fields: Any, text: str) -> None:
    page = browser.post(f"{LIST}add/", {**body, **fields}).content.decode()

    assert text in page
    assert not Qualification.objects.exists()


def test_students_and_people_of_other_schools_are_no_choice(world: World, browser: Browser, body: Any) -> None:
    for person in (world.sam, world.otto):
        response = browser.post(f"{LIST}add/", {**body, "user": person.pk})
        assert response.context["adminform"].form.errors.keys() == {"user"}


def test_the_document_is_served_to_managers_of_the_school_alone(world: World, browser: Browser) -> None:
    row = add_with_document(world, world.ines)
    address = reverse("admin:instructors_qualification_document", args=[row.pk])

    served: Any = browser.get(address)
    assert b"".join(served.streaming_content) == PDF
    assert open_browser(world.otto).get(address).status_code == 404
    assert browser.get(f"/media/{row.document.name}").status_code == 404
    for person in (world.charles, world.ines, world.sam):
        assert open_browser(person).get(address).status_code == 302


def test_the_pages_of_another_school_are_not_there(world: World) -> None:
    row = add_with_document(world, world.ines)
    otto = open_browser(world.otto)

    assert read_names(otto) == []
    assert otto.post(f"{LIST}{row.pk}/remove/", {"asked": "1", "reason": "Mine"}).status_code == 404
    assert otto.post(f"{LIST}{row.pk}/change/", {"name": "Mine"}).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.is_live) == ("Medical class 1", True)


def test_one_is_removed_with_a_reason_and_stays_to_be_read(world: World, browser: Browser) -> None:
    row = add_paper(world, world.ines, days_from_today(5), number="1")
    address = f"{LIST}{row.pk}/remove/"
    # A renewal has the same name: the number and the day say which one it is.
    assert "Medical class 1, 1 of Ines Instructor, valid until 23 Mar 2026" in browser.get(address).content.decode()
    assert "This field is required." in browser.post(address, {"asked": "1", "reason": ""}).content.decode()

    browser.post(address, {"asked": "1", "reason": "Entered twice"})

    row.refresh_from_db()
    assert (row.removed_by, row.removal_reason) == (world.maria, "Entered twice")
    assert (read_names(browser), read_names(browser, state="removed")) == ([], ["1"])
    page = browser.get(f"{LIST}{row.pk}/change/")
    assert "removed: Entered twice" in page.content.decode()
    assert browser.post(f"{LIST}{row.pk}/change/", {"name": "Back"}).status_code == 403


def test_a_renewal_begins_with_what_stays_the_same(world: World, browser: Browser) -> None:
    row = add_paper(world, world.ines, days_from_today(5), number="NZ-1")

    page = browser.get(f"{LIST}{row.pk}/renew/", follow=True).content.decode()

    assert re.search(r'name="name" value="Medical class 1"', page)
    assert re.search(rf'<option value="{world.ines.pk}" selected', page)


@pytest.mark.parametrize("blocks", [True, False])
def test_a_renewal_keeps_whether_it_is_needed_to_sign(world: World, browser: Browser, blocks: bool) -> None:
    row = add_paper(world, world.ines, days_from_today(5), kind="CERTIFICATE", name="FE(A)", blocks_signing=blocks)

    page = browser.get(f"{LIST}{row.pk}/renew/", follow=True).content.decode()

    box = re.search(r'<input[^>]*name="blocks_signing"[^>]*>', page)
    assert box is not None
    assert bool(re.search(r"\schecked[\s>]", box.group())) is blocks


def test_the_filters_find_what_has_expired_and_what_expires(world: World, browser: Browser) -> None:
    for days in (-1, 0, 30, 31, 60, 61, 90, 91):
        add_paper(world, world.ines, days_from_today(days), name=f"Rating {days}", number=str(days))
    add_paper(world, world.ines, days_from_today(-9), name="Rating 0", number="old")
    gone = add_paper(world, world.ines, days_from_today(-9), number="gone")
    remove_qualification(qualification_id=gone.pk, reason="Entered twice", by=world.maria)

    assert read_names(browser, state="expired") == ["-1"]
    assert read_names(browser, state="30") == ["0", "30"]
    assert read_names(browser, state="60") == ["0", "30", "31", "60"]
    assert read_names(browser, state="90") == ["0", "30", "31", "60", "61", "90"]
    assert read_names(browser, state="replaced") == ["old"]
    assert len(read_names(browser)) == 9


def test_people_are_found_by_their_papers(world: World, browser: Browser) -> None:
    add_paper(world, world.ines, days_from_today(-1))
    add_paper(world, world.charles, days_from_today(9))

    def list_people(value: str) -> list[str]:
        people = browser.get("/admin/accounts/user/", {"papers": value}).context["cl"].result_list
        return sorted(person.name for person in people)

    assert list_people("expired") == ["Ines"]
    assert list_people("expiring") == ["Charles"]
    assert list_people("missing") == ["Maria", "Tom"]


def test_the_file_of_a_person_shows_each_with_its_state(world: World, browser: Browser) -> None:
    add_paper(world, world.ines, days_from_today(-1), name="FI(A)")
    add_paper(world, world.ines, days_from_today(9))
    add_paper(world, world.ines, None, name="English", kind="LANGUAGE")

    page = browser.get(reverse("admin:accounts_user_file", args=[world.ines.pk])).content.decode()

    for text in ("expired 1 day ago", "expires in 9 days", "without an end", "Add a qualification"):
        assert text in page
    assert (
        "Qualifications</"
        not in browser.get(reverse("admin:accounts_user_file", args=[world.sam.pk]))
        .content.decode()
        .partition("<main")[2]
    )


def test_the_overview_and_the_digest_count_them(world: World, browser: Browser) -> None:
    add_paper(world, world.ines, days_from_today(-1))
    add_paper(world, world.tom, days_from_today(30))
    left = add_paper(world, world.create_person("Lea", "Left", world.ines.group), None)  # type: ignore[arg-type]
    Qualification.objects.filter(pk=left.pk).update(valid_until_on=days_from_today(-1))
    User.objects.filter(pk=left.user_id).update(is_active=False)

    page = browser.get("/admin/").content.decode()
    digest = {row["what"]: row["count"] for row in list_waiting(world.maria, world.maria.created_at)}

    assert "Qualifications expired" in page
    assert "Qualifications expiring" in page
    assert (digest["expired_qualifications"], digest["expiring_qualifications"]) == (1, 1)
    # What a figure counts is what its link shows: not the paper of somebody who has left.
    assert len(read_names(browser, state="expired")) == len(read_names(browser, state="30")) == 1


def test_thirty_cost_what_one_costs(world: World, browser: Browser, queries_of: Any) -> None:
    add_paper(world, world.ines, days_from_today(5))
    file = reverse("admin:accounts_user_file", args=[world.ines.pk])
    for path in (LIST, file):
        browser.get(path)
    few = [len(queries_of(lambda path=path: browser.get(path))) for path in (LIST, file)]
    for number in range(30):
        add_paper(world, world.ines, days_from_today(number), name=f"Rating {number}")

    assert [len(queries_of(lambda path=path: browser.get(path))) for path in (LIST, file)] == few
