"""Certificates in the student's file: issued, opened, revoked at a second click, issued again under a new number."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from evidence.certificates.services import issue_certificates
from evidence.models import Certificate
from records.models import Event
from tests import factories as make
from tests.office.browser import Browser, open_browser
from tests.office.student_file.course import finish
from tests.pdf_reading import read_pages
from tests.trainings.life.conftest import assert_records_are_clean
from tests.world import Client, World
from trainings.models import Enrollment

REASON = "The surname was mis-spelled"


@pytest.fixture
def browser(world: World) -> Browser:
    return open_browser(world.maria)


@pytest.fixture
def enrollment(world: World) -> Enrollment:
    """Finished, with the certificate 2026-00001."""
    return finish(world)


def get_page(name: str, *args: Any) -> str:
    return reverse(f"admin:trainings_enrollment_{name}", args=args)


def read_file(browser: Browser, enrollment: Enrollment) -> str:
    return str(browser.get(get_page("file", enrollment.pk)).content.decode())


def list_actions() -> list[str]:
    return list(
        Event.objects.filter(action__startswith="certificate.").order_by("seq").values_list("action", flat=True)
    )


def get_check_page(certificate: Certificate) -> str:
    return str(Client().get(f"/certificates/{certificate.code}").content.decode())


def test_one_that_was_never_issued_is_issued_once(world: World, browser: Browser) -> None:
    training = make.TrainingFactory(company=world.alpine)
    row = make.EnrollmentFactory(training=training, user=world.sam, finished_at=timezone.now())
    page = get_page("certificate_issue", row.pk)
    assert f'href="{page}"' in read_file(browser, row)

    response = browser.post(page, {"asked": "1"}, follow=True)

    assert "The certificate is issued." in response.content.decode()
    assert Certificate.objects.get(enrollment=row).number == "2026-00001"
    assert f'href="{page}"' not in response.content.decode()
    assert "It has a certificate." in browser.post(page, {"asked": "1"}).content.decode()
    assert list_actions() == ["certificate.issued"]


def test_of_a_training_that_is_not_finished_none_is_issued(world: World, browser: Browser) -> None:
    row = make.EnrollmentFactory(training__company=world.alpine, user=world.sam)
    page = get_page("certificate_issue", row.pk)

    assert page not in read_file(browser, row)
    assert "The training is not finished." in browser.post(page, {"asked": "1"}).content.decode()
    assert not Certificate.objects.exists()


def test_it_is_revoked_with_a_reason_and_a_second_click(world: World, browser: Browser, enrollment: Enrollment) -> None:
    certificate = Certificate.objects.get()
    page = get_page("certificate_revoke", enrollment.pk, certificate.pk)
    assert f'href="{page}"' in read_file(browser, enrollment)
    assert "This field is required." in browser.post(page, {"asked": "1", "reason": ""}).content.decode()

    asked = browser.post(page, {"asked": "1", "reason": REASON}).content.decode()

    assert "Revoke the certificate 2026-00001? This cannot be undone." in asked
    assert REASON in asked
    assert Certificate.objects.get().revoked_at is None

    done = browser.post(page, {"asked": "1", "reason": REASON, "confirmed": "1"}, follow=True).content.decode()

    assert "The certificate 2026-00001 is revoked." in done
    assert f"revoked on 18 Mar 2026: {REASON}" in done
    assert Certificate.objects.get().revocation_reason == REASON
    assert "It is revoked already." in browser.get(page).content.decode()
    (paper,) = read_pages(browser.get(get_page("certificate_pdf", enrollment.pk, certificate.pk)).content)
    assert "REVOKED 18 Mar 2026" in paper
    assert list_actions() == ["certificate.issued", "certificate.revoked"]
    assert_records_are_clean(world)


@pytest.mark.parametrize("is_revoked_before", [False, True])
def test_it_is_issued_again_under_a_new_number_and_both_name_each_other(
    world: World, browser: Browser, enrollment: Enrollment, is_revoked_before: bool
) -> None:
    old = Certificate.objects.get()
    answer = {"asked": "1", "reason": REASON, "confirmed": "1"}
    if is_revoked_before:
        browser.post(get_page("certificate_revoke", enrollment.pk, old.pk), answer)
    page = get_page("certificate_reissue", enrollment.pk, old.pk)
    assert "replaces" in browser.post(page, {"asked": "1", "reason": REASON}).content.decode()
    assert Certificate.objects.count() == 1

    done = browser.post(page, answer, follow=True).content.decode()

    assert "The certificate 2026-00002 replaces 2026-00001." in done
    new = Certificate.objects.get(replaces=old)
    old.refresh_from_db()
    assert old.revoked_at
    assert new.revoked_at is None
    (paper,) = read_pages(browser.get(get_page("certificate_pdf", enrollment.pk, new.pk)).content)
    assert "Replaces certificate 2026-00001" in paper
    (former,) = read_pages(browser.get(get_page("certificate_pdf", enrollment.pk, old.pk)).content)
    assert "replaced by certificate 2026-00002" in former.replace("\n", " ")
    assert "Certificate 2026-00001, which was revoked" in get_check_page(new)
    assert "Certificate 2026-00002" in get_check_page(old)
    assert "It has been replaced by 2026-00002." in browser.post(page, answer).content.decode()
    assert list_actions() == ["certificate.issued", "certificate.revoked", "certificate.issued"]
    assert_records_are_clean(world)


def test_a_certificate_has_no_page_in_the_file_of_another_enrollment(
    world: World, browser: Browser, enrollment: Enrollment
) -> None:
    other = make.EnrollmentFactory(
        training=make.TrainingFactory(company=world.alpine), user=world.sue, finished_at=timezone.now()
    )
    issue_certificates(enrollment_ids=[other.pk], company_id=world.alpine.pk, by=None)

    for page in ("certificate_pdf", "certificate_revoke", "certificate_reissue"):
        wrong = get_page(page, enrollment.pk, Certificate.objects.get(enrollment=other).pk)
        assert browser.get(wrong).status_code == 404
