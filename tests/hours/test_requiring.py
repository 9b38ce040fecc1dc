"""Managers state the hours that a training requires: the service, the page, the ledger."""

import json
import threading
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import Company
from accounts.models.rule_sets import RuleSetCode
from core.exceptions import Forbidden, InvalidInput, NotFound
from hours.definitions import build_required_hours
from hours.kinds import HourKind
from hours.models import MAX_REQUIRED_MINUTES, RequiredHours
from hours.presets import PRESETS
from hours.requiring import HoursInput, set_required_hours
from records.models import Event
from records.verification.run import verify_company
from tests import factories as make
from tests.office.browser import Browser, open_browser
from tests.world import World
from trainings.models import Subject, Training

DUAL = HoursInput("DUAL", 1500, note="FCL.210.A(a)(1)")


def list_rows(training: Training) -> list[tuple[str, int]]:
    return sorted(training.required_hours.values_list("kind", "minutes"))


def test_the_table_replaces_what_was_required_and_the_ledger_says_so(
    world: World, training: Training, subject: Subject
) -> None:
    set_required_hours(training_id=training.pk, rows=[DUAL], by=world.maria)
    rows = [HoursInput("CLASSROOM", 90, subject.pk), HoursInput("SOLO", 600)]

    set_required_hours(training_id=training.pk, rows=rows, by=world.maria)

    assert list_rows(training) == [("CLASSROOM", 90), ("SOLO", 600)]
    event = Event.objects.order_by("seq").last()
    assert event is not None
    assert (event.action, event.actor) == ("training.hours_required", world.maria)
    assert json.loads(event.payload) == {
        "name": "PPL(A)",
        "required_before": ["Dual: 25 h (FCL.210.A(a)(1))"],
        "required": ["Solo: 10 h", "In class, 010 Air Law: 1 h 30 min"],
    }
    assert verify_company(world.alpine).findings == []


