"""Changing and deleting classes in the managers' admin."""

from datetime import UTC, datetime
from typing import Any

from django.utils import timezone

from accounts.models import Notification
from core.exceptions import Conflict
from onsite.classes import scheduling
from onsite.models import Attendance, ClassSession
from records.models import Event
from tests import factories as make
from tests.office.browser import Browser
from tests.office.class_planning.conftest import change_plan, list_roster, read_text
from tests.office.population import build_address
from tests.onsite.conftest import GroundSchool
from tests.world import World


def test_a_class_is_changed_by_the_service(browser: Browser, school: GroundSchool) -> None:
    shown = browser.get(build_address(ClassSession, "plan", school.session.pk))
    assert shown.context["form"].initial["item"] == f"lesson:{school.lesson.pk}"
    assert 'value="10:30"' in read_text(shown)  # 09:30 in UTC, in winter

    change_plan(browser, school, teacher=school.world.tom.pk, students=[school.world.sam.pk])

    school.session.refresh_from_db()
    assert school.session.teacher == school.world.tom
    assert school.session.starts_at == datetime(2026, 7, 1, 7, 0, tzinfo=UTC)
    assert list_roster(school.session) == {school.world.sam.pk}
    assert Event.objects.filter(action="class.changed", actor=school.world.maria).count() == 1


def test_saving_a_class_as_it_is_shown_changes_nothing(browser: Browser, school: GroundSchool) -> None:
    address = build_address(ClassSession, "plan", school.session.pk)
    form = browser.get(address).context["form"]
    initial = form.initial
    same = {
        **{name: value for name, value in initial.items() if value is not None},
        "starts_at_0": f"{initial['starts_at']:%Y-%m-%d}", "starts_at_1": f"{initial['starts_at']:%H:%M:%S}",
    }  # fmt: skip

    assert browser.post(address, same).status_code == 302
    assert not Event.objects.filter(action="class.changed").exists()


def test_whoever_has_been_recorded_stays_on_the_roster(browser: Browser, school: GroundSchool) -> None:
    Attendance.objects.filter(enrollment=school.sues).update(is_present=True)

    response = change_plan(browser, school)

    assert response.context["form"].errors["students"] == [
        f"Has recorded attendance and cannot be removed from the roster: {school.world.sue.pk}."
    ]


def test_a_signed_class_is_neither_changed_nor_deleted(browser: Browser, school: GroundSchool) -> None:
    ClassSession.objects.update(signed_at=timezone.now())

    assert change_plan(browser, school).status_code == 403
    assert browser.post(build_address(ClassSession, "delete", school.session.pk), {"post": "yes"}).status_code == 403
    shown = read_text(browser.get(build_address(ClassSession, "change", school.session.pk)))
    assert "Change this class" not in shown
    assert ClassSession.objects.live().count() == 1


def test_a_class_of_the_other_school_has_no_plan(browser: Browser, school: GroundSchool, world: World) -> None:
    theirs = make.ClassSessionFactory(subject__training__company=world.baltic)

    for pk in (theirs.pk, "0190c5a0-0000-7000-8000-000000000000", "x"):
        assert browser.get(build_address(ClassSession, "plan", pk)).status_code == 403


# --- deleting


def test_a_class_is_deleted_by_the_service(browser: Browser, school: GroundSchool) -> None:
    ClassSession.objects.update(starts_at=datetime(2026, 7, 1, tzinfo=UTC))
    address = build_address(ClassSession, "delete", school.session.pk)
    assert browser.get(address).status_code == 200

    assert browser.post(address, {"post": "yes"}).status_code == 302

    school.session.refresh_from_db()
    assert school.session.is_cancelled
    assert [event.action for event in Event.objects.all()] == ["class.deleted"]
    assert Notification.objects.count() == 2


def test_a_class_signed_meanwhile_is_not_deleted_and_that_is_said(
    browser: Browser, school: GroundSchool, monkeypatch: Any
) -> None:
    def refuse(**_: Any) -> None:
        raise Conflict("The class is signed. It cannot be deleted until it is unsigned.")

    monkeypatch.setattr(scheduling, "delete_class", refuse)

    response = browser.post(build_address(ClassSession, "delete", school.session.pk), {"post": "yes"}, follow=True)

    assert "The class is signed." in read_text(response)
    assert ClassSession.objects.live().exists()
