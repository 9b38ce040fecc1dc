"""A dossier out of one school into the other, through the pages of the admin."""

import json
from typing import Any

from django.urls import reverse

from dossiers.models import Dossier, DossierCredit
from evidence.student_record.files import build_record_files
from evidence.student_record.gathering import gather_record
from records.models import Event
from tests import factories as make
from tests.dossiers.two_schools import TwoSchools, build_upload, read_zip
from tests.office.browser import Browser, open_browser
from trainings.models import Credit, Enrollment


def read_text(response: Any) -> str:
    return str(response.content.decode())


def hand_over(schools: TwoSchools) -> dict[str, bytes]:
    browser = open_browser(schools.world.maria)
    address = reverse("admin:trainings_enrollment_record", args=[schools.enrollment_there.pk, "zip"])
    return read_zip(browser.post(address).content)


def upload(browser: Browser, schools: TwoSchools, files: dict[str, bytes]) -> Any:
    address = reverse("admin:dossiers_dossier_receive", args=[schools.sam_here.pk])
    return browser.post(address, {"asked": "1", "file": build_upload(files)}, follow=True)


def test_a_student_brings_a_dossier_and_some_of_it_is_credited(schools: TwoSchools) -> None:
    exported = hand_over(schools)
    browser = open_browser(schools.world.otto)

    page = read_text(upload(browser, schools, exported))

    dossier = Dossier.objects.get()
    assert "The dossier is received." in page
    assert "Signed with the key of this server." in page
    assert "Email: sam@alpine.example there, sam@baltic.example here" in page
    for text in ("010 Air Law: Right of way", "present, passed, 92", "Night rating of 2019", "Ines Instructor"):
        assert text in page
    credit_page = reverse("admin:dossiers_dossier_credit", args=[dossier.pk, schools.enrollment.pk])
    assert credit_page not in page
    assert "Confirm first that the dossier is that of this person." in page

    confirm = reverse("admin:dossiers_dossier_confirm", args=[dossier.pk])
    page = read_text(browser.post(confirm, {"asked": "1", "reason": "Showed his passport"}, follow=True))
    assert credit_page in page

    shown = read_text(browser.get(credit_page))
    assert shown.count('name="items"') == 5
    assert " checked>" not in shown
    assert "same code and name" in shown
    assert (
        "Dossier of Alpine Flight School, exported 18 Mar 2026, verified 18 Mar 2026: signed, by a known key" in shown
    )

    chosen = [schools.here.law.pk, schools.here.exam.pk, schools.here.rules.pk]
    form = {"asked": "1", "items": chosen, "reason": "Dossier of Alpine", "password": make.PASSWORD}
    page = read_text(browser.post(credit_page, form, follow=True))

    assert "Credited 3 to Sam Student in PPL(A) modular." in page
    sources = {row.credit.item_id: row.source_name for row in DossierCredit.objects.select_related("credit")}
    assert sources == {
        schools.here.law.pk: "010 Air Law: Right of way",
        schools.here.exam.pk: "010 Air Law: Law exam",
        schools.here.rules.pk: "",
    }
    credit = Credit.objects.filter(enrollment=schools.enrollment).first()
    assert credit is not None
    with credit.document.open() as stored:
        assert stored.read() == exported["record.pdf"]
    assert list(Event.objects.filter(object_id=str(dossier.pk)).order_by("seq").values_list("action", flat=True)) == [
        "dossier.received", "dossier.person_confirmed", "dossier.credited",
    ]  # fmt: skip
    schools.assert_clean()


def test_the_record_here_says_where_it_comes_from(schools: TwoSchools) -> None:
    dossier = schools.receive()
    row = Enrollment.objects.for_student_record().get(pk=schools.enrollment.pk)

    content = json.loads(build_record_files(gather_record(row))["record.json"])

    (entry,) = [entry for entry in content["entries"] if entry["kind"] == "dossier"]
    assert entry["what"] == "PPL(A) at Alpine Flight School, of Sam Student"
    assert (entry["result"], entry["by"]) == ("received, signed, by a known key", "Otto Other")
    assert str(dossier.pk) in json.dumps([event["object"] for event in content["events"]])
    assert "PPL(A) at Alpine" not in json.dumps(schools.export()["record.json"].decode())


def test_the_same_file_is_received_once(schools: TwoSchools) -> None:
    exported = hand_over(schools)
    browser = open_browser(schools.world.otto)

    upload(browser, schools, exported)
    page = read_text(upload(browser, schools, exported))

    assert "The same file was received before." in page
    assert Dossier.objects.count() == 1
    assert Event.objects.filter(action="dossier.received").count() == 1


def test_the_persons_file_leads_to_it(schools: TwoSchools) -> None:
    dossier = schools.receive()

    page = read_text(open_browser(schools.world.otto).get(f"/admin/accounts/user/{schools.sam_here.pk}/file/"))

    assert reverse("admin:dossiers_dossier_file", args=[dossier.pk]) in page
    assert reverse("admin:dossiers_dossier_receive", args=[schools.sam_here.pk]) in page


def test_the_original_is_downloaded_as_it_came(schools: TwoSchools) -> None:
    exported = hand_over(schools)
    browser = open_browser(schools.world.otto)
    upload(browser, schools, exported)

    response: Any = browser.get(reverse("admin:dossiers_dossier_document", args=[Dossier.objects.get().pk]))

    assert read_zip(b"".join(response.streaming_content)) == exported
    assert "attachment" in response["Content-Disposition"]


def test_the_page_says_that_the_file_is_the_copy_of_an_inspector(schools: TwoSchools) -> None:
    row = Enrollment.objects.for_student_record().get(pk=schools.enrollment_there.pk)
    watermark = "Copy for Pat Inspector, CAA, 18 Mar 2026, access 1"
    dossier = schools.receive(build_record_files(gather_record(row), watermark))
    page = open_browser(schools.world.otto).get(f"/admin/dossiers/dossier/{dossier.pk}/file/").content.decode()
    assert "Whose copy it is" in page
    assert watermark in page
