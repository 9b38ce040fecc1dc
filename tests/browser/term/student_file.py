"""What a manager does about one enrollment, from the student's file: withdrawal, credit, finish, certificates."""

import hashlib
import io
import json
import zipfile
from pathlib import Path

from django.utils import timezone
from playwright.sync_api import expect

from core.dates.writing import format_day, write_english
from tests.browser.term.desk import Desk, get_today
from tests.browser.term.people import AROHA, TANE, WIREMU, Person
from tests.browser.term.school import COURSE
from tests.pdf_reading import read_pages
from trainings.models import Enrollment

MOVED = "Moved to Dunedin"
EARLIER_TRAINING = "PPL theory at Southern Wings, Dunedin, 2025"
FINISHED_TOO_EARLY = "Finished before the interview"
WRONG_FINISH, MISSPELT, SPELT = "Issued by a wrong finish", "The course was misspelt", "Now with the right course"
ITEMS, REQUIRED = 36, 34  # the lessons of the template and the exams of its subjects
LESSON = "Rules of the air"


# --- the enrollment


def open_file(desk: Desk, student: Person) -> None:
    """From the list of enrollments."""
    desk.opens("admin:trainings_enrollment_changelist", query=f"?q={student.surname}")
    desk.follows(desk.say("Open the file"), within=desk.reads_row("#result_list", str(student)))
    desk.reads(desk.say("File of %(enrollment)s", enrollment=name_enrollment(desk, student)))


def name_enrollment(desk: Desk, student: Person) -> str:
    return desk.say("%(student)s in %(training)s", student=student, training=COURSE)


def withdraw(desk: Desk) -> None:
    open_file(desk, TANE)
    desk.follows(desk.say("Change the enrollment…"))
    desk.follows(f"{desk.say('Withdraw')}…")
    desk.reads(name_enrollment(desk, TANE))
    desk.page.locator("#id_reason").fill(MOVED)
    desk.presses(desk.say("Withdraw"))
    desk.reads(desk.say("Withdrew %(count)s.", count=1))
    open_file(desk, TANE)
    day = desk.write_day(get_today())
    desk.reads_fact(desk.say("State"), desk.say("Withdrawn on %(day)s: %(reason)s", day=day, reason=MOVED))


def credit_earlier_training(desk: Desk, document: Path) -> None:
    """Everything in the course, on a document; the manager signs it with the password."""
    page = desk.page
    open_file(desk, WIREMU)
    desk.follows(desk.say("Change the enrollment…"))
    desk.follows(desk.say("Credit earlier training…"))
    boxes = page.locator("input[name=items]")
    expect(boxes).to_have_count(ITEMS)
    for box in boxes.all():
        box.check()
    page.locator("#id_reason").fill(EARLIER_TRAINING)
    page.locator("input[name=document]").set_input_files(document)
    page.locator("#id_password").fill(desk.password)
    desk.presses(desk.say("Sign and credit"))
    text = "Credited %(count)s to %(enrollment)s."
    desk.reads(desk.say(text, count=ITEMS, enrollment=name_enrollment(desk, WIREMU)))

    open_file(desk, WIREMU)
    desk.reads_fact(desk.say("Ground school"), desk.say("%(done)s of %(total)s", done=REQUIRED, total=REQUIRED))
    row = desk.reads_file("credits", LESSON, EARLIER_TRAINING, desk.manager, desk.say("counts"))
    link = row.get_by_role("link", name=desk.say("Open"), exact=True)
    stored = page.request.get(link.get_attribute("href") or "")
    assert stored.body() == document.read_bytes()


def finish(desk: Desk) -> None:
    """The training finishes by hand, in the list. The certificate is issued with it."""
    desk.opens("admin:trainings_enrollment_changelist", query=f"?q={WIREMU.surname}")
    desk.runs("finish", str(WIREMU))
    text = "Finished %(count)s of %(total)s; the others have ended or are incomplete."
    desk.reads(desk.say(text, count=1, total=1))
    open_file(desk, WIREMU)
    desk.reads_fact(desk.say("State"), desk.say("Finished"))


def reopen(desk: Desk) -> None:
    """A wrong finish: its page says that the certificate is in the way, and is used once that is revoked."""
    number = write_number(1)
    finish(desk)
    desk.reads_file("certificates", number, desk.say("valid"))
    open_reopening(desk)
    desk.reads(desk.say("This concerns nobody."), desk.say("Revoke the certificate %(number)s first.", number=number))
    open_file(desk, WIREMU)
    revoke(desk, number, WRONG_FINISH)
    open_reopening(desk)
    desk.reads(name_enrollment(desk, WIREMU))
    desk.page.locator("#id_reason").fill(FINISHED_TOO_EARLY)
    desk.presses(desk.say("Reopen"))
    desk.reads(desk.say("Reopened %(count)s.", count=1))
    open_file(desk, WIREMU)
    desk.reads_fact(desk.say("State"), desk.say("Ongoing"))
    desk.reads_fact(desk.say("Reopened"), FINISHED_TOO_EARLY)


