"""A school whose students have finished: a class that Ines signed with Sam, Sue and Sid in it, studies, flights,
credits and certificates, all made through the services."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from evidence.certificates.services import issue_certificates
from missions.models import FlightObjective
from missions.services import FlightInput, record_instructed_flight, sign_debriefing
from onsite.classes import scheduling
from onsite.classes.attendance import store_attendance
from onsite.classes.class_plans import ClassPlan
from onsite.classes.evaluation import save_evaluation
from onsite.classes.signing import sign_class
from onsite.models import ClassSession
from records.verification.baseline import record_baseline
from tests import factories as make
from tests.world import World
from trainings.credits.giving import CreditInput, give_credits
from trainings.enrollments.services import enroll_students
from trainings.models import Enrollment, Metric

YEARS = 3


@dataclass
class FormerSchool:
    world: World
    enrollments: dict[str, Enrollment] = field(default_factory=dict)

    def __post_init__(self) -> None:
        world = self.world
        self.sid = world.create_person("Sid", "Student", Role.STUDENT)
        for person in (world.ines, world.maria, world.sam, world.sue, self.sid, world.otto):
            person.set_password(make.PASSWORD)
            person.save()
        self.training = make.TrainingFactory(company=world.alpine, name="PPL(A)", type="ONSITE", has_flights=True)
        self.subject = make.SubjectFactory(training=self.training, name="Meteorology")
        self.lesson = make.LessonFactory(subject=self.subject, name="Fronts")
        self.second = make.LessonFactory(subject=self.subject, name="Clouds")
        self.metric = Metric.objects.create(training=self.training, name="Airmanship")
        self.mission = make.FlightTemplateFactory(training=self.training, name="Circuits")
        FlightObjective.objects.create(template=self.mission, name="Landing")
        record_baseline(world.alpine)

    def enroll(self, *people: User, training: Any = None) -> list[Enrollment]:
        training = training or self.training
        made = enroll_students(
            training=training, user_ids=[person.pk for person in people], group_ids=[], by=self.world.maria
        )
        return [made.enrolled[person.pk] for person in people]

    def hold_class(self, *people: User) -> ClassSession:
        world = self.world
        plan = ClassPlan(
            self.subject.pk,
            timezone.now() - timedelta(minutes=30),
            world.ines.pk,
            [person.pk for person in people],
            {"lesson_id": self.lesson.pk},
        )
        session = scheduling.schedule_class(plan=plan, notify=True, by=world.maria)
        marks: dict[Any, Any] = {person.pk: {"is_present": True, "seconds": 600} for person in people}
        store_attendance(session=session, marks=marks, by=world.ines)
        for person in people:
            save_evaluation(
                session=session,
                student_id=person.pk,
                remarks=f"{person.name} did well",
                metrics={self.metric.pk: {"rating": "STD", "comments": f"About {person.name}"}},
                by=world.ines,
            )
        return sign_class(session=session, password=make.PASSWORD, by=world.ines)

    def fly(self, enrollment: Enrollment) -> None:
        flight = FlightInput(True, 3600, remarks=f"A flight of {enrollment.user.name}")
        row = record_instructed_flight(
            enrollment_id=enrollment.pk, template_id=self.mission.pk, flight=flight, by=self.world.maria
        )
        sign_debriefing(record_id=row.pk, password=make.PASSWORD, by=enrollment.user)

    def credit(self, enrollment: Enrollment) -> None:
        document = ContentFile(b"%PDF-1.7", "licence.pdf")
        chosen = CreditInput([self.second.pk], f"Licence of {enrollment.user.name}", document)
        give_credits(enrollment_id=enrollment.pk, credit=chosen, password=make.PASSWORD, by=self.world.maria)

    def train(self, *people: User) -> list[Enrollment]:
        """Everything that leads to a certificate; the last act finishes."""
        enrollments = self.enroll(*people)
        self.hold_class(*people)
        for enrollment in enrollments:
            self.credit(enrollment)
            self.fly(enrollment)
        ids = [row.pk for row in enrollments]
        issue_certificates(enrollment_ids=ids, company_id=self.world.alpine.pk, by=self.world.maria)
        rows = Enrollment.objects.select_related("user", "training", "company", "supervisor").in_bulk(ids)
        assert all(row.is_finished for row in rows.values())
        return [rows[id] for id in ids]
