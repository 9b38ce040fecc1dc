"""People come from files of another system, join groups, and are enrolled."""

import io
from dataclasses import dataclass
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.browser.term.desk import Desk
from tests.browser.term.school import COURSE

HEADINGS = ("Nachname", "Vorname", "E-Mail-Adresse", "Funktion", "Gruppe", "Fotoerlaubnis")
EXTRA = "Fotoerlaubnis"
MORNING, EVENING = "Summer, mornings", "Summer, evenings"


@dataclass(frozen=True)
class Person:
    name: str
    surname: str
    role: str = "Flugschülerin"
    group: str = MORNING

    def __str__(self) -> str:
        return f"{self.name} {self.surname}"

    def get_email(self, language: str) -> str:
        return f"{self.name}.{self.surname}.{language}@kauri.example".lower()


TEACHER = Person("Hana", "Parata", "Fluglehrerin", "")
AROHA, WIREMU, MERE, TANE = (
    Person("Aroha", "Ngata"),
    Person("Wiremu", "Pohatu"),
    Person("Mere", "Ruatapu"),
    Person("Tane", "Tamihana"),
)
LATE = Person("Kiri", "Waititi", group="")
STUDENTS = (AROHA, WIREMU, MERE, TANE, LATE)


def write_file(path: Path, people: tuple[Person, ...], headings: tuple[str, ...], language: str) -> Path:
    """A CSV file of a German system, with its columns in this order."""
    lines = [";".join(headings)]
    for person in people:
        cells = (person.surname, person.name, person.get_email(language), person.role, person.group, "ja")
        by_heading = dict(zip(HEADINGS, cells, strict=True))
        lines.append(";".join(by_heading[heading] for heading in headings))
    path.write_text("\n".join(lines), encoding="utf-8-sig")
    return path


def import_people(desk: Desk, folder: Path) -> None:
    """The first file asks which column is which; the second, with the same columns in another order, does not."""
    first = (TEACHER, AROHA, WIREMU, MERE, TANE)
    upload(desk, write_file(folder / "first.csv", first, HEADINGS, desk.language))
    desk.reads(desk.say("The columns of your file"))
    desk.reads_row("#columns", "Nachname", "surname", AROHA.surname)
    desk.reads_row("#columns", "Funktion", "role", "Fluglehrerin")
    desk.reads_row("#columns", EXTRA, desk.say("ignored"), "ja")
    desk.presses(desk.say("Preview"))
    check_preview(desk, new=5, present=0)
    desk.reads_row("#outcomes", str(TEACHER), desk.say("Instructor"))
    desk.page.locator("input[name=chosen][value=create_groups]").check()
    store(desk, 5)

    second = write_file(folder / "second.csv", (LATE, AROHA), HEADINGS[::-1], desk.language)
    upload(desk, second)
    check_preview(desk, new=1, present=1)
    desk.reads(desk.say("Change which column is which"))
    desk.reads_row("#outcomes", str(AROHA), desk.say("unchanged"))
    store(desk, 1)


def upload(desk: Desk, path: Path) -> None:
    desk.opens("admin:accounts_user_changelist")
    desk.follows(desk.say("Import…"))
    desk.page.locator("input[type=file]").set_input_files(path)
    desk.presses(desk.say("Preview"))


def check_preview(desk: Desk, *, new: int, present: int) -> None:
    desk.reads(desk.say("Nothing is stored yet."))
    rows = desk.page.locator("#outcomes tbody tr")
    expect(rows).to_have_count(new + present)
    expect(rows.filter(has=desk.page.get_by_text(desk.say("new"), exact=True))).to_have_count(new)


def store(desk: Desk, count: int) -> None:
    """Without invitations: this school gives passwords."""
    desk.page.locator("input[name=chosen][value=invite]").uncheck()
    desk.presses(desk.say("Store these rows"))
    desk.reads(desk.count("%(count)s row stored.", "%(count)s rows stored.", count, count=count))


def give_password(desk: Desk, person: Person) -> str:
    """The password from the list that the manager downloads."""
    desk.opens("admin:accounts_user_changelist", query=f"?q={person.surname}")
    desk.runs("new_passwords", person.surname)
    desk.reads(str(person))
    file = desk.downloads(desk.say("Set the passwords and download the list"))
    sheet = load_workbook(io.BytesIO(file.path().read_bytes())).active
    assert sheet is not None
    rows = {row[2]: row[3] for row in sheet.iter_rows(values_only=True)}
    return str(rows[person.get_email(desk.language)])


def gather_group(desk: Desk, group: str, people: tuple[Person, ...]) -> None:
    """By hand, with the search for people."""
    desk.opens("admin:accounts_pilotgroup_add")
    desk.page.locator("#id_name").fill(group)
    search = desk.page.locator(".field-members .select2-search__field")
    for person in people:
        search.fill(person.surname)
        desk.page.locator(".select2-results__option").filter(has_text=person.surname).click()
    desk.presses(desk.say("Save"))
    row = desk.reads_row("#result_list", group)
    expect(row.locator("td.field-size")).to_have_text(str(len(people)))


def enroll_groups(desk: Desk, groups: tuple[str, ...], count: int) -> None:
    """Both groups at once, with a supervisor."""
    desk.opens("admin:trainings_enrollment_changelist")
    desk.follows(desk.say("Enroll a group…"))
    for group in groups:
        desk.page.get_by_label(group).check()
    desk.page.locator("#id_training").select_option(label=COURSE)
    desk.page.locator("#id_supervisor").select_option(label=str(TEACHER))
    desk.presses(desk.say("Preview"))
    singular = "%(counter)s person will be enrolled in %(training)s."
    plural = "%(counter)s people will be enrolled in %(training)s."
    desk.reads(desk.count(singular, plural, count, counter=count, training=COURSE))
    desk.presses(desk.count("Enroll %(counter)s person", "Enroll %(counter)s people", count, counter=count))
    enrolled = "Enrolled %(count)s in %(training)s."
    desk.reads(desk.count(enrolled, enrolled, count, count=count, training=COURSE))
    for student in STUDENTS:
        desk.reads_row("#result_list", str(student), COURSE, desk.say("Ongoing"))
