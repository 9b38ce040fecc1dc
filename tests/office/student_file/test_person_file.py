"""The file of a person: account, groups, trainings, classes taught; and what the page of the account says of them."""

import re
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import PilotGroup, User
from accounts.people.deleting import delete_user
from tests import factories as make
from tests.office.browser import Browser, open_browser
from tests.office.population import build_address
from tests.office.student_file.course import finish
from tests.world import World
from trainings.models import Enrollment

MOST_QUERIES = 15


@pytest.fixture
def browser(world: World) -> Browser:
    return open_browser(world.maria)


def get_page(user: User, page: str = "file") -> str:
    return reverse(f"admin:accounts_user_{page}", args=[user.pk])


def read_text(response: Any) -> str:
    assert response.status_code == 200
    page = re.sub(r"\s+", " ", response.content.decode())
    return re.sub(r"[\s|]*\|[\s|]*", "|", re.sub(r"<[^>]+>", "|", page))


def test_the_file_of_a_student(world: World, browser: Browser) -> None:
    finished = finish(world)
    training = make.TrainingFactory(company=world.alpine, name="PPL(A)", has_flights=True)
    make.LessonFactory(subject__training=training)
    row = make.EnrollmentFactory(training=training, user=world.sam, supervisor=world.ines)
    make.PilotGroupFactory(company=world.alpine, name="Intake 7").members.set([world.sam])
    make.PilotGroupFactory(company=world.baltic, name="Strangers").members.set([world.sam])

    response = browser.get(get_page(world.sam))
    text = read_text(response)

    assert "|Email|sam@alpine.example|Role|Student|Account|may log in|" in text
    assert "|Groups|Intake 7|" in text
    assert "Strangers" not in text
    assert "|PPL(A)|Ongoing|18 Mar 2026|0 of 1|—|Ines Instructor|—|—|—|—|" in text
    assert "|Refresher|Finished|18 Mar 2026|1 of 1|—|—|—|18 Mar 2026|—|2026-00001 (valid)|" in text
    for enrollment in (row, finished):
        link = reverse("admin:trainings_enrollment_file", args=[enrollment.pk])
        assert f'href="{link}"' in response.content.decode()
    assert "Classes taught" not in text


def test_the_file_of_an_instructor_has_the_classes_taught(world: World, browser: Browser) -> None:
    subject = make.SubjectFactory(
        training__company=world.alpine, training__name="PPL theory", code="050", name="Weather"
    )
    session = make.ClassSessionFactory(subject=subject, teacher=world.ines, starts_at=timezone.now())
    for user in (world.sam, world.sue):
        enrollment = make.EnrollmentFactory(training=subject.training, user=user)
        make.AttendanceFactory(class_session=session, enrollment=enrollment)

    text = read_text(browser.get(get_page(world.ines)))

    assert "|050 Weather|PPL theory|18 Mar 2026, 23:00|1 h|—|2|not signed|" in text
    assert "|All classes of this teacher: 1|" in text


def test_of_a_deleted_person_the_file_stays(world: World, browser: Browser) -> None:
    finish(world)
    delete_user(user=world.sam, by=world.maria)

    text = read_text(browser.get(get_page(world.sam)))

    assert "|Account|deleted; the records stay|" in text
    assert "|Refresher|Finished|" in text
    assert "Change the account" not in text
    assert browser.post(get_page(world.sam, "message"), {"asked": "1", "subject": "x", "body": "x"}).status_code == 404
    assert not world.sam.notifications.filter(subject="x").exists()


def test_the_page_of_the_account_shows_trainings_and_groups(world: World, browser: Browser) -> None:
    finish(world)
    make.PilotGroupFactory(company=world.alpine, name="Intake 7").members.set([world.sam])

    response = browser.get(build_address(User, "change", world.sam.pk))

    assert "|Refresher|· Finished · ground school 1 of 1|" in read_text(response)
    assert "|Intake 7|" in read_text(response)
    assert f'href="{get_page(world.sam)}"' in response.content.decode()
    assert "trainings_in_words" not in browser.get(build_address(User, "add")).content.decode()
    assert get_page(world.sam) in [row.link for row in browser.get("/admin/search/", {"s": "Sam"}).context["results"]]


def test_thirty_trainings_cost_as_much_as_one_and_no_more_than_fifteen_queries(
    world: World, browser: Browser, queries_of: Any
) -> None:
    def add(number: int) -> None:
        for _ in range(number):
            finish(world, world.ines)
            make.PilotGroupFactory(company=world.alpine).members.set([world.ines])
            session = make.ClassSessionFactory(subject__training__company=world.alpine, teacher=world.ines)
            sams = make.EnrollmentFactory(training=session.subject.training, user=world.sam)
            make.AttendanceFactory(class_session=session, enrollment=sams)

    add(1)
    pages = (get_page(world.ines), build_address(User, "change", world.ines.pk))
    for page in pages:
        browser.get(page)
    one = [len(queries_of(lambda page=page: browser.get(page))) for page in pages]
    add(29)

    assert [len(queries_of(lambda page=page: browser.get(page))) for page in pages] == one
    assert Enrollment.objects.filter(user=world.ines).count() == PilotGroup.objects.count() == 30
    assert one[0] <= MOST_QUERIES, queries_of(lambda: browser.get(pages[0]))
