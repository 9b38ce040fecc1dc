"""The whole record of one enrollment: complete, in order, with digests, and nobody else's."""

import csv
import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from evidence.student_record.files import build_record_files
from evidence.student_record.gathering import gather_record
from records.services import EventDraft, record_events
from records.signing import revoke_signature
from tests import factories as make
from tests.evidence.student_record.conftest import sign_as
from tests.world import World, create_client
from trainings.models import Enrollment

NOBODY = "01900000-0000-7000-8000-000000000000"
SIGNING_FILES = {"manifest.json", "manifest.sig", "public_key.pem"}
FILES = {"record.json", "record.csv", "record.pdf", "record.html", "verify.py", "README.txt", *SIGNING_FILES}


def export_record(enrollment: Enrollment) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(build_record_files(gather_record(enrollment))["record.json"])
    return content


def test_everything_on_record_is_there_oldest_first(finished_enrollment: Enrollment) -> None:
    entries = export_record(finished_enrollment)["entries"]

    assert [entry["at"] for entry in entries] == sorted(entry["at"] for entry in entries)
    kinds = [entry["kind"] for entry in entries]
    assert sorted(kinds) == sorted(
        ["enrolled", "study", "study", "class", "exam", "mission", "signature", "signature", "finished", "certificate"]
    )
    by_kind = {entry["kind"]: entry for entry in entries}
    assert by_kind["class"] == {
        "at": "2026-03-08 10:00:00",
        "kind": "class",
        "what": "010 Air Law: Right of way",
        "result": "present, 1 h 5 min",
        "by": "Ines Instructor",
        "remarks": "=cmd; Revise ICAO; Gives way: STD",
        "revision": None,
    }
    assert by_kind["exam"]["result"] == "80.00 %, passed"
    assert (by_kind["mission"]["what"], by_kind["mission"]["remarks"]) == ("First solo L-77", "Landing: +")


def test_signatures_are_whole_and_tell_which_one_stands(finished_enrollment: Enrollment) -> None:
    first, second = export_record(finished_enrollment)["signatures"]

    assert (first["version"], first["content"], first["revoked"]["reason"]) == (1, {"present": True}, "a slip")
    assert (second["version"], second["revoked"]) == (2, None)
    assert second["signer"] == "Ines Instructor (Instructor), 2026-03-18 10:00:00 UTC"


def test_the_events_of_the_ledger_and_the_certificate_come_along(finished_enrollment: Enrollment) -> None:
    content = export_record(finished_enrollment)

    assert "class.signed" in [event["action"] for event in content["events"]]
    assert content["certificate"]["User"]["UserDetail"]["name"] == "Sam"


def test_another_students_record_is_not_in_it(world: World, finished_enrollment: Enrollment) -> None:
    make.EnrollmentFactory(training=finished_enrollment.training, user=world.sue)

    assert "Sue" not in json.dumps(export_record(finished_enrollment))


def test_of_a_class_nothing_is_told_about_the_others_on_its_roster(
    world: World, finished_enrollment: Enrollment
) -> None:
    sam, sue = str(world.sam.pk), str(world.sue.pk)
    held = finished_enrollment.attendances.get().class_session
    content = {
        "teacher": str(world.ines.pk),
        "students": [{"student": sam, "remarks": "fine"}, {"student": sue, "remarks": "private"}],
        "names": {"people": {sam: "Sam Student", sue: "Sue Student", str(world.ines.pk): "Ines Instructor"}},
    }
    back = revoke_signature(obj=held, company_id=world.alpine.pk, reason="", by=world.maria)
    record_events(
        back,
        sign_as(world, held, content),
        EventDraft("attendance.stored", held, {"attendance": {sam: {"seconds": 1}, sue: {"remarks": "private"}}}),
        EventDraft("evaluation.saved", held, {"student": sue, "remarks": "private"}),
        company_id=world.alpine.pk,
        by=world.ines,
    )

    text = json.dumps(export_record(finished_enrollment))
    assert "private" not in text
    assert "Sue" not in text
    assert "fine" in text
    assert export_record(finished_enrollment)["signatures"][-1]["content"]["names"]["people"] == {
        sam: "Sam Student", str(world.ines.pk): "Ines Instructor",
    }  # fmt: skip


