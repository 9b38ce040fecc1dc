"""Twelve weeks of classes are planned, and classes are recorded, signed and corrected."""

from datetime import date, time, timedelta

from playwright.sync_api import Browser, Locator, expect

from tests.browser.term.desk import Desk, get_first_day, get_today
from tests.browser.term.people import AROHA, MERE, STUDENTS, TANE, TEACHER, Person
from tests.browser.term.school import BREAK, COURSE, METRIC

SUBJECT = "010 Air Law"
AT, LATE_AT = time(9), time(18, 30)
WEEKS = 12
TRAINS = "Reads the chart before the question"
WRONG_ATTENDANCE = "Tane came late, after the roll was called"


# --- planning


def list_term_days() -> list[date]:
    """The days of the classes, without the one in the break."""
    days = [get_first_day() + timedelta(weeks=number) for number in range(WEEKS + 1)]
    return [day for number, day in enumerate(days) if number != 5]


def plan_term(desk: Desk, groups: tuple[str, ...]) -> None:
    """A class each week at nine; the preview says which day is skipped, and that the first one is in the past."""
    page, first = desk.page, get_first_day()
    desk.opens("timetable")
    desk.follows(desk.say("Repeat a class…"))
    page.locator("#id_training").select_option(label=COURSE)
    desk.presses(desk.say("Continue"))
    page.locator("#id_item").select_option(label=desk.say("%(subject)s as a whole", subject=SUBJECT))
    page.locator("#id_teacher").select_option(label=str(TEACHER))
    page.locator("#id_first_day").fill(desk.type_day(first))
    page.locator("#id_until").fill(desk.type_day(first + timedelta(weeks=WEEKS)))
    page.locator("#id_at").fill(f"{AT:%H:%M}")
    page.locator("#id_minutes").fill("90")
    page.locator("#id_groups").select_option(label=list(groups))
    desk.presses(desk.say("Preview"))

    check_preview(desk)
    desk.presses(count_classes(desk, "Plan %(number)s class", "Plan %(number)s classes"))
    message = desk.count("%(count)s class was planned.", "%(count)s classes were planned.", WEEKS, count=WEEKS)
    desk.reads(message)


def check_preview(desk: Desk) -> None:
    desk.reads(count_classes(desk, "%(number)s class would be planned", "%(number)s classes would be planned"))
    desk.reads(desk.say("Nothing is stored yet."))
    rows = desk.page.locator(".series-rows tbody tr")
    expect(rows).to_have_count(WEEKS)
    for row, day in zip(rows.all(), list_term_days(), strict=True):
        expect(row).to_contain_text(f"{desk.write_moment(day, AT)}{SUBJECT}{TEACHER}")
        expect(row.locator("td[data-label]")).to_have_text(str(len(STUDENTS)))
    expect(rows.first).to_contain_text(desk.say("This is in the past."))
    expect(rows.filter(has=desk.page.get_by_role("listitem"))).to_have_count(1)
    skipped = desk.write_weekday(get_first_day() + timedelta(weeks=5))
    desk.reads(f"{skipped}: {desk.say('Holiday: %(holiday)s', holiday=BREAK)}")


def count_classes(desk: Desk, singular: str, plural: str) -> str:
    return desk.count(singular, plural, WEEKS, number=WEEKS)


def schedule_own_class(desk: Desk) -> None:
    """Yesterday evening the manager taught Aroha herself: she confirms that the class is in the past."""
    page = desk.page
    desk.opens("admin:onsite_classsession_add")
    page.locator("#id_training").select_option(label=COURSE)
    desk.presses(desk.say("Continue"))
    page.locator("#id_item").select_option(label=desk.say("%(subject)s as a whole", subject=SUBJECT))
    page.locator("#id_teacher").select_option(label=desk.manager)
    page.locator("#id_starts_at_0").fill(desk.type_day(get_yesterday()))
    page.locator("#id_starts_at_1").fill(f"{LATE_AT:%H:%M}")
    page.locator("#id_students").select_option(label=str(AROHA))
    desk.presses(desk.say("Save the class"))
    desk.reads(desk.say("This is in the past."))
    page.get_by_label(desk.say("Save it nevertheless")).check()
    desk.presses(desk.say("Save the class"))
    when = desk.write_moment(get_yesterday(), LATE_AT)
    desk.reads(desk.say("The class is planned for %(when)s.", when=when))


def get_yesterday() -> date:
    return get_today() - timedelta(days=1)


# --- recording


