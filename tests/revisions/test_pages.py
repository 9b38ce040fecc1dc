"""The pages of revisions in the managers' admin."""

import re
from typing import Any

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from revisions.models import Revision
from tests import factories as make
from tests.office.browser import Browser, open_browser
from tests.revisions.conftest import Course, assert_records_are_clean, find_copy
from trainings.models import Enrollment, Lesson, Subject, Training


@pytest.fixture
def maria(course: Course) -> Browser:
    return open_browser(course.world.maria)


def get_address(training: Training, page: str) -> str:
    return f"/admin/trainings/training/{training.pk}/{page}/"


def get_seen(response: Any) -> str:
    match = re.search(r'name="seen" value="([0-9a-f]{64})"', response.content.decode())
    assert match
    return match[1]


def send_form(browser: Browser, address: str, **values: Any) -> Any:
    seen = get_seen(browser.get(address))
    return browser.post(address, {"seen": seen, "password": make.PASSWORD, **values}, follow=True)


def test_a_manager_publishes_revises_and_approves(course: Course, maria: Browser) -> None:
    response = send_form(maria, get_address(course.training, "publish"), summary="As taught", effective_on="2026-03-01")
    assert "Meteorology course is published." in response.content.decode()

    response = maria.post(get_address(course.training, "start_revision"), follow=True)
    draft = Training.objects.get(revision=2)
    assert "Revision 2 is started." in response.content.decode()
    make.LessonFactory(subject=find_copy(Subject, course.subject, draft), name="Ice")
    page = maria.get(get_address(draft, "approve")).content.decode()
    assert "Added: lesson “Ice” (050 Meteorology)" in page
    assert "ORA.ATO.230(a)" in page

    response = send_form(maria, get_address(draft, "approve"), summary="Ice is new")
    text = response.content.decode()
    assert "Revision 2 is in force." in text
    assert "Ice is new" in text
    assert_records_are_clean(course.world)


def test_what_the_service_refuses_is_said_in_the_form(course: Course, maria: Browser) -> None:
    address = get_address(course.training, "publish")
    seen = get_seen(maria.get(address))
    make.LessonFactory(subject=course.subject)

    response = maria.post(address, {"seen": seen, "password": make.PASSWORD, "summary": "All"})

    assert "has been changed since this page was shown" in response.content.decode()
    assert get_seen(response) != seen  # what is sent the next time is what the page shows now
    assert not Revision.objects.exists()


def test_a_frozen_syllabus_is_shown_as_such(published: Course, maria: Browser) -> None:
    text = maria.get(get_address(published.training, "course")).content.decode()

    assert "is published as revision 1 and frozen. Start revision 2 to change it." in text
    assert "Start the next revision" in text
    assert f"/admin/trainings/lesson/{published.fronts.pk}/change/" not in text
    assert f"/admin/trainings/subject/{published.subject.pk}/change/" in text  # its teacher is free
    assert "Drag to move" not in text


def test_a_draft_can_be_edited_and_discarded(published: Course, maria: Browser) -> None:
    draft = published.start()
    text = maria.get(get_address(draft, "course")).content.decode()
    assert "This is a draft." in text
    assert "Drag to move" in text

    assert "every change in it are deleted" in maria.get(get_address(draft, "discard")).content.decode()
    response = maria.post(get_address(draft, "discard"), follow=True)

    assert "The draft is discarded." in response.content.decode()
    assert not Training.objects.filter(pk=draft.pk).exists()


def revise(course: Course) -> Training:
    def change(draft: Training) -> None:
        Lesson.objects.filter(pk=find_copy(Lesson, course.fronts, draft).pk).update(duration_minutes=90)
        Lesson.objects.filter(pk=find_copy(Lesson, course.wind, draft).pk).update(deleted_at=timezone.now())

    return course.revise(change)


