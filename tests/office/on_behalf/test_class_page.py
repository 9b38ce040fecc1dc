"""A manager records a class on behalf of its teacher."""

from typing import Any

from accounts.models import User
from onsite.classes.attendance import store_attendance
from onsite.classes.evaluation import save_evaluation
from onsite.models import Attendance, ClassSession
from records.models import Event
from records.verification.run import verify_company
from tests import factories as make
from tests.office.browser import Browser
from tests.office.on_behalf.conftest import read_forms, read_text
from tests.office.population import build_address
from tests.onsite.conftest import GroundSchool, create_students


def get_address(school: GroundSchool) -> str:
    return build_address(ClassSession, "record", school.session.pk)


def read_page(browser: Browser, school: GroundSchool) -> dict[str, Any]:
    """What the form sends if nothing is changed."""
    form = browser.get(get_address(school)).context["form"]
    return read_forms(form.head, *form.rows)


def record(browser: Browser, school: GroundSchool, *, shown: Any = None, **typed: Any) -> Any:
    """Types into the page, which is opened now unless it has been `shown` before, and saves it. `sam__code` is the
    field `code` of Sam."""
    sent = shown or read_page(browser, school)
    people: dict[str, User] = {"sam": school.world.sam, "sue": school.world.sue}
    for name, value in typed.items():
        person, _, field = name.partition("__")
        sent = sent | {f"{people[person].pk}-{field}" if field else name: value}
    return browser.post(get_address(school), sent, follow=True)


def read_row(school: GroundSchool, user: User) -> tuple[Any, ...]:
    row = school.get_attendance(user)
    return row.is_present, row.seconds, row.remarks, row.measures, row.code


def hold_exam(school: GroundSchool) -> None:
    """The class of the school is of an exam from now on."""
    Attendance.objects.all().delete()
    school.session = make.ClassSessionFactory(
        subject=school.subject, exam=school.exam, teacher=school.world.ines, starts_at=school.session.starts_at
    )
    for enrollment in (school.sams, school.sues):
        make.AttendanceFactory(class_session=school.session, enrollment=enrollment)


def list_actions() -> list[str]:
    return list(Event.objects.order_by("seq").values_list("action", flat=True))


def test_everything_that_a_teacher_records_is_on_one_page_and_stored_at_once(
    browser: Browser, school: GroundSchool
) -> None:
    objective, metric = school.objectives[0].pk, school.metric.pk
    page = read_text(browser.get(get_address(school)))
    assert (
        "You record this class on behalf of its teacher, Ines Instructor. The ledger names you, Maria Manager, and "
        "says on whose behalf."
    ) in page

    response = record(
        browser, school, sam__present="yes", sam__seconds="0:45", sam__remarks="Late", sam__code="A1",
        sue__present="no", sue__measures="Repeat", remarks="Room was cold",
        **{f"sam__objectives.{objective}": "STD", f"sam__metrics.{metric}.rating": "4"},
        **{f"sam__metrics.{metric}.comments": "Calm"},
    )  # fmt: skip

    assert "The class is recorded." in read_text(response)
    assert read_row(school, school.world.sam) == (True, 45 * 60, "Late", "", "A1")
    assert read_row(school, school.world.sue) == (False, 0, "", "Repeat", "")
    sams = school.get_attendance(school.world.sam)
    assert [(row.objective_id, row.rating) for row in sams.objective_ratings.all()] == [(objective, "STD")]
    assert [(row.rating, row.comments) for row in sams.metric_ratings.all()] == [("4", "Calm")]
    school.session.refresh_from_db()
    assert school.session.remarks == "Room was cold"
    assert list_actions() == ["class.changed", "attendance.stored", "evaluation.saved"]
    assert verify_company(school.world.alpine).findings == []
    text = read_text(response)
    of = "in the class 050 Meteorology of 18 Mar 2026 on behalf of Ines Instructor."
    assert f"Maria Manager recorded attendance {of}" in text
    assert f"Maria Manager evaluated Sam Student {of}" in text