def record_class(desk: Desk) -> str:
    """The first class on behalf of its teacher, who alone may sign it; returns its id."""
    open_record(desk, get_first_day())
    desk.reads(
        desk.say(
            "You record this class on behalf of its teacher, %(teacher)s. The ledger names you, %(manager)s, and says "
            "on whose behalf.",
            teacher=TEACHER, manager=desk.manager,
        ),
        desk.say("Only the teacher of the class may sign it."),
    )  # fmt: skip
    find_field(desk, TANE, "present").select_option("no")
    find_field(desk, AROHA, "seconds").fill("1:30")
    desk.presses(desk.say("Mark all others as present"))
    expect(find_field(desk, MERE, "present")).to_have_value("yes")
    expect(find_field(desk, TANE, "present")).to_have_value("no")
    find_field(desk, AROHA, "remarks").fill("Asks good questions")
    desk.page.get_by_text(desk.say("Ratings of %(student)s", student=AROHA)).click()
    ratings = find_row(desk, AROHA).locator(".on-behalf-ratings")
    ratings.locator("select[name$='.rating']").select_option(index=1)
    ratings.locator("[name$='.comments']").fill(TRAINS)
    desk.presses(desk.say("Save"))
    desk.reads(desk.say("The class is recorded."))
    expect(find_field(desk, AROHA, "seconds")).to_have_value("1 h 30 min")
    desk.reads(tell_recording(desk))
    return desk.page.url.split("/")[-3]


def open_record(desk: Desk, day: date) -> None:
    """From the list of classes that have begun."""
    desk.opens("admin:onsite_classsession_changelist")
    row = desk.reads_row("#result_list", desk.write_day(day))
    desk.follows(desk.say("Record…"), within=row)


def find_row(desk: Desk, student: Person) -> Locator:
    heading = desk.page.get_by_role("rowheader", name=str(student), exact=True)
    return desk.page.locator(".on-behalf-roster tbody").filter(has=heading)


def find_field(desk: Desk, student: Person, name: str) -> Locator:
    return find_row(desk, student).locator(f"[name$='-{name}']")


def tell_recording(desk: Desk) -> str:
    text = "%(actor)s recorded attendance in the class %(object)s on behalf of %(on_behalf_of)s."
    return desk.say(text, actor=desk.manager, object=name_class(desk, get_first_day()), on_behalf_of=TEACHER)


def name_class(desk: Desk, day: date) -> str:
    """As the ledger does."""
    return desk.say("%(subject)s of %(day)s", subject=SUBJECT, day=desk.write_day(day))


# --- signing


def sign_as_teacher(chromium: Browser, address: str, email: str, password: str, class_id: str) -> None:
    """In person, as the web app does."""
    context = chromium.new_context(base_url=address)
    request = context.request
    login = request.post("/users/login.json", form={"email": email, "password": password})
    token = login.json()["response"]["token"]
    headers = {"Authorization": f"Bearer {token}"}
    body = {"classId": class_id, "password": password}
    signed = request.post("/trainings/onsite/sign_class.json", data=body, headers=headers)
    assert signed.json().get("result") is True, signed.text()
    context.close()


def sign_own_class(desk: Desk) -> None:
    """The manager is its teacher, so the page lets her sign; it says what is signed."""
    open_record(desk, get_yesterday())
    desk.reads(desk.say("You are the teacher of this class."))
    find_field(desk, AROHA, "present").select_option("yes")
    desk.presses(desk.say("Save"))
    desk.reads(desk.say("The class is recorded."))
    desk.follows(desk.say("Sign…"))
    desk.reads(f"{AROHA}: {desk.say('present')}")
    desk.page.locator("#id_password").fill(desk.password)
    desk.presses(desk.say("Sign"))
    desk.reads(desk.say("The class is signed."))


def correct_class(desk: Desk, class_id: str) -> None:
    """What the teacher has signed: the signature is taken back with a reason, then one mark is changed."""
    desk.opens("admin:onsite_classsession_record", class_id)
    desk.reads(desk.say("The class is signed and cannot be changed unless the signature is revoked."))
    expect(find_field(desk, TANE, "present")).to_be_disabled()
    desk.follows(desk.say("Take the signature back…"))
    desk.presses(desk.say("Take it back"))  # without the reason, which is required
    expect(desk.page.locator("#id_reason")).to_be_focused()
    desk.page.locator("#id_reason").fill(WRONG_ATTENDANCE)
    desk.presses(desk.say("Take it back"))
    text = "The signature is taken back. The teacher, %(teacher)s, can sign the class again."
    desk.reads(desk.say(text, teacher=TEACHER), WRONG_ATTENDANCE)
    find_field(desk, TANE, "present").select_option("yes")
    find_field(desk, TANE, "seconds").fill("1 h")
    desk.presses(desk.say("Save"))
    desk.reads(desk.say("The class is recorded."))
    expect(find_field(desk, TANE, "present")).to_have_value("yes")


def read_attendance(desk: Desk) -> None:
    """In the student's file, which is open."""
    present = desk.say("present")
    desk.reads_file("classes", SUBJECT, f"{present}, 1 h 30 min", f"{METRIC}: ", TRAINS, str(TEACHER))
    desk.reads_file("classes", desk.write_moment(get_yesterday(), LATE_AT), present, desk.manager)
    desk.reads_file("signatures", name_class(desk, get_first_day()), str(TEACHER), desk.say("stands"))
    text = desk.say("taken back by %(person)s on %(moment)s", person=desk.manager, moment="").rstrip()
    desk.reads_file("signatures", str(TEACHER), text, WRONG_ATTENDANCE)