def open_reopening(desk: Desk) -> None:
    desk.follows(desk.say("Change the enrollment…"))
    desk.follows(f"{desk.say('Reopen')}…")


# --- certificates


def write_number(serial: int) -> str:
    return f"{get_today().year}-{serial:05}"


def revoke(desk: Desk, number: str, reason: str) -> None:
    """From the row of the certificate, in two clicks, because it cannot be undone."""
    row = desk.reads_file("certificates", number, desk.say("valid"))
    desk.follows(desk.say("Revoke…"), within=row)
    desk.page.locator("#id_reason").fill(reason)
    desk.presses(desk.say("Revoke"))
    text = "Revoke the certificate %(number)s? This cannot be undone. Its check page will say that it is revoked."
    desk.reads(desk.say(text, number=number), reason)
    desk.presses(desk.say("Revoke"))
    desk.reads(desk.say("The certificate %(number)s is revoked.", number=number))
    day = desk.write_day(get_today())
    desk.reads_file("certificates", number, desk.say("revoked on %(day)s: %(reason)s", day=day, reason=reason))


def issue_again(desk: Desk) -> None:
    """The second finish issues a certificate, which is revoked and replaced by one that names its number."""
    old, new = write_number(2), write_number(3)
    finish(desk)
    desk.reads_file("certificates", old, desk.say("valid"))
    revoke(desk, old, MISSPELT)
    desk.follows(desk.say("Issue again…"), within=desk.reads_file("certificates", old, MISSPELT))
    desk.page.locator("#id_reason").fill(SPELT)
    desk.presses(desk.say("Issue again"))
    text = "Issue a new certificate that replaces %(number)s, with what is on record now?"
    desk.reads(desk.say(text, number=old))
    desk.presses(desk.say("Issue again"))
    desk.reads(desk.say("The certificate %(successor)s replaces %(number)s.", successor=new, number=old))
    row = desk.reads_file("certificates", new, desk.say("valid"), old)
    check_certificate(desk, row.get_by_role("link", name=new).get_attribute("href") or "", new, old)


def check_certificate(desk: Desk, address: str, number: str, old: str) -> None:
    """What is printed, in English for everybody."""
    (text,) = read_pages(desk.page.request.get(address).body())
    with write_english():
        day = format_day(get_today())
    for part in (str(WIREMU), COURSE, number, old, day):
        assert part in " ".join(text.split()), (part, text)


# --- handing over


def hand_over(desk: Desk, document: Path) -> None:
    """Both files of the record, as an inspector opens them."""
    open_file(desk, WIREMU)
    archive = desk.downloads(desk.say("Record for an inspector (ZIP)"))
    check_archive(archive.path().read_bytes(), document)
    file = desk.downloads(desk.say("Record for an inspector (PDF)"))
    text = " ".join(" ".join(read_pages(file.path().read_bytes())).split())
    for part in (str(WIREMU), COURSE, EARLIER_TRAINING, write_number(3), FINISHED_TOO_EARLY):
        assert part in text, part
    assert str(AROHA) not in text


def check_archive(data: bytes, document: Path) -> None:
    files = read_archive(data)
    record = json.loads(files["record.json"])
    assert record["student"]["name"] == str(WIREMU)
    assert record["enrollment"]["state"] == Enrollment.State.FINISHED
    assert len(record["credits"]) == ITEMS
    assert {credit["reason"] for credit in record["credits"]} == {EARLIER_TRAINING}
    assert files[record["credits"][0]["document"]] == document.read_bytes()
    assert [row["number"] for row in record["certificates"]] == [write_number(serial) for serial in (1, 2, 3)]
    assert any(event["payload"].get("reason") == FINISHED_TOO_EARLY for event in record["events"])
    assert f"{timezone.now():%Y}" in json.loads(files["manifest.json"])["exported_at"]
    assert AROHA.surname not in files["record.csv"].decode()


def read_archive(data: bytes) -> dict[str, bytes]:
    """The files, each of which has the digest that the manifest says, but for the manifest and what signs it."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(files["manifest.json"])["files"]
    assert set(files) == {*manifest, "manifest.json", "manifest.sig", "public_key.pem"}
    for name, entry in manifest.items():
        assert hashlib.sha256(files[name]).hexdigest() == entry["sha256"], name
    return files