def test_what_is_saved_as_it_is_shown_changes_and_records_nothing(browser: Browser, school: GroundSchool) -> None:
    record(browser, school, sam__present="yes", sam__seconds="0:45", sam__remarks="Good")
    before = list_actions()

    record(browser, school)

    assert list_actions() == before


def test_the_teacher_records_in_the_own_name(browser: Browser, school: GroundSchool) -> None:
    ClassSession.objects.update(teacher=school.world.maria)

    response = record(browser, school, sam__present="yes")

    text = read_text(response)
    assert "You are the teacher of this class." in text
    assert "Maria Manager recorded attendance in the class 050 Meteorology of 18 Mar 2026." in text


def test_the_result_of_an_exam_class_is_recorded_and_corrected(browser: Browser, school: GroundSchool) -> None:
    hold_exam(school)

    record(browser, school, sam__present="yes", sam__passed="no", sam__exam_rating="40 %")
    sams = school.get_attendance(school.world.sam)
    assert (sams.is_passed, sams.exam_rating) == (False, "40 %")

    record(browser, school, sam__passed="yes", sam__exam_rating="90 %")
    sams.refresh_from_db()
    assert (sams.is_passed, sams.exam_rating) == (True, "90 %")


def test_a_refusal_names_the_student_and_the_field_and_stores_nothing(browser: Browser, school: GroundSchool) -> None:
    record(browser, school, sam__present="yes", **{f"sam__objectives.{school.objectives[0].pk}": "STD"})
    before, rows = list_actions(), list(Attendance.objects.order_by("pk").values())
    refused: list[tuple[dict[str, Any], str]] = [
        ({"sue__seconds": "3:00", "sue__present": "yes"}, "Sue Student, time present : The class is 60 minutes long"),
        ({"sue__seconds": "0:30"}, "Sue Student, attendance : Say whether the student was present."),
        ({"sue__seconds": "soon"}, "Sue Student, time present : Write the time as 1:20"),
        ({"sue__code": "x" * 51}, "Sue Student, code : Ensure this value has at most 50 characters"),
        ({"sam__present": ""}, "Sam Student, attendance : Attendance that is recorded can be corrected, not removed."),
        ({"sam__present": "no"}, "Sam Student, attendance : The student is rated: remove the ratings"),
        ({"sam__present": "maybe"}, "Sam Student, attendance : Select a valid choice."),
        ({f"sue__objectives.{school.objectives[0].pk}": "A"}, "Sue Student, Warm front : Select a valid choice."),
        (
            {f"sue__metrics.{school.metric.pk}.comments": "Calm"},
            "Sue Student, comments on Airmanship : Give a rating with the comments.",
        ),
        ({"version": "x"}, "The page was not sent completely. Please open it again."),
    ]
    for typed, text in refused:
        typed = {"sam__remarks": "Not this", **typed}
        page = read_text(record(browser, school, **typed))
        assert text.replace(" : ", ": ") in page.replace(" : ", ": "), (typed, page)
        assert "Nothing was stored." in page

    assert list_actions() == before
    assert list(Attendance.objects.order_by("pk").values()) == rows


def test_an_absent_student_cannot_have_passed(browser: Browser, school: GroundSchool) -> None:
    hold_exam(school)

    page = read_text(record(browser, school, sam__present="no", sam__passed="yes"))
    assert "Sam Student, exam result : An absent student cannot have passed." in page.replace("result:", "result :")

    record(browser, school, sam__present="yes", sam__passed="yes")
    page = read_text(record(browser, school, sam__passed=""))
    assert "A result that is recorded can be corrected, not removed." in page


def test_the_button_marks_all_others_as_present_and_stores_nothing(browser: Browser, school: GroundSchool) -> None:
    page = record(browser, school, sue__present="no", sue__remarks="Ill", fill="1")

    shown = read_forms(*page.context["form"].rows)
    sam, sue = school.world.sam.pk, school.world.sue.pk
    assert (shown[f"{sam}-present"], shown[f"{sue}-present"], shown[f"{sue}-remarks"]) == ("yes", "no", "Ill")
    assert list_actions() == []


