"""What the ledger says of the term in words, and the timetable on paper."""

import re
from datetime import timedelta

from playwright.sync_api import expect

from tests.browser.term import classes, student_file
from tests.browser.term.desk import Desk, get_first_day
from tests.browser.term.people import AROHA, EVENING, MORNING, STUDENTS, TANE, TEACHER, WIREMU
from tests.browser.term.school import BREAK, COURSE, SINGLE_DAY
from tests.browser.term.student_file import FINISHED_TOO_EARLY
from tests.pdf_reading import read_pages


def print_week(desk: Desk, school: str) -> None:
    """Of the first class, then that of the break: what is on paper is what the manager needs there."""
    first = get_first_day()
    text = print_timetable(desk, first.isoformat())
    for part in (school, classes.SUBJECT, f"{classes.AT:%H:%M}", str(TEACHER), desk.say("Timetable")):
        assert part in text, (part, text)
    assert desk.say("Repeat a class…") not in text
    assert BREAK not in text

    text = print_timetable(desk, (first + timedelta(weeks=5)).isoformat())
    assert desk.say("Holiday: %(holiday)s", holiday=BREAK) in text
    assert classes.SUBJECT not in text


def print_timetable(desk: Desk, day: str) -> str:
    """The text of the one sheet of a week, on which nothing is white."""
    page = desk.page
    desk.opens("timetable", query=f"?view=week&day={day}")
    expect(page.locator(".fc-event").first).to_be_visible()
    (text,) = read_pages(page.pdf(format="A4", landscape=True))
    page.emulate_media(media="print")
    for block in page.locator(".fc-timegrid-event .fc-event-main").all():
        expect(block).to_have_css("color", "rgb(0, 0, 0)")
    page.emulate_media(media="null")
    return " ".join(text.split())


def read_ledger(desk: Desk, school: str) -> None:
    """Each act of the term is a sentence in it, with who did it to whom."""
    told = collect_sentences(desk)
    expected = list_sentences(desk, school)
    assert [sentence for sentence in expected if sentence not in told] == [], "\n".join(sorted(told))
    assert [sentence for sentence in told if desk.say("%(name)s (no longer exists)", name="") in sentence] == []


def collect_sentences(desk: Desk) -> set[str]:
    """Of all pages of the list."""
    sentences = set[str]()
    desk.opens("admin:records_event_changelist")
    for number in range(1, 20):
        cells = desk.page.locator("#result_list td.field-sentence")
        expect(cells.first).to_be_visible()
        sentences.update(" ".join(text.split()) for text in cells.all_inner_texts())
        if desk.page.locator(f"a[href*='p={number + 1}']").count() == 0:
            return sentences
        desk.opens("admin:records_event_changelist", query=f"?p={number + 1}")
    raise AssertionError("The ledger has more pages than this term fills.")


def list_sentences(desk: Desk, school: str) -> list[str]:
    """As the apps declare them (ledger_texts.py)."""

    def tell(text: str, about: object, **values: object) -> str:
        return desk.say(text, actor=desk.manager, object=about, **values)

    wiremu, tane = (student_file.name_enrollment(desk, person) for person in (WIREMU, TANE))
    held = classes.name_class(desk, get_first_day())
    own = classes.name_class(desk, classes.get_yesterday())
    first, second, third = (student_file.write_number(serial) for serial in (1, 2, 3))
    revoked = "%(actor)s revoked the certificate %(object)s: %(reason)s"
    signed = "%(actor)s signed the class %(object)s (version %(version)s)."
    credited = "%(actor)s credited %(item_name)s to %(object)s for earlier training."
    evaluated = "%(actor)s evaluated %(student)s in the class %(object)s on behalf of %(on_behalf_of)s."
    issued = "%(actor)s issued the certificate %(object)s for %(enrollment)s."
    return [
        tell("%(actor)s changed the settings of the school %(object)s.", school),
        *(tell("%(actor)s added the holiday %(object)s.", day) for day in (BREAK, SINGLE_DAY)),
        tell("%(actor)s created the training %(object)s.", COURSE),
        *(tell("%(actor)s added %(object)s.", person) for person in (TEACHER, *STUDENTS)),
        tell("%(actor)s set a new password for %(object)s.", TEACHER),
        tell("%(actor)s changed the pilot group %(object)s.", MORNING),
        tell("%(actor)s created the pilot group %(object)s.", EVENING),
        *(tell("%(actor)s enrolled %(object)s.", student_file.name_enrollment(desk, student)) for student in STUDENTS),
        *(
            tell("%(actor)s scheduled the class %(object)s.", classes.name_class(desk, day))
            for day in (*classes.list_term_days(), classes.get_yesterday())
        ),
        classes.tell_recording(desk),
        tell(evaluated, held, student=AROHA, on_behalf_of=TEACHER),
        *(desk.say(signed, actor=TEACHER, object=held, version=version) for version in (1, 2)),
        tell(signed, own, version=1),
        tell(
            "%(actor)s took back the signature of the class %(object)s: %(reason)s",
            held, reason=classes.WRONG_ATTENDANCE,
        ),
        tell("%(actor)s withdrew the enrollment of %(object)s.", tane),
        tell(credited, wiremu, item_name=student_file.LESSON),
        desk.say("The enrollment of %(object)s was finished.", object=wiremu),
        tell("%(actor)s reopened the enrollment of %(object)s: %(reason)s", wiremu, reason=FINISHED_TOO_EARLY),
        tell(issued, first, enrollment=wiremu),
        tell(revoked, first, reason=student_file.WRONG_FINISH),
        tell(issued, second, enrollment=wiremu),
        tell(revoked, second, reason=student_file.MISSPELT),
        tell("%(actor)s issued the certificate %(object)s, which replaces %(replaces)s.", third, replaces=second),
        *(
            tell("%(actor)s exported the student record of %(object)s as %(format)s.", wiremu, format=kind)
            for kind in ("ZIP", "PDF")
        ),
    ]  # fmt: skip


def check_records(report: str, school: str) -> None:
    """What `verify_records` says to the operator: nothing was altered."""
    assert re.fullmatch(rf"{re.escape(school)}: \d+ events, \d+ signatures: in order\.\n", report), report
