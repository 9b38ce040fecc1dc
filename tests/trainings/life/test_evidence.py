"""What the student record, the certificate and the readiness list say of credits and of an enrollment's life."""

import hashlib
import json
from typing import Any

from django.core.files.base import ContentFile

from core import clock
from evidence.certificates.pdf import format_credits
from evidence.models import Certificate
from evidence.readiness.rules import find_lapses
from evidence.student_record.files import build_record_files
from evidence.student_record.gathering import gather_record
from tests import factories as make
from tests.pdf_reading import read_pages
from tests.trainings.life.conftest import School
from tests.trainings.life.test_credits import revoke
from tests.trainings.life.test_pausing import pause, resume
from tests.trainings.life.test_withdrawing import withdraw
from tests.world import create_client
from trainings.endpoints.lessons.services import complete_lesson
from trainings.enrollment_acts.withdrawing import undo_withdrawal
from trainings.models import Enrollment

PDF = b"%PDF-1.7 A licence"


def export(row: Enrollment) -> dict[str, bytes]:
    return build_record_files(gather_record(Enrollment.objects.for_student_record().get(pk=row.pk)))


def test_the_record_tells_the_whole_life_with_reasons(school: School, frozen_clock: Any) -> None:
    row = school.enroll_sam()
    for act in (pause, resume, withdraw):
        frozen_clock.shift(86_400)
        act(school, row)
    frozen_clock.shift(86_400)
    undo_withdrawal(enrollment_id=row.pk, reason="The wrong Sam", by=school.world.maria)
    withdraw(school, row)

    files = export(row)
    record = json.loads(files["record.json"])

    told = [(entry["kind"], entry["result"], entry["by"], entry["remarks"]) for entry in record["entries"]]
    assert told == [
        ("enrolled", "", "Ines Instructor", ""),
        ("paused", "as of 19 Mar 2026", "Maria Manager", "Ill"),
        ("resumed", "paused since 19 Mar 2026, 1 day", "Maria Manager", ""),
        ("withdrawn", "as of 21 Mar 2026", "Maria Manager", "Moved to another town"),
        ("withdrawal undone", "", "Maria Manager", "The wrong Sam"),
        ("withdrawn", "as of 22 Mar 2026", "Maria Manager", "Moved to another town"),
    ]
    enrollment = record["enrollment"]
    assert (enrollment["state"], enrollment["withdrawn_date"]) == ("WITHDRAWN", "2026-03-22")
    assert "withdrawn on 22 Mar 2026" in " ".join(read_pages(files["record.pdf"]))


def test_the_record_holds_credits_with_their_documents(school: School) -> None:
    row = school.enroll_sam()
    one, other = school.credit(row, [school.exam, school.mission], document=ContentFile(PDF, "licence.pdf"))
    revoke(school, other)

    files = export(row)
    record = json.loads(files["record.json"])

    (name,) = {credit["document"] for credit in record["credits"]}
    assert files[name] == PDF
    assert [credit["document_sha256"] for credit in record["credits"]] == [hashlib.sha256(PDF).hexdigest()] * 2
    assert [credit["revoked"] and credit["revoked"]["reason"] for credit in record["credits"]] == [
        None, "The licence was forged",
    ]  # fmt: skip
    assert json.loads(files["manifest.json"])["files"][name]["bytes"] == len(PDF)
    told = [(entry["what"], entry["result"]) for entry in record["entries"] if entry["kind"] == "credit"]
    exam = f"{school.subject}: {school.exam.name}"
    assert sorted(told) == sorted(
        [(exam, "credited"), (school.mission.name, "credited"), (school.mission.name, "revoked")]
    )
    actions = [event["action"] for event in record["events"]]
    assert actions.count("credit.given") == 2
    assert actions.count("signature.added") == 2
    assert one.is_live


def test_the_certificate_names_what_was_credited(school: School) -> None:
    row = school.enroll_sam()
    school.credit(row, school.items)

    shown = create_client(school.world.sam).get(f"/trainings/trainings/certificate/{row.pk}.json").json()["certificate"]

    assert {(credit["kind"], credit["id"]) for credit in shown["Credits"]} == {
        *(("LESSON", str(lesson.pk)) for lesson in school.lessons),
        ("EXAM", str(school.exam.pk)),
        ("MISSION", str(school.mission.pk)),
    }
    assert shown["Flights"] == {"missions": 0, "time": 0}
    assert format_credits(shown["Credits"]) == "Credited for earlier training: 2 lessons, 1 exam, 1 mission"
    printed = create_client(school.world.sam).get(f"/trainings/trainings/certificate/{row.pk}.pdf").content
    assert "Credited for earlier training: 2 lessons, 1 exam, 1 mission" in " ".join(read_pages(printed))


def test_without_credits_a_certificate_is_as_it_always_was(school: School) -> None:
    training = make.TrainingFactory(company=school.world.alpine)
    lesson = make.LessonFactory(subject=make.SubjectFactory(training=training))
    row = school.enroll_sam(training=training)
    complete_lesson(enrollment=row, lesson=lesson, seconds=60, by=school.world.sam)

    assert "Credits" not in json.loads(Certificate.objects.get().content)
    assert format_credits([]) == ""


def test_a_credit_is_evidence_and_one_without_a_document_is_listed(school: School) -> None:
    with_document, without = school.enroll(school.world.sam, school.world.sue)
    school.credit(with_document, school.items, document=ContentFile(PDF, "licence.pdf"))
    (credit,) = school.credit(without, [school.exam])

    lapses = [(lapse.rule.name, lapse.obj.pk) for lapse in find_lapses(school.world.alpine, clock.now())]

    assert lapses == [("credits_without_document", credit.pk)]
