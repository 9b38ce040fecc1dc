"""Who may do what in the student's file and the reports: every act, at the own and at another school, by role."""

from typing import Any

import pytest
from django.urls import reverse

from accounts.models import Notification
from accounts.roles import Role
from evidence.models import Certificate
from records.models import Event
from tests.office.browser import open_browser
from tests.office.student_file.course import Course, finish
from tests.world import World

ASKED = {"asked": "1", "reason": "x", "confirmed": "1", "subject": "x", "body": "x"}
MANAGERS = (
    Role.ADMINISTRATOR,
    Role.ACCOUNTABLE_MANAGER,
    Role.OPERATIONS_MANAGER,
    Role.CHIEF_PILOT,
    Role.TRAINING_MANAGER,
)
OTHERS = (Role.CHIEF_INSTRUCTOR, Role.INSTRUCTOR, Role.PILOT, Role.STUDENT)


def list_pages(course: Course, certificate: Certificate) -> list[str]:
    """The pages that are about something of Alpine."""
    row, person = certificate.enrollment, course.world.sam
    of_enrollment = [
        reverse(f"admin:trainings_enrollment_{name}", args=[row.pk])
        for name in ("file", "message", "certificate_issue")
    ]
    of_certificate = [
        reverse(f"admin:trainings_enrollment_certificate_{name}", args=[row.pk, certificate.pk])
        for name in ("pdf", "revoke", "reissue")
    ]
    of_person = [reverse(f"admin:accounts_user_{name}", args=[person.pk]) for name in ("file", "message")]
    return [*of_enrollment, *of_certificate, *of_person]


def list_reports() -> list[str]:
    names = ("onsite_classsession_teaching_report", "trainings_enrollment_students", "records_event_readiness")
    pages = [reverse(f"admin:{name}") for name in names]
    return pages + [reverse(f"admin:{name}_export", args=[format]) for name in names for format in ("csv", "xlsx")]


@pytest.mark.parametrize("role", [*MANAGERS, *OTHERS])
def test_managers_of_the_school_and_nobody_else(world: World, role: Role) -> None:
    course = Course(world)
    attempt = course.sit()
    finish(world)
    certificate = Certificate.objects.get()
    record = reverse("admin:trainings_enrollment_record", args=[certificate.enrollment_id, "zip"])
    paper = reverse("admin:exams_attempt_change", args=[attempt.pk])
    pages = [*list_pages(course, certificate), paper]
    own = open_browser(world.create_person("Own", role.english, role))
    foreign = open_browser(world.create_person("Foreign", role.english, role, world.baltic))
    events = Event.objects.exclude(action__startswith="login.").count()
    is_manager = role in MANAGERS

    assert {own.get(page).status_code for page in [*pages, *list_reports()]} == {200 if is_manager else 302}
    assert {foreign.get(page).status_code for page in list_reports()} == {200 if is_manager else 302}
    # Django's own page of another school's row leads away; each of ours is a 404.
    assert {foreign.get(page).status_code for page in pages[:-1]} == {404 if is_manager else 302}
    assert foreign.get(paper).status_code == 302
    for browser in (foreign, *(() if is_manager else (own,))):
        acts = [record, *pages]
        assert {browser.post(page, ASKED).status_code for page in acts} <= {302, 403, 404, 405}
    assert Event.objects.exclude(action__startswith="login.").count() == events
    assert Certificate.objects.get().revoked_at is None
    assert not Notification.objects.filter(subject="x").exists()
    if is_manager:
        check_acts(own, certificate, [record, *pages])


def check_acts(browser: Any, certificate: Certificate, pages: list[str]) -> None:
    """Each act is done, and is in the ledger under its own name."""
    before = Event.objects.count()
    for page in pages:
        assert browser.post(page, ASKED).status_code in {200, 302, 403, 405}, page
    recorded = list(Event.objects.order_by("seq").values_list("action", flat=True))[before:]
    # Revoked, then issued again; the certificate could not be issued a first time.
    assert recorded == ["record.exported", "message.sent", "certificate.revoked", "certificate.issued", "message.sent"]
