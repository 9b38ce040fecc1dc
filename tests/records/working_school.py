"""A school that works through the real services, one random act at a time: none of them may cause a finding."""

import random
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any
from uuid import UUID

from django.core.management import call_command
from django.test import Client as Browser
from django.utils import timezone

from core.exceptions import DomainError
from evidence.certificates.reissuing import reissue_certificate
from evidence.certificates.services import revoke_certificate
from evidence.models import Certificate
from exams.models import Attempt, Exam
from exams.sitting import services, settling
from instructors.warnings import warn_of_expiry
from missions.models import FlightObjective, FlightRecord, FlightTemplate, FlightTime
from missions.services import FlightInput, correct_flight, record_instructed_flight, sign_debriefing
from onsite.classes import scheduling, signing
from onsite.classes.attendance import store_attendance
from onsite.classes.class_plans import ClassPlan
from onsite.classes.evaluation import save_evaluation
from onsite.models import ClassSession
from records.verification.baseline import record_baseline
from tests import factories as make
from tests.exams.exam_setup import fill_bank
from tests.records.dossier_acts import DossierActs
from tests.records.enrollment_acts import EnrollmentActs
from tests.records.inspection_acts import InspectionActs
from tests.records.on_behalf_acts import OnBehalfActs
from tests.records.paper_acts import PaperActs
from tests.records.restart_acts import RestartActs
from tests.records.revision_acts import RevisionActs
from tests.world import World
from trainings.endpoints.lessons.services import complete_lesson
from trainings.enrollments.finishing import finish_by_hand, finish_due
from trainings.enrollments.notes import change_notes
from trainings.enrollments.services import enroll_students
from trainings.models import Enrollment, LearningObjective, Lesson, Metric
from trainings.ratings import Rating

Act = Callable[[], Any]