def test_the_longest_remark_still_fits_on_paper(finished_enrollment: Enrollment) -> None:
    finished_enrollment.attendances.update(remarks="W" * 5000)
    assert build_record_files(gather_record(finished_enrollment))["record.pdf"].startswith(b"%PDF-")


def test_the_manifest_holds_the_digest_of_every_file(finished_enrollment: Enrollment) -> None:
    files = build_record_files(gather_record(finished_enrollment))
    manifest = json.loads(files.pop("manifest.json"))
    assert {files.pop("manifest.sig"), files.pop("public_key.pem")}

    assert manifest["files"] == {
        name: {"sha256": hashlib.sha256(text).hexdigest(), "bytes": len(text)} for name, text in files.items()
    }
    assert set(files) == FILES - SIGNING_FILES
    assert files["record.pdf"].startswith(b"%PDF-")


def test_no_cell_of_the_table_is_a_formula(finished_enrollment: Enrollment) -> None:
    rows = list(
        csv.reader(
            io.StringIO(build_record_files(gather_record(finished_enrollment))["record.csv"].decode("utf-8-sig"))
        )
    )

    assert rows[0] == ["at (Pacific/Auckland)", "kind", "what", "result", "by", "remarks", "revision"]
    assert [row[5] for row in rows if row[1] == "class"] == ["'=cmd; Revise ICAO; Gives way: STD"]


def test_a_longer_record_costs_no_more_queries(world: World, finished_enrollment: Enrollment, queries_of: Any) -> None:
    small = queries_of(lambda: gather_record(finished_enrollment))
    subject = finished_enrollment.training.subjects.get()
    for _ in range(29):
        held = make.ClassSessionFactory(subject=subject, lesson=subject.lessons.get())
        row = make.AttendanceFactory(class_session=held, enrollment=finished_enrollment, is_present=True)
        row.objective_ratings.create(objective=subject.lessons.get().objectives.get(), rating="+")
        mission = finished_enrollment.training.flight_templates.get()
        flight = make.FlightRecordFactory(enrollment=finished_enrollment, template=mission)
        flight.grades.create(objective=mission.objectives.get(), grade="STD")
    large = queries_of(lambda: gather_record(finished_enrollment))

    # attendance, objective ratings, objectives, metric ratings, attempts, restarts, granted attempts, flights, grades,
    # times, signatures, certificates, credits, dossiers, studies, study, classes of the training, events, progress,
    # required hours
    assert len(small) == len(large) == 20, large


def test_a_manager_downloads_it_as_one_archive(world: World, finished_enrollment: Enrollment) -> None:
    response = create_client(world.maria).get(f"/manager/trainings/students/record/{finished_enrollment.pk}.zip")

    assert response["Content-Type"] == "application/zip"
    names = zipfile.ZipFile(io.BytesIO(response.content)).namelist()
    assert set(names) == FILES


def test_another_schools_record_is_the_404_of_an_unknown_one(world: World, finished_enrollment: Enrollment) -> None:
    client = create_client(world.otto)
    response = client.get(f"/manager/trainings/students/record/{finished_enrollment.pk}.zip")

    assert response.status_code == 404
    assert response.content == client.get(f"/manager/trainings/students/record/{NOBODY}.zip").content
    assert (
        create_client(world.sam).get(f"/manager/trainings/students/record/{finished_enrollment.pk}.zip").status_code
        == 403
    )


def test_the_command_writes_a_new_directory_and_never_into_an_old_one(
    finished_enrollment: Enrollment, tmp_path: Path
) -> None:
    out = tmp_path / "record"
    call_command("export_record", str(finished_enrollment.pk), "--out", str(out), stdout=io.StringIO())

    assert {file.name for file in out.iterdir()} == FILES
    with pytest.raises(CommandError, match="already exists"):
        call_command("export_record", str(finished_enrollment.pk), "--out", str(out))
    assert [path.name for path in tmp_path.iterdir()] == ["record"]


def test_the_command_says_when_there_is_no_such_enrollment(world: World, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no enrollment"):
        call_command("export_record", NOBODY, "--out", str(tmp_path / "record"))
