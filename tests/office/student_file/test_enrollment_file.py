"""The student's file: everything on record of one enrollment on one page, and the way to it."""

import re
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import Notification
from mail.models import Mail
from records.models import Event
from tests import factories as make
from tests.office.browser import Browser, open_browser
from tests.office.population import build_address
from tests.office.student_file.course import Course, fill
from tests.trainings.life.conftest import assert_records_are_clean
from tests.world import World
from trainings.models import Enrollment


@pytest.fixture(autouse=True)
def files(tmp_path: Any, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def course(world: World) -> Course:
    return Course(world)


@pytest.fixture
def browser(course: Course) -> Browser:
    return open_browser(course.world.maria)


def get_page(name: str, *args: Any) -> str:
    return reverse(f"admin:trainings_enrollment_{name}", args=args)


def read_file(browser: Browser, enrollment: Enrollment) -> str:
    """The text of the page, without tags: cells and terms are separated by bars."""
    response = browser.get(get_page("file", enrollment.pk))
    assert response.status_code == 200
    page = response.content.decode().partition('<div class="file">')[2]
    return re.sub(r"[\s|]*\|[\s|]*", "|", re.sub(r"<[^>]+>", "|", re.sub(r"\s+", " ", page))).replace("&quot;", '"')


def test_everything_on_record_is_on_one_page(course: Course, browser: Browser) -> None:
    course.study()
    attempt = course.sit(right=3)
    session = course.hold_class()
    course.evaluate(session)
    course.sign(session)
    course.unsign(session, "The wrong day")
    course.fly()
    course.credit()
    course.pause()

    text = read_file(browser, course.enrollment)

    for words in (
        "|State|Paused since 18 Mar 2026: Ill|",
        "|Ground school|3 of 5|",
        "|Flights|1 of 1|",
        "|Fronts|050 Weather|18 Mar 2026, 23:00|25 min|",
        "|050 Weather|18 Mar 2026, 23:00|18 Mar 2026, 23:00|100%|60%|passed|",
        "|050 Weather: Clouds|18 Mar 2026, 22:30|Ines Instructor|present|"
        "Names the clouds: Above standard; Quick to learn|not signed|",
        "|Circuits|18 Mar 2026|L-17|Ines Instructor|1 h 20 min|completed|"
        "Landing: Standard|Good flare|18 Mar 2026, 23:00|",
        "|050 Weather: Ice|PPL of another school|Maria Manager|18 Mar 2026|—|counts ·|Revoke…|",
        "taken back by Ines Instructor on 18 Mar 2026, 23:00: The wrong day",
        "|Ines Instructor|took back the signature of the class|",
        "|Maria Manager|paused the enrollment of|Sam Student in PPL theory|",
    ):
        assert words in text, (words, text)
    assert (
        build_address(type(attempt), "change", attempt.pk)
        in browser.get(get_page("file", course.enrollment.pk)).content.decode()
    )


def test_no_two_landmarks_have_one_name(course: Course, browser: Browser) -> None:
    """What a screen reader lists as parts of the page, also where a section and its only table have one heading."""
    course.study()
    course.sign(course.hold_class())
    course.fly()
    course.credit()

    page = browser.get(get_page("file", course.enrollment.pk)).content.decode()
    sections = re.findall(r'<section aria-labelledby="([\w-]+)"', page)
    names = re.findall(r'role="region" aria-label="([^"]+)"', page)
    names += [name for key in sections for name in re.findall(rf'<h2 id="{key}">([^<]+)<', page)]
    assert {"Classes", "Signatures", "History"} <= set(names)
    assert sorted(names) == sorted(set(names))


def test_what_was_held_in_class_and_what_is_missing_is_said(course: Course, browser: Browser) -> None:
    onsite = make.ExamFactory(subject=course.subject, name="Oral", type="ONSITE", is_mandatory=False)
    course.sign(course.hold_class(exam=onsite))

    text = read_file(browser, course.enrollment)

    assert "|050 Weather: Oral|18 Mar 2026, 22:30|Ines Instructor|present|passed|A|—|18 Mar 2026, 23:00|" in text
    for words in ("No lesson was studied online.", "Nothing has been flown.", "No certificate has been issued."):
        assert words in text


def test_nothing_of_other_students_of_a_class_is_in_the_history(course: Course, browser: Browser) -> None:
    session = course.hold_class()
    sues = make.EnrollmentFactory(training=course.training, user=course.world.sue)
    make.AttendanceFactory(class_session=session, enrollment=sues)
    course.evaluate(session)

    assert "Quick to learn" not in read_file(browser, sues)
    assert "evaluated|Sam" not in read_file(browser, sues)
    assert "evaluated|Sam" in read_file(browser, course.enrollment)


def test_the_notes_are_shown_to_nobody_about_themselves(course: Course, browser: Browser) -> None:
    Enrollment.objects.update(notes="Nervous on the radio")
    assert "Nervous on the radio" in read_file(browser, course.enrollment)

    Enrollment.objects.update(user=course.world.maria)

    assert "Nervous on the radio" not in read_file(browser, course.enrollment)


def test_the_list_the_search_and_the_page_of_the_enrollment_lead_to_it(course: Course, browser: Browser) -> None:
    link = get_page("file", course.enrollment.pk)

    assert f'href="{link}"' in browser.get(build_address(Enrollment)).content.decode()
    assert f'href="{link}"' in browser.get(build_address(Enrollment, "change", course.enrollment.pk)).content.decode()
    assert link in [row.link for row in browser.get("/admin/search/", {"s": "Sam"}).context["results"]]
    export = browser.get(f"{build_address(Enrollment)}export.csv")
    assert b"Open the file" not in b"".join(export)


def test_the_record_is_handed_over_and_that_is_on_record(course: Course, browser: Browser) -> None:
    course.study()

    zip_file = browser.post(get_page("record", course.enrollment.pk, "zip"))
    pdf_file = browser.post(get_page("record", course.enrollment.pk, "pdf"))

    assert zip_file.content[:2] == b"PK"
    assert pdf_file.content[:4] == b"%PDF"
    assert f'filename="record-{course.enrollment.pk}.zip"' in zip_file["Content-Disposition"]
    assert Event.objects.filter(action="record.exported", object_id=str(course.enrollment.pk)).count() == 2
    assert "exported the student record of|Sam Student in PPL theory|as ZIP." in read_file(browser, course.enrollment)
    assert browser.get(get_page("record", course.enrollment.pk, "zip")).status_code == 405
    assert browser.post(get_page("record", course.enrollment.pk, "exe")).status_code == 404
    assert_records_are_clean(course.world)


def test_a_message_reaches_the_student_in_the_app_and_by_mail(course: Course, browser: Browser) -> None:
    course.world.sam.wants_message_alerts = True
    course.world.sam.save()
    address = get_page("message", course.enrollment.pk)
    assert "sam@alpine.example" in browser.get(address).content.decode()

    response = browser.post(
        address, {"asked": "1", "subject": "Your exam", "body": "Please come on Monday.\n\nMaria"}, follow=True
    )

    assert "The message to Sam Student is sent." in response.content.decode()
    message = Notification.objects.get(recipient=course.world.sam)
    assert (message.subject, message.body, message.sender) == (
        "Your exam",
        "Please come on Monday.\n\nMaria",
        course.world.maria,
    )
    assert message.url == f"/trainings/trainings/view/{course.enrollment.pk}.json"
    assert Mail.objects.get(kind="message").facts["body"] == message.body
    event = Event.objects.get(action="message.sent")
    assert event.object_id == str(course.world.sam.pk)
    assert "Monday" not in event.payload
    assert_records_are_clean(course.world)


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"subject": "", "body": "x"}, "This field is required."),
        ({"subject": "x" * 201, "body": "x"}, "at most 200 characters"),
    ],
)
def test_a_message_without_words_is_not_sent(course: Course, browser: Browser, fields: Any, text: str) -> None:
    response = browser.post(get_page("message", course.enrollment.pk), {"asked": "1", **fields})

    assert text in response.content.decode()
    assert not Notification.objects.exists()


def test_the_page_costs_the_same_for_one_and_for_thirty_rows_of_each_kind(
    course: Course, browser: Browser, queries_of: Any
) -> None:
    fill(course, 1)
    address = get_page("file", course.enrollment.pk)
    browser.get(address)
    one = queries_of(lambda: browser.get(address))
    fill(course, 29)

    assert len(queries_of(lambda: browser.get(address))) == len(one)