class WorkingSchool:
    """Ten students in three trainings: online, in class, and with flights. `act` does one thing at random."""

    def __init__(self, world: World, seed: int) -> None:
        self.world = world
        self.dice = random.Random(seed)
        self.done: Counter[str] = Counter()
        for person in (world.ines, world.tom, world.maria, world.sam, world.sue):
            person.set_password(make.PASSWORD)
            person.save()
        self.students = [world.sam, world.sue, *make.UserFactory.create_batch(8, company=world.alpine)]
        for student in self.students[2:]:
            student.set_password(make.PASSWORD)
            student.save()
        self.make_trainings()
        record_baseline(world.alpine)
        self.acts: list[Act] = [
            self.enroll, self.schedule, self.schedule, self.change, self.delete, self.store, self.store, self.evaluate,
            self.sign, self.unsign, self.study, self.study, self.sit, self.answer, self.answer, self.finish_exam,
            self.settle, self.fly, self.debrief, self.note, self.finish, self.certify, self.revoke,
            self.run_nightly_commands,
            self.edit_in_the_admin, self.correct, self.correct, self.drop_a_part, self.add_a_part, self.issue,
            *EnrollmentActs(self).list_acts(),
            *OnBehalfActs(self).list_acts(),
            *RestartActs(self).list_acts(),
            *PaperActs(self).list_acts(),
            *DossierActs(self).list_acts(),
            *InspectionActs(self).list_acts(),
            *RevisionActs(self).list_acts(),
        ]  # fmt: skip

    def make_trainings(self) -> None:
        alpine = self.world.alpine
        self.online = make.TrainingFactory(company=alpine, type="DISTANCE", has_theory=True)
        subject = make.SubjectFactory(training=self.online)
        self.lessons = make.LessonFactory.create_batch(2, subject=subject)
        self.exam = make.ExamFactory(subject=subject, question_count=3, pass_percent=60, max_attempts=50)
        fill_bank(self.exam, 5)
        self.in_class = make.TrainingFactory(company=alpine, type="ONSITE", validity_days=30)
        self.subject = make.SubjectFactory(training=self.in_class)
        self.lesson = make.LessonFactory(subject=self.subject)
        self.class_exam = make.ExamFactory(subject=self.subject, type=Exam.Type.ONSITE, is_mandatory=False)
        self.objective = LearningObjective.objects.create(lesson=self.lesson, name="Warm front")
        self.metric = Metric.objects.create(training=self.in_class, name="Airmanship")
        self.room = make.LocationFactory(company=alpine)
        self.flying = make.TrainingFactory(company=alpine, has_theory=False, has_flights=True, auto_finish=False)
        self.mission = make.FlightTemplateFactory(training=self.flying)
        self.flight_objective = FlightObjective.objects.create(template=self.mission, name="Landing")

    def act(self) -> None:
        """Runs random acts until one is not rejected."""
        while True:
            act = self.dice.choice(self.acts)
            try:
                if act() is not False:
                    self.done[act.__name__] += 1
                    return
            except DomainError:
                continue

    def pick_one(self, rows: Any) -> Any:
        """One of the rows at random; raises DomainError without rows."""
        ids = list(rows.order_by("pk").values_list("pk", flat=True))
        if not ids:
            raise DomainError("There is none.")
        return rows.get(pk=self.dice.choice(ids))

    def make_text(self) -> str:
        return self.dice.choice(["", "Good", "Ground reference — très bien", "«ß»\n", str(self.dice.random())])

    def pick_enrollment(self, training: Any) -> Any:
        return self.pick_one(Enrollment.objects.filter(training=training).select_related("training", "company"))

    def enroll(self) -> Any:
        training = self.dice.choice([self.online, self.in_class, self.flying])
        users = self.dice.sample([student.pk for student in self.students], 3)
        deadline = self.dice.choice([None, timezone.now() + timedelta(days=30)])
        outcome = enroll_students(
            training=training, user_ids=users, group_ids=[], by=self.world.maria, finish_before_at=deadline
        )
        return bool(outcome.enrolled)

    def make_plan(self, present: ClassSession | None = None) -> ClassPlan:
        enrolled = Enrollment.objects.ongoing().filter(training=self.in_class).values_list("user_id", flat=True)
        users = sorted(set(enrolled))
        staying = list(present.attendances.values_list("enrollment__user_id", flat=True)) if present else []
        item = self.dice.choice([{"lesson_id": self.lesson.pk}, {"exam_id": self.class_exam.pk}, {}])
        return ClassPlan(
            self.subject.pk,
            timezone.now() - timedelta(minutes=self.dice.randrange(-12, 50)),
            self.world.ines.pk,
            sorted({*staying, *self.dice.sample(users, min(3, len(users)))}),
            {**({} if present else item), "location_id": self.room.pk, "remarks": self.make_text()},
        )

    def schedule(self) -> Any:
        scheduling.schedule_class(plan=self.make_plan(), notify=False, by=self.world.maria)

    def pick_open_class(self) -> Any:
        return self.pick_one(ClassSession.objects.live().filter(signed_at=None))

    def change(self) -> Any:
        session = self.pick_open_class()
        scheduling.change_class(session=session, plan=self.make_plan(session), notify=False, by=self.world.maria)

    def delete(self) -> Any:
        if self.dice.random() < 0.8:
            return False
        scheduling.delete_class(session_id=self.pick_open_class().pk, by=self.world.maria)
        return None

    def store(self) -> Any:
        session = self.pick_open_class()
        roster = session.attendances.values_list("enrollment__user_id", flat=True)
        marks = {id: {"is_present": self.dice.random() < 0.9, "is_passed": True, "seconds": 60} for id in roster}
        store_attendance(session=session, marks=marks, by=self.world.maria)
        return bool(marks)

    def evaluate(self) -> Any:
        session = self.pick_one(ClassSession.objects.live().filter(signed_at=None, lesson=self.lesson))
        row = self.pick_one(session.attendances.select_related("enrollment"))
        save_evaluation(
            session=session,
            student_id=row.enrollment.user_id,
            remarks=self.make_text(),
            objectives={self.objective.pk: self.dice.choice(Rating.values)},
            metrics={self.metric.pk: {"rating": self.dice.choice(Rating.values), "comments": self.make_text()}},
            by=self.world.maria,
        )

    def sign(self) -> Any:
        signing.sign_class(session=self.pick_open_class(), password=make.PASSWORD, by=self.world.ines)

    def unsign(self) -> Any:
        session = self.pick_one(ClassSession.objects.filter(signed_at__isnull=False))
        signing.unsign_class(session=session, reason=self.make_text(), by=self.world.maria)

    def study(self) -> Any:
        enrollment = self.pick_enrollment(self.online)
        lesson = self.dice.choice(self.lessons)
        complete_lesson(enrollment=enrollment, lesson=lesson, seconds=self.dice.randrange(1, 900), by=enrollment.user)

    def sit(self) -> Any:
        enrollment = self.pick_enrollment(self.online)
        services.start_attempt(
            enrollment=enrollment, exam=Exam.objects.with_bank_size().get(pk=self.exam.pk), by=enrollment.user
        )

    def answer(self) -> Any:
        shown = self.pick_one(Attempt.objects.open()).paper.order_by("?").first()
        right = next(row["id"] for row in shown.options if row["is_correct"])
        chosen = UUID(right if self.dice.random() < 0.6 else self.dice.choice(shown.options)["id"])
        services.record_answer(paper_question_id=shown.pk, option_id=chosen, by=shown.attempt.enrollment.user)

    def finish_exam(self) -> Any:
        attempt = self.pick_one(Attempt.objects.open())
        services.finish_attempt(attempt=attempt, by=attempt.enrollment.user)

    def settle(self) -> Any:
        return settling.settle_overdue_attempts()[0] > 0

    def fly(self) -> Any:
        grades = {self.flight_objective.pk: self.dice.choice(Rating.values)}
        times = {kind: self.dice.randint(1, 1800) for kind in FlightTime.Kind.values if self.dice.random() < 0.3}
        flight = FlightInput(self.dice.random() < 0.8, 3600, remarks=self.make_text(), grades=grades, times=times)
        enrollment = self.pick_enrollment(self.flying)
        record_instructed_flight(
            enrollment_id=enrollment.pk, template_id=self.mission.pk, flight=flight, by=self.world.maria
        )

    def debrief(self) -> Any:
        flown = self.pick_one(
            FlightRecord.objects.filter(is_completed=True, signed_at=None).select_related("enrollment")
        )
        sign_debriefing(record_id=flown.pk, password=make.PASSWORD, by=flown.enrollment.user)

    def correct(self) -> Any:
        """Corrects a flight, which may reopen a finished enrollment."""
        flown = self.pick_one(FlightRecord.objects.all())
        grades = {self.flight_objective.pk: self.dice.choice(Rating.values)} if self.dice.random() < 0.5 else None
        is_completed = self.dice.random() < 0.5
        times = {"DUAL": self.dice.randint(1, 1800)} if self.dice.random() < 0.5 else None
        flight = FlightInput(is_completed, 1800, None, "", self.world.ines.pk, self.make_text(), grades, times)
        correct_flight(record_id=flown.pk, flight=flight, by=self.world.maria)

    def drop_a_part(self) -> Any:
        """A manager deletes a lesson, an exam or a mission that students may have done."""
        if self.dice.random() < 0.7:
            return False
        kinds: list[Any] = [Lesson, Exam, FlightTemplate]
        part = self.pick_one(self.dice.choice(kinds).objects.live().filter(name__startswith="Extra"))
        address = f"/admin/{part._meta.app_label}/{part._meta.model_name}/{part.pk}/delete/"
        page = self.open_admin().post(address, {"post": "yes"})
        assert page.status_code == 302, page.content
        return None

    def add_a_part(self) -> Any:
        """A manager adds a lesson or a mission to a training with ongoing enrollments."""
        if self.dice.random() < 0.7:
            return False
        subject = self.online.subjects.get()
        if self.dice.random() < 0.5:
            self.lessons.append(make.LessonFactory(subject=subject, name="Extra lesson"))
        else:
            make.FlightTemplateFactory(training=self.flying, name="Extra mission")
        return None

    def issue(self) -> Any:
        call_command("issue_certificates", stdout=StringIO())

    def note(self) -> Any:
        enrollment = self.pick_one(Enrollment.objects.all())
        change_notes(enrollment_id=enrollment.pk, notes=self.make_text(), by=self.world.maria)

    def finish(self) -> Any:
        ids = [self.pick_enrollment(self.flying).pk]
        return finish_by_hand(enrollment_ids=ids, by=self.world.maria) > 0

    def certify(self) -> Any:
        certificate = self.pick_one(Certificate.objects.filter(replaced_by=None, enrollment__finished_at__isnull=False))
        reissue_certificate(certificate=certificate, reason="The name was corrected", by=self.world.maria)

    def revoke(self) -> Any:
        certificate = self.pick_one(Certificate.objects.filter(revoked_at=None))
        revoke_certificate(certificate=certificate, reason="Issued in error", by=self.world.maria)

    def run_nightly_commands(self) -> Any:
        return warn_of_expiry(timezone.now()) + finish_due() > 0

    def edit_in_the_admin(self) -> Any:
        """A manager at the page of an enrollment."""
        if self.dice.random() < 0.9:
            return False
        enrollment = self.pick_one(Enrollment.objects.unfinished())
        fields = {
            "supervisor": self.world.ines.pk,
            "flight_phase": self.make_text().strip()[:50],
            "notes": self.make_text(),
        }
        page = self.open_admin().post(
            f"/admin/trainings/enrollment/{enrollment.pk}/change/",
            {**fields, "finish_before_at_0": "", "finish_before_at_1": ""},
        )
        assert page.status_code == 302, page.content
        return None

    def open_admin(self) -> Browser:
        client = Browser()
        client.force_login(self.world.maria, backend="accounts.authentication.PasswordBackend")
        return client