def test_the_same_table_again_stores_nothing(world: World, training: Training) -> None:
    for _ in range(2):
        set_required_hours(training_id=training.pk, rows=[DUAL], by=world.maria)

    assert Event.objects.count() == 1


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (HoursInput("GLIDING", 60), "rows.1.kind"),
        (HoursInput("DUAL", 60), "rows.1.kind"),
        (HoursInput("SOLO", 0), "rows.1.hours"),
        (HoursInput("SOLO", MAX_REQUIRED_MINUTES + 1), "rows.1.hours"),
        (HoursInput("SOLO", 60, note="x" * 201), "rows.1.note"),
    ],
)
def test_what_is_wrong_with_a_row_is_said_at_its_field(
    world: World, training: Training, row: HoursInput, field: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        set_required_hours(training_id=training.pk, rows=[DUAL, row], by=world.maria)

    assert set(caught.value.errors) == {field}
    assert not RequiredHours.objects.exists()


def test_a_subject_is_a_live_one_of_the_training_and_has_hours_of_ground_school(
    world: World, training: Training, subject: Subject
) -> None:
    deleted = make.SubjectFactory(training=training, deleted_at=timezone.now())
    elsewhere = make.SubjectFactory(training__company=world.alpine)
    for kind, other in (("GROUND", deleted), ("GROUND", elsewhere), ("NIGHT", subject)):
        with pytest.raises(InvalidInput) as caught:
            set_required_hours(training_id=training.pk, rows=[HoursInput(kind, 60, other.pk)], by=world.maria)
        assert set(caught.value.errors) == {"rows.0.subject"}


def test_only_managers_of_the_school_state_hours(world: World, training: Training) -> None:
    for who in (world.charles, world.ines, world.sam):
        with pytest.raises(Forbidden):
            set_required_hours(training_id=training.pk, rows=[DUAL], by=who)
    with pytest.raises(NotFound):
        set_required_hours(training_id=training.pk, rows=[DUAL], by=world.otto)


@pytest.mark.parametrize(
    "columns",
    [
        {"kind": "DUAL"},
        {"kind": "GLIDING"},
        {"kind": "SOLO", "minutes": 0},
        {"kind": "SOLO", "minutes": MAX_REQUIRED_MINUTES + 1},
        {"kind": "SOLO", "has_subject": True},
    ],
)
def test_the_database_knows_the_rules(training: Training, subject: Subject, columns: dict[str, Any]) -> None:
    make.RequiredHoursFactory(training=training, kind="DUAL")
    of = subject if columns.pop("has_subject", False) else None

    with pytest.raises(IntegrityError), transaction.atomic():
        make.RequiredHoursFactory(training=training, subject=of, **columns)


def test_a_definition_names_subjects_by_code(training: Training, subject: Subject) -> None:
    entries = [
        {"kind": "FLIGHT", "hours": 45, "note": "FCL.210.A(a)"},
        {"kind": "GROUND", "hours": 2.5, "subject": subject.code},
    ]
    build_required_hours({"required_hours": entries}, training=training)

    assert list_rows(training) == [("FLIGHT", 2700), ("GROUND", 150)]
    assert RequiredHours.objects.get(kind="GROUND").subject == subject


@pytest.mark.any_database
def test_presets_are_the_hours_of_the_regulations() -> None:
    easa, faa = ({row.kind: row.minutes // 60 for row in preset.rows} for preset in PRESETS)

    assert easa == {"GROUND": 100, "FLIGHT": 45, "DUAL": 25, "SOLO": 10, "SOLO_CROSS_COUNTRY": 5}
    assert faa == {"GROUND": 35, "FLIGHT": 35, "DUAL": 20, "SOLO": 5, "CROSS_COUNTRY": 3, "NIGHT": 3, "INSTRUMENT": 3}
    assert all(row.note for preset in PRESETS for row in preset.rows)


# --- the page


@pytest.fixture
def browser(world: World) -> Browser:
    return open_browser(world.maria)


def get_address(training: Any) -> str:
    return f"/admin/trainings/training/{getattr(training, 'pk', training)}/hours/"


def build_post(browser: Browser, training: Training, *rows: dict[str, str]) -> dict[str, str]:
    version = browser.get(get_address(training)).context["version"]["version"].value()
    filled = {f"hours-{place}-{name}": value for place, row in enumerate(rows) for name, value in row.items()}
    return {"version": version, "hours-TOTAL_FORMS": str(len(rows)), "hours-INITIAL_FORMS": "0", **filled}


def test_a_manager_fills_in_the_table_and_empties_a_row(browser: Browser, training: Training, subject: Subject) -> None:
    dual = {"kind": "DUAL", "hours": "25", "note": "FCL.210.A(a)(1)"}
    ground = {"kind": "GROUND", "subject": str(subject.pk), "hours": "2.25"}

    page = browser.post(get_address(training), build_post(browser, training, dual, ground, {"kind": ""}), follow=True)

    assert "The required hours are saved." in page.content.decode()
    assert list_rows(training) == [("DUAL", 1500), ("GROUND", 135)]
    rows = [form.initial for form in page.context["rows"] if form.initial]
    assert [(row["kind"], row["hours"]) for row in rows] == [("DUAL", "25"), ("GROUND", "2.25")]
    browser.post(get_address(training), build_post(browser, training, {**dual, "hours": ""}, ground))
    assert list_rows(training) == [("GROUND", 135)]


def test_the_page_says_what_is_wrong_where_it_is(browser: Browser, training: Training, subject: Subject) -> None:
    rows = [
        {"hours": ""},
        {"kind": "DUAL", "subject": str(subject.pk), "hours": "2"},
        {"hours": "3"},
        {"kind": "SOLO", "hours": "9999"},
    ]
    page = browser.post(get_address(training), build_post(browser, training, *rows))
    errors = [form.errors for form in page.context["rows"]]
    assert [set(found) for found in errors] == [set(), set(), {"kind"}, {"hours"}]

    page = browser.post(get_address(training), build_post(browser, training, *rows[:2]))
    assert page.context["rows"].forms[1].errors == {"subject": ["Only hours of ground school are required by subject."]}
    assert not RequiredHours.objects.exists()


def test_nobody_overwrites_what_somebody_else_has_stated_meanwhile(
    world: World, browser: Browser, training: Training
) -> None:
    sent = build_post(browser, training, {"kind": "SOLO", "hours": "10"})
    set_required_hours(training_id=training.pk, rows=[DUAL], by=world.maria)

    page = browser.post(get_address(training), sent)

    assert "This has been changed since you opened the page. Nothing was stored." in page.content.decode()
    assert list_rows(training) == [("DUAL", 1500)]


@pytest.mark.parametrize(
    ("rule_set", "code", "number"), [("EASA", "easa-ppl-a", 5), ("FAA", "faa-private-airplane", 7)]
)
def test_the_table_can_start_from_the_schools_regulation(
    browser: Browser, training: Training, rule_set: str, code: str, number: int
) -> None:
    Company.objects.update(rule_set=RuleSetCode(rule_set))
    make.RequiredHoursFactory(training=training, kind="DUAL", minutes=60)

    page = browser.get(get_address(training), {"preset": code})

    assert f"?preset={code}" in page.content.decode()
    rows = {form.initial["kind"]: form.initial["hours"] for form in page.context["rows"] if form.initial}
    assert (len(rows), rows["DUAL"]) == (number, "1")
    assert list_rows(training) == [("DUAL", 60)]


def test_every_kind_is_offered_and_the_way_leads_from_the_syllabus(browser: Browser, training: Training) -> None:
    page = browser.get(get_address(training)).content.decode()

    assert all(f'value="{kind}"' in page for kind in HourKind.values)
    for origin in (
        f"/admin/trainings/training/{training.pk}/change/",
        f"/admin/trainings/training/{training.pk}/course/",
    ):
        assert get_address(training) in browser.get(origin).content.decode()


def test_the_page_is_for_managers_of_the_school(world: World, training: Training) -> None:
    for who, status in ((world.charles, 302), (world.ines, 302), (world.sam, 302), (world.otto, 404)):
        browser = open_browser(who)
        assert browser.get(get_address(training)).status_code == status
        assert browser.post(get_address(training), {"hours-TOTAL_FORMS": "0"}).status_code == status


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_managers_at_once_leave_one_table() -> None:
    world = World()
    training = make.TrainingFactory(company=world.alpine)
    start = threading.Barrier(4)
    tables = [[HoursInput("DUAL", 60 * n), HoursInput("SOLO", 60 * n)] for n in range(1, 5)]

    def save(rows: list[HoursInput]) -> None:
        start.wait()
        set_required_hours(training_id=training.pk, rows=rows, by=world.maria)
        connection.close()

    threads = [threading.Thread(target=save, args=[rows]) for rows in tables]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert list_rows(training) in [[("DUAL", 60 * n), ("SOLO", 60 * n)] for n in range(1, 5)]
    assert verify_company(world.alpine).findings == []