def test_what_the_teacher_changed_meanwhile_is_said_and_nothing_is_stored(
    browser: Browser, school: GroundSchool
) -> None:
    sam, sue, ines = school.world.sam, school.world.sue, school.world.ines
    shown = read_page(browser, school)
    store_attendance(session=school.session, marks={sam.pk: {"is_present": True, "seconds": 2700}}, by=ines)
    save_evaluation(session=school.session, student_id=sam.pk, objectives={school.objectives[0].pk: "STD"}, by=ines)
    before = list_actions()

    page = record(browser, school, shown=shown, sam__present="no", sue__present="yes", sue__remarks="Good")

    text = read_text(page)
    assert "Somebody else has changed this since you opened the page. Nothing was stored." in text
    for change in ("attendance: present", "time present: 45 min", "Warm front: Standard"):
        assert f"Sam Student, {change}" in text
    assert "Sue Student, " not in text.split("On record now:")[1].split("What you typed")[0]
    assert "Ines Instructor evaluated Sam Student in the class" in text
    assert list_actions() == before

    # What is typed is kept, the rest is as on record; saved again, it is stored.
    again = read_forms(page.context["form"].head, *page.context["form"].rows)
    assert (again[f"{sam.pk}-present"], again[f"{sam.pk}-seconds"]) == ("no", "45 min")
    assert (again[f"{sue.pk}-present"], again[f"{sue.pk}-remarks"]) == ("yes", "Good")
    record(browser, school, shown=again, sam__present="yes")
    assert read_row(school, sue)[:3] == (True, 0, "Good")
    assert verify_company(school.world.alpine).findings == []


def test_a_roster_that_changed_meanwhile_is_said(browser: Browser, school: GroundSchool) -> None:
    shown = read_page(browser, school)
    (newcomer,) = create_students(school, 1, on_roster=True)
    school.get_attendance(school.world.sue).delete()

    text = read_text(record(browser, school, shown=shown, sam__present="yes"))

    assert f"{User.objects.get(pk=newcomer)} is on the roster now." in text
    assert "A student is not on the roster any more." in text
    assert list_actions() == []


def test_a_class_costs_the_same_for_one_student_and_for_thirty(
    browser: Browser, school: GroundSchool, queries_of: Any
) -> None:
    rated = f"objectives.{school.objectives[0].pk}"

    def fill_in(code: str) -> Any:
        sent = read_page(browser, school)
        for key in school.session.attendances.values_list("enrollment__user", flat=True):
            sent |= {f"{key}-present": "yes", f"{key}-code": code, f"{key}-{rated}": "STD"}
        return queries_of(lambda: browser.post(get_address(school), sent))

    school.get_attendance(school.world.sue).delete()
    record(browser, school, sam__present="yes", **{f"sam__{rated}": "+"})
    one = fill_in("A"), queries_of(lambda: browser.get(get_address(school)))
    create_students(school, 29, on_roster=True)
    thirty = fill_in("B"), queries_of(lambda: browser.get(get_address(school)))

    assert school.session.attendances.filter(is_present=True).count() == 30
    assert [len(queries) for queries in one] == [len(queries) for queries in thirty]


def test_it_is_two_clicks_from_the_overview(browser: Browser, school: GroundSchool) -> None:
    make.ClassSessionFactory(subject=school.subject, starts_in=-2, teacher=school.world.ines)  # of nobody
    make.ClassSessionFactory(subject=school.subject, starts_in=2, teacher=school.world.ines)
    cards = {card.title: card.figure for card in browser.get("/admin/").context["cards"]}
    figure = cards["Classes without attendance"]
    assert figure.value == 1

    first_click = browser.get(figure.link)
    assert list(first_click.context["cl"].queryset) == [school.session]
    assert f'href="{get_address(school)}"' in first_click.content.decode()
    assert (
        f'href="{get_address(school)}"'
        in browser.get(build_address(ClassSession, "change", school.session.pk)).content.decode()
    )
    exported = b"".join(browser.get(f"{build_address(ClassSession)}export.csv")).decode()
    assert "Record…" not in exported
