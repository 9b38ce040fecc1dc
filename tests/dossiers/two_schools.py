"""Sam was trained at Alpine and goes to Baltic with the exported record: a class, an exam, a flight and a credit."""

import base64
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Company, User
from accounts.roles import Role
from dossiers.models import Dossier
from dossiers.receiving import receive_dossier
from evidence.student_record.files import build_archive, build_digest_entry, build_record_files
from evidence.student_record.gathering import gather_record
from missions.services import FlightInput, record_flight
from onsite.classes.attendance import store_attendance
from onsite.classes.class_plans import ClassPlan
from onsite.classes.scheduling import schedule_class
from onsite.classes.signing import sign_class
from records import export_keys
from records.verification.run import verify_company
from tests import factories as make
from tests.world import World
from trainings.credits.giving import CreditInput, give_credits
from trainings.enrollments.services import enroll_students
from trainings.models import Enrollment, Training

Files = dict[str, bytes]
FOREIGN_KEYS = {"elsewhere": "the secret of another server"}


class Syllabus:
    """A training with classes and flights: two lessons, an exam, two missions."""

    def __init__(self, company: Company, name: str, mission: str = "First solo") -> None:
        self.training: Training = make.TrainingFactory(company=company, name=name, type="ONSITE", has_flights=True)
        self.subject = make.SubjectFactory(training=self.training, code="010", name="Air Law")
        self.law = make.LessonFactory(subject=self.subject, name="Right of way")
        self.rules = make.LessonFactory(subject=self.subject, name="Rules of the air")
        self.exam = make.ExamFactory(subject=self.subject, name="Law exam")
        self.solo = make.FlightTemplateFactory(training=self.training, name=mission)
        self.night = make.FlightTemplateFactory(training=self.training, name="Night circuits")


class TwoSchools:
    def __init__(self, world: World) -> None:
        self.world = world
        for person in (world.maria, world.ines, world.otto, world.sam):
            person.set_password(make.PASSWORD)
            person.save()
        self.there = Syllabus(world.alpine, "PPL(A)")
        self.here = Syllabus(world.baltic, "PPL(A) modular", "Solo, the first")
        self.sam_here: User = world.create_person("Sam", "Student", Role.STUDENT, world.baltic)
        self.enrollment_there = enroll(self.there, world.sam, world.maria)
        self.enrollment = enroll(self.here, self.sam_here, world.otto)

    def train(self) -> None:
        """What Sam does at Alpine, through the services."""
        self.attend(lesson_id=self.there.law.pk)
        self.attend(exam_id=self.there.exam.pk, is_passed=True, exam_rating="92")
        record_flight(
            enrollment_id=self.enrollment_there.pk,
            template_id=self.there.solo.pk,
            flight=FlightInput(True, 5400, instructor_id=self.world.ines.pk),
            by=self.world.maria,
        )
        given = CreditInput([self.there.night.pk], "Night rating of 2019")
        give_credits(enrollment_id=self.enrollment_there.pk, credit=given, password=make.PASSWORD, by=self.world.maria)

    def attend(self, *, is_passed: bool | None = None, exam_rating: str = "", **options: Any) -> None:
        world = self.world
        starts_at = self.enrollment_there.created_at - timedelta(hours=1)
        plan = ClassPlan(self.there.subject.pk, starts_at, world.ines.pk, [world.sam.pk], options)
        session = schedule_class(plan=plan, notify=False, by=world.maria)
        mark: Any = {"is_present": True, "seconds": 2700}
        if is_passed is not None:
            mark |= {"is_passed": is_passed, "exam_rating": exam_rating}
        store_attendance(session=session, marks={world.sam.pk: mark}, by=world.ines)
        sign_class(session=session, password=make.PASSWORD, by=world.ines)

    def export(self) -> Files:
        row = Enrollment.objects.for_student_record().get(pk=self.enrollment_there.pk)
        return build_record_files(gather_record(row))

    def receive(self, files: Files | None = None, *, by: User | None = None) -> Dossier:
        data = build_archive(files or self.export())
        received = receive_dossier(user_id=self.sam_here.pk, data=data, by=by or self.world.otto)
        return received.dossier

    def export_elsewhere(self, settings: Any) -> Files:
        """As another server exports, whose key nobody here knows."""
        own, settings.RECORDS_KEYS = settings.RECORDS_KEYS, FOREIGN_KEYS
        try:
            return sign_again(self.export())
        finally:
            settings.RECORDS_KEYS = own

    def assert_clean(self) -> None:
        for school in (self.world.alpine, self.world.baltic):
            report = verify_company(school)
            assert (report.findings, report.unverifiable) == ([], 0)


def enroll(syllabus: Syllabus, user: User, by: User) -> Enrollment:
    outcome = enroll_students(training=syllabus.training, user_ids=[user.pk], group_ids=[], by=by)
    return outcome.enrolled[user.pk]


def change_json(files: Files, name: str, change: Callable[[Any], object]) -> Files:
    """With one JSON file changed in place by `change`."""
    value = json.loads(files[name])
    change(value)
    return {**files, name: json.dumps(value).encode()}


def list_again(files: Files) -> Files:
    """With a manifest that fits the files again: what somebody does who alters an export with care."""
    outside = {"manifest.json", "manifest.sig", "public_key.pem"}
    listed = {name: build_digest_entry(content) for name, content in files.items() if name not in outside}
    return change_json(files, "manifest.json", lambda manifest: manifest.update(files=listed))


def sign_again(files: Files, key: Ed25519PrivateKey | None = None) -> Files:
    """Signed anew, with the key of this server or another."""
    key = key or export_keys.get_export_key()
    public = key.public_key()
    named = change_json(files, "manifest.json", lambda m: m.update(key=export_keys.compute_fingerprint(public)))
    return {
        **named,
        "manifest.sig": base64.b64encode(key.sign(named["manifest.json"])),
        "public_key.pem": export_keys.build_public_pem(public),
    }


def strip_signature(files: Files) -> Files:
    """As the version before signed exports wrote them: without items, too."""
    kept = {name: content for name, content in files.items() if name not in {"manifest.sig", "public_key.pem"}}
    kept = change_json(kept, "record.json", lambda record: record.pop("items"))

    def forget(manifest: dict[str, Any]) -> None:
        for name in ("format", "school", "server", "key"):
            del manifest[name]

    return list_again(change_json(kept, "manifest.json", forget))


def alter_record(files: Files, change: Callable[[Any], object]) -> Files:
    """An export in which everything fits but the content of record.json."""
    return sign_again(list_again(change_json(files, "record.json", change)))


def build_upload(files: Mapping[str, bytes]) -> SimpleUploadedFile:
    return SimpleUploadedFile("record.zip", build_archive(dict(files)), content_type="application/zip")


def read_zip(data: bytes) -> Files:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
