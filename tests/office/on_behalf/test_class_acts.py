"""Signing by a manager who taught the class, taking a signature back with a reason, and what depends on it."""

from typing import Any

import pytest

from accounts.models import User
from accounts.roles import Role
from evidence.models import Certificate
from onsite.classes.attendance import store_attendance
from onsite.classes.signing import sign_class
from onsite.models import Attendance, ClassSession
from records.models import Event, Revocation, Signature
from records.verification.run import verify_company
from tests import factories as make
from tests.office.browser import Browser, open_browser
from tests.office.on_behalf.conftest import read_forms, read_text
from tests.office.population import build_address
from tests.onsite.conftest import GroundSchool
from trainings.models import Training

OF_THE_CLASS = "the class 050 Meteorology of 18 Mar 2026"


def get_address(school: GroundSchool, page: str) -> str:
    return build_address(ClassSession, page, school.session.pk)


def ask(browser: Browser, school: GroundSchool, page: str, **typed: str) -> str:
    return read_text(browser.post(get_address(school, page), {"asked": "1", **typed}, follow=True))


def create_second_manager(school: GroundSchool) -> User:
    return school.world.create_person("Anna", "Administrator", Role.ADMINISTRATOR)


@pytest.fixture
def finished(school: GroundSchool) -> GroundSchool:
    """Sam's training consists of the lesson of the class, which Ines has signed: Sam has a certificate."""
    Training.objects.update(auto_finish=True)
    marks: Any = {school.world.sam.pk: {"is_present": True}, school.world.sue.pk: {"is_present": False}}
    store_attendance(session=school.session, marks=marks, by=school.world.ines)
    sign_class(session=school.session, password=make.PASSWORD, by=school.world.ines)
    assert Certificate.objects.unrevoked().count() == 1
    return school


def test_a_manager_who_taught_the_class_signs_it_with_the_password(browser: Browser, school: GroundSchool) -> None:
    ClassSession.objects.update(teacher=school.world.maria)
    assert get_address(school, "sign") in browser.get(get_address(school, "record")).content.decode()
    page = read_text(browser.get(get_address(school, "sign")))
    assert "I held this class; the attendance below is right." in page
    assert "2 students without recorded attendance are stored as absent." in page

    assert "Sam Student: not recorded" in page

    shown = read_forms(browser.get(get_address(school, "sign")).context["form"])
    assert "password" in ask(browser, school, "sign", **{**shown, "password": "wrong"})
    marks: Any = {school.world.sam.pk: {"is_present": True}}
    store_attendance(session=school.session, marks=marks, by=create_second_manager(school))
    stale = ask(browser, school, "sign", **{**shown, "password": make.PASSWORD})
    assert "This has been changed since you opened the page. Nothing was stored." in stale
    assert not Signature.objects.exists()
    shown = read_forms(browser.get(get_address(school, "sign")).context["form"])
    assert "The class is signed." in ask(browser, school, "sign", **{**shown, "password": make.PASSWORD})

    school.session.refresh_from_db()
    assert school.session.signature_text.startswith("Maria Manager (Training Manager)")
    assert f"Maria Manager signed {OF_THE_CLASS} (version 1)." in read_text(browser.get(get_address(school, "history")))
    assert verify_company(school.world.alpine).findings == []


def test_a_manager_who_did_not_teach_the_class_is_told_so_and_cannot_sign(
    browser: Browser, school: GroundSchool
) -> None:
    for page in ("record", "sign"):
        assert "Only the teacher of the class may sign it." in read_text(browser.get(get_address(school, page)))
    assert get_address(school, "sign") not in browser.get(get_address(school, "record")).content.decode()

    assert "Only the teacher of the class may sign it." in ask(browser, school, "sign", password=make.PASSWORD)
    assert not Signature.objects.exists()


def test_a_signed_class_is_read_only_until_its_signature_is_taken_back(
    browser: Browser, finished: GroundSchool
) -> None:
    form = browser.get(get_address(finished, "record")).context["form"]
    sent = read_forms(form.head, *form.rows) | {f"{finished.world.sue.pk}-present": "yes"}
    before = list(Attendance.objects.order_by("pk").values())

    page = browser.post(get_address(finished, "record"), sent)

    assert "The class is signed and cannot be changed unless the signature is revoked." in read_text(page)
    assert "<fieldset disabled>" in page.content.decode()
    assert get_address(finished, "unsign") in page.content.decode()
    assert list(Attendance.objects.order_by("pk").values()) == before
    change_page = browser.get(get_address(finished, "change")).content.decode()
    assert get_address(finished, "unsign") in change_page
    assert get_address(finished, "record") not in change_page


def test_a_signature_is_taken_back_with_a_reason_and_the_correction_reopens(
    browser: Browser, finished: GroundSchool
) -> None:
    page = read_text(browser.get(get_address(finished, "unsign")))
    assert "This concerns 1 finished enrollment. 1 certificate of a finish is valid." in page
    assert "Taking the signature back changes nothing that is recorded" in page
    assert "This field is required." in ask(browser, finished, "unsign")
    assert not Revocation.objects.exists()

    done = ask(browser, finished, "unsign", reason="Sam was ill")

    assert "The signature is taken back. The teacher, Ines Instructor, can sign the class again." in done
    assert "This concerns 1 finished enrollment. 1 certificate of a finish is valid." in done
    assert Revocation.objects.get().reason == "Sam was ill"
    told = f"Maria Manager took back the signature of {OF_THE_CLASS}: Sam was ill"
    assert told in done
    assert told in read_text(browser.get(get_address(finished, "history")))
    assert Certificate.objects.unrevoked().count() == 1
    assert verify_company(finished.world.alpine).findings == []

    form = browser.get(get_address(finished, "record")).context["form"]
    sent = read_forms(form.head, *form.rows) | {f"{finished.world.sam.pk}-present": "no"}
    corrected = read_text(browser.post(get_address(finished, "record"), sent, follow=True))

    assert "The class is recorded. Finishes taken back: 1. Certificates revoked: 1." in corrected
    assert list(Event.objects.order_by("seq").values_list("action", flat=True))[-3:] == [
        "attendance.stored", "enrollment.reopened", "certificate.revoked",
    ]  # fmt: skip
    assert verify_company(finished.world.alpine).findings == []


def test_a_certificate_that_is_relied_on_is_named_before_the_act_and_keeps_the_correction_out(
    finished: GroundSchool, frozen_clock: Any
) -> None:
    frozen_clock.shift(4 * 86400)
    browser = open_browser(finished.world.maria)
    obstacle = "Sam Student finished the training based on this record, and certificate 2026-00001 has been issued."
    assert obstacle in ask(browser, finished, "unsign", reason="Sam was ill")

    form = browser.get(get_address(finished, "record")).context["form"]
    sent = read_forms(form.head, *form.rows) | {f"{finished.world.sam.pk}-present": "no"}
    refused = read_text(browser.post(get_address(finished, "record"), sent))

    assert refused.count(obstacle) == 2
    assert "Nothing was stored." in refused
    assert finished.get_attendance(finished.world.sam).is_present
