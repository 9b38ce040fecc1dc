"""Rows of every model in the managers' admin; every text in them starts with a mark, such as the name of the school."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from accounts.api_keys import create_api_key
from accounts.models import Company, Holiday, IdentityProvider, Notification, User
from accounts.roles import Role
from core.models import new_id
from dossiers.models import Dossier, TrustedKey
from evidence.models import Certificate
from exams.models import Attempt
from instructors.models import Qualification
from mail.models import Mail
from office.base.site import site
from onsite.models import ClassSession
from records.canonical import sha256
from records.models import Event
from records.services import record_events
from records.signing import revoke_signature, sign_object
from retention.models import DataRequest, LegalHold
from revisions.models import Revision
from tests import factories as make
from trainings.models import Enrollment, LearningObjective, Metric
from webhooks.models import Subscription, WebhookDelivery

TODAY = date(2026, 3, 18)


def populate(company: Company, mark: str, count: int = 1) -> None:
    """Adds `count` rows of everything to the company; every text in them starts with `mark`."""
    for number in range(count):
        populate_once(company, f"{mark} {number}")


def populate_once(company: Company, mark: str) -> None:
    teacher = create_person(company, mark, Role.INSTRUCTOR)
    student = create_person(company, mark, Role.STUDENT)
    make.PilotGroupFactory(company=company, name=f"{mark} group").members.set([student])
    create_api_key(user=student, name=f"{mark} key")
    # At an address that is refused before anything is sent to it.
    IdentityProvider.objects.get_or_create(
        company=company, defaults={"name": f"{mark} provider", "issuer": "https://127.0.0.1:9", "client_id": mark}
    )
    Holiday.objects.create(company=company, name=f"{mark} holiday", first_day=TODAY, last_day=TODAY)
    Notification.objects.create(company=company, recipient=student, sender=teacher, subject=f"{mark} message")
    Mail.objects.create(company=company, recipient=student, address=student.email, kind="recovery", last_error=mark)
    location = make.LocationFactory(company=company, name=f"{mark} room")
    training = make.TrainingFactory(company=company, name=f"{mark} training", manager=teacher, has_flights=True)
    subject = make.SubjectFactory(training=training, name=f"{mark} subject", teacher=teacher)
    lesson = make.LessonFactory(subject=subject, name=f"{mark} lesson")
    LearningObjective.objects.create(lesson=lesson, name=f"{mark} objective")
    Metric.objects.create(training=training, name=f"{mark} metric")
    make.SlideFactory(lesson=lesson, title=f"{mark} slide")
    exam = make.ExamFactory(subject=subject, lesson=lesson, name=f"{mark} exam")
    question = make.QuestionFactory(company=company, text=f"{mark} question")
    make.OptionFactory(question=question, text=f"{mark} option", is_correct=True)
    make.OptionFactory(question=question, text=f"{mark} option")
    exam.questions.add(question)
    enrollment = make.EnrollmentFactory(training=training, user=student, supervisor=teacher)
    LegalHold.objects.create(company=company, enrollment=enrollment, reason=f"{mark} hold", placed_by=teacher)
    DataRequest.objects.create(company=company, user=student, kind="ERASURE", received_on=TODAY)
    make.LessonStudyFactory(enrollment=enrollment, lesson=lesson)
    make.AttemptFactory(enrollment=enrollment, exam=exam)
    Attempt.objects.create(enrollment=enrollment, exam=exam, deadline_at=timezone.now() + timedelta(hours=1))
    held = make.ClassSessionFactory(subject=subject, lesson=lesson, teacher=teacher, location=location)
    make.AttendanceFactory(class_session=held, enrollment=enrollment)
    mission = make.FlightTemplateFactory(training=training, name=f"{mark} mission")
    flight = make.FlightRecordFactory(enrollment=enrollment, template=mission, instructor=teacher)
    paper = {"user": teacher, "name": f"{mark} medical", "name_key": mark, "number": f"{mark} paper"}
    Qualification.objects.create(kind="MEDICAL", valid_until_on=TODAY, **paper)
    flight.grades.create(objective=mission.objectives.create(name=f"{mark} mission objective"), grade="STD")
    sign_and_revoke(held, teacher, mark)
    certify(enrollment, mark)
    bring_dossier(student, teacher, mark)
    make.InspectorAccessFactory(company=company, inspector_name=f"{mark} inspector", opened_by=teacher)
    subscribe(teacher, mark)
    draft(company, teacher, mark)
    first = User.objects.filter(company=company).order_by("pk")[0]  # a manager in every test: jobs are private
    make.BackgroundJobFactory(user=first, title=f"{mark} job")


def draft(company: Company, manager: User, mark: str) -> None:
    """A draft of a revision, after the other trainings by name. Pages refuse what tests do to frozen ones."""
    course = {"company": company, "name": f"{mark} zz course", "course_id": new_id()}
    make.TrainingFactory(**course, revision=1, published_at=timezone.now(), is_active=False)
    training = make.TrainingFactory(**course, revision=2, is_active=False)
    Revision.objects.create(training=training, number=2, summary=f"{mark} summary", started_by=manager)


def subscribe(user: User, mark: str) -> None:
    """A webhook of the school, and what was sent of the newest event."""
    school: dict[str, Any] = {"company": user.company, "created_by": user}
    hook = Subscription.objects.create(name=f"{mark} webhook", url=f"{mark}://", kinds=["exam.finished"], **school)
    event = Event.objects.filter(company=user.company).latest("seq")
    WebhookDelivery.objects.create(subscription=hook, event=event, kind="webhook.test", response_snippet=mark)


def sign_and_revoke(held: ClassSession, teacher: User, mark: str) -> None:
    school: dict[str, Any] = {"obj": held, "company_id": held.company_id, "by": teacher}
    _, signed = sign_object(meaning=f"{mark} held this class", content={"class": mark}, **school)
    record_events(signed, revoke_signature(reason=f"{mark} reason", **school), company_id=held.company_id, by=teacher)


def certify(enrollment: Enrollment, mark: str) -> None:
    serial = Certificate.objects.filter(company=enrollment.company).count() + 1
    code = f"{mark} {enrollment.pk}"[-32:]
    Certificate.objects.create(
        company=enrollment.company,
        enrollment=enrollment,
        serial=serial,
        number=f"{mark} no"[:20],
        code=code,
        content="{}",
    )


def bring_dossier(student: User, by: User, mark: str) -> None:
    """A dossier whose file is on no disk, and the key of a school."""
    school: dict[str, Any] = {"company": student.company}
    Dossier.objects.create(
        user=student,
        digest=sha256(mark),
        school_name=f"{mark} school",
        student_name=f"{mark} student",
        training_name=f"{mark} training there",
        exported_at=timezone.now(),
        verification=Dossier.Verification.UNSIGNED,
        received_by=by,
        **school,
    )
    TrustedKey.objects.create(
        fingerprint=sha256(mark), school_name=f"{mark} school", note=f"{mark} note", added_by=by, **school
    )


def create_person(company: Company, mark: str, group: Role) -> User:
    return make.UserFactory(company=company, name=mark, surname=f"{mark} {group.label}", group=group)


def list_registered() -> list[tuple[type[Any], Any]]:
    """Every model of the admin with its ModelAdmin, sorted by label."""
    return sorted(site._registry.items(), key=lambda pair: pair[0]._meta.label_lower)


def build_address(model: type[Any], kind: str = "", pk: Any = None) -> str:
    """The address of the list, or of the `add` or `change` page, of a model."""
    address = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
    return address + (f"{pk}/" if pk else "") + (f"{kind}/" if kind else "")
