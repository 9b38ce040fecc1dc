"""What a manager is told before a class is stored, and stores nevertheless."""

from datetime import date

from accounts.models import Holiday
from onsite.models import ClassSession
from tests import factories as make
from tests.instructors.papers import add_paper
from tests.office.browser import Browser
from tests.office.class_planning.conftest import change_plan, get_newest_class, schedule_class
from tests.onsite.conftest import GroundSchool


def test_the_past_a_holiday_a_full_location_and_a_lesson_held_are_told_and_not_refused(
    browser: Browser, school: GroundSchool
) -> None:
    school.room.capacity = 1
    school.room.save()
    days = {"first_day": "2026-03-01", "last_day": "2026-03-03"}
    Holiday.objects.create(company=school.world.alpine, name="Carnival", **days)
    Holiday.objects.create(company=school.world.baltic, name="Elsewhere", **days)
    plan = {
        "starts_at_0": "2026-03-03",
        "location": school.room.pk,
        "students": [school.world.sam.pk, school.world.sue.pk],
        "meeting_url": "https://meet.example/7",
    }
    before = ClassSession.objects.count()

    told = schedule_class(browser, school, **plan, despite="").context["form"].non_field_errors()

    assert told == [
        "This is in the past.",
        "This is a holiday: Carnival.",
        "Room 1 has places for 1 student, and there are 2.",
        "The lesson Fronts was held on 18 Mar 2026, 10:30 for Sam Student, Sue Student.",
    ]
    assert ClassSession.objects.count() == before
    schedule_class(browser, school, **plan)
    assert ClassSession.objects.count() == before + 1
    assert get_newest_class().meeting_url == "https://meet.example/7"


def test_of_a_changed_class_only_what_is_new_is_told(browser: Browser, school: GroundSchool) -> None:
    """It is half an hour old: that it is in the past is no news."""
    same = {"starts_at_0": "2026-03-18", "starts_at_1": "10:30", "despite": ""}
    both = [school.world.sam.pk, school.world.sue.pk]
    assert change_plan(browser, school, **same, students=both, remarks="Bring a plotter.").status_code == 200
    school.session.refresh_from_db()
    assert school.session.remarks == "Bring a plotter."

    small = make.LocationFactory(company=school.world.alpine, name="Cockpit", capacity=1)
    response = change_plan(browser, school, **same, students=both, location=small.pk)
    assert response.context["form"].non_field_errors() == ["Cockpit has places for 1 student, and there are 2."]
    school.session.refresh_from_db()
    assert school.session.location != small


def test_a_link_that_is_no_https_address_is_refused_at_its_field(browser: Browser, school: GroundSchool) -> None:
    errors = schedule_class(browser, school, meeting_url="http://meet.example").context["form"].errors

    assert errors == {"meeting_url": ["The meeting link must be an address that begins with https://."]}


def test_a_teacher_whose_papers_will_have_expired_is_told_of(browser: Browser, school: GroundSchool) -> None:
    """Signing is refused on the day of the act; whoever plans reads it before, and may know of the renewal."""
    world = school.world
    add_paper(world, world.ines, date(2026, 4, 7))
    add_paper(world, world.ines, date(2026, 4, 7), kind="LANGUAGE", name="English")
    add_paper(world, world.ines, date(2026, 3, 1), kind="RATING", name="FI(A)")
    add_paper(world, world.ines, date(2027, 3, 1), kind="RATING", name="FI(A)")
    plan = {"teacher": world.ines.pk, "location": "", "despite": ""}

    told = [
        schedule_class(browser, school, **plan, starts_at_0=day).context["form"].non_field_errors()
        for day in ("2026-04-07", "2026-04-08")
    ]

    assert [text for text in told[1] if text not in told[0]] == [
        "Medical class 1 of Ines Instructor is valid until 7 Apr 2026 only."
    ]