def test_students_are_moved_after_a_preview_and_a_confirmation(published: Course, maria: Browser) -> None:
    row = published.enroll_sam()
    published.study(row, published.fronts, published.wind)
    current = revise(published)
    address = get_address(published.training, "move")
    assert "Sam Student" in maria.get(address).content.decode()

    response = maria.post(address, {"students": [str(row.pk)]})
    text = response.content.decode()
    assert "050 Meteorology: Fronts (minutes from 60 to 90)" in text
    assert "061 Navigation: Wind" in text

    form = {"students": [str(row.pk)], "asked": "1", "seen": get_seen(response), "password": make.PASSWORD}
    response = maria.post(address, {**form, "reason": "Wind is gone"})  # Fronts is not ticked any more
    text = response.content.decode()
    assert "Confirm that this is lost: 050 Meteorology: Fronts; 061 Navigation: Wind." in text
    assert Enrollment.objects.get().training == published.training

    ticked = {"kept": [str(published.fronts.pk)], "lost": [str(published.wind.pk)], "reason": "Wind is gone"}
    response = maria.post(address, {**form, "seen": get_seen(response), **ticked}, follow=True)
    assert "1 student was moved." in response.content.decode()
    assert Enrollment.objects.get().training == current
    assert_records_are_clean(published.world)


def test_who_cannot_be_moved_is_named_with_the_reason(published: Course, maria: Browser) -> None:
    row = published.enroll_sam()
    revise(published)
    make.EnrollmentFactory(training=Training.objects.get(revision=2), user=row.user)

    text = maria.post(get_address(published.training, "move"), {"students": [str(row.pk)]}).content.decode()

    assert "Sam Student: The student is enrolled in the current revision already." in text


def test_the_list_of_trainings_has_current_ones(published: Course, maria: Browser) -> None:
    current = revise(published)
    draft = published.start()
    address = "/admin/trainings/training/"

    def list_ids(query: str) -> set[Any]:
        rows: QuerySet[Training] = maria.get(address + query).context["cl"].queryset
        return {row.pk for row in rows}

    assert list_ids("") == {current.pk}
    assert list_ids("?shown=superseded") == {published.training.pk}
    assert list_ids("?shown=drafts") == {draft.pk}
    assert list_ids("?shown=all") == {current.pk, draft.pk, published.training.pk}


PAGES = ["revisions", "publish", "approve", "discard", "move"]


@pytest.mark.parametrize("page", [*PAGES, "start_revision"])
@pytest.mark.parametrize("person", ["charles", "ines", "sam"])
def test_nobody_but_managers_gets_a_page(published: Course, page: str, person: str) -> None:
    browser = open_browser(getattr(published.world, person))
    address = get_address(published.training, page)

    for response in (browser.get(address), browser.post(address)):
        assert response.status_code == 302
        assert "/login/" in response["Location"]
    assert Training.objects.count() == 1


@pytest.mark.parametrize("page", PAGES)
def test_another_schools_training_is_a_404(published: Course, page: str) -> None:
    published.world.otto.set_password(make.PASSWORD)
    otto = open_browser(published.world.otto)

    assert otto.get(get_address(published.training, page)).status_code == 404
    assert otto.post(get_address(published.training, "start_revision")).status_code == 404


def test_the_page_of_a_course_takes_as_many_queries_for_more_revisions(
    published: Course, maria: Browser, queries_of: Any
) -> None:
    address = get_address(published.training, "revisions")
    maria.get(address)
    one = queries_of(lambda: maria.get(address))
    for _ in range(4):
        published.revise(lambda draft: make.LessonFactory(subject=draft.subjects.first()))

    assert len(queries_of(lambda: maria.get(address))) == len(one)


def test_required_hours_of_a_frozen_training_are_shown_and_not_offered_to_change(
    published: Course, maria: Browser
) -> None:
    page = maria.get(get_address(published.training, "hours")).content.decode()

    assert "Start revision 2 to change it." in page
    assert "disabled" in page
    assert "Start from:" not in page

    draft = published.start()
    assert "Start from:" in maria.get(get_address(draft, "hours")).content.decode()


def test_a_wrong_row_of_required_hours_is_said_in_words(course: Course, maria: Browser) -> None:
    address = get_address(course.training, "hours")
    version = maria.get(address).context["version"].initial["version"]
    rows = {"hours-TOTAL_FORMS": 1, "hours-INITIAL_FORMS": 0, "hours-0-hours": "3", "version": version}

    page = maria.post(address, rows).content.decode()

    assert "Please correct what is marked below." in page
    assert "Choose what these are hours of." in page


def test_a_frozen_training_offers_no_exam_of_the_whole_training(published: Course, maria: Browser) -> None:
    address = get_address(published.training, "course")
    assert "New exam of the whole training" not in maria.get(address).content.decode()
    assert "New exam of the whole training" in maria.get(get_address(published.start(), "course")).content.decode()
