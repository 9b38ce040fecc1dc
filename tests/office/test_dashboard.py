"""The dashboard: every figure is the length of the list it links to, within the school, in a few queries."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from accounts.models import Company
from accounts.roles import Role
from exams.models import Attempt
from office.dashboard.card import Card
from office.dashboard.page import Panel
from office.dashboard.reads import MAX_ROWS, Figure
from tests import factories as make
from tests.office.browser import Browser, open_browser
from tests.office.population import populate
from tests.world import World
from trainings.models import Enrollment


@pytest.fixture
def browser(world: World) -> Browser:
    return open_browser(world.maria)


def read_cards(browser: Browser) -> dict[str, Figure]:
    cards: list[Card] = browser.get("/admin/").context["cards"]
    return {card.title: card.figure for card in cards}


def read_values(browser: Browser) -> dict[str, int]:
    return {title: figure.value for title, figure in read_cards(browser).items()}


def read_panel(browser: Browser, title: str) -> Panel:
    panels: list[Panel] = browser.get("/admin/").context["panels"]
    return next(panel for panel in panels if panel.title == title)


def read_rows(browser: Browser, title: str) -> list[tuple[Any, ...]]:
    return [(row.name, *(figure.value for figure in row.figures)) for row in read_panel(browser, title).rows]


def list_linked_figures(browser: Browser) -> list[Figure]:
    context = browser.get("/admin/").context
    rows = [row for panel in context["panels"] for row in panel.rows]
    figures = [card.figure for card in (*context["cards"], *context["tiles"])] + [
        figure for row in rows for figure in row.figures
    ]
    return [figure for figure in figures if figure.link]


def fill_school(company: Company, mark: str, count: int = 1) -> None:
    """Rows of every model, and some that every figure of the dashboard counts."""
    populate(company, mark, count)
    now = timezone.now()
    for number, enrollment in enumerate(Enrollment.objects.filter(company=company)):
        enrollment.flight_phase = f"Phase {number}"
        enrollment.finish_before_at = now - timedelta(minutes=1)
        enrollment.save()
        subject, exam = enrollment.training.subjects.get(), enrollment.attempts.filter(is_passed=True).get().exam
        add_graded_attempts(enrollment, exam, [False] * 5)
        for days in (-2, -1, 0, 3, 9):
            teacher = company.users.filter(group=170)[0]
            make.ClassSessionFactory(subject=subject, starts_at=now + timedelta(days=days), teacher=teacher)
        enrollment.training.requires_debriefing_signature = True
        enrollment.training.save()
        mission = enrollment.training.flight_templates.get()
        make.FlightRecordFactory.create_batch(2, enrollment=enrollment, template=mission, is_completed=True)
        make.EnrollmentFactory(training=enrollment.training, finished_at=now, user__company=company)


def add_graded_attempts(enrollment: Enrollment, exam: Any, results: list[bool]) -> None:
    Attempt.objects.filter(enrollment=enrollment, exam=exam, finished_at=None).delete()
    for passed in results:
        make.AttemptFactory(enrollment=enrollment, exam=exam, is_passed=passed, score=90 if passed else 10)


# --- figures and lists


def test_every_figure_is_the_length_of_the_list_it_leads_to(browser: Browser, world: World) -> None:
    fill_school(world.alpine, "Alpine", 2)
    fill_school(world.baltic, "Baltic")

    figures = list_linked_figures(browser)
    assert len(figures) > 15
    for figure in figures:
        response = browser.get(figure.link)
        assert response.status_code == 200, figure.link  # an unknown filter would redirect
        assert response.context["cl"].result_count == figure.value, figure.link


def test_new_people_and_what_runs_out_are_tiles_that_lead_to_lists_of_that_length(
    browser: Browser, world: World
) -> None:
    today = world.alpine.local_date(timezone.now())
    now = timezone.now()
    world.alpine.users.update(created_at=now - timedelta(days=31))
    world.alpine.users.exclude(pk=world.maria.pk).update(password="has one")
    for number, day in enumerate((-1, 0, 30, 31)):
        name = f"P{number}"
        person = world.create_person(name, "Pilot", Role.STUDENT)
        expires_on = today + timedelta(days=day)
        person.set_password(None)
        person.expires_on, person.created_at = expires_on, now - timedelta(days=29 + number)
        person.save()
        training = make.TrainingFactory(company=world.alpine)
        make.EnrollmentFactory(training=training, user=person, finished_at=now, valid_until_on=expires_on)
    make.PilotGroupFactory(company=world.alpine).members.set([world.sam])
    closed = world.create_person("Clara", "Closed", Role.STUDENT)
    closed.is_active, closed.expires_on = False, today
    closed.set_password(None)
    closed.save()

    tiles: list[Card] = browser.get("/admin/").context["tiles"]

    assert {card.title: card.figure.value for card in tiles} == {
        "New people": 3,
        "Without a password": 4,
        "Students in no group": 5,
        "Accounts expired": 1,
        "Accounts expiring": 2,
        "New enrollments": 4,
        "Validity expired": 1,
        "Validity expiring": 2,
    }
    for card in tiles:
        assert browser.get(card.figure.link).context["cl"].result_count == card.figure.value, card.title
    assert open_browser(world.otto).get("/admin/").context["tiles"][0].figure.value == 2  # Otto and Olga


def test_no_card_of_a_busy_school_is_empty(browser: Browser, world: World) -> None:
    fill_school(world.alpine, "Alpine")

    assert 0 not in read_values(browser).values()
    assert all(panel.rows for panel in browser.get("/admin/").context["panels"])


def test_the_other_school_is_in_no_figure(browser: Browser, world: World) -> None:
    fill_school(world.baltic, "Baltic", 2)

    page = browser.get("/admin/")
    assert set(read_values(browser).values()) == {0}
    assert not any(panel.rows for panel in page.context["panels"])
    assert "Baltic" not in page.content.decode()


def test_the_front_page_costs_the_same_with_thirty_times_the_rows(
    browser: Browser, world: World, queries_of: Any
) -> None:
    """Session, person, unread messages, seven counts, three of tiles, four panels, first steps."""
    fill_school(world.alpine, "Alpine")
    ContentType.objects.clear_cache()
    few = queries_of(lambda: browser.get("/admin/"))
    populate(world.alpine, "More", 30)
    many = queries_of(lambda: browser.get("/admin/"))

    assert (len(few), len(many)) == (18, 18), many


def test_a_panel_shows_the_first_few_alone(browser: Browser, world: World) -> None:
    for number in range(MAX_ROWS + 3):
        training = make.TrainingFactory(company=world.alpine, name=f"Training {number:02}")
        make.EnrollmentFactory.create_batch(number + 1, training=training, user__company=world.alpine)

    rows = read_rows(browser, "Students per training")
    assert len(rows) == MAX_ROWS
    assert rows[0] == ("Training 10", 11, 0)


# --- what is counted


def test_a_class_counts_as_unsigned_a_day_after_it_began(browser: Browser, world: World) -> None:
    subject = make.SubjectFactory(training__company=world.alpine)
    now = timezone.now()
    for ago, signed in ((timedelta(hours=24, seconds=1), None), (timedelta(hours=23), None), (timedelta(days=3), now)):
        make.ClassSessionFactory(subject=subject, teacher=world.ines, starts_at=now - ago, signed_at=signed)
    make.ClassSessionFactory(
        subject=subject, teacher=world.ines, starts_at=now - timedelta(days=3), deleted_at=now, is_cancelled=True
    )

    assert read_values(browser)["Classes not signed"] == 1


@pytest.mark.parametrize(
    ("zone", "first", "last"),
    [
        ("UTC", datetime(2026, 3, 16, 0, tzinfo=UTC), datetime(2026, 3, 22, 23, 59, tzinfo=UTC)),
        ("Pacific/Auckland", datetime(2026, 3, 15, 11, tzinfo=UTC), datetime(2026, 3, 22, 10, 59, tzinfo=UTC)),
        ("America/Los_Angeles", datetime(2026, 3, 16, 7, tzinfo=UTC), datetime(2026, 3, 23, 6, 59, tzinfo=UTC)),
    ],
)
def test_the_week_is_the_schools_week(
    browser: Browser, world: World, zone: str, first: datetime, last: datetime
) -> None:
    Company.objects.filter(pk=world.alpine.pk).update(timezone_id=zone)
    subject = make.SubjectFactory(training__company=world.alpine)
    for starts_at in (first - timedelta(minutes=1), first, last, last + timedelta(minutes=1)):
        make.ClassSessionFactory(subject=subject, teacher=world.ines, starts_at=starts_at)

    assert read_values(browser)["Classes this week"] == 2
    shown = browser.get(read_cards(browser)["Classes this week"].link).context["cl"].queryset
    assert sorted(row.starts_at for row in shown) == [first, last]


def test_a_week_in_which_the_clocks_change_still_begins_and_ends_at_midnight() -> None:
    school = Company(timezone_id="Europe/Vienna")

    begin, end = school.local_week(datetime(2026, 3, 29, 12, tzinfo=UTC))  # the Sunday on which summer time begins
    assert begin.astimezone(UTC) == datetime(2026, 3, 22, 23, tzinfo=UTC)
    assert end.astimezone(UTC) == datetime(2026, 3, 29, 22, tzinfo=UTC)


def test_exams_come_weakest_first_and_only_when_sat_often_enough(browser: Browser, world: World) -> None:
    training = make.TrainingFactory(company=world.alpine)
    enrollment = make.EnrollmentFactory(training=training, user=world.sam)
    results = {
        "Weak": [False] * 4 + [True],
        "Weaker": [False] * 5,
        "Fine": [True] * 5,
        "Sat too seldom": [False] * 4,
    }
    for name, outcome in results.items():
        add_graded_attempts(enrollment, make.ExamFactory(subject__training=training, name=name), outcome)

    assert read_rows(browser, "Weakest exams") == [("Weaker", 0, 5, 0), ("Weak", 20, 4, 1)]


def test_a_repeat_is_a_flight_beyond_a_students_first(browser: Browser, world: World) -> None:
    training = make.TrainingFactory(company=world.alpine, has_flights=True)
    once, often = (make.FlightTemplateFactory(training=training, name=name) for name in ("Once", "Often"))
    for student, flights in ((world.sam, 3), (world.sue, 1)):
        enrollment = make.EnrollmentFactory(training=training, user=student)
        make.FlightRecordFactory(enrollment=enrollment, template=once)
        make.FlightRecordFactory.create_batch(flights, enrollment=enrollment, template=often)

    assert read_rows(browser, "Most repeated missions") == [("Often", 2, 4, 2)]


# --- a new school


def test_an_empty_school_is_told_what_to_do_first(browser: Browser, world: World) -> None:
    world.alpine.users.filter(group=190).delete()

    page = browser.get("/admin/")
    assert [step.is_done for step in page.context["steps"]] == [False] * 4
    for step in page.context["steps"]:
        assert browser.get(step.link).status_code == 200
        assert step.title in page.content.decode()


def test_steps_are_ticked_off_and_go_when_all_are_done(browser: Browser, world: World) -> None:
    make.LessonFactory(subject__training__company=world.alpine)
    assert [step.is_done for step in browser.get("/admin/").context["steps"]] == [True, True, True, False]

    make.EnrollmentFactory(training=world.alpine.trainings.get(), user=world.sam)
    assert browser.get("/admin/").context["steps"] == []


def test_the_bars_say_nothing_that_the_table_does_not(browser: Browser, world: World) -> None:
    fill_school(world.alpine, "Alpine")

    page = browser.get("/admin/").content.decode()
    assert page.count('role="img"') == page.count("<table") == 4
